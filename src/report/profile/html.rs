//! A profile of a table as one page: no network, light and dark, readable when printed.
//!
//! In: a profile. Out: a page. Invariant: every text of the table is escaped by the template.

use maud::{DOCTYPE, Markup, PreEscaped, html as template};

use super::{distinct, extent, form, name, percent, remarks, rows_read, table_remarks, title};
use crate::data::profile::{ColumnProfile, TableProfile};
use crate::report::grouped;

/// What the page looks like.
const STYLE: &str = include_str!("profile.css");

/// Sorts the table by a column at a click.
const SORT: &str = include_str!("profile.js");

/// The profile as an HTML page.
#[must_use]
pub fn html(profile: &TableProfile) -> String {
    let heading = match profile.forms.as_slice() {
        [one] => one.file.clone(),
        several => format!("{} files", several.len()),
    };
    let page = template! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "Profile of " (heading) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { (heading) }
                    p { (title(profile)) }
                    @if profile.forms.len() > 1 {
                        details {
                            summary { "Files" }
                            ul { @for file in &profile.forms { li { code { (file.file) } " " (form(file)) } } }
                        }
                    }
                    @let said = table_remarks(profile);
                    @if !said.is_empty() { ul.remarks { @for remark in said { li { (remark) } } } }
                }
                main { (columns(profile)) }
                script { (PreEscaped(SORT)) }
            }
        }
    };
    page.into_string() + "\n"
}

fn columns(profile: &TableProfile) -> Markup {
    let heads =
        ["Column", "Field", "Type", "Filled", "Distinct", "Most frequent", "From … to", "Worth a look"];
    template! {
        div.scroll {
            table {
                thead {
                    tr {
                        th scope="col" { button type="button" { "#" } }
                        @for head in heads { th scope="col" { button type="button" { (head) } } }
                    }
                }
                tbody { @for (place, column) in profile.columns.iter().enumerate() { (row(column, place, rows_read(profile))) } }
            }
        }
    }
}

fn row(column: &ColumnProfile, place: usize, rows: u64) -> Markup {
    let guess = column.guess.as_ref();
    let said = remarks(column, rows);
    template! {
        tr {
            td.number data-sort=(place + 1) { (place + 1) }
            th scope="row" {
                (name(column, place))
                @if let Some(crm) = guess.and_then(|guess| guess.crm) { small { (crm) } }
            }
            td { @if let Some(guess) = guess { code { (guess.field) } } }
            td {
                @if let Some(guess) = guess { (guess.ty) @if guess.key { " " strong { "key" } } }
            }
            td.number data-sort=(column.filled) {
                (percent(column.filled, rows))
                (bar(column.filled, rows))
            }
            td.number data-sort=(column.distinct) { (distinct(column)) }
            td.top data-sort=(column.top.first().map_or(0, |(_, count)| *count)) { (top(column, rows)) }
            td { (extent(column)) }
            td data-sort=(said.len()) { @if !said.is_empty() { ul { @for remark in said { li { (remark) } } } } }
        }
    }
}

/// The most frequent values, each with a bar; nothing where every value is different.
fn top(column: &ColumnProfile, rows: u64) -> Markup {
    let repeated = column.top.first().is_some_and(|(_, count)| *count > 1);
    let least = if column.top_may_lack > 0 { "≥ " } else { "" };
    template! {
        @if repeated {
            ol {
                @for (value, count) in &column.top {
                    li { span { (value) } b { (least) (grouped(*count)) } (bar(*count, rows)) }
                }
            }
        } @else if column.filled > 0 { "all different" }
    }
}

fn bar(count: u64, rows: u64) -> Markup {
    template! { meter min="0" max=(rows.max(1)) value=(count) aria-hidden="true" {} }
}
