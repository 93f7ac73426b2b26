//! Keys that occur twice, found in memory that does not grow with the accounts.
//!
//! In: keys in input order with their places. Out: every key that an earlier account has.
//! Invariant: exact for any number of keys. Keys that rise from account to account are only written down, batch by batch
//! where they were read; others are held in a set up to a bound, and sets that are full go to a temporary file as sorted
//! runs, which are merged at the end.

mod run;

use std::hash::BuildHasher;
use std::io::{self, Read, Seek, Write};

use foldhash::fast::FixedState;
use hashbrown::HashTable;

pub use run::RisingKeys;
use run::{Record, Runs, shared};

/// A temporary file.
pub trait Spill: Read + Write + Seek {}

impl<T: Read + Write + Seek> Spill for T {}

/// Makes the temporary file, when it is needed.
pub type NewSpill = Box<dyn FnOnce() -> io::Result<Box<dyn Spill>>>;

/// How many keys are held in memory.
pub const KEYS_IN_MEMORY: usize = 1 << 19;

/// Where a key stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Place {
    /// The file, by its place among the sources of the accounts.
    pub file: usize,
    /// The line its row starts on.
    pub line: u64,
}

/// The keys of a run.
pub(super) struct Keys {
    most: usize,
    runs: Runs,
    /// Whether every key so far is greater than the one before it; the keys are a run then.
    rising: bool,
    last: String,
    count: usize,
    set: Set,
}

impl Keys {
    /// None yet; `most` are held in memory.
    pub(super) fn new(most: usize, spill: Option<NewSpill>) -> Keys {
        Keys {
            most,
            runs: Runs::new(spill),
            rising: true,
            last: String::new(),
            count: 0,
            set: Set::default(),
        }
    }

    /// Adds the keys of a batch if they rise above all before them; `false` if they are to be added one by one.
    ///
    /// # Errors
    /// Those of the temporary file.
    pub(super) fn add_rising(&mut self, rising: &RisingKeys) -> io::Result<bool> {
        if !self.rising || (self.count > 0 && rising.first <= self.last) {
            return Ok(false);
        }
        self.count += rising.count;
        rising.last().clone_into(&mut self.last);
        self.runs.append(rising)?;
        Ok(true)
    }

    /// Adds a key; `true` if an earlier one is known to be the same. What is not known yet is told by [`Keys::finish`].
    ///
    /// # Errors
    /// Those of the temporary file.
    pub(super) fn add(&mut self, key: &str, place: Place) -> io::Result<bool> {
        self.count += 1;
        if self.rising {
            if self.count == 1 || key > self.last.as_str() {
                self.last.clear();
                self.last.push_str(key);
                self.runs.push(Record { key, place })?;
                return Ok(false);
            }
            self.rising = false;
            if self.count <= self.most {
                let set = &mut self.set;
                self.runs.take_back(|record| {
                    set.add(record);
                })?;
            } else {
                self.runs.end_run();
            }
        }
        if self.set.places.len() >= self.most {
            self.spill_set()?;
        }
        Ok(!self.set.add(Record { key, place }))
    }

    /// Tells of every key that [`Keys::add`] could not know to be an earlier one, by rising key.
    ///
    /// # Errors
    /// Those of the temporary file.
    pub(super) fn finish(mut self, mut tell: impl FnMut(&str, Place)) -> io::Result<()> {
        if self.rising || self.runs.is_empty() {
            return Ok(());
        }
        self.spill_set()?;
        self.runs.merge(|record| tell(record.key, record.place))
    }

    /// Writes the set down as a sorted run.
    fn spill_set(&mut self) -> io::Result<()> {
        for place in self.set.sorted() {
            if let Some(record) = self.set.record(place) {
                self.runs.push(record)?;
            }
        }
        self.runs.end_run();
        self.set.clear();
        Ok(())
    }
}

/// Different keys.
#[derive(Default)]
struct Set {
    table: HashTable<u32>,
    text: String,
    /// Where each key ends, and where it stands.
    places: Vec<(u32, Place)>,
    state: FixedState,
}

impl Set {
    /// Adds a key; `false` if it is there already.
    fn add(&mut self, record: Record<'_>) -> bool {
        let hash = self.state.hash_one(record.key);
        let same = |index: &u32| self.record(*index).is_some_and(|known| known.key == record.key);
        if self.table.find(hash, same).is_some() {
            return false;
        }
        // INVARIANT: far fewer keys are held than a u32 can count; their text is below 4 GiB.
        let index = u32::try_from(self.places.len()).unwrap_or(u32::MAX);
        self.text.push_str(record.key);
        self.places.push((u32::try_from(self.text.len()).unwrap_or(u32::MAX), record.place));
        let (text, places, state) = (&self.text, &self.places, &self.state);
        let rehash =
            |index: &u32| state.hash_one(record_of(text, places, *index).map_or("", |known| known.key));
        self.table.insert_unique(hash, index, rehash);
        true
    }

    fn record(&self, index: u32) -> Option<Record<'_>> {
        record_of(&self.text, &self.places, index)
    }

    fn sorted(&self) -> Vec<u32> {
        let key = |index: u32| self.record(index).map_or("", |record| record.key).as_bytes();
        let all = || (0..).take(self.places.len());
        // Ids often begin alike: what comes behind that tells most of them apart without a look at their text.
        let alike = all().map(|index| shared(key(0), key(index))).min().unwrap_or(0);
        let head = |index: u32| {
            let mut head = [0; 8];
            head.iter_mut().zip(key(index).iter().skip(alike)).for_each(|(to, from)| *to = *from);
            (u64::from_be_bytes(head), index)
        };
        let mut order: Vec<(u64, u32)> = all().map(head).collect();
        order.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| key(a.1).cmp(key(b.1))));
        order.into_iter().map(|(_, index)| index).collect()
    }

    fn clear(&mut self) {
        self.table.clear();
        self.text.clear();
        self.places.clear();
    }
}

fn record_of<'t>(text: &'t str, places: &[(u32, Place)], index: u32) -> Option<Record<'t>> {
    let index = index as usize;
    let (end, place) = *places.get(index)?;
    let start = index.checked_sub(1).and_then(|before| places.get(before)).map_or(0, |(end, _)| *end);
    Some(Record { key: text.get(start as usize..end as usize)?, place })
}

#[cfg(test)]
mod tests;
