//! Values by bytes of any length.
//!
//! In: bytes. Out: the value that was noted of the same bytes. Invariant: it takes no more than it has room for.

use std::hash::{BuildHasher, Hasher};

use foldhash::fast::FixedState;
use hashbrown::HashTable;

/// How many keys are remembered.
const MOST_CELLS: usize = 1 << 16;
/// How many of their bytes.
const MOST_BYTES: usize = 4 << 20;

/// Values by bytes; it takes no more than it has room for.
pub(super) struct Memo<V> {
    table: HashTable<(u32, u32, V)>,
    bytes: Vec<u8>,
    state: FixedState,
}

impl<V: Copy> Memo<V> {
    pub(super) fn new() -> Memo<V> {
        Memo { table: HashTable::new(), bytes: Vec::new(), state: FixedState::default() }
    }

    pub(super) fn clear(&mut self) {
        self.table.clear();
        self.bytes.clear();
    }

    pub(super) fn hash(&self, key: &[u8]) -> u64 {
        hash_of(&self.state, key)
    }

    pub(super) fn get(&self, hash: u64, key: &[u8]) -> Option<V> {
        let is_key = |(start, end, _): &(u32, u32, V)| {
            self.bytes.get(*start as usize..*end as usize).is_some_and(|known| known == key)
        };
        self.table.find(hash, is_key).map(|(_, _, value)| *value)
    }

    pub(super) fn has_room(&self, key: &[u8]) -> bool {
        self.table.len() < MOST_CELLS && self.bytes.len() + key.len() <= MOST_BYTES
    }

    /// Adds what is not there yet.
    pub(super) fn insert(&mut self, hash: u64, key: &[u8], value: V) {
        // INVARIANT: there is room, which is below 4 GiB.
        let start = u32::try_from(self.bytes.len()).unwrap_or(u32::MAX);
        self.bytes.extend_from_slice(key);
        let end = u32::try_from(self.bytes.len()).unwrap_or(u32::MAX);
        let (bytes, state) = (&self.bytes, &self.state);
        let rehash = |(start, end, _): &(u32, u32, V)| {
            hash_of(state, bytes.get(*start as usize..*end as usize).unwrap_or_default())
        };
        self.table.insert_unique(hash, (start, end, value), rehash);
    }
}

/// The hash of bytes alone, without their number.
fn hash_of(state: &FixedState, key: &[u8]) -> u64 {
    let mut hasher = state.build_hasher();
    hasher.write(key);
    hasher.finish()
}
