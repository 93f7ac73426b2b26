//! Pieces of a CSV file, read side by side.
//!
//! In: the text after the header. Out: batches of classes. Invariant: the same accounts, findings and rejected rows, on
//! the same lines, as [`DelimitedRows`] gives.

use std::io::{Cursor, Read};
use std::sync::{Arc, Mutex, PoisonError};

use super::cut::{Cutter, TextPiece};
use super::scan::{BLOCK, Marks, Scanner, block_at};
use super::{DelimitedRows, Shape};
use crate::data::account_file::AccountFile;
use crate::data::cell_classes::CellClasses;
use crate::data::pieces::{FoundCell, Piece, PieceReader, PieceSource, ReadBatch};
use crate::data::reason::Reason;
use crate::data::rows::{RowFault, raw_cell};
use crate::data::write::{ResultColumn, Value};
use crate::diag::Diagnostic;
use crate::plan::classes::{BatchClasses, ColumnSource, Texts};

/// The rows of a CSV file, cut into pieces.
pub(in crate::data) struct DelimitedPieces<'r> {
    file: Arc<AccountFile<'r>>,
    shape: Shape,
    /// The cutter, and how many pieces it has given.
    cutter: Mutex<(Cutter<'r>, u64)>,
    /// Memory of pieces that were read.
    spare: Mutex<Vec<Vec<u8>>>,
}

impl<'r> DelimitedPieces<'r> {
    pub(super) fn new(
        file: Arc<AccountFile<'r>>,
        shape: Shape,
        text: Box<dyn Read + Send + 'r>,
        line: u64,
    ) -> DelimitedPieces<'r> {
        let cutter = Cutter::new(&shape.name, text, shape.delimiter, line, file.piece_bytes);
        DelimitedPieces { file, shape, cutter: Mutex::new((cutter, 0)), spare: Mutex::new(Vec::new()) }
    }
}

impl PieceSource for DelimitedPieces<'_> {
    fn next_piece(&self) -> Option<Result<Piece, Box<Diagnostic>>> {
        let memory = self.spare.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        let mut state = self.cutter.lock().unwrap_or_else(PoisonError::into_inner);
        let piece = match state.0.next_piece(memory)? {
            Ok(piece) => piece,
            Err(diagnostic) => return Some(Err(diagnostic)),
        };
        let order = state.1;
        state.1 += 1;
        Some(Ok(Piece { order, bytes: piece.text.len() as u64, content: Box::new(piece) }))
    }

    fn reader(&self) -> Box<dyn PieceReader + '_> {
        Box::new(DelimitedReader::new(self))
    }
}

/// Rows that are read together, column by column.
const TILE: usize = 256;

/// What the cells of one column of the file are for.
#[derive(Debug, Clone, Copy)]
enum Purpose {
    /// The cells of a field, by its place among [`DelimitedReader::cells`].
    Field(usize),
    /// The key.
    Key,
    /// A column that passes through.
    Kept(usize),
}

/// Reads pieces, for one worker.
struct DelimitedReader<'p, 'r> {
    source: &'p DelimitedPieces<'r>,
    scanner: Scanner,
    text: Vec<u8>,
    place: usize,
    line: u64,
    /// The line on which the row at hand starts.
    row_line: u64,
    /// Of a text that only a reader byte by byte understands.
    rows: Option<DelimitedRows<'static>>,
    cells: Vec<CellClasses<'p>>,
    /// What each column of the file is for, column after column.
    purposes: Vec<(usize, Purpose)>,
    /// Where the cells of the rows at hand end, one row after another; before each row, where the row before it ended.
    ends: Vec<u32>,
    /// For each account, the place of the end of its first cell.
    rows_at: Vec<usize>,
}

