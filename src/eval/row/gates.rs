//! Gates, overrides and the status (rulings 7, 39, 40, 46, 48).

use crate::check::model::{GateKind, GateRef, OverrideEffect};
use crate::eval::outcome::{GateOutcome, Outcome, OverrideOutcome};
use crate::plan::{Gate, Plan};
use crate::types::{Status, Truth, UnknownEffect};

use super::truth::truth;
use super::{Scene, is_active};

/// Where an account ends up, and by whose word.
pub(super) struct Verdict {
    pub status: Status,
    pub decided_by: Vec<String>,
    pub override_outcome: Option<(usize, OverrideOutcome)>,
}

/// The override that names the account and whose last day has not passed, by index (ruling 48).
pub(super) fn live_override(scene: &Scene) -> Option<usize> {
    let key = scene.account.key.as_deref()?;
    scene.plan.overrides.iter().position(|item| item.key == key && scene.today <= item.until)
}

/// Every gate. One that is lifted by an override to a tier neither puts out nor holds.
pub(super) fn gates<'a>(scene: &Scene<'a>, override_index: Option<usize>) -> Vec<GateOutcome> {
    let lifts = override_index
        .and_then(|index| scene.plan.overrides.get(index))
        .is_some_and(|item| matches!(item.effect, OverrideEffect::Tier(_)));
    scene.plan.gates.iter().map(|gate| one_gate(scene, gate, lifts && is_liftable(gate))).collect()
}

fn is_liftable(gate: &Gate) -> bool {
    match gate.kind {
        GateKind::Market | GateKind::Require => true,
        GateKind::Exclude => false,
    }
}

fn one_gate<'a>(scene: &Scene<'a>, gate: &'a Gate, lifted: bool) -> GateOutcome {
    let truth = truth(scene, &gate.condition);
    let active = is_active(&gate.active, scene.today);
    let against = match gate.kind {
        GateKind::Exclude => Truth::True,
        GateKind::Market | GateKind::Require => Truth::False,
    };
    let (out, holds) = match (truth, gate.if_unknown) {
        (Truth::Unknown, Some(UnknownEffect::Out)) => (true, false),
        (Truth::Unknown, Some(UnknownEffect::Keep)) => (false, false),
        (Truth::Unknown, None) => (false, true),
        (Truth::True | Truth::False, _) => (truth == against, false),
    };
    let acts = active && !lifted;
    GateOutcome { truth, active, out: acts && out, holds: acts && holds }
}

/// The first status that applies: decided beats undecided, forbidding beats all (ruling 40).
pub(super) fn status(plan: &Plan, gates: &[GateOutcome], override_index: Option<usize>) -> Verdict {
    let effect = override_index.and_then(|index| plan.overrides.get(index)).map(|item| item.effect);
    let by_override = effect == Some(OverrideEffect::Excluded);
    let out = |kind: GateKind| names(plan, gates, |gate, outcome| gate.kind == kind && outcome.out);
    let held = names(plan, gates, |_, outcome| outcome.holds);
    let (excluded, market, required) =
        (out(GateKind::Exclude), out(GateKind::Market), out(GateKind::Require));

    let blocking =
        names(plan, gates, |gate, outcome| gate.kind == GateKind::Exclude && (outcome.out || outcome.holds));
    let override_outcome = override_index.map(|index| {
        let applies = by_override || blocking.is_empty();
        (index, if applies { OverrideOutcome::Applied } else { OverrideOutcome::BlockedBy(blocking) })
    });

    let (status, decided_by) = if by_override || !excluded.is_empty() {
        let named = by_override.then(|| "override".to_owned());
        (Status::Excluded, named.into_iter().chain(excluded).collect())
    } else if !market.is_empty() {
        (Status::OutsideMarket, market)
    } else if !required.is_empty() {
        (Status::Unqualified, required)
    } else if !held.is_empty() {
        (Status::NeedsData, held)
    } else {
        (Status::Qualified, Vec::new())
    };
    Verdict { status, decided_by, override_outcome }
}

/// Names of gates in code point order (ruling 46).
fn names(plan: &Plan, gates: &[GateOutcome], of: impl Fn(&Gate, &GateOutcome) -> bool) -> Vec<String> {
    let among = plan.gates.iter().zip(gates).filter(|(gate, outcome)| of(gate, outcome));
    let mut names: Vec<String> = among.map(|(gate, _)| gate.name.clone()).collect();
    names.sort();
    names
}

/// `excluded by RULE`: whether that rule is among those that put the account out (ruling 41).
pub(super) fn is_out_by(plan: &Plan, outcome: &Outcome, gate: GateRef) -> bool {
    let acts = |kind: GateKind, index: usize, status: Status| {
        let mut of_kind = plan.gates.iter().zip(&outcome.gates).filter(|(gate, _)| gate.kind == kind);
        outcome.status == status && of_kind.nth(index).is_some_and(|(_, outcome)| outcome.out)
    };
    match gate {
        GateRef::Exclude(index) => acts(GateKind::Exclude, index, Status::Excluded),
        GateRef::Require(index) => acts(GateKind::Require, index, Status::Unqualified),
        GateRef::Override => outcome.override_outcome.as_ref().is_some_and(|(index, applied)| {
            let effect = plan.overrides.get(*index).map(|item| item.effect);
            effect == Some(OverrideEffect::Excluded) && *applied == OverrideOutcome::Applied
        }),
    }
}
