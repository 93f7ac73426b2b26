//! What is left of a profile once it only has to be run: names resolved, lets and roles inlined, exceptions merged.
//!
//! In: a checked [`Model`]. Out: a [`Plan`], from which every engine starts.
//! Invariant: a condition of a plan holds no let, no role and no `unless`; indices of fields, tables, scores, tiers
//! and segments are those of the model.

mod bounds;
mod build;
mod canonical;
pub mod classes;
mod fade;
mod hash;
mod inline;
mod optimize;
mod reads;
mod texts;

use std::collections::BTreeMap;

use crate::check::model::{
    Bands, Condition, Emit, GateKind, Limit, Model, Override, Rows, Schema, ScoredRuleKind, Value, Window,
};
use crate::types::{Cell, Level, Months, Number, Pattern, Points, UnknownEffect};

pub use bounds::Bounds;
pub(crate) use bounds::{may_have_no_rows, otherwise, signed};
pub use fade::Decay;
pub use reads::{Column, Reads};
pub(crate) use reads::{Met, table_of, walk_condition, walk_rule};
pub(crate) use texts::text_passes;

/// A profile, ready to run.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The profile's name.
    pub name: String,
    /// Fields, child tables, value sets.
    pub schema: Schema,
    /// The market, then exclusions, then requirements, each in file order.
    pub gates: Vec<Gate>,
    /// Scores, in file order.
    pub scores: Vec<Score>,
    /// Segments, in file order.
    pub segments: Vec<Segment>,
    /// Tiers, in file order.
    pub tiers: Vec<Tier>,
    /// Overrides, in file order.
    pub overrides: Vec<Override>,
    /// Guarantees, in file order.
    pub guarantees: Vec<Guarantee>,
    /// Tests, in file order.
    pub tests: Vec<Test>,
    /// Every expression that `matches` names, compiled.
    pub patterns: BTreeMap<String, Pattern>,
    /// Which columns the results depend on.
    pub reads: Reads,
    hash: String,
}

/// A market, exclusion or requirement.
#[derive(Debug, Clone)]
pub struct Gate {
    /// Which.
    pub kind: GateKind,
    /// The name; `market` for the market.
    pub name: String,
    /// With its exception (ruling 3): TRUE puts out for an exclusion, FALSE for the others.
    pub condition: Condition,
    /// What UNKNOWN does instead of holding the account.
    pub if_unknown: Option<UnknownEffect>,
    /// When it is in force; empty is always.
    pub active: Vec<Window>,
}

/// A score.
#[derive(Debug, Clone)]
pub struct Score {
    /// The name.
    pub name: String,
    /// What bounds the total.
    pub limit: Option<Limit>,
    /// Name and cap of each group.
    pub groups: Vec<Group>,
    /// Weights and signals, in file order.
    pub rules: Vec<ScoredRule>,
}

/// A group.
#[derive(Debug, Clone)]
pub struct Group {
    /// The name.
    pub name: String,
    /// The most its sum counts.
    pub cap: Option<Points>,
}

/// A weight or a signal.
#[derive(Debug, Clone)]
pub struct ScoredRule {
    /// Which.
    pub kind: ScoredRuleKind,
    /// The name.
    pub name: String,
    /// The group it stands in.
    pub group: Option<usize>,
    /// `when … unless …`; TRUE where nothing is asked.
    pub guard: Condition,
    /// What it earns where the guard holds.
    pub earns: Earns,
    /// How that fades.
    pub fade: Option<Fade>,
    /// When it is in force; empty is always.
    pub active: Vec<Window>,
    /// The least and the most it may ever earn.
    pub bounds: Bounds,
}

