//! What was found out before, by the classes of several inputs.
//!
//! In: classes. Out: what belongs to them.
//! Invariant: forgotten whenever a class number may have changed its meaning.

use hashbrown::HashMap;

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
