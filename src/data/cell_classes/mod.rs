//! The cells of one column as class numbers, for one worker.
//!
//! In: cells as a file holds them. Out: the class of each, and what is wrong with it.
//! Invariant: a cell has the class, and the fault, that reading it in full gives; bytes that were met before are not
//! read again.

mod elements;
mod forms;
mod memo;
mod words;

use self::elements::Elements;
pub(super) use self::forms::is_plain_key;
use self::forms::{SMALL_PLACES, day_place, digits, small_place};
use self::memo::Memo;
use self::words::WordMemo;
pub(super) use self::words::{PADDING, Span};
use super::account_file::AccountFile;
use super::cell::{FieldReader, Shortcut, plain_key, plain_whole};
use super::raw::Raw;
use super::reason::Reason;
use crate::plan::classes::{By, ClassId, Classes, ColumnSource, Cuts, UNKNOWN};

/// Numbers and stretches of them that have a place.
const MOST_PLACES: usize = SMALL_PLACES + (1 << 12);

/// What stands where no class is known.
const UNSET: u32 = u32::MAX;

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
    /// Classes of cells without a fault: by a place that stands for their bytes, or by their words.
    direct: Vec<ClassId>,
    words: WordMemo,
    /// All others.
    cells: Memo<Met>,
    elements: Elements,
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
            direct: Vec::new(),
            words: WordMemo::new(),
            cells: Memo::new(),
            elements: Elements::new(),
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
            self.direct.fill(UNSET);
            self.words.clear();
        }
    }

    /// Writes the classes of cells of a text into `ids`, as many as there are cells, and tells of those that do not fit, by
    /// their place among them.
    pub(super) fn read(
        &mut self,
        text: &[u8],
        cells: impl Iterator<Item = Span> + Clone,
        classes: Option<&mut Classes>,
        ids: Option<&mut [ClassId]>,
        mut odd: impl FnMut(usize, &[u8], &Reason),
    ) {
        let (Some(classes), Some(ids)) = (classes, ids) else {
            for (place, cell) in cells.enumerate() {
                if !self.is_plain(text, cell) {
                    self.remembered(place, text, cell, None, &mut odd);
                }
            }
            return;
        };
        // First all that is known, which changes nothing, then the rest one by one.
        if self.look_up(text, cells.clone(), classes, ids) {
            return;
        }
        for (place, (id, cell)) in ids.iter_mut().zip(cells).enumerate() {
            if *id == UNSET {
                *id = self.learn(place, text, cell, classes, &mut odd);
            }
        }
    }

    /// The classes of cells that were met before, and [`UNSET`] for others; whether there are no others.
    fn look_up(
        &self,
        text: &[u8],
        cells: impl Iterator<Item = Span>,
        classes: &Classes,
        ids: &mut [ClassId],
    ) -> bool {
        let at = |place: Option<usize>| self.direct.get(place?).copied();
        // One loop for each form, so that each is short.
        match (self.shortcut, classes.classifier().by()) {
            (Shortcut::Whole, by) => {
                let cuts = cuts_of(by);
                fill(ids, cells, |cell| {
                    at(digits(text, cell).and_then(|number| whole_place(number, cell, cuts)))
                })
            }
            (Shortcut::Day, _) => fill(ids, cells, |cell| at(day_place(text, cell))),
            (Shortcut::List(separator), By::Lists(all)) if !all.is_wide() => {
                fill(ids, cells, |cell| at(self.elements.narrow(separator, text, cell).map(usize::from)))
            }
            (Shortcut::List(_), _) => fill(ids, cells, |_| None),
            (Shortcut::Key | Shortcut::None, _) => fill(ids, cells, |cell| self.words.get(text, cell)),
        }
    }

    /// The class of a cell that was not met before, or has no place.
    fn learn(
        &mut self,
        place: usize,
        text: &[u8],
        cell: Span,
        classes: &mut Classes,
        odd: &mut impl FnMut(usize, &[u8], &Reason),
    ) -> ClassId {
        let spot = match self.shortcut {
            Shortcut::Whole => {
                let number = digits(text, cell);
                let spot = number
                    .and_then(|number| whole_place(number, cell, cuts_of(classes.classifier().by())))
                    .filter(|spot| *spot < MOST_PLACES);
                if let Some(number) = plain_whole(cell.of(text)) {
                    return self.set(spot, classes.of_whole(number));
                }
                spot
            }
            Shortcut::Day => day_place(text, cell),
            Shortcut::List(separator) => {
                let classifier = std::sync::Arc::clone(classes.classifier());
                let all = classifier.list_marks();
                let marks = all.and_then(|all| self.elements.marks(self.reader, all, separator, text, cell));
                if let (Some(all), Some(marks)) = (all, marks) {
                    let spot = (!all.is_wide()).then_some(usize::from(marks.byte(0)));
                    return self.set(spot, classes.of_marks(marks));
                }
                None
            }
            Shortcut::Key | Shortcut::None => None,
        };
        if spot.is_none() {
            return self.remembered(place, text, cell, Some(classes), odd);
        }
        let (class, reason) = self.met(cell.of(text), true, Some(classes));
        match reason {
            Some(reason) => {
                odd(place, cell.of(text), reason);
                class
            }
            None => self.set(spot, class),
        }
    }

    /// Notes the class of what has a place.
    fn set(&mut self, spot: Option<usize>, class: ClassId) -> ClassId {
        if let Some(spot) = spot {
            if self.direct.len() <= spot {
                self.direct.resize(spot + 1, UNSET);
            }
            self.direct.get_mut(spot).into_iter().for_each(|known| *known = class);
        }
        class
    }

    /// Whether a cell of a column that no rule reads has nothing wrong with it.
    #[inline]
    fn is_plain(&self, text: &[u8], cell: Span) -> bool {
        match self.shortcut {
            Shortcut::Key => is_plain_key(text, cell) || plain_key(cell.of(text)),
            Shortcut::Whole => plain_whole(cell.of(text)).is_some(),
            Shortcut::Day | Shortcut::List(_) | Shortcut::None => false,
        }
    }

    /// The class of a cell by its words; where they are not known, by what is remembered of its bytes.
    fn remembered(
        &mut self,
        place: usize,
        text: &[u8],
        cell: Span,
        classes: Option<&mut Classes>,
        odd: &mut impl FnMut(usize, &[u8], &Reason),
    ) -> ClassId {
        if let Some(class) = self.words.get(text, cell) {
            return class;
        }
        let (class, reason) = self.met(cell.of(text), self.words.takes(cell), classes);
        match reason {
            Some(reason) => odd(place, cell.of(text), reason),
            None => self.words.insert(text, cell, class),
        }
        class
    }

    /// A cell by what the same bytes were read as before; `noted` where its class, if nothing is wrong with it, is kept
    /// elsewhere.
    fn met(&mut self, cell: &[u8], noted: bool, classes: Option<&mut Classes>) -> (u32, Option<&Reason>) {
        let hash = self.cells.hash(cell);
        let met = match self.cells.get(hash, cell) {
            Some(met) => met,
            None => {
                let read = self.reader.read(&(self.decode)(cell));
                let class = classes.map_or(UNKNOWN, |classes| classes.of(&read.cell));
                if (noted && read.reason.is_none()) || !self.cells.has_room(cell) {
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
}

/// Writes what is known of each cell; whether that is something of all.
#[inline]
fn fill(
    ids: &mut [ClassId],
    cells: impl Iterator<Item = Span>,
    known: impl Fn(Span) -> Option<ClassId>,
) -> bool {
    let mut all = true;
    for (id, cell) in ids.iter_mut().zip(cells) {
        *id = known(cell).unwrap_or(UNSET);
        all &= *id != UNSET;
    }
    all
}

/// A place for a number: its own if it is small, else that of the stretch it lies in.
#[inline]
fn whole_place(number: u64, cell: Span, cuts: Option<&Cuts>) -> Option<usize> {
    match small_place(number, cell) {
        Some(place) => Some(place),
        None => Some(SMALL_PLACES + cuts?.of_whole(i64::try_from(number).ok()?) as usize),
    }
}

fn cuts_of(by: &By) -> Option<&Cuts> {
    match by {
        By::Numbers(cuts) => Some(cuts),
        By::Value | By::Days(_) | By::Texts(_) | By::Lists(_) => None,
    }
}
