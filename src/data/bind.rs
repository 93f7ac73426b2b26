//! Which column each needed field takes, decided once per file before the first row.
//!
//! In: the schema, what the plan reads, open tables. Out: positions of columns, or every column and table that is
//! missing. Invariant: a run that is bound cannot lack a column later.

use std::collections::HashSet;

use super::table::Table;
use crate::check::model::{Field, Schema, Type};
use crate::diag::Diagnostic;
use crate::diag::codes::data as codes;
use crate::text::{closest, join_and};
use crate::types::norm;

/// The fields and tables that something reads; the rest may be missing (ruling 35a).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Needs {
    /// One per account field.
    pub fields: Vec<bool>,
    /// One per child table: `None` if it is not read, else one per field of it.
    pub tables: Vec<Option<Vec<bool>>>,
}

impl Needs {
    /// What a plan reads, asked field by field. Keys are always needed.
    pub fn new(
        schema: &Schema,
        reads_field: impl Fn(usize) -> bool,
        reads_table: impl Fn(usize) -> bool,
        reads_row_field: impl Fn(usize, usize) -> bool,
    ) -> Needs {
        let fields =
            (0..schema.fields.len()).map(|field| field == schema.key || reads_field(field)).collect();
        let tables = schema.tables.iter().enumerate().map(|(index, table)| {
            reads_table(index).then(|| {
                let count = table.fields.len();
                (0..count).map(|field| field == table.by || reads_row_field(index, field)).collect()
            })
        });
        Needs { fields, tables: tables.collect() }
    }

    /// Everything the schema declares.
    #[must_use]
    pub fn everything(schema: &Schema) -> Needs {
        Needs::new(schema, |_| true, |_| true, |_, _| true)
    }

    /// Whether a child table is read.
    #[must_use]
    pub fn reads_table(&self, table: usize) -> bool {
        self.tables.get(table).is_some_and(Option::is_some)
    }
}

/// Column names in messages are cut after so many characters.
const LONGEST: usize = 60;

/// The column a field takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    pub position: usize,
    pub name: String,
}

/// The column of each needed field of one table; the errors go to `faults`.
pub(super) fn bind_fields(
    table: &Table<'_>,
    declared: &str,
    fields: &[Field],
    needed: &[bool],
    faults: &mut Vec<Diagnostic>,
) -> Vec<Option<Column>> {
    let mut columns = Vec::with_capacity(fields.len());
    for (field, needed) in fields.iter().zip(needed) {
        // A JSON array without records names no columns, and no row will miss them.
        if !needed || table.headers.is_empty() {
            columns.push(None);
            continue;
        }
        match find_column(table, field) {
            Ok(Some(column)) => {
                faults.extend(bare_percent(table, field, &column));
                columns.push(Some(column));
            }
            Ok(None) => {
                faults.push(missing_column(table, declared, field));
                columns.push(None);
            }
            Err(diagnostic) => {
                faults.push(*diagnostic);
                columns.push(None);
            }
        }
    }
    columns
}

/// The first of the field's columns that the table has: exactly, then by norm.
fn find_column(table: &Table<'_>, field: &Field) -> Result<Option<Column>, Box<Diagnostic>> {
    for wanted in &field.columns {
        let exact = |header: &str| header == wanted.trim();
        let alike = |header: &str| norm(header) == norm(wanted) && !header.is_empty();
        let by = |fits: &dyn Fn(&str) -> bool| -> Vec<Column> {
            let headers = table.headers.iter().enumerate();
            let found = headers.filter(|(_, header)| fits(header));
            found.map(|(position, name)| Column { position, name: name.clone() }).collect()
        };
        let mut found = by(&exact);
        if found.is_empty() {
            found = by(&alike);
        }
        match found.as_slice() {
            [] => {}
            [_] => return Ok(found.pop()),
            [first, second, ..] => {
                return Err(Box::new(ambiguous_column(table, field, wanted, first, second)));
            }
        }
    }
    Ok(None)
}

fn ambiguous_column(
    table: &Table<'_>,
    field: &Field,
    wanted: &str,
    first: &Column,
    second: &Column,
) -> Diagnostic {
    let file = &table.form.file;
    let message = format!("{file} has more than one column \"{wanted}\" for field `{}`", field.name);
    Diagnostic::new(&codes::AMBIGUOUS_COLUMN, field.span, message, "takes its cells from one column")
        .note(format!(
            "columns {} (\"{}\") and {} (\"{}\") both fit",
            first.position + 1,
            first.name,
            second.position + 1,
            second.name
        ))
        .help("rename one of the columns, or name another one with `from`")
}

