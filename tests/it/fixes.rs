//! Fixes come to an end, and a safe one changes no score.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use icp::check::{MemoryLoader, check};
use icp::diag::Severity;
use icp::plan::plan;
use icp::text::{SourceFile, Sources};

use crate::command_line::sandbox::Sandbox;

/// Every case file that stands alone, and worked profiles with words spelled as other languages do, each with the plan
/// it must have once mended, where that is known.
fn corpus() -> BTreeMap<String, (String, Option<String>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = BTreeMap::new();
    for folder in ["syntax", "statements", "expressions", "lint", "suppression", "format"] {
        for path in entries(&root.join("tests/cases").join(folder)) {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let text = fs::read_to_string(&path);
            if let (true, Ok(text)) = (name.ends_with(".icp"), text) {
                let expected = hash(&text).0;
                found.insert(format!("{folder}_{name}"), (text, expected));
            }
        }
    }
    for path in entries(&root.join("examples/gallery")) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.ends_with(".icp") {
            let text = fs::read_to_string(&path).unwrap();
            let foreign = text.replace(" and ", " AND ").replace("when industry = ", "when industry == ");
            found.insert(name, (foreign, hash(&text).0));
        }
    }
    assert!(found.len() > 250, "only {} files", found.len());
    found
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// The plan hash of a profile, if it has no errors; and how many errors it has.
fn hash(text: &str) -> (Option<String>, usize) {
    let mut sources = Sources::new();
    let checked = check(&mut sources, SourceFile::new("p.icp", text), &MemoryLoader::default());
    let errors = checked.diagnostics.iter().filter(|found| found.severity == Severity::Error).count();
    (checked.model.map(|model| plan(&model).hash().to_owned()), errors)
}

#[test]
fn fixes_come_to_an_end_and_safe_ones_change_no_plan() {
    let corpus = corpus();
    for unsafe_too in [false, true] {
        let sandbox = Sandbox::new();
        sandbox.write("icp.toml", "");
        for (name, (text, _)) in &corpus {
            sandbox.write(name, text);
        }
        let with = |option: &'static str| {
            let mut arguments = vec!["check", option, "--output-format", "concise", "--as-of", "2026-10-15"];
            arguments.extend(unsafe_too.then_some("--unsafe-fixes"));
            sandbox.run(&arguments)
        };
        let first = with("--fix");
        assert!(first.stderr.starts_with("fixed "), "{}", first.stderr);
        let again = with("--diff");
        assert_eq!((again.code, again.stdout.as_str()), (0, ""), "fixes are left (unsafe: {unsafe_too})");
        let (mut changed, mut compared) = (0, 0);
        for (name, (before, expected)) in &corpus {
            let after = sandbox.read(name);
            changed += usize::from(*before != after);
            if !unsafe_too {
                let (plan, errors) = hash(&after);
                assert!(errors <= hash(before).1, "{name}: a fix brought an error\n{after}");
                if let Some(expected) = expected {
                    assert_eq!(plan.as_ref(), Some(expected), "{name}: a safe fix changed the plan\n{after}");
                    compared += usize::from(*before != after);
                }
            }
        }
        assert!(changed > 50, "only {changed} files were mended");
        assert!(unsafe_too || compared > 5, "only {compared} sound profiles were mended");
    }
}
