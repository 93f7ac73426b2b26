//! The report for machines. Fields are only ever added; anything else raises `schema_version`.

use serde::Serialize;

use super::clean::is_unsafe;
use super::machine::url;
use crate::diag::{Diagnostic, Severity};
use crate::text::{Sources, Span};

/// The version of this form.
const SCHEMA_VERSION: u32 = 1;

#[derive(Serialize)]
struct Report<'a> {
    schema_version: u32,
    errors: usize,
    warnings: usize,
    suppressed: usize,
    diagnostics: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Item<'a> {
    code: &'a str,
    name: &'a str,
    severity: &'a str,
    message: &'a str,
    #[serde(flatten)]
    place: Option<Place<'a>>,
    label: Option<&'a str>,
    labels: Vec<LabelItem<'a>>,
    notes: &'a [String],
    help: Vec<&'a str>,
    /// The documentation on the web, where the package names its repository.
    url: Option<String>,
    fix: Option<FixItem<'a>>,
}

#[derive(Serialize)]
struct Place<'a> {
    path: &'a str,
    start: Point,
    end: Point,
}

/// Line and column from 1, columns in Unicode characters; offset in bytes from 0.
#[derive(Serialize)]
struct Point {
    line: usize,
    column: usize,
    offset: usize,
}

#[derive(Serialize)]
struct LabelItem<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    text: &'a str,
}

#[derive(Serialize)]
struct FixItem<'a> {
    /// `safe`: the only reading; `unsafe`: a guess that a person must look at.
    applicability: &'a str,
    message: &'a str,
    edits: Vec<EditItem<'a>>,
}

#[derive(Serialize)]
struct EditItem<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    replacement: &'a str,
}

/// One JSON object, indented, with a line end.
#[must_use]
pub fn json(sources: &Sources, diagnostics: &[Diagnostic], suppressed: usize) -> String {
    let count = |severity| diagnostics.iter().filter(|d| d.severity == severity).count();
    let report = Report {
        schema_version: SCHEMA_VERSION,
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
        suppressed,
        diagnostics: diagnostics.iter().map(|diagnostic| item(sources, diagnostic)).collect(),
    };
    let mut text = escape(&serde_json::to_string_pretty(&report).unwrap_or_default());
    text.push('\n');
    text
}

/// One JSON object a line for each diagnostic.
#[must_use]
pub fn jsonl(sources: &Sources, diagnostics: &[Diagnostic]) -> String {
    let mut text = String::new();
    for diagnostic in diagnostics {
        text.push_str(&escape(&serde_json::to_string(&item(sources, diagnostic)).unwrap_or_default()));
        text.push('\n');
    }
    text
}

/// Writes as escapes what JSON would let through and a terminal might obey. Such characters stand in strings only.
fn escape(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    for c in json.chars() {
        if c != '\n' && is_unsafe(c) {
            escaped.push_str(&format!("\\u{:04x}", u32::from(c)));
        } else {
            escaped.push(c);
        }
    }
    escaped
}

fn item<'a>(sources: &'a Sources, diagnostic: &'a Diagnostic) -> Item<'a> {
    let fix = diagnostic.helps.iter().find_map(|help| help.fix.as_ref().map(|fix| (help, fix)));
    Item {
        code: diagnostic.code.id,
        name: diagnostic.code.slug,
        severity: diagnostic.severity.word(),
        message: &diagnostic.message,
        place: diagnostic.primary.as_ref().map(|label| place(sources, label.span)),
        label: diagnostic.primary.as_ref().map(|label| label.text.as_str()).filter(|text| !text.is_empty()),
        labels: diagnostic
            .secondary
            .iter()
            .map(|label| LabelItem { place: place(sources, label.span), text: &label.text })
            .collect(),
        notes: &diagnostic.notes,
        help: diagnostic.helps.iter().map(|help| help.text.as_str()).collect(),
        url: url(diagnostic.code),
        fix: fix.map(|(help, fix)| FixItem {
            applicability: if fix.safe { "safe" } else { "unsafe" },
            message: &help.text,
            edits: fix
                .edits
                .iter()
                .map(|edit| EditItem { place: place(sources, edit.span), replacement: &edit.replacement })
                .collect(),
        }),
    }
}

fn place(sources: &Sources, span: Span) -> Place<'_> {
    let point = |offset: u32| {
        let (_, position) = sources.locate(Span { source: span.source, start: offset, end: offset });
        Point { line: position.line, column: position.column, offset: offset as usize }
    };
    Place { path: sources.locate(span).0, start: point(span.start), end: point(span.end) }
}
