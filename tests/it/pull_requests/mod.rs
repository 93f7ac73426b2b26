//! What runs in other people's repositories, run here: the steps of `action.yml`, the jobs of the GitLab template and the
//! hooks of pre-commit, in a repository with a history.

mod api;
mod scripts;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use api::Api;
use scripts::{Step, inputs_of, jobs, steps};

const PROFILE: &str = r#"profile crm "CRM" {
  version "1.0.0"
}

account {
  id:        text key
  employees: whole
}

exclude tiny "Too small" when employees < 5 because "Nobody to sell to"

score fit {
  evidence data "2026 win/loss"

  weight size "Mid-market" 20 when employees in 50..200
}

tier A "Call" when fit >= 20
tier B "Wait" otherwise

test "a mid-market company is tier A" {
  given account { employees: 100 }
  expect tier = A
}
"#;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Whether the programs that these scripts use are here; if not, says so.
fn has_programs() -> bool {
    let missing: Vec<&str> = ["bash", "git", "curl", "jq"]
        .into_iter()
        .filter(|program| Command::new(program).arg("--version").output().is_err())
        .collect();
    if !missing.is_empty() {
        eprintln!("skipped: this machine has no {}", missing.join(", "));
    }
    missing.is_empty()
}

/// A clone with a branch that changes a profile, and what a runner gives to a job.
struct Scratch {
    dir: tempfile::TempDir,
    variables: BTreeMap<String, String>,
}

impl Scratch {
    /// `main` has the profile; the branch has `changed`.
    fn new(changed: &str) -> Scratch {
        let dir = tempfile::tempdir().unwrap();
        let scratch = Scratch { dir, variables: BTreeMap::new() };
        fs::create_dir_all(scratch.path("origin/profiles")).unwrap();
        fs::create_dir_all(scratch.path("runner")).unwrap();
        let origin = scratch.path("origin");
        git(&origin, &["init", "--quiet", "--initial-branch", "main"]);
        fs::write(scratch.path("origin/profiles/crm.icp"), PROFILE).unwrap();
        fs::write(scratch.path("origin/accounts.csv"), "id,employees\n1,60\n2,150\n3,2\n").unwrap();
        git(&origin, &["add", "."]);
        git(&origin, &["commit", "--quiet", "--message", "The first profile"]);
        git(&origin, &["checkout", "--quiet", "-b", "change"]);
        fs::write(scratch.path("origin/profiles/crm.icp"), changed).unwrap();
        git(&origin, &["commit", "--quiet", "--all", "--allow-empty", "--message", "The change"]);
        git(scratch.dir.path(), &["clone", "--quiet", "origin", "clone"]);
        scratch.with_runner()
    }

