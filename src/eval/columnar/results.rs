//! What came out for a batch, column by column. What repeats is held once and named by number.

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
        let missing = self.names(outcome.missing.iter().map(|missing| missing.field.clone()).collect());
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

fn place(index: Option<usize>) -> u16 {
    index.and_then(|index| u16::try_from(index).ok()).unwrap_or(NO_PLACE)
}

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
