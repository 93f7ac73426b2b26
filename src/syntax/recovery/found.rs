//! The diagnostic of a damaged statement: first what was found, then what was expected.

use crate::diag::{Diagnostic, codes::syntax as codes};
use crate::text::{SourceId, Span, closest, join_or};

use super::super::grammar::Rule;
use super::Look;
use super::scan::{first_line, first_word, trimmed};
use super::words::{self, CLAUSE_WORDS, STATEMENT_WORDS};

/// Where a strict reading stopped.
pub(super) struct Place<'a> {
    pub(super) source: SourceId,
    /// The whole file.
    pub(super) text: &'a str,
    pub(super) look: Look,
    /// The statement.
    pub(super) start: usize,
    pub(super) end: usize,
    /// Where the reading stopped, in the file.
    pub(super) at: usize,
    pub(super) expected: &'a [Rule],
}

impl Place<'_> {
    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.source, start, end)
    }

    /// What stands at the place, to the end of the statement.
    fn rest(&self) -> &str {
        self.text.get(self.at..self.end).unwrap_or("")
    }

    /// The piece of text found: a word, a text in quotes, a run of marks.
    fn found(&self) -> &str {
        let rest = self.rest();
        let word = first_word(rest);
        if !word.is_empty() {
            return word;
        }
        let end = rest
            .char_indices()
            .skip(1)
            .find(|(_, c)| {
                c.is_whitespace() || c.is_alphanumeric() || matches!(c, '"' | '(' | '[' | '{' | ')')
            })
            .map_or(rest.len(), |(at, _)| at);
        rest.get(..end).unwrap_or(rest)
    }

    /// The end of the last good word before the place.
    fn last_good(&self) -> usize {
        self.start + trimmed(self.text.get(self.start..self.at).unwrap_or("")).len()
    }
}

/// A statement that stopped at a place.
pub(super) fn explain(place: &Place<'_>) -> Diagnostic {
    let expected = words::expected(place.expected);
    let wanted = if expected.is_empty() || expected.len() > 5 {
        format!("the rest of {}", place.look.called())
    } else {
        join_or(&expected)
    };
    let found = place.found();
    if found.is_empty() {
        let at = place.last_good();
        return Diagnostic::new(
            &codes::UNEXPECTED_TEXT,
            place.span(at, at),
            format!("expected {wanted} at the end of `{}`", first_line(place.text, place.start, place.end)),
            format!("expected {wanted}"),
        );
    }
    Diagnostic::new(
        &codes::UNEXPECTED_TEXT,
        place.span(place.at, place.at + found.len()),
        format!("expected {wanted}, found `{found}`"),
        format!("expected {wanted}"),
    )
}

/// Text that starts no statement at all.
pub(super) fn no_statement(source: SourceId, text: &str, look: Look, start: usize, end: usize) -> Diagnostic {
    let piece = text.get(start..end).unwrap_or("");
    let word = first_word(piece);
    if word.is_empty() {
        let length = piece.chars().next().map_or(0, char::len_utf8);
        return Diagnostic::new(
            &codes::UNEXPECTED_TEXT,
            Span::new(source, start, start + length),
            format!(
                "expected {}, found `{}`",
                look.called(),
                piece.get(..length).unwrap_or("").escape_debug()
            ),
            "no statement starts like this",
        );
    }
    let span = Span::new(source, start, start + word.len());
    let candidates = STATEMENT_WORDS.iter().chain(CLAUSE_WORDS).copied();
    let near = closest(word, candidates);
    match near.first() {
        Some(near) => Diagnostic::new(
            &codes::UNKNOWN_STATEMENT,
            span,
            format!("unknown statement `{word}`"),
            format!("did you mean `{near}`?"),
        )
        .fix(format!("write `{near}`"), span, *near),
        None => Diagnostic::new(
            &codes::UNKNOWN_STATEMENT,
            span,
            format!("unknown statement `{word}`"),
            "no statement starts with this word",
        ),
    }
}

/// A statement whose second look finds nothing wrong.
pub(super) fn unreadable(source: SourceId, text: &str, look: Look, start: usize, end: usize) -> Diagnostic {
    Diagnostic::new(
        &codes::UNEXPECTED_TEXT,
        Span::new(source, start, end),
        format!("{} cannot be read: `{}`", look.called(), first_line(text, start, end)),
        "",
    )
}
