//! A column of single values as classes: a dictionary is classified once, its codes are looked up.
//!
//! In: the pages of a column chunk. Out: a class for each row. Invariant: one number for each row asked for.

use std::sync::Arc;

use parquet::basic::Type as Physical;
use parquet::errors::ParquetError;

use super::entries::{Entries, NO_ENTRY, ODD, Source};
use super::file::ParquetFile;
use super::leaf::Leaf;
use super::pages::{Dictionary, PageValues, Pages, Stop};
use super::runs::count_of;
use super::values::{LeafCells, missing};
use crate::data::cell::FieldReader;
use crate::data::pieces::FoundCell;
use crate::plan::classes::{ClassId, Classes};

/// Reads one column of one row group after another.
pub(super) struct FlatColumn<'r> {
    leaf: Arc<Leaf>,
    reader: &'r FieldReader<'r>,
    /// The account field, for findings.
    field: usize,
    entries: Entries,
    chunk: Chunk,
    /// Rows read of the chunk.
    done: usize,
    levels: Vec<u8>,
    codes: Vec<u32>,
    ids: Vec<ClassId>,
}

enum Chunk {
    None,
    Pages(Box<Pages>),
    Library(Box<LeafCells>),
}

impl<'r> FlatColumn<'r> {
    pub(super) fn new(leaf: Arc<Leaf>, reader: &'r FieldReader<'r>, field: usize) -> FlatColumn<'r> {
        FlatColumn {
            leaf,
            entries: Entries::new(reader),
            reader,
            field,
            chunk: Chunk::None,
            done: 0,
            levels: Vec::new(),
            codes: Vec::new(),
            ids: Vec::new(),
        }
    }

    /// Begins a row group at a row.
    pub(super) fn open(&mut self, file: &ParquetFile, group: usize, skip: usize) -> Result<(), ParquetError> {
        self.entries.new_chunk();
        self.done = skip;
        self.chunk = if skip == 0 {
            Chunk::Pages(Box::new(Pages::open(file, group, &self.leaf)?))
        } else {
            Chunk::Library(Box::new(LeafCells::open(file, group, &self.leaf, skip)?))
        };
        Ok(())
    }

    /// Adds the classes of the next rows, exactly so many.
    pub(super) fn read(
        &mut self,
        (file, group): (&ParquetFile, usize),
        rows: usize,
        classes: &mut Classes,
        out: &mut Vec<ClassId>,
        findings: &mut Vec<FoundCell>,
    ) -> Result<(), ParquetError> {
        let before = out.len();
        match self.read_pages(rows, classes, out) {
            Ok(()) => {}
            Err(Stop::Broken(error)) => return Err(error),
            Err(Stop::Library) => {
                out.truncate(before);
                if let Chunk::Pages(_) = self.chunk {
                    self.entries.new_chunk();
                    self.chunk =
                        Chunk::Library(Box::new(LeafCells::open(file, group, &self.leaf, self.done)?));
                }
                self.read_cells(rows, classes, out)?;
            }
        }
        self.done += rows;
        let new = out.get_mut(before..).unwrap_or_default();
        // One look at all of them: odd values are rare.
        if new.iter().fold(0, |all, id| all | id) & ODD != 0 {
            self.tell(new, findings)?;
        }
        Ok(())
    }

    fn read_pages(&mut self, rows: usize, classes: &mut Classes, out: &mut Vec<ClassId>) -> Result<(), Stop> {
        let FlatColumn { leaf, reader, entries, chunk, levels, codes, ids, .. } = self;
        let Chunk::Pages(pages) = chunk else { return Err(Stop::Library) };
        let source = Source { leaf, reader };
        let (mut wanted, mut fresh) = (rows, false);
        while wanted > 0 {
            let Some((page, dictionary)) = pages.current()? else { return Err(missing("a value").into()) };
            let some = wanted.min(page.left);
            if !std::mem::replace(&mut fresh, true) || entries.table.len() != entry_count(dictionary) {
                entries.refresh(source, dictionary, classes);
            }
            let highest = leaf.highest();
            let all = match &mut page.defs {
                None => Some(u32::from(highest)),
                Some(defs) => defs.uniform(some)?,
            };
            match all {
                Some(level) if level == u32::from(highest) => {
                    values(&mut page.values, some, (source, entries, classes), codes, out)?;
                }
                Some(_) => out.resize(out.len() + some, entries.absent),
                None => {
                    levels.clear();
                    ids.clear();
                    if let Some(defs) = &mut page.defs {
                        defs.read(some, levels)?;
                    }
                    let there = count_of(levels, highest);
                    values(&mut page.values, there, (source, entries, classes), codes, ids)?;
                    scatter(levels, highest, ids, entries.absent, out);
                }
            }
            page.left -= some;
            wanted -= some;
        }
        Ok(())
    }

    fn read_cells(
        &mut self,
        rows: usize,
        classes: &mut Classes,
        out: &mut Vec<ClassId>,
    ) -> Result<(), ParquetError> {
        let Chunk::Library(cells) = &mut self.chunk else { return Err(missing("a column")) };
        let source = Source { leaf: &self.leaf, reader: self.reader };
        self.entries.refresh(source, None, classes);
        let mut raws = Vec::with_capacity(rows);
        cells.next(rows, &mut raws)?;
        for raw in &raws {
            out.push(self.entries.of_raw(source, raw, classes));
        }
        Ok(())
    }

    /// Puts the classes of odd values in their places, and tells of them.
    fn tell(&self, new: &mut [ClassId], findings: &mut Vec<FoundCell>) -> Result<(), ParquetError> {
        for (row, id) in new.iter_mut().enumerate().filter(|(_, id)| **id & ODD != 0) {
            if *id == NO_ENTRY {
                return Err(missing("an entry of a dictionary"));
            }
            let Some(odd) = self.entries.odd.get((*id & !ODD) as usize) else { continue };
            *id = odd.id;
            let (value, reason) = (odd.value.clone(), odd.reason.clone());
            findings.push(FoundCell { row, field: self.field, value, reason });
        }
        Ok(())
    }
}

