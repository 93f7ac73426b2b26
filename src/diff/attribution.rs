//! Which change moved an account.
//!
//! In: an account and its states in both versions. Out: what each change does to it when made alone and when left out.
//! Invariant: every answer is that of a plan between the versions, run by the row interpreter; what cannot act on an
//! account is not run.

use crate::eval::{evaluate, rule_on, truth_on};
use crate::plan::Plan;
use crate::types::{Account, Day, Status};

use super::hybrid::{Unit, carrier, exchanged};
use super::{Joint, Slot};

/// Where an account ends up. Tiers of one name are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct State {
    /// Its status.
    pub status: Status,
    /// Its tier, by index in the joint plans.
    pub tier: Option<u16>,
}

/// Changes by number, one bit each.
pub type Units = u32;

/// What the changes do to one account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Attribution {
    /// Those that move it when each is made alone.
    pub alone: Units,
    /// Of these, the ones that move it to where it ends up.
    pub enough: Units,
    /// Of those that act, the ones whose leaving out leaves it moved: the others together move it.
    pub without: Units,
    /// Those whose leaving out takes the move back.
    pub undone_by: Units,
    /// Those without which it would end up elsewhere than it does.
    pub needed: Units,
    /// Those that act on it at all.
    pub acting: Units,
}

impl Attribution {
    /// What follows where at most one change acts: nobody has to be asked.
    #[must_use]
    pub fn of_one(acting: Units, moved: bool) -> Option<Attribution> {
        match (acting.count_ones(), moved) {
            (0 | 1, false) => Some(Attribution { acting, ..Attribution::default() }),
            (0 | 1, true) => {
                let all = acting;
                Some(Attribution { alone: all, enough: all, undone_by: all, needed: all, acting, without: 0 })
            }
            _ => None,
        }
    }

    /// Adds where the account ends up if only this change is made.
    pub(super) fn made_alone(&mut self, bit: Units, state: State, (old, new): (State, State)) {
        if state != old {
            self.alone |= bit;
            if state == new {
                self.enough |= bit;
            }
        }
    }
}

/// Tells the changes of one comparison apart. Shared by all workers.
pub struct Attributor<'c> {
    joint: &'c Joint,
    units: &'c [Unit],
    today: Day,
    alone: Vec<Plan>,
    without: Vec<Plan>,
    tiers: Vec<u16>,
}

