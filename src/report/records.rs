//! Result rows as CSV, JSON lines or one JSON array.

use std::io::{self, Write};

use super::Field;

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordFormat {
    /// Comma-separated, UTF-8, quoted where needed, one header line.
    Csv,
    /// One JSON object a line.
    Jsonl,
    /// One JSON array of objects.
    Json,
}

/// Writes rows one after the other.
#[derive(Debug)]
pub struct RecordWriter<W: Write> {
    out: W,
    format: RecordFormat,
    names: Vec<String>,
    rows: u64,
}

impl<W: Write> RecordWriter<W> {
    /// Begins: the header is written at once.
    ///
    /// # Errors
    /// When the stream will not take it.
    pub fn new(mut out: W, format: RecordFormat, names: &[String]) -> io::Result<RecordWriter<W>> {
        match format {
            RecordFormat::Csv => csv_line(&mut out, names.iter().map(String::as_str))?,
            RecordFormat::Json => out.write_all(b"[")?,
            RecordFormat::Jsonl => {}
        }
        Ok(RecordWriter { out, format, names: names.to_vec(), rows: 0 })
    }

    /// Writes one row, one field a column.
    ///
    /// # Errors
    /// When the stream will not take it.
    pub fn row(&mut self, fields: &[Field]) -> io::Result<()> {
        match self.format {
            RecordFormat::Csv => {
                let texts: Vec<String> = fields.iter().map(Field::text).collect();
                csv_line(&mut self.out, texts.iter().map(String::as_str))?;
            }
            RecordFormat::Jsonl => {
                self.out.write_all(json_object(&self.names, fields).as_bytes())?;
                self.out.write_all(b"\n")?;
            }
            RecordFormat::Json => {
                self.out.write_all(if self.rows == 0 { b"\n  " } else { b",\n  " })?;
                self.out.write_all(json_object(&self.names, fields).as_bytes())?;
            }
        }
        self.rows += 1;
        Ok(())
    }

    /// Ends, and gives the stream back.
    ///
    /// # Errors
    /// When the stream will not take the rest.
    pub fn finish(mut self) -> io::Result<W> {
        if self.format == RecordFormat::Json {
            self.out.write_all(if self.rows == 0 { b"]\n" } else { b"\n]\n" })?;
        }
        self.out.flush()?;
        Ok(self.out)
    }
}

/// One CSV record by RFC 4180, ended by a line feed.
fn csv_line<'a>(out: &mut impl Write, cells: impl Iterator<Item = &'a str>) -> io::Result<()> {
    let mut line = String::new();
    for (index, cell) in cells.enumerate() {
        if index > 0 {
            line.push(',');
        }
        // A lone empty cell is quoted: the line would look blank otherwise.
        let quoted = cell.contains([',', '"', '\n', '\r']) || cell.starts_with(' ') || cell.ends_with(' ');
        if quoted {
            line.push('"');
            line.push_str(&cell.replace('"', "\"\""));
            line.push('"');
        } else {
            line.push_str(cell);
        }
    }
    if line.is_empty() {
        line.push_str("\"\"");
    }
    line.push('\n');
    out.write_all(line.as_bytes())
}

fn json_object(names: &[String], fields: &[Field]) -> String {
    let mut object = String::from("{");
    for (index, (name, field)) in names.iter().zip(fields).enumerate() {
        if index > 0 {
            object.push_str(", ");
        }
        object.push_str(&json_text(name));
        object.push_str(": ");
        object.push_str(&json_value(field));
    }
    object.push('}');
    object
}

fn json_value(field: &Field) -> String {
    match field {
        Field::Empty => "null".to_owned(),
        Field::Text(text) => json_text(text),
        Field::Number(digits) | Field::Json(digits) => digits.clone(),
        Field::Boolean(truth) => truth.to_string(),
        Field::List(names) => {
            let names: Vec<String> = names.iter().map(|name| json_text(name)).collect();
            format!("[{}]", names.join(", "))
        }
    }
}

fn json_text(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(format: RecordFormat) -> String {
        let names = ["id".to_owned(), "fit".to_owned(), "missing".to_owned(), "tier".to_owned()];
        let mut writer = RecordWriter::new(Vec::new(), format, &names).unwrap();
        let missing = Field::List(vec!["employees".to_owned(), "country".to_owned()]);
        writer
            .row(&[
                Field::Text("a,\"1\"".to_owned()),
                Field::Number("9.999".to_owned()),
                missing,
                Field::Empty,
            ])
            .unwrap();
        writer
            .row(&[
                Field::Empty,
                Field::Number("-3".to_owned()),
                Field::List(vec![]),
                Field::Text("甲".to_owned()),
            ])
            .unwrap();
        String::from_utf8(writer.finish().unwrap()).unwrap()
    }

    #[test]
    fn csv_quotes_what_needs_it() {
        assert_eq!(
            written(RecordFormat::Csv),
            "id,fit,missing,tier\n\"a,\"\"1\"\"\",9.999,employees;country,\n,-3,,甲\n"
        );
    }

    #[test]
    fn json_keeps_digits_and_lists() {
        let lines = "{\"id\": \"a,\\\"1\\\"\", \"fit\": 9.999, \"missing\": [\"employees\", \"country\"], \"tier\": null}\n\
                     {\"id\": null, \"fit\": -3, \"missing\": [], \"tier\": \"甲\"}\n";
        assert_eq!(written(RecordFormat::Jsonl), lines);
        let array: serde_json::Value = serde_json::from_str(&written(RecordFormat::Json)).unwrap();
        assert_eq!(array.as_array().unwrap().len(), 2);
    }

    #[test]
    fn a_row_of_one_empty_cell_is_no_blank_line() {
        let mut writer = RecordWriter::new(Vec::new(), RecordFormat::Csv, &["tier".to_owned()]).unwrap();
        writer.row(&[Field::Empty]).unwrap();
        assert_eq!(writer.finish().unwrap(), b"tier\n\"\"\n");
    }

    #[test]
    fn no_rows_are_a_header_or_an_empty_array() {
        let empty =
            |format| RecordWriter::new(Vec::new(), format, &["id".to_owned()]).unwrap().finish().unwrap();
        assert_eq!(empty(RecordFormat::Csv), b"id\n");
        assert_eq!(empty(RecordFormat::Jsonl), b"");
        assert_eq!(empty(RecordFormat::Json), b"[]\n");
    }
}
