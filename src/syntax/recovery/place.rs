//! Where a strict reading stopped: what stands there, what stood before it, and whether a change mends it.

use crate::diag::{Diagnostic, Edit};
use crate::text::{SourceId, Span};

use super::super::grammar::{self, Rule};
use super::Look;
use super::scan::{first_word, is_word, trimmed};

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

impl<'a> Place<'a> {
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.source, start, end)
    }

    /// What stands at the place, to the end of the statement.
    pub(super) fn rest(&self) -> &'a str {
        self.text.get(self.at..self.end).unwrap_or("")
    }

    /// The statement up to the place, without blanks and comments at its end.
    pub(super) fn before(&self) -> &'a str {
        trimmed(self.text.get(self.start..self.at).unwrap_or(""))
    }

    /// The piece of text found: a word, a text in quotes, a run of marks; empty at the end.
    pub(super) fn found(&self) -> &'a str {
        let rest = self.rest();
        let word = first_word(rest);
        if !word.is_empty() {
            return word;
        }
        if let Some(inside) = rest.strip_prefix('"') {
            let line = inside.lines().next().unwrap_or("");
            let end = line.find('"').map_or(line.trim_end().len(), |quote| quote + 1);
            return rest.get(..=end).unwrap_or(rest);
        }
        if !rest.starts_with(":=") && rest.starts_with(['(', ')', '[', ']', '{', '}', ',', ':']) {
            return rest.get(..1).unwrap_or(rest);
        }
        let end = rest
            .char_indices()
            .skip(1)
            .find(|(_, c)| {
                c.is_whitespace() || is_word(*c) || matches!(c, '"' | '(' | '[' | '{' | ')' | '`' | '#')
            })
            .map_or(rest.len(), |(at, _)| at);
        rest.get(..end).unwrap_or(rest)
    }

    pub(super) fn found_span(&self) -> Span {
        self.span(self.at, self.at + self.found().len())
    }

    /// The end of the last good word before the place.
    pub(super) fn last_good(&self) -> usize {
        self.start + self.before().len()
    }

    /// The last word or run of marks before the place.
    pub(super) fn word_before(&self) -> &'a str {
        let before = self.before();
        let is_mark = |c: char| matches!(c, '<' | '>' | '=' | '!' | '+' | '-' | '*' | '/' | '.' | '&' | '|');
        let by_word = before.rfind(|c: char| !is_word(c)).map_or(0, |at| at + char_length(before, at));
        if by_word < before.len() {
            return before.get(by_word..).unwrap_or("");
        }
        let by_mark = before.rfind(|c: char| !is_mark(c)).map_or(0, |at| at + char_length(before, at));
        before.get(by_mark..).unwrap_or("")
    }

    /// Whether one of these could have stood here.
    pub(super) fn expects(&self, rules: &[Rule]) -> bool {
        rules.iter().any(|rule| self.expected.contains(rule))
    }

    /// Whether a value could have stood here.
    pub(super) fn expects_value(&self) -> bool {
        self.expects(&[Rule::operand_name, Rule::expr, Rule::condition, Rule::sum])
    }

    /// Whether a clause could have stood here.
    pub(super) fn expects_clause(&self) -> bool {
        self.expects(&[Rule::kw_when, Rule::kw_because])
    }

    /// Whether the statement can be read once `replacement` stands for `from..to` of the file.
    pub(super) fn mends(&self, from: usize, to: usize, replacement: &str) -> bool {
        let Some(rule) = self.look.rule() else { return false };
        let before = self.text.get(self.start..from).unwrap_or("");
        let after = self.text.get(to..self.end).unwrap_or("");
        let mended = format!("{before}{replacement}{after}");
        grammar::read(rule, self.source, &mended, 0, mended.len()).is_ok()
    }

    /// Adds a fix, safe if it mends the statement.
    pub(super) fn with_fix(
        &self,
        diagnostic: Diagnostic,
        help: String,
        from: usize,
        to: usize,
        replacement: &str,
    ) -> Diagnostic {
        let edits = vec![Edit { span: self.span(from, to), replacement: replacement.to_owned() }];
        diagnostic.fix_edits(help, edits, self.mends(from, to, replacement))
    }
}

fn char_length(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8)
}
