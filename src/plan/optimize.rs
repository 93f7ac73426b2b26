//! The same plan with less to do: every result, what is missing included, stays as it was.
//!
//! Only what ruling 2 allows: flattening, what repeats within `and` and `or`, constants that change nothing, double
//! negation, and two ends of one interval. Never excluded middle or contradiction, and no `or` of two tests into one.

use std::sync::Arc;

use crate::check::model::{Aggregate, Bands, Condition, FieldRef, Rows, TextTest, Value};
use crate::types::{End, IntervalSet, Truth, ValueSet};

use super::{Earns, Fade, Plan, table_of};

/// The plan with simpler conditions.
pub(super) fn optimize(mut plan: Plan) -> Plan {
    let schema = plan.schema.clone();
    let simple = Simplifier { schema: &schema, row: None };
    for gate in &mut plan.gates {
        gate.condition = simple.condition(&gate.condition);
    }
    for rule in plan.scores.iter_mut().flat_map(|score| &mut score.rules) {
        rule.guard = simple.condition(&rule.guard);
        let table = if let Earns::PerRow { rows, .. } = &rule.earns { table_of(rows) } else { None };
        rule.earns = simple.earns(&rule.earns);
        rule.fade = rule.fade.take().map(|fade| {
            let since = simple.row(table).value(&fade.since);
            Fade { since, ..fade }
        });
    }
    for segment in &mut plan.segments {
        segment.condition = simple.condition(&segment.condition);
    }
    for tier in &mut plan.tiers {
        tier.condition = simple.condition(&tier.condition);
    }
    for guarantee in &mut plan.guarantees {
        guarantee.that = simple.condition(&guarantee.that);
    }
    for expectation in plan.tests.iter_mut().flat_map(|test| &mut test.expectations) {
        *expectation = simple.condition(expectation);
    }
    plan
}

#[derive(Clone, Copy)]
struct Simplifier<'a> {
    schema: &'a crate::check::model::Schema,
    row: Option<usize>,
}

impl Simplifier<'_> {
    fn row(self, table: Option<usize>) -> Self {
        Simplifier { row: table, ..self }
    }

    fn condition(self, condition: &Condition) -> Condition {
        match condition {
            Condition::And(parts) => self.and(parts),
            Condition::Or(parts) => self.or(parts),
            Condition::Not(inner) => match self.condition(inner) {
                Condition::Not(inner) => *inner,
                Condition::Constant(truth) => Condition::Constant(truth.not()),
                inner => Condition::Not(Box::new(inner)),
            },
            Condition::Known(value) => Condition::Known(self.value(value)),
            Condition::Member { value, set } => {
                Condition::Member { value: self.value(value), set: set.clone() }
            }
            Condition::Compare { left, op, right } => {
                Condition::Compare { left: self.value(left), op: *op, right: self.value(right) }
            }
            Condition::Text { value, test } => {
                Condition::Text { value: self.value(value), test: text_test(test) }
            }
            Condition::Has { value, all } => Condition::Has { value: self.value(value), all: all.clone() },
            Condition::Within { value, next, span } => {
                Condition::Within { value: self.value(value), next: *next, span: *span }
            }
            Condition::OlderThan { value, span } => {
                Condition::OlderThan { value: self.value(value), span: *span }
            }
            Condition::AnyRow(rows) => Condition::AnyRow(self.rows(rows)),
            Condition::Constant(_) | Condition::Let(_) | Condition::Result(_) => condition.clone(),
        }
    }

    fn and(self, parts: &[Condition]) -> Condition {
        let mut flat: Vec<Condition> = Vec::new();
        for part in parts.iter().map(|part| self.condition(part)) {
            match part {
                Condition::And(inner) => inner.into_iter().for_each(|part| self.add_to_and(part, &mut flat)),
                part => self.add_to_and(part, &mut flat),
            }
        }
        joined(flat, Truth::True, Condition::And)
    }

    fn add_to_and(self, part: Condition, flat: &mut Vec<Condition>) {
        if part == Condition::Constant(Truth::True) || flat.contains(&part) {
            return;
        }
        if let Some((place, merged)) =
            flat.iter().enumerate().find_map(|(place, other)| Some((place, self.between(other, &part)?)))
        {
            if let Some(other) = flat.get_mut(place) {
                *other = merged;
            }
            return;
        }
        flat.push(part);
    }

    fn or(self, parts: &[Condition]) -> Condition {
        let mut flat: Vec<Condition> = Vec::new();
        for part in parts.iter().map(|part| self.condition(part)) {
            let inner = if let Condition::Or(inner) = part { inner } else { vec![part] };
            for part in inner {
                if part != Condition::Constant(Truth::False) && !flat.contains(&part) {
                    flat.push(part);
                }
            }
        }
        joined(flat, Truth::False, Condition::Or)
    }

    /// `x >= a and x <= b` as `x in a..b`. On cells that are exact or unknown only: on a range, one of the two tests may be
    /// UNKNOWN where both together are FALSE, and `missing` would no longer name the field.
    fn between(self, one: &Condition, other: &Condition) -> Option<Condition> {
        let (Condition::Member { value, set }, Condition::Member { value: other_value, set: other_set }) =
            (one, other)
        else {
            return None;
        };
        if value != other_value || !self.is_exact(value) {
            return None;
        }
        let both = match (set.as_ref(), other_set.as_ref()) {
            (ValueSet::Numbers(one), ValueSet::Numbers(other)) => {
                ValueSet::Numbers(intersection(one, other)?)
            }
            (ValueSet::Days(one), ValueSet::Days(other)) => ValueSet::Days(intersection(one, other)?),
            _ => return None,
        };
        Some(Condition::Member { value: value.clone(), set: Arc::new(both) })
    }

    /// Whether a value is a field whose cells are never ranges.
    fn is_exact(self, value: &Value) -> bool {
        let field = match value {
            Value::Field(FieldRef::Account(index)) => self.schema.fields.get(*index),
            Value::Field(FieldRef::Row(index)) => self
                .row
                .and_then(|table| self.schema.tables.get(table))
                .and_then(|table| table.fields.get(*index)),
            _ => None,
        };
        field.is_some_and(|field| !field.range)
    }

    fn value(self, value: &Value) -> Value {
        let boxed = |value: &Value| Box::new(self.value(value));
        match value {
            Value::Otherwise(inner, default) => Value::Otherwise(boxed(inner), boxed(default)),
            Value::Linear { terms, constant } => Value::Linear {
                terms: terms.iter().map(|(factor, term)| (*factor, self.value(term))).collect(),
                constant: *constant,
            },
            Value::Quotient { numerator, denominator } => {
                Value::Quotient { numerator: boxed(numerator), denominator: boxed(denominator) }
            }
            Value::DaysBetween { later, earlier } => {
                Value::DaysBetween { later: boxed(later), earlier: boxed(earlier) }
            }
            Value::Aggregate(aggregate) => Value::Aggregate(Box::new(match aggregate.as_ref() {
                Aggregate::Count(rows) => Aggregate::Count(self.rows(rows)),
                Aggregate::Sum(rows, field) => Aggregate::Sum(self.rows(rows), *field),
                Aggregate::Min(rows, field) => Aggregate::Min(self.rows(rows), *field),
                Aggregate::Max(rows, field) => Aggregate::Max(self.rows(rows), *field),
            })),
            Value::CountElements { list, within } => {
                Value::CountElements { list: boxed(list), within: within.clone() }
            }
            Value::Field(_)
            | Value::Constant(_)
            | Value::Today
            | Value::Let(_)
            | Value::CountKnown(_)
            | Value::Score(_) => value.clone(),
        }
    }

    fn rows(self, rows: &Rows) -> Rows {
        let filter = self.row(table_of(rows)).condition(&rows.filter);
        Rows { source: rows.source, filter: Box::new(filter) }
    }

    fn earns(self, earns: &Earns) -> Earns {
        match earns {
            Earns::Flat(points) => Earns::Flat(*points),
            Earns::PerRow { points, rows, cap } => {
                Earns::PerRow { points: *points, rows: self.rows(rows), cap: *cap }
            }
            Earns::PerNumber { points, value, cap } => {
                Earns::PerNumber { points: *points, value: self.value(value), cap: *cap }
            }
            Earns::Bands(bands) => Earns::Bands(Bands { value: self.value(&bands.value), ..bands.clone() }),
            Earns::Arms { arms, unknown, otherwise } => Earns::Arms {
                arms: arms
                    .iter()
                    .map(|(when, points)| (self.condition(when), *points))
                    .filter(|(when, _)| *when != Condition::Constant(Truth::False))
                    .collect(),
                unknown: *unknown,
                otherwise: *otherwise,
            },
            Earns::Scale { value, from, to } => {
                Earns::Scale { value: self.value(value), from: *from, to: *to }
            }
        }
    }
}

