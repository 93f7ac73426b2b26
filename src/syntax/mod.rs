//! From text to tree: the pest grammar, tokens, recovery, and the words of syntax errors.
//!
//! In: one source file. Out: [`Parsed`]: a tree, every token and comment, and diagnostics.
//! Invariant: parsing never fails, and tokens and comments together cover every byte that is not blank.

mod decode;
mod depth;
mod grammar;
mod lower;
mod numerals;
mod recovery;
mod spans;
mod table;
pub mod tokens;
pub mod tree;

pub use decode::{SIZE_LIMIT, decode};

pub(crate) use recovery::RESERVED;

use crate::diag::{Diagnostic, Sink};
use crate::text::{SourceFile, SourceId, Span};

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
    let mut run = Run { source, text, tree: tree::File::default(), tokens: Vec::new(), sink: Sink::new() };
    let mut at = 0;
    for deep in depth::too_deep(text) {
        run.piece(at, deep.statement.start);
        run.sink.push(recovery::too_deep(Span::new(source, deep.at.start, deep.at.end)));
        run.damaged(deep.statement.start, deep.statement.end);
        at = deep.statement.end;
    }
    run.piece(at, text.len());
    let comments = table::comments(source, text, &run.tokens);
    Parsed { source, tree: run.tree, tokens: run.tokens, comments, diagnostics: run.sink.into_sorted() }
}

/// One file while it is read, piece by piece.
struct Run<'a> {
    source: SourceId,
    text: &'a str,
    tree: tree::File,
    tokens: Vec<tokens::Token>,
    sink: Sink,
}

impl Run<'_> {
    fn piece(&mut self, start: usize, end: usize) {
        match grammar::read(grammar::Rule::file, self.source, self.text, start, end) {
            Ok(concrete) => {
                table::tokens(&concrete, &mut self.tokens, &mut self.sink);
                let mut lower = lower::Lower::new(&concrete);
                lower.file(&mut self.tree);
                self.sink.extend(lower.diagnostics);
            }
            Err(failure) => {
                let at = start + failure.at;
                self.sink.push(recovery::too_deep(Span::new(self.source, at, at)));
                self.damaged(start, end);
            }
        }
    }

    /// A piece that cannot be read at all: one token and one damaged statement.
    fn damaged(&mut self, start: usize, end: usize) {
        let piece = self.text.get(start..end).unwrap_or("");
        let blanks = piece.len() - piece.trim_start_matches(recovery::BLANKS).len();
        let start = start + blanks;
        let span = Span::new(
            self.source,
            start,
            start + recovery::trimmed(piece.trim_start_matches(recovery::BLANKS)).len(),
        );
        let (keyword, names) = recovery::names(piece.trim_start_matches(recovery::BLANKS));
        self.tokens.push(tokens::Token { kind: tokens::TokenKind::Bad, span });
        self.tree.items.push(tree::Item::Damaged(tree::Damaged { span, keyword, names }));
    }
}
