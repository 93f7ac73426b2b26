//! The first rows of a table, before a profile says what its columns are.

use super::rows::RowFault;
use super::source::{ReadOptions, Source};
use super::table::Table;
use crate::diag::Diagnostic;

/// Column names and the first rows of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Survey {
    /// The column names, trimmed.
    pub headers: Vec<String>,
    /// The cells as people read them, one for each column; rows that cannot be read are left out.
    pub rows: Vec<Vec<String>>,
}

/// Reads the column names and at most so many rows.
///
/// # Errors
/// When the source is no table, or reading stops.
pub fn survey(source: Source<'_>, options: &ReadOptions, most: usize) -> Result<Survey, Diagnostic> {
    let mut table = Table::open(source, options)?;
    let headers = table.headers.clone();
    let mut rows = Vec::new();
    while rows.len() < most {
        match table.next_row() {
            None => break,
            Some(Ok(row)) => {
                let cells = headers.iter().enumerate();
                rows.push(
                    cells.map(|(position, name)| row.cell(position, name).shown().into_owned()).collect(),
                );
            }
            Some(Err(RowFault::Rejected(_))) => {}
            Some(Err(RowFault::Failed(diagnostic))) => return Err(*diagnostic),
        }
    }
    Ok(Survey { headers, rows })
}
