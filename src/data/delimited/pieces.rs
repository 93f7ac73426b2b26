//! Pieces of a CSV file, read side by side.
//!
//! In: the text after the header. Out: batches of classes. Invariant: the same accounts, findings and rejected rows, on
//! the same lines, as [`DelimitedRows`] gives.

use std::io::{Cursor, Read};
use std::sync::{Arc, Mutex, PoisonError};

use super::cut::{Cutter, TextPiece};
use super::scan::{BLOCK, Marks, Scanner, block_at, note_ends};
use super::texts::Gather;
use super::{DelimitedRows, Shape};
use crate::data::account_file::AccountFile;
use crate::data::cell_classes::{CellClasses, Span};
use crate::data::pieces::{FoundCell, Piece, PieceReader, PieceSource, ReadBatch};
use crate::data::reason::Reason;
use crate::data::rows::{RowFault, raw_cell};
use crate::data::write::ResultColumn;
use crate::diag::Diagnostic;
use crate::plan::classes::{BatchClasses, ColumnSource, UNKNOWN};

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
        Some(Ok(Piece { order, bytes: piece.end as u64, content: Box::new(piece) }))
    }

    fn reader(&self) -> Box<dyn PieceReader + '_> {
        Box::new(DelimitedReader::new(self))
    }
}

/// Rows that are read together, column by column: so many that their text is still near when the last column is read.
const TILE: usize = 64;

/// Accounts that stand one after another and have as many cells.
#[derive(Debug, Clone, Copy, Default)]
struct Tile {
    /// The place of the end before the first cell.
    before: usize,
    rows: usize,
    /// Cells of each.
    width: usize,
}

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
    /// Where its rows end.
    end: usize,
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
    /// The accounts at hand.
    tile: Tile,
    /// Texts on their way to the batch.
    gather: Gather,
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
            end: 0,
            place: 0,
            line: 1,
            row_line: 1,
            rows: None,
            cells,
            purposes,
            ends: Vec::new(),
            tile: Tile::default(),
            gather: Gather::default(),
        }
    }

    /// Finds the cells of the next rows: `most` accounts, or fewer.
    fn scan(&mut self, most: usize, batch: &mut ReadBatch) {
        self.scanner.restart();
        self.tile = Tile { before: 0, rows: 0, width: self.source.shape.width };
        // INVARIANT: a piece is far below 4 GiB. The end before the first cell of a row is one byte before the row;
        // at the start of the text it wraps, and so does what is added to it.
        let before = (self.place as u32).wrapping_sub(1);
        match self.ends.first_mut() {
            Some(first) => *first = before,
            None => self.ends.push(before),
        }
        let (mut first, mut count, mut block_start) = (1usize, 1usize, self.place);
        while block_start < self.end {
            let mut marks = self.scanner.block(block_at(&self.text, block_start));
            let left = self.end - block_start;
            if left < BLOCK {
                let known = (1u64 << left).wrapping_sub(1);
                marks = Marks {
                    ends: marks.ends & known,
                    lines: marks.lines & known,
                    inner_lines: marks.inner_lines & known,
                };
            }
            let before = count;
            note_ends(&mut self.ends, &mut count, block_start as u32, marks.ends);
            while marks.lines != 0 {
                let bit = marks.lines.trailing_zeros();
                marks.lines &= marks.lines.wrapping_sub(1);
                let end = (block_start as u32).wrapping_add(bit);
                let mut last = (first + self.tile.width).wrapping_sub(1);
                if last >= count || self.ends.get(last) != Some(&end) {
                    let below = (1u64 << bit).wrapping_sub(1);
                    last = before + (marks.ends & below).count_ones() as usize;
                }
                if marks.inner_lines != 0 {
                    let below = (1u64 << bit).wrapping_sub(1);
                    self.line += u64::from((marks.inner_lines & below).count_ones());
                    marks.inner_lines &= !below;
                }
                if !self.end_row(first, last, batch) {
                    // The next tile begins with this row.
                    let before = self.ends.get(first - 1).copied().unwrap_or_default();
                    (self.place, self.line) = (before.wrapping_add(1) as usize, self.row_line);
                    return;
                }
                self.line += 1;
                self.row_line = self.line;
                first = last + 1;
                if self.tile.rows >= most {
                    self.place = end as usize + 1;
                    return;
                }
            }
            if marks.inner_lines != 0 {
                self.line += u64::from(marks.inner_lines.count_ones());
            }
            block_start += BLOCK;
        }
        self.place = self.end;
    }

    /// Takes the row whose cells end at the places `first` to `last`, if it fits the header; `false` where it does not
    /// fit the accounts at hand.
    #[inline]
    fn end_row(&mut self, first: usize, last: usize, batch: &mut ReadBatch) -> bool {
        let (cells, width) = (last + 1 - first, self.source.shape.width);
        if cells != width || cells == 1 || cells != self.tile.width {
            return self.end_odd_row(first, last, batch);
        }
        self.tile.rows += 1;
        batch.lines.push(self.row_line);
        true
    }

    /// The same for a row that may be too short, too long or empty.
    fn end_odd_row(&mut self, first: usize, last: usize, batch: &mut ReadBatch) -> bool {
        let (cells, width) = (last + 1 - first, self.source.shape.width);
        let is_empty = cells == 1 && self.cell(last).is_empty();
        let fits = cells == width
            || (cells > width && (first + width..=last).all(|place| is_blank(self.cell(place))));
        if fits && !is_empty && self.tile.rows > 0 && cells == self.tile.width {
            self.tile.rows += 1;
            batch.lines.push(self.row_line);
            return true;
        }
        if self.tile.rows > 0 {
            return false;
        }
        if fits && !is_empty {
            self.tile = Tile { before: first - 1, rows: 1, width: cells };
            batch.lines.push(self.row_line);
            return true;
        }
        self.tile.before = last;
        if !is_empty {
            let at = |place: usize| self.ends.get(place).copied().unwrap_or_default();
            let (start, end) = (at(first - 1).wrapping_add(1), at(last));
            self.reject(start as usize, end as usize, self.row_line, batch);
        }
        true
    }

    /// The cell that ends at a place.
    #[inline]
    fn cell(&self, place: usize) -> &[u8] {
        let Some([before, end]) = self.ends.get(place.wrapping_sub(1)..=place) else { return &[] };
        span_of(&self.text, *before, *end, true).of(&self.text)
    }

    /// A row with more or fewer cells than the header.
    fn reject(&self, start: usize, end: usize, line: u64, batch: &mut ReadBatch) {
        let row = self.text.get(start..=end).unwrap_or_default().to_vec();
        let mut rows = DelimitedRows::new(self.source.shape.clone(), Box::new(Cursor::new(row)), line);
        if let Some(Err(RowFault::Rejected(rejected))) = rows.next_row() {
            batch.rejected.push(rejected);
        }
    }

    /// Reads the cells that were found, column by column; the first row is that of account `start`.
    fn read_columns(&mut self, start: usize, classes: &mut BatchClasses, batch: &mut ReadBatch) {
        let Tile { before, rows, width } = self.tile;
        let (text, ends) = (self.text.as_slice(), self.ends.as_slice());
        for (column, purpose) in &self.purposes {
            let is_last = column + 1 == width;
            let found = (0..rows).map(|row| {
                // INVARIANT: there are as many ends as cells, and one before them.
                let place = before.wrapping_add(*column).wrapping_add(row.wrapping_mul(width));
                let pair = ends.get(place..).and_then(|ends| ends.first_chunk::<2>());
                let [before, end] = *pair.unwrap_or(&[0, 1]);
                span_of(text, before, end, is_last)
            });
            match purpose {
                Purpose::Field(place) => {
                    if let Some(cells) = self.cells.get_mut(*place) {
                        read_field(cells, (start, rows), text, found, classes, batch);
                    }
                }
                Purpose::Key => self.gather.keys(text, found, &mut batch.accounts.keys),
                Purpose::Kept(place) => {
                    if let Some(ResultColumn::Texts(texts)) = batch.kept.get_mut(*place) {
                        self.gather.cells(text, found, texts);
                    }
                }
            }
        }
        for (kept, column) in batch.kept.iter_mut().zip(&self.source.file.kept) {
            if let (ResultColumn::Texts(texts), None) = (kept, column) {
                (0..rows).for_each(|_| texts.push(None));
            }
        }
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
                    ids.resize(rows, UNKNOWN);
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
        self.rows = None;
        // INVARIANT: pieces come from the source of this reader.
        let Ok(piece) = piece.content.downcast::<TextPiece>() else { return Ok(()) };
        let TextPiece { mut text, end, line, odd } = *piece;
        if odd {
            text.truncate(end);
            let text = Box::new(Cursor::new(text));
            self.rows = Some(DelimitedRows::new(self.source.shape.clone(), text, line));
        } else {
            (self.text, self.end, self.line, self.row_line) = (text, end, line, line);
            self.place = 0;
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
        for cells in &mut self.cells {
            cells.refresh(cells.column.and_then(|column| classes.field(column)).as_deref());
        }
        while batch.lines.len() < file.batch_rows && self.place < self.end {
            let start = batch.lines.len();
            self.scan(TILE.min(file.batch_rows - start), batch);
            if self.tile.rows > 0 {
                self.read_columns(start, classes, batch);
            }
        }
        self.end_accounts(classes, batch);
        if self.place >= self.end && self.end > 0 {
            // For the next piece, while it is still near.
            let used = std::mem::take(&mut self.text);
            self.source.spare.lock().unwrap_or_else(PoisonError::into_inner).push(used);
            (self.place, self.end) = (0, 0);
        }
        Ok(!batch.is_empty())
    }
}

