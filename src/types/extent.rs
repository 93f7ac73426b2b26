//! Extents: intervals with exact fractions as ends, which every numeric and date expression comes to (ruling 10).
//!
//! In: extents of operands. Out: the extent of a sum, product or quotient, and how two compare.
//! Invariant: the result holds every value that values of the operands give.

use super::{End, Fraction, Interval, IntervalSet, Number, Truth};

/// One end of an extent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// No end on this side.
    Unbounded,
    /// The value belongs to the extent.
    Included(Fraction),
    /// The value does not.
    Excluded(Fraction),
}

/// The values that an expression may have: all from `low` to `high`. Never empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extent {
    /// Where it begins.
    pub low: Bound,
    /// Where it stops.
    pub high: Bound,
}

impl Bound {
    /// The value at the end, if there is one.
    #[must_use]
    pub fn value(self) -> Option<Fraction> {
        match self {
            Bound::Unbounded => None,
            Bound::Included(value) | Bound::Excluded(value) => Some(value),
        }
    }

    /// Whether the value at the end belongs to the extent.
    fn is_included(self) -> bool {
        matches!(self, Bound::Included(_))
    }

    fn at(value: Fraction, included: bool) -> Bound {
        if included { Bound::Included(value) } else { Bound::Excluded(value) }
    }

    /// The end of an interval that counts in `1 / units`.
    fn of(end: End, units: i128) -> Bound {
        let fraction = |value| Fraction::new(value, units).unwrap_or(Fraction::ZERO);
        match end {
            End::Unbounded => Bound::Unbounded,
            End::Included(value) => Bound::Included(fraction(value)),
            End::Excluded(value) => Bound::Excluded(fraction(value)),
        }
    }

    /// Another value at the same kind of end; no value where none can be held.
    fn map(self, change: impl FnOnce(Fraction) -> Option<Fraction>) -> Option<Bound> {
        Some(match self {
            Bound::Unbounded => Bound::Unbounded,
            Bound::Included(value) => Bound::Included(change(value)?),
            Bound::Excluded(value) => Bound::Excluded(change(value)?),
        })
    }

    fn plus(self, other: Bound) -> Option<Bound> {
        match (self.value(), other.value()) {
            (Some(a), Some(b)) => Some(Bound::at(a.plus(b)?, self.is_included() && other.is_included())),
            (None, _) | (_, None) => Some(Bound::Unbounded),
        }
    }

    /// Of two lower ends, the one that begins later; the excluded one where they are equal.
    fn later_low(self, other: Bound) -> Bound {
        match (self.value(), other.value()) {
            (None, _) => other,
            (_, None) => self,
            (Some(a), Some(b)) if a == b => Bound::at(a, self.is_included() && other.is_included()),
            (Some(a), Some(b)) => {
                if a > b {
                    self
                } else {
                    other
                }
            }
        }
    }

    /// Of two lower ends, the one that begins earlier; the included one where they are equal.
    fn earlier_low(self, other: Bound) -> Bound {
        match (self.value(), other.value()) {
            (None, _) | (_, None) => Bound::Unbounded,
            (Some(a), Some(b)) if a == b => Bound::at(a, self.is_included() || other.is_included()),
            (Some(a), Some(b)) => {
                if a < b {
                    self
                } else {
                    other
                }
            }
        }
    }

    /// The end on the other side of 0.
    fn mirrored(self) -> Bound {
        self.map(|value| Fraction::new(value.numerator().checked_neg()?, value.denominator()))
            .unwrap_or(Bound::Unbounded)
    }
}

impl Extent {
    /// Every value.
    pub const ALL: Extent = Extent { low: Bound::Unbounded, high: Bound::Unbounded };

    /// One value.
    #[must_use]
    pub fn point(value: impl Into<Fraction>) -> Extent {
        let value = value.into();
        Extent { low: Bound::Included(value), high: Bound::Included(value) }
    }

    /// From one value to another, both included.
    #[must_use]
    pub fn closed(low: impl Into<Fraction>, high: impl Into<Fraction>) -> Extent {
        Extent { low: Bound::Included(low.into()), high: Bound::Included(high.into()) }
    }

