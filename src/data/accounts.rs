//! Accounts one after another, each with its child rows: what `explain` reads, row by row.
//!
//! In: the schema, what the plan reads, the sources. Out: an iterator of accounts and rejected rows.
//! Invariant: rows read = accounts + rejected rows; nothing grows with the rows but the set of keys and the child tables.

use std::collections::{HashMap, VecDeque};

use super::bind::{Column, Needs};
use super::cell::shown_key;
use super::children::Children;
use super::columns::{FieldColumns, OnFinding, Sink};
use super::findings::Finding;
use super::opened::{Input, OpenFile, Opened, ReadCounts};
use super::raw::Raw;
use super::reason::Reason;
use super::rows::{Rejected, Row, RowFault};
use super::table::{Table, TableForm};
use crate::check::model::Schema;
use crate::diag::Diagnostic;
use crate::types::Account;

/// One account as it was read.
#[derive(Debug, Clone)]
pub struct AccountRow {
    /// What the engines score.
    pub account: Account,
    /// The file, as a position in [`Accounts::forms`].
    pub file: usize,
    /// The line its row starts on, from 1.
    pub line: u64,
    row: Row,
    kept: std::rc::Rc<Vec<Option<Column>>>,
}

impl AccountRow {
    /// The cells of the columns that pass through, in the order of [`Accounts::kept`].
    pub fn kept(&self) -> impl Iterator<Item = Raw<'_>> {
        self.kept.iter().map(|column| match column {
            Some(column) => self.row.cell(column.position, &column.name),
            None => Raw::Absent,
        })
    }

    /// The key as written, trimmed.
    #[must_use]
    pub fn key(&self) -> Option<&str> {
        self.account.key.as_deref()
    }
}

/// The accounts of a run.
pub struct Accounts<'r> {
    schema: &'r Schema,
    files: VecDeque<AccountRows<'r>>,
    forms: Vec<TableForm>,
    kept: Vec<String>,
    children: Vec<Option<Children>>,
    keys: HashMap<String, ()>,
    sink: Sink<'r>,
    counts: ReadCounts,
    /// Rows of child tables that cannot be read, handed out first.
    rejected: VecDeque<Rejected>,
    ended: bool,
}

/// The rows of one file.
struct AccountRows<'r> {
    table: Table<'r>,
    columns: FieldColumns<'r>,
    kept: std::rc::Rc<Vec<Option<Column>>>,
    index: usize,
}

impl<'r> Accounts<'r> {
    /// Opens and binds everything and reads the child tables.
    ///
    /// # Errors
    /// Every file that is no table, every table and column that is missing or not clear: before any row is read.
    pub fn open(
        schema: &'r Schema,
        needs: &Needs,
        input: Input<'r>,
        on_finding: OnFinding<'r>,
    ) -> Result<Accounts<'r>, Vec<Diagnostic>> {
        let opened = Opened::open(schema, needs, input, None, on_finding)?;
        let rows = |file: OpenFile<'r>| AccountRows {
            table: file.table,
            columns: FieldColumns::new(schema, &schema.fields, schema.key, file.columns),
            kept: std::rc::Rc::new(file.kept),
            index: file.index,
        };
        Ok(Accounts {
            schema,
            files: opened.files.into_iter().map(rows).collect(),
            forms: opened.forms,
            kept: opened.kept,
            children: opened.children,
            keys: HashMap::new(),
            sink: opened.sink,
            counts: opened.counts,
            rejected: opened.rejected.into(),
            ended: false,
        })
    }

    /// How each file was read: the accounts' files first, then the child tables that are needed.
    #[must_use]
    pub fn forms(&self) -> &[TableForm] {
        &self.forms
    }

    /// The names of the columns that pass through.
    #[must_use]
    pub fn kept(&self) -> &[String] {
        &self.kept
    }

    /// The counts so far; complete, orphans included, once the iterator has ended.
    #[must_use]
    pub fn counts(&self) -> ReadCounts {
        ReadCounts { findings: self.sink.counts.clone(), forms: self.forms.clone(), ..self.counts.clone() }
    }

    fn account(&mut self, file: usize, row: &Row, columns: &FieldColumns<'_>) -> Account {
        let name = self.forms.get(file).map(|form| form.file.clone()).unwrap_or_default();
        let key = columns.raw(row, self.schema.key).and_then(|raw| shown_key(&raw));
        let cells = columns.cells(row, (&name, None, key.as_deref()), &mut self.sink);
        let fault = match &key {
            None => Some(Reason::BlankKey),
            Some(key) => self.keys.insert(key.clone(), ()).map(|()| Reason::DuplicateKey),
        };
        if let Some(reason) = fault {
            let (field, column) = columns.names(self.schema.key);
            self.sink.add(&Finding {
                file: &name,
                table: None,
                line: row.line(),
                key: key.as_deref(),
                column,
                field,
                value: key.as_deref().unwrap_or(""),
                reason: &reason,
            });
        }
        let rows_of = |children: &Option<Children>| Some(children.as_ref()?.of(key.as_deref()?));
        let tables = self.children.iter().map(rows_of).collect();
        Account { key, cells, tables }
    }

    fn end(&mut self) {
        if std::mem::replace(&mut self.ended, true) {
            return;
        }
        for children in self.children.iter().flatten() {
            let orphans = children.report_orphans(&mut self.sink);
            if let Some(counts) =
                self.counts.tables.iter_mut().find(|counts| counts.table == children.table())
            {
                counts.orphans = orphans;
            }
        }
    }
}

impl Iterator for Accounts<'_> {
    type Item = Result<AccountRow, RowFault>;

    fn next(&mut self) -> Option<Result<AccountRow, RowFault>> {
        if let Some(rejected) = self.rejected.pop_front() {
            return Some(Err(RowFault::Rejected(rejected)));
        }
        if self.ended {
            return None;
        }
        while let Some(mut file) = self.files.pop_front() {
            match file.table.next_row() {
                None => {}
                Some(Ok(row)) => {
                    self.counts.read += 1;
                    let line = row.line();
                    let account = self.account(file.index, &row, &file.columns);
                    let kept = std::rc::Rc::clone(&file.kept);
                    let read = AccountRow { account, file: file.index, line, row, kept };
                    self.files.push_front(file);
                    return Some(Ok(read));
                }
                Some(Err(fault)) => {
                    match &fault {
                        RowFault::Rejected(_) => {
                            self.counts.read += 1;
                            self.counts.rejected += 1;
                            self.files.push_front(file);
                        }
                        RowFault::Failed(_) => self.ended = true,
                    }
                    return Some(Err(fault));
                }
            }
        }
        self.end();
        None
    }
}
