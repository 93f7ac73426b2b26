use super::sandbox::Sandbox;

fn failing() -> Sandbox {
    let sandbox = Sandbox::started();
    let text = sandbox.read("ideal.icp").replace("employees: 120, country", "employees: 34, country");
    assert!(text.contains("employees: 34, country"));
    sandbox.write("ideal.icp", text);
    sandbox
}

#[test]
fn the_starter_profile_passes_its_tests() {
    insta::assert_snapshot!(Sandbox::started().run(&["test"]).all());
}

#[test]
fn a_failure_is_explained_in_the_terms_of_the_rules() {
    insta::assert_snapshot!(failing().run(&["test"]).all());
}

#[test]
fn rule_coverage_names_rules_that_no_test_decides() {
    insta::assert_snapshot!(Sandbox::started().run(&["test", "--rule-coverage"]).all());
}

#[test]
fn mutation_names_changes_that_no_test_notices() {
    insta::assert_snapshot!(Sandbox::started().run(&["test", "--mutate"]).all());
}

#[test]
fn junit_is_well_formed() {
    let ran = failing().run(&["test", "--output-format", "junit"]);
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!(ran.stdout);
}

#[test]
fn json_counts_and_explains() {
    let ran = failing().run(&["test", "--output-format", "json", "--rule-coverage", "--mutate"]);
    assert_eq!(ran.code, 1);
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!((report["passed"].as_u64(), report["failed"].as_u64()), (Some(2), Some(1)));
    let profile = &report["profiles"][0];
    assert!(profile["tests"][0]["explanation"].as_str().unwrap().contains("expected fit = 100"));
    assert!(profile["rule_coverage"].as_array().unwrap().len() > 5);
    assert!(profile["mutation"]["changes"].as_u64().unwrap() > 10);
}

#[test]
fn a_profile_without_tests_is_no_success() {
    let sandbox = Sandbox::new();
    sandbox.write("p.icp", "profile p \"P\" {\n  version \"1\"\n}\n\naccount {\n  id: text key\n}\n");
    insta::assert_snapshot!(sandbox.run(&["test"]).all());
}

#[test]
fn a_profile_with_errors_cannot_be_tested() {
    let sandbox = Sandbox::started();
    sandbox.write("bad.icp", "profile p \"P\" {}\naccount { id: text }\n");
    let ran = sandbox.run(&["test"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stdout.contains("ideal.icp: 3 passed") && ran.stderr.contains("error["), "{}", ran.all());
}

#[test]
fn a_test_whose_account_violates_a_guarantee_fails() {
    let sandbox = Sandbox::started();
    let text = sandbox.read("ideal.icp");
    sandbox.write("ideal.icp", format!("{text}\nguarantee kept that employees < 10 implies not qualified\n"));
    let ran = sandbox.run(&["test"]);
    assert!(
        ran.stdout.contains("1 guarantee checked on the accounts of 3 tests: not violated"),
        "{}",
        ran.all()
    );
    sandbox.write("ideal.icp", format!("{text}\nguarantee broken that fit >= 70 implies not qualified\n"));
    let ran = sandbox.run(&["test"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stdout.contains("violates guarantee broken"), "{}", ran.all());
}
