//! Records of a JSONL file or a JSON array, one at a time.
//!
//! In: UTF-8 text. Out: records with the lines they start on. Invariant: one record is held at a time, and none of more
//! than [`MAX_RECORD`] bytes.

mod pieces;

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read};
use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::account_file::AccountFile;
use super::pieces::PieceSource;
use super::raw::Raw;
use super::rows::{Rejected, Row, RowFault};
use super::source::{InputFormat, unreadable};
use crate::diag::Diagnostic;
use crate::diag::codes::data as codes;

/// A record beyond this length is not read.
const MAX_RECORD: usize = 16 << 20;
/// Records that are read ahead to learn which columns there are.
const SAMPLE: usize = 1_000;
/// Bytes that are read ahead.
const SAMPLE_BYTES: usize = 16 << 20;

/// A JSON value as a raw cell.
pub(super) fn raw(value: &Value) -> Raw<'_> {
    match value {
        Value::Null => Raw::Absent,
        Value::Bool(value) => Raw::Boolean(*value),
        Value::Number(number) => Raw::Number(number.to_string()),
        Value::String(text) => Raw::Text(text.as_str().into()),
        Value::Array(values) => Raw::List(values.iter().map(raw).collect()),
        Value::Object(_) => Raw::Nested,
    }
}

pub(super) struct JsonRows<'r> {
    name: String,
    text: BufReader<Box<dyn Read + Send + 'r>>,
    /// The line that the next byte is on.
    line: u64,
    one_a_line: bool,
    /// Bytes of the records read so far.
    read: usize,
    ahead: VecDeque<Result<Row, RowFault>>,
    ended: bool,
}

/// A column of a sample of records.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ColumnSample {
    /// Whether some record has a typed number there.
    pub numbers: bool,
}

/// Opens the text and learns the columns from its first records: nested fields by dotted path.
pub(super) fn open<'r>(
    name: &str,
    text: Box<dyn Read + Send + 'r>,
    head: &str,
    format: InputFormat,
) -> Result<(JsonRows<'r>, Vec<String>, Vec<ColumnSample>), Diagnostic> {
    let first_line = head.lines().find(|line| !line.trim().is_empty()).unwrap_or("");
    let one_a_line = format != InputFormat::JsonArray && serde_json::from_str::<Value>(first_line).is_ok();
    let mut rows = JsonRows {
        name: name.to_owned(),
        text: BufReader::with_capacity(64 * 1024, text),
        line: 1,
        one_a_line,
        read: 0,
        ahead: VecDeque::new(),
        ended: false,
    };
    let mut columns: IndexMap<String, ColumnSample> = IndexMap::new();
    while rows.ahead.len() < SAMPLE && rows.read < SAMPLE_BYTES {
        let Some(row) = rows.read_row() else { break };
        if let Ok(Row::Record { record, .. }) = &row {
            flatten(record, "", &mut columns);
        }
        rows.ahead.push_back(row);
    }
    // `[]` is a table that is known to have no rows; whatever else holds no field is no table.
    let vacant = format == InputFormat::JsonArray && rows.ahead.is_empty();
    if columns.is_empty() && !vacant {
        let message = format!("{name} holds no record with a field");
        let diagnostic = Diagnostic::without_place(&codes::EMPTY_TABLE, message);
        return Err(match rows.ahead.pop_front() {
            Some(Err(RowFault::Rejected(rejected))) => {
                diagnostic.note(format!("line {}: {}", rejected.line, rejected.reason))
            }
            Some(Err(RowFault::Failed(failed))) => *failed,
            Some(Ok(_)) | None => diagnostic,
        });
    }
    let (names, samples) = columns.into_iter().unzip();
    Ok((rows, names, samples))
}

fn flatten(record: &Map<String, Value>, prefix: &str, columns: &mut IndexMap<String, ColumnSample>) {
    for (key, value) in record {
        let path = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
        match value {
            Value::Object(inner) => flatten(inner, &path, columns),
            Value::Number(_) => columns.entry(path).or_default().numbers = true,
            Value::Null | Value::Bool(_) | Value::String(_) | Value::Array(_) => {
                columns.entry(path).or_default();
            }
        }
    }
}

