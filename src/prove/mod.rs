//! Reasoning over all accounts at once: what conditions can come to, and what can never be.
//!
//! In: a plan and questions about its conditions ("is there an account for which this is TRUE and that is not?").
//! Out: an account that shows it, proof that there is none, or "not decided".
//! Invariant: [`Answer::Never`] is proved for every account, with or without holes, and [`Answer::Witness`] was run
//! through the row interpreter; whatever the search cannot settle within its fuel is [`Answer::Open`].
//!
//! A question cuts each column it reads into the few classes of cells that its own tests tell apart. Tests that link
//! several columns, and sums over child rows, are columns of their own that may take any value: that only ever adds
//! accounts, so "never" stays right.

mod apart;
mod child_rows;
mod formula;
mod guess;
mod lists;
mod numbers;
mod question;
mod search;
mod sums;
mod texts;
mod together;
mod truths;

use std::cell::{Cell, RefCell};

pub use formula::Formula;
pub use sums::{Sums, Totals, attainable, totals, totals_within};
pub use truths::Truths;

use crate::check::model::{Condition, FieldRef, Window};
use crate::eval::truth_on;
use crate::plan::{Plan, blank_account};
use crate::types::{self, Account, ChildRow, Day, Points, Truth};

use self::question::{Row, Stand};

/// What a question comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// There is no such account.
    Never,
    /// This account is one: the row interpreter says so too.
    Witness(Box<Account>),
    /// There may be one; none was made up, or the fuel ran out.
    Open,
}

impl Answer {
    /// Whether it is proved that there is no such account.
    #[must_use]
    pub fn is_never(&self) -> bool {
        *self == Answer::Never
    }
}

/// Which days an answer is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Days {
    /// The as-of date alone.
    Today,
    /// Any day: a date in the profile may lie before or after the days that `within last` and `older than` ask for.
    Any,
}

/// Steps that all questions of one prover may take together: some tens of milliseconds.
const FUEL: u64 = 4_000_000;
/// Steps that one question may take.
const FUEL_OF_ONE: u64 = 60_000;

/// Answers questions about the conditions of one plan.
#[derive(Debug)]
pub struct Prover<'p> {
    plan: &'p Plan,
    today: Day,
    days: Days,
    blank: Account,
    /// An account and a row of which nothing is known, to try cells in.
    scratch: RefCell<(Account, ChildRow)>,
    scores: Vec<(Points, Points)>,
    fuel: Cell<u64>,
}

impl<'p> Prover<'p> {
    /// For one plan on one day.
    #[must_use]
    pub fn new(plan: &'p Plan, today: Day, days: Days) -> Prover<'p> {
        Prover {
            plan,
            today,
            days,
            blank: blank_account(&plan.schema),
            scratch: RefCell::new((blank_account(&plan.schema), ChildRow { cells: Vec::new() })),
            scores: plan.scores.iter().map(sums::bounds).collect(),
            fuel: Cell::new(FUEL),
        }
    }

    /// Knows more about the totals of a score than the bounds of its rules say: no account has less or more.
    #[must_use]
    pub fn with_totals(mut self, score: usize, least: Points, most: Points) -> Prover<'p> {
        if let Some(bounds) = self.scores.get_mut(score) {
            *bounds = (least.max(bounds.0), most.min(bounds.1));
        }
        self
    }

