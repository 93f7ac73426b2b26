//! A table as it is, before any profile reads it: what `icp profile` shows and `icp init --from` builds on.
//!
//! In: the files of one table. Out: what each column holds and is likely to be.
//! Invariant: types are decided by the first rows, as `icp init` does; counts are of all rows, in constant memory.

mod column;
mod distinct;
mod infer;
mod names;
mod parts;
mod types;

use std::collections::HashSet;

use super::footer::{Below, Footer};
use super::rows::{Rejected, Row, RowFault};
use super::source::{ReadOptions, Source};
use super::survey::Survey;
use super::table::TableForm;
use crate::diag::Diagnostic;
use crate::text::number_of;
use crate::types::norm;
use column::ColumnTally;
pub use column::{Extent, Kinds, UnreadCell};
use distinct::hash;
use infer::is_called_an_id;
pub use infer::{Guess, guesses};
pub(in crate::data) use parts::Parts;
use types::Readers;

/// How many rows decide what the columns are.
const FIRST_ROWS: usize = 10_000;

/// How many characters of cells are held to decide that.
const FIRST_CHARACTERS: usize = 32 << 20;

/// How many keys are remembered to find those that occur twice.
const MOST_KEYS: usize = 1 << 21;

/// How many rows that cannot be read are kept.
const MOST_REJECTED: usize = 5;

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnProfile {
    /// Its name; blank where it has none.
    pub header: String,
    /// What it is likely to be; nothing for a column without a name.
    pub guess: Option<Guess>,
    /// Cells that hold something.
    pub filled: u64,
    /// Cells that do not.
    pub blank: u64,
    /// Filled cells that say nothing, such as `n/a`.
    pub null_words: u64,
    /// How many different values it has.
    pub distinct: u64,
    /// Whether that is exact.
    pub distinct_is_exact: bool,
    /// The most frequent values.
    pub top: Vec<(String, u64)>,
    /// By how much the counts of the most frequent values may be too low.
    pub top_may_lack: u64,
    /// The least and the greatest.
    pub extent: Option<Extent>,
    /// Cells that the type does not read.
    pub unreadable: u64,
    /// The first of them.
    pub unread: Vec<UnreadCell>,
    /// Dates whose day and month could change places.
    pub unclear_dates: u64,
    /// Texts with blanks before or behind them.
    pub outer_blanks: u64,
    /// Cells by kind.
    pub kinds: Kinds,
    /// For a likely key: how many rows repeat one, and whether all keys were remembered.
    pub repeated: Option<(u64, bool)>,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableProfile {
    /// How each file was read, and what it lacks.
    pub forms: Vec<TableForm>,
    /// Rows read, those that cannot be read included.
    pub rows: u64,
    /// Rows that cannot be read.
    pub rejected: u64,
    /// The first of them.
    pub rejects: Vec<Rejected>,
    /// The columns, as they stand.
    pub columns: Vec<ColumnProfile>,
}

/// Profiles a table in one or several files; `most` is how many of the most frequent values are kept.
///
/// # Errors
/// When a source is no table, or reading stops.
pub fn profile(
    sources: Vec<Source<'_>>,
    options: &ReadOptions,
    most: usize,
) -> Result<TableProfile, Vec<Diagnostic>> {
    let mut parts = Parts::open(sources, options)?;
    let mut reading = Reading::default();
    let first = reading.first_rows(&mut parts)?;
    let readers = Readers::new();
    let guesses = infer::infer(&survey_of(&parts, &first), &readers);
    let keys = likely_keys(&guesses, &parts.headers);
    let mut tallies: Vec<ColumnTally<'_>> = (0..parts.headers.len())
        .map(|column| {
            let guess = guesses.iter().find(|guess| guess.column == column);
            let ty = guess.map_or("text", |guess| guess.ty.as_str());
            let dated = ty.starts_with("date").then(|| readers.reader("date")).flatten();
            ColumnTally::new(readers.reader(ty), dated)
        })
        .collect();
    let mut seen: Vec<Option<Keys>> =
        (0..parts.headers.len()).map(|column| keys.contains(&column).then(Keys::default)).collect();
    let names: Vec<String> = parts.forms().map(|form| form.file.clone()).collect();
    let mut count = |parts: &Parts<'_>, part: usize, row: &Row| {
        let file = names.get(part).map_or("", String::as_str);
        for (column, (tally, keys)) in tallies.iter_mut().zip(&mut seen).enumerate() {
            let raw = parts.cell(part, row, column);
            tally.add(&raw, file, row);
            if let Some(keys) = keys {
                keys.add(raw.shown().trim());
            }
        }
    };
    for (part, row) in &first {
        count(&parts, *part, row);
    }
    drop(first);
    while let Some((part, row)) = reading.next_row(&mut parts)? {
        count(&parts, part, &row);
    }
    let mut guesses = guesses.into_iter().peekable();
    let columns =
        tallies.iter().zip(&seen).zip(&parts.headers).enumerate().map(|(column, ((tally, keys), header))| {
            let guess = guesses.next_if(|guess| guess.column == column);
            column_profile(header, guess, tally, keys.as_ref(), most)
        });
    let columns = columns.collect();
    let mut forms = forms(&parts);
    for footer in &reading.footers {
        let lines = usize::try_from(footer.lines).unwrap_or(usize::MAX);
        let lines = number_of(lines, "line is", "lines are");
        let note = format!("{lines} the footer of a report, from line {} on: left out", footer.line);
        let form = forms.iter_mut().find(|form| form.file == footer.file);
        form.into_iter().for_each(|form| form.notes.push(note.clone()));
    }
    Ok(TableProfile {
        forms,
        rows: reading.rows,
        rejected: reading.rejected,
        rejects: reading.rejects,
        columns,
    })
}

