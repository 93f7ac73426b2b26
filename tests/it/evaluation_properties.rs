//! Laws of evaluation on random profiles and random accounts with holes.
//!
//! A seed makes a profile and its accounts, so a failure names the seed and can be repeated.

use std::collections::BTreeSet;

use icp::check::model::Model;
use icp::eval::explain::{Change, Goal, LineSource, explain};
use icp::eval::{Outcome, evaluate};
use icp::plan::{Column, Plan, plan, unoptimized};
use icp::types::{Account, Cell, Day, End, Number, Points, Status};

use crate::dice::Dice;
use crate::random_profiles::{DIVISOR, account, cell, event, event_cell, random_model, today};

/// Another value for a cell that is a hole or a range, inside what it was; often no change at all.
fn filled(dice: &mut Dice, old: &Cell, all: bool, step: i128, new: impl Fn(&mut Dice) -> Cell) -> Cell {
    if !all && dice.below(2) == 0 {
        return old.clone();
    }
    match old {
        Cell::Unknown => {
            let cell = new(dice);
            if all { filled(dice, &cell, true, step, new) } else { cell }
        }
        Cell::Range(interval) => {
            let low = interval.low.value().expect("an end");
            let high = match interval.high {
                End::Included(high) => high,
                End::Excluded(high) => high - step,
                End::Unbounded => unreachable!("no open ranges are made"),
            };
            let steps = ((high - low) / step).max(0);
            let at = low + step * (dice.below(1_000) as i128 * steps / 999);
            Cell::Number(Number::from_millionths(at))
        }
        other => other.clone(),
    }
}

/// The account with holes filled in: some, or all.
fn fill(dice: &mut Dice, old: &Account, all: bool) -> Account {
    let mut new = old.clone();
    for (field, cell_there) in new.cells.iter_mut().enumerate().skip(1) {
        let step = if field == 5 { Number::SCALE } else { 1 };
        *cell_there = filled(dice, cell_there, all, step, |dice| cell(dice, field));
    }
    for table in &mut new.tables {
        if table.is_none() && (all || dice.below(2) == 0) {
            let rows = dice.below(4);
            *table = Some((0..rows).map(|_| event(dice, if all { 0 } else { 3 })).collect());
        }
        for row in table.iter_mut().flatten() {
            for (field, cell_there) in row.cells.iter_mut().enumerate().skip(1) {
                *cell_there = filled(dice, cell_there, all, 1, |dice| event_cell(dice, field));
            }
        }
    }
    new
}

/// Runs a law on random profiles, each with some accounts.
fn on_random_accounts(
    seeds: std::ops::Range<u64>,
    accounts: usize,
    law: impl Fn(&mut Dice, &Model, &Plan, &Account),
) {
    for seed in seeds {
        let mut dice = Dice::new(seed);
        let (text, model) = random_model(&mut dice, false);
        let plan = plan(&model);
        for _ in 0..accounts {
            let account = account(&mut dice);
            let law = std::panic::AssertUnwindSafe(|| law(&mut dice, &model, &plan, &account));
            if let Err(fault) = std::panic::catch_unwind(law) {
                eprintln!("seed {seed}\n{text}\n{account:?}");
                std::panic::resume_unwind(fault);
            }
        }
    }
}

fn possible(outcome: &Outcome) -> BTreeSet<Option<usize>> {
    let tiers = outcome.tiers_possible.tiers.iter().map(|tier| Some(*tier));
    tiers.chain(outcome.tiers_possible.none.then_some(None)).collect()
}

/// What is known about `new` must lie inside what was known about `old`.
fn assert_inside(old: &Outcome, new: &Outcome) {
    for (old, new) in old.scores.iter().zip(&new.scores) {
        assert!(old.min <= new.min && new.max <= old.max, "{old:?}\n{new:?}");
        assert!((old.min..=old.max).contains(&new.value), "{old:?}\n{new:?}");
        for (old, new) in old.rules.iter().zip(&new.rules) {
            assert!(old.least <= new.least && new.most <= old.most, "{old:?}\n{new:?}");
            assert!((old.least..=old.most).contains(&new.earned), "{old:?}\n{new:?}");
        }
    }
    if !old.status.is_out() && !new.status.is_out() {
        assert!(possible(old).is_superset(&possible(new)), "{old:?}\n{new:?}");
        assert!(possible(old).contains(&new.tier), "{old:?}\n{new:?}");
    }
}

