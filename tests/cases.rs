//! One test for every case file under `tests/cases`, named after its path: `cargo test --test cases -- lint/`.
//!
//! `AREA/NAME.icp` is a case of one file, `AREA/NAME/main.icp` one of several. Beside it stands what must come out:
//! `.diag` (every report on one line, then in full), `.formatted`, or `.scores` (with the accounts in `.json`). Where a
//! table of accounts stands there too, in `.csv`, lints judge the profile by it, as with `check --data`.
//! `UPDATE_CASES=1` rewrites what must come out; review the change like code.

mod scored_cases;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use icp::check::{Checked, MemoryLoader, check};
use icp::data::{Accounts, Finding, Input, Keep, Needs, ReadOptions, Source};
use icp::diag::{Diagnostic, render};
use icp::lint::{Facts, judge, outcome_fields};
use icp::plan::plan;
use icp::text::{SourceFile, SourceId, Sources};
use icp::types::Day;
use libtest_mimic::{Arguments, Failed, Trial};

fn main() {
    let arguments = Arguments::from_args();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut trials = Vec::new();
    for area in ["syntax", "statements", "expressions", "lint", "suppression"] {
        trials.extend(cases(&root, area).into_iter().map(|case| trial(case, diagnostics)));
    }
    trials.extend(cases(&root, "score").into_iter().map(|case| trial(case, scored_cases::scored)));
    trials.extend(cases(&root, "format").into_iter().map(|case| trial(case, formatted)));
    libtest_mimic::run(&arguments, trials).exit();
}

/// A case: its name, its main file, and the path of what must come out without its extension.
struct Case {
    name: String,
    main: PathBuf,
    expected: PathBuf,
}

fn cases(root: &Path, area: &str) -> Vec<Case> {
    let folder = root.join(area);
    let Ok(entries) = fs::read_dir(&folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    paths.into_iter().filter_map(|path| case(area, &path)).collect()
}

fn case(area: &str, path: &Path) -> Option<Case> {
    let main = if path.is_dir() { path.join("main.icp") } else { path.to_owned() };
    let is_profile = main.extension().is_some_and(|extension| extension == "icp") && main.exists();
    let name = path.file_stem()?.to_string_lossy().into_owned();
    let expected = if path.is_dir() { path.join("expected") } else { path.with_extension("") };
    is_profile.then(|| Case { name: format!("{area}/{name}"), main, expected })
}

fn trial(case: Case, run: fn(&Case) -> Result<(), Failed>) -> Trial {
    Trial::test(case.name.clone(), move || run(&case))
}

/// The files beside the main one, for imports and lists.
fn loader_for(case: &Case) -> Result<MemoryLoader, Failed> {
    let mut loader = MemoryLoader::default();
    if case.main.file_name().is_some_and(|name| name == "main.icp") {
        let folder = case.main.parent().unwrap_or(Path::new("."));
        for (name, bytes) in files_of(folder, folder)? {
            loader.insert(name, bytes);
        }
    }
    Ok(loader)
}

fn files_of(folder: &Path, root: &Path) -> Result<BTreeMap<String, Vec<u8>>, Failed> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files_of(&path, root)?);
        } else {
            let name = path.strip_prefix(root)?.to_string_lossy().replace('\\', "/");
            found.insert(name, fs::read(&path)?);
        }
    }
    Ok(found)
}

fn diagnostics(case: &Case) -> Result<(), Failed> {
    let first = report(case)?;
    if first != report(case)? {
        return Err("the same file gave two different reports".into());
    }
    compare(&case.expected.with_extension("diag"), &first)
}

fn report(case: &Case) -> Result<String, Failed> {
    let mut sources = Sources::new();
    let name = case.main.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let text = fs::read_to_string(&case.main)?;
    let checked: Checked = check(&mut sources, SourceFile::new(name, text), &loader_for(case)?);
    let today = Day::from_ymd(2026, 10, 15).ok_or("no such day")?;
    let facts = facts(case, &checked, today)?;
    let found = judge(&sources, &checked, today, facts.as_ref()).diagnostics;
    within_their_files(&sources, &found)?;
    if found.is_empty() {
        return Ok("nothing to report\n".to_owned());
    }
    let style = render::Style { width: 80, color: false };
    Ok(format!("{}\n{}", render::concise(&sources, &found), render::full(&sources, &found, style)))
}

/// What the table of a case says about its profile, where it has one.
fn facts(case: &Case, checked: &Checked, today: Day) -> Result<Option<Facts>, Failed> {
    let table = case.expected.with_extension("csv");
    let Some(model) = checked.model.as_ref().filter(|_| table.exists()) else { return Ok(None) };
    let rows = fs::read(table)?;
    let input = Input {
        accounts: vec![Source::new("accounts.csv", rows.as_slice())],
        tables: Vec::new(),
        options: ReadOptions::default(),
        keep: Keep::All,
    };
    let plan = plan(model);
    let outcome = outcome_fields(model);
    let reads = |field| plan.reads_field(field) || outcome.contains(&field);
    let needs = Needs::new(&plan.schema, reads, |_| false, |_, _| false);
    let mut counted = Facts::new(model, today);
    let unreadable = RefCell::new(Vec::new());
    let on_finding = Box::new(|found: &Finding<'_>| {
        unreadable.borrow_mut().push((found.field.to_owned(), found.value.to_owned()));
    });
    let accounts = Accounts::open(&plan.schema, &needs, input, on_finding)
        .map_err(|faults| Failed::from(render::concise(&Sources::new(), &faults)))?;
    for row in accounts {
        counted.add(&row.map_err(|fault| format!("{fault:?}"))?.account);
    }
    for (field, value) in unreadable.take() {
        counted.unreadable(&field, &value);
    }
    Ok(Some(counted))
}

fn within_their_files(sources: &Sources, found: &[Diagnostic]) -> Result<(), Failed> {
    for diagnostic in found {
        for label in diagnostic.primary.iter().chain(&diagnostic.secondary) {
            let file = sources.get(label.span.source).ok_or("a label in no file")?;
            if file.text().get(label.span.range()).is_none() {
                return Err(format!(
                    "{}: a label outside its file or inside a character",
                    diagnostic.code.id
                )
                .into());
            }
        }
    }
    Ok(())
}

fn formatted(case: &Case) -> Result<(), Failed> {
    let text = fs::read_to_string(&case.main)?;
    let once = format(&text)?;
    if format(&once)? != once {
        return Err("formatting the result again changes it".into());
    }
    compare(&case.expected.with_extension("formatted"), &once)
}

fn format(text: &str) -> Result<String, Failed> {
    let file = SourceFile::new("case.icp", text);
    let parsed = icp::syntax::parse(SourceId(0), &file);
    icp::fmt::format(&file, &parsed).map_err(|refused| refused.message.into())
}

fn compare(path: &Path, found: &str) -> Result<(), Failed> {
    if std::env::var_os("UPDATE_CASES").is_some() {
        fs::write(path, found)?;
        return Ok(());
    }
    let expected = fs::read_to_string(path)
        .map_err(|fault| format!("{}: {fault}; write it with UPDATE_CASES=1", path.display()))?;
    if expected == found {
        return Ok(());
    }
    let difference = similar::TextDiff::from_lines(expected.as_str(), found).unified_diff().to_string();
    Err(format!("{} is not what came out:\n{difference}", path.display()).into())
}
