//! Whether a change is certain to let fewer accounts in, or more.
//!
//! In: two conditions over one schema. Out: whether one holds wherever the other does.
//! Invariant: "holds wherever" is true for every account, unknown included: on no account is the first condition above
//! the second, FALSE below UNKNOWN below TRUE. What is not seen is answered with no.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::check::model::{Condition, DateSpan, TextTest};
use crate::types::{IntervalSet, Truth, ValueSet};

/// Where a change leads, where that is certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// No account is let in that was not.
    Stricter,
    /// No account is put out that was not.
    Looser,
    /// No account gets fewer points.
    PointsUp,
    /// No account gets more points.
    PointsDown,
}

impl Direction {
    /// The words of a report.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Direction::Stricter => "stricter",
            Direction::Looser => "looser",
            Direction::PointsUp => "points up",
            Direction::PointsDown => "points down",
        }
    }

    /// The other way.
    #[must_use]
    pub fn reversed(self) -> Direction {
        match self {
            Direction::Stricter => Direction::Looser,
            Direction::Looser => Direction::Stricter,
            Direction::PointsUp => Direction::PointsDown,
            Direction::PointsDown => Direction::PointsUp,
        }
    }
}

/// Whether `a` is nowhere above `b`.
#[must_use]
pub fn implies(a: &Condition, b: &Condition) -> bool {
    if a == b {
        return true;
    }
    match (a, b) {
        (Condition::Constant(a), Condition::Constant(b)) => a <= b,
        (Condition::Constant(Truth::False), _) | (_, Condition::Constant(Truth::True)) => true,
        (_, Condition::And(parts)) => parts.iter().all(|part| implies(a, part)),
        (Condition::Or(parts), _) => parts.iter().all(|part| implies(part, b)),
        (Condition::And(parts), _) => parts.iter().any(|part| implies(part, b)),
        (_, Condition::Or(parts)) => parts.iter().any(|part| implies(a, part)),
        (Condition::Not(a), Condition::Not(b)) => implies(b, a),
        (Condition::Member { value, set }, Condition::Member { value: other, set: wider }) => {
            value == other && is_within(set, wider)
        }
        (Condition::Text { value, test }, Condition::Text { value: other, test: wider }) => {
            value == other && text_within(test, wider)
        }
        (Condition::Has { value, all }, Condition::Has { value: other, all: wider }) => {
            value == other && wider.iter().all(|wanted| all.iter().any(|set| is_within(set, wanted)))
        }
        (
            Condition::Within { value, next, span },
            Condition::Within { value: other, next: same, span: longer },
        ) => value == other && next == same && is_shorter(*span, *longer),
        (Condition::OlderThan { value, span }, Condition::OlderThan { value: other, span: shorter }) => {
            value == other && is_shorter(*shorter, *span)
        }
        (Condition::AnyRow(rows), Condition::AnyRow(wider)) => {
            rows.source == wider.source && implies(&rows.filter, &wider.filter)
        }
        _ => false,
    }
}

/// Whether every value of one set is in the other.
fn is_within(a: &ValueSet, b: &ValueSet) -> bool {
    match (a, b) {
        (ValueSet::Numbers(a), ValueSet::Numbers(b)) | (ValueSet::Days(a), ValueSet::Days(b)) => {
            intervals_within(a, b)
        }
        (ValueSet::Texts(a), ValueSet::Texts(b)) => a.is_subset(b),
        (ValueSet::Choices(a), ValueSet::Choices(b)) => a.is_subset(b),
        (ValueSet::Booleans(a), ValueSet::Booleans(b)) => a.is_subset(b),
        _ => false,
    }
}

fn intervals_within(a: &IntervalSet, b: &IntervalSet) -> bool {
    a.step() == b.step()
        && a.intervals().iter().all(|part| b.intervals().iter().any(|wide| wide.contains(*part)))
}

/// A longer list of texts passes more; other kinds of tests are not compared.
fn text_within(a: &TextTest, b: &TextTest) -> bool {
    let subset = |a: &[String], b: &[String]| {
        let wide: BTreeSet<&String> = b.iter().collect();
        a.iter().all(|text| wide.contains(text))
    };
    match (a, b) {
        (TextTest::Contains(a), TextTest::Contains(b))
        | (TextTest::ContainsWord(a), TextTest::ContainsWord(b))
        | (TextTest::StartsWith(a), TextTest::StartsWith(b))
        | (TextTest::EndsWith(a), TextTest::EndsWith(b))
        | (TextTest::Matches(a), TextTest::Matches(b)) => subset(a, b),
        _ => false,
    }
}

/// Whether a length of time is no longer than another on every calendar.
fn is_shorter(a: DateSpan, b: DateSpan) -> bool {
    match (a.days(), b.days(), a.months(), b.months()) {
        (Some(a), Some(b), _, _) | (_, _, Some(a), Some(b)) => a <= b,
        _ => false,
    }
}

/// What a change of a condition does where TRUE lets in.
#[must_use]
pub fn letting_in(old: &Condition, new: &Condition) -> Option<Direction> {
    match (implies(new, old), implies(old, new)) {
        (true, false) => Some(Direction::Stricter),
        (false, true) => Some(Direction::Looser),
        _ => None,
    }
}

/// Whether two conditions are the same but for the order of what `and` and `or` join.
#[must_use]
pub fn is_same(a: &Condition, b: &Condition) -> bool {
    a == b || normal(a) == normal(b)
}

/// Nested `and` and `or` of one kind as one, what repeats once, in a fixed order.
fn normal(condition: &Condition) -> Condition {
    let flat = |parts: &[Condition], is_and: bool| {
        let mut flat: Vec<Condition> = Vec::new();
        for part in parts {
            match normal(part) {
                Condition::And(inner) if is_and => flat.extend(inner),
                Condition::Or(inner) if !is_and => flat.extend(inner),
                other => flat.push(other),
            }
        }
        flat.sort_by_cached_key(|part| format!("{part:?}"));
        flat.dedup();
        flat
    };
    match condition {
        Condition::And(parts) => match flat(parts, true) {
            parts if parts.len() == 1 => parts.into_iter().next().unwrap_or(Condition::And(Vec::new())),
            parts => Condition::And(parts),
        },
        Condition::Or(parts) => match flat(parts, false) {
            parts if parts.len() == 1 => parts.into_iter().next().unwrap_or(Condition::Or(Vec::new())),
            parts => Condition::Or(parts),
        },
        Condition::Not(inner) => match normal(inner) {
            Condition::Not(inner) => *inner,
            inner => Condition::Not(Box::new(inner)),
        },
        other => other.clone(),
    }
}
