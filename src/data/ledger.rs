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
use super::footer::Below;
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
    below: Below,
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
        let (keys, below) = (Keys::new(KEYS_IN_MEMORY, None), Below::default());
        Ledger { files, forms, kept, children, keys, sink, counts, rejected, below }
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

    /// Takes down the next batch; gives the rows that cannot be read, as soon as they are known to be no footer.
    ///
    /// # Errors
    /// Those of the temporary file of keys.
    pub fn take(&mut self, notes: &ReadNotes) -> io::Result<Vec<Rejected>> {
        self.counts.read += notes.lines.len() as u64;
        let rejected = self.unreadable(notes);
        if let Some(rising) = &notes.rising
            && self.keys.add_rising(rising)?
        {
            notes.findings.iter().for_each(|found| self.find(notes, found));
            return Ok(rejected);
        }
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
        Ok(rejected)
    }

    /// The rows of a batch that cannot be read, after those that were held back and stand above an account.
    fn unreadable(&mut self, notes: &ReadNotes) -> Vec<Rejected> {
        let file = self.files.get(notes.file).map(|file| file.name.as_str());
        let mut given = Vec::new();
        if self.below.file().is_some() && self.below.file() != file {
            given = self.settle();
        }
        let mut accounts = notes.lines.iter().copied().peekable();
        for row in &notes.rejected {
            while accounts.next_if(|line| *line < row.line).is_some_and(|line| self.below.is_above(line)) {
                given.extend(self.count(|below| below.give_back()));
            }
            given.extend(self.count(|below| below.take(row.clone())));
        }
        if notes.lines.last().is_some_and(|line| self.below.is_above(*line)) {
            given.extend(self.count(|below| below.give_back()));
        }
        given
    }

    fn count(&mut self, rows: impl FnOnce(&mut Below) -> Vec<Rejected>) -> Vec<Rejected> {
        let rows = rows(&mut self.below);
        self.counts.read += rows.len() as u64;
        self.counts.rejected += rows.len() as u64;
        rows
    }

    /// At the end of a file: what was held back is its footer, or cannot be read.
    fn settle(&mut self) -> Vec<Rejected> {
        match self.below.settle() {
            Ok(footer) => {
                self.counts.footers.extend(footer);
                Vec::new()
            }
            Err(rows) => self.count(|_| rows),
        }
    }

    /// At the end of the accounts: the last rows that cannot be read.
    pub fn take_last(&mut self) -> Vec<Rejected> {
        self.settle()
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
