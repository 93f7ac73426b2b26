//! How deep brackets nest, found out before pest runs, so that no input can use up the stack.
//!
//! In: the text of a file. Out: the statements that nest too deep.
//! Invariant: one pass over the bytes; the answer does not depend on platform or thread.

use std::ops::Range;

use super::recovery::{DEPTH_LIMIT, TOP_WORDS};

/// A statement that nests too deep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Deep {
    /// All of it, up to the next statement.
    pub(super) statement: Range<usize>,
    /// The bracket or `not` that is one too many.
    pub(super) at: Range<usize>,
}

/// Every statement that nests deeper than the limit, or has a longer run of `not`.
pub(super) fn too_deep(text: &str) -> Vec<Deep> {
    let mut scan =
        Scan { text, bytes: text.as_bytes(), at: 0, depth: 0, negations: 0, start: 0, line_start: true };
    let mut found = Vec::new();
    while let Some(at) = scan.next_excess() {
        let end = scan.next_statement();
        found.push(Deep { statement: scan.start..end, at });
        scan.depth = 0;
        scan.negations = 0;
        scan.start = end;
    }
    found
}

struct Scan<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    depth: usize,
    /// How many `not`s stand in a row before the place.
    negations: usize,
    /// Where the statement starts.
    start: usize,
    /// Whether only blanks stand before the place on its line.
    line_start: bool,
}

impl<'a> Scan<'a> {
    fn byte(&self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied()
    }

    /// Goes on to the next bracket or `not` that is one too many.
    fn next_excess(&mut self) -> Option<Range<usize>> {
        while let Some(byte) = self.byte(self.at) {
            let from = self.at;
            match byte {
                b'\n' => {
                    self.line_start = true;
                    self.at += 1;
                    continue;
                }
                b' ' | b'\t' | b'\r' => {
                    self.at += 1;
                    continue;
                }
                b'#' => {
                    self.at = self.line_end(self.at);
                    continue;
                }
                b'"' | b'`' => self.pass_quoted(byte),
                b'/' if self.slash_opens_pattern() => self.pass_quoted(b'/'),
                b'(' | b'[' | b'{' => {
                    self.at += 1;
                    self.depth += 1;
                    if self.depth > DEPTH_LIMIT {
                        return Some(from..self.at);
                    }
                }
                b')' | b']' | b'}' => {
                    self.at += 1;
                    self.depth = self.depth.saturating_sub(1);
                }
                b'!' if self.byte(from + 1) != Some(b'=') => {
                    self.at += 1;
                    if self.negated() {
                        return Some(from..self.at);
                    }
                    continue;
                }
                _ if is_word(byte) => {
                    let (word, end) = self.word(from);
                    self.at = end;
                    if word.eq_ignore_ascii_case("not") {
                        self.line_start = false;
                        if self.negated() {
                            return Some(from..end);
                        }
                        continue;
                    }
                    if self.line_start {
                        self.head(word, from, end);
                    }
                }
                _ => self.at += 1,
            }
            self.line_start = false;
            self.negations = 0;
        }
        None
    }

    fn negated(&mut self) -> bool {
        self.negations += 1;
        self.negations > DEPTH_LIMIT
    }

    /// A line that starts a statement starts from depth 0 again, so that missing closers do not add up.
    fn head(&mut self, word: &str, from: usize, end: usize) {
        let is_entry = matches!(word, "weight" | "signal" | "group");
        if !is_entry && !TOP_WORDS.contains(&word) || self.goes_on(end) {
            return;
        }
        if is_entry {
            self.depth = self.depth.min(2);
        } else {
            self.depth = 0;
            self.start = from;
        }
    }

    /// Goes on to the next line that starts a statement, or to the end.
    fn next_statement(&mut self) -> usize {
        while self.at < self.bytes.len() {
            let line_end = self.line_end(self.at);
            self.at = line_end + 1;
            let blanks =
                self.bytes.iter().skip(self.at).take_while(|b| matches!(b, b' ' | b'\t' | b'\r')).count();
            let from = self.at + blanks;
            self.at = from.min(self.bytes.len());
            let (word, end) = self.word(from);
            if TOP_WORDS.contains(&word) && !self.goes_on(end) {
                self.line_start = true;
                return from;
            }
        }
        self.at = self.bytes.len();
        self.at
    }

    fn word(&self, from: usize) -> (&'a str, usize) {
        let length = self.bytes.iter().skip(from).take_while(|b| is_word(**b)).count();
        (self.text.get(from..from + length).unwrap_or(""), from + length)
    }

    fn line_end(&self, from: usize) -> usize {
        self.bytes
            .iter()
            .skip(from)
            .position(|b| *b == b'\n')
            .map_or(self.bytes.len(), |length| from + length)
    }

    /// Passes over a text, a name in backticks or a pattern; one that is not closed ends with its line.
    fn pass_quoted(&mut self, quote: u8) {
        self.at += 1;
        while let Some(byte) = self.byte(self.at) {
            match byte {
                b'\n' => return,
                b'\\' if quote != b'`' && self.byte(self.at + 1) != Some(b'\n') => self.at += 2,
                _ if byte == quote => {
                    self.at += 1;
                    return;
                }
                _ => self.at += 1,
            }
        }
        self.at = self.at.min(self.bytes.len());
    }

    /// A slash opens a pattern after `matches`, `pattern`, `[` and `,`; elsewhere it divides.
    fn slash_opens_pattern(&self) -> bool {
        let before = self.text.get(..self.at).unwrap_or("").trim_end_matches([' ', '\t', '\r', '\n']);
        before.ends_with("matches") || before.ends_with("pattern") || before.ends_with(['[', ','])
    }

    /// Whether a condition goes on after a word that may start a statement.
    fn goes_on(&self, end: usize) -> bool {
        let mut at = end;
        loop {
            match self.byte(at) {
                Some(b' ' | b'\t' | b'\r' | b'\n') => at += 1,
                Some(b'#') => at = self.line_end(at),
                Some(
                    b'=' | b'<' | b'>' | b'!' | b'+' | b'-' | b'*' | b'/' | b':' | b',' | b')' | b']' | b'.'
                    | b'&' | b'|',
                ) => return true,
                Some(byte) if is_word(byte) => {
                    return matches!(
                        self.word(at).0,
                        "and"
                            | "or"
                            | "implies"
                            | "is"
                            | "in"
                            | "has"
                            | "contains"
                            | "starts"
                            | "ends"
                            | "matches"
                            | "within"
                            | "older"
                            | "under"
                            | "otherwise"
                            | "not"
                            | "where"
                            | "AND"
                            | "And"
                            | "OR"
                            | "Or"
                            | "IN"
                            | "In"
                            | "NOT"
                            | "Not"
                    );
                }
                _ => return false,
            }
        }
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}