impl<'r> JsonRows<'r> {
    /// The records of whole lines, the first of which stands on a line of the file.
    fn lines(name: &str, text: Box<dyn Read + Send + 'r>, line: u64) -> JsonRows<'r> {
        JsonRows {
            name: name.to_owned(),
            text: BufReader::with_capacity(64 * 1024, text),
            line,
            one_a_line: true,
            read: 0,
            ahead: VecDeque::new(),
            ended: false,
        }
    }

    /// The same rows as pieces, where each stands on a line of its own.
    ///
    /// # Errors
    /// The rows themselves, where they do not.
    pub(super) fn into_pieces(
        self,
        file: Arc<AccountFile<'r>>,
    ) -> Result<Box<dyn PieceSource + 'r>, JsonRows<'r>> {
        if self.one_a_line { Ok(Box::new(pieces::JsonPieces::new(file, self))) } else { Err(self) }
    }

    /// The next record.
    pub(super) fn next_row(&mut self) -> Option<Result<Row, RowFault>> {
        self.ahead.pop_front().or_else(|| self.read_row())
    }

    fn read_row(&mut self) -> Option<Result<Row, RowFault>> {
        self.read_as(|_| None)
    }

    /// The next record, as far as it is wanted.
    fn next_wanted(&mut self, wanted: &pieces::Wanted) -> Option<Result<Row, RowFault>> {
        self.read_as(|bytes| wanted.record(bytes))
    }

    /// The next record; what `partly` does not make of it is read in full.
    fn read_as(
        &mut self,
        partly: impl FnOnce(&[u8]) -> Option<Map<String, Value>>,
    ) -> Option<Result<Row, RowFault>> {
        if self.ended {
            return None;
        }
        let element = if self.one_a_line { self.next_line() } else { self.next_element() };
        let (line, bytes) = match element? {
            Ok(element) => element,
            Err(fault) => {
                self.ended = matches!(fault, RowFault::Failed(_));
                return Some(Err(fault));
            }
        };
        self.read = self.read.saturating_add(bytes.len());
        if let Some(record) = partly(&bytes) {
            return Some(Ok(Row::Record { line, record }));
        }
        Some(match serde_json::from_slice::<Value>(&bytes) {
            Ok(Value::Object(record)) => Ok(Row::Record { line, record }),
            Ok(_) => Err(self.reject(line, "it is not a JSON record in `{ }`".to_owned(), &bytes)),
            Err(error) => {
                // The position in the message is that of the record, not of the file.
                let words = error.to_string();
                let words = words.split(" at line ").next().unwrap_or_default();
                let place = format!("{words}, at character {} of the record", error.column());
                Err(self.reject(line, format!("it is not valid JSON: {place}"), &bytes))
            }
        })
    }

    fn reject(&self, line: u64, reason: String, bytes: &[u8]) -> RowFault {
        let text = String::from_utf8_lossy(bytes).chars().take(1_000).collect();
        RowFault::Rejected(Rejected { file: self.name.clone(), line, reason, text, is_lone_cell: false })
    }

    fn failed(&self, error: &std::io::Error) -> RowFault {
        RowFault::Failed(Box::new(unreadable(&self.name, error)))
    }

    fn too_long(&self, line: u64) -> RowFault {
        RowFault::Failed(Box::new(too_long(&self.name, line)))
    }

    fn next_line(&mut self) -> Option<Result<(u64, Vec<u8>), RowFault>> {
        loop {
            let line = self.line;
            let mut bytes = Vec::new();
            let limit = MAX_RECORD as u64 + 1;
            match (&mut self.text).take(limit).read_until(b'\n', &mut bytes) {
                Ok(0) => return None,
                Ok(count) if count as u64 == limit => return Some(Err(self.too_long(line))),
                Ok(_) => {}
                Err(error) => return Some(Err(self.failed(&error))),
            }
            self.line += 1;
            if !bytes.trim_ascii().is_empty() {
                return Some(Ok((line, bytes.trim_ascii().to_vec())));
            }
        }
    }

    /// The bytes of the next record by its brackets; what stands between records is passed over.
    fn next_element(&mut self) -> Option<Result<(u64, Vec<u8>), RowFault>> {
        let mut bytes: Vec<u8> = Vec::new();
        let mut start = self.line;
        let (mut depth, mut in_text, mut escaped) = (0usize, false, false);
        loop {
            let buffer = match self.text.fill_buf() {
                Ok([]) if bytes.is_empty() => return None,
                Ok([]) => {
                    self.ended = true;
                    let reason = "the file ends inside this record".to_owned();
                    return Some(Err(self.reject(start, reason, &bytes)));
                }
                Ok(buffer) => buffer,
                Err(error) => {
                    let error = std::io::Error::new(error.kind(), error.to_string());
                    return Some(Err(self.failed(&error)));
                }
            };
            let (mut used, mut complete) = (0, false);
            for &byte in buffer {
                used += 1;
                self.line += u64::from(byte == b'\n');
                let between = depth == 0 && bytes.is_empty();
                if between && (byte.is_ascii_whitespace() || matches!(byte, b',' | b'[' | b']')) {
                    start = self.line;
                    continue;
                }
                bytes.push(byte);
                match byte {
                    _ if escaped => escaped = false,
                    b'\\' if in_text => escaped = true,
                    b'"' => in_text = !in_text,
                    b'{' | b'[' if !in_text => depth += 1,
                    b'}' | b']' if !in_text => depth = depth.saturating_sub(1),
                    _ => {}
                }
                // A value that is no record ends at the comma or the closing bracket of the array.
                let scalar_end = depth == 0 && !in_text && matches!(byte, b',' | b']' | b'\n');
                complete = scalar_end || (depth == 0 && !in_text && matches!(byte, b'}'));
                if complete {
                    break;
                }
            }
            self.text.consume(used);
            if complete {
                let trimmed = bytes.trim_ascii();
                let element = trimmed.strip_suffix(b",").unwrap_or(trimmed);
                return Some(Ok((start, element.to_vec())));
            }
            if bytes.len() > MAX_RECORD {
                return Some(Err(self.too_long(start)));
            }
        }
    }
}

/// The fault of a record beyond [`MAX_RECORD`].
fn too_long(name: &str, line: u64) -> Diagnostic {
    let message = format!("the record that starts on line {line} of {name} is longer than 16 MB");
    Diagnostic::without_place(&codes::UNREADABLE_TABLE, message)
}

#[cfg(test)]
mod tests;
