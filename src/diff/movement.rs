//! Accounts counted by where they were and where they are.
//!
//! In: one account after another, with its states. Out: a [`Movement`] that can be added to others.
//! Invariant: nothing grows with the accounts; adding in any order gives the same.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::types::Points;

use super::attribution::{Attribution, State, Units};
use super::cause::{Cause, How};

/// The most values of a column that are counted apart.
pub const MOST_VALUES: usize = 1_000;

/// What moved an account, besides rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Causes {
    /// The rules.
    pub rules: bool,
    /// The date.
    pub date: bool,
    /// The data.
    pub data: bool,
}

/// One account, scored by both versions.
#[derive(Debug, Clone, Copy)]
pub struct Scored<'a> {
    /// Its key.
    pub key: Option<&'a str>,
    /// Where it was.
    pub old: State,
    /// Where it is.
    pub new: State,
    /// Where the old rules put it now: [`Scored::old`] but for another date or other data.
    pub between: State,
    /// What moved it.
    pub causes: Causes,
    /// What each change does to it.
    pub attribution: Attribution,
    /// What it is worth, in millionths.
    pub value: Option<i128>,
}

/// An account that moves.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mover {
    /// What it is worth, largest first.
    pub value: Reverse<Option<i128>>,
    /// Its key.
    pub key: Option<String>,
    /// Where it was.
    pub old: State,
    /// Where it is.
    pub new: State,
    /// Its scores then and now.
    pub scores: Vec<(Points, Points)>,
    /// The changes that moved it.
    pub cause: Cause,
    /// Whether rules, date, data moved it.
    pub causes: (bool, bool, bool),
    /// Columns that were asked for.
    pub shown: Vec<String>,
}

/// Accounts by one value of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Group {
    /// All of them.
    pub accounts: u64,
    /// Those that move.
    pub moved: u64,
    /// Those that were out and are not.
    pub came_in: u64,
    /// Those that are out and were not.
    pub went_out: u64,
    /// Those that stay in and change tier or status.
    pub changed: u64,
}

/// One score of all accounts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ScoreShift {
    /// Accounts by the lower end of their bucket, in points of the bucket's width.
    pub buckets: BTreeMap<i64, (u64, u64)>,
    /// The sum of all scores then, and now, in thousandths.
    pub sums: (i128, i128),
    /// Accounts whose score differs.
    pub changed: u64,
}

/// What one change did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Share {
    /// Accounts that move when it is made alone.
    pub alone: u64,
    /// Moves that leaving it out takes back.
    pub undone: u64,
    /// Accounts that do not move, but would without it.
    pub kept_back: u64,
}

/// All accounts of a run.
#[derive(Debug, Clone, Default)]
pub struct Movement {
    /// How many.
    pub accounts: u64,
    /// How many move.
    pub moved: u64,
    /// How many rules alone, date alone, data alone or several of them moved.
    pub by_cause: BTreeMap<(bool, bool, bool), u64>,
    /// Accounts by where they were and are.
    pub matrix: BTreeMap<(State, State), u64>,
    /// One per score.
    pub scores: Vec<ScoreShift>,
    /// One per change.
    pub shares: Vec<Share>,
    /// Moves that are not those of one change, by how several moved the account.
    pub together: BTreeMap<Cause, u64>,
    /// By segment, then by each column asked for.
    pub groups: Vec<BTreeMap<String, Group>>,
    /// What all accounts that move are worth, in millionths.
    pub value_moved: i128,
    /// Accounts that move and whose worth is not known.
    pub value_unknown: u64,
    /// Accounts that rules let in or put out.
    pub crossed: u64,
    /// Accounts that stay in or out, to which rules give another status or tier.
    pub shifted: u64,
    /// Accounts that the old data lacks.
    pub arrived: u64,
    /// Accounts that only the old data has.
    pub gone: u64,
    /// Rows that cannot be read.
    pub rejected: u64,
    movers: BTreeSet<Mover>,
    top: usize,
}

impl Movement {
    /// No account yet; at most `top` movers are kept.
    #[must_use]
    pub fn new(top: usize, scores: usize, shares: usize, groups: usize) -> Movement {
        Movement {
            scores: vec![ScoreShift::default(); scores],
            shares: vec![Share::default(); shares],
            groups: vec![BTreeMap::new(); groups],
            top,
            ..Movement::default()
        }
    }

    /// Counts one account. `scores` gives each score then and now; `mover` fills in what only a mover needs.
    pub fn count(
        &mut self,
        scored: Scored<'_>,
        scores: impl Iterator<Item = (Points, Points)> + Clone,
        widths: &[i64],
        shown: impl Fn() -> Vec<String>,
    ) {
        self.accounts += 1;
        *self.matrix.entry((scored.old, scored.new)).or_default() += 1;
        for ((shift, (old, new)), width) in self.scores.iter_mut().zip(scores.clone()).zip(widths) {
            shift.add(old, new, *width);
        }
        if scored.between != scored.new {
            let crosses = scored.between.status.is_out() != scored.new.status.is_out();
            *(if crosses { &mut self.crossed } else { &mut self.shifted }) += 1;
        }
        self.share(&scored);
        if scored.old == scored.new {
            return;
        }
        self.moved += 1;
        self.value_moved = self.value_moved.saturating_add(scored.value.unwrap_or(0));
        self.value_unknown += u64::from(scored.value.is_none());
        let causes = (scored.causes.rules, scored.causes.date, scored.causes.data);
        *self.by_cause.entry(causes).or_default() += 1;
        let beaten = self.movers.len() >= self.top
            && self
                .movers
                .last()
                .is_none_or(|last| (last.value, last.key.as_deref()) <= (Reverse(scored.value), scored.key));
        if beaten {
            return;
        }
        self.movers.insert(Mover {
            value: Reverse(scored.value),
            key: scored.key.map(str::to_owned),
            old: scored.old,
            new: scored.new,
            scores: scores.collect(),
            cause: scored.attribution.cause(),
            causes,
            shown: shown(),
        });
        self.trim();
    }

