//! Results as Arrow IPC, the file form.
//!
//! In: batches of result columns. Out: record batches. Invariant: points and percentages are decimals, exact to the digit.

use std::collections::HashMap;
use std::io::{self, Write};
use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::{ArrayRef, Decimal128Array, RecordBatch, StringArray};
use arrow_ipc::writer::FileWriter;
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};

use super::columns::{ColumnKind, Encoded, ResultBatch, ResultFormat, ResultSink};
use super::gather::{Gathered, each_text, gather};

/// Record batches have at least so many rows, but for the last.
const BATCH: usize = 65_536;

/// Hands batches on: Arrow is written as it lies in memory.
#[derive(Clone)]
pub struct ArrowFormat {
    kinds: Arc<Vec<ColumnKind>>,
    schema: SchemaRef,
}

impl ArrowFormat {
    /// For these columns; `facts` are names and values that the file carries.
    #[must_use]
    pub fn new(columns: &[(String, ColumnKind)], facts: &[(String, String)]) -> ArrowFormat {
        let fields: Vec<Field> =
            columns.iter().map(|(name, kind)| Field::new(name, data_type(*kind), true)).collect();
        let facts: HashMap<String, String> = facts.iter().cloned().collect();
        ArrowFormat {
            kinds: Arc::new(columns.iter().map(|(_, kind)| *kind).collect()),
            schema: Arc::new(Schema::new_with_metadata(fields, facts)),
        }
    }

    fn batch(&self, batches: &[ResultBatch]) -> Result<RecordBatch, ArrowError> {
        let kinds = self.kinds.iter().enumerate();
        let arrays = kinds.map(|(index, kind)| match gather(batches, index, *kind) {
            Some(gathered) => array(gathered),
            None => Ok(texts(batches, index)),
        });
        RecordBatch::try_new(Arc::clone(&self.schema), arrays.collect::<Result<_, _>>()?)
    }
}

fn data_type(kind: ColumnKind) -> DataType {
    match kind {
        ColumnKind::Texts => DataType::Utf8,
        ColumnKind::Lists => DataType::List(Arc::new(Field::new("item", DataType::Utf8, true))),
        ColumnKind::Points => DataType::Decimal128(18, 3),
        ColumnKind::Tenths => DataType::Decimal128(5, 1),
    }
}

fn texts(batches: &[ResultBatch], column: usize) -> ArrayRef {
    let mut texts = StringBuilder::new();
    each_text(batches, column, |text| texts.append_option(text));
    Arc::new(texts.finish())
}

fn array(gathered: Gathered) -> Result<ArrayRef, ArrowError> {
    Ok(match gathered {
        Gathered::Words { words, numbers, defs } => {
            let mut values =
                numbers.iter().map(|number| words.get(*number as usize).map_or("", String::as_str));
            Arc::new(defs.iter().map(|def| values.next_if_there(*def)).collect::<StringArray>())
        }
        Gathered::Lists { words, numbers, defs, reps } => {
            let mut values =
                numbers.iter().map(|number| words.get(*number as usize).map_or("", String::as_str));
            let mut lists = ListBuilder::new(StringBuilder::new());
            for (at, def) in defs.iter().enumerate() {
                if *def == 2 {
                    lists.values().append_option(values.next());
                }
                // A list ends where the next begins.
                if reps.get(at + 1).is_none_or(|rep| *rep == 0) {
                    lists.append(*def > 0);
                }
            }
            Arc::new(lists.finish())
        }
        Gathered::Points { values, defs } => {
            let mut values = values.into_iter().map(i128::from);
            let array: Decimal128Array = defs.iter().map(|def| values.next_if_there(*def)).collect();
            Arc::new(array.with_precision_and_scale(18, 3)?)
        }
        Gathered::Tenths { values, defs } => {
            let mut values = values.into_iter().map(i128::from);
            let array: Decimal128Array = defs.iter().map(|def| values.next_if_there(*def)).collect();
            Arc::new(array.with_precision_and_scale(5, 1)?)
        }
    })
}

/// Takes a value where the level says that one is there.
trait NextIfThere: Iterator + Sized {
    fn next_if_there(&mut self, def: u8) -> Option<Self::Item> {
        if def == 1 { self.next() } else { None }
    }
}

impl<I: Iterator> NextIfThere for I {}

impl ResultFormat for ArrowFormat {
    fn encode(&self, batches: Vec<ResultBatch>) -> io::Result<Encoded> {
        Ok(Encoded::Batches(batches))
    }
}

/// Writes record batches one after another.
pub struct ArrowSink<W: Write> {
    format: ArrowFormat,
    writer: FileWriter<W>,
    /// Rows that wait for more.
    waiting: Vec<ResultBatch>,
}

impl<W: Write> ArrowSink<W> {
    /// Begins a file.
    ///
    /// # Errors
    /// The stream's.
    pub fn new(stream: W, format: &ArrowFormat) -> io::Result<ArrowSink<W>> {
        let writer = FileWriter::try_new(stream, &format.schema).map_err(system)?;
        Ok(ArrowSink { format: format.clone(), writer, waiting: Vec::new() })
    }

    fn flush(&mut self) -> Result<(), ArrowError> {
        let waiting = std::mem::take(&mut self.waiting);
        if waiting.is_empty() { Ok(()) } else { self.writer.write(&self.format.batch(&waiting)?) }
    }
}

impl<W: Write> ResultSink for ArrowSink<W> {
    fn append(&mut self, piece: Encoded) -> io::Result<()> {
        // INVARIANT: pieces come from the format of this sink, which encodes none.
        let Encoded::Batches(batches) = piece else {
            return Err(io::Error::other("this format takes batches only"));
        };
        self.waiting.extend(batches);
        let rows: usize = self.waiting.iter().map(|batch| batch.rows).sum();
        if rows >= BATCH { self.flush().map_err(system) } else { Ok(()) }
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.flush().map_err(system)?;
        self.writer.finish().map_err(system)?;
        self.writer.get_mut().flush()
    }
}

/// The stream's own error: callers look at its kind, to tell a closed pipe from a full disk.
fn system(error: ArrowError) -> io::Error {
    match error {
        ArrowError::IoError(_, error) => error,
        other => io::Error::other(other.to_string()),
    }
}
