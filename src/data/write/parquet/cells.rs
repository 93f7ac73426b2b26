//! The cells of one result column as pages.
//!
//! In: batches of result columns. Out: a column chunk. Invariant: how cells are written depends on the cells alone, not on
//! how they are cut into batches.

use std::hash::BuildHasher;

use ::parquet::basic::{Compression, Encoding, Type as Physical};
use ::parquet::data_type::ByteArray;
use ::parquet::errors::ParquetError;
use ::parquet::file::statistics::Statistics;
use ::parquet::schema::types::ColumnDescPtr;
use foldhash::fast::FixedState;
use hashbrown::HashTable;
use zstd::bulk::Compressor;

use super::chunk::{Chunk, Closed};
use super::runs::{push_runs, width_of};
use crate::data::write::columns::{ColumnKind, ResultBatch};
use crate::data::write::gather::{Gathered, each_text, gather};

/// A page of texts has at most so many rows, and about so many bytes.
const PAGE_ROWS: usize = 20_000;
const PAGE_BYTES: usize = 1 << 20;
/// A dictionary of texts has at most so many bytes.
const DICTIONARY: usize = 256 << 10;
/// After so many texts it is seen whether they repeat.
const SAMPLE: usize = 1_024;
/// Whole numbers that lie in a range of this size are numbered by a table.
const DIRECT: i64 = 1 << 18;

/// Memory that is used again from chunk to chunk.
pub(super) struct Scratch {
    compressor: Compressor<'static>,
    body: Vec<u8>,
    levels: Vec<u8>,
    values: Vec<u8>,
    codes: Vec<u32>,
    direct: Vec<u32>,
}

impl Scratch {
    pub(super) fn new(level: i32) -> std::io::Result<Scratch> {
        Ok(Scratch {
            compressor: Compressor::new(level)?,
            body: Vec::new(),
            levels: Vec::new(),
            values: Vec::new(),
            codes: Vec::new(),
            direct: Vec::new(),
        })
    }
}

/// One column of these batches.
pub(super) fn encode(
    (batches, index): (&[ResultBatch], usize),
    kind: ColumnKind,
    (descriptor, compression): (ColumnDescPtr, Compression),
    scratch: &mut Scratch,
) -> Result<Closed, ParquetError> {
    let rows = batches.iter().map(|batch| batch.rows).sum();
    let physical = descriptor.physical_type();
    let Scratch { compressor, body, levels, values, codes, direct } = scratch;
    let mut chunk = Chunk::new(descriptor, compression, compressor);
    body.clear();
    let statistics = match gather(batches, index, kind) {
        None => {
            levels.clear();
            values.clear();
            codes.clear();
            let mut texts = Texts::new(&mut chunk, body, levels, values, codes);
            each_text(batches, index, |text| texts.push(text.map(str::as_bytes)));
            let missing = texts.finish()?;
            Statistics::byte_array(None, None, None, Some(missing), false)
        }
        Some(Gathered::Words { words, numbers, defs }) => {
            push_levels(body, &defs, 1);
            write_words(&mut chunk, body, &words, &numbers, defs.len())?;
            of_words(&words, missing(&defs, 1))
        }
        Some(Gathered::Lists { words, numbers, defs, reps }) => {
            push_levels(body, &reps, 1);
            push_levels(body, &defs, 2);
            write_words(&mut chunk, body, &words, &numbers, defs.len())?;
            of_words(&words, missing(&defs, 2))
        }
        Some(Gathered::Points { values: numbers, defs } | Gathered::Tenths { values: numbers, defs }) => {
            push_levels(body, &defs, 1);
            values.clear();
            write_whole(&mut chunk, (body, values), &numbers, defs.len(), physical, (codes, direct))?;
            of_whole(&numbers, physical, missing(&defs, 1))
        }
    };
    chunk.close(rows, statistics)
}

/// Appends levels up to a highest, with their length before them.
fn push_levels(body: &mut Vec<u8>, levels: &[u8], highest: u32) {
    let before = body.len();
    body.extend([0; 4]);
    push_runs(body, levels, width_of(highest));
    let length = u32::try_from(body.len() - before - 4).unwrap_or(u32::MAX);
    if let Some(place) = body.get_mut(before..).and_then(|rest| rest.first_chunk_mut()) {
        *place = length.to_le_bytes();
    }
}

fn missing(defs: &[u8], highest: u8) -> u64 {
    defs.iter().filter(|def| **def < highest).count() as u64
}

