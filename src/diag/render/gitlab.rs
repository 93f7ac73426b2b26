//! GitLab's Code Quality report: what a merge request shows beside its changes.
//!
//! In: a run. Out: one JSON array. Invariant: paths are relative to the root, fingerprints are unique in the report.

use serde::Serialize;

use super::machine::Run;
use crate::diag::Severity;

#[derive(Serialize)]
struct Item<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: &'a str,
    severity: &'a str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

/// The report. What has no place in a file is left to the other formats: GitLab shows files only.
#[must_use]
pub fn gitlab(run: &Run<'_>) -> String {
    let rows = run.open_rows();
    let items: Vec<Item<'_>> = rows
        .iter()
        .filter_map(|row| {
            let place = row.place.as_ref()?;
            Some(Item {
                // GitLab does not show `check_name`.
                description: format!("{}: {}", row.diagnostic.code.id, row.message),
                check_name: row.diagnostic.code.slug,
                fingerprint: &row.fingerprint,
                severity: match row.diagnostic.severity {
                    Severity::Error => "major",
                    Severity::Warning => "minor",
                    Severity::Info => "info",
                },
                location: Location {
                    path: &place.path,
                    lines: Lines { begin: place.start.line, end: place.end.line },
                },
            })
        })
        .collect();
    serde_json::to_string_pretty(&items).unwrap_or_default() + "\n"
}
