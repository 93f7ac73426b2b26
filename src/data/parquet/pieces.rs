//! A Parquet file of accounts in pieces: a piece is a row group, or a part of a large one.
//!
//! In: an open file, the columns that are needed. Out: batches of classes, keys, and columns that pass through.
//! Invariant: a batch holds the same rows and findings as reading row by row gives; pages are read one at a time.

use std::sync::{Arc, Mutex, PoisonError};

use parquet::errors::ParquetError;

use super::file::ParquetFile;
use super::flat::FlatColumn;
use super::leaf::Leaf;
use super::lists::ListColumn;
use super::texts::{Stored, TextColumn};
use super::values::{LeafCells, missing};
use crate::data::account_file::AccountFile;
use crate::data::bind::Column;
use crate::data::cell::{FieldReader, shown_key};
use crate::data::pieces::{FoundCell, Piece, PieceReader, PieceSource, ReadBatch};
use crate::data::raw::Raw;
use crate::data::reason::Reason;
use crate::data::typed;
use crate::data::write::{ResultColumn, Value};
use crate::diag::Diagnostic;
use crate::plan::classes::{BatchClasses, ColumnSource, Texts, UNKNOWN};

/// Row groups of more rows are read in parts.
const LARGE: usize = 1 << 18;
/// Rows of a part.
const PART: usize = 1 << 17;

/// The pieces of a file.
pub(super) struct ParquetPieces<'r> {
    parquet: ParquetFile,
    leaves: Vec<Arc<Leaf>>,
    file: Arc<AccountFile<'r>>,
    /// The next row group, the next row in it, rows before it, and pieces given out.
    next: Mutex<Next>,
}

#[derive(Default)]
struct Next {
    group: usize,
    from: usize,
    rows_before: u64,
    order: u64,
}

/// A part of a row group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Part {
    group: usize,
    from: usize,
    to: usize,
    /// Rows of the file before the part.
    before: u64,
}

impl<'r> ParquetPieces<'r> {
    pub(super) fn new(
        parquet: ParquetFile,
        leaves: Vec<Arc<Leaf>>,
        file: Arc<AccountFile<'r>>,
    ) -> ParquetPieces<'r> {
        ParquetPieces { parquet, leaves, file, next: Mutex::default() }
    }

    fn leaf(&self, column: &Column) -> Option<Arc<Leaf>> {
        self.leaves.get(column.position).cloned()
    }
}

impl PieceSource for ParquetPieces<'_> {
    fn next_piece(&self) -> Option<Result<Piece, Box<Diagnostic>>> {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let group = self.parquet.metadata.row_groups().get(next.group)?;
            let Ok(rows) = usize::try_from(group.num_rows()) else {
                next.group = usize::MAX;
                return Some(Err(self.parquet.broken(&missing("the number of rows"))));
            };
            if next.from >= rows {
                (next.group, next.from) = (next.group + 1, 0);
                continue;
            }
            let to = if rows > LARGE { rows.min(next.from + PART) } else { rows };
            let part = Part { group: next.group, from: next.from, to, before: next.rows_before };
            let compressed = u64::try_from(group.compressed_size()).unwrap_or(0);
            let (count, all) = ((to - next.from) as u64, rows as u64);
            let bytes = u128::from(compressed) * u128::from(count) / u128::from(all.max(1));
            let order = next.order;
            (next.from, next.rows_before, next.order) = (to, next.rows_before + count, order + 1);
            let bytes = u64::try_from(bytes).unwrap_or(0);
            return Some(Ok(Piece { order, bytes, content: Box::new(part) }));
        }
    }

    fn reader(&self) -> Box<dyn PieceReader + '_> {
        Box::new(ParquetReader::new(self))
    }
}

/// Reads parts of row groups, for one worker.
struct ParquetReader<'p> {
    pieces: &'p ParquetPieces<'p>,
    classes: Vec<ClassColumn<'p>>,
    key: Option<TextColumn>,
    kept: Vec<KeptColumn>,
    /// Reads keys for what is worth a finding, where no column of the batch does.
    key_reader: Option<&'p FieldReader<'p>>,
    /// Keys one after another, and where each ends.
    key_texts: (Vec<u8>, Vec<u32>),
    part: Option<Part>,
    /// The row group whose chunks are open, and the next row of it.
    open: Option<(usize, usize)>,
}

