//! The cells of one column chunk, by the Parquet library's own decoders: every encoding and every type.
//!
//! In: a leaf and its column chunk. Out: raw cells, some rows at a time. Invariant: one cell for each row.

use std::sync::Arc;

use parquet::column::page::PageReader;
use parquet::column::reader::{ColumnReader, ColumnReaderImpl, get_column_reader};
use parquet::data_type::{ByteArray, DataType, FixedLenByteArray, Int96};
use parquet::errors::ParquetError;
use parquet::file::serialized_reader::SerializedPageReader;

use super::file::{ChunkBytes, ParquetFile, guarded};
use super::leaf::Leaf;
use crate::data::raw::Raw;
use crate::data::typed;

/// The pages of a column chunk.
pub(super) fn pages(
    file: &ParquetFile,
    group: usize,
    leaf: &Leaf,
) -> Result<SerializedPageReader<ChunkBytes>, ParquetError> {
    guarded(|| {
        let group = file.metadata.row_groups().get(group).ok_or_else(|| missing("a row group"))?;
        let chunk = group.columns().get(leaf.index).ok_or_else(|| missing("a column"))?;
        if chunk.column_type() != leaf.physical {
            return Err(missing("a column of the type it declares"));
        }
        let (start, length) = chunk.byte_range();
        let bytes = ChunkBytes::new(Arc::clone(&file.bytes), start.saturating_add(length));
        let rows = usize::try_from(group.num_rows()).unwrap_or(0);
        SerializedPageReader::new(Arc::new(bytes), chunk, rows, None)
    })
}

pub(super) fn missing(what: &str) -> ParquetError {
    ParquetError::General(format!("{what} is missing"))
}

/// Reads one column chunk.
pub(super) struct LeafCells {
    reader: ColumnReader,
    leaf: Arc<Leaf>,
    defs: Vec<i16>,
    reps: Vec<i16>,
}

impl LeafCells {
    /// Opens the chunk and passes over its first rows.
    pub(super) fn open(
        file: &ParquetFile,
        group: usize,
        leaf: &Arc<Leaf>,
        skip: usize,
    ) -> Result<LeafCells, ParquetError> {
        let pages: Box<dyn PageReader> = Box::new(pages(file, group, leaf)?);
        guarded(|| {
            let column = file.metadata.file_metadata().schema_descr().column(leaf.index);
            let mut cells = LeafCells {
                reader: get_column_reader(column, pages),
                leaf: Arc::clone(leaf),
                defs: Vec::new(),
                reps: Vec::new(),
            };
            let skipped = match &mut cells.reader {
                _ if skip == 0 => 0,
                ColumnReader::BoolColumnReader(reader) => reader.skip_records(skip)?,
                ColumnReader::Int32ColumnReader(reader) => reader.skip_records(skip)?,
                ColumnReader::Int64ColumnReader(reader) => reader.skip_records(skip)?,
                ColumnReader::Int96ColumnReader(reader) => reader.skip_records(skip)?,
                ColumnReader::FloatColumnReader(reader) => reader.skip_records(skip)?,
                ColumnReader::DoubleColumnReader(reader) => reader.skip_records(skip)?,
                ColumnReader::ByteArrayColumnReader(reader) => reader.skip_records(skip)?,
                ColumnReader::FixedLenByteArrayColumnReader(reader) => reader.skip_records(skip)?,
            };
            if skipped == skip { Ok(cells) } else { Err(missing("a value")) }
        })
    }

    /// The cells of the next rows, exactly so many.
    pub(super) fn next(&mut self, rows: usize, out: &mut Vec<Raw<'static>>) -> Result<(), ParquetError> {
        let LeafCells { reader, leaf, defs, reps } = self;
        let leaf: &Leaf = leaf;
        defs.clear();
        reps.clear();
        let before = out.len();
        let levels = &mut Levels { leaf, rows, defs, reps };
        guarded(|| match reader {
            ColumnReader::BoolColumnReader(reader) => {
                levels.read(reader, out, |value: &bool| Raw::Boolean(*value))
            }
            ColumnReader::Int32ColumnReader(reader) => {
                levels.read(reader, out, |value: &i32| leaf.of_i32(*value))
            }
            ColumnReader::Int64ColumnReader(reader) => {
                levels.read(reader, out, |value: &i64| leaf.of_i64(*value))
            }
            ColumnReader::Int96ColumnReader(reader) => {
                levels.read(reader, out, |value: &Int96| Leaf::of_i96(value))
            }
            ColumnReader::FloatColumnReader(reader) => {
                levels.read(reader, out, |value: &f32| typed::float(*value))
            }
            ColumnReader::DoubleColumnReader(reader) => {
                levels.read(reader, out, |value: &f64| typed::double(*value))
            }
            ColumnReader::ByteArrayColumnReader(reader) => {
                levels.read(reader, out, |value: &ByteArray| typed::owned(leaf.of_bytes(value.data())))
            }
            ColumnReader::FixedLenByteArrayColumnReader(reader) => {
                let read = |value: &FixedLenByteArray| typed::owned(leaf.of_bytes(value.data()));
                levels.read(reader, out, read)
            }
        })?;
        if out.len() == before + rows { Ok(()) } else { Err(missing("a value")) }
    }
}

struct Levels<'a> {
    leaf: &'a Leaf,
    rows: usize,
    defs: &'a mut Vec<i16>,
    reps: &'a mut Vec<i16>,
}

impl Levels<'_> {
    fn read<T: DataType>(
        &mut self,
        reader: &mut ColumnReaderImpl<T>,
        out: &mut Vec<Raw<'static>>,
        cell: impl Fn(&T::T) -> Raw<'static>,
    ) -> Result<(), ParquetError> {
        let mut values: Vec<T::T> = Vec::new();
        reader.read_records(self.rows, Some(self.defs), Some(self.reps), &mut values)?;
        let mut values = values.iter();
        if self.leaf.max_def == 0 {
            out.extend(values.map(cell));
            return Ok(());
        }
        if self.leaf.max_rep == 0 {
            for def in self.defs.iter() {
                let there = *def == self.leaf.max_def;
                out.push(if there { values.next().map_or(Raw::Absent, &cell) } else { Raw::Absent });
            }
            return Ok(());
        }
        for (def, rep) in self.defs.iter().zip(self.reps.iter()) {
            if *rep == 0 {
                // Below the level of an element: an empty list, or none at all.
                let none = *def + 1 < self.leaf.list_def;
                out.push(if none { Raw::Absent } else { Raw::List(Vec::new()) });
            }
            if *def < self.leaf.list_def {
                continue;
            }
            let there = *def == self.leaf.max_def;
            let value = if there { values.next().map_or(Raw::Absent, &cell) } else { Raw::Absent };
            let Some(Raw::List(elements)) = out.last_mut() else { return Err(missing("a row")) };
            match (self.leaf.max_rep, *rep, elements.last_mut()) {
                (1, ..) => elements.push(value),
                // A list of lists keeps its shape down to the second layer.
                (_, 2.., Some(Raw::List(inner))) => inner.push(value),
                _ => elements.push(Raw::List(vec![value])),
            }
        }
        Ok(())
    }
}
