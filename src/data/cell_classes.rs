//! The cells of one column as class numbers, for one worker.
//!
//! In: cells as a file holds them. Out: the class of each, and what is wrong with it.
//! Invariant: a cell has the class, and the fault, that reading it in full gives; bytes that were met before are not
//! read again.

use std::hash::{BuildHasher, Hasher};

use foldhash::fast::FixedState;
use hashbrown::HashTable;

use super::account_file::AccountFile;
use super::cell::{FieldReader, Shortcut, plain_day, plain_key, plain_whole};
use super::raw::Raw;
use super::reason::Reason;
use crate::plan::classes::{ClassId, Classes, ColumnSource, Marks, UNKNOWN};
use crate::types::Cell;

/// How many different cells of a column are remembered.
const MOST_CELLS: usize = 1 << 16;
/// How many of their bytes.
const MOST_BYTES: usize = 4 << 20;

/// How many short cells are looked up at once.
const LATELY: usize = 1 << 10;

/// Makes a raw cell of the bytes of a file.
pub(super) type Decode = fn(&[u8]) -> Raw<'_>;

/// The cells of one column.
pub(super) struct CellClasses<'f> {
    /// The account field.
    pub field: usize,
    /// The place of the column in a batch, if the plan reads it.
    pub column: Option<usize>,
    reader: &'f FieldReader<'f>,
    shortcut: Shortcut,
    decode: Decode,
    /// Short cells without a fault that were met lately, by a few bits of their bytes.
    lately: Vec<(Short, ClassId)>,
    cells: Memo<Met>,
    elements: Memo<Option<Marks>>,
    faults: Vec<Reason>,
    /// The fault of a cell that there was no room for.
    unkept: Option<Reason>,
    generation: u32,
}

/// What a cell was read as: its class, and its fault by its place among the faults, counted from 1.
#[derive(Debug, Clone, Copy)]
struct Met {
    class: u32,
    fault: u32,
}

impl<'f> CellClasses<'f> {
    /// The column of a field, where it has one.
    pub(super) fn new(file: &'f AccountFile<'_>, field: usize, decode: Decode) -> Option<CellClasses<'f>> {
        let (_, reader) = file.fields.reader(field)?;
        let column = file.sources.iter().position(|source| *source == ColumnSource::Field(field));
        let shortcut = match reader.shortcut() {
            // Whoever asks for the text of a key needs it.
            Shortcut::Key if column.is_some() => Shortcut::None,
            shortcut => shortcut,
        };
        Some(CellClasses {
            field,
            column,
            reader,
            shortcut,
            decode,
            lately: vec![(Short::NONE, UNKNOWN); LATELY],
            cells: Memo::new(),
            elements: Memo::new(),
            faults: Vec::new(),
            unkept: None,
            generation: 0,
        })
    }

    /// Forgets what has lost its meaning; called before each batch.
    pub(super) fn refresh(&mut self, classes: Option<&Classes>) {
        let generation = classes.map_or(0, Classes::generation);
        if self.generation != generation {
            self.generation = generation;
            self.cells.clear();
            self.faults.clear();
            self.lately.fill((Short::NONE, UNKNOWN));
        }
    }

    /// Adds the classes of cells to `ids`, and tells of those that do not fit, by their place among them.
    pub(super) fn read<'t>(
        &mut self,
        cells: impl Iterator<Item = &'t [u8]>,
        classes: Option<&mut Classes>,
        ids: Option<&mut Vec<ClassId>>,
        mut odd: impl FnMut(usize, &[u8], &Reason),
    ) {
        let (Some(classes), Some(ids)) = (classes, ids) else {
            for (place, cell) in cells.enumerate() {
                if !self.is_plain(cell)
                    && let (_, Some(reason)) = self.met(cell, None)
                {
                    odd(place, cell, reason);
                }
            }
            return;
        };
        // One loop for each form, so that each is short.
        match self.shortcut {
            Shortcut::Whole => {
                for (place, cell) in cells.enumerate() {
                    ids.push(match plain_whole(cell) {
                        Some(number) => classes.of_whole(number),
                        None => self.seen(place, cell, classes, &mut odd),
                    });
                }
            }
            Shortcut::Day => {
                for (place, cell) in cells.enumerate() {
                    ids.push(match plain_day(cell) {
                        Some(day) => classes.of_day(day),
                        None => self.seen(place, cell, classes, &mut odd),
                    });
                }
            }
            Shortcut::List(separator) => {
                for (place, cell) in cells.enumerate() {
                    ids.push(match self.list_marks(cell, separator, classes) {
                        Some(marks) => classes.of_marks(marks),
                        None => self.seen(place, cell, classes, &mut odd),
                    });
                }
            }
            Shortcut::Key | Shortcut::None => {
                for (place, cell) in cells.enumerate() {
                    ids.push(self.seen(place, cell, classes, &mut odd));
                }
            }
        }
    }

    /// Whether a cell of a column that no rule reads has nothing wrong with it.
    fn is_plain(&self, cell: &[u8]) -> bool {
        match self.shortcut {
            Shortcut::Key => plain_key(cell),
            Shortcut::Whole => plain_whole(cell).is_some(),
            Shortcut::Day | Shortcut::List(_) | Shortcut::None => false,
        }
    }

    /// The class of a cell that is short and was seen lately; else what is remembered of it, or is read.
    #[inline]
    fn seen(
        &mut self,
        place: usize,
        cell: &[u8],
        classes: &mut Classes,
        odd: &mut impl FnMut(usize, &[u8], &Reason),
    ) -> ClassId {
        let Some(short) = Short::of(cell) else { return self.long(place, cell, classes, odd) };
        let slot = short.slot();
        if let Some((known, class)) = self.lately.get(slot)
            && *known == short
        {
            return *class;
        }
        let (class, reason) = self.met(cell, Some(classes));
        match reason {
            Some(reason) => odd(place, cell, reason),
            None => {
                if let Some(seen) = self.lately.get_mut(slot) {
                    *seen = (short, class);
                }
            }
        }
        class
    }

    fn long(
        &mut self,
        place: usize,
        cell: &[u8],
        classes: &mut Classes,
        odd: &mut impl FnMut(usize, &[u8], &Reason),
    ) -> ClassId {
        let (class, reason) = self.met(cell, Some(classes));
        if let Some(reason) = reason {
            odd(place, cell, reason);
        }
        class
    }

    /// A cell by what the same bytes were read as before.
    fn met(&mut self, cell: &[u8], classes: Option<&mut Classes>) -> (u32, Option<&Reason>) {
        let hash = self.cells.hash(cell);
        let met = match self.cells.get(hash, cell) {
            Some(met) => met,
            None => {
                let read = self.reader.read(&(self.decode)(cell));
                let class = classes.map_or(UNKNOWN, |classes| classes.of(&read.cell));
                if !self.cells.has_room(cell) {
                    self.unkept = read.reason;
                    return (class, self.unkept.as_ref());
                }
                let fault = match read.reason {
                    Some(reason) => {
                        self.faults.push(reason);
                        u32::try_from(self.faults.len()).unwrap_or(u32::MAX)
                    }
                    None => 0,
                };
                let met = Met { class, fault };
                self.cells.insert(hash, cell, met);
                met
            }
        };
        let fault = (met.fault as usize).checked_sub(1).and_then(|place| self.faults.get(place));
        (met.class, fault)
    }

    /// The marks of a list, element by element; `None` where it is to be read in full.
    fn list_marks(&mut self, cell: &[u8], separator: u8, classes: &Classes) -> Option<Marks> {
        let all = classes.classifier().list_marks()?;
        let inner = match cell {
            [b'"', inner @ .., b'"'] => inner,
            [] => return None,
            plain => plain,
        };
        let mut union = Marks::NONE;
        let mut blank = true;
        for element in inner.split(|byte| *byte == separator) {
            let element = element.trim_ascii();
            if element.is_empty() {
                continue;
            }
            blank = false;
            let hash = self.elements.hash(element);
            let marks = match self.elements.get(hash, element) {
                Some(marks) => marks,
                None => {
                    let marks = element_marks(self.reader, element, |set| all.of_list(set));
                    if self.elements.has_room(element) {
                        self.elements.insert(hash, element, marks);
                    }
                    marks
                }
            };
            union = union.or(marks?);
        }
        // A blank cell is not an empty list, but a separator alone is one.
        (!blank || inner.contains(&separator)).then_some(union)
    }
}

