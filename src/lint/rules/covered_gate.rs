//! Whoever is put out by this rule is put out by another one already: the rule decides nothing. Two teams often write the same
//! limit twice; later one of the two is changed, and nobody understands why nothing moves. The finding names the rule that
//! covers this one.
//!
//! `employees > 10` and `employees > 20` are recognized as what they are, and so is an exclusion that several others cover
//! together.
//!
//! Silent: where it cannot be proved, where the other rule is not always in force, and on an exclusion that a requirement covers: the two say different things about an account. The 24 rules nearest to it that read the same fields are looked at.
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
//! require min_size    when employees >= 50
//! require not_tiny    when employees >= 10
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
//! require min_size    when employees >= 50
//! require known_place when country is known
//! ```

use super::super::Profile;
use super::super::reasons::{GateAt, already_asks, gate_name};
use super::places::with_removal;
use super::subjects::{gate_place, gate_rule, place_of, when};
use crate::check::model::GateKind;
use crate::diag::codes::lints::COVERED_GATE;
use crate::diag::{Diagnostic, Sink};
use crate::prove::Formula;
use crate::text::join_and;

/// How many other gates are looked at.
const MOST: usize = 24;

pub fn check(profile: &Profile<'_>, sink: &mut Sink) {
    let reasons = profile.reasons;
    let prover = &reasons.prover;
    let mut covered = vec![false; reasons.gates.len()];
    // From the last: of two that say the same, the later one is the one too many.
    for (at, gate) in reasons.gates.iter().enumerate().rev() {
        let others: Vec<&GateAt> = reasons
            .near(&gate.columns)
            .into_iter()
            .filter(|(other, _)| *other != at && covered.get(*other) == Some(&false))
            .map(|(_, other)| other)
            .filter(|other| may_cover(other, gate))
            .take(MOST)
            .collect();
        let Some(written) = gate_rule(profile, gate).filter(|_| !others.is_empty()) else { continue };
        let mut parts = vec![Formula::out_by(gate.planned)];
        parts.extend(others.iter().map(|other| Formula::not_out_by(other.planned)));
        if !prover.is_never(&parts) || prover.is_never(&[Formula::out_by(gate.planned)]) {
            continue;
        }
        let core = prover.core(&parts);
        let by: Vec<&&GateAt> = core.iter().filter_map(|part| others.get(part.checked_sub(1)?)).collect();
        if by.is_empty() {
            continue;
        }
        if let Some(place) = covered.get_mut(at) {
            *place = true;
        }
        let names: Vec<String> = by.iter().map(|other| gate_name(other.written)).collect();
        let verb = if by.len() == 1 { "covers" } else { "cover" };
        let message = format!("{} puts out nobody: {} {verb} it", gate_name(gate.written), join_and(&names));
        let place = when(&written.clauses).unwrap_or_else(|| gate_place(written));
        let mut report = Diagnostic::new(&COVERED_GATE, place, message, "already decided");
        for other in by {
            let asks = already_asks(profile.model, other.written);
            report = match place_of(profile, other) {
                Some(place) => report.label(place, asks),
                None => report.note(format!("{} {asks}", gate_name(other.written))),
            };
        }
        let report = report.help("change the limit that was meant to be stricter");
        sink.push(with_removal(report, profile.file.sources, written.span, "remove it"));
    }
}

/// Whether one gate may make another one needless: of the same kind, or an exclusion, in force whenever the other is, and
/// about the same fields.
fn may_cover(other: &GateAt<'_>, gate: &GateAt<'_>) -> bool {
    let stronger = other.planned.kind == gate.planned.kind || other.planned.kind == GateKind::Exclude;
    let in_force = other.planned.active.is_empty() || other.planned.active == gate.planned.active;
    stronger && in_force && other.may_decide(&gate.columns)
}
