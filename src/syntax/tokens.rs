//! Tokens and comments: what the formatter and the editors need to keep every byte.

use crate::text::Span;

/// What a token is, as far as layout cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// A word with a meaning of its own at this place: `when`, `profile`, `of`, a unit, a month.
    Keyword,
    /// A name, in backticks or not.
    Name,
    /// `"…"`.
    Text,
    /// `/…/`.
    Pattern,
    /// A number with its suffix, sign included: `50`, `-10%`, `5M`, `+15`.
    Number,
    /// `2026-10-01`.
    Date,
    /// An ISO currency.
    Currency,
    /// `=>`, `..`, `{`, `,` and the like.
    Mark,
    /// Text that no statement claims; printed as it is.
    Bad,
}

/// One token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it is.
    pub span: Span,
}

/// One comment, from `#` to the end of its line, without the line end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comment {
    /// Where it is.
    pub span: Span,
    /// Whether only blanks stand before it on its line.
    pub own_line: bool,
}
