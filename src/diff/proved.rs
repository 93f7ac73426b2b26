//! Changes of wording that are proved to change nothing.
//!
//! In: the changes of a comparison. Out: the same, those that no account can feel marked as deciding nothing.
//! Invariant: a change is marked only if its two conditions come to the same truth on every account and every day.

use crate::check::model::Condition;
use crate::prove::{Days, Formula, Prover, Truths};
use crate::types::{Day, Truth};

use super::hybrid::carrier;
use super::words::Detail;
use super::{Change, Joint, Slot};

/// Marks what is proved to change nothing.
pub fn mark(joint: &Joint, changes: &mut [Change]) {
    let Some(day) = Day::from_number(0) else { return };
    let plan = carrier(joint);
    let prover = Prover::new(&plan, day, Days::Any);
    for change in changes.iter_mut().filter(|change| change.decides && !change.slots.is_empty()) {
        if change.slots.iter().all(|slot| is_the_same(&prover, joint, *slot)) {
            change.decides = false;
            change.slots.clear();
            change.direction = None;
            change.details.push(Detail {
                what: "means the same on every account (proved)".to_owned(),
                ..Detail::default()
            });
        }
    }
}

/// Whether only the condition of an item differs, and that on no account.
fn is_the_same(prover: &Prover<'_>, joint: &Joint, slot: Slot) -> bool {
    let (old, new) = (&joint.old, &joint.new);
    let pair = match slot {
        Slot::Gate(place) => old.gates.get(place).zip(new.gates.get(place)).and_then(|(was, is)| {
            (was.if_unknown == is.if_unknown && was.active == is.active)
                .then_some((&was.condition, &is.condition))
        }),
        Slot::Segment(place) => old.segments.get(place).zip(new.segments.get(place)).and_then(|(was, is)| {
            let same = was.level == is.level
                && was.season == is.season
                && was.active == is.active
                && was.emit == is.emit
                && was.name == is.name;
            same.then_some((&was.condition, &is.condition))
        }),
        Slot::Tier(place) => old.tiers.get(place).zip(new.tiers.get(place)).and_then(|(was, is)| {
            let same = was.active == is.active && was.emit == is.emit && was.name == is.name;
            same.then_some((&was.condition, &is.condition))
        }),
        Slot::Rule(score, rule) => {
            let was = old.scores.get(score).and_then(|score| score.rules.get(rule));
            let is = new.scores.get(score).and_then(|score| score.rules.get(rule));
            was.zip(is).and_then(|(was, is)| {
                let same = was.kind == is.kind
                    && was.group == is.group
                    && was.active == is.active
                    && format!("{:?}", was.earns) == format!("{:?}", is.earns)
                    && format!("{:?}", was.fade) == format!("{:?}", is.fade);
                same.then_some((&was.guard, &is.guard))
            })
        }
        Slot::Frame(_) | Slot::Override(_) => None,
    };
    pair.is_some_and(|(was, is)| same_truth(prover, was, is))
}

fn same_truth(prover: &Prover<'_>, old: &Condition, new: &Condition) -> bool {
    [Truth::False, Truth::Unknown, Truth::True].into_iter().all(|truth| {
        let one = Truths::one(truth);
        prover.is_never(&[Formula::is(old, one), Formula::is(new, one.others())])
    })
}
