//! Conditions and values as text, in the words of the language.
//!
//! In: a condition or value of a model. Out: one line that reads like the profile, lets by name and constants as
//! the checker typed them (`> 200` people is `>= 201`). Invariant: the same condition always gives the same line.

mod number;
mod value;

pub use number::{day_text, interval_text, number_text, short_number_text};

use std::collections::BTreeSet;

use self::number::point_text;

use super::{
    Condition, DateSpan, Earns, GateRef, Model, ResultTest, RowSource, Rows, Schema, TextTest, Type, Value,
};
use crate::text::in_quotes;
use crate::types::{
    Cell, CompareOp, DurationUnit, End, IntervalSet, Level, Number, Points, Status, Truth, ValueSet,
};

impl Model {
    /// A condition of this model on one line.
    #[must_use]
    pub fn condition_text(&self, condition: &Condition) -> String {
        self.printer().condition(condition)
    }

    /// A condition on the rows of a table, by index.
    #[must_use]
    pub fn row_condition_text(&self, table: usize, condition: &Condition) -> String {
        Printer { row: Some(table), ..self.printer() }.condition(condition)
    }

    /// A value of this model on one line.
    #[must_use]
    pub fn value_text(&self, value: &Value) -> String {
        self.printer().value(value)
    }

    /// A value of a row of a table, by index.
    #[must_use]
    pub fn row_value_text(&self, table: usize, value: &Value) -> String {
        Printer { row: Some(table), ..self.printer() }.value(value)
    }

    /// What a weight or signal earns, on one line.
    #[must_use]
    pub fn earns_text(&self, earns: &Earns) -> String {
        self.printer().earns(earns)
    }

    /// What a weight or signal earns, arm by arm: what its arms are about (`by employees`, or nothing), then the arms.
    /// No arms where it has none.
    #[must_use]
    pub fn earns_arms(&self, earns: &Earns) -> (String, Vec<String>) {
        self.printer().arms(earns)
    }

    /// A cell of an account field, by index, as a test would give it.
    #[must_use]
    pub fn cell_text(&self, field: usize, cell: &Cell) -> String {
        let ty = self.schema.fields.get(field).map(|field| &field.ty);
        self.printer().cell(ty, cell)
    }

    /// A normalized text as the profile spells it, where it holds that text.
    #[must_use]
    pub fn spelled<'t>(&'t self, normalized: &'t str) -> &'t str {
        self.spellings.get(normalized).map_or(normalized, String::as_str)
    }

    fn printer(&self) -> Printer<'_> {
        Printer { model: self, schema: &self.schema, row: None }
    }
}

#[derive(Clone, Copy)]
struct Printer<'m> {
    model: &'m Model,
    schema: &'m Schema,
    row: Option<usize>,
}

impl<'m> Printer<'m> {
    /// A text in quotes, as the profile spells it.
    fn text(self, normalized: &str) -> String {
        in_quotes(self.model.spelled(normalized))
    }

    fn text_test(self, test: &TextTest) -> String {
        let (word, needles) = match test {
            TextTest::Contains(needles) => ("contains", needles),
            TextTest::ContainsWord(needles) => ("contains word", needles),
            TextTest::StartsWith(needles) => ("starts with", needles),
            TextTest::EndsWith(needles) => ("ends with", needles),
            TextTest::Matches(patterns) => {
                let patterns: Vec<String> =
                    patterns.iter().map(|pattern| format!("/{}/", pattern.replace('/', "\\/"))).collect();
                return match patterns.as_slice() {
                    [one] => format!("matches {one}"),
                    several => format!("matches any [{}]", several.join(", ")),
                };
            }
        };
        match needles.as_slice() {
            [one] => format!("{word} {}", self.text(one)),
            several => {
                let needles: Vec<String> = several.iter().map(|needle| self.text(needle)).collect();
                format!("{word} any [{}]", needles.join(", "))
            }
        }
    }

    fn condition(self, condition: &Condition) -> String {
        match condition {
            Condition::Constant(truth) => truth_text(*truth).to_owned(),
            Condition::And(parts) => self.joined(parts, " and "),
            Condition::Or(parts) => self.joined(parts, " or "),
            Condition::Not(inner) => self.negated(inner),
            Condition::Let(index) => name_or(self.model.lets.get(*index).map(|named| named.name.as_str())),
            Condition::Known(value) => format!("{} is known", self.value(value)),
            Condition::Member { value, set } => self.member(value, set, false),
            Condition::Compare { left, op, right } => {
                format!("{} {} {}", self.value(left), op.sign(), self.value(right))
            }
            Condition::Text { value, test } => format!("{} {}", self.value(value), self.text_test(test)),
            Condition::Has { value, all } => format!("{} {}", self.value(value), self.has(value, all)),
            Condition::Within { value, next, span } => format!(
                "{} within {} {}",
                self.value(value),
                if *next { "next" } else { "last" },
                span_text(*span)
            ),
            Condition::OlderThan { value, span } => {
                format!("{} older than {}", self.value(value), span_text(*span))
            }
            Condition::AnyRow(rows) => format!("any({})", self.rows(rows, None)),
            Condition::Result(test) => self.result(test),
        }
    }

