//! The door to pest: the generated parser, and its result as a light concrete tree.
//!
//! In: a piece of source text. Out: a [`Concrete`] tree whose leaves are the tokens.
//! Invariant: a node ends where its last leaf ends, never in blanks or comments.

use pest::Parser;
use pest::Token as PestToken;

use crate::text::{SourceId, Span};

/// The generated parser.
#[derive(pest_derive::Parser)]
#[grammar = "../grammar/icp.pest"]
pub(super) struct Grammar;

/// A failed parse: how far it came, and what could have stood there.
pub(super) struct Failure {
    /// Byte offset in the text that was parsed.
    pub(super) at: usize,
    /// The rules that were tried at that place.
    pub(super) expected: Vec<Rule>,
    /// Whether the parser ran out of stack.
    pub(super) too_deep: bool,
}

/// One node: a rule, its place, and where its subtree ends in the list of nodes.
#[derive(Debug, Clone, Copy)]
struct Entry {
    rule: Rule,
    start: usize,
    end: usize,
    next: usize,
}

/// The concrete tree of one piece of a file, in depth-first order.
#[derive(Debug)]
pub(super) struct Concrete<'a> {
    source: SourceId,
    /// The whole file; the offsets of nodes are offsets in it.
    text: &'a str,
    entries: Vec<Entry>,
}

/// Parses `text[from..to]` by a rule. Offsets in the result are offsets in `text`, those of a failure are in the piece.
pub(super) fn read(
    rule: Rule,
    source: SourceId,
    text: &str,
    from: usize,
    to: usize,
) -> Result<Concrete<'_>, Failure> {
    let piece = text.get(from..to).unwrap_or("");
    let pairs = Grammar::parse(rule, piece).map_err(|error| failure(&error))?;
    let mut entries: Vec<Entry> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut last_end = from;
    for token in pairs.tokens() {
        match token {
            PestToken::Start { rule, pos } => {
                let start = from + pos.pos();
                open.push(entries.len());
                entries.push(Entry { rule, start, end: start, next: 0 });
            }
            PestToken::End { pos, .. } => {
                let next = entries.len();
                let Some(entry) =
                    open.pop().and_then(|index| entries.get_mut(index).map(|entry| (index, entry)))
                else {
                    continue;
                };
                let (index, entry) = entry;
                entry.next = next;
                if next == index + 1 {
                    entry.end = from + pos.pos();
                    if entry.end > entry.start {
                        last_end = entry.end;
                    }
                } else {
                    entry.end = last_end.max(entry.start);
                }
            }
        }
    }
    Ok(Concrete { source, text, entries })
}

fn failure(error: &pest::error::Error<Rule>) -> Failure {
    let at = match error.location {
        pest::error::InputLocation::Pos(at) | pest::error::InputLocation::Span((at, _)) => at,
    };
    match &error.variant {
        pest::error::ErrorVariant::ParsingError { positives, .. } => {
            Failure { at, expected: positives.clone(), too_deep: false }
        }
        pest::error::ErrorVariant::CustomError { .. } => Failure { at, expected: Vec::new(), too_deep: true },
    }
}

impl<'a> Concrete<'a> {
    /// The root.
    pub(super) fn root(&self) -> Option<Node<'_>> {
        (!self.entries.is_empty()).then_some(Node { tree: self, index: 0 })
    }

    /// Every leaf that has text, in order.
    pub(super) fn leaves(&self) -> impl Iterator<Item = Node<'_>> {
        (0..self.entries.len())
            .map(|index| Node { tree: self, index })
            .filter(|node| node.is_leaf() && node.end() > node.start())
    }

    /// The whole file's text.
    pub(super) fn text(&self) -> &'a str {
        self.text
    }

    /// The file.
    pub(super) fn source(&self) -> SourceId {
        self.source
    }
}

/// A node of a concrete tree.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node<'t> {
    tree: &'t Concrete<'t>,
    index: usize,
}

impl<'t> Node<'t> {
    fn entry(self) -> Entry {
        self.tree.entries.get(self.index).copied().unwrap_or(Entry {
            rule: Rule::EOI,
            start: 0,
            end: 0,
            next: 0,
        })
    }

    pub(super) fn rule(self) -> Rule {
        self.entry().rule
    }

    /// First byte, in the file.
    pub(super) fn start(self) -> usize {
        self.entry().start
    }

    /// One past the last byte of the last token, in the file.
    pub(super) fn end(self) -> usize {
        self.entry().end
    }

    pub(super) fn is_leaf(self) -> bool {
        self.entry().next == self.index + 1
    }

    pub(super) fn span(self) -> Span {
        Span::new(self.tree.source, self.start(), self.end())
    }

    pub(super) fn text(self) -> &'t str {
        self.tree.text.get(self.start()..self.end()).unwrap_or("")
    }

    /// The children, to be read from left to right.
    pub(super) fn children(self) -> Cursor<'t> {
        Cursor { tree: self.tree, at: self.index + 1, end: self.entry().next }
    }

    /// The first child.
    pub(super) fn first(self) -> Option<Node<'t>> {
        self.children().next()
    }

    /// The last child.
    pub(super) fn last(self) -> Option<Node<'t>> {
        self.children().last()
    }
}

/// Reads the children of a node from left to right.
#[derive(Debug, Clone)]
pub(super) struct Cursor<'t> {
    tree: &'t Concrete<'t>,
    at: usize,
    end: usize,
}

impl<'t> Cursor<'t> {
    /// The next child, left where it is.
    pub(super) fn peek(&self) -> Option<Node<'t>> {
        (self.at < self.end).then_some(Node { tree: self.tree, index: self.at })
    }

    /// The next child if it has this rule.
    pub(super) fn accept(&mut self, rule: Rule) -> Option<Node<'t>> {
        self.peek().filter(|node| node.rule() == rule)?;
        self.next()
    }

    /// The next child if it has one of these rules.
    pub(super) fn accept_any(&mut self, rules: &[Rule]) -> Option<Node<'t>> {
        self.peek().filter(|node| rules.contains(&node.rule()))?;
        self.next()
    }

    /// Whether the next child has this rule; if so it is passed over.
    pub(super) fn pass(&mut self, rule: Rule) -> bool {
        self.accept(rule).is_some()
    }
}

impl<'t> Iterator for Cursor<'t> {
    type Item = Node<'t>;

    fn next(&mut self) -> Option<Node<'t>> {
        let node = self.peek()?;
        self.at = node.entry().next.max(self.at + 1);
        Some(node)
    }
}
