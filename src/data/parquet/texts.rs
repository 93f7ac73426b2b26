//! A column of texts or whole numbers as texts: keys, and columns that pass through.
//!
//! In: the pages of a column chunk. Out: a text for each row. Invariant: one call for each row.

use std::fmt::Write;
use std::sync::Arc;

use parquet::basic::Type as Physical;
use parquet::errors::ParquetError;

use super::file::ParquetFile;
use super::leaf::{Leaf, Meaning};
use super::pages::{Dictionary, PageValues, Pages, Stop};
use super::runs::count_of;
use super::values::{LeafCells, missing};
use crate::data::raw::Raw;

/// Reads one column of one row group after another.
pub(super) struct TextColumn {
    leaf: Arc<Leaf>,
    chunk: Chunk,
    done: usize,
    levels: Vec<u8>,
    codes: Vec<u32>,
    raws: Vec<Raw<'static>>,
}

enum Chunk {
    None,
    Pages(Box<Pages>),
    Library(Box<LeafCells>),
}

/// What stands in a row.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stored<'a> {
    Absent,
    /// Bytes that are text.
    Text(&'a [u8]),
    /// Digits of a whole number.
    Whole(&'a str),
    Raw(&'a Raw<'static>),
}

impl TextColumn {
    pub(super) fn new(leaf: Arc<Leaf>) -> TextColumn {
        TextColumn {
            leaf,
            chunk: Chunk::None,
            done: 0,
            levels: Vec::new(),
            codes: Vec::new(),
            raws: Vec::new(),
        }
    }

    /// Whether every value is a text.
    pub(super) fn is_text(leaf: &Leaf) -> bool {
        leaf.physical == Physical::BYTE_ARRAY && leaf.meaning == Meaning::Plain && leaf.max_rep == 0
    }

    fn is_own(leaf: &Leaf) -> bool {
        let whole = matches!(leaf.physical, Physical::INT32 | Physical::INT64)
            && leaf.meaning == Meaning::Plain
            && leaf.max_rep == 0;
        whole || TextColumn::is_text(leaf)
    }

    /// Begins a row group at a row.
    pub(super) fn open(&mut self, file: &ParquetFile, group: usize, skip: usize) -> Result<(), ParquetError> {
        self.done = skip;
        self.chunk = if skip == 0 && TextColumn::is_own(&self.leaf) {
            Chunk::Pages(Box::new(Pages::open(file, group, &self.leaf)?))
        } else {
            Chunk::Library(Box::new(LeafCells::open(file, group, &self.leaf, skip)?))
        };
        Ok(())
    }

    /// Appends the next texts and where they end, `most` at most; gives back how many: none where texts do not stand one
    /// after another, each in its row.
    pub(super) fn append(
        &mut self,
        place: (&ParquetFile, usize),
        most: usize,
        texts: &mut Vec<u8>,
        ends: &mut Vec<u32>,
    ) -> Result<usize, ParquetError> {
        let Chunk::Pages(pages) = &mut self.chunk else { return Ok(0) };
        let page = match pages.current() {
            Ok(Some((page, _))) => page,
            Ok(None) => return Ok(0),
            Err(Stop::Broken(error)) => return Err(error),
            Err(Stop::Library) => return self.open_library(place).map(|()| 0),
        };
        let some = most.min(page.left);
        let PageValues::Plain(plain) = &mut page.values else { return Ok(0) };
        if self.leaf.physical != Physical::BYTE_ARRAY {
            return Ok(0);
        }
        if let Some(defs) = &mut page.defs
            && !defs.skip_all(some, self.leaf.highest())?
        {
            return Ok(0);
        }
        plain.each_text(some, |text| {
            texts.extend_from_slice(text);
            // INVARIANT: a page is far below 4 GiB.
            ends.push(u32::try_from(texts.len()).unwrap_or(u32::MAX));
        })?;
        page.left -= some;
        self.done += some;
        Ok(some)
    }

    /// Gives what stands in each of the next rows.
    pub(super) fn read(
        &mut self,
        place: (&ParquetFile, usize),
        rows: usize,
        mut take: impl FnMut(Stored<'_>),
    ) -> Result<(), ParquetError> {
        let mut wanted = rows;
        while wanted > 0 {
            // A page is given as a whole or not at all, so that nothing is given twice.
            match self.portion(wanted, &mut take) {
                Ok(0) => return Err(missing("a value")),
                Ok(some) => {
                    wanted -= some;
                    self.done += some;
                }
                Err(Stop::Broken(error)) => return Err(error),
                Err(Stop::Library) => self.open_library(place)?,
            }
        }
        Ok(())
    }

    /// Lets the library read from the next row on.
    fn open_library(&mut self, (file, group): (&ParquetFile, usize)) -> Result<(), ParquetError> {
        self.chunk = Chunk::Library(Box::new(LeafCells::open(file, group, &self.leaf, self.done)?));
        Ok(())
    }

    fn portion(&mut self, wanted: usize, take: &mut impl FnMut(Stored<'_>)) -> Result<usize, Stop> {
        let TextColumn { leaf, chunk, levels, codes, raws, .. } = self;
        match chunk {
            Chunk::None => Err(missing("a column").into()),
            Chunk::Library(cells) => {
                raws.clear();
                cells.next(wanted, raws)?;
                raws.iter().for_each(|raw| take(Stored::Raw(raw)));
                Ok(wanted)
            }
            Chunk::Pages(pages) => {
                let Some((page, dictionary)) = pages.current()? else { return Ok(0) };
                let some = wanted.min(page.left);
                let highest = leaf.highest();
                levels.clear();
                match &mut page.defs {
                    None => levels.resize(some, highest),
                    Some(defs) => defs.read(some, levels)?,
                }
                match &mut page.values {
                    PageValues::Codes(runs) => {
                        codes.clear();
                        runs.read(count_of(levels, highest), codes)?;
                        let mut codes = codes.iter();
                        each(levels, highest, take, |take| {
                            let entry = codes.next().zip(dictionary).and_then(get);
                            stored(leaf, entry.ok_or_else(|| missing("an entry of a dictionary"))?, take);
                            Ok(())
                        })?;
                    }
                    PageValues::Plain(plain) if leaf.physical == Physical::BYTE_ARRAY => {
                        let there = count_of(levels, highest);
                        if there == levels.len() {
                            plain.each_text(there, |bytes| take(Stored::Text(bytes)))?;
                        } else {
                            each(levels, highest, take, |take| {
                                plain.each_text(1, |bytes| take(Stored::Text(bytes)))
                            })?;
                        }
                    }
                    PageValues::Plain(plain) => each(levels, highest, take, |take| {
                        stored(leaf, &plain.next()?, take);
                        Ok(())
                    })?,
                    PageValues::Bits(_) => return Err(Stop::Library),
                }
                page.left -= some;
                Ok(some)
            }
        }
    }
}

fn get<'d>((code, dictionary): (&u32, &'d Dictionary)) -> Option<&'d [u8]> {
    dictionary.get(*code as usize)
}

fn each<T: FnMut(Stored<'_>)>(
    levels: &[u8],
    highest: u8,
    take: &mut T,
    mut value: impl FnMut(&mut T) -> Result<(), ParquetError>,
) -> Result<(), ParquetError> {
    for level in levels {
        if *level == highest {
            value(take)?;
        } else {
            take(Stored::Absent);
        }
    }
    Ok(())
}

fn stored(leaf: &Leaf, bytes: &[u8], take: &mut impl FnMut(Stored<'_>)) {
    let number = match leaf.physical {
        Physical::INT32 => bytes.first_chunk().map(|b| i64::from(i32::from_le_bytes(*b))),
        Physical::INT64 => bytes.first_chunk().map(|b| i64::from_le_bytes(*b)),
        _ => None,
    };
    match number {
        None => take(Stored::Text(bytes)),
        Some(number) => {
            let mut digits = String::with_capacity(20);
            // Writing to a text cannot fail.
            let _ = write!(digits, "{number}");
            take(Stored::Whole(&digits));
        }
    }
}
