//! What values of one column are to the rules: the class of each entry of a dictionary, and of values that stand alone.
//!
//! In: stored values, the reader of a field, the classes of a worker. Out: class numbers. Invariant: a value has the class
//! that [`FieldReader`] and [`Classes::of`] give it, and its finding; numbers are dropped when they lose their meaning.

use hashbrown::HashMap;

use super::leaf::{Leaf, Meaning};
use super::pages::Dictionary;
use crate::data::cell::FieldReader;
use crate::data::raw::Raw;
use crate::data::reason::Reason;
use crate::data::typed;
use crate::plan::classes::{ClassId, Classes};
use parquet::basic::Type as Physical;

/// Marks a number that is no class but a place among the odd values.
pub(super) const ODD: ClassId = 1 << 31;
/// A code that the dictionary does not have.
pub(super) const NO_ENTRY: ClassId = ClassId::MAX;
/// How many values that stand alone are remembered.
const REMEMBERED: usize = 1 << 13;

/// A value with a finding.
#[derive(Debug, Clone)]
pub(super) struct Odd {
    pub id: ClassId,
    pub value: String,
    pub reason: Reason,
}

/// What values of one column are to the rules.
#[derive(Debug)]
pub(super) struct Entries {
    /// The class of each entry of the dictionary at hand.
    pub table: Vec<ClassId>,
    /// The class of an absent value.
    pub absent: ClassId,
    pub odd: Vec<Odd>,
    /// How many of them are of the dictionary.
    lasting: usize,
    known: HashMap<Box<[u8]>, ClassId, foldhash::fast::RandomState>,
    /// Of the classes that the numbers above mean; `None` before the first.
    generation: Option<u32>,
    whole: Option<std::ops::RangeInclusive<i64>>,
    days: bool,
}

impl Entries {
    pub(super) fn new(reader: &FieldReader<'_>) -> Entries {
        Entries {
            table: Vec::new(),
            absent: 0,
            odd: Vec::new(),
            lasting: 0,
            known: HashMap::default(),
            generation: None,
            whole: reader.whole_numbers(),
            days: reader.takes_days(),
        }
    }

    /// Forgets the dictionary of the chunk before.
    pub(super) fn new_chunk(&mut self) {
        self.generation = None;
    }

    /// Makes sure that the numbers are of these classes and this dictionary.
    pub(super) fn refresh(
        &mut self,
        source: Source<'_, '_>,
        dictionary: Option<&Dictionary>,
        classes: &mut Classes,
    ) {
        self.odd.truncate(self.lasting);
        let length = dictionary.map_or(0, Dictionary::len);
        if self.generation == Some(classes.generation()) && self.table.len() == length {
            return;
        }
        if self.generation != Some(classes.generation()) {
            self.known.clear();
        }
        self.odd.clear();
        self.table.clear();
        self.generation = Some(classes.generation());
        self.absent = classes.of(&source.reader.read(&Raw::Absent).cell);
        for code in 0..length {
            let bytes = dictionary.and_then(|dictionary| dictionary.get(code)).unwrap_or_default();
            // Dictionaries of texts are much alike from one row group to the next.
            let id = match source.leaf.physical {
                Physical::BYTE_ARRAY => self.of_known(source, bytes, classes),
                _ => self.of_stored(source, bytes, classes),
            };
            self.table.push(id);
        }
        self.lasting = self.odd.len();
    }

    /// The class of a stored value of any type but boolean.
    pub(super) fn of_stored(
        &mut self,
        source: Source<'_, '_>,
        bytes: &[u8],
        classes: &mut Classes,
    ) -> ClassId {
        let number = match source.leaf.physical {
            Physical::INT32 => bytes.first_chunk().map(|b| i64::from(i32::from_le_bytes(*b))),
            Physical::INT64 => bytes.first_chunk().map(|b| i64::from_le_bytes(*b)),
            _ => None,
        };
        match number.and_then(|number| self.of_number(source, number, classes)) {
            Some(id) => id,
            None => self.of_raw(source, &source.leaf.of_stored(bytes), classes),
        }
    }

    /// The class of a stored whole number, where it takes no reading.
    pub(super) fn of_number(
        &self,
        source: Source<'_, '_>,
        number: i64,
        classes: &mut Classes,
    ) -> Option<ClassId> {
        match source.leaf.meaning {
            Meaning::Plain if self.whole.as_ref().is_some_and(|range| range.contains(&number)) => {
                Some(classes.of_whole(number))
            }
            Meaning::Date if self.days => Some(classes.of_day(typed::day_of(number)?)),
            Meaning::Moment(tick, _) if self.days => {
                Some(classes.of_day(typed::day_of(number.div_euclid(tick.a_day()))?))
            }
            _ => None,
        }
    }

    /// The class of a fraction that is a whole number, where it takes no reading.
    pub(super) fn of_double(&self, value: f64, classes: &mut Classes) -> Option<ClassId> {
        let whole = self.whole.as_ref()?;
        #[expect(clippy::cast_possible_truncation, reason = "below 10^15 and without decimals")]
        let number = (value.abs() < 1e15 && value.fract() == 0.0).then_some(value as i64)?;
        whole.contains(&number).then(|| classes.of_whole(number))
    }

    /// The class of a stored value that may well come again.
    pub(super) fn of_known(
        &mut self,
        source: Source<'_, '_>,
        bytes: &[u8],
        classes: &mut Classes,
    ) -> ClassId {
        if let Some(id) = self.known.get(bytes) {
            return *id;
        }
        let id = self.of_stored(source, bytes, classes);
        // An odd value's place lasts for a batch only.
        if id & ODD == 0 && self.known.len() < REMEMBERED {
            self.known.insert(bytes.into(), id);
        }
        id
    }

    /// The class of any cell.
    pub(super) fn of_raw(&mut self, source: Source<'_, '_>, raw: &Raw<'_>, classes: &mut Classes) -> ClassId {
        let read = source.reader.read(raw);
        let id = classes.of(&read.cell);
        match read.reason {
            None => id,
            Some(reason) => {
                let place = ClassId::try_from(self.odd.len()).unwrap_or(0);
                self.odd.push(Odd { id, value: raw.shown().into_owned(), reason });
                place | ODD
            }
        }
    }
}

/// Where values come from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Source<'l, 's> {
    pub leaf: &'l Leaf,
    pub reader: &'l FieldReader<'s>,
}
