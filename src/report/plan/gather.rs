//! A plan taken apart.

use super::classes::{classes, type_text};
use super::reads::{RuleReads, gate_name, rule_name};
use super::shared::{Met, Shared};
use super::{
    ColumnPlan, GatePlan, GroupPlan, GuaranteePlan, OverridePlan, PlanReport, Profile, RowColumn, RulePlan,
    SCHEMA_VERSION, ScorePlan, SegmentPlan, TablePlan, TierPlan,
};
use crate::check::model::{
    Condition, Earns as ModelEarns, Emit, EmitValue, GateKind, Limit, Model, OverrideEffect, ScoredRuleKind,
    Window,
};
use crate::plan::{Bounds, Column, Earns, Gate, Plan, Score, ScoredRule, Segment, table_of};
use crate::text::in_quotes;
use crate::types::{Day, Level, Months, Points, Truth, UnknownEffect};

pub(super) fn gather(model: &Model, plan: &Plan, today: Day) -> PlanReport {
    let shared = all_conditions(plan).shared(model);
    let reads = RuleReads::of(plan);
    PlanReport {
        schema_version: SCHEMA_VERSION,
        program: concat!("icp ", env!("CARGO_PKG_VERSION")),
        profile: Profile { name: plan.name.clone(), version: model.header.version.clone() },
        hash: plan.hash().to_owned(),
        as_of: today.to_string(),
        columns: columns(model, plan, today, &reads),
        tables: tables(plan, &reads),
        conditions: shared.conditions(),
        order: reads.steps(plan),
        gates: plan.gates.iter().map(|item| gate(item, &shared)).collect(),
        scores: plan.scores.iter().map(|item| score(model, item, &shared)).collect(),
        segments: plan.segments.iter().map(|item| segment(item, &shared)).collect(),
        tiers: (plan.tiers.iter())
            .map(|tier| TierPlan {
                name: tier.name.clone(),
                condition: shared.text(&tier.condition),
                active: windows(&tier.active),
                emit: emits(&tier.emit),
            })
            .collect(),
        overrides: (plan.overrides.iter())
            .map(|item| OverridePlan {
                key: item.key.clone(),
                to: match item.effect {
                    OverrideEffect::Excluded => "excluded".to_owned(),
                    OverrideEffect::Tier(tier) => {
                        format!("tier {}", plan.tiers.get(tier).map_or("", |tier| &tier.name))
                    }
                },
                until: item.until.to_string(),
            })
            .collect(),
        guarantees: (plan.guarantees.iter())
            .map(|item| GuaranteePlan { name: item.name.clone(), that: shared.text(&item.that) })
            .collect(),
    }
}

fn all_conditions(plan: &Plan) -> Met<'_> {
    let mut met = Met::default();
    for gate in &plan.gates {
        met.add(&gate.condition, &gate_name(gate));
    }
    for rule in plan.scores.iter().flat_map(|score| &score.rules) {
        let name = rule_name(rule);
        met.add(&rule.guard, &name);
        if let Earns::Arms { arms, .. } = &rule.earns {
            arms.iter().for_each(|(condition, _)| met.add(condition, &name));
        }
    }
    for segment in &plan.segments {
        met.add(&segment.condition, &format!("segment {}", segment.name));
    }
    for tier in &plan.tiers {
        met.add(&tier.condition, &format!("tier {}", tier.name));
    }
    for guarantee in &plan.guarantees {
        met.add(&guarantee.that, &format!("guarantee {}", guarantee.name));
    }
    met
}

fn columns(model: &Model, plan: &Plan, today: Day, reads: &RuleReads) -> Vec<ColumnPlan> {
    let fields = plan.schema.fields.iter().enumerate().filter(|(index, _)| plan.reads_field(*index));
    let column = |(index, field): (usize, &crate::check::model::Field)| ColumnPlan {
        field: field.name.clone(),
        from: field.columns.clone(),
        ty: type_text(&plan.schema, field),
        key: index == plan.schema.key,
        classes: classes(model, plan, today, index),
        read_by: reads.readers(|column| column == Column::Field(index)),
    };
    fields.map(column).collect()
}

fn tables(plan: &Plan, reads: &RuleReads) -> Vec<TablePlan> {
    let tables = plan.schema.tables.iter().enumerate().filter(|(index, _)| plan.reads_table(*index));
    let table = |(index, table): (usize, &crate::check::model::Table)| TablePlan {
        name: table.name.clone(),
        by: table.fields.get(table.by).map_or_else(String::new, |field| field.name.clone()),
        columns: (table.fields.iter().enumerate())
            .filter(|(field, _)| plan.reads_row_field(index, *field))
            .map(|(_, field)| RowColumn {
                field: field.name.clone(),
                from: field.columns.clone(),
                ty: type_text(&plan.schema, field),
            })
            .collect(),
        read_by: reads.readers(
            |column| matches!(column, Column::Table(table) | Column::RowField(table, _) if table == index),
        ),
    };
    tables.map(table).collect()
}

fn gate(gate: &Gate, shared: &Shared<'_, '_>) -> GatePlan {
    let (kind, out_when) = match gate.kind {
        GateKind::Market => ("market", "false"),
        GateKind::Exclude => ("exclude", "true"),
        GateKind::Require => ("require", "false"),
    };
    GatePlan {
        kind,
        name: gate.name.clone(),
        condition: shared.text(&gate.condition),
        out_when,
        if_unknown: match gate.if_unknown {
            None => "hold",
            Some(UnknownEffect::Out) => "out",
            Some(UnknownEffect::Keep) => "keep",
        },
        active: windows(&gate.active),
    }
}

