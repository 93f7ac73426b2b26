//! From text to tree: the pest grammar, tokens, recovery, and the words of syntax errors.
//!
//! In: one source file. Out: [`Parsed`]: a tree, every token and comment, and diagnostics.
//! Invariant: parsing never fails, and tokens and comments together cover every byte that is not blank.

pub mod tokens;
pub mod tree;

use crate::diag::Diagnostic;
use crate::text::SourceId;

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
    /// Syntax errors, at most one a statement.
    pub diagnostics: Vec<Diagnostic>,
}
