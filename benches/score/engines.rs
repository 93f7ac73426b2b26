//! The commands that are measured: `icp` and the engines people could use instead.
//!
//! In: a rule set, a table, where the result goes. Out: commands. Invariant: an engine that is not here is named with the
//! reason, and the rest is measured without it.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Which of the two rule sets.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rules {
    Thirty,
    ThreeHundred,
}

impl Rules {
    pub fn count(self) -> usize {
        match self {
            Rules::Thirty => 30,
            Rules::ThreeHundred => 300,
        }
    }

    pub fn profile(self) -> PathBuf {
        root().join(format!("benches/profiles/icp{}.icp", self.count()))
    }

    fn plan(self) -> PathBuf {
        root().join(format!("benches/peers/icp{}.json", self.count()))
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// `icp score`, with the columns that the others write too: of this build, or the one that `ICP_BENCH_ICP` names.
pub fn icp(rules: Rules, table: &Path, result: &Path, columns: &str) -> Command {
    let program = std::env::var_os("ICP_BENCH_ICP").unwrap_or_else(|| env!("CARGO_BIN_EXE_icp").into());
    let mut command = Command::new(program);
    command.arg("score").arg(rules.profile()).arg(table);
    command.args(["--as-of", "2026-06-01", "--keep", "none", "--select", columns, "-o"]).arg(result);
    command
}

/// Polars and DuckDB, run by a script of ours with the Python that `ICP_BENCH_PYTHON` names.
pub struct Frames {
    python: PathBuf,
    pub versions: String,
}

impl Frames {
    pub fn find() -> Result<Frames, String> {
        let Some(python) = std::env::var_os("ICP_BENCH_PYTHON").map(PathBuf::from) else {
            return Err("ICP_BENCH_PYTHON names no Python with polars and duckdb".to_owned());
        };
        match Command::new(&python).arg(script()).arg("versions").output() {
            Ok(said) if said.status.success() => {
                Ok(Frames { python, versions: String::from_utf8_lossy(&said.stdout).trim().to_owned() })
            }
            Ok(said) => {
                Err(String::from_utf8_lossy(&said.stderr).lines().last().unwrap_or_default().to_owned())
            }
            Err(error) => Err(format!("{} does not run: {error}", python.display())),
        }
    }

    pub fn score(&self, engine: &str, rules: Rules, table: &Path, result: &Path, threads: usize) -> Command {
        let mut command = Command::new(&self.python);
        command.arg(script()).arg(engine).arg(rules.plan()).arg(table).arg(result).arg(threads.to_string());
        command
    }

    /// Stops unless all results agree; gives the rows, tiers and sum of scores they agree on.
    pub fn agree(&self, rules: Rules, ours: &Path, theirs: &[PathBuf]) -> String {
        let said = Command::new(&self.python)
            .arg(script())
            .arg("same")
            .args([&rules.plan(), &ours.to_path_buf()])
            .args(theirs)
            .output()
            .unwrap();
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
        String::from_utf8_lossy(&said.stdout).trim().to_owned()
    }
}

fn script() -> PathBuf {
    root().join("benches/peers/peers.py")
}

/// GoRules Zen, if its program was built.
pub struct Zen(PathBuf);

/// What Zen answers for some accounts, on one thread.
pub struct ZenRun {
    pub rows: f64,
    pub evaluating: f64,
    pub parsing: f64,
    pub sum: f64,
    pub tiers: serde_json::Value,
}

impl Zen {
    pub fn find() -> Result<Zen, String> {
        let program = std::env::var_os("ICP_BENCH_ZEN")
            .map_or_else(|| root().join("benches/peers/zen/target/release/icp-bench-zen"), PathBuf::from);
        match program.is_file() {
            true => Ok(Zen(program)),
            false => {
                Err("it is not built: cargo build --release --manifest-path benches/peers/zen/Cargo.toml"
                    .to_owned())
            }
        }
    }

    pub fn score(&self, rules: Rules, table: &Path, rows: u64) -> ZenRun {
        let said = Command::new(&self.0).arg(rules.plan()).arg(table).arg(rows.to_string()).output().unwrap();
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
        let said: serde_json::Value = serde_json::from_slice(&said.stdout).unwrap();
        let number = |key: &str| said[key].as_f64().unwrap();
        ZenRun {
            rows: number("rows"),
            evaluating: number("evaluate_s"),
            parsing: number("parse_s"),
            sum: number("sum"),
            tiers: said["tiers"].clone(),
        }
    }
}
