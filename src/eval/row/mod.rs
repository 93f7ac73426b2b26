//! The row interpreter: the specification of the language, one function for each construct.
//!
//! In: a plan, an account, the as-of date. Out: an [`Outcome`]. It knows nothing of columns, tables or sharing; every
//! other engine must agree with it to the digit.

mod aggregate;
mod earn;
mod gates;
mod missing;
mod scene;
mod score;
mod tiers;
mod truth;
mod value;

use crate::check::model::{Condition, Value, Window};
use crate::plan::{Plan, ScoredRule};
use crate::types::{Account, ChildRow, Day, Extent, Truth};

use super::outcome::{Outcome, RuleOutcome, ScoreOutcome};

pub(super) use earn::{behind as rule_behind, rule as rule_outcome};
pub(super) use missing::{Undecided, columns_of_condition, columns_of_rule};
pub(super) use scene::{Reading, Results, Scene};
pub(super) use truth::{segment_passes, truth as truth_of};
pub(super) use value::{Seen, value as value_of};

/// What comes out for one account on one day, stratum by stratum (ruling 37).
#[must_use]
pub fn evaluate(plan: &Plan, account: &Account, today: Day) -> Outcome {
    let scene = Scene::new(plan, account, today);
    let override_index = gates::live_override(&scene);
    let gates = gates::gates(&scene, override_index);
    let verdict = gates::status(plan, &gates, override_index);
    let segments = tiers::segments(&scene);
    let scores: Vec<ScoreOutcome> = plan.scores.iter().map(|score| score::score(&scene, score)).collect();
    let tiers = tiers::tiers(&scene, &scores, &segments);
    let mut outcome = Outcome {
        status: verdict.status,
        decided_by: verdict.decided_by,
        coverage: score::coverage(plan, &scores),
        tier: tiers.chosen,
        tiers_possible: tiers.possible,
        missing: missing::missing(&scene, &gates, verdict.status, &scores),
        segment: segments.chosen,
        level: segments.level,
        emits: Vec::new(),
        override_outcome: verdict.override_outcome,
        gates,
        tiers: tiers.truths,
        guarantees: Vec::new(),
        scores,
    };
    tiers::settle(plan, override_index, &mut outcome);
    outcome.guarantees =
        plan.guarantees.iter().map(|item| holds(plan, account, today, &outcome, &item.that)).collect();
    outcome
}

/// The truth of a guarantee or an expectation about the outcome of an account: results mean what is printed (ruling 41).
#[must_use]
pub fn holds(plan: &Plan, account: &Account, today: Day, outcome: &Outcome, that: &Condition) -> Truth {
    let scene = Scene::new(plan, account, today);
    truth::truth(&Scene { results: Some(Results::Printed(outcome)), ..scene }, that)
}

/// The truth of a condition that names no result, on an account and, where the condition is one on the rows of a child
/// table, on a row of it; verdict reading.
#[must_use]
pub fn truth_on(
    plan: &Plan,
    account: &Account,
    row: Option<(usize, &ChildRow)>,
    today: Day,
    condition: &Condition,
) -> Truth {
    truth::truth(&Scene { row, ..Scene::new(plan, account, today) }, condition)
}

/// What one weight or signal of the plan does for an account, whatever its score.
#[must_use]
pub fn rule_on(plan: &Plan, account: &Account, today: Day, rule: &ScoredRule) -> RuleOutcome {
    earn::rule(&Scene::new(plan, account, today), rule)
}

/// What a number, count or date comes to, for explanations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measured {
    /// No information.
    Unknown,
    /// `min`, `max` or `latest` of no rows.
    NoRows,
    /// One number, or the range it lies in; a date counts from 1970-01-01.
    Number(Extent),
}

/// What a value comes to for an account; `None` for texts, lists and booleans.
#[must_use]
pub fn measure(plan: &Plan, account: &Account, today: Day, of: &Value) -> Option<Measured> {
    match value_of(&Scene::new(plan, account, today), of) {
        Seen::Unknown => Some(Measured::Unknown),
        Seen::NoRows => Some(Measured::NoRows),
        Seen::Extent(extent) => Some(Measured::Number(extent)),
        Seen::Boolean(_) | Seen::Text(_) | Seen::List(_) => None,
    }
}

/// Which columns leave which gates and rules undecided (ruling 29).
pub(super) fn undecided_columns(plan: &Plan, account: &Account, today: Day, outcome: &Outcome) -> Undecided {
    missing::undecided(&Scene::new(plan, account, today), &outcome.gates, outcome.status, &outcome.scores)
}

/// Whether a rule is in force: inside any of its windows, both ends included; always where it has none (ruling 39).
pub(super) fn is_active(windows: &[Window], today: Day) -> bool {
    windows.is_empty()
        || windows.iter().any(|window| match window {
            Window::Days(first, last) => (*first..=*last).contains(&today),
            Window::Months(months) => months.contains(today),
        })
}
