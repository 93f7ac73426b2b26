//! Expressions as text, by name instead of index: what the plan hash is taken of.
//!
//! Two expressions have the same text exactly if they are the same expression over the same columns.

use std::fmt::Write;

use crate::check::model::{Aggregate, Condition, FieldRef, GateRef, ResultTest, Rows, TextTest, Type, Value};
use crate::types::{Cell, Element, End, IntervalSet, ValueSet};

use super::{Plan, table_of};

/// A text in quotes that no other text can be mistaken for.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}

/// Writes the expressions of one plan.
#[derive(Clone, Copy)]
pub(super) struct Canonical<'a> {
    plan: &'a Plan,
    /// The table whose row is in sight.
    row: Option<usize>,
}

impl<'a> Canonical<'a> {
    pub(super) fn new(plan: &'a Plan) -> Canonical<'a> {
        Canonical { plan, row: None }
    }

    /// With the rows of a table in sight.
    pub(super) fn row(self, table: Option<usize>) -> Canonical<'a> {
        Canonical { row: table, ..self }
    }

    pub(super) fn condition(self, condition: &Condition) -> String {
        let all = |word: &str, parts: &[Condition]| list(word, parts.iter().map(|part| self.condition(part)));
        match condition {
            Condition::Constant(truth) => format!("{truth:?}"),
            Condition::And(parts) => all("and", parts),
            Condition::Or(parts) => all("or", parts),
            Condition::Not(inner) => list("not", [self.condition(inner)]),
            // INVARIANT: a plan holds no let.
            Condition::Let(index) => format!("let {index}"),
            Condition::Known(value) => list("known", [self.value(value)]),
            Condition::Member { value, set } => list("in", [self.value(value), self.set(value, set)]),
            Condition::Compare { left, op, right } => list(op.sign(), [self.value(left), self.value(right)]),
            Condition::Text { value, test } => list("text", [self.value(value), text_test(test)]),
            Condition::Has { value, all } => {
                let sets = list("all", all.iter().map(|set| self.set(value, set)));
                list("has", [self.value(value), sets])
            }
            Condition::Within { value, next, span } => {
                let word = if *next { "within next" } else { "within last" };
                list(word, [self.value(value), format!("{} {}", span.count, span.unit.word())])
            }
            Condition::OlderThan { value, span } => {
                list("older than", [self.value(value), format!("{} {}", span.count, span.unit.word())])
            }
            Condition::AnyRow(rows) => list("any", [self.rows(rows)]),
            Condition::Result(test) => self.result(test),
        }
    }

    pub(super) fn value(self, value: &Value) -> String {
        match value {
            Value::Field(field) => self.field(*field),
            Value::Constant(cell) => cell_text(cell),
            Value::Today => "today".to_owned(),
            // INVARIANT: a plan holds no let.
            Value::Let(index) => format!("let {index}"),
            Value::Otherwise(inner, default) => list("otherwise", [self.value(inner), self.value(default)]),
            Value::Linear { terms, constant } => {
                let terms = terms.iter().map(|(factor, term)| format!("{factor} {}", self.value(term)));
                list("sum", terms.chain([constant.to_string()]))
            }
            Value::Quotient { numerator, denominator } => {
                list("quotient", [self.value(numerator), self.value(denominator)])
            }
            Value::DaysBetween { later, earlier } => list("days", [self.value(later), self.value(earlier)]),
            Value::Aggregate(aggregate) => self.aggregate(aggregate),
            Value::CountElements { list: counted, within } => {
                let within = within.as_ref().map(|(set, most)| format!("{} {most}", self.set(counted, set)));
                list("count elements", std::iter::once(self.value(counted)).chain(within))
            }
            Value::CountKnown(fields) => list("count known", fields.iter().map(|field| self.field(*field))),
            Value::Score(index) => {
                let name = self.plan.scores.get(*index).map_or("", |score| &score.name);
                list("score", [quoted(name)])
            }
        }
    }

    fn aggregate(self, aggregate: &Aggregate) -> String {
        let over = |word: &str, rows: &Rows, field: usize| {
            list(word, [self.rows(rows), self.row(table_of(rows)).field(FieldRef::Row(field))])
        };
        match aggregate {
            Aggregate::Count(rows) => list("count", [self.rows(rows)]),
            Aggregate::Sum(rows, field) => over("sum", rows, *field),
            Aggregate::Min(rows, field) => over("min", rows, *field),
            Aggregate::Max(rows, field) => over("max", rows, *field),
        }
    }

    /// The table and the filter on its rows.
    pub(super) fn rows(self, rows: &Rows) -> String {
        let table = table_of(rows);
        let name = table.and_then(|table| self.plan.schema.tables.get(table)).map_or("", |table| &table.name);
        list("rows", [quoted(name), self.row(table).condition(&rows.filter)])
    }

    fn field(self, field: FieldRef) -> String {
        let fields = match field {
            FieldRef::Account(_) => Some(&self.plan.schema.fields),
            FieldRef::Row(_) => {
                self.row.and_then(|table| self.plan.schema.tables.get(table)).map(|table| &table.fields)
            }
        };
        let (word, index) = match field {
            FieldRef::Account(index) => ("field", index),
            FieldRef::Row(index) => ("row field", index),
        };
        let name = fields.and_then(|fields| fields.get(index)).map_or("", |field| &field.name);
        list(word, [quoted(name)])
    }