    /// An interval that counts in `1 / units`: [`Number::SCALE`] for numbers, 1 for days.
    #[must_use]
    pub fn of(interval: Interval, units: i128) -> Extent {
        Extent { low: Bound::of(interval.low, units), high: Bound::of(interval.high, units) }
    }

    /// The value, if there is only one.
    #[must_use]
    pub fn as_point(self) -> Option<Fraction> {
        match (self.low, self.high) {
            (Bound::Included(low), Bound::Included(high)) if low == high => Some(low),
            _ => None,
        }
    }

    /// Whether no value lies in it.
    #[must_use]
    pub fn is_empty(self) -> bool {
        match (self.low.value(), self.high.value()) {
            (Some(low), Some(high)) if low == high => !(self.low.is_included() && self.high.is_included()),
            (Some(low), Some(high)) => low > high,
            (None, _) | (_, None) => false,
        }
    }

    /// Whether the value lies in it.
    #[must_use]
    pub fn holds(self, value: Fraction) -> bool {
        self.contains(Extent::point(value))
    }

    /// Whether every value of `other` lies in it.
    #[must_use]
    pub fn contains(self, other: Extent) -> bool {
        self.low.later_low(other.low) == other.low && self.high.earlier_high(other.high) == other.high
    }

    /// The values in both, if any.
    #[must_use]
    pub fn intersect(self, other: Extent) -> Option<Extent> {
        let both = Extent { low: self.low.later_low(other.low), high: self.high.earlier_high(other.high) };
        (!both.is_empty()).then_some(both)
    }

    /// The smallest extent that holds both.
    #[must_use]
    pub fn hull(self, other: Extent) -> Extent {
        Extent { low: self.low.earlier_low(other.low), high: self.high.later_high(other.high) }
    }

    /// Every sum of a value of each.
    #[must_use]
    pub fn plus(self, other: Extent) -> Option<Extent> {
        Some(Extent { low: self.low.plus(other.low)?, high: self.high.plus(other.high)? })
    }

    /// Every product of a value with a literal.
    #[must_use]
    pub fn times(self, factor: Number) -> Option<Extent> {
        let (low, high) = if factor < Number::ZERO { (self.high, self.low) } else { (self.low, self.high) };
        if factor == Number::ZERO {
            return Some(Extent::point(Fraction::ZERO));
        }
        Some(Extent { low: low.map(|end| end.times(factor))?, high: high.map(|end| end.times(factor))? })
    }

    /// The greater of a value of each.
    #[must_use]
    pub fn greater(self, other: Extent) -> Extent {
        Extent { low: self.low.later_low(other.low), high: self.high.later_high(other.high) }
    }

    /// The lesser of a value of each.
    #[must_use]
    pub fn lesser(self, other: Extent) -> Extent {
        Extent { low: self.low.earlier_low(other.low), high: self.high.earlier_high(other.high) }
    }

    /// Every quotient of a value of each; `None` where the divisor may be 0 (ruling 22).
    #[must_use]
    pub fn over(self, divisor: Extent) -> Option<Extent> {
        if divisor.holds(Fraction::ZERO) {
            return None;
        }
        if divisor.low.value().is_none_or(|low| low < Fraction::ZERO) {
            return self.mirrored().over(divisor.mirrored());
        }
        // INVARIANT: the divisor is positive from here on; its low end may be an excluded 0.
        let low_divisor = if self.low_is_negative() { divisor.low } else { divisor.high };
        let high_divisor = if self.mirrored().low_is_negative() { divisor.low } else { divisor.high };
        Some(Extent {
            low: quotient_end(self.low, low_divisor)?,
            high: quotient_end(self.high, high_divisor)?,
        })
    }

    fn low_is_negative(self) -> bool {
        self.low.value().is_none_or(|low| low < Fraction::ZERO)
    }

    fn mirrored(self) -> Extent {
        Extent { low: self.high.mirrored(), high: self.low.mirrored() }
    }

