//! Sets of constants that a cell is tested against: lists, ranges, comparisons and band arms alike.

use std::collections::BTreeSet;

use super::{End, Interval, Truth};

/// A union of disjoint intervals in ascending order, adjacent ones merged.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct IntervalSet {
    step: Option<i128>,
    intervals: Vec<Interval>,
}

impl IntervalSet {
    /// The union of intervals. With a `step`, only its multiples are values: whole numbers have a step of one
    /// (in millionths), dates of one day; numbers with decimals have none.
    #[must_use]
    pub fn new(step: Option<i128>, intervals: impl IntoIterator<Item = Interval>) -> IntervalSet {
        let mut parts: Vec<Interval> = intervals
            .into_iter()
            .map(|interval| step.map_or(interval, |step| interval.on_steps(step)))
            .filter(|interval| !interval.is_empty())
            .collect();
        parts.sort_by_key(|interval| match interval.low {
            End::Unbounded => (false, 0, false),
            End::Included(value) => (true, value, false),
            End::Excluded(value) => (true, value, true),
        });
        let mut merged: Vec<Interval> = Vec::with_capacity(parts.len());
        for next in parts {
            match merged.last_mut() {
                Some(last) if touches(last.high, next.low, step) => *last = last.hull(next),
                _ => merged.push(next),
            }
        }
        IntervalSet { step, intervals: merged }
    }

    /// The intervals, ascending and disjoint.
    #[must_use]
    pub fn intervals(&self) -> &[Interval] {
        &self.intervals
    }

    /// The distance between neighboring values, where values are discrete.
    #[must_use]
    pub fn step(&self) -> Option<i128> {
        self.step
    }

    /// TRUE if every value of the interval is in the set, FALSE if none is, else UNKNOWN (ruling 8).
    #[must_use]
    pub fn test(&self, cell: Interval) -> Truth {
        let cell = self.step.map_or(cell, |step| cell.on_steps(step));
        if self.intervals.iter().any(|part| part.contains(cell)) {
            Truth::True
        } else {
            // INVARIANT: the intervals do not touch, so a cell inside the set is inside one of them.
            Truth::from(self.intervals.iter().any(|part| part.intersect(cell).is_some())).and(Truth::Unknown)
        }
    }

    /// Whether a single value is in the set.
    #[must_use]
    pub fn holds(&self, value: i128) -> bool {
        self.test(Interval::point(value)) == Truth::True
    }
}

/// Whether an interval that starts at `low` continues or overlaps one that stops at `high`.
fn touches(high: End, low: End, step: Option<i128>) -> bool {
    match (high, low) {
        (End::Unbounded, _) | (_, End::Unbounded) => true,
        (End::Included(high), End::Included(low)) => low <= high + step.unwrap_or(0),
        (End::Included(high), End::Excluded(low)) | (End::Excluded(high), End::Included(low)) => low <= high,
        (End::Excluded(high), End::Excluded(low)) => low < high,
    }
}

/// Constants of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ValueSet {
    /// Numbers in millionths: number, whole, percent, money, counts, days between two dates.
    Numbers(IntervalSet),
    /// Day numbers.
    Days(IntervalSet),
    /// Texts, normalized.
    Texts(BTreeSet<String>),
    /// Positions in a value set: enum, country, taxonomy.
    Choices(BTreeSet<u32>),
    /// `true`, `false`.
    Booleans(BTreeSet<bool>),
}
