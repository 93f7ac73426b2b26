//! The columnar engine: the row interpreter's results for whole batches.
//!
//! In: a plan, the as-of date, batches of classes. Out: [`Results`], column by column.
//! Invariant: for every account the same outcome as [`super::evaluate`], to the digit.

mod results;

use crate::plan::classes::{Batch, BatchClasses, ColumnClasses, ColumnSource, columns};
use crate::plan::{Plan, blank_account};
use crate::types::{Account, Day};

pub use results::{Asked, NO_PLACE, Results, ScoreColumn};

use super::{Outcome, evaluate};

/// Scores the batches of one plan on one day. One for each worker.
#[derive(Debug)]
pub struct Engine<'p> {
    plan: &'p Plan,
    today: Day,
    asked: Asked,
    columns: Vec<ColumnSource>,
    account: Account,
}

impl<'p> Engine<'p> {
    /// An engine that has not seen a class yet.
    #[must_use]
    pub fn new(plan: &'p Plan, today: Day, asked: Asked) -> Engine<'p> {
        Engine { plan, today, asked, columns: columns(plan), account: blank_account(&plan.schema) }
    }

    /// Scores a batch whose class numbers are those of `classes`; `results` is emptied first.
    pub fn score(&mut self, classes: &BatchClasses, batch: &Batch, results: &mut Results) {
        results.clear(self.plan);
        for row in 0..batch.rows {
            let outcome = self.outcome(classes, batch, row);
            results.push(self.plan, self.asked, &outcome);
        }
    }

    /// Everything about one account of a batch, by the row interpreter on representatives.
    pub fn outcome(&mut self, classes: &BatchClasses, batch: &Batch, row: usize) -> Outcome {
        self.account.key = batch.keys.get(row).map(str::to_owned);
        for ((source, ids), column) in self.columns.iter().zip(&batch.ids).zip(&classes.columns) {
            let Some(id) = ids.get(row) else { continue };
            match (source, column) {
                (ColumnSource::Field(field), ColumnClasses::Field(classes)) => {
                    let cell = classes.representative(*id);
                    if let (Some(slot), Some(cell)) = (self.account.cells.get_mut(*field), cell) {
                        slot.clone_from(&cell);
                    }
                }
                (ColumnSource::Table(table), ColumnClasses::Table(classes)) => {
                    if let Some(slot) = self.account.tables.get_mut(*table) {
                        *slot = classes.rows(*id).map(<[_]>::to_vec);
                    }
                }
                // INVARIANT: classes are those of the plan.
                (ColumnSource::Field(_), ColumnClasses::Table(_))
                | (ColumnSource::Table(_), ColumnClasses::Field(_)) => {}
            }
        }
        evaluate(self.plan, &self.account, self.today)
    }
}
