//! The filled cells of one sheet, held small.
//!
//! In: cells in the order of the file. Out: rows. Invariant: rows keep the number that the spreadsheet shows, and rows
//! without a filled cell are none.

use std::ops::Range;

use calamine::{DataType, ExcelDateTime};
use indexmap::IndexSet;

use super::super::header::RowShape;
use super::super::json::ColumnSample;
use super::super::raw::Raw;
use super::MOST_CELLS;
use crate::text::number_of;

/// What a cell holds; its value is a number's bits or the place of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Content {
    Text,
    Number,
    Boolean,
    /// A date, a time or both, as text.
    Date,
    /// An error such as `#REF!`.
    Fault,
}

#[derive(Debug, Clone, Copy)]
struct Cell {
    value: u64,
    column: u16,
    content: Content,
}

/// The filled cells of a sheet.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    /// Row numbers from 0, and where the cells of each begin.
    rows: Vec<(u32, usize)>,
    cells: Vec<Cell>,
    texts: IndexSet<Box<str>>,
}

impl Sheet {
    /// Adds a cell; `false` when there are too many.
    pub(super) fn push(&mut self, row: u32, column: u32, value: &impl DataType) -> bool {
        let Some((content, value)) = self.content(value) else { return true };
        let Ok(column) = u16::try_from(column) else { return true };
        if self.rows.last().is_none_or(|(last, _)| *last != row) {
            self.rows.push((row, self.cells.len()));
        }
        self.cells.push(Cell { value, column, content });
        self.cells.len() <= MOST_CELLS
    }

    fn content(&mut self, value: &impl DataType) -> Option<(Content, u64)> {
        if let Some(text) = value.get_string() {
            return (!text.trim().is_empty()).then(|| (Content::Text, self.text(text)));
        }
        if let Some(number) = value.get_float() {
            return Some((Content::Number, number.to_bits()));
        }
        if let Some(number) = value.get_int() {
            #[expect(clippy::cast_precision_loss, reason = "a sheet holds no whole number beyond 32 bits")]
            let number = number as f64;
            return Some((Content::Number, number.to_bits()));
        }
        if let Some(truth) = value.get_bool() {
            return Some((Content::Boolean, u64::from(truth)));
        }
        if let Some(date) = value.get_datetime() {
            return Some(match date_text(&date) {
                Some(text) => (Content::Date, self.text(&text)),
                None => (Content::Number, date.as_f64().to_bits()),
            });
        }
        if let Some(iso) = value.get_datetime_iso().or(value.get_duration_iso()) {
            return Some((Content::Date, self.text(iso)));
        }
        value.get_error().map(|error| (Content::Fault, self.text(&error.to_string())))
    }

    fn text(&mut self, text: &str) -> u64 {
        if let Some(place) = self.texts.get_index_of(text) {
            return place as u64;
        }
        self.texts.insert_full(text.into()).0 as u64
    }

    /// How many rows have a filled cell.
    pub(super) fn height(&self) -> usize {
        self.rows.len()
    }

    /// The number of a row as the spreadsheet shows it.
    pub(super) fn line(&self, row: usize) -> Option<u64> {
        self.rows.get(row).map(|(number, _)| u64::from(*number) + 1)
    }

    /// The filled row of a number that the spreadsheet shows.
    pub(super) fn row_of(&self, line: u64) -> Option<usize> {
        self.rows.iter().position(|(number, _)| u64::from(*number) + 1 == line)
    }

    fn row(&self, row: usize) -> &[Cell] {
        let Some((_, start)) = self.rows.get(row) else { return &[] };
        let end = self.rows.get(row + 1).map_or(self.cells.len(), |(_, end)| *end);
        self.cells.get(*start..end).unwrap_or_default()
    }

    /// What is seen of the first rows.
    pub(super) fn shapes(&self, most: usize) -> Vec<RowShape> {
        (0..self.height().min(most)).map(|row| RowShape { filled: self.row(row).len() }).collect()
    }

