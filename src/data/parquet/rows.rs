//! The rows of a Parquet file, one after another.
//!
//! In: an open file. Out: rows of typed cells. Invariant: at most [`ROWS`] rows of one row group are held.

use std::sync::Arc;

use super::file::ParquetFile;
use super::leaf::Leaf;
use super::pieces::ParquetPieces;
use super::values::{LeafCells, missing};
use crate::data::account_file::AccountFile;
use crate::data::pieces::PieceSource;
use crate::data::raw::Raw;
use crate::data::rows::{Row, RowFault};
use crate::data::table::TypedRows;

/// How many rows are read at once.
const ROWS: usize = 256;

pub(super) struct ParquetRows {
    file: ParquetFile,
    leaves: Vec<Arc<Leaf>>,
    /// The row group that comes next.
    group: usize,
    columns: Vec<LeafCells>,
    /// Rows of the open row group that have not been read.
    left: usize,
    /// The rows at hand, column by column, last row first.
    ahead: Vec<Vec<Raw<'static>>>,
    at_hand: usize,
    /// The number of the next row, from 1.
    row: u64,
    ended: bool,
}

impl ParquetRows {
    pub(super) fn new(file: ParquetFile, leaves: Vec<Arc<Leaf>>) -> ParquetRows {
        let ahead = leaves.iter().map(|_| Vec::new()).collect();
        ParquetRows {
            file,
            leaves,
            group: 0,
            columns: Vec::new(),
            left: 0,
            ahead,
            at_hand: 0,
            row: 1,
            ended: false,
        }
    }

    /// Reads more rows; `false` at the end.
    fn more(&mut self) -> Result<bool, Box<crate::diag::Diagnostic>> {
        while self.left == 0 {
            let Some(group) = self.file.metadata.row_groups().get(self.group) else { return Ok(false) };
            let rows = usize::try_from(group.num_rows());
            self.left = rows.map_err(|_| self.file.broken(&missing("the number of rows")))?;
            self.columns.clear();
            if self.left > 0 {
                for leaf in &self.leaves {
                    let cells = LeafCells::open(&self.file, self.group, leaf, 0);
                    self.columns.push(cells.map_err(|error| self.file.broken(&error))?);
                }
            }
            self.group += 1;
        }
        let rows = self.left.min(ROWS);
        for (column, ahead) in self.columns.iter_mut().zip(&mut self.ahead) {
            ahead.clear();
            column.next(rows, ahead).map_err(|error| self.file.broken(&error))?;
            ahead.reverse();
        }
        self.left -= rows;
        self.at_hand = rows;
        Ok(true)
    }
}

impl TypedRows for ParquetRows {
    fn pieces<'f>(&mut self, file: &Arc<AccountFile<'f>>) -> Option<Box<dyn PieceSource + 'f>> {
        let (parquet, leaves) = (self.file.clone(), self.leaves.clone());
        Some(Box::new(ParquetPieces::new(parquet, leaves, Arc::clone(file))))
    }

    fn next_row(&mut self) -> Option<Result<Row, RowFault>> {
        if self.ended {
            return None;
        }
        if self.at_hand == 0 {
            match self.more() {
                Ok(true) => {}
                Ok(false) => {
                    self.ended = true;
                    return None;
                }
                Err(diagnostic) => {
                    self.ended = true;
                    return Some(Err(RowFault::Failed(diagnostic)));
                }
            }
        }
        self.at_hand -= 1;
        let cells = self.ahead.iter_mut().map(|column| column.pop().unwrap_or(Raw::Absent)).collect();
        let line = self.row;
        self.row += 1;
        Some(Ok(Row::Values { line, cells }))
    }
}
