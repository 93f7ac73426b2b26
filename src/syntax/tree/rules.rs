//! Gates, scores, tiers, segments, overrides, outcomes, and the clauses that follow them.

use super::{
    CompareOp, Damaged, Date, DurationUnit, EvidenceKind, Expr, Level, Name, OutcomeKind, Quantity, Range,
    Record, SetElement, Text, UnknownEffect,
};
use crate::text::Span;
use crate::types::{Months, Number, Points};

/// An exclude, require, market or guarantee. A market has no name.
#[derive(Debug, Clone)]
pub struct Rule {
    pub span: Span,
    pub name: Option<Name>,
    pub title: Option<Text>,
    pub clauses: Vec<Clause>,
}

/// `score fit "Title" out of 100 { … }`.
#[derive(Debug, Clone)]
pub struct Score {
    pub span: Span,
    /// The word `score`.
    pub keyword: Span,
    pub name: Option<Name>,
    pub title: Option<Text>,
    pub limit: Option<ScoreLimit>,
    /// A second `out of` or `cap`, which is an error of the checker.
    pub second_limit: Option<Span>,
    pub entries: Vec<ScoreEntry>,
}

#[derive(Debug, Clone)]
pub enum ScoreLimit {
    OutOf(PointsLiteral),
    Cap(Range),
}

/// What stands in a score or a group; a group holds no group.
#[derive(Debug, Clone)]
pub enum ScoreEntry {
    Group(Group),
    Weight(Weight),
    Signal(Weight),
    /// `evidence` or `assumption` of the score or group itself; other clauses are an error of the checker.
    Clause(Clause),
    Damaged(Damaged),
}

#[derive(Debug, Clone)]
pub struct Group {
    pub span: Span,
    pub name: Name,
    pub title: Option<Text>,
    pub cap: Option<PointsLiteral>,
    pub entries: Vec<ScoreEntry>,
}

/// A weight or a signal.
#[derive(Debug, Clone)]
pub struct Weight {
    pub span: Span,
    pub name: Name,
    pub title: Option<Text>,
    pub earns: Earns,
    pub clauses: Vec<Clause>,
}

/// Points as written, with up to three decimals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PointsLiteral {
    pub value: Points,
    /// Whether a `+` or `-` was written.
    pub signed: bool,
    pub span: Span,
}

/// What a weight or signal earns.
#[derive(Debug, Clone)]
pub enum Earns {
    /// `25`.
    Flat(PointsLiteral),
    /// `4 per visits where … cap 12`, `2 per open_roles cap 10`; a missing `cap` is an error of the checker.
    Per { points: PointsLiteral, of: Expr, filter: Option<Expr>, cap: Option<PointsLiteral>, span: Span },
    /// `by employees { 10..49 => 8 … }`, `by best of stages { … }`.
    Bands { best_of: bool, value: Expr, arms: Vec<Band>, span: Span },
    /// `{ when C => N … otherwise => 0 }`.
    Arms { arms: Vec<Arm>, span: Span },
    /// `scale maturity from 1 => 0 to 5 => 15`.
    Scale { value: Expr, from: (Quantity, PointsLiteral), to: (Quantity, PointsLiteral), span: Span },
}

/// One arm of `by X { … }`.
#[derive(Debug, Clone)]
pub struct Band {
    pub span: Span,
    pub left: BandLeft,
    pub points: PointsLiteral,
}

#[derive(Debug, Clone)]
pub enum BandLeft {
    Unknown(Span),
    Otherwise(Span),
    /// `>= 50`.
    Compare(CompareOp, SetElement),
    Values(Vec<SetElement>),
}

/// One arm of `{ when C => N }`.
#[derive(Debug, Clone)]
pub struct Arm {
    pub span: Span,
    pub left: ArmLeft,
    pub points: PointsLiteral,
}

#[derive(Debug, Clone)]
pub enum ArmLeft {
    When(Expr),
    Unknown(Span),
    Otherwise(Span),
}

/// `tier A "Strategic" when …`.
#[derive(Debug, Clone)]
pub struct Tier {
    pub span: Span,
    /// A name or a whole number, as text.
    pub name: Name,
    pub title: Option<Text>,
    /// The word `otherwise`, if it stands there.
    pub otherwise: Option<Span>,
    pub clauses: Vec<Clause>,
}

/// `segment clinics "…" when … level core in Jan..Jun, else test`.
#[derive(Debug, Clone)]
pub struct Segment {
    pub span: Span,
    pub name: Name,
    pub title: Option<Text>,
    pub levels: Vec<LevelClause>,
    pub clauses: Vec<Clause>,
}

/// `level core`, `level core in Nov..Feb, else test`.
#[derive(Debug, Clone)]
pub struct LevelClause {
    pub span: Span,
    pub level: Level,
    pub season: Option<(Months, Level)>,
}

/// `override "KEY" to tier A because "…" until DATE`.
#[derive(Debug, Clone)]
pub struct Override {
    pub span: Span,
    pub key: Text,
    pub effect: OverrideEffect,
    pub clauses: Vec<Clause>,
}

#[derive(Debug, Clone)]
pub enum OverrideEffect {
    Tier(Name),
    Excluded(Span),
}

/// `outcome { won when … closed close_date }`.
#[derive(Debug, Clone)]
pub struct Outcome {
    pub span: Span,
    pub entries: Vec<OutcomeEntry>,
}

#[derive(Debug, Clone)]
pub struct OutcomeEntry {
    pub span: Span,
    pub kind: OutcomeKind,
    pub value: Expr,
}

/// What may follow the head of a rule.
#[derive(Debug, Clone)]
pub struct Clause {
    pub span: Span,
    pub kind: ClauseKind,
}

#[derive(Debug, Clone)]
pub enum ClauseKind {
    When(Expr),
    Unless(Expr),
    /// `that …` of a guarantee.
    That(Expr),
    Because(Text),
    Evidence(EvidenceKind, Text),
    Assumption(Text, Option<Date>),
    Owner(Text),
    Active(Vec<Window>),
    /// `if unknown out` or `if unknown keep`.
    IfUnknown(UnknownEffect),
    Emit(Record),
    Fading {
        halving: bool,
        over: Duration,
        since: Expr,
    },
    /// `until DATE` of an override.
    Until(Date),
}

/// One span of `active`.
#[derive(Debug, Clone)]
pub enum Window {
    Days(Date, Date, Span),
    Months(Months, Span),
}

/// `90 days`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duration {
    pub count: Number,
    pub unit: DurationUnit,
    pub span: Span,
}
