//! The account that a run keeps of what it reads: counts, findings, keys that occur twice.
//!
//! In: the notes of batches, in input order. Out: findings one after another, and at the end the counts.
//! Invariant: rows read = accounts + rejected rows, and the order of findings is that of the input.

use std::io;
use std::sync::Arc;

use super::account_file::AccountFile;
use super::children::Children;
use super::columns::Sink;
use super::findings::Finding;
use super::keys::{KEYS_IN_MEMORY, Keys, NewSpill, Place};
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
    keys: Keys,
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
        Ledger { files, forms, kept, children, keys: Keys::new(KEYS_IN_MEMORY, None), sink, counts, rejected }
    }

    /// Lets keys beyond `most` go to a temporary file; called before the first batch.
    pub fn spill_keys(&mut self, most: usize, spill: NewSpill) {
        self.keys = Keys::new(most, Some(spill));
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
    ///
    /// # Errors
    /// Those of the temporary file of keys.
    pub fn take(&mut self, notes: &ReadNotes) -> io::Result<()> {
        let rejected = notes.rejected.len() as u64;
        self.counts.read += notes.lines.len() as u64 + rejected;
        self.counts.rejected += rejected;
        let mut findings = notes.findings.iter().peekable();
        for row in 0..notes.lines.len() {
            while let Some(found) = findings.next_if(|found| found.row <= row) {
                self.find(notes, found);
            }
            let Some(key) = notes.keys.get(row) else { continue };
            let line = notes.lines.get(row).copied().unwrap_or_default();
            let place = Place { file: notes.file, line };
            if self.keys.add(key, place)? {
                find_repeated(&self.files, &mut self.sink, key, place);
            }
        }
        Ok(())
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
        self.sink.add_with(&finding, || {
            let raw = Raw::Text(found.value.as_str().into());
            if found.reason == Reason::BlankKey { None } else { file.fields.nearest(found.field, &raw) }
        });
    }

    /// Ends the account: keys that only now are known to occur twice, then rows of child tables that belong to none.
    ///
    /// # Errors
    /// Those of the temporary file of keys.
    pub fn finish(mut self) -> io::Result<ReadCounts> {
        let keys = std::mem::replace(&mut self.keys, Keys::new(0, None));
        keys.finish(|key, place| find_repeated(&self.files, &mut self.sink, key, place))?;
        for children in self.children.iter().flatten() {
            let orphans = children.report_orphans(&mut self.sink);
            let mut tables = self.counts.tables.iter_mut();
            if let Some(counts) = tables.find(|counts| counts.table == children.table()) {
                counts.orphans = orphans;
            }
        }
        Ok(ReadCounts { findings: self.sink.counts, forms: self.forms, ..self.counts })
    }
}

/// Reports a key that an earlier account has.
fn find_repeated(files: &[Arc<AccountFile<'_>>], sink: &mut Sink<'_>, key: &str, place: Place) {
    let Some(file) = files.get(place.file) else { return };
    let (field, column) = file.fields.names(file.schema.key);
    sink.add(&Finding {
        file: &file.name,
        table: None,
        line: place.line,
        key: Some(key),
        column,
        field,
        value: key,
        reason: &Reason::DuplicateKey,
    });
}