    /// A set of constants. Declared values stand by name, so that their order alone changes nothing.
    pub(super) fn set(self, value: &Value, set: &ValueSet) -> String {
        match set {
            ValueSet::Numbers(set) => list("numbers", intervals(set)),
            ValueSet::Days(set) => list("days", intervals(set)),
            ValueSet::Texts(texts) => list("texts", texts.iter().map(|text| quoted(text))),
            ValueSet::Booleans(values) => list("booleans", values.iter().map(bool::to_string)),
            ValueSet::Choices(positions) => {
                let mut names: Vec<String> =
                    positions.iter().map(|position| self.choice(value, *position)).collect();
                names.sort();
                list("choices", names)
            }
        }
    }

    fn choice(self, value: &Value, position: u32) -> String {
        let choices = self.choice_set(value).and_then(|set| self.plan.schema.choices.get(set));
        let choice = choices.and_then(|set| set.values.get(position as usize));
        choice.map_or_else(|| position.to_string(), |choice| quoted(&choice.value))
    }

    /// The value set of the field that a value comes from.
    fn choice_set(self, value: &Value) -> Option<usize> {
        match value {
            Value::Field(field) => self.type_of(*field)?.choices(),
            Value::Otherwise(inner, _) => self.choice_set(inner),
            Value::Aggregate(aggregate) => match aggregate.as_ref() {
                Aggregate::Min(rows, field) | Aggregate::Max(rows, field) | Aggregate::Sum(rows, field) => {
                    self.row(table_of(rows)).type_of(FieldRef::Row(*field))?.choices()
                }
                Aggregate::Count(_) => None,
            },
            Value::Constant(_)
            | Value::Today
            | Value::Let(_)
            | Value::Linear { .. }
            | Value::Quotient { .. }
            | Value::DaysBetween { .. }
            | Value::CountElements { .. }
            | Value::CountKnown(_)
            | Value::Score(_) => None,
        }
    }

    fn type_of(self, field: FieldRef) -> Option<&'a Type> {
        let schema = &self.plan.schema;
        let declared = match field {
            FieldRef::Account(index) => schema.fields.get(index),
            FieldRef::Row(index) => schema.tables.get(self.row?)?.fields.get(index),
        };
        declared.map(|field| &field.ty)
    }

    fn result(self, test: &ResultTest) -> String {
        let plan = self.plan;
        let tier = |index: &usize| plan.tiers.get(*index).map_or(String::new(), |tier| quoted(&tier.name));
        let segment =
            |index: &usize| plan.segments.get(*index).map_or(String::new(), |segment| quoted(&segment.name));
        match test {
            ResultTest::Status(statuses) => {
                list("status", statuses.iter().map(|status| status.word().to_owned()))
            }
            ResultTest::Tier(tiers) => list("tier", tiers.iter().map(tier)),
            ResultTest::HasTier => "has tier".to_owned(),
            ResultTest::Segment(segments) => list("segment", segments.iter().map(segment)),
            ResultTest::HasSegment => "has segment".to_owned(),
            ResultTest::Level(level) => format!("level {level:?}"),
            ResultTest::OutBy(GateRef::Override) => "out by override".to_owned(),
            ResultTest::OutBy(GateRef::Exclude(index)) => format!("out by exclude {index}"),
            ResultTest::OutBy(GateRef::Require(index)) => format!("out by require {index}"),
        }
    }
}

/// A word and its parts in parentheses.
pub(super) fn list(word: &str, parts: impl IntoIterator<Item = String>) -> String {
    let mut text = format!("({word}");
    for part in parts {
        // Writing to a text cannot fail.
        let _ = write!(text, " {part}");
    }
    text.push(')');
    text
}

fn text_test(test: &TextTest) -> String {
    let (word, needles) = match test {
        TextTest::Contains(needles) => ("contains", needles),
        TextTest::ContainsWord(words) => ("contains word", words),
        TextTest::StartsWith(needles) => ("starts with", needles),
        TextTest::EndsWith(needles) => ("ends with", needles),
        TextTest::Matches(patterns) => ("matches", patterns),
    };
    list(word, needles.iter().map(|needle| quoted(needle)))
}

fn intervals(set: &IntervalSet) -> Vec<String> {
    let step = set.step().map(|step| format!("step {step}"));
    let intervals = set.intervals().iter().map(|interval| {
        let end = |end: End, open: &str| match end {
            End::Unbounded => "*".to_owned(),
            End::Included(value) => value.to_string(),
            End::Excluded(value) => format!("{open}{value}"),
        };
        format!("{}..{}", end(interval.low, ">"), end(interval.high, "<"))
    });
    step.into_iter().chain(intervals).collect()
}

fn cell_text(cell: &Cell) -> String {
    match cell {
        Cell::Unknown => "unknown".to_owned(),
        Cell::Number(number) => number.to_string(),
        Cell::Range(interval) => list("range", intervals(&IntervalSet::new(None, [*interval]))),
        Cell::Day(day) => day.to_string(),
        Cell::Boolean(value) => value.to_string(),
        Cell::Text(text) => quoted(text),
        Cell::Choice(position) => format!("choice {position}"),
        Cell::List(elements) => list("list", elements.iter().map(element_text)),
    }
}

fn element_text(element: &Element) -> String {
    match element {
        Element::Number(number) => number.to_string(),
        Element::Day(day) => day.to_string(),
        Element::Boolean(value) => value.to_string(),
        Element::Text(text) => quoted(text),
        Element::Choice(position) => format!("choice {position}"),
    }
}
