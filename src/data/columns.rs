//! The fields of one table where their cells stand.
//!
//! In: the fields of a table and the columns they were bound to. Out: the cells of any row, findings on the way.
//! Invariant: a row gives one cell for every field, unknown where there is no column or the cell does not fit.

use super::bind::Column;
use super::cell::{CellRead, FieldReader};
use super::findings::{Finding, FindingCounts};
use super::raw::Raw;
use super::rows::Row;
use crate::check::model::{Field, Schema};
use crate::types::Cell;

/// Called for every finding.
pub type OnFinding<'r> = Box<dyn FnMut(&Finding<'_>) + 'r>;

/// Counts findings and passes them on.
pub(super) struct Sink<'r> {
    pub counts: FindingCounts,
    pub on_finding: OnFinding<'r>,
}

impl Sink<'_> {
    /// Adds a finding for which nothing near is known.
    pub(super) fn add(&mut self, finding: &Finding<'_>) {
        self.add_with(finding, || None);
    }

    /// Adds a finding; `near` is asked for what was likely meant only where that will be shown.
    pub(super) fn add_with(&mut self, finding: &Finding<'_>, near: impl FnOnce() -> Option<String>) {
        self.counts.add(finding, near);
        (self.on_finding)(finding);
    }
}

/// The fields of one table with their columns and readers.
pub(super) struct FieldColumns<'s> {
    fields: Vec<(&'s Field, Option<(Column, FieldReader<'s>)>)>,
}

impl<'s> FieldColumns<'s> {
    /// Readers for the fields that have a column; `key` is the position of the key.
    pub(super) fn new(
        schema: &'s Schema,
        fields: &'s [Field],
        key: usize,
        columns: Vec<Option<Column>>,
    ) -> FieldColumns<'s> {
        let with_reader = fields.iter().zip(columns).enumerate().map(|(index, (field, column))| {
            let reader = |column| (column, FieldReader::new(schema, field, index == key));
            (field, column.map(reader))
        });
        FieldColumns { fields: with_reader.collect() }
    }

    /// The names of a field and its column.
    pub(super) fn names(&self, field: usize) -> (&str, &str) {
        match self.fields.get(field) {
            Some((field, Some((column, _)))) => (&field.name, &column.name),
            Some((field, None)) => (&field.name, ""),
            None => ("", ""),
        }
    }

    /// The cell of a field as the file holds it.
    pub(super) fn raw<'a>(&self, row: &'a Row, field: usize) -> Option<Raw<'a>> {
        let (column, _) = self.fields.get(field)?.1.as_ref()?;
        Some(row.cell(column.position, &column.name))
    }

    /// The reader of a field that has a column, and where the column stands.
    pub(super) fn reader(&self, field: usize) -> Option<(&Column, &FieldReader<'s>)> {
        self.fields.get(field)?.1.as_ref().map(|(column, reader)| (column, reader))
    }

    /// The cell of a field, as the file holds it and as the field reads it.
    pub(super) fn read<'a>(&self, row: &'a Row, field: usize) -> Option<(Raw<'a>, CellRead)> {
        let (column, reader) = self.reader(field)?;
        let raw = row.cell(column.position, &column.name);
        let read = reader.read(&raw);
        Some((raw, read))
    }

    /// What a cell that does not fit was likely meant to be.
    pub(super) fn nearest(&self, field: usize, raw: &Raw<'_>) -> Option<String> {
        self.reader(field)?.1.nearest(raw)
    }

    /// The cells of a row, one per field; fields without a column are unknown.
    pub(super) fn cells(
        &self,
        row: &Row,
        (file, table, key): (&str, Option<&str>, Option<&str>),
        sink: &mut Sink<'_>,
    ) -> Vec<Cell> {
        let read = |(field, column): &(&Field, Option<(Column, FieldReader<'_>)>)| {
            let Some((column, reader)) = column else { return Cell::Unknown };
            let raw = row.cell(column.position, &column.name);
            let read = reader.read(&raw);
            if let Some(reason) = &read.reason {
                let shown = raw.shown();
                let finding = Finding {
                    file,
                    table,
                    line: row.line(),
                    key,
                    column: &column.name,
                    field: &field.name,
                    value: &shown,
                    reason,
                };
                sink.add_with(&finding, || reader.nearest(&raw));
            }
            read.cell
        };
        self.fields.iter().map(read).collect()
    }
}