impl<'p, 'r> DelimitedReader<'p, 'r> {
    fn new(source: &'p DelimitedPieces<'r>) -> Self {
        let file: &'p AccountFile<'r> = &source.file;
        let (mut cells, mut purposes) = (Vec::new(), Vec::new());
        for field in 0..file.schema.fields.len() {
            let Some((column, _)) = file.fields.reader(field) else { continue };
            if let Some(read) = CellClasses::new(file, field, raw_cell_of_file) {
                purposes.push((column.position, Purpose::Field(cells.len())));
                cells.push(read);
            }
        }
        if let Some((column, _)) = file.fields.reader(file.schema.key) {
            purposes.push((column.position, Purpose::Key));
        }
        let kept = file.kept.iter().enumerate();
        purposes
            .extend(kept.filter_map(|(place, kept)| Some((kept.as_ref()?.position, Purpose::Kept(place)))));
        DelimitedReader {
            source,
            scanner: Scanner::new(source.shape.delimiter),
            text: Vec::new(),
            place: 0,
            line: 1,
            row_line: 1,
            rows: None,
            cells,
            purposes,
            ends: Vec::new(),
            rows_at: Vec::new(),
        }
    }

    /// Finds the cells of the next rows.
    fn scan(&mut self, batch: &mut ReadBatch) {
        let most = self.source.file.batch_rows;
        self.scanner.restart();
        self.ends.clear();
        self.rows_at.clear();
        // INVARIANT: a piece is far below 4 GiB. The end before the first cell of a row is one byte before the row;
        // at the start of the text it wraps, and so does what is added to it.
        self.ends.push((self.place as u32).wrapping_sub(1));
        let (mut first, mut block_start) = (1usize, self.place);
        while block_start < self.text.len() {
            let mut marks = self.scanner.block(&block_at(&self.text, block_start));
            let left = self.text.len() - block_start;
            if left < BLOCK {
                let known = (1u64 << left).wrapping_sub(1);
                marks = Marks {
                    ends: marks.ends & known,
                    lines: marks.lines & known,
                    inner_lines: marks.inner_lines & known,
                };
            }
            let before = self.ends.len();
            let mut bits = marks.ends;
            self.ends.extend((0..bits.count_ones()).map(|_| {
                let end = (block_start as u32).wrapping_add(bits.trailing_zeros());
                bits &= bits.wrapping_sub(1);
                end
            }));
            while marks.lines != 0 {
                let bit = marks.lines.trailing_zeros();
                marks.lines &= marks.lines - 1;
                let below = (1u64 << bit).wrapping_sub(1);
                let last = before + (marks.ends & below).count_ones() as usize;
                let inner = u64::from((marks.inner_lines & below).count_ones());
                marks.inner_lines &= !below;
                self.end_row(first, last, batch);
                self.line += inner + 1;
                self.row_line = self.line;
                first = last + 1;
                if self.rows_at.len() >= most {
                    self.place = block_start + bit as usize + 1;
                    return;
                }
            }
            self.line += u64::from(marks.inner_lines.count_ones());
            block_start += BLOCK;
        }
        self.place = self.text.len();
    }

    /// Takes the row whose cells end at the places `first` to `last`, if it fits the header.
    #[inline]
    fn end_row(&mut self, first: usize, last: usize, batch: &mut ReadBatch) {
        let (cells, width) = (last + 1 - first, self.source.shape.width);
        let is_empty = cells == 1 && self.cell(last).is_empty();
        let fits = cells == width
            || (cells > width && (first + width..=last).all(|place| is_blank(self.cell(place))));
        if fits && !is_empty {
            self.rows_at.push(first);
            batch.lines.push(self.row_line);
        } else if !is_empty {
            let at = |place: usize| self.ends.get(place).copied().unwrap_or_default();
            let (start, end) = (at(first - 1).wrapping_add(1), at(last));
            self.reject(start as usize, end as usize, self.row_line, batch);
        }
    }

    /// The cell that ends at a place.
    #[inline]
    fn cell(&self, place: usize) -> &[u8] {
        cell_at(&self.text, &self.ends, place)
    }

