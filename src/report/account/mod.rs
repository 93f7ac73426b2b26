//! Everything about one scored account, gathered once: the texts and the JSON are drawn from it.

mod gather;
mod measures;
mod ways;

use serde::Serialize;

pub use gather::Subject;

use crate::diag::render::clean;
use crate::types::{Level, Points, Status, Truth};

/// One account, as the explanations show it.
#[derive(Debug, Clone, Serialize)]
pub struct AccountReport {
    /// The version of this form.
    pub schema_version: u32,
    /// The profile.
    pub profile: String,
    /// Its version.
    pub version: Option<String>,
    /// The day it was scored for.
    pub as_of: String,
    /// The key as written.
    pub key: Option<String>,
    /// What people call it, if the profile has a field `name`.
    pub name: Option<String>,
    /// Where it ends up.
    #[serde(serialize_with = "status_word")]
    pub status: Status,
    /// The rules that decided that.
    pub decided_by: Vec<String>,
    /// The tier.
    pub tier: Option<String>,
    /// The tier's title.
    pub tier_title: Option<String>,
    /// The tiers that may turn out, `none` among them.
    pub tiers_possible: Vec<String>,
    /// The segment.
    pub segment: Option<String>,
    /// Its level in season.
    pub level: Option<Level>,
    /// What the override did.
    #[serde(rename = "override")]
    pub override_text: Option<String>,
    /// How much of the weight was decided, in percent.
    #[serde(serialize_with = "digits")]
    pub coverage: Option<String>,
    /// The market, exclusions and requirements.
    pub gates: Vec<GateLine>,
    /// The scores.
    pub scores: Vec<ScoreReport>,
    /// What is not known and would matter, most costly first.
    pub missing: Vec<MissingLine>,
    /// Each tier and what it asks.
    pub tiers: Vec<TierLine>,
    /// The guarantees that this account violates.
    pub violated: Vec<GuaranteeLine>,
    /// What the ways up lead to; `None` where there is nothing above, or an exclusion stands.
    pub goal: Option<String>,
    /// Single changes that would suffice, the least first.
    pub ways: Vec<WayLine>,
}

/// A market, exclusion or requirement.
#[derive(Debug, Clone, Serialize)]
pub struct GateLine {
    /// `market`, `exclude` or `require`.
    pub kind: &'static str,
    /// The name.
    pub name: String,
    /// The title.
    pub title: Option<String>,
    /// Its condition.
    pub truth: Truth,
    /// Whether it is in force.
    pub active: bool,
    /// Whether it puts the account out.
    pub out: bool,
    /// Whether it holds the account for data.
    pub holds: bool,
    /// What it asks.
    pub condition: String,
    /// What the account says in the fields it reads.
    pub reads: Vec<Reading>,
    /// `because`.
    pub because: Option<String>,
    /// Where it is written.
    pub place: String,
}

/// What an account says in a field.
#[derive(Debug, Clone, Serialize)]
pub struct Reading {
    /// The field.
    pub field: String,
    /// Its content.
    pub value: String,
    /// Whether it is known exactly or as a range.
    pub known: bool,
    /// Whether it is a child table: the value is its number of rows.
    #[serde(skip)]
    pub is_table: bool,
}

impl Reading {
    /// `employees is 120`, `contacts has 2 rows`.
    #[must_use]
    pub fn sentence(&self) -> String {
        let verb = if self.is_table && self.known { "has" } else { "is" };
        format!("{} {verb} {}", self.field, clean(&self.value))
    }
}

/// A score with the lines that add up to it.
#[derive(Debug, Clone, Serialize)]
pub struct ScoreReport {
    /// The name.
    pub name: String,
    /// The title.
    pub title: Option<String>,
    /// What the account has.
    #[serde(serialize_with = "points")]
    pub value: Points,
    /// Never more than it would have if all were known.
    #[serde(serialize_with = "points")]
    pub min: Points,
    /// Never less.
    #[serde(serialize_with = "points")]
    pub max: Points,
    /// The most there is, of a score that runs from 0 or more to a limit.
    #[serde(serialize_with = "maybe_points")]
    pub out_of: Option<Points>,
    /// The lines.
    pub lines: Vec<ScoreLine>,
}

/// One line of a score.
#[derive(Debug, Clone, Serialize)]
pub struct ScoreLine {
    /// `weight`, `signal`, `cap` or `clamp`.
    pub kind: &'static str,
    /// The rule, or the group that is capped.
    pub name: String,
    /// Its title.
    pub title: Option<String>,
    /// The group it stands in.
    pub group: Option<String>,
    /// What it adds.
    #[serde(serialize_with = "points")]
    pub points: Points,
    /// The least it may add.
    #[serde(serialize_with = "points")]
    pub least: Points,
    /// The most it may add.
    #[serde(serialize_with = "points")]
    pub most: Points,
    /// Whether that is decided.
    pub decided: bool,
    /// Whether the rule is in force.
    pub active: bool,
    /// What it asks for, where it has a `when` and that is FALSE.
    pub unmet: Option<String>,
    /// What the account says in the fields it reads.
    pub reads: Vec<Reading>,
    /// Where it is written.
    pub place: Option<String>,
}

/// A field that is not known.
#[derive(Debug, Clone, Serialize)]
pub struct MissingLine {
    /// The field.
    pub field: String,
    /// What it may be worth.
    #[serde(serialize_with = "points")]
    pub cost: Points,
    /// Whether a gate holds the account because of it.
    pub holds: bool,
}

/// A tier and what it asks.
#[derive(Debug, Clone, Serialize)]
pub struct TierLine {
    /// The name.
    pub name: String,
    /// The title.
    pub title: Option<String>,
    /// Its condition.
    pub truth: Truth,
    /// What it asks.
    pub condition: String,
}

/// A guarantee that does not hold.
#[derive(Debug, Clone, Serialize)]
pub struct GuaranteeLine {
    /// The name.
    pub name: String,
    /// The title.
    pub title: Option<String>,
    /// What it states.
    pub that: String,
}

/// One change that would suffice.
#[derive(Debug, Clone, Serialize)]
pub struct WayLine {
    /// What changes.
    pub change: String,
    /// The status it leads to.
    #[serde(serialize_with = "status_word")]
    pub status: Status,
    /// The tier it leads to.
    pub tier: Option<String>,
}

fn status_word<S: serde::Serializer>(status: &Status, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(status.word())
}

fn points<S: serde::Serializer>(points: &Points, serializer: S) -> Result<S::Ok, S::Error> {
    number(&points.to_string()).serialize(serializer)
}

fn maybe_points<S: serde::Serializer>(points: &Option<Points>, serializer: S) -> Result<S::Ok, S::Error> {
    points.map(|points| number(&points.to_string())).serialize(serializer)
}

fn digits<S: serde::Serializer>(digits: &Option<String>, serializer: S) -> Result<S::Ok, S::Error> {
    digits.as_deref().map(number).serialize(serializer)
}

/// Exact digits as a JSON number.
fn number(digits: &str) -> serde_json::Value {
    serde_json::from_str(digits).unwrap_or(serde_json::Value::Null)
}
