//! Why an account got what it got, and what would change it: data for a page that a person reads.
//!
//! In: a plan, an account, the as-of date. Out: an [`Explanation`].
//! Invariant: the lines of a score add up to it, for the value, the least and the most (ruling 27); every way that is
//! named was tried through the row interpreter.

mod candidates;
mod constants;
mod new_row;
mod ways;

pub use candidates::OTHER_TEXT;

use crate::plan::{Column, Plan};
use crate::types::{Account, Cell, ChildRow, Day, Element, Interval, Points, Status, Truth};

use super::outcome::{AdjustmentKind, Outcome};
use super::row::{self, undecided_columns};

/// Why an account got what it got.
#[derive(Debug, Clone)]
pub struct Explanation {
    /// The outcome.
    pub outcome: Outcome,
    /// One per score: lines that add up to it.
    pub scores: Vec<Vec<Line>>,
    /// What is not known and would matter, as in `missing`, with what it could add.
    pub unknown: Vec<UnknownColumn>,
    /// What the ways below lead to.
    pub goal: Goal,
    /// Single changes that would suffice, each alone, the least first.
    pub ways: Vec<Way>,
}

/// A line of a score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// What it is about.
    pub source: LineSource,
    /// What it adds to the score.
    pub value: Points,
    /// What it adds to the least.
    pub min: Points,
    /// What it adds to the most.
    pub max: Points,
}

/// What a line is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineSource {
    /// A weight or signal, by index in the score, with its truth.
    Rule(usize, Truth),
    /// The cap of a group, by index.
    Cap(usize),
    /// `out of` or `cap` of the score.
    Clamp,
}

/// A column that is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownColumn {
    /// The name as in `missing`.
    pub field: String,
    /// Whether a gate that holds the account reads it; with the names of those gates.
    pub held_by: Vec<String>,
    /// The undecided rules that read it: score and rule by index, what it earns now, the least and the most.
    pub rules: Vec<UndecidedRule>,
}

/// A rule that a missing column leaves undecided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UndecidedRule {
    /// The score, by index.
    pub score: usize,
    /// The rule, by index in the score.
    pub rule: usize,
    /// What it earns now.
    pub earned: Points,
    /// The least it may earn.
    pub least: Points,
    /// The most it may earn.
    pub most: Points,
}

/// What a way leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goal {
    /// There is nothing above: the first tier, or no tiers at all.
    None,
    /// An exclusion stands: a matter of policy, so no way is looked for.
    Excluded,
    /// Being in: past the market and the requirements.
    In,
    /// Being qualified instead of held for data.
    Qualified,
    /// A tier above this one; above having none.
    BetterTier(Option<usize>),
}

/// One change that would suffice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// What changes.
    pub change: Change,
    /// The status it leads to.
    pub status: Status,
    /// The tier it leads to.
    pub tier: Option<usize>,
}

/// A change of one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A cell of the account, or of a child row (the row's position is given), becomes this.
    Cell {
        /// [`Column::Field`] or [`Column::RowField`].
        column: Column,
        /// The position of the child row.
        row: Option<usize>,
        /// What it is now.
        from: Cell,
        /// What it would have to be.
        to: Cell,
        /// For numbers (in millionths) and days: the values around `to` that suffice.
        enough: Option<Interval>,
    },
    /// These elements come into a list.
    Add {
        /// The list.
        column: Column,
        /// The position of the child row.
        row: Option<usize>,
        /// What comes in.
        elements: Vec<Element>,
    },
    /// An element goes out of a list.
    Remove {
        /// The list.
        column: Column,
        /// The position of the child row.
        row: Option<usize>,
        /// What goes out.
        element: Element,
    },
    /// A child table gets one more row, or its first.
    NewRow {
        /// The table, by index.
        table: usize,
        /// The row; cells that do not matter are unknown.
        row: ChildRow,
    },
}

/// Explains the outcome of one account.
#[must_use]
pub fn explain(plan: &Plan, account: &Account, today: Day) -> Explanation {
    let outcome = row::evaluate(plan, account, today);
    let scores = outcome
        .scores
        .iter()
        .map(|score| {
            let rules = score.rules.iter().enumerate().map(|(index, rule)| Line {
                source: LineSource::Rule(index, rule.truth),
                value: rule.earned,
                min: rule.least,
                max: rule.most,
            });
            let adjustments = score.adjustments.iter().map(|line| Line {
                source: match line.kind {
                    AdjustmentKind::Cap(group) => LineSource::Cap(group),
                    AdjustmentKind::Clamp => LineSource::Clamp,
                },
                value: line.value,
                min: line.min,
                max: line.max,
            });
            rules.chain(adjustments).collect()
        })
        .collect();
    let goal = ways::goal(plan, &outcome);
    Explanation {
        scores,
        unknown: unknown(plan, account, today, &outcome),
        goal,
        ways: ways::ways(plan, account, today, goal),
        outcome,
    }
}

/// Each missing column with the gates and rules that read it.
fn unknown(plan: &Plan, account: &Account, today: Day, outcome: &Outcome) -> Vec<UnknownColumn> {
    let by_rule = undecided_columns(plan, account, today, outcome);
    outcome
        .missing
        .iter()
        .map(|missing| {
            let gates = by_rule.gates.iter().filter(|(_, columns)| columns.contains(&missing.field));
            let rules = by_rule.rules.iter().filter(|(_, columns)| columns.contains(&missing.field));
            UnknownColumn {
                field: missing.field.clone(),
                held_by: gates
                    .filter_map(|(gate, _)| plan.gates.get(*gate))
                    .map(|gate| gate.name.clone())
                    .collect(),
                rules: rules
                    .filter_map(|((score, rule), _)| {
                        let of = outcome.scores.get(*score)?.rules.get(*rule)?;
                        Some(UndecidedRule {
                            score: *score,
                            rule: *rule,
                            earned: of.earned,
                            least: of.least,
                            most: of.most,
                        })
                    })
                    .collect(),
            }
        })
        .collect()
}
