//! 256 accounts on their way: atoms, leaves, sums.
//!
//! In: local classes and the tables of the inputs. Out: truths of nodes and totals of scores.
//! Invariant: what stands past the last account is never written out.

use super::kleene::{Bits, Kleene, NO_BITS, TILE, and, bits_of, first_bits, or, packed, transpose};
use super::lower::Node;
use super::program::{Entry, Program, ScoreUnit, add};
use super::tables::{InputTable, TruthWords};
use crate::eval::row::Reading;
use crate::types::Truth;

/// The classes of a batch by input: local numbers, and those of the batch.
#[derive(Debug, Default)]
pub(super) struct Ids<'b> {
    pub local: Vec<&'b [u32]>,
    pub class: Vec<&'b [u32]>,
    /// Whether an input's local numbers are those of the batch.
    pub direct: Vec<bool>,
}

impl<'b> Ids<'b> {
    /// The part of a tile.
    pub(super) fn tile(&self, start: usize, rows: usize) -> Ids<'b> {
        let cut = |all: &[&'b [u32]]| -> Vec<&'b [u32]> {
            all.iter().map(|ids| ids.get(start..start + rows).unwrap_or_default()).collect()
        };
        Ids { local: cut(&self.local), class: cut(&self.class), direct: self.direct.clone() }
    }

    /// The classes of an account in some inputs.
    pub(super) fn key(&self, inputs: &[usize], row: usize, key: &mut Vec<u32>) {
        key.clear();
        key.extend(
            inputs.iter().map(|input| {
                self.class.get(*input).and_then(|ids| ids.get(row)).copied().unwrap_or_default()
            }),
        );
    }
}

/// A score of the accounts of a tile, in thousandths.
#[derive(Debug, Default)]
pub(super) struct Totals {
    pub value: Vec<i32>,
    pub min: Vec<i32>,
    pub max: Vec<i32>,
    /// What its weights leave undecided.
    pub undecided: Vec<i32>,
}

/// 256 accounts on their way.
#[derive(Debug, Default)]
pub(super) struct Tile {
    pub rows: usize,
    /// The bits of its accounts.
    pub valid: Bits,
    /// By slot.
    pub sums: Vec<Vec<Entry>>,
    /// By input: the accounts of which it is unknown.
    pub unknown: Vec<Bits>,
    atoms: Atoms,
    /// By leaf; those of later strata are found out later.
    pub leaves: Vec<Kleene>,
    /// By score.
    pub totals: Vec<Totals>,
}

/// The truths of the atoms of all inputs.
#[derive(Debug, Default)]
struct Atoms {
    /// By input.
    first: Vec<usize>,
    /// By input: whether its atoms are UNKNOWN where it is unknown, and only there.
    plain: Vec<bool>,
    true_words: Vec<TruthWords>,
    unknown_words: Vec<TruthWords>,
    is_true: Vec<Bits>,
    is_unknown: Vec<Bits>,
}

impl Tile {
    /// Starts a tile: the points of single inputs are added, atoms are known.
    pub(super) fn start(&mut self, program: &Program, tables: &[InputTable], ids: &Ids<'_>, rows: usize) {
        self.rows = rows;
        self.valid = first_bits(rows);
        self.sums.resize_with(program.base.len(), Vec::new);
        for (sums, base) in self.sums.iter_mut().zip(&program.base) {
            sums.clear();
            sums.resize(TILE, *base);
        }
        self.leaves.clear();
        self.leaves.resize(program.leaves.len(), Kleene::all(Truth::Unknown));
        self.unknown.clear();
        self.atoms.start(program);
        for (index, table) in tables.iter().enumerate() {
            let ids_here = ids.local.get(index).copied().unwrap_or_default();
            for (slot, entries) in table.slots.iter().zip(&table.sums) {
                let Some(sums) = self.sums.get_mut(*slot) else { continue };
                for (sum, id) in sums.iter_mut().zip(ids_here) {
                    if let Some(entry) = entries.get(*id as usize) {
                        *sum = add(*sum, *entry);
                    }
                }
            }
            let unknown = table.unknown(ids.direct.get(index).copied().unwrap_or(false));
            self.unknown.push(unknown.map_or(NO_BITS, |unknown| bits_of(ids_here, |id| id == unknown)));
            self.atoms.plain.push(table.plain);
            table.add_truths(ids_here, &mut self.atoms.true_words, &mut self.atoms.unknown_words);
        }
        self.atoms.finish();
    }

    /// The truth of a node; its leaves must be known.
    pub(super) fn truth(&self, node: &Node) -> Kleene {
        match node {
            Node::Constant(truth) => Kleene::all(*truth),
            Node::Atom(input, atom) => self.atom(*input, *atom),
            Node::Leaf(leaf) => self.leaves.get(*leaf).copied().unwrap_or(Kleene::all(Truth::Unknown)),
            Node::And(parts) => {
                parts.iter().fold(Kleene::all(Truth::True), |least, part| least.and(self.truth(part)))
            }
            Node::Or(parts) => {
                parts.iter().fold(Kleene::all(Truth::False), |most, part| most.or(self.truth(part)))
            }
            Node::Not(inner) => self.truth(inner).not(),
        }
    }

