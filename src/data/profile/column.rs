//! What one column holds, counted cell by cell.
//!
//! In: the cells of a column and the type it is likely of. Out: counts, extremes and samples.
//! Invariant: filled and blank cells together are the rows that were read.

use super::distinct::Values;
use crate::data::cell::{FieldReader, is_null_word};
use crate::data::raw::Raw;
use crate::data::reason::Reason;
use crate::data::rows::Row;
use crate::types::{Cell, End, norm};

/// How many unreadable cells are shown.
const SAMPLES: usize = 3;

/// How much of a cell is shown.
const SHOWN: usize = 80;

/// The least and the greatest of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Extent {
    /// Numbers, amounts and ranges, as written.
    Numbers(String, String),
    /// Days.
    Days(String, String),
    /// Characters of texts.
    Lengths(usize, usize),
}

/// A cell that the type of its column does not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadCell {
    /// The file.
    pub file: String,
    /// The line or row.
    pub line: u64,
    /// What it holds, cut short.
    pub value: String,
    /// Why it does not fit.
    pub reason: Reason,
}

/// Cells of each kind, where a format has kinds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Kinds {
    /// Typed numbers.
    pub numbers: u64,
    /// Typed booleans.
    pub booleans: u64,
    /// Typed dates.
    pub dates: u64,
    /// Texts.
    pub texts: u64,
    /// Lists and records.
    pub nested: u64,
}

impl Kinds {
    /// How many kinds occur.
    #[must_use]
    pub fn different(self) -> usize {
        let counts = [self.numbers, self.booleans, self.dates, self.texts, self.nested];
        counts.iter().filter(|count| **count > 0).count()
    }

    fn add(&mut self, raw: &Raw<'_>) {
        let slot = match raw {
            Raw::Absent => return,
            Raw::Number(_) => &mut self.numbers,
            Raw::Boolean(_) => &mut self.booleans,
            Raw::Date(_) => &mut self.dates,
            Raw::Text(_) | Raw::Undecodable(_) | Raw::Fault(_) => &mut self.texts,
            Raw::List(_) | Raw::Nested => &mut self.nested,
        };
        *slot += 1;
    }
}

/// What a value says of itself, learnt once for each that is held.
#[derive(Debug, Clone, Copy, Default)]
struct Traits {
    fits: bool,
    null_word: bool,
    outer_blanks: bool,
    unclear_date: bool,
}

/// The counts of one column.
pub(super) struct ColumnTally<'s> {
    reader: Option<FieldReader<'s>>,
    /// Asks a date column which cells a plain `date` could not tell.
    plain_date: Option<FieldReader<'s>>,
    values: Values<Traits>,
    pub filled: u64,
    pub blank: u64,
    pub null_words: u64,
    pub outer_blanks: u64,
    pub unreadable: u64,
    pub unclear_dates: u64,
    pub unread: Vec<UnreadCell>,
    pub kinds: Kinds,
    numbers: Option<((i128, String), (i128, String))>,
    days: Option<(i32, i32)>,
    day_texts: (String, String),
    lengths: Option<(usize, usize)>,
}

