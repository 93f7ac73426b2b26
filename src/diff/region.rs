//! How far a made-up account may be changed before the two versions treat it otherwise.
//!
//! In: an account that shows a difference, both versions. Out: for its known cells, the others that show the same.
//! Invariant: each stretch of values was run by the row interpreter in both versions, with all other cells as they are.

use crate::check::model::Type;
use crate::plan::Plan;
use crate::plan::classes::{By, Classifier};
use crate::types::{Account, Cell, Day, Number};

use super::Joint;

/// Accounts that are run for one made-up account at most; a region that this is too little for is shown smaller.
const RUNS: usize = 1_000;

/// The cells of one field that show the same as the account's own, all others being as they are.
#[derive(Debug, Clone, PartialEq)]
pub enum Region {
    /// All from a value on, and below another; `None` where there is no end.
    Between {
        /// The first.
        from: Option<Cell>,
        /// The first that is too much.
        below: Option<Cell>,
    },
    /// These besides.
    Also(Vec<Cell>),
}

/// The regions around an account, by field; `None` where only its own cell is known to do. `others` are cells worth
/// trying where values have no order.
pub(super) fn regions(
    joint: &Joint,
    today: Day,
    account: &Account,
    others: impl Fn(usize) -> Vec<Cell>,
    holds: impl Fn(&Account) -> bool,
) -> Vec<Option<Region>> {
    let mut left = RUNS;
    let mut found = Vec::with_capacity(account.cells.len());
    for (field, own) in account.cells.iter().enumerate() {
        let mut changed = account.clone();
        let mut holds_with = |cell: Cell| {
            let Some(rest) = left.checked_sub(1) else { return false };
            left = rest;
            changed.cells.get_mut(field).into_iter().for_each(|slot| *slot = cell.clone());
            holds(&changed)
        };
        found.push(match own {
            Cell::Number(_) | Cell::Day(_) => {
                Line::of(joint, today, field).and_then(|line| line.around(own, holds_with))
            }
            Cell::Text(_) | Cell::Choice(_) | Cell::Boolean(_) => {
                let mut also: Vec<Cell> = Vec::new();
                for cell in others(field) {
                    let alike = std::mem::discriminant(&cell) == std::mem::discriminant(own);
                    if alike && cell != *own && !also.contains(&cell) && !is_stand_in(&cell) {
                        also.extend(holds_with(cell.clone()).then_some(cell));
                    }
                }
                (!also.is_empty()).then_some(Region::Also(also))
            }
            Cell::Unknown | Cell::Range(_) | Cell::List(_) => None,
        });
    }
    found
}

/// Whether a text only stands for all that no rule names.
fn is_stand_in(cell: &Cell) -> bool {
    *cell == Cell::Text("other".to_owned())
}

/// The numbers or days of a field, cut where an expression of either version tells one from the next.
struct Line {
    /// The first value of each stretch but the first: in whole units, or in millionths.
    starts: Vec<i128>,
    unit: Unit,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    Day,
    Whole,
    Millionth,
}

impl Line {
    /// `None` where more than the place of a value counts.
    fn of(joint: &Joint, today: Day, field: usize) -> Option<Line> {
        let starts = |plan: &Plan| match Classifier::new(plan, today, field).by() {
            By::Numbers(cuts) | By::Days(cuts) => Some(cuts.starts().to_vec()),
            By::Value | By::Texts(_) | By::Lists(_) => None,
        };
        let unit = match joint.new.schema.fields.get(field)?.ty {
            Type::Day => Unit::Day,
            Type::Whole => Unit::Whole,
            _ => Unit::Millionth,
        };
        let mut all = [starts(&joint.old)?, starts(&joint.new)?].concat();
        if unit == Unit::Whole {
            // The first whole number at or behind a cut.
            all.iter_mut().for_each(|start| *start = -(-*start).div_euclid(Number::SCALE));
        }
        all.sort_unstable();
        all.dedup();
        Some(Line { starts: all, unit })
    }

    fn cell(&self, value: i128) -> Option<Cell> {
        match self.unit {
            Unit::Day => Day::from_number(i32::try_from(value).ok()?).map(Cell::Day),
            Unit::Whole => Some(Cell::Number(Number::from_millionths(value.checked_mul(Number::SCALE)?))),
            Unit::Millionth => Some(Cell::Number(Number::from_millionths(value))),
        }
    }

    fn value(&self, cell: &Cell) -> Option<i128> {
        match cell {
            Cell::Day(day) => Some(i128::from(day.number())),
            Cell::Number(number) if self.unit == Unit::Whole => {
                Some(number.millionths().div_euclid(Number::SCALE))
            }
            Cell::Number(number) => Some(number.millionths()),
            _ => None,
        }
    }

    /// The stretches around a cell for which all is the same.
    fn around(&self, own: &Cell, mut holds: impl FnMut(Cell) -> bool) -> Option<Region> {
        let value = self.value(own)?;
        let place = self.starts.partition_point(|start| *start <= value);
        // A value of a stretch: its first, and of the one before all cuts the last.
        let within = |stretch: usize| match stretch.checked_sub(1) {
            Some(before) => self.cell(*self.starts.get(before)?),
            None => self.cell(self.starts.first()?.checked_sub(1)?),
        };
        let (mut low, mut high) = (place, place);
        while low > 0 && within(low - 1).is_some_and(&mut holds) {
            low -= 1;
        }
        while high < self.starts.len() && within(high + 1).is_some_and(&mut holds) {
            high += 1;
        }
        let start = |place: Option<usize>| place.and_then(|place| self.starts.get(place));
        let from = start(low.checked_sub(1)).and_then(|start| self.cell(*start));
        let below = start(Some(high)).and_then(|start| self.cell(*start));
        let single = self.unit != Unit::Millionth
            && start(low.checked_sub(1)) == Some(&value)
            && start(Some(high)) == Some(&value.checked_add(1)?);
        (!single).then_some(Region::Between { from, below })
    }
}
