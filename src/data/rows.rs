//! One row of a table, of whatever format.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::raw::Raw;
use crate::diag::Diagnostic;

/// A row that was read, and where it starts.
#[derive(Debug, Clone)]
pub(super) enum Row {
    /// Cells in the order of the header.
    Cells { line: u64, record: csv::ByteRecord },
    /// A record.
    Record { line: u64, record: Map<String, Value> },
    /// Cells that have types of their own, in the order of the header.
    Values { line: u64, cells: Vec<Raw<'static>> },
}

impl Row {
    pub(super) fn line(&self) -> u64 {
        match self {
            Row::Cells { line, .. } | Row::Record { line, .. } | Row::Values { line, .. } => *line,
        }
    }

    /// The cell of a column, by its position and, in records, its dotted path.
    pub(super) fn cell<'a>(&'a self, position: usize, path: &str) -> Raw<'a> {
        match self {
            Row::Cells { record, .. } => match record.get(position) {
                None => Raw::Absent,
                Some(bytes) => raw_cell(bytes),
            },
            Row::Record { record, .. } => find(record, path).map_or(Raw::Absent, super::json::raw),
            Row::Values { cells, .. } => cells.get(position).cloned().unwrap_or(Raw::Absent),
        }
    }
}

/// A cell of a text file, its quotes undone.
pub(super) fn raw_cell(bytes: &[u8]) -> Raw<'_> {
    match std::str::from_utf8(bytes) {
        // A decoder has put U+FFFD where bytes have no meaning.
        Ok(text) if text.contains('\u{FFFD}') => Raw::Undecodable(text.to_owned()),
        Ok(text) => Raw::Text(Cow::Borrowed(text)),
        Err(_) => Raw::Undecodable(String::from_utf8_lossy(bytes).into_owned()),
    }
}

/// A value by its dotted path; a key that itself holds the dot comes first.
fn find<'a>(record: &'a Map<String, Value>, path: &str) -> Option<&'a Value> {
    if let Some(value) = record.get(path) {
        return Some(value);
    }
    path.match_indices('.').find_map(|(at, _)| {
        let inner = record.get(path.get(..at)?)?.as_object()?;
        find(inner, path.get(at + 1..)?)
    })
}

/// A row that cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// The file.
    pub file: String,
    /// The line it starts on, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub reason: String,
    /// What it holds, cut short.
    pub text: String,
    /// Whether it is one cell where the header has several: it may be a line of a report's footer.
    pub is_lone_cell: bool,
}

/// What can come instead of a row.
#[derive(Debug, Clone)]
pub enum RowFault {
    /// This row cannot be read; reading goes on.
    Rejected(Rejected),
    /// Nothing more can be read.
    Failed(Box<Diagnostic>),
}
