//! Text where a statement should begin and none does.

use crate::diag::{Diagnostic, codes::syntax as codes};
use crate::text::{SourceId, Span, closest};

use super::Look;
use super::foreign_words;
use super::scan::{first_line, first_word};
use super::words::{CLAUSE_WORDS, STATEMENT_WORDS};

/// Text that starts no statement at all.
pub(super) fn no_statement(source: SourceId, text: &str, look: Look, start: usize, end: usize) -> Diagnostic {
    let piece = text.get(start..end).unwrap_or("");
    let word = first_word(piece);
    if word.is_empty() {
        return no_word(source, look, start, piece);
    }
    let span = Span::new(source, start, start + word.len());
    if let Some(diagnostic) = misplaced(span, word, look) {
        return diagnostic;
    }
    let lower = word.to_lowercase();
    if lower != word && STATEMENT_WORDS.contains(&lower.as_str()) {
        return Diagnostic::new(
            &codes::UPPER_CASE_KEYWORD,
            span,
            format!("keywords are lower case: write `{lower}` for `{word}`"),
            format!("expected `{lower}`"),
        )
        .fix(format!("write `{lower}`"), span, lower.clone());
    }
    let unknown = |label: String| {
        Diagnostic::new(&codes::UNKNOWN_STATEMENT, span, format!("unknown statement `{word}`"), label)
    };
    if let Some((meant, why)) = foreign_words::statement(&lower) {
        return unknown(why.to_owned()).unsafe_fix(format!("write `{meant}`"), span, meant);
    }
    let entries = ["weight", "signal", "group", "evidence", "assumption"];
    let candidates: Vec<&str> = match look {
        Look::ScoreEntry => entries.iter().copied().chain(STATEMENT_WORDS.iter().copied()).collect(),
        _ => STATEMENT_WORDS.iter().chain(CLAUSE_WORDS).copied().collect(),
    };
    match closest(word, candidates).first() {
        Some(near) => unknown(format!("did you mean `{near}`?")).fix(format!("write `{near}`"), span, *near),
        None if look == Look::ScoreEntry => {
            unknown("a score holds `group`, `weight`, `signal`, `evidence`, and `assumption`".to_owned())
        }
        None => unknown("no statement starts with this word".to_owned()),
    }
}

/// A statement that starts with a mark, a quote or a digit.
fn no_word(source: SourceId, look: Look, start: usize, piece: &str) -> Diagnostic {
    let first = piece.chars().next().unwrap_or(' ');
    let span = Span::new(source, start, start + first.len_utf8());
    if let Some(diagnostic) = super::odd::control_character(span, first) {
        return diagnostic;
    }
    if piece.starts_with("//") || piece.starts_with("--") || piece.starts_with("/*") {
        let span = Span::new(source, start, start + 2);
        return Diagnostic::new(
            &codes::WRONG_MARK,
            span,
            "comments start with `#` and run to the end of the line",
            "expected `#`",
        )
        .fix("write `#`", span, "#");
    }
    Diagnostic::new(
        &codes::UNEXPECTED_TEXT,
        span,
        format!("expected {}, found `{first}`", look.called()),
        format!("no {} starts like this", if look == Look::Item { "statement" } else { "line" }),
    )
}

/// A sound keyword in a place that has no use for it.
fn misplaced(span: Span, word: &str, look: Look) -> Option<Diagnostic> {
    let misplaced =
        |message: String| Diagnostic::new(&codes::MISPLACED_STATEMENT, span, message, "cannot stand here");
    let article = |word: &str| if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    match (look, word) {
        (Look::Item, "language") => Some(misplaced(
            "`language` stands on the first line of a file, before everything else".to_owned(),
        )),
        (Look::Item, "weight" | "signal" | "group") => {
            Some(misplaced(format!("a {word} stands inside a score: no score is open here")))
        }
        (Look::Item, "given" | "expect") => {
            Some(misplaced(format!("`{word}` stands inside a test: no test is open here")))
        }
        (_, word) if CLAUSE_WORDS.contains(&word) => {
            Some(misplaced(format!("`{word}` goes on with a rule, but no rule is open here")))
        }
        (Look::ScoreEntry, word) if STATEMENT_WORDS.contains(&word) => {
            Some(misplaced(format!("{} {word} cannot stand inside a score", article(word))))
        }
        _ => None,
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