    fn atom(&self, input: usize, atom: usize) -> Kleene {
        let atoms = &self.atoms;
        let place = atoms.first.get(input).map_or(usize::MAX, |first| first + atom);
        let Some(is_true) = atoms.is_true.get(place).copied() else { return Kleene::all(Truth::Unknown) };
        let unknown = if atoms.plain.get(input) == Some(&true) {
            self.unknown.get(input)
        } else {
            atoms.is_unknown.get(place)
        };
        Kleene { is_true, not_false: unknown.map_or(is_true, |unknown| or(is_true, *unknown)) }
    }

    /// Caps, sums and clamps.
    pub(super) fn total(&mut self, scores: &[ScoreUnit]) {
        self.totals.resize_with(scores.len(), Totals::default);
        for (score, totals) in scores.iter().zip(&mut self.totals) {
            let mut all = [[0; 4]; TILE];
            for (slot, cap) in &score.slots {
                let Some(sums) = self.sums.get(*slot) else { continue };
                let Some(cap) = *cap else {
                    all.iter_mut().zip(sums).for_each(|(total, sum)| *total = add(*total, *sum));
                    continue;
                };
                let cap = [cap, cap, cap, i32::MAX];
                for (total, sum) in all.iter_mut().zip(sums) {
                    let mut capped = *sum;
                    capped.iter_mut().zip(cap).for_each(|(sum, cap)| *sum = (*sum).min(cap));
                    *total = add(*total, capped);
                }
            }
            let (least, most) = score.limit.unwrap_or((i32::MIN, i32::MAX));
            totals.fill(all.get(..self.rows).unwrap_or_default(), least, most);
        }
    }

    /// Whether a score lies in one of some stretches.
    pub(super) fn score_is_in(&self, score: usize, stretches: &[(i32, i32)], reading: Reading) -> Kleene {
        let Some(totals) = self.totals.get(score) else { return Kleene::known(NO_BITS) };
        // Ends that no total reaches are not asked about.
        let at_least = |totals: &[i32], low: i32| match low {
            i32::MIN => self.valid,
            _ => bits_of(totals, |total| low <= total),
        };
        let at_most = |totals: &[i32], high: i32| match high {
            i32::MAX => self.valid,
            _ => bits_of(totals, |total| total <= high),
        };
        let mut is_true = NO_BITS;
        let mut not_false = NO_BITS;
        for (low, high) in stretches {
            match reading {
                Reading::Verdict => {
                    let inside = and(at_least(&totals.value, *low), at_most(&totals.value, *high));
                    (is_true, not_false) = (or(is_true, inside), or(not_false, inside));
                }
                Reading::Possibility => {
                    is_true = or(is_true, and(at_least(&totals.min, *low), at_most(&totals.max, *high)));
                    not_false = or(not_false, and(at_least(&totals.max, *low), at_most(&totals.min, *high)));
                }
            }
        }
        Kleene { is_true, not_false }
    }
}

impl Totals {
    fn fill(&mut self, all: &[Entry], least: i32, most: i32) {
        for column in [&mut self.value, &mut self.min, &mut self.max, &mut self.undecided] {
            column.resize(all.len(), 0);
        }
        let columns = self.value.iter_mut().zip(&mut self.min).zip(&mut self.max).zip(&mut self.undecided);
        for ((((value, min), max), undecided), total) in columns.zip(all) {
            let [earned, lowest, highest, open] = *total;
            *value = earned.clamp(least, most);
            *min = lowest.clamp(least, most);
            *max = highest.clamp(least, most);
            *undecided = open;
        }
    }
}

impl Atoms {
    fn start(&mut self, program: &Program) {
        let count = program.first_atom.last().copied().unwrap_or_default();
        self.first.clone_from(&program.first_atom);
        self.plain.clear();
        for words in [&mut self.true_words, &mut self.unknown_words] {
            words.resize(count.div_ceil(64), [0; TILE]);
            words.iter_mut().for_each(|word| *word = [0; TILE]);
        }
        self.is_true.resize(count, NO_BITS);
        self.is_unknown.resize(count, NO_BITS);
    }

    /// Turns truths by account into bits by atom.
    fn finish(&mut self) {
        turn(&self.true_words, &mut self.is_true);
        if self.plain.contains(&false) {
            turn(&self.unknown_words, &mut self.is_unknown);
        }
    }
}

/// Up to this many atoms are gathered one by one.
const FEW: usize = 6;

fn turn(words: &[TruthWords], bits: &mut [Bits]) {
    for (words, bits) in words.iter().zip(bits.chunks_mut(64)) {
        for (lane, rows) in words.as_chunks::<64>().0.iter().enumerate() {
            let mut columns = *rows;
            if bits.len() > FEW {
                transpose(&mut columns);
            } else {
                for (atom, column) in columns.iter_mut().take(bits.len()).enumerate() {
                    let mut truths = [0u8; 64];
                    truths.iter_mut().zip(rows).for_each(|(truth, row)| *truth = (row >> atom & 1) as u8);
                    *column = packed(&truths);
                }
            }
            for (bits, column) in bits.iter_mut().zip(columns) {
                if let Some(word) = bits.get_mut(lane) {
                    *word = column;
                }
            }
        }
    }
}
