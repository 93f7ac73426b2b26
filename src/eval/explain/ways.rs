//! The nearest ways up: every single change of one cell, one list or one child row that would suffice.
//!
//! In: a plan, an account, a day and a goal. Out: ways to it, the least change first.
//! Invariant: a way is named only after the interpreter has evaluated it and found the goal met.

use std::collections::BTreeSet;

use crate::check::model::FieldRef;
use crate::eval::outcome::Outcome;
use crate::eval::row;
use crate::plan::{Column, Plan, table_of};
use crate::types::{Account, Cell, ChildRow, Day, Element, End, Extent, Fraction, Interval, Number, Status};

use super::candidates::{Candidates, OTHER_TEXT, Place, unit};
use super::constants::{self, Test};
use super::new_row::row_for;
use super::{Change, Goal, Way};

/// How many rows of a child table are looked at.
const ROWS: usize = 20;
/// How many ways are named.
const WAYS: usize = 12;

/// What the ways of an account lead to.
pub(super) fn goal(plan: &Plan, outcome: &Outcome) -> Goal {
    match outcome.status {
        Status::Excluded => Goal::Excluded,
        Status::OutsideMarket | Status::Unqualified => Goal::In,
        Status::NeedsData => Goal::Qualified,
        Status::Qualified if outcome.tier == Some(0) || plan.tiers.is_empty() => Goal::None,
        Status::Qualified => Goal::BetterTier(outcome.tier),
    }
}

fn is_met(goal: Goal, outcome: &Outcome) -> bool {
    match goal {
        Goal::None | Goal::Excluded => false,
        Goal::In => !outcome.status.is_out(),
        Goal::Qualified => outcome.status == Status::Qualified,
        Goal::BetterTier(now) => {
            outcome.status == Status::Qualified
                && outcome.tier.is_some_and(|tier| now.is_none_or(|now| tier < now))
        }
    }
}

/// The ways to a goal, the least change first.
pub(super) fn ways(plan: &Plan, account: &Account, today: Day, goal: Goal) -> Vec<Way> {
    if matches!(goal, Goal::None | Goal::Excluded) {
        return Vec::new();
    }
    let mut tests = Vec::new();
    constants::tests(plan, &mut |test| tests.push(test));
    let search = Search { plan, account, today, goal, tests: &tests };
    let mut found: Vec<(Effort, Way)> = Vec::new();
    for place in search.places() {
        let best = match search.plan_cell(place) {
            Some(Cell::List(_)) => search.list_way(place),
            _ if search.is_list(place) => search.list_way(place),
            _ => search.cell_way(place),
        };
        found.extend(best);
    }
    found.extend(search.row_ways());
    found.sort_by_key(|(effort, _)| *effort);
    found.into_iter().take(WAYS).map(|(_, way)| way).collect()
}

/// How much a change asks for: finding out before changing, then by size, then in the order of the columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Effort {
    /// Whether what is known would have to change.
    changes: bool,
    /// The size: thousandths of the value for numbers, 4 days a day, a fixed size for other changes.
    size: i128,
    column: Column,
}

/// The size of a change that cannot be measured: another value, one more element, one more row.
const ONE_CHANGE: i128 = 1_000;

struct Search<'a> {
    plan: &'a Plan,
    account: &'a Account,
    today: Day,
    goal: Goal,
    tests: &'a [Test<'a>],
}

