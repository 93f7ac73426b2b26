//! Rules and tests that several inputs decide together.
//!
//! In: a tile. Out: their points added, their truths known.
//! Invariant: each answer is the row interpreter's on an account of just these classes.

use super::kleene::{Bits, Kleene, NO_BITS, and, each, is_empty, or};
use super::lower::Leaf;
use super::memo::{Memo, Tuples};
use super::program::{Entry, Program, RuleUnit, add, entry};
use super::tables::{About, InputTable};
use super::tile::{Ids, Tile};
use crate::eval::row::{Scene, rule_behind, truth_of};
use crate::plan::blank_account;
use crate::types::{Account, Truth};

/// What a guard may be in the two readings, where they are the same, and where they may differ.
const SAME: [(Truth, Truth); 2] = [(Truth::True, Truth::True), (Truth::Unknown, Truth::Unknown)];
const DIFFERENT: [(Truth, Truth); 8] = [
    (Truth::True, Truth::True),
    (Truth::Unknown, Truth::Unknown),
    (Truth::True, Truth::Unknown),
    (Truth::Unknown, Truth::True),
    (Truth::False, Truth::Unknown),
    (Truth::Unknown, Truth::False),
    (Truth::True, Truth::False),
    (Truth::False, Truth::True),
];

/// What one rule earned before.
#[derive(Debug, Clone, Default)]
pub(super) struct RuleState {
    /// By guard, for rules whose points need no data.
    fixed: Vec<Entry>,
    /// By class of the one input, then by guard.
    by_class: Vec<Entry>,
    by_classes: Memo<Entry>,
    /// The accounts of the tile that it leaves undecided.
    pub undecided: Bits,
}

fn guards(unit: &RuleUnit) -> &'static [(Truth, Truth)] {
    if unit.possibility.is_some() { &DIFFERENT } else { &SAME }
}

fn entry_of(about: &About<'_, '_>, unit: &RuleUnit, account: &Account, guard: (Truth, Truth)) -> Entry {
    let Some(rule) = about.rule(unit.place) else { return [0; 4] };
    let scene = Scene::new(about.plan, account, about.today);
    entry(rule, &rule_behind(&scene, rule, guard.0, guard.1))
}

impl RuleState {
    pub(super) fn forget(&mut self) {
        self.by_class.clear();
        self.by_classes.forget();
    }

    /// Makes ready for a batch: entries for every class of the one input that its points depend on.
    pub(super) fn prepare(&mut self, about: &About<'_, '_>, unit: &RuleUnit, tables: &[InputTable]) {
        let guards = guards(unit);
        match unit.body.as_slice() {
            [] if self.fixed.is_empty() => {
                let account = blank_account(&about.plan.schema);
                self.fixed = guards.iter().map(|guard| entry_of(about, unit, &account, *guard)).collect();
            }
            [input] => {
                let classes = tables.get(*input).map_or(&[] as &[u32], |table| table.classes.as_slice());
                for class in classes.iter().skip(self.by_class.len() / guards.len()) {
                    let account = about.inputs.account(about.classes, &[(*input, *class)]);
                    let entries = guards.iter().map(|guard| entry_of(about, unit, &account, *guard));
                    self.by_class.extend(entries);
                }
            }
            _ => {}
        }
    }

    /// Adds the points of a tile.
    pub(super) fn add(&mut self, about: &About<'_, '_>, unit: &RuleUnit, ids: &Ids<'_>, tile: &mut Tile) {
        self.undecided = NO_BITS;
        let verdict = tile.truth(&unit.verdict);
        let possibility = unit.possibility.as_ref().map_or(verdict, |node| tile.truth(node));
        let guards = guards(unit);
        for (place, guard) in guards.iter().enumerate() {
            let bits = and(and(verdict.is(guard.0), possibility.is(guard.1)), tile.valid);
            let Some(sums) = tile.sums.get_mut(unit.place.slot) else { continue };
            if is_empty(bits) {
                continue;
            }
            if unit.body.is_empty() {
                let entry = self.fixed.get(place).copied().unwrap_or_default();
                if is_undecided(entry) {
                    self.undecided = or(self.undecided, bits);
                }
                if entry != [0; 4] {
                    each(bits, |row| add_at(sums, row, entry));
                }
                continue;
            }
            let mut undecided = NO_BITS;
            let mut add_at = |row: usize, entry: Entry| {
                add_at(sums, row, entry);
                if let (true, Some(word)) = (is_undecided(entry), undecided.get_mut(row / 64)) {
                    *word |= 1 << (row % 64);
                }
            };
            if let [input] = unit.body.as_slice() {
                let ids = ids.local.get(*input).copied().unwrap_or_default();
                each(bits, |row| {
                    let id = ids.get(row).map_or(0, |id| *id as usize);
                    if let Some(entry) = self.by_class.get(id * guards.len() + place) {
                        add_at(row, *entry);
                    }
                });
            } else {
                let inputs = unit.body.as_slice();
                let mut key = Vec::new();
                each(bits, |row| {
                    ids.key(inputs, row, &mut key);
                    key.push(place as u32);
                    let find = || {
                        let picks: Vec<_> = inputs.iter().copied().zip(key.iter().copied()).collect();
                        let account = about.inputs.account(about.classes, &picks);
                        entry_of(about, unit, &account, *guard)
                    };
                    add_at(row, self.by_classes.get(&key, find));
                });
            }
            self.undecided = or(self.undecided, undecided);
        }
    }
}

fn is_undecided([_, least, most, _]: Entry) -> bool {
    least != most
}

fn add_at(sums: &mut [Entry], row: usize, entry: Entry) {
    if let Some(sum) = sums.get_mut(row) {
        *sum = add(*sum, entry);
    }
}

/// Finds out the leaves that depend on the account alone.
pub(super) fn account_leaves(
    about: &About<'_, '_>,
    program: &Program,
    known: &mut [Tuples<Truth>],
    ids: &Ids<'_>,
    tile: &mut Tile,
) {
    for (index, (leaf, known)) in program.leaves.iter().zip(known).enumerate() {
        let Leaf::Tuple { atom, inputs } = leaf else { continue };
        let mut truths = Kleene::all(Truth::False);
        for row in 0..tile.rows {
            let truth = known.get(inputs, ids, row, |classes| {
                let picks: Vec<_> = inputs.iter().copied().zip(classes.iter().copied()).collect();
                let account = about.inputs.account(about.classes, &picks);
                let scene = Scene::new(about.plan, &account, about.today).reading(atom.reading);
                truth_of(&scene, &atom.condition)
            });
            truths.set(row, truth);
        }
        if let Some(slot) = tile.leaves.get_mut(index) {
            *slot = truths;
        }
    }
}
