//! Only accounts that the gates put out could earn these points: whoever gets past the exclusions, the market and the
//! requirements never does. The points read like a preference and decide nothing; often a requirement was made stricter later
//! and its bands were forgotten.
//!
//! Silent: where it cannot be proved, where a gate is not always in force, and on conditions that no account meets at all, which [never-true](ICP1025.md) reports.
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
//! require min_size "At least 50 people" when employees >= 50
//!
//! score fit out of 25 {
//!   evidence data "Win/loss of two years"
//!
//!   weight size by employees {
//!     1..49     => 10
//!     50..200   => 25
//!     otherwise => 0
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
//!   employees: whole range
//!   country:   country
//!   tech:      list of text split ";"
//! }
//!
//! require min_size "At least 50 people" when employees >= 50
//!
//! score fit out of 25 {
//!   evidence data "Win/loss of two years"
//!
//!   weight size by employees {
//!     50..200   => 25
//!     otherwise => 0
//!   }
//! }
//! ```

use super::super::Profile;
use super::super::reasons::{GateAt, already_asks, gate_name, rule_columns};
use super::subjects::{Points, place_of, points, points_owner, when};
use crate::check::model::Condition;
use crate::diag::codes::lints::POINTS_FOR_NOBODY;
use crate::diag::{Diagnostic, Sink};
use crate::plan::Earns;
use crate::prove::Formula;
use crate::syntax::tree::{self, ArmLeft, BandLeft};
use crate::text::{Span, join_and};
use crate::types::{Points as Amount, Truth};

/// How many gates are looked at.
const MOST: usize = 8;

pub fn check(profile: &Profile<'_>, sink: &mut Sink) {
    if profile.reasons.gates.is_empty() {
        return;
    }
    for score in 0..profile.model.scores.len() {
        for rule in points(profile, score) {
            check_rule(profile, &rule, sink);
        }
    }
}

fn check_rule(profile: &Profile<'_>, rule: &Points<'_>, sink: &mut Sink) {
    let gates = profile.reasons.gates_about(&rule_columns(rule.planned), MOST);
    if gates.is_empty() {
        return;
    }
    let owner = points_owner(rule.model.kind, &rule.model.name);
    let guarded = rule.planned.guard != Condition::Constant(Truth::True);
    if guarded && let Some(core) = only_out(profile, &gates, &[&rule.planned.guard]) {
        let place = when(&rule.written.clauses).unwrap_or(rule.written.name.span);
        let message = format!("only accounts that are out can earn {owner}");
        sink.push(report(profile, place, message, &core));
        return;
    }
    match &rule.planned.earns {
        Earns::Bands(bands) if !bands.best_of => {
            let places = band_places(&rule.written.earns);
            if places.len() != bands.arms.len() {
                return;
            }
            for ((set, amount), place) in bands.arms.iter().zip(places) {
                let arm = Condition::Member { value: bands.value.clone(), set: set.clone() };
                arm_of(profile, &gates, rule, (&arm, *amount, place), &owner, sink);
            }
        }
        Earns::Arms { arms, .. } => {
            let places = arm_places(&rule.written.earns);
            if places.len() != arms.len() {
                return;
            }
            for ((arm, amount), place) in arms.iter().zip(places) {
                arm_of(profile, &gates, rule, (arm, *amount, place), &owner, sink);
            }
        }
        Earns::Flat(_)
        | Earns::Bands(_)
        | Earns::PerRow { .. }
        | Earns::PerNumber { .. }
        | Earns::Scale { .. } => {}
    }
}

fn arm_of(
    profile: &Profile<'_>,
    gates: &[&GateAt<'_>],
    rule: &Points<'_>,
    (arm, amount, place): (&Condition, Amount, Span),
    owner: &str,
    sink: &mut Sink,
) {
    // An arm of 0 points says that there are none: nobody misses them.
    if amount == Amount::ZERO {
        return;
    }
    if let Some(core) = only_out(profile, gates, &[&rule.planned.guard, arm]) {
        let message = format!("only accounts that are out can earn this arm of {owner}");
        sink.push(report(profile, place, message, &core));
    }
}

/// The gates that put out every account for which all these conditions are TRUE; `None` where some account is in, or
/// where no account meets the conditions in the first place.
fn only_out<'g, 'a>(
    profile: &Profile<'_>,
    gates: &[&'g GateAt<'a>],
    conditions: &[&Condition],
) -> Option<Vec<&'g GateAt<'a>>> {
    let prover = &profile.reasons.prover;
    let mut parts: Vec<Formula> = conditions.iter().map(|condition| Formula::is_true(condition)).collect();
    let own = parts.len();
    parts.extend(gates.iter().map(|gate| Formula::not_out_by(gate.planned)));
    if !prover.is_never(&parts) || prover.is_never(parts.get(..own)?) {
        return None;
    }
    let core = prover.core(&parts);
    let found: Vec<&GateAt> =
        core.iter().filter_map(|part| gates.get(part.checked_sub(own)?).copied()).collect();
    // Gates that let nobody in are reported by themselves.
    let at_fault: Vec<Formula> = found.iter().map(|gate| Formula::not_out_by(gate.planned)).collect();
    (!prover.is_never(&at_fault)).then_some(found)
}

fn report(profile: &Profile<'_>, place: Span, message: String, core: &[&GateAt<'_>]) -> Diagnostic {
    let names: Vec<String> = core.iter().map(|gate| gate_name(gate.written)).collect();
    let puts = if core.len() == 1 { "puts" } else { "put" };
    let mut report = Diagnostic::new(&POINTS_FOR_NOBODY, place, message, "for nobody who is in")
        .note(format!("{} {puts} out every account that meets this", join_and(&names)));
    for gate in core {
        if let Some(place) = place_of(profile, gate) {
            report = report.label(place, already_asks(profile.model, gate.written));
        }
    }
    report.help("remove the points, or relax the gate")
}

/// The places of the arms of `by X { … }` that name values.
fn band_places(earns: &tree::Earns) -> Vec<Span> {
    let tree::Earns::Bands { arms, .. } = earns else { return Vec::new() };
    arms.iter()
        .filter(|arm| matches!(arm.left, BandLeft::Compare(..) | BandLeft::Values(_)))
        .map(|arm| arm.span)
        .collect()
}

/// The places of the conditions of `{ when … => … }`.
pub fn arm_places(earns: &tree::Earns) -> Vec<Span> {
    let tree::Earns::Arms { arms, .. } = earns else { return Vec::new() };
    arms.iter()
        .filter_map(|arm| match &arm.left {
            ArmLeft::When(condition) => Some(condition.span),
            ArmLeft::Unknown(_) | ArmLeft::Otherwise(_) => None,
        })
        .collect()
}

/// The places of the whole arms of `{ when … => … }`, in the same order.
pub fn arm_spans(earns: &tree::Earns) -> Vec<Span> {
    let tree::Earns::Arms { arms, .. } = earns else { return Vec::new() };
    arms.iter().filter(|arm| matches!(arm.left, ArmLeft::When(_))).map(|arm| arm.span).collect()
}
