//! Layout of statements: rules on one line or one clause a line, blocks, runs of like statements in columns.
//!
//! In: statements with their tokens. Out: pieces of layout.
//! Invariant: no token is dropped, and none is written twice.

use std::ops::Range;

use super::INDENT;
use super::doc::{Doc, Line};
use super::material::Material;
use super::printer::print;
use super::rows::{Kind, Piece, Row};
use crate::syntax::tree::{
    Clause, ClauseKind, File, Item, Let, List, Name, ProfileEntry, RatesSource, TaxonomySource, TestEntry,
    Text,
};
use crate::text::Span;

/// A statement of a file.
#[derive(Debug, Clone, Copy)]
enum Statement<'t> {
    Language,
    Item(&'t Item),
}

impl Material<'_> {
    /// The whole file.
    pub fn file(&self, file: &File) -> Vec<Line> {
        let mut parts: Vec<(Span, Statement<'_>)> = Vec::new();
        parts.extend(file.language.iter().map(|(_, span)| (*span, Statement::Language)));
        parts.extend(file.items.iter().map(|item| (item.span(), Statement::Item(item))));
        let pieces = self.pieces(0..self.len(), parts);
        let layout = |piece: &Piece<Statement<'_>>, columns: &[usize]| match piece {
            Piece::Known(tokens, Statement::Language) => {
                let lines = print(self, 0, &self.sequence(tokens.clone()), tokens.start);
                Row { tokens: tokens.clone(), kind: Kind::Sort("language"), lines }
            }
            Piece::Known(tokens, Statement::Item(item)) if !self.has_fault(tokens.clone()) => {
                self.item(tokens.clone(), item, columns)
            }
            Piece::Known(tokens, Statement::Item(_)) | Piece::Unread(tokens) => {
                self.unread(0, tokens.clone())
            }
        };
        let cells = |piece: &Piece<Statement<'_>>| match piece {
            Piece::Known(tokens, Statement::Item(item)) => self.cells_of_item(tokens, item),
            Piece::Known(_, Statement::Language) | Piece::Unread(_) => Vec::new(),
        };
        let rows = self.rows_in_columns(&pieces, layout, cells);
        self.stack(0, rows, self.len(), true)
    }

    /// One statement. `columns` are the widths that the parts of its head take at least.
    fn item(&self, tokens: Range<usize>, item: &Item, columns: &[usize]) -> Row {
        let kind = Kind::Sort(sort_of(item));
        let cells = self.cells_of_item(&tokens, item);
        let lines = match item {
            Item::Damaged(_) => return self.unread(0, tokens),
            Item::Profile(profile) => {
                let spans = profile.entries.iter().map(span_of_entry).collect();
                self.block(
                    0,
                    tokens.clone(),
                    |inside| self.word_rows(INDENT, inside, spans),
                    false,
                    Vec::new(),
                )
            }
            Item::Account(account) => {
                let rows = |inside| self.field_rows(INDENT, inside, &account.fields);
                self.block(0, tokens.clone(), rows, false, Vec::new())
            }
            Item::Table(table) => {
                let rows = |inside| self.field_rows(INDENT, inside, &table.fields);
                self.block(0, tokens.clone(), rows, false, Vec::new())
            }
            Item::Outcome(outcome) => {
                let spans = outcome.entries.iter().map(|entry| entry.span).collect();
                self.block(
                    0,
                    tokens.clone(),
                    |inside| self.word_rows(INDENT, inside, spans),
                    false,
                    Vec::new(),
                )
            }
            Item::Taxonomy(taxonomy) => match &taxonomy.source {
                TaxonomySource::Inline(nodes) => {
                    let rows = |inside| self.taxonomy_rows(INDENT, inside, nodes);
                    self.block(0, tokens.clone(), rows, false, Vec::new())
                }
                TaxonomySource::File(_) => self.plain(tokens.clone(), cells, columns),
            },
            Item::Rates(rates) => match &rates.source {
                RatesSource::Inline(pairs) => {
                    let spans = pairs.iter().map(|(left, right)| left.span.to(right.span)).collect();
                    self.block(
                        0,
                        tokens.clone(),
                        |inside| self.rate_rows(INDENT, inside, spans),
                        false,
                        Vec::new(),
                    )
                }
                RatesSource::File(_) => self.plain(tokens.clone(), cells, columns),
            },
            Item::Score(score) => {
                let rows = |inside| self.score_rows(INDENT, inside, &score.entries);
                self.block(0, tokens.clone(), rows, true, Vec::new())
            }
            Item::Test(test) => {
                let rows = |inside| self.test_rows(inside, &test.entries);
                self.block(0, tokens.clone(), rows, false, Vec::new())
            }
            Item::Use(_) | Item::List(_) | Item::Let(_) => self.plain(tokens.clone(), cells, columns),
            Item::Role(role) => self.rule(tokens.clone(), clauses(&role.clauses), cells, columns),
            Item::Market(rule) | Item::Exclude(rule) | Item::Require(rule) | Item::Guarantee(rule) => {
                self.rule(tokens.clone(), clauses(&rule.clauses), cells, columns)
            }
            Item::Tier(tier) => {
                let mut parts = clauses(&tier.clauses);
                parts.extend(tier.otherwise.map(|span| (span, false)));
                self.rule(tokens.clone(), parts, cells, columns)
            }
            Item::Segment(segment) => {
                let mut parts = clauses(&segment.clauses);
                parts.extend(segment.levels.iter().map(|level| (level.span, false)));
                self.rule(tokens.clone(), parts, cells, columns)
            }
            Item::Override(over) => self.rule(tokens.clone(), clauses(&over.clauses), cells, columns),
        };
        Row { tokens, kind, lines }
    }

    /// The parts of a statement's head that stand in columns with those of its neighbors.
    fn cells_of_item(&self, tokens: &Range<usize>, item: &Item) -> Vec<Range<usize>> {
        let rule = |name: &Name, title: &Option<Text>| self.cells_of_head(tokens, name.span, title.as_ref());
        match item {
            Item::List(List { name, .. }) | Item::Let(Let { name, .. }) => {
                let name = tokens.start..self.within(name.span).end;
                vec![name]
            }
            Item::Tier(tier) => rule(&tier.name, &tier.title),
            Item::Segment(segment) => rule(&segment.name, &segment.title),
            Item::Exclude(gate) | Item::Require(gate) | Item::Guarantee(gate) => {
                gate.name.as_ref().map_or_else(Vec::new, |name| rule(name, &gate.title))
            }
            Item::Role(role) => {
                let mut cells = rule(&role.name, &role.title);
                let end = cells.last().map_or(tokens.start, |cell| cell.end);
                cells.push(end..self.within(role.of.span).end);
                cells
            }
            Item::Override(over) => self.cells_of_head(tokens, over.key.span, None),
            Item::Profile(_)
            | Item::Use(_)
            | Item::Account(_)
            | Item::Table(_)
            | Item::Taxonomy(_)
            | Item::Rates(_)
            | Item::Market(_)
            | Item::Score(_)
            | Item::Outcome(_)
            | Item::Test(_)
            | Item::Damaged(_) => Vec::new(),
        }
    }

    /// The words up to a name, and the title, which may be missing.
    pub fn cells_of_head(
        &self,
        tokens: &Range<usize>,
        name: Span,
        title: Option<&Text>,
    ) -> Vec<Range<usize>> {
        let name = tokens.start..self.within(name).end;
        let title = title.map_or(name.end..name.end, |title| name.end..self.within(title.span).end);
        vec![name, title]
    }

    /// `use`, `list`, `let` and what else is a head and a value.
    fn plain(&self, tokens: Range<usize>, cells: Vec<Range<usize>>, columns: &[usize]) -> Vec<Line> {
        if !self.is_sound(tokens.clone()) {
            return self.unread_lines(0, tokens);
        }
        let Some(end) = cells.last().map(|cell| cell.end) else {
            return print(self, 0, &self.flow(tokens.clone()), tokens.start);
        };
        let (head, gap) = self.head(cells, columns);
        let doc = Doc::Concat(vec![head, Doc::Blank(gap), self.flow(end..tokens.end)]);
        print(self, 0, &doc, tokens.start)
    }

    /// A rule: on one line if it fits, otherwise one clause a line.
    fn rule(
        &self,
        tokens: Range<usize>,
        parts: Parts,
        cells: Vec<Range<usize>>,
        columns: &[usize],
    ) -> Vec<Line> {
        if !self.is_sound(tokens.clone()) {
            return self.unread_lines(0, tokens);
        }
        let parts = self.ranges(tokens.clone(), parts);
        let end = parts.first().map_or(tokens.end, |(part, _)| part.start);
        let start = cells.last().map_or(tokens.start, |cell| cell.end).min(end);
        let (mut head, gap) = self.head(cells, columns);
        if start < end {
            head = Doc::Concat(vec![head, Doc::Blank(gap), self.flow(start..end)]);
        }
        let mut docs = Vec::new();
        for (part, is_fade) in parts {
            let gap = if docs.is_empty() && start == end { gap } else { 1 };
            docs.push(line_before(is_fade && !docs.is_empty(), gap));
            docs.push(self.flow(part));
        }
        print(self, 0, &Doc::Group(vec![head, Doc::Indent(docs)]), tokens.start)
    }

    /// The ranges of a rule's parts, each up to the next, and whether the part is a fade.
    pub fn ranges(&self, tokens: Range<usize>, mut parts: Parts) -> Vec<(Range<usize>, bool)> {
        parts.sort_by_key(|(span, _)| span.start);
        let mut starts = parts
            .into_iter()
            .map(|(span, is_fade)| (self.from(span), is_fade))
            .filter(|(start, _)| tokens.contains(start) && *start > tokens.start)
            .peekable();
        let mut ranges = Vec::new();
        while let Some((start, is_fade)) = starts.next() {
            ranges.push((start..starts.peek().map_or(tokens.end, |(next, _)| *next), is_fade));
        }
        ranges
    }

    fn test_rows(&self, inside: Range<usize>, entries: &[TestEntry]) -> Vec<Row> {
        let parts = entries
            .iter()
            .map(|entry| match entry {
                TestEntry::Today(_, span)
                | TestEntry::GivenRows { span, .. }
                | TestEntry::Expect(_, span) => (*span, true),
                TestEntry::GivenAccount(record) => (record.span, true),
                TestEntry::Damaged(damaged) => (damaged.span, false),
            })
            .collect();
        let pieces = self
            .pieces(inside, parts)
            .into_iter()
            .map(|piece| match piece {
                Piece::Known(tokens, true) => Piece::Known(tokens, ()),
                Piece::Known(tokens, false) | Piece::Unread(tokens) => Piece::Unread(tokens),
            })
            .collect();
        self.simple_rows(INDENT, pieces, |tokens, ()| self.flow(tokens))
    }
}