/// One part is itself, no part is the neutral truth.
fn joined(mut parts: Vec<Condition>, neutral: Truth, join: fn(Vec<Condition>) -> Condition) -> Condition {
    match (parts.pop(), parts.is_empty()) {
        (None, _) => Condition::Constant(neutral),
        (Some(only), true) => only,
        (Some(last), false) => {
            parts.push(last);
            join(parts)
        }
    }
}

/// What is in two half-lines that face each other, if anything is.
fn intersection(one: &IntervalSet, other: &IntervalSet) -> Option<IntervalSet> {
    let ([one_part], [other_part]) = (one.intervals(), other.intervals()) else {
        return None;
    };
    let up =
        |interval: &crate::types::Interval| interval.high == End::Unbounded && interval.low != End::Unbounded;
    let down =
        |interval: &crate::types::Interval| interval.low == End::Unbounded && interval.high != End::Unbounded;
    let facing = (up(one_part) && down(other_part)) || (down(one_part) && up(other_part));
    if !facing || one.step() != other.step() {
        return None;
    }
    one_part.intersect(*other_part).map(|both| IntervalSet::new(one.step(), [both]))
}

/// Without needles that repeat, or that hold another one.
fn text_test(test: &TextTest) -> TextTest {
    let distinct = |needles: &[String], implied: fn(&str, &str) -> bool| -> Vec<String> {
        let mut kept: Vec<String> = Vec::new();
        for (place, needle) in needles.iter().enumerate() {
            let covered = needles.iter().enumerate().any(|(other_place, other)| {
                (other == needle && other_place < place) || (other != needle && implied(needle, other))
            });
            if !covered {
                kept.push(needle.clone());
            }
        }
        kept
    };
    match test {
        TextTest::Contains(needles) => {
            TextTest::Contains(distinct(needles, |needle, other| needle.contains(other)))
        }
        TextTest::ContainsWord(words) => TextTest::ContainsWord(distinct(words, |_, _| false)),
        TextTest::StartsWith(needles) => {
            TextTest::StartsWith(distinct(needles, |needle, other| needle.starts_with(other)))
        }
        TextTest::EndsWith(needles) => {
            TextTest::EndsWith(distinct(needles, |needle, other| needle.ends_with(other)))
        }
        TextTest::Matches(patterns) => TextTest::Matches(distinct(patterns, |_, _| false)),
    }
}
