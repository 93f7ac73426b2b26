//! The tests of a profile: what they gave, which rules they decide, and which changes they would not notice.
//!
//! In: a model and its plan. Out: facts, and their texts. Invariant: nothing is run that depends on a clock; a test
//! without a day is run on the day of the caller.

mod coverage;
mod junit;
mod mutants;
mod text;

pub use coverage::{Coverage, RuleCoverage, coverage};
pub use junit::{SuiteResult, json, junit};
pub use mutants::{Mutant, mutants};
pub use text::{coverage_text, failure_text, mutants_text};

use crate::check::model::Model;
use crate::eval::{Outcome, evaluate, holds};
use crate::plan::Plan;
use crate::types::{Day, Truth};

/// What one test gave.
#[derive(Debug, Clone)]
pub struct Trial {
    /// Which test, by index.
    pub test: usize,
    /// The day it was run for.
    pub today: Day,
    /// What came out.
    pub outcome: Outcome,
    /// Each expectation: the test passes when all are TRUE.
    pub expectations: Vec<Truth>,
    /// The guarantees that do not hold for its account, by index.
    pub violated: Vec<usize>,
}

impl Trial {
    /// Whether everything came out as expected and no guarantee is violated.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.violated.is_empty() && self.expectations.iter().all(|truth| *truth == Truth::True)
    }
}

/// Runs every test of a profile; those without a day on `today`.
#[must_use]
pub fn run(model: &Model, plan: &Plan, today: Day) -> Vec<Trial> {
    let tests = model.tests.iter().zip(&plan.tests).enumerate();
    tests
        .map(|(index, (test, planned))| {
            let today = test.today.unwrap_or(today);
            let outcome = evaluate(plan, &planned.account, today);
            let expectations = planned
                .expectations
                .iter()
                .map(|that| holds(plan, &planned.account, today, &outcome, that))
                .collect();
            let violated = outcome.guarantees.iter().enumerate().filter(|(_, truth)| **truth == Truth::False);
            let violated = violated.map(|(guarantee, _)| guarantee).collect();
            Trial { test: index, today, outcome, expectations, violated }
        })
        .collect()
}
