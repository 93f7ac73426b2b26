//! The tables of tokens and comments.
//!
//! In: a concrete tree. Out: every token and comment in order, and the near misses among the tokens.
//! Invariant: what stands between two tokens is blanks and comments.

use crate::diag::Sink;
use crate::text::{SourceId, Span};

use super::grammar::{Concrete, Node, Rule};
use super::recovery;
use super::tokens::{Comment, Token, TokenKind};

/// Adds the tokens of a piece, and reports those that are near misses.
pub(super) fn tokens(concrete: &Concrete<'_>, tokens: &mut Vec<Token>, sink: &mut Sink) {
    for leaf in concrete.leaves() {
        let kind = kind(leaf);
        let span = if kind == TokenKind::Bad {
            let text = recovery::trimmed(leaf.text());
            Span::new(concrete.source(), leaf.start(), leaf.start() + text.len())
        } else {
            leaf.span()
        };
        if let Some(diagnostic) = recovery::odd_token(concrete.text(), leaf) {
            sink.push(diagnostic);
        }
        tokens.push(Token { kind, span });
    }
}

fn kind(leaf: Node<'_>) -> TokenKind {
    match leaf.rule() {
        Rule::name | Rule::word | Rule::operand_name | Rule::pack_word => TokenKind::Name,
        Rule::text => TokenKind::Text,
        Rule::regex => TokenKind::Pattern,
        Rule::number | Rule::points | Rule::int => TokenKind::Number,
        Rule::date => TokenKind::Date,
        Rule::currency => TokenKind::Currency,
        Rule::lbrace
        | Rule::rbrace
        | Rule::lbracket
        | Rule::rbracket
        | Rule::lparen
        | Rule::rparen
        | Rule::comma
        | Rule::colon
        | Rule::dot
        | Rule::dotdot
        | Rule::dotdot_lt
        | Rule::arrow
        | Rule::eq
        | Rule::ne
        | Rule::lt
        | Rule::le
        | Rule::gt
        | Rule::ge
        | Rule::plus
        | Rule::minus
        | Rule::star
        | Rule::slash => TokenKind::Mark,
        _ if leaf.text().starts_with(|c: char| c.is_ascii_lowercase()) && !is_bad(leaf.rule()) => {
            TokenKind::Keyword
        }
        _ if leaf.rule() == Rule::month => TokenKind::Keyword,
        _ => TokenKind::Bad,
    }
}

fn is_bad(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::bad_item
            | Rule::bad_head
            | Rule::bad_tail
            | Rule::bad_entry_tail
            | Rule::bad_score_entry
            | Rule::bad_group_entry
            | Rule::bad_profile_entry
            | Rule::bad_outcome_entry
            | Rule::bad_field
            | Rule::bad_field_tail
            | Rule::bad_node
            | Rule::bad_rate
            | Rule::bad_band
            | Rule::bad_arm
            | Rule::bad_test_entry
            | Rule::bad_test_tail
            | Rule::bad_record_entry
    )
}

/// The comments between the tokens.
pub(super) fn comments(source: SourceId, text: &str, tokens: &[Token]) -> Vec<Comment> {
    let mut comments = Vec::new();
    let mut at = 0;
    let ends = tokens.iter().map(|token| token.span.range()).chain(std::iter::once(text.len()..text.len()));
    for token in ends {
        let gap = text.get(at..token.start).unwrap_or("");
        let mut offset = 0;
        while let Some(hash) = gap.get(offset..).and_then(|rest| rest.find('#')) {
            let start = offset + hash;
            let line = gap.get(start..).and_then(|rest| rest.lines().next()).unwrap_or("");
            let before = text.get(..at + start).unwrap_or("");
            let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
            let own_line = before
                .get(line_start..)
                .is_some_and(|before| before.trim_matches('\u{FEFF}').trim().is_empty());
            let span = Span::new(source, at + start, at + start + line.trim_end_matches('\r').len());
            comments.push(Comment { span, own_line });
            offset = start + line.len().max(1);
        }
        at = token.end;
    }
    comments
}
