//! What is missing, most costly first.
//!
//! In: a tile, with what each rule leaves undecided. Out: lists of names.
//! Invariant: the row interpreter's names and costs, by class.

use std::rc::Rc;

use indexmap::IndexSet;

use super::inputs::Inputs;
use super::joint::RuleState;
use super::kleene::{Bits, and, each, is_empty};
use super::memo::Memo;
use super::program::{Program, RulePlace};
use super::results::Results;
use super::tables::{About, InputTable};
use super::tile::{Ids, Tile};
use super::verdict::Verdicts;
use crate::eval::row::{Scene, columns_of_condition, columns_of_rule, rule_outcome};

/// Names, by number, with what each costs in thousandths.
type Costs = Rc<[(u32, i64)]>;

/// Whose missing fields are wanted, and whether only the most costly one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    pub rows: Bits,
    pub first: bool,
}

/// What is known of missing fields.
#[derive(Debug, Default)]
pub(super) struct Missing {
    names: IndexSet<String>,
    /// By input, then by local class.
    by_input: Vec<Vec<Costs>>,
    by_rule: Vec<Memo<Costs>>,
    by_gate: Vec<Memo<Costs>>,
    lists: Memo<u32>,
    /// By account: name, cost, whether it holds.
    rows: Vec<Vec<(u32, i64, bool)>>,
}

impl Missing {
    pub(super) fn new(program: &Program, inputs: &Inputs<'_>) -> Missing {
        Missing {
            by_input: inputs.all.iter().map(|_| Vec::new()).collect(),
            by_rule: program.rules.iter().map(|_| Memo::default()).collect(),
            by_gate: program.gates.iter().map(|_| Memo::default()).collect(),
            ..Missing::default()
        }
    }

    pub(super) fn forget(&mut self) {
        self.by_input.iter_mut().for_each(Vec::clear);
        self.by_rule.iter_mut().for_each(Memo::forget);
        self.by_gate.iter_mut().for_each(Memo::forget);
    }

    /// Forgets the numbers of lists.
    pub(super) fn forget_lists(&mut self) {
        self.lists.forget();
    }

    /// Makes ready for a batch.
    pub(super) fn prepare(&mut self, about: &About<'_, '_>, tables: &[InputTable]) {
        for (input, (known, table)) in self.by_input.iter_mut().zip(tables).enumerate() {
            for class in table.classes.iter().skip(known.len()) {
                let mut row = Vec::new();
                for place in &table.rules {
                    add(&mut row, &costs_of_rule(about, *place, &[(input, *class)], &mut self.names), false);
                }
                known.push(row.into_iter().map(|(name, cost, _)| (name, cost)).collect());
            }
        }
    }

    /// Writes the lists of a tile.
    pub(super) fn write(
        &mut self,
        about: &About<'_, '_>,
        (states, verdicts): (&[RuleState], &Verdicts),
        wanted: Wanted,
        ids: &Ids<'_>,
        tile: &Tile,
        results: &mut Results,
    ) {
        let nothing = self.lists.get(&[], || results.names(Vec::new()));
        let first = results.missing.len();
        results.missing.resize(first + tile.rows, nothing);
        if is_empty(wanted.rows) {
            return;
        }
        self.rows.iter_mut().for_each(Vec::clear);
        self.rows.resize_with(tile.rows, Vec::new);
        for (ids, known) in ids.local.iter().zip(&self.by_input) {
            each(wanted.rows, |row| {
                let costs = ids.get(row).and_then(|id| known.get(*id as usize));
                if let (Some(costs), Some(row)) = (costs, self.rows.get_mut(row)) {
                    add(row, costs, false);
                }
            });
        }
        self.add_rules(about, states, wanted.rows, ids);
        self.add_gates(about, verdicts, wanted.rows, ids);
        let mut key = Vec::new();
        each(wanted.rows, |place| {
            let Some(row) = self.rows.get_mut(place) else { return };
            let name = |number: u32| self.names.get_index(number as usize);
            let order = |a: &(u32, i64, bool), b: &(u32, i64, bool)| {
                b.2.cmp(&a.2).then(b.1.cmp(&a.1)).then_with(|| name(a.0).cmp(&name(b.0)))
            };
            key.clear();
            if wanted.first {
                key.extend(row.iter().min_by(|a, b| order(a, b)).map(|(name, ..)| *name));
            } else {
                row.sort_unstable_by(order);
                key.extend(row.iter().map(|(name, ..)| *name));
            }
            let list = self.lists.get(&key, || {
                results.names(key.iter().filter_map(|number| name(*number).cloned()).collect())
            });
            if let Some(slot) = results.missing.get_mut(first + place) {
                *slot = list;
            }
        });
    }

