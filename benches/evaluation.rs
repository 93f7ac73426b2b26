//! What evaluation alone costs: nanoseconds an account, on one thread, classes already in memory.
//!
//! `cargo bench --bench evaluation` prints, for the profiles of 30 and 300 rules, the columnar engine, the row
//! interpreter on the same accounts, and the ratios. In turn, medians of several rounds.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a benchmark stops at the first thing that is not as it should be, and borrows parts of another"
)]

#[path = "score/tables/mod.rs"]
mod tables;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Instant;

use icp::check::{MemoryLoader, check};
use icp::data::{
    AccountPieces, Input, Keep, Needs, PieceOptions, PieceSource, ReadBatch, ReadOptions, Source,
};
use icp::eval::columnar::{Asked, Engine, Results};
use icp::eval::evaluate;
use icp::plan::classes::{Batch, BatchClasses};
use icp::plan::{Plan, plan};
use icp::text::{SourceFile, Sources};
use icp::types::{Account, Day};

const ROWS: u64 = 60_000;
/// The row interpreter scores one of so many accounts.
const SAMPLE: usize = 20;
const ROUNDS: usize = 9;

/// A table in memory, as classes and as accounts.
struct Table {
    plan: Plan,
    classes: BatchClasses,
    batches: Vec<Batch>,
    accounts: Vec<Account>,
}

fn plan_of(profile: &str) -> Plan {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/profiles").join(profile);
    let text = std::fs::read_to_string(path).unwrap();
    plan(&check(&mut Sources::new(), SourceFile::new(profile, text), &MemoryLoader::default()).model.unwrap())
}

fn today() -> Day {
    Day::from_number(tables::accounts::TODAY).unwrap()
}

fn read(plan: Plan, table: &Path) -> Table {
    let source = Source {
        name: "accounts.csv".to_owned(),
        reader: Box::new(File::open(table).unwrap()),
        random: None,
    };
    let input = Input {
        accounts: vec![source],
        tables: Vec::new(),
        options: ReadOptions::default(),
        keep: Keep::None,
    };
    let needs = Needs::new(
        &plan.schema,
        |field| plan.reads_field(field),
        |table| plan.reads_table(table),
        |table, field| plan.reads_row_field(table, field),
    );
    let options = PieceOptions { whole: true, ..PieceOptions::default() };
    let (mut batches, mut accounts) = (Vec::new(), Vec::new());
    let classes = {
        let opened = AccountPieces::open(&plan, &needs, input, options, Box::new(|_| {}));
        let (pieces, _) = opened.ok().unwrap();
        let mut classes = BatchClasses::new(&plan, today(), pieces.tables());
        let mut batch = ReadBatch::default();
        let mut reader = pieces.reader();
        while let Some(piece) = pieces.next_piece() {
            reader.open(piece.unwrap()).unwrap();
            while reader.next_batch(&mut classes, &mut batch).unwrap() {
                batches.push(batch.accounts.clone());
                accounts.extend(batch.whole.iter().step_by(SAMPLE).cloned());
            }
        }
        classes
    };
    Table { plan, classes, batches, accounts }
}

fn nanoseconds(rows: usize, work: impl FnOnce()) -> f64 {
    let started = Instant::now();
    work();
    started.elapsed().as_secs_f64() * 1e9 / rows as f64
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn main() {
    let folder = std::env::var_os("ICP_BENCH_DIR")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench"), PathBuf::from);
    let path = tables::table(&folder, tables::Format::Csv, ROWS);
    let all = ["icp30.icp", "icp300.icp"].map(|profile| read(plan_of(profile), &path));
    let asked = [
        ("id, score, tier", Asked { only_first_missing: true, ..Asked::default() }),
        ("all columns", Asked::default()),
    ];
    let mut times = vec![Vec::new(); all.len() * (asked.len() + 1)];
    let mut engines: Vec<_> = all
        .iter()
        .flat_map(|table| {
            asked.map(|(_, asked)| (table, Engine::new(&table.plan, today(), asked), Results::default()))
        })
        .collect();
    for _ in 0..ROUNDS {
        for (times, (table, engine, results)) in times.iter_mut().zip(&mut engines) {
            let rows = table.batches.iter().map(|batch| batch.rows).sum();
            times.push(nanoseconds(rows, || {
                table.batches.iter().for_each(|batch| engine.score(&table.classes, batch, results));
            }));
        }
        for (times, table) in times.iter_mut().skip(all.len() * asked.len()).zip(&all) {
            times.push(nanoseconds(table.accounts.len(), || {
                for account in &table.accounts {
                    std::hint::black_box(evaluate(&table.plan, account, today()));
                }
            }));
        }
    }
    let medians: Vec<f64> = times.into_iter().map(median).collect();
    println!("nanoseconds an account, one thread, median of {ROUNDS} rounds");
    for (index, (name, _)) in asked.iter().enumerate() {
        let (small, large) = (medians[index], medians[asked.len() + index]);
        println!("{name:16} 30 rules {small:8.1}   300 rules {large:8.1}   ratio {:.2}", large / small);
    }
    let rest = &medians[all.len() * asked.len()..];
    println!("{:16} 30 rules {:8.1}   300 rules {:8.1}", "row interpreter", rest[0], rest[1]);
    println!(
        "row / columnar   30 rules {:8.1}   300 rules {:8.1}",
        rest[0] / medians[0],
        rest[1] / medians[asked.len()]
    );
}
