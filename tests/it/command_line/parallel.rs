//! Runs of any size: the same bytes for any number of threads, and nothing left behind by one that is interrupted.

use std::fmt::Write as _;

use super::sandbox::{Ran, Sandbox};

const FILES: [&str; 6] = ["--table", "contacts=contacts.csv", "--as-of", "2026-10-01", "--summary", "json"];
const HEADER: &str =
    "Record ID,Company name,Industry,Number of Employees,Country/Region,Web Technologies,Last Funding Date";

/// The cells of an account: most fit, some do not, some keys stand twice or are blank.
fn account(number: usize) -> [String; 7] {
    let pick = |of: &[&str]| of[number / 3 % of.len()].to_owned();
    let key = match number % 97 {
        0 => (number / 2).to_string(),
        1 => String::new(),
        _ => number.to_string(),
    };
    [
        key,
        pick(&["Acme, Inc.", "Plain", "Say \"yes\"", "two\nlines", "=1+1"]),
        pick(&["Software", "Internet", "Gambling", "", "Farming"]),
        pick(&["5", "10-49", "120", "1.234", "many"]),
        pick(&["US", "Canada", "Korea", ""]),
        pick(&["HubSpot;Slack", "Salesforce", "", "a,b"]),
        pick(&["2026-09-01", "2020-01-31", "3/4/2024", ""]),
    ]
}

fn csv(rows: usize, ragged: bool) -> String {
    let mut text = format!("{HEADER}\r\n");
    for number in 0..rows {
        let quoted = account(number).map(|cell| {
            if cell.contains([',', '"', '\n']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
        });
        text.push_str(&quoted.join(","));
        text.push_str(if ragged && number % 500 == 7 { ",one more\r\n" } else { "\r\n" });
    }
    text
}

fn jsonl(rows: usize) -> String {
    let names: Vec<&str> = HEADER.split(',').collect();
    let mut text = String::new();
    for number in 0..rows {
        let cells = account(number);
        let record: serde_json::Map<String, serde_json::Value> =
            names.iter().zip(cells).map(|(name, cell)| ((*name).to_owned(), cell.into())).collect();
        let _ = writeln!(text, "{}", serde_json::Value::Object(record));
    }
    text
}

/// A run with its summary, without the time it took.
fn run(sandbox: &Sandbox, data: &str, more: &[&str]) -> (Ran, serde_json::Value) {
    let ran = sandbox.run(&[&["score", "crm.icp", data], &FILES[..], more].concat());
    let mut summary: serde_json::Value =
        serde_json::from_str(&ran.stderr).unwrap_or_else(|_| panic!("{}", ran.all()));
    summary["seconds"] = 0.into();
    (ran, summary)
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let sandbox = Sandbox::with("tests/it/command_line/accounts");
    sandbox.write("many.csv", csv(30_000, true));
    let all = |threads: &str| {
        let logs =
            ["--findings", "findings.csv", "--rejects", "rejects.csv", "--keep", "all", "--explain", "rules"];
        let (ran, summary) = run(&sandbox, "many.csv", &[&["--threads", threads][..], &logs].concat());
        (ran.code, ran.stdout, summary, sandbox.read("findings.csv"), sandbox.read("rejects.csv"))
    };
    let one = all("1");
    assert_eq!((one.0, one.1.matches("\nqualified,").count()), (0, 0));
    assert_eq!(one.2["profiles"][0]["rows"]["read"], 30_000);
    assert_eq!(one.2["profiles"][0]["rows"]["rejected"], 60);
    assert!(one.3.contains("duplicate-key") && one.3.contains("blank-key") && one.3.contains("unclear-date"));
    assert_eq!(one.4.lines().count(), 61);
    for threads in ["2", "7"] {
        let other = all(threads);
        assert!(other == one, "{threads} threads differ from one");
    }
}

#[test]
fn tables_and_the_best_profile_come_out_alike_too() {
    let sandbox = Sandbox::with("tests/it/command_line/accounts");
    sandbox.write("many.csv", csv(12_000, false));
    let text = sandbox.read("crm.icp");
    sandbox.write(
        "small.icp",
        text.replace("profile quickstart", "profile small").replace("employees >= 10", "employees >= 1"),
    );
    for more in [&["--to", "table"][..], &["small.icp", "--best"], &["small.icp", "--to", "json"]] {
        let (one, summary) = run(&sandbox, "many.csv", &[&["--threads", "1"][..], more].concat());
        let (two, other) = run(&sandbox, "many.csv", &[&["--threads", "2"][..], more].concat());
        assert!(one.stdout == two.stdout && summary == other, "{more:?}");
        assert!(one.stdout.len() > 500, "{}", one.stdout);
    }
}

#[test]
fn the_same_table_gives_the_same_bytes_from_csv_and_from_json_lines() {
    let sandbox = Sandbox::with("tests/it/command_line/accounts");
    sandbox.write("many.csv", csv(9_000, false));
    sandbox.write("many.jsonl", jsonl(9_000));
    let (from_csv, _) = run(&sandbox, "many.csv", &["--threads", "2"]);
    for threads in ["1", "2"] {
        let (from_json, _) = run(&sandbox, "many.jsonl", &["--threads", threads]);
        assert!(from_json.stdout == from_csv.stdout, "{threads} threads");
    }
    assert_eq!(from_csv.code, 0);
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_says_so_and_leaves_nothing() {
    use std::io::Write as _;
    use std::process::{Command, Stdio};
    for signal in ["INT", "TERM"] {
        let sandbox = Sandbox::with("tests/it/command_line/accounts");
        let before = sandbox.names();
        let mut child = Command::new(env!("CARGO_BIN_EXE_icp"))
            .args(["score", "crm.icp", "-", "-o", "scored.csv", "--findings", "findings.csv"])
            .args(FILES)
            .current_dir(sandbox.path(""))
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // More than a pipe holds: once it is written, the run is under way, and waits for more.
        let mut input = child.stdin.take().unwrap();
        input.write_all(csv(60_000, false).as_bytes()).unwrap();
        let sent =
            Command::new("kill").args([format!("-{signal}"), child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        let ended = child.wait_with_output().unwrap();
        drop(input);
        let said = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert_eq!(
            (ended.status.code(), said.as_str()),
            (Some(130), "interrupted: nothing was written\n"),
            "{signal}"
        );
        assert_eq!(sandbox.names(), before);
    }
}
