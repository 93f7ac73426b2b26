//! Small CSV files that a profile names: lists, taxonomies and rates.
//!
//! In: a file reference and a [`Loader`]. Out: a header and rows of trimmed cells, or a report at the path.
//! Invariant: UTF-8 with one header line; the delimiter is the one of `,`, `;` and tab that the header has most of.

use super::context::Context;
use super::load;
use super::loader::Loader;
use crate::diag::Diagnostic;
use crate::diag::codes::imports;
use crate::syntax::tree::{FileColumn, FileReference, Text};
use crate::text::{Span, in_quotes, join_and};

/// A file that was read.
pub(super) struct TableFile<'a> {
    /// As written in the profile.
    pub path: &'a Text,
    named: Vec<(FileColumn, &'a Text)>,
    end: Span,
    header: Vec<String>,
    rows: Vec<(usize, Vec<String>)>,
}

/// One row.
pub(super) struct Row<'r> {
    line: usize,
    cells: &'r [String],
}

impl<'r> Row<'r> {
    /// The line it starts on, from 1.
    pub fn line(&self) -> usize {
        self.line
    }

    /// The trimmed text of a column; empty where the row is too short.
    pub fn cell(&self, column: usize) -> &'r str {
        self.cells.get(column).map_or("", |cell| cell.trim())
    }
}

/// The word that names a column in a file reference.
fn word(column: FileColumn) -> &'static str {
    match column {
        FileColumn::Column => "column",
        FileColumn::Value => "value",
        FileColumn::Parent => "parent",
        FileColumn::Aliases => "aliases",
    }
}

/// Reads the file and checks which columns the reference names.
pub(super) fn read<'a>(
    cx: &mut Context,
    reference: &'a FileReference,
    loader: &dyn Loader,
    allowed: &[FileColumn],
) -> Option<TableFile<'a>> {
    let named = named_columns(cx, reference, allowed);
    let from = cx.sources.get(reference.span.source).map_or("", |file| file.name());
    let path = &reference.path;
    let text = loader
        .load(from, &path.value)
        .map_err(|error| Box::new(load::not_loaded(path, from, error)))
        .and_then(|loaded| load::utf8(path, loaded.bytes));
    let text = match text {
        Ok(text) => text,
        Err(report) => {
            cx.report(*report);
            return None;
        }
    };
    let mut records = match records(text.strip_prefix('\u{feff}').unwrap_or(&text)) {
        Ok(records) => records.into_iter(),
        Err(line) => {
            cx.report(Diagnostic::new(
                &imports::MALFORMED_FILE,
                path.span,
                format!("`{}` has a quote in line {line} that is never closed", path.value),
                "not a table",
            ));
            return None;
        }
    };
    let Some((_, header)) = records.next() else {
        cx.report(super::choices::empty_file(path));
        return None;
    };
    let header = header.into_iter().map(|name| name.trim().to_owned()).collect();
    Some(TableFile { path, named, end: reference.span.after(), header, rows: records.collect() })
}

/// The columns that the reference names, each once and only those that the kind of file has.
fn named_columns<'a>(
    cx: &mut Context,
    reference: &'a FileReference,
    allowed: &[FileColumn],
) -> Vec<(FileColumn, &'a Text)> {
    let mut named: Vec<(FileColumn, &Text)> = Vec::new();
    for (column, text) in &reference.columns {
        let word = word(*column);
        if let Some((_, first)) = named.iter().find(|(known, _)| known == column) {
            cx.report(
                Diagnostic::new(
                    &imports::WRONG_FILE_COLUMNS,
                    text.span,
                    format!("`{word}` is given twice for `{}`", reference.path.value),
                    "given again here",
                )
                .label(first.span, "first given here"),
            );
        } else if allowed.contains(column) {
            named.push((*column, text));
        } else {
            let takes: Vec<String> =
                allowed.iter().map(|column| format!("`{}`", self::word(*column))).collect();
            let takes = match allowed {
                [] => "a file of rates always has the columns `from`, `to`, and `rate`".to_owned(),
                [FileColumn::Column] => "a list file takes `column`".to_owned(),
                _ => format!("a taxonomy file takes {}", join_and(&takes)),
            };
            cx.report(
                Diagnostic::new(
                    &imports::WRONG_FILE_COLUMNS,
                    text.span,
                    format!("{takes}: `{word}` does not go with it"),
                    format!("`{word}` does not belong here"),
                )
                .help(format!("delete `{word}` with its name")),
            );
        }
    }
    named
}

