//! reviewdog's `rdjson`, for every reviewer that has no format of its own.
//!
//! In: a run. Out: one JSON object. Invariant: columns count bytes of UTF-8 from 1, as that format does.

use serde::Serialize;

use super::machine::{Run, project, url};
use crate::diag::Severity;
use crate::text::Span;

#[derive(Serialize)]
struct Report<'a> {
    source: Source,
    severity: &'static str,
    diagnostics: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'static str>,
}

#[derive(Serialize)]
struct Item<'a> {
    message: &'a str,
    severity: &'static str,
    code: Code,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<Location>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<Suggestion<'a>>,
}

#[derive(Serialize)]
struct Code {
    value: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

#[derive(Serialize)]
struct Location {
    path: String,
    range: Range,
}

#[derive(Serialize)]
struct Range {
    start: Point,
    end: Point,
}

#[derive(Serialize)]
struct Point {
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct Suggestion<'a> {
    range: Range,
    text: &'a str,
}

/// The report. Only safe fixes are suggested: a reviewer applies them with a click.
#[must_use]
pub fn rdjson(run: &Run<'_>) -> String {
    let rows = run.open_rows();
    let diagnostics = rows
        .iter()
        .map(|row| Item {
            message: &row.message,
            severity: severity(row.diagnostic.severity),
            code: Code { value: row.diagnostic.code.id, url: url(row.diagnostic.code) },
            location: row
                .diagnostic
                .primary
                .as_ref()
                .zip(row.place.as_ref())
                .map(|(label, place)| Location { path: place.path.clone(), range: range(run, label.span) }),
            suggestions: row
                .diagnostic
                .helps
                .iter()
                .filter_map(|help| help.fix.as_ref().filter(|fix| fix.safe))
                .flat_map(|fix| &fix.edits)
                .filter(|edit| {
                    row.diagnostic.primary.as_ref().is_some_and(|label| label.span.source == edit.span.source)
                })
                .map(|edit| Suggestion { range: range(run, edit.span), text: &edit.replacement })
                .collect(),
        })
        .collect();
    let report = Report { source: Source { name: "icp", url: project() }, severity: "WARNING", diagnostics };
    serde_json::to_string_pretty(&report).unwrap_or_default() + "\n"
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "ERROR",
        Severity::Warning => "WARNING",
        Severity::Info => "INFO",
    }
}

fn range(run: &Run<'_>, span: Span) -> Range {
    let point = |offset: u32| {
        let at = Span { start: offset, end: offset, ..span };
        let (_, position) = run.sources.locate(at);
        let before: usize = run.line(at).chars().take(position.column - 1).map(char::len_utf8).sum();
        Point { line: position.line, column: before + 1 }
    };
    Range { start: point(span.start), end: point(span.end) }
}