impl Search<'_> {
    /// Every cell that results depend on, but for keys.
    fn places(&self) -> Vec<Place> {
        let reads = &self.plan.reads;
        let schema = &self.plan.schema;
        let fields = reads.fields.iter().filter(|field| **field != schema.key);
        let mut places: Vec<Place> =
            fields.map(|field| Place { field: FieldRef::Account(*field), row: None }).collect();
        for (table, field) in &reads.row_fields {
            let is_key = schema.tables.get(*table).is_some_and(|declared| declared.by == *field);
            let rows = self.account.tables.get(*table).and_then(Option::as_ref).map_or(0, Vec::len);
            if !is_key {
                let place = |row| Place { field: FieldRef::Row(*field), row: Some((*table, row)) };
                places.extend((0..rows.min(ROWS)).map(place));
            }
        }
        places
    }

    fn plan_cell(&self, place: Place) -> Option<&Cell> {
        place.cell(self.account)
    }

    fn is_list(&self, place: Place) -> bool {
        matches!(place.ty(self.plan), Some(crate::check::model::Type::List(_)))
    }

    fn candidates(&self) -> Candidates<'_> {
        Candidates { plan: self.plan, account: self.account, today: self.today, tests: self.tests }
    }

    /// The outcome of a changed account, if it meets the goal.
    fn tried(&self, changed: &Account) -> Option<Outcome> {
        let outcome = row::evaluate(self.plan, changed, self.today);
        is_met(self.goal, &outcome).then_some(outcome)
    }

    fn column(place: Place) -> (Column, Option<usize>) {
        match (place.field, place.row) {
            (FieldRef::Account(field), _) => (Column::Field(field), None),
            (FieldRef::Row(field), Some((table, row))) => (Column::RowField(table, field), Some(row)),
            (FieldRef::Row(field), None) => (Column::Field(field), None),
        }
    }

    /// The least change of one cell that suffices.
    fn cell_way(&self, place: Place) -> Option<(Effort, Way)> {
        let from = place.cell(self.account)?.clone();
        let (column, row) = Search::column(place);
        let mut cells = self.candidates().cells(place);
        cells.retain(|cell| *cell != from);
        if let Cell::Range(known) = &from {
            // Finding out comes before changing: what the range leaves open, with its own ends.
            cells.extend(ends_of(known));
        }
        cells.sort_by_key(|cell| size(&from, cell));
        let (to, outcome) = cells.into_iter().find_map(|cell| {
            let outcome = self.tried(&place.with(self.account, cell.clone()))?;
            Some((cell, outcome))
        })?;
        let (to, outcome) = self.narrowed(place, &from, to, outcome);
        let enough = self.enough(place, &from, &to);
        let (changes, size) = size(&from, &to);
        let change = Change::Cell { column, row, from, to, enough };
        Some((Effort { changes, size, column }, Way { change, status: outcome.status, tier: outcome.tier }))
    }

    /// The nearest number or day to the present one that still suffices, by halving the distance.
    fn narrowed(&self, place: Place, from: &Cell, to: Cell, outcome: Outcome) -> (Cell, Outcome) {
        let step = unit(place.ty(self.plan));
        let (start, end, step) = match (from, &to) {
            (Cell::Number(from), Cell::Number(to)) => (from.millionths(), to.millionths(), step),
            (Cell::Day(from), Cell::Day(to)) => (i128::from(from.number()), i128::from(to.number()), 1),
            _ => return (to, outcome),
        };
        let cell = |value| cell_like(&to, value);
        let (mut fails, mut meets, mut best) = (start, end, (to.clone(), outcome));
        while (meets - fails).abs() > step {
            let half = (meets - fails) / 2;
            let middle = ((fails + half).div_euclid(step)) * step;
            if middle == fails || middle == meets {
                break;
            }
            let Some(tried) = cell(middle) else { break };
            match self.tried(&place.with(self.account, tried.clone())) {
                Some(outcome) => {
                    meets = middle;
                    best = (tried, outcome);
                }
                None => fails = middle,
            }
        }
        best
    }

    /// The values around a number or day that suffices which suffice too: up to where trying the next class of values fails,
    /// found by halving. A range keeps to what is known.
    fn enough(&self, place: Place, from: &Cell, to: &Cell) -> Option<Interval> {
        let start = position(to)?;
        let step = if matches!(to, Cell::Day(_)) { 1 } else { unit(place.ty(self.plan)) };
        let suffices = |value: i128| {
            let cell = cell_like(to, value);
            cell.is_some_and(|cell| self.tried(&place.with(self.account, cell)).is_some())
        };
        let mut values: Vec<i128> = self.candidates().cells(place).iter().filter_map(position).collect();
        if let Cell::Range(known) = from {
            values.extend(ends_of(known).iter().filter_map(position));
            values.retain(|value| known.contains(Interval::point(*value)));
        }
        values.sort_unstable();
        let edge = |beyond: &mut dyn Iterator<Item = i128>| -> End {
            let mut last = start;
            for value in beyond {
                if !suffices(value) {
                    let (mut meets, mut fails) = (last, value);
                    while (fails - meets).abs() > step {
                        let middle = meets + (fails - meets) / 2 / step * step;
                        if middle == meets {
                            break;
                        }
                        if suffices(middle) {
                            meets = middle;
                        } else {
                            fails = middle;
                        }
                    }
                    return End::Included(meets);
                }
                last = value;
            }
            if matches!(from, Cell::Range(_)) { End::Included(last) } else { End::Unbounded }
        };
        let high = edge(&mut values.iter().copied().filter(|value| *value > start));
        let low = edge(&mut values.iter().rev().copied().filter(|value| *value < start));
        Some(Interval { low, high })
    }

    /// An element more, the elements of a `has all` together, or an element less.
    fn list_way(&self, place: Place) -> Option<(Effort, Way)> {
        let (column, row) = Search::column(place);
        let present: BTreeSet<Element> = match place.cell(self.account)? {
            Cell::List(elements) => elements.clone(),
            _ => BTreeSet::new(),
        };
        let is_known = matches!(place.cell(self.account)?, Cell::List(_));
        let candidates = self.candidates();
        let named = candidates.elements(place);
        let one_by_one = named.iter().map(|element| vec![element.clone()]);
        let empty = (!is_known).then(Vec::new);
        let additions = empty.into_iter().chain(one_by_one).chain(candidates.together(place));
        let effort =
            |count: usize| Effort { changes: is_known, size: ONE_CHANGE * count.max(1) as i128, column };
        for added in additions {
            let new: Vec<Element> =
                added.iter().filter(|element| !present.contains(element)).cloned().collect();
            if new.is_empty() && is_known {
                continue;
            }
            let list: BTreeSet<Element> = present.iter().chain(&new).cloned().collect();
            if let Some(outcome) = self.tried(&place.with(self.account, Cell::List(list))) {
                let effort = effort(new.len());
                let change = if new.is_empty() {
                    let to = Cell::List(BTreeSet::new());
                    Change::Cell { column, row, from: Cell::Unknown, to, enough: None }
                } else {
                    Change::Add { column, row, elements: new }
                };
                return Some((effort, Way { change, status: outcome.status, tier: outcome.tier }));
            }
        }
        present.iter().find_map(|element| {
            let list = present.iter().filter(|other| *other != element).cloned().collect();
            let outcome = self.tried(&place.with(self.account, Cell::List(list)))?;
            let change = Change::Remove { column, row, element: element.clone() };
            Some((effort(1), Way { change, status: outcome.status, tier: outcome.tier }))
        })
    }

    /// One more child row that meets a filter of the plan.
    fn row_ways(&self) -> Vec<(Effort, Way)> {
        let mut found: Vec<(Effort, Way)> = Vec::new();
        let mut tried: Vec<(usize, ChildRow)> = Vec::new();
        constants::rows(self.plan, &mut |rows| {
            let Some(table) = table_of(rows) else { return };
            let row = row_for(self.plan, table, rows, self.today);
            if tried.contains(&(table, row.clone())) {
                return;
            }
            tried.push((table, row.clone()));
            let mut changed = self.account.clone();
            if let Some(place) = changed.tables.get_mut(table) {
                place.get_or_insert_default().push(row.clone());
            }
            if let Some(outcome) = self.tried(&changed) {
                let known = self.account.tables.get(table).is_some_and(Option::is_some);
                let effort = Effort { changes: known, size: ONE_CHANGE, column: Column::Table(table) };
                let change = Change::NewRow { table, row };
                found.push((effort, Way { change, status: outcome.status, tier: outcome.tier }));
            }
        });
        found
    }
}