/// The marks of one element; `None` where it is not plain.
fn element_marks(
    reader: &FieldReader<'_>,
    element: &[u8],
    marks: impl FnOnce(&std::collections::BTreeSet<crate::types::Element>) -> Marks,
) -> Option<Marks> {
    let text = std::str::from_utf8(element).ok()?;
    if text.trim_start().starts_with('[') || text.contains(['"', '\u{FFFD}']) {
        return None;
    }
    let read = reader.read(&Raw::Text(text.into()));
    match (read.cell, read.reason) {
        (Cell::List(elements), None) => Some(marks(&elements)),
        _ => None,
    }
}

/// The bytes of a short cell, and last their number and one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Short([u64; 3]);

impl Short {
    /// No cell.
    const NONE: Short = Short([0; 3]);

    #[inline]
    fn of(cell: &[u8]) -> Option<Short> {
        const LENGTH: usize = 23;
        if cell.len() > LENGTH {
            return None;
        }
        let mut bytes = [0; LENGTH + 1];
        bytes.get_mut(..cell.len())?.copy_from_slice(cell);
        *bytes.last_mut()? = u8::try_from(cell.len() + 1).ok()?;
        let (words, _) = bytes.as_chunks::<8>();
        let [a, b, c] = words else { return None };
        Some(Short([u64::from_le_bytes(*a), u64::from_le_bytes(*b), u64::from_le_bytes(*c)]))
    }

    #[inline]
    fn slot(self) -> usize {
        let [a, b, c] = self.0;
        let mixed = (a ^ b.rotate_left(23) ^ c.rotate_left(47)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (mixed >> (64 - LATELY.ilog2())) as usize
    }
}

/// Values by bytes; it takes no more than it has room for.
struct Memo<V> {
    table: HashTable<(u32, u32, V)>,
    bytes: Vec<u8>,
    state: FixedState,
}

impl<V: Copy> Memo<V> {
    fn new() -> Memo<V> {
        Memo { table: HashTable::new(), bytes: Vec::new(), state: FixedState::default() }
    }

    fn clear(&mut self) {
        self.table.clear();
        self.bytes.clear();
    }

    fn hash(&self, key: &[u8]) -> u64 {
        hash_of(&self.state, key)
    }

    fn get(&self, hash: u64, key: &[u8]) -> Option<V> {
        let is_key = |(start, end, _): &(u32, u32, V)| {
            self.bytes.get(*start as usize..*end as usize).is_some_and(|known| known == key)
        };
        self.table.find(hash, is_key).map(|(_, _, value)| *value)
    }

    fn has_room(&self, key: &[u8]) -> bool {
        self.table.len() < MOST_CELLS && self.bytes.len() + key.len() <= MOST_BYTES
    }

    /// Adds what is not there yet.
    fn insert(&mut self, hash: u64, key: &[u8], value: V) {
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
