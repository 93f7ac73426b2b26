use std::fs;
use std::io::Read as _;
use std::process::{Command, Stdio};

use super::sandbox::{Ran, Sandbox};

const QUICKSTART: [&str; 7] =
    ["score", "crm.icp", "accounts.csv", "--table", "contacts=contacts.csv", "--as-of", "2026-10-01"];

fn quickstart() -> Sandbox {
    Sandbox::with("tests/it/command_line/accounts")
}

fn score(sandbox: &Sandbox, more: &[&str]) -> Ran {
    sandbox.run(&[&QUICKSTART, more].concat())
}

#[test]
fn a_pipe_gets_csv_and_the_error_stream_a_summary() {
    insta::assert_snapshot!(score(&quickstart(), &[]).all());
}

#[test]
fn people_get_a_table_of_the_best_accounts() {
    insta::assert_snapshot!(score(&quickstart(), &["--to", "table", "--top", "4", "--quiet"]).all());
}

#[test]
fn a_file_is_written_with_what_is_needed_to_make_it_again() {
    let sandbox = quickstart();
    let ran = score(&sandbox, &["-o", "scored.csv", "-q"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{}", ran.all());
    assert_eq!(sandbox.read("scored.csv"), score(&sandbox, &[]).stdout);
    let meta: serde_json::Value = serde_json::from_str(&sandbox.read("scored.csv.meta.json")).unwrap();
    assert_eq!(meta["as_of"], "2026-10-01");
    assert_eq!(meta["profiles"][0]["version"], "2026.4");
    assert_eq!(meta["profiles"][0]["rows"]["scored"], 10);
    assert!(meta["profiles"][0]["plan_hash"].as_str().unwrap().len() >= 16);
    assert!(!sandbox.names().iter().any(|name| name.starts_with(".icp-")));
}

#[test]
fn the_name_of_the_output_says_its_format() {
    let sandbox = quickstart();
    for name in ["s.jsonl", "s.json", "s.csv", "s.txt"] {
        assert_eq!(score(&sandbox, &["-o", name]).code, 0, "{name}");
    }
    assert_eq!(sandbox.read("s.jsonl").lines().count(), 10);
    let records: serde_json::Value = serde_json::from_str(&sandbox.read("s.json")).unwrap();
    assert_eq!(records.as_array().unwrap().len(), 10);
    assert_eq!(records[3]["tiers_possible"], serde_json::json!(["A", "B", "C"]));
    insta::assert_snapshot!(score(&sandbox, &["-o", "s.pdf"]).all());
}

#[test]
fn no_result_overwrites_what_the_run_reads() {
    let sandbox = quickstart();
    let (accounts, contacts) = (sandbox.read("accounts.csv"), sandbox.read("contacts.csv"));
    let ran = score(&sandbox, &["-o", "./accounts.csv"]);
    insta::assert_snapshot!(ran.all());
    for arguments in [
        ["-o", "contacts.csv", "--to", "csv"],
        ["-o", "crm.icp", "--to", "csv"],
        ["-o", "scored.csv", "--findings", "accounts.csv"],
        ["-o", "scored.csv", "--rejects", "contacts.csv"],
        ["-o", "scored.csv", "--findings", "scored.csv"],
    ] {
        let ran = score(&sandbox, &arguments);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{arguments:?}: {}", ran.all());
    }
    assert_eq!(sandbox.read("accounts.csv"), accounts);
    assert_eq!(sandbox.read("contacts.csv"), contacts);
    assert!(!sandbox.names().contains(&"scored.csv".to_owned()));
}

#[cfg(unix)]
#[test]
fn no_result_overwrites_what_the_run_reads_through_a_link() {
    let sandbox = quickstart();
    std::os::unix::fs::symlink("accounts.csv", sandbox.path("scored.csv")).unwrap();
    let accounts = sandbox.read("accounts.csv");
    assert_eq!(score(&sandbox, &["-o", "scored.csv"]).code, 2);
    assert_eq!(sandbox.read("accounts.csv"), accounts);
    assert_eq!(score(&sandbox, &["-o", "/dev/null", "--to", "csv", "--findings", "/dev/null"]).code, 0);
}

#[test]
fn two_runs_give_the_same_bytes() {
    let sandbox = quickstart();
    assert_eq!(
        score(&sandbox, &["--explain", "json"]).stdout,
        score(&sandbox, &["--explain", "json"]).stdout
    );
}

#[test]
fn columns_can_be_kept_selected_and_explained() {
    let sandbox = quickstart();
    let kept =
        score(&sandbox, &["--keep", "Industry,Company name", "--select", "id,Industry,Company name,tier"]);
    insta::assert_snapshot!("keep_and_select", kept.stdout);
    insta::assert_snapshot!(
        "explain_rules",
        score(&sandbox, &["--explain", "rules", "--keep", "none"]).stdout
    );
    assert!(score(&sandbox, &["--keep", "all"]).stdout.starts_with("id,Record ID,Company name,"));
    insta::assert_snapshot!("unknown_select", score(&sandbox, &["--select", "id,teir"]).all());
    let unknown = score(&sandbox, &["--keep", "Indutry"]);
    assert_eq!(unknown.code, 2, "{}", unknown.all());
}

#[test]
fn an_input_column_with_the_name_of_a_result_is_renamed() {
    let sandbox = Sandbox::started();
    let text = sandbox.read("accounts.csv").replace("Technologies", "tier");
    sandbox.write("a.csv", text);
    sandbox.write("ideal.icp", sandbox.read("ideal.icp").replace("\"Technologies\"", "\"tier\""));
    let ran = sandbox.run(&["score", "ideal.icp", "a.csv", "--keep", "tier"]);
    assert!(ran.stdout.starts_with("id,input.tier,status,tier,"), "{}", ran.all());
}

#[test]
fn findings_go_to_their_file_and_strict_fails() {
    let sandbox = quickstart();
    let ran = score(&sandbox, &["--findings", "findings.csv"]);
    assert_eq!(ran.code, 0);
    insta::assert_snapshot!(sandbox.read("findings.csv"));
    assert_eq!(score(&sandbox, &["--strict"]).code, 1);
}

#[test]
fn a_row_that_cannot_be_read_is_never_lost_silently() {
    let sandbox = quickstart();
    let text = sandbox.read("accounts.csv");
    let (header, rest) = text.split_once('\n').unwrap();
    sandbox.write("accounts.csv", format!("{header}\n1,2,3,4,5,6,7,8,9,10,11,12\n{rest}"));
    let ran = score(&sandbox, &[]);
    assert_eq!(ran.code, 1, "{}", ran.all());
    assert!(ran.stderr.contains("accounts.csv:2: this row cannot be read"), "{}", ran.stderr);
    assert_eq!(ran.stdout.lines().count(), 11);
    let ran = score(&sandbox, &["--rejects", "rejects.csv"]);
    assert_eq!(ran.code, 0, "{}", ran.all());
    insta::assert_snapshot!(sandbox.read("rejects.csv"));
}

#[test]
fn the_summary_adds_up() {
    let ran = score(&quickstart(), &["--summary", "json"]);
    let summary: serde_json::Value = serde_json::from_str(&ran.stderr).unwrap();
    let profile = &summary["profiles"][0];
    let sum =
        |of: &serde_json::Value| of.as_object().unwrap().values().map(|n| n.as_u64().unwrap()).sum::<u64>();
    assert_eq!(profile["scored"], 10);
    assert_eq!(sum(&profile["status"]), 10);
    let inside =
        profile["status"]["qualified"].as_u64().unwrap() + profile["status"]["needs_data"].as_u64().unwrap();
    assert_eq!(sum(&profile["tier"]) + profile["no_tier"].as_u64().unwrap(), inside);
}

#[test]
fn a_guarantee_is_checked_against_every_account() {
    let sandbox = quickstart();
    let text = sandbox.read("crm.icp");
    sandbox.write(
        "crm.icp",
        format!("{text}\nguarantee gamblers that industry = \"Gambling\" implies not qualified\n"),
    );
    let kept = score(&sandbox, &[]);
    assert_eq!(kept.code, 0);
    assert!(
        kept.stderr.contains("guarantee gamblers: not violated by any of the 10 accounts"),
        "{}",
        kept.stderr
    );
    sandbox.write("crm.icp", format!("{text}\nguarantee small that employees < 100 implies not qualified\n"));
    let broken = score(&sandbox, &[]);
    assert_eq!(broken.code, 1, "{}", broken.all());
    assert!(broken.stderr.contains("guarantee small: VIOLATED by"), "{}", broken.stderr);
}

#[test]
fn several_profiles_give_one_row_each_or_the_best() {
    let sandbox = quickstart();
    let text = sandbox.read("crm.icp");
    sandbox.write(
        "small.icp",
        text.replace("profile quickstart", "profile small").replace("employees >= 10", "employees >= 1"),
    );
    let both = [
        "score",
        "crm.icp",
        "small.icp",
        "accounts.csv",
        "--table",
        "contacts=contacts.csv",
        "--as-of",
        "2026-10-01",
    ];
    let ran = sandbox.run(&both);
    assert!(ran.stdout.starts_with("profile,id,name,status"), "{}", ran.all());
    assert_eq!(ran.stdout.lines().count(), 21);
    let best = sandbox.run(&[&both[..], &["--best"]].concat());
    insta::assert_snapshot!(best.stdout);
    let piped = [&["score", "crm.icp", "small.icp", "-"], &both[4..]].concat();
    assert_eq!(sandbox.pipe(sandbox.read("accounts.csv"), &piped).stdout, ran.stdout);
}

#[test]
fn standard_input_is_read() {
    let sandbox = quickstart();
    let arguments = [&["score", "crm.icp", "-"], &QUICKSTART[3..]].concat();
    assert_eq!(sandbox.pipe(sandbox.read("accounts.csv"), &arguments).stdout, score(&sandbox, &[]).stdout);
}

#[test]
fn what_cannot_run_exits_2_and_says_why() {
    let sandbox = quickstart();
    sandbox.write("bad.icp", sandbox.read("crm.icp").replace("employees >= 10", "employes >= 10"));
    sandbox.write("empty.csv", "");
    sandbox.write("short.csv", "Record ID,Company name\n1,A\n");
    sandbox.write("lib.icp", "list l = [1]\n");
    let with = |files: &[&str]| sandbox.run(&[&["score"], files, &QUICKSTART[3..]].concat());
    for (name, files) in [
        ("no profile", &["accounts.csv"][..]),
        ("no data", &["crm.icp"]),
        ("missing data", &["crm.icp", "acounts.csv"]),
        ("a profile with errors", &["bad.icp", "accounts.csv"]),
        ("a library", &["lib.icp", "accounts.csv"]),
        ("empty data", &["crm.icp", "empty.csv"]),
        ("missing columns", &["crm.icp", "short.csv"]),
        ("a folder as data", &["crm.icp", "."]),
    ] {
        let ran = with(files);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{name}: {}", ran.all());
        insta::assert_snapshot!(name.replace(' ', "_"), ran.stderr);
    }
    let untabled = sandbox.run(&["score", "crm.icp", "accounts.csv"]);
    assert_eq!(untabled.code, 2);
    insta::assert_snapshot!("missing_table", untabled.stderr);
    let malformed = sandbox.run(&["score", "crm.icp", "accounts.csv", "--table", "contacts"]);
    insta::assert_snapshot!("malformed_table", malformed.all());
}

#[test]
fn a_run_that_fails_leaves_the_old_result() {
    let sandbox = quickstart();
    sandbox.write("scored.csv", "old");
    sandbox.write("short.csv", "Record ID,Company name\n1,A\n");
    let ran =
        sandbox.run(&[&["score", "crm.icp", "short.csv"], &QUICKSTART[3..], &["-o", "scored.csv"]].concat());
    assert_eq!(ran.code, 2);
    assert_eq!(sandbox.read("scored.csv"), "old");
}

#[test]
fn a_target_that_cannot_be_written_is_found_before_the_work() {
    let sandbox = quickstart();
    sandbox.write("scored.csv", "old");
    let mut permissions = fs::metadata(sandbox.path("scored.csv")).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(sandbox.path("scored.csv"), permissions).unwrap();
    insta::assert_snapshot!("read_only_target", score(&sandbox, &["-o", "scored.csv"]).all());
    insta::assert_snapshot!("no_folder", score(&sandbox, &["-o", "out/scored.csv"]).all());
    assert_eq!(sandbox.read("scored.csv"), "old");
}

/// Many accounts, so that a run can be caught in the middle.
fn many(sandbox: &Sandbox) {
    let mut text = String::from(
        "Record ID,Company name,Industry,Number of Employees,Country/Region,Web Technologies,Last Funding Date\n",
    );
    for id in 0..60_000 {
        text.push_str(&format!("{id},Company {id},Software,120,US,HubSpot,2026-09-01\n"));
    }
    sandbox.write("accounts.csv", text);
}

fn start(sandbox: &Sandbox, more: &[&str]) -> std::process::Child {
    Command::new(env!("CARGO_BIN_EXE_icp"))
        .args([&QUICKSTART, more].concat())
        .current_dir(sandbox.path(""))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

#[test]
fn a_closed_pipe_ends_the_run_quietly() {
    let sandbox = quickstart();
    many(&sandbox);
    let mut child = start(&sandbox, &[]);
    let mut first = [0; 16];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
}

#[cfg(unix)]
#[test]
fn a_run_that_is_killed_leaves_no_target() {
    let sandbox = quickstart();
    many(&sandbox);
    let before = sandbox.names();
    let mut child = start(&sandbox, &["-o", "scored.csv"]);
    std::thread::sleep(std::time::Duration::from_millis(150));
    child.kill().unwrap();
    child.wait().unwrap();
    // Its draft may stay: nobody can tidy up after such an end.
    let mut names = sandbox.names();
    names.retain(|name| !name.starts_with(".icp-"));
    assert_eq!(names, before);
}

#[test]
fn output_can_go_to_a_device() {
    let sandbox = quickstart();
    if std::path::Path::new("/dev/null").exists() {
        let ran = score(&sandbox, &["-o", "/dev/null", "--to", "csv"]);
        assert!(fs::metadata("/dev/null").is_ok_and(|facts| !facts.is_file()), "{}", ran.all());
    }
}

#[test]
fn a_text_that_a_spreadsheet_would_run_is_guarded_in_csv() {
    let sandbox = quickstart();
    let table = sandbox.read("accounts.csv");
    let name = table.lines().nth(1).unwrap().split(',').nth(1).unwrap().to_owned();
    sandbox.write("accounts.csv", table.replacen(&name, "=1+1", 1));
    assert!(score(&sandbox, &[]).stdout.contains(",'=1+1,"));
    assert!(score(&sandbox, &["--raw"]).stdout.contains(",=1+1,"));
    assert!(score(&sandbox, &["--to", "jsonl"]).stdout.contains("\"=1+1\""));
}
