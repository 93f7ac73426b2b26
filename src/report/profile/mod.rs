//! A table as it is, for people and programs: what `icp profile` prints.
//!
//! In: what was counted. Out: text for a terminal, JSON, or one page of HTML.
//! Invariant: all three say the same; every count is one that was made, and an estimate is marked as one.

mod html;
mod json;
mod text;

pub use html::html;
pub use json::json;
pub use text::text;

use super::grouped;
use crate::data::TableForm;
use crate::data::profile::{ColumnProfile, Extent, TableProfile};
use crate::text::number_of;

/// What is worth a look in a column, one sentence each, without their ends.
fn remarks(column: &ColumnProfile, rows: u64) -> Vec<String> {
    let mut remarks = Vec::new();
    let ty = column.guess.as_ref().map_or("text", |guess| guess.ty.as_str());
    if column.unreadable > 0 {
        let of = format!(
            "{} of {} cells do not read as `{ty}`",
            grouped(column.unreadable),
            grouped(column.filled)
        );
        let first = column.unread.first().map(|cell| {
            let reason = cell.reason.slug().replace('-', " ");
            format!(", first \"{}\" at {}:{} ({reason})", cell.value, cell.file, cell.line)
        });
        remarks.push(of + &first.unwrap_or_default());
    }
    if column.unclear_dates > 0 {
        let dates = number_of(size(column.unclear_dates), "date", "dates");
        remarks.push(format!("{dates} could have day or month first"));
    }
    let note = column.guess.as_ref().and_then(|guess| guess.note.as_deref());
    if let Some(note) = note.filter(|note| !note.ends_with("do not fit")) {
        remarks.push(note.to_owned());
    }
    if let Some((repeated, complete)) = column.repeated.filter(|(repeated, _)| *repeated > 0) {
        let least = if complete { "" } else { "at least " };
        let rows = number_of(size(repeated), "row repeats", "rows repeat");
        remarks.push(format!("{least}{rows} an earlier key"));
    }
    if column.null_words > 0 {
        let cells = number_of(size(column.null_words), "cell holds", "cells hold");
        remarks.push(format!("{cells} a word for nothing, such as `n/a` or `-`"));
    }
    if column.outer_blanks > 0 {
        let cells = number_of(size(column.outer_blanks), "cell begins or ends", "cells begin or end");
        remarks.push(format!("{cells} with blanks"));
    }
    if column.kinds.different() > 1 {
        remarks.push(format!("cells of different types: {}", kinds(column)));
    }
    if let (1, true, Some((value, count))) = (column.distinct, rows > 1, column.top.first())
        && *count == rows
    {
        remarks.push(format!("always \"{value}\""));
    }
    remarks
}

fn kinds(column: &ColumnProfile) -> String {
    let kinds = column.kinds;
    let counts = [
        (kinds.numbers, "number", "numbers"),
        (kinds.booleans, "boolean", "booleans"),
        (kinds.dates, "date", "dates"),
        (kinds.texts, "text", "texts"),
        (kinds.nested, "list or record", "lists or records"),
    ];
    let said = counts.iter().filter(|(count, ..)| *count > 0);
    said.map(|(count, one, many)| number_of(size(*count), one, many)).collect::<Vec<_>>().join(", ")
}

/// What is worth a look in the table as a whole.
fn table_remarks(profile: &TableProfile) -> Vec<String> {
    let mut remarks: Vec<String> = profile.forms.iter().filter_map(TableForm::remark).collect();
    if profile.rejected > 0 {
        let rows = number_of(size(profile.rejected), "row cannot", "rows cannot");
        let first =
            profile.rejects.first().map(|row| format!(", first {}:{}: {}", row.file, row.line, row.reason));
        remarks.push(format!("{rows} be read{}", first.unwrap_or_default()));
    }
    for (place, column) in profile.columns.iter().enumerate() {
        if column.header.is_empty() {
            remarks.push(format!("column {} has no name", place + 1));
            continue;
        }
        let alike = |other: &&ColumnProfile| other.header == column.header;
        let count = profile.columns.iter().filter(alike).count();
        let is_first = profile.columns.iter().position(|other| other.header == column.header) == Some(place);
        if count > 1 && is_first {
            remarks.push(format!(
                "{count} columns are called \"{}\"; a profile cannot read any of them by that name",
                column.header
            ));
        }
    }
    remarks
}

