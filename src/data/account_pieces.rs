//! The accounts of a run as pieces: every file in turn.
//!
//! In: a plan, what it needs, open sources. Out: pieces for the workers, and the [`Ledger`] that keeps account of them.
//! Invariant: pieces are numbered through all files.

use std::sync::{Arc, Mutex, PoisonError};

use super::account_file::AccountFile;
use super::bind::Needs;
use super::columns::{FieldColumns, OnFinding};
use super::ledger::Ledger;
use super::opened::{Input, Opened};
use super::pieces::{BATCH_ROWS, Piece, PieceReader, PieceSource, ReadBatch};
use crate::diag::Diagnostic;
use crate::plan::Plan;
use crate::plan::classes::{BatchClasses, TableClasses, columns};
use crate::types::Day;

/// How accounts are cut and read. None of it changes a result.
#[derive(Debug, Clone, Copy)]
pub struct PieceOptions {
    /// Whether [`ReadBatch::whole`] is wanted.
    pub whole: bool,
    /// About how many accounts a batch has at most.
    pub batch_rows: usize,
    /// About how many bytes a piece of text has.
    pub piece_bytes: usize,
    /// The as-of date, if child rows that no result tells apart on that day are to be held once.
    pub today: Option<Day>,
}

impl Default for PieceOptions {
    fn default() -> Self {
        PieceOptions { whole: false, batch_rows: BATCH_ROWS, piece_bytes: 1 << 20, today: None }
    }
}

/// The accounts of a run.
pub struct AccountPieces<'r> {
    files: Vec<Box<dyn PieceSource + 'r>>,
    /// The file that is being read, and the pieces given out.
    state: Mutex<(usize, u64)>,
    tables: Vec<Option<Arc<TableClasses>>>,
}

impl<'r> AccountPieces<'r> {
    /// Opens and binds everything and reads the child tables.
    ///
    /// # Errors
    /// Every file that is no table, every table and column that is missing or not clear: before any row is scored.
    pub fn open(
        plan: &'r Plan,
        needs: &Needs,
        input: Input<'r>,
        options: PieceOptions,
        on_finding: OnFinding<'r>,
    ) -> Result<(AccountPieces<'r>, Ledger<'r>), Vec<Diagnostic>> {
        let schema = &plan.schema;
        let reduce = options.today.filter(|_| !options.whole).map(|today| (plan, today));
        let opened = Opened::open(schema, needs, input, reduce, on_finding)?;
        let Opened { files: open_files, forms, kept, children, sink, counts, rejected, .. } = opened;
        let children = Arc::new(children);
        let (mut bound, mut files, mut tables) = (Vec::new(), Vec::new(), Vec::new());
        for file in open_files {
            let account_file = Arc::new(AccountFile {
                schema,
                index: file.index,
                name: file.table.form.file.clone(),
                fields: FieldColumns::new(schema, &schema.fields, schema.key, file.columns),
                kept: file.kept,
                sources: columns(plan),
                children: Arc::clone(&children),
                whole: options.whole,
                batch_rows: options.batch_rows.max(1),
                piece_bytes: options.piece_bytes,
                typed: file.table.has_types(),
            });
            tables = account_file.tables();
            bound.push(Arc::clone(&account_file));
            files.push(file.table.into_pieces(account_file));
        }
        let pieces = AccountPieces { files, state: Mutex::new((0, 0)), tables };
        Ok((pieces, Ledger::new(bound, forms, kept, children, sink, counts, rejected)))
    }

    /// The classes of the child tables, one per table of the schema; `None` where a table was not given.
    #[must_use]
    pub fn tables(&self) -> &[Option<Arc<TableClasses>>] {
        &self.tables
    }
}

impl PieceSource for AccountPieces<'_> {
    fn next_piece(&self) -> Option<Result<Piece, Box<Diagnostic>>> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let (file, order) = *state;
            match self.files.get(file)?.next_piece() {
                Some(Ok(piece)) => {
                    state.1 += 1;
                    let bytes = piece.bytes;
                    return Some(Ok(Piece { order, bytes, content: Box::new((file, piece)) }));
                }
                Some(Err(diagnostic)) => return Some(Err(diagnostic)),
                None => state.0 += 1,
            }
        }
    }

    fn reader(&self) -> Box<dyn PieceReader + '_> {
        Box::new(FileReaders { files: &self.files, open: None })
    }
}

/// The reader of the file that the last piece came from.
struct FileReaders<'p, 'r> {
    files: &'p [Box<dyn PieceSource + 'r>],
    open: Option<(usize, Box<dyn PieceReader + 'p>)>,
}

impl PieceReader for FileReaders<'_, '_> {
    fn open(&mut self, piece: Piece) -> Result<(), Box<Diagnostic>> {
        // INVARIANT: pieces come from the source of this reader.
        let Ok(content) = piece.content.downcast::<(usize, Piece)>() else { return Ok(()) };
        let (file, piece) = *content;
        if self.open.as_ref().is_none_or(|(open, _)| *open != file) {
            self.open = self.files.get(file).map(|source| (file, source.reader()));
        }
        match &mut self.open {
            Some((_, reader)) => reader.open(piece),
            None => Ok(()),
        }
    }

    fn next_batch(
        &mut self,
        classes: &mut BatchClasses,
        batch: &mut ReadBatch,
    ) -> Result<bool, Box<Diagnostic>> {
        match &mut self.open {
            Some((_, reader)) => reader.next_batch(classes, batch),
            None => Ok(false),
        }
    }
}
