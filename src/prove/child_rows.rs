//! The classes of the rows that an account may have in a child table, as far as `any(… where …)` tells them apart.
//!
//! In: the `any` tests on one table. Out: a row for each combination of truths that some rows may give.
//! Invariant: rows are any multiset of kinds; a kind is a combination of truths of the filters that is not ruled out.

use std::collections::BTreeMap;

use crate::check::model::{Condition, FieldRef};
use crate::types::{Cell, ChildRow, Truth};

use super::question::{Row, Stand};
use super::search::nothing;
use super::{Answer, Formula, Prover, Truths};

/// More filters than this are not told apart.
const MOST_FILTERS: usize = 3;
const ALL: [Truth; 3] = [Truth::False, Truth::Unknown, Truth::True];

/// The classes of the rows of a table.
pub(super) fn rows(prover: &Prover<'_>, table: usize, tests: &[&Condition]) -> Option<Vec<Row>> {
    let filters: Vec<&Condition> = tests
        .iter()
        .filter_map(|test| if let Condition::AnyRow(rows) = test { Some(rows.filter.as_ref()) } else { None })
        .collect();
    if filters.len() != tests.len() || filters.len() > MOST_FILTERS {
        return None;
    }
    // By the truths of the tests: rows that give them, where there are some that need nothing of the account.
    let mut found: BTreeMap<Vec<Truth>, Option<Vec<ChildRow>>> = BTreeMap::new();
    found.insert(nothing(tests.len()), Some(Vec::new()));
    for (truths, row) in kinds(prover, table, &filters) {
        let more: Vec<(Vec<Truth>, Option<Vec<ChildRow>>)> = found
            .iter()
            .map(|(others, rows)| {
                let joined = others.iter().zip(&truths).map(|(a, b)| a.or(*b)).collect();
                let rows = rows
                    .as_ref()
                    .zip(row.as_ref())
                    .map(|(rows, row)| rows.iter().cloned().chain([row.clone()]).collect());
                (joined, rows)
            })
            .collect();
        for (truths, rows) in more {
            let place = found.entry(truths).or_insert_with(|| rows.clone());
            if place.is_none() {
                *place = rows;
            }
        }
    }
    let unknown = Row { truths: vec![Truth::Unknown; tests.len()], stands: Some(Stand::Rows(None)) };
    let known = found
        .into_iter()
        .map(|(truths, rows)| Row { truths, stands: rows.map(|rows| Stand::Rows(Some(rows))) });
    let mut all: Vec<Row> = known.collect();
    all.push(unknown);
    Some(super::search::distinct(all))
}

/// The combinations of truths that the filters may have on one row.
fn kinds(prover: &Prover<'_>, table: usize, filters: &[&Condition]) -> Vec<(Vec<Truth>, Option<ChildRow>)> {
    let mut combinations: Vec<Vec<Truth>> = vec![Vec::new()];
    for _ in filters {
        let longer = combinations
            .iter()
            .flat_map(|so_far| ALL.iter().map(|truth| so_far.iter().copied().chain([*truth]).collect()));
        combinations = longer.collect();
    }
    let mut found = Vec::new();
    for truths in combinations {
        let parts: Vec<Formula> = filters
            .iter()
            .zip(&truths)
            .map(|(filter, truth)| Formula::is(filter, Truths::one(*truth)))
            .collect();
        match prover.find_on(&parts, Some(table)) {
            Answer::Never => {}
            Answer::Witness(_) | Answer::Open => {
                let row = made_up(prover, table, filters, &truths);
                found.push((truths, row));
            }
        }
    }
    found
}

/// A row with these truths: cells that the filters name, tried one field at a time.
fn made_up(prover: &Prover<'_>, table: usize, filters: &[&Condition], truths: &[Truth]) -> Option<ChildRow> {
    let width = prover.plan().schema.tables.get(table)?.fields.len();
    let mut row = ChildRow { cells: vec![Cell::Unknown; width] };
    let wrong = |row: &ChildRow| {
        filters
            .iter()
            .zip(truths)
            .filter(|(filter, truth)| prover.on_row(table, row, filter) != **truth)
            .count()
    };
    for field in 0..width {
        let tests: Vec<&Condition> = filters.iter().flat_map(|filter| tests_on(filter, field)).collect();
        let cells = prover.representatives(table, field, &tests);
        let best = cells.into_iter().min_by_key(|cell| {
            let mut tried = row.clone();
            if let Some(place) = tried.cells.get_mut(field) {
                *place = cell.clone();
            }
            wrong(&tried)
        });
        if let (Some(best), Some(place)) = (best, row.cells.get_mut(field)) {
            *place = best;
        }
    }
    (wrong(&row) == 0).then_some(row)
}

/// The tests of a filter that read a field of the row alone.
fn tests_on(filter: &Condition, field: usize) -> Vec<&Condition> {
    match filter {
        Condition::And(parts) | Condition::Or(parts) => {
            parts.iter().flat_map(|part| tests_on(part, field)).collect()
        }
        Condition::Not(inner) => tests_on(inner, field),
        test => {
            let of = super::question::field_read(test);
            if of == Some(FieldRef::Row(field)) { vec![test] } else { Vec::new() }
        }
    }
}
