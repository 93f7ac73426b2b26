//! Annotations for GitHub Actions, and the job's summary.
//!
//! In: a run. Out: workflow commands, one a line, and Markdown.
//! Invariant: a line is a command that this file wrote, or begins with words of ours: nothing that a profile or a
//! table holds can begin one.

use std::fmt::Write as _;

use super::machine::{Row, Run};
use crate::diag::Severity;
use crate::text::{join_and, number_of};

/// How many annotations of each severity GitHub shows for one step.
const SHOWN: usize = 10;

/// The largest summary of one step.
pub const SUMMARY_LIMIT: usize = 1024 * 1024;

/// Commands that mark the lines of a pull request: errors first, ten of each severity, and a line that counts the rest.
#[must_use]
pub fn github(run: &Run<'_>) -> String {
    let mut rows = run.open_rows();
    rows.sort_by_key(|row| row.diagnostic.severity.rank());
    let mut out = String::new();
    let mut left = Vec::new();
    for severity in [Severity::Error, Severity::Warning, Severity::Info] {
        let of_kind = || rows.iter().filter(|row| row.diagnostic.severity == severity);
        of_kind().take(SHOWN).for_each(|row| command(&mut out, row));
        let (one, many) = nouns(severity);
        match of_kind().count().saturating_sub(SHOWN) {
            0 => {}
            more => left.push(number_of(more, &format!("more {one}"), &format!("more {many}"))),
        }
    }
    if !left.is_empty() {
        let _ = writeln!(out, "and {}: the summary of the job lists all", join_and(&left));
    }
    out
}

fn nouns(severity: Severity) -> (&'static str, &'static str) {
    match severity {
        Severity::Error => ("error", "errors"),
        Severity::Warning => ("warning", "warnings"),
        Severity::Info => ("remark", "remarks"),
    }
}

fn command(out: &mut String, row: &Row<'_>) {
    let word = match row.diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let code = row.diagnostic.code;
    let title = property(&format!("icp {} {}", code.id, code.slug));
    let mut message = row.message.clone();
    for help in &row.diagnostic.helps {
        let _ = write!(message, "\n  help: {}", super::clean(&help.text));
    }
    let _ = write!(out, "::{word} title={title}");
    if let Some(place) = &row.place {
        let _ = write!(out, ",file={},line={}", property(&place.path), place.start.line);
        // A column is only taken where the place ends on its line.
        if place.start.line == place.end.line {
            let _ = write!(out, ",col={}", place.start.column);
        }
        let _ = write!(out, ",endLine={}", place.end.line);
        if place.start.line == place.end.line {
            let _ = write!(out, ",endColumn={}", place.end.column);
        }
        message = format!("{}:{}:{}: {}", place.path, place.start.line, place.start.column, message);
    }
    let _ = writeln!(out, "::{}", data(&message));
}

/// The message of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// Every finding as a Markdown table of at most `limit` bytes.
#[must_use]
pub fn github_summary(run: &Run<'_>, limit: usize) -> String {
    let mut rows = run.open_rows();
    rows.sort_by_key(|row| row.diagnostic.severity.rank());
    let found = super::summary(run.diagnostics).unwrap_or_else(|| "nothing found".to_owned());
    let mut out =
        format!("### icp check: {found}\n\n{} checked\n\n", number_of(run.files.len(), "file", "files"));
    if !rows.is_empty() {
        out.push_str("| | where | what |\n| --- | --- | --- |\n");
    }
    // Room for the line that says how many are left out.
    let limit = limit.saturating_sub(80);
    for (index, row) in rows.iter().enumerate() {
        let place = row.place.as_ref().map_or_else(String::new, |place| {
            format!("{}:{}:{}", markdown(&place.path), place.start.line, place.start.column)
        });
        let line = format!(
            "| {} | {place} | {} {} |\n",
            row.diagnostic.severity.word(),
            row.diagnostic.code.id,
            markdown(&row.message)
        );
        if out.len() + line.len() > limit {
            let _ = write!(out, "\nand {} more\n", rows.len() - index);
            break;
        }
        out.push_str(&line);
    }
    out.push('\n');
    out
}

/// Text of a file in a cell of a Markdown table, without anything that Markdown or HTML would obey.
fn markdown(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '@' => escaped.push_str("&#64;"),
            '\n' | '\r' => escaped.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' | '!' => {
                escaped.push('\\');
                escaped.push(c);
            }
            c => escaped.push(c),
        }
    }
    escaped
}
