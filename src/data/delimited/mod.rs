//! Rows of a CSV file, with the lines they start on.
//!
//! In: UTF-8 text and perhaps a delimiter. Out: records. Invariant: a record has as many cells as the header has, or
//! it is rejected with its line, and so is a last record in which a quote stays open; a row longer than [`MAX_ROW`] bytes ends the reading.

mod cut;
mod header;
mod pieces;
mod scan;
mod texts;
mod titles;

use std::collections::VecDeque;
use std::io::{self, Read};
use std::sync::Arc;

use self::pieces::DelimitedPieces;
use super::account_file::AccountFile;

use super::rows::{Rejected, Row, RowFault};
use super::source::unreadable;
use crate::diag::Diagnostic;
use crate::diag::codes::data as codes;
use crate::text::number_of;

/// Rows beyond this length come from a quote that is never closed.
const MAX_ROW: u64 = 16 << 20;

/// Delimiters that are recognized, the likeliest first.
const DELIMITERS: [u8; 5] = [b',', b';', b'\t', b'|', 0x1F];

/// Records that are looked at to find the delimiter.
const SAMPLE: usize = 50;

/// How the rows of a file are to be read.
#[derive(Debug, Clone)]
pub(super) struct Shape {
    /// The file.
    name: String,
    delimiter: u8,
    /// How many cells the header has.
    width: usize,
}

pub(super) struct DelimitedRows<'r> {
    shape: Shape,
    reader: csv::Reader<Limited<Box<dyn Read + Send + 'r>>>,
    ended: bool,
}

/// A CSV text, open.
pub(super) struct Opened<'r> {
    pub rows: DelimitedRows<'r>,
    /// The column names.
    pub headers: Vec<String>,
    pub delimiter: u8,
    /// What was passed over above the column names.
    pub note: Option<String>,
}

/// Opens the text: the delimiter, the column names, the rows after them. `row` is the line of the names, where it was given.
pub(super) fn open<'r>(
    name: &str,
    text: Box<dyn Read + Send + 'r>,
    head: &str,
    delimiter: Option<u8>,
    row: Option<u64>,
) -> Result<Opened<'r>, Diagnostic> {
    // Excel reads, and writes, a first line `sep=;`.
    let declared = head.lines().next().and_then(|line| line.trim().strip_prefix("sep=")).map(str::as_bytes);
    let declared = declared.and_then(|bytes| bytes.first().copied());
    let above = if declared.is_some() { head.find('\n').map_or(head.len(), |end| end + 1) } else { 0 };
    let from = line_of(head, row).map_or(above, |line| line.max(above));
    let (delimiter, titles) = titles::recognize(head.get(from..).unwrap_or_default(), delimiter.or(declared));
    let titles = titles.filter(|_| row.is_none()).map(|titles| titles.below(u64::from(declared.is_some())));
    let line = row.or(titles.as_ref().map(|titles| titles.line));
    let header = header::read(name, text, delimiter, line.unwrap_or(1 + u64::from(declared.is_some())))?;
    let shape = Shape { name: name.to_owned(), delimiter, width: header.names.len() };
    let rows = DelimitedRows::new(shape, header.rest, header.next_line);
    Ok(Opened { rows, headers: header.names, delimiter, note: titles.map(|titles| titles.note()) })
}

/// Where a line of the head starts.
fn line_of(head: &str, line: Option<u64>) -> Option<usize> {
    cut::line_start(head.as_bytes(), line?)
}

