//! From text to tree: the pest grammar, tokens, recovery, and the words of syntax errors.
//!
//! In: one source file. Out: [`Parsed`]: a tree, every token and comment, and diagnostics.
//! Invariant: parsing never fails, and tokens and comments together cover every byte that is not blank.

mod grammar;
mod lower;
mod numerals;
mod recovery;
mod spans;
mod table;
pub mod tokens;
pub mod tree;

use crate::diag::{Diagnostic, Sink};
use crate::text::{SourceFile, SourceId};

/// What parsing a file gives.
#[derive(Debug, Clone)]
pub struct Parsed {
    /// The file.
    pub source: SourceId,
    /// The statements, damaged ones included.
    pub tree: tree::File,
    /// Every token, in order.
    pub tokens: Vec<tokens::Token>,
    /// Every comment, in order.
    pub comments: Vec<tokens::Comment>,
    /// Syntax errors by place: at most one that stops the reading of a statement, and each near miss that was understood.
    /// Every label lies inside its statement or right at its end.
    pub diagnostics: Vec<Diagnostic>,
}

/// Parses one file.
#[must_use]
pub fn parse(source: SourceId, file: &SourceFile) -> Parsed {
    let text = file.text();
    let mut tree = tree::File::default();
    let mut sink = Sink::new();
    let mut tokens = Vec::new();
    match grammar::read(grammar::Rule::file, source, text, 0, text.len()) {
        Ok(concrete) => {
            table::tokens(&concrete, &mut tokens, &mut sink);
            let mut lower = lower::Lower::new(&concrete);
            lower.file(&mut tree);
            sink.extend(lower.diagnostics);
        }
        Err(_) => sink.push(recovery::too_deep(crate::text::Span::new(source, 0, text.len()))),
    }
    let comments = table::comments(source, text, &tokens);
    Parsed { source, tree, tokens, comments, diagnostics: sink.into_sorted() }
}
