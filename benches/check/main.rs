//! `icp check` over many profiles: `cargo bench --bench check`.
//!
//! Writes 200 profiles of 100 rules each with their lists, checks them in a process of its own, and prints the median
//! time beside the time that reading and hashing the same bytes takes in this process. Nothing is asserted.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a benchmark says that something is wrong by panicking"
)]

use std::fmt::Write as _;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};

/// How many profiles.
const PROFILES: usize = 200;

/// How often each thing is measured.
const RUNS: usize = 9;

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = write_profiles(folder.path());
    let check = median(|| {
        let status = Command::new(env!("CARGO_BIN_EXE_icp"))
            .args(["check", "--quiet", "--output-format", "concise", "--as-of", "2026-10-15", "."])
            .current_dir(folder.path())
            .stdout(Stdio::null())
            .status()
            .unwrap();
        assert!(status.success(), "the profiles of the benchmark have errors: {status}");
    });
    let read = median(|| {
        let mut hash = Sha256::new();
        for path in files(folder.path()) {
            hash.update(fs::read(path).unwrap());
        }
        black_box(hash.finalize());
    });
    let start = median(|| {
        Command::new(env!("CARGO_BIN_EXE_icp")).arg("--version").stdout(Stdio::null()).status().unwrap();
    });
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    println!(
        "icp check, {PROFILES} profiles of 100 rules, {} KB with their lists, {cores} cores",
        bytes / 1000
    );
    println!("  check                   {:>8.1} ms (stated: under 500 ms)", milliseconds(check));
    println!(
        "  read and hash the same  {:>8.1} ms; check takes {:.0} times that",
        milliseconds(read),
        ratio(check, read)
    );
    println!("  start of the process    {:>8.1} ms", milliseconds(start));
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn ratio(a: Duration, b: Duration) -> f64 {
    a.as_secs_f64() / b.as_secs_f64()
}

fn median(mut run: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let begun = Instant::now();
            run();
            begun.elapsed()
        })
        .collect();
    times.sort();
    times[RUNS / 2]
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.sort();
    found
}

/// Writes all profiles and lists; gives how many bytes they have.
fn write_profiles(folder: &Path) -> usize {
    fs::write(folder.join("icp.toml"), "").unwrap();
    let mut bytes = 0;
    for number in 0..PROFILES {
        let profile = profile(number);
        let list = list(number);
        bytes += profile.len() + list.len();
        fs::write(folder.join(format!("p{number:03}.icp")), profile).unwrap();
        fs::write(folder.join(format!("competitors{number:03}.csv")), list).unwrap();
    }
    bytes
}

/// 500 domains of competitors.
fn list(number: usize) -> String {
    let mut text = String::from("domain\n");
    for row in 0..500 {
        let _ = writeln!(text, "company-{}-{number}.example", row * 7919 % 100_000);
    }
    text
}

/// A profile of 100 rules: 10 exclusions, 5 requirements, 70 weights in five groups, 15 signals.
fn profile(number: usize) -> String {
    let mut text = format!(
        r#"use std.regions
use std.roles

profile p{number:03} "Profile {number}" {{
  version "1.{number}"
  owner   "revops@example.com"
  updated 2026-10-01
}}

account {{
  id:        text key
  domain:    text
  industry:  text
  employees: whole range
  revenue:   money USD range
  country:   country
  founded:   whole
  funded:    date
  visited:   date
  tech:      list of text split ";"
  pains:     list of text split ";"
}}

list competitors = file "competitors{number:03}.csv" column "domain"
list core = ["Software {number}", "Internet", "Fintech", "Healthcare IT", "Logistics", "Telecom", "Media"]

exclude competitor "A competitor" when domain in competitors because "They sell the same"
"#
    );
    for index in 0..9 {
        let _ = writeln!(
            text,
            "exclude out{index} \"Not served {index}\" when industry = \"Industry {index}{number}\" and employees < {} because \"Policy {index}\"",
            5 + index
        );
    }
    for index in 0..5 {
        let _ = writeln!(
            text,
            "require need{index} \"Need {index}\" when employees >= {} or country in [\"US\", \"CA\", \"DE\"]",
            2 + index
        );
    }
    text.push_str("\nscore fit cap 0..100 {\n  evidence data \"2026 win/loss\"\n");
    for group in 0..5 {
        let _ = writeln!(text, "\n  group g{group} cap 30 {{");
        for index in 0..14 {
            let condition = match index % 7 {
                0 => format!("industry in core and employees in {}..{}", 10 + index, 500 + group * 100),
                1 => format!("tech has any [\"Tool {index}\", \"Suite {group}\"]"),
                2 => format!("revenue >= {}M USD and employees > {}", 1 + group, 20 + index),
                3 => "country in [\"US\", \"CA\", \"GB\"] or industry = \"Fintech\"".to_owned(),
                4 => format!("founded >= {} and not (industry = \"Media\")", 1990 + index),
                5 => format!("pains has \"Pain {index}\" or tech has \"Tool {group}\""),
                _ => format!("domain ends with \".io\" and employees <= {}", 100 + index * group),
            };
            let _ = writeln!(
                text,
                "    weight w{group}_{index} \"Weight {group} {index}\" {} when {condition}",
                1 + index % 5
            );
        }
        text.push_str("  }\n");
    }
    for index in 0..15 {
        let field = if index % 2 == 0 { "funded" } else { "visited" };
        let _ = writeln!(
            text,
            "  signal s{index} \"Signal {index}\" +{} when {field} within last {} days",
            1 + index % 4,
            30 + index
        );
    }
    text.push_str("}\n\ntier A \"Call\" when fit >= 60\ntier B \"Sequence\" when fit >= 30\ntier C \"Wait\" otherwise\n");
    text
}
