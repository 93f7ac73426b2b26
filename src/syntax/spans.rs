//! Places of tree nodes that are choices between others.

use super::tree::{Bound, Item, Path, ScoreEntry, Set, SetElement, TextOperand};
use crate::text::Span;

impl Item {
    /// From its first to its last token.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Item::Profile(item) => item.span,
            Item::Use(item) => item.span,
            Item::Account(item) => item.span,
            Item::Table(item) => item.span,
            Item::Taxonomy(item) => item.span,
            Item::Rates(item) => item.span,
            Item::List(item) => item.span,
            Item::Let(item) => item.span,
            Item::Role(item) => item.span,
            Item::Market(item) | Item::Exclude(item) | Item::Require(item) | Item::Guarantee(item) => {
                item.span
            }
            Item::Score(item) => item.span,
            Item::Tier(item) => item.span,
            Item::Segment(item) => item.span,
            Item::Override(item) => item.span,
            Item::Outcome(item) => item.span,
            Item::Test(item) => item.span,
            Item::Damaged(item) => item.span,
        }
    }
}

impl ScoreEntry {
    /// From its first to its last token.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            ScoreEntry::Group(group) => group.span,
            ScoreEntry::Weight(weight) | ScoreEntry::Signal(weight) => weight.span,
            ScoreEntry::Clause(clause) => clause.span,
            ScoreEntry::Damaged(damaged) => damaged.span,
        }
    }
}

impl Bound {
    /// From its first to its last token.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Bound::Date(date) => date.span,
            Bound::Quantity(quantity) => quantity.span,
        }
    }
}

impl SetElement {
    /// From its first to its last token.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            SetElement::Text(text) => text.span,
            SetElement::Range(range) => range.span,
            SetElement::Bound(bound) => bound.span(),
            SetElement::Boolean(_, span) => *span,
            SetElement::Path(path) => path.span(),
        }
    }
}

impl Set {
    /// From its first to its last token.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Set::List(list) => list.span,
            Set::Range(range) => range.span,
            Set::Path(path) => path.span(),
        }
    }
}

impl TextOperand {
    /// From its first to its last token.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            TextOperand::Text(text) => text.span,
            TextOperand::Path(path) => path.span(),
        }
    }
}

impl Path {
    /// From the first name to the last.
    #[must_use]
    pub fn span(&self) -> Span {
        self.rest.last().map_or(self.first.span, |last| self.first.span.to(last.span))
    }
}
