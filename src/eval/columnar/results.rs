//! What came out for a batch, column by column. What repeats is held once and named by number.

use std::sync::Arc;

use indexmap::IndexSet;

use crate::eval::outcome::{Outcome, OverrideOutcome, PossibleTiers};
use crate::plan::Plan;
use crate::types::{Points, Status, Truth};

/// The number that stands for no tier and no segment.
pub const NO_PLACE: u16 = u16::MAX;

/// What is wanted beyond the columns that always come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Asked {
    /// What each rule earned and each gate's truth (`--explain rules`).
    pub rules: bool,
    /// Of what is missing only the most costly, and only for open accounts: those that need data, and those that are in
    /// and have several possible tiers.
    pub only_first_missing: bool,
    /// Nothing of what is missing: where only statuses, tiers and scores are read.
    pub no_missing: bool,
}

/// One score of a batch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ScoreColumn {
    /// The score.
    pub value: Vec<Points>,
    /// Never above what it would be with all data known.
    pub min: Vec<Points>,
    /// Never below it.
    pub max: Vec<Points>,
}

/// What came out for a batch of accounts. Reused from batch to batch; numbers of lists keep their meaning for as long
/// as the value lives.
#[derive(Debug, Clone, Default)]
pub struct Results {
    /// How many accounts.
    pub rows: usize,
    /// Where each ends up.
    pub status: Vec<Status>,
    /// The tier, by index, or [`NO_PLACE`].
    pub tier: Vec<u16>,
    /// The segment, by index, or [`NO_PLACE`].
    pub segment: Vec<u16>,
    /// One per score of the plan.
    pub scores: Vec<ScoreColumn>,
    /// Tenths of a percent; `None` where no weight can earn anything.
    pub coverage: Vec<Option<u16>>,
    /// The possible tiers, by number in [`Results::possible_sets`].
    pub possible: Vec<u32>,
    /// The names that put the account out or hold it, by number in [`Results::name_lists`].
    pub decided_by: Vec<u32>,
    /// The missing fields, most costly first, by number in [`Results::name_lists`].
    pub missing: Vec<u32>,
    /// What an override did: rows in rising order; index of the override.
    pub overrides: Vec<(usize, usize, OverrideOutcome)>,
    /// Guarantees that are not TRUE: rows in rising order; index of the guarantee.
    pub broken_guarantees: Vec<(usize, usize, Truth)>,
    /// If asked for: what each rule of each score earned, scores and rules in file order.
    pub rule_points: Vec<Vec<Points>>,
    /// If asked for: the truth of each gate, `None` out of its window.
    pub gate_truths: Vec<Vec<Option<Truth>>>,
    /// Sets of possible tiers.
    pub possible_sets: IndexSet<PossibleTiers>,
    /// Lists of names.
    pub name_lists: IndexSet<Vec<String>>,
    /// Whose numbers of lists these are.
    pub(super) stamp: Option<Arc<()>>,
}

impl Results {
    /// Empties it for the next batch, keeping its memory and its lists.
    pub fn clear(&mut self, plan: &Plan) {
        self.rows = 0;
        self.status.clear();
        self.tier.clear();
        self.segment.clear();
        self.scores.resize_with(plan.scores.len(), ScoreColumn::default);
        for score in &mut self.scores {
            score.value.clear();
            score.min.clear();
            score.max.clear();
        }
        self.coverage.clear();
        self.possible.clear();
        self.decided_by.clear();
        self.missing.clear();
        self.overrides.clear();
        self.broken_guarantees.clear();
        self.rule_points.iter_mut().for_each(Vec::clear);
        self.gate_truths.iter_mut().for_each(Vec::clear);
    }

