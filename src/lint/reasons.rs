//! What lints reason with: the plan, a prover that answers for every day, and the words for what a gate asks.
//!
//! In: a model and its plan. Out: questions answered, reasons in the reader's words.
//! Invariant: gates and rules have the same place in the plan as in the model.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::check::model::{self, Condition, ElementUnit, GateKind, Model, Type, Value, number_text};
use crate::plan::{self, Column, Met, Plan, walk_condition};
use crate::prove::{Days, Formula, Prover, Totals, totals};
use crate::types::{Day, End, Number, ValueSet};

/// A gate in plan and model, with the columns it reads.
pub struct GateAt<'a> {
    pub planned: &'a plan::Gate,
    pub written: &'a model::Gate,
    pub columns: BTreeSet<Column>,
}

impl GateAt<'_> {
    /// Whether what these columns hold may be enough for the gate to speak against an account: it reads no others, or one
    /// of several tests suffices.
    pub fn may_decide(&self, columns: &BTreeSet<Column>) -> bool {
        let one_suffices = match self.planned.kind {
            GateKind::Exclude => matches!(self.planned.condition, Condition::Or(_)),
            GateKind::Market | GateKind::Require => matches!(self.planned.condition, Condition::And(_)),
        };
        self.columns.is_subset(columns)
            || (one_suffices && self.columns.iter().any(|column| columns.contains(column)))
    }
}

/// What lints reason with.
pub struct Reasons<'a> {
    pub model: &'a Model,
    pub plan: &'a Plan,
    pub prover: Prover<'a>,
    /// The market, then exclusions, then requirements.
    pub gates: Vec<GateAt<'a>>,
    /// The gates that read a column, by place among all gates.
    readers: BTreeMap<Column, Vec<usize>>,
    /// Those that read none.
    readers_of_nothing: Vec<usize>,
    /// What each score can come to for any account, once it was asked for.
    totals: Vec<OnceCell<Totals>>,
}

impl<'a> Reasons<'a> {
    pub fn new(model: &'a Model, plan: &'a Plan, today: Day) -> Reasons<'a> {
        let written = model.market.iter().chain(&model.excludes).chain(&model.requires);
        let gates = plan.gates.iter().zip(written).map(|(planned, written)| GateAt {
            planned,
            written,
            columns: columns(&planned.condition),
        });
        let gates: Vec<GateAt> = gates.collect();
        let mut readers: BTreeMap<Column, Vec<usize>> = BTreeMap::new();
        let mut readers_of_nothing = Vec::new();
        for (at, gate) in gates.iter().enumerate() {
            for column in &gate.columns {
                readers.entry(*column).or_default().push(at);
            }
            if gate.columns.is_empty() {
                readers_of_nothing.push(at);
            }
        }
        Reasons {
            model,
            plan,
            prover: Prover::new(plan, today, Days::Any),
            gates,
            readers,
            readers_of_nothing,
            totals: plan.scores.iter().map(|_| OnceCell::new()).collect(),
        }
    }

    /// What a score and its groups can come to for any account.
    pub fn totals(&self, score: usize) -> Option<&Totals> {
        let planned = self.plan.scores.get(score)?;
        Some(self.totals.get(score)?.get_or_init(|| totals(&self.prover, planned)))
    }

    /// Gates in force every day that may speak against an account by these columns alone, at most so many.
    pub fn gates_about(&self, columns: &BTreeSet<Column>, most: usize) -> Vec<&GateAt<'a>> {
        let about = self.near(columns).into_iter().map(|(_, gate)| gate);
        about.filter(|gate| gate.planned.active.is_empty() && gate.may_decide(columns)).take(most).collect()
    }

    /// The gates that read one of these columns, or none at all, with their places.
    pub fn near(&self, columns: &BTreeSet<Column>) -> Vec<(usize, &GateAt<'a>)> {
        let readers = columns.iter().filter_map(|column| self.readers.get(column)).flatten();
        let mut places: Vec<usize> = readers.chain(&self.readers_of_nothing).copied().collect();
        places.sort_unstable();
        places.dedup();
        places.into_iter().filter_map(|at| Some((at, self.gates.get(at)?))).collect()
    }

    /// Of parts of a condition that no account has together, those that suffice, as the profile would write them.
    pub fn conflict(&self, parts: &[Condition]) -> Option<String> {
        let formulas: Vec<Formula> = parts.iter().map(Formula::is_true).collect();
        if !self.prover.is_never(&formulas) {
            return None;
        }
        let core = self.prover.core(&formulas);
        let named: Vec<String> = core
            .iter()
            .filter_map(|index| parts.get(*index))
            .map(|part| format!("`{}`", self.model.condition_text(part)))
            .collect();
        match named.as_slice() {
            [one] => Some(format!("no account meets {one}")),
            [_, ..] => Some(format!("no account meets {} together", crate::text::join_and(&named))),
            [] => None,
        }
    }
}