impl<'c> Attributor<'c> {
    /// Builds the plans between the versions.
    #[must_use]
    pub fn new(joint: &'c Joint, units: &'c [Unit], today: Day) -> Attributor<'c> {
        let reads = carrier(joint).reads;
        let between = |from_old: bool| -> Vec<Plan> {
            let plans = units.iter().map(|unit| exchanged(joint, from_old, &unit.slots));
            let reading = |mut plan: Plan| {
                plan.reads = reads.clone();
                plan
            };
            plans.map(reading).collect()
        };
        Attributor {
            joint,
            units,
            today,
            alone: between(true),
            without: between(false),
            tiers: same_names(joint),
        }
    }

    /// The state that an index of a tier and a status stand for.
    #[must_use]
    pub fn state(&self, status: Status, tier: Option<usize>) -> State {
        State { status, tier: tier.and_then(|tier| self.tiers.get(tier).copied()) }
    }

    /// The old version with one change made, and the new one with that change left out, for each change; they read what
    /// the carrier reads.
    pub fn between(&self) -> impl Iterator<Item = (&Plan, &Plan)> {
        self.alone.iter().zip(&self.without)
    }

    /// The state of an account in one plan.
    #[must_use]
    pub fn run(&self, plan: &Plan, account: &Account, today: Day) -> State {
        let outcome = evaluate(plan, account, today);
        self.state(outcome.status, outcome.tier)
    }

    /// The changes that may act on an account.
    #[must_use]
    pub fn acting(&self, account: &Account) -> Units {
        (0..self.units.len())
            .filter(|unit| self.unit_acts(*unit, account))
            .fold(0, |all, unit| all | 1 << unit)
    }

    /// Whether one change may act on an account.
    #[must_use]
    pub fn unit_acts(&self, unit: usize, account: &Account) -> bool {
        self.units.get(unit).is_some_and(|unit| unit.slots.iter().any(|slot| self.acts(*slot, account)))
    }

    /// The changes, by number.
    #[must_use]
    pub fn units(&self) -> &'c [Unit] {
        self.units
    }

    /// Both versions.
    #[must_use]
    pub fn joint(&self) -> &'c Joint {
        self.joint
    }

    fn acts(&self, slot: Slot, account: &Account) -> bool {
        let (old, new) = (&self.joint.old, &self.joint.new);
        match slot {
            Slot::Gate(place) => match (old.gates.get(place), new.gates.get(place)) {
                (Some(was), Some(is)) => {
                    was.if_unknown != is.if_unknown
                        || was.active != is.active
                        || truth_on(old, account, None, self.today, &was.condition)
                            != truth_on(new, account, None, self.today, &is.condition)
                }
                _ => false,
            },
            Slot::Segment(place) => match (old.segments.get(place), new.segments.get(place)) {
                (Some(was), Some(is)) => {
                    was.level != is.level
                        || was.season != is.season
                        || was.active != is.active
                        || truth_on(old, account, None, self.today, &was.condition)
                            != truth_on(new, account, None, self.today, &is.condition)
                }
                _ => false,
            },
            Slot::Rule(score, rule) => {
                let of = |plan: &'c Plan| plan.scores.get(score).and_then(|score| score.rules.get(rule));
                match (of(old), of(new)) {
                    (Some(was), Some(is)) => {
                        was.group != is.group
                            || rule_on(old, account, self.today, was).earned
                                != rule_on(new, account, self.today, is).earned
                    }
                    _ => false,
                }
            }
            Slot::Override(place) => {
                let pair = self.joint.overrides.get(place);
                let key = pair.and_then(|pair| {
                    let old = pair.old.and_then(|index| old.overrides.get(index));
                    old.or_else(|| new.overrides.get(pair.new?)).map(|item| item.key.as_str())
                });
                key.is_some() && key == account.key.as_deref()
            }
            // What they do depends on all rules together.
            Slot::Frame(_) | Slot::Tier(_) => true,
        }
    }

    /// What every change does to an account that goes from `old` to `new`.
    #[must_use]
    pub fn attribute(&self, account: &Account, old: State, new: State) -> Attribution {
        let acting = self.acting(account);
        Attribution::of_one(acting, old != new)
            .unwrap_or_else(|| self.by_running(account, (old, new), acting))
    }

    /// The same where it is known which changes act.
    #[must_use]
    pub fn by_running(&self, account: &Account, (old, new): (State, State), acting: Units) -> Attribution {
        let mut found = Attribution { acting, ..Attribution::default() };
        for (number, (alone, without)) in self.alone.iter().zip(&self.without).enumerate() {
            let bit = 1 << number;
            if acting & bit == 0 {
                continue;
            }
            found.made_alone(bit, self.run(alone, account, self.today), (old, new));
            let left_out = self.run(without, account, self.today);
            if left_out != new {
                found.needed |= bit;
            }
            if left_out == old {
                if old != new {
                    found.undone_by |= bit;
                }
            } else {
                found.without |= bit;
            }
        }
        found
    }
}

/// The first place of each tier's name.
fn same_names(joint: &Joint) -> Vec<u16> {
    let name = |place: usize| {
        let pair = joint.tiers.get(place);
        let tiers =
            if pair.is_some_and(|pair| pair.new.is_some()) { &joint.new.tiers } else { &joint.old.tiers };
        tiers.get(place).map(|tier| tier.name.as_str())
    };
    (0..joint.tiers.len())
        .map(|place| {
            let first = (0..=place).find(|other| name(*other) == name(place)).unwrap_or(place);
            u16::try_from(first).unwrap_or(u16::MAX)
        })
        .collect()
}
