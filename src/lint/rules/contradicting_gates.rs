//! No account passes all of these rules: what one asks for, another one forbids. Every account ends up out or waiting for data,
//! and no tier is ever worked.
//!
//! Silent: where it cannot be proved, where a rule is not always in force, and where a single rule is to blame, which [never-true](ICP1025.md) reports.
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
//! exclude enterprise when employees >= 1000 because "No enterprise sales team yet"
//!
//! require enterprise_only when employees >= 2000
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
//! exclude enterprise when employees >= 1000 because "No enterprise sales team yet"
//!
//! require mid_market when employees >= 200
//! ```

use super::super::Profile;
use super::super::reasons::{GateAt, already_asks, gate_name};
use super::subjects::place_of;
use crate::diag::codes::lints::CONTRADICTING_GATES;
use crate::diag::{Diagnostic, Sink};
use crate::prove::Formula;
use crate::text::join_and;

/// More gates than this are not looked at together.
const MOST: usize = 150;

pub fn check(profile: &Profile<'_>, sink: &mut Sink) {
    let reasons = profile.reasons;
    let gates: Vec<&GateAt> =
        reasons.gates.iter().filter(|gate| gate.planned.active.is_empty()).take(MOST).collect();
    let parts: Vec<Formula> = gates.iter().map(|gate| Formula::passes(gate.planned)).collect();
    if parts.len() < 2 || !reasons.prover.is_never(&parts) {
        return;
    }
    let core: Vec<&GateAt> =
        reasons.prover.core(&parts).iter().filter_map(|part| gates.get(*part).copied()).collect();
    let placed: Vec<_> = core.iter().filter_map(|gate| Some((*gate, place_of(profile, gate)?))).collect();
    // The last of them is blamed: the earlier ones were there when it was written.
    let Some(((_, place), others)) = placed.split_last().filter(|_| core.len() > 1) else { return };
    let names: Vec<String> = core.iter().map(|gate| gate_name(gate.written)).collect();
    let message = format!("no account can qualify: {} contradict each other", join_and(&names));
    let mut report =
        Diagnostic::new(&CONTRADICTING_GATES, *place, message, "lets nobody in beside the others");
    for (gate, place) in others {
        report = report.label(*place, already_asks(profile.model, gate.written));
    }
    sink.push(report.help("change the rule that says more than was meant"));
}