    /// A row with more or fewer cells than the header.
    fn reject(&self, start: usize, end: usize, line: u64, batch: &mut ReadBatch) {
        let row = self.text.get(start..=end).unwrap_or_default().to_vec();
        let mut rows = DelimitedRows::new(self.source.shape.clone(), Box::new(Cursor::new(row)), line);
        if let Some(Err(RowFault::Rejected(rejected))) = rows.next_row() {
            batch.rejected.push(rejected);
        }
    }

    /// Reads the cells that were found, column by column.
    fn read_columns(&mut self, classes: &mut BatchClasses, batch: &mut ReadBatch) {
        for cells in &mut self.cells {
            cells.refresh(cells.column.and_then(|column| classes.field(column)).as_deref());
        }
        // So many rows that what is known of their cells stays near.
        for (tile, rows_at) in self.rows_at.chunks(TILE).enumerate() {
            for (column, purpose) in &self.purposes {
                let found = rows_at.iter().map(|first| cell_at(&self.text, &self.ends, first + column));
                match purpose {
                    Purpose::Field(place) => {
                        if let Some(cells) = self.cells.get_mut(*place) {
                            read_field(cells, tile * TILE, found, classes, batch);
                        }
                    }
                    Purpose::Key => {
                        for cell in found {
                            match plain_text(cell) {
                                Some(text) => batch.accounts.keys.push(not_blank(text)),
                                None => batch.accounts.keys.push(not_blank(&raw_cell_of_file(cell).shown())),
                            }
                        }
                    }
                    Purpose::Kept(place) => {
                        if let Some(ResultColumn::Texts(texts)) = batch.kept.get_mut(*place) {
                            found.for_each(|cell| push_kept(texts, cell));
                        }
                    }
                }
            }
        }
        for (kept, column) in batch.kept.iter_mut().zip(&self.source.file.kept) {
            if let (ResultColumn::Texts(texts), None) = (kept, column) {
                (0..self.rows_at.len()).for_each(|_| texts.push(None));
            }
        }
        self.end_accounts(classes, batch);
    }

    /// What follows from the keys: child tables, blank keys, the order of findings.
    fn end_accounts(&self, classes: &mut BatchClasses, batch: &mut ReadBatch) {
        let (file, rows) = (&self.source.file, batch.lines.len());
        batch.accounts.rows = rows;
        while batch.accounts.keys.len() < rows {
            batch.accounts.keys.push(None);
        }
        for (column, (source, ids)) in file.sources.iter().zip(&mut batch.accounts.ids).enumerate() {
            match source {
                ColumnSource::Table(table) => {
                    let keys = batch.accounts.keys.iter();
                    ids.extend(keys.map(|key| file.child_class(*table, key)));
                }
                // A field without a column is unknown everywhere.
                ColumnSource::Field(_) if ids.is_empty() && classes.field(column).is_some() => {
                    ids.resize(rows, crate::plan::classes::UNKNOWN);
                }
                ColumnSource::Field(_) => {}
            }
        }
        let blank = batch.accounts.keys.iter().enumerate().filter(|(_, key)| key.is_none());
        batch.findings.extend(blank.map(|(row, _)| FoundCell {
            row,
            field: file.schema.key,
            value: String::new(),
            reason: Reason::BlankKey,
        }));
        batch.findings.sort_by_key(|found| (found.row, found.reason == Reason::BlankKey, found.field));
    }
}

impl PieceReader for DelimitedReader<'_, '_> {
    fn open(&mut self, piece: Piece) -> Result<(), Box<Diagnostic>> {
        let used = std::mem::take(&mut self.text);
        if used.capacity() > 0 {
            self.source.spare.lock().unwrap_or_else(PoisonError::into_inner).push(used);
        }
        (self.rows, self.place) = (None, 0);
        // INVARIANT: pieces come from the source of this reader.
        let Ok(piece) = piece.content.downcast::<TextPiece>() else { return Ok(()) };
        let TextPiece { text, line, odd } = *piece;
        if odd {
            let text = Box::new(Cursor::new(text));
            self.rows = Some(DelimitedRows::new(self.source.shape.clone(), text, line));
        } else {
            (self.text, self.line, self.row_line) = (text, line, line);
        }
        Ok(())
    }

