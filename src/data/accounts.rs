//! Accounts one after another, each with its child rows: what a run of `score` reads.
//!
//! In: the schema, what the plan reads, the sources. Out: an iterator of accounts and rejected rows.
//! Invariant: rows read = accounts + rejected rows; nothing grows with the rows but the set of keys and the child tables.

use std::collections::{HashMap, VecDeque};

use super::bind::{Column, Needs, bind_fields, check_tables};
use super::cell::shown_key;
use super::children::{Children, TableCounts};
use super::columns::{FieldColumns, OnFinding, Sink};
use super::findings::{Finding, FindingCounts};
use super::keep::{Keep, kept_columns};
use super::raw::Raw;
use super::reason::Reason;
use super::rows::{Rejected, Row, RowFault};
use super::source::{ReadOptions, Source};
use super::table::{Table, TableForm};
use crate::check::model::Schema;
use crate::diag::Diagnostic;
use crate::types::Account;

/// What a run reads.
pub struct Input<'r> {
    /// The accounts: one table, perhaps in several files.
    pub accounts: Vec<Source<'r>>,
    /// Child tables by name.
    pub tables: Vec<(String, Source<'r>)>,
    /// What overrules recognition, for all of them.
    pub options: ReadOptions,
    /// The columns to pass through.
    pub keep: Keep,
}

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

/// How a run came out so far.
#[derive(Debug, Clone, Default)]
pub struct ReadCounts {
    /// Rows of accounts read.
    pub read: u64,
    /// Rows of accounts that cannot be read.
    pub rejected: u64,
    /// How each file was read.
    pub forms: Vec<TableForm>,
    /// One per child table that was read.
    pub tables: Vec<TableCounts>,
    /// What was found.
    pub findings: FindingCounts,
}

/// The accounts of a run.
pub struct Accounts<'r> {
    schema: &'r Schema,
    files: VecDeque<OpenFile<'r>>,
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

struct OpenFile<'r> {
    table: Table<'r>,
    columns: FieldColumns<'r>,
    kept: std::rc::Rc<Vec<Option<Column>>>,
    index: usize,
}

impl<'r> Accounts<'r> {
    /// Opens and binds everything and reads the child tables.
    ///
    /// # Errors
    /// Every file that is no table, every table and column that is missing or not clear: before any row is scored.
    pub fn open(
        schema: &'r Schema,
        needs: &Needs,
        input: Input<'r>,
        on_finding: OnFinding<'r>,
    ) -> Result<Accounts<'r>, Vec<Diagnostic>> {
        let given: Vec<&str> = input.tables.iter().map(|(name, _)| name.as_str()).collect();
        let mut faults = check_tables(schema, needs, &given);
        let mut sink = Sink { counts: FindingCounts::default(), on_finding };
        let mut accounts = VecDeque::new();
        let mut forms = Vec::new();
        for (index, source) in input.accounts.into_iter().enumerate() {
            match Table::open(source, &input.options) {
                Ok(table) => {
                    let columns =
                        bind_fields(&table, "`account`", &schema.fields, &needs.fields, &mut faults);
                    forms.push(table.form.clone());
                    accounts.push_back((index, table, columns));
                }
                Err(diagnostic) => faults.push(diagnostic),
            }
        }
        let mut tables = Vec::new();
        for (name, source) in input.tables {
            let Some(index) = schema.tables.iter().position(|table| table.name == name) else { continue };
            let (Some(declared), Some(Some(needed))) = (schema.tables.get(index), needs.tables.get(index))
            else {
                continue;
            };
            match Table::open(source, &input.options) {
                Ok(table) => {
                    let declared_name = format!("table `{name}`");
                    let columns = bind_fields(&table, &declared_name, &declared.fields, needed, &mut faults);
                    forms.push(table.form.clone());
                    tables.push((index, name, table, columns));
                }
                Err(diagnostic) => faults.push(diagnostic),
            }
        }
        let kept = kept_columns(&input.keep, schema, &accounts, &mut faults);
        if !faults.is_empty() {
            return Err(faults);
        }
        let mut children: Vec<Option<Children>> = schema.tables.iter().map(|_| None).collect();
        let mut counts = ReadCounts::default();
        let mut rejected = Vec::new();
        for (index, name, table, columns) in tables {
            let Some(declared) = schema.tables.get(index) else { continue };
            let columns = FieldColumns::new(schema, &declared.fields, declared.by, columns);
            match Children::read(&name, table, &columns, declared.by, &mut sink, &mut rejected) {
                Ok((read, table_counts)) => {
                    if let Some(slot) = children.get_mut(index) {
                        *slot = Some(read);
                    }
                    counts.tables.push(table_counts);
                }
                Err(diagnostic) => return Err(vec![diagnostic]),
            }
        }
        let names = kept.iter().map(|(name, _)| name.clone()).collect();
        let files = accounts
            .into_iter()
            .map(|(index, table, columns)| {
                let kept = kept.iter().map(|(_, wanted)| wanted.column(&table)).collect();
                let columns = FieldColumns::new(schema, &schema.fields, schema.key, columns);
                OpenFile { table, columns, kept: std::rc::Rc::new(kept), index }
            })
            .collect();
        Ok(Accounts {
            schema,
            files,
            forms,
            kept: names,
            children,
            keys: HashMap::new(),
            sink,
            counts,
            rejected: rejected.into(),
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
        let rows_of = |children: &mut Option<Children>| Some(children.as_mut()?.of(key.as_deref()?));
        let tables = self.children.iter_mut().map(rows_of).collect();
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
