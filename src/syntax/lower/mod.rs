//! From the concrete tree to the tree of a profile, statement by statement.
//!
//! In: a [`Concrete`] tree. Out: items and diagnostics.
//! Invariant: what cannot be read becomes a damaged statement with one report; its neighbors are not touched.

mod expressions;
mod items;
mod rules;
mod schema;
mod scores;
mod values;

pub(super) use values::{day, duration_unit};

use crate::diag::Diagnostic;
use crate::text::Span;

use super::grammar::{Concrete, Cursor, Node, Rule};
use super::recovery;
use super::tree;

/// Reads one concrete tree.
pub(super) struct Lower<'a> {
    concrete: &'a Concrete<'a>,
    /// What was found, in no order.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The report of the last block that is never closed, until a closer without a block turns up.
    unclosed: Option<usize>,
}

impl<'a> Lower<'a> {
    pub(super) fn new(concrete: &'a Concrete<'a>) -> Lower<'a> {
        Lower { concrete, diagnostics: Vec::new(), unclosed: None }
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.concrete.source(), start, end)
    }

    fn text(&self) -> &'a str {
        self.concrete.text()
    }

    /// A statement that cannot be used, from `start` to `end`; whoever calls has reported why.
    fn damaged(&self, start: usize, end: usize) -> tree::Damaged {
        let text = self.text().get(start..end).unwrap_or("");
        let end = start + recovery::trimmed(text).len();
        let (keyword, names) = recovery::names(text);
        tree::Damaged { span: self.span(start, end), keyword, names }
    }

    /// Words the error of one statement by a strict second look.
    fn second_look(&mut self, look: recovery::Look, start: usize, end: usize) {
        let diagnostic = recovery::second_look(self.concrete.source(), self.text(), look, start, end);
        self.report(diagnostic);
    }

    /// Words what is wrong with a line of a block; text left over on a sound line is looked at together with it.
    fn bad_line(&mut self, look: recovery::Look, node: Node<'a>, before: Option<Node<'a>>) {
        let end = node.start() + recovery::trimmed(node.text()).len();
        let joined = before.filter(|_| recovery::same_line(self.text(), node.start()));
        self.second_look(look, joined.map_or(node.start(), Node::start), end);
    }

    /// The catch-all at the end of a statement, if text was left over.
    fn leftover(node: Node<'a>) -> Option<Node<'a>> {
        node.last().filter(|last| {
            matches!(
                last.rule(),
                Rule::bad_tail | Rule::bad_entry_tail | Rule::bad_field_tail | Rule::bad_test_tail
            )
        })
    }

    /// Reports a missing closer at the end of a block, with its opener to blame.
    fn closer(&mut self, head: Node<'a>, opener: Option<Node<'a>>, cursor: &mut Cursor<'a>) {
        let Some(closer) = cursor.next() else { return };
        let missing = matches!(
            closer.rule(),
            Rule::missing_rbrace | Rule::missing_group_rbrace | Rule::missing_inner_rbrace
        );
        if missing && opener.is_some() {
            let diagnostic = recovery::missing_closer(self.concrete.source(), self.text(), head, opener);
            self.unclosed = Some(self.diagnostics.len());
            self.report(diagnostic);
        }
    }

    /// Reports a missing closer that was found as the last child of a construct.
    fn bracket_closer(&mut self, head: Node<'a>, opener: Option<Node<'a>>, last: Node<'a>) {
        if matches!(last.rule(), Rule::missing_record_rbrace | Rule::missing_rbracket) {
            let diagnostic = recovery::missing_closer(self.concrete.source(), self.text(), head, opener);
            self.report(diagnostic);
        }
    }

    /// Passes over the opener of a block, and reports it if it is missing.
    fn opener(&mut self, head: Node<'a>, cursor: &mut Cursor<'a>) -> Option<Node<'a>> {
        let opener = cursor.next()?;
        if opener.rule() == Rule::lbrace {
            return Some(opener);
        }
        let diagnostic = recovery::missing_opener(self.concrete.source(), self.text(), head, opener);
        self.report(diagnostic);
        None
    }
}