impl<'s> ColumnTally<'s> {
    pub(super) fn new(
        reader: Option<FieldReader<'s>>,
        plain_date: Option<FieldReader<'s>>,
    ) -> ColumnTally<'s> {
        ColumnTally {
            reader,
            plain_date,
            values: Values::new(),
            filled: 0,
            blank: 0,
            null_words: 0,
            outer_blanks: 0,
            unreadable: 0,
            unclear_dates: 0,
            unread: Vec::new(),
            kinds: Kinds::default(),
            numbers: None,
            days: None,
            day_texts: Default::default(),
            lengths: None,
        }
    }

    /// Counts a cell.
    pub(super) fn add(&mut self, raw: &Raw<'_>, file: &str, row: &Row) {
        let shown = raw.shown();
        if shown.trim().is_empty() {
            self.blank += 1;
            return;
        }
        self.filled += 1;
        if !matches!(row, Row::Cells { .. }) {
            self.kinds.add(raw);
        }
        let ColumnTally { reader, plain_date, numbers, days, day_texts, lengths, .. } = self;
        let traits = self.values.add(&shown, || {
            let mut traits = Traits {
                fits: true,
                null_word: is_null_word(&norm(&shown)),
                outer_blanks: matches!(raw, Raw::Text(_)) && shown.trim() != shown,
                unclear_date: false,
            };
            let characters = shown.trim().chars().count();
            let (least, most) = lengths.unwrap_or((characters, characters));
            *lengths = Some((least.min(characters), most.max(characters)));
            if let Some(reader) = reader {
                let read = reader.read(raw);
                traits.fits = read.reason.as_ref().is_none_or(Reason::keeps_value);
                let (low, high) = ends(&read.cell);
                for end in [low, high].into_iter().flatten() {
                    extend(numbers, end, &shown);
                }
                if let Cell::Day(day) = read.cell {
                    let (number, text) = (day.number(), day.to_string());
                    let (least, most) = days.get_or_insert_with(|| {
                        *day_texts = (text.clone(), text.clone());
                        (number, number)
                    });
                    if number < *least {
                        (*least, day_texts.0) = (number, text.clone());
                    }
                    if number > *most {
                        (*most, day_texts.1) = (number, text);
                    }
                }
            }
            if let Some(plain) = plain_date {
                traits.unclear_date = plain.read(raw).reason == Some(Reason::UnclearDate);
            }
            traits
        });
        self.null_words += u64::from(traits.null_word);
        self.outer_blanks += u64::from(traits.outer_blanks);
        self.unclear_dates += u64::from(traits.unclear_date);
        if !traits.fits {
            self.unreadable += 1;
            self.sample(raw, file, row.line());
        }
    }

    fn sample(&mut self, raw: &Raw<'_>, file: &str, line: u64) {
        if self.unread.len() >= SAMPLES {
            return;
        }
        let reason = self.reader.as_ref().and_then(|reader| reader.read(raw).reason);
        if let Some(reason) = reason {
            let value = raw.shown().chars().take(SHOWN).collect();
            self.unread.push(UnreadCell { file: file.to_owned(), line, value, reason });
        }
    }

    /// The least and the greatest, by the numbers, else the days, else the lengths of texts.
    pub(super) fn extent(&self) -> Option<Extent> {
        if let Some(((_, least), (_, most))) = &self.numbers {
            return Some(Extent::Numbers(least.clone(), most.clone()));
        }
        if self.days.is_some() {
            return Some(Extent::Days(self.day_texts.0.clone(), self.day_texts.1.clone()));
        }
        self.lengths.map(|(least, most)| Extent::Lengths(least, most))
    }

    /// How many different values there are, and whether that is exact.
    pub(super) fn distinct(&self) -> (u64, bool) {
        self.values.distinct()
    }

    /// The most frequent values.
    pub(super) fn top(&self, most: usize) -> (Vec<(String, u64)>, u64) {
        self.values.top(most)
    }
}

/// The ends of a number or a range that are known.
fn ends(cell: &Cell) -> (Option<i128>, Option<i128>) {
    let end = |end: &End| match end {
        End::Included(value) | End::Excluded(value) => Some(*value),
        End::Unbounded => None,
    };
    match cell {
        Cell::Number(number) => (Some(number.millionths()), None),
        Cell::Range(interval) => (end(&interval.low), end(&interval.high)),
        _ => (None, None),
    }
}

/// A number in millionths, and as it was written.
type Shown = (i128, String);

fn extend(numbers: &mut Option<(Shown, Shown)>, value: i128, shown: &str) {
    let text = || shown.trim().chars().take(SHOWN).collect::<String>();
    match numbers {
        None => *numbers = Some(((value, text()), (value, text()))),
        Some((least, most)) => {
            if value < least.0 {
                *least = (value, text());
            }
            if value > most.0 {
                *most = (value, text());
            }
        }
    }
}
