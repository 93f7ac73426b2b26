//! What is missing, most costly first.
//!
//! In: a tile, with what each rule leaves undecided. Out: lists of names.
//! Invariant: the row interpreter's names and costs, by class.

use std::cmp::Reverse;

use indexmap::IndexSet;

use super::inputs::Inputs;
use super::joint::RuleState;
use super::kleene::{Bits, NO_BITS, RowKeys, TILE, and, each, is_empty};
use super::memo::{Memo, Numbered, Tuples};
use super::program::{Program, RulePlace};
use super::results::Results;
use super::tables::{About, InputTable};
use super::tile::{Ids, Tile};
use super::verdict::Verdicts;
use crate::eval::row::{Scene, columns_of_condition, columns_of_rule, rule_outcome};
use crate::plan::classes::UNKNOWN;

/// Names, by number, with what each costs in thousandths.
type Costs = Vec<(u32, i64)>;
/// The number of costs of nothing.
const NOTHING: u32 = 0;
/// Marks the number of costs that hold an account.
const HOLDS: u32 = 1 << 31;

/// Whose missing fields are wanted, and whether only the most costly one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    pub rows: Bits,
    pub first: bool,
}

/// What is known of missing fields.
#[derive(Debug)]
pub(super) struct Missing {
    names: IndexSet<String>,
    costs: IndexSet<Costs>,
    /// What it costs that an input is unknown, for those that rules of one input read.
    inputs: Vec<(usize, u32)>,
    /// By input, then by local class: what else costs something.
    by_input: Vec<OtherCosts>,
    by_rule: Vec<Tuples<u32>>,
    by_gate: Vec<Tuples<u32>>,
    scratch: Scratch,
    lists: Numbered,
    /// By name: the list of it alone.
    lists_of_one: Memo<u32>,
    lists_of_costs: Memo<u32>,
}

/// What the classes of an input cost, but for the unknown one.
#[derive(Debug, Clone, Default)]
struct OtherCosts {
    /// By local class.
    known: Vec<u32>,
    /// Whether any costs something.
    any: bool,
}

/// What is used again from tile to tile.
#[derive(Debug, Default)]
struct Scratch {
    /// By entry of [`Missing::inputs`]: the accounts of which it is unknown.
    unknown: Vec<Bits>,
    keys: RowKeys,
    /// By account: what costs something besides.
    others: Vec<Vec<u32>>,
    /// The accounts that have something there.
    has_others: Bits,
    sums: Sums,
}

impl Missing {
    pub(super) fn new(program: &Program, inputs: &Inputs<'_>) -> Missing {
        let read = program.by_input.iter().enumerate().filter(|(_, rules)| !rules.is_empty());
        Missing {
            names: IndexSet::new(),
            costs: IndexSet::from([Vec::new()]),
            inputs: read.map(|(input, _)| (input, NOTHING)).collect(),
            by_input: inputs.all.iter().map(|_| OtherCosts::default()).collect(),
            by_rule: program.rules.iter().map(|_| Tuples::default()).collect(),
            by_gate: program.gates.iter().map(|_| Tuples::default()).collect(),
            scratch: Scratch::default(),
            lists: Numbered::default(),
            lists_of_one: Memo::default(),
            lists_of_costs: Memo::default(),
        }
    }

    pub(super) fn forget(&mut self) {
        self.by_input.iter_mut().for_each(|costs| *costs = OtherCosts::default());
        self.by_rule.iter_mut().chain(&mut self.by_gate).for_each(Tuples::forget);
    }

    /// Forgets the numbers of lists.
    pub(super) fn forget_lists(&mut self) {
        self.lists.forget();
        self.lists_of_one.forget();
        self.lists_of_costs.forget();
    }

