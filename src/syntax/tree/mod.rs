//! The tree of a profile as written: every construct with its place, nothing resolved.
//!
//! Invariant: spans run from the first to the last token of a construct; parentheses are kept.

mod definitions;
mod examples;
mod expression;
mod rules;
mod schema;
mod values;

pub use definitions::{
    FileColumn, FileReference, Let, List, ListSource, Rates, RatesSource, Role, Taxonomy, TaxonomyNode,
    TaxonomySource,
};
pub use examples::{Record, RecordEntry, RecordValue, Test, TestEntry};
pub use expression::{
    ArithmeticOp, Call, CallFilter, Expr, ExprKind, Function, HasMode, HasSet, TextOp, TextOperand,
};
pub use rules::{
    Arm, ArmLeft, Band, BandLeft, Clause, ClauseKind, Duration, Earns, Group, LevelClause, Outcome,
    OutcomeEntry, Override, OverrideEffect, PointsLiteral, Rule, Score, ScoreEntry, ScoreLimit, Segment,
    Tier, Weight, Window,
};
pub use schema::{
    Account, Field, Modifier, ModifierKind, Profile, ProfileEntry, Table, Type, TypeKind, Use, UseTarget,
};
pub use values::{
    Bound, Date, ListLiteral, Literal, Name, Path, Pattern, Quantity, QuantityUnit, Range, Set, SetElement,
    Text,
};

use crate::text::Span;
pub use crate::types::{CompareOp, DurationUnit, EvidenceKind, Level, OutcomeKind, UnknownEffect};

/// One file.
#[derive(Debug, Clone, Default)]
pub struct File {
    /// `language 1`.
    pub language: Option<(u32, Span)>,
    /// The statements in file order; what could not be read is an [`Item::Damaged`].
    pub items: Vec<Item>,
}

/// A statement at the top of a file.
#[derive(Debug, Clone)]
pub enum Item {
    /// `profile NAME "Title" { … }`.
    Profile(Profile),
    /// `use "file"` or `use std.…`.
    Use(Use),
    /// `account { … }`.
    Account(Account),
    /// `table T of account by KEY { … }`.
    Table(Table),
    /// `taxonomy T { … }`.
    Taxonomy(Taxonomy),
    /// `rates on DATE { … }`.
    Rates(Rates),
    /// `list L = […]`.
    List(List),
    /// `let L = …`.
    Let(Let),
    /// `role R of T when …`.
    Role(Role),
    /// `market when …`.
    Market(Rule),
    /// `exclude NAME when …`.
    Exclude(Rule),
    /// `require NAME when …`.
    Require(Rule),
    /// `score NAME … { … }`.
    Score(Score),
    /// `tier T when …`.
    Tier(Tier),
    /// `segment S when …`.
    Segment(Segment),
    /// `override "KEY" to …`.
    Override(Override),
    /// `guarantee G that …`.
    Guarantee(Rule),
    /// `outcome { … }`.
    Outcome(Outcome),
    /// `test "…" { … }`.
    Test(Test),
    /// Text that is no statement, or a statement too broken to use.
    Damaged(Damaged),
}

/// A statement that could not be read. Its names are tainted: nobody else is blamed for missing them.
#[derive(Debug, Clone)]
pub struct Damaged {
    /// All of it.
    pub span: Span,
    /// The statement keyword it starts with, if any: `weight`.
    pub keyword: Option<String>,
    /// The names it would have defined, as far as they can be told.
    pub names: Vec<String>,
}
