//! Layout inside a statement: conditions, lists, records.
//!
//! Works on ranges of tokens: brackets, commas and the words that join conditions say all that layout needs, and
//! a range can neither lose a token nor say one twice.

use std::ops::Range;

use super::doc::Doc;
use super::material::Material;

impl Material<'_> {
    /// A condition, a value or a clause: broken before `implies`, before `and` and `or`, between the elements of
    /// a list, inside brackets, from the outside in.
    pub fn flow(&self, range: Range<usize>) -> Doc {
        let last = range.end.saturating_sub(1);
        if range.len() > 1 && self.is_mark(last, ",") {
            return Doc::Concat(vec![self.flow(range.start..last), Doc::Dropped(last)]);
        }
        let joins = |words: &[&str]| {
            self.top_level(range.clone())
                .filter(|token| {
                    *token > range.start && words.iter().any(|word| self.is_keyword(*token, word))
                })
                .collect::<Vec<usize>>()
        };
        let mut breaks = joins(&["implies"]);
        if breaks.is_empty() {
            breaks = joins(&["and", "or"]);
        }
        if !breaks.is_empty() {
            return self.chain(range, &breaks);
        }
        let after_commas: Vec<usize> = self
            .top_level(range.clone())
            .filter(|token| self.is_mark(*token, ","))
            .map(|token| token + 1)
            .collect();
        if after_commas.is_empty() {
            self.sequence(range)
        } else {
            let pieces = split(range, &after_commas).into_iter().map(|piece| self.sequence(piece)).collect();
            Doc::Indent(vec![Doc::Fill(pieces)])
        }
    }

    /// Parts that stand on one line, or each from the second on at the start of its own.
    fn chain(&self, range: Range<usize>, breaks: &[usize]) -> Doc {
        let mut parts = split(range, breaks).into_iter();
        let first = parts.next().map_or(Doc::Concat(Vec::new()), |part| self.flow(part));
        let others = parts.flat_map(|part| [Doc::Line(1), self.flow(part)]).collect();
        Doc::Group(vec![first, Doc::Indent(others)])
    }

    /// Tokens one after the other, with the layouts of the brackets among them.
    pub fn sequence(&self, range: Range<usize>) -> Doc {
        let mut docs = Vec::new();
        let mut token = range.start;
        while token < range.end {
            let end = match self.partner(token) {
                Some(closer) if closer > token && closer < range.end => {
                    docs.push(self.bracketed(token, closer));
                    closer
                }
                _ => {
                    docs.push(Doc::Token(token));
                    token
                }
            };
            if end + 1 < range.end && self.blank_between(end) {
                docs.push(Doc::Blank(1));
            }
            token = end + 1;
        }
        Doc::Concat(docs)
    }

    /// The tokens of a range that are in no bracket inside it; of a bracket, the opener only.
    pub fn top_level(&self, range: Range<usize>) -> impl Iterator<Item = usize> {
        let mut next = range.start;
        std::iter::from_fn(move || {
            let token = next;
            next = match self.partner(token) {
                Some(closer) if closer > token => closer + 1,
                _ => token + 1,
            };
            (token < range.end).then_some(token)
        })
    }

    fn bracketed(&self, opener: usize, closer: usize) -> Doc {
        let inside = opener + 1..closer;
        if inside.is_empty() {
            return Doc::Concat(vec![Doc::Token(opener), Doc::Token(closer)]);
        }
        let (gap, content) = match self.word(opener) {
            "[" if self.is_mark(inside.start, "{") => (1, self.rows(inside)),
            "[" => (0, self.elements(inside, true)),
            "{" => (1, self.elements(inside, false)),
            _ => (0, vec![self.flow(inside)]),
        };
        let mut indented = vec![Doc::Line(gap)];
        indented.extend(content);
        Doc::Group(vec![Doc::Token(opener), Doc::Indent(indented), Doc::Line(gap), Doc::Token(closer)])
    }

    /// As many elements on a line as fit; the last comma of a list stands only where the list is broken.
    fn elements(&self, inside: Range<usize>, last_comma: bool) -> Vec<Doc> {
        let (pieces, dropped) = self.separated(inside);
        let mut docs = vec![Doc::Fill(pieces)];
        docs.extend(last_comma.then_some(Doc::LastComma));
        docs.extend(dropped.map(Doc::Dropped));
        docs
    }

    /// One record a line, where they do not fit on one.
    fn rows(&self, inside: Range<usize>) -> Vec<Doc> {
        let (pieces, dropped) = self.separated(inside);
        let mut docs = Vec::new();
        for piece in pieces {
            if !docs.is_empty() {
                docs.push(Doc::Line(1));
            }
            docs.push(piece);
        }
        docs.push(Doc::LastComma);
        docs.extend(dropped.map(Doc::Dropped));
        docs
    }

    /// Elements with the commas between them, and the comma after the last one, if it was written.
    fn separated(&self, inside: Range<usize>) -> (Vec<Doc>, Option<usize>) {
        let last = inside.end.saturating_sub(1);
        let dropped = self.is_mark(last, ",").then_some(last);
        let inside = inside.start..dropped.unwrap_or(inside.end);
        let after_commas: Vec<usize> = self
            .top_level(inside.clone())
            .filter(|token| self.is_mark(*token, ","))
            .map(|token| token + 1)
            .collect();
        let pieces = split(inside, &after_commas)
            .into_iter()
            .map(|piece| {
                let end = piece.end.saturating_sub(1);
                if piece.len() > 1 && self.is_mark(end, ",") {
                    Doc::Concat(vec![self.flow(piece.start..end), Doc::Token(end)])
                } else {
                    self.flow(piece)
                }
            })
            .collect();
        (pieces, dropped)
    }
}

/// The parts of a range between these places.
fn split(range: Range<usize>, places: &[usize]) -> Vec<Range<usize>> {
    let starts = std::iter::once(range.start).chain(places.iter().copied());
    let ends = places.iter().copied().chain(std::iter::once(range.end));
    starts.zip(ends).map(|(start, end)| start..end).filter(|part| !part.is_empty()).collect()
}
