//! The formatter: one canonical layout.
//!
//! In: a file and what parsing it gave. Out: the same statements and comments, laid out; the rules are written
//! down in `docs/formatting.md`.
//! Invariant: what comes out says what went in, word by word and comment by comment, or nothing comes out.

mod blocks;
mod columns;
mod doc;
mod expressions;
mod material;
mod printer;
mod rows;
mod scores;
mod soundness;
mod spacing;
mod statements;

#[cfg(test)]
mod tests;

use std::collections::HashSet;

use self::doc::Line;
use self::material::Material;
use self::soundness::{Difference, Read};
use crate::diag::codes::internal::FORMATTING_CHANGES_MEANING;
use crate::diag::render::columns as width;
use crate::diag::{Diagnostic, Severity};
use crate::syntax::tree::{Earns, Item, PointsLiteral, ScoreEntry};
use crate::syntax::{self, Parsed};
use crate::text::SourceFile;
use crate::types::Points;

/// Columns that a line may take, comments not counted.
const WIDTH: usize = 100;
/// Columns of one step of indentation.
const INDENT: usize = 2;

/// The file in its canonical layout. Statements that could not be read stay as they are.
///
/// # Errors
/// An internal diagnostic when the new layout would not say what the file says; then the file must stay as it is.
pub fn format(file: &SourceFile, parsed: &Parsed) -> Result<String, Diagnostic> {
    let old = Read { file, parsed };
    if parsed.tokens.is_empty() && !parsed.diagnostics.is_empty() {
        // Nothing of the file could be read, so there is nothing to lay out.
        return Ok(file.text().to_owned());
    }
    let first = match attempt(old, &layout(old, false)) {
        Ok(text) => return Ok(text),
        Err(difference) => difference,
    };
    // What a broken statement is read as may hang on its line ends: keep all of it.
    if parsed.diagnostics.is_empty() {
        return Err(refusal(old, first));
    }
    attempt(old, &layout(old, true)).map_err(|difference| refusal(old, difference))
}

/// The text, if it says what the file says.
fn attempt(old: Read<'_>, text: &str) -> Result<String, Difference> {
    let file = SourceFile::new(old.file.name(), text);
    let parsed = syntax::parse(old.parsed.source, &file);
    match soundness::difference(old, Read { file: &file, parsed: &parsed }) {
        None => Ok(text.to_owned()),
        Some(difference) => Err(difference),
    }
}

fn refusal(old: Read<'_>, difference: Difference) -> Diagnostic {
    Diagnostic::without_place(
        &FORMATTING_CHANGES_MEANING,
        format!(
            "the new layout of `{}` would change its {}; the file is left as it is",
            old.file.name(),
            difference.name()
        ),
    )
    .note("this is a fault of the formatter, not of the file")
    .help("report it with the file, or with the smallest part of it that shows the fault")
}

/// Lays a file out. With `careful`, statements that have a fault stay as they are.
fn layout(read: Read<'_>, careful: bool) -> String {
    let tree = &read.parsed.tree;
    let starts: Vec<u32> = tree.items.iter().map(|item| item.span().start).collect();
    let faults = read.parsed.diagnostics.iter().filter(|found| careful && found.severity == Severity::Error);
    let faults = faults.filter_map(|found| found.primary.as_ref().map(|label| label.span)).collect();
    let material = Material::new(read.file, read.parsed, &starts, faults, unsigned_signals(&tree.items));
    write_lines(&material.file(tree))
}

/// The places of a signal's points that lack their `+` (ruling 29a).
fn unsigned_signals(items: &[Item]) -> HashSet<u32> {
    let mut places = HashSet::new();
    for item in items {
        if let Item::Score(score) = item {
            collect_unsigned(&score.entries, &mut places);
        }
    }
    places
}

fn collect_unsigned(entries: &[ScoreEntry], places: &mut HashSet<u32>) {
    for entry in entries {
        match entry {
            ScoreEntry::Group(group) => collect_unsigned(&group.entries, places),
            ScoreEntry::Signal(signal) => match &signal.earns {
                Earns::Flat(points) | Earns::Per { points, .. } if lacks_plus(points) => {
                    places.insert(points.span.start);
                }
                Earns::Flat(_)
                | Earns::Per { .. }
                | Earns::Bands { .. }
                | Earns::Arms { .. }
                | Earns::Scale { .. } => {}
            },
            ScoreEntry::Weight(_) | ScoreEntry::Clause(_) | ScoreEntry::Damaged(_) => {}
        }
    }
}

fn lacks_plus(points: &PointsLiteral) -> bool {
    !points.signed && points.value > Points::ZERO
}

/// Lines as text; comments at the ends of neighboring lines of one indentation stand under each other.
fn write_lines(lines: &[Line]) -> String {
    let mut text = String::new();
    let mut rest = lines;
    while let Some(first) = rest.first() {
        let alike = |line: &&Line| line.indent == first.indent && line.is_plain();
        let count = rest.iter().take_while(alike).count().max(1);
        let (run, after) = rest.split_at_checked(count).unwrap_or((rest, &[]));
        let column = run.iter().filter(|line| line.comment.is_some()).map(|line| width(&line.text)).max();
        for line in run {
            write_line(&mut text, line, column.unwrap_or(0));
        }
        rest = after;
    }
    text
}

fn write_line(text: &mut String, line: &Line, column: usize) {
    if !line.is_blank() {
        text.extend(std::iter::repeat_n(' ', line.indent));
        text.push_str(&line.text);
    }
    if let Some(comment) = &line.comment {
        let gap = column.saturating_sub(width(&line.text)) + 2;
        text.extend(std::iter::repeat_n(' ', gap));
        text.push_str(comment);
    }
    text.push('\n');
}