/// Where a number or a day stands on its scale.
fn position(cell: &Cell) -> Option<i128> {
    match cell {
        Cell::Number(number) => Some(number.millionths()),
        Cell::Day(day) => Some(i128::from(day.number())),
        Cell::Unknown
        | Cell::Range(_)
        | Cell::Boolean(_)
        | Cell::Text(_)
        | Cell::Choice(_)
        | Cell::List(_) => None,
    }
}

/// A number or a day, whichever the other cell is, at a place on its scale.
fn cell_like(other: &Cell, position: i128) -> Option<Cell> {
    match other {
        Cell::Day(_) => Day::from_number(i32::try_from(position).ok()?).map(Cell::Day),
        _ => Some(Cell::Number(Number::from_millionths(position))),
    }
}

/// The ends of a range that belong to it.
fn ends_of(range: &Interval) -> Vec<Cell> {
    let ends = [range.low, range.high].into_iter().filter_map(|end| match end {
        End::Included(value) => Some(Cell::Number(Number::from_millionths(value))),
        End::Excluded(_) | End::Unbounded => None,
    });
    ends.collect()
}

/// Whether what is known would have to change, and by how much.
fn size(from: &Cell, to: &Cell) -> (bool, i128) {
    let relative = |from: i128, to: i128| {
        let distance = (to - from).unsigned_abs().min(i128::MAX as u128 / 2_000) as i128;
        (distance * 1_000) / from.abs().max(Number::SCALE)
    };
    match (from, to) {
        (Cell::Unknown, Cell::Number(to)) => (false, to.millionths().abs() / Number::SCALE),
        // Where any other text will do, that says most.
        (Cell::Unknown, Cell::Text(text)) if text == OTHER_TEXT => (false, ONE_CHANGE - 1),
        (Cell::Unknown, _) => (false, ONE_CHANGE),
        (Cell::Range(interval), Cell::Number(to)) => {
            let value = Fraction::from(*to);
            let range = Extent::of(*interval, Number::SCALE);
            let nearest = [range.low, range.high]
                .into_iter()
                .filter_map(|end| end.value()?.in_units(Number::SCALE))
                .map(|(end, _)| relative(end, to.millionths()))
                .min();
            (!range.holds(value), nearest.unwrap_or(ONE_CHANGE))
        }
        (Cell::Number(from), Cell::Number(to)) => (true, relative(from.millionths(), to.millionths())),
        (Cell::Day(from), Cell::Day(to)) => {
            (true, (i128::from(to.number()) - i128::from(from.number())).abs() * 4)
        }
        (Cell::Choice(from), Cell::Choice(to)) => (true, ONE_CHANGE + i128::from(from.abs_diff(*to))),
        (Cell::Text(_), Cell::Text(text)) if text == OTHER_TEXT => (true, ONE_CHANGE + 1),
        _ => (true, ONE_CHANGE),
    }
}