    /// Makes ready for a batch.
    pub(super) fn prepare(&mut self, about: &About<'_, '_>, tables: &[InputTable]) {
        let of_rules = about.program.rules.iter().map(|unit| &unit.inputs).zip(&mut self.by_rule);
        let of_gates = about.program.gates.iter().map(|unit| &unit.inputs).zip(&mut self.by_gate);
        let among = about.program.rules.len() + about.program.gates.len();
        of_rules.chain(of_gates).for_each(|(inputs, costs)| costs.prepare(inputs, tables, among));
        for (input, unknown) in &mut self.inputs {
            let (Some(table), Some(costs)) = (tables.get(*input), self.by_input.get_mut(*input)) else {
                continue;
            };
            for class in table.classes.iter().skip(costs.known.len()) {
                let mut sum = Costs::new();
                for place in &table.rules {
                    for (name, cost) in costs_of_rule(about, *place, &[(*input, *class)], &mut self.names) {
                        match sum.iter_mut().find(|(other, _)| *other == name) {
                            Some((_, sum)) => *sum = sum.saturating_add(cost),
                            None => sum.push((name, cost)),
                        }
                    }
                }
                let number = position(self.costs.insert_full(sum).0);
                if *class == UNKNOWN {
                    *unknown = number;
                    costs.known.push(NOTHING);
                } else {
                    costs.known.push(number);
                    costs.any |= number != NOTHING;
                }
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
        let nothing = results.names(Vec::new());
        let first = results.missing.len();
        results.missing.resize(first + tile.rows, nothing);
        if is_empty(wanted.rows) {
            return;
        }
        self.scratch.start(&self.inputs, wanted.rows, tile);
        self.add_classes(wanted.rows, ids);
        self.add_rules(about, states, wanted.rows, ids);
        self.add_gates(about, verdicts, wanted.rows, ids);
        let mut column = std::mem::take(&mut results.missing);
        each(wanted.rows, |row| {
            if let Some(slot) = column.get_mut(first + row) {
                *slot = self.list(row, wanted.first, results);
            }
        });
        results.missing = column;
    }

    /// The number of an account's list.
    fn list(&mut self, row: usize, first: bool, results: &mut Results) -> u32 {
        let Missing { names, costs, inputs, scratch, lists, .. } = self;
        let of_unknown = |place: &usize| inputs.get(*place).map_or(NOTHING, |(_, number)| *number);
        let others = scratch.others.get(row).map_or(&[] as &[u32], Vec::as_slice);
        if others.is_empty() {
            return lists.get(&scratch.keys, row, |unknown| {
                scratch.sums.start(names.len());
                unknown.iter().for_each(|place| scratch.sums.add(costs, of_unknown(place)));
                results.names(scratch.sums.in_order(names, first))
            });
        }
        let unknown = scratch.keys.of(row).enumerate().flat_map(|(word, bits)| {
            let is_set = move |bit: &usize| bits >> bit & 1 == 1;
            (0..64).filter(is_set).map(move |bit| word * 64 + bit)
        });
        if first {
            scratch.sums.start(names.len());
            unknown.for_each(|place| scratch.sums.add(costs, of_unknown(&place)));
            others.iter().for_each(|number| scratch.sums.add(costs, *number));
            let Some(name) = scratch.sums.most_costly(names) else { return results.names(Vec::new()) };
            return self.lists_of_one.get(&[name], || {
                results.names(names.get_index(name as usize).cloned().into_iter().collect())
            });
        }
        let key: Vec<u32> = unknown.map(|place| of_unknown(&place)).chain(others.iter().copied()).collect();
        self.lists_of_costs.get(&key, || {
            scratch.sums.start(names.len());
            key.iter().for_each(|number| scratch.sums.add(costs, *number));
            results.names(scratch.sums.in_order(names, first))
        })
    }

    /// What known cells leave undecided, as ranges do.
    fn add_classes(&mut self, wanted: Bits, ids: &Ids<'_>) {
        for (ids, costs) in ids.local.iter().zip(&self.by_input).filter(|(_, costs)| costs.any) {
            each(wanted, |row| {
                let number = ids.get(row).and_then(|id| costs.known.get(*id as usize)).copied();
                self.scratch.add(row, number.unwrap_or(NOTHING));
            });
        }
    }

    /// What the rules that several inputs decide leave undecided.
    fn add_rules(&mut self, about: &About<'_, '_>, states: &[RuleState], wanted: Bits, ids: &Ids<'_>) {
        let rules = about.program.rules.iter().zip(states).zip(&mut self.by_rule);
        for ((unit, state), known) in rules {
            each(and(state.undecided, wanted), |row| {
                let number = known.get(&unit.inputs, ids, row, |classes| {
                    let picks: Vec<_> = unit.inputs.iter().copied().zip(classes.iter().copied()).collect();
                    let costs = costs_of_rule(about, unit.place, &picks, &mut self.names);
                    position(self.costs.insert_full(costs).0)
                });
                self.scratch.add(row, number);
            });
        }
    }

    /// What holds accounts for data.
    fn add_gates(&mut self, about: &About<'_, '_>, verdicts: &Verdicts, wanted: Bits, ids: &Ids<'_>) {
        let gates =
            about.program.gates.iter().zip(&verdicts.gates).zip(&mut self.by_gate).zip(&about.plan.gates);
        for (((unit, (_, holds)), known), gate) in gates {
            each(and(and(*holds, verdicts.needs_data), wanted), |row| {
                let costs = known.get(&unit.inputs, ids, row, |classes| {
                    let picks: Vec<_> = unit.inputs.iter().copied().zip(classes.iter().copied()).collect();
                    let account = about.inputs.account(about.classes, &picks);
                    let scene = Scene::new(about.plan, &account, about.today);
                    let names = columns_of_condition(&scene, &gate.condition);
                    let costs = names.into_iter().map(|name| (number(&mut self.names, name), 0)).collect();
                    position(self.costs.insert_full(costs).0)
                });
                if costs != NOTHING {
                    self.scratch.add(row, costs | HOLDS);
                }
            });
        }
    }
}

/// What names cost together, with whether they hold an account.
#[derive(Debug, Default)]
struct Sums {
    /// By name; `None` for those that cost nothing.
    by_name: Vec<Option<(bool, i64)>>,
}

impl Sums {
    fn start(&mut self, names: usize) {
        self.by_name.clear();
        self.by_name.resize(names, None);
    }

    fn add(&mut self, costs: &IndexSet<Costs>, number: u32) {
        let holds = number & HOLDS != 0;
        for (name, cost) in costs.get_index((number & !HOLDS) as usize).into_iter().flatten() {
            if let Some(slot) = self.by_name.get_mut(*name as usize) {
                let (held, sum) = slot.unwrap_or_default();
                *slot = Some((held | holds, sum.saturating_add(*cost)));
            }
        }
    }

    /// What holds the account, then what costs most, then the first by name.
    fn most_costly(&self, names: &IndexSet<String>) -> Option<u32> {
        let mut best: Option<(usize, (bool, i64))> = None;
        for (name, cost) in self.by_name.iter().enumerate().filter_map(|(name, cost)| Some((name, (*cost)?)))
        {
            let first = |other: usize| names.get_index(name) < names.get_index(other);
            if best.is_none_or(|(other, most)| cost > most || (cost == most && first(other))) {
                best = Some((name, cost));
            }
        }
        best.map(|(name, _)| position(name))
    }

    /// The names in that order, or only the first.
    fn in_order(&self, names: &IndexSet<String>, first: bool) -> Vec<String> {
        let costs = self.by_name.iter().zip(names).filter_map(|(cost, name)| Some((Reverse((*cost)?), name)));
        let mut costs: Vec<_> = costs.collect();
        costs.sort_unstable();
        let most = if first { 1 } else { usize::MAX };
        costs.into_iter().take(most).map(|(_, name)| name.clone()).collect()
    }
}

impl Scratch {
    fn start(&mut self, inputs: &[(usize, u32)], wanted: Bits, tile: &Tile) {
        let unknown =
            |(input, _): &(usize, u32)| and(tile.unknown.get(*input).copied().unwrap_or(NO_BITS), wanted);
        self.unknown.clear();
        self.unknown.extend(inputs.iter().map(unknown));
        self.keys.fill(&self.unknown);
        self.others.resize_with(TILE, Vec::new);
        each(self.has_others, |row| {
            if let Some(others) = self.others.get_mut(row) {
                others.clear();
            }
        });
        self.has_others = NO_BITS;
    }

    fn add(&mut self, row: usize, costs: u32) {
        if costs == NOTHING {
            return;
        }
        if let (Some(others), Some(word)) = (self.others.get_mut(row), self.has_others.get_mut(row / 64)) {
            others.push(costs);
            *word |= 1 << (row % 64);
        }
    }
}

/// A place as a number; there are far fewer than numbers.
fn position(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(NOTHING)
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
