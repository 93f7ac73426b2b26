//! The findings file and the rejects file, as CSV.

use std::io::{self, Write};

use super::{CsvWriter, RowWriter, Value};
use crate::data::findings::Finding;
use crate::data::rows::Rejected;

/// Writes findings: file, table, row, key, column, field, value, reason, and the reason in words.
pub struct FindingsWriter<W: Write> {
    writer: CsvWriter<W>,
}

impl<W: Write> FindingsWriter<W> {
    /// A writer; writes the column names.
    ///
    /// # Errors
    /// The stream's.
    pub fn new(stream: W) -> io::Result<FindingsWriter<W>> {
        let columns = ["file", "table", "row", "key", "column", "field", "value", "reason", "words"];
        Ok(FindingsWriter { writer: CsvWriter::new(stream, &columns.map(str::to_owned), true)? })
    }

    /// Writes one finding.
    ///
    /// # Errors
    /// The stream's.
    pub fn finding(&mut self, finding: &Finding<'_>) -> io::Result<()> {
        let words = finding.reason.to_string();
        let row = i64::try_from(finding.line).unwrap_or(i64::MAX);
        self.writer.row(&[
            Value::text(finding.file),
            Value::text(finding.table.unwrap_or("")),
            Value::whole(row),
            Value::text(finding.key.unwrap_or("")),
            Value::text(finding.column),
            Value::text(finding.field),
            Value::text(finding.value),
            Value::text(finding.reason.slug()),
            Value::text(&words),
        ])
    }

    /// Hands everything to the stream.
    ///
    /// # Errors
    /// The stream's.
    pub fn finish(&mut self) -> io::Result<()> {
        self.writer.finish()
    }
}

/// Writes rows that cannot be read: file, row, reason, and what the row holds.
pub struct RejectsWriter<W: Write> {
    writer: CsvWriter<W>,
}

impl<W: Write> RejectsWriter<W> {
    /// A writer; writes the column names.
    ///
    /// # Errors
    /// The stream's.
    pub fn new(stream: W) -> io::Result<RejectsWriter<W>> {
        let columns = ["file", "row", "reason", "text"];
        Ok(RejectsWriter { writer: CsvWriter::new(stream, &columns.map(str::to_owned), true)? })
    }

    /// Writes one row.
    ///
    /// # Errors
    /// The stream's.
    pub fn reject(&mut self, rejected: &Rejected) -> io::Result<()> {
        let row = i64::try_from(rejected.line).unwrap_or(i64::MAX);
        self.writer.row(&[
            Value::text(&rejected.file),
            Value::whole(row),
            Value::text(&rejected.reason),
            Value::text(&rejected.text),
        ])
    }

    /// Hands everything to the stream.
    ///
    /// # Errors
    /// The stream's.
    pub fn finish(&mut self) -> io::Result<()> {
        self.writer.finish()
    }
}
