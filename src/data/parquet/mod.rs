//! Parquet files.
//!
//! In: a file that can be read anywhere. Out: its columns and rows. Invariant: whatever the bytes are, there are rows or a
//! diagnostic, never a panic.

mod entries;
mod file;
mod flat;
mod leaf;
mod lists;
mod pages;
mod pieces;
mod rows;
mod runs;
mod texts;
mod values;

use std::sync::Arc;

use self::file::ParquetFile;
use self::rows::ParquetRows;
use super::json::ColumnSample;
use super::source::RandomAccess;
use super::table::TypedTable;
use crate::diag::Diagnostic;
use crate::diag::codes::data as codes;

/// Opens a file for reading row by row.
pub(super) fn open<'r>(name: &str, random: Arc<dyn RandomAccess>) -> Result<TypedTable<'r>, Diagnostic> {
    let file = ParquetFile::open(name, random)?;
    let leaves = leaf::leaves(file.metadata.file_metadata().schema_descr());
    if leaves.is_empty() {
        return Err(Diagnostic::without_place(
            &codes::EMPTY_TABLE,
            format!("{name} is a Parquet file without columns"),
        ));
    }
    let headers = leaves.iter().map(|leaf| leaf.name.clone()).collect();
    let samples = leaves.iter().map(|leaf| ColumnSample { numbers: leaf.is_number() }).collect();
    let leaves = leaves.into_iter().map(Arc::new).collect();
    Ok(TypedTable { headers, samples, rows: Box::new(ParquetRows::new(file, leaves)) })
}

#[cfg(test)]
pub(in crate::data) use self::runs::Runs;

#[cfg(test)]
pub(in crate::data) mod tests;