fn entry_count(dictionary: Option<&Dictionary>) -> usize {
    dictionary.map_or(0, Dictionary::len)
}

/// Adds the classes of the next values of a page.
fn values(
    values: &mut PageValues,
    count: usize,
    (source, entries, classes): (Source<'_, '_>, &mut Entries, &mut Classes),
    codes: &mut Vec<u32>,
    out: &mut Vec<ClassId>,
) -> Result<(), ParquetError> {
    match values {
        PageValues::Codes(runs) => {
            codes.clear();
            runs.read(count, codes)?;
            let table = entries.table.as_slice();
            out.extend(codes.iter().map(|code| table.get(*code as usize).copied().unwrap_or(NO_ENTRY)));
        }
        PageValues::Bits(runs) => {
            codes.clear();
            runs.read(count, codes)?;
            let both = both(source, entries, classes);
            out.extend(codes.iter().map(|code| if *code == 0 { both.0 } else { both.1 }));
        }
        PageValues::Plain(plain) => match source.leaf.physical {
            Physical::BOOLEAN => {
                let both = both(source, entries, classes);
                for _ in 0..count {
                    out.push(if plain.next_bit()? { both.1 } else { both.0 });
                }
            }
            Physical::INT32 => plain.each::<4>(count, |bytes| {
                let id = entries.of_number(source, i32::from_le_bytes(bytes).into(), classes);
                out.push(id.unwrap_or_else(|| entries.of_known(source, &bytes, classes)));
            })?,
            Physical::INT64 => plain.each::<8>(count, |bytes| {
                let id = entries.of_number(source, i64::from_le_bytes(bytes), classes);
                out.push(id.unwrap_or_else(|| entries.of_known(source, &bytes, classes)));
            })?,
            Physical::DOUBLE => plain.each::<8>(count, |bytes| {
                let id = entries.of_double(f64::from_le_bytes(bytes), classes);
                out.push(id.unwrap_or_else(|| entries.of_known(source, &bytes, classes)));
            })?,
            Physical::BYTE_ARRAY => {
                plain.each_text(count, |bytes| out.push(entries.of_known(source, bytes, classes)))?;
            }
            Physical::INT96 | Physical::FLOAT | Physical::FIXED_LEN_BYTE_ARRAY => {
                for _ in 0..count {
                    let bytes = plain.next()?;
                    out.push(entries.of_known(source, &bytes, classes));
                }
            }
        },
    }
    Ok(())
}

/// The classes of false and true.
fn both(source: Source<'_, '_>, entries: &mut Entries, classes: &mut Classes) -> (ClassId, ClassId) {
    use crate::data::raw::Raw;
    let no = entries.of_raw(source, &Raw::Boolean(false), classes);
    (no, entries.of_raw(source, &Raw::Boolean(true), classes))
}

/// Spreads the classes of values over the rows that have one.
fn scatter(levels: &[u8], highest: u8, ids: &mut Vec<ClassId>, absent: ClassId, out: &mut Vec<ClassId>) {
    // Eight more, so that eight can be looked at wherever the next one stands.
    ids.extend([absent; 8]);
    let mut rest = ids.as_slice();
    let (eights, last) = levels.as_chunks::<8>();
    for levels in eights {
        let Some(window) = rest.first_chunk::<8>() else { return };
        let (rows, used) = spread(levels, highest, window, absent);
        out.extend_from_slice(&rows);
        rest = rest.get(used..).unwrap_or_default();
    }
    if let Some(window) = rest.first_chunk::<8>() {
        let mut levels = [0; 8];
        levels.iter_mut().zip(last).for_each(|(to, from)| *to = *from);
        let (rows, _) = spread(&levels, highest, window, absent);
        out.extend(rows.iter().take(last.len()));
    }
}

/// Eight rows and how many values they take; without a branch on what the levels are, which cannot be foretold.
#[inline]
fn spread(levels: &[u8; 8], highest: u8, window: &[ClassId; 8], absent: ClassId) -> ([ClassId; 8], usize) {
    let (mut rows, mut used) = ([absent; 8], 0usize);
    for (row, level) in rows.iter_mut().zip(levels) {
        let there = *level == highest;
        let id = window.get(used & 7).copied().unwrap_or(absent);
        let mask = u32::from(there).wrapping_neg();
        *row = id & mask | absent & !mask;
        used = used.wrapping_add(usize::from(there));
    }
    (rows, used)
}
