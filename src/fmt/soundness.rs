//! Whether a new layout says what the old text said.
//!
//! In: a file and its new text, parsed. Out: the difference, if there is one.
//! Invariant: texts that pass have the same tokens, the same tree and the same comments.

use crate::syntax::Parsed;
use crate::syntax::tokens::TokenKind;
use crate::text::SourceFile;

/// Where two texts differ in what they say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Difference {
    /// A word, number, text or mark.
    Tokens,
    /// What the words add up to.
    Tree,
    /// A comment is missing, new or changed.
    Comments,
    /// Other faults than before.
    Diagnostics,
}

impl Difference {
    /// The name in a message.
    pub fn name(self) -> &'static str {
        match self {
            Difference::Tokens => "words",
            Difference::Tree => "statements",
            Difference::Comments => "comments",
            Difference::Diagnostics => "faults",
        }
    }
}

/// A file and what parsing gave.
#[derive(Clone, Copy)]
pub(super) struct Read<'a> {
    pub file: &'a SourceFile,
    pub parsed: &'a Parsed,
}

/// The first difference in meaning, or `None`.
pub(super) fn difference(old: Read<'_>, new: Read<'_>) -> Option<Difference> {
    if words(old) != words(new) {
        Some(Difference::Tokens)
    } else if comments(old) != comments(new) {
        Some(Difference::Comments)
    } else if shape(old) != shape(new) {
        Some(Difference::Tree)
    } else if codes(old) != codes(new) {
        Some(Difference::Diagnostics)
    } else {
        None
    }
}

/// Every token but commas, which separate and mean nothing, without the `+` that may be missing.
fn words(read: Read<'_>) -> Vec<String> {
    read.parsed
        .tokens
        .iter()
        .map(|token| (token.kind, read.file.slice(token.span)))
        .filter(|(kind, text)| *kind != TokenKind::Mark || *text != ",")
        .map(|(kind, text)| match kind {
            TokenKind::Number => text.strip_prefix('+').unwrap_or(text).to_owned(),
            TokenKind::Bad => text.replace("\r\n", "\n"),
            TokenKind::Keyword
            | TokenKind::Name
            | TokenKind::Text
            | TokenKind::Pattern
            | TokenKind::Date
            | TokenKind::Currency
            | TokenKind::Mark => text.to_owned(),
        })
        .collect()
}

/// Every comment, in any order.
fn comments(read: Read<'_>) -> Vec<&str> {
    let mut comments: Vec<&str> =
        read.parsed.comments.iter().map(|comment| read.file.slice(comment.span).trim_end()).collect();
    comments.sort_unstable();
    comments
}

/// The kinds of faults, in file order.
fn codes(read: Read<'_>) -> Vec<&'static str> {
    read.parsed.diagnostics.iter().map(|diagnostic| diagnostic.code.id).collect()
}

/// The tree in words, without places and without whether points carry a sign. A text of the profile that looks
/// like a place is left out too, on both sides; [`words`] compares it.
fn shape(read: Read<'_>) -> String {
    let debug = format!("{:?}", read.parsed.tree).replace("signed: true", "signed: false");
    let mut pieces = debug.split("Span { source: SourceId(");
    let mut shape = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        shape.push_str(piece.split_once(" }").map_or(piece, |(_, after)| after));
    }
    shape
}
