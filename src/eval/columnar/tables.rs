//! What each class of an input comes to: the points of its rules, the truth of its atoms.
//!
//! In: the classes of an input. Out: entries, found out once for each class by the row interpreter.
//! Invariant: an entry is what the interpreter says of an account that has this class and nothing else.

use hashbrown::HashMap;

use super::inputs::Inputs;
use super::kleene::{Bits, LANES, bits_of, is_empty, or, transpose};
use super::program::{Entry, Program, RulePlace, add, entry};
use crate::eval::row::{Scene, rule_outcome, truth_of};
use crate::plan::Plan;
use crate::plan::classes::{BatchClasses, UNKNOWN};
use crate::types::{Day, Truth};

/// Up to this many atoms are gathered one by one.
const FEW: usize = 6;
/// Classes below this find their local number in a table.
const SMALL: u32 = 1 << 10;
/// No local number.
const NONE: u32 = u32::MAX;

/// The entries of one input. Classes have local numbers here: those of the batch, or as they are met.
#[derive(Debug, Clone, Default)]
pub(super) struct InputTable {
    pub rules: Vec<RulePlace>,
    /// The slots that its rules add to.
    pub slots: Vec<usize>,
    /// By slot, then by class.
    pub sums: Vec<Vec<Entry>>,
    /// Words of atoms for each class.
    words: usize,
    atoms: usize,
    is_true: Vec<u64>,
    is_unknown: Vec<u64>,
    /// Whether every atom is UNKNOWN for the unknown class, and none for any other.
    plain: bool,
    /// The class of the batch, of each local number.
    pub classes: Vec<u32>,
    /// The local number of each class that was met, of small ones and of others.
    small: Vec<u32>,
    large: HashMap<u32, u32>,
}

/// The truths of an input's atoms in a tile.
#[derive(Debug, Clone, Default)]
pub(super) struct AtomBits {
    pub is_true: Vec<Bits>,
    /// One for all if that will do.
    pub is_unknown: Vec<Bits>,
}

impl InputTable {
    pub(super) fn new(program: &Program, input: usize) -> InputTable {
        let rules = program.by_input.get(input).cloned().unwrap_or_default();
        let mut slots: Vec<usize> = rules.iter().map(|rule| rule.slot).collect();
        slots.sort_unstable();
        slots.dedup();
        let atoms = program.atoms.get(input).map_or(0, Vec::len);
        InputTable {
            sums: slots.iter().map(|_| Vec::new()).collect(),
            slots,
            rules,
            words: atoms.div_ceil(64),
            atoms,
            plain: true,
            ..InputTable::default()
        }
    }

    /// Forgets every class.
    pub(super) fn forget(&mut self) {
        self.sums.iter_mut().for_each(Vec::clear);
        self.is_true.clear();
        self.is_unknown.clear();
        self.classes.clear();
        self.small.clear();
        self.large.clear();
        self.plain = true;
    }

    /// The local number of a class, if it was met.
    pub(super) fn local(&self, class: u32) -> Option<u32> {
        let local = match self.small.get(class as usize) {
            Some(local) => *local,
            None => *self.large.get(&class)?,
        };
        (local != NONE).then_some(local)
    }

    /// Adds a class under the next local number.
    pub(super) fn add_local(&mut self, about: &About<'_, '_>, input: usize, class: u32) -> u32 {
        let local = u32::try_from(self.classes.len()).unwrap_or(NONE);
        if class < SMALL {
            self.small.resize(SMALL as usize, NONE);
        }
        match self.small.get_mut(class as usize) {
            Some(slot) => *slot = local,
            None => {
                self.large.insert(class, local);
            }
        }
        self.add(about, input, class);
        local
    }

