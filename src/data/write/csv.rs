//! CSV as RFC 4180 has it, and safe to open in a spreadsheet.

use std::borrow::Cow;
use std::io::{self, Write};

use memchr::{memchr, memchr3};

use super::columns::{Encoded, ResultBatch, ResultColumn, ResultFormat};
use super::decimal::{push_points, push_tenths};
use super::lazy::LazyWords;
use super::{RowWriter, Value};
use crate::plan::classes::Texts;
use crate::types::Number;

/// Results as CSV: UTF-8, commas, `\n`; quotes where they are needed. Where `guarded`, a text that a spreadsheet would
/// run as a formula gets an apostrophe before it.
#[derive(Debug, Clone, Copy)]
pub struct CsvFormat {
    /// Whether texts are guarded.
    pub guarded: bool,
}

impl CsvFormat {
    /// The line of column names.
    #[must_use]
    pub fn header(self, columns: &[String]) -> Vec<u8> {
        let mut out = Vec::new();
        let names = columns.iter().map(|column| Value::Text(column.as_str().into()));
        self.push_row(&mut out, names);
        out
    }

    fn push_row<'a>(self, out: &mut Vec<u8>, values: impl Iterator<Item = Value<'a>>) {
        let start = out.len();
        for (index, value) in values.enumerate() {
            if index > 0 {
                out.push(b',');
            }
            push_value(out, &value, self.guarded);
        }
        end_row(out, start);
    }

    fn push_batch(self, out: &mut Vec<u8>, batch: &ResultBatch) {
        let mut cells: Vec<Cells<'_>> =
            batch.columns.iter().map(|column| Cells::new(column, self.guarded)).collect();
        for row in 0..batch.rows {
            let start = out.len();
            for (index, column) in cells.iter_mut().enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                column.push(out, row, self.guarded);
            }
            end_row(out, start);
        }
    }
}

impl ResultFormat for CsvFormat {
    fn encode(&self, batches: Vec<ResultBatch>) -> io::Result<Encoded> {
        let mut out = Vec::with_capacity(batches.iter().map(likely_bytes).sum());
        batches.iter().for_each(|batch| self.push_batch(&mut out, batch));
        Ok(Encoded::Bytes(out))
    }
}

/// About how many bytes a batch takes.
fn likely_bytes(batch: &ResultBatch) -> usize {
    let column = |column: &ResultColumn| match column {
        ResultColumn::Texts(texts) => texts.all().len() + 2 * batch.rows,
        _ => 10 * batch.rows,
    };
    batch.columns.iter().map(column).sum()
}

