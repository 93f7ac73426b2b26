//! The account that a run keeps of what it reads: counts, findings, keys that occur twice.
//!
//! In: the notes of batches, in input order. Out: findings one after another, and at the end the counts.
//! Invariant: rows read = accounts + rejected rows, and the order of findings is that of the input.

use std::collections::HashSet;
use std::sync::Arc;

use super::account_file::AccountFile;
use super::children::Children;
use super::columns::Sink;
use super::findings::Finding;
use super::opened::ReadCounts;
use super::pieces::{FoundCell, ReadNotes};
use super::raw::Raw;
use super::reason::Reason;
use super::rows::Rejected;
use super::table::TableForm;

/// What a run has read so far.
pub struct Ledger<'r> {
    files: Vec<Arc<AccountFile<'r>>>,
    forms: Vec<TableForm>,
    kept: Vec<String>,
    children: Arc<Vec<Option<Children>>>,
    keys: HashSet<String>,
    sink: Sink<'r>,
    counts: ReadCounts,
    rejected: Vec<Rejected>,
}

impl<'r> Ledger<'r> {
    pub(super) fn new(
        files: Vec<Arc<AccountFile<'r>>>,
        forms: Vec<TableForm>,
        kept: Vec<String>,
        children: Arc<Vec<Option<Children>>>,
        sink: Sink<'r>,
        counts: ReadCounts,
        rejected: Vec<Rejected>,
    ) -> Ledger<'r> {
        Ledger { files, forms, kept, children, keys: HashSet::new(), sink, counts, rejected }
    }

    /// How each file is read: the accounts' files first, then the child tables that are needed.
    #[must_use]
    pub fn forms(&self) -> &[TableForm] {
        &self.forms
    }

    /// The names of the columns that pass through.
    #[must_use]
    pub fn kept(&self) -> &[String] {
        &self.kept
    }

    /// Rows of child tables that cannot be read; given once.
    pub fn take_rejected(&mut self) -> Vec<Rejected> {
        std::mem::take(&mut self.rejected)
    }

    /// Takes down the next batch.
    pub fn take(&mut self, notes: &ReadNotes) {
        let rejected = notes.rejected.len() as u64;
        self.counts.read += notes.lines.len() as u64 + rejected;
        self.counts.rejected += rejected;
        let mut findings = notes.findings.iter().peekable();
        for row in 0..notes.lines.len() {
            while let Some(found) = findings.next_if(|found| found.row <= row) {
                self.find(notes, found);
            }
            if let Some(key) = notes.keys.get(row)
                && !self.keys.insert(key.to_owned())
            {
                let field = self.files.get(notes.file).map_or(0, |file| file.schema.key);
                let found = FoundCell { row, field, value: key.to_owned(), reason: Reason::DuplicateKey };
                self.find(notes, &found);
            }
        }
    }

    fn find(&mut self, notes: &ReadNotes, found: &FoundCell) {
        let Some(file) = self.files.get(notes.file) else { return };
        let (field, column) = file.fields.names(found.field);
        let finding = Finding {
            file: &file.name,
            table: None,
            line: notes.lines.get(found.row).copied().unwrap_or_default(),
            key: notes.keys.get(found.row),
            column,
            field,
            value: &found.value,
            reason: &found.reason,
        };
        let of_key = matches!(found.reason, Reason::BlankKey | Reason::DuplicateKey);
        self.sink.add_with(&finding, || {
            let raw = Raw::Text(found.value.as_str().into());
            if of_key { None } else { file.fields.nearest(found.field, &raw) }
        });
    }

    /// Ends the account: rows of child tables that belong to none are reported.
    #[must_use]
    pub fn finish(mut self) -> ReadCounts {
        for children in self.children.iter().flatten() {
            let orphans = children.report_orphans(&mut self.sink);
            let mut tables = self.counts.tables.iter_mut();
            if let Some(counts) = tables.find(|counts| counts.table == children.table()) {
                counts.orphans = orphans;
            }
        }
        ReadCounts { findings: self.sink.counts, forms: self.forms, ..self.counts }
    }
}