    /// The columns that are filled from a row on.
    pub(super) fn columns_from(&self, row: usize) -> Range<u16> {
        let start = self.rows.get(row).map_or(self.cells.len(), |(_, start)| *start);
        let columns = self.cells.get(start..).unwrap_or_default().iter().map(|cell| cell.column);
        let (first, last) = columns.fold((u16::MAX, 0), |(first, last), at| (first.min(at), last.max(at)));
        if first > last { 0..0 } else { first..last.saturating_add(1) }
    }

    /// The texts of the rows above the header, as one sentence.
    pub(super) fn above(&self, header: usize) -> Option<String> {
        if header == 0 {
            return None;
        }
        let first: Vec<String> =
            self.row(0).iter().take(2).map(|cell| self.raw(cell).shown().trim().to_owned()).collect();
        let first: String = first.join(" ").chars().take(60).collect();
        let rows = number_of(header, "row", "rows");
        Some(format!(
            "the column names stand in row {}; {rows} above them, first \"{first}\"",
            self.line(header)?
        ))
    }

    /// The column names.
    pub(super) fn headers(&self, row: usize, columns: &Range<u16>) -> Vec<String> {
        let mut cells = vec![Raw::Absent; columns.len()];
        self.fill(row, columns.start, &mut cells);
        cells.iter().map(|cell| cell.shown().trim().to_owned()).collect()
    }

    /// Which columns hold typed numbers.
    pub(super) fn samples(&self, from: usize, columns: &Range<u16>) -> Vec<ColumnSample> {
        let mut samples = vec![ColumnSample::default(); columns.len()];
        for cell in (from..self.height()).take(1_000).flat_map(|row| self.row(row)) {
            if let (Content::Number, Some(sample)) =
                (cell.content, samples.get_mut(usize::from(cell.column - columns.start.min(cell.column))))
            {
                sample.numbers = true;
            }
        }
        samples
    }

    /// Puts the cells of a row where they stand, from a first column on.
    pub(super) fn fill(&self, row: usize, first: u16, cells: &mut [Raw<'static>]) {
        for cell in self.row(row) {
            let place = cell.column.checked_sub(first).map(usize::from);
            if let Some(slot) = place.and_then(|place| cells.get_mut(place)) {
                *slot = self.raw(cell);
            }
        }
    }

    fn raw(&self, cell: &Cell) -> Raw<'static> {
        let text = || {
            let place = usize::try_from(cell.value).unwrap_or(usize::MAX);
            self.texts.get_index(place).map_or_else(String::new, |text| text.to_string())
        };
        match cell.content {
            Content::Text => Raw::Text(text().into()),
            Content::Number => number(f64::from_bits(cell.value)),
            Content::Boolean => Raw::Boolean(cell.value != 0),
            Content::Date => Raw::Date(text()),
            Content::Fault => Raw::Fault(text()),
        }
    }
}

/// A number as a spreadsheet shows it: at most 15 digits that count.
fn number(value: f64) -> Raw<'static> {
    let rounded = format!("{value:.14e}").parse().unwrap_or(value);
    if rounded.is_finite() { Raw::Number(rounded.to_string()) } else { Raw::Fault("#NUM!".to_owned()) }
}

/// A date, a time or both in ISO form; nothing for numbers that only look like dates.
fn date_text(date: &ExcelDateTime) -> Option<String> {
    let days = date.as_f64();
    if !(0.0..2_958_466.0).contains(&days) {
        return None;
    }
    if date.is_duration() || days < 1.0 {
        #[expect(clippy::cast_possible_truncation, reason = "bounded by the days above")]
        let seconds = (days * 86_400.0).round() as i64;
        return Some(format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60));
    }
    let (year, month, day, hour, minute, second, milli) = date.to_ymd_hms_milli();
    let day = format!("{year:04}-{month:02}-{day:02}");
    Some(match (hour, minute, second, milli) {
        (0, 0, 0, 0) => day,
        (_, _, _, 0) => format!("{day}T{hour:02}:{minute:02}:{second:02}"),
        _ => format!("{day}T{hour:02}:{minute:02}:{second:02}.{milli:03}"),
    })
}
