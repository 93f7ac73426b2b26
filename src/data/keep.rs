//! Columns of the accounts that pass through into the result.
//!
//! In: what was asked for and the open tables. Out: names for the result and the column of each in every file.
//! Invariant: the names are distinct.

use std::collections::VecDeque;

use super::bind::Column;
use super::table::Table;
use crate::check::model::Schema;
use crate::diag::Diagnostic;
use crate::diag::codes::data as codes;
use crate::text::closest;
use crate::types::norm;

/// Columns of the accounts that go into the result as they are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Keep {
    /// None.
    None,
    /// The column of a field called `name`, if there is one.
    #[default]
    Name,
    /// All.
    All,
    /// These columns.
    Columns(Vec<String>),
}

/// A column that passes through: by its place in the one file, or by name in each of several.
pub(super) enum Kept {
    Position(usize),
    Name(String),
}

impl Kept {
    /// The column in one of the files, if it is there.
    pub(super) fn column(&self, table: &Table<'_>) -> Option<Column> {
        let position = match self {
            Kept::Position(position) => *position,
            Kept::Name(name) => {
                let exact = table.headers.iter().position(|header| header == name);
                exact.or_else(|| table.headers.iter().position(|header| norm(header) == norm(name)))?
            }
        };
        Some(Column { position, name: table.headers.get(position)?.clone() })
    }
}

/// The names of the columns that pass through, and how they are found.
pub(super) fn kept_columns(
    keep: &Keep,
    schema: &Schema,
    accounts: &VecDeque<(usize, Table<'_>, Vec<Option<Column>>)>,
    faults: &mut Vec<Diagnostic>,
) -> Vec<(String, Kept)> {
    let Some((_, table, _)) = accounts.front() else { return Vec::new() };
    let headers = table.headers.as_slice();
    match keep {
        Keep::None => Vec::new(),
        Keep::Name => {
            let field = schema.fields.iter().find(|field| field.name == "name");
            let present = |column: &&String| headers.iter().any(|header| norm(header) == norm(column));
            let column = field.and_then(|field| field.columns.iter().find(present));
            column
                .map(|column| ("name".to_owned(), Kept::Name(column.trim().to_owned())))
                .into_iter()
                .collect()
        }
        Keep::All if accounts.len() > 1 => {
            // Parts may order their columns differently, and one may have a column more.
            let mut names: Vec<(String, Kept)> = Vec::new();
            for header in accounts.iter().flat_map(|(_, table, _)| &table.headers) {
                let known = names.iter().any(|(other, _)| norm(other) == norm(header));
                if !header.is_empty() && !known {
                    names.push((header.clone(), Kept::Name(header.clone())));
                }
            }
            names
        }
        Keep::All => {
            let mut names: Vec<(String, Kept)> = Vec::new();
            for (position, header) in headers.iter().enumerate() {
                let mut name =
                    if header.is_empty() { format!("column {}", position + 1) } else { header.clone() };
                while names.iter().any(|(other, _)| *other == name) {
                    name = format!("{name} ({})", position + 1);
                }
                names.push((name, Kept::Position(position)));
            }
            names
        }
        Keep::Columns(columns) => {
            let mut kept = Vec::new();
            for column in columns {
                let lacks =
                    |table: &Table<'_>| !table.headers.iter().any(|header| norm(header) == norm(column));
                // A table of which nothing is known, such as `[]`, lacks no column.
                let lacking = accounts.iter().find(|(_, table, _)| !table.headers.is_empty() && lacks(table));
                let Some((_, table, _)) = lacking else {
                    kept.push((column.clone(), Kept::Name(column.clone())));
                    continue;
                };
                let message = format!("{} has no column \"{column}\" to pass through", table.form.file);
                let diagnostic = Diagnostic::without_place(&codes::MISSING_COLUMN, message);
                faults.push(match closest(column, table.headers.iter().map(String::as_str)).first() {
                    Some(near) => diagnostic.help(format!("did you mean \"{near}\"?")),
                    None => diagnostic,
                });
            }
            kept
        }
    }
}
