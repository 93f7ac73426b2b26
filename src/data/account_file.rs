//! One file of accounts as its columns were bound: what turns a row into the entries of a batch.
//!
//! In: rows, one after another, or what a faster reader finds in them. Out: the next account of a [`ReadBatch`].
//! Invariant: shared by all workers and never changed, so that the same row gives the same entries on each.

use std::sync::Arc;

use super::bind::Column;
use super::cell::shown_key;
use super::children::Children;
use super::columns::FieldColumns;
use super::pieces::{FoundCell, ReadBatch};
use super::reason::Reason;
use super::rows::Row;
use super::write::{ResultColumn, Value};
use crate::check::model::Schema;
use crate::plan::classes::{BatchClasses, ClassId, ColumnSource, TableClasses, Texts, UNKNOWN};
use crate::types::{Account, Cell};

/// A file of accounts, ready to be read by several workers.
pub(super) struct AccountFile<'s> {
    /// The schema.
    pub schema: &'s Schema,
    /// Its place among the files of the accounts.
    pub index: usize,
    /// The name that messages show.
    pub name: String,
    /// One per account field.
    pub fields: FieldColumns<'s>,
    /// The columns that pass through.
    pub kept: Vec<Option<Column>>,
    /// What the columns of a batch are.
    pub sources: Vec<ColumnSource>,
    /// The child tables, one per table of the schema.
    pub children: Arc<Vec<Option<Children>>>,
    /// Whether [`ReadBatch::whole`] is asked for.
    pub whole: bool,
    /// About how many accounts a batch has at most.
    pub batch_rows: usize,
    /// About how many bytes a piece of text has.
    pub piece_bytes: usize,
    /// Whether cells have types of their own.
    pub typed: bool,
}

impl AccountFile<'_> {
    /// Empties a batch for accounts of this file.
    pub(super) fn clear(&self, batch: &mut ReadBatch) {
        batch.accounts.clear(self.sources.len());
        batch.kept.clear();
        batch.kept.resize_with(self.kept.len(), || {
            if self.typed { ResultColumn::Values(Vec::new()) } else { ResultColumn::Texts(Texts::default()) }
        });
        batch.file = self.index;
        batch.lines.clear();
        batch.findings.clear();
        batch.rejected.clear();
        batch.whole.clear();
    }

    /// Adds an account, cell by cell.
    pub(super) fn push_row(&self, row: &Row, classes: &mut BatchClasses, batch: &mut ReadBatch) {
        let place = batch.accounts.rows;
        let key = self.fields.raw(row, self.schema.key).and_then(|raw| shown_key(&raw));
        let mut cells = Vec::with_capacity(self.schema.fields.len());
        for field in 0..self.schema.fields.len() {
            cells.push(match self.fields.read(row, field) {
                Some((raw, read)) => {
                    if let Some(reason) = read.reason {
                        let value = raw.shown().into_owned();
                        batch.findings.push(FoundCell { row: place, field, value, reason });
                    }
                    read.cell
                }
                None => Cell::Unknown,
            });
        }
        let ids = batch.accounts.ids.iter_mut();
        for (column, (source, ids)) in self.sources.iter().zip(ids).enumerate() {
            ids.push(match source {
                ColumnSource::Field(field) => match (classes.field(column), cells.get(*field)) {
                    (Some(classes), Some(cell)) => classes.of(cell),
                    _ => UNKNOWN,
                },
                ColumnSource::Table(table) => self.child_class(*table, key.as_deref()),
            });
        }
        for (kept, column) in batch.kept.iter_mut().zip(&self.kept) {
            let raw = column.as_ref().map(|column| row.cell(column.position, &column.name));
            match (kept, raw.map_or(Value::Empty, Value::from)) {
                (ResultColumn::Texts(texts), Value::Text(text)) => texts.push(Some(&text)),
                (ResultColumn::Texts(texts), _) => texts.push(None),
                (ResultColumn::Values(values), value) => values.push(value.into_owned()),
                // INVARIANT: `clear` makes no others.
                _ => {}
            }
        }
        if self.whole {
            let rows_of = |children: &Option<Children>| Some(children.as_ref()?.of(key.as_deref()?));
            let tables = self.children.iter().map(rows_of).collect();
            batch.whole.push(Account { key: key.clone(), cells, tables });
        }
        self.push_key(row.line(), key.as_deref(), batch);
    }

    /// Ends an account: its line, its key, and that it has none.
    pub(super) fn push_key(&self, line: u64, key: Option<&str>, batch: &mut ReadBatch) {
        if key.is_none() {
            let row = batch.accounts.rows;
            let (field, reason) = (self.schema.key, Reason::BlankKey);
            batch.findings.push(FoundCell { row, field, value: String::new(), reason });
        }
        batch.lines.push(line);
        batch.accounts.keys.push(key);
        batch.accounts.rows += 1;
    }

    /// The class of the rows that an account has in a child table.
    pub(super) fn child_class(&self, table: usize, key: Option<&str>) -> ClassId {
        match (self.children.get(table), key) {
            (Some(Some(children)), Some(key)) => children.class_of(key),
            (Some(None) | None, _) | (_, None) => UNKNOWN,
        }
    }

    /// The classes of the child tables, one per table of the schema.
    pub(super) fn tables(&self) -> Vec<Option<Arc<TableClasses>>> {
        self.children.iter().map(|children| children.as_ref().map(Children::classes)).collect()
    }
}
