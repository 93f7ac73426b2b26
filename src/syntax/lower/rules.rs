//! Roles, gates, tiers, segments, overrides, guarantees, and the clauses of every rule.

use crate::types::{EvidenceKind, Level, UnknownEffect};

use super::super::grammar::{Cursor, Node, Rule};
use super::super::recovery;
use super::super::tree::{self, ClauseKind};
use super::Lower;

impl<'a> Lower<'a> {
    pub(super) fn role(&mut self, node: Node<'a>) -> Option<tree::Role> {
        let mut cursor = node.children();
        cursor.pass(Rule::kw_role);
        let name = self.name(&mut cursor)?;
        let title = self.title(&mut cursor);
        cursor.pass(Rule::kw_of);
        let of = self.name(&mut cursor)?;
        let clauses = self.clauses(&mut cursor)?;
        Some(tree::Role { span: self.sound_span(node), name, title, of, clauses })
    }

    /// A market, exclude, require or guarantee.
    pub(super) fn rule(&mut self, node: Node<'a>) -> Option<tree::Rule> {
        let mut cursor = node.children();
        cursor.next()?;
        let name = self.name(&mut cursor);
        let title = self.title(&mut cursor);
        let clauses = self.clauses(&mut cursor)?;
        Some(tree::Rule { span: self.sound_span(node), name, title, clauses })
    }

    pub(super) fn tier(&mut self, node: Node<'a>) -> Option<tree::Tier> {
        let mut cursor = node.children();
        cursor.pass(Rule::kw_tier);
        let name = self.tier_name(&mut cursor)?;
        let title = self.title(&mut cursor);
        let (mut otherwise, mut clauses) = (None, Vec::new());
        while let Some(node) = clause_node(&mut cursor) {
            match node.rule() {
                Rule::kw_otherwise => otherwise = otherwise.or(Some(node.span())),
                _ => clauses.push(self.clause(node)?),
            }
        }
        Some(tree::Tier { span: self.sound_span(node), name, title, otherwise, clauses })
    }

    pub(super) fn segment(&mut self, node: Node<'a>) -> Option<tree::Segment> {
        let mut cursor = node.children();
        cursor.pass(Rule::kw_segment);
        let name = self.name(&mut cursor)?;
        let title = self.title(&mut cursor);
        let (mut levels, mut clauses) = (Vec::new(), Vec::new());
        while let Some(node) = clause_node(&mut cursor) {
            match node.rule() {
                Rule::level_clause => levels.push(self.level_clause(node)?),
                _ => clauses.push(self.clause(node)?),
            }
        }
        Some(tree::Segment { span: self.sound_span(node), name, title, levels, clauses })
    }

    fn level_clause(&mut self, node: Node<'a>) -> Option<tree::LevelClause> {
        let mut cursor = node.children();
        cursor.pass(Rule::kw_level);
        let level = level(cursor.next()?)?;
        let season = if cursor.pass(Rule::kw_in) {
            let months = self.months(cursor.next()?)?;
            Some((months, level_of_last(node)?))
        } else {
            None
        };
        Some(tree::LevelClause { span: node.span(), level, season })
    }

    pub(super) fn override_item(&mut self, node: Node<'a>) -> Option<tree::Override> {
        let mut cursor = node.children();
        cursor.pass(Rule::kw_override);
        let key = self.title(&mut cursor)?;
        cursor.pass(Rule::kw_to);
        let effect = match cursor.next()? {
            word if word.rule() == Rule::kw_excluded => tree::OverrideEffect::Excluded(word.span()),
            _ => tree::OverrideEffect::Tier(self.tier_name(&mut cursor)?),
        };
        let clauses = self.clauses(&mut cursor)?;
        Some(tree::Override { span: self.sound_span(node), key, effect, clauses })
    }

    fn clauses(&mut self, cursor: &mut Cursor<'a>) -> Option<Vec<tree::Clause>> {
        let mut clauses = Vec::new();
        while let Some(node) = clause_node(cursor) {
            clauses.push(self.clause(node)?);
        }
        Some(clauses)
    }

    /// One clause; `None` if a part of it was reported as damaged.
    pub(super) fn clause(&mut self, node: Node<'a>) -> Option<tree::Clause> {
        let mut cursor = node.children();
        cursor.next()?;
        let kind = match node.rule() {
            Rule::when_clause => ClauseKind::When(self.expr(cursor.next()?)),
            Rule::unless_clause => ClauseKind::Unless(self.expr(cursor.next()?)),
            Rule::that_clause => ClauseKind::That(self.expr(cursor.next()?)),
            Rule::because => ClauseKind::Because(self.string(cursor.next()?)),
            Rule::evidence => {
                let kind = match cursor.next()?.rule() {
                    Rule::kw_data => EvidenceKind::Data,
                    Rule::kw_interview => EvidenceKind::Interview,
                    _ => EvidenceKind::Opinion,
                };
                ClauseKind::Evidence(kind, self.string(cursor.next()?))
            }
            Rule::assumption => {
                let text = self.string(cursor.next()?);
                cursor.pass(Rule::kw_until);
                ClauseKind::Assumption(text, cursor.next().map(|date| self.date(date)))
            }
            Rule::owner => ClauseKind::Owner(self.string(cursor.next()?)),
            Rule::active => ClauseKind::Active(self.windows(cursor)),
            Rule::if_unknown => {
                cursor.pass(Rule::kw_unknown);
                let out = cursor.next()?.rule() == Rule::kw_out;
                ClauseKind::IfUnknown(if out { UnknownEffect::Out } else { UnknownEffect::Keep })
            }
            Rule::emit => ClauseKind::Emit(self.record(cursor.next()?)?),
            Rule::fading => {
                let halving = node.first()?.rule() == Rule::kw_halving;
                cursor.next()?;
                let over = self.duration(cursor.next()?)?;
                cursor.pass(Rule::kw_since);
                ClauseKind::Fading { halving, over, since: self.sum(cursor.next()?) }
            }
            Rule::until => ClauseKind::Until(self.date(cursor.next()?)),
            _ => return None,
        };
        Some(tree::Clause { span: node.span(), kind })
    }

    fn windows(&mut self, cursor: Cursor<'a>) -> Vec<tree::Window> {
        let mut windows = Vec::new();
        for node in cursor {
            match node.rule() {
                Rule::months => {
                    windows.extend(self.months(node).map(|months| tree::Window::Months(months, node.span())));
                }
                Rule::range => match self.range(node) {
                    Some(tree::Range {
                        low: tree::Bound::Date(low),
                        high: tree::Bound::Date(high),
                        span,
                        ..
                    }) => {
                        windows.push(tree::Window::Days(low, high, span));
                    }
                    _ => {
                        let diagnostic = recovery::not_a_window(node.span(), node.text());
                        self.report(diagnostic);
                    }
                },
                _ => {}
            }
        }
        windows
    }
}

fn clause_node<'a>(cursor: &mut Cursor<'a>) -> Option<Node<'a>> {
    let next = cursor.peek()?;
    match next.rule() {
        Rule::bad_tail | Rule::bad_entry_tail => None,
        _ => cursor.next(),
    }
}

pub(super) fn level(node: Node<'_>) -> Option<Level> {
    match node.text() {
        "core" => Some(Level::Core),
        "test" => Some(Level::Test),
        "low" => Some(Level::Low),
        "paused" => Some(Level::Paused),
        _ => None,
    }
}

fn level_of_last(node: Node<'_>) -> Option<Level> {
    level(node.last()?)
}