enum ClassColumn<'p> {
    /// A child table, by index.
    Table(usize),
    /// A field without a column.
    None,
    Flat(Box<FlatColumn<'p>>),
    List(Box<ListColumn<'p>>),
}

enum KeptColumn {
    None,
    Texts(Box<TextColumn>),
    Values(Arc<Leaf>, Option<Box<LeafCells>>),
}

impl<'p> ParquetReader<'p> {
    fn new(pieces: &'p ParquetPieces<'p>) -> ParquetReader<'p> {
        let file: &AccountFile<'p> = &pieces.file;
        let bound = |field: usize| {
            let (column, reader) = file.fields.reader(field)?;
            Some((pieces.leaf(column)?, reader))
        };
        let column = |source: &ColumnSource| match source {
            ColumnSource::Table(table) => ClassColumn::Table(*table),
            ColumnSource::Field(field) => match bound(*field) {
                None => ClassColumn::None,
                Some((leaf, reader)) if leaf.max_rep == 0 => {
                    ClassColumn::Flat(Box::new(FlatColumn::new(leaf, reader, *field)))
                }
                Some((leaf, reader)) => ClassColumn::List(Box::new(ListColumn::new(leaf, reader, *field))),
            },
        };
        let key = file.schema.key;
        let kept = |column: &Option<Column>| match column.as_ref().and_then(|column| pieces.leaf(column)) {
            None => KeptColumn::None,
            Some(leaf) if TextColumn::is_text(&leaf) => KeptColumn::Texts(Box::new(TextColumn::new(leaf))),
            Some(leaf) => KeptColumn::Values(leaf, None),
        };
        let classified = file.sources.contains(&ColumnSource::Field(key));
        ParquetReader {
            pieces,
            classes: file.sources.iter().map(column).collect(),
            key: bound(key).map(|(leaf, _)| TextColumn::new(leaf)),
            kept: file.kept.iter().map(kept).collect(),
            key_reader: bound(key).map(|(_, reader)| reader).filter(|_| !classified),
            key_texts: Default::default(),
            part: None,
            open: None,
        }
    }

    fn open_chunks(&mut self, group: usize, from: usize) -> Result<(), ParquetError> {
        let file = &self.pieces.parquet;
        for column in &mut self.classes {
            match column {
                ClassColumn::Table(_) | ClassColumn::None => {}
                ClassColumn::Flat(column) => column.open(file, group, from)?,
                ClassColumn::List(column) => column.open(file, group, from)?,
            }
        }
        if let Some(key) = &mut self.key {
            key.open(file, group, from)?;
        }
        for column in &mut self.kept {
            match column {
                KeptColumn::None => {}
                KeptColumn::Texts(column) => column.open(file, group, from)?,
                KeptColumn::Values(leaf, cells) => {
                    *cells = Some(Box::new(LeafCells::open(file, group, leaf, from)?));
                }
            }
        }
        self.open = Some((group, from));
        Ok(())
    }

    fn read(
        &mut self,
        part: Part,
        classes: &mut BatchClasses,
        batch: &mut ReadBatch,
    ) -> Result<usize, ParquetError> {
        if self.open != Some((part.group, part.from)) {
            self.open_chunks(part.group, part.from)?;
        }
        let account_file = &self.pieces.file;
        let rows = (part.to - part.from).min(account_file.batch_rows);
        let place = (&self.pieces.parquet, part.group);
        self.read_keys(part.group, rows, batch)?;
        for (index, (column, ids)) in self.classes.iter_mut().zip(&mut batch.accounts.ids).enumerate() {
            match column {
                ClassColumn::None => ids.resize(rows, UNKNOWN),
                ClassColumn::Table(table) => {
                    let keys = batch.accounts.keys.iter();
                    ids.extend(keys.map(|key| account_file.child_class(*table, key)));
                }
                ClassColumn::Flat(column) => {
                    let Some(classes) = classes.field(index) else { continue };
                    column.read(place, rows, classes, ids, &mut batch.findings)?;
                }
                ClassColumn::List(column) => {
                    let Some(classes) = classes.field(index) else { continue };
                    column.read(place, rows, classes, ids, &mut batch.findings)?;
                }
            }
        }
        for (column, kept) in self.kept.iter_mut().zip(&mut batch.kept) {
            *kept = column.read(place, rows)?;
        }
        // Row by row, fields in order, and that a key is blank at the end.
        batch.findings.sort_by_key(|found| {
            let blank = found.reason == Reason::BlankKey;
            (found.row, blank, found.field)
        });
        batch.accounts.rows = rows;
        let first = part.before + 1;
        batch.lines.extend(first..first + rows as u64);
        self.open = Some((part.group, part.from + rows));
        Ok(rows)
    }

    fn read_keys(&mut self, group: usize, rows: usize, batch: &mut ReadBatch) -> Result<(), ParquetError> {
        let plain = self.key_reader.is_none_or(FieldReader::takes_texts);
        let (field, reader) = (self.pieces.file.schema.key, self.key_reader);
        let mut keys = Keys { field, reader, plain, batch, row: 0 };
        let Some(column) = &mut self.key else {
            (0..rows).for_each(|_| keys.push(None));
            return Ok(());
        };
        let place = (&self.pieces.parquet, group);
        let (texts, ends) = &mut self.key_texts;
        let mut read = 0;
        while plain && read < rows {
            texts.clear();
            ends.clear();
            let some = column.append(place, rows - read, texts, ends)?;
            if some == 0 {
                break;
            }
            read += some;
            let all = ends.iter().scan(0, |start, end| {
                let text = texts.get(std::mem::replace(start, *end as usize)..*end as usize);
                Some(text.unwrap_or_default())
            });
            if is_plain(texts) && all.clone().all(is_trimmed) {
                keys.append(texts, ends);
            } else {
                all.for_each(|text| keys.take(Stored::Text(text)));
            }
        }
        column.read(place, rows - read, |stored| keys.take(stored))
    }
}

