//! The points for headcount or revenue rise and never fall again, so the largest accounts come out on top whether they
//! can be served or not. Chasing big names is the most common mistake in an ideal customer profile: decide up to which
//! size you deliver well, and give what is beyond fewer points, or set a limit with `require`.
//!
//! Where large accounts really are served best, say so in the rule (`evidence data "…"`); then there is no warning.
//!
//! Silent: where a gate sets an upper limit for the field, and on a rule that says itself what it rests on
//! (`because`, `evidence` or `assumption`).
//!
//! Options: none.
//!
//! ## Fails
//!
//! ```icp
//! profile crm "CRM" {}
//!
//! account {
//!   id:        text key
//!   employees: whole
//! }
//!
//! exclude sole_trader when employees <= 1 because "No team to sell to"
//!
//! score fit {
//!   evidence data "2026 win/loss"
//!
//!   weight size by employees {
//!     2..49     =>  5
//!     50..999   => 15
//!     >= 1_000  => 25
//!     otherwise =>  0
//!   }
//! }
//! ```
//!
//! ## Works
//!
//! ```icp
//! profile crm "CRM" {}
//!
//! account {
//!   id:        text key
//!   employees: whole
//! }
//!
//! exclude sole_trader when employees <= 1 because "No team to sell to"
//!
//! score fit {
//!   evidence data "2026 win/loss"
//!
//!   weight size by employees {
//!     2..49     =>  5
//!     50..999   => 25
//!     >= 1_000  => 10
//!     otherwise =>  0
//!   }
//! }
//! ```

use super::super::Profile;
use super::places;
use crate::check::model::{Condition, Documentation, Earns, FieldRef, Gate, GateKind, ScoredRule, Value};
use crate::diag::codes::lints::EVER_RISING_SIZE;
use crate::diag::{Diagnostic, Sink};
use crate::types::{End, Points, ValueSet};

/// Words in the name of a field that says how large a company is.
const SIZE: [&str; 6] = ["employee", "headcount", "staff", "company_size", "revenue", "turnover"];

pub fn check(profile: &Profile<'_>, sink: &mut Sink) {
    for rule in profile.model.scores.iter().flat_map(|score| &score.rules) {
        let Some(field) = rising_field(rule).filter(|_| !explained(&rule.documentation)) else { continue };
        let Some(name) = profile.model.schema.fields.get(field).map(|field| field.name.as_str()) else {
            continue;
        };
        let is_size = SIZE.iter().any(|word| name.to_lowercase().contains(word));
        let gates = profile.model.market.iter().chain(&profile.model.excludes).chain(&profile.model.requires);
        let Some(written) = places::weight(profile, rule.span).filter(|_| is_size) else { continue };
        if gates.into_iter().any(|gate| limits(gate, field)) {
            continue;
        }
        let message = format!("the points of `{}` only ever rise with `{name}`", rule.name);
        sink.push(
            Diagnostic::new(
                &EVER_RISING_SIZE,
                written.name.span,
                message,
                "the larger the better, without end",
            )
            .help("give accounts that are too large to serve fewer points, or set a limit with `require`")
            .help("if large accounts are served well, write the `evidence` into the rule"),
        );
    }
}

fn explained(documentation: &Documentation) -> bool {
    documentation.because.is_some()
        || !documentation.evidence.is_empty()
        || documentation.assumption.is_some()
}

/// The account field whose points never fall as it grows, and rise at least twice in bands.
fn rising_field(rule: &ScoredRule) -> Option<usize> {
    match &rule.earns {
        Earns::Bands(bands) if !bands.best_of => {
            let mut steps: Vec<(End, End, Points)> = Vec::new();
            for (set, points) in &bands.arms {
                let ValueSet::Numbers(set) = set.as_ref() else { return None };
                steps.extend(set.intervals().iter().map(|interval| (interval.low, interval.high, *points)));
            }
            steps.sort_by_key(|(low, _, _)| low.value().unwrap_or(i128::MIN));
            let (_, top, most) = steps.last()?;
            let otherwise = bands.otherwise.unwrap_or(*most);
            let open = *top == End::Unbounded || otherwise >= *most;
            let pairs = || steps.iter().zip(steps.iter().skip(1));
            let never_falls = pairs().all(|((_, _, before), (_, _, after))| before <= after);
            let rises = pairs().filter(|((_, _, before), (_, _, after))| before < after).count();
            (open && never_falls && rises >= 2).then(|| account_field(&bands.value)).flatten()
        }
        Earns::Scale { value, from, to } => {
            let rises = (from.0 < to.0 && from.1 < to.1) || (from.0 > to.0 && from.1 > to.1);
            rises.then(|| account_field(value)).flatten()
        }
        Earns::Bands(_)
        | Earns::Flat(_)
        | Earns::PerRow { .. }
        | Earns::PerNumber { .. }
        | Earns::Arms { .. } => None,
    }
}

fn account_field(value: &Value) -> Option<usize> {
    match value {
        Value::Field(FieldRef::Account(field)) => Some(*field),
        Value::Otherwise(value, _) => account_field(value),
        Value::Field(FieldRef::Row(_))
        | Value::Constant(_)
        | Value::Today
        | Value::Let(_)
        | Value::Linear { .. }
        | Value::Quotient { .. }
        | Value::DaysBetween { .. }
        | Value::Aggregate(_)
        | Value::CountElements { .. }
        | Value::CountKnown(_)
        | Value::Score(_) => None,
    }
}

/// Whether a gate keeps accounts out for being too large: a requirement or market with an upper end, an exclusion
/// without one.
fn limits(gate: &Gate, field: usize) -> bool {
    let wants_upper_end = match gate.kind {
        GateKind::Market | GateKind::Require => true,
        GateKind::Exclude => false,
    };
    mentions_limit(&gate.when, field, wants_upper_end)
}

fn mentions_limit(condition: &Condition, field: usize, wants_upper_end: bool) -> bool {
    match condition {
        Condition::And(parts) | Condition::Or(parts) => {
            parts.iter().any(|part| mentions_limit(part, field, wants_upper_end))
        }
        Condition::Not(inner) => mentions_limit(inner, field, !wants_upper_end),
        Condition::Member { value, set } => match set.as_ref() {
            ValueSet::Numbers(set) if account_field(value) == Some(field) => {
                let has_upper_end = set.intervals().last().is_some_and(|last| last.high != End::Unbounded);
                has_upper_end == wants_upper_end
            }
            ValueSet::Numbers(_)
            | ValueSet::Days(_)
            | ValueSet::Texts(_)
            | ValueSet::Choices(_)
            | ValueSet::Booleans(_) => false,
        },
        Condition::Constant(_)
        | Condition::Let(_)
        | Condition::Known(_)
        | Condition::Compare { .. }
        | Condition::Text { .. }
        | Condition::Has { .. }
        | Condition::Within { .. }
        | Condition::OlderThan { .. }
        | Condition::AnyRow(_)
        | Condition::Result(_) => false,
    }
}