    /// A part of `and`, `or` or `not`, in parentheses where it holds several.
    fn part(self, condition: &Condition) -> String {
        match condition {
            Condition::And(parts) | Condition::Or(parts) if parts.len() > 1 => {
                format!("({})", self.condition(condition))
            }
            Condition::Constant(_)
            | Condition::And(_)
            | Condition::Or(_)
            | Condition::Not(_)
            | Condition::Let(_)
            | Condition::Known(_)
            | Condition::Member { .. }
            | Condition::Compare { .. }
            | Condition::Text { .. }
            | Condition::Has { .. }
            | Condition::Within { .. }
            | Condition::OlderThan { .. }
            | Condition::AnyRow(_)
            | Condition::Result(_) => self.condition(condition),
        }
    }

    fn joined(self, parts: &[Condition], word: &str) -> String {
        parts.iter().map(|part| self.part(part)).collect::<Vec<_>>().join(word)
    }

    fn negated(self, inner: &Condition) -> String {
        match inner {
            Condition::Known(value) => format!("{} is unknown", self.value(value)),
            Condition::Member { value, set } => self.member(value, set, true),
            Condition::Compare { left, op: CompareOp::Equal, right } => {
                format!("{} != {}", self.value(left), self.value(right))
            }
            Condition::Text { value, test } => format!("{} not {}", self.value(value), self.text_test(test)),
            Condition::Has { value, all } => format!("{} not {}", self.value(value), self.has(value, all)),
            Condition::AnyRow(rows) => format!("none({})", self.rows(rows, None)),
            Condition::Constant(_)
            | Condition::And(_)
            | Condition::Or(_)
            | Condition::Not(_)
            | Condition::Let(_)
            | Condition::Compare { .. }
            | Condition::Within { .. }
            | Condition::OlderThan { .. }
            | Condition::Result(_) => format!("not {}", self.part(inner)),
        }
    }

    fn member(self, value: &Value, set: &ValueSet, negated: bool) -> String {
        let name = self.value(value);
        let ty = self.type_of(value);
        if let ValueSet::Booleans(booleans) = set
            && booleans.len() == 1
        {
            let plain = booleans.contains(&true);
            return match (plain, negated) {
                (true, false) => name,
                (true, true) => format!("not {name}"),
                (false, false) => format!("{name} = false"),
                (false, true) => format!("{name} != false"),
            };
        }
        if let ValueSet::Numbers(intervals) | ValueSet::Days(intervals) = set
            && let [interval] = intervals.intervals()
            && (interval.low == End::Unbounded || interval.high == End::Unbounded)
        {
            let test =
                format!("{name} {}", interval_text(*interval, |number| point_text(ty.as_ref(), number)));
            return if negated { format!("not {test}") } else { test };
        }
        let values = self.set_texts(ty.as_ref(), set);
        match (values.as_slice(), set) {
            ([one], ValueSet::Numbers(intervals) | ValueSet::Days(intervals)) if !is_point(intervals) => {
                format!("{name} {}in {one}", if negated { "not " } else { "" })
            }
            ([one], _) => format!("{name} {} {one}", if negated { "!=" } else { "=" }),
            (several, _) => {
                format!("{name} {}in [{}]", if negated { "not " } else { "" }, several.join(", "))
            }
        }
    }

    fn has(self, value: &Value, all: &[std::sync::Arc<ValueSet>]) -> String {
        let ty = match self.type_of(value) {
            Some(Type::List(element)) => Some(*element),
            other => other,
        };
        match all {
            [one] => match self.set_texts(ty.as_ref(), one).as_slice() {
                [single] if !single.contains("..") => format!("has {single}"),
                several => format!("has any [{}]", several.join(", ")),
            },
            several => {
                let values: Vec<String> =
                    several.iter().flat_map(|set| self.set_texts(ty.as_ref(), set)).collect();
                format!("has all [{}]", values.join(", "))
            }
        }
    }

    fn rows(self, rows: &Rows, field: Option<usize>) -> String {
        let (name, table) = match rows.source {
            RowSource::Table(index) => {
                (name_or(self.schema.tables.get(index).map(|table| table.name.as_str())), Some(index))
            }
            RowSource::Role(index) => {
                let role = self.model.roles.get(index);
                (name_or(role.map(|role| role.name.as_str())), role.map(|role| role.table))
            }
        };
        let dotted = match field.and_then(|field| self.schema.tables.get(table?)?.fields.get(field)) {
            Some(field) => format!("{name}.{}", field.name),
            None => name,
        };
        if *rows.filter == Condition::Constant(Truth::True) {
            return dotted;
        }
        format!("{dotted} where {}", Printer { row: table, ..self }.condition(&rows.filter))
    }

