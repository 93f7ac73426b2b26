//! Child tables: read whole, found by key (rulings 35, 57).
//!
//! In: the open parts of a table and the columns of its fields. Out: the class of each key's rows.
//! Invariant: a row is either found by its account or counted as an orphan, blank or rejected.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::cell::shown_key;
use super::child_rows::{ChildRows, Place};
use super::columns::{FieldColumns, Sink};
use super::findings::Finding;
use super::footer::{Below, Footer};
use super::reason::Reason;
use super::rows::{Rejected, RowFault};
use super::table::Table;
use crate::diag::Diagnostic;
use crate::diag::codes::data as codes;
use crate::plan::classes::{ClassId, TableClasses, TableReducer};
use crate::text::number_of;
use crate::types::ChildRow;

/// The rows of one child table.
pub(super) struct Children {
    /// The parts it was read from.
    files: Vec<String>,
    table: String,
    by: (String, String),
    keys: HashMap<String, Rows>,
    classes: Arc<TableClasses>,
}

/// The rows of one key: their class and where they stand.
struct Rows {
    class: ClassId,
    /// The part and the line of each.
    lines: Vec<Place>,
    claimed: AtomicBool,
}

/// How a child table came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableCounts {
    /// The table.
    pub table: String,
    /// The file.
    pub file: String,
    /// Rows read, rejected ones included.
    pub read: u64,
    /// Rows that cannot be read.
    pub rejected: u64,
    /// Rows without a key.
    pub blank: u64,
    /// Rows whose key no account has; known once all accounts are read.
    pub orphans: u64,
}

impl Children {
    /// Reads a whole table, part by part.
    pub(super) fn read(
        name: &str,
        parts: Vec<(Table<'_>, FieldColumns<'_>)>,
        by: usize,
        (reducer, most): (TableReducer, Option<u64>),
        sink: &mut Sink<'_>,
        (rejected, footers): (&mut Vec<Rejected>, &mut Vec<Footer>),
    ) -> Result<(Children, TableCounts), Diagnostic> {
        let files: Vec<String> = parts.iter().map(|(table, _)| table.form.file.clone()).collect();
        let (field, column) = parts.first().map(|(_, columns)| columns.names(by)).unwrap_or_default();
        let mut children = Children {
            by: (field.to_owned(), column.to_owned()),
            table: name.to_owned(),
            keys: HashMap::new(),
            classes: Arc::default(),
            files,
        };
        let mut read = ChildRows::new(reducer);
        let file = children.files.join(", ");
        let mut counts =
            TableCounts { table: name.to_owned(), file, read: 0, rejected: 0, blank: 0, orphans: 0 };
        for (part, (mut table, columns)) in parts.into_iter().enumerate() {
            let mut below = Below::default();
            let mut reject = |counts: &mut TableCounts, rows: Vec<Rejected>| {
                counts.read += rows.len() as u64;
                counts.rejected += rows.len() as u64;
                rejected.extend(rows);
            };
            while let Some(row) = table.next_row() {
                let row = match row {
                    Ok(row) => {
                        reject(&mut counts, below.give_back());
                        counts.read += 1;
                        row
                    }
                    Err(RowFault::Rejected(row)) => {
                        reject(&mut counts, below.take(row));
                        continue;
                    }
                    Err(RowFault::Failed(diagnostic)) => return Err(*diagnostic),
                };
                let key = columns.raw(&row, by).and_then(|raw| shown_key(&raw));
                let Some(key) = key else {
                    counts.blank += 1;
                    children.find(sink, (part, row.line()), "", &Reason::BlankForeignKey);
                    continue;
                };
                let place = (table.form.file.as_str(), Some(name), Some(key.as_str()));
                let cells = columns.cells(&row, place, sink);
                read.add(key, cells, (part, row.line()));
                if most.is_some_and(|most| read.bytes() > most) {
                    let held = (counts.read, read.bytes());
                    drop(read);
                    let rows = counts.read + std::iter::from_fn(|| table.next_row()).count() as u64;
                    return Err(too_large(name, &counts.file, held, rows, most.unwrap_or_default()));
                }
            }
            match below.settle() {
                Ok(footer) => footers.extend(footer),
                Err(rows) => reject(&mut counts, rows),
            }
        }
        let (keys, classes) = read.finish();
        let held = |(key, class, lines)| (key, Rows { class, lines, claimed: AtomicBool::new(false) });
        children.keys = keys.into_iter().map(held).collect();
        children.classes = Arc::new(classes);
        Ok((children, counts))
    }

    /// The name of the table.
    pub(super) fn table(&self) -> &str {
        &self.table
    }

    /// The class of the rows of an account; none is a known empty table.
    pub(super) fn class_of(&self, key: &str) -> ClassId {
        self.keys.get(key).map_or(TableClasses::NO_ROWS, |rows| {
            rows.claimed.store(true, Ordering::Relaxed);
            rows.class
        })
    }

    /// The rows of an account.
    pub(super) fn of(&self, key: &str) -> Vec<ChildRow> {
        self.classes.rows(self.class_of(key)).unwrap_or_default()
    }

    /// The classes of all accounts' rows.
    pub(super) fn classes(&self) -> Arc<TableClasses> {
        Arc::clone(&self.classes)
    }

    /// Reports every row that no account has claimed, by line; how many there are.
    pub(super) fn report_orphans(&self, sink: &mut Sink<'_>) -> u64 {
        let left = self.keys.iter().filter(|(_, rows)| !rows.claimed.load(Ordering::Relaxed));
        let mut orphans: Vec<((usize, u64), &str)> =
            left.flat_map(|(key, rows)| rows.lines.iter().map(move |line| (*line, key.as_str()))).collect();
        orphans.sort_unstable();
        for (line, key) in &orphans {
            self.find(sink, *line, key, &Reason::OrphanRow);
        }
        orphans.len() as u64
    }

    fn find(&self, sink: &mut Sink<'_>, (part, line): (usize, u64), value: &str, reason: &Reason) {
        sink.add(&Finding {
            file: self.files.get(part).map_or("", String::as_str),
            table: Some(&self.table),
            line,
            key: None,
            column: &self.by.1,
            field: &self.by.0,
            value,
            reason,
        });
    }
}

/// A table whose rows need more memory than there is for them: what was held of the rows read, and all rows.
fn too_large(name: &str, file: &str, (read, bytes): (u64, u64), rows: u64, most: u64) -> Diagnostic {
    let needed = bytes.saturating_mul(rows.max(read)) / read.max(1);
    let message = format!(
        "the table `{name}` needs about {} of memory, and {} is the most for a child table",
        megabytes(needed),
        megabytes(most)
    );
    Diagnostic::without_place(&codes::TABLE_TOO_LARGE, message)
        .note(format!("{file} holds {}; each account's rows are held until it is scored", number_of(usize::try_from(rows).unwrap_or(usize::MAX), "row", "rows")))
        .help("leave out rows and columns that the profile does not read, or sort the file by the account's key")
}

fn megabytes(bytes: u64) -> String {
    format!("{} MB", bytes.div_ceil(1_000_000))
}
