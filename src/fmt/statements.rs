//! Layout of statements: rules on one line or one clause a line, blocks, runs of like statements in columns.

use std::ops::Range;

use super::INDENT;
use super::doc::{Doc, Line};
use super::material::Material;
use super::printer::print;
use super::rows::{Kind, Piece, Row};
use crate::syntax::tree::{
    Clause, ClauseKind, Earns, File, Item, ListSource, ProfileEntry, RatesSource, ScoreEntry, TaxonomySource,
    TestEntry, Weight,
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
        parts.extend(file.items.iter().map(|item| (span_of(item), Statement::Item(item))));
        let mut rows = Vec::new();
        let mut aligned = Vec::new();
        for piece in self.pieces(0..self.len(), parts) {
            match piece {
                Piece::Known(tokens, Statement::Language) => {
                    let lines = print(self, 0, &self.sequence(tokens.clone()), tokens.start);
                    rows.push(Row { tokens, kind: Kind::Sort("language"), lines });
                    aligned.push(None);
                }
                Piece::Known(tokens, Statement::Item(item)) if !self.has_fault(tokens.clone()) => {
                    rows.push(self.item(tokens.clone(), item, &[]));
                    aligned.push(self.columns(tokens, item).map(|columns| (item, columns)));
                }
                Piece::Known(tokens, Statement::Item(_)) | Piece::Unread(tokens) => {
                    rows.push(self.unread(0, tokens));
                    aligned.push(None);
                }
            }
        }
        self.align_runs(&mut rows, &aligned);
        self.stack(0, rows, self.len(), true)
    }

    /// One statement. `columns` are the widths that the parts of its head take at least.
    fn item(&self, tokens: Range<usize>, item: &Item, columns: &[usize]) -> Row {
        let kind = Kind::Sort(sort_of(item));
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
                TaxonomySource::File(_) => self.plain(tokens.clone(), columns),
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
                RatesSource::File(_) => self.plain(tokens.clone(), columns),
            },
            Item::Score(score) => {
                let rows = |inside| self.score_rows(INDENT, inside, &score.entries);
                self.block(0, tokens.clone(), rows, true, Vec::new())
            }
            Item::Test(test) => {
                let rows = |inside| self.test_rows(inside, &test.entries);
                self.block(0, tokens.clone(), rows, false, Vec::new())
            }
            Item::Use(_) | Item::List(_) | Item::Let(_) => self.plain(tokens.clone(), columns),
            Item::Role(role) => self.rule(0, tokens.clone(), clauses(&role.clauses), columns),
            Item::Market(rule) | Item::Exclude(rule) | Item::Require(rule) | Item::Guarantee(rule) => {
                self.rule(0, tokens.clone(), clauses(&rule.clauses), columns)
            }
            Item::Tier(tier) => {
                let mut parts = clauses(&tier.clauses);
                parts.extend(tier.otherwise.map(|span| (span, false)));
                self.rule(0, tokens.clone(), parts, columns)
            }
            Item::Segment(segment) => {
                let mut parts = clauses(&segment.clauses);
                parts.extend(segment.levels.iter().map(|level| (level.span, false)));
                self.rule(0, tokens.clone(), parts, columns)
            }
            Item::Override(over) => self.rule(0, tokens.clone(), clauses(&over.clauses), columns),
        };
        Row { tokens, kind, lines }
    }

    /// The parts of a statement's head that stand in columns with those of its neighbours.
    fn columns(&self, tokens: Range<usize>, item: &Item) -> Option<Vec<usize>> {
        let end = |span: Span| self.within(span).end;
        match item {
            Item::List(list) => match list.source {
                ListSource::Literal(_) | ListSource::File(_) => {
                    Some(vec![self.width(tokens.start..end(list.name.span))])
                }
            },
            Item::Let(named) => Some(vec![self.width(tokens.start..end(named.name.span))]),
            Item::Tier(tier) => {
                let title = tier.title.as_ref().map_or(0, |title| self.width(self.within(title.span)));
                Some(vec![self.width(tokens.start..end(tier.name.span)), title])
            }
            Item::Profile(_)
            | Item::Use(_)
            | Item::Account(_)
            | Item::Table(_)
            | Item::Taxonomy(_)
            | Item::Rates(_)
            | Item::Role(_)
            | Item::Market(_)
            | Item::Exclude(_)
            | Item::Require(_)
            | Item::Score(_)
            | Item::Segment(_)
            | Item::Override(_)
            | Item::Guarantee(_)
            | Item::Outcome(_)
            | Item::Test(_)
            | Item::Damaged(_) => None,
        }
    }

    /// Puts the heads of neighbouring one-line statements of a sort into columns, where every line still fits.
    fn align_runs(&self, rows: &mut [Row], aligned: &[Option<(&Item, Vec<usize>)>]) {
        let mut start = 0;
        while start < rows.len() {
            let mut end = start + 1;
            if joins_run(rows.get(start), aligned.get(start)) {
                let kind = rows.get(start).map(|row| row.kind);
                while rows
                    .get(end)
                    .is_some_and(|row| Some(row.kind) == kind && !self.around(row.tokens.start).has_blank())
                    && joins_run(rows.get(end), aligned.get(end))
                {
                    end += 1;
                }
            }
            if end > start + 1 {
                self.align(
                    rows.get_mut(start..end).unwrap_or_default(),
                    aligned.get(start..end).unwrap_or_default(),
                );
            }
            start = end;
        }
    }

    fn align(&self, rows: &mut [Row], items: &[Option<(&Item, Vec<usize>)>]) {
        let mut columns: Vec<usize> = Vec::new();
        for (_, widths) in items.iter().flatten() {
            columns.resize(columns.len().max(widths.len()), 0);
            for (column, width) in columns.iter_mut().zip(widths) {
                *column = (*column).max(*width);
            }
        }
        let laid_out: Vec<Row> = rows
            .iter()
            .zip(items.iter().flatten())
            .map(|(row, (item, _))| self.item(row.tokens.clone(), item, &columns))
            .collect();
        if laid_out.iter().all(|row| !row.is_tall()) {
            for (row, new) in rows.iter_mut().zip(laid_out) {
                *row = new;
            }
        }
    }

    /// `use`, `list`, `let` and what else is a head and a value.
    fn plain(&self, tokens: Range<usize>, columns: &[usize]) -> Vec<Line> {
        if !self.is_sound(tokens.clone()) {
            return self.unread_lines(0, tokens);
        }
        let doc = match (columns, self.top_level(tokens.clone()).find(|token| self.is_mark(*token, "="))) {
            ([column, ..], Some(equals)) => {
                let gap = column.saturating_sub(self.width(tokens.start..equals)) + 1;
                let head = self.sequence(tokens.start..equals);
                Doc::Concat(vec![head, Doc::Blank(gap), self.flow(equals..tokens.end)])
            }
            _ => self.flow(tokens.clone()),
        };
        print(self, 0, &doc, tokens.start)
    }

    /// A rule: on one line if it fits, otherwise one clause a line.
    fn rule(&self, indent: usize, tokens: Range<usize>, parts: Parts, columns: &[usize]) -> Vec<Line> {
        if !self.is_sound(tokens.clone()) {
            return self.unread_lines(indent, tokens);
        }
        let parts = self.ranges(tokens.clone(), parts);
        let head = tokens.start..parts.first().map_or(tokens.end, |(part, _)| part.start);
        let (head, gap) = self.head(head, columns);
        let mut docs = Vec::new();
        for (part, is_fade) in parts {
            docs.push(line_before(is_fade && !docs.is_empty(), if docs.is_empty() { gap } else { 1 }));
            docs.push(self.flow(part));
        }
        print(self, indent, &Doc::Group(vec![head, Doc::Indent(docs)]), tokens.start)
    }

    /// The head of a rule in columns, and the blanks after it. A tier's title is its last token.
    fn head(&self, tokens: Range<usize>, columns: &[usize]) -> (Doc, usize) {
        let &[name, title] = columns else { return (self.flow(tokens), 1) };
        let words = tokens.start..(tokens.start + 2).min(tokens.end);
        let rest = words.end..tokens.end;
        let name_gap = name.saturating_sub(self.width(words.clone())) + 1;
        let title_gap = title.saturating_sub(self.width(rest.clone())) + 1;
        if rest.is_empty() {
            let gap = if title == 0 { name_gap } else { name_gap + title + 1 };
            return (self.sequence(words), gap);
        }
        (Doc::Concat(vec![self.sequence(words), Doc::Blank(name_gap), self.sequence(rest)]), title_gap)
    }

    /// The ranges of a rule's parts, each up to the next, and whether the part is a fade.
    fn ranges(&self, tokens: Range<usize>, mut parts: Parts) -> Vec<(Range<usize>, bool)> {
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

    /// Groups, weights, signals and clauses of a score or a group.
    fn score_rows(&self, indent: usize, inside: Range<usize>, entries: &[ScoreEntry]) -> Vec<Row> {
        let parts = entries.iter().map(|entry| (span_of_score_entry(entry), entry)).collect();
        let mut rows = Vec::new();
        for piece in self.pieces(inside, parts) {
            let (tokens, entry) = match piece {
                Piece::Known(tokens, entry) => (tokens, entry),
                Piece::Unread(tokens) => {
                    rows.push(self.unread(indent, tokens));
                    continue;
                }
            };
            let (sort, lines) = match entry {
                ScoreEntry::Damaged(_) => {
                    rows.push(self.unread(indent, tokens));
                    continue;
                }
                ScoreEntry::Group(group) => {
                    let inner = |inside| self.score_rows(indent + INDENT, inside, &group.entries);
                    ("group", self.block(indent, tokens.clone(), inner, true, Vec::new()))
                }
                ScoreEntry::Weight(weight) | ScoreEntry::Signal(weight) => {
                    ("points", self.weight(indent, tokens.clone(), weight))
                }
                ScoreEntry::Clause(_) if self.is_sound(tokens.clone()) => {
                    ("clause", print(self, indent, &self.flow(tokens.clone()), tokens.start))
                }
                ScoreEntry::Clause(_) => ("clause", self.unread_lines(indent, tokens.clone())),
            };
            rows.push(Row { tokens, kind: Kind::Sort(sort), lines });
        }
        rows
    }

    /// A weight or signal: its points and its `when` are one thing and stay on one line if they fit.
    fn weight(&self, indent: usize, tokens: Range<usize>, weight: &Weight) -> Vec<Line> {
        let parts = self.ranges(tokens.clone(), clauses(&weight.clauses));
        let arms = match &weight.earns {
            Earns::Bands { arms, .. } => Some(arms.iter().map(|arm| arm.span).collect()),
            Earns::Arms { arms, .. } => Some(arms.iter().map(|arm| arm.span).collect()),
            Earns::Flat(_) | Earns::Per { .. } | Earns::Scale { .. } => None,
        };
        if let Some(spans) = arms {
            let mut tail = Vec::new();
            for (part, is_fade) in parts {
                tail.push(line_before(is_fade && !tail.is_empty(), 1));
                tail.push(self.flow(part));
            }
            let rows = |inside| self.arm_rows(indent + INDENT, inside, spans);
            return self.block(indent, tokens, rows, false, vec![Doc::Group(vec![Doc::Indent(tail)])]);
        }
        if !self.is_sound(tokens.clone()) {
            return self.unread_lines(indent, tokens);
        }
        let head = tokens.start..parts.first().map_or(tokens.end, |(part, _)| part.start);
        let mut docs = Vec::new();
        for (part, is_fade) in parts {
            let begins_with_when = docs.is_empty() && self.is_keyword(part.start, "when");
            let line = line_before(is_fade && !docs.is_empty(), 1);
            let part = self.flow(part);
            if begins_with_when {
                docs.push(Doc::Group(vec![line, part]));
            } else {
                docs.extend([line, part]);
            }
        }
        let head = self.earns(head, &weight.earns);
        print(self, indent, &Doc::Group(vec![head, Doc::Indent(docs)]), tokens.start)
    }

    /// The head of a weight; `per` may break before `where` and `cap`.
    fn earns(&self, head: Range<usize>, earns: &Earns) -> Doc {
        let Earns::Per { filter, cap, .. } = earns else { return self.flow(head) };
        let before = |span: Span| self.from(span).saturating_sub(1);
        let mut places: Vec<usize> = filter.iter().map(|filter| before(filter.span)).collect();
        places.extend(cap.iter().map(|cap| before(cap.span)));
        places.retain(|place| head.contains(place) && *place > head.start);
        let mut docs = Vec::new();
        let ends = places.iter().skip(1).copied().chain([head.end]);
        for (start, end) in places.iter().copied().zip(ends) {
            docs.extend([Doc::Line(1), self.flow(start..end)]);
        }
        let first = head.start..places.first().copied().unwrap_or(head.end);
        Doc::Group(vec![self.flow(first), Doc::Indent(docs)])
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
type Parts = Vec<(Span, bool)>;

fn clauses(clauses: &[Clause]) -> Parts {
    clauses.iter().map(|clause| (clause.span, matches!(clause.kind, ClauseKind::Fading { .. }))).collect()
}

/// The line end before a clause. A fade that follows another clause starts a line in any case: points that
/// change from day to day must not be overlooked at the end of a long line.
fn line_before(is_late_fade: bool, gap: usize) -> Doc {
    if is_late_fade { Doc::Hard } else { Doc::Line(gap) }
}

fn joins_run(row: Option<&Row>, columns: Option<&Option<(&Item, Vec<usize>)>>) -> bool {
    row.is_some_and(|row| !row.is_tall()) && columns.is_some_and(Option::is_some)
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

fn span_of_score_entry(entry: &ScoreEntry) -> Span {
    match entry {
        ScoreEntry::Group(group) => group.span,
        ScoreEntry::Weight(weight) | ScoreEntry::Signal(weight) => weight.span,
        ScoreEntry::Clause(clause) => clause.span,
        ScoreEntry::Damaged(damaged) => damaged.span,
    }
}

/// Where a statement is.
pub(super) fn span_of(item: &Item) -> Span {
    match item {
        Item::Profile(item) => item.span,
        Item::Use(item) => item.span,
        Item::Account(item) => item.span,
        Item::Table(item) => item.span,
        Item::Taxonomy(item) => item.span,
        Item::Rates(item) => item.span,
        Item::List(item) => item.span,
        Item::Let(item) => item.span,
        Item::Role(item) => item.span,
        Item::Market(item) | Item::Exclude(item) | Item::Require(item) | Item::Guarantee(item) => item.span,
        Item::Score(item) => item.span,
        Item::Tier(item) => item.span,
        Item::Segment(item) => item.span,
        Item::Override(item) => item.span,
        Item::Outcome(item) => item.span,
        Item::Test(item) => item.span,
        Item::Damaged(item) => item.span,
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
