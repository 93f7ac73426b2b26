//! What the columns of a table are likely to be: what `icp init --from` writes and `icp profile` shows.
//!
//! In: the first rows. Out: a guess for each column that has a name. Invariant: at most one column is the key, and it is
//! filled and different in every row that was looked at.

use std::collections::HashSet;

use super::names::{Names, is_name_or_id};
use super::types::Readers;
use crate::data::survey::Survey;
use crate::types::norm;

/// What a column is likely to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guess {
    /// Its place, from 0.
    pub column: usize,
    /// What a profile calls it; different for each column.
    pub field: String,
    /// Its type, as a profile writes it.
    pub ty: String,
    /// What is to be said about the type.
    pub note: Option<String>,
    /// Whether it is the likely key.
    pub key: bool,
    /// The CRM that calls the column so.
    pub crm: Option<&'static str>,
}

/// A guess for each column that has a name.
#[must_use]
pub fn guesses(survey: &Survey) -> Vec<Guess> {
    infer(survey, &Readers::new())
}

pub(super) fn infer(survey: &Survey, readers: &Readers) -> Vec<Guess> {
    let names = Names::new();
    let key = key_column(survey);
    let mut taken = HashSet::new();
    let named = survey.headers.iter().enumerate().filter(|(_, header)| !header.trim().is_empty());
    named
        .map(|(column, header)| {
            let cells: Vec<&str> =
                survey.rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.trim()).collect();
            let field = free_name(&names.field(header), &mut taken);
            let is_key = Some(column) == key;
            let (ty, note) = if is_key { ("text".to_owned(), None) } else { readers.type_of(header, &cells) };
            Guess { column, field, ty, note, key: is_key, crm: names.crm(header) }
        })
        .collect()
}

/// The column that is filled and different in every row; one that is called an id first.
fn key_column(survey: &Survey) -> Option<usize> {
    let is_unique = |index: &usize| {
        let mut seen = HashSet::new();
        survey.rows.iter().all(|row| {
            let cell = row.get(*index).map_or("", |cell| cell.trim());
            !cell.is_empty() && seen.insert(cell)
        })
    };
    let header = |index: usize| survey.headers.get(index).map(|header| norm(header)).unwrap_or_default();
    let unique: Vec<usize> = (0..survey.headers.len()).filter(is_unique).collect();
    let called = |index: &&usize| is_called_an_id(&header(**index));
    let names = |index: &&usize| is_name_or_id(&header(**index));
    unique.iter().find(called).or_else(|| unique.iter().find(names)).or(unique.first()).copied()
}

/// Whether a column is called an id, by its normalized name.
pub(super) fn is_called_an_id(header: &str) -> bool {
    header == "id" || header.ends_with(" id") || header.ends_with("_id") || header.ends_with("key")
}

fn free_name(name: &str, taken: &mut HashSet<String>) -> String {
    let mut free = name.to_owned();
    let mut count = 2;
    while !taken.insert(free.clone()) {
        free = format!("{name}_{count}");
        count += 1;
    }
    free
}
