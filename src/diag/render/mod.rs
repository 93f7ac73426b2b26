//! Drawing diagnostics: for people, for screen readers, for logs and for machines.
//!
//! In: the files of a run and what was found in them. Out: text; nothing here knows a terminal, so color and width
//! are arguments that the edge decides once.
//! Invariant: whatever a file holds, the output is bounded and holds no control character that a file brought along.

mod clean;
mod concise;
mod excerpt;
mod full;
mod github;
mod gitlab;
mod json;
mod machine;
mod plain;
mod rdjson;
mod sarif;
#[cfg(test)]
mod tests;
mod xml;

use std::collections::BTreeSet;

pub use clean::{clean, columns, wrap};
pub use concise::concise;
pub use full::full;
pub use github::{SUMMARY_LIMIT, github, github_summary};
pub use gitlab::gitlab;
pub use json::{json, jsonl};
pub use machine::Run;
pub use plain::plain;
pub use rdjson::rdjson;
pub use sarif::sarif;
pub use xml::{checkstyle, junit, xml_text};

use super::{Diagnostic, Severity};
use crate::text::number_of;

/// How [`full`] draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Columns to stay within; source lines are cropped around what a label points to.
    pub width: usize,
    /// Whether to write terminal colors. Color never carries meaning alone.
    pub color: bool,
}

impl Severity {
    /// The word in reports.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// `4 errors, 2 warnings in 1 file`; `None` when nothing was found.
#[must_use]
pub fn summary(diagnostics: &[Diagnostic]) -> Option<String> {
    let count = |severity| diagnostics.iter().filter(|d| d.severity == severity).count();
    let parts: Vec<String> = [
        (count(Severity::Error), "error", "errors"),
        (count(Severity::Warning), "warning", "warnings"),
        (count(Severity::Info), "remark", "remarks"),
    ]
    .into_iter()
    .filter(|(count, _, _)| *count > 0)
    .map(|(count, one, many)| number_of(count, one, many))
    .collect();
    if parts.is_empty() {
        return None;
    }
    let files: BTreeSet<_> =
        diagnostics.iter().filter_map(|d| Some(d.primary.as_ref()?.span.source)).collect();
    let place = if files.is_empty() {
        String::new()
    } else {
        format!(" in {}", number_of(files.len(), "file", "files"))
    };
    Some(format!("{}{place}", parts.join(", ")))
}
