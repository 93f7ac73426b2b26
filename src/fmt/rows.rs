//! Statements and the lines of blocks, one under the other: what stands between them.

use std::ops::Range;

use super::doc::Line;
use super::material::Material;
use crate::text::Span;

/// What a row is, as far as the blank lines around it care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Rows of one sort may stand together while each is one line.
    Sort(&'static str),
    /// Text that could not be read: nothing is added around it.
    Unread,
}

/// One statement, or one line of a block, laid out.
#[derive(Debug)]
pub(super) struct Row {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// What it is.
    pub kind: Kind,
    /// Its lines.
    pub lines: Vec<Line>,
}

impl Row {
    /// Whether it takes more than one line.
    pub fn is_tall(&self) -> bool {
        self.lines.len() > 1
    }
}

/// A piece of a block: what the tree says stands there, or tokens that it says nothing about.
#[derive(Debug)]
pub(super) enum Piece<T> {
    Known(Range<usize>, T),
    Unread(Range<usize>),
}

impl Material<'_> {
    /// Splits a range among the parts of a block, in order. Tokens that no part claims go to the part after them;
    /// a comma, to the one before it; text that could not be read stands for itself.
    pub fn pieces<T>(&self, range: Range<usize>, parts: Vec<(Span, T)>) -> Vec<Piece<T>> {
        let mut pieces: Vec<Piece<T>> = Vec::new();
        let mut next = range.start;
        for (span, part) in parts {
            let claimed = self.within(span);
            let end = claimed.end.min(range.end);
            if end <= next {
                continue;
            }
            next = self.commas(&mut pieces, next);
            let start = claimed.start.max(next);
            if (next..start).all(|token| self.is_sound(token..token + 1)) {
                pieces.push(Piece::Known(next..end, part));
            } else {
                pieces.push(Piece::Unread(next..start));
                pieces.push(Piece::Known(start..end, part));
            }
            next = end;
        }
        next = self.commas(&mut pieces, next).min(range.end);
        if next < range.end {
            pieces.push(Piece::Unread(next..range.end));
        }
        pieces
    }

    /// Gives commas that follow a part to it.
    fn commas<T>(&self, pieces: &mut [Piece<T>], mut next: usize) -> usize {
        while self.is_mark(next, ",")
            && let Some(Piece::Known(tokens, _)) = pieces.last_mut()
            && tokens.end == next
        {
            next += 1;
            tokens.end = next;
        }
        next
    }

    /// Rows under each other, with their comments and at most one blank line between them; then the comments
    /// before `end`, the closing bracket or the end of the file. With `spaced`, a row of several lines and a row
    /// of another sort stand apart.
    pub fn stack(&self, indent: usize, rows: Vec<Row>, end: usize, spaced: bool) -> Vec<Line> {
        let mut lines: Vec<Line> = Vec::new();
        let mut previous: Option<(Kind, bool)> = None;
        for row in rows {
            let here = (row.kind, row.is_tall());
            let around = self.around(row.tokens.start);
            let apart = spaced && previous.is_some_and(|previous| stand_apart(previous, here));
            self.comments_before(&mut lines, indent, row.tokens.start, apart && !around.has_blank());
            lines.extend(row.lines);
            previous = Some(here);
        }
        self.comments_before(&mut lines, indent, end, false);
        while lines.last().is_some_and(Line::is_blank) {
            lines.pop();
        }
        lines
    }

    /// The own comments of a token and the blank lines around them; `apart` asks for one at their head.
    fn comments_before(&self, lines: &mut Vec<Line>, indent: usize, token: usize, mut apart: bool) {
        let around = self.around(token);
        for comment in &around.own {
            if (comment.blank_before || apart) && !lines.is_empty() {
                lines.push(Line::blank());
            }
            apart = false;
            lines.push(Line::of_comment(indent, comment.text));
        }
        if (around.blank_before || apart) && !lines.is_empty() {
            lines.push(Line::blank());
        }
    }
}

fn stand_apart((before, before_is_tall): (Kind, bool), (here, here_is_tall): (Kind, bool)) -> bool {
    before != Kind::Unread && here != Kind::Unread && (before != here || before_is_tall || here_is_tall)
}