fn push_text(out: &mut Vec<u8>, text: &[u8]) {
    // INVARIANT: a text of a batch is below 4 GiB.
    out.extend_from_slice(&u32::try_from(text.len()).unwrap_or(u32::MAX).to_le_bytes());
    out.extend_from_slice(text);
}

/// Writes codes of a dictionary behind the levels in `body`.
fn write_codes(
    chunk: &mut Chunk<'_>,
    body: &mut Vec<u8>,
    codes: &[u32],
    entries: usize,
    count: usize,
) -> Result<(), ParquetError> {
    let width = width_of(u32::try_from(entries.saturating_sub(1)).unwrap_or(u32::MAX));
    body.push(width as u8);
    push_runs(body, codes, width);
    chunk.page(body, count, Encoding::RLE_DICTIONARY)
}

fn write_words(
    chunk: &mut Chunk<'_>,
    body: &mut Vec<u8>,
    words: &[String],
    numbers: &[u32],
    count: usize,
) -> Result<(), ParquetError> {
    if words.is_empty() {
        return chunk.page(body, count, Encoding::PLAIN);
    }
    let mut entries = Vec::new();
    words.iter().for_each(|word| push_text(&mut entries, word.as_bytes()));
    chunk.dictionary(&entries, words.len())?;
    write_codes(chunk, body, numbers, words.len(), count)
}

fn of_words(words: &[String], missing: u64) -> Statistics {
    let text = |word: Option<&String>| word.map(|word| ByteArray::from(word.as_str()));
    Statistics::byte_array(text(words.iter().min()), text(words.iter().max()), None, Some(missing), false)
}

/// Whole numbers: codes where few of them are different, else one after another.
fn write_whole(
    chunk: &mut Chunk<'_>,
    (body, values): (&mut Vec<u8>, &mut Vec<u8>),
    numbers: &[i64],
    count: usize,
    physical: Physical,
    (codes, direct): (&mut Vec<u32>, &mut Vec<u32>),
) -> Result<(), ParquetError> {
    let is_narrow = physical == Physical::INT32;
    let push = |out: &mut Vec<u8>, number: i64| {
        if is_narrow {
            // INVARIANT: tenths of a percentage.
            out.extend_from_slice(&i32::try_from(number).unwrap_or(i32::MAX).to_le_bytes());
        } else {
            out.extend_from_slice(&number.to_le_bytes());
        }
    };
    if let Some(different) = number_codes(numbers, codes, direct) {
        different.iter().for_each(|number| push(values, *number));
        chunk.dictionary(values, different.len())?;
        return write_codes(chunk, body, codes, different.len(), count);
    }
    numbers.iter().for_each(|number| push(body, *number));
    chunk.page(body, count, Encoding::PLAIN)
}

/// Numbers the numbers in the order in which they are first met; `None` where that saves nothing.
fn number_codes(numbers: &[i64], codes: &mut Vec<u32>, direct: &mut Vec<u32>) -> Option<Vec<i64>> {
    let (least, most) = (*numbers.iter().min()?, *numbers.iter().max()?);
    let range = most.checked_sub(least).filter(|range| *range < DIRECT)?;
    direct.clear();
    direct.resize(usize::try_from(range).ok()? + 1, 0);
    codes.clear();
    codes.reserve(numbers.len());
    let (mut different, mut next) = (Vec::new(), 0);
    for number in numbers {
        // Zero is a number that was not met; codes are one less.
        let slot = direct.get_mut(number.wrapping_sub(least) as usize)?;
        if *slot == 0 {
            different.push(*number);
            next += 1;
            *slot = next;
        }
        codes.push(slot.wrapping_sub(1));
    }
    (different.len() <= numbers.len() / 3 + 1).then_some(different)
}

fn of_whole(numbers: &[i64], physical: Physical, missing: u64) -> Statistics {
    let (least, most) = (numbers.iter().min().copied(), numbers.iter().max().copied());
    if physical == Physical::INT32 {
        let narrow = |number: Option<i64>| number.and_then(|number| i32::try_from(number).ok());
        return Statistics::int32(narrow(least), narrow(most), None, Some(missing), false);
    }
    Statistics::int64(least, most, None, Some(missing), false)
}

/// Texts: codes for as long as they repeat, else one after another.
struct Texts<'t, 's> {
    chunk: &'t mut Chunk<'s>,
    body: &'t mut Vec<u8>,
    /// Of the page at hand.
    levels: &'t mut Vec<u8>,
    /// One after another: of the dictionary while there is one, then of the page at hand.
    values: &'t mut Vec<u8>,
    codes: &'t mut Vec<u32>,
    dictionary: Option<Dictionary>,
    missing: u64,
    fault: Option<ParquetError>,
}

