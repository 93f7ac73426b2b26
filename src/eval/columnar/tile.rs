//! 256 accounts on their way: atoms, leaves, sums.
//!
//! In: local classes and the tables of the inputs. Out: truths of nodes and totals of scores.
//! Invariant: what stands past the last account is never written out.

use super::kleene::{Bits, Kleene, NO_BITS, TILE, and, bits_of, first_bits, or};
use super::lower::Node;
use super::program::{Entry, Program, ScoreUnit, add};
use super::tables::{AtomBits, InputTable};
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

/// 256 accounts on their way.
#[derive(Debug, Default)]
pub(super) struct Tile {
    pub rows: usize,
    /// The bits of its accounts.
    pub valid: Bits,
    /// By slot.
    pub sums: Vec<Vec<Entry>>,
    atoms: Vec<AtomBits>,
    /// By leaf; those of later strata are found out later.
    pub leaves: Vec<Kleene>,
    /// By score.
    pub totals: Vec<Vec<Entry>>,
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
        self.atoms.resize_with(tables.len(), AtomBits::default);
        for (index, table) in tables.iter().enumerate() {
            let Some(ids_here) = ids.local.get(index) else { continue };
            for (slot, entries) in table.slots.iter().zip(&table.sums) {
                let Some(sums) = self.sums.get_mut(*slot) else { continue };
                for (sum, id) in sums.iter_mut().zip(*ids_here) {
                    if let Some(entry) = entries.get(*id as usize) {
                        *sum = add(*sum, *entry);
                    }
                }
            }
            if let Some(bits) = self.atoms.get_mut(index) {
                let unknown = table.unknown(ids.direct.get(index).copied().unwrap_or(false));
                table.atom_bits(ids_here, unknown, bits);
            }
        }
    }

    /// The truth of a node; its leaves must be known.
    pub(super) fn truth(&self, node: &Node) -> Kleene {
        match node {
            Node::Constant(truth) => Kleene::all(*truth),
            Node::Atom(input, atom) => match self.atoms.get(*input) {
                Some(bits) => bits.get(*atom),
                None => Kleene::all(Truth::Unknown),
            },
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

    /// Caps, sums and clamps.
    pub(super) fn total(&mut self, scores: &[ScoreUnit]) {
        self.totals.resize_with(scores.len(), Vec::new);
        for (score, totals) in scores.iter().zip(&mut self.totals) {
            totals.clear();
            totals.resize(self.rows, [0; 4]);
            for (slot, cap) in &score.slots {
                let Some(sums) = self.sums.get(*slot) else { continue };
                let cap = cap.map_or([i32::MAX; 4], |cap| [cap, cap, cap, i32::MAX]);
                for (total, sum) in totals.iter_mut().zip(sums) {
                    let mut capped = *sum;
                    capped.iter_mut().zip(cap).for_each(|(sum, cap)| *sum = (*sum).min(cap));
                    *total = add(*total, capped);
                }
            }
            if let Some((least, most)) = score.limit {
                for [value, min, max, _] in totals.iter_mut() {
                    *value = (*value).clamp(least, most);
                    *min = (*min).clamp(least, most);
                    *max = (*max).clamp(least, most);
                }
            }
        }
    }

    /// Whether a score lies in one of some stretches.
    pub(super) fn score_is_in(&self, score: usize, stretches: &[(i32, i32)], reading: Reading) -> Kleene {
        let totals = self.totals.get(score).map_or(&[] as &[Entry], Vec::as_slice);
        let mut is_true = NO_BITS;
        let mut not_false = NO_BITS;
        for (low, high) in stretches {
            match reading {
                Reading::Verdict => {
                    let inside = bits_of(totals, |[value, ..]| *low <= value && value <= *high);
                    (is_true, not_false) = (or(is_true, inside), or(not_false, inside));
                }
                Reading::Possibility => {
                    let least = bits_of(totals, |[_, min, ..]| *low <= min);
                    let most = bits_of(totals, |[_, _, max, _]| max <= *high);
                    is_true = or(is_true, and(least, most));
                    let above = bits_of(totals, |[_, _, max, _]| *low <= max);
                    let below = bits_of(totals, |[_, min, ..]| min <= *high);
                    not_false = or(not_false, and(above, below));
                }
            }
        }
        Kleene { is_true, not_false }
    }
}
