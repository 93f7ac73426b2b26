//! Gates, scores, tiers, segments, overrides, tests.

use std::sync::Arc;

use super::{Condition, Value};
use crate::text::Span;
use crate::types::{
    Cell, Day, EvidenceKind, Level, Months, Number, OutcomeKind, Points, UnknownEffect, ValueSet,
};

/// What people wrote about a rule. Never part of the plan hash.
#[derive(Debug, Clone, Default)]
pub struct Documentation {
    /// `because`.
    pub because: Option<String>,
    /// `evidence`.
    pub evidence: Vec<(EvidenceKind, String)>,
    /// `assumption`, with its last day.
    pub assumption: Option<(String, Option<Day>)>,
    /// `owner`.
    pub owner: Option<String>,
}

/// Which gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GateKind {
    /// FALSE: `outside_market`.
    Market,
    /// TRUE: `excluded`.
    Exclude,
    /// FALSE: `unqualified`.
    Require,
}

/// A market, exclusion or requirement.
#[derive(Debug, Clone)]
pub struct Gate {
    /// Which.
    pub kind: GateKind,
    /// The name; `market` for the market.
    pub name: String,
    /// The title, if given.
    pub title: Option<String>,
    /// `when`.
    pub when: Condition,
    /// `unless`: exclude and market hold for `when and not unless`, require for `when or unless` (ruling 3).
    pub unless: Option<Condition>,
    /// `if unknown`.
    pub if_unknown: Option<UnknownEffect>,
    /// `active`; empty is always.
    pub active: Vec<Window>,
    /// Reason, evidence, owner.
    pub documentation: Documentation,
    /// The rule.
    pub span: Span,
}

/// When a rule is in force; both ends included (ruling 39).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Window {
    /// From day to day.
    Days(Day, Day),
    /// Months of any year.
    Months(Months),
}

/// A score.
#[derive(Debug, Clone)]
pub struct Score {
    /// The name; `score` if none was given.
    pub name: String,
    /// The title, if given.
    pub title: Option<String>,
    /// `out of N` or `cap A..B`.
    pub limit: Option<Limit>,
    /// Groups, in file order.
    pub groups: Vec<Group>,
    /// Weights and signals, in file order.
    pub rules: Vec<ScoredRule>,
    /// Evidence and assumption of the score itself.
    pub documentation: Documentation,
    /// The score.
    pub span: Span,
}

/// What bounds a total.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Limit {
    /// Clamped to 0..N; the weights earn exactly N at most.
    OutOf(Points),
    /// Clamped to A..B.
    Cap(Points, Points),
}

/// A group of rules inside a score.
#[derive(Debug, Clone)]
pub struct Group {
    /// The name.
    pub name: String,
    /// The title, if given.
    pub title: Option<String>,
    /// The most its sum counts.
    pub cap: Option<Points>,
    /// Evidence and assumption of the group itself.
    pub documentation: Documentation,
    /// The group.
    pub span: Span,
}

/// Weight or signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ScoredRuleKind {
    /// Fit: counts for `out of` and coverage.
    Weight,
    /// A bonus or a red flag.
    Signal,
}

/// A weight or a signal.
#[derive(Debug, Clone)]
pub struct ScoredRule {
    /// Which.
    pub kind: ScoredRuleKind,
    /// The name.
    pub name: String,
    /// The title, if given.
    pub title: Option<String>,
    /// The group it stands in, by index in `Score::groups`.
    pub group: Option<usize>,
    /// What it earns.
    pub earns: Earns,
    /// `when`.
    pub when: Option<Condition>,
    /// `unless`.
    pub unless: Option<Condition>,
    /// `fading` or `halving`.
    pub fade: Option<Fade>,
    /// `active`; empty is always, as on every weight.
    pub active: Vec<Window>,
    /// Reason, evidence, owner.
    pub documentation: Documentation,
    /// The rule.
    pub span: Span,
}

