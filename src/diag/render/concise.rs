//! One line a diagnostic: `path:line:column: error[ICP0201]: message`.

use std::fmt::Write as _;

use super::clean;
use crate::diag::Diagnostic;
use crate::text::Sources;

/// One line for each, in the order given. What has no place begins with the severity.
#[must_use]
pub fn concise(sources: &Sources, diagnostics: &[Diagnostic]) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        if let Some(primary) = &diagnostic.primary {
            let (path, position) = sources.locate(primary.span);
            let _ = write!(out, "{}:{}:{}: ", clean(path), position.line, position.column);
        }
        out.push_str(&headline(diagnostic));
        out.push('\n');
    }
    out
}

/// `error[ICP0201]: unknown field …`.
pub(super) fn headline(diagnostic: &Diagnostic) -> String {
    format!("{}[{}]: {}", diagnostic.severity.word(), diagnostic.code.id, clean(&diagnostic.message))
}
