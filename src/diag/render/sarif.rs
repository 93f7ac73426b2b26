//! SARIF 2.1.0, as GitHub's code scanning reads it.
//!
//! In: a run. Out: one log. Invariant: valid against the standard's schema, and within GitHub's limits: at most 25,000
//! results and 10 MB; what is left out is counted in the log.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::clean;
use super::machine::{Place, Row, Run, project, url};
use crate::diag::{Code, Edit, Fix, Severity};

/// The most results that GitHub takes from one run.
const MOST_RESULTS: usize = 25_000;

/// The largest log that GitHub takes, counted here before it is compressed.
const MOST_BYTES: usize = 10_000_000;

/// Room for the rules and the frame.
const FRAME: usize = 1_500_000;

/// The log.
#[must_use]
pub fn sarif(run: &Run<'_>) -> String {
    let mut rows = run.rows();
    let codes: BTreeMap<&str, &'static Code> =
        rows.iter().map(|row| (row.diagnostic.code.id, row.diagnostic.code)).collect();
    let mut results = within_limits(run, &rows, &codes);
    if results.len() < rows.len() {
        // What cannot be shown should not be what matters most.
        rows.sort_by_key(|row| (row.suppressed.is_some(), row.diagnostic.severity.rank()));
        results = within_limits(run, &rows, &codes);
    }
    let mut driver = json!({
        "name": "icp",
        "version": env!("CARGO_PKG_VERSION"),
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": codes.values().map(|code| rule(code)).collect::<Vec<_>>(),
    });
    set(&mut driver, "informationUri", project().map(Value::from));
    let left = rows.len() - results.len();
    let notifications: Vec<Value> = (left > 0)
        .then(|| json!({ "level": "warning", "message": { "text": format!("{left} more results are left out") } }))
        .into_iter()
        .collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": driver },
            "invocations": [{ "executionSuccessful": true, "toolExecutionNotifications": notifications }],
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    log.to_string() + "\n"
}

/// The first rows, as many as GitHub takes.
fn within_limits(run: &Run<'_>, rows: &[Row<'_>], codes: &BTreeMap<&str, &'static Code>) -> Vec<Value> {
    let index = |id: &str| codes.keys().position(|known| *known == id).unwrap_or(0);
    let mut results = Vec::new();
    let mut bytes = FRAME;
    for row in rows.iter().take(MOST_RESULTS) {
        let result = result(run, row, index(row.diagnostic.code.id));
        bytes += result.to_string().len() + 2;
        if bytes > MOST_BYTES {
            break;
        }
        results.push(result);
    }
    results
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn rule(code: &'static Code) -> Value {
    let sentences = introduction(code.page);
    let short = sentences.split_inclusive(". ").next().unwrap_or("").trim();
    let words = code.slug.replace('-', " ");
    let text = |text: &str| json!({ "text": if text.is_empty() { &words } else { text } });
    let mut rule = json!({
        "id": code.id,
        "name": code.slug,
        "shortDescription": text(short),
        "fullDescription": text(&sentences),
        "help": { "text": if sentences.is_empty() { &words } else { &sentences }, "markdown": code.page },
        "defaultConfiguration": { "level": level(code.severity) },
        "properties": {
            "tags": [if code.id.starts_with("ICP1") { "maintainability" } else { "correctness" }],
            "precision": "very-high",
            "problem.severity": match code.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Info => "recommendation",
            },
        },
    });
    set(&mut rule, "helpUri", url(code).map(Value::from));
    rule
}

/// The first paragraph of a page, on one line.
fn introduction(page: &str) -> String {
    let body = page.split_once('\n').map_or("", |(_, rest)| rest).trim_start();
    let paragraph = body.split("\n\n").next().unwrap_or("");
    if paragraph.starts_with('#') {
        String::new()
    } else {
        paragraph.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

fn result(run: &Run<'_>, row: &Row<'_>, index: usize) -> Value {
    let diagnostic = row.diagnostic;
    let mut text = row.message.clone();
    for more in diagnostic.notes.iter().chain(diagnostic.helps.iter().map(|help| &help.text)) {
        text.push('\n');
        text.push_str(&clean(more));
    }
    let mut result = json!({
        "ruleId": diagnostic.code.id,
        "ruleIndex": index,
        "level": level(diagnostic.severity),
        "message": { "text": text },
        "partialFingerprints": { "primaryLocationLineHash": row.fingerprint },
    });
    set(&mut result, "locations", row.place.as_ref().map(|place| json!([location(place)])));
    if !diagnostic.secondary.is_empty() {
        let related: Vec<Value> = diagnostic
            .secondary
            .iter()
            .enumerate()
            .map(|(index, label)| {
                let mut related = location(&run.place(label.span));
                set(&mut related, "id", Some(json!(index + 1)));
                set(&mut related, "message", Some(json!({ "text": clean(&label.text) })));
                related
            })
            .collect();
        set(&mut result, "relatedLocations", Some(Value::Array(related)));
    }
    let fixes: Vec<Value> = diagnostic
        .helps
        .iter()
        .filter_map(|help| Some((help, help.fix.as_ref()?)))
        .filter(|(_, fix)| !fix.edits.is_empty())
        .map(|(help, fix)| {
            json!({ "description": { "text": clean(&help.text) }, "artifactChanges": changes(run, fix) })
        })
        .collect();
    set(&mut result, "fixes", (!fixes.is_empty()).then_some(Value::Array(fixes)));
    if let Some(suppressed) = row.suppressed {
        let mut suppression = json!({ "kind": "inSource" });
        set(
            &mut suppression,
            "justification",
            suppressed.reason.as_deref().map(|reason| json!(clean(reason))),
        );
        set(&mut result, "suppressions", Some(json!([suppression])));
    }
    result
}

fn set(object: &mut Value, key: &str, value: Option<Value>) {
    if let (Some(object), Some(value)) = (object.as_object_mut(), value) {
        object.insert(key.to_owned(), value);
    }
}

fn location(place: &Place) -> Value {
    json!({ "physicalLocation": { "artifactLocation": { "uri": uri(&place.path) }, "region": region(place) } })
}

fn region(place: &Place) -> Value {
    json!({
        "startLine": place.start.line,
        "startColumn": place.start.column,
        "endLine": place.end.line,
        "endColumn": place.end.column,
    })
}

fn changes(run: &Run<'_>, fix: &Fix) -> Vec<Value> {
    let mut files: BTreeMap<String, Vec<&Edit>> = BTreeMap::new();
    for edit in &fix.edits {
        files.entry(run.place(edit.span).path).or_default().push(edit);
    }
    files
        .iter()
        .map(|(path, edits)| {
            let replacements: Vec<Value> = edits
                .iter()
                .map(|edit| {
                    json!({
                        "deletedRegion": region(&run.place(edit.span)),
                        "insertedContent": { "text": edit.replacement },
                    })
                })
                .collect();
            json!({ "artifactLocation": { "uri": uri(path) }, "replacements": replacements })
        })
        .collect()
}

/// A path as a relative reference: what a URI cannot hold is escaped.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' => {
                uri.push(char::from(byte))
            }
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}
