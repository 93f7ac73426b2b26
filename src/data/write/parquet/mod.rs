//! Results as Parquet.
//!
//! In: batches of result columns. Out: row groups, encoded on the workers where a piece is large enough for one.
//! Invariant: points and percentages are decimals, exact to the digit; the same batches give the same bytes.

mod cells;
mod chunk;
mod runs;

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use ::parquet::basic::{Compression, ConvertedType, LogicalType, Repetition, Type as Physical, ZstdLevel};
use ::parquet::errors::ParquetError;
use ::parquet::file::metadata::KeyValue;
use ::parquet::file::properties::{WriterProperties, WriterPropertiesPtr};
use ::parquet::file::writer::SerializedFileWriter;
use ::parquet::schema::types::{SchemaDescPtr, SchemaDescriptor, Type, TypePtr};

use self::cells::Scratch;
use self::chunk::Closed;
use super::columns::{ColumnKind, Encoded, ResultBatch, ResultFormat, ResultSink};

/// How hard zstd tries: as little as it can.
const LEVEL: i32 = 1;

/// Pieces of at least so many rows are row groups of their own.
const OWN_GROUP: usize = 32_768;
/// Smaller pieces are put together to so many rows.
const GROUP: usize = 65_536;

/// One encoded row group.
pub struct EncodedGroup {
    columns: Vec<Closed>,
}

/// Encodes row groups.
#[derive(Clone)]
pub struct ParquetFormat {
    kinds: Arc<Vec<ColumnKind>>,
    schema: SchemaDescPtr,
    properties: WriterPropertiesPtr,
    compression: Compression,
    /// What no worker uses right now.
    scratch: Arc<Mutex<Vec<Scratch>>>,
}

impl ParquetFormat {
    /// For these columns; `facts` are names and values that the file carries.
    ///
    /// # Errors
    /// When the columns make no schema.
    pub fn new(columns: &[(String, ColumnKind)], facts: &[(String, String)]) -> io::Result<ParquetFormat> {
        let fields = columns.iter().map(|(name, kind)| field(name, *kind));
        let fields = fields.collect::<Result<Vec<_>, _>>().map_err(system)?;
        let root = Type::group_type_builder("result").with_fields(fields).build().map_err(system)?;
        let facts = facts.iter().map(|(name, value)| KeyValue::new(name.clone(), value.clone()));
        let properties = WriterProperties::builder()
            .set_created_by(format!("icp version {}", env!("CARGO_PKG_VERSION")))
            .set_offset_index_disabled(true)
            .set_key_value_metadata(Some(facts.collect()))
            .build();
        Ok(ParquetFormat {
            kinds: Arc::new(columns.iter().map(|(_, kind)| *kind).collect()),
            schema: Arc::new(SchemaDescriptor::new(Arc::new(root))),
            properties: Arc::new(properties),
            compression: Compression::ZSTD(ZstdLevel::try_new(LEVEL).map_err(system)?),
            scratch: Arc::default(),
        })
    }

    fn group(&self, batches: &[ResultBatch]) -> Result<EncodedGroup, ParquetError> {
        let unused = || self.scratch.lock().unwrap_or_else(PoisonError::into_inner);
        let at_hand = unused().pop();
        let mut scratch = match at_hand {
            Some(scratch) => scratch,
            None => Scratch::new(LEVEL).map_err(|error| ParquetError::External(Box::new(error)))?,
        };
        let columns = self.kinds.iter().enumerate().map(|(index, kind)| {
            let place = (self.schema.column(index), self.compression);
            cells::encode((batches, index), *kind, place, &mut scratch)
        });
        let columns = columns.collect::<Result<_, _>>()?;
        unused().push(scratch);
        Ok(EncodedGroup { columns })
    }
}