    /// TRUE if every value is below every value of `other`, FALSE if none can be (ruling 9).
    #[must_use]
    pub fn is_below(self, other: Extent) -> Truth {
        if self.high.ends_before(other.low) {
            Truth::True
        } else if other.high.value().zip(self.low.value()).is_some_and(|(high, low)| high <= low) {
            Truth::False
        } else {
            Truth::Unknown
        }
    }

    /// TRUE only if both are one value, the same; FALSE if no value is in both (ruling 9).
    #[must_use]
    pub fn is_equal(self, other: Extent) -> Truth {
        match (self.as_point(), other.as_point()) {
            (Some(a), Some(b)) => Truth::from(a == b),
            (None, _) | (_, None) if self.intersect(other).is_none() => Truth::False,
            (None, _) | (_, None) => Truth::Unknown,
        }
    }

    /// TRUE if every value is in a set that counts in `1 / units`, FALSE if none is, else UNKNOWN (ruling 8).
    #[must_use]
    pub fn is_in(self, set: &IntervalSet, units: i128) -> Truth {
        if set.step().is_some() {
            return self.in_units(units).map_or(Truth::Unknown, |interval| set.test(interval));
        }
        let parts = || set.intervals().iter().map(|part| Extent::of(*part, units));
        if parts().any(|part| part.contains(self)) {
            Truth::True
        } else {
            Truth::from(parts().any(|part| part.intersect(self).is_some())).and(Truth::Unknown)
        }
    }

    /// The multiples of `1 / units` in it; `None` when there is none.
    fn in_units(self, units: i128) -> Option<Interval> {
        let low = match self.low {
            Bound::Unbounded => End::Unbounded,
            Bound::Included(value) => {
                let (floor, exact) = value.in_units(units)?;
                End::Included(if exact { floor } else { floor.checked_add(1)? })
            }
            Bound::Excluded(value) => End::Included(value.in_units(units)?.0.checked_add(1)?),
        };
        let high = match self.high {
            Bound::Unbounded => End::Unbounded,
            Bound::Included(value) => End::Included(value.in_units(units)?.0),
            Bound::Excluded(value) => {
                let (floor, exact) = value.in_units(units)?;
                End::Included(if exact { floor.checked_sub(1)? } else { floor })
            }
        };
        let interval = Interval { low, high };
        (!interval.is_empty()).then_some(interval)
    }
}

impl Bound {
    /// Of two upper ends, the one that stops earlier; the excluded one where they are equal.
    fn earlier_high(self, other: Bound) -> Bound {
        self.mirrored().later_low(other.mirrored()).mirrored()
    }

    /// Of two upper ends, the one that stops later; the included one where they are equal.
    fn later_high(self, other: Bound) -> Bound {
        self.mirrored().earlier_low(other.mirrored()).mirrored()
    }

    /// Whether an upper end lies wholly before a lower end.
    fn ends_before(self, low: Bound) -> bool {
        match (self.value(), low.value()) {
            (Some(high), Some(start)) if high == start => !(self.is_included() && low.is_included()),
            (Some(high), Some(start)) => high < start,
            (None, _) | (_, None) => false,
        }
    }
}

