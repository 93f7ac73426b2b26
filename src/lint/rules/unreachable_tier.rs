//! No account can be in this tier by its condition: the score never comes to what it asks for, the accounts it asks for are out,
//! or an earlier tier takes every one of them. People wait for a queue that stays empty.
//!
//! What a score can come to is counted from its rules, with the caps of groups and the limit of the score; rules on one field are
//! taken together, so that two weights for two countries are not added up.
//!
//! Silent: where it cannot be proved, and about accounts that an override names.
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
//!   employees: whole range
//!   country:   country
//!   tech:      list of text split ";"
//! }
//!
//! score fit out of 40 {
//!   evidence data "Win/loss of two years"
//!
//!   weight mid_market 25 when employees in 50..200
//!   weight crm        15 when tech has "Salesforce"
//! }
//!
//! tier A when fit >= 60
//! tier B when fit >= 20
//! ```
//!
//! ## Works
//!
//! ```icp
//! profile crm "CRM" {}
//!
//! account {
//!   id:        text key
//!   employees: whole range
//!   country:   country
//!   tech:      list of text split ";"
//! }
//!
//! score fit out of 40 {
//!   evidence data "Win/loss of two years"
//!
//!   weight mid_market 25 when employees in 50..200
//!   weight crm        15 when tech has "Salesforce"
//! }
//!
//! tier A when fit >= 40
//! tier B when fit >= 20
//! ```

use std::collections::BTreeSet;

use super::super::Profile;
use super::super::reasons::{GateAt, already_asks, gate_name};
use super::subjects::{place_of, tier, when};
use crate::check::model::{Condition, Value};
use crate::diag::codes::lints::UNREACHABLE_TIER;
use crate::diag::{Diagnostic, Sink};
use crate::plan::Gate;
use crate::prove::{Days, Formula, Prover, totals_within};
use crate::types::Points;

/// How many earlier tiers, and how many gates, are looked at.
const MOST: usize = 40;

pub fn check(profile: &Profile<'_>, sink: &mut Sink) {
    let reasons = profile.reasons;
    if reasons.plan.tiers.is_empty() {
        return;
    }
    let prover = bounded(profile);
    let gates: Vec<&GateAt> =
        reasons.gates.iter().filter(|gate| gate.planned.active.is_empty()).take(MOST).collect();
    for (at, (planned, model)) in reasons.plan.tiers.iter().zip(&profile.model.tiers).enumerate() {
        let Some(written) = tier(profile, model.span) else { continue };
        let earlier: Vec<usize> = (0..at).filter(|other| always(profile, *other)).rev().take(MOST).collect();
        let mut parts = vec![Formula::is_true(&planned.condition)];
        for other in &earlier {
            if let Some(other) = reasons.plan.tiers.get(*other) {
                parts.push(Formula::is_not_true(&other.condition));
            }
        }
        let own = parts.len();
        parts.extend(gates.iter().map(|gate| Formula::not_out_by(gate.planned)));
        if !prover.is_never(&parts) {
            continue;
        }
        let core = prover.core(&parts);
        let place = when(&written.clauses).or(written.otherwise).unwrap_or(written.name.span);
        let message = format!("no account can reach the tier `{}`", model.name);
        let mut report = Diagnostic::new(&UNREACHABLE_TIER, place, message, "out of reach");
        for score in scores_read(&planned.condition) {
            let (Some(named), Some((_, most))) =
                (profile.model.scores.get(score), prover.score_bounds(score))
            else {
                continue;
            };
            report = report.note(format!("`{}` comes to at most {most}", named.name));
        }
        for part in core {
            if let Some(other) = part.checked_sub(1).and_then(|part| earlier.get(part)) {
                let other = profile.model.tiers.get(*other).and_then(|other| tier(profile, other.span));
                if let Some(other) = other {
                    report = report.label(other.name.span, "this tier comes first");
                }
            } else if let Some(gate) = part.checked_sub(own).and_then(|part| gates.get(part)) {
                report = match place_of(profile, gate) {
                    Some(place) => report.label(place, already_asks(profile.model, gate.written)),
                    None => report.note(format!("{} stands in the way", gate_name(gate.written))),
                };
            }
        }
        sink.push(report.help("ask for less, or remove the tier"));
    }
}

fn always(profile: &Profile<'_>, tier: usize) -> bool {
    profile.reasons.plan.tiers.get(tier).is_some_and(|tier| tier.active.is_empty())
}

/// A prover that knows what the scores of accounts that are in can come to.
fn bounded<'a>(profile: &Profile<'a>) -> Prover<'a> {
    let reasons = profile.reasons;
    let gates: Vec<&Gate> = reasons
        .gates
        .iter()
        .map(|gate| gate.planned)
        .filter(|gate| gate.active.is_empty())
        .take(MOST)
        .collect();
    let mut prover = Prover::new(reasons.plan, profile.file.today, Days::Any);
    let read: BTreeSet<usize> =
        reasons.plan.tiers.iter().flat_map(|tier| scores_read(&tier.condition)).collect();
    for index in read {
        let (Some(score), Some(any)) = (reasons.plan.scores.get(index), reasons.totals(index)) else {
            continue;
        };
        let total = totals_within(&reasons.prover, score, &gates, any).total;
        let points = Points::from_thousandths;
        prover = prover.with_totals(index, points(total.least()), points(total.most()));
    }
    prover
}

/// The scores that a condition reads.
pub fn scores_read(condition: &Condition) -> BTreeSet<usize> {
    fn of_value(value: &Value, found: &mut BTreeSet<usize>) {
        match value {
            Value::Score(index) => {
                found.insert(*index);
            }
            Value::Linear { terms, .. } => terms.iter().for_each(|(_, term)| of_value(term, found)),
            Value::Otherwise(a, b)
            | Value::Quotient { numerator: a, denominator: b }
            | Value::DaysBetween { later: a, earlier: b } => {
                of_value(a, found);
                of_value(b, found);
            }
            _ => {}
        }
    }
    fn walk(condition: &Condition, found: &mut BTreeSet<usize>) {
        match condition {
            Condition::And(parts) | Condition::Or(parts) => parts.iter().for_each(|part| walk(part, found)),
            Condition::Not(inner) => walk(inner, found),
            Condition::Member { value, .. } | Condition::Known(value) => of_value(value, found),
            Condition::Compare { left, right, .. } => {
                of_value(left, found);
                of_value(right, found);
            }
            _ => {}
        }
    }
    let mut found = BTreeSet::new();
    walk(condition, &mut found);
    found
}
