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
use super::values::{LeafCells, missing};
use crate::data::cell::FieldReader;
use crate::data::pieces::FoundCell;
use crate::data::raw::Raw;
use crate::plan::classes::{ClassId, Classes, MARK_WORDS, Marks, UNKNOWN};
use crate::types::Cell;

/// How many levels are taken off a page at once.
const AHEAD: usize = 8_192;
/// Small sets of marks have their classes in a table.
const DIRECT: usize = 256;

/// Reads one column of one row group after another.
pub(super) struct ListColumn<'r> {
    leaf: Arc<Leaf>,
    reader: &'r FieldReader<'r>,
    field: usize,
    entries: Entries,
    marks: EntryMarks,
    chunk: Chunk,
    done: usize,
    ahead: Ahead,
    row: Row,
}

enum Chunk {
    None,
    Pages(Box<Pages>),
    Library(Box<LeafCells>),
}

/// Levels and codes that were taken off a page.
#[derive(Default)]
struct Ahead {
    reps: Vec<u32>,
    defs: Vec<u32>,
    codes: Vec<u32>,
    /// How many levels and codes are used up.
    levels_used: usize,
    codes_used: usize,
}

/// The row that is being put together.
#[derive(Default)]
struct Row {
    begun: bool,
    absent: bool,
    marks: [u64; MARK_WORDS],
}

impl<'r> ListColumn<'r> {
    pub(super) fn new(leaf: Arc<Leaf>, reader: &'r FieldReader<'r>, field: usize) -> ListColumn<'r> {
        ListColumn {
            leaf,
            entries: Entries::new(reader),
            reader,
            field,
            marks: EntryMarks::default(),
            chunk: Chunk::None,
            done: 0,
            ahead: Ahead::default(),
            row: Row::default(),
        }
    }

    /// Begins a row group at a row.
    pub(super) fn open(&mut self, file: &ParquetFile, group: usize, skip: usize) -> Result<(), ParquetError> {
        self.entries.new_chunk();
        self.marks.generation = None;
        self.ahead = Ahead::default();
        self.row = Row::default();
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
        let ListColumn { leaf, reader, entries, marks, chunk, ahead, row, .. } = self;
        let Chunk::Pages(pages) = chunk else { return Err(Stop::Library) };
        let source = Source { leaf, reader };
        entries.refresh(source, None, classes);
        let levels = (u32::from(leaf.max_def.unsigned_abs()), u32::from(leaf.list_def.unsigned_abs()));
        while out.len() < end {
            if ahead.levels_used == ahead.reps.len() {
                let Some((page, dictionary)) = pages.current()? else {
                    // The last row of the chunk has no row behind it that would end it.
                    if !std::mem::take(&mut row.begun) {
                        return Err(missing("a row").into());
                    }
                    out.push(marks.class_of(row, entries.absent, classes));
                    continue;
                };
                marks.refresh(reader, leaf, dictionary, classes)?;
                ahead.fill(page, levels.0, |bytes| marks.code_of(bytes, leaf, reader, classes))?;
            } else {
                marks.still(classes);
            }
            if marks.wide.is_empty() {
                step(ahead, row, &marks.narrow, levels, end, out, |row| {
                    class_of(&mut marks.direct, row, entries.absent, classes)
                })?;
            } else {
                step(ahead, row, &marks.wide, levels, end, out, |row| {
                    class_of(&mut marks.direct, row, entries.absent, classes)
                })?;
            }
        }
        Ok(())
    }
}

impl Ahead {
    /// Takes the next levels off a page, and the codes that belong to them.
    fn fill(
        &mut self,
        page: &mut OpenPage,
        highest: u32,
        mut code_of: impl FnMut(&[u8]) -> Option<u32>,
    ) -> Result<(), Stop> {
        let some = page.left.min(AHEAD);
        self.reps.clear();
        self.defs.clear();
        self.codes.clear();
        (self.levels_used, self.codes_used) = (0, 0);
        if let Some(reps) = &mut page.reps {
            reps.read(some, &mut self.reps)?;
        }
        if let Some(defs) = &mut page.defs {
            defs.read(some, &mut self.defs)?;
        }
        let there = self.defs.iter().filter(|def| **def == highest).count();
        match &mut page.values {
            PageValues::Codes(codes) => codes.read(there, &mut self.codes)?,
            PageValues::Plain(plain) => {
                let codes = &mut self.codes;
                plain.each_text(there, |bytes| codes.extend(code_of(bytes)))?;
                if codes.len() < there {
                    return Err(Stop::Library);
                }
            }
            PageValues::Bits(_) => return Err(Stop::Library),
        }
        page.left -= some;
        Ok(())
    }
}

