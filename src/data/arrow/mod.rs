//! Arrow IPC files and streams; Feather is the file form under another name.
//!
//! In: a file that can be read anywhere, or a stream. Out: columns and rows. Invariant: whatever the bytes are, there are
//! rows or a diagnostic, never a panic; one record batch is held at a time.

mod cell;

use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_ipc::reader::{FileReader, StreamReader};
use arrow_schema::{ArrowError, SchemaRef};

use self::cell::Way;
use super::guard;
use super::json::ColumnSample;
use super::rows::{Row, RowFault};
use super::source::RandomAccess;
use super::table::{TypedRows, TypedTable};
use crate::diag::Diagnostic;
use crate::diag::codes::data as codes;

/// The first bytes of the file form.
const MAGIC: &[u8] = b"ARROW1";

/// Opens a file or a stream for reading row by row.
pub(super) fn open<'r>(name: &str, random: Arc<dyn RandomAccess>) -> Result<TypedTable<'r>, Diagnostic> {
    let opened = guarded(|| Batches::open(&random));
    let batches = opened.map_err(|error| broken(name, &error))?;
    let schema = batches.schema();
    let ways = cell::ways(schema.fields());
    if ways.is_empty() {
        return Err(Diagnostic::without_place(
            &codes::EMPTY_TABLE,
            format!("{name} is an Arrow file without columns"),
        ));
    }
    let headers = ways.iter().map(|way| way.name.clone()).collect();
    let samples = ways.iter().map(|way| ColumnSample { numbers: way.numbers }).collect();
    let rows = ArrowRows { name: name.to_owned(), batches, ways, batch: None, at: 0, row: 1, ended: false };
    Ok(TypedTable { headers, samples, rows: Box::new(rows) })
}

/// Runs a step of the Arrow library, which trusts the offsets that a file gives.
fn guarded<T>(step: impl FnOnce() -> Result<T, ArrowError>) -> Result<T, ArrowError> {
    let contradiction = || ArrowError::IpcError("its parts contradict each other".to_owned());
    guard::guarded(step).unwrap_or_else(|| Err(contradiction()))
}

enum Batches {
    File(Box<FileReader<Cursor>>),
    Stream(Box<StreamReader<io::BufReader<Cursor>>>),
}

impl Batches {
    fn open(random: &Arc<dyn RandomAccess>) -> Result<Batches, ArrowError> {
        let mut cursor = Cursor { random: Arc::clone(random), at: 0 };
        let mut magic = [0; MAGIC.len()];
        let is_file = cursor.read_exact(&mut magic).is_ok() && magic == *MAGIC;
        cursor.at = 0;
        Ok(if is_file {
            Batches::File(Box::new(FileReader::try_new(cursor, None)?))
        } else {
            Batches::Stream(Box::new(StreamReader::try_new(io::BufReader::new(cursor), None)?))
        })
    }

    fn schema(&self) -> SchemaRef {
        match self {
            Batches::File(reader) => reader.schema(),
            Batches::Stream(reader) => reader.schema(),
        }
    }

    fn next(&mut self) -> Option<Result<RecordBatch, ArrowError>> {
        match self {
            Batches::File(reader) => reader.next(),
            Batches::Stream(reader) => reader.next(),
        }
    }
}

/// A place in a file.
struct Cursor {
    random: Arc<dyn RandomAccess>,
    at: u64,
}

impl Read for Cursor {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.random.read_at(self.at, out)?;
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for Cursor {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.random.size()?.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

struct ArrowRows {
    name: String,
    batches: Batches,
    ways: Vec<Way>,
    batch: Option<RecordBatch>,
    /// The next row of the batch.
    at: usize,
    /// The number of the next row, from 1.
    row: u64,
    ended: bool,
}

impl ArrowRows {
    fn read(&mut self) -> Result<Option<Vec<super::Raw<'static>>>, ArrowError> {
        loop {
            if let Some(batch) = self.batch.as_ref().filter(|batch| self.at < batch.num_rows()) {
                let read = |way: &Way| {
                    let (first, rest) = way.steps.split_first()?;
                    Some(cell::at(batch.columns().get(*first)?, rest, self.at))
                };
                let cells = self.ways.iter().map(|way| read(way).unwrap_or(super::Raw::Absent)).collect();
                self.at += 1;
                return Ok(Some(cells));
            }
            match self.batches.next() {
                None => return Ok(None),
                Some(batch) => self.batch = Some(batch?),
            }
            self.at = 0;
        }
    }
}

impl TypedRows for ArrowRows {
    fn next_row(&mut self) -> Option<Result<Row, RowFault>> {
        if self.ended {
            return None;
        }
        let read = guarded(|| self.read());
        self.ended = !matches!(read, Ok(Some(_)));
        match read {
            Ok(cells) => {
                let line = self.row;
                self.row += 1;
                Some(Ok(Row::Values { line, cells: cells? }))
            }
            Err(error) => Some(Err(RowFault::Failed(Box::new(broken(&self.name, &error))))),
        }
    }
}

fn broken(name: &str, error: &ArrowError) -> Diagnostic {
    let (message, help) = match error {
        ArrowError::IoError(text, error) if error.kind() != io::ErrorKind::UnexpectedEof => {
            (format!("{name} cannot be read: {text}"), None)
        }
        ArrowError::NotYetImplemented(what) => (
            format!("{name} is an Arrow file that uses what is not read here: {what}"),
            Some("export it as CSV"),
        ),
        other => {
            let text = other.to_string();
            let text = text.split_once(": ").map_or(text.as_str(), |(_, text)| text);
            let text = text.lines().next().unwrap_or("").trim_end_matches('.');
            (
                format!("{name} is a broken or unfinished Arrow file: {text}"),
                Some("export or download it again"),
            )
        }
    };
    let diagnostic = Diagnostic::without_place(&codes::UNREADABLE_TABLE, message);
    match help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

#[cfg(test)]
mod tests;
