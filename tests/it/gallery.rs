//! Packs, examples and the language reference, run the way a user runs them.
//!
//! The public tables of `../shared/data` are no part of the project: without them their tests say so and pass.

use std::fs;
use std::path::PathBuf;

use assert_cmd::Command;
use serde_json::{Value, json};

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

#[test]
fn every_rule_of_every_example_makes_a_difference_in_some_test() {
    let (passed, printed) = icp(&["test", "--rule-coverage", "examples"]);
    assert!(passed, "{printed}");
    let lines: Vec<&str> = printed.lines().filter(|line| line.contains(" rules make a difference")).collect();
    assert_eq!(lines.len(), profiles("examples").len(), "{printed}");
    for line in lines {
        let words: Vec<&str> = line.split_whitespace().collect();
        assert_eq!(words[0], words[2], "{printed}");
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
        let has_tests = text.contains("\ntest \"");
        fs::write(&file, text).unwrap();
        let shown = file.to_str().unwrap();
        let verb = if has_tests { "test" } else { "check" };
        for arguments in [&[verb, shown] as &[&str], &["fmt", "--check", shown]] {
            let (passed, printed) = icp(arguments);
            if !passed {
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

/// Scores a table: the part of the summary about the profile, having checked that its counts add up.
fn summary_of(arguments: &[&str]) -> Value {
    let scratch = tempfile::tempdir().unwrap();
    let result = scratch.path().join("scored.jsonl");
    let (passed, printed) = icp(&[
        &["score"],
        arguments,
        &["--as-of", "2017-12-31", "--summary", "json", "-o", result.to_str().unwrap()],
    ]
    .concat());
    assert!(passed, "{printed}");
    let summary: Value = serde_json::from_str(&printed).unwrap();
    let profile = summary["profiles"][0].clone();
    let rows = &profile["rows"];
    let number = |value: &Value| value.as_u64().unwrap();
    let sum = |value: &Value| value.as_object().unwrap().values().map(number).sum::<u64>();
    assert_eq!(number(&rows["read"]), number(&rows["scored"]) + number(&rows["rejected"]));
    assert_eq!(sum(&profile["status"]), number(&profile["scored"]));
    let worked = number(&profile["status"]["qualified"]) + number(&profile["status"]["needs_data"]);
    assert_eq!(sum(&profile["tier"]) + number(&profile["no_tier"]), worked, "{profile}");
    assert_eq!(fs::read_to_string(result).unwrap().lines().count() as u64, number(&profile["scored"]));
    profile
}

#[test]
fn the_accounts_of_the_hardware_vendor_score_as_counted_by_hand() {
    let (Some(accounts), Some(deals)) =
        (table("maven-crm/accounts.csv"), table("maven-crm/sales_pipeline.csv"))
    else {
        return;
    };
    let deals = format!("deals={deals}");
    let profile = summary_of(&["examples/maven-crm/accounts.icp", &accounts, "--table", &deals]);
    assert_eq!(
        profile["status"],
        json!({"excluded": 15, "outside_market": 0, "unqualified": 0, "needs_data": 0, "qualified": 70})
    );
    assert_eq!(profile["tier"], json!({"A": 23, "B": 43, "C": 4}));
    assert_eq!(profile["rows"]["tables"][0]["read"], 8_800);
    assert_eq!(profile["rows"]["tables"][0]["without_key"], 1_425);
    let values: Vec<&Value> =
        profile["findings"].as_array().unwrap().iter().map(|found| &found["first"]["value"]).collect();
    assert!(values.contains(&&json!("Philipines")) && values.contains(&&json!("Korea")), "{values:?}");
}

#[test]
fn the_fastest_growing_companies_score_as_counted_by_hand() {
    let Some(companies) = table("inc5000/inc5000.csv") else { return };
    let profile = summary_of(&["examples/inc5000/payroll.icp", &companies]);
    assert_eq!(
        profile["status"],
        json!({"excluded": 151, "outside_market": 0, "unqualified": 1_120, "needs_data": 10, "qualified": 3_719})
    );
    assert_eq!(profile["tier"], json!({"A": 551, "B": 1_593, "C": 1_585}));
}

#[test]
fn the_leads_of_the_course_seller_score_as_counted_by_hand() {
    let Some(leads) = table("x-education-leads/Leads.csv") else { return };
    let profile = summary_of(&["examples/x-education/leads.icp", &leads]);
    assert_eq!(
        profile["status"],
        json!({"excluded": 63, "outside_market": 0, "unqualified": 0, "needs_data": 0, "qualified": 9_177})
    );
    assert_eq!(profile["tier"], json!({"A": 1_375, "B": 3_767, "C": 4_035}));
    assert_eq!(profile["findings"], json!([]));
}

/// The tables of the two CRMs as a sync tool lands them: every column that a pack names is found or is not needed.
#[test]
fn synced_warehouse_tables_score_with_their_pack() {
    let rules = "\nexclude gambling \"Gambling\" when industry = \"Gambling\" because \"Policy\"\n\
        score fit { signal money +1 when revenue >= 1M USD signal here +1 when country = \"US\" }\n\
        tier A when fit >= 1\ntier B otherwise\n";
    let scratch = tempfile::tempdir().unwrap();
    for (pack, file) in [
        ("std.fivetran.hubspot", "hubspot-seeds/company_data.csv"),
        ("std.fivetran.salesforce", "salesforce-seeds/sf_account_data.csv"),
    ] {
        let Some(data) = table(file) else { continue };
        let profile = scratch.path().join("synced.icp");
        fs::write(&profile, format!("profile synced {{}}\nuse {pack}\n{rules}")).unwrap();
        let summary = summary_of(&[profile.to_str().unwrap(), &data]);
        assert!(summary["scored"].as_u64().unwrap() > 0, "{file}");
    }
}

#[test]
fn the_readme_opens_with_the_profile_of_the_quickstart() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let profile = fs::read_to_string(root().join("examples/quickstart/crm.icp")).unwrap();
    let shown = blocks(&readme).into_iter().next().unwrap().1;
    assert!(profile.starts_with(&shown), "README.md and examples/quickstart/crm.icp differ");
}
