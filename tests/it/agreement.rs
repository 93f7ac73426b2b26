//! The columnar engine says what the row interpreter says, to the digit, whatever the profile and the table.
//!
//! A seed makes a profile and a table. `ICP_AGREEMENT_CASES=20000` runs more seeds; one that fails goes into
//! `tests/agreement_seeds.txt`, which is always run.

use std::sync::Arc;

use icp::eval::columnar::{Asked, Engine, Results};
use icp::eval::{Outcome, evaluate};
use icp::plan::classes::{
    Batch, BatchClasses, ColumnClasses, ColumnSource, TableClasses, TableReducer, columns,
};
use icp::plan::{Plan, plan};
use icp::types::{Account, Cell, ChildRow, Day, Number};

use crate::dice::Dice;
use crate::random_profiles::{account, random_model, today};

/// Seeds that every run tries.
const SEEDS: u64 = 1_000;

/// A table of accounts, with the class of each account's rows in the child table.
struct Accounts {
    accounts: Vec<Account>,
    child_classes: Vec<u32>,
    tables: Vec<Option<Arc<TableClasses>>>,
}

fn accounts(plan: &Plan, dice: &mut Dice) -> Accounts {
    // Blocks of 64 and 256 accounts, and what is left over, are among them.
    let count = match dice.below(24) {
        0 => 0,
        1 => 1,
        2 => 300 + dice.below(300),
        3 => 64 + dice.below(3),
        _ => 2 + dice.below(12),
    };
    let mut accounts: Vec<Account> = Vec::new();
    for index in 0..count {
        let mut next = if index > 40 { accounts[dice.below(40)].clone() } else { account(dice) };
        next.key = match dice.below(12) {
            0 => None,
            key @ 1..5 => Some(format!("k{key}")),
            _ => Some("k9".to_owned()),
        };
        accounts.push(next);
    }
    let mut reducer =
        if dice.below(3) == 0 { TableReducer::exact() } else { TableReducer::new(plan, today(), 0) };
    let class_of = |rows: &Option<Vec<ChildRow>>| match rows {
        None => icp::plan::classes::UNKNOWN,
        Some(rows) => {
            let rows = rows.iter().map(|row| reducer.row(row.cells.clone())).collect();
            reducer.rows(rows)
        }
    };
    let child_classes = accounts.iter().map(|account| &account.tables[0]).map(class_of).collect();
    Accounts { accounts, child_classes, tables: vec![Some(Arc::new(reducer.finish()))] }
}

/// A batch of some of the accounts, by index.
fn batch(plan: &Plan, all: &Accounts, rows: &[usize], classes: &mut BatchClasses, dice: &mut Dice) -> Batch {
    let mut batch = Batch::default();
    let sources = columns(plan);
    batch.clear(sources.len());
    batch.rows = rows.len();
    for row in rows {
        batch.keys.push(all.accounts[*row].key.as_deref());
    }
    for (column, source) in sources.iter().enumerate() {
        for row in rows {
            batch.ids[column].push(match source {
                ColumnSource::Table(_) => all.child_classes[*row],
                ColumnSource::Field(field) => {
                    let mut cell = all.accounts[*row].cells[*field].clone();
                    if *field == plan.schema.key {
                        cell = key_cell(&all.accounts[*row]);
                    }
                    let classes = classes.field(column).expect("a field");
                    let id = classes.of(&cell);
                    assert_eq!(id, direct(classes, &cell, dice).unwrap_or(id), "{cell:?}");
                    id
                }
            });
        }
    }
    batch
}

fn key_cell(account: &Account) -> Cell {
    account.key.clone().map_or(Cell::Unknown, Cell::Text)
}

/// The class by the shorter way, if there is one.
fn direct(classes: &mut icp::plan::classes::Classes, cell: &Cell, dice: &mut Dice) -> Option<u32> {
    match cell {
        Cell::Number(number) if number.is_whole() => {
            Some(classes.of_whole((number.millionths() / Number::SCALE) as i64))
        }
        Cell::Day(day) => Some(classes.of_day(*day)),
        Cell::Boolean(value) => Some(classes.of_boolean(*value)),
        Cell::Choice(position) => Some(classes.of_choice(*position)),
        Cell::Text(text) => Some(classes.of_text(text)),
        Cell::List(elements) if dice.below(2) == 0 => {
            let marks = classes.classifier().list_marks()?;
            let marks = elements.iter().map(|element| marks.of(element));
            let union = marks.fold(Default::default(), icp::plan::classes::Marks::or);
            Some(classes.of_marks(union))
        }
        _ => None,
    }
}

/// A row of results, with names instead of numbers.
fn row_of(results: &Results, row: usize, asked: Asked) -> String {
    let scores: Vec<_> =
        results.scores.iter().map(|score| (score.value[row], score.min[row], score.max[row])).collect();
    let at = |place: u32| results.possible_sets.get_index(place as usize);
    let overrides: Vec<_> = results.overrides.iter().filter(|(at, ..)| *at == row).collect();
    let broken: Vec<_> = results.broken_guarantees.iter().filter(|(at, ..)| *at == row).collect();
    let rules: Vec<_> =
        if asked.rules { results.rule_points.iter().map(|column| column[row]).collect() } else { Vec::new() };
    let gates: Vec<_> =
        if asked.rules { results.gate_truths.iter().map(|column| column[row]).collect() } else { Vec::new() };
    format!(
        "{:?} tier {} segment {} {scores:?} {:?} {:?} {:?} missing {:?} {:?} {:?} {rules:?} {gates:?}",
        results.status[row],
        results.tier[row],
        results.segment[row],
        results.coverage[row],
        at(results.possible[row]),
        results.name_list(results.decided_by[row]),
        results.name_list(results.missing[row]),
        overrides.iter().map(|(_, index, effect)| (index, effect)).collect::<Vec<_>>(),
        broken.iter().map(|(_, index, truth)| (index, truth)).collect::<Vec<_>>(),
    )
}