/// An end of a quotient of a positive divisor: the end of the dividend over the end that takes it furthest.
fn quotient_end(dividend: Bound, divisor: Bound) -> Option<Bound> {
    let Some(above) = dividend.value() else {
        return Some(Bound::Unbounded);
    };
    if above == Fraction::ZERO {
        return Some(dividend);
    }
    match divisor.value() {
        // A divisor without end takes the quotient towards 0, one that starts above 0 away from it.
        None => Some(Bound::Excluded(Fraction::ZERO)),
        Some(below) if below == Fraction::ZERO => Some(Bound::Unbounded),
        Some(below) => Some(Bound::at(above.over(below)?, dividend.is_included() && divisor.is_included())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Intervals with ends in −3..3, of every kind.
    fn extents() -> Vec<Extent> {
        let ends = |value: i128| {
            let value = Fraction::whole(value);
            [Bound::Unbounded, Bound::Included(value), Bound::Excluded(value)]
        };
        let all = (-3..=3).flat_map(ends);
        let pairs = all.flat_map(|low| (-3..=3).flat_map(ends).map(move |high| Extent { low, high }));
        pairs.filter(|extent| !extent.is_empty()).collect()
    }

    /// Values inside an extent, near its ends among them.
    fn values(extent: Extent) -> Vec<Fraction> {
        let near = (-16..=16).filter_map(|quarters| Fraction::new(quarters, 4));
        near.filter(|value| extent.holds(*value)).collect()
    }

    fn sample() -> impl Iterator<Item = Extent> {
        extents().into_iter().step_by(11)
    }

    #[test]
    fn a_sum_holds_every_sum_and_a_quotient_every_quotient() {
        for (a, b) in sample().flat_map(|a| sample().map(move |b| (a, b))) {
            let (sum, quotient) = (a.plus(b).unwrap(), a.over(b));
            assert_eq!(quotient.is_none(), b.holds(Fraction::ZERO), "{b:?}");
            for (x, y) in values(a)
                .into_iter()
                .step_by(3)
                .flat_map(|x| values(b).into_iter().step_by(3).map(move |y| (x, y)))
            {
                assert!(sum.holds(x.plus(y).unwrap()));
                if let Some(quotient) = quotient {
                    assert!(quotient.holds(x.over(y).unwrap()), "{x:?} / {y:?} is not in {a:?} / {b:?}");
                }
            }
        }
    }

    #[test]
    fn the_ends_of_a_quotient_are_reached_or_approached() {
        let closed = |low, high| Extent::closed(Fraction::whole(low), Fraction::whole(high));
        let fraction = |n, d| Fraction::new(n, d).unwrap();
        assert_eq!(closed(4, 6).over(closed(1, 3)), Some(Extent::closed(fraction(4, 3), Fraction::whole(6))));
        assert_eq!(closed(-2, 6).over(closed(1, 2)), Some(closed(-2, 6)));
        assert_eq!(
            closed(4, 6).over(closed(-3, -1)),
            Some(Extent::closed(Fraction::whole(-6), fraction(-4, 3)))
        );
        let above_zero =
            Extent { low: Bound::Excluded(Fraction::ZERO), high: Bound::Included(Fraction::whole(2)) };
        let from_two = Extent { low: Bound::Included(Fraction::whole(2)), high: Bound::Unbounded };
        assert_eq!(closed(4, 6).over(above_zero), Some(from_two));
        let positive = Extent { low: Bound::Included(Fraction::whole(2)), high: Bound::Unbounded };
        let shrinking =
            Extent { low: Bound::Excluded(Fraction::ZERO), high: Bound::Included(Fraction::whole(3)) };
        assert_eq!(closed(4, 6).over(positive), Some(shrinking));
    }

    #[test]
    fn a_test_is_true_where_all_pass_and_false_where_none_does() {
        for (a, b) in sample().flat_map(|a| sample().map(move |b| (a, b))) {
            let below = a.is_below(b);
            let pairs = values(a).into_iter().flat_map(|x| values(b).into_iter().map(move |y| x < y));
            let (all, any) = pairs.fold((true, false), |(all, any), passes| (all && passes, any || passes));
            match below {
                Truth::True => assert!(all, "{a:?} {b:?}"),
                Truth::False => assert!(!any, "{a:?} {b:?}"),
                Truth::Unknown => {}
            }
        }
    }

    #[test]
    fn greater_and_lesser_hold_the_greater_and_the_lesser() {
        for (a, b) in sample().flat_map(|a| sample().map(move |b| (a, b))) {
            for (x, y) in values(a)
                .into_iter()
                .step_by(5)
                .flat_map(|x| values(b).into_iter().step_by(5).map(move |y| (x, y)))
            {
                assert!(a.greater(b).holds(x.max(y)));
                assert!(a.lesser(b).holds(x.min(y)));
                assert!(a.hull(b).holds(x) && a.hull(b).holds(y));
            }
        }
    }
}
