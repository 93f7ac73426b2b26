//! What is asked: conditions with the truth values they are to have, joined by "all" and "any".
//!
//! In: conditions of a plan. Out: a two-valued formula over them.
//! Invariant: a formula is TRUE or FALSE of every account; the third value is inside the conditions only.

use crate::check::model::{Condition, GateKind};
use crate::plan::Gate;
use crate::types::{Truth, UnknownEffect};

use super::Truths;

/// Something that an account has or has not.
#[derive(Debug, Clone)]
pub enum Formula<'a> {
    /// The condition comes to one of these truth values.
    Is(&'a Condition, Truths),
    /// All of them.
    All(Vec<Formula<'a>>),
    /// At least one of them.
    Any(Vec<Formula<'a>>),
}

impl<'a> Formula<'a> {
    /// The condition comes to one of these truth values.
    #[must_use]
    pub fn is(condition: &'a Condition, truths: Truths) -> Formula<'a> {
        Formula::Is(condition, truths)
    }

    /// The condition is TRUE.
    #[must_use]
    pub fn is_true(condition: &'a Condition) -> Formula<'a> {
        Formula::Is(condition, Truths::TRUE)
    }

    /// The condition is FALSE or UNKNOWN.
    #[must_use]
    pub fn is_not_true(condition: &'a Condition) -> Formula<'a> {
        Formula::Is(condition, Truths::NOT_TRUE)
    }

    /// The gate speaks against the account, `if unknown out` included.
    #[must_use]
    pub fn out_by(gate: &'a Gate) -> Formula<'a> {
        Formula::Is(&gate.condition, out_truths(gate))
    }

    /// The gate does not speak against the account; it may hold it.
    #[must_use]
    pub fn not_out_by(gate: &'a Gate) -> Formula<'a> {
        Formula::Is(&gate.condition, out_truths(gate).others())
    }

    /// The gate holds the account for data.
    #[must_use]
    pub fn held_by(gate: &'a Gate) -> Formula<'a> {
        let held = if gate.if_unknown.is_none() { Truths::UNKNOWN } else { Truths::NONE };
        Formula::Is(&gate.condition, held)
    }

    /// The gate neither speaks against the account nor holds it.
    #[must_use]
    pub fn passes(gate: &'a Gate) -> Formula<'a> {
        let held = if gate.if_unknown.is_none() { Truths::UNKNOWN } else { Truths::NONE };
        Formula::Is(&gate.condition, out_truths(gate).union(held).others())
    }

    /// Whether it holds, the conditions being judged by `truth`.
    pub fn holds(&self, truth: &dyn Fn(&Condition) -> Truth) -> bool {
        match self {
            Formula::Is(condition, truths) => truths.holds(truth(condition)),
            Formula::All(parts) => parts.iter().all(|part| part.holds(truth)),
            Formula::Any(parts) => parts.iter().any(|part| part.holds(truth)),
        }
    }
}

/// The truth values that put an account out.
#[must_use]
pub fn out_truths(gate: &Gate) -> Truths {
    let against = match gate.kind {
        GateKind::Exclude => Truths::TRUE,
        GateKind::Market | GateKind::Require => Truths::FALSE,
    };
    match gate.if_unknown {
        Some(UnknownEffect::Out) => against.union(Truths::UNKNOWN),
        Some(UnknownEffect::Keep) | None => against,
    }
}
