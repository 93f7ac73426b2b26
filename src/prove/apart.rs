//! Parts of a question that need no search.
//!
//! In: a question whose columns have no classes yet. Out: the same without the goals that an account of which nothing is
//! known meets, where no other goal reads their columns.
//! Invariant: the search rules out what is left exactly if it rules out the whole question: what is left out reads columns
//! of its own, and a class that meets it is among theirs.

use std::collections::BTreeSet;

use crate::check::model::FieldRef;
use crate::eval::truth_on;

use super::question::{Goal, Key, Question};
use super::search::tests_of;
use super::{Prover, Truths};

impl Question<'_> {
    /// Leaves out goals that are met where nothing is known, with their columns.
    pub(super) fn leave_out_met(&mut self, prover: &Prover<'_>) {
        if self.row.is_some() || self.goals.len() < 2 {
            return;
        }
        let mut column_of = vec![0; self.tests.len()];
        for (number, column) in self.columns.iter().enumerate() {
            for test in &column.tests {
                if let Some(place) = column_of.get_mut(*test) {
                    *place = number;
                }
            }
        }
        let truths: Vec<Truths> = self
            .tests
            .iter()
            .zip(&column_of)
            .map(|(test, column)| match self.columns.get(*column).map(|column| column.key) {
                Some(Key::Field(FieldRef::Account(_), _) | Key::Rows(_)) => {
                    Truths::one(truth_on(prover.plan, &prover.blank, None, prover.today, test))
                }
                _ => Truths::NONE,
            })
            .collect();
        // Columns that a goal needs which is not met, and then all that goals link with them.
        let reads: Vec<(BTreeSet<usize>, bool)> = self
            .goals
            .iter()
            .map(|goal| {
                let mut tests = Vec::new();
                tests_of(goal, &mut tests);
                let columns = tests.iter().filter_map(|test| column_of.get(*test).copied()).collect();
                (columns, is_met(goal, &tests, &truths))
            })
            .collect();
        let mut needed: BTreeSet<usize> = BTreeSet::new();
        let mut stays: Vec<bool> = vec![false; reads.len()];
        loop {
            let mut grows = false;
            for ((columns, met), stays) in reads.iter().zip(&mut stays) {
                if !*stays && (!met || columns.iter().any(|column| needed.contains(column))) {
                    *stays = true;
                    needed.extend(columns);
                    grows = true;
                }
            }
            if !grows {
                break;
            }
        }
        let mut stays = stays.into_iter();
        self.goals.retain(|_| stays.next().unwrap_or(true));
        let mut number = 0..;
        self.columns.retain(|_| number.next().is_none_or(|number| needed.contains(&number)));
    }
}

/// Whether a goal is met by these truths, one for each of its tests.
fn is_met(goal: &Goal, tests: &[usize], truths: &[Truths]) -> bool {
    let are_decided =
        tests.iter().all(|test| truths.get(*test).is_some_and(|truths| *truths != Truths::NONE));
    are_decided && super::search::may_hold(goal, truths)
}
