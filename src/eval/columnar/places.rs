//! Segments, tiers and the tiers still possible; guarantees.
//!
//! In: a tile with its totals and statuses. Out: where each account stands.
//! Invariant: the first that is TRUE; possible is each that is not FALSE and before which none is TRUE.

use super::kleene::{Bits, Kleene, NO_BITS, RowKeys, and, or, without};
use super::lower::Leaf;
use super::memo::Numbered;
use super::program::{PlaceUnit, Program};
use super::results::{NO_PLACE, Results};
use super::tables::About;
use super::tile::{Ids, Tile};
use super::verdict::Verdicts;
use crate::check::model::{GateKind, GateRef, ResultTest};
use crate::eval::outcome::{PossibleTiers, ScoreOutcome};
use crate::eval::row::{self, Reading, Scene, segment_passes, truth_of};
use crate::plan::blank_account;
use crate::types::{Points, Truth};

/// Who has which of some segments or tiers.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// By segment or tier: the accounts that have it.
    pub chosen: Vec<Bits>,
    /// The accounts that may have it.
    pub possible: Vec<Bits>,
    /// The accounts that may have none.
    pub perhaps_none: Bits,
    pub none: Bits,
    keys: RowKeys,
}

impl Places {
    /// The first that holds, and those that may.
    pub(super) fn find(&mut self, units: &[PlaceUnit], tile: &Tile) {
        self.chosen.clear();
        self.possible.clear();
        let (mut free, mut open) = (tile.valid, tile.valid);
        for unit in units {
            let verdict = tile.truth(&unit.verdict);
            let possibility = unit.possibility.as_ref().map_or(verdict, |node| tile.truth(node));
            self.chosen.push(and(free, verdict.is_true));
            self.possible.push(and(open, possibility.not_false));
            free = without(free, verdict.is_true);
            open = without(open, possibility.is_true);
        }
        (self.none, self.perhaps_none) = (free, open);
    }

    /// Nothing for accounts that are out.
    fn settle(&mut self, out: Bits) {
        for bits in self.chosen.iter_mut().chain(&mut self.possible) {
            *bits = without(*bits, out);
        }
        self.none = or(self.none, out);
        self.perhaps_none = without(self.perhaps_none, out);
    }

    /// The accounts for which data may still change the tier: they need it, or have several possible tiers.
    pub(super) fn open(&self, verdicts: &Verdicts) -> Bits {
        let (mut one, mut several) = (NO_BITS, NO_BITS);
        for bits in self.possible.iter().chain([&self.perhaps_none]) {
            several = or(several, and(one, *bits));
            one = or(one, *bits);
        }
        or(verdicts.needs_data, several)
    }

    fn write_chosen(&mut self, rows: usize, column: &mut Vec<u16>) {
        if self.chosen.is_empty() {
            column.resize(column.len() + rows, NO_PLACE);
            return;
        }
        self.keys.fill(&self.chosen);
        let first = column.len();
        column.resize(first + rows, NO_PLACE);
        let slots = column.iter_mut().skip(first).enumerate();
        for (row, slot) in slots {
            let mut words = self.keys.of(row).enumerate();
            if let Some((word, bits)) = words.find(|(_, bits)| *bits != 0) {
                let place = word * 64 + bits.trailing_zeros() as usize;
                *slot = u16::try_from(place).unwrap_or(NO_PLACE);
            }
        }
    }
}

/// Finds out what tiers ask of scores and segments.
pub(super) fn strata_leaves(
    about: &About<'_, '_>,
    program: &Program,
    segments: &Places,
    ids: &Ids<'_>,
    tile: &mut Tile,
) {
    for (index, leaf) in program.leaves.iter().enumerate() {
        let truths = match leaf {
            Leaf::Score { score, stretches, reading } => tile.score_is_in(*score, stretches, *reading),
            Leaf::Segment { test, reading } => on_segment(about, segments, test, *reading),
            Leaf::Row { atom, inputs } => {
                let mut truths = Kleene::all(Truth::False);
                for row in 0..tile.rows {
                    let mut key = Vec::new();
                    ids.key(inputs, row, &mut key);
                    let picks: Vec<_> = inputs.iter().copied().zip(key).collect();
                    let account = about.inputs.account(about.classes, &picks);
                    truths.set(row, on_account(about, segments, tile, row, &account, atom));
                }
                truths
            }
            Leaf::Tuple { .. } | Leaf::Printed(_) => continue,
        };
        if let Some(slot) = tile.leaves.get_mut(index) {
            *slot = truths;
        }
    }
}

/// A test of a tier on scores that bits cannot tell.
fn on_account(
    about: &About<'_, '_>,
    segments: &Places,
    tile: &Tile,
    row: usize,
    account: &crate::types::Account,
    atom: &super::lower::Atom,
) -> Truth {
    let scores: Vec<ScoreOutcome> = tile
        .totals
        .iter()
        .map(|totals| {
            let points = |column: &[i32]| {
                Points::from_thousandths(column.get(row).map_or(0, |thousandths| i64::from(*thousandths)))
            };
            let (value, min, max) = (points(&totals.value), points(&totals.min), points(&totals.max));
            ScoreOutcome { value, min, max, rules: Vec::new(), adjustments: Vec::new() }
        })
        .collect();
    let has = |bits: &Bits| bits.get(row / 64).is_some_and(|word| word >> (row % 64) & 1 == 1);
    let segment = segments.chosen.iter().position(has);
    let possible = segments.possible.iter().enumerate().filter(|(_, bits)| has(bits)).map(|(at, _)| Some(at));
    let possible: Vec<_> = possible.chain(has(&segments.perhaps_none).then_some(None)).collect();
    let results = row::Results::Strata { scores: &scores, segment, possible_segments: &possible };
    let scene = Scene::new(about.plan, account, about.today).reading(atom.reading);
    truth_of(&Scene { results: Some(results), ..scene }, &atom.condition)
}

