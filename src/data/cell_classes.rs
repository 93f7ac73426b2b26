//! The cells of one column as class numbers, for one worker.
//!
//! In: cells as a file holds them. Out: the class of each, and what is wrong with it.
//! Invariant: a cell has the class, and the fault, that reading it in full gives; bytes that were met before are not
//! read again.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use hashbrown::HashTable;

use super::account_file::AccountFile;
use super::cell::{FieldReader, Shortcut, plain_day, plain_key, plain_whole};
use super::raw::Raw;
use super::reason::Reason;
use crate::plan::classes::{Classes, ColumnSource, Marks, UNKNOWN};
use crate::types::Cell;

/// How many different cells of a column are remembered.
const MOST_CELLS: usize = 1 << 16;
/// How many of their bytes.
const MOST_BYTES: usize = 4 << 20;

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
        }
    }

    /// The class of a cell, and what is wrong with it.
    pub(super) fn class(&mut self, cell: &[u8], classes: Option<&mut Classes>) -> (u32, Option<&Reason>) {
        let Some(classes) = classes else { return self.without_class(cell) };
        match self.shortcut {
            Shortcut::Whole => {
                if let Some(number) = plain_whole(cell) {
                    return (classes.of_whole(number), None);
                }
            }
            Shortcut::Day => {
                if let Some(day) = plain_day(cell) {
                    return (classes.of_day(day), None);
                }
            }
            Shortcut::List(separator) => {
                if let Some(marks) = self.list_marks(cell, separator, classes) {
                    return (classes.of_marks(marks), None);
                }
            }
            Shortcut::Key | Shortcut::None => {}
        }
        self.met(cell, Some(classes))
    }

    fn without_class(&mut self, cell: &[u8]) -> (u32, Option<&Reason>) {
        let plain = match self.shortcut {
            Shortcut::Key => plain_key(cell),
            Shortcut::Whole => plain_whole(cell).is_some(),
            Shortcut::Day | Shortcut::List(_) | Shortcut::None => false,
        };
        if plain { (UNKNOWN, None) } else { self.met(cell, None) }
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
        self.state.hash_one(key)
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
            state.hash_one(bytes.get(*start as usize..*end as usize).unwrap_or_default())
        };
        self.table.insert_unique(hash, (start, end, value), rehash);
    }
}