    /// What the rules that several inputs decide leave undecided.
    fn add_rules(&mut self, about: &About<'_, '_>, states: &[RuleState], wanted: Bits, ids: &Ids<'_>) {
        let mut key = Vec::new();
        let rules = about.program.rules.iter().zip(states).zip(&mut self.by_rule);
        for ((unit, state), memo) in rules {
            each(and(state.undecided, wanted), |row| {
                ids.key(&unit.inputs, row, &mut key);
                let costs = memo.get(&key, || {
                    let picks: Vec<_> = unit.inputs.iter().copied().zip(key.iter().copied()).collect();
                    costs_of_rule(about, unit.place, &picks, &mut self.names).into()
                });
                if let Some(row) = self.rows.get_mut(row) {
                    add(row, &costs, false);
                }
            });
        }
    }

    /// What holds accounts for data.
    fn add_gates(&mut self, about: &About<'_, '_>, verdicts: &Verdicts, wanted: Bits, ids: &Ids<'_>) {
        let mut key = Vec::new();
        let gates =
            about.program.gates.iter().zip(&verdicts.gates).zip(&mut self.by_gate).zip(&about.plan.gates);
        for (((unit, (_, holds)), memo), gate) in gates {
            each(and(and(*holds, verdicts.needs_data), wanted), |row| {
                ids.key(&unit.inputs, row, &mut key);
                let costs = memo.get(&key, || {
                    let picks: Vec<_> = unit.inputs.iter().copied().zip(key.iter().copied()).collect();
                    let account = about.inputs.account(about.classes, &picks);
                    let scene = Scene::new(about.plan, &account, about.today);
                    let names = columns_of_condition(&scene, &gate.condition);
                    names.into_iter().map(|name| (number(&mut self.names, name), 0)).collect()
                });
                if let Some(row) = self.rows.get_mut(row) {
                    add(row, &costs, true);
                }
            });
        }
    }
}

fn costs_of_rule(
    about: &About<'_, '_>,
    place: RulePlace,
    picks: &[(usize, u32)],
    names: &mut IndexSet<String>,
) -> Vec<(u32, i64)> {
    let Some(rule) = about.rule(place) else { return Vec::new() };
    let account = about.inputs.account(about.classes, picks);
    let scene = Scene::new(about.plan, &account, about.today);
    let outcome = rule_outcome(&scene, rule);
    if outcome.decided {
        return Vec::new();
    }
    let cost = (outcome.most - outcome.least).thousandths();
    columns_of_rule(&scene, rule).into_iter().map(|name| (number(names, name), cost)).collect()
}

fn number(names: &mut IndexSet<String>, name: String) -> u32 {
    u32::try_from(names.insert_full(name).0).unwrap_or(u32::MAX)
}

fn add(row: &mut Vec<(u32, i64, bool)>, costs: &[(u32, i64)], holds: bool) {
    for (name, cost) in costs {
        match row.iter_mut().find(|(other, ..)| other == name) {
            Some((_, sum, held)) => {
                *sum = sum.saturating_add(*cost);
                *held |= holds;
            }
            None => row.push((*name, *cost, holds)),
        }
    }
}
