//! Results as columns: what workers hand to the writer of a format.
//!
//! In: batches of result columns. Out: bytes, or row groups. Invariant: encoding happens on the workers and keeps no
//! state from batch to batch but memory; what is appended is appended in input order.

use std::io;

use super::Value;
use super::parquet::EncodedGroup;
use crate::plan::classes::Texts;
use crate::types::Points;

/// One column of a batch of results.
#[derive(Debug, Clone, PartialEq)]
pub enum ResultColumn {
    /// Texts that rarely repeat: the key, columns that pass through.
    Texts(Texts),
    /// Texts of a few words: a number for each row, and the words; none is an empty cell.
    Words(Vec<u32>, std::sync::Arc<Vec<Option<String>>>),
    /// Lists of names: a number for each row, and the lists. Joined by `;` in CSV, a list in JSON and Parquet.
    Lists(Vec<u32>, std::sync::Arc<Vec<Vec<String>>>),
    /// Points.
    Points(Vec<Points>),
    /// Tenths, such as coverage in percent.
    Tenths(Vec<Option<u16>>),
    /// Anything else.
    Values(Vec<Value<'static>>),
}

impl ResultColumn {
    /// What stands in a row.
    #[must_use]
    pub fn value(&self, row: usize) -> Value<'_> {
        match self {
            ResultColumn::Texts(texts) => text_or_nothing(texts.get(row)),
            ResultColumn::Words(numbers, words) => {
                let word = numbers.get(row).and_then(|number| words.get(*number as usize));
                text_or_nothing(word.and_then(Option::as_deref))
            }
            ResultColumn::Lists(numbers, lists) => {
                let names = numbers.get(row).and_then(|number| lists.get(*number as usize));
                Value::List(names.into_iter().flatten().map(|name| name.as_str().into()).collect())
            }
            ResultColumn::Points(points) => {
                points.get(row).map_or(Value::Empty, |points| Value::from(*points))
            }
            ResultColumn::Tenths(tenths) => match tenths.get(row) {
                Some(Some(tenths)) => Value::Number(format!("{}.{}", tenths / 10, tenths % 10).into()),
                Some(None) | None => Value::Empty,
            },
            ResultColumn::Values(values) => values.get(row).cloned().unwrap_or(Value::Empty),
        }
    }
}

fn text_or_nothing(text: Option<&str>) -> Value<'_> {
    text.map_or(Value::Empty, |text| Value::Text(text.into()))
}

/// A batch of results.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ResultBatch {
    /// How many rows.
    pub rows: usize,
    /// One per result column.
    pub columns: Vec<ResultColumn>,
}

/// What a column of a result holds, for formats that declare it before the first row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Texts.
    Texts,
    /// Lists of texts.
    Lists,
    /// Points: decimals with three places.
    Points,
    /// Decimals with one place.
    Tenths,
}

/// A piece of output on its way to the writer.
pub enum Encoded {
    /// Bytes to be written as they are.
    Bytes(Vec<u8>),
    /// Batches that the writer itself encodes.
    Batches(Vec<ResultBatch>),
    /// A row group of Parquet.
    Group(Box<EncodedGroup>),
}

/// A format of results.
pub trait ResultFormat: Send + Sync {
    /// Encodes the batches of a piece, on whichever worker has them.
    ///
    /// # Errors
    /// When a value cannot be written in this format.
    fn encode(&self, batches: Vec<ResultBatch>) -> io::Result<Encoded>;
}

/// Puts encoded pieces into the stream, in input order.
pub trait ResultSink {
    /// Appends a piece.
    ///
    /// # Errors
    /// The stream's.
    fn append(&mut self, piece: Encoded) -> io::Result<()>;

    /// Ends the table and hands everything to the stream.
    ///
    /// # Errors
    /// The stream's.
    fn finish(self: Box<Self>) -> io::Result<()>;
}
