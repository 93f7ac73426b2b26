//! Whether a changed rule of a score is certain to earn more, or less.
//!
//! In: a rule of both versions. Out: a [`Direction`], or nothing. Invariant: it holds for every account, with cells that
//! are ranges and cells that are unknown; what is not seen is not said.

use std::collections::BTreeSet;

use crate::check::model::{Bands, Condition};
use crate::plan::{Earns, Fade, ScoredRule, otherwise};
use crate::types::{IntervalSet, Points, Truth, ValueSet};

use super::direction::{Direction, implies, is_same};

/// Whether a rule can only earn more, or only less, than it did.
pub fn points_direction(old: &ScoredRule, new: &ScoredRule) -> Option<Direction> {
    let idle = |rule: &ScoredRule| matches!(rule.guard, Condition::Constant(Truth::False));
    if idle(old) {
        return sign(new, Direction::PointsUp);
    }
    if idle(new) {
        return sign(old, Direction::PointsDown);
    }
    if old.active != new.active || old.group != new.group || old.kind != new.kind {
        return None;
    }
    let same_fade = format!("{:?}", old.fade) == format!("{:?}", new.fade);
    let same_earns = format!("{:?}", old.earns) == format!("{:?}", new.earns);
    match (same_fade, same_earns, is_same(&old.guard, &new.guard)) {
        (true, true, false) => match (implies(&old.guard, &new.guard), implies(&new.guard, &old.guard)) {
            (true, false) => sign(new, Direction::PointsUp),
            (false, true) => sign(new, Direction::PointsDown),
            _ => None,
        },
        (false, true, true) => sign(new, fade_direction(old.fade.as_ref(), new.fade.as_ref())?),
        (true, false, true) => earns_direction(old.fade.is_some(), &old.earns, &new.earns),
        _ => None,
    }
}

/// What more of a rule does, by the sign of its points.
fn sign(rule: &ScoredRule, more: Direction) -> Option<Direction> {
    if rule.bounds.least >= Points::ZERO {
        Some(more)
    } else if rule.bounds.most <= Points::ZERO {
        Some(more.reversed())
    } else {
        None
    }
}

/// Up where at every age more is left of points above 0. Fading over more days leaves more, and not fading leaves all.
fn fade_direction(old: Option<&Fade>, new: Option<&Fade>) -> Option<Direction> {
    match (old, new) {
        (Some(_), None) => Some(Direction::PointsUp),
        (None, Some(_)) => Some(Direction::PointsDown),
        (Some(old), Some(new))
            if old.since == new.since && old.decay.is_halving() == new.decay.is_halving() =>
        {
            let longer = new.decay.days() > old.decay.days();
            Some(if longer { Direction::PointsUp } else { Direction::PointsDown })
        }
        _ => None,
    }
}

fn earns_direction(fades: bool, old: &Earns, new: &Earns) -> Option<Direction> {
    let rises: &dyn Fn(&Earns, &Earns) -> bool = &|a, b| match (a, b) {
        (Earns::Flat(was), Earns::Flat(is)) => was <= is,
        (
            Earns::PerRow { points: was, rows: of, cap: least },
            Earns::PerRow { points: is, rows: to, cap: most },
        ) => {
            let one_sign =
                |points: &Points, cap: &Points| (*points >= Points::ZERO) == (*cap >= Points::ZERO);
            of == to && was <= is && least <= most && one_sign(was, least) && one_sign(is, most)
        }
        (Earns::Bands(was), Earns::Bands(is)) => bands_rise(fades, was, is),
        _ => false,
    };
    match (rises(old, new), rises(new, old)) {
        (true, false) => Some(Direction::PointsUp),
        (false, true) => Some(Direction::PointsDown),
        _ => None,
    }
}

/// Whether bands earn no less than others, whatever the cell says.
///
/// A cell that may hold any of some values earns the `unknown` arm, or 0, as near as those values' points come to it: where
/// they and the arm are no less, neither is that. A date that fades the points leaves the arm out.
fn bands_rise(fades: bool, old: &Bands, new: &Bands) -> bool {
    if old.value != new.value || old.best_of || new.best_of {
        return false;
    }
    let earned = samples(old, new);
    let undecided = |bands: &Bands| bands.unknown.filter(|_| !fades).unwrap_or_default();
    let least = |side: fn(&(Points, Points)) -> Points| earned.iter().map(side).min().unwrap_or_default();
    let most = |side: fn(&(Points, Points)) -> Points| earned.iter().map(side).max().unwrap_or_default();
    let unknown = |bands: &Bands, side: fn(&(Points, Points)) -> Points| {
        bands.unknown.unwrap_or_else(|| Points::ZERO.clamp(least(side), most(side)))
    };
    undecided(old) <= undecided(new)
        && unknown(old, |pair| pair.0) <= unknown(new, |pair| pair.1)
        && earned.iter().all(|(was, is)| was <= is)
}

/// What both earn for a value of every stretch that neither tells apart, and for one in no arm.
fn samples(old: &Bands, new: &Bands) -> Vec<(Points, Points)> {
    let sets = || old.arms.iter().chain(&new.arms).map(|(set, _)| set.as_ref());
    let earned = |holds: &dyn Fn(&ValueSet) -> bool| {
        let of = |bands: &Bands| {
            let arm = bands.arms.iter().find(|(set, _)| holds(set)).map(|(_, points)| *points);
            arm.or_else(|| otherwise(bands))
        };
        // In no arm where arms are complete: there is no such value.
        Some((of(old)?, of(new)?))
    };
    let in_none = earned(&|_| false);
    let intervals: Vec<&IntervalSet> = sets()
        .filter_map(|set| match set {
            ValueSet::Numbers(set) | ValueSet::Days(set) => Some(set),
            ValueSet::Texts(_) | ValueSet::Choices(_) | ValueSet::Booleans(_) => None,
        })
        .collect();
    if intervals.is_empty() {
        let mut texts: BTreeSet<&String> = BTreeSet::new();
        let mut choices: BTreeSet<u32> = BTreeSet::new();
        for set in sets() {
            match set {
                ValueSet::Texts(set) => texts.extend(set),
                ValueSet::Choices(set) => choices.extend(set),
                ValueSet::Booleans(_) | ValueSet::Numbers(_) | ValueSet::Days(_) => {}
            }
        }
        let by_text = texts.iter().filter_map(|text| {
            earned(&|set| matches!(set, ValueSet::Texts(listed) if listed.contains(*text)))
        });
        let by_choice = choices.iter().filter_map(|choice| {
            earned(&|set| matches!(set, ValueSet::Choices(listed) if listed.contains(choice)))
        });
        let by_truth = [false, true].iter().filter_map(|truth| {
            earned(&|set| matches!(set, ValueSet::Booleans(listed) if listed.contains(truth)))
        });
        by_text.chain(by_choice).chain(by_truth).chain(in_none).collect()
    } else {
        let ends = intervals.iter().flat_map(|set| {
            let step = set.step().unwrap_or(1);
            let ends = set.intervals().iter().flat_map(|part| [part.low.value(), part.high.value()]);
            ends.flatten().flat_map(move |end| [end.saturating_sub(step), end, end.saturating_add(step)])
        });
        let values: BTreeSet<i128> = ends.collect();
        let holds = |set: &ValueSet, value: i128| match set {
            ValueSet::Numbers(set) | ValueSet::Days(set) => set.holds(value),
            ValueSet::Texts(_) | ValueSet::Choices(_) | ValueSet::Booleans(_) => false,
        };
        values.iter().filter_map(|value| earned(&|set| holds(set, *value))).chain(in_none).collect()
    }
}
