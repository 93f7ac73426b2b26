//! The ratios that need no other engine: ten times the rules, evaluation on top of reading, CSV against its raw bytes.
//!
//! In: how many rows. Out: a small table. Invariant: nothing fails on a time.

use std::path::Path;

use crate::contest::Contest;
use crate::engines::{Rules, icp};
use crate::pipeline::{plan_of, read};
use crate::process;
use crate::scan::raw_scan;
use crate::tables::{Format, table};

/// One line of the table of gates.
pub struct Gate {
    pub what: String,
    /// The least that is asked for, such as `≤ 1.6×`.
    pub asked: &'static str,
    pub measured: Option<f64>,
}

impl Gate {
    pub fn new(what: impl Into<String>, asked: &'static str, measured: Option<f64>) -> Gate {
        Gate { what: what.into(), asked, measured }
    }
}

/// Three contests and what came out of them.
pub fn alone(folder: &Path, rows: u64, threads: usize, rounds: usize) -> (Vec<String>, Vec<Gate>) {
    let (parquet, csv) = (table(folder, Format::Parquet, rows), table(folder, Format::Csv, rows));
    let result = |ending: &str| folder.join(format!("result.{ending}"));
    let score = |rules, table: &Path, ending: &str| {
        process::run(&mut icp(rules, table, &result(ending), "id,score,tier"))
    };

    let mut rules = Contest::new(format!("Ten times the rules, Parquet to Parquet, {rows} rows"), rows);
    rules.enter("30 rules", || score(Rules::Thirty, &parquet, "parquet"));
    rules.enter("300 rules", || score(Rules::ThreeHundred, &parquet, "parquet"));
    rules.hold(rounds);

    let plan = plan_of(&Rules::Thirty.profile());
    let mut reading =
        Contest::new(format!("Reading and evaluating, Parquet, {rows} rows, in one process"), rows);
    reading.enter("read", || read(&plan, &parquet, threads, false));
    reading.enter("read and evaluate", || read(&plan, &parquet, threads, true));
    reading.hold(rounds);

    let mut bytes = Contest::new(format!("CSV against its bytes, {rows} rows"), rows);
    bytes.enter("raw scan", || raw_scan(&csv, threads));
    bytes.enter("icp", || score(Rules::Thirty, &csv, "csv"));
    bytes.hold(rounds);

    let (ten_times, evaluating) =
        (rules.ratio("300 rules", "30 rules"), reading.ratio("read and evaluate", "read"));
    let gates = vec![
        Gate::new("ten times the rules, end to end (Parquet)", "≤ 1.6×", ten_times),
        Gate::new("read + evaluate against read only (Parquet)", "≤ 1.25×", evaluating),
        Gate::new("CSV end to end against a raw scan of its bytes", "≤ 4×", bytes.ratio("icp", "raw scan")),
    ];
    (vec![rules.table(), reading.table(), bytes.table()], gates)
}
