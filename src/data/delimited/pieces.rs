//! Pieces of a CSV file, read side by side.
//!
//! In: the text after the header. Out: batches of classes. Invariant: the same accounts, findings and rejected rows, on
//! the same lines, as [`DelimitedRows`] gives.

use std::io::{Cursor, Read};
use std::sync::{Arc, Mutex, PoisonError};

use super::cut::{Cutter, TextPiece};
use super::scan::{BLOCK, Scanner, block_at};
use super::{DelimitedRows, Shape};
use crate::data::account_file::AccountFile;
use crate::data::cell_classes::CellClasses;
use crate::data::pieces::{FoundCell, Piece, PieceReader, PieceSource, ReadBatch};
use crate::data::reason::Reason;
use crate::data::rows::{RowFault, raw_cell};
use crate::data::write::{ResultColumn, Value};
use crate::diag::Diagnostic;
use crate::plan::classes::{BatchClasses, ColumnSource};

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

/// Where a cell lies in the text of a piece.
type Span = (u32, u32);

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
    /// Of a text that only a reader byte by byte understands.
    rows: Option<DelimitedRows<'static>>,
    cells: Vec<CellClasses<'p>>,
    /// What each column of the file is for, column after column.
    purposes: Vec<(usize, Purpose)>,
    /// For each column of the file, the place of its cells among the spans.
    wanted: Vec<Option<usize>>,
    spans: Vec<Vec<Span>>,
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
        let mut wanted = vec![None; source.shape.width];
        let mut spans = Vec::new();
        for (column, _) in &purposes {
            if let Some(slot) = wanted.get_mut(*column)
                && slot.is_none()
            {
                *slot = Some(spans.len());
                spans.push(Vec::new());
            }
        }
        DelimitedReader {
            source,
            scanner: Scanner::new(source.shape.delimiter),
            text: Vec::new(),
            place: 0,
            line: 1,
            rows: None,
            cells,
            purposes,
            wanted,
            spans,
        }
    }

    /// Finds the cells of the next rows.
    fn scan(&mut self, batch: &mut ReadBatch) {
        let (most, width) = (self.source.file.batch_rows, self.source.shape.width);
        self.scanner.restart();
        // INVARIANT: a piece is far below 4 GiB.
        let span = |start: usize, end: usize| -> Span { (start as u32, end as u32) };
        let (mut row_start, mut cell_start, mut column) = (self.place, self.place, 0usize);
        let (mut surplus, mut row_line) = (false, self.line);
        let mut block_start = self.place;
        while block_start < self.text.len() {
            let mut marks = self.scanner.block(&block_at(&self.text, block_start));
            if let Some(left) = u32::try_from(self.text.len() - block_start).ok().filter(|left| *left < 64) {
                let known = (1u64 << left).wrapping_sub(1);
                marks.ends &= known;
                marks.inner_lines &= known;
            }
            let mut ends = marks.ends;
            while ends != 0 {
                let bit = ends.trailing_zeros();
                ends &= ends - 1;
                let end = block_start + bit as usize;
                let is_line = marks.lines >> bit & 1 == 1;
                let mut cell_end = end;
                if is_line && end > cell_start && self.text.get(end - 1) == Some(&b'\r') {
                    cell_end = end - 1;
                }
                match self.wanted.get(column) {
                    Some(Some(place)) => {
                        if let Some(spans) = self.spans.get_mut(*place) {
                            spans.push(span(cell_start, cell_end));
                        }
                    }
                    Some(None) => {}
                    // Blank cells too many at the end of a row say nothing.
                    None => surplus |= !is_blank(self.text.get(cell_start..cell_end).unwrap_or_default()),
                }
                column += 1;
                cell_start = end + 1;
                if !is_line {
                    continue;
                }
                let below = (1u64 << bit).wrapping_sub(1);
                let inner = u64::from((marks.inner_lines & below).count_ones());
                marks.inner_lines &= !below;
                self.line += inner + 1;
                let empty = column == 1 && cell_end == row_start;
                if empty || column < width || surplus {
                    let rows = batch.lines.len();
                    self.spans.iter_mut().for_each(|spans| spans.truncate(rows));
                    if !empty {
                        self.reject(row_start, end, row_line, batch);
                    }
                } else {
                    batch.lines.push(row_line);
                }
                (row_start, column, surplus, row_line) = (cell_start, 0, false, self.line);
                if batch.lines.len() >= most {
                    self.place = row_start;
                    return;
                }
            }
            self.line += u64::from(marks.inner_lines.count_ones());
            block_start += BLOCK;
        }
        self.place = self.text.len();
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
        let file = &self.source.file;
        let mut keys: &[Span] = &[];
        for (column, purpose) in &self.purposes {
            let spans = self.wanted.get(*column).copied().flatten().and_then(|place| self.spans.get(place));
            let spans = spans.map(Vec::as_slice).unwrap_or_default();
            match purpose {
                Purpose::Field(place) => {
                    if let Some(cells) = self.cells.get_mut(*place) {
                        read_field(cells, &self.text, spans, classes, batch);
                    }
                }
                Purpose::Key => keys = spans,
                Purpose::Kept(place) => {
                    if let Some(ResultColumn::Texts(texts)) = batch.kept.get_mut(*place) {
                        for cell in spans.iter().map(|span| cell_at(&self.text, *span)) {
                            match plain_text(cell) {
                                Some(text) => texts.push(Some(text)),
                                None => match Value::from(raw_cell_of_file(cell)) {
                                    Value::Text(text) => texts.push(Some(&text)),
                                    _ => texts.push(None),
                                },
                            }
                        }
                    }
                }
            }
        }
        for (kept, column) in batch.kept.iter_mut().zip(&file.kept) {
            if let (None, ResultColumn::Texts(texts)) = (column, kept) {
                (0..batch.lines.len()).for_each(|_| texts.push(None));
            }
        }
        for span in keys {
            let cell = cell_at(&self.text, *span);
            match plain_text(cell) {
                Some(text) => batch.accounts.keys.push(Some(text.trim()).filter(|text| !text.is_empty())),
                None => {
                    let shown = raw_cell_of_file(cell);
                    let shown = shown.shown();
                    batch.accounts.keys.push(Some(shown.trim()).filter(|text| !text.is_empty()));
                }
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
            (self.text, self.line) = (text, line);
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
        self.spans.iter_mut().for_each(Vec::clear);
        self.scan(batch);
        self.read_columns(classes, batch);
        Ok(!batch.is_empty())
    }
}

/// Reads the cells of a field.
fn read_field(
    cells: &mut CellClasses<'_>,
    text: &[u8],
    spans: &[Span],
    classes: &mut BatchClasses,
    batch: &mut ReadBatch,
) {
    let (field, column) = (cells.field, cells.column);
    let mut classes = column.and_then(|column| classes.field(column));
    cells.refresh(classes.as_deref());
    let mut ids = column.and_then(|column| batch.accounts.ids.get_mut(column));
    for (row, span) in spans.iter().enumerate() {
        let cell = cell_at(text, *span);
        let (class, fault) = cells.class(cell, classes.as_deref_mut());
        if let Some(ids) = &mut ids {
            ids.push(class);
        }
        if let Some(reason) = fault {
            let value = raw_cell_of_file(cell).shown().into_owned();
            batch.findings.push(FoundCell { row, field, value, reason: reason.clone() });
        }
    }
}

#[inline]
fn cell_at(text: &[u8], (start, end): Span) -> &[u8] {
    text.get(start as usize..end as usize).unwrap_or_default()
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
        if inside && byte == b'"' {
            if bytes.next_if_eq(&b'"').is_none() {
                inside = false;
                continue;
            }
        }
        out.push(byte);
    }
    out
}
