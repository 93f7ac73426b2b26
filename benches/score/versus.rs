//! `icp` next to other engines: the same table in, the same three columns out.
//!
//! In: the tables, the engines that are here. Out: contests and gates. Invariant: nothing is timed before all engines
//! agreed on the rows, the tiers and the sum of scores.

use std::fs;
use std::path::{Path, PathBuf};

use crate::contest::{Contest, median};
use crate::engines::{Frames, Rules, Zen, icp};
use crate::gates::Gate;
use crate::process;
use crate::tables::{Format, table};

/// What one comparison is about.
pub struct Comparison {
    pub rules: Rules,
    pub format: Format,
    pub rows: u64,
}

impl Comparison {
    fn title(&self) -> String {
        format!("{}, {} rules, {} rows", self.format.name(), self.rules.count(), self.rows)
    }
}

/// Runs `icp`, Polars and DuckDB in turn.
pub fn frames<'c>(
    frames: Option<&'c Frames>,
    comparison: &Comparison,
    folder: &'c Path,
    threads: usize,
    rounds: usize,
) -> (Contest<'c>, String) {
    let rules = comparison.rules;
    let input = table(folder, comparison.format, comparison.rows);
    let ending = comparison.format.ending();
    let result = |engine: &str| folder.join(format!("result-{engine}.{ending}"));
    let mut agreed = String::new();
    if let Some(frames) = frames {
        let ours = result("icp");
        process::run(&mut icp(rules, &input, &ours, "id,status,score,tier"));
        let theirs: Vec<PathBuf> = ["polars", "duckdb"].map(result).into();
        for (engine, path) in ["polars", "duckdb"].into_iter().zip(&theirs) {
            process::run(&mut frames.score(engine, rules, &input, path, threads));
        }
        agreed = frames.agree(rules, &ours, &theirs);
    }
    let mut contest = Contest::new(comparison.title(), comparison.rows);
    let (table, path) = (input.clone(), result("icp"));
    contest.enter("icp", move || {
        let _ = fs::remove_file(&path);
        process::run(&mut icp(rules, &table, &path, "id,score,tier"))
    });
    for (name, engine) in [("Polars", "polars"), ("DuckDB", "duckdb")] {
        let Some(frames) = frames else { continue };
        let (table, path) = (input.clone(), result(engine));
        contest.enter(name, move || {
            let _ = fs::remove_file(&path);
            process::run(&mut frames.score(engine, rules, &table, &path, threads))
        });
    }
    contest.hold(rounds);
    (contest, agreed)
}

/// Zen's expressions alone, on records in memory, against a whole run of `icp` counted as one thread: rows a second of
/// processor time, from reading the file to writing the result.
pub fn zen(zen: &Zen, folder: &Path, rows: u64, rounds: usize) -> (String, Gate) {
    let records = 100_000.min(rows);
    let lines = table(folder, Format::JsonLines, records);
    let parquet = table(folder, Format::Parquet, rows);
    let result = folder.join("result-icp.parquet");
    let (mut theirs, mut parsed, mut ours, mut ratios) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut tiers = String::new();
    for _ in 0..rounds {
        let run = zen.score(Rules::Thirty, &lines, records);
        let cost = process::run(&mut icp(Rules::Thirty, &parquet, &result, "id,score,tier"));
        theirs.push(run.rows / run.evaluating / 1e3);
        parsed.push(run.rows / (run.evaluating + run.parsing) / 1e3);
        ours.push(rows as f64 / cost.processor.unwrap_or(f64::NAN) / 1e3);
        ratios.push(ours[ours.len() - 1] / theirs[theirs.len() - 1]);
        tiers = format!("{records} records, sum of scores {:.3}, {}", run.sum, run.tiers);
    }
    let ratio = median(ratios);
    let text = format!(
        "### One thread, 30 rules: GoRules Zen and icp\n\n| | thousand rows a second and thread |\n|---|---:|\n\
         | icp, Parquet to Parquet, {rows} rows, by processor time | {:.0} |\n\
         | Zen, expressions only, {records} records in memory | {:.0} |\n| Zen, with parsing JSON | {:.0} |\n\nZen: {tiers}\n",
        median(ours),
        median(theirs),
        median(parsed)
    );
    (text, Gate::new("against GoRules Zen in Rust, one thread", "30×", Some(ratio)))
}