    fn next_batch(
        &mut self,
        classes: &mut BatchClasses,
        batch: &mut ReadBatch,
    ) -> Result<bool, Box<Diagnostic>> {
        let file = &self.source.file;
        file.clear(batch);
        if let Some(rows) = &mut self.rows {
            while batch.accounts.rows < file.batch_rows {
                match rows.next_row() {
                    Some(Ok(row)) => file.push_row(&row, classes, batch),
                    Some(Err(RowFault::Rejected(row))) => batch.rejected.push(row),
                    Some(Err(RowFault::Failed(diagnostic))) => return Err(diagnostic),
                    None => break,
                }
            }
            return Ok(!batch.is_empty());
        }
        self.scan(batch);
        self.read_columns(classes, batch);
        Ok(!batch.is_empty())
    }
}

/// Reads cells of a field; the first is that of row `start`.
fn read_field<'t>(
    cells: &mut CellClasses<'_>,
    start: usize,
    found: impl Iterator<Item = &'t [u8]>,
    classes: &mut BatchClasses,
    batch: &mut ReadBatch,
) {
    let (field, column) = (cells.field, cells.column);
    let classes = column.and_then(|column| classes.field(column));
    let ids = column.and_then(|column| batch.accounts.ids.get_mut(column));
    let findings = &mut batch.findings;
    cells.read(found, classes, ids, |place, cell, reason| {
        let value = raw_cell_of_file(cell).shown().into_owned();
        findings.push(FoundCell { row: start + place, field, value, reason: reason.clone() });
    });
}

/// The cell that ends at a place, without the first half of a line end.
#[inline]
fn cell_at<'t>(text: &'t [u8], ends: &[u32], place: usize) -> &'t [u8] {
    let at = |place: usize| ends.get(place).copied().unwrap_or_default();
    let (start, end) = (at(place.wrapping_sub(1)).wrapping_add(1) as usize, at(place) as usize);
    match text.get(start..end) {
        Some([cell @ .., b'\r']) if text.get(end) == Some(&b'\n') => cell,
        Some(cell) => cell,
        None => &[],
    }
}

fn not_blank(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}

fn push_kept(texts: &mut Texts, cell: &[u8]) {
    match plain_text(cell) {
        Some(text) => texts.push(Some(text)),
        None => match Value::from(raw_cell_of_file(cell)) {
            Value::Text(text) => texts.push(Some(&text)),
            _ => texts.push(None),
        },
    }
}

/// The text of a cell that is written as it is.
fn plain_text(cell: &[u8]) -> Option<&str> {
    if cell.first() == Some(&b'"') { None } else { std::str::from_utf8(cell).ok() }
}

fn is_blank(cell: &[u8]) -> bool {
    matches!(&raw_cell_of_file(cell), crate::data::raw::Raw::Text(text) if text.as_bytes().trim_ascii().is_empty())
}

/// A cell as the file holds it, its quotes undone.
fn raw_cell_of_file(cell: &[u8]) -> crate::data::raw::Raw<'_> {
    let Some(inner) = cell.strip_prefix(b"\"") else { return raw_cell(cell) };
    match inner.strip_suffix(b"\"") {
        Some(plain) if memchr::memchr(b'"', plain).is_none() => raw_cell(plain),
        _ => raw_cell(&unquoted(inner)).into_owned(),
    }
}

/// What follows an opening quote: doubled quotes stand for one, the closing quote vanishes, the rest is as it is.
fn unquoted(inner: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(inner.len());
    let mut bytes = inner.iter().copied().peekable();
    let mut inside = true;
    while let Some(byte) = bytes.next() {
        if inside && byte == b'"' && bytes.next_if_eq(&b'"').is_none() {
            inside = false;
            continue;
        }
        out.push(byte);
    }
    out
}