/// Whether nothing in a text is worth a finding: it is in normal form, and no number with an exponent.
fn is_plain(text: &[u8]) -> bool {
    text.is_ascii() && !text.contains(&b'+')
}

/// Whether a text is not blank, and has no blanks around it.
fn is_trimmed(text: &[u8]) -> bool {
    text.first().is_some_and(|byte| *byte > b' ') && text.last().is_some_and(|byte| *byte > b' ')
}

impl KeptColumn {
    fn read(&mut self, place: (&ParquetFile, usize), rows: usize) -> Result<ResultColumn, ParquetError> {
        match self {
            KeptColumn::None | KeptColumn::Values(_, None) => {
                Ok(ResultColumn::Values(vec![Value::Empty; rows]))
            }
            KeptColumn::Texts(column) => {
                let mut texts = Texts::default();
                column.read(place, rows, |stored| match stored {
                    Stored::Absent => texts.push(None),
                    Stored::Text(bytes) => texts.push(Some(&String::from_utf8_lossy(bytes))),
                    Stored::Whole(digits) => texts.push(Some(digits)),
                    Stored::Raw(Raw::Absent) => texts.push(None),
                    Stored::Raw(raw) => texts.push(Some(&raw.shown())),
                })?;
                Ok(ResultColumn::Texts(texts))
            }
            KeptColumn::Values(_, Some(cells)) => {
                let mut raws = Vec::with_capacity(rows);
                cells.next(rows, &mut raws)?;
                let values = raws.into_iter().map(|raw| Value::from(raw).into_owned());
                Ok(ResultColumn::Values(values.collect()))
            }
        }
    }
}

/// The keys of a batch.
struct Keys<'k, 'r, 'p> {
    field: usize,
    /// Reads a key for what is worth a finding, where no column of the batch does.
    reader: Option<&'r FieldReader<'p>>,
    /// Whether it has no more to say of a text than that it is blank or in no normal form.
    plain: bool,
    batch: &'k mut ReadBatch,
    row: usize,
}

impl Keys<'_, '_, '_> {
    /// Keys without a finding.
    fn append(&mut self, texts: &[u8], ends: &[u32]) {
        self.batch.accounts.keys.append(texts, ends);
        self.row += ends.len();
    }

    fn take(&mut self, stored: Stored<'_>) {
        match stored {
            Stored::Absent => self.push_raw(&Raw::Absent),
            Stored::Text(text) if self.plain && is_plain(text) => self.push(std::str::from_utf8(text).ok()),
            Stored::Text(text) => self.push_raw(&typed::text(text)),
            Stored::Whole(digits) if self.plain => self.push(Some(digits)),
            Stored::Whole(digits) => self.push_raw(&Raw::Number(digits.to_owned())),
            Stored::Raw(raw) => self.push_raw(raw),
        }
    }

    /// A key that has no finding but that it is blank.
    fn push(&mut self, text: Option<&str>) {
        let key = text.map(str::trim).filter(|key| !key.is_empty());
        if key.is_none() {
            let (field, reason) = (self.field, Reason::BlankKey);
            self.batch.findings.push(FoundCell { row: self.row, field, value: String::new(), reason });
        }
        self.batch.accounts.keys.push(key);
        self.row += 1;
    }

    fn push_raw(&mut self, raw: &Raw<'_>) {
        if let Some(reason) = self.reader.and_then(|reader| reader.read(raw).reason) {
            let (row, field, value) = (self.row, self.field, raw.shown().into_owned());
            self.batch.findings.push(FoundCell { row, field, value, reason });
        }
        self.push(shown_key(raw).as_deref());
    }
}

impl PieceReader for ParquetReader<'_> {
    fn open(&mut self, piece: Piece) -> Result<(), Box<Diagnostic>> {
        // INVARIANT: pieces come from the source of this reader.
        self.part = piece.content.downcast::<Part>().ok().map(|part| *part);
        Ok(())
    }

    fn next_batch(
        &mut self,
        classes: &mut BatchClasses,
        batch: &mut ReadBatch,
    ) -> Result<bool, Box<Diagnostic>> {
        self.pieces.file.clear(batch);
        let Some(part) = self.part.filter(|part| part.from < part.to) else { return Ok(false) };
        let rows = self.read(part, classes, batch).map_err(|error| self.pieces.parquet.broken(&error))?;
        let before = part.before + rows as u64;
        self.part = Some(Part { from: part.from + rows, before, ..part });
        Ok(true)
    }
}