    /// Adds the outcome of one account.
    pub fn push(&mut self, plan: &Plan, asked: Asked, outcome: &Outcome) {
        let row = self.rows;
        self.rows += 1;
        self.status.push(outcome.status);
        self.tier.push(place(outcome.tier));
        self.segment.push(place(outcome.segment));
        for (column, score) in self.scores.iter_mut().zip(&outcome.scores) {
            column.value.push(score.value);
            column.min.push(score.min);
            column.max.push(score.max);
        }
        self.coverage.push(outcome.coverage);
        let (possible, _) = self.possible_sets.insert_full(outcome.tiers_possible.clone());
        self.possible.push(number(possible));
        let decided_by = self.names(outcome.decided_by.clone());
        self.decided_by.push(decided_by);
        let missing = self.names(missing_names(asked, outcome));
        self.missing.push(missing);
        if let Some((index, effect)) = &outcome.override_outcome {
            self.overrides.push((row, *index, effect.clone()));
        }
        let broken = outcome.guarantees.iter().enumerate().filter(|(_, truth)| **truth != Truth::True);
        self.broken_guarantees.extend(broken.map(|(index, truth)| (row, index, *truth)));
        if asked.rules {
            let rules = outcome.scores.iter().flat_map(|score| &score.rules);
            self.rule_points.resize_with(plan.scores.iter().map(|score| score.rules.len()).sum(), Vec::new);
            self.rule_points.iter_mut().zip(rules).for_each(|(column, rule)| column.push(rule.earned));
            self.gate_truths.resize_with(plan.gates.len(), Vec::new);
            let gates = self.gate_truths.iter_mut().zip(&outcome.gates);
            gates.for_each(|(column, gate)| column.push(gate.active.then_some(gate.truth)));
        }
    }

    /// Puts the outcome of one account in place of what stands at its row.
    pub(super) fn replace(&mut self, plan: &Plan, asked: Asked, row: usize, outcome: &Outcome) {
        let mut one = Results {
            possible_sets: std::mem::take(&mut self.possible_sets),
            name_lists: std::mem::take(&mut self.name_lists),
            ..Results::default()
        };
        one.clear(plan);
        one.push(plan, asked, outcome);
        self.possible_sets = std::mem::take(&mut one.possible_sets);
        self.name_lists = std::mem::take(&mut one.name_lists);
        put(&mut self.status, row, &one.status);
        put(&mut self.tier, row, &one.tier);
        put(&mut self.segment, row, &one.segment);
        put(&mut self.coverage, row, &one.coverage);
        put(&mut self.possible, row, &one.possible);
        put(&mut self.decided_by, row, &one.decided_by);
        put(&mut self.missing, row, &one.missing);
        for (column, one) in self.scores.iter_mut().zip(&one.scores) {
            put(&mut column.value, row, &one.value);
            put(&mut column.min, row, &one.min);
            put(&mut column.max, row, &one.max);
        }
        self.rule_points.iter_mut().zip(&one.rule_points).for_each(|(column, one)| put(column, row, one));
        self.gate_truths.iter_mut().zip(&one.gate_truths).for_each(|(column, one)| put(column, row, one));
        self.overrides.extend(one.overrides.into_iter().map(|(_, index, effect)| (row, index, effect)));
        self.broken_guarantees.retain(|(at, ..)| *at != row);
        let broken = one.broken_guarantees.into_iter();
        self.broken_guarantees.extend(broken.map(|(_, index, truth)| (row, index, truth)));
    }

    /// The number of a list of names.
    pub fn names(&mut self, names: Vec<String>) -> u32 {
        number(self.name_lists.insert_full(names).0)
    }

    /// The list of a number.
    #[must_use]
    pub fn name_list(&self, number: u32) -> &[String] {
        self.name_lists.get_index(number as usize).map_or(&[], Vec::as_slice)
    }
}

/// The names of the missing fields.
fn missing_names(asked: Asked, outcome: &Outcome) -> Vec<String> {
    let possible = &outcome.tiers_possible;
    let several = possible.tiers.len() + usize::from(possible.none) > 1;
    let open = outcome.status == Status::NeedsData || (several && !outcome.status.is_out());
    let most = match (asked.only_first_missing, open) {
        (false, _) => usize::MAX,
        (true, true) => 1,
        (true, false) => 0,
    };
    outcome.missing.iter().take(most).map(|missing| missing.field.clone()).collect()
}

fn put<T: Clone>(column: &mut [T], row: usize, one: &[T]) {
    if let (Some(slot), Some(value)) = (column.get_mut(row), one.first()) {
        slot.clone_from(value);
    }
}

fn place(index: Option<usize>) -> u16 {
    index.and_then(|index| u16::try_from(index).ok()).unwrap_or(NO_PLACE)
}

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