/// Reads cells of a field: so many rows from row `start` on.
fn read_field(
    cells: &mut CellClasses<'_>,
    (start, rows): (usize, usize),
    text: &[u8],
    found: impl Iterator<Item = Span> + Clone,
    classes: &mut BatchClasses,
    batch: &mut ReadBatch,
) {
    let (field, column) = (cells.field, cells.column);
    let classes = column.and_then(|column| classes.field(column));
    let ids = column.and_then(|column| batch.accounts.ids.get_mut(column)).map(|ids| {
        ids.resize(start + rows, UNKNOWN);
        ids.get_mut(start..).unwrap_or_default()
    });
    let findings = &mut batch.findings;
    cells.read(text, found, classes, ids, |place, cell, reason| {
        let value = raw_cell_of_file(cell).shown().into_owned();
        findings.push(FoundCell { row: start + place, field, value, reason: reason.clone() });
    });
}

/// The cell between two ends; without the first half of a line end where it is the last of its row.
#[inline]
fn span_of(text: &[u8], before: u32, end: u32, is_last: bool) -> Span {
    let start = before.wrapping_add(1) as usize;
    let length = (end as usize).wrapping_sub(start);
    if is_last && let Some([.., b'\r', b'\n']) = text.get(start..(end as usize).wrapping_add(1)) {
        return Span { start, length: length - 1 };
    }
    Span { start, length }
}

fn is_blank(cell: &[u8]) -> bool {
    matches!(&raw_cell_of_file(cell), crate::data::raw::Raw::Text(text) if text.as_bytes().trim_ascii().is_empty())
}

/// A cell as the file holds it, its quotes undone.
pub(super) fn raw_cell_of_file(cell: &[u8]) -> crate::data::raw::Raw<'_> {
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
