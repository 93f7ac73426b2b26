//! The classes of a text column.
//!
//! In: the tests on one text field. Out: a row for each class of texts that they may tell apart.
//! Invariant: every text falls into a row. Rows for which no text was made up may stand for none.

use std::collections::BTreeSet;

use crate::check::model::{Condition, FieldRef, TextTest};
use crate::types::{Cell, Truth, ValueSet};

use super::Prover;
use super::question::Row;
use super::search::{distinct, nothing};

/// More tests by parts of a text than this are not told apart.
const MOST_TESTS: usize = 6;
/// More named texts than this are not told apart.
pub(super) const MOST_NAMED: usize = 2_000;
/// A text that stands for any that no test names.
pub(super) const OTHER: &str = "any other text";

/// The classes of a text field.
pub(super) fn rows(
    prover: &Prover<'_>,
    row: Option<usize>,
    field: FieldRef,
    tests: &[&Condition],
) -> Option<Vec<Row>> {
    let named = named(tests.iter().copied());
    let mut by_part: Vec<(usize, &TextTest)> = Vec::new();
    for (place, test) in tests.iter().enumerate() {
        if let Condition::Text { test, .. } = test {
            by_part.push((place, test));
        }
    }
    if by_part.len() > MOST_TESTS || named.len() > MOST_NAMED {
        return None;
    }
    let made_up = made_up(&by_part);
    let cells = named.iter().map(|text| text.as_str()).chain(made_up.iter().map(String::as_str));
    let cells = cells.map(|text| Cell::Text(text.to_owned())).chain([Cell::Unknown]).collect();
    let mut found = distinct(prover.judged(row, field, tests, cells)?);
    for truths in unnamed(tests, &by_part) {
        if !found.iter().any(|row| row.truths == truths) {
            found.push(Row { truths, stands: None });
        }
    }
    Some(found)
}

/// The texts that tests name in full.
pub(super) fn named<'q>(tests: impl IntoIterator<Item = &'q Condition>) -> BTreeSet<&'q String> {
    let mut found = BTreeSet::new();
    for test in tests {
        if let Condition::Member { set, .. } = test
            && let ValueSet::Texts(texts) = set.as_ref()
        {
            found.extend(texts);
        }
    }
    found
}

/// Texts made of what the tests look for, and one that has nothing of it.
fn made_up(by_part: &[(usize, &TextTest)]) -> Vec<String> {
    let mut parts: Vec<&String> = Vec::new();
    for (_, test) in by_part {
        match test {
            TextTest::Contains(needles)
            | TextTest::ContainsWord(needles)
            | TextTest::StartsWith(needles)
            | TextTest::EndsWith(needles) => parts.extend(needles.iter().take(3)),
            TextTest::Matches(_) => {}
        }
    }
    let mut found: Vec<String> = vec![OTHER.to_owned()];
    found.extend(parts.iter().map(|part| (*part).clone()));
    for first in parts.iter().take(8) {
        found.extend([format!("x {first} x"), format!("{first} x"), format!("x {first}")]);
        found.extend(
            parts.iter().take(8).filter(|second| first != *second).map(|second| format!("{first} {second}")),
        );
    }
    found
}

/// What the tests may come to on a text that none of them names in full: any combination that their forms allow.
fn unnamed(tests: &[&Condition], by_part: &[(usize, &TextTest)]) -> Vec<Vec<Truth>> {
    let mut found = Vec::new();
    for bits in 0..1u32 << by_part.len() {
        let passes = |number: usize| bits >> number & 1 == 1;
        let numbered = || by_part.iter().enumerate();
        let is_possible =
            numbered().filter(|(number, _)| passes(*number)).all(|(_, (_, narrow))| {
                numbered().all(|(other, (_, wide))| {
                    if passes(other) { !excludes(narrow, wide) } else { !is_narrower(narrow, wide) }
                })
            });
        if is_possible {
            let mut truths = nothing(tests.len());
            for (number, (place, _)) in numbered() {
                if let Some(truth) = truths.get_mut(*place) {
                    *truth = passes(number).into();
                }
            }
            for (truth, test) in truths.iter_mut().zip(tests) {
                if let Condition::Known(_) = test {
                    *truth = Truth::True;
                }
            }
            found.push(truths);
        }
    }
    found
}

/// Whether no text passes both tests.
fn excludes(one: &TextTest, other: &TextTest) -> bool {
    let apart = |needles: &[String], others: &[String], holds: fn(&str, &str) -> bool| {
        needles.iter().all(|a| others.iter().all(|b| !holds(a, b) && !holds(b, a)))
    };
    match (one, other) {
        (TextTest::StartsWith(needles), TextTest::StartsWith(others)) => {
            apart(needles, others, |a, b| a.starts_with(b))
        }
        (TextTest::EndsWith(needles), TextTest::EndsWith(others)) => {
            apart(needles, others, |a, b| a.ends_with(b))
        }
        _ => false,
    }
}

/// Whether a text that passes the first test passes the second: each of its needles holds one of the other's.
fn is_narrower(narrow: &TextTest, wide: &TextTest) -> bool {
    let each = |needles: &[String], others: &[String], holds: fn(&str, &str) -> bool| {
        needles.iter().all(|needle| others.iter().any(|other| holds(needle, other)))
    };
    match (narrow, wide) {
        (TextTest::StartsWith(needles), TextTest::StartsWith(others)) => {
            each(needles, others, |needle, other| needle.starts_with(other))
        }
        (TextTest::EndsWith(needles), TextTest::EndsWith(others)) => {
            each(needles, others, |needle, other| needle.ends_with(other))
        }
        (
            TextTest::Contains(needles)
            | TextTest::ContainsWord(needles)
            | TextTest::StartsWith(needles)
            | TextTest::EndsWith(needles),
            TextTest::Contains(others),
        ) => each(needles, others, |needle, other| needle.contains(other)),
        (TextTest::ContainsWord(needles), TextTest::ContainsWord(others))
        | (TextTest::Matches(needles), TextTest::Matches(others)) => {
            let others: BTreeSet<&String> = others.iter().collect();
            needles.iter().all(|needle| others.contains(needle))
        }
        (
            TextTest::Contains(_)
            | TextTest::ContainsWord(_)
            | TextTest::StartsWith(_)
            | TextTest::EndsWith(_)
            | TextTest::Matches(_),
            _,
        ) => false,
    }
}
