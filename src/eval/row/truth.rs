//! What a condition comes to: Kleene's logic over tests on cells (rulings 1, 4, 8, 9, 61).
//!
//! In: a condition of the plan and a scene. Out: a truth value.
//! Invariant: every test has a result for unknown; nothing here fails.

use std::sync::Arc;

use crate::check::model::{Condition, DateSpan, ResultTest, TextTest, Value};
use crate::eval::outcome::Outcome;
use crate::plan::Plan;
use crate::types::{
    CompareOp, Day, End, Extent, Interval, IntervalSet, Level, Truth, ValueSet, contains_word,
};

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
            is_in_days(&value(scene, tested), within(scene.today, *span, *next))
        }
        Condition::OlderThan { value: tested, span } => {
            is_in_days(&value(scene, tested), older(scene.today, *span))
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
        Seen::Text(text) => Truth::from(text_passes(scene.plan, text, test)),
        Seen::NoRows => Truth::False,
        Seen::Unknown | Seen::Extent(_) | Seen::Boolean(_) | Seen::List(_) => Truth::Unknown,
    }
}

fn text_passes(plan: &Plan, text: &str, test: &TextTest) -> bool {
    match test {
        TextTest::Contains(needles) => needles.iter().any(|needle| text.contains(needle.as_str())),
        TextTest::ContainsWord(words) => words.iter().any(|word| contains_word(text, word)),
        TextTest::StartsWith(needles) => needles.iter().any(|needle| text.starts_with(needle.as_str())),
        TextTest::EndsWith(needles) => needles.iter().any(|needle| text.ends_with(needle.as_str())),
        TextTest::Matches(patterns) => patterns
            .iter()
            .any(|pattern| plan.patterns.get(pattern).is_some_and(|pattern| pattern.is_found_in(text))),
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

/// `within last D`: 0 <= today − d <= D; `within next D`: 0 <= d − today <= D. In months: up to the shifted day, which
/// keeps the day of the month or takes its last (ruling 61).
fn within(today: Day, span: DateSpan, next: bool) -> Interval {
    let now = i128::from(today.number());
    let far = shifted(today, span, next);
    if next { Interval::closed(now, far) } else { Interval::closed(far, now) }
}

/// `older than D`: before the shifted day.
fn older(today: Day, span: DateSpan) -> Interval {
    Interval { low: End::Unbounded, high: End::Excluded(shifted(today, span, false)) }
}

/// The day number that lies that far from today.
pub(in crate::eval) fn shifted(today: Day, span: DateSpan, next: bool) -> i128 {
    let sign = if next { 1 } else { -1 };
    match (span.days(), span.months()) {
        (Some(days), _) => i128::from(today.number()) + sign * i128::from(days),
        (None, Some(months)) => {
            let months = i32::try_from(months).unwrap_or(i32::MAX);
            i128::from(today.shift_months(if next { months } else { -months }).number())
        }
        // More months than can be counted: further than the calendar goes.
        (None, None) => sign * i128::from(i32::MAX),
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
fn segment_passes(scene: &Scene, segment: Option<usize>, test: &ResultTest) -> bool {
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
