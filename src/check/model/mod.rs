//! The checked profile: typed, resolved, with no syntax inside.
//!
//! Invariant: it exists only for profiles without errors; it holds spans for messages only and no unresolved name.
//! Everything that refers to something else does so by index.

mod condition;
mod print;
mod rules;
mod schema;

pub use condition::{
    Aggregate, Condition, DateSpan, FieldRef, GateRef, ResultTest, RowSource, Rows, TextTest, Value,
};
pub use print::{day_text, interval_text, number_text, short_number_text};
pub use rules::{
    Bands, Documentation, Earns, Emit, EmitValue, Expectation, Fade, Gate, GateKind, GivenRow, Group,
    Guarantee, Limit, OutcomeRule, Override, OverrideEffect, Score, ScoredRule, ScoredRuleKind, Segment,
    Test, Tier, Window,
};
pub use schema::{
    CellFormat, Choice, ChoiceKind, ChoiceSet, ElementUnit, Field, LetValue, ListElement, NamedLet,
    NamedList, Rates, Role, Schema, Table, Type,
};

use std::collections::BTreeMap;

use crate::text::Span;
use crate::types::Day;

/// A whole profile.
#[derive(Debug, Clone)]
pub struct Model {
    /// Name, title, version, owner.
    pub header: Header,
    /// Fields, child tables, value sets, rates: what reading data needs.
    pub schema: Schema,
    /// Named lists, in file order.
    pub lists: Vec<NamedList>,
    /// Named conditions, values and ranges.
    pub lets: Vec<NamedLet>,
    /// Roles.
    pub roles: Vec<Role>,
    /// The market, if one is declared.
    pub market: Option<Gate>,
    /// Exclusions, in file order.
    pub excludes: Vec<Gate>,
    /// Requirements, in file order.
    pub requires: Vec<Gate>,
    /// Scores, in file order.
    pub scores: Vec<Score>,
    /// Segments, in file order.
    pub segments: Vec<Segment>,
    /// Tiers, in file order.
    pub tiers: Vec<Tier>,
    /// Overrides.
    pub overrides: Vec<Override>,
    /// How won, lost, renewed and churned are read.
    pub outcome: Vec<OutcomeRule>,
    /// Guarantees.
    pub guarantees: Vec<Guarantee>,
    /// Tests.
    pub tests: Vec<Test>,
    /// How the texts of the profile are written, by what `norm` makes of them; for messages only.
    pub spellings: BTreeMap<String, String>,
}

/// The `profile` block.
#[derive(Debug, Clone)]
pub struct Header {
    /// The name.
    pub name: String,
    /// The title, if given.
    pub title: Option<String>,
    /// `version`.
    pub version: Option<String>,
    /// `owner`.
    pub owner: Option<String>,
    /// `objective`.
    pub objective: Option<String>,
    /// `updated`.
    pub updated: Option<Day>,
    /// `review every D`.
    pub review: Option<DateSpan>,
    /// The whole block.
    pub span: Span,
}
