use super::sandbox::Sandbox;

fn explain(id: &str, more: &[&str]) -> super::sandbox::Ran {
    let sandbox = Sandbox::with("tests/it/command_line/accounts");
    let base = [
        "explain",
        "crm.icp",
        "accounts.csv",
        "--table",
        "contacts=contacts.csv",
        "--as-of",
        "2026-10-01",
        "--id",
        id,
    ];
    sandbox.run(&[&base, more].concat())
}

#[test]
fn a_qualified_account_is_explained_rule_by_rule() {
    insta::assert_snapshot!(explain("1004", &[]).all());
}

#[test]
fn an_excluded_account_says_which_rule_and_why() {
    insta::assert_snapshot!(explain("1003", &[]).all());
}

#[test]
fn a_held_account_says_what_is_missing() {
    insta::assert_snapshot!(explain("1005", &[]).all());
}

#[test]
fn markdown_is_a_table() {
    insta::assert_snapshot!(explain("1004", &["--format", "markdown"]).all());
}

#[test]
fn the_lines_of_the_json_add_up() {
    for id in ["1001", "1002", "1003", "1004", "1005", "1006", "1007", "1008", "1009", "1010"] {
        let ran = explain(id, &["--format", "json"]);
        let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
        for score in report["scores"].as_array().unwrap() {
            let lines = score["lines"].as_array().unwrap();
            for (line, total) in [("points", "value"), ("least", "min"), ("most", "max")] {
                let sum: f64 = lines.iter().map(|of| of[line].as_f64().unwrap()).sum();
                assert!((sum - score[total].as_f64().unwrap()).abs() < 1e-9, "{id}: {score}");
            }
        }
    }
}

#[test]
fn an_unknown_key_is_an_error() {
    insta::assert_snapshot!(explain("9999", &[]).all());
}

#[test]
fn explain_prints_the_page_of_a_code() {
    let sandbox = Sandbox::new();
    let by_code = sandbox.run(&["explain", "icp0201"]);
    assert_eq!(by_code.code, 0);
    assert!(by_code.stdout.starts_with("# ICP0201 "), "{}", by_code.stdout);
    let slug = by_code.stdout.lines().next().unwrap().split_whitespace().nth(2).unwrap().to_owned();
    assert_eq!(sandbox.run(&["explain", &slug]).stdout, by_code.stdout);
    assert_eq!(sandbox.run(&["explain", "ICP0210x"]).code, 2);
    assert_eq!(sandbox.run(&["explain", "crm.icp"]).code, 2);
}

#[test]
fn a_key_may_be_a_negative_number() {
    let ran = explain("-5", &[]);
    assert!(ran.stderr.contains("no account has the key `-5`"), "{}", ran.all());
}
