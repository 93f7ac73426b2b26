//! The classes of a list column.
//!
//! In: the `has` tests on one list field. Out: a row for each class of lists that they tell apart.
//! Invariant: a list is told by which of the tests' sets it meets; every union of kinds of elements is tried.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::model::{Condition, FieldRef};
use crate::types::{Cell, Day, Element, End, Number, ValueSet};

use super::Prover;
use super::question::Row;
use super::search::distinct;

/// More sets than this are not told apart.
const MOST_SETS: usize = 12;
/// More classes of lists than this are not told apart.
const MOST_LISTS: usize = 256;
/// More named elements than this are not told apart.
const MOST_NAMED: usize = 2_000;

/// The classes of a list field.
pub(super) fn rows(
    prover: &Prover<'_>,
    row: Option<usize>,
    field: FieldRef,
    tests: &[&Condition],
) -> Option<Vec<Row>> {
    let mut sets: Vec<&ValueSet> = Vec::new();
    for test in tests {
        match test {
            Condition::Has { all, .. } => {
                for set in all {
                    if !sets.contains(&set.as_ref()) {
                        sets.push(set);
                    }
                }
            }
            Condition::Known(_) => {}
            _ => return None,
        }
    }
    if sets.len() > MOST_SETS {
        return None;
    }
    let kinds = kinds(&sets)?;
    // By the sets that are met: the elements that meet them.
    let mut lists: BTreeMap<u32, BTreeSet<Element>> = BTreeMap::from([(0, BTreeSet::new())]);
    for (meets, element) in kinds {
        let more: Vec<(u32, BTreeSet<Element>)> = lists
            .iter()
            .filter(|(met, _)| !lists.contains_key(&(*met | meets)))
            .map(|(met, list)| {
                let mut list = list.clone();
                list.insert(element.clone());
                (met | meets, list)
            })
            .collect();
        for (met, list) in more {
            lists.entry(met).or_insert(list);
        }
        if lists.len() > MOST_LISTS {
            return None;
        }
    }
    let cells = lists.into_values().map(Cell::List).chain([Cell::Unknown]).collect();
    Some(distinct(prover.judged(row, field, tests, cells)?))
}

/// One element for each combination of sets that an element lies in.
fn kinds(sets: &[&ValueSet]) -> Option<BTreeMap<u32, Element>> {
    let mut named: BTreeSet<Element> = BTreeSet::new();
    for set in sets {
        match set {
            ValueSet::Texts(texts) => named.extend(texts.iter().cloned().map(Element::Text)),
            ValueSet::Choices(choices) => named.extend(choices.iter().copied().map(Element::Choice)),
            ValueSet::Booleans(values) => named.extend(values.iter().copied().map(Element::Boolean)),
            ValueSet::Numbers(numbers) => {
                let points =
                    numbers.intervals().iter().flat_map(|interval| around(interval.low, interval.high));
                named.extend(points.map(|point| Element::Number(Number::from_millionths(point))));
            }
            ValueSet::Days(days) => {
                let points = days.intervals().iter().flat_map(|interval| around(interval.low, interval.high));
                let days = points.filter_map(|day| Day::from_number(i32::try_from(day).ok()?));
                named.extend(days.map(Element::Day));
            }
        }
        if named.len() > MOST_NAMED {
            return None;
        }
    }
    let mut kinds = BTreeMap::new();
    for element in named {
        let mut meets = 0u32;
        for (place, set) in sets.iter().enumerate() {
            if lies_in(&element, set) {
                meets |= 1 << place;
            }
        }
        if meets != 0 {
            kinds.entry(meets).or_insert(element);
        }
    }
    Some(kinds)
}

/// Values at the ends of an interval and beside them, which lie in every gap between the ends of all intervals, as
/// far as the gaps are wider than the steps tried; wholes and halves among them.
fn around(low: End, high: End) -> impl Iterator<Item = i128> {
    let beside = |end: i128| {
        [-Number::SCALE, -Number::SCALE / 2, -1, 0, 1, Number::SCALE / 2, Number::SCALE]
            .map(|step| end.saturating_add(step))
    };
    [low, high].into_iter().filter_map(End::value).flat_map(beside)
}

fn lies_in(element: &Element, set: &ValueSet) -> bool {
    match (element, set) {
        (Element::Number(number), ValueSet::Numbers(numbers)) => numbers.holds(number.millionths()),
        (Element::Day(day), ValueSet::Days(days)) => days.holds(i128::from(day.number())),
        (Element::Text(text), ValueSet::Texts(texts)) => texts.contains(text),
        (Element::Choice(choice), ValueSet::Choices(choices)) => choices.contains(choice),
        (Element::Boolean(value), ValueSet::Booleans(values)) => values.contains(value),
        _ => false,
    }
}