impl<'r> DelimitedRows<'r> {
    /// The rows of a text that starts with one, on a line of the file.
    fn new(shape: Shape, text: Box<dyn Read + Send + 'r>, line: u64) -> DelimitedRows<'r> {
        let progress = Progress { passed: line.saturating_sub(1), ..Progress::default() };
        let reader = csv::ReaderBuilder::new()
            .delimiter(shape.delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(Limited { inner: text, progress, delimiter: shape.delimiter });
        DelimitedRows { shape, reader, ended: false }
    }

    /// The same rows as pieces; to be asked for before the first row is read.
    pub(super) fn into_pieces(self, file: Arc<AccountFile<'r>>) -> DelimitedPieces<'r> {
        let Limited { inner, progress, .. } = self.reader.into_inner();
        DelimitedPieces::new(file, self.shape, inner, progress.passed + 1)
    }

    /// The next row; rows whose number of cells is not that of the header are rejected. Blank cells too many at the
    /// end of a row say nothing and are dropped.
    pub(super) fn next_row(&mut self) -> Option<Result<Row, RowFault>> {
        if self.ended {
            return None;
        }
        match self.record() {
            Ok(None) => None,
            Ok(Some((line, record))) => {
                let blank = |cell: &[u8]| cell.trim_ascii().is_empty();
                if let Some(quote) = self.reader.get_ref().progress.open_quote() {
                    return Some(Err(self.reject(line, &record, Some(quote))));
                }
                let fits =
                    record.len() >= self.shape.width && record.iter().skip(self.shape.width).all(blank);
                Some(if fits {
                    Ok(Row::Cells { line, record })
                } else {
                    Err(self.reject(line, &record, None))
                })
            }
            Err(diagnostic) => {
                self.ended = true;
                Some(Err(RowFault::Failed(Box::new(diagnostic))))
            }
        }
    }

    /// The next record that is not an empty line, and the line it starts on.
    fn record(&mut self) -> Result<Option<(u64, csv::ByteRecord)>, Diagnostic> {
        self.reader.get_mut().progress.since_last = 0;
        let start = self.reader.position().byte();
        let mut record = csv::ByteRecord::new();
        match self.reader.read_byte_record(&mut record) {
            Ok(true) => {
                let line = self.reader.get_mut().progress.line_at(start);
                Ok(Some((line, record)))
            }
            Ok(false) => Ok(None),
            Err(error) => {
                let is_too_long = self.reader.get_ref().progress.since_last > MAX_ROW;
                let line = self.reader.get_mut().progress.line_at(start);
                if is_too_long {
                    return Err(too_long(&self.shape.name, line));
                }
                let error = io::Error::other(error);
                Err(unreadable(&self.shape.name, &error))
            }
        }
    }

    /// A row that does not fit the header, or in which the quote on a line stays open.
    fn reject(&self, line: u64, record: &csv::ByteRecord, quote: Option<u64>) -> RowFault {
        let cells = number_of(record.len(), "cell", "cells");
        let mut reason = match quote {
            Some(line) => format!("the quote that opens on line {line} is never closed"),
            None => format!("the row has {cells}, and the header has {}", self.shape.width),
        };
        let breaks: usize = record.iter().map(|cell| cell.iter().filter(|b| **b == b'\n').count()).sum();
        if breaks > 20 {
            reason.push_str(&format!("; its quotes span {}", number_of(breaks + 1, "line", "lines")));
        }
        let shown: Vec<String> =
            record.iter().take(20).map(|cell| String::from_utf8_lossy(cell).into_owned()).collect();
        let text: String = shown.join(" | ").chars().take(1_000).collect();
        let is_lone_cell = record.len() == 1 && self.shape.width > 1 && quote.is_none();
        RowFault::Rejected(Rejected { file: self.shape.name.clone(), line, reason, text, is_lone_cell })
    }
}

/// The fault of a row beyond [`MAX_ROW`].
fn too_long(name: &str, line: u64) -> Diagnostic {
    let message = format!("the row that starts on line {line} of {name} is longer than 16 MB");
    Diagnostic::without_place(&codes::UNREADABLE_TABLE, message)
        .note("a quote that is never closed swallows every row after it")
}

/// What is known about the bytes that the CSV reader has taken and no row has claimed yet.
#[derive(Default)]
struct Progress {
    /// Bytes handed out since the last row.
    since_last: u64,
    /// Bytes handed out.
    offset: u64,
    /// Line ends behind the last row: their first and last byte.
    line_ends: VecDeque<(u64, u64)>,
    /// A `\r` that may be the first byte of a line end.
    pending: Option<u64>,
    /// Line ends before those.
    passed: u64,
    /// Where the bytes taken so far leave the reader.
    place: QuotePlace,
    /// The line of the last quote that opened.
    quote_line: u64,
    /// Whether the text has ended.
    ended: bool,
}

/// Where in a cell a byte stands, as far as quotes are concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum QuotePlace {
    /// At the start of a cell, where a quote opens.
    #[default]
    Start,
    /// In a cell, where a quote is text.
    Cell,
    /// Between quotes.
    Quoted,
    /// Behind a quote that closes, or is the first of a doubled one.
    Behind,
}

impl Progress {
    fn take(&mut self, bytes: &[u8], delimiter: u8) {
        self.since_last += bytes.len() as u64;
        self.ended = bytes.is_empty();
        for byte in bytes {
            self.follow_quotes(*byte, delimiter);
            let at = self.offset;
            self.offset += 1;
            match (self.pending.take(), byte) {
                (Some(first), b'\n') => self.line_ends.push_back((first, at)),
                (Some(first), _) => self.line_ends.push_back((first, first)),
                (None, b'\n') => self.line_ends.push_back((at, at)),
                (None, _) => {}
            }
            if *byte == b'\r' {
                self.pending = Some(at);
            }
        }
    }

    /// Follows quotes as the reader takes them.
    fn follow_quotes(&mut self, byte: u8, delimiter: u8) {
        use QuotePlace::{Behind, Cell, Quoted, Start};
        self.place = match (self.place, byte) {
            (Quoted, b'"') => Behind,
            (Quoted, _) => Quoted,
            (Behind, b'"') => Quoted,
            (Start, b'"') => {
                self.quote_line = self.passed + self.line_ends.len() as u64 + 1;
                // A carriage return right before it ends a line too.
                self.quote_line += u64::from(self.pending.is_some());
                Quoted
            }
            (_, b'\n' | b'\r') => Start,
            (_, byte) if byte == delimiter => Start,
            (_, _) => Cell,
        };
    }

    /// The line of the quote that is open where the text has ended.
    fn open_quote(&self) -> Option<u64> {
        (self.ended && self.place == QuotePlace::Quoted).then_some(self.quote_line)
    }

    /// The line of a row that starts at a byte or after the empty lines there.
    fn line_at(&mut self, mut start: u64) -> u64 {
        while let Some((first, last)) = self.line_ends.front().copied() {
            if first > start {
                break;
            }
            if last >= start {
                start = last + 1;
            }
            self.line_ends.pop_front();
            self.passed += 1;
        }
        self.passed + 1
    }
}

/// Watches what the CSV reader takes and stops it at a row beyond [`MAX_ROW`].
struct Limited<R> {
    inner: R,
    progress: Progress,
    delimiter: u8,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.progress.since_last > MAX_ROW {
            return Err(io::Error::other("a row is too long"));
        }
        let count = self.inner.read(out)?;
        self.progress.take(out.get(..count).unwrap_or_default(), self.delimiter);
        Ok(count)
    }
}

#[cfg(test)]
pub(super) mod tests;
