//! What the formatter works with: every token with its text and neighbors, every comment with its token.
//!
//! In: a file and its tree. Out: tokens and comments in order.
//! Invariant: every comment belongs to exactly one token.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use crate::diag::render::columns as width;
use crate::syntax::Parsed;
use crate::syntax::tokens::{Token, TokenKind};
use crate::text::{SourceFile, Span};

/// A comment on a line of its own, before a token.
#[derive(Debug, Clone)]
pub(super) struct OwnComment<'a> {
    /// The comment, without blanks at its end.
    pub text: &'a str,
    /// Whether a blank line stands before it.
    pub blank_before: bool,
}

/// What stands around a token.
#[derive(Debug, Clone, Default)]
pub(super) struct Around<'a> {
    /// Comments on lines of their own between the token before and this one.
    pub own: Vec<OwnComment<'a>>,
    /// Whether a blank line stands directly before the token (after its own comments).
    pub blank_before: bool,
    /// The comment that ends the token's line.
    pub trailing: Option<&'a str>,
}

impl Around<'_> {
    /// Whether a blank line stands anywhere between the token before and this one.
    pub fn has_blank(&self) -> bool {
        self.blank_before || self.own.iter().any(|comment| comment.blank_before)
    }
}

/// Tokens and comments of one file; a token is named by its index.
pub(super) struct Material<'a> {
    file: &'a SourceFile,
    tokens: &'a [Token],
    around: Vec<Around<'a>>,
    none: Around<'a>,
    partners: Vec<Option<usize>>,
    faults: Vec<Span>,
    unsigned: HashSet<u32>,
}

impl<'a> Material<'a> {
    /// `starts` are the places where statements begin: a bracket never closes across them. What holds one of the
    /// `faults` is not sound. `unsigned` are the places of points that need a `+`.
    pub fn new(
        file: &'a SourceFile,
        parsed: &'a Parsed,
        starts: &[u32],
        faults: Vec<Span>,
        unsigned: HashSet<u32>,
    ) -> Material<'a> {
        Material {
            file,
            tokens: &parsed.tokens,
            around: attach(file, parsed),
            none: Around::default(),
            partners: pair_brackets(file, &parsed.tokens, starts),
            faults,
            unsigned,
        }
    }

    /// How many tokens there are; also the name of the end of the file in [`Material::around`].
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// The tokens that lie in a span.
    pub fn within(&self, span: Span) -> Range<usize> {
        self.from(span)..self.tokens.partition_point(|token| token.span.start < span.end)
    }

    /// The first token at or after the start of a span.
    pub fn from(&self, span: Span) -> usize {
        self.tokens.partition_point(|token| token.span.start < span.start)
    }

    /// The token as written; empty past the end.
    pub fn word(&self, token: usize) -> &'a str {
        self.tokens.get(token).map_or("", |token| self.file.slice(token.span))
    }

    /// The token as it will be printed.
    pub fn text(&self, token: usize) -> Cow<'a, str> {
        let word = self.word(token);
        if self.tokens.get(token).is_some_and(|token| self.unsigned.contains(&token.span.start)) {
            Cow::Owned(format!("+{word}"))
        } else if word.contains('\r') {
            Cow::Owned(word.replace("\r\n", "\n"))
        } else {
            Cow::Borrowed(word)
        }
    }

    /// What stands around a token.
    pub fn around(&self, token: usize) -> &Around<'a> {
        self.around.get(token).unwrap_or(&self.none)
    }

    /// Whether the token is this mark.
    pub fn is_mark(&self, token: usize, mark: &str) -> bool {
        self.kind(token) == Some(TokenKind::Mark) && self.word(token) == mark
    }

    /// Whether the token is this word, with its meaning in the language.
    pub fn is_keyword(&self, token: usize, word: &str) -> bool {
        self.kind(token) == Some(TokenKind::Keyword) && self.word(token) == word
    }

    /// What the token is.
    pub fn kind(&self, token: usize) -> Option<TokenKind> {
        self.tokens.get(token).map(|token| token.kind)
    }

    /// The other bracket of a pair.
    pub fn partner(&self, token: usize) -> Option<usize> {
        self.partners.get(token).copied().flatten()
    }

    /// Whether the token closes a pair.
    pub fn is_closer(&self, token: usize) -> bool {
        self.partner(token).is_some_and(|opener| opener < token)
    }

    /// Whether nothing in the range is beyond reading: no text without meaning, no bracket without its partner,
    /// and no fault that asks for care.
    pub fn is_sound(&self, range: Range<usize>) -> bool {
        !self.has_fault(range.clone())
            && range.clone().all(|token| {
                let bracket = ["(", ")", "[", "]", "{", "}"].iter().any(|mark| self.is_mark(token, mark));
                self.kind(token) != Some(TokenKind::Bad)
                    && (!bracket || self.partner(token).is_some_and(|partner| range.contains(&partner)))
            })
    }

    /// Whether a fault that asks for care lies in or at the range.
    pub fn has_fault(&self, range: Range<usize>) -> bool {
        let (Some(first), Some(last)) =
            (self.tokens.get(range.start), self.tokens.get(range.end.wrapping_sub(1)))
        else {
            return false;
        };
        let (start, end) = (first.span.start, last.span.end);
        self.faults.iter().any(|fault| fault.start <= end && start <= fault.end)
    }

    /// The source from the first to the last token of a range, as written but for the kind of line ends.
    pub fn verbatim(&self, range: Range<usize>) -> String {
        let first = self.tokens.get(range.start).map(|token| token.span);
        let last = range.end.checked_sub(1).and_then(|token| self.tokens.get(token)).map(|token| token.span);
        match (first, last) {
            (Some(first), Some(last)) => self.file.slice(first.to(last)).replace("\r\n", "\n"),
            _ => String::new(),
        }
    }

    /// The width of a range of tokens on one line, without comments.
    pub fn width(&self, range: Range<usize>) -> usize {
        let blanks = range.clone().skip(1).filter(|token| self.blank_between(token - 1)).count();
        blanks + range.map(|token| width(&self.text(token))).sum::<usize>()
    }
}

