//! Taxonomies, rates, lists, lets and roles.

use super::{Clause, Date, Expr, ListLiteral, Name, Quantity, Text};
use crate::text::Span;

/// `taxonomy industries { "Healthcare" aliases ["Medical"] { "Clinics" } }` or `= file "…"`.
#[derive(Debug, Clone)]
pub struct Taxonomy {
    pub span: Span,
    pub name: Name,
    /// Whether the order of the values means something.
    pub ordered: bool,
    pub source: TaxonomySource,
}

#[derive(Debug, Clone)]
pub enum TaxonomySource {
    File(FileReference),
    Inline(Vec<TaxonomyNode>),
}

#[derive(Debug, Clone)]
pub struct TaxonomyNode {
    pub span: Span,
    pub value: Text,
    pub aliases: Option<ListLiteral>,
    pub children: Vec<TaxonomyNode>,
}

/// `file "lists/x.csv" column "domain"`.
#[derive(Debug, Clone)]
pub struct FileReference {
    pub span: Span,
    pub path: Text,
    pub columns: Vec<(FileColumn, Text)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileColumn {
    Column,
    Value,
    Parent,
    Aliases,
}

/// `rates on 2026-09-30 { 1 EUR = 1.08 USD }`.
#[derive(Debug, Clone)]
pub struct Rates {
    pub span: Span,
    pub on: Date,
    pub source: RatesSource,
}

#[derive(Debug, Clone)]
pub enum RatesSource {
    File(FileReference),
    Inline(Vec<(Quantity, Quantity)>),
}

/// `list L = […]` or `list L = file "…" column "…"`.
#[derive(Debug, Clone)]
pub struct List {
    pub span: Span,
    pub name: Name,
    pub source: ListSource,
}

#[derive(Debug, Clone)]
pub enum ListSource {
    Literal(ListLiteral),
    File(FileReference),
}

/// `let mid_market = 50..200`.
#[derive(Debug, Clone)]
pub struct Let {
    pub span: Span,
    pub name: Name,
    pub value: Expr,
}

/// `role champion "Title" of contacts when …`.
#[derive(Debug, Clone)]
pub struct Role {
    pub span: Span,
    pub name: Name,
    pub title: Option<Text>,
    pub of: Name,
    pub clauses: Vec<Clause>,
}