/// Scores in batches of random sizes by workers of their own, and compares every row.
fn agree(seed: u64) {
    let mut dice = Dice::new(seed ^ 0x00C0_FFEE);
    let (text, model) = random_model(&mut dice, true);
    let plan = plan(&model);
    let all = accounts(&plan, &mut dice);
    let expected: Vec<Outcome> = all
        .accounts
        .iter()
        .map(|account| {
            let mut account = account.clone();
            account.cells[plan.schema.key] = key_cell(&account);
            evaluate(&plan, &account, today())
        })
        .collect();
    let asked =
        Asked { rules: dice.below(2) == 0, only_first_missing: dice.below(3) == 0, no_missing: false };
    let mut workers: Vec<_> = (0..1 + dice.below(3))
        .map(|_| {
            let classes = BatchClasses::new(&plan, today(), &all.tables);
            (classes, Engine::new(&plan, today(), asked), Results::default())
        })
        .collect();
    let mut rows: Vec<usize> = (0..all.accounts.len()).collect();
    // Which classes are met first makes no difference.
    for place in (1..rows.len()).rev() {
        rows.swap(place, dice.below(place + 1));
    }
    let mut rest = rows.as_slice();
    let most = if dice.below(2) == 0 { rest.len() } else { 3 };
    loop {
        let (now, later) = rest.split_at(dice.below(most + 1).max(1).min(rest.len()));
        let worker = dice.below(workers.len());
        let (classes, engine, results) = &mut workers[worker];
        let batch = batch(&plan, &all, now, classes, &mut dice);
        if dice.below(8) == 0 {
            *results = Results::default();
        }
        engine.score(classes, &batch, results);
        assert_eq!(results.rows, now.len());
        for (row, account) in now.iter().enumerate() {
            let mut wanted = Results::default();
            wanted.clear(&plan);
            wanted.push(&plan, asked, &expected[*account]);
            let (got, wanted) = (row_of(results, row, asked), row_of(&wanted, 0, asked));
            assert_eq!(got, wanted, "seed {seed}\n{text}\n{:?}", all.accounts[*account]);
            let outcome = engine.outcome(classes, &batch, row);
            assert_eq!(outcome, expected[*account], "seed {seed}\n{text}\n{:?}", all.accounts[*account]);
        }
        if dice.below(4) == 0 {
            forget(classes);
        }
        rest = later;
        if rest.is_empty() {
            break;
        }
    }
}

/// What a worker with many classes does between two batches.
fn forget(classes: &mut BatchClasses) {
    classes.trim();
    for column in &mut classes.columns {
        if let ColumnClasses::Field(classes) = column {
            classes.forget();
        }
    }
}

#[test]
fn the_columnar_engine_agrees_with_the_row_interpreter() {
    let seeds = std::env::var("ICP_AGREEMENT_CASES").ok().and_then(|count| count.parse().ok());
    let threads = std::thread::available_parallelism().map_or(1, |count| count.get());
    std::thread::scope(|scope| {
        for first in 0..threads as u64 {
            scope.spawn(move || (first..seeds.unwrap_or(SEEDS)).step_by(threads).for_each(agree));
        }
    });
}

#[test]
fn seeds_that_once_failed_agree() {
    let kept = include_str!("../agreement_seeds.txt");
    let seeds = kept.lines().filter(|line| !line.starts_with('#'));
    for seed in seeds {
        agree(seed.split_whitespace().next().and_then(|seed| seed.parse().ok()).expect("a seed"));
    }
}

#[test]
fn days_and_numbers_at_every_cut_keep_their_class_apart() {
    for seed in 0..40 {
        let mut dice = Dice::new(seed);
        let (text, model) = random_model(&mut dice, true);
        let plan = plan(&model);
        let mut classes = BatchClasses::new(&plan, today(), &[]);
        for (column, source) in columns(&plan).iter().enumerate() {
            let ColumnSource::Field(field) = source else { continue };
            let classes = classes.field(column).expect("a field");
            let classifier = Arc::clone(classes.classifier());
            let near: Vec<Cell> = match classifier.by() {
                icp::plan::classes::By::Numbers(cuts) if *field != 5 && *field != 6 => {
                    let near = cuts.starts().iter().flat_map(|start| [start - 1, *start, start + 1]);
                    near.map(|at| Cell::Number(Number::from_millionths(at))).collect()
                }
                icp::plan::classes::By::Days(cuts) => {
                    let near = cuts.starts().iter().flat_map(|start| [start - 1, *start, start + 1]);
                    near.filter_map(|at| Day::from_number(at as i32)).map(Cell::Day).collect()
                }
                _ => continue,
            };
            let mut account = account(&mut dice);
            for cell in near {
                account.cells[*field] = cell.clone();
                let id = classes.of(&cell);
                let mut other = account.clone();
                other.cells[*field] = classes.representative(id).expect("a class").into_owned();
                let (one, two) = (evaluate(&plan, &account, today()), evaluate(&plan, &other, today()));
                assert_eq!(one, two, "{text}\n{account:?}\n{other:?}");
            }
        }
    }
}