/// What a rule earns where its guard holds.
#[derive(Debug, Clone)]
pub enum Earns {
    /// These points.
    Flat(Points),
    /// Points for every row; with a fade, each row fades by its own date.
    PerRow {
        /// For one row.
        points: Points,
        /// Which rows.
        rows: Rows,
        /// The most, as a magnitude.
        cap: Points,
    },
    /// `points × max(value, 0)`.
    PerNumber {
        /// For one.
        points: Points,
        /// How many.
        value: Value,
        /// The most, as a magnitude.
        cap: Points,
    },
    /// Points by the value of one expression.
    Bands(Bands),
    /// The first arm that holds.
    Arms {
        /// Condition and points.
        arms: Vec<(Condition, Points)>,
        /// `unknown =>`.
        unknown: Option<Points>,
        /// `otherwise =>`.
        otherwise: Points,
    },
    /// Linear between two points, clamped outside.
    Scale {
        /// What is scaled.
        value: Value,
        /// First point.
        from: (Number, Points),
        /// Second point.
        to: (Number, Points),
    },
}

/// How points fade with age (ruling 19).
#[derive(Debug, Clone)]
pub struct Fade {
    /// What is left of points at an age.
    pub decay: Decay,
    /// The date; of the row after `per TABLE`.
    pub since: Value,
}

/// A segment.
#[derive(Debug, Clone)]
pub struct Segment {
    /// The name.
    pub name: String,
    /// With its exception.
    pub condition: Condition,
    /// The level; in season, if there is one.
    pub level: Level,
    /// The months of `level`, and the level outside them.
    pub season: Option<(Months, Level)>,
    /// When it is in force; empty is always.
    pub active: Vec<Window>,
    /// Values it emits.
    pub emit: Vec<Emit>,
}

/// A tier.
#[derive(Debug, Clone)]
pub struct Tier {
    /// The name.
    pub name: String,
    /// With its exception.
    pub condition: Condition,
    /// When it is in force; empty is always.
    pub active: Vec<Window>,
    /// Values it emits.
    pub emit: Vec<Emit>,
}

/// A statement that must never be FALSE.
#[derive(Debug, Clone)]
pub struct Guarantee {
    /// The name.
    pub name: String,
    /// FALSE is a violation.
    pub that: Condition,
}

/// A test of the profile.
#[derive(Debug, Clone)]
pub struct Test {
    /// The account, complete: what the test leaves out is unknown (ruling 36).
    pub account: crate::types::Account,
    /// What must be TRUE of its outcome, in file order.
    pub expectations: Vec<Condition>,
}

impl Plan {
    /// Whether any result depends on the account field at this index.
    #[must_use]
    pub fn reads_field(&self, field: usize) -> bool {
        self.reads.fields.contains(&field)
    }

    /// Whether any result depends on the child table at this index.
    #[must_use]
    pub fn reads_table(&self, table: usize) -> bool {
        self.reads.tables.contains(&table)
    }

    /// 64 hexadecimal digits, the same for profiles that cannot differ in a default result column (ruling 66).
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// Whether any result depends on this field of the child table at this index.
    #[must_use]
    pub fn reads_row_field(&self, table: usize, field: usize) -> bool {
        self.reads.row_fields.contains(&(table, field))
    }
}

/// The plan of a profile.
#[must_use]
pub fn plan(model: &Model) -> Plan {
    optimize::optimize(unoptimized(model))
}

/// The plan of a profile for who reasons about it and never asks for its hash, which takes longer than the rest.
#[must_use]
pub(crate) fn unhashed(model: &Model) -> Plan {
    optimize::optimize(build::build_unhashed(model))
}

impl Plan {
    /// The plan after its items were exchanged: what it reads, its patterns and its hash are found again.
    #[must_use]
    pub(crate) fn renewed(mut self) -> Plan {
        self = optimize::optimize(self);
        self.patterns = reads::patterns(&self);
        self.reads = reads::reads(&self);
        self.hash = hash::hash(&self);
        self
    }
}

/// The plan of a profile as written, rule by rule: what the optimized one must agree with.
#[must_use]
pub fn unoptimized(model: &Model) -> Plan {
    build::build(model)
}

/// An account of which nothing is known, with as many columns as the schema has.
#[must_use]
pub fn blank_account(schema: &Schema) -> crate::types::Account {
    crate::types::Account {
        key: None,
        cells: vec![Cell::Unknown; schema.fields.len()],
        tables: vec![None; schema.tables.len()],
    }
}
