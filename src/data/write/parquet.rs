//! Results as Parquet.
//!
//! In: batches of result columns. Out: row groups, encoded on the workers where a piece is large enough for one.
//! Invariant: points and percentages are decimals, exact to the digit; the same batches give the same bytes.

use std::io::{self, Write};
use std::sync::Arc;

use ::parquet::basic::{Compression, ConvertedType, LogicalType, Repetition, Type as Physical, ZstdLevel};
use ::parquet::column::writer::{ColumnCloseResult, ColumnWriter, get_column_writer};
use ::parquet::data_type::ByteArray;
use ::parquet::errors::ParquetError;
use ::parquet::file::metadata::KeyValue;
use ::parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesPtr};
use ::parquet::file::writer::{SerializedFileWriter, SerializedPageWriter, TrackedWrite};
use ::parquet::schema::types::{SchemaDescPtr, SchemaDescriptor, Type, TypePtr};
use bytes::Bytes;

use super::columns::{ColumnKind, Encoded, ResultBatch, ResultFormat, ResultSink};
use super::gather::{Gathered, gather};

/// Pieces of at least so many rows are row groups of their own.
const OWN_GROUP: usize = 32_768;
/// Smaller pieces are put together to so many rows.
const GROUP: usize = 65_536;

/// One encoded row group.
pub struct EncodedGroup {
    columns: Vec<(Bytes, ColumnCloseResult)>,
}

/// Encodes row groups.
#[derive(Clone)]
pub struct ParquetFormat {
    kinds: Arc<Vec<ColumnKind>>,
    schema: SchemaDescPtr,
    properties: WriterPropertiesPtr,
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
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(1).map_err(system)?))
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_offset_index_disabled(true)
            .set_key_value_metadata(Some(facts.collect()))
            // Keys rarely repeat: a dictionary of them is work for nothing.
            .set_dictionary_page_size_limit(256 << 10)
            .build();
        Ok(ParquetFormat {
            kinds: Arc::new(columns.iter().map(|(_, kind)| *kind).collect()),
            schema: Arc::new(SchemaDescriptor::new(Arc::new(root))),
            properties: Arc::new(properties),
        })
    }

    fn group(&self, batches: &[ResultBatch]) -> Result<EncodedGroup, ParquetError> {
        let mut columns = Vec::with_capacity(self.kinds.len());
        for (index, kind) in self.kinds.iter().enumerate() {
            let mut target = TrackedWrite::new(Vec::new());
            let pages = Box::new(SerializedPageWriter::new(&mut target));
            let descriptor = self.schema.column(index);
            let mut writer = get_column_writer(descriptor, Arc::clone(&self.properties), pages);
            write(&mut writer, &gather(batches, index, *kind))?;
            let closed = writer.close()?;
            columns.push((Bytes::from(target.into_inner()?), closed));
        }
        Ok(EncodedGroup { columns })
    }
}

fn write(writer: &mut ColumnWriter<'_>, gathered: &Gathered) -> Result<(), ParquetError> {
    match (writer, gathered) {
        (ColumnWriter::ByteArrayColumnWriter(writer), Gathered::Texts { text, spans, defs }) => {
            let values: Vec<ByteArray> =
                spans.iter().map(|(from, to)| ByteArray::from(text.slice(*from..*to))).collect();
            writer.write_batch(&values, Some(defs), None)?;
        }
        (ColumnWriter::ByteArrayColumnWriter(writer), Gathered::Words { words, numbers, defs }) => {
            let words: Vec<ByteArray> = words.iter().map(|word| ByteArray::from(word.as_str())).collect();
            let values: Vec<ByteArray> =
                numbers.iter().filter_map(|number| words.get(*number as usize).cloned()).collect();
            writer.write_batch(&values, Some(defs), None)?;
        }
        (ColumnWriter::ByteArrayColumnWriter(writer), Gathered::Lists { words, numbers, defs, reps }) => {
            let words: Vec<ByteArray> = words.iter().map(|word| ByteArray::from(word.as_str())).collect();
            let values: Vec<ByteArray> =
                numbers.iter().filter_map(|number| words.get(*number as usize).cloned()).collect();
            writer.write_batch(&values, Some(defs), Some(reps))?;
        }
        (ColumnWriter::Int64ColumnWriter(writer), Gathered::Points { values, defs }) => {
            writer.write_batch(values, Some(defs), None)?;
        }
        (ColumnWriter::Int32ColumnWriter(writer), Gathered::Tenths { values, defs }) => {
            writer.write_batch(values, Some(defs), None)?;
        }
        _ => return Err(ParquetError::General("a column of another kind".to_owned())),
    }
    Ok(())
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
