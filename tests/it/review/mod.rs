//! The working day of a reviewer, over a year of one profile's history: check, test, diff and doc at every commit.

pub mod history;

use std::fmt::Write as _;

use history::{PROFILE, YEAR, git, repository};

use crate::command_line::docs::run_page;

/// Every commit is something a team would merge: it is formatted, it compiles, its tests pass.
#[test]
fn every_commit_of_the_year_is_in_order() {
    let sandbox = repository(YEAR.len());
    let revisions = git(&sandbox, &["rev-list", "--reverse", "main"]);
    assert_eq!(revisions.lines().count(), YEAR.len());
    let mut log = String::new();
    for (revision, commit) in revisions.lines().zip(&YEAR) {
        git(&sandbox, &["checkout", "-q", revision]);
        writeln!(log, "# {} {}", commit.day, commit.subject).unwrap();
        let check = ["check", "--output-format", "concise", "--as-of", commit.day];
        for arguments in [&["fmt", "--check"][..], &check, &["test"]] {
            if arguments == ["test"] && !sandbox.read(PROFILE).contains("\ntest ") {
                continue;
            }
            let ran = sandbox.run(arguments);
            writeln!(log, "$ icp {}\n{}", arguments.join(" "), ran.all()).unwrap();
            assert_eq!(ran.code, 0, "{}\n{}", commit.subject, ran.all());
        }
    }
    insta::assert_snapshot!(log);
}

/// What each commit changed, in the words that a reviewer reads, and whom it moved.
#[test]
fn every_commit_says_what_it_changed_and_whom_it_moved() {
    let sandbox = repository(YEAR.len());
    sandbox.write("accounts.csv", include_str!("accounts.csv"));
    let mut log = String::new();
    for (place, commit) in YEAR.iter().enumerate().skip(1) {
        let range = format!("main~{}..main~{}", YEAR.len() - place, YEAR.len() - place - 1);
        let ran = sandbox.run(&["diff", &range, "--data", "accounts.csv", "--as-of", commit.day]);
        writeln!(log, "# {} {}\n{}", commit.day, commit.subject, ran.all()).unwrap();
        assert_eq!(ran.code, 0, "{}", ran.all());
    }
    insta::assert_snapshot!(log);
}

/// docs/review.md, command after command, on the day before the last commit.
#[test]
fn the_page_about_reviews_gives_what_it_shows() {
    let sandbox = repository(YEAR.len() - 1);
    sandbox.write(".git/info/exclude", "accounts.csv\nreport.txt\n");
    sandbox.write("accounts.csv", include_str!("accounts.csv"));
    run_page("docs/review.md", &sandbox);
}

/// The document after a year, with the year as its change log.
#[test]
fn the_document_tells_the_year() {
    let sandbox = repository(YEAR.len());
    let ran = sandbox.run(&["doc", PROFILE, "--as-of", "2026-11-02"]);
    let (_, log) = ran.stdout.split_once("## Change log").unwrap();
    for commit in &YEAR {
        let touches = commit.edits.iter().any(|(file, ..)| *file == PROFILE);
        assert!(!touches || log.contains(commit.subject), "{}\n{log}", commit.subject);
    }
    let without_revisions: String = ran
        .stdout
        .lines()
        .map(|line| match line.rsplit_once(" | `") {
            Some((before, _)) if line.starts_with("| 20") => format!("{before} |\n"),
            _ => format!("{line}\n"),
        })
        .collect();
    insta::assert_snapshot!(without_revisions);
}

/// What each commit changed, as its reviewer would have read it.
#[test]
fn every_commit_of_the_year_reads_as_what_it_changed() {
    let sandbox = repository(YEAR.len());
    let revisions = git(&sandbox, &["rev-list", "--reverse", "main"]);
    let revisions: Vec<&str> = revisions.lines().collect();
    let mut log = String::new();
    for (pair, commit) in revisions.windows(2).zip(YEAR.iter().skip(1)) {
        let range = format!("{}..{}", pair[0], pair[1]);
        let ran = sandbox.run(&["diff", &range, "--as-of", commit.day]);
        assert_eq!(ran.code, 0, "{}\n{}", commit.subject, ran.all());
        let (_, shown) = ran.stdout.split_once('\n').unwrap();
        writeln!(log, "# {} {}\n{shown}", commit.day, commit.subject).unwrap();
    }
    insta::assert_snapshot!(log);
}
