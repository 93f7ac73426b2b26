//! A column of lists as classes: each entry of the dictionary is the marks that the plan gives it, and a row is their union.
//!
//! In: the pages of a column chunk of lists of texts. Out: a class for each row. Invariant: a chunk with an
//! element that is not plain is read by the library, and row by row.

use std::sync::Arc;

use hashbrown::HashMap;
use parquet::basic::Type as Physical;
use parquet::errors::ParquetError;

use super::entries::{Entries, ODD, Source};
use super::file::ParquetFile;
use super::leaf::Leaf;
use super::pages::{Dictionary, OpenPage, PageValues, Pages, Stop};
use super::runs::count_of;
use super::values::{LeafCells, missing};
use crate::data::cell::FieldReader;
use crate::data::pieces::FoundCell;
use crate::data::raw::Raw;
use crate::plan::classes::{ClassId, Classes, MARK_WORDS, Marks, UNKNOWN};
use crate::types::Cell;

/// How many levels are taken off a page at once.
const AHEAD: usize = 4_096;
/// Small sets of marks have their classes in a table.
const DIRECT: usize = 256;

/// Reads one column of one row group after another.
pub(super) struct ListColumn<'r> {
    leaf: Arc<Leaf>,
    reader: &'r FieldReader<'r>,
    field: usize,
    entries: Entries,
    /// Where one word is enough for all marks.
    narrow: Rows<1>,
    wide: Rows<MARK_WORDS>,
    chunk: Chunk,
    done: usize,
}

enum Chunk {
    None,
    Pages(Box<Pages>),
    Library(Box<LeafCells>),
}

/// Rows that were taken off a page, and the marks that they are made of.
#[derive(Default)]
struct Rows<const W: usize> {
    marks: EntryMarks<W>,
    reps: Vec<u8>,
    defs: Vec<u8>,
    codes: Vec<u32>,
    /// Of each code.
    elements: Vec<[u64; W]>,
    rows: Vec<Row<W>>,
    /// How many rows are used up, and how many are complete: more may belong to the last one.
    used: usize,
    complete: usize,
}

#[derive(Clone, Copy)]
struct Row<const W: usize> {
    absent: bool,
    marks: [u64; W],
}

impl<'r> ListColumn<'r> {
    pub(super) fn new(leaf: Arc<Leaf>, reader: &'r FieldReader<'r>, field: usize) -> ListColumn<'r> {
        ListColumn {
            leaf,
            entries: Entries::new(reader),
            reader,
            field,
            narrow: Rows::default(),
            wide: Rows::default(),
            chunk: Chunk::None,
            done: 0,
        }
    }

    /// Begins a row group at a row.
    pub(super) fn open(&mut self, file: &ParquetFile, group: usize, skip: usize) -> Result<(), ParquetError> {
        self.entries.new_chunk();
        self.narrow.new_chunk();
        self.wide.new_chunk();
        self.done = skip;
        let texts = self.leaf.physical == Physical::BYTE_ARRAY;
        self.chunk = if skip == 0 && self.leaf.max_rep == 1 && texts {
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
        match self.read_pages(before + rows, classes, out) {
            Ok(()) => {}
            Err(Stop::Broken(error)) => return Err(error),
            Err(Stop::Library) => {
                out.truncate(before);
                if let Chunk::Pages(_) = self.chunk {
                    self.chunk =
                        Chunk::Library(Box::new(LeafCells::open(file, group, &self.leaf, self.done)?));
                }
                self.read_cells(rows, classes, out)?;
                for (row, id) in out.iter_mut().skip(before).enumerate().filter(|(_, id)| **id & ODD != 0) {
                    let Some(odd) = self.entries.odd.get((*id & !ODD) as usize) else { continue };
                    *id = odd.id;
                    let (value, reason) = (odd.value.clone(), odd.reason.clone());
                    findings.push(FoundCell { row, field: self.field, value, reason });
                }
            }
        }
        self.done += rows;
        Ok(())
    }

    fn read_cells(
        &mut self,
        rows: usize,
        classes: &mut Classes,
        out: &mut Vec<ClassId>,
    ) -> Result<(), ParquetError> {
        let Chunk::Library(cells) = &mut self.chunk else { return Err(missing("a column")) };
        let mut raws = Vec::with_capacity(rows);
        cells.next(rows, &mut raws)?;
        let source = Source { leaf: &self.leaf, reader: self.reader };
        self.entries.refresh(source, None, classes);
        for raw in &raws {
            out.push(self.entries.of_raw(source, raw, classes));
        }
        Ok(())
    }

    /// Adds rows until there are `end`.
    fn read_pages(&mut self, end: usize, classes: &mut Classes, out: &mut Vec<ClassId>) -> Result<(), Stop> {
        let ListColumn { leaf, reader, entries, narrow, wide, chunk, .. } = self;
        let Chunk::Pages(pages) = chunk else { return Err(Stop::Library) };
        let source = Source { leaf, reader };
        entries.refresh(source, None, classes);
        let marks = classes.classifier().list_marks().ok_or(Stop::Library)?;
        if marks.len() <= 64 {
            narrow.read(pages, source, (entries.absent, classes), end, out)
        } else {
            wide.read(pages, source, (entries.absent, classes), end, out)
        }
    }
}

