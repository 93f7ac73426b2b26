//! What each rule earned and what each gate came to, where that is asked for.
//!
//! In: a tile. Out: a column for each rule and each gate.
//! Invariant: the row interpreter's points, by class.

use super::inputs::Inputs;
use super::memo::Memo;
use super::program::{Program, RulePlace};
use super::results::Results;
use super::tables::About;
use super::tile::{Ids, Tile};
use crate::eval::row::{Scene, rule_outcome};
use crate::plan::Plan;
use crate::types::{Points, Truth};

/// What each rule earned before, by the classes of its inputs.
#[derive(Debug, Default)]
pub(super) struct EachRule {
    rules: Vec<(RulePlace, Vec<usize>, Memo<Points>)>,
}

impl EachRule {
    pub(super) fn new(plan: &Plan, inputs: &Inputs<'_>) -> EachRule {
        let places = plan.scores.iter().enumerate().flat_map(|(score, item)| {
            item.rules.iter().enumerate().map(move |(rule, item)| (RulePlace { score, rule, slot: 0 }, item))
        });
        let rules = places.map(|(place, rule)| {
            let read = inputs.of_earning(rule);
            let read = inputs.of_condition(&rule.guard).union(&read).copied().collect();
            (place, read, Memo::default())
        });
        EachRule { rules: rules.collect() }
    }

    pub(super) fn forget(&mut self) {
        self.rules.iter_mut().for_each(|(_, _, memo)| memo.forget());
    }

    /// Writes the columns of a tile.
    pub(super) fn write(
        &mut self,
        about: &About<'_, '_>,
        program: &Program,
        ids: &Ids<'_>,
        tile: &Tile,
        results: &mut Results,
    ) {
        results.rule_points.resize_with(self.rules.len(), Vec::new);
        let mut key = Vec::new();
        for ((place, inputs, memo), column) in self.rules.iter_mut().zip(&mut results.rule_points) {
            for row in 0..tile.rows {
                ids.key(inputs, row, &mut key);
                column.push(memo.get(&key, || {
                    let picks: Vec<_> = inputs.iter().copied().zip(key.iter().copied()).collect();
                    let account = about.inputs.account(about.classes, &picks);
                    let scene = Scene::new(about.plan, &account, about.today);
                    about.rule(*place).map_or(Points::ZERO, |rule| rule_outcome(&scene, rule).earned)
                }));
            }
        }
        results.gate_truths.resize_with(program.gates.len(), Vec::new);
        for (gate, column) in program.gates.iter().zip(&mut results.gate_truths) {
            let truths = tile.truth(&gate.node);
            let bit = |bits: super::kleene::Bits, row: usize| {
                bits.get(row / 64).is_some_and(|word| word >> (row % 64) & 1 == 1)
            };
            column.extend((0..tile.rows).map(|row| {
                gate.active.then_some(match (bit(truths.is_true, row), bit(truths.not_false, row)) {
                    (true, _) => Truth::True,
                    (false, true) => Truth::Unknown,
                    (false, false) => Truth::False,
                })
            }));
        }
    }
}
