//! Value classes: the cells of a column that no result can tell apart are one class.
//!
//! In: a plan and the as-of date. Out: for each column that the plan reads, a [`Classes`] that turns cells into class
//! numbers and keeps one representative cell of each.
//! Invariant: replacing every cell of an account by its class's representative changes no result (but for the key).

mod batch;
mod classifier;
mod cuts;
mod known;
mod marks;
mod signature;
mod table;
mod uses;

use std::sync::Arc;

use crate::types::Day;

pub use batch::{Batch, Texts};
pub use classifier::{By, Classifier};
pub use cuts::Cuts;
pub use known::Classes;
pub use marks::{ListMarks, MARK_WORDS, Marks};
pub use signature::TextSignatures;
pub use table::{TableClasses, TableReducer};
pub(crate) use uses::{Use, uses_of_condition, uses_of_earning};

use super::Plan;

/// The number of a class in one column, for one worker.
pub type ClassId = u32;

/// The class of unknown cells, in every column.
pub const UNKNOWN: ClassId = 0;

/// What a column of a batch holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ColumnSource {
    /// An account field, by index.
    Field(usize),
    /// The rows of a child table, by index.
    Table(usize),
}

/// The columns of every batch of a plan: account fields that an expression reads, then child tables that one reads. The
/// key is among them only where an expression reads it; a batch holds keys apart.
#[must_use]
pub fn columns(plan: &Plan) -> Vec<ColumnSource> {
    let fields = plan.reads.fields.iter().filter(|field| **field != plan.schema.key || plan.reads.key);
    let fields = fields.map(|field| ColumnSource::Field(*field));
    fields.chain(plan.reads.tables.iter().map(|table| ColumnSource::Table(*table))).collect()
}

/// The classes of every column of a batch, in the order of [`columns`]: what a reader fills and an engine reads.
#[derive(Debug, Clone)]
pub struct BatchClasses {
    /// One per column.
    pub columns: Vec<ColumnClasses>,
}

/// The classes of one column of a batch.
#[derive(Debug, Clone)]
pub enum ColumnClasses {
    /// Of an account field.
    Field(Classes),
    /// Of a child table.
    Table(Arc<TableClasses>),
}

impl BatchClasses {
    /// The classes of a plan's columns, none met yet. `tables` has an entry per child table of the schema; a table that
    /// was not given is `None`.
    #[must_use]
    pub fn new(plan: &Plan, today: Day, tables: &[Option<Arc<TableClasses>>]) -> BatchClasses {
        let column = |source: &ColumnSource| match source {
            ColumnSource::Field(field) => {
                ColumnClasses::Field(Classes::new(Arc::new(Classifier::new(plan, today, *field))))
            }
            ColumnSource::Table(table) => {
                let given = tables.get(*table).and_then(Option::clone);
                ColumnClasses::Table(given.unwrap_or_default())
            }
        };
        BatchClasses { columns: columns(plan).iter().map(column).collect() }
    }

    /// The classes of the account field at a column; `None` for a child table.
    pub fn field(&mut self, column: usize) -> Option<&mut Classes> {
        match self.columns.get_mut(column) {
            Some(ColumnClasses::Field(classes)) => Some(classes),
            Some(ColumnClasses::Table(_)) | None => None,
        }
    }

    /// Forgets what there is too much of; called between batches only.
    pub fn trim(&mut self) {
        for column in &mut self.columns {
            if let ColumnClasses::Field(classes) = column {
                classes.trim();
            }
        }
    }
}