/// The parts of a rule after its head: where each is, and whether it is a fade.
pub(super) type Parts = Vec<(Span, bool)>;

pub(super) fn clauses(clauses: &[Clause]) -> Parts {
    clauses.iter().map(|clause| (clause.span, matches!(clause.kind, ClauseKind::Fading { .. }))).collect()
}

/// The line end before a clause. A fade that follows another clause starts a line in any case: points that
/// change from day to day must not be overlooked at the end of a long line.
pub(super) fn line_before(is_late_fade: bool, gap: usize) -> Doc {
    if is_late_fade { Doc::Hard } else { Doc::Line(gap) }
}

fn span_of_entry(entry: &ProfileEntry) -> Span {
    match entry {
        ProfileEntry::Version(_, span)
        | ProfileEntry::Owner(_, span)
        | ProfileEntry::Objective(_, span)
        | ProfileEntry::Updated(_, span)
        | ProfileEntry::Review(_, span) => *span,
    }
}

/// The word for statements that may stand together.
fn sort_of(item: &Item) -> &'static str {
    match item {
        Item::Profile(_) => "profile",
        Item::Use(_) => "use",
        Item::Account(_) => "account",
        Item::Table(_) => "table",
        Item::Taxonomy(_) => "taxonomy",
        Item::Rates(_) => "rates",
        Item::List(_) => "list",
        Item::Let(_) => "let",
        Item::Role(_) => "role",
        Item::Market(_) => "market",
        Item::Exclude(_) => "exclude",
        Item::Require(_) => "require",
        Item::Score(_) => "score",
        Item::Tier(_) => "tier",
        Item::Segment(_) => "segment",
        Item::Override(_) => "override",
        Item::Guarantee(_) => "guarantee",
        Item::Outcome(_) => "outcome",
        Item::Test(_) => "test",
        Item::Damaged(_) => "damaged",
    }
}
