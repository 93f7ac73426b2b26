//! Rows of results to a stream: CSV, JSONL, JSON, Parquet, Arrow.
//!
//! In: column names once, then rows of values. Out: bytes. Invariant: one row is held at a time; the same rows give the
//! same bytes.

mod arrow;
mod columns;
mod csv;
mod decimal;
mod gather;
mod json;
mod lazy;
mod logs;
mod parquet;
mod sinks;
mod xlsx;

use std::borrow::Cow;
use std::io;

pub use arrow::{ArrowFormat, ArrowSink};
pub use columns::{ColumnKind, Encoded, ResultBatch, ResultColumn, ResultFormat, ResultSink};
pub use csv::{CsvFormat, CsvWriter};
pub use json::JsonFormat;
pub use logs::{FindingsWriter, RejectsWriter};
pub use parquet::{EncodedGroup, ParquetFormat, ParquetSink};
pub use sinks::{ByteSink, JsonArraySink};
pub use xlsx::{XlsxFormat, XlsxSink};

use super::raw::{Raw, shortest_digits};
use crate::types::{Number, Points};

/// A cell of a result.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// Nothing: an empty cell, JSON null.
    Empty,
    /// Text.
    Text(Cow<'a, str>),
    /// A number, as decimal text.
    Number(Cow<'a, str>),
    /// A boolean.
    Boolean(bool),
    /// Several texts: joined by `;` in CSV, a list in JSON.
    List(Vec<Cow<'a, str>>),
    /// A structure: JSON text in CSV.
    Json(serde_json::Value),
}

impl<'a> Value<'a> {
    /// Text, or nothing for an empty one.
    #[must_use]
    pub fn text(text: &'a str) -> Value<'a> {
        if text.is_empty() { Value::Empty } else { Value::Text(Cow::Borrowed(text)) }
    }

    /// The cell as people read it.
    #[must_use]
    pub fn shown(&self) -> Cow<'_, str> {
        match self {
            Value::Empty => Cow::Borrowed(""),
            Value::Text(text) => Cow::Borrowed(text),
            Value::Number(text) => Cow::Owned(shortest_digits(text)),
            Value::Boolean(value) => Cow::Borrowed(if *value { "true" } else { "false" }),
            Value::List(texts) => Cow::Owned(texts.join(";")),
            Value::Json(value) => Cow::Owned(value.to_string()),
        }
    }

    /// The same, held on its own.
    #[must_use]
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Value::Empty => Value::Empty,
            Value::Text(text) => Value::Text(text.into_owned().into()),
            Value::Number(text) => Value::Number(text.into_owned().into()),
            Value::Boolean(truth) => Value::Boolean(truth),
            Value::List(texts) => {
                Value::List(texts.into_iter().map(|text| text.into_owned().into()).collect())
            }
            Value::Json(value) => Value::Json(value),
        }
    }

    /// A whole number.
    #[must_use]
    pub fn whole(number: i64) -> Value<'static> {
        Value::Number(Cow::Owned(number.to_string()))
    }
}

impl From<Points> for Value<'_> {
    fn from(points: Points) -> Self {
        Value::Number(Cow::Owned(points.to_string()))
    }
}

impl From<Number> for Value<'_> {
    fn from(number: Number) -> Self {
        Value::Number(Cow::Owned(number.to_string()))
    }
}

/// A cell that passes through keeps its type.
impl<'a> From<Raw<'a>> for Value<'a> {
    fn from(raw: Raw<'a>) -> Self {
        match raw {
            Raw::Absent => Value::Empty,
            Raw::Text(text) => Value::Text(text),
            Raw::Undecodable(text) | Raw::Date(text) | Raw::Fault(text) => Value::Text(Cow::Owned(text)),
            Raw::Number(text) => Value::Number(Cow::Owned(text)),
            Raw::Boolean(value) => Value::Boolean(value),
            Raw::List(elements) => {
                Value::List(elements.iter().map(|element| Cow::Owned(element.shown().into_owned())).collect())
            }
            Raw::Nested => Value::Empty,
        }
    }
}

/// Writes a table row by row.
pub trait RowWriter {
    /// Writes a row: one value for each column.
    ///
    /// # Errors
    /// The stream's.
    fn row(&mut self, values: &[Value<'_>]) -> io::Result<()>;

    /// Ends the table and hands everything to the stream.
    ///
    /// # Errors
    /// The stream's.
    fn finish(&mut self) -> io::Result<()>;
}
