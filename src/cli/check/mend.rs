//! Fixes: what can be mended is mended in memory, and looked at again until nothing is left.
//!
//! In: inputs and what was found in them. Out: inputs with other contents.
//! Invariant: edits of one round never overlap, and a fix that changes nothing is none.

use std::collections::HashSet;

use super::look::Report;
use crate::cli::files::Input;
use crate::diag::{Diagnostic, Edit, Fix};
use crate::text::{SourceFile, SourceId, Span};

/// Applies what can be mended to the inputs' contents, in memory; says how many fixes.
pub fn mend(inputs: &mut [Input], report: &Report, guesses: bool) -> usize {
    let mut taken: Vec<&Edit> = Vec::new();
    let mut applied = 0;
    let shown: HashSet<String> = inputs.iter().map(Input::shown).collect();
    let mine: HashSet<SourceId> =
        report.sources.iter().filter(|(_, file)| shown.contains(file.name())).map(|(id, _)| id).collect();
    for diagnostic in &report.diagnostics {
        let Some(fix) = fix_of(diagnostic, guesses) else { continue };
        let free = fix.edits.iter().all(|edit| {
            mine.contains(&edit.span.source) && !taken.iter().any(|other| touch(other.span, edit.span))
        });
        if free && changes(report, fix) {
            taken.extend(&fix.edits);
            applied += 1;
        }
    }
    for input in inputs {
        let shown = input.shown();
        let Some((id, file)) = report.sources.iter().find(|(_, file)| file.name() == shown) else { continue };
        let mut edits: Vec<&Edit> = taken.iter().copied().filter(|edit| edit.span.source == id).collect();
        if !edits.is_empty() {
            edits.sort_by_key(|edit| edit.span.start);
            input.piped = Some(apply(file, &edits).into_bytes());
        }
    }
    applied
}

/// What mends a diagnostic: the first safe fix, or with guesses the first of any kind.
fn fix_of(diagnostic: &Diagnostic, guesses: bool) -> Option<&Fix> {
    diagnostic.helps.iter().find_map(|help| help.fix.as_ref().filter(|fix| fix.safe || guesses))
}

/// Whether a diagnostic can be mended by `--fix` alone.
pub fn is_fixable(diagnostic: &Diagnostic) -> bool {
    fix_of(diagnostic, false).is_some()
}

/// Whether a fix changes anything: one that does not would be applied for ever.
fn changes(report: &Report, fix: &Fix) -> bool {
    fix.edits.iter().any(|edit| report.sources.slice(edit.span) != edit.replacement)
}

/// Whether two edits cannot both be made.
fn touch(a: Span, b: Span) -> bool {
    a.source == b.source && a.start <= b.end && b.start <= a.end
}

/// The text with ascending, disjoint edits made.
fn apply(file: &SourceFile, edits: &[&Edit]) -> String {
    let mut text = String::with_capacity(file.text().len());
    let mut done = 0;
    for edit in edits {
        let range = edit.span.range();
        text.push_str(file.text().get(done..range.start).unwrap_or(""));
        text.push_str(&edit.replacement);
        done = range.end;
    }
    text.push_str(file.text().get(done..).unwrap_or(""));
    text
}