/// Gives every comment to a token: the one before it on its line, or else the one after it.
fn attach<'a>(file: &'a SourceFile, parsed: &Parsed) -> Vec<Around<'a>> {
    let mut around: Vec<Around<'a>> = vec![Around::default(); parsed.tokens.len() + 1];
    let mut comments = parsed.comments.iter().peekable();
    let mut end = 0;
    for index in 0..=parsed.tokens.len() {
        let token = parsed.tokens.get(index).map(|token| token.span);
        let limit = token.map_or(u32::MAX, |span| span.start);
        while let Some(comment) = comments.next_if(|comment| comment.span.start < limit) {
            if (comment.span.start as usize) < end {
                // Part of a piece of text that is printed as it is.
                continue;
            }
            let text = file.slice(comment.span).trim_end();
            let blank_before = has_blank_line(file, end, comment.span.start as usize);
            let before = if comment.own_line { None } else { index.checked_sub(1) };
            match before.and_then(|before| around.get_mut(before)) {
                Some(before) if before.trailing.is_none() => before.trailing = Some(text),
                _ => {
                    if let Some(here) = around.get_mut(index) {
                        here.own.push(OwnComment { text, blank_before });
                    }
                }
            }
            end = comment.span.end as usize;
        }
        if let (Some(span), Some(here)) = (token, around.get_mut(index)) {
            here.blank_before = has_blank_line(file, end, span.start as usize);
            end = span.end as usize;
        }
    }
    around
}

/// Whether the blanks between two places hold an empty line.
fn has_blank_line(file: &SourceFile, start: usize, end: usize) -> bool {
    file.text().get(start..end).is_some_and(|gap| gap.bytes().filter(|byte| *byte == b'\n').count() > 1)
}

/// The partner of every bracket that has one inside its statement.
fn pair_brackets(file: &SourceFile, tokens: &[Token], starts: &[u32]) -> Vec<Option<usize>> {
    let mut partners = vec![None; tokens.len()];
    let mut open: Vec<(usize, &str)> = Vec::new();
    let mut starts = starts.iter().peekable();
    for (index, token) in tokens.iter().enumerate() {
        while starts.next_if(|start| **start <= token.span.start).is_some() {
            open.clear();
        }
        if token.kind != TokenKind::Mark {
            continue;
        }
        let opener = match file.slice(token.span) {
            mark @ ("(" | "[" | "{") => {
                open.push((index, mark));
                continue;
            }
            ")" => "(",
            "]" => "[",
            "}" => "{",
            _ => continue,
        };
        if let Some((partner, _)) = open.pop_if(|(_, mark)| *mark == opener) {
            for (from, to) in [(partner, index), (index, partner)] {
                if let Some(slot) = partners.get_mut(from) {
                    *slot = Some(to);
                }
            }
        }
    }
    partners
}