/// A test on the segment: on the one that is chosen, or on all that may turn out.
fn on_segment(about: &About<'_, '_>, segments: &Places, test: &ResultTest, reading: Reading) -> Kleene {
    let account = blank_account(&about.plan.schema);
    let scene = Scene::new(about.plan, &account, about.today);
    let (places, none) = match reading {
        Reading::Verdict => (&segments.chosen, segments.none),
        Reading::Possibility => (&segments.possible, segments.perhaps_none),
    };
    let (mut pass, mut fail) = (NO_BITS, NO_BITS);
    let of = places.iter().enumerate().map(|(index, bits)| (Some(index), *bits));
    for (segment, bits) in of.chain([(None, none)]) {
        let side = if segment_passes(&scene, segment, test) { &mut pass } else { &mut fail };
        *side = or(*side, bits);
    }
    Kleene { is_true: without(pass, fail), not_false: pass }
}

/// Writes segments, tiers and possible tiers; accounts that are out have no tier.
pub(super) fn write(
    segments: &mut Places,
    tiers: &mut Places,
    verdicts: &Verdicts,
    tile: &Tile,
    numbers: &mut Numbered,
    results: &mut Results,
) {
    tiers.settle(verdicts.out());
    segments.write_chosen(tile.rows, &mut results.segment);
    tiers.write_chosen(tile.rows, &mut results.tier);
    let count = tiers.possible.len();
    tiers.possible.push(tiers.perhaps_none);
    tiers.keys.fill(&tiers.possible);
    tiers.possible.pop();
    for row in 0..tile.rows {
        let set = numbers.get(&tiers.keys, row, |possible| {
            let tiers = possible.iter().copied().filter(|place| *place < count).collect();
            let none = possible.contains(&count);
            let (place, _) = results.possible_sets.insert_full(PossibleTiers { tiers, none });
            u32::try_from(place).unwrap_or(u32::MAX)
        });
        results.possible.push(set);
    }
}

/// Finds out what guarantees ask of printed results.
pub(super) fn printed_leaves(
    about: &About<'_, '_>,
    program: &Program,
    segments: &Places,
    tiers: &Places,
    verdicts: &Verdicts,
    tile: &mut Tile,
) {
    for (index, leaf) in program.leaves.iter().enumerate() {
        let Leaf::Printed(test) = leaf else { continue };
        let any = |places: &Places, among: &dyn Fn(usize) -> bool| {
            let chosen = places.chosen.iter().enumerate().filter(|(place, _)| among(*place));
            chosen.fold(NO_BITS, |bits, (_, chosen)| or(bits, *chosen))
        };
        let bits = match test {
            ResultTest::Status(statuses) => {
                statuses.iter().fold(NO_BITS, |bits, status| or(bits, verdicts.of(*status)))
            }
            ResultTest::Tier(indices) => any(tiers, &|place| indices.contains(&place)),
            ResultTest::HasTier => any(tiers, &|_| true),
            ResultTest::Segment(_) | ResultTest::HasSegment | ResultTest::Level(_) => {
                on_segment(about, segments, test, Reading::Verdict).is_true
            }
            ResultTest::OutBy(gate) => match gate {
                GateRef::Exclude(index) => {
                    and(verdicts.excluded, out_by(program, verdicts, GateKind::Exclude, *index))
                }
                GateRef::Require(index) => {
                    and(verdicts.unqualified, out_by(program, verdicts, GateKind::Require, *index))
                }
                // Accounts with an override are scored one by one.
                GateRef::Override => NO_BITS,
            },
        };
        if let Some(slot) = tile.leaves.get_mut(index) {
            *slot = Kleene::known(bits);
        }
    }
}

fn out_by(program: &Program, verdicts: &Verdicts, kind: GateKind, index: usize) -> Bits {
    let mut of_kind = program.gates.iter().zip(&verdicts.gates).filter(|(gate, _)| gate.kind == kind);
    of_kind.nth(index).map_or(NO_BITS, |(_, (out, _))| *out)
}

/// Coverage in tenths of a percent, from what all weights can earn and what each account leaves undecided.
pub(super) fn write_coverage(all: i64, tile: &Tile, column: &mut Vec<Option<u16>>) {
    if all <= 0 {
        column.resize(column.len() + tile.rows, None);
        return;
    }
    let tenths = |undecided: i64| {
        let decided = all.wrapping_sub(undecided);
        // Half away from 0, as both are positive.
        let tenths = decided.wrapping_mul(2_000).wrapping_add(all) / all.wrapping_mul(2);
        Some(u16::try_from(tenths).unwrap_or(0))
    };
    if let [totals] = tile.totals.as_slice() {
        column.extend(totals.undecided.iter().map(|undecided| tenths(i64::from(*undecided))));
        return;
    }
    for row in 0..tile.rows {
        let undecided = tile.totals.iter().filter_map(|totals| totals.undecided.get(row));
        column.push(tenths(undecided.map(|undecided| i64::from(*undecided)).sum()));
    }
}
