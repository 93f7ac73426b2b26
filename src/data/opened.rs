//! Everything a run reads, opened and bound; child tables are read.
//!
//! In: the schema, what is needed of it, the sources. Out: open files of accounts, their columns bound.
//! Invariant: whatever can be wrong with the files as a whole is said here, before the first account.

use std::collections::VecDeque;

use super::bind::{Column, Needs, bind_fields, check_tables};
use super::children::{Children, TableCounts};
use super::columns::{FieldColumns, OnFinding, Sink};
use super::findings::FindingCounts;
use super::footer::Footer;
use super::keep::{Keep, kept_columns};
use super::rows::Rejected;
use super::source::{ReadOptions, Source};
use super::table::{Table, TableForm};
use crate::check::model::Schema;
use crate::diag::Diagnostic;
use crate::plan::Plan;
use crate::plan::classes::TableReducer;
use crate::types::Day;

/// What a run reads.
pub struct Input<'r> {
    /// The accounts: one table, perhaps in several files.
    pub accounts: Vec<Source<'r>>,
    /// Child tables by name; parts of one table have the same name.
    pub tables: Vec<(String, Source<'r>)>,
    /// What overrules recognition, for all of them.
    pub options: ReadOptions,
    /// The columns to pass through.
    pub keep: Keep,
}

/// How a run came out so far.
#[derive(Debug, Clone, Default)]
pub struct ReadCounts {
    /// Rows of accounts read.
    pub read: u64,
    /// Rows of accounts that cannot be read.
    pub rejected: u64,
    /// What stands below the rows of a file and is none of them; not among the rows read.
    pub footers: Vec<Footer>,
    /// How each file was read.
    pub forms: Vec<TableForm>,
    /// One per child table that was read.
    pub tables: Vec<TableCounts>,
    /// What was found.
    pub findings: FindingCounts,
}

/// What was opened.
pub(super) struct Opened<'r> {
    /// The files of the accounts.
    pub files: Vec<OpenFile<'r>>,
    /// How each file is read, child tables last.
    pub forms: Vec<TableForm>,
    /// The names of the columns that pass through.
    pub kept: Vec<String>,
    /// One per child table of the schema.
    pub children: Vec<Option<Children>>,
    /// Where findings go.
    pub sink: Sink<'r>,
    /// What the child tables came to.
    pub counts: ReadCounts,
    /// Rows of child tables that cannot be read.
    pub rejected: Vec<Rejected>,
}

/// A file of accounts.
pub(super) struct OpenFile<'r> {
    /// The rows.
    pub table: Table<'r>,
    /// The column of each account field.
    pub columns: Vec<Option<Column>>,
    /// The columns that pass through.
    pub kept: Vec<Option<Column>>,
    /// Its place among the files of the accounts.
    pub index: usize,
}

impl<'r> Opened<'r> {
    /// Opens and binds everything and reads the child tables.
    ///
    /// # Errors
    /// Every file that is no table, every table and column that is missing or not clear: before any row is scored.
    pub(super) fn open(
        schema: &'r Schema,
        needs: &Needs,
        input: Input<'r>,
        reduce: Option<(&Plan, Day)>,
        on_finding: OnFinding<'r>,
    ) -> Result<Opened<'r>, Vec<Diagnostic>> {
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
                    tables.push((index, table, columns));
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
        for (index, declared) in schema.tables.iter().enumerate() {
            let parts: Vec<(Table<'_>, FieldColumns<'_>)> = tables
                .extract_if(.., |(table, ..)| *table == index)
                .map(|(_, table, columns)| {
                    (table, FieldColumns::new(schema, &declared.fields, declared.by, columns))
                })
                .collect();
            if parts.is_empty() {
                continue;
            }
            let reducer = match reduce {
                Some((plan, today)) => TableReducer::new(plan, today, index),
                None => TableReducer::exact(),
            };
            let held = (reducer, input.options.table_memory);
            let below = (&mut rejected, &mut counts.footers);
            match Children::read(&declared.name, parts, declared.by, held, &mut sink, below) {
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
                OpenFile { table, columns, kept, index }
            })
            .collect();
        Ok(Opened { files, forms, kept: names, children, sink, counts, rejected })
    }
}
