//! The nearest ways up, in words.

use super::{AccountReport, Subject, WayLine};
use crate::check::model::{Model, Type};
use crate::eval::Explanation;
use crate::eval::explain::{Change, Goal, OTHER_TEXT};
use crate::plan::Column;
use crate::report::cell_text;
use crate::text::join_and;
use crate::types::{Cell, Day, End, Interval};

impl AccountReport {
    /// Adds the ways up.
    #[must_use]
    pub fn with_ways(mut self, subject: Subject<'_>, explanation: &Explanation) -> AccountReport {
        let tier_name = |tier: usize| subject.model.tiers.get(tier).map(|tier| tier.name.clone());
        self.goal = match explanation.goal {
            Goal::None | Goal::Excluded => None,
            Goal::In => Some("to be in".to_owned()),
            Goal::Qualified => Some("to be qualified".to_owned()),
            Goal::BetterTier(_) => Some("to a better tier".to_owned()),
        };
        self.ways = explanation
            .ways
            .iter()
            .map(|way| WayLine {
                change: change_text(subject, &way.change),
                status: way.status,
                tier: way.tier.and_then(tier_name),
            })
            .collect();
        self
    }
}

/// `employees were 50 instead of 34`: what follows an "if".
fn change_text(subject: Subject<'_>, change: &Change) -> String {
    match change {
        Change::Cell { column, row, from, to, enough } => {
            let (name, ty) = column_name(subject, *column, *row);
            let to = match (enough, to) {
                (_, Cell::Text(text)) if text == OTHER_TEXT => {
                    "any value that the profile does not name".to_owned()
                }
                (Some(enough), to) => enough_text(subject.model, ty, to, *enough),
                (None, to) => cell_text(subject.model, ty, to),
            };
            match from {
                Cell::Unknown => format!("{name} turned out to be {to}"),
                Cell::Range(_) => {
                    format!("{name} turned out to be {to} (known: {})", cell_text(subject.model, ty, from))
                }
                _ => format!("{name} were {to} instead of {}", cell_text(subject.model, ty, from)),
            }
        }
        Change::Add { column, row, elements } => {
            let (name, ty) = column_name(subject, *column, *row);
            let list = Cell::List(elements.iter().cloned().collect());
            let shown = cell_text(subject.model, ty, &list);
            format!("{name} held {shown}")
        }
        Change::Remove { column, row, element } => {
            let (name, ty) = column_name(subject, *column, *row);
            let shown = cell_text(subject.model, ty, &Cell::List([element.clone()].into()));
            format!("{name} did not hold {shown}")
        }
        Change::NewRow { table, row } => {
            let Some(declared) = subject.plan.schema.tables.get(*table) else { return String::new() };
            let known = declared.fields.iter().zip(&row.cells).enumerate();
            let known = known.filter(|(index, (_, cell))| *index != declared.by && **cell != Cell::Unknown);
            let cells: Vec<String> = known
                .map(|(_, (field, cell))| {
                    format!("{} {}", field.name, cell_text(subject.model, Some(&field.ty), cell))
                })
                .collect();
            if cells.is_empty() {
                format!("{} had one more row", declared.name)
            } else {
                format!("{} had a row with {}", declared.name, join_and(&cells))
            }
        }
    }
}

/// `50 or more`, `2026-08-12..2026-10-01`: the values that would do.
fn enough_text(model: &Model, ty: Option<&Type>, to: &Cell, enough: Interval) -> String {
    let day = |end: End| {
        let number = end.value().and_then(|value| i32::try_from(value).ok());
        number.and_then(Day::from_number).map(|day| day.to_string())
    };
    match (to, day(enough.low), day(enough.high)) {
        _ if enough.as_point().is_some() => cell_text(model, ty, to),
        (Cell::Day(_), Some(low), Some(high)) => format!("{low}..{high}"),
        (Cell::Day(_), Some(low), None) => format!("{low} or later"),
        (Cell::Day(_), None, Some(high)) => format!("{high} or earlier"),
        (Cell::Day(_), None, None) => "any day".to_owned(),
        _ if enough == Interval::ALL => "any number".to_owned(),
        _ => cell_text(model, ty, &Cell::Range(enough)),
    }
}

/// How a column is called, and its type.
fn column_name<'a>(subject: Subject<'a>, column: Column, row: Option<usize>) -> (String, Option<&'a Type>) {
    let schema = &subject.plan.schema;
    match column {
        Column::Field(index) => {
            let field = schema.fields.get(index);
            (field.map_or(String::new(), |field| field.name.clone()), field.map(|field| &field.ty))
        }
        Column::Table(table) => {
            (schema.tables.get(table).map_or(String::new(), |table| table.name.clone()), None)
        }
        Column::RowField(table, index) => {
            let declared = schema.tables.get(table);
            let field = declared.and_then(|table| table.fields.get(index));
            let name = field.map_or("", |field| field.name.as_str());
            let table = declared.map_or("", |table| table.name.as_str());
            let row = row.map(|row| format!(" of row {}", row + 1)).unwrap_or_default();
            (format!("{table}.{name}{row}"), field.map(|field| &field.ty))
        }
    }
}
