//! Comments that suppress lints reach exactly what they stand at, also after formatting.

use std::fs;
use std::path::{Path, PathBuf};

use icp::check::{MemoryLoader, check};
use icp::diag::Severity;
use icp::lint::{Judged, judge};
use icp::text::{SourceFile, SourceId, Sources};
use icp::types::Day;

/// Profiles that lints speak about, one file each.
fn corpus() -> Vec<(PathBuf, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/lint");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "icp"));
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
}

/// What is judged, and the place of each finding by line.
fn judged(text: &str) -> (Judged, Sources) {
    let mut sources = Sources::new();
    let checked = check(&mut sources, SourceFile::new("p.icp", text), &MemoryLoader::default());
    let judged = judge(&sources, &checked, Day::from_ymd(2026, 10, 15).unwrap(), None);
    (judged, sources)
}

/// Codes and messages of what is reported.
fn said(text: &str) -> Vec<String> {
    let (judged, _) = judged(text);
    let mut said: Vec<String> =
        judged.diagnostics.iter().map(|found| format!("{} {}", found.code.id, found.message)).collect();
    said.sort();
    said
}

fn formatted(text: &str) -> String {
    let file = SourceFile::new("p.icp", text);
    icp::fmt::format(&file, &icp::syntax::parse(SourceId(0), &file)).unwrap()
}

/// `text` with something done to a line counted from 1.
fn with_line(text: &str, line: usize, change: impl Fn(&str) -> String) -> String {
    let changed = text
        .lines()
        .enumerate()
        .map(|(index, old)| if index + 1 == line { change(old) } else { old.to_owned() });
    changed.map(|line| line + "\n").collect()
}

#[test]
fn a_comment_at_a_finding_takes_it_away_and_no_other_also_once_laid_out() {
    let mut tried = 0;
    for (path, text) in corpus() {
        let (before, sources) = judged(&text);
        for found in before.diagnostics.iter().filter(|found| found.severity < Severity::Error) {
            let Some(primary) = &found.primary else { continue };
            let (name, position) = sources.locate(primary.span);
            if name != "p.icp" || sources.get(primary.span.source).unwrap().line(position.line).contains('#')
            {
                continue;
            }
            let code = found.code.id;
            // Another finding of this code at this line goes with it.
            let mut left = said(&text);
            let here = |other: &&icp::diag::Diagnostic| {
                let place = other.primary.as_ref().map(|label| sources.locate(label.span).1.line);
                other.code == found.code && place == Some(position.line)
            };
            for gone in before.diagnostics.iter().filter(here) {
                let gone = format!("{} {}", gone.code.id, gone.message);
                left.remove(left.iter().position(|known| *known == gone).unwrap());
            }
            let behind =
                with_line(&text, position.line, |line| format!("{line}  # icp: ignore[{code}] a reason"));
            for text in [behind.clone(), formatted(&behind)] {
                assert_eq!(said(&text), left, "{}: {code} at line {}\n{text}", path.display(), position.line);
            }
            let above = with_line(&text, position.line, |line| {
                let blanks: String = line.chars().take_while(|c| *c == ' ').collect();
                format!("{blanks}# icp: ignore[{}] a reason\n{line}", found.code.slug)
            });
            let (still, sources) = judged(&above);
            let is_there = still.diagnostics.iter().any(|other| {
                let place = other.primary.as_ref().map(|label| sources.locate(label.span).1.line);
                other.code == found.code && place == Some(position.line + 1)
            });
            assert!(!is_there, "{}: {code} below a comment\n{above}", path.display());
            assert_eq!(said(&formatted(&above)), said(&above), "{}: laid out", path.display());
            tried += 1;
        }
    }
    assert!(tried > 30, "only {tried} findings were tried");
}

#[test]
fn the_fix_of_an_unused_comment_leaves_nothing_of_it() {
    for text in [
        "# icp: ignore[repeated-value] x\nlist a = [\"b\"]\n",
        "list a = [\"b\"]  # icp: ignore[repeated-value] x\n",
        "list a = [\"b\"] # icp: ignore[repeated-value] x",
    ] {
        let (judged, _) = judged(text);
        let unused: Vec<_> = judged.diagnostics.iter().filter(|found| found.code.id == "ICP0710").collect();
        let fix = unused[0].helps[0].fix.as_ref().unwrap();
        assert!(fix.safe);
        let range = fix.edits[0].span.range();
        let mended = format!("{}{}{}", &text[..range.start], fix.edits[0].replacement, &text[range.end..]);
        assert_eq!(mended.trim_end_matches('\n'), "list a = [\"b\"]");
    }
}

#[test]
fn suppressed_findings_are_counted_and_carried_in_sarif() {
    let sandbox = crate::command_line::sandbox::Sandbox::new();
    sandbox
        .write("l.icp", "list a = [\"b\", \"b\"]  # icp: ignore[repeated-value] as the supplier sends it\n");
    let ran = sandbox.run(&["check"]);
    assert_eq!((ran.stdout.as_str(), ran.stderr.trim_end()), ("", "1 library checked: nothing found"));
    let ran = sandbox.run(&["check", "--verbose"]);
    assert!(ran.stderr.contains("1 finding suppressed by comments"), "{}", ran.all());
    let log: serde_json::Value =
        serde_json::from_str(&sandbox.run(&["check", "--output-format", "sarif"]).stdout).unwrap();
    let suppression = &log["runs"][0]["results"][0]["suppressions"][0];
    assert_eq!(suppression["kind"], "inSource");
    assert_eq!(suppression["justification"], "as the supplier sends it");
    let json: serde_json::Value =
        serde_json::from_str(&sandbox.run(&["check", "--output-format", "json"]).stdout).unwrap();
    assert_eq!((&json["suppressed"], json["diagnostics"].as_array().unwrap().len()), (&1.into(), 0));
}

#[test]
fn a_lint_that_needs_data_is_not_called_unused_without_data() {
    let sandbox = crate::command_line::sandbox::Sandbox::new();
    sandbox.write(
        "p.icp",
        "profile p {}\n\naccount {\n  id: text key\n  # icp: ignore[blind-field] filled from May on\n  n:  whole\n}\n\n\
         exclude x when n > 5 because \"r\"\n",
    );
    sandbox.write("accounts.csv", "id,n\n1,6\n2,3\n");
    let run = |more: &[&str]| {
        let mut arguments = vec!["check", "p.icp", "--output-format", "concise"];
        arguments.extend(more);
        sandbox.run(&arguments)
    };
    let without = run(&[]);
    assert!(!without.stdout.contains("ICP0710"), "{}", without.all());
    let with = run(&["--data", "accounts.csv"]);
    assert!(with.stdout.contains("ICP0710"), "{}", with.all());
}
