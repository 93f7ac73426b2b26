//! Blocks whose lines stand in columns: `profile`, `account`, bands, arms, rates, outcomes.

use std::ops::Range;

use super::doc::{Doc, Line};
use super::material::Material;
use super::printer::print;
use super::rows::{Kind, Piece, Row};
use super::{INDENT, WIDTH};
use crate::syntax::tree::{self, ModifierKind, TaxonomyNode};
use crate::text::Span;

/// A type wider than this does not widen the column of types.
const WIDEST_TYPE: usize = 24;

impl Material<'_> {
    /// A statement with a block: head, lines, closing bracket, and what follows it. `rows` lays out what stands
    /// between the brackets.
    pub fn block(
        &self,
        indent: usize,
        tokens: Range<usize>,
        rows: impl FnOnce(Range<usize>) -> Vec<Row>,
        spaced: bool,
        tail: Vec<Doc>,
    ) -> Vec<Line> {
        let Some((opener, closer)) = self.braces(tokens.clone()) else {
            return self.unread_lines(indent, tokens);
        };
        let head = self.sequence(tokens.start..opener + 1);
        let rows = rows(opener + 1..closer);
        let inside = self.stack(indent + INDENT, rows, closer, spaced);
        let mut end = vec![Doc::Token(closer)];
        end.extend(tail);
        if inside.is_empty() {
            end.insert(0, head);
            return print(self, indent, &Doc::Concat(end), tokens.start);
        }
        let mut lines = print(self, indent, &head, tokens.start);
        lines.extend(inside);
        lines.extend(print(self, indent, &Doc::Concat(end), closer));
        lines
    }

    /// The braces of a statement with a block.
    pub fn braces(&self, tokens: Range<usize>) -> Option<(usize, usize)> {
        let opener = self.top_level(tokens.clone()).find(|token| self.is_mark(*token, "{"))?;
        let closer = self.partner(opener).filter(|closer| tokens.contains(closer))?;
        self.is_sound(tokens.start..opener).then_some((opener, closer))
    }

    /// Source kept as it is.
    pub fn unread_lines(&self, indent: usize, tokens: Range<usize>) -> Vec<Line> {
        let last = tokens.end.saturating_sub(1);
        let comment = self.around(last).trailing.map(str::to_owned);
        vec![Line { indent, text: self.verbatim(tokens), comment, is_comment: false }]
    }

    /// Source kept as it is, as a row.
    pub fn unread(&self, indent: usize, tokens: Range<usize>) -> Row {
        Row { kind: Kind::Unread, lines: self.unread_lines(indent, tokens.clone()), tokens }
    }

    /// Rows of one sort, each laid out by `layout`; a row with text that could not be read stays as it is.
    pub fn simple_rows<T>(
        &self,
        indent: usize,
        pieces: Vec<Piece<T>>,
        layout: impl Fn(Range<usize>, &T) -> Doc,
    ) -> Vec<Row> {
        pieces
            .into_iter()
            .map(|piece| match piece {
                Piece::Known(tokens, part) if self.is_sound(tokens.clone()) => {
                    let lines = print(self, indent, &layout(tokens.clone(), &part), tokens.start);
                    Row { tokens, kind: Kind::Sort("line"), lines }
                }
                Piece::Known(tokens, _) | Piece::Unread(tokens) => self.unread(indent, tokens),
            })
            .collect()
    }

    /// Lines that begin with a word: `version "1"`, `won when …`. What follows stands in a column.
    pub fn word_rows(&self, indent: usize, range: Range<usize>, spans: Vec<Span>) -> Vec<Row> {
        let pieces = self.pieces(range, spans.into_iter().map(|span| (span, ())).collect());
        let column =
            known(&pieces).map(|tokens| self.width(tokens.start..tokens.start + 1)).max().unwrap_or(0);
        self.simple_rows(indent, pieces, |tokens, ()| {
            let word = tokens.start..tokens.start + 1;
            let gap = column - self.width(word.clone()).min(column) + 1;
            Doc::Concat(vec![Doc::Token(word.start), Doc::Blank(gap), self.flow(word.end..tokens.end)])
        })
    }

    /// `1 EUR = 1.08 USD`, the equals signs under each other.
    pub fn rate_rows(&self, indent: usize, range: Range<usize>, spans: Vec<Span>) -> Vec<Row> {
        let pieces = self.pieces(range, spans.into_iter().map(|span| (span, ())).collect());
        let left = |tokens: &Range<usize>| {
            tokens.start..tokens.clone().find(|token| self.is_mark(*token, "=")).unwrap_or(tokens.start)
        };
        let column = known(&pieces).map(|tokens| self.width(left(tokens))).max().unwrap_or(0);
        self.simple_rows(indent, pieces, |tokens, ()| {
            let left = left(&tokens);
            let gap = column - self.width(left.clone()) + 1;
            let right = self.flow(left.end..tokens.end);
            Doc::Concat(vec![self.sequence(left), Doc::Blank(gap), right])
        })
    }

    /// Fields: names, types and the rest in three columns; the rest one word a line where it does not fit.
    pub fn field_rows(&self, indent: usize, range: Range<usize>, fields: &[tree::Field]) -> Vec<Row> {
        let pieces = self.pieces(range, fields.iter().map(|field| (field.span, field)).collect());
        let mut names = 0;
        let mut types = 0;
        for piece in &pieces {
            if let Piece::Known(tokens, field) = piece {
                let cells = self.cells(tokens, field);
                names = names.max(self.width(cells.name));
                let width = self.width(cells.ty);
                if !cells.rest.is_empty() && width <= WIDEST_TYPE {
                    types = types.max(width);
                }
            }
        }
        self.simple_rows(indent, pieces, |tokens, field| {
            let cells = self.cells(&tokens, field);
            let name_gap = names - self.width(cells.name.clone()).min(names) + 1;
            let mut gap = types - self.width(cells.ty.clone()).min(types) + 1;
            let mut rest = Vec::new();
            for part in cells.rest {
                rest.push(Doc::Line(gap));
                rest.push(self.flow(part));
                gap = 1;
            }
            Doc::Concat(vec![
                self.sequence(cells.name),
                Doc::Blank(name_gap),
                Doc::Group(vec![self.flow(cells.ty), Doc::Indent(rest)]),
            ])
        })
    }

    fn cells(&self, tokens: &Range<usize>, field: &tree::Field) -> FieldCells {
        let ty = self.from(field.ty.span).clamp(tokens.start, tokens.end);
        let mut starts = field
            .modifiers
            .iter()
            .skip_while(|modifier| matches!(modifier.kind, ModifierKind::Key))
            .map(|modifier| self.from(modifier.span))
            .filter(|start| (ty..tokens.end).contains(start))
            .peekable();
        let ty_end = starts.peek().copied().unwrap_or(tokens.end);
        let mut rest = Vec::new();
        while let Some(start) = starts.next() {
            rest.push(start..starts.peek().copied().unwrap_or(tokens.end));
        }
        FieldCells { name: tokens.start..ty, ty: ty..ty_end, rest }
    }

    /// Bands and arms: what is asked, `=>`, points; arrows under each other, points to the right.
    pub fn arm_rows(&self, indent: usize, range: Range<usize>, spans: Vec<Span>) -> Vec<Row> {
        let pieces = self.pieces(range, spans.into_iter().map(|span| (span, ())).collect());
        let arrow = |tokens: &Range<usize>| {
            self.top_level(tokens.clone())
                .filter(|token| self.is_mark(*token, "=>"))
                .last()
                .unwrap_or(tokens.end)
        };
        let left = |tokens: &Range<usize>| self.width(tokens.start..arrow(tokens));
        let points =
            |tokens: &Range<usize>| self.width((arrow(tokens) + 1).min(tokens.end)..self.end(tokens));
        let points_column = known(&pieces).map(points).max().unwrap_or(0);
        // An arm that fills its line by itself does not push the other arrows away.
        let room = (WIDTH - WIDTH.min(indent)).saturating_sub(" => ".len() + points_column);
        let column = known(&pieces).map(left).filter(|width| *width <= room).max().unwrap_or(0);
        self.simple_rows(indent, pieces, |tokens, ()| {
            let arrow = arrow(&tokens);
            let width = left(&tokens);
            let (gap, points_gap) = if width <= column {
                (column - width + 1, points_column - points(&tokens) + 1)
            } else {
                (1, 1)
            };
            let mut docs = vec![self.flow(tokens.start..arrow)];
            if arrow < tokens.end {
                docs.extend([Doc::Blank(gap), Doc::Token(arrow), Doc::Blank(points_gap)]);
                docs.push(self.sequence(arrow + 1..self.end(&tokens)));
                docs.extend((self.end(&tokens)..tokens.end).map(Doc::Dropped));
            }
            Doc::Concat(docs)
        })
    }

    /// The end of a row without the commas after it.
    fn end(&self, tokens: &Range<usize>) -> usize {
        let commas = tokens.clone().rev().take_while(|token| self.is_mark(*token, ",")).count();
        tokens.end - commas
    }

    /// Taxonomy values, each on its line, children in a block of their own.
    pub fn taxonomy_rows(&self, indent: usize, range: Range<usize>, nodes: &[TaxonomyNode]) -> Vec<Row> {
        let pieces = self.pieces(range, nodes.iter().map(|node| (node.span, node)).collect());
        let mut rows = Vec::new();
        for piece in pieces {
            rows.push(match piece {
                Piece::Known(tokens, node) if self.is_sound(tokens.clone()) => {
                    let flat = self.one_line_node(tokens.clone(), node);
                    let lines = if let Some(doc) =
                        flat.filter(|_| indent + self.width(tokens.clone()) <= WIDTH)
                    {
                        print(self, indent, &doc, tokens.start)
                    } else if self.braces(tokens.clone()).is_some() {
                        let children = |inside| self.taxonomy_rows(indent + INDENT, inside, &node.children);
                        self.block(indent, tokens.clone(), children, false, Vec::new())
                    } else {
                        print(self, indent, &self.flow(tokens.clone()), tokens.start)
                    };
                    Row { tokens, kind: Kind::Sort("value"), lines }
                }
                Piece::Known(tokens, _) | Piece::Unread(tokens) => self.unread(indent, tokens),
            });
        }
        rows
    }

    /// A value whose children have none themselves, on one line; `None` where a comment stands inside.
    fn one_line_node(&self, tokens: Range<usize>, node: &TaxonomyNode) -> Option<Doc> {
        let deep = node.children.iter().any(|child| !child.children.is_empty());
        let mut inner = tokens.clone().skip(1);
        let commented = inner
            .any(|token| !self.around(token).own.is_empty() || self.around(token - 1).trailing.is_some());
        (!deep && !commented).then(|| self.line(tokens))
    }

    /// Tokens on one line.
    fn line(&self, tokens: Range<usize>) -> Doc {
        let mut docs = Vec::new();
        for token in tokens.clone() {
            docs.push(Doc::Token(token));
            if token + 1 < tokens.end && self.blank_between(token) {
                docs.push(Doc::Blank(1));
            }
        }
        Doc::Concat(docs)
    }
}

/// A field's columns: `name:`, its type (with `key`), the words after it.
struct FieldCells {
    name: Range<usize>,
    ty: Range<usize>,
    rest: Vec<Range<usize>>,
}

/// The ranges that the tree knows.
fn known<T>(pieces: &[Piece<T>]) -> impl Iterator<Item = &Range<usize>> {
    pieces.iter().filter_map(|piece| match piece {
        Piece::Known(tokens, _) => Some(tokens),
        Piece::Unread(_) => None,
    })
}
