//! The benchmark of `icp score`: whole processes, in turn with the engines people could use instead.
//!
//! `cargo bench --bench score -- [--gates] [--rows N] [--small N] [--rounds N] [--threads N]`; `benches/README.md` says more.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a benchmark stops at the first thing that is not as it should be"
)]
// Files are read at offsets, and the system is asked about processes, in ways that Windows does not know.
#![cfg(unix)]

mod contest;
mod engines;
mod gates;
mod memory;
mod pipeline;
mod process;
mod scan;
mod tables;
mod versus;

use std::path::{Path, PathBuf};

use engines::{Frames, Rules, Zen};
use gates::Gate;
use tables::{Format, table};
use versus::Comparison;

struct Options {
    /// Only what needs no other engine.
    gates: bool,
    rows: u64,
    small: u64,
    rounds: usize,
    threads: usize,
    /// Only the contests whose title contains this.
    only: String,
}

fn main() {
    let options = options();
    let folder =
        std::env::var_os("ICP_BENCH_DIR").map_or_else(|| PathBuf::from("target/bench"), PathBuf::from);
    let folder = std::path::absolute(folder).unwrap();
    match options.gates {
        true => {
            let (tables, gates) = gates::alone(&folder, options.rows, options.threads, options.rounds);
            print(&tables, &gates);
        }
        false => everything(&folder, &options),
    }
}

fn options() -> Options {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let gates = arguments.iter().any(|argument| argument == "--gates");
    let value = |name: &str| {
        let place = arguments.iter().position(|argument| argument == name)?;
        Some(arguments.get(place + 1).unwrap_or_else(|| panic!("{name} needs a value")).replace('_', ""))
    };
    let number = |name: &str, otherwise: u64| {
        value(name)
            .map_or(otherwise, |text| text.parse().unwrap_or_else(|_| panic!("{name} {text} is no number")))
    };
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    Options {
        gates,
        rows: number("--rows", if gates { 200_000 } else { 10_000_000 }),
        small: number("--small", 1_000_000),
        rounds: usize::try_from(number("--rounds", 3)).unwrap(),
        threads: usize::try_from(number("--threads", cores as u64)).unwrap(),
        only: value("--only").unwrap_or_default(),
    }
}

fn everything(folder: &Path, options: &Options) {
    let &Options { rows, small, rounds, threads, .. } = options;
    let frames = Frames::find();
    match &frames {
        Ok(frames) => println!("{}, {threads} threads\n", frames.versions),
        Err(reason) => println!("without Polars and DuckDB: {reason}\n"),
    }
    let wanted = |title: &str| title.contains(&options.only);
    let mut all_gates = Vec::new();
    let contests = [
        ("parquet 30", Comparison { rules: Rules::Thirty, format: Format::Parquet, rows }, [("3.5×", "5×")]),
        ("csv 30", Comparison { rules: Rules::Thirty, format: Format::Csv, rows }, [("4×", "7×")]),
        (
            "parquet 300",
            Comparison { rules: Rules::ThreeHundred, format: Format::Parquet, rows: small },
            [("10×", "–")],
        ),
    ];
    for (title, comparison, [(polars, duckdb)]) in contests {
        if !wanted(title) {
            continue;
        }
        let (contest, agreed) = versus::frames(frames.as_ref().ok(), &comparison, folder, threads, rounds);
        println!("{}\n{agreed}\n", contest.table());
        let what = |against: &str| format!("{} against {against}", contest.title());
        all_gates.push(Gate::new(what("Polars"), polars, contest.ratio("Polars", "icp")));
        all_gates.push(Gate::new(what("DuckDB"), duckdb, contest.ratio("DuckDB", "icp")));
        all_gates.push(Gate::new(format!("{}, peak MiB", contest.title()), "≤ 150", contest.peak("icp")));
    }
    if wanted("alone") {
        let (tables, gates) = gates::alone(folder, small, threads, rounds);
        print(&tables, &[]);
        all_gates.extend(gates);
    }
    if wanted("zen") {
        match Zen::find() {
            Ok(zen) => {
                let (text, gate) = versus::zen(&zen, folder, small, rounds);
                println!("{text}");
                all_gates.push(gate);
            }
            Err(reason) => println!("without GoRules Zen: {reason}\n"),
        }
    }
    if wanted("memory") {
        for (format, rows) in
            [(Format::Parquet, small), (Format::Parquet, rows), (Format::Csv, small), (Format::Csv, rows)]
        {
            let input = table(folder, format, rows);
            let result = folder.join(format!("result-icp.{}", format.ending()));
            let cost = process::run(&mut engines::icp(Rules::Thirty, &input, &result, "id,score,tier"));
            println!("{}", memory::chart(&format!("{}, {rows} rows", format.name()), &cost.memory));
        }
    }
    print(&[], &all_gates);
}

fn print(tables: &[String], gates: &[Gate]) {
    for table in tables {
        println!("{table}");
    }
    if !gates.is_empty() {
        println!("| gate | asked | measured |\n|---|---:|---:|");
    }
    for gate in gates {
        let measured = gate.measured.map_or_else(|| "–".to_owned(), |value| format!("{value:.2}"));
        println!("| {} | {} | {measured} |", gate.what, gate.asked);
    }
}