/// A column on its way out; what repeats is quoted once.
enum Cells<'a> {
    Plain(&'a ResultColumn),
    /// Texts of which none needs quotes.
    Bare(&'a Texts),
    Words(&'a [u32], LazyWords),
}

impl<'a> Cells<'a> {
    fn new(column: &'a ResultColumn, guarded: bool) -> Cells<'a> {
        match column {
            ResultColumn::Words(numbers, words) => {
                let words = std::sync::Arc::clone(words);
                let push = move |out: &mut Vec<u8>, number: usize| {
                    if let Some(Some(word)) = words.get(number) {
                        push_text(out, &guard(word, guarded));
                    }
                };
                Cells::Words(numbers, LazyWords::new(Box::new(push)))
            }
            ResultColumn::Lists(numbers, lists) => {
                let lists = std::sync::Arc::clone(lists);
                let push = move |out: &mut Vec<u8>, number: usize| {
                    let joined = lists.get(number).map(|names| names.join(";")).unwrap_or_default();
                    push_text(out, &guard(&joined, guarded));
                };
                Cells::Words(numbers, LazyWords::new(Box::new(push)))
            }
            ResultColumn::Texts(texts) if !needs_quotes(texts.all()) => Cells::Bare(texts),
            plain => Cells::Plain(plain),
        }
    }

    fn push(&mut self, out: &mut Vec<u8>, row: usize, guarded: bool) {
        match self {
            Cells::Words(numbers, words) => {
                out.extend_from_slice(numbers.get(row).map_or(&[], |number| words.get(*number)));
            }
            Cells::Bare(texts) => {
                if let Some(text) = texts.get(row) {
                    // An apostrophe needs no quotes either.
                    out.extend_from_slice(guard(text, guarded).as_bytes());
                }
            }
            Cells::Plain(ResultColumn::Texts(texts)) => {
                if let Some(text) = texts.get(row) {
                    push_text(out, &guard(text, guarded));
                }
            }
            Cells::Plain(ResultColumn::Points(points)) => {
                if let Some(points) = points.get(row) {
                    push_points(out, *points);
                }
            }
            Cells::Plain(ResultColumn::Tenths(tenths)) => {
                if let Some(Some(tenths)) = tenths.get(row) {
                    push_tenths(out, *tenths);
                }
            }
            Cells::Plain(column) => push_value(out, &column.value(row), guarded),
        }
    }
}

fn push_value(out: &mut Vec<u8>, value: &Value<'_>, guarded: bool) {
    match value {
        Value::Empty => {}
        Value::Text(text) => push_text(out, &guard(text, guarded)),
        Value::Number(text) => push_text(out, text),
        Value::Boolean(value) => push_text(out, if *value { "true" } else { "false" }),
        Value::List(texts) => push_text(out, &guard(&texts.join(";"), guarded)),
        Value::Json(value) => push_text(out, &value.to_string()),
    }
}

/// A cell, in quotes where it holds what would end it.
fn push_text(out: &mut Vec<u8>, text: &str) {
    let bytes = text.as_bytes();
    if !needs_quotes(text) {
        out.extend_from_slice(bytes);
        return;
    }
    out.push(b'"');
    for (index, part) in bytes.split(|byte| *byte == b'"').enumerate() {
        if index > 0 {
            out.extend_from_slice(b"\"\"");
        }
        out.extend_from_slice(part);
    }
    out.push(b'"');
}

fn needs_quotes(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr3(b',', b'"', b'\n', bytes).is_some() || memchr(b'\r', bytes).is_some()
}

/// Ends a row that began at `start`. One empty cell is quoted, since an empty line is no row.
fn end_row(out: &mut Vec<u8>, start: usize) {
    out.extend_from_slice(if out.len() == start { b"\"\"\n" } else { b"\n" });
}

/// A text that a spreadsheet would take for a formula, with an apostrophe before it. Numbers are left alone.
fn guard(text: &str, guarded: bool) -> Cow<'_, str> {
    // Most texts are told by their first byte: the wide signs begin with 0xEF.
    let suspect = matches!(text.as_bytes().first(), Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r' | 0xEF));
    let formula = suspect && text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    if guarded && formula && Number::parse(text).is_err() {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Writes rows as CSV, one after another: logs, and other tables that are small.
pub struct CsvWriter<W: Write> {
    stream: W,
    format: CsvFormat,
    width: usize,
    row: Vec<u8>,
}

impl<W: Write> CsvWriter<W> {
    /// A writer; writes the column names.
    ///
    /// # Errors
    /// The stream's.
    pub fn new(mut stream: W, columns: &[String], guarded: bool) -> io::Result<CsvWriter<W>> {
        let format = CsvFormat { guarded };
        stream.write_all(&format.header(columns))?;
        Ok(CsvWriter { stream, format, width: columns.len(), row: Vec::new() })
    }
}

impl<W: Write> RowWriter for CsvWriter<W> {
    fn row(&mut self, values: &[Value<'_>]) -> io::Result<()> {
        self.row.clear();
        let missing = self.width.saturating_sub(values.len());
        let missing = std::iter::repeat_n(Value::Empty, missing);
        self.format.push_row(&mut self.row, values.iter().cloned().chain(missing));
        self.stream.write_all(&self.row)
    }

    fn finish(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the `csv` crate makes of the same rows.
    fn by_crate(rows: &[Vec<String>]) -> Vec<u8> {
        let mut writer = ::csv::WriterBuilder::new()
            .flexible(true)
            .terminator(::csv::Terminator::Any(b'\n'))
            .from_writer(Vec::new());
        for row in rows {
            writer.write_record(row.iter().map(|cell| guard(cell, true).into_owned())).unwrap();
        }
        writer.into_inner().unwrap()
    }

    proptest::proptest! {
        #[test]
        fn rows_are_quoted_as_the_csv_crate_quotes_them(
            rows in (1usize..4).prop_flat_map(|width| proptest::collection::vec(proptest::collection::vec("[-a1,;\"\n\r\t =＝é]{0,5}", width), 1..4))
        ) {
            let mut out = Vec::new();
            for row in &rows {
                CsvFormat { guarded: true }.push_row(&mut out, row.iter().map(|cell| Value::Text(cell.as_str().into())));
            }
            proptest::prop_assert_eq!(String::from_utf8(out).unwrap(), String::from_utf8(by_crate(&rows)).unwrap());
        }
    }

    proptest::proptest! {
        #[test]
        fn a_column_is_written_as_its_texts_are_one_by_one(
            texts in proptest::collection::vec(proptest::option::of("[-a1;\t =＝é]{0,5}"), 1..5),
            quoted in proptest::option::of("[,\"\n\r]"),
            guarded in proptest::bool::ANY,
        ) {
            let texts: Vec<Option<String>> = texts.into_iter().chain(quoted.map(Some)).collect();
            let mut column = Texts::default();
            texts.iter().for_each(|text| column.push(text.as_deref()));
            let batch = ResultBatch { rows: texts.len(), columns: vec![ResultColumn::Texts(column)] };
            let (mut by_column, mut by_text) = (Vec::new(), Vec::new());
            CsvFormat { guarded }.push_batch(&mut by_column, &batch);
            for text in &texts {
                let value = text.as_deref().map_or(Value::Empty, Value::text);
                CsvFormat { guarded }.push_row(&mut by_text, std::iter::once(value));
            }
            proptest::prop_assert_eq!(String::from_utf8(by_column).unwrap(), String::from_utf8(by_text).unwrap());
        }
    }

    use proptest::strategy::Strategy as _;
}
