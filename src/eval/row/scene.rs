//! What an expression sees: the account, the row at hand, the day, the reading, results of earlier strata.

use crate::check::model::{FieldRef, Type};
use crate::eval::outcome::{Outcome, ScoreOutcome};
use crate::plan::Plan;
use crate::types::{Account, Cell, ChildRow, Day, Extent, Fraction};

/// The two readings of what is not known (ruling 12).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::eval) enum Reading {
    /// What is said now: `is known`, `otherwise`, `unknown =>` act as written.
    Verdict,
    /// What may turn out: an unknown cell is any value, or still unknown.
    Possibility,
}

/// Results of earlier strata.
#[derive(Debug, Clone, Copy)]
pub(in crate::eval) enum Results<'a> {
    /// For tiers: scores, and the segment with the segments that may turn out (`None`: that none does).
    Strata {
        /// One per score.
        scores: &'a [ScoreOutcome],
        /// The segment.
        segment: Option<usize>,
        /// Segments that may turn out.
        possible_segments: &'a [Option<usize>],
    },
    /// For guarantees and tests: the result as printed.
    Printed(&'a Outcome),
}

/// What an expression sees.
#[derive(Debug, Clone, Copy)]
pub(in crate::eval) struct Scene<'a> {
    pub plan: &'a Plan,
    pub account: &'a Account,
    pub today: Day,
    pub reading: Reading,
    /// The row at hand, with the index of its table.
    pub row: Option<(usize, &'a ChildRow)>,
    pub results: Option<Results<'a>>,
}

impl<'a> Scene<'a> {
    /// The account alone, in the verdict reading.
    pub(in crate::eval) fn new(plan: &'a Plan, account: &'a Account, today: Day) -> Scene<'a> {
        Scene { plan, account, today, reading: Reading::Verdict, row: None, results: None }
    }

    /// The same in another reading.
    pub(in crate::eval) fn reading(self, reading: Reading) -> Scene<'a> {
        Scene { reading, ..self }
    }

    /// The same with a row of a table in sight.
    pub(in crate::eval) fn row(self, table: usize, row: &'a ChildRow) -> Scene<'a> {
        Scene { row: Some((table, row)), ..self }
    }

    /// The rows of a table; `None` when they are unknown.
    pub(in crate::eval) fn rows(&self, table: usize) -> Option<&'a [ChildRow]> {
        self.account.tables.get(table)?.as_deref()
    }

    /// The cell of a field.
    pub(in crate::eval) fn cell(&self, field: FieldRef) -> &'a Cell {
        let cell = match field {
            FieldRef::Account(index) => self.account.cells.get(index),
            FieldRef::Row(index) => self.row.and_then(|(_, row)| row.cells.get(index)),
        };
        cell.unwrap_or(&Cell::Unknown)
    }

    /// The type of a field.
    pub(in crate::eval) fn field_type(&self, field: FieldRef) -> Option<&'a Type> {
        let declared = match field {
            FieldRef::Account(index) => self.plan.schema.fields.get(index),
            FieldRef::Row(index) => {
                let (table, _) = self.row?;
                self.plan.schema.tables.get(table)?.fields.get(index)
            }
        };
        declared.map(|field| &field.ty)
    }

    /// Every value that a known cell of a type may have.
    pub(in crate::eval) fn domain(&self, ty: Option<&Type>) -> Extent {
        match ty {
            Some(Type::Whole) => Extent { low: crate::types::Bound::Included(Fraction::ZERO), ..Extent::ALL },
            Some(Type::Choice(index)) => {
                let values = self.plan.schema.choices.get(*index).map_or(0, |set| set.values.len());
                Extent::closed(Fraction::ZERO, Fraction::whole(values.saturating_sub(1) as i128))
            }
            Some(
                Type::Text
                | Type::Number
                | Type::Percent
                | Type::Money(_)
                | Type::Boolean
                | Type::Day
                | Type::List(_)
                | Type::Days,
            )
            | None => Extent::ALL,
        }
    }
}
