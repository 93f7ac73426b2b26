//! Results as a workbook of one sheet.
//!
//! In: batches of result columns, in input order. Out: an xlsx file. Invariant: a text is a text cell whatever it
//! begins with, a number is a number cell unless a spreadsheet would round it, and the same rows give the same bytes.
//! What is held does not grow with the rows: they wait, packed, in a temporary file of the system until the end.

use std::io::{self, Write};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::Value;
use super::columns::{Encoded, ResultBatch, ResultFormat, ResultSink};

/// The most rows that a sheet holds below its header.
const MOST_ROWS: u32 = 1_048_575;

/// The most characters that a cell holds.
const MOST_CHARACTERS: usize = 32_767;

/// Digits that a spreadsheet keeps.
const DIGITS: usize = 15;

/// Hands batches to the writer as they are: a workbook is written by one thread.
#[derive(Debug, Clone, Copy)]
pub struct XlsxFormat;

impl ResultFormat for XlsxFormat {
    fn encode(&self, batches: Vec<ResultBatch>) -> io::Result<Encoded> {
        Ok(Encoded::Batches(batches))
    }
}

/// Writes the workbook.
pub struct XlsxSink<W: Write + Send> {
    out: W,
    book: Workbook,
    sheet: Worksheet,
    columns: Vec<String>,
    rows: u32,
}

impl<W: Write + Send> XlsxSink<W> {
    /// Begins with the column names, bold and always in sight.
    ///
    /// # Errors
    /// When there is no room for the rows that wait, or there are more columns than a sheet has.
    pub fn new(out: W, columns: &[String]) -> io::Result<XlsxSink<W>> {
        let mut book = Workbook::new();
        // The same results are the same bytes, whenever they are written.
        let day = ExcelDateTime::from_ymd(2000, 1, 1).map_err(failed)?;
        book.set_properties(&DocProperties::new().set_creation_datetime(&day));
        let mut sheet = book.new_worksheet_with_constant_memory().map_err(failed)?;
        sheet.set_name("Accounts").map_err(failed)?;
        sheet.set_freeze_panes(1, 0).map_err(failed)?;
        let bold = Format::new().set_bold();
        for (place, column) in columns.iter().enumerate() {
            sheet.write_string_with_format(0, place_of(place)?, column, &bold).map_err(failed)?;
        }
        Ok(XlsxSink { out, book, sheet, columns: columns.to_vec(), rows: 0 })
    }

    fn batch(&mut self, batch: &ResultBatch) -> io::Result<()> {
        for row in 0..batch.rows {
            if self.rows == MOST_ROWS {
                return Err(io::Error::other(
                    "a sheet holds at most 1,048,575 rows below its header; write CSV or Parquet instead",
                ));
            }
            self.rows += 1;
            for (place, column) in batch.columns.iter().enumerate() {
                self.cell(place, &column.value(row))?;
            }
        }
        Ok(())
    }

    fn cell(&mut self, place: usize, value: &Value<'_>) -> io::Result<()> {
        let (row, column) = (self.rows, place_of(place)?);
        match value {
            Value::Empty => return Ok(()),
            Value::Boolean(truth) => {
                self.sheet.write_boolean(row, column, *truth).map_err(failed)?;
            }
            Value::Number(digits) => match exact(digits) {
                Some(number) => {
                    self.sheet.write_number(row, column, number).map_err(failed)?;
                }
                None => self.text(place, digits)?,
            },
            Value::Text(text) => self.text(place, text)?,
            Value::List(texts) if texts.is_empty() => {}
            Value::List(texts) => self.text(place, &texts.join(";"))?,
            Value::Json(value) => self.text(place, &value.to_string())?,
        }
        Ok(())
    }

    fn text(&mut self, place: usize, text: &str) -> io::Result<()> {
        if text.len() > MOST_CHARACTERS && text.encode_utf16().count() > MOST_CHARACTERS {
            let column = self.columns.get(place).map_or("", String::as_str);
            let row = self.rows;
            return Err(io::Error::other(format!(
                "account {row} has more than 32,767 characters in \"{column}\", the most that a cell holds; leave the \
                 column out with `--select` or `--keep`, or write CSV"
            )));
        }
        self.sheet.write_string(self.rows, place_of(place)?, text).map_err(failed)?;
        Ok(())
    }
}