impl ScoredRule {
    /// The least and the most it can earn, on any account.
    #[must_use]
    pub fn range(&self) -> (Points, Points) {
        let (least, greatest) = self.earns.range();
        let always = self.when.is_none()
            && self.unless.is_none()
            && self.fade.is_none()
            && self.active.is_empty()
            && !matches!(self.earns, Earns::Flat(_));
        if always { (least, greatest) } else { (least.min(Points::ZERO), greatest.max(Points::ZERO)) }
    }
}

/// What a rule earns where its condition holds.
#[derive(Debug, Clone)]
pub enum Earns {
    /// These points.
    Flat(Points),
    /// Points for every row, the sum bounded by the cap's magnitude; with a fade, each row fades by its own date.
    PerRow {
        /// For one row.
        points: Points,
        /// Which rows.
        rows: super::Rows,
        /// The most, as a magnitude.
        cap: Points,
    },
    /// `points × max(value, 0)`, bounded by the cap's magnitude.
    PerNumber {
        /// For one.
        points: Points,
        /// How many.
        value: Value,
        /// The most, as a magnitude.
        cap: Points,
    },
    /// `by X { … }`.
    Bands(Bands),
    /// `{ when C => N … }`: the first that holds.
    Arms {
        /// Condition and points.
        arms: Vec<(Condition, Points)>,
        /// `unknown =>`.
        unknown: Option<Points>,
        /// `otherwise =>`; 0 if not given.
        otherwise: Option<Points>,
    },
    /// Linear between two points, clamped outside; rounded once (ruling 16).
    Scale {
        /// What is scaled.
        value: Value,
        /// First point.
        from: (Number, Points),
        /// Second point, at another number.
        to: (Number, Points),
    },
}

impl Earns {
    /// The least and the most it earns where the rule's condition holds.
    #[must_use]
    pub fn range(&self) -> (Points, Points) {
        let span = |points: &mut dyn Iterator<Item = Points>| {
            points.fold(None, |range: Option<(Points, Points)>, next| {
                let (least, greatest) = range.unwrap_or((next, next));
                Some((least.min(next), greatest.max(next)))
            })
        };
        match self {
            Earns::Flat(points) => (*points, *points),
            Earns::PerRow { points, cap, .. } | Earns::PerNumber { points, cap, .. } => {
                if *points < Points::ZERO {
                    (-cap.magnitude(), Points::ZERO)
                } else {
                    (Points::ZERO, cap.magnitude())
                }
            }
            Earns::Bands(bands) => {
                let arms = bands.arms.iter().map(|(_, points)| *points);
                // An unknown cell earns 0 or the nearest possible points, which are among the arms.
                span(&mut arms.chain(bands.unknown).chain(bands.otherwise)).unwrap_or_default()
            }
            Earns::Arms { arms, unknown, otherwise } => {
                let points = arms.iter().map(|(_, points)| *points).chain(*unknown);
                span(&mut points.chain([otherwise.unwrap_or_default()])).unwrap_or_default()
            }
            Earns::Scale { from, to, .. } => (from.1.min(to.1), from.1.max(to.1)),
        }
    }
}

/// Arms by the value of one expression; disjoint and complete.
#[derive(Debug, Clone)]
pub struct Bands {
    /// What is looked up.
    pub value: Value,
    /// `by best of`: the most points over the elements of a list.
    pub best_of: bool,
    /// Disjoint sets and their points.
    pub arms: Vec<(Arc<ValueSet>, Points)>,
    /// `unknown =>`.
    pub unknown: Option<Points>,
    /// `otherwise =>`; `None` only where the arms are complete.
    pub otherwise: Option<Points>,
}

/// How points fade with age (ruling 19).
#[derive(Debug, Clone)]
pub struct Fade {
    /// Halving instead of linear.
    pub halving: bool,
    /// D, in days, 1 to 366.
    pub days: u32,
    /// The date; of the row after `per TABLE`.
    pub since: Value,
}

