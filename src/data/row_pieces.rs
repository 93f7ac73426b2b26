//! Pieces of any table that has a row reader: rows are taken one after another, cells are read side by side.
//!
//! In: an open table. Out: pieces of so many rows. Invariant: the table is read by one worker at a time.

use std::sync::{Arc, Mutex, PoisonError};

use super::account_file::AccountFile;
use super::pieces::{Piece, PieceReader, PieceSource, ReadBatch};
use super::rows::{Rejected, Row, RowFault};
use super::table::Table;
use crate::diag::Diagnostic;
use crate::plan::classes::BatchClasses;

/// The rows of a table, cut into pieces.
pub(super) struct RowPieces<'r> {
    file: Arc<AccountFile<'r>>,
    state: Mutex<State<'r>>,
}

struct State<'r> {
    table: Table<'r>,
    order: u64,
    failed: Option<Box<Diagnostic>>,
    ended: bool,
}

type Rows = Vec<Result<Row, Rejected>>;

impl<'r> RowPieces<'r> {
    pub(super) fn new(table: Table<'r>, file: Arc<AccountFile<'r>>) -> RowPieces<'r> {
        RowPieces { file, state: Mutex::new(State { table, order: 0, failed: None, ended: false }) }
    }
}

impl PieceSource for RowPieces<'_> {
    fn next_piece(&self) -> Option<Result<Piece, Box<Diagnostic>>> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let mut rows: Rows = Vec::with_capacity(self.file.batch_rows);
        while rows.len() < self.file.batch_rows && !state.ended {
            match state.table.next_row() {
                Some(Ok(row)) => rows.push(Ok(row)),
                Some(Err(RowFault::Rejected(row))) => rows.push(Err(row)),
                Some(Err(RowFault::Failed(diagnostic))) => {
                    (state.failed, state.ended) = (Some(diagnostic), true);
                }
                None => state.ended = true,
            }
        }
        if rows.is_empty() {
            return state.failed.take().map(Err);
        }
        let order = state.order;
        state.order += 1;
        Some(Ok(Piece { order, bytes: 0, content: Box::new(rows) }))
    }

    fn reader(&self) -> Box<dyn PieceReader + '_> {
        Box::new(RowPieceReader { file: &self.file, rows: Vec::new().into_iter() })
    }
}

/// Reads the cells of a piece.
struct RowPieceReader<'p, 'r> {
    file: &'p AccountFile<'r>,
    rows: std::vec::IntoIter<Result<Row, Rejected>>,
}

impl PieceReader for RowPieceReader<'_, '_> {
    fn open(&mut self, piece: Piece) -> Result<(), Box<Diagnostic>> {
        // INVARIANT: pieces come from the source of this reader.
        let rows = piece.content.downcast::<Rows>().map(|rows| *rows).unwrap_or_default();
        self.rows = rows.into_iter();
        Ok(())
    }

    fn next_batch(
        &mut self,
        classes: &mut BatchClasses,
        batch: &mut ReadBatch,
    ) -> Result<bool, Box<Diagnostic>> {
        self.file.clear(batch);
        for row in self.rows.by_ref() {
            match row {
                Ok(row) => self.file.push_row(&row, classes, batch),
                Err(row) => batch.rejected.push(row),
            }
        }
        Ok(!batch.is_empty())
    }
}
