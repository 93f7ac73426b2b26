use super::sandbox::Sandbox;

const SOUND: &str = r#"profile p "P" {
  version "1"
}

account {
  id:        text key
  employees: whole
}

score fit out of 10 {
  weight size 10 when employees >= 50
}

tier A when fit >= 10
tier B otherwise
"#;

fn broken() -> String {
    SOUND.replace("when employees >= 50", "when headcout >= 50").replace("fit >= 10", "fitt >= 10")
}

#[test]
fn the_starter_profile_is_clean() {
    let ran = Sandbox::started().run(&["check"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""));
    insta::assert_snapshot!(ran.stderr, @"1 profile checked: nothing found");
}

#[test]
fn errors_are_reported_and_exit_1() {
    let sandbox = Sandbox::new();
    sandbox.write("p.icp", broken());
    insta::assert_snapshot!(sandbox.run(&["check"]).all());
}

#[test]
fn every_output_format_says_the_same() {
    let sandbox = Sandbox::new();
    sandbox.write("p.icp", broken());
    insta::assert_snapshot!("concise", sandbox.run(&["check", "--output-format", "concise"]).stdout);
    insta::assert_snapshot!("plain", sandbox.run(&["check", "--output-format", "plain"]).stdout);
    let json = sandbox.run(&["check", "--output-format", "json"]);
    assert_eq!((json.code, json.stderr.as_str()), (1, ""));
    let report: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(report["schema_version"], 1);
    assert_eq!(report["errors"], 2);
    assert_eq!(report["diagnostics"][0]["start"]["line"], 11);
    let by_environment = sandbox.finish(sandbox.command(&["check"]).env("ICP_OUTPUT_FORMAT", "json"));
    assert_eq!(by_environment.stdout, json.stdout);
    let nonsense = sandbox.finish(sandbox.command(&["check"]).env("ICP_OUTPUT_FORMAT", "pretty"));
    assert_eq!(nonsense.code, 2, "{}", nonsense.all());
}

#[test]
fn warnings_fail_only_when_asked() {
    let sandbox = Sandbox::new();
    sandbox.write("p.icp", SOUND);
    let lenient = sandbox.run(&["check"]);
    assert!(lenient.stdout.contains("warning["), "{}", lenient.all());
    assert_eq!(lenient.code, 0);
    assert_eq!(sandbox.run(&["check", "--fail-on", "warning"]).code, 1);
}

#[test]
fn fix_mends_what_has_one_reading() {
    let sandbox = Sandbox::new();
    sandbox.write("p.icp", SOUND.replace("fit >= 10", "fit >= 10 AND fit <= 10"));
    let diff = sandbox.run(&["check", "--diff"]);
    assert_eq!(diff.code, 1);
    insta::assert_snapshot!(diff.stdout);
    assert!(sandbox.read("p.icp").contains(" AND "), "--diff writes nothing");
    let fixed = sandbox.run(&["check", "--fix"]);
    assert_eq!(fixed.code, 0, "{}", fixed.all());
    assert!(
        sandbox.read("p.icp").contains("when employees >= 50") && sandbox.read("p.icp").contains(" and ")
    );
    assert_eq!(sandbox.run(&["check", "--diff"]).code, 0);
}

