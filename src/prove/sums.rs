//! What rules, groups and scores can come to.
//!
//! In: weights and signals. Out: all sums that accounts may have, as single values or as a range that holds them.
//! Invariant: every sum that some account has is among them; rules on one field are taken together, all others as if
//! each could earn whatever it likes beside the rest.

use std::collections::BTreeMap;

use crate::check::model::{Condition, FieldRef, Limit, Type};
use crate::plan::{Earns, Gate, Score, ScoredRule};
use crate::types::Points;

use super::Prover;
use super::question::field_read;
use super::together::together;

/// More values than this become a range.
const MOST_VALUES: usize = 1_500;
/// More pairs than this are not added one by one.
const MOST_PAIRS: usize = 60_000;

/// The sums of scores with more rules than this are not listed.
const MOST_LISTED: usize = 16;

/// Sums in thousandths of a point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sums {
    /// These, ascending; at least one.
    Each(Vec<i64>),
    /// Any from the one to the other, both included.
    Between(i64, i64),
}

impl Sums {
    /// Of single values; none is 0.
    #[must_use]
    pub fn each(values: impl IntoIterator<Item = i64>) -> Sums {
        let mut values: Vec<i64> = values.into_iter().collect();
        values.sort_unstable();
        values.dedup();
        match (values.first(), values.last()) {
            (Some(least), Some(most)) if values.len() > MOST_VALUES => Sums::Between(*least, *most),
            (None, _) => Sums::Each(vec![0]),
            _ => Sums::Each(values),
        }
    }

    /// The least.
    #[must_use]
    pub fn least(&self) -> i64 {
        match self {
            Sums::Each(values) => values.first().copied().unwrap_or(0),
            Sums::Between(least, _) => *least,
        }
    }

    /// The most.
    #[must_use]
    pub fn most(&self) -> i64 {
        match self {
            Sums::Each(values) => values.last().copied().unwrap_or(0),
            Sums::Between(_, most) => *most,
        }
    }

    /// The range that holds them; one value stays one.
    #[must_use]
    pub fn hull(&self) -> Sums {
        let (least, most) = (self.least(), self.most());
        if least == most { Sums::each([least]) } else { Sums::Between(least, most) }
    }

    /// Every sum of one of each.
    #[must_use]
    pub fn plus(&self, other: &Sums) -> Sums {
        match (self, other) {
            (Sums::Each(values), Sums::Each(others)) if values.len() * others.len() <= MOST_PAIRS => {
                Sums::each(values.iter().flat_map(|a| others.iter().map(move |b| a.saturating_add(*b))))
            }
            _ => Sums::Between(
                self.least().saturating_add(other.least()),
                self.most().saturating_add(other.most()),
            ),
        }
    }

    /// Each, bounded.
    #[must_use]
    pub fn clamped(&self, least: i64, most: i64) -> Sums {
        match self {
            Sums::Each(values) => Sums::each(values.iter().map(|value| (*value).min(most).max(least))),
            Sums::Between(a, b) => Sums::Between((*a).min(most).max(least), (*b).min(most).max(least)),
        }
    }

    /// Those of either.
    #[must_use]
    pub fn or(&self, other: &Sums) -> Sums {
        match (self, other) {
            (Sums::Each(values), Sums::Each(others)) => Sums::each(values.iter().chain(others).copied()),
            _ => Sums::Between(self.least().min(other.least()), self.most().max(other.most())),
        }
    }

    /// Whether one of them may lie from the one value to the other, both included.
    #[must_use]
    pub fn may_lie(&self, least: i64, most: i64) -> bool {
        match self {
            Sums::Each(values) => values.iter().any(|value| (least..=most).contains(value)),
            Sums::Between(a, b) => *a <= most && least <= *b,
        }
    }
}