fn field(name: &str, kind: ColumnKind) -> Result<TypePtr, ParquetError> {
    let text = |name: &str, repetition| {
        Type::primitive_type_builder(name, Physical::BYTE_ARRAY)
            .with_repetition(repetition)
            .with_converted_type(ConvertedType::UTF8)
            .with_logical_type(Some(LogicalType::String))
            .build()
    };
    let decimal = |physical, precision: i32, scale: i32| {
        Type::primitive_type_builder(name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_converted_type(ConvertedType::DECIMAL)
            .with_logical_type(Some(LogicalType::decimal(scale, precision)))
            .with_precision(precision)
            .with_scale(scale)
            .build()
    };
    let node = match kind {
        ColumnKind::Texts => text(name, Repetition::OPTIONAL)?,
        ColumnKind::Points => decimal(Physical::INT64, 18, 3)?,
        ColumnKind::Tenths => decimal(Physical::INT32, 5, 1)?,
        ColumnKind::Lists => {
            let element = Arc::new(text("element", Repetition::REQUIRED)?);
            let list = Type::group_type_builder("list")
                .with_repetition(Repetition::REPEATED)
                .with_fields(vec![element])
                .build()?;
            Type::group_type_builder(name)
                .with_repetition(Repetition::OPTIONAL)
                .with_converted_type(ConvertedType::LIST)
                .with_logical_type(Some(LogicalType::List))
                .with_fields(vec![Arc::new(list)])
                .build()?
        }
    };
    Ok(Arc::new(node))
}

impl ResultFormat for ParquetFormat {
    fn encode(&self, batches: Vec<ResultBatch>) -> io::Result<Encoded> {
        let rows: usize = batches.iter().map(|batch| batch.rows).sum();
        if rows < OWN_GROUP {
            return Ok(Encoded::Batches(batches));
        }
        Ok(Encoded::Group(Box::new(self.group(&batches).map_err(system)?)))
    }
}

/// Writes row groups one after another.
pub struct ParquetSink<W: Write + Send> {
    format: ParquetFormat,
    writer: SerializedFileWriter<W>,
    /// Rows that wait for more.
    waiting: Vec<ResultBatch>,
}

impl<W: Write + Send> ParquetSink<W> {
    /// Begins a file.
    ///
    /// # Errors
    /// The stream's.
    pub fn new(stream: W, format: &ParquetFormat) -> io::Result<ParquetSink<W>> {
        let (schema, properties) = (format.schema.root_schema_ptr(), Arc::clone(&format.properties));
        let writer = SerializedFileWriter::new(stream, schema, properties).map_err(system)?;
        Ok(ParquetSink { format: format.clone(), writer, waiting: Vec::new() })
    }

    fn flush(&mut self) -> Result<(), ParquetError> {
        let waiting = std::mem::take(&mut self.waiting);
        if waiting.is_empty() { Ok(()) } else { self.put(self.format.group(&waiting)?) }
    }

    fn put(&mut self, group: EncodedGroup) -> Result<(), ParquetError> {
        let mut writer = self.writer.next_row_group()?;
        for (bytes, closed) in group.columns {
            writer.append_column(&bytes, closed)?;
        }
        writer.close()?;
        Ok(())
    }
}

impl<W: Write + Send> ResultSink for ParquetSink<W> {
    fn append(&mut self, piece: Encoded) -> io::Result<()> {
        match piece {
            Encoded::Group(group) => {
                self.flush().map_err(system)?;
                self.put(*group).map_err(system)
            }
            Encoded::Batches(batches) => {
                self.waiting.extend(batches);
                let rows: usize = self.waiting.iter().map(|batch| batch.rows).sum();
                if rows >= GROUP { self.flush().map_err(system) } else { Ok(()) }
            }
            // INVARIANT: pieces come from the format of this sink.
            Encoded::Bytes(_) => Err(io::Error::other("this format takes row groups only")),
        }
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.flush().map_err(system)?;
        self.writer.finish().map_err(system)?;
        self.writer.inner_mut().flush()
    }
}

/// The stream's own error: callers look at its kind, to tell a closed pipe from a full disk.
fn system(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(error) => match error.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(error) => io::Error::other(error),
        },
        other => io::Error::other(other.to_string()),
    }
}

#[cfg(test)]
mod tests;
