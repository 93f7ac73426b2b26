//! Where a line of numbers or days is cut: between two cuts no expression tells one value from the next.
//!
//! In: the sets, windows and fades of a field. Out: for each value the stretch it lies in.
//! Invariant: two values of one stretch are in the same of those sets.

use crate::types::{End, Interval, IntervalSet, Number};

/// Whole numbers below this find their stretch in a table.
const TABLE: i64 = 4_096;

/// The cuts of one field: millionths for numbers, day numbers for days.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cuts {
    /// The first value of each stretch but the first, rising.
    starts: Vec<i128>,
    /// The same in whole units, rounded up.
    whole: Vec<i64>,
    /// The stretch of each whole unit from `table_from` on.
    table: Vec<u32>,
    table_from: i64,
}

/// Collects cuts.
#[derive(Debug, Default)]
pub(super) struct CutsBuilder {
    starts: Vec<i128>,
}

impl CutsBuilder {
    /// The ends of a set's intervals.
    pub(super) fn add_set(&mut self, set: &IntervalSet) {
        set.intervals().iter().for_each(|interval| self.add_interval(*interval));
    }

    /// Both ends of an interval.
    pub(super) fn add_interval(&mut self, interval: Interval) {
        match interval.low {
            End::Unbounded => {}
            End::Included(value) => self.starts.push(value),
            End::Excluded(value) => self.starts.push(value.saturating_add(1)),
        }
        match interval.high {
            End::Unbounded => {}
            End::Included(value) => self.starts.push(value.saturating_add(1)),
            End::Excluded(value) => self.starts.push(value),
        }
    }

    /// A stretch for each day from the oldest age that leaves something up to today.
    pub(super) fn add_fade(&mut self, today: i128, end: u32) {
        self.starts.extend((0..=i128::from(end)).map(|age| today + 1 - age));
    }

    /// The cuts, for a line that counts in `unit` to one whole.
    pub(super) fn build(mut self, unit: i128) -> Cuts {
        self.starts.sort_unstable();
        self.starts.dedup();
        let up = |start: &i128| {
            let floor = start.div_euclid(unit);
            let whole = if start.rem_euclid(unit) == 0 { floor } else { floor + 1 };
            i64::try_from(whole).unwrap_or(if whole < 0 { i64::MIN } else { i64::MAX })
        };
        let whole: Vec<i64> = self.starts.iter().map(up).collect();
        let mut cuts = Cuts { starts: self.starts, whole, table: Vec::new(), table_from: 0 };
        if let (Some(first), Some(last)) = (cuts.whole.first(), cuts.whole.last()) {
            // A span of days fits as a whole; of numbers, the small ones.
            let length = last.saturating_sub(*first).saturating_add(1);
            let (from, length) = if unit == 1 && length <= TABLE * 2 {
                (*first, length)
            } else {
                (0, last.saturating_add(1).clamp(0, TABLE))
            };
            cuts.table = (from..from.saturating_add(length)).map(|value| cuts.search(value)).collect();
            cuts.table_from = from;
        }
        cuts
    }
}

impl Cuts {
    /// How many stretches there are.
    #[must_use]
    pub fn stretches(&self) -> usize {
        self.starts.len() + 1
    }

    /// The first value of each stretch but the first, rising: millionths, or day numbers.
    #[must_use]
    pub fn starts(&self) -> &[i128] {
        &self.starts
    }

    /// The stretch of a value: millionths, or a day number.
    #[must_use]
    pub fn of(&self, value: i128) -> u32 {
        place(self.starts.partition_point(|start| *start <= value))
    }

    /// The stretch of a whole number, or of a day number.
    #[must_use]
    pub fn of_whole(&self, value: i64) -> u32 {
        let offset = usize::try_from(value.wrapping_sub(self.table_from)).ok();
        match offset.and_then(|offset| self.table.get(offset)) {
            Some(stretch) => *stretch,
            None => self.search(value),
        }
    }

    fn search(&self, value: i64) -> u32 {
        match self.whole.last() {
            Some(last) if value >= *last => place(self.whole.len()),
            _ => place(self.whole.partition_point(|start| *start <= value)),
        }
    }

    /// The stretch of a number.
    #[must_use]
    pub fn of_number(&self, number: Number) -> u32 {
        self.of(number.millionths())
    }
}

fn place(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