impl<const W: usize> Rows<W> {
    /// Forgets the chunk before.
    fn new_chunk(&mut self) {
        self.marks.generation = None;
        self.rows.clear();
        (self.used, self.complete) = (0, 0);
    }

    /// Adds rows until there are `end`.
    fn read(
        &mut self,
        pages: &mut Pages,
        source: Source<'_, '_>,
        (absent, classes): (ClassId, &mut Classes),
        end: usize,
        out: &mut Vec<ClassId>,
    ) -> Result<(), Stop> {
        while out.len() < end {
            if self.used == self.complete {
                match pages.current()? {
                    Some((page, dictionary)) => {
                        self.marks.refresh(source, dictionary, classes)?;
                        self.take(page, source, classes)?;
                    }
                    // The last row of the chunk has no row behind it that would end it.
                    None if self.rows.len() > self.complete => self.complete = self.rows.len(),
                    None => return Err(missing("a row").into()),
                }
            }
            self.marks.still(classes);
            let most = (end - out.len()).min(self.complete - self.used);
            let rows = self.rows.get(self.used..self.used + most).unwrap_or_default();
            let marks = &mut self.marks;
            out.extend(rows.iter().map(|row| marks.class_of(row, absent, classes)));
            self.used += most;
        }
        Ok(())
    }

    /// Takes the next levels off a page, and puts rows together from them.
    fn take(&mut self, page: &mut OpenPage, source: Source<'_, '_>, classes: &Classes) -> Result<(), Stop> {
        let highest = source.leaf.highest();
        let list_def = source.leaf.list_def;
        let Rows { marks, reps, defs, codes, elements, rows, .. } = self;
        let some = page.left.min(AHEAD);
        reps.clear();
        defs.clear();
        codes.clear();
        if let Some(runs) = &mut page.reps {
            runs.read(some, reps)?;
        }
        if let Some(runs) = &mut page.defs {
            runs.read(some, defs)?;
        }
        let there = count_of(defs, highest);
        match &mut page.values {
            PageValues::Codes(runs) => runs.read(there, codes)?,
            PageValues::Plain(plain) => {
                plain.each_text(there, |bytes| codes.extend(marks.code_of(bytes, source, classes)))?;
                if codes.len() < there {
                    return Err(Stop::Library);
                }
            }
            PageValues::Bits(_) => return Err(Stop::Library),
        }
        page.left -= some;
        elements.clear();
        elements.extend(codes.iter().map_while(|code| marks.table.get(*code as usize)));
        if elements.len() < there {
            return Err(missing("an entry of a dictionary").into());
        }
        elements.push([0; W]);
        // Only the row that is not complete is still of use.
        rows.drain(..self.complete);
        let mut row = rows.first().copied().unwrap_or(Row { absent: false, marks: [0; W] });
        let mut place = rows.len().wrapping_sub(1);
        let starts = count_of(reps, 0);
        rows.resize(rows.len() + starts, row);
        let mut next = 0usize;
        // Without a branch on what the levels are: how long lists are cannot be foretold.
        for (rep, def) in reps.iter().zip(defs.iter()) {
            let (starts, there) = (*rep == 0, *def == highest);
            let (keep, take) = (u64::from(starts).wrapping_sub(1), u64::from(there).wrapping_neg());
            let Some(element) = elements.get(next) else { break };
            row.marks.iter_mut().zip(element).for_each(|(all, one)| *all = *all & keep | *one & take);
            row.absent = row.absent & !starts | (i16::from(*def) + 1 < list_def);
            place = place.wrapping_add(usize::from(starts));
            if let Some(slot) = rows.get_mut(place) {
                *slot = row;
            }
            next = next.wrapping_add(usize::from(there));
        }
        self.complete = rows.len().saturating_sub(1);
        self.used = 0;
        Ok(())
    }
}

