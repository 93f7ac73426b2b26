//! Scores, groups, weights and signals, and what they earn.

use super::super::grammar::{Cursor, Node, Rule};
use super::super::recovery::{self, Look};
use super::super::tree::{self, ScoreEntry};
use super::Lower;
use super::items::{body, compare_op};

impl<'a> Lower<'a> {
    pub(super) fn score(&mut self, node: Node<'a>) -> Option<tree::Score> {
        let mut cursor = node.children();
        let keyword = cursor.next()?.span();
        let name = self.name(&mut cursor);
        let title = self.title(&mut cursor);
        let limit = cursor.accept(Rule::score_limit).and_then(|limit| self.score_limit(limit));
        let second_limit = cursor.accept(Rule::score_limit).map(Node::span);
        while cursor.accept(Rule::score_limit).is_some() {}
        let sound = self.bad_head(node, &mut cursor, Look::Score);
        let entries = self.score_body(node, &mut cursor);
        sound.then_some(tree::Score { span: node.span(), keyword, name, title, limit, second_limit, entries })
    }

    fn score_limit(&mut self, node: Node<'a>) -> Option<tree::ScoreLimit> {
        let mut cursor = node.children();
        if cursor.pass(Rule::kw_out) {
            cursor.pass(Rule::kw_of);
            return Some(tree::ScoreLimit::OutOf(self.points(cursor.next()?)));
        }
        cursor.pass(Rule::kw_cap);
        let range = cursor.next()?;
        let cap = self.range(range);
        if cap.is_none() {
            let diagnostic = recovery::cap_needs_range(range.span(), range.text());
            self.report(diagnostic);
        }
        cap.map(tree::ScoreLimit::Cap)
    }

    /// The entries of a score or group with the braces around them.
    fn score_body(&mut self, head: Node<'a>, cursor: &mut Cursor<'a>) -> Vec<ScoreEntry> {
        let opener = self.opener(head, cursor);
        let mut entries = Vec::new();
        let mut before = None;
        while let Some(entry) = body(cursor) {
            match entry.rule() {
                Rule::bad_score_entry | Rule::bad_group_entry => self.bad_entry(entry, before, &mut entries),
                _ => {
                    before = Some(entry);
                    self.score_entry(entry, &mut entries);
                }
            }
        }
        self.closer(head, opener, cursor);
        entries
    }

    fn bad_entry(&mut self, node: Node<'a>, before: Option<Node<'a>>, entries: &mut Vec<ScoreEntry>) {
        let end = node.start() + recovery::trimmed(node.text()).len();
        if let Some(before) = before
            && Lower::leftover(before).is_none()
            && recovery::continues(self.text(), before, node.start(), end)
            && entries.last().is_some_and(|entry| entry.span().end as usize == before.end())
            && let Some(look) = recovery::look_of(before.rule())
        {
            entries.pop();
            self.second_look(look, before.start(), end);
            entries.push(ScoreEntry::Damaged(self.damaged(before.start(), end)));
            return;
        }
        self.second_look(Look::ScoreEntry, node.start(), end);
        entries.push(ScoreEntry::Damaged(self.damaged(node.start(), end)));
    }

    fn score_entry(&mut self, node: Node<'a>, entries: &mut Vec<ScoreEntry>) {
        let leftover = Lower::leftover(node);
        if let Some(bad) = leftover {
            let end = bad.start() + recovery::trimmed(bad.text()).len();
            if recovery::continues(self.text(), node, bad.start(), end) {
                if let Some(look) = recovery::look_of(node.rule()) {
                    self.second_look(look, node.start(), end);
                }
                entries.push(ScoreEntry::Damaged(self.damaged(node.start(), end)));
                return;
            }
        }
        let before = self.diagnostics.len();
        let entry = match node.rule() {
            Rule::group => self.group(node).map(ScoreEntry::Group),
            Rule::weight => self.weight(node).map(ScoreEntry::Weight),
            Rule::signal => self.weight(node).map(ScoreEntry::Signal),
            _ => self.clause(node).map(ScoreEntry::Clause),
        };
        let end = leftover.map_or(node.end(), Node::start);
        match entry {
            Some(entry) => entries.push(entry),
            None => {
                if self.diagnostics.len() == before
                    && let Some(look) = recovery::look_of(node.rule())
                {
                    self.second_look(look, node.start(), end);
                }
                entries.push(ScoreEntry::Damaged(self.damaged(node.start(), end)));
            }
        }
        if let Some(bad) = leftover {
            let end = bad.start() + recovery::trimmed(bad.text()).len();
            self.second_look(Look::ScoreEntry, bad.start(), end);
            entries.push(ScoreEntry::Damaged(self.damaged(bad.start(), end)));
        }
    }

    fn group(&mut self, node: Node<'a>) -> Option<tree::Group> {
        let mut cursor = node.children();
        cursor.pass(Rule::kw_group);
        let name = self.name(&mut cursor);
        let title = self.title(&mut cursor);
        let cap = if cursor.pass(Rule::kw_cap) { cursor.next().map(|cap| self.points(cap)) } else { None };
        let sound = self.bad_head(node, &mut cursor, Look::Group);
        let entries = self.score_body(node, &mut cursor);
        sound.then_some(())?;
        Some(tree::Group { span: node.span(), name: name?, title, cap, entries })
    }

