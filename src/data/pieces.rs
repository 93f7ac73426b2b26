//! A table of accounts cut into pieces, which workers read side by side.
//!
//! In: open tables and what the plan needs of them. Out: pieces in input order, and from each piece batches of classes.
//! Invariant: the batches of all pieces, one after another, are the rows of the table in order; what is not scored is
//! in [`ReadBatch::rejected`].

use std::any::Any;

use super::keys::RisingKeys;
use super::reason::Reason;
use super::rows::Rejected;
use super::write::ResultColumn;
use crate::diag::Diagnostic;
use crate::plan::classes::{Batch, BatchClasses, Texts};
use crate::types::Account;

/// About how many accounts a batch has at most.
pub const BATCH_ROWS: usize = 4_096;

/// A piece of a table, on its way to whichever worker is free. Only the reader of the same source opens it.
pub struct Piece {
    /// Its place in the input, from 0 without gaps.
    pub order: u64,
    /// Bytes of input it stands for, for progress.
    pub bytes: u64,
    /// What its reader needs.
    pub content: Box<dyn Any + Send>,
}

/// Where pieces come from. Shared by all workers; a call of [`PieceSource::next_piece`] waits for the one before it.
pub trait PieceSource: Sync {
    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// When nothing more can be read.
    fn next_piece(&self) -> Option<Result<Piece, Box<Diagnostic>>>;

    /// A reader for one worker, with scratch memory of its own.
    fn reader(&self) -> Box<dyn PieceReader + '_>;
}

/// Reads the pieces of one source, for one worker.
pub trait PieceReader {
    /// Takes a piece.
    ///
    /// # Errors
    /// When it cannot be read at all.
    fn open(&mut self, piece: Piece) -> Result<(), Box<Diagnostic>>;

    /// Empties `batch` and fills it with the next accounts of the piece; `false` when there are none left.
    ///
    /// # Errors
    /// When nothing more can be read.
    fn next_batch(
        &mut self,
        classes: &mut BatchClasses,
        batch: &mut ReadBatch,
    ) -> Result<bool, Box<Diagnostic>>;
}

/// What was read for some accounts.
#[derive(Debug, Default)]
pub struct ReadBatch {
    /// What the engine scores.
    pub accounts: Batch,
    /// The columns that pass through.
    pub kept: Vec<ResultColumn>,
    /// The file, by its place among the sources of the accounts.
    pub file: usize,
    /// The line (or row) each account starts on, from 1.
    pub lines: Vec<u64>,
    /// Cells that do not fit, by rising row; keys that are blank among them, keys that occur twice not.
    pub findings: Vec<FoundCell>,
    /// Rows that cannot be read.
    pub rejected: Vec<Rejected>,
    /// Whole accounts, where they were asked for ([`super::PieceOptions::whole`]).
    pub whole: Vec<Account>,
}

impl ReadBatch {
    /// Whether nothing was read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.accounts.rows == 0 && self.rejected.is_empty()
    }

    /// What the account of the run needs of the batch, taken out of it with its keys.
    pub fn take_notes(&mut self) -> ReadNotes {
        let keys = std::mem::take(&mut self.accounts.keys);
        ReadNotes {
            file: self.file,
            rising: RisingKeys::new(self.file, &keys, &self.lines),
            keys,
            lines: std::mem::take(&mut self.lines),
            findings: std::mem::take(&mut self.findings),
            rejected: std::mem::take(&mut self.rejected),
        }
    }
}

/// What the account of a run needs of a batch.
#[derive(Debug, Default)]
pub struct ReadNotes {
    /// The file, by its place among the sources of the accounts.
    pub file: usize,
    /// The key of each account.
    pub keys: Texts,
    /// The same keys, where they rise.
    pub rising: Option<RisingKeys>,
    /// The line each account starts on.
    pub lines: Vec<u64>,
    /// Cells that do not fit, by rising row.
    pub findings: Vec<FoundCell>,
    /// Rows that cannot be read.
    pub rejected: Vec<Rejected>,
}

/// A cell that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundCell {
    /// The account, by its row in the batch.
    pub row: usize,
    /// The account field, by index.
    pub field: usize,
    /// The cell as written.
    pub value: String,
    /// Why it does not fit.
    pub reason: Reason,
}