/// How many elements without a dictionary are remembered.
const REMEMBERED: usize = 1 << 14;

/// The marks of each entry of the dictionary, then those of elements that stand alone.
#[derive(Default)]
struct EntryMarks<const W: usize> {
    table: Vec<[u64; W]>,
    /// The class of each small set of marks; [`UNKNOWN`] where it was not asked for.
    direct: Vec<ClassId>,
    generation: Option<u32>,
    /// Entries of the dictionary.
    listed: usize,
    /// The place of each element that stands alone.
    alone: HashMap<Box<[u8]>, u32, foldhash::fast::RandomState>,
}

impl<const W: usize> EntryMarks<W> {
    /// Makes sure that the marks are of this dictionary and the classes of these numbers.
    fn refresh(
        &mut self,
        source: Source<'_, '_>,
        dictionary: Option<&Dictionary>,
        classes: &Classes,
    ) -> Result<(), Stop> {
        let length = dictionary.map_or(0, Dictionary::len);
        if self.generation.is_some() && length == self.listed {
            self.still(classes);
            return Ok(());
        }
        self.table.clear();
        self.direct.clear();
        self.alone.clear();
        self.listed = length;
        self.generation = Some(classes.generation());
        for code in 0..length {
            let bytes = dictionary.and_then(|dictionary| dictionary.get(code)).unwrap_or_default();
            self.add(bytes, source, classes).ok_or(Stop::Library)?;
        }
        Ok(())
    }

    /// The place of an element that stands alone; `None` where the library must read the chunk.
    fn code_of(&mut self, bytes: &[u8], source: Source<'_, '_>, classes: &Classes) -> Option<u32> {
        if let Some(code) = self.alone.get(bytes) {
            return Some(*code);
        }
        if self.alone.len() >= REMEMBERED {
            return None;
        }
        let code = u32::try_from(self.table.len()).ok()?;
        self.add(bytes, source, classes)?;
        self.alone.insert(bytes.into(), code);
        Some(code)
    }

    /// Adds the marks of an element; `None` where it is not plain.
    fn add(&mut self, bytes: &[u8], source: Source<'_, '_>, classes: &Classes) -> Option<()> {
        let all = classes.classifier().list_marks()?;
        let read = source.reader.read(&Raw::List(vec![source.leaf.of_stored(bytes)]));
        let (Cell::List(elements), None) = (&read.cell, &read.reason) else { return None };
        let Marks(words) = all.of_list(elements);
        self.table.push(std::array::from_fn(|word| words.get(word).copied().unwrap_or(0)));
        Some(())
    }

    /// Forgets class numbers that lost their meaning.
    fn still(&mut self, classes: &Classes) {
        if self.generation != Some(classes.generation()) {
            self.direct.clear();
            self.generation = Some(classes.generation());
        }
    }

    #[inline]
    fn class_of(&mut self, row: &Row<W>, absent: ClassId, classes: &mut Classes) -> ClassId {
        if row.absent {
            return absent;
        }
        let place = match row.marks.split_first() {
            Some((small, [])) if *small < DIRECT as u64 => Some(*small as usize),
            _ => None,
        };
        if let Some(id) = place.and_then(|place| self.direct.get(place)).filter(|id| **id != UNKNOWN) {
            return *id;
        }
        let words = std::array::from_fn(|word| row.marks.get(word).copied().unwrap_or(0));
        let id = classes.of_marks(Marks(words));
        if let Some(place) = place {
            self.direct.resize(DIRECT, UNKNOWN);
            if let Some(slot) = self.direct.get_mut(place) {
                *slot = id;
            }
        }
        id
    }
}
