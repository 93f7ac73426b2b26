//! The plan of a profile as a reviewer can follow it, and as data for programs.
//!
//! In: a model, its plan, the as-of date. Out: a [`PlanReport`], written as text or JSON.
//! Invariant: the same profile and day give the same report; nothing in it depends on layout or comments.

mod classes;
mod gather;
mod reads;
mod shared;
mod text;

use serde::Serialize;

use crate::check::model::Model;
use crate::plan::Plan;
use crate::types::Day;

/// Raised when anything but an addition changes.
const SCHEMA_VERSION: u32 = 1;

/// A plan, taken apart. Conditions and values are text in the words of the language; `[c1]` in one stands for a
/// condition of `conditions`. `docs/schemas/plan.json` says what each part holds.
#[derive(Debug, Clone, Serialize)]
pub struct PlanReport {
    schema_version: u32,
    program: &'static str,
    profile: Profile,
    hash: String,
    as_of: String,
    columns: Vec<ColumnPlan>,
    tables: Vec<TablePlan>,
    conditions: Vec<SharedCondition>,
    order: Vec<Step>,
    gates: Vec<GatePlan>,
    scores: Vec<ScorePlan>,
    segments: Vec<SegmentPlan>,
    tiers: Vec<TierPlan>,
    overrides: Vec<OverridePlan>,
    guarantees: Vec<GuaranteePlan>,
}

#[derive(Debug, Clone, Serialize)]
struct Profile {
    name: String,
    version: Option<String>,
}

/// A column of the accounts that some rule reads.
#[derive(Debug, Clone, Serialize)]
struct ColumnPlan {
    field: String,
    from: Vec<String>,
    #[serde(rename = "type")]
    ty: String,
    key: bool,
    classes: ClassPlan,
    read_by: Vec<String>,
}

/// What tells the cells of a column apart.
#[derive(Debug, Clone, Serialize)]
struct ClassPlan {
    by: &'static str,
    /// How many classes there are at most; `None` where that depends on the data.
    most: Option<usize>,
    /// For stretches of numbers or days: the first value of each but the lowest.
    starts: Vec<String>,
    /// For texts and lists: how many values the rules name.
    named: Option<usize>,
    /// For texts: the tests that are made once for each distinct cell.
    tests: Vec<String>,
}

/// A child table that some rule reads.
#[derive(Debug, Clone, Serialize)]
struct TablePlan {
    name: String,
    by: String,
    columns: Vec<RowColumn>,
    read_by: Vec<String>,
}

#[derive(Debug, Clone, Serialize)]
struct RowColumn {
    field: String,
    from: Vec<String>,
    #[serde(rename = "type")]
    ty: String,
}

/// A condition that stands in several places and is decided once.
#[derive(Debug, Clone, Serialize)]
struct SharedCondition {
    id: String,
    condition: String,
    used_by: Vec<String>,
}

/// A step of the evaluation, in order.
#[derive(Debug, Clone, Serialize)]
struct Step {
    does: &'static str,
    of: Vec<String>,
    rules: Vec<String>,
}

#[derive(Debug, Clone, Serialize)]
struct GatePlan {
    kind: &'static str,
    name: String,
    condition: String,
    out_when: &'static str,
    if_unknown: &'static str,
    active: Vec<String>,
}

#[derive(Debug, Clone, Serialize)]
struct ScorePlan {
    name: String,
    limit: Option<String>,
    least: String,
    most: String,
    groups: Vec<GroupPlan>,
}

/// A group, or the rules of a score that stand in none.
#[derive(Debug, Clone, Serialize)]
struct GroupPlan {
    name: Option<String>,
    cap: Option<String>,
    least: String,
    most: String,
    rules: Vec<RulePlan>,
}

#[derive(Debug, Clone, Serialize)]
struct RulePlan {
    kind: &'static str,
    name: String,
    when: Option<String>,
    earns: String,
    arms: Vec<String>,
    fades: Option<String>,
    least: String,
    most: String,
    active: Vec<String>,
}

#[derive(Debug, Clone, Serialize)]
struct SegmentPlan {
    name: String,
    condition: String,
    level: String,
    active: Vec<String>,
    emit: Vec<String>,
}

#[derive(Debug, Clone, Serialize)]
struct TierPlan {
    name: String,
    condition: String,
    active: Vec<String>,
    emit: Vec<String>,
}

#[derive(Debug, Clone, Serialize)]
struct OverridePlan {
    key: String,
    to: String,
    until: String,
}

#[derive(Debug, Clone, Serialize)]
struct GuaranteePlan {
    name: String,
    that: String,
}

impl PlanReport {
    /// Takes a plan apart.
    #[must_use]
    pub fn new(model: &Model, plan: &Plan, today: Day) -> PlanReport {
        gather::gather(model, plan, today)
    }

    /// For people.
    #[must_use]
    pub fn text(&self) -> String {
        text::text(self)
    }

    /// For programs.
    #[must_use]
    pub fn json(&self) -> String {
        // A value of texts and numbers always has a JSON form.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}
