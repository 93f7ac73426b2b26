//! One profile at work on one thread: pieces of accounts in, columns of results out.
//!
//! In: pieces. Out: for each, what is to be written, counted and reported.
//! Invariant: what comes out of a piece does not depend on the pieces before it.

use std::collections::BTreeMap;

use super::best::Fit;
use super::run::Part;
use crate::data::write::ResultBatch;
use crate::data::{Piece, PieceReader, PieceSource, ReadBatch, ReadNotes};
use crate::diag::Diagnostic;
use crate::eval::columnar::{Asked, Engine, Results};
use crate::eval::evaluate;
use crate::plan::classes::{BatchClasses, TableClasses};
use crate::report::{AccountReport, Best, ColumnMaker, Columns, ExplainColumns, ScoredBatch, Subject, Tally};
use crate::types::{Account, Day};

/// What is wanted of every piece.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    /// The day.
    pub today: Day,
    /// Columns about rules.
    pub explain: ExplainColumns,
    /// Result columns; without them, the best accounts for a table.
    pub columns: bool,
    /// How well the profile fits each account.
    pub fits: bool,
    /// How many accounts a table shows.
    pub top: usize,
}

/// One profile on one thread.
pub(super) struct Lane<'a> {
    part: Part<'a>,
    wanted: Wanted,
    reader: Box<dyn PieceReader + 'a>,
    classes: BatchClasses,
    engine: Engine<'a>,
    maker: ColumnMaker<'a>,
    batch: ReadBatch,
    results: Results,
}

/// What came out of a piece.
pub(super) struct LanePiece<'a> {
    /// What was read.
    pub notes: Vec<ReadNotes>,
    /// The accounts counted.
    pub tally: Tally,
    /// The best of them, for a table.
    pub best: Best,
    /// Their result columns.
    pub batches: Vec<ResultBatch>,
    /// How well the profile fits each account of each batch.
    pub fits: Vec<Vec<Fit<'a>>>,
}

impl<'a> Lane<'a> {
    /// The profile at a place in the command, reading from `source`.
    pub fn new(
        (place, part): (usize, Part<'a>),
        wanted: Wanted,
        columns: &'a Columns,
        source: &'a dyn PieceSource,
        tables: &[Option<std::sync::Arc<TableClasses>>],
    ) -> Lane<'a> {
        let asked = Asked {
            rules: wanted.explain == ExplainColumns::Rules,
            only_first_missing: wanted.columns && !columns.has_missing(),
            no_missing: false,
        };
        Lane {
            part,
            wanted,
            reader: source.reader(),
            classes: BatchClasses::new(part.plan, wanted.today, tables),
            engine: Engine::new(part.plan, wanted.today, asked),
            maker: ColumnMaker::new(columns, place, part.model),
            batch: ReadBatch::default(),
            results: Results::default(),
        }
    }

    /// Reads and scores a piece.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn piece(&mut self, piece: Piece) -> Result<LanePiece<'a>, Box<Diagnostic>> {
        let mut made = LanePiece {
            notes: Vec::new(),
            tally: Tally::new(self.part.model),
            best: Best::new(self.wanted.top),
            batches: Vec::new(),
            fits: Vec::new(),
        };
        self.reader.open(piece)?;
        while self.reader.next_batch(&mut self.classes, &mut self.batch)? {
            self.batch(&mut made);
            self.classes.trim();
        }
        Ok(made)
    }

    fn batch(&mut self, made: &mut LanePiece<'a>) {
        let mut explanations = Vec::new();
        if self.wanted.explain == ExplainColumns::Json {
            explanations = self.explained();
        } else {
            self.engine.score(&self.classes, &self.batch.accounts, &mut self.results);
        }
        let keys = &self.batch.accounts.keys;
        made.tally.count(keys, &self.results);
        let (kept, results) = (self.batch.kept.as_slice(), &self.results);
        let scored = ScoredBatch { keys, kept, results, explanations: &explanations };
        if self.wanted.columns {
            made.batches.push(self.maker.batch(scored));
        } else {
            made.best.offer(self.part.model, scored);
        }
        if self.wanted.fits {
            let fit = |row| Fit::new(self.part.model, results, row);
            made.fits.push((0..results.rows).map(fit).collect());
        }
        made.notes.push(self.batch.take_notes());
    }

    /// Scores the whole accounts of the batch one by one: an explanation shows cells as they are, which their classes
    /// do not tell.
    fn explained(&mut self) -> Vec<serde_json::Value> {
        let Part { plan, model, sources, .. } = self.part;
        self.results.clear(plan);
        let explain = |account: &Account| {
            let outcome = evaluate(plan, account, self.wanted.today);
            self.results.push(plan, Asked::default(), &outcome);
            let written = BTreeMap::new();
            let (outcome, today) = (&outcome, self.wanted.today);
            let subject =
                Subject { sources, model, plan, account, outcome, today, name: None, written: &written };
            serde_json::to_value(AccountReport::new(subject)).unwrap_or_default()
        };
        self.batch.whole.iter().map(explain).collect()
    }
}