/// The columns that a condition reads.
pub fn columns(condition: &Condition) -> BTreeSet<Column> {
    let mut found = BTreeSet::new();
    walk_condition(condition, None, &mut |met| {
        if let Met::Column(column) = met {
            found.insert(column);
        }
    });
    found
}

/// Whether tests of a condition may contradict or complete each other: two of them read one column, or one asks about
/// child rows. A single test that no value passes, or every value, is an error of the checker.
pub fn is_worth_asking(condition: &Condition) -> bool {
    let (mut seen, mut twice) = (BTreeSet::new(), false);
    walk_condition(condition, None, &mut |met| {
        if let Met::Column(column) = met {
            twice |= !seen.insert(column) || !matches!(column, Column::Field(_));
        }
    });
    twice
}

/// The columns that a weight or signal reads.
pub fn rule_columns(rule: &plan::ScoredRule) -> BTreeSet<Column> {
    let mut found = BTreeSet::new();
    plan::walk_rule(rule, &mut |met| {
        if let Met::Column(column) = met {
            found.insert(column);
        }
    });
    found
}

/// A gate as a sentence names it: "`require min_size`".
pub fn gate_name(gate: &model::Gate) -> String {
    match gate.kind {
        GateKind::Market => "`market`".to_owned(),
        GateKind::Exclude => format!("`exclude {}`", gate.name),
        GateKind::Require => format!("`require {}`", gate.name),
    }
}

/// What a gate asks, for a label: "already asks for at least 50", "already excludes `employees < 50`".
pub fn already_asks(model: &Model, gate: &model::Gate) -> String {
    let asked = model.condition_text(&gate.when);
    let unless = if gate.unless.is_some() { ", with an exception" } else { "" };
    match gate.kind {
        GateKind::Exclude => format!("already excludes `{asked}`{unless}"),
        GateKind::Market | GateKind::Require => match limit(model, &gate.when) {
            Some(limit) => format!("already asks for {limit}{unless}"),
            None => format!("already asks for `{asked}`{unless}"),
        },
    }
}

/// "at least 50", where a condition is one such limit.
fn limit(model: &Model, condition: &Condition) -> Option<String> {
    let Condition::Member { value, set } = condition else { return None };
    let ValueSet::Numbers(numbers) = set.as_ref() else { return None };
    let [interval] = numbers.intervals() else { return None };
    let amount = |millionths: i128| number_text(Number::from_millionths(millionths), unit(model, value));
    match (interval.low, interval.high) {
        (End::Included(low), End::Unbounded) => Some(format!("at least {}", amount(low))),
        (End::Excluded(low), End::Unbounded) => Some(format!("more than {}", amount(low))),
        (End::Unbounded, End::Included(high)) => Some(format!("at most {}", amount(high))),
        (End::Unbounded, End::Excluded(high)) => Some(format!("less than {}", amount(high))),
        (End::Included(low), End::Included(high)) => Some(format!("{} to {}", amount(low), amount(high))),
        _ => None,
    }
}

fn unit(model: &Model, value: &Value) -> ElementUnit {
    let ty = match value {
        Value::Field(model::FieldRef::Account(field)) => {
            model.schema.fields.get(*field).map(|field| &field.ty)
        }
        _ => None,
    };
    match ty {
        Some(Type::Percent) => ElementUnit::Percent,
        Some(Type::Money(currency)) => ElementUnit::Money(*currency),
        Some(Type::Days) => ElementUnit::Days,
        _ => ElementUnit::Plain,
    }
}
