//! The plan hash: two profiles have the same one if no default result column can differ (ruling 66).
//!
//! Sha-256 over a canonical text of everything that can change such a column: what is read and how, conditions, points,
//! caps, names, emitted values, windows, reasons of overrides, the order of tiers and segments. Not in it:
//! comments, titles, other reasons, evidence, owners, tests, guarantees, outcomes, fields that nothing reads, the order of
//! other items, today.

use sha2::{Digest, Sha256};

use crate::check::model::{
    CellFormat, ChoiceKind, ChoiceSet, Emit, EmitValue, Field, Limit, Override, OverrideEffect, Type, Window,
};
use crate::types::{IntervalSet, countries, norm_pairs};

use super::canonical::{Canonical, list, quoted};
use super::{Earns, Gate, Plan, Score, ScoredRule, Segment, Tier, table_of};

/// The field whose content goes through to the results, if there is one.
const NAME_FIELD: &str = "name";

/// 64 hexadecimal digits.
pub(super) fn hash(plan: &Plan) -> String {
    let digest = Sha256::digest(canonical(plan));
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn canonical(plan: &Plan) -> String {
    let write = Canonical::new(plan);
    let sorted = |mut items: Vec<String>| {
        items.sort();
        items
    };
    let parts = [
        vec![list("profile", [quoted(&plan.name)])],
        sorted(account(plan)),
        sorted(plan.gates.iter().map(|item| gate(write, item)).collect()),
        sorted(plan.scores.iter().map(|item| score(write, item)).collect()),
        plan.segments.iter().map(|item| segment(write, item)).collect(),
        plan.tiers.iter().map(|item| tier(write, item)).collect(),
        sorted(plan.overrides.iter().map(|item| override_text(plan, item)).collect()),
    ];
    parts.concat().join("\n")
}

/// How each column is read that a result depends on, with the tables of characters, countries and rates it needs.
fn account(plan: &Plan) -> Vec<String> {
    let schema = &plan.schema;
    let mut read: Vec<(&str, &Field)> = Vec::new();
    for (index, field) in schema.fields.iter().enumerate() {
        if plan.reads_field(index) || field.name == NAME_FIELD {
            read.push(("account", field));
        }
    }
    for (index, table) in schema.tables.iter().enumerate() {
        let fields = table.fields.iter().enumerate();
        let used = fields.filter(|(field, _)| plan.reads_row_field(index, *field));
        read.extend(used.map(|(_, field)| (table.name.as_str(), field)));
    }
    let mut lines: Vec<String> = read.iter().map(|(of, declared)| field(plan, of, declared)).collect();
    if let Some(key) = schema.fields.get(schema.key) {
        lines.push(list("key", [quoted(&key.name)]));
    }
    for (index, table) in schema.tables.iter().enumerate() {
        if let Some(by) = table.fields.get(table.by).filter(|_| plan.reads_table(index)) {
            lines.push(list("table", [quoted(&table.name), quoted(&by.name)]));
        }
    }
    let reads_money = read.iter().any(|(_, field)| matches!(field.ty, Type::Money(_)));
    for (from, to, rate) in schema.rates.iter().filter(|_| reads_money).flat_map(|rates| &rates.pairs) {
        lines.push(list("rate", [format!("{from} {to} {rate}")]));
    }
    let mut sets: Vec<usize> = read.iter().filter_map(|(_, field)| field.ty.choices()).collect();
    sets.sort_unstable();
    sets.dedup();
    if sets.iter().filter_map(|set| schema.choices.get(*set)).any(|set| set.kind == ChoiceKind::Country) {
        lines.extend(countries().iter().map(|country| list("country", [quoted(&format!("{country:?}"))])));
    }
    lines.push(list("characters", norm_pairs().map(|(from, to)| format!("{from}{to}"))));
    lines
}

fn field(plan: &Plan, of: &str, field: &Field) -> String {
    let range = field.range.then(|| "range".to_owned());
    let parts = [quoted(of), quoted(&field.name), type_text(plan, &field.ty)];
    let columns = list("from", field.columns.iter().map(|column| quoted(column)));
    list("field", parts.into_iter().chain(range).chain([columns]).chain(format_parts(&field.format)))
}

fn format_parts(format: &CellFormat) -> Vec<String> {
    // Every part is named here, so that a new one cannot be forgotten.
    let CellFormat {
        percent_of,
        boolean_words,
        split,
        date_format,
        pattern,
        blank_is_empty,
        unknown_texts,
        unknown_values,
    } = format;
    let mut parts = Vec::new();
    parts.extend(percent_of.map(|of| format!("percent of {of}")));
    parts.extend(boolean_words.iter().map(|(yes, no)| list("boolean", [quoted(yes), quoted(no)])));
    parts.extend(split.iter().map(|text| list("split", [quoted(text)])));
    parts.extend(date_format.iter().map(|text| list("format", [quoted(text)])));
    parts.extend(pattern.iter().map(|text| list("pattern", [quoted(text)])));
    parts.extend(blank_is_empty.then(|| "blank is empty".to_owned()));
    parts.extend(unknown_texts.iter().map(|text| list("unknown when", [quoted(text)])));
    parts
        .extend(unknown_values.iter().map(|set: &IntervalSet| format!("unknown when {:?}", set.intervals())));
    parts
}

fn type_text(plan: &Plan, ty: &Type) -> String {
    match ty {
        Type::Choice(index) => plan.schema.choices.get(*index).map_or(String::new(), choices),
        Type::List(element) => list("list", [type_text(plan, element)]),
        Type::Money(currency) => format!("money {currency}"),
        Type::Text => "text".to_owned(),
        Type::Number => "number".to_owned(),
        Type::Whole => "whole".to_owned(),
        Type::Percent => "percent".to_owned(),
        Type::Boolean => "boolean".to_owned(),
        Type::Day => "date".to_owned(),
        Type::Days => "days".to_owned(),
    }
}

/// Declared values with their other spellings. What each comparison comes to is in the conditions.
fn choices(set: &ChoiceSet) -> String {
    let mut values: Vec<String> = match set.kind {
        ChoiceKind::Country => return "country".to_owned(),
        ChoiceKind::Enum { .. } | ChoiceKind::Taxonomy { .. } => {
            let value = |choice: &crate::check::model::Choice| {
                let mut aliases: Vec<String> = choice.aliases.iter().map(|alias| quoted(alias)).collect();
                aliases.sort();
                list("value", std::iter::once(quoted(&choice.value)).chain(aliases))
            };
            set.values.iter().map(value).collect()
        }
    };
    values.sort();
    list("one of", values)
}

fn gate(write: Canonical, gate: &Gate) -> String {
    let parts = [format!("{:?}", gate.kind), quoted(&gate.name), write.condition(&gate.condition)];
    let unknown = gate.if_unknown.map(|effect| format!("if unknown {effect:?}"));
    list("gate", parts.into_iter().chain(unknown).chain(windows(&gate.active)))
}

fn windows(windows: &[Window]) -> Vec<String> {
    let mut texts: Vec<String> = windows
        .iter()
        .map(|window| match window {
            Window::Days(first, last) => format!("active {first}..{last}"),
            Window::Months(months) => format!("active months {}..{}", months.first, months.last),
        })
        .collect();
    texts.sort();
    texts
}

fn score(write: Canonical, score: &Score) -> String {
    let limit = score.limit.map(|limit| match limit {
        Limit::OutOf(most) => format!("out of {most}"),
        Limit::Cap(least, most) => format!("cap {least}..{most}"),
    });
    let group_text = |index: Option<usize>| {
        let group = index.and_then(|index| score.groups.get(index));
        group.map_or_else(String::new, |group| {
            let cap = group.cap.map(|cap| format!("cap {cap}"));
            list("group", std::iter::once(quoted(&group.name)).chain(cap))
        })
    };
    let mut rules: Vec<String> =
        score.rules.iter().map(|item| rule(write, item, &group_text(item.group))).collect();
    rules.sort();
    list("score", std::iter::once(quoted(&score.name)).chain(limit).chain(rules))
}

fn rule(write: Canonical, rule: &ScoredRule, group: &str) -> String {
    let mut table = None;
    let earns = match &rule.earns {
        Earns::Flat(points) => list("flat", [points.to_string()]),
        Earns::PerRow { points, rows, cap } => {
            table = table_of(rows);
            list("per row", [points.to_string(), write.rows(rows), cap.to_string()])
        }
        Earns::PerNumber { points, value, cap } => {
            list("per number", [points.to_string(), write.value(value), cap.to_string()])
        }
        Earns::Bands(bands) => {
            let mut arms: Vec<String> = (bands.arms.iter())
                .map(|(set, points)| list("arm", [write.set(&bands.value, set), points.to_string()]))
                .collect();
            arms.sort();
            let unknown = bands.unknown.map(|points| format!("unknown {points}"));
            let otherwise = bands.otherwise.map(|points| format!("otherwise {points}"));
            let word = if bands.best_of { "by best of" } else { "by" };
            let value = [write.value(&bands.value)];
            list(word, value.into_iter().chain(arms).chain(unknown).chain(otherwise))
        }
        Earns::Arms { arms, unknown, otherwise } => {
            let arms =
                arms.iter().map(|(when, points)| list("arm", [write.condition(when), points.to_string()]));
            let unknown = unknown.map(|points| format!("unknown {points}"));
            list("first", arms.chain(unknown).chain([format!("otherwise {otherwise}")]))
        }
        Earns::Scale { value, from, to } => {
            let at = |(number, points): &(crate::types::Number, crate::types::Points)| {
                format!("{number} => {points}")
            };
            list("scale", [write.value(value), at(from), at(to)])
        }
    };
    let fade = rule.fade.as_ref().map(|fade| {
        let word = if fade.decay.is_halving() { "halving" } else { "fading" };
        list(word, [fade.decay.days().to_string(), write.row(table).value(&fade.since)])
    });
    let parts = [
        format!("{:?}", rule.kind),
        quoted(&rule.name),
        group.to_owned(),
        write.condition(&rule.guard),
        earns,
    ];
    list("rule", parts.into_iter().chain(fade).chain(windows(&rule.active)))
}

fn segment(write: Canonical, segment: &Segment) -> String {
    let season = segment
        .season
        .map(|(months, otherwise)| format!("in {}..{} else {otherwise:?}", months.first, months.last));
    let parts =
        [quoted(&segment.name), write.condition(&segment.condition), format!("level {:?}", segment.level)];
    list(
        "segment",
        parts.into_iter().chain(season).chain(windows(&segment.active)).chain(emits(&segment.emit)),
    )
}

fn tier(write: Canonical, tier: &Tier) -> String {
    let parts = [quoted(&tier.name), write.condition(&tier.condition)];
    list("tier", parts.into_iter().chain(windows(&tier.active)).chain(emits(&tier.emit)))
}

fn emits(emits: &[Emit]) -> Vec<String> {
    let mut texts: Vec<String> = emits
        .iter()
        .map(|emit| {
            let value = match &emit.value {
                EmitValue::Text(text) => quoted(text),
                EmitValue::Number(number) => number.to_string(),
                EmitValue::Day(day) => day.to_string(),
                EmitValue::Boolean(value) => value.to_string(),
            };
            list("emit", [quoted(&emit.key), value])
        })
        .collect();
    texts.sort();
    texts
}

fn override_text(plan: &Plan, item: &Override) -> String {
    let effect = match item.effect {
        OverrideEffect::Excluded => "excluded".to_owned(),
        OverrideEffect::Tier(index) => {
            let tier = plan.tiers.get(index).map_or("", |tier| &tier.name);
            list("tier", [quoted(tier)])
        }
    };
    // The reason stands in the `override` column of every result.
    list("override", [quoted(&item.key), effect, item.until.to_string(), quoted(&item.because)])
}
