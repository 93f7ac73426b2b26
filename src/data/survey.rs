//! The first rows of a table, before a profile says what its columns are.

use super::profile::Parts;
use super::rows::RowFault;
use super::source::{ReadOptions, Source};
use crate::diag::Diagnostic;

/// Column names and the first rows of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Survey {
    /// The column names, trimmed.
    pub headers: Vec<String>,
    /// The cells as people read them, one for each column; rows that cannot be read are left out.
    pub rows: Vec<Vec<String>>,
}

/// Reads the column names and at most so many rows of a table in one or several files.
///
/// # Errors
/// When a source is no table, or reading stops.
pub fn survey(
    sources: Vec<Source<'_>>,
    options: &ReadOptions,
    most: usize,
) -> Result<Survey, Vec<Diagnostic>> {
    let mut parts = Parts::open(sources, options)?;
    let mut rows = Vec::new();
    while rows.len() < most {
        match parts.next_row() {
            None => break,
            Some((part, Ok(row))) => {
                let cells = 0..parts.headers.len();
                rows.push(cells.map(|column| parts.cell(part, &row, column).shown().into_owned()).collect());
            }
            Some((_, Err(RowFault::Rejected(_)))) => {}
            Some((_, Err(RowFault::Failed(diagnostic)))) => return Err(vec![*diagnostic]),
        }
    }
    Ok(Survey { headers: parts.headers.clone(), rows })
}
