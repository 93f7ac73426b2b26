//! The least and the most that a rule may ever earn, whatever the account (rulings 20, 25, 28).
//!
//! In: a rule. Out: the least and the most points it may give.
//! Invariant: 0 is within them where the rule may not apply or fades.

use crate::check::model::{Bands, Condition, Value};
use crate::types::{Points, Truth};

use super::Earns;

/// The least and the most that a rule may ever earn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// The least.
    pub least: Points,
    /// The most.
    pub most: Points,
}

impl Bounds {
    /// The smallest bounds that hold all these points; none is 0.
    #[must_use]
    pub fn of(points: impl IntoIterator<Item = Points>) -> Bounds {
        let mut points = points.into_iter();
        let first = points.next().unwrap_or(Points::ZERO);
        points.fold(Bounds { least: first, most: first }, |bounds, next| Bounds {
            least: bounds.least.min(next),
            most: bounds.most.max(next),
        })
    }
}

/// The bounds of a rule. A guard that may not hold, and a fade, add 0.
pub(super) fn bounds(guard: &Condition, earns: &Earns, fades: bool) -> Bounds {
    let may_be_nothing = fades || *guard != Condition::Constant(Truth::True);
    let nothing = may_be_nothing.then_some(Points::ZERO);
    Bounds::of(distinct_points(earns).into_iter().chain(extremes(earns)).chain(nothing))
}

/// What a rule earns at most where that is not among its written points.
fn extremes(earns: &Earns) -> Vec<Points> {
    match earns {
        Earns::PerRow { points, cap, .. } | Earns::PerNumber { points, cap, .. } => {
            vec![Points::ZERO, signed(*points, *cap)]
        }
        Earns::Scale { value, .. } if may_have_no_rows(value) => vec![Points::ZERO],
        Earns::Flat(_) | Earns::Bands(_) | Earns::Arms { .. } | Earns::Scale { .. } => Vec::new(),
    }
}

/// A magnitude with the sign of the points it bounds; 0 for points of 0.
pub(crate) fn signed(points: Points, cap: Points) -> Points {
    match points.cmp(&Points::ZERO) {
        std::cmp::Ordering::Less => -cap.magnitude(),
        std::cmp::Ordering::Equal => Points::ZERO,
        std::cmp::Ordering::Greater => cap.magnitude(),
    }
}

/// The points written in a rule that an account may earn as they are, before any fade. Points per row or number are
/// left out: what they come to is bounded by the cap.
pub(super) fn distinct_points(earns: &Earns) -> Vec<Points> {
    match earns {
        Earns::Flat(points) => vec![*points],
        Earns::PerRow { .. } | Earns::PerNumber { .. } => Vec::new(),
        Earns::Bands(bands) => bands
            .arms
            .iter()
            .map(|(_, points)| *points)
            .chain(otherwise(bands))
            .chain(bands.unknown)
            .collect(),
        Earns::Arms { arms, unknown, otherwise } => {
            arms.iter().map(|(_, points)| *points).chain(Some(*otherwise)).chain(*unknown).collect()
        }
        Earns::Scale { from, to, .. } => vec![from.1, to.1],
    }
}

/// What values in no arm earn: nothing is written where the arms are complete, but "no rows" and an empty list are in
/// no arm (rulings 15, 34).
pub(crate) fn otherwise(bands: &Bands) -> Option<Points> {
    let beside = bands.best_of || may_have_no_rows(&bands.value);
    bands.otherwise.or_else(|| beside.then_some(Points::ZERO))
}

/// Whether a value may turn out to be "no rows" (ruling 34).
pub(crate) fn may_have_no_rows(value: &Value) -> bool {
    use crate::check::model::Aggregate;
    match value {
        Value::Aggregate(aggregate) => match aggregate.as_ref() {
            Aggregate::Min(..) | Aggregate::Max(..) => true,
            Aggregate::Count(_) | Aggregate::Sum(..) => false,
        },
        Value::Linear { terms, .. } => terms.iter().any(|(_, term)| may_have_no_rows(term)),
        Value::Quotient { numerator: a, denominator: b } | Value::DaysBetween { later: a, earlier: b } => {
            may_have_no_rows(a) || may_have_no_rows(b)
        }
        // The default stands in for "no rows", and a default is a literal or a field.
        Value::Otherwise(..)
        | Value::Field(_)
        | Value::Constant(_)
        | Value::Today
        | Value::Let(_)
        | Value::CountElements { .. }
        | Value::CountKnown(_)
        | Value::Score(_) => false,
    }
}
