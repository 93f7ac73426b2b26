//! What a condition comes to: Kleene's logic over tests on cells (rulings 1, 4, 8, 9, 61).
//!
//! In: a condition of the plan and a scene. Out: a truth value.
//! Invariant: every test has a result for unknown; nothing here fails.

use std::sync::Arc;

use crate::check::model::{Condition, ResultTest, TextTest, Value};
use crate::eval::outcome::Outcome;
use crate::plan::text_passes;
use crate::types::{CompareOp, Extent, Interval, IntervalSet, Level, Truth, ValueSet};

use super::value::{Seen, element_is_in, is_in, value};
use super::{Reading, Results, Scene, aggregate, gates, tiers};

/// The truth of a condition.
pub(in crate::eval) fn truth<'a>(scene: &Scene<'a>, condition: &'a Condition) -> Truth {
    match condition {
        Condition::Constant(truth) => *truth,
        Condition::And(parts) => parts.iter().fold(Truth::True, |least, part| least.and(truth(scene, part))),
        Condition::Or(parts) => {
            parts.iter().fold(Truth::False, |greatest, part| greatest.or(truth(scene, part)))
        }
        Condition::Not(inner) => truth(scene, inner).not(),
        Condition::Known(tested) => is_known(scene, tested),
        Condition::Member { value: tested, set } => is_in(&value(scene, tested), set),
        Condition::Compare { left, op, right } => compare(&value(scene, left), *op, &value(scene, right)),
        Condition::Text { value: tested, test } => text(scene, tested, test),
        Condition::Has { value: tested, all } => has(scene, tested, all),
        Condition::Within { value: tested, next, span } => {
            is_in_days(&value(scene, tested), span.within(scene.today, *next))
        }
        Condition::OlderThan { value: tested, span } => {
            is_in_days(&value(scene, tested), span.older(scene.today))
        }
        Condition::AnyRow(rows) => aggregate::any_row(scene, rows),
        Condition::Result(test) => result(scene, test),
        // INVARIANT: a plan holds no let.
        Condition::Let(_) => Truth::Unknown,
    }
}

/// TRUE for a value and for a range, FALSE for an unknown cell (ruling 4), which in the possibility reading may turn
/// out to be known (ruling 12).
fn is_known<'a>(scene: &Scene<'a>, tested: &'a Value) -> Truth {
    match (value(scene, tested), scene.reading) {
        (Seen::Unknown, Reading::Verdict) => Truth::False,
        (Seen::Unknown, Reading::Possibility) => Truth::Unknown,
        (Seen::NoRows | Seen::Extent(_) | Seen::Boolean(_) | Seen::Text(_) | Seen::List(_), _) => Truth::True,
    }
}

/// Two values, neither constant (ruling 9). With no rows there is nothing to compare: FALSE (ruling 34).
fn compare(left: &Seen, op: CompareOp, right: &Seen) -> Truth {
    match (left, right) {
        (Seen::NoRows, _) | (_, Seen::NoRows) => Truth::False,
        (Seen::Unknown, _) | (_, Seen::Unknown) => Truth::Unknown,
        (Seen::Extent(left), Seen::Extent(right)) => match op {
            CompareOp::Equal => left.is_equal(*right),
            CompareOp::NotEqual => left.is_equal(*right).not(),
            CompareOp::Less => left.is_below(*right),
            CompareOp::Greater => right.is_below(*left),
            CompareOp::LessOrEqual => right.is_below(*left).not(),
            CompareOp::GreaterOrEqual => left.is_below(*right).not(),
        },
        (left, right) => match op {
            CompareOp::Equal => Truth::from(left == right),
            CompareOp::NotEqual => Truth::from(left != right),
            // INVARIANT: the checker orders numbers, days and ordered values only.
            CompareOp::Less | CompareOp::LessOrEqual | CompareOp::Greater | CompareOp::GreaterOrEqual => {
                Truth::Unknown
            }
        },
    }
}

