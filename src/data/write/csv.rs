//! CSV as RFC 4180 has it, and safe to open in a spreadsheet.

use std::borrow::Cow;
use std::io::{self, Write};

use super::{RowWriter, Value};
use crate::types::Number;

/// Writes rows as CSV: UTF-8, commas, `\n`; quotes where they are needed.
pub struct CsvWriter<W: Write> {
    writer: ::csv::Writer<W>,
    guarded: bool,
    width: usize,
}

impl<W: Write> CsvWriter<W> {
    /// A writer; writes the column names. Where `guarded`, a text that a spreadsheet would run as a formula gets an
    /// apostrophe before it.
    ///
    /// # Errors
    /// The stream's.
    pub fn new(stream: W, columns: &[String], guarded: bool) -> io::Result<CsvWriter<W>> {
        let mut writer = ::csv::WriterBuilder::new()
            .flexible(true)
            .terminator(::csv::Terminator::Any(b'\n'))
            .from_writer(stream);
        let names = columns.iter().map(|column| guard(column, guarded).into_owned().into_bytes());
        writer.write_record(names).map_err(system)?;
        Ok(CsvWriter { writer, guarded, width: columns.len() })
    }
}

impl<W: Write> RowWriter for CsvWriter<W> {
    fn row(&mut self, values: &[Value<'_>]) -> io::Result<()> {
        for value in values {
            let text = match value {
                Value::Empty => Cow::Borrowed(""),
                Value::Text(text) => guard(text, self.guarded),
                Value::Number(text) => Cow::Borrowed(text.as_ref()),
                Value::Boolean(value) => Cow::Borrowed(if *value { "true" } else { "false" }),
                Value::List(texts) => guard(&texts.join(";"), self.guarded).into_owned().into(),
                Value::Json(value) => value.to_string().into(),
            };
            self.writer.write_field(text.as_bytes()).map_err(system)?;
        }
        for _ in values.len()..self.width {
            self.writer.write_field("").map_err(system)?;
        }
        self.writer.write_record(None::<&[u8]>).map_err(system)?;
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// The stream's own error: callers look at its kind, to tell a closed pipe from a full disk.
fn system(error: ::csv::Error) -> io::Error {
    match error.into_kind() {
        ::csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// A text that a spreadsheet would take for a formula, with an apostrophe before it. Numbers are left alone.
fn guard(text: &str, guarded: bool) -> Cow<'_, str> {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    if guarded && formula && Number::parse(text).is_err() {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}