    /// Counts accounts that stay in a state; their scores are counted elsewhere.
    pub fn stay(&mut self, state: State, accounts: u64) {
        self.accounts += accounts;
        *self.matrix.entry((state, state)).or_default() += accounts;
    }

    /// Counts accounts that stay where they are under a value of a column.
    pub fn stay_in_group(&mut self, column: usize, value: &str, accounts: u64) {
        if let Some(group) = self.group_of(column, value) {
            group.accounts += accounts;
        }
    }

    fn share(&mut self, scored: &Scored<'_>) {
        self.share_of(scored.attribution, scored.between != scored.new);
    }

    /// Counts what each change does to one account.
    pub fn share_of(&mut self, attribution: Attribution, moved: bool) {
        for (number, share) in self.shares.iter_mut().enumerate() {
            let has = |units: Units| u64::from(units >> number & 1);
            share.alone += has(attribution.alone);
            if moved {
                share.undone += has(attribution.undone_by);
            } else {
                share.kept_back += has(attribution.without);
            }
        }
        let cause = attribution.cause();
        if moved && cause.how != How::Single {
            *self.together.entry(cause).or_default() += 1;
        }
    }

    /// Counts an account under a value of a column.
    pub fn group(&mut self, column: usize, value: &str, old: State, new: State) {
        let Some(group) = self.group_of(column, value) else { return };
        group.accounts += 1;
        if old != new {
            group.moved += 1;
            match (old.status.is_out(), new.status.is_out()) {
                (true, false) => group.came_in += 1,
                (false, true) => group.went_out += 1,
                _ => group.changed += 1,
            }
        }
    }

    fn group_of(&mut self, column: usize, value: &str) -> Option<&mut Group> {
        let groups = self.groups.get_mut(column)?;
        let known = groups.contains_key(value);
        let value = if known || groups.len() < MOST_VALUES { value } else { OTHERS };
        if !known && !groups.contains_key(value) {
            groups.insert(value.to_owned(), Group::default());
        }
        groups.get_mut(value)
    }

    fn trim(&mut self) {
        while self.movers.len() > self.top {
            self.movers.pop_last();
        }
    }

    /// The accounts that move and are worth most, first to last.
    pub fn movers(&self) -> impl Iterator<Item = &Mover> {
        self.movers.iter()
    }

    /// Adds what another worker counted.
    pub fn add(&mut self, other: Movement) {
        self.accounts += other.accounts;
        self.moved += other.moved;
        self.rejected += other.rejected;
        self.crossed += other.crossed;
        self.shifted += other.shifted;
        self.arrived += other.arrived;
        self.gone += other.gone;
        self.value_moved = self.value_moved.saturating_add(other.value_moved);
        self.value_unknown += other.value_unknown;
        for (cause, count) in other.by_cause {
            *self.by_cause.entry(cause).or_default() += count;
        }
        for (states, count) in other.matrix {
            *self.matrix.entry(states).or_default() += count;
        }
        for (mine, theirs) in self.scores.iter_mut().zip(other.scores) {
            mine.merge(theirs);
        }
        for (mine, theirs) in self.shares.iter_mut().zip(other.shares) {
            mine.alone += theirs.alone;
            mine.undone += theirs.undone;
            mine.kept_back += theirs.kept_back;
        }
        for (cause, count) in other.together {
            *self.together.entry(cause).or_default() += count;
        }
        for (mine, theirs) in self.groups.iter_mut().zip(other.groups) {
            for (value, group) in theirs {
                let known = mine.len() < MOST_VALUES || mine.contains_key(&value);
                mine.entry(if known { value } else { OTHERS.to_owned() }).or_default().add(group);
            }
        }
        self.movers.extend(other.movers);
        self.trim();
    }
}

/// Where values go that are beyond [`MOST_VALUES`].
const OTHERS: &str = "(other values)";

impl Group {
    fn add(&mut self, other: Group) {
        self.accounts += other.accounts;
        self.moved += other.moved;
        self.came_in += other.came_in;
        self.went_out += other.went_out;
        self.changed += other.changed;
    }
}

impl ScoreShift {
    fn add(&mut self, old: Points, new: Points, width: i64) {
        let bucket = |points: Points| points.thousandths().div_euclid(width.max(1));
        self.buckets.entry(bucket(old)).or_default().0 += 1;
        self.buckets.entry(bucket(new)).or_default().1 += 1;
        self.sums.0 += i128::from(old.thousandths());
        self.sums.1 += i128::from(new.thousandths());
        self.changed += u64::from(old != new);
    }

    pub(super) fn merge(&mut self, other: ScoreShift) {
        for (bucket, (old, new)) in other.buckets {
            let mine = self.buckets.entry(bucket).or_default();
            mine.0 += old;
            mine.1 += new;
        }
        self.sums.0 += other.sums.0;
        self.sums.1 += other.sums.1;
        self.changed += other.changed;
    }
}