    fn weight(&mut self, node: Node<'a>) -> Option<tree::Weight> {
        let mut cursor = node.children();
        cursor.next()?;
        let name = self.name(&mut cursor)?;
        let title = self.title(&mut cursor);
        let earns = cursor.next()?;
        let earns = match earns.rule() {
            Rule::flat => self.flat(earns),
            Rule::bands => self.bands(node, earns),
            Rule::arms => self.arms(node, earns),
            _ => self.scale(earns),
        };
        let mut clauses = Vec::new();
        let mut sound = true;
        for clause in cursor.filter(|child| child.rule() != Rule::bad_entry_tail) {
            match self.clause(clause) {
                Some(clause) => clauses.push(clause),
                None => sound = false,
            }
        }
        sound.then_some(())?;
        Some(tree::Weight { span: self.sound_span(node), name, title, earns: earns?, clauses })
    }

    fn flat(&mut self, node: Node<'a>) -> Option<tree::Earns> {
        let mut cursor = node.children();
        let points = self.points(cursor.next()?);
        let Some(per) = cursor.accept(Rule::per) else { return Some(tree::Earns::Flat(points)) };
        let mut cursor = per.children();
        cursor.pass(Rule::kw_per);
        let of = self.sum(cursor.next()?);
        let filter =
            if cursor.pass(Rule::kw_where) { cursor.next().map(|filter| self.expr(filter)) } else { None };
        let cap = if cursor.pass(Rule::kw_cap) { cursor.next().map(|cap| self.points(cap)) } else { None };
        Some(tree::Earns::Per { points, of, filter, cap, span: node.span() })
    }

    fn scale(&mut self, node: Node<'a>) -> Option<tree::Earns> {
        let mut cursor = node.children();
        cursor.pass(Rule::kw_scale);
        let value = self.sum(cursor.next()?);
        let mut end = |lower: &mut Lower<'a>| {
            cursor.next()?;
            let at = lower.quantity(cursor.next()?);
            cursor.next()?;
            Some((at, lower.points(cursor.next()?)))
        };
        let from = end(self)?;
        let to = end(self)?;
        Some(tree::Earns::Scale { value, from, to, span: node.span() })
    }

    fn bands(&mut self, head: Node<'a>, node: Node<'a>) -> Option<tree::Earns> {
        let mut cursor = node.children();
        cursor.pass(Rule::kw_by);
        let by = cursor.next()?;
        let best_of = by.rule() == Rule::best_of;
        let value = if best_of {
            let path = self.path(by.last()?);
            tree::Expr { span: path.span(), kind: tree::ExprKind::Path(path) }
        } else {
            self.sum(by)
        };
        let opener = self.opener(head, &mut cursor);
        let (mut arms, mut sound, mut before) = (Vec::new(), true, None);
        while let Some(entry) = body(&mut cursor) {
            if entry.rule() == Rule::bad_band {
                self.bad_line(Look::Band, entry, before);
                sound = false;
                continue;
            }
            before = Some(entry);
            match self.band(entry) {
                Some(band) => arms.push(band),
                None => sound = false,
            }
        }
        self.closer(head, opener, &mut cursor);
        sound.then_some(tree::Earns::Bands { best_of, value, arms, span: node.span() })
    }

    fn band(&mut self, node: Node<'a>) -> Option<tree::Band> {
        let mut cursor = node.children();
        let left = cursor.next()?;
        let left = match left.rule() {
            Rule::kw_unknown => tree::BandLeft::Unknown(left.span()),
            Rule::kw_otherwise => tree::BandLeft::Otherwise(left.span()),
            Rule::band_cmp => {
                let mut cursor = left.children();
                let op = compare_op(cursor.next()?.rule())?;
                tree::BandLeft::Compare(op, self.element(cursor.next()?)?)
            }
            _ => {
                if let Some((word, diagnostic)) = recovery::misspelled_band_word(left) {
                    self.report(diagnostic);
                    if word == "unknown" {
                        tree::BandLeft::Unknown(left.span())
                    } else {
                        tree::BandLeft::Otherwise(left.span())
                    }
                } else {
                    tree::BandLeft::Values(self.elements(&mut left.children()))
                }
            }
        };
        cursor.next()?;
        let points = self.points(cursor.next()?);
        Some(tree::Band { span: left_span(node), left, points })
    }

    fn arms(&mut self, head: Node<'a>, node: Node<'a>) -> Option<tree::Earns> {
        let mut cursor = node.children();
        let opener = self.opener(head, &mut cursor);
        let (mut arms, mut sound, mut before) = (Vec::new(), true, None);
        while let Some(entry) = body(&mut cursor) {
            if entry.rule() == Rule::bad_arm {
                self.bad_line(Look::Arm, entry, before);
                sound = false;
                continue;
            }
            before = Some(entry);
            match self.arm(entry) {
                Some(arm) => arms.push(arm),
                None => sound = false,
            }
        }
        self.closer(head, opener, &mut cursor);
        sound.then_some(tree::Earns::Arms { arms, span: node.span() })
    }

    fn arm(&mut self, node: Node<'a>) -> Option<tree::Arm> {
        let mut cursor = node.children();
        let word = cursor.next()?;
        let left = match word.rule() {
            Rule::kw_unknown => tree::ArmLeft::Unknown(word.span()),
            Rule::kw_otherwise => tree::ArmLeft::Otherwise(word.span()),
            _ => tree::ArmLeft::When(self.expr(cursor.next()?)),
        };
        cursor.next()?;
        let points = self.points(cursor.next()?);
        Some(tree::Arm { span: left_span(node), left, points })
    }
}

/// The span of a band or arm, its comma left out.
fn left_span(node: Node<'_>) -> crate::text::Span {
    let end = node.children().filter(|child| !matches!(child.rule(), Rule::comma | Rule::odd_comma)).last();
    end.map_or(node.span(), |end| crate::text::Span { end: end.span().end, ..node.span() })
}