fn score(model: &Model, score: &Score, shared: &Shared<'_, '_>) -> ScorePlan {
    let loose = score.rules.iter().any(|rule| rule.group.is_none());
    let places = (0..score.groups.len()).map(Some).chain(loose.then_some(None));
    let (mut least, mut most) = (Points::ZERO, Points::ZERO);
    let groups: Vec<GroupPlan> = places
        .map(|place| {
            let rules: Vec<&ScoredRule> = score.rules.iter().filter(|rule| rule.group == place).collect();
            let group = place.and_then(|place| score.groups.get(place));
            let bounds = sum(&rules, group.and_then(|group| group.cap));
            least += bounds.least;
            most += bounds.most;
            GroupPlan {
                name: group.map(|group| group.name.clone()),
                cap: group.and_then(|group| group.cap).map(|cap| cap.to_string()),
                least: bounds.least.to_string(),
                most: bounds.most.to_string(),
                rules: rules.into_iter().map(|item| rule(model, item, shared)).collect(),
            }
        })
        .collect();
    let (limit, (least, most)) = match score.limit {
        None => (None, (least, most)),
        Some(Limit::OutOf(end)) => {
            (Some(format!("0..{end}")), (least.clamp(Points::ZERO, end), most.clamp(Points::ZERO, end)))
        }
        Some(Limit::Cap(low, high)) => {
            (Some(format!("{low}..{high}")), (least.max(low).min(high), most.max(low).min(high)))
        }
    };
    ScorePlan { name: score.name.clone(), limit, least: least.to_string(), most: most.to_string(), groups }
}

/// The least and the most that rules come to together, up to their cap.
fn sum(rules: &[&ScoredRule], cap: Option<Points>) -> Bounds {
    let total = |of: fn(&ScoredRule) -> Points| {
        let total = rules.iter().map(|rule| of(rule)).fold(Points::ZERO, |sum, points| sum + points);
        cap.map_or(total, |cap| total.min(cap))
    };
    Bounds { least: total(|rule| rule.bounds.least), most: total(|rule| rule.bounds.most) }
}

fn rule(model: &Model, rule: &ScoredRule, shared: &Shared<'_, '_>) -> RulePlan {
    let (earns, arms) = match &rule.earns {
        Earns::Arms { arms, unknown, otherwise } => {
            let mut lines: Vec<String> = (arms.iter())
                .map(|(condition, points)| format!("when {} => {points}", shared.text(condition)))
                .collect();
            lines.extend(unknown.map(|points| format!("unknown => {points}")));
            lines.push(format!("otherwise => {otherwise}"));
            ("the first arm that holds".to_owned(), lines)
        }
        Earns::Flat(points) => model.earns_arms(&ModelEarns::Flat(*points)),
        Earns::PerRow { points, rows, cap } => {
            model.earns_arms(&ModelEarns::PerRow { points: *points, rows: rows.clone(), cap: *cap })
        }
        Earns::PerNumber { points, value, cap } => {
            model.earns_arms(&ModelEarns::PerNumber { points: *points, value: value.clone(), cap: *cap })
        }
        Earns::Bands(bands) => model.earns_arms(&ModelEarns::Bands(bands.clone())),
        Earns::Scale { value, from, to } => {
            model.earns_arms(&ModelEarns::Scale { value: value.clone(), from: *from, to: *to })
        }
    };
    let table = if let Earns::PerRow { rows, .. } = &rule.earns { table_of(rows) } else { None };
    let fades = rule.fade.as_ref().map(|fade| {
        let how = if fade.decay.is_halving() { "halving every" } else { "fading over" };
        let since = match table {
            Some(table) => model.row_value_text(table, &fade.since),
            None => model.value_text(&fade.since),
        };
        format!("{how} {} days since {since}", fade.decay.days())
    });
    RulePlan {
        kind: match rule.kind {
            ScoredRuleKind::Weight => "weight",
            ScoredRuleKind::Signal => "signal",
        },
        name: rule.name.clone(),
        when: (rule.guard != Condition::Constant(Truth::True)).then(|| shared.text(&rule.guard)),
        earns,
        arms,
        fades,
        least: rule.bounds.least.to_string(),
        most: rule.bounds.most.to_string(),
        active: windows(&rule.active),
    }
}

fn segment(segment: &Segment, shared: &Shared<'_, '_>) -> SegmentPlan {
    let level = match segment.season {
        None => level_word(segment.level).to_owned(),
        Some((months, otherwise)) => {
            format!("{} in {}, else {}", level_word(segment.level), season(months), level_word(otherwise))
        }
    };
    SegmentPlan {
        name: segment.name.clone(),
        condition: shared.text(&segment.condition),
        level,
        active: windows(&segment.active),
        emit: emits(&segment.emit),
    }
}

fn windows(windows: &[Window]) -> Vec<String> {
    let window = |window: &Window| match window {
        Window::Days(first, last) => format!("{first}..{last}"),
        Window::Months(months) => season(*months),
    };
    windows.iter().map(window).collect()
}

fn season(months: Months) -> String {
    format!("{}..{}", month(months.first), month(months.last))
}

fn emits(emits: &[Emit]) -> Vec<String> {
    let emit = |emit: &Emit| {
        let value = match &emit.value {
            EmitValue::Text(text) => in_quotes(text),
            EmitValue::Number(number) => number.to_string(),
            EmitValue::Day(day) => day.to_string(),
            EmitValue::Boolean(value) => value.to_string(),
        };
        format!("{}: {value}", emit.key)
    };
    emits.iter().map(emit).collect()
}

fn level_word(level: Level) -> &'static str {
    match level {
        Level::Core => "core",
        Level::Test => "test",
        Level::Low => "low",
        Level::Paused => "paused",
    }
}

fn month(number: u8) -> &'static str {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    MONTHS.get(usize::from(number).wrapping_sub(1)).copied().unwrap_or("?")
}
