//! JSON: one record a line, or one array.

use std::io::{self, Write};

use super::{RowWriter, Value};

/// Writes one JSON record a line.
pub struct JsonLinesWriter<W: Write> {
    stream: W,
    columns: Vec<String>,
}

impl<W: Write> JsonLinesWriter<W> {
    /// A writer.
    pub fn new(stream: W, columns: &[String]) -> JsonLinesWriter<W> {
        JsonLinesWriter { stream, columns: columns.to_vec() }
    }
}

impl<W: Write> RowWriter for JsonLinesWriter<W> {
    fn row(&mut self, values: &[Value<'_>]) -> io::Result<()> {
        write_record(&mut self.stream, &self.columns, values)?;
        self.stream.write_all(b"\n")
    }

    fn finish(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

/// Writes one JSON array, a record a line.
pub struct JsonWriter<W: Write> {
    stream: W,
    columns: Vec<String>,
    started: bool,
}

impl<W: Write> JsonWriter<W> {
    /// A writer.
    pub fn new(stream: W, columns: &[String]) -> JsonWriter<W> {
        JsonWriter { stream, columns: columns.to_vec(), started: false }
    }
}

impl<W: Write> RowWriter for JsonWriter<W> {
    fn row(&mut self, values: &[Value<'_>]) -> io::Result<()> {
        let before: &[u8] = if std::mem::replace(&mut self.started, true) { b",\n" } else { b"[\n" };
        self.stream.write_all(before)?;
        write_record(&mut self.stream, &self.columns, values)
    }

    fn finish(&mut self) -> io::Result<()> {
        self.stream.write_all(if self.started { b"\n]\n" } else { b"[]\n" })?;
        self.stream.flush()
    }
}

fn write_record(stream: &mut impl Write, columns: &[String], values: &[Value<'_>]) -> io::Result<()> {
    stream.write_all(b"{")?;
    for (index, (column, value)) in columns.iter().zip(values).enumerate() {
        if index > 0 {
            stream.write_all(b",")?;
        }
        serde_json::to_writer(&mut *stream, column)?;
        stream.write_all(b":")?;
        match value {
            Value::Empty => stream.write_all(b"null")?,
            Value::Text(text) => serde_json::to_writer(&mut *stream, text)?,
            Value::Number(text) => stream.write_all(text.as_bytes())?,
            Value::Boolean(value) => serde_json::to_writer(&mut *stream, value)?,
            Value::List(texts) => serde_json::to_writer(&mut *stream, texts)?,
            Value::Json(value) => serde_json::to_writer(&mut *stream, value)?,
        }
    }
    stream.write_all(b"}")
}
