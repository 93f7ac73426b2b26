//! Segments, tiers, possible tiers, emitted values (rulings 43, 44, 45, 48, 50).

use crate::check::model::OverrideEffect;
use crate::eval::outcome::{Outcome, PossibleTiers, ScoreOutcome};
use crate::plan::{Plan, Segment};
use crate::types::{Day, Level, Status, Truth};

use super::truth::truth;
use super::{Reading, Results, Scene, is_active};

/// The segment, its level in season, and the segments that may turn out.
pub(super) struct Segments {
    pub chosen: Option<usize>,
    pub level: Option<Level>,
    /// `None`: that no segment holds.
    pub possible: Vec<Option<usize>>,
}

/// The tier, each tier's truth, and the tiers that may turn out; before status and override.
pub(super) struct Tiers {
    pub chosen: Option<usize>,
    pub truths: Vec<Truth>,
    pub possible: PossibleTiers,
}

/// The first segment that is TRUE (ruling 45).
pub(super) fn segments<'a>(scene: &Scene<'a>) -> Segments {
    let truths = |reading| -> Vec<Truth> {
        let scene = scene.reading(reading);
        let segments = scene.plan.segments.iter();
        segments.map(|item| in_force(item, &scene).unwrap_or(Truth::False)).collect()
    };
    let chosen = first_true(&truths(Reading::Verdict));
    let (possible, none) = may_be_first(&truths(Reading::Possibility));
    let level = chosen.and_then(|index| scene.plan.segments.get(index));
    Segments {
        chosen,
        level: level.map(|segment| level_in_season(segment, scene.today)),
        possible: possible.into_iter().map(Some).chain(none.then_some(None)).collect(),
    }
}

fn in_force<'a>(segment: &'a Segment, scene: &Scene<'a>) -> Option<Truth> {
    is_active(&segment.active, scene.today).then(|| truth(scene, &segment.condition))
}

/// The level in season today (ruling 45).
pub(in crate::eval) fn level_in_season(segment: &Segment, today: Day) -> Level {
    match segment.season {
        Some((months, otherwise)) if !months.contains(today) => otherwise,
        Some(_) | None => segment.level,
    }
}

/// The first tier that is TRUE (ruling 43), and the tiers that may turn out, scores being ranges (ruling 44).
pub(super) fn tiers<'a>(scene: &Scene<'a>, scores: &'a [ScoreOutcome], segments: &'a Segments) -> Tiers {
    let results = Results::Strata { scores, segment: segments.chosen, possible_segments: &segments.possible };
    let truths = |reading| -> Vec<Truth> {
        let scene = Scene { results: Some(results), reading, ..*scene };
        let tiers = scene.plan.tiers.iter();
        tiers
            .map(|tier| {
                if is_active(&tier.active, scene.today) {
                    truth(&scene, &tier.condition)
                } else {
                    Truth::False
                }
            })
            .collect()
    };
    let verdict = truths(Reading::Verdict);
    let (tiers, none) = may_be_first(&truths(Reading::Possibility));
    Tiers { chosen: first_true(&verdict), truths: verdict, possible: PossibleTiers { tiers, none } }
}

fn first_true(truths: &[Truth]) -> Option<usize> {
    truths.iter().position(|truth| *truth == Truth::True)
}

/// Each that is not FALSE and before which none is TRUE; and whether it may be that none holds.
fn may_be_first(truths: &[Truth]) -> (Vec<usize>, bool) {
    let end = first_true(truths);
    let before = truths.iter().enumerate().take(end.unwrap_or(truths.len()));
    let undecided = before.filter(|(_, truth)| **truth == Truth::Unknown).map(|(index, _)| index);
    (undecided.chain(end).collect(), end.is_none())
}

/// What the status and an override make of the tier, and what is emitted: nothing where the account is out, no emitted
/// values where it is held (rulings 42, 43, 48).
pub(super) fn settle(plan: &Plan, override_index: Option<usize>, outcome: &mut Outcome) {
    let effect = override_index.and_then(|index| plan.overrides.get(index)).map(|item| item.effect);
    if let Some(OverrideEffect::Tier(tier)) = effect {
        outcome.tier = Some(tier);
        outcome.tiers_possible = PossibleTiers { tiers: vec![tier], none: false };
    }
    if outcome.status.is_out() {
        outcome.tier = None;
        outcome.tiers_possible = PossibleTiers::default();
    }
    if outcome.status == Status::Qualified {
        let segment = outcome.segment.and_then(|index| plan.segments.get(index));
        let tier = outcome.tier.and_then(|index| plan.tiers.get(index));
        let emits = segment.map(|segment| &segment.emit).into_iter().chain(tier.map(|tier| &tier.emit));
        outcome.emits = emits.flatten().cloned().collect();
    }
}