fn missing_column(table: &Table<'_>, declared: &str, field: &Field) -> Diagnostic {
    let file = &table.form.file;
    let wanted: Vec<String> = field.columns.iter().map(|column| format!("\"{column}\"")).collect();
    let (has, wanted) = match wanted.as_slice() {
        [one] => ("has no column", one.clone()),
        several => ("has none of the columns", join_and(several)),
    };
    let message = format!("{file} {has} {wanted} for field `{}`", field.name);
    let mut diagnostic = Diagnostic::new(
        &codes::MISSING_COLUMN,
        field.span,
        message,
        format!("a rule of the profile reads this field of {declared}"),
    );
    let named = || table.headers.iter().map(String::as_str).filter(|header| !header.is_empty());
    let mut near: Vec<&str> = Vec::new();
    for column in &field.columns {
        near.extend(closest(column, named()));
        // `from "Employees"` and a column "Number of Employees".
        let words = norm(column);
        near.extend(named().filter(|header| words.len() > 3 && norm(header).contains(&words)));
    }
    let mut seen = HashSet::new();
    near.retain(|header| seen.insert(*header));
    let quoted = |header: &str| {
        let short: String = header.chars().take(LONGEST).collect();
        if short.len() < header.len() { format!("\"{short}…\"") } else { format!("\"{short}\"") }
    };
    let shown: Vec<String> = near.iter().take(3).map(|header| quoted(header)).collect();
    if shown.is_empty() {
        let first: Vec<String> = named().take(8).map(quoted).collect();
        let more = named().count().saturating_sub(first.len());
        let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
        diagnostic = diagnostic.note(format!("{file} has the columns {}{rest}", first.join(", ")));
        diagnostic.help("name the column with `from`")
    } else {
        diagnostic.help(format!("did you mean {}? name it with `from`", shown.join(" or ")))
    }
}

/// A percent column whose cells are typed numbers needs its unit before the first row (ruling 53).
fn bare_percent(table: &Table<'_>, field: &Field, column: &Column) -> Option<Diagnostic> {
    let percent = matches!(field.ty, Type::Percent) && field.format.percent_of.is_none();
    let typed = table.samples.get(column.position).is_some_and(|sample| sample.numbers);
    (percent && typed).then(|| {
        let message = format!(
            "column \"{}\" of {} holds bare numbers, and field `{}` does not say what they mean",
            column.name, table.form.file, field.name
        );
        Diagnostic::new(&codes::BARE_PERCENT, field.span, message, "12 may be 12% or 1200%")
            .help("write `percent of 100` if 12 means 12%, or `percent of 1` if 0.12 does")
    })
}

/// Tables that the profile needs and the run lacks, and tables of the run that the profile does not know.
pub(super) fn check_tables(schema: &Schema, needs: &Needs, given: &[&str]) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for (index, table) in schema.tables.iter().enumerate() {
        if needs.reads_table(index) && !given.contains(&table.name.as_str()) {
            let message = format!("the profile reads the table `{}`, and the run has none", table.name);
            faults.push(
                Diagnostic::new(
                    &codes::MISSING_TABLE,
                    table.span,
                    message,
                    "no file is given for this table",
                )
                .help(format!("add `--table {}=FILE`", table.name)),
            );
        }
    }
    let names: Vec<&str> = schema.tables.iter().map(|table| table.name.as_str()).collect();
    let mut seen = HashSet::new();
    for name in given.iter().filter(|name| seen.insert(**name)) {
        let message = if !names.contains(name) {
            format!("the run has a table `{name}`, and the profile declares none of that name")
        } else {
            continue;
        };
        let diagnostic = Diagnostic::without_place(&codes::UNDECLARED_TABLE, message);
        faults.push(match closest(name, names.iter().copied()).first() {
            Some(near) if !names.contains(name) => diagnostic.help(format!("did you mean `{near}`?")),
            _ if names.is_empty() => diagnostic.note("the profile declares no tables"),
            _ => diagnostic.note(format!("the profile declares {}", join_and(&names))),
        });
    }
    faults
}
