//! Names, texts, numbers, dates, ranges, lists: what an expression is made of.

use super::DurationUnit;
use crate::text::Span;
use crate::types::{Currency, Day, Number};

/// A word that names something, without its backticks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The name.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// A text in quotes, escapes replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The value.
    pub value: String,
    /// Where it stands, quotes included.
    pub span: Span,
}

/// `/…/`, with `\/` replaced by `/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// The regular expression.
    pub value: String,
    /// Where it stands, slashes included.
    pub span: Span,
}

/// A date as written; `day` is `None` when there is no such day (already reported).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Date {
    /// The day.
    pub day: Option<Day>,
    /// Where it stands.
    pub span: Span,
}

/// A number with its suffix and unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quantity {
    /// The value after the suffix: `5M` is 5,000,000 and `10%` is 0.1.
    pub value: Number,
    /// Whether it was written with `%`.
    pub percent: bool,
    pub unit: Option<QuantityUnit>,
    pub span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum QuantityUnit {
    Currency(Currency),
    Duration(DurationUnit),
}

/// A literal.
#[derive(Debug, Clone)]
pub enum Literal {
    Text(Text),
    Quantity(Quantity),
    Date(Date),
    Boolean(bool, Span),
    Today(Span),
}

/// `50..200`, `10..<50`, `2026-10-01..2026-12-31`.
#[derive(Debug, Clone)]
pub struct Range {
    pub span: Span,
    pub low: Bound,
    pub high: Bound,
    /// Whether the upper end is left out (`..<`).
    pub open: bool,
}

#[derive(Debug, Clone)]
pub enum Bound {
    Date(Date),
    Quantity(Quantity),
}

/// `[ … ]`.
#[derive(Debug, Clone)]
pub struct ListLiteral {
    pub span: Span,
    pub elements: Vec<SetElement>,
}

/// One element of a list, or one value of a band.
#[derive(Debug, Clone)]
pub enum SetElement {
    Text(Text),
    Range(Range),
    Bound(Bound),
    Boolean(bool, Span),
    Path(Path),
}

/// A set on the right of `in`, `has any`, `under any`.
#[derive(Debug, Clone)]
pub enum Set {
    List(ListLiteral),
    Range(Range),
    Path(Path),
}

/// `industry`, `visits.at`, `account.tier`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    pub first: Name,
    pub rest: Vec<Name>,
}