/// What one rule can earn by its own form.
#[must_use]
pub fn attainable(rule: &ScoredRule) -> Sums {
    let bounds = (rule.bounds.least.thousandths(), rule.bounds.most.thousandths());
    if rule.fade.is_some() {
        return Sums::Between(bounds.0.min(0), bounds.1.max(0));
    }
    let points: Vec<i64> = match &rule.earns {
        Earns::Flat(points) => vec![points.thousandths()],
        Earns::Bands(bands) => {
            let written = bands.arms.iter().map(|(_, points)| *points);
            written.chain(bands.otherwise).chain(bands.unknown).map(Points::thousandths).collect()
        }
        Earns::Arms { arms, unknown, otherwise } => {
            let written = arms.iter().map(|(_, points)| *points);
            written.chain(*unknown).chain([*otherwise]).map(Points::thousandths).collect()
        }
        Earns::PerRow { .. } | Earns::PerNumber { .. } | Earns::Scale { .. } => {
            return Sums::Between(bounds.0.min(0), bounds.1.max(0));
        }
    };
    // Undecided, a rule earns the nearest of its points to 0, or 0.
    Sums::each(points.into_iter().chain([0]))
}

/// The least and the most that a score can come to, by the forms of its rules.
pub(super) fn bounds(score: &Score) -> (Points, Points) {
    let mut groups = vec![(0i64, 0i64); score.groups.len() + 1];
    for rule in &score.rules {
        let place = rule.group.map_or(score.groups.len(), |group| group);
        if let Some((least, most)) = groups.get_mut(place) {
            *least = least.saturating_add(rule.bounds.least.thousandths());
            *most = most.saturating_add(rule.bounds.most.thousandths());
        }
    }
    let caps = score.groups.iter().map(|group| group.cap).chain([None]);
    let capped = groups.into_iter().zip(caps).map(|((least, most), cap)| {
        let cap = cap.map_or(i64::MAX, Points::thousandths);
        (least.min(cap), most.min(cap))
    });
    let total =
        capped.fold((0i64, 0i64), |(a, b), (least, most)| (a.saturating_add(least), b.saturating_add(most)));
    let (least, most) = limits(score);
    let bounded = |value: i64| Points::from_thousandths(value.min(most).max(least));
    (bounded(total.0), bounded(total.1))
}

/// What bounds the total of a score, in thousandths.
fn limits(score: &Score) -> (i64, i64) {
    match score.limit {
        None => (i64::MIN, i64::MAX),
        Some(Limit::OutOf(most)) => (0, most.max(Points::ZERO).thousandths()),
        Some(Limit::Cap(least, most)) => (least.min(most).thousandths(), most.thousandths()),
    }
}

/// What a score and its groups can come to.
#[derive(Debug, Clone)]
pub struct Totals {
    /// The sum of each group before its cap, and last that of the rules outside groups.
    pub groups: Vec<Sums>,
    /// The sum of all, after the caps of groups, before the score's own limit.
    pub sum: Sums,
    /// The score.
    pub total: Sums,
    /// What the rules of a group that read one field alone earn together.
    by_field: BTreeMap<(usize, FieldRef), Sums>,
}

impl Totals {
    /// What the score can come to without what one place of [`Totals::groups`] adds.
    #[must_use]
    pub fn beside(&self, score: &Score, place: usize) -> Sums {
        let others = self.groups.iter().enumerate().filter(|(other, _)| *other != place);
        others.fold(Sums::each([0]), |all, (other, sums)| all.plus(&capped(score, other, sums)))
    }
}

/// A group's sum after its cap.
fn capped(score: &Score, place: usize, sums: &Sums) -> Sums {
    match score.groups.get(place).and_then(|group| group.cap) {
        Some(cap) => sums.clamped(i64::MIN, cap.thousandths()),
        None => sums.clone(),
    }
}

/// What a score can come to for any account.
#[must_use]
pub fn totals(prover: &Prover<'_>, score: &Score) -> Totals {
    counted(prover, score, &[], None)
}

/// What a score can come to for accounts that the given gates do not put out, from what it can come to for any.
#[must_use]
pub fn totals_within(prover: &Prover<'_>, score: &Score, gates: &[&Gate], any: &Totals) -> Totals {
    counted(prover, score, gates, Some(any))
}