#[test]
fn filling_in_holes_lands_inside_the_interval_and_the_possible_tiers() {
    on_random_accounts(0..80, 12, |dice, _, plan, account| {
        let old = evaluate(plan, account, today());
        for _ in 0..3 {
            let some = fill(dice, account, false);
            let narrowed = evaluate(plan, &some, today());
            assert_inside(&old, &narrowed);
            let complete = fill(dice, &some, true);
            let all = evaluate(plan, &complete, today());
            assert_inside(&narrowed, &all);
            assert_inside(&old, &all);
            assert!(all.missing.is_empty(), "{:?}", all.missing);
            // A quotient by 0 stays unknown whatever is filled in (ruling 22).
            if complete.cells[DIVISOR] != Cell::Number(Number::ZERO) {
                assert!(all.scores.iter().all(|score| score.min == score.max), "{all:?}");
            }
        }
    });
}

#[test]
fn a_score_lies_in_its_interval_and_its_tier_is_possible() {
    on_random_accounts(1_000..1_080, 12, |_, _, plan, account| {
        let outcome = evaluate(plan, account, today());
        for score in &outcome.scores {
            assert!(score.min <= score.value && score.value <= score.max, "{score:?}");
            for rule in &score.rules {
                assert!(rule.least <= rule.earned && rule.earned <= rule.most, "{rule:?}");
                assert_eq!(rule.decided, rule.least == rule.most, "{rule:?}");
            }
        }
        if !outcome.status.is_out() {
            assert!(possible(&outcome).contains(&outcome.tier), "{outcome:?}");
        }
    });
}

#[test]
fn rules_stay_inside_the_bounds_of_the_plan() {
    on_random_accounts(2_000..2_080, 12, |_, _, plan, account| {
        let outcome = evaluate(plan, account, today());
        for (score, outcome) in plan.scores.iter().zip(&outcome.scores) {
            for (rule, outcome) in score.rules.iter().zip(&outcome.rules) {
                assert!(rule.bounds.least <= outcome.least, "{} {outcome:?} {:?}", rule.name, rule.bounds);
                assert!(rule.bounds.most >= outcome.most, "{} {outcome:?} {:?}", rule.name, rule.bounds);
            }
        }
    });
}

#[test]
fn the_optimized_plan_says_what_the_plan_as_written_says() {
    on_random_accounts(3_000..3_100, 12, |_, model, plan, account| {
        assert_eq!(evaluate(plan, account, today()), evaluate(&unoptimized(model), account, today()));
    });
}

#[test]
fn the_order_of_rules_gates_and_rows_does_not_matter() {
    on_random_accounts(4_000..4_080, 8, |_, model, plan, account| {
        let mut turned = model.clone();
        turned.excludes.reverse();
        turned.requires.reverse();
        for score in &mut turned.scores {
            score.rules.reverse();
        }
        let mut other = account.clone();
        for rows in other.tables.iter_mut().flatten() {
            rows.reverse();
        }
        let turned = icp::plan::plan(&turned);
        assert_eq!(turned.hash(), plan.hash());
        let (one, two) = (evaluate(plan, account, today()), evaluate(&turned, &other, today()));
        let points = |outcome: &Outcome| -> Vec<(Points, Points, Points)> {
            outcome.scores.iter().map(|score| (score.value, score.min, score.max)).collect()
        };
        assert_eq!(points(&one), points(&two));
        assert_eq!((one.status, one.tier, one.segment), (two.status, two.tier, two.segment));
        assert_eq!((one.decided_by, one.missing), (two.decided_by, two.missing));
        assert_eq!((one.coverage, one.tiers_possible), (two.coverage, two.tiers_possible));
        assert_eq!(one.emits, two.emits);
    });
}