impl<W: Write + Send> ResultSink for XlsxSink<W> {
    fn append(&mut self, piece: Encoded) -> io::Result<()> {
        match piece {
            Encoded::Batches(batches) => batches.iter().try_for_each(|batch| self.batch(batch)),
            Encoded::Bytes(_) | Encoded::Group(_) => Err(io::Error::other("a workbook takes batches only")),
        }
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        let XlsxSink { mut out, mut book, mut sheet, columns, rows } = *self;
        if let Some(last) = columns.len().checked_sub(1) {
            sheet.autofilter(0, 0, rows, place_of(last)?).map_err(failed)?;
        }
        book.push_worksheet(sheet);
        book.save_to_writer(&mut out).map_err(failed)?;
        out.flush()
    }
}

fn place_of(place: usize) -> io::Result<u16> {
    u16::try_from(place).ok().filter(|place| *place < 16_384).ok_or_else(|| {
        io::Error::other("a sheet holds at most 16,384 columns; leave some out with `--select`")
    })
}

/// A number that a spreadsheet shows with all its digits.
fn exact(digits: &str) -> Option<f64> {
    let count = digits.bytes().filter(u8::is_ascii_digit).count();
    let number: f64 = digits.parse().ok()?;
    (count <= DIGITS && number.is_finite()).then_some(number)
}

fn failed(error: XlsxError) -> io::Error {
    match error {
        XlsxError::IoError(error) => error,
        error => io::Error::other(format!("as a workbook: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use calamine::{Data, Reader as _};

    use super::super::ResultColumn;
    use super::*;

    fn written(columns: &[&str], batches: Vec<ResultBatch>) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let names: Vec<String> = columns.iter().map(|name| (*name).to_owned()).collect();
        let mut sink = Box::new(XlsxSink::new(&mut bytes, &names)?);
        sink.append(XlsxFormat.encode(batches)?)?;
        sink.finish()?;
        Ok(bytes)
    }

    fn batch(values: Vec<Value<'static>>) -> ResultBatch {
        let columns = values.into_iter().map(|value| ResultColumn::Values(vec![value])).collect();
        ResultBatch { rows: 1, columns }
    }

    fn read(bytes: Vec<u8>) -> Vec<Vec<Data>> {
        let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(io::Cursor::new(bytes)).unwrap();
        let range = book.worksheet_range("Accounts").unwrap();
        range.rows().map(<[Data]>::to_vec).collect()
    }

    #[test]
    fn texts_are_texts_and_numbers_numbers() {
        let names = ["id", "score", "long", "formula", "public", "tiers", "blank"];
        let row = batch(vec![
            Value::Text("007".into()),
            Value::Number("12.5".into()),
            Value::Number("12345678901234567890".into()),
            Value::Text("=1+1".into()),
            Value::Boolean(true),
            Value::List(vec!["A".into(), "B".into()]),
            Value::Empty,
        ]);
        let bytes = written(&names, vec![row.clone()]).unwrap();
        let rows = read(bytes.clone());
        let text = |text: &str| Data::String(text.to_owned());
        assert_eq!(rows[0], names.map(text));
        assert_eq!(
            rows[1],
            [
                text("007"),
                Data::Float(12.5),
                text("12345678901234567890"),
                text("=1+1"),
                Data::Bool(true),
                text("A;B"),
                Data::Empty
            ]
        );
        assert_eq!(written(&names, vec![row]).unwrap(), bytes);
    }

    #[test]
    fn what_a_sheet_cannot_hold_is_refused() {
        let long = batch(vec![Value::Text("x".repeat(32_768).into())]);
        assert!(written(&["note"], vec![long]).unwrap_err().to_string().contains("32,767 characters"));
        let mut sink = XlsxSink::new(Vec::new(), &["id".to_owned()]).unwrap();
        sink.rows = MOST_ROWS;
        let piece = Encoded::Batches(vec![batch(vec![Value::Text("a".into())])]);
        assert!(sink.append(piece).unwrap_err().to_string().contains("1,048,575 rows"));
    }
}