/// Where each text of a dictionary stands among the values.
#[derive(Default)]
struct Dictionary {
    places: Vec<(usize, usize)>,
    table: HashTable<u32>,
    state: FixedState,
}

impl<'t, 's> Texts<'t, 's> {
    fn new(
        chunk: &'t mut Chunk<'s>,
        body: &'t mut Vec<u8>,
        levels: &'t mut Vec<u8>,
        values: &'t mut Vec<u8>,
        codes: &'t mut Vec<u32>,
    ) -> Texts<'t, 's> {
        let dictionary = Some(Dictionary::default());
        Texts { chunk, body, levels, values, codes, dictionary, missing: 0, fault: None }
    }

    /// Adds a text, or that there is none.
    fn push(&mut self, text: Option<&[u8]>) {
        self.levels.push(u8::from(text.is_some()));
        let Some(text) = text else {
            self.missing += 1;
            return self.end_row();
        };
        match &mut self.dictionary {
            None => push_text(self.values, text),
            Some(dictionary) => {
                self.codes.push(dictionary.code(self.values, text));
                let different = dictionary.places.len();
                if self.codes.len() == SAMPLE && different > SAMPLE / 2 {
                    self.forget_dictionary();
                } else if self.values.len() > DICTIONARY {
                    self.end_dictionary();
                }
            }
        }
        self.end_row();
    }

    fn end_row(&mut self) {
        let is_full = self.levels.len() >= PAGE_ROWS || self.values.len() >= PAGE_BYTES;
        if self.dictionary.is_none() && is_full {
            let ended = self.end_page();
            self.keep(ended);
        }
    }

    fn keep(&mut self, ended: Result<(), ParquetError>) {
        if let Err(error) = ended {
            self.fault.get_or_insert(error);
        }
    }

    /// Puts the texts so far one after another: they do not repeat.
    fn forget_dictionary(&mut self) {
        let Some(dictionary) = self.dictionary.take() else { return };
        let known = std::mem::take(self.values);
        for code in self.codes.iter() {
            let place = dictionary.places.get(*code as usize).copied().unwrap_or_default();
            push_text(self.values, known.get(place.0..place.1).unwrap_or_default());
        }
        self.codes.clear();
    }

    /// Writes the dictionary and the codes so far: it is full.
    fn end_dictionary(&mut self) {
        let Some(dictionary) = self.dictionary.take() else { return };
        let entries = dictionary.places.len();
        let ended = if entries == 0 { self.end_page() } else { self.write_dictionary(entries) };
        self.keep(ended);
        self.codes.clear();
        self.levels.clear();
        self.values.clear();
    }

    fn write_dictionary(&mut self, entries: usize) -> Result<(), ParquetError> {
        self.chunk.dictionary(self.values, entries)?;
        self.body.clear();
        push_levels(self.body, self.levels, 1);
        write_codes(self.chunk, self.body, self.codes, entries, self.levels.len())
    }

    /// Writes the texts at hand one after another.
    fn end_page(&mut self) -> Result<(), ParquetError> {
        self.body.clear();
        push_levels(self.body, self.levels, 1);
        self.body.extend_from_slice(self.values);
        let count = self.levels.len();
        self.levels.clear();
        self.values.clear();
        self.chunk.page(self.body, count, Encoding::PLAIN)
    }

    /// Writes what is left; gives back how many rows have no text.
    fn finish(mut self) -> Result<u64, ParquetError> {
        self.end_dictionary();
        if !self.levels.is_empty() {
            self.end_page()?;
        }
        self.fault.map_or(Ok(self.missing), Err)
    }
}

impl Dictionary {
    /// The code of a text, which is added to `values` if it is new.
    fn code(&mut self, values: &mut Vec<u8>, text: &[u8]) -> u32 {
        let Dictionary { places, table, state } = self;
        let known = |code: u32| {
            let place = places.get(code as usize).copied().unwrap_or_default();
            values.get(place.0..place.1).unwrap_or_default()
        };
        let hash = state.hash_one(text);
        if let Some(code) = table.find(hash, |code| known(*code) == text) {
            return *code;
        }
        let code = u32::try_from(places.len()).unwrap_or(u32::MAX);
        table.insert_unique(hash, code, |code| state.hash_one(known(*code)));
        push_text(values, text);
        places.push((values.len() - text.len(), values.len()));
        code
    }
}