    /// The plan.
    #[must_use]
    pub fn plan(&self) -> &'p Plan {
        self.plan
    }

    /// The day.
    #[must_use]
    pub fn today(&self) -> Day {
        self.today
    }

    /// An account for which all these hold, or that there is none.
    #[must_use]
    pub fn find(&self, parts: &[Formula<'_>]) -> Answer {
        self.find_on(parts, None)
    }

    /// Whether no account has all these.
    #[must_use]
    pub fn is_never(&self, parts: &[Formula<'_>]) -> bool {
        if guess::is_met(self, parts) || self.is_met_by_first(parts) {
            return false;
        }
        let mut asked = question::Question::compiled(self, parts, None);
        asked.leave_out_met(self);
        asked.classify(self);
        search::search(self, asked, parts).is_never()
    }

    /// Whether an account made up for the first part alone happens to have the others too. Most questions end here, with
    /// few tests to tell cells apart by: rules ask of fields that gates do not, and gates let pass what they do not know.
    fn is_met_by_first(&self, parts: &[Formula<'_>]) -> bool {
        let [first, _, _, ..] = parts else { return false };
        match self.find_on(std::slice::from_ref(first), None) {
            Answer::Witness(account) => self.is_shown_by(&account, parts),
            Answer::Never | Answer::Open => false,
        }
    }

    /// Which truth values a condition can have: at least those that some account gives it.
    #[must_use]
    pub fn truths_of(&self, condition: &Condition) -> Truths {
        let mut found = Truths::NONE;
        for truth in [Truth::False, Truth::Unknown, Truth::True] {
            if !self.is_never(&[Formula::is(condition, Truths::one(truth))]) {
                found = found.union(Truths::one(truth));
            }
        }
        found
    }

    /// Of parts that no account has together, some that suffice for that, by index; as few as leaving out one after the
    /// other gives, the later ones first.
    #[must_use]
    pub fn core(&self, parts: &[Formula<'_>]) -> Vec<usize> {
        let mut kept: Vec<usize> = (0..parts.len()).collect();
        for candidate in (0..parts.len()).rev() {
            let fewer: Vec<usize> = kept.iter().copied().filter(|index| *index != candidate).collect();
            let formulas: Vec<Formula> =
                fewer.iter().filter_map(|index| parts.get(*index).cloned()).collect();
            if self.is_never(&formulas) {
                kept = fewer;
            }
        }
        kept
    }

    /// The least and the most that a score can come to.
    #[must_use]
    pub fn score_bounds(&self, score: usize) -> Option<(Points, Points)> {
        self.scores.get(score).copied()
    }

    /// The same about the rows of a child table, where one is given.
    fn find_on(&self, parts: &[Formula<'_>], row: Option<usize>) -> Answer {
        let asked = question::Question::new(self, parts, row);
        search::search(self, asked, parts)
    }

    /// Whether an account has all these, by the row interpreter.
    fn is_shown_by(&self, account: &Account, parts: &[Formula<'_>]) -> bool {
        parts
            .iter()
            .all(|part| part.holds(&|condition| truth_on(self.plan, account, None, self.today, condition)))
    }

    /// A row for each of these cells of a field: the truth of each test, by the row interpreter.
    fn judged(
        &self,
        table: Option<usize>,
        field: FieldRef,
        tests: &[&Condition],
        cells: Vec<types::Cell>,
    ) -> Option<Vec<Row>> {
        if !self.burn((cells.len() * tests.len()) as u64) {
            return None;
        }
        let mut scratch = self.scratch.borrow_mut();
        let (account, row) = &mut *scratch;
        let mut found = Vec::with_capacity(cells.len());
        for cell in cells {
            let place = match field {
                FieldRef::Account(index) => account.cells.get_mut(index),
                FieldRef::Row(index) => {
                    if row.cells.len() <= index {
                        row.cells.resize(index + 1, types::Cell::Unknown);
                    }
                    row.cells.get_mut(index)
                }
            };
            *place? = cell.clone();
            let in_sight = table.map(|table| (table, &*row));
            let truths = tests.iter().map(|test| truth_on(self.plan, account, in_sight, self.today, test));
            found.push(Row { truths: truths.collect(), stands: Some(Stand::Cell(cell)) });
        }
        match field {
            FieldRef::Account(index) => account.cells.get_mut(index),
            FieldRef::Row(index) => row.cells.get_mut(index),
        }
        .into_iter()
        .for_each(|place| *place = types::Cell::Unknown);
        Some(found)
    }

    /// The truth of a condition on a row of a child table, of an account of which nothing is known.
    fn on_row(&self, table: usize, row: &ChildRow, condition: &Condition) -> Truth {
        truth_on(self.plan, &self.blank, Some((table, row)), self.today, condition)
    }

    /// One cell for each class of a field of a child table.
    fn representatives(&self, table: usize, field: usize, tests: &[&Condition]) -> Vec<types::Cell> {
        let rows = question::field_rows(self, Some(table), FieldRef::Row(field), tests).unwrap_or_default();
        let cells = rows.into_iter().filter_map(|row| match row.stands {
            Some(Stand::Cell(cell)) => Some(cell),
            Some(Stand::Rows(_)) | None => None,
        });
        cells.collect()
    }

    /// Takes steps from the fuel; false when it is used up.
    fn burn(&self, steps: u64) -> bool {
        let left = self.fuel.get().checked_sub(steps);
        self.fuel.set(left.unwrap_or(0));
        left.is_some()
    }
}

/// Whether a rule is in force on every day.
#[must_use]
pub fn is_always_active(windows: &[Window]) -> bool {
    windows.is_empty()
}
