//! The report in sentences, without drawing: for screen readers.

use std::fmt::Write as _;

use super::clean;
use super::concise::headline;
use super::excerpt::Excerpt;
use crate::diag::{Diagnostic, Label};
use crate::text::Sources;

/// The longest piece of source that is read out, in columns.
const WIDTH: usize = 200;

/// A paragraph for each, in the order given, with a blank line after each.
#[must_use]
pub fn plain(sources: &Sources, diagnostics: &[Diagnostic]) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        let _ = writeln!(out, "{}", headline(diagnostic));
        if let Some(primary) = &diagnostic.primary {
            place(&mut out, sources, "at", primary);
            if let Some(file) = sources.get(primary.span.source) {
                let excerpt = Excerpt::new(file, &[primary], WIDTH);
                let line = sources.locate(primary.span).1.line;
                let index = excerpt.lines.iter().position(|shown| shown.number == line).unwrap_or(0);
                let start = excerpt.lines.get(index).map_or(0, |shown| shown.start);
                let text = excerpt.text.get(start..excerpt.end_of(index)).unwrap_or("").trim();
                if !text.is_empty() {
                    let _ = writeln!(out, "  line {line} reads: {text}");
                }
            }
        }
        for label in &diagnostic.secondary {
            place(&mut out, sources, "see also", label);
        }
        for note in &diagnostic.notes {
            let _ = writeln!(out, "  note: {}", clean(note));
        }
        for help in &diagnostic.helps {
            let _ = writeln!(out, "  help: {}", clean(&help.text));
        }
        out.push('\n');
    }
    out
}

fn place(out: &mut String, sources: &Sources, word: &str, label: &Label) {
    let (path, position) = sources.locate(label.span);
    let _ = write!(out, "  {word} {} line {}, column {}", clean(path), position.line, position.column);
    if label.text.is_empty() {
        out.push('\n');
    } else {
        let _ = writeln!(out, ": {}", clean(&label.text));
    }
}
