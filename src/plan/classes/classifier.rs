//! Which cells of one field belong together. Shared by all workers.
//!
//! In: a plan, the as-of date, a field. Out: what tells its cells apart.
//! Invariant: cells that it holds to be one are told apart by no expression.

use super::cuts::{Cuts, CutsBuilder};
use super::marks::ListMarks;
use super::signature::TextSignatures;
use super::uses::{Use, uses_of_plan};
use crate::check::model::{Field, Type};
use crate::plan::{Column, Plan};
use crate::types::{Day, Number, ValueSet};

/// Which cells of one account field belong together.
#[derive(Debug, Clone)]
pub struct Classifier {
    field: usize,
    by: By,
}

/// What tells the cells of a field apart. A range has a class of its own, whatever the field.
#[derive(Debug, Clone)]
pub enum By {
    /// Every value: a class for each.
    Value,
    /// Where numbers lie.
    Numbers(Cuts),
    /// Where days lie.
    Days(Cuts),
    /// The answers of texts.
    Texts(TextSignatures),
    /// What lists hold of the elements that the plan names.
    Lists(ListMarks),
}

impl Classifier {
    /// For one account field.
    #[must_use]
    pub fn new(plan: &Plan, today: Day, field: usize) -> Classifier {
        let declared = plan.schema.fields.get(field);
        Classifier { field, by: by(plan, today, Column::Field(field), declared) }
    }

    /// For a field of a child table.
    #[must_use]
    pub fn of_row_field(plan: &Plan, today: Day, table: usize, field: usize) -> Classifier {
        let declared = plan.schema.tables.get(table).and_then(|table| table.fields.get(field));
        Classifier { field, by: by(plan, today, Column::RowField(table, field), declared) }
    }

    /// The field, by index.
    #[must_use]
    pub fn field(&self) -> usize {
        self.field
    }

    /// What tells its cells apart.
    #[must_use]
    pub fn by(&self) -> &By {
        &self.by
    }

    /// What its lists are read by: a reader may unite the marks of elements and ask for the class of the union. `None`
    /// where only whole cells will do, as for `count(list)`.
    #[must_use]
    pub fn list_marks(&self) -> Option<&ListMarks> {
        if let By::Lists(marks) = &self.by { Some(marks) } else { None }
    }
}

/// What tells the cells of a column apart.
fn by(plan: &Plan, today: Day, column: Column, declared: Option<&Field>) -> By {
    let mut uses = Vec::new();
    uses_of_plan(plan, today, &mut |met, asked| {
        if met == column {
            uses.push(asked);
        }
    });
    let by = match declared.map(|field| &field.ty) {
        Some(Type::Number | Type::Whole | Type::Percent | Type::Money(_) | Type::Days) => {
            number_cuts(&uses).map(By::Numbers)
        }
        Some(Type::Day) => day_cuts(&uses, today).map(By::Days),
        Some(Type::Text) => TextSignatures::new(&uses, &plan.patterns).map(By::Texts),
        Some(Type::List(_)) => ListMarks::new(&uses).map(By::Lists),
        Some(Type::Boolean | Type::Choice(_)) | None => None,
    };
    by.unwrap_or(By::Value)
}

fn number_cuts(uses: &[Use<'_>]) -> Option<Cuts> {
    let mut cuts = CutsBuilder::default();
    for asked in uses {
        match asked {
            Use::Known => {}
            Use::InSet(ValueSet::Numbers(set)) => cuts.add_set(set),
            _ => return None,
        }
    }
    Some(cuts.build(Number::SCALE))
}

fn day_cuts(uses: &[Use<'_>], today: Day) -> Option<Cuts> {
    let mut cuts = CutsBuilder::default();
    for asked in uses {
        match asked {
            Use::Known => {}
            Use::InSet(ValueSet::Days(set)) => cuts.add_set(set),
            Use::InDays(days) => cuts.add_interval(*days),
            Use::Fade(end) => cuts.add_fade(i128::from(today.number()), *end),
            _ => return None,
        }
    }
    Some(cuts.build(1))
}
