//! Plans between two versions: some changes made, the others not.
//!
//! In: two plans of one shape, and slots. Out: plans with those slots taken from the other side.
//! Invariant: with no slot it is the one version, with every slot of every unit it decides like the other.

use crate::check::model::Override;
use crate::plan::Plan;

use super::{Change, Comparison, ItemKind, Joint, Slot};

/// The most changes that are told apart; what is beyond is only seen together.
pub const MOST_UNITS: usize = 32;

/// A change that can be made or left out by itself.
#[derive(Debug, Clone)]
pub struct Unit {
    /// How it is called.
    pub label: String,
    /// What it exchanges.
    pub slots: Vec<Slot>,
}

/// The changes of a comparison that decide, first to last; more than [`MOST_UNITS`] are left out.
#[must_use]
pub fn units(comparison: &Comparison) -> Vec<Unit> {
    let sign = |change: &Change| match change.change {
        super::ChangeKind::Added => "added",
        super::ChangeKind::Changed => "changed",
        super::ChangeKind::Removed => "removed",
    };
    let label = |change: &Change| match change.item {
        ItemKind::Weight | ItemKind::Signal => {
            format!("{} of {} {}", change.label(), change.of.as_deref().unwrap_or(""), sign(change))
        }
        _ => format!("{} {}", change.label(), sign(change)),
    };
    comparison
        .deciding()
        .filter(|change| !change.slots.is_empty())
        .map(|change| Unit { label: label(change), slots: change.slots.clone() })
        .take(MOST_UNITS)
        .collect()
}

/// `base` with these slots as `other` has them. Both are plans of `joint`.
#[must_use]
pub fn exchanged(joint: &Joint, from_old: bool, slots: &[Slot]) -> Plan {
    let (base, other) = if from_old { (&joint.old, &joint.new) } else { (&joint.new, &joint.old) };
    let mut plan = base.clone();
    for slot in slots {
        match *slot {
            Slot::Gate(place) => replace(&mut plan.gates, &other.gates, place),
            Slot::Segment(place) => replace(&mut plan.segments, &other.segments, place),
            Slot::Tier(place) => replace(&mut plan.tiers, &other.tiers, place),
            Slot::Rule(score, rule) => {
                if let (Some(mine), Some(theirs)) = (plan.scores.get_mut(score), other.scores.get(score)) {
                    replace(&mut mine.rules, &theirs.rules, rule);
                }
            }
            Slot::Frame(score) => {
                if let (Some(mine), Some(theirs)) = (plan.scores.get_mut(score), other.scores.get(score)) {
                    mine.limit = theirs.limit;
                    mine.groups.clone_from(&theirs.groups);
                }
            }
            Slot::Override(_) => {}
        }
    }
    plan.overrides = overrides(joint, from_old, slots);
    plan.renewed()
}

fn replace<T: Clone>(mine: &mut [T], theirs: &[T], place: usize) {
    if let (Some(slot), Some(item)) = (mine.get_mut(place), theirs.get(place)) {
        slot.clone_from(item);
    }
}

fn overrides(joint: &Joint, from_old: bool, slots: &[Slot]) -> Vec<Override> {
    let pairs = joint.overrides.iter().enumerate();
    let chosen = pairs.filter_map(|(place, pair)| {
        let old = from_old != slots.contains(&Slot::Override(place));
        if old { joint.old.overrides.get(pair.old?) } else { joint.new.overrides.get(pair.new?) }
    });
    chosen.cloned().collect()
}

/// A plan that reads whatever either version reads, for classes of cells that neither can tell apart.
#[must_use]
pub fn carrier(joint: &Joint) -> Plan {
    let mut plan = joint.old.clone();
    plan.gates.extend(joint.new.gates.iter().cloned());
    plan.segments.extend(joint.new.segments.iter().cloned());
    plan.tiers.extend(joint.new.tiers.iter().cloned());
    for (mine, theirs) in plan.scores.iter_mut().zip(&joint.new.scores) {
        mine.rules.extend(theirs.rules.iter().cloned());
    }
    plan.renewed()
}
