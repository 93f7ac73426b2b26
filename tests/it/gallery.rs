//! Packs, examples and the language reference, run the way a user runs them.
//!
//! The public tables of `../shared/data` are no part of the project: without them their tests say so and pass.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use assert_cmd::Command;
use serde_json::Value;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every profile and library below a folder, sorted.
fn profiles(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![root().join(folder)];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "icp") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Runs `icp` in the project's folder: whether it succeeded, and all it printed.
fn icp(arguments: &[&str]) -> (bool, String) {
    let output = Command::cargo_bin("icp")
        .unwrap()
        .args(arguments)
        .current_dir(root())
        .env("NO_COLOR", "1")
        .env_remove("ICP_OUTPUT_FORMAT")
        .output()
        .unwrap();
    let printed =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output.status.success(), printed)
}

/// Runs one command for every file and reports all that fail.
fn each_passes(files: &[PathBuf], arguments: &[&str]) {
    assert!(!files.is_empty());
    let mut faults = Vec::new();
    for file in files {
        let shown = file.strip_prefix(root()).unwrap().to_str().unwrap();
        let (passed, printed) = icp(&[arguments, &[shown]].concat());
        if !passed {
            faults.push(format!("icp {} {shown}\n{printed}", arguments.join(" ")));
        }
    }
    assert!(faults.is_empty(), "{} of {} files:\n{}", faults.len(), files.len(), faults.join("\n"));
}

#[test]
fn the_gallery_is_complete() {
    assert_eq!(profiles("examples/gallery").len(), 21);
}

#[test]
fn every_example_checks_without_errors() {
    each_passes(&profiles("examples"), &["check"]);
}

#[test]
fn every_pack_checks_on_its_own() {
    each_passes(&profiles("rules"), &["check"]);
}

#[test]
fn examples_and_packs_are_in_canonical_layout() {
    each_passes(&[profiles("examples"), profiles("rules")].concat(), &["fmt", "--check"]);
}

#[test]
fn every_example_passes_its_own_tests() {
    each_passes(&profiles("examples"), &["test"]);
}

#[test]
fn every_gallery_profile_has_at_least_four_tests() {
    for file in profiles("examples/gallery") {
        let text = fs::read_to_string(&file).unwrap();
        let tests = text.lines().filter(|line| line.starts_with("test \"")).count();
        assert!(tests >= 4, "{} has {tests} tests", file.display());
    }
}

/// The complete profiles among the code blocks of a page.
fn blocks(page: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut open: Option<(usize, String)> = None;
    for (index, line) in page.lines().enumerate() {
        match (&mut open, line) {
            (None, "```icp") => open = Some((index + 1, String::new())),
            (Some(_), "```") => found.extend(open.take()),
            (Some((_, text)), _) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, _) => {}
        }
    }
    found
}

#[test]
fn the_tests_in_the_language_reference_pass_and_its_blocks_are_in_canonical_layout() {
    let page = fs::read_to_string(root().join("docs/language.md")).unwrap();
    let scratch = tempfile::tempdir().unwrap();
    let mut faults = Vec::new();
    let blocks = blocks(&page);
    assert!(blocks.len() >= 20, "only {} blocks", blocks.len());
    for (line, text) in blocks {
        let file = scratch.path().join("page.icp");
        fs::write(&file, text).unwrap();
        let shown = file.to_str().unwrap();
        for arguments in [["test", shown], ["fmt", shown]] {
            let before = fs::read_to_string(&file).unwrap();
            let (passed, printed) = icp(&arguments);
            if !passed || before != fs::read_to_string(&file).unwrap() {
                faults.push(format!("docs/language.md:{line}: icp {}\n{printed}", arguments[0]));
            }
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// A table of the development data, if it is there.
fn table(name: &str) -> Option<String> {
    let path = root().join("../shared/data").join(name);
    if path.exists() {
        return Some(path.to_str().unwrap().to_owned());
    }
    println!("skipped: {name} is not there (../shared/data)");
    None
}

/// Scores a table and returns its rows by key, having checked that the counts of the summary add up.
fn scored(profile: &str, data: &[&str], rows: u64) -> BTreeMap<String, Value> {
    let scratch = tempfile::tempdir().unwrap();
    let out = scratch.path().join("scored.jsonl");
    let mut arguments = vec!["score", profile];
    arguments.extend(data);
    arguments.extend(["-o", out.to_str().unwrap(), "--summary", "json"]);
    let (passed, printed) = icp(&arguments);
    assert!(passed, "{printed}");
    let summary: Value = printed.lines().find_map(|line| serde_json::from_str(line).ok()).unwrap();
    assert_eq!(summary["rows"]["read"], rows, "{summary}");
    let scored_rows = fs::read_to_string(&out).unwrap();
    let lines: Vec<Value> = scored_rows.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len() as u64, rows);
    let per_status: u64 = summary["status"].as_object().unwrap().values().filter_map(Value::as_u64).sum();
    assert_eq!(per_status, rows, "{summary}");
    lines.into_iter().map(|row| (key_of(&row), row)).collect()
}

fn key_of(row: &Value) -> String {
    row.as_object().unwrap().values().next().unwrap().as_str().unwrap_or_default().to_owned()
}
