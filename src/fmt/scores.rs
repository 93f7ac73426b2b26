//! Layout inside a score: groups, weights, signals.

use std::ops::Range;

use super::doc::{Doc, Line};
use super::material::Material;
use super::printer::print;
use super::rows::{Kind, Piece, Row};
use super::statements::{clauses, line_before};
use super::{INDENT, WIDTH};
use crate::syntax::tree::{Earns, ScoreEntry, Weight};
use crate::text::Span;

impl Material<'_> {
    /// Groups, weights, signals and clauses of a score or a group.
    pub fn score_rows(&self, indent: usize, inside: Range<usize>, entries: &[ScoreEntry]) -> Vec<Row> {
        let parts = entries.iter().map(|entry| (span_of_score_entry(entry), entry)).collect();
        let pieces = self.pieces(inside, parts);
        let layout = |piece: &Piece<&ScoreEntry>, columns: &[usize]| match piece {
            Piece::Known(tokens, entry) => self.score_entry(indent, tokens.clone(), entry, columns),
            Piece::Unread(tokens) => self.unread(indent, tokens.clone()),
        };
        let cells = |piece: &Piece<&ScoreEntry>| match piece {
            Piece::Known(tokens, ScoreEntry::Weight(weight) | ScoreEntry::Signal(weight)) => {
                self.cells_of_weight(tokens, weight)
            }
            Piece::Known(_, ScoreEntry::Group(_) | ScoreEntry::Clause(_) | ScoreEntry::Damaged(_))
            | Piece::Unread(_) => Vec::new(),
        };
        self.rows_in_columns(&pieces, layout, cells)
    }

    fn score_entry(&self, indent: usize, tokens: Range<usize>, entry: &ScoreEntry, columns: &[usize]) -> Row {
        let (sort, lines) = match entry {
            ScoreEntry::Damaged(_) => return self.unread(indent, tokens),
            ScoreEntry::Group(group) => {
                let inner = |inside| self.score_rows(indent + INDENT, inside, &group.entries);
                ("group", self.block(indent, tokens.clone(), inner, true, Vec::new()))
            }
            ScoreEntry::Weight(weight) | ScoreEntry::Signal(weight) => {
                ("points", self.weight(indent, tokens.clone(), weight, columns))
            }
            ScoreEntry::Clause(_) if self.is_sound(tokens.clone()) => {
                ("clause", print(self, indent, &self.flow(tokens.clone()), tokens.start))
            }
            ScoreEntry::Clause(_) => ("clause", self.unread_lines(indent, tokens.clone())),
        };
        Row { tokens, kind: Kind::Sort(sort), lines }
    }

    /// A weight or signal: its points and its `when` are one thing and stay on one line if they fit.
    fn weight(&self, indent: usize, tokens: Range<usize>, weight: &Weight, columns: &[usize]) -> Vec<Line> {
        let parts = self.ranges(tokens.clone(), clauses(&weight.clauses));
        let spans = match &weight.earns {
            Earns::Bands { arms, .. } => arms.iter().map(|arm| arm.span).collect(),
            Earns::Arms { arms, .. } => arms.iter().map(|arm| arm.span).collect(),
            Earns::Flat(_) | Earns::Per { .. } | Earns::Scale { .. } => {
                return self.one_line_weight(indent, tokens, weight, (parts, columns));
            }
        };
        let mut tail = Vec::new();
        for (part, is_fade) in parts {
            tail.push(line_before(is_fade && !tail.is_empty(), 1));
            tail.push(self.flow(part));
        }
        let tail = vec![Doc::Group(vec![Doc::Indent(tail)])];
        let Some((opener, _)) = self.braces(tokens.clone()) else { return self.unread_lines(indent, tokens) };
        let by = (tokens.start + 1..opener).find(|token| self.is_keyword(*token, "by"));
        let by = by.filter(|by| self.around(*by).own.is_empty());
        match by.filter(|_| indent + self.width(tokens.start..opener + 1) > WIDTH) {
            None => {
                let rows = |inside| self.arm_rows(indent + INDENT, inside, spans);
                self.block(indent, tokens, rows, false, tail)
            }
            // The head takes two lines, and the block belongs to the second one.
            Some(by) => {
                let mut lines = print(self, indent, &self.sequence(tokens.start..by), tokens.start);
                let rows = |inside| self.arm_rows(indent + 2 * INDENT, inside, spans);
                lines.extend(self.block(indent + INDENT, by..tokens.end, rows, false, tail));
                lines
            }
        }
    }

    fn one_line_weight(
        &self,
        indent: usize,
        tokens: Range<usize>,
        weight: &Weight,
        (parts, columns): (Vec<(Range<usize>, bool)>, &[usize]),
    ) -> Vec<Line> {
        if !self.is_sound(tokens.clone()) {
            return self.unread_lines(indent, tokens);
        }
        let cells = self.cells_of_weight(&tokens, weight);
        let start = cells.last().map_or(tokens.start, |cell| cell.end);
        let end = parts.first().map_or(tokens.end, |(part, _)| part.start);
        let (head, gap) = self.head(cells, columns);
        let mut docs = vec![head];
        if start < end {
            docs.extend(self.rest_of_head(start..end, gap));
        }
        let mut clauses = Vec::new();
        for (part, is_fade) in parts {
            let gap = if clauses.is_empty() && start == end { gap } else { 1 };
            let line = line_before(is_fade && !clauses.is_empty(), gap);
            let is_condition = clauses.is_empty() && self.is_keyword(part.start, "when");
            let part = self.flow(part);
            clauses.extend(if is_condition { vec![Doc::Group(vec![line, part])] } else { vec![line, part] });
        }
        docs.push(Doc::Indent(clauses));
        print(self, indent, &Doc::Group(docs), tokens.start)
    }

    /// What stands between points and clauses: `per …`, `cap …`, `scale …`. Where they do not fit, `per` and `cap`
    /// each start a line.
    fn rest_of_head(&self, rest: Range<usize>, gap: usize) -> Vec<Doc> {
        let words = ["per", "cap"];
        let starts: Vec<usize> = self
            .top_level(rest.clone())
            .filter(|token| words.iter().any(|word| self.is_keyword(*token, word)))
            .collect();
        if starts.first() != Some(&rest.start) {
            return vec![Doc::Blank(gap), self.flow(rest)];
        }
        let ends = starts.iter().skip(1).copied().chain([rest.end]);
        let mut docs = Vec::new();
        for (start, end) in starts.iter().copied().zip(ends) {
            docs.extend([Doc::Line(if docs.is_empty() { gap } else { 1 }), self.flow(start..end)]);
        }
        vec![Doc::Group(vec![Doc::Indent(docs)])]
    }

    /// The parts of a weight's head that stand in columns.
    fn cells_of_weight(&self, tokens: &Range<usize>, weight: &Weight) -> Vec<Range<usize>> {
        let mut cells = self.cells_of_head(tokens, weight.name.span, weight.title.as_ref());
        match &weight.earns {
            Earns::Flat(points) | Earns::Per { points, .. } => cells.push(self.within(points.span)),
            Earns::Bands { .. } | Earns::Arms { .. } | Earns::Scale { .. } => {}
        }
        cells
    }
}

fn span_of_score_entry(entry: &ScoreEntry) -> Span {
    match entry {
        ScoreEntry::Group(group) => group.span,
        ScoreEntry::Weight(weight) | ScoreEntry::Signal(weight) => weight.span,
        ScoreEntry::Clause(clause) => clause.span,
        ScoreEntry::Damaged(damaged) => damaged.span,
    }
}