impl TableFile<'_> {
    /// The rows below the header.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|(line, cells)| Row { line: *line, cells })
    }

    /// The position of a column that the profile must name.
    pub fn column(&self, cx: &mut Context, column: FileColumn) -> Option<usize> {
        let Some((_, text)) = self.named.iter().find(|(known, _)| *known == column) else {
            cx.report(self.unnamed(column));
            return None;
        };
        self.find(cx, text)
    }

    /// The position of a column that has a customary name and may be absent. The outer `None` is reported.
    #[expect(clippy::option_option, reason = "wrong, absent and found are three answers")]
    pub fn optional_column(
        &self,
        cx: &mut Context,
        column: FileColumn,
        usual: &str,
    ) -> Option<Option<usize>> {
        match self.named.iter().find(|(known, _)| *known == column) {
            Some((_, text)) => self.find(cx, text).map(Some),
            None => Some(self.position(usual)),
        }
    }

    /// The position of a header.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|known| known == name.trim())
    }

    fn find(&self, cx: &mut Context, text: &Text) -> Option<usize> {
        let found = self.position(&text.value);
        if found.is_none() {
            let report = Diagnostic::new(
                &imports::UNKNOWN_FILE_COLUMN,
                text.span,
                format!("`{}` has no column \"{}\"", self.path.value, text.value),
                "no such column",
            )
            .label(self.path.span, "in this file");
            let near = crate::text::closest(&text.value, self.header.iter().map(String::as_str));
            cx.report(match near.as_slice() {
                [one] => report.fix(format!("write \"{one}\""), text.span, in_quotes(one)),
                _ => report.note(self.columns()),
            });
        }
        found
    }

    fn columns(&self) -> String {
        const SHOWN: usize = 8;
        let names: Vec<String> = self.header.iter().take(SHOWN).map(|name| format!("\"{name}\"")).collect();
        let more = self.header.len().saturating_sub(SHOWN);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        if more.is_empty() {
            format!("its columns are {}", join_and(&names))
        } else {
            format!("its columns are {}{more}", names.join(", "))
        }
    }

    fn unnamed(&self, column: FileColumn) -> Diagnostic {
        let word = word(column);
        let report = Diagnostic::new(
            &imports::WRONG_FILE_COLUMNS,
            self.path.span,
            format!("the column of `{}` to read is not named", self.path.value),
            format!("`{word} \"…\"` is missing"),
        );
        match self.header.as_slice() {
            [only] => report.fix(
                format!("write `{word} {}`", in_quotes(only)),
                self.end,
                format!(" {word} {}", in_quotes(only)),
            ),
            _ => report.note(self.columns()).help(format!("add `{word} \"NAME\"`")),
        }
    }
}

/// Records with the line each starts on; lines without any text are left out. The error is the line of a quote
/// that is never closed.
fn records(text: &str) -> Result<Vec<(usize, Vec<String>)>, usize> {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("");
    let count = |mark: char| first.chars().filter(|found| *found == mark).count();
    let delimiter =
        [';', '\t'].into_iter().fold(',', |best, mark| if count(mark) > count(best) { mark } else { best });
    let mut records = Vec::new();
    let mut record: Vec<String> = Vec::new();
    let mut cell = String::new();
    let (mut line, mut start) = (1, 1);
    let mut quote: Option<usize> = None;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter == '\n' {
            line += 1;
        }
        match (quote, letter) {
            (Some(_), '"') if letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            (Some(_), '"') => quote = None,
            (Some(_), letter) => cell.push(letter),
            (None, '"') if cell.trim().is_empty() => {
                cell.clear();
                quote = Some(line);
            }
            (None, '\n') => {
                record.push(std::mem::take(&mut cell));
                finish(&mut records, start, &mut record);
                start = line;
            }
            (None, '\r') if letters.peek() == Some(&'\n') => {}
            (None, letter) if letter == delimiter => record.push(std::mem::take(&mut cell)),
            (None, letter) => cell.push(letter),
        }
    }
    if let Some(line) = quote {
        return Err(line);
    }
    record.push(cell);
    finish(&mut records, start, &mut record);
    Ok(records)
}

fn finish(records: &mut Vec<(usize, Vec<String>)>, start: usize, record: &mut Vec<String>) {
    let record = std::mem::take(record);
    if record.iter().any(|cell| !cell.trim().is_empty()) {
        records.push((start, record));
    }
}

#[cfg(test)]
mod tests {
    use super::records;

    fn cells(text: &str) -> Vec<(usize, Vec<String>)> {
        records(text).unwrap()
    }

    fn row(line: usize, cells: &[&str]) -> (usize, Vec<String>) {
        (line, cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn quotes_hold_delimiters_line_ends_and_quotes() {
        let text = "a,b\r\n\"x, y\",\"say \"\"hi\"\"\"\r\n\"two\nlines\",z";
        assert_eq!(
            cells(text),
            [row(1, &["a", "b"]), row(2, &["x, y", "say \"hi\""]), row(3, &["two\nlines", "z"])]
        );
    }

    #[test]
    fn the_header_decides_the_delimiter() {
        assert_eq!(cells("a;b\n1,5;2")[1], row(2, &["1,5", "2"]));
        assert_eq!(cells("a\tb\n1\t2")[1], row(2, &["1", "2"]));
        assert_eq!(cells("only\nx;y")[1], row(2, &["x;y"]));
    }

    #[test]
    fn blank_lines_are_no_rows_and_count_as_lines() {
        assert_eq!(cells("\n\na\n\n ,\nx\n"), [row(3, &["a"]), row(6, &["x"])]);
        assert!(cells("").is_empty());
    }

    #[test]
    fn a_quote_that_is_never_closed_is_found_by_its_line() {
        assert_eq!(records("a\nb\n\"c\nd"), Err(3));
    }
}
