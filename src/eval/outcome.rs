//! What comes out for one account. Indices are those of the model.

use crate::check::model::Emit;
use crate::types::{Level, Points, Status, Truth};

/// Everything known about one scored account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Where it ends up.
    pub status: Status,
    /// The rules that put it out or hold it, as printed (ruling 46).
    pub decided_by: Vec<String>,
    /// One per score.
    pub scores: Vec<ScoreOutcome>,
    /// Tenths of a percent of the weight that was decided; `None` when the profile has no weight (ruling 28).
    pub coverage: Option<u16>,
    /// The tier; `None` where none holds or the account is out.
    pub tier: Option<usize>,
    /// The tiers still possible; empty where the account is out.
    pub tiers_possible: PossibleTiers,
    /// What is not known and would matter, most costly first (ruling 29).
    pub missing: Vec<Missing>,
    /// The segment.
    pub segment: Option<usize>,
    /// The segment's level in season.
    pub level: Option<Level>,
    /// Emitted values of segment and tier; empty for accounts that are out or held.
    pub emits: Vec<Emit>,
    /// The override that names the account, by index, and what became of it.
    pub override_outcome: Option<(usize, OverrideOutcome)>,
    /// The market, then exclusions, then requirements, in file order.
    pub gates: Vec<GateOutcome>,
    /// Each tier's condition, verdict reading.
    pub tiers: Vec<Truth>,
    /// Each guarantee: FALSE is a violation.
    pub guarantees: Vec<Truth>,
}

/// The tiers that may turn out once missing data is known (ruling 44).
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct PossibleTiers {
    /// By index, in file order.
    pub tiers: Vec<usize>,
    /// Whether it may be that none holds.
    pub none: bool,
}

/// One score of one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoreOutcome {
    /// The score.
    pub value: Points,
    /// Never above what the score would be with all data known (ruling 26).
    pub min: Points,
    /// Never below it.
    pub max: Points,
    /// One per rule of the score, in file order.
    pub rules: Vec<RuleOutcome>,
    /// Caps and the clamp, where they act on the value, the least or the most.
    pub adjustments: Vec<Adjustment>,
}

/// What one weight or signal did (ruling 13).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleOutcome {
    /// What it earned.
    pub earned: Points,
    /// The least it may earn.
    pub least: Points,
    /// The most it may earn.
    pub most: Points,
    /// Whether the least is the most: no missing data can change what it earns (rulings 13, 28).
    pub decided: bool,
    /// Verdict reading: TRUE where its condition holds and an arm or a row was met, FALSE where `otherwise` was or nothing
    /// was, UNKNOWN where it is undecided.
    pub truth: Truth,
    /// Whether it is in its `active` window.
    pub active: bool,
}

/// A line of the explanation that is no rule (ruling 27): what a cap or clamp adds (mostly below zero).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Adjustment {
    /// What acts.
    pub kind: AdjustmentKind,
    /// On the value.
    pub value: Points,
    /// On the least.
    pub min: Points,
    /// On the most.
    pub max: Points,
}

/// What adjusts a sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AdjustmentKind {
    /// The cap of a group, by index.
    Cap(usize),
    /// `out of` or `cap` of the score.
    Clamp,
}

/// A field whose content would matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// `employees`, or `contacts.title` for a child column.
    pub field: String,
    /// The sum of most − least over the undecided rules that read it; caps ignored.
    pub cost: Points,
    /// Whether a gate that holds the account reads it.
    pub holds: bool,
}

/// One gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GateOutcome {
    /// The condition with its `unless`.
    pub truth: Truth,
    /// Whether it is in its `active` window; if not, it passes.
    pub active: bool,
    /// Whether it speaks against the account, `if unknown out` included: the account is out, by this gate or by one that
    /// comes before it.
    pub out: bool,
    /// Whether it holds the account for data.
    pub holds: bool,
}

/// What became of an override.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OverrideOutcome {
    /// It took effect.
    Applied,
    /// These exclusions, TRUE or UNKNOWN, stand in its way (ruling 48).
    BlockedBy(Vec<String>),
}
