//! Every example of docs/command-line.md, run from top to bottom in one folder.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::sandbox::{Sandbox, VARIABLES, without_times};

/// Set to write the outputs into the page instead of comparing them; then read the page.
const UPDATE: &str = "UPDATE_DOCS";

#[test]
fn every_example_of_the_page_gives_what_it_shows() {
    run_page("docs/command-line.md", &Sandbox::new());
}

/// Runs every command of a page in a folder, from top to bottom, and compares what it shows.
pub fn run_page(page: &str, sandbox: &Sandbox) {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
    let text = fs::read_to_string(&page).unwrap();
    let mut real = String::new();
    let mut rest = text.as_str();
    while let Some((before, block)) = rest.split_once("```console\n") {
        let (block, after) = block.split_once("```").unwrap();
        real.push_str(before);
        real.push_str("```console\n");
        for command in block.lines().filter_map(|line| line.strip_prefix("$ ")) {
            real.push_str(&format!("$ {command}\n{}", shell(sandbox, command)));
        }
        real.push_str("```");
        rest = after;
    }
    real.push_str(rest);
    if std::env::var_os(UPDATE).is_some() {
        fs::write(&page, real).unwrap();
    } else {
        let normal = |text: &str| text.split_inclusive('\n').map(without_times).collect::<String>();
        let difference = similar::TextDiff::from_lines(normal(&text).as_str(), normal(&real).as_str())
            .unified_diff()
            .to_string();
        assert!(difference.is_empty(), "{difference}");
    }
}

/// What a person sees: both streams as they come.
fn shell(sandbox: &Sandbox, command: &str) -> String {
    let binary = Path::new(env!("CARGO_BIN_EXE_icp")).parent().unwrap();
    let path = format!("{}:{}", binary.display(), std::env::var("PATH").unwrap());
    let mut shell = Command::new("bash");
    shell.arg("-c").arg(format!("exec 2>&1; {command}")).current_dir(sandbox.path("")).env("PATH", path);
    VARIABLES.iter().for_each(|name| {
        shell.env_remove(name);
    });
    // The same repository for everyone who runs this, whatever their git is set to.
    for (role, name) in [("AUTHOR", "Mara Lindqvist"), ("COMMITTER", "Mara Lindqvist")] {
        shell
            .env(format!("GIT_{role}_NAME"), name)
            .env(format!("GIT_{role}_EMAIL"), "mara@tidewater.example");
        shell.env(format!("GIT_{role}_DATE"), "2026-11-02T09:00:00Z");
    }
    shell.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
    let output = shell.env("COLUMNS", "80").output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}
