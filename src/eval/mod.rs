//! Scoring accounts: the row interpreter, which is the specification, and the explanation of its results.
//!
//! In: a plan, an account and the as-of date. Out: an [`Outcome`].
//! Invariant: evaluation cannot fail; the points an outcome lists add up to its scores.

pub mod columnar;
pub mod explain;
mod outcome;
pub mod row;

pub use explain::{Explanation, explain};
pub use outcome::{
    Adjustment, AdjustmentKind, GateOutcome, Missing, Outcome, OverrideOutcome, PossibleTiers, RuleOutcome,
    ScoreOutcome,
};
pub use row::{Measured, evaluate, holds, measure, rule_on, truth_on};