    fn with_runner(mut self) -> Scratch {
        for name in ["output", "summary", "path"] {
            fs::write(self.path("runner").join(name), "").unwrap();
        }
        fs::write(self.path("runner/event.json"), r#"{"pull_request":{"number":7}}"#).unwrap();
        let file = |name: &str| self.path("runner").join(name).to_string_lossy().into_owned();
        let program = Path::new(env!("CARGO_BIN_EXE_icp")).parent().unwrap();
        self.variables = BTreeMap::from([
            ("PATH".to_owned(), format!("{}:{}", program.display(), std::env::var("PATH").unwrap())),
            ("GITHUB_OUTPUT".to_owned(), file("output")),
            ("GITHUB_STEP_SUMMARY".to_owned(), file("summary")),
            ("GITHUB_PATH".to_owned(), file("path")),
            ("GITHUB_EVENT_PATH".to_owned(), file("event.json")),
            ("GITHUB_WORKSPACE".to_owned(), self.path("clone").to_string_lossy().into_owned()),
            ("GITHUB_ACTION_PATH".to_owned(), root().to_string_lossy().into_owned()),
            ("GITHUB_BASE_REF".to_owned(), "main".to_owned()),
            ("GITHUB_REPOSITORY".to_owned(), "northwind/profiles".to_owned()),
            ("GITHUB_API_URL".to_owned(), "http://127.0.0.1:9".to_owned()),
            ("RUNNER_TEMP".to_owned(), self.path("runner").to_string_lossy().into_owned()),
            ("GIT_CONFIG_GLOBAL".to_owned(), "/dev/null".to_owned()),
        ]);
        self
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Runs a script as a runner does; gives exit code and everything it printed.
    fn shell(&self, script: &str, more: &BTreeMap<String, String>) -> (i32, String) {
        let mut command = Command::new("bash");
        command.args(["--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script]);
        command.current_dir(self.path("clone")).env_clear().envs(&self.variables).envs(more);
        let output = command.output().unwrap();
        let printed =
            format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        (output.status.code().unwrap_or(-1), printed)
    }

    /// Runs every step of the action with these inputs; gives its outputs, what it printed, and the last exit code.
    fn action(&self, given: &[(&str, &str)]) -> Outcome {
        let text = fs::read_to_string(root().join("action.yml")).unwrap();
        let mut known: BTreeMap<String, String> =
            inputs_of(&text).into_iter().map(|(name, value)| (format!("inputs.{name}"), value)).collect();
        known.extend(given.iter().map(|(name, value)| (format!("inputs.{name}"), (*value).to_owned())));
        known.insert("inputs.github-token".to_owned(), "secret-token".to_owned());
        let mut outcome = Outcome { known, printed: String::new(), code: 0 };
        for step in steps(&text) {
            let Some(run) = &step.run else { continue };
            assert_eq!(outcome.code, 0, "a step before the last failed:\n{}", outcome.printed);
            fs::write(self.path("runner/output"), "").unwrap();
            let variables =
                step.env.iter().map(|(name, value)| (name.clone(), outcome.filled(value))).collect();
            let (code, printed) = self.shell(run, &variables);
            outcome.code = code;
            outcome.printed.push_str(&printed);
            for line in fs::read_to_string(self.path("runner/output")).unwrap().lines() {
                let (name, value) = line.split_once('=').unwrap();
                let id = step.id.as_deref().unwrap();
                outcome.known.insert(format!("steps.{id}.outputs.{name}"), value.to_owned());
            }
        }
        outcome
    }

    fn summary(&self) -> String {
        fs::read_to_string(self.path("runner/summary")).unwrap()
    }
}

/// What the action gave.
struct Outcome {
    known: BTreeMap<String, String>,
    printed: String,
    code: i32,
}

impl Outcome {
    /// A text with its `${{ … }}` filled in.
    fn filled(&self, text: &str) -> String {
        let mut filled = text.to_owned();
        while let Some((before, rest)) = filled.split_once("${{") {
            let (name, after) = rest.split_once("}}").unwrap();
            let value = self.known.get(name.trim()).unwrap_or_else(|| panic!("nothing gives {name}"));
            filled = format!("{before}{value}{after}");
        }
        filled
    }

    fn output(&self, name: &str) -> &str {
        self.known.get(&format!("steps.{name}")).map_or("", String::as_str)
    }
}

fn git(folder: &Path, arguments: &[&str]) {
    let output = Command::new("git")
        .args(["-c", "user.name=RevOps", "-c", "user.email=revops@example.com", "-c", "commit.gpgsign=false"])
        .args(arguments)
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .output()
        .unwrap();
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn changed() -> String {
    PROFILE.replace("employees in 50..200", "employees in 100..200")
}

#[test]
fn the_action_checks_compares_and_keeps_one_comment() {
    if !has_programs() {
        return;
    }
    let mut scratch = Scratch::new(&changed());
    let api = Api::start();
    scratch.variables.insert("GITHUB_API_URL".to_owned(), api.url());
    let first = scratch.action(&[("data", "accounts.csv")]);
    assert_eq!(first.code, 0, "{}", first.printed);
    assert_eq!(
        (first.output("check.outputs.code"), first.output("diff.outputs.result")),
        ("0", "changed"),
        "{}",
        first.printed
    );
    let comments = api.comments();
    assert_eq!(comments.len(), 1, "{}", first.printed);
    assert!(
        comments[0].starts_with("<!-- icp: review -->\n**icp**: check passed, layout passed, tests passed")
    );
    assert!(comments[0].len() <= 65_535 && comments[0].contains("50..200"), "{}", comments[0]);
    assert!(scratch.summary().contains("50..200"), "{}", scratch.summary());
    assert!(scratch.path("clone/icp.sarif").exists());
    // The next push to the pull request: the same comment says something else.
    fs::write(
        scratch.path("clone/profiles/crm.icp"),
        changed().replace("expect tier = A", "expect tier = B"),
    )
    .unwrap();
    let second = scratch.action(&[]);
    assert_eq!(second.code, 1, "a failed test fails the job:\n{}", second.printed);
    let comments = api.comments();
    assert_eq!(comments.len(), 1, "one comment is kept up to date");
    assert!(comments[0].contains("tests failed"), "{}", comments[0]);
    assert!(api.requests().iter().all(|request| request.contains("Bearer secret-token")));
}

#[test]
fn errors_are_annotated_and_fail_the_job_at_its_end() {
    if !has_programs() {
        return;
    }
    let scratch = Scratch::new(&changed());
    fs::write(
        scratch.path("clone/profiles/crm.icp"),
        PROFILE.replace("employees < 5", "employes < 5").replace("  version", "    version"),
    )
    .unwrap();
    let ran = scratch.action(&[]);
    assert_ne!(ran.code, 0);
    assert!(ran.printed.contains("::error title=icp ICP0201"), "{}", ran.printed);
    assert!(ran.printed.contains("file=profiles/crm.icp,line=10"), "{}", ran.printed);
    assert!(scratch.summary().contains("ICP0201"), "{}", scratch.summary());
    let codes = ["check", "fmt", "test"].map(|step| ran.output(&format!("{step}.outputs.code")).to_owned());
    assert_eq!(codes, ["1", "1", "2"], "{}", ran.printed);
    assert_eq!(ran.output("diff.outputs.result"), "skipped");
    // The comment cannot be written here, which is no reason to fail.
    assert!(ran.printed.contains("::notice title=icp::"), "{}", ran.printed);
}

#[test]
fn a_shallow_clone_is_told_what_to_do() {
    if !has_programs() {
        return;
    }
    let scratch = Scratch::new(&changed());
    fs::remove_dir_all(scratch.path("clone")).unwrap();
    let origin = format!("file://{}", scratch.path("origin").display());
    git(scratch.dir.path(), &["clone", "--quiet", "--depth", "1", &origin, "clone"]);
    let ran = scratch.action(&[("comment", "false")]);
    assert_eq!((ran.code, ran.output("diff.outputs.result")), (0, "skipped"), "{}", ran.printed);
    assert!(ran.printed.contains("Add 'fetch-depth: 0' to actions/checkout"), "{}", ran.printed);
}

#[test]
fn nothing_to_say_writes_no_comment() {
    if !has_programs() {
        return;
    }
    let mut scratch = Scratch::new(PROFILE);
    let api = Api::start();
    scratch.variables.insert("GITHUB_API_URL".to_owned(), api.url());
    let ran = scratch.action(&[]);
    assert_eq!((ran.code, api.comments().len()), (0, 0), "{}", ran.printed);
    assert!(api.requests().iter().all(|request| request.starts_with("GET ")));
}

#[test]
fn an_input_is_a_value_and_never_a_command() {
    if !has_programs() {
        return;
    }
    let scratch = Scratch::new(&changed());
    let trap = scratch.path("runner/trap");
    let evil = format!("$(touch {0}) `touch {0}`; touch {0} \" && touch {0}", trap.display());
    let paths = evil.replace(' ', "\u{a0}");
    for input in ["paths", "base-ref", "data", "fail-on", "sarif-file", "diff", "comment"] {
        let value = if input == "paths" { &paths } else { &evil };
        let text = fs::read_to_string(root().join("action.yml")).unwrap();
        assert!(text.contains(&format!("inputs.{input} ")), "{input}");
        let run = || scratch.action(&[(input, value)]);
        // Some values make a step fail; none may run.
        let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(run));
        assert!(!trap.exists(), "{input} was run");
    }
}

#[test]
fn the_action_is_built_as_github_asks() {
    let text = fs::read_to_string(root().join("action.yml")).unwrap();
    let declared = inputs_of(&text);
    assert!(declared.len() > 8);
    let found = steps(&text);
    assert!(found.len() >= 7);
    for Step { name, run, uses, shell, env, .. } in &found {
        assert!(run.is_some() != uses.is_some(), "{name}: either `run` or `uses`");
        if let Some(run) = run {
            assert_eq!(shell.as_deref(), Some("bash"), "{name}: a composite step names its shell");
            assert!(!run.contains("${{"), "{name}: an expression inside a script can be a command");
        }
        for (_, value) in env.iter().filter(|(_, value)| value.contains("inputs.")) {
            let input = value.trim_start_matches("${{ inputs.").trim_end_matches(" }}");
            assert!(declared.contains_key(input), "{name}: no input `{input}`");
        }
    }
    for used in text.split("inputs.").skip(1) {
        let name: String = used.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
        assert!(declared.contains_key(&name), "no input `{name}`");
    }
}

#[test]
fn the_gitlab_jobs_check_test_and_compare() {
    if !has_programs() {
        return;
    }
    let scratch = Scratch::new(&changed());
    let text = fs::read_to_string(root().join("templates/gitlab-ci.yml")).unwrap();
    let jobs = jobs(&text);
    let base =
        Command::new("git").args(["rev-parse", "origin/main"]).current_dir(scratch.path("clone")).output();
    let api = Api::start();
    let mut variables = BTreeMap::from([
        ("ICP_PATHS".to_owned(), ".".to_owned()),
        ("ICP_FAIL_ON".to_owned(), "error".to_owned()),
        ("ICP_DATA".to_owned(), String::new()),
        ("CI_PROJECT_DIR".to_owned(), scratch.path("clone").to_string_lossy().into_owned()),
        (
            "CI_MERGE_REQUEST_DIFF_BASE_SHA".to_owned(),
            String::from_utf8(base.unwrap().stdout).unwrap().trim().to_owned(),
        ),
        ("CI_API_V4_URL".to_owned(), api.url()),
        ("CI_PROJECT_ID".to_owned(), "1".to_owned()),
        ("CI_MERGE_REQUEST_IID".to_owned(), "7".to_owned()),
        ("ICP_TOKEN".to_owned(), "secret-token".to_owned()),
    ]);
    for job in ["icp:check", "icp:test", "icp:diff", "icp:diff"] {
        let (code, printed) = scratch.shell(&jobs[job], &variables);
        assert_eq!(code, 0, "{job}: {printed}");
    }
    let quality: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(scratch.path("clone/gl-code-quality-report.json")).unwrap())
            .unwrap();
    assert!(quality.is_array());
    assert!(fs::read_to_string(scratch.path("clone/icp-test.xml")).unwrap().contains("<testsuites"));
    let notes = api.comments();
    assert_eq!(notes.len(), 1, "one note is kept up to date");
    assert!(notes[0].contains("50..200"), "{}", notes[0]);
    fs::write(scratch.path("clone/profiles/crm.icp"), PROFILE.replace("employees < 5", "employes < 5"))
        .unwrap();
    let (code, printed) = scratch.shell(&jobs["icp:check"], &variables);
    assert_eq!(code, 1, "{printed}");
    let quality = fs::read_to_string(scratch.path("clone/gl-code-quality-report.json")).unwrap();
    assert!(quality.contains("\"path\": \"profiles/crm.icp\""), "{quality}");
    variables.insert("CI_MERGE_REQUEST_DIFF_BASE_SHA".to_owned(), "0".repeat(40));
    let (code, printed) = scratch.shell(&jobs["icp:diff"], &variables);
    assert!(code == 0 && printed.contains("Set GIT_DEPTH to 0"), "{printed}");
}

#[test]
fn each_hook_runs_over_the_files_of_a_commit() {
    if !has_programs() {
        return;
    }
    let scratch = Scratch::new(&changed());
    fs::write(scratch.path("clone/icp.toml"), "exclude = [\"archive/\"]\n").unwrap();
    fs::create_dir_all(scratch.path("clone/archive")).unwrap();
    fs::write(scratch.path("clone/archive/old.icp"), "profile  old {}\n").unwrap();
    let text = fs::read_to_string(root().join(".pre-commit-hooks.yaml")).unwrap();
    let entries: Vec<&str> = text.lines().filter_map(|line| line.trim().strip_prefix("entry: ")).collect();
    assert_eq!(entries.len(), 3);
    for entry in entries {
        let files = if entry.contains("test") { "" } else { " profiles/crm.icp archive/old.icp" };
        let (code, printed) = scratch.shell(&format!("{entry}{files}"), &BTreeMap::new());
        assert_eq!(code, 0, "{entry}: {printed}");
    }
    assert_eq!(fs::read_to_string(scratch.path("clone/archive/old.icp")).unwrap(), "profile  old {}\n");
    fs::write(scratch.path("clone/profiles/crm.icp"), PROFILE.replace("employees < 5", "employes < 5"))
        .unwrap();
    let (code, _) = scratch.shell("icp check --force-exclude profiles/crm.icp", &BTreeMap::new());
    assert_eq!(code, 1);
}