fn column_profile(
    header: &str,
    guess: Option<Guess>,
    tally: &ColumnTally<'_>,
    keys: Option<&Keys>,
    most: usize,
) -> ColumnProfile {
    let (distinct, distinct_is_exact) = tally.distinct();
    let (top, top_may_lack) = tally.top(most);
    ColumnProfile {
        header: header.to_owned(),
        guess,
        filled: tally.filled,
        blank: tally.blank,
        null_words: tally.null_words,
        distinct,
        distinct_is_exact,
        top,
        top_may_lack,
        extent: tally.extent(),
        unreadable: tally.unreadable,
        unread: tally.unread.clone(),
        unclear_dates: tally.unclear_dates,
        outer_blanks: tally.outer_blanks,
        kinds: tally.kinds,
        repeated: keys.map(|keys| (keys.repeated, !keys.full)),
    }
}

/// The likely key, and the first column that is called an id.
fn likely_keys(guesses: &[Guess], headers: &[String]) -> HashSet<usize> {
    let key = guesses.iter().find(|guess| guess.key).map(|guess| guess.column);
    let called = headers.iter().position(|header| is_called_an_id(&norm(header)));
    key.into_iter().chain(called).collect()
}

fn survey_of(parts: &Parts<'_>, rows: &[(usize, Row)]) -> Survey {
    let columns = 0..parts.headers.len();
    let cells = |(part, row): &(usize, Row)| {
        columns.clone().map(|column| parts.cell(*part, row, column).shown().into_owned()).collect()
    };
    Survey { headers: parts.headers.clone(), rows: rows.iter().map(cells).collect() }
}

/// How each file was read, with the columns that it lacks.
fn forms(parts: &Parts<'_>) -> Vec<TableForm> {
    let mut forms: Vec<TableForm> = parts.forms().cloned().collect();
    for (part, form) in forms.iter_mut().enumerate() {
        let lacking: Vec<String> = parts.lacking(part).map(|header| format!("\"{header}\"")).collect();
        if !lacking.is_empty() {
            form.notes.push(format!(
                "it has no column {}, which another file of the table has",
                lacking.join(", ")
            ));
        }
    }
    forms
}

/// Rows as they are counted.
#[derive(Default)]
struct Reading {
    rows: u64,
    rejected: u64,
    rejects: Vec<Rejected>,
    part: usize,
    below: Below,
    footers: Vec<Footer>,
}

impl Reading {
    fn reject(&mut self, rows: Vec<Rejected>) {
        self.rows += rows.len() as u64;
        self.rejected += rows.len() as u64;
        let room = MOST_REJECTED.saturating_sub(self.rejects.len());
        self.rejects.extend(rows.into_iter().take(room));
    }

    /// At the end of a part: its footer, or rows that cannot be read.
    fn end_part(&mut self) {
        match self.below.settle() {
            Ok(footer) => self.footers.extend(footer),
            Err(rows) => self.reject(rows),
        }
    }

    /// The next row that can be read.
    fn next_row(&mut self, parts: &mut Parts<'_>) -> Result<Option<(usize, Row)>, Vec<Diagnostic>> {
        while let Some((part, row)) = parts.next_row() {
            if part != self.part {
                self.end_part();
                self.part = part;
            }
            match row {
                Ok(row) => {
                    let above = self.below.give_back();
                    self.reject(above);
                    self.rows += 1;
                    return Ok(Some((part, row)));
                }
                Err(RowFault::Rejected(rejected)) => {
                    let rows = self.below.take(rejected);
                    self.reject(rows);
                }
                Err(RowFault::Failed(diagnostic)) => return Err(vec![*diagnostic]),
            }
        }
        self.end_part();
        Ok(None)
    }

    /// The rows that decide what the columns are.
    fn first_rows(&mut self, parts: &mut Parts<'_>) -> Result<Vec<(usize, Row)>, Vec<Diagnostic>> {
        let (mut rows, mut characters) = (Vec::new(), 0usize);
        while rows.len() < FIRST_ROWS && characters < FIRST_CHARACTERS {
            let Some((part, row)) = self.next_row(parts)? else { break };
            for column in 0..parts.headers.len() {
                characters = characters.saturating_add(parts.cell(part, &row, column).shown().len());
            }
            rows.push((part, row));
        }
        Ok(rows)
    }
}

/// Keys that were seen.
#[derive(Debug, Default)]
struct Keys {
    seen: HashSet<u64>,
    repeated: u64,
    full: bool,
}

impl Keys {
    fn add(&mut self, key: &str) {
        if key.is_empty() {
            return;
        }
        let hash = hash(key);
        if self.seen.contains(&hash) {
            self.repeated += 1;
        } else if self.seen.len() < MOST_KEYS {
            self.seen.insert(hash);
        } else {
            self.full = true;
        }
    }
}
