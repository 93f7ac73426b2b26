//! The titles that reports write above the column names.
//!
//! In: the first records of a text. Out: the delimiter, and where the column names stand if not in the first record.
//! Invariant: a first record that is as wide as the rows below it holds the column names; of a text whose rows have one cell
//! nothing is passed over.

use super::cut::line_ends;
use super::{DELIMITERS, SAMPLE};
use crate::data::header::{RowShape, header_among};
use crate::text::number_of;
use crate::types::Number;

/// Where the column names stand below titles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Titles {
    /// The line of the column names, from 1.
    pub line: u64,
    /// The records above them.
    rows: usize,
    /// What the first of them says.
    first: String,
}

impl Titles {
    /// The same where so many lines stand above the text that was looked at.
    pub(super) fn below(self, lines: u64) -> Titles {
        Titles { line: self.line + lines, ..self }
    }

    /// One sentence for the summary.
    pub(super) fn note(&self) -> String {
        let rows = number_of(self.rows, "row", "rows");
        format!(
            "the column names stand in line {}; {rows} above them, first \"{}\"; `--header-row` chooses",
            self.line, self.first
        )
    }
}

/// A record of the head: its cells, trimmed, and the byte it starts on.
struct Record {
    cells: Vec<String>,
    start: usize,
}

/// The delimiter that cuts most of the first records into as many cells as the column names are, at least two; and the
/// titles above them. `known` is a delimiter that was given.
pub(super) fn recognize(head: &str, known: Option<u8>) -> (u8, Option<Titles>) {
    let tried: Vec<u8> = known.map_or(DELIMITERS.to_vec(), |known| vec![known]);
    let below = |find_titles: bool| {
        let mut best = (0, 0, known.unwrap_or(b','), None);
        for delimiter in &tried {
            let records = records(head, *delimiter);
            let header = if find_titles { header_below_titles(&records) } else { Some(0) };
            let Some(header) = header else { continue };
            let widths = || records.iter().skip(header).map(|record| record.cells.len());
            let Some(width) = widths().next().filter(|width| *width > 1) else { continue };
            let alike = widths().filter(|other| *other == width).count();
            // Shares of 1,000, so that one ragged row does not decide.
            let share = alike * 1_000 / widths().count().max(1);
            if (share / 100, width) > (best.0, best.1) {
                let titles = (header > 0).then(|| titles(head, &records, header)).flatten();
                best = (share / 100, width, *delimiter, titles);
            }
        }
        best
    };
    let first = below(false);
    // Where most rows are like the first record, that is where the column names stand, unless it is filled up with blanks.
    let is_sparse = |record: &Record| record.filled() * 2 <= record.cells.len();
    if first.0 >= 5 && !records(head, first.2).first().is_some_and(is_sparse) {
        return (first.2, None);
    }
    match below(true) {
        (share, _, delimiter, Some(titles)) if share >= 8 => (delimiter, Some(titles)),
        _ => (first.2, None),
    }
}

impl Record {
    fn filled(&self) -> usize {
        self.cells.iter().filter(|cell| !cell.is_empty()).count()
    }
}

fn records(head: &str, delimiter: u8) -> Vec<Record> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(head.as_bytes());
    let mut records = Vec::new();
    let mut record = csv::ByteRecord::new();
    for _ in 0..SAMPLE {
        let start = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        if !reader.read_byte_record(&mut record).unwrap_or(false) {
            break;
        }
        let cells = record.iter().map(|cell| String::from_utf8_lossy(cell).trim().to_owned()).collect();
        records.push(Record { cells, start });
    }
    records
}

/// The record of the column names, if it is certain that titles stand above it: names that are no numbers and of which
/// none is blank or repeated, with a row below that is as wide.
fn header_below_titles(records: &[Record]) -> Option<usize> {
    let shapes: Vec<RowShape> = records.iter().map(|record| RowShape { filled: record.filled() }).collect();
    let header = header_among(&shapes).filter(|header| *header > 0)?;
    let names = &records.get(header)?.cells;
    let is_name = |name: &String| !name.is_empty() && Number::parse(name).is_err();
    let distinct: std::collections::BTreeSet<&String> = names.iter().collect();
    let has_row = records.iter().skip(header + 1).any(|record| record.cells.len() == names.len());
    // Column names of which most are blank are one word each; a title that is filled up with blanks has several.
    let is_title = |record: &Record| {
        let words = |cell: &String| cell.contains([' ', ':']);
        let has_words = || record.cells.iter().find(|cell| !cell.is_empty()).is_none_or(words);
        record.filled() * 2 <= names.len() && (record.cells.len() < names.len() || has_words())
    };
    let certain = names.len() > 1
        && names.iter().all(is_name)
        && distinct.len() == names.len()
        && has_row
        && records.iter().take(header).all(is_title);
    certain.then_some(header)
}

fn titles(head: &str, records: &[Record], header: usize) -> Option<Titles> {
    let start = records.get(header)?.start;
    // Empty lines before a record belong to no record.
    let blank = head.as_bytes().get(start..)?.iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
    let (lines, _) = line_ends(head.as_bytes().get(..start + blank)?);
    let first = records.first()?.cells.iter().find(|cell| !cell.is_empty()).cloned().unwrap_or_default();
    Some(Titles { line: lines + 1, rows: header, first: first.chars().take(60).collect() })
}