/// A test on normalized text (rulings 55, 56): any of the needles will do.
fn text<'a>(scene: &Scene<'a>, tested: &'a Value, test: &TextTest) -> Truth {
    match value(scene, tested) {
        Seen::Text(text) => Truth::from(text_passes(&scene.plan.patterns, text, test)),
        Seen::NoRows => Truth::False,
        Seen::Unknown | Seen::Extent(_) | Seen::Boolean(_) | Seen::List(_) => Truth::Unknown,
    }
}

/// Every set must be met by an element; no element of an empty list meets any (ruling 30).
fn has<'a>(scene: &Scene<'a>, tested: &'a Value, all: &[Arc<ValueSet>]) -> Truth {
    match value(scene, tested) {
        Seen::List(elements) => {
            Truth::from(all.iter().all(|set| elements.iter().any(|element| element_is_in(element, set))))
        }
        Seen::NoRows => Truth::False,
        Seen::Unknown | Seen::Extent(_) | Seen::Boolean(_) | Seen::Text(_) => Truth::Unknown,
    }
}

fn is_in_days(seen: &Seen, days: Interval) -> Truth {
    match seen {
        Seen::Extent(extent) => days_hold(*extent, days),
        Seen::NoRows => Truth::False,
        Seen::Unknown | Seen::Boolean(_) | Seen::Text(_) | Seen::List(_) => Truth::Unknown,
    }
}

fn days_hold(extent: Extent, days: Interval) -> Truth {
    extent.is_in(&IntervalSet::new(Some(1), [days]), 1)
}

/// A test on results: two-valued and about what is printed (ruling 41); while tiers are being found, segments that may
/// turn out make it UNKNOWN in the possibility reading (ruling 44).
fn result(scene: &Scene, test: &ResultTest) -> Truth {
    match scene.results {
        Some(Results::Printed(outcome)) => Truth::from(printed(scene, outcome, test)),
        Some(Results::Strata { segment, possible_segments, .. }) => {
            let passes = |segment: Option<usize>| segment_passes(scene, segment, test);
            match scene.reading {
                Reading::Verdict => Truth::from(passes(segment)),
                Reading::Possibility if possible_segments.iter().all(|segment| passes(*segment)) => {
                    Truth::True
                }
                Reading::Possibility => {
                    Truth::from(possible_segments.iter().any(|segment| passes(*segment))).and(Truth::Unknown)
                }
            }
        }
        // INVARIANT: gates, scores and segments see no results.
        None => Truth::Unknown,
    }
}

fn printed(scene: &Scene, outcome: &Outcome, test: &ResultTest) -> bool {
    match test {
        ResultTest::Status(statuses) => statuses.contains(&outcome.status),
        ResultTest::Tier(indices) => outcome.tier.is_some_and(|tier| indices.contains(&tier)),
        ResultTest::HasTier => outcome.tier.is_some(),
        ResultTest::OutBy(gate) => gates::is_out_by(scene.plan, outcome, *gate),
        ResultTest::Segment(_) | ResultTest::HasSegment | ResultTest::Level(_) => {
            segment_passes(scene, outcome.segment, test)
        }
    }
}

/// A test on a segment, or on there being none.
pub(in crate::eval) fn segment_passes(scene: &Scene, segment: Option<usize>, test: &ResultTest) -> bool {
    let level = |index: usize| -> Option<Level> {
        scene.plan.segments.get(index).map(|segment| tiers::level_in_season(segment, scene.today))
    };
    match test {
        ResultTest::Segment(indices) => segment.is_some_and(|segment| indices.contains(&segment)),
        ResultTest::HasSegment => segment.is_some(),
        ResultTest::Level(asked) => segment.and_then(level) == Some(*asked),
        // INVARIANT: a tier sees segments only.
        ResultTest::Status(_) | ResultTest::Tier(_) | ResultTest::HasTier | ResultTest::OutBy(_) => false,
    }
}