    /// Adds the next class.
    pub(super) fn add(&mut self, about: &About<'_, '_>, input: usize, class: u32) {
        let plan = about.plan;
        let account = about.inputs.account(about.classes, &[(input, class)]);
        let scene = Scene::new(plan, &account, about.today);
        let mut sums = vec![[0; 4]; self.slots.len()];
        for place in &self.rules {
            let Some(rule) = about.rule(*place) else { continue };
            let outcome = rule_outcome(&scene, rule);
            let slot = self.slots.iter().position(|slot| *slot == place.slot);
            if let Some(sum) = slot.and_then(|slot| sums.get_mut(slot)) {
                *sum = add(*sum, entry(rule, &outcome));
            }
        }
        self.sums.iter_mut().zip(sums).for_each(|(sums, sum)| sums.push(sum));
        let (mut is_true, mut is_unknown) = (vec![0u64; self.words], vec![0u64; self.words]);
        for (index, atom) in about.program.atoms.get(input).into_iter().flatten().enumerate() {
            let truth = truth_of(&scene.reading(atom.reading), &atom.condition);
            let words = match truth {
                Truth::True => is_true.get_mut(index / 64),
                Truth::Unknown => is_unknown.get_mut(index / 64),
                Truth::False => None,
            };
            if let Some(word) = words {
                *word |= 1 << (index % 64);
            }
            self.plain &= (truth == Truth::Unknown) == (class == UNKNOWN);
        }
        self.is_true.extend(is_true);
        self.is_unknown.extend(is_unknown);
        self.classes.push(class);
    }

    /// The truths of the atoms for the accounts of a tile, by local class.
    pub(super) fn atom_bits(&self, ids: &[u32], unknown: Option<u32>, bits: &mut AtomBits) {
        if self.atoms == 0 {
            return;
        }
        gather(&self.is_true, self.atoms, self.words, ids, &mut bits.is_true);
        if self.plain {
            bits.is_unknown.clear();
            bits.is_unknown.push(unknown.map_or([0; LANES], |unknown| bits_of(ids, |id| id == unknown)));
        } else {
            gather(&self.is_unknown, self.atoms, self.words, ids, &mut bits.is_unknown);
        }
    }

    /// The local number of the unknown class, if it was met.
    pub(super) fn unknown(&self, direct: bool) -> Option<u32> {
        if direct { Some(UNKNOWN) } else { self.local(UNKNOWN) }
    }
}

impl AtomBits {
    /// One atom.
    pub(super) fn get(&self, atom: usize) -> super::kleene::Kleene {
        let is_true = self.is_true.get(atom).copied().unwrap_or([0; LANES]);
        let unknown = match self.is_unknown.as_slice() {
            [one] => Some(one),
            several => several.get(atom),
        };
        let unknown = unknown.copied().unwrap_or([0; LANES]);
        super::kleene::Kleene {
            is_true,
            not_false: if is_empty(unknown) { is_true } else { or(is_true, unknown) },
        }
    }
}

/// Turns the words of each account into the bits of each atom.
fn gather(words_of: &[u64], atoms: usize, words: usize, ids: &[u32], bits: &mut Vec<Bits>) {
    bits.clear();
    bits.resize(atoms, [0; LANES]);
    for word in 0..words {
        for (lane, ids) in ids.chunks(64).enumerate() {
            let mut block = [0u64; 64];
            for (slot, id) in block.iter_mut().zip(ids) {
                *slot = words_of.get(*id as usize * words + word).copied().unwrap_or(0);
            }
            let in_word = bits.iter_mut().skip(word * 64).take(64);
            if atoms <= FEW {
                for (atom, bits) in in_word.enumerate() {
                    if let Some(lane) = bits.get_mut(lane) {
                        let places = block.iter().enumerate();
                        *lane = places.fold(0, |built, (place, word)| built | (word >> atom & 1) << place);
                    }
                }
            } else {
                transpose(&mut block);
                for (bits, column) in in_word.zip(block) {
                    if let Some(lane) = bits.get_mut(lane) {
                        *lane = column;
                    }
                }
            }
        }
    }
}

/// What the engine works on.
pub(super) struct About<'e, 'p> {
    pub plan: &'p Plan,
    pub today: Day,
    pub program: &'e Program,
    pub inputs: &'e Inputs<'p>,
    pub classes: &'e BatchClasses,
}

impl<'p> About<'_, 'p> {
    pub(super) fn rule(&self, place: RulePlace) -> Option<&'p crate::plan::ScoredRule> {
        self.plan.scores.get(place.score)?.rules.get(place.rule)
    }
}