/// How many rows could be read: filled and blank cells of each column together.
fn rows_read(profile: &TableProfile) -> u64 {
    profile.rows.saturating_sub(profile.rejected)
}

/// The name of a column, or its place.
fn name(column: &ColumnProfile, place: usize) -> String {
    if column.header.is_empty() { format!("(column {})", place + 1) } else { column.header.clone() }
}

/// A share of the rows.
fn percent(count: u64, rows: u64) -> String {
    if rows == 0 {
        return "–".to_owned();
    }
    let tenths = (u128::from(count) * 1_000 + u128::from(rows) / 2) / u128::from(rows);
    // What is not all is never shown as all, and what is some never as none.
    let tenths = if count < rows { tenths.min(999) } else { tenths };
    let tenths = if count > 0 { tenths.max(1) } else { tenths };
    format!("{}.{}%", tenths / 10, tenths % 10)
}

/// How many different values; `about` where that is estimated.
fn distinct(column: &ColumnProfile) -> String {
    let about = if column.distinct_is_exact { "" } else { "about " };
    format!("{about}{}", grouped(column.distinct))
}

/// From least to greatest.
fn extent(column: &ColumnProfile) -> String {
    match &column.extent {
        None => String::new(),
        Some(Extent::Numbers(least, most) | Extent::Days(least, most)) if least == most => least.clone(),
        Some(Extent::Numbers(least, most) | Extent::Days(least, most)) => format!("{least} … {most}"),
        Some(Extent::Lengths(least, most)) if least == most => number_of(*least, "character", "characters"),
        Some(Extent::Lengths(least, most)) => format!("{least} to {most} characters"),
    }
}

/// Whether the most frequent values say more of a column than its extent.
fn is_of_few_values(column: &ColumnProfile) -> bool {
    let repeated = column.top.first().is_some_and(|(_, count)| *count > 1);
    repeated && matches!(column.extent, Some(Extent::Lengths(..)) | None)
}

/// What was read: rows, columns and files.
fn title(profile: &TableProfile) -> String {
    let rows = number_of(size(profile.rows), "row", "rows");
    let columns = number_of(profile.columns.len(), "column", "columns");
    match profile.forms.as_slice() {
        [one] => format!("{}: {rows}, {columns}; {}", one.file, form(one)),
        several => format!("{} files: {rows}, {columns}", several.len()),
    }
}

/// How a file is read.
fn form(form: &TableForm) -> String {
    let mut words = vec![form.format.word().to_owned()];
    if let Some(encoding) = form.encoding {
        words.push(format!("in {}", encoding.name()));
    }
    match form.delimiter {
        Some('\t') => words.push("parted by tabs".to_owned()),
        Some(delimiter) => words.push(format!("parted by `{delimiter}`")),
        None => {}
    }
    if let Some(sheet) = &form.sheet {
        words.push(format!("sheet \"{sheet}\""));
    }
    if let Some(packing) = form.packing {
        words.push(format!("packed by {}", packing.word()));
    }
    words.join(" ")
}

fn size(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_never_rounded_to_all_or_nothing() {
        let shown = |count, rows| percent(count, rows);
        assert_eq!(shown(1, 3), "33.3%");
        assert_eq!(shown(999_999, 1_000_000), "99.9%");
        assert_eq!(shown(1, 1_000_000), "0.1%");
        assert_eq!((shown(0, 9), shown(9, 9), shown(0, 0)), ("0.0%".into(), "100.0%".into(), "–".into()));
    }
}