/// A tier.
#[derive(Debug, Clone)]
pub struct Tier {
    /// The name, or a whole number as text.
    pub name: String,
    /// The title, if given.
    pub title: Option<String>,
    /// `when`; TRUE for `otherwise`.
    pub when: Condition,
    /// `unless`.
    pub unless: Option<Condition>,
    /// `active`; empty is always.
    pub active: Vec<Window>,
    /// `emit`.
    pub emit: Vec<Emit>,
    /// Reason, evidence, owner.
    pub documentation: Documentation,
    /// The tier.
    pub span: Span,
}

/// One emitted value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Emit {
    /// The result column.
    pub key: String,
    /// The value.
    pub value: EmitValue,
}

/// A literal in a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EmitValue {
    /// Text, as written.
    Text(String),
    /// A number.
    Number(Number),
    /// A day.
    Day(Day),
    /// A boolean.
    Boolean(bool),
}

/// A segment.
#[derive(Debug, Clone)]
pub struct Segment {
    /// The name.
    pub name: String,
    /// The title, if given.
    pub title: Option<String>,
    /// `when`.
    pub when: Condition,
    /// `unless`.
    pub unless: Option<Condition>,
    /// The level; in season, if there is one.
    pub level: Level,
    /// The months of `level`, and the level outside them.
    pub season: Option<(Months, Level)>,
    /// `active`; empty is always.
    pub active: Vec<Window>,
    /// `emit`.
    pub emit: Vec<Emit>,
    /// Reason, evidence, owner.
    pub documentation: Documentation,
    /// The segment.
    pub span: Span,
}

/// An override of one account.
#[derive(Debug, Clone)]
pub struct Override {
    /// The account's key, byte for byte.
    pub key: String,
    /// What it does.
    pub effect: OverrideEffect,
    /// Why.
    pub because: String,
    /// Its last day.
    pub until: Day,
    /// `owner`.
    pub owner: Option<String>,
    /// The override.
    pub span: Span,
}

/// What an override does (ruling 48).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OverrideEffect {
    /// Sets the tier, by index.
    Tier(usize),
    /// Puts the account out.
    Excluded,
}

/// A statement that must hold for every account.
#[derive(Debug, Clone)]
pub struct Guarantee {
    /// The name.
    pub name: String,
    /// The title, if given.
    pub title: Option<String>,
    /// `that`; FALSE is a violation.
    pub that: Condition,
    /// Reason, evidence, owner.
    pub documentation: Documentation,
    /// The guarantee.
    pub span: Span,
}

/// One line of `outcome`.
#[derive(Debug, Clone)]
pub enum OutcomeRule {
    /// `won when …`.
    When(OutcomeKind, Condition),
    /// `closed close_date`, `value amount`.
    Is(OutcomeKind, Value),
}

/// An example and what must come out.
#[derive(Debug, Clone)]
pub struct Test {
    /// The title.
    pub title: String,
    /// The as-of date, where anything depends on it.
    pub today: Option<Day>,
    /// The account's key, letter by letter as keys compare (ruling 57); its cell holds it as a text like others.
    pub key: Option<String>,
    /// The account: field index and cell; the others are unknown.
    pub account: Vec<(usize, Cell)>,
    /// Child tables that are known: table index and rows of (field index, cell).
    pub tables: Vec<(usize, Vec<GivenRow>)>,
    /// What must come out.
    pub expectations: Vec<Expectation>,
    /// The test.
    pub span: Span,
}

/// What a test gives for one row: field index and cell; the others are unknown.
pub type GivenRow = Vec<(usize, Cell)>;

/// One `expect`.
#[derive(Debug, Clone)]
pub struct Expectation {
    /// What must be TRUE.
    pub condition: Condition,
    /// As written.
    pub text: String,
    /// The `expect` line.
    pub span: Span,
}