#[test]
fn standard_input_is_checked_under_its_name() {
    let sandbox = Sandbox::new();
    let ran = sandbox
        .pipe(broken(), &["check", "-", "--stdin-filename", "profiles/p.icp", "--output-format", "concise"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stdout.starts_with("profiles/p.icp:11:"), "{}", ran.stdout);
    let fixed = sandbox.pipe(SOUND.replace("fit >= 10", "fit >= 10 AND fit <= 10"), &["check", "-", "--fix"]);
    assert_eq!(fixed.stdout, SOUND.replace("fit >= 10", "fit >= 10 and fit <= 10"), "{}", fixed.all());
    assert_eq!(
        sandbox.pipe(SOUND, &["check", "-", "--fix"]).stdout,
        SOUND,
        "a filter, also where nothing is to mend"
    );
    assert_eq!(sandbox.run(&["check", "--unsafe-fixes"]).code, 2);
}

#[test]
fn a_library_is_reported_with_the_profile_that_uses_it_and_once() {
    let sandbox = Sandbox::new();
    sandbox.write("icp.toml", "");
    sandbox.write("lib/lists.icp", "list tools = [1,000]\n");
    for name in ["a", "b"] {
        let text =
            format!("use \"../lib/lists.icp\"\n{}", SOUND.replace("profile p", &format!("profile {name}")));
        sandbox.write(&format!("profiles/{name}.icp"), text);
    }
    let ran = sandbox.run(&["check", "--output-format", "concise"]);
    let about_list = ran
        .stdout
        .lines()
        .filter(|line| line.starts_with("lib/lists.icp:1:") && line.contains("error"))
        .count();
    assert_eq!(about_list, 1, "{}", ran.all());
    assert!(ran.stderr.contains("2 profiles and 1 library checked"), "{}", ran.stderr);
}

#[test]
fn nothing_to_check_is_no_success() {
    let sandbox = Sandbox::new();
    sandbox.write("accounts.csv", "id\n1\n");
    sandbox.write("empty/readme.md", "");
    sandbox.write("p.icp", SOUND);
    std::fs::remove_file(sandbox.path("p.icp")).unwrap();
    insta::assert_snapshot!("a_folder_without_profiles", sandbox.run(&["check", "empty"]).all());
    insta::assert_snapshot!("a_file_that_is_no_profile", sandbox.run(&["check", "accounts.csv"]).all());
    insta::assert_snapshot!("a_missing_file", sandbox.run(&["check", "acounts.csv"]).all());
}

#[test]
fn files_that_git_ignores_are_not_checked() {
    let sandbox = Sandbox::new();
    sandbox.write("good.icp", SOUND);
    sandbox.write("old/bad.icp", broken());
    sandbox.write(".gitignore", "old/\n");
    assert_eq!(sandbox.run(&["check"]).code, 0);
    assert_eq!(sandbox.run(&["check", "old/bad.icp"]).code, 1);
}

#[test]
fn an_empty_file_is_no_profile() {
    let sandbox = Sandbox::new();
    sandbox.write("p.icp", "");
    let ran = sandbox.run(&["check", "p.icp"]);
    assert_ne!(ran.code, 101, "{}", ran.all());
    assert_eq!(sandbox.run(&["test", "p.icp"]).code, 2);
}

#[test]
fn a_file_that_is_not_utf_8_says_where() {
    let sandbox = Sandbox::new();
    sandbox.write("p.icp", b"profile p \"P\" {\n  owner \"caf\xe9\"\n}\n");
    insta::assert_snapshot!(sandbox.run(&["check", "p.icp"]).all());
}

#[test]
fn a_list_file_outside_the_project_is_not_read() {
    let sandbox = Sandbox::new();
    sandbox.write("secret.csv", "name\nhidden\n");
    sandbox.write("project/icp.toml", "");
    sandbox.write("project/p.icp", format!("{SOUND}\nlist l = file \"../secret.csv\" column \"name\"\n"));
    let ran = sandbox.run(&["check", "project", "--output-format", "concise"]);
    assert_eq!(ran.code, 1, "{}", ran.all());
    assert!(ran.stdout.contains("outside") && !ran.stdout.contains("hidden"), "{}", ran.stdout);
}

#[test]
fn color_is_decided_by_flag_then_environment() {
    let sandbox = Sandbox::new();
    sandbox.write("p.icp", broken());
    let colored = |ran: super::sandbox::Ran| ran.stdout.contains('\u{1b}');
    assert!(!colored(sandbox.run(&["check"])), "a pipe has no colors");
    assert!(colored(sandbox.run(&["check", "--color", "always"])));
    assert!(colored(sandbox.finish(sandbox.command(&["check"]).env("CLICOLOR_FORCE", "1"))));
    assert!(colored(sandbox.finish(sandbox.command(&["check"]).env("FORCE_COLOR", "1"))));
    assert!(!colored(
        sandbox.finish(sandbox.command(&["check"]).env("FORCE_COLOR", "1").env("NO_COLOR", "1"))
    ));
    assert!(!colored(
        sandbox.finish(sandbox.command(&["check", "--color", "never"]).env("CLICOLOR_FORCE", "1"))
    ));
    assert!(colored(sandbox.finish(sandbox.command(&["check", "--color", "always"]).env("NO_COLOR", "1"))));
}

#[test]
fn quiet_leaves_the_findings_and_drops_the_notes() {
    let sandbox = Sandbox::new();
    sandbox.write("p.icp", broken());
    let ran = sandbox.run(&["check", "-q"]);
    assert!(ran.stdout.contains("error[") && ran.stderr.is_empty(), "{}", ran.all());
}