fn counted(prover: &Prover<'_>, score: &Score, gates: &[&Gate], any: Option<&Totals>) -> Totals {
    let gates: Vec<(FieldRef, &Gate)> =
        gates.iter().filter_map(|gate| Some((field_alone(&gate.condition)?, *gate))).collect();
    let listed = score.rules.len() <= MOST_LISTED;
    let mut groups = vec![Sums::each([0]); score.groups.len() + 1];
    let mut by_field: BTreeMap<(usize, FieldRef), Vec<&ScoredRule>> = BTreeMap::new();
    for rule in &score.rules {
        let place = rule.group.unwrap_or(score.groups.len());
        match only_field(prover, rule) {
            Some(field) => by_field.entry((place, field)).or_default().push(rule),
            None => add(&mut groups, place, &attainable(rule), listed),
        }
    }
    let mut earned = BTreeMap::new();
    for ((place, field), rules) in by_field {
        let gates: Vec<&Gate> = gates.iter().filter(|(of, _)| *of == field).map(|(_, gate)| *gate).collect();
        let known = any.filter(|_| gates.is_empty()).and_then(|any| any.by_field.get(&(place, field)));
        let sums = known
            .cloned()
            .or_else(|| together(prover, field, &rules, &gates))
            .unwrap_or_else(|| rules.iter().fold(Sums::each([0]), |all, rule| all.plus(&attainable(rule))));
        add(&mut groups, place, &sums, listed);
        earned.insert((place, field), sums);
    }
    let sum = groups
        .iter()
        .enumerate()
        .fold(Sums::each([0]), |all, (place, sums)| all.plus(&capped(score, place, sums)));
    let (least, most) = limits(score);
    Totals { total: sum.clamped(least, most), sum, groups, by_field: earned }
}

/// Adds what some rules come to; as a range, where there are too many rules to list the sums.
fn add(groups: &mut [Sums], place: usize, more: &Sums, listed: bool) {
    if let Some(sums) = groups.get_mut(place) {
        *sums = if listed { sums.plus(more) } else { sums.hull().plus(&more.hull()) };
    }
}

/// The only field that a rule reads, where its cells are exact and each class of them earns one sum.
fn only_field(prover: &Prover<'_>, rule: &ScoredRule) -> Option<FieldRef> {
    if rule.fade.is_some() || !rule.active.is_empty() {
        return None;
    }
    let tests = tests_of(rule)?;
    let mut fields = tests.iter().map(field_read);
    let first = fields.next()??;
    let declared = super::question::field_of(prover, None, first)?;
    let exact = !declared.range && declared.ty != Type::Day && !matches!(declared.ty, Type::List(_));
    (exact && fields.all(|field| field == Some(first))).then_some(first)
}

/// The only field that a gate reads.
fn field_alone(condition: &Condition) -> Option<FieldRef> {
    let mut tests = Vec::new();
    leaves(condition, &mut tests);
    let first = field_read(tests.first()?)?;
    tests.iter().all(|test| field_read(test) == Some(first)).then_some(first)
}

/// The tests of a rule that gives points by tests alone.
pub(super) fn tests_of(rule: &ScoredRule) -> Option<Vec<Condition>> {
    let mut found = Vec::new();
    leaves(&rule.guard, &mut found);
    match &rule.earns {
        Earns::Flat(_) => {}
        Earns::Bands(bands) if !bands.best_of => {
            found.extend(
                bands
                    .arms
                    .iter()
                    .map(|(set, _)| Condition::Member { value: bands.value.clone(), set: set.clone() }),
            );
        }
        Earns::Arms { arms, .. } => arms.iter().for_each(|(condition, _)| leaves(condition, &mut found)),
        Earns::Bands(_) | Earns::PerRow { .. } | Earns::PerNumber { .. } | Earns::Scale { .. } => {
            return None;
        }
    }
    Some(found)
}

pub(super) fn leaves(condition: &Condition, found: &mut Vec<Condition>) {
    match condition {
        Condition::Constant(_) => {}
        Condition::And(parts) | Condition::Or(parts) => parts.iter().for_each(|part| leaves(part, found)),
        Condition::Not(inner) => leaves(inner, found),
        test => found.push(test.clone()),
    }
}
