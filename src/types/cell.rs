//! What one account says in one column, and what an expression reads from it.

use std::collections::BTreeSet;

use super::{Day, Interval, Number};

/// The content of a cell after normalizing: a set of possible values (ruling 8).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Cell {
    /// Blank, unreadable or not given: no information.
    Unknown,
    /// Number, whole, percent (a ratio) or money (in the field's currency).
    Number(Number),
    /// A number known to lie in an interval of millionths.
    Range(Interval),
    /// A date.
    Day(Day),
    /// A boolean.
    Boolean(bool),
    /// Text after `norm` (ruling 55).
    Text(String),
    /// The position of a value among those declared: enum, country, taxonomy.
    Choice(u32),
    /// A known list: distinct elements, each exact, in any fixed order.
    List(BTreeSet<Element>),
}

/// One element of a list cell.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Element {
    /// Number, whole, percent or money.
    Number(Number),
    /// A date.
    Day(Day),
    /// A boolean.
    Boolean(bool),
    /// Text after `norm`.
    Text(String),
    /// A declared value.
    Choice(u32),
}

/// What an expression reads: a cell, or "no rows" of an aggregate (ruling 34).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// A cell.
    Cell(Cell),
    /// `min`, `max` or `latest` over no rows: known, and equal to nothing.
    NoRows,
}
