//! Intervals of ordered values: what a range cell or a bucket is known to lie in (ruling 8).
//!
//! In: two ends. Out: an interval and what it shares with others.
//! Invariant: an end that does not belong to it is never a value of it.

/// One end of an interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum End {
    /// No end on this side.
    Unbounded,
    /// The value belongs to the interval.
    Included(i128),
    /// The value does not.
    Excluded(i128),
}

impl End {
    /// The value at the end, if there is one.
    #[must_use]
    pub fn value(self) -> Option<i128> {
        match self {
            End::Unbounded => None,
            End::Included(value) | End::Excluded(value) => Some(value),
        }
    }
}

/// A non-empty set of consecutive values: millionths for numbers, day numbers for dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Interval {
    /// Where it begins.
    pub low: End,
    /// Where it stops.
    pub high: End,
}

impl Interval {
    /// Every value.
    pub const ALL: Interval = Interval { low: End::Unbounded, high: End::Unbounded };

    /// Both ends included.
    #[must_use]
    pub fn closed(low: i128, high: i128) -> Interval {
        Interval { low: End::Included(low), high: End::Included(high) }
    }

    /// One value.
    #[must_use]
    pub fn point(value: i128) -> Interval {
        Interval::closed(value, value)
    }

    /// The value, if the interval holds just one.
    #[must_use]
    pub fn as_point(self) -> Option<i128> {
        match (self.low, self.high) {
            (End::Included(low), End::Included(high)) if low == high => Some(low),
            _ => None,
        }
    }

    /// Whether no value lies in it.
    #[must_use]
    pub fn is_empty(self) -> bool {
        match (self.low, self.high) {
            (End::Included(low), End::Included(high)) => low > high,
            (low, high) => matches!((low.value(), high.value()), (Some(low), Some(high)) if low >= high),
        }
    }

    /// The same values where only multiples of `step` count: ends become included multiples.
    #[must_use]
    pub fn on_steps(self, step: i128) -> Interval {
        let low = match self.low {
            End::Unbounded => End::Unbounded,
            End::Included(value) => End::Included(-((-value).div_euclid(step)) * step),
            End::Excluded(value) => End::Included((value.div_euclid(step) + 1) * step),
        };
        let high = match self.high {
            End::Unbounded => End::Unbounded,
            End::Included(value) => End::Included(value.div_euclid(step) * step),
            End::Excluded(value) => End::Included((-((-value).div_euclid(step)) - 1) * step),
        };
        Interval { low, high }
    }

    /// The values in both, if any.
    #[must_use]
    pub fn intersect(self, other: Interval) -> Option<Interval> {
        let both =
            Interval { low: later_low(self.low, other.low), high: earlier_high(self.high, other.high) };
        (!both.is_empty()).then_some(both)
    }

    /// Whether every value of `other` is in this one.
    #[must_use]
    pub fn contains(self, other: Interval) -> bool {
        later_low(self.low, other.low) == other.low && earlier_high(self.high, other.high) == other.high
    }

    /// The smallest interval that holds both.
    #[must_use]
    pub fn hull(self, other: Interval) -> Interval {
        let low = if later_low(self.low, other.low) == self.low { other.low } else { self.low };
        let high = if earlier_high(self.high, other.high) == self.high { other.high } else { self.high };
        Interval { low, high }
    }
}

fn later_low(a: End, b: End) -> End {
    match (a, b) {
        (End::Unbounded, other) | (other, End::Unbounded) => other,
        (End::Included(x), End::Excluded(y)) | (End::Excluded(y), End::Included(x)) if x == y => {
            End::Excluded(y)
        }
        (a, b) => {
            if a.value() >= b.value() {
                a
            } else {
                b
            }
        }
    }
}

fn earlier_high(a: End, b: End) -> End {
    match (a, b) {
        (End::Unbounded, other) | (other, End::Unbounded) => other,
        (End::Included(x), End::Excluded(y)) | (End::Excluded(y), End::Included(x)) if x == y => {
            End::Excluded(y)
        }
        (a, b) => {
            if a.value() <= b.value() {
                a
            } else {
                b
            }
        }
    }
}