#[test]
fn explained_lines_add_up_to_the_value_the_least_and_the_most() {
    on_random_accounts(5_000..5_040, 4, |_, _, plan, account| {
        let explanation = explain(plan, account, today());
        assert_eq!(explanation.outcome, evaluate(plan, account, today()));
        for (lines, score) in explanation.scores.iter().zip(&explanation.outcome.scores) {
            assert_eq!(lines.iter().map(|line| line.value).sum::<Points>(), score.value);
            assert_eq!(lines.iter().map(|line| line.min).sum::<Points>(), score.min);
            assert_eq!(lines.iter().map(|line| line.max).sum::<Points>(), score.max);
            let rules = lines.iter().filter(|line| matches!(line.source, LineSource::Rule(..))).count();
            assert_eq!(rules, score.rules.len());
        }
        let named: Vec<&str> = explanation.unknown.iter().map(|unknown| unknown.field.as_str()).collect();
        let missing: Vec<&str> =
            explanation.outcome.missing.iter().map(|missing| missing.field.as_str()).collect();
        assert_eq!(named, missing);
        for unknown in &explanation.unknown {
            assert!(!unknown.held_by.is_empty() || !unknown.rules.is_empty(), "{unknown:?}");
        }
    });
}

/// The account with a change made.
fn changed(account: &Account, change: &Change) -> Account {
    let mut account = account.clone();
    match change {
        Change::Cell { column, row, to, from, .. } => {
            let cell = cell_at(&mut account, *column, *row);
            assert_eq!(cell, from);
            *cell = to.clone();
        }
        Change::Add { column, row, elements } => {
            let cell = cell_at(&mut account, *column, *row);
            let mut list = if let Cell::List(list) = cell { list.clone() } else { BTreeSet::new() };
            list.extend(elements.iter().cloned());
            *cell = Cell::List(list);
        }
        Change::Remove { column, row, element } => {
            let cell = cell_at(&mut account, *column, *row);
            let Cell::List(list) = cell else { panic!("{cell:?} is no list") };
            assert!(list.remove(element));
        }
        Change::NewRow { table, row } => {
            account.tables[*table].get_or_insert_default().push(row.clone());
        }
    }
    account
}

/// The same change to each end of the interval that is said to suffice.
fn ends_that_suffice(change: &Change) -> Vec<Change> {
    let Change::Cell { column, row, from, to, enough: Some(enough) } = change else { return Vec::new() };
    let ends = [enough.low.value(), enough.high.value()].into_iter().flatten();
    ends.map(|end| {
        let to = match to {
            Cell::Day(_) => Cell::Day(Day::from_number(end as i32).expect("a day")),
            _ => Cell::Number(Number::from_millionths(end)),
        };
        Change::Cell { column: *column, row: *row, from: from.clone(), to, enough: None }
    })
    .collect()
}

fn cell_at(account: &mut Account, column: Column, row: Option<usize>) -> &mut Cell {
    match (column, row) {
        (Column::Field(field), None) => &mut account.cells[field],
        (Column::RowField(table, field), Some(row)) => {
            &mut account.tables[table].as_mut().expect("rows")[row].cells[field]
        }
        other => panic!("{other:?} is no cell"),
    }
}

#[test]
fn every_way_that_is_named_leads_where_it_says() {
    on_random_accounts(6_000..6_040, 4, |_, _, plan, account| {
        let explanation = explain(plan, account, today());
        for way in &explanation.ways {
            let outcome = evaluate(plan, &changed(account, &way.change), today());
            assert_eq!((outcome.status, outcome.tier), (way.status, way.tier), "{way:?}");
            assert_meets(explanation.goal, &outcome, way);
            for end in ends_that_suffice(&way.change) {
                let outcome = evaluate(plan, &changed(account, &end), today());
                assert_meets(explanation.goal, &outcome, &end);
            }
        }
    });
}

/// An outcome must be what the ways of an account are said to lead to.
fn assert_meets(goal: Goal, outcome: &Outcome, way: &impl std::fmt::Debug) {
    match goal {
        Goal::In => assert!(!outcome.status.is_out(), "{way:?}"),
        Goal::Qualified => assert_eq!(outcome.status, Status::Qualified, "{way:?}"),
        Goal::BetterTier(now) => {
            let tier = outcome.tier.expect("a tier");
            assert!(now.is_none_or(|now| tier < now), "{way:?}");
        }
        Goal::None | Goal::Excluded => panic!("a way to nowhere: {way:?}"),
    }
}
