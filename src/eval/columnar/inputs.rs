//! What the engine looks up by: the columns of a batch, wide lists cut into eight marks each.
//!
//! In: a plan. Out: inputs, and which of them an expression reads.
//! Invariant: an expression's outcome is a function of the classes of the inputs it reads.

use std::collections::BTreeSet;

use crate::check::model::Condition;
use crate::plan::classes::{
    BatchClasses, Classifier, ColumnClasses, ColumnSource, Marks, Use, columns, uses_of_condition,
    uses_of_earning,
};
use crate::plan::{Column, Plan, ScoredRule, blank_account};
use crate::types::{Account, Cell, Day};

/// Something that an outcome is looked up by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Input {
    /// The column of the batch.
    pub column: usize,
    /// Which eight marks of it, where it holds wide lists.
    pub part: Option<usize>,
    /// What the column holds.
    pub source: ColumnSource,
}

/// All inputs of a plan.
#[derive(Debug)]
pub(super) struct Inputs<'p> {
    plan: &'p Plan,
    today: Day,
    pub all: Vec<Input>,
    /// The wide lists, by field.
    wide: Vec<Option<Classifier>>,
}

impl<'p> Inputs<'p> {
    pub(super) fn new(plan: &'p Plan, today: Day) -> Inputs<'p> {
        let mut all = Vec::new();
        let mut wide: Vec<Option<Classifier>> = plan.schema.fields.iter().map(|_| None).collect();
        for (column, source) in columns(plan).into_iter().enumerate() {
            let ColumnSource::Field(field) = source else {
                all.push(Input { column, part: None, source });
                continue;
            };
            let classifier = Classifier::new(plan, today, field);
            let marks =
                classifier.list_marks().filter(|marks| marks.is_wide()).map_or(0, |marks| marks.len());
            if marks == 0 {
                all.push(Input { column, part: None, source });
                continue;
            }
            all.extend((0..marks.div_ceil(8)).map(|part| Input { column, part: Some(part), source }));
            if let Some(slot) = wide.get_mut(field) {
                *slot = Some(classifier);
            }
        }
        Inputs { plan, today, all, wide }
    }

    /// The inputs that a condition reads.
    pub(super) fn of_condition(&self, condition: &Condition) -> BTreeSet<usize> {
        let mut inputs = BTreeSet::new();
        uses_of_condition(condition, self.today, &mut |column, asked| self.add(column, asked, &mut inputs));
        inputs
    }

    /// The inputs that a rule reads but for its guard.
    pub(super) fn of_earning(&self, rule: &ScoredRule) -> BTreeSet<usize> {
        let mut inputs = BTreeSet::new();
        uses_of_earning(rule, self.today, &mut |column, asked| self.add(column, asked, &mut inputs));
        inputs
    }

    fn add(&self, column: Column, asked: Use<'_>, inputs: &mut BTreeSet<usize>) {
        let source = match column {
            Column::Field(field) => ColumnSource::Field(field),
            Column::Table(table) | Column::RowField(table, _) => ColumnSource::Table(table),
        };
        let wanted = match source {
            ColumnSource::Field(field) => self.marks_asked(field, asked),
            ColumnSource::Table(_) => None,
        };
        let of_column = self.all.iter().enumerate().filter(|(_, input)| input.source == source);
        let first = of_column.clone().next().map(|(index, _)| index);
        let asked_for = of_column.filter(|(_, input)| match (wanted, input.part) {
            (Some(wanted), Some(part)) => wanted.byte(part) != 0,
            (None, _) | (_, None) => true,
        });
        let before = inputs.len();
        inputs.extend(asked_for.map(|(index, _)| index));
        if inputs.len() == before && wanted == Some(Marks::NONE) {
            // That it is known can be told by any part.
            inputs.extend(first);
        }
    }

    /// The marks of a wide list that are asked about; `None` for all.
    fn marks_asked(&self, field: usize, asked: Use<'_>) -> Option<Marks> {
        let marks = self.wide.get(field)?.as_ref()?.list_marks()?;
        match asked {
            Use::Known => Some(Marks::NONE),
            Use::Elements(set) | Use::Counted(set) => Some(marks.of_set(set)),
            // What these sets do not name, others may.
            Use::OtherElements
            | Use::InSet(_)
            | Use::Text(_)
            | Use::InDays(_)
            | Use::Fade(_)
            | Use::Value => None,
        }
    }

    /// An account that has these classes and of which nothing else is known. Of parts, 0 is an unknown list, and else
    /// the eight marks and 1.
    pub(super) fn account(&self, classes: &BatchClasses, picks: &[(usize, u32)]) -> Account {
        let mut account = blank_account(&self.plan.schema);
        for (index, class) in picks {
            let Some(input) = self.all.get(*index) else { continue };
            match (input.source, classes.columns.get(input.column)) {
                (ColumnSource::Field(field), Some(ColumnClasses::Field(classes))) => {
                    let Some(slot) = account.cells.get_mut(field) else { continue };
                    match input.part {
                        Some(part) => self.add_part(field, part, *class, slot),
                        None => {
                            if let Some(cell) = classes.representative(*class) {
                                slot.clone_from(&cell);
                            }
                        }
                    }
                }
                (ColumnSource::Table(table), Some(ColumnClasses::Table(classes))) => {
                    if let Some(slot) = account.tables.get_mut(table) {
                        *slot = classes.rows(*class);
                    }
                }
                // INVARIANT: classes are those of the plan.
                _ => {}
            }
        }
        account
    }

    fn add_part(&self, field: usize, part: usize, class: u32, slot: &mut Cell) {
        let classifier = self.wide.get(field).and_then(Option::as_ref);
        let Some((marks, byte)) = classifier.and_then(Classifier::list_marks).zip(class.checked_sub(1))
        else {
            return;
        };
        let Cell::List(elements) = marks.list(Marks::in_byte(part, byte as u8)) else { return };
        match slot {
            Cell::List(list) => list.extend(elements),
            _ => *slot = Cell::List(elements),
        }
    }
}
