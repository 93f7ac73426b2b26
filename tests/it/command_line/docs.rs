//! Every example of docs/command-line.md, run from top to bottom in one folder.

use std::fs;
use std::process::Command;

use super::sandbox::{Sandbox, VARIABLES, without_times};

/// Set to write the outputs into the page instead of comparing them; then read the page.
const UPDATE: &str = "UPDATE_DOCS";

#[test]
fn every_example_of_the_page_gives_what_it_shows() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/command-line.md");
    let text = fs::read_to_string(page).unwrap();
    let sandbox = Sandbox::new();
    let mut real = String::new();
    let mut rest = text.as_str();
    while let Some((before, block)) = rest.split_once("```console\n") {
        let (block, after) = block.split_once("```").unwrap();
        real.push_str(before);
        real.push_str("```console\n");
        for command in block.lines().filter_map(|line| line.strip_prefix("$ ")) {
            real.push_str(&format!("$ {command}\n{}", shell(&sandbox, command)));
        }
        real.push_str("```");
        rest = after;
    }
    real.push_str(rest);
    if std::env::var_os(UPDATE).is_some() {
        fs::write(page, real).unwrap();
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
    let binary = std::path::Path::new(env!("CARGO_BIN_EXE_icp")).parent().unwrap();
    let path = format!("{}:{}", binary.display(), std::env::var("PATH").unwrap());
    let mut shell = Command::new("bash");
    shell.arg("-c").arg(format!("exec 2>&1; {command}")).current_dir(sandbox.path("")).env("PATH", path);
    VARIABLES.iter().for_each(|name| {
        shell.env_remove(name);
    });
    let output = shell.env("COLUMNS", "80").output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}
