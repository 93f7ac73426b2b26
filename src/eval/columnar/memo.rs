//! What was found out before, by the classes of several inputs.
//!
//! In: classes. Out: what belongs to them.
//! Invariant: forgotten whenever a class number may have changed its meaning.

use hashbrown::HashMap;

use super::kleene::RowKeys;
use super::tables::InputTable;
use super::tile::Ids;

/// How many answers are kept at most.
const MOST: usize = 1 << 16;

/// Answers by key.
#[derive(Debug, Clone)]
pub(super) struct Memo<V> {
    known: HashMap<Box<[u32]>, V>,
}

impl<V> Default for Memo<V> {
    fn default() -> Self {
        Memo { known: HashMap::new() }
    }
}

impl<V: Clone> Memo<V> {
    /// What belongs to a key, found out the first time.
    pub(super) fn get(&mut self, key: &[u32], find: impl FnOnce() -> V) -> V {
        if let Some(value) = self.known.get(key) {
            return value.clone();
        }
        if self.known.len() >= MOST {
            self.known.clear();
        }
        let value = find();
        self.known.insert(key.into(), value.clone());
        value
    }

    pub(super) fn forget(&mut self) {
        self.known.clear();
    }
}

/// All tables of an engine together have at most about this many bits' worth of places, and one at most 16.
const TABLES_BITS: u32 = 20;

/// Answers by the classes of several inputs: from a table while those are few.
#[derive(Debug, Clone)]
pub(super) struct Tuples<V> {
    /// How many bits of the place in the table each input has.
    bits: Vec<u32>,
    table: Vec<Option<V>>,
    memo: Memo<V>,
    key: Vec<u32>,
}

impl<V> Default for Tuples<V> {
    fn default() -> Self {
        Tuples { bits: Vec::new(), table: Vec::new(), memo: Memo::default(), key: Vec::new() }
    }
}

impl<V: Copy> Tuples<V> {
    /// Makes ready for a batch, in which more classes may have been met. `among` is how many such tables there are.
    pub(super) fn prepare(&mut self, inputs: &[usize], tables: &[InputTable], among: usize) {
        let bits = |input: &usize| {
            let classes = tables.get(*input).map_or(0, |table| table.classes.len());
            usize::BITS - classes.saturating_sub(1).leading_zeros()
        };
        if self.bits.iter().copied().eq(inputs.iter().map(bits)) {
            return;
        }
        self.bits.clear();
        self.bits.extend(inputs.iter().map(bits));
        let all: u32 = self.bits.iter().sum();
        self.table.clear();
        let most = TABLES_BITS.saturating_sub(among.max(16).ilog2());
        self.table.resize(if all > most { 0 } else { 1 << all }, None);
    }

    /// What belongs to the classes of an account, found out the first time from the classes.
    pub(super) fn get(
        &mut self,
        inputs: &[usize],
        ids: &Ids<'_>,
        row: usize,
        find: impl FnOnce(&[u32]) -> V,
    ) -> V {
        if self.table.is_empty() {
            ids.key(inputs, row, &mut self.key);
            let key = &self.key;
            return self.memo.get(key, || find(key));
        }
        let place = inputs.iter().zip(&self.bits).fold(0, |place, (input, bits)| {
            place << bits | ids.local.get(*input).and_then(|ids| ids.get(row)).map_or(0, |id| *id as usize)
        });
        if let Some(Some(known)) = self.table.get(place) {
            return *known;
        }
        ids.key(inputs, row, &mut self.key);
        let found = find(&self.key);
        if let Some(slot) = self.table.get_mut(place) {
            *slot = Some(found);
        }
        found
    }

    pub(super) fn forget(&mut self) {
        self.bits.clear();
        self.table.clear();
        self.memo.forget();
    }
}

/// How many keys are found without hashing.
const RECENT: usize = 1 << 10;
/// No number.
const NONE: u32 = u32::MAX;

/// Numbers by the bits of an account. The same few keys are asked for again and again.
#[derive(Debug, Default)]
pub(super) struct Numbered {
    recent: Vec<(u64, u32)>,
    known: HashMap<Box<[u64]>, u32>,
}

impl Numbered {
    /// The number of an account's key, found out the first time from the places of its bits.
    pub(super) fn get(&mut self, keys: &RowKeys, row: usize, find: impl FnOnce(&[usize]) -> u32) -> u32 {
        if keys.width() != 1 {
            return self.among_all(keys.of(row).collect(), find);
        }
        let key = keys.firsts().get(row).copied().unwrap_or_default();
        if self.recent.is_empty() {
            self.recent.resize(RECENT, (0, NONE));
        }
        // Keys of few bits have a place each.
        let place = (key ^ key >> 10 ^ key >> 23 ^ key >> 41) as usize % RECENT;
        if let Some((known, number)) = self.recent.get(place)
            && *known == key
            && *number != NONE
        {
            return *number;
        }
        let number = self.among_all(Box::new([key]), find);
        if let Some(slot) = self.recent.get_mut(place) {
            *slot = (key, number);
        }
        number
    }

    fn among_all(&mut self, key: Box<[u64]>, find: impl FnOnce(&[usize]) -> u32) -> u32 {
        if let Some(number) = self.known.get(&key) {
            return *number;
        }
        if self.known.len() >= MOST {
            self.known.clear();
        }
        let bits = key.iter().enumerate().flat_map(|(word, bits)| {
            (0..64).filter(move |bit| bits >> bit & 1 == 1).map(move |bit| word * 64 + bit)
        });
        let number = find(&bits.collect::<Vec<usize>>());
        self.known.insert(key, number);
        number
    }

    pub(super) fn forget(&mut self) {
        self.recent.clear();
        self.known.clear();
    }
}