/// Puts rows together from the levels at hand, until they are used up or there are `end` rows.
fn step<const W: usize>(
    ahead: &mut Ahead,
    row: &mut Row,
    marks: &[[u64; W]],
    (highest, list_def): (u32, u32),
    end: usize,
    out: &mut Vec<ClassId>,
    mut class: impl FnMut(&Row) -> ClassId,
) -> Result<(), ParquetError> {
    let reps = ahead.reps.get(ahead.levels_used..).unwrap_or_default();
    let defs = ahead.defs.get(ahead.levels_used..).unwrap_or_default();
    let mut codes = ahead.codes.get(ahead.codes_used..).unwrap_or_default().iter();
    let mut used = 0;
    for (rep, def) in reps.iter().zip(defs) {
        if *rep == 0 {
            if row.begun {
                out.push(class(row));
                row.begun = false;
                if out.len() == end {
                    break;
                }
            }
            *row = Row { begun: true, absent: *def + 1 < list_def, marks: [0; MARK_WORDS] };
        }
        if *def == highest {
            let entry = codes.next().and_then(|code| marks.get(*code as usize));
            let entry = entry.ok_or_else(|| missing("an entry of a dictionary"))?;
            row.marks.iter_mut().zip(entry).for_each(|(all, one)| *all |= one);
        }
        used += 1;
    }
    ahead.levels_used += used;
    ahead.codes_used = ahead.codes.len() - codes.len();
    Ok(())
}

/// How many elements without a dictionary are remembered.
const REMEMBERED: usize = 1 << 14;

/// The marks of each entry of the dictionary, then those of elements that stand alone.
#[derive(Default)]
struct EntryMarks {
    /// Where one word is enough for all.
    narrow: Vec<[u64; 1]>,
    wide: Vec<[u64; MARK_WORDS]>,
    /// The class of each small set of marks; [`UNKNOWN`] where it was not asked for.
    direct: Vec<ClassId>,
    generation: Option<u32>,
    /// Entries of the dictionary.
    listed: usize,
    /// The place of each element that stands alone.
    alone: HashMap<Box<[u8]>, u32, foldhash::fast::RandomState>,
}

impl EntryMarks {
    /// Makes sure that the marks are of this dictionary and the classes of these numbers.
    fn refresh(
        &mut self,
        reader: &FieldReader<'_>,
        leaf: &Leaf,
        dictionary: Option<&Dictionary>,
        classes: &Classes,
    ) -> Result<(), Stop> {
        let length = dictionary.map_or(0, Dictionary::len);
        if self.generation.is_some() && length == self.listed {
            self.still(classes);
            return Ok(());
        }
        classes.classifier().list_marks().ok_or(Stop::Library)?;
        self.narrow.clear();
        self.wide.clear();
        self.direct.clear();
        self.alone.clear();
        self.listed = length;
        self.generation = Some(classes.generation());
        for code in 0..length {
            let bytes = dictionary.and_then(|dictionary| dictionary.get(code)).unwrap_or_default();
            self.add(bytes, leaf, reader, classes).ok_or(Stop::Library)?;
        }
        Ok(())
    }

    /// The place of an element that stands alone; `None` where the library must read the chunk.
    fn code_of(
        &mut self,
        bytes: &[u8],
        leaf: &Leaf,
        reader: &FieldReader<'_>,
        classes: &Classes,
    ) -> Option<u32> {
        if let Some(code) = self.alone.get(bytes) {
            return Some(*code);
        }
        if self.alone.len() >= REMEMBERED {
            return None;
        }
        let code = u32::try_from(self.narrow.len().max(self.wide.len())).ok()?;
        self.add(bytes, leaf, reader, classes)?;
        self.alone.insert(bytes.into(), code);
        Some(code)
    }

    /// Adds the marks of an element; `None` where it is not plain.
    fn add(&mut self, bytes: &[u8], leaf: &Leaf, reader: &FieldReader<'_>, classes: &Classes) -> Option<()> {
        let all = classes.classifier().list_marks()?;
        let read = reader.read(&Raw::List(vec![leaf.of_stored(bytes)]));
        let (Cell::List(elements), None) = (&read.cell, &read.reason) else { return None };
        let Marks(words) = all.of_list(elements);
        if all.len() <= 64 {
            self.narrow.push([words.first().copied().unwrap_or(0)]);
        } else {
            self.wide.push(words);
        }
        Some(())
    }

    /// Forgets class numbers that lost their meaning.
    fn still(&mut self, classes: &Classes) {
        if self.generation != Some(classes.generation()) {
            self.direct.clear();
            self.generation = Some(classes.generation());
        }
    }

    fn class_of(&mut self, row: &Row, absent: ClassId, classes: &mut Classes) -> ClassId {
        class_of(&mut self.direct, row, absent, classes)
    }
}

fn class_of(direct: &mut Vec<ClassId>, row: &Row, absent: ClassId, classes: &mut Classes) -> ClassId {
    if row.absent {
        return absent;
    }
    let place = match row.marks {
        [small, 0, 0, 0] if small < DIRECT as u64 => Some(small as usize),
        _ => None,
    };
    if let Some(id) = place.and_then(|place| direct.get(place)).filter(|id| **id != UNKNOWN) {
        return *id;
    }
    let id = classes.of_marks(Marks(row.marks));
    if let Some(place) = place {
        direct.resize(DIRECT, UNKNOWN);
        if let Some(slot) = direct.get_mut(place) {
            *slot = id;
        }
    }
    id
}
