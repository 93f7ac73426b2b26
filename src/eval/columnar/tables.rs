//! What each class of an input comes to: the points of its rules, the truth of its atoms.
//!
//! In: the classes of an input. Out: entries, found out once for each class by the row interpreter.
//! Invariant: an entry is what the interpreter says of an account that has this class and nothing else.

use hashbrown::HashMap;

use super::inputs::Inputs;
use super::kleene::TILE;
use super::program::{Entry, Program, RulePlace, add, entry};
use crate::eval::row::{Scene, rule_outcome, truth_of};
use crate::plan::Plan;
use crate::plan::classes::{BatchClasses, UNKNOWN};
use crate::types::{Day, Truth};

/// Classes below this find their local number in a table.
const SMALL: u32 = 1 << 10;
/// No local number.
const NONE: u32 = u32::MAX;

/// 64 truths of each account of a tile.
pub(super) type TruthWords = [u64; TILE];

/// The entries of one input. Classes have local numbers here: those of the batch, or as they are met.
#[derive(Debug, Clone, Default)]
pub(super) struct InputTable {
    pub rules: Vec<RulePlace>,
    /// The slots that its rules add to.
    pub slots: Vec<usize>,
    /// By slot, then by class.
    pub sums: Vec<Vec<Entry>>,
    /// The number of its first atom among those of all inputs.
    first_atom: usize,
    /// How many words of truths its atoms lie in.
    words: usize,
    /// The truths of its atoms, one bit each, where they stand among those of all inputs; by class.
    is_true: Vec<u64>,
    is_unknown: Vec<u64>,
    /// Whether every atom is UNKNOWN for the unknown class, and none for any other.
    pub plain: bool,
    /// The class of the batch, of each local number.
    pub classes: Vec<u32>,
    /// The local number of each class that was met, of small ones and of others.
    small: Vec<u32>,
    large: HashMap<u32, u32>,
}

impl InputTable {
    pub(super) fn new(program: &Program, input: usize) -> InputTable {
        let rules = program.by_input.get(input).cloned().unwrap_or_default();
        let mut slots: Vec<usize> = rules.iter().map(|rule| rule.slot).collect();
        slots.sort_unstable();
        slots.dedup();
        let atoms = program.atoms.get(input).map_or(0, Vec::len);
        let first_atom = program.first_atom.get(input).copied().unwrap_or_default();
        InputTable {
            sums: slots.iter().map(|_| Vec::new()).collect(),
            slots,
            rules,
            first_atom,
            words: if atoms == 0 { 0 } else { (first_atom + atoms).div_ceil(64) - first_atom / 64 },
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
            let place = self.first_atom % 64 + index;
            let words = match truth {
                Truth::True => is_true.get_mut(place / 64),
                Truth::Unknown => is_unknown.get_mut(place / 64),
                Truth::False => None,
            };
            if let Some(word) = words {
                *word |= 1 << (place % 64);
            }
            self.plain &= (truth == Truth::Unknown) == (class == UNKNOWN);
        }
        self.is_true.extend(is_true);
        self.is_unknown.extend(is_unknown);
        self.classes.push(class);
    }

    /// Adds the truths of its atoms to those of the accounts of a tile, by local class.
    pub(super) fn add_truths(&self, ids: &[u32], is_true: &mut [TruthWords], is_unknown: &mut [TruthWords]) {
        self.add_words(&self.is_true, ids, is_true);
        if !self.plain {
            self.add_words(&self.is_unknown, ids, is_unknown);
        }
    }

    fn add_words(&self, by_class: &[u64], ids: &[u32], words: &mut [TruthWords]) {
        let own = words.iter_mut().skip(self.first_atom / 64).take(self.words);
        for (place, words) in own.enumerate() {
            for (word, id) in words.iter_mut().zip(ids) {
                if let Some(truths) = by_class.get(*id as usize * self.words + place) {
                    *word |= truths;
                }
            }
        }
    }

    /// The local number of the unknown class, if it was met.
    pub(super) fn unknown(&self, direct: bool) -> Option<u32> {
        if direct { Some(UNKNOWN) } else { self.local(UNKNOWN) }
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
