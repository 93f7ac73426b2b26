//! `icp diff --data` next to `icp score`: `cargo bench --bench diff`, `-- --rows N` for another number than a million.
//!
//! Scores one table with the benchmark's profile of 30 rules, compares that profile with one of three edits over the same
//! table, in turn, and prints medians and their ratio. Nothing is asserted.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a benchmark says that something is wrong by panicking, and borrows parts of another"
)]

#[path = "../score/process.rs"]
mod process;
#[path = "../score/tables/mod.rs"]
mod tables;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use process::run;
use tables::{Format, table};

/// How often each is run.
const RUNS: usize = 5;

/// What a team edits in a quarter: a requirement, a weight, a tier.
const EDITS: [(&str, &str); 3] = [
    ("employees >= 15", "employees >= 20"),
    ("weight emea 2 when", "weight emea 3 when"),
    ("when score >= 65", "when score >= 60"),
];

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let rows =
        arguments.iter().position(|argument| argument == "--rows").and_then(|at| arguments.get(at + 1));
    let rows: u64 = rows.map_or(1_000_000, |rows| rows.parse().unwrap());
    let folder = std::env::var_os("ICP_BENCH_DIR")
        .map_or_else(|| Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench"), PathBuf::from);
    fs::create_dir_all(&folder).unwrap();
    let scratch = tempfile::tempdir().unwrap();
    let profile = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/profiles/icp30.icp");
    let mut text = fs::read_to_string(&profile).unwrap();
    for (from, to) in EDITS {
        assert!(text.contains(from), "{from} is not in the profile");
        text = text.replace(from, to);
    }
    let edited = scratch.path().join("edited.icp");
    fs::write(&edited, text).unwrap();
    let result = scratch.path().join("scored");
    println!("icp diff with {} edits next to icp score, {rows} rows, {RUNS} runs each in turn", EDITS.len());
    for format in [Format::Csv, Format::Parquet] {
        let table = table(&folder, format, rows);
        let mut times = (Vec::new(), Vec::new());
        for _ in 0..RUNS {
            let mut score = Command::new(env!("CARGO_BIN_EXE_icp"));
            score.args(["score", "--quiet", "--as-of", "2026-10-15", "--raw"]).arg(&profile).arg(&table);
            score.arg("-o").arg(result.with_extension(format.ending()));
            times.0.push(run(&mut score).wall);
            let mut diff = Command::new(env!("CARGO_BIN_EXE_icp"));
            diff.args(["diff", "--as-of", "2026-10-15"]).arg(&profile).arg(&edited).arg("--data").arg(&table);
            times.1.push(run(&mut diff).wall);
        }
        let (score, diff) = (median(times.0), median(times.1));
        println!(
            "  {:<8} score {score:>7.3} s   diff {diff:>7.3} s   ratio {:.2} (stated: at most 1.3)",
            format.name(),
            diff / score
        );
    }
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