    fn result(self, test: &ResultTest) -> String {
        let named = |word: &str, names: Vec<String>| match names.as_slice() {
            [one] => format!("{word} = {one}"),
            several => format!("{word} in [{}]", several.join(", ")),
        };
        match test {
            ResultTest::Status(statuses) => match statuses.iter().collect::<Vec<&Status>>().as_slice() {
                [one] => one.word().to_owned(),
                several => named("status", several.iter().map(|status| status.word().to_owned()).collect()),
            },
            ResultTest::Tier(tiers) => named(
                "tier",
                names_at(tiers, |index| self.model.tiers.get(index).map(|tier| tier.name.as_str())),
            ),
            ResultTest::HasTier => "tier is known".to_owned(),
            ResultTest::Segment(segments) => named(
                "segment",
                names_at(segments, |index| {
                    self.model.segments.get(index).map(|segment| segment.name.as_str())
                }),
            ),
            ResultTest::HasSegment => "segment is known".to_owned(),
            ResultTest::Level(level) => format!("segment is {}", level_text(*level)),
            ResultTest::OutBy(gate) => {
                let name = match gate {
                    GateRef::Exclude(index) => {
                        name_or(self.model.excludes.get(*index).map(|gate| gate.name.as_str()))
                    }
                    GateRef::Require(index) => {
                        name_or(self.model.requires.get(*index).map(|gate| gate.name.as_str()))
                    }
                    GateRef::Override => "override".to_owned(),
                };
                format!("excluded by {name}")
            }
        }
    }

    fn earns(self, earns: &Earns) -> String {
        match self.arms(earns) {
            (one, arms) if arms.is_empty() => one,
            (head, arms) if head.is_empty() => format!("{{ {} }}", arms.join("  ")),
            (head, arms) => format!("{head} {{ {} }}", arms.join("  ")),
        }
    }

    fn arms(self, earns: &Earns) -> (String, Vec<String>) {
        let arm = |(left, points): (String, Points)| format!("{left} => {points}");
        let last = |unknown: Option<Points>, otherwise: Option<Points>| {
            let named = [("unknown", unknown), ("otherwise", otherwise)];
            named.into_iter().filter_map(|(word, points)| Some((word.to_owned(), points?)))
        };
        match earns {
            Earns::Flat(points) => (points.to_string(), Vec::new()),
            Earns::PerRow { points, rows, cap } => {
                (format!("{points} per {} cap {cap}", self.rows(rows, None)), Vec::new())
            }
            Earns::PerNumber { points, value, cap } => {
                (format!("{points} per {} cap {cap}", self.value(value)), Vec::new())
            }
            Earns::Bands(bands) => {
                let ty = match self.type_of(&bands.value) {
                    Some(Type::List(element)) => Some(*element),
                    other => other,
                };
                let arms = bands
                    .arms
                    .iter()
                    .map(|(set, points)| (self.set_texts(ty.as_ref(), set).join(", "), *points));
                let arms: Vec<String> = arms.chain(last(bands.unknown, bands.otherwise)).map(arm).collect();
                let best_of = if bands.best_of { "best of " } else { "" };
                (format!("by {best_of}{}", self.value(&bands.value)), arms)
            }
            Earns::Arms { arms, unknown, otherwise } => {
                let arms =
                    arms.iter().map(|(when, points)| (format!("when {}", self.condition(when)), *points));
                (String::new(), arms.chain(last(*unknown, *otherwise)).map(arm).collect())
            }
            Earns::Scale { value, from, to } => {
                let ty = self.type_of(value);
                let end = |(number, points): &(Number, Points)| {
                    format!("{} => {points}", point_text(ty.as_ref(), number.millionths()))
                };
                (format!("scale {} from {} to {}", self.value(value), end(from), end(to)), Vec::new())
            }
        }
    }
}

fn name_or(name: Option<&str>) -> String {
    name.unwrap_or("?").to_owned()
}

fn names_at<'n>(indices: &BTreeSet<usize>, name: impl Fn(usize) -> Option<&'n str>) -> Vec<String> {
    indices.iter().map(|index| name_or(name(*index))).collect()
}

fn truth_text(truth: Truth) -> &'static str {
    match truth {
        Truth::True => "true",
        Truth::False => "false",
        Truth::Unknown => "unknown",
    }
}

fn level_text(level: Level) -> &'static str {
    match level {
        Level::Core => "core",
        Level::Test => "test",
        Level::Low => "low",
        Level::Paused => "paused",
    }
}

fn span_text(span: DateSpan) -> String {
    let unit = match span.unit {
        DurationUnit::Days => "day",
        DurationUnit::Weeks => "week",
        DurationUnit::Months => "month",
        DurationUnit::Quarters => "quarter",
        DurationUnit::Years => "year",
    };
    format!("{} {unit}{}", span.count, if span.count == 1 { "" } else { "s" })
}

fn is_point(set: &IntervalSet) -> bool {
    matches!(set.intervals(), [interval] if interval.as_point().is_some())
}
