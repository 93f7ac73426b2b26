//! A profile of a table for a terminal.

use super::super::table::grid;
use super::{distinct, extent, is_of_few_values, name, percent, remarks, rows_read, table_remarks, title};
use crate::data::profile::{ColumnProfile, TableProfile};
use crate::diag::render::clean;
use crate::report::grouped;

/// How many characters of a value are shown.
const VALUE: usize = 24;

/// The table of columns, and below it what is worth a look.
#[must_use]
pub fn text(profile: &TableProfile) -> String {
    let mut out = format!("{}\n\n", clean(&title(profile)));
    let mut rows =
        vec![["column", "field", "type", "filled", "distinct", "holds"].map(str::to_owned).to_vec()];
    for (place, column) in profile.columns.iter().enumerate() {
        let guess = column.guess.as_ref();
        let key = if guess.is_some_and(|guess| guess.key) { " key" } else { "" };
        rows.push(vec![
            cut(&name(column, place), 32),
            guess.map_or_else(String::new, |guess| guess.field.clone()),
            guess.map_or_else(String::new, |guess| format!("{}{key}", guess.ty)),
            percent(column.filled, rows_read(profile)),
            distinct(column),
            holds(column),
        ]);
    }
    out.push_str(&grid(&rows, &[3, 4]));
    let mut sentences = table_remarks(profile);
    for (place, column) in profile.columns.iter().enumerate() {
        let said = remarks(column, rows_read(profile)).into_iter();
        sentences.extend(said.map(|remark| format!("{}: {remark}", cut(&name(column, place), 32))));
    }
    if !sentences.is_empty() {
        out.push('\n');
        for sentence in sentences {
            out.push_str(&clean(&sentence));
            out.push('\n');
        }
    }
    for crm in ["HubSpot", "Salesforce"] {
        let count = profile
            .columns
            .iter()
            .filter(|column| {
                column.guess.as_ref().and_then(|guess| guess.crm).is_some_and(|named| named.contains(crm))
            })
            .count();
        if count > 3 && count * 3 > profile.columns.len() {
            out.push_str(&format!(
                "\n{count} columns are called as {crm} calls them; `use std.{}` declares them\n",
                crm.to_lowercase()
            ));
        }
    }
    out
}

/// The most frequent values where they repeat, else the least and the greatest.
fn holds(column: &ColumnProfile) -> String {
    if !is_of_few_values(column) {
        return cut(&extent(column), 2 * VALUE + 3);
    }
    let least = if column.top_may_lack > 0 { "≥ " } else { "" };
    let top = column
        .top
        .iter()
        .take(3)
        .map(|(value, count)| format!("{} {least}{}", cut(value, VALUE), grouped(*count)));
    top.collect::<Vec<_>>().join(", ")
}

fn cut(text: &str, most: usize) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= most {
        return line;
    }
    line.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}
