//! Laws of the statement checks, over profiles put together here and over every example and case file.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use icp::check::{Checked, LoadError, Loaded, Loader, MemoryLoader, check, packs};
use icp::diag::Severity;
use icp::text::{SourceFile, Sources};

fn checked(text: &str) -> Checked {
    check(&mut Sources::new(), SourceFile::new("main.icp", text), &MemoryLoader::default())
}

/// Error codes with the line each stands on.
fn errors(checked: &Checked, text: &str) -> Vec<(&'static str, usize)> {
    let file = SourceFile::new("main.icp", text);
    let errors = checked.diagnostics.iter().filter(|found| found.severity == Severity::Error);
    errors
        .map(|found| {
            let place = found.primary.as_ref().unwrap().span.start as usize;
            (found.code.id, file.position(place).line)
        })
        .collect()
}

fn files_below(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_below(&path, extension));
        } else if path.extension().is_some_and(|known| known == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Every file under `root`, under its path from there.
fn loader_of(root: &Path) -> MemoryLoader {
    let mut loader = MemoryLoader::default();
    for extension in ["icp", "csv"] {
        for path in files_below(root, extension) {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
            loader.insert(name, fs::read(&path).unwrap());
        }
    }
    loader
}

#[test]
fn a_model_exists_if_and_only_if_a_profile_has_no_error() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut seen = 0;
    for folder in ["examples", "rules", "tests/cases"] {
        let folder = root.join(folder);
        let loader = loader_of(&folder);
        for path in files_below(&folder, "icp") {
            let name = path.strip_prefix(&folder).unwrap().to_string_lossy().into_owned();
            let Ok(text) = fs::read_to_string(&path) else { continue };
            let checked = check(&mut Sources::new(), SourceFile::new(name, text), &loader);
            let wrong = checked.diagnostics.iter().any(|found| found.severity == Severity::Error);
            assert_eq!(checked.model.is_some(), !wrong && !checked.is_library, "{}", path.display());
            let places: Vec<_> = checked
                .diagnostics
                .iter()
                .map(|found| found.primary.as_ref().map(|label| label.span))
                .collect();
            assert!(places.is_sorted(), "reports of {} are not in order", path.display());
            seen += 1;
        }
    }
    assert!(seen > 30, "only {seen} files were found");
}

#[test]
fn every_file_under_rules_is_a_pack_and_is_sound() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let mut files = BTreeSet::new();
    for path in files_below(&root, "icp") {
        let name = path.strip_prefix(&root).unwrap().with_extension("");
        let name = format!("std.{}", name.to_string_lossy().replace(['/', '\\'], "."));
        assert_eq!(packs::text(&name), Some(fs::read_to_string(&path).unwrap().as_str()), "{name}");
        files.insert(name);
    }
    let shipped: BTreeSet<String> = packs::names().map(str::to_owned).collect();
    assert_eq!(files, shipped);
    for name in shipped {
        let text = format!("use {name}\n");
        let checked = checked(&text);
        assert!(checked.is_library);
        let messages: Vec<&str> = checked.diagnostics.iter().map(|found| found.message.as_str()).collect();
        assert!(messages.is_empty(), "{name}: {messages:?}");
    }
}

fn assert_sound(text: &str) -> Checked {
    let checked = checked(text);
    assert_eq!(errors(&checked, text), [], "in\n{text}");
    assert!(checked.model.is_some());
    checked
}

const HEAD: &str = "profile northwind { version \"1\" }
account { id: text key  employees: whole  industry: text  founded: date }
table contacts of account by account_id { account_id: text  senior: boolean  at: date }
";

#[test]
fn groups_of_two_scores_may_share_a_name() {
    assert_sound(&format!(
        "{HEAD}score fit {{ group firmographics {{ weight size 10 when employees >= 50 }} }}
score reach {{ group firmographics {{ weight core 10 when industry = \"Software\" }} }}"
    ));
}

#[test]
fn a_row_field_hides_a_let_of_its_name() {
    assert_sound(&format!("{HEAD}let senior = any(contacts where senior)\nrequire fits when senior"));
}

#[test]
fn bands_arms_scales_and_dates_say_when_points_are_earned() {
    assert_sound(&format!(
        "{HEAD}score fit {{
  weight size by employees {{ 10..49 => 5 otherwise => 0 }}
  weight core {{ when industry = \"Software\" => 10 }}
  weight ages scale employees from 1 => 0 to 100 => 10
  signal visit +1 per contacts cap 5
  signal young +5 fading over 90 days since founded
  signal met +2 per contacts cap 5 halving every 30 days since at
}}"
    ));
}

#[test]
fn a_test_needs_a_day_only_where_a_rule_uses_one() {
    let test = "test \"small\" { given account { employees: 5 } expect not qualified }";
    let rules = "let young = founded within last 90 days\nrequire large when employees >= 10";
    assert_sound(&format!("{HEAD}{rules}\n{test}"));
    let text = format!("{HEAD}{rules} or young\n{test}");
    assert_eq!(errors(&checked(&text), &text), [("ICP0600", 6)]);
    let text = format!(
        "{HEAD}role recent of contacts when at within last 9 days\nrequire large when any(recent)\n{test}"
    );
    assert_eq!(errors(&checked(&text), &text), [("ICP0600", 6)]);
}

#[test]
fn what_a_file_uses_stands_where_the_use_stands() {
    let mut loader = MemoryLoader::default();
    loader.insert("lists/a.icp", "use \"b.icp\"\nlist wanted = [\"Software\"]\naccount { industry: text }\ntier B when industry in wanted");
    loader.insert("lists/b.icp", "list unwanted = [\"Retail\"]\ntier A when industry in unwanted");
    let text = "use \"lists/a.icp\"\nuse \"./lists/../lists/b.icp\"\nprofile northwind { version \"1\" }
account { id: text key }\ntier C otherwise";
    let mut sources = Sources::new();
    let checked = check(&mut sources, SourceFile::new("main.icp", text), &loader);
    assert!(checked.diagnostics.is_empty(), "{:?}", checked.diagnostics);
    let names: Vec<&str> =
        checked.files.iter().map(|file| sources.get(file.source).unwrap().name()).collect();
    assert_eq!(names, ["main.icp", "lists/a.icp", "lists/b.icp"]);
    let model = checked.model.unwrap();
    let tiers: Vec<&str> = model.tiers.iter().map(|tier| tier.name.as_str()).collect();
    assert_eq!(tiers, ["A", "B", "C"]);
    let fields: Vec<&str> = model.schema.fields.iter().map(|field| field.name.as_str()).collect();
    assert_eq!(fields, ["industry", "id"]);
    assert_eq!(model.schema.key, 1);
}

#[test]
fn files_of_lists_taxonomies_and_rates_are_read() {
    let mut loader = MemoryLoader::default();
    loader.insert("words.csv", "\u{feff}owner;word\nAda; Rival \n;\"a;b\"\n;\n");
    loader.insert(
        "sectors.csv",
        "sector,parent,aliases\nClinics,healthcare,\"Clinic; Private clinic\"\nHealthcare,,\n",
    );
    loader.insert("rates.csv", "from,to,rate\nEUR,USD,1.08\nJPY,USD,0.0067\n");
    let text = "profile northwind { version \"1\" }
list words = file \"words.csv\" column \"word\"
taxonomy sectors = file \"sectors.csv\" value \"sector\"
rates on 2026-09-30 = file \"rates.csv\"
account { id: text key  industry: text  sector: sectors }
require some when industry in words and sector under \"Healthcare\"";
    let checked = check(&mut Sources::new(), SourceFile::new("main.icp", text), &loader);
    assert!(checked.diagnostics.is_empty(), "{:?}", checked.diagnostics);
    let model = checked.model.unwrap();
    let words: Vec<String> =
        model.lists[0].elements.iter().map(|(element, _)| format!("{element:?}")).collect();
    assert_eq!(words, ["Text(\"Rival\")", "Text(\"a;b\")"]);
    let sectors = &model.schema.choices[0];
    assert_eq!(sectors.values[0].aliases, ["Clinic", "Private clinic"]);
    assert_eq!((sectors.values[0].parent, sectors.values[1].parent), (Some(1), None));
    let rates: Vec<String> = model
        .schema
        .rates
        .unwrap()
        .pairs
        .iter()
        .map(|(from, to, rate)| format!("{from} {to} {rate}"))
        .collect();
    assert_eq!(rates, ["EUR USD 1.08", "JPY USD 0.0067"]);
}

/// Answers every request in the same way.
struct Refuses(LoadError);

impl Loader for Refuses {
    fn load(&self, _: &str, _: &str) -> Result<Loaded, LoadError> {
        Err(self.0.clone())
    }
}

#[test]
fn a_file_that_cannot_be_had_is_reported_with_the_reason() {
    let said = |error: LoadError| {
        let text = "list words = file \"words.csv\" column \"word\"\n";
        let checked = check(&mut Sources::new(), SourceFile::new("main.icp", text), &Refuses(error));
        assert_eq!(checked.diagnostics.len(), 1);
        (checked.diagnostics[0].code.id, checked.diagnostics[0].message.clone())
    };
    let too_large = LoadError::TooLarge { bytes: 2_147_483_648, limit: 64_000_000 };
    assert_eq!(
        said(too_large),
        ("ICP0253", "`words.csv` is too large: 2147.4 MB, and the limit is 64.0 MB".to_owned())
    );
    let unreadable = LoadError::Unreadable("permission denied".to_owned());
    assert_eq!(said(unreadable), ("ICP0254", "`words.csv` cannot be read: permission denied".to_owned()));
    assert_eq!(
        said(LoadError::NotAFile),
        ("ICP0254", "`words.csv` is a folder or a pipe, not a file".to_owned())
    );
    let outside = LoadError::OutsideRoot { root: "/srv/icp".to_owned() };
    assert_eq!(
        said(outside),
        ("ICP0252", "`words.csv` lies outside the project, whose root is `/srv/icp`".to_owned())
    );
    let missing = LoadError::NotFound { nearby: Vec::new() };
    assert_eq!(said(missing), ("ICP0251", "there is no file `words.csv`".to_owned()));
}

#[test]
fn only_what_rules_read_is_used() {
    let model = assert_sound(&format!(
        "{HEAD}list wanted = [\"Software\"]\nlist spare = [\"Retail\"]\nlet large = employees >= 500
require some when industry in wanted\nrequire more when any(contacts where senior)
outcome {{ won when founded is known }}
test \"t\" {{ given account {{ employees: 5 }} expect not qualified or employees = 5 }}"
    ))
    .model
    .unwrap();
    let used = |fields: &[icp::check::model::Field]| -> Vec<String> {
        fields.iter().filter(|field| field.used).map(|field| field.name.clone()).collect()
    };
    // The let reads `employees`, though nothing uses the let; only `outcome` reads `founded`.
    assert_eq!(used(&model.schema.fields), ["employees", "industry"]);
    assert_eq!(used(&model.schema.tables[0].fields), ["senior"]);
    assert!(
        model.schema.tables[0].used && model.lists[0].used && !model.lists[1].used && !model.lets[0].used
    );
}

/// Statements that stand on one line each: right, wrong, and the code of what is wrong. Later ones use what earlier
/// ones declare, so that a follow-up report would show.
const STATEMENTS: &[(&str, &str, &str)] = &[
    (
        "account { id: text key  employees: whole  industry: text  country: country  tech: list of text  founded: date }",
        "account { id: text key  employees: integer  industry: text  country: country  tech: list of text  founded: date }",
        "ICP0207",
    ),
    (
        "table contacts of account by account_id { account_id: text  title: text }",
        "table contacts of account by accountid { account_id: text  title: text }",
        "ICP0203",
    ),
    ("list wanted = [\"Software\", \"Retail\"]", "list wanted = [\"Software\", 5]", "ICP0439"),
    ("let large = employees >= 500", "let large = not large", "ICP0211"),
    (
        "role buyer of contacts when title contains \"Head\"",
        "role buyer of contact when title contains \"Head\"",
        "ICP0202",
    ),
    ("market when country in [\"US\", \"CA\"]", "market if unknown keep", "ICP0402"),
    (
        "exclude far when country = \"AU\" because \"No office\"",
        "exclude far when country = \"AU\"",
        "ICP0403",
    ),
    (
        "require some when employees >= 10",
        "require some when employees >= 10 emit { queue: \"ae\" }",
        "ICP0401",
    ),
    (
        "score fit out of 30 { weight size 10 when large  weight core 20 when industry in wanted }",
        "score fit out of 40 { weight size 10 when large  weight core 20 when industry in wanted }",
        "ICP0413",
    ),
    (
        "score intent { signal buyers +5 when any(buyer)  signal young +5 when founded within last 90 days }",
        "score intent { group empty { }  signal buyers +5 when any(buyer) }",
        "ICP0417",
    ),
    (
        "segment soft \"Software\" when industry = \"Software\" emit { team: \"soft\" }",
        "segment soft \"Software\" when industry = \"Software\" emit { team: 4 days }",
        "ICP0444",
    ),
    (
        "tier A when fit >= 20 and intent >= 5 emit { queue: \"ae\" }",
        "tier A when fit >= 20 when intent >= 5 emit { queue: \"ae\" }",
        "ICP0400",
    ),
    ("tier B when segment = soft", "tier B", "ICP0402"),
    ("tier C otherwise", "tier C otherwise when fit >= 5", "ICP0441"),
    (
        "override \"001\" to tier A because \"Board\" until 2026-12-31",
        "override \"001\" to tier A because \"Board\"",
        "ICP0404",
    ),
    ("guarantee near that country = \"AU\" implies not qualified", "guarantee near \"Near\"", "ICP0402"),
    (
        "test \"large\" { today 2026-10-01  given account { employees: 600 }  expect not excluded }",
        "test \"large\" { today 2026-10-01  given account { employees: 600 } }",
        "ICP0602",
    ),
];

/// A profile whose statement at `index` is wrong where `wrong` says so; each statement stands on line index + 2.
fn profile(wrong: impl Fn(usize) -> bool) -> String {
    let mut text = String::from("profile northwind { version \"1\" }\n");
    for (index, (right, faulty, _)) in STATEMENTS.iter().enumerate() {
        text.push_str(if wrong(index) { faulty } else { right });
        text.push('\n');
    }
    text
}

fn assert_reports_match(wrong: impl Fn(usize) -> bool) {
    let text = profile(&wrong);
    let planted = STATEMENTS.iter().enumerate().filter(|(index, _)| wrong(*index));
    let planted: Vec<(&str, usize)> = planted.map(|(index, (_, _, code))| (*code, index + 2)).collect();
    let found = checked(&text);
    assert_eq!(errors(&found, &text), planted, "in\n{text}");
    assert_eq!(found.model.is_some(), planted.is_empty());
}

#[test]
fn a_fault_in_one_statement_is_reported_there_and_nowhere_else() {
    assert_reports_match(|_| false);
    for faulty in 0..STATEMENTS.len() {
        assert_reports_match(|index| index == faulty);
    }
}

#[test]
fn faults_in_several_statements_give_one_report_each() {
    assert_reports_match(|_| true);
    // A fixed sequence of subsets, so that a failure can be repeated.
    let mut bits: u64 = 0x9E37_79B9_7F4A_7C15;
    for _ in 0..300 {
        bits = bits.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let subset = bits >> 32;
        assert_reports_match(|index| subset >> index & 1 == 1);
    }
}

#[test]
fn a_thousand_bad_lines_give_a_thousand_reports_in_under_a_second() {
    let mut text =
        String::from("profile northwind { version \"1\" }\naccount { id: text key  employees: whole }\n");
    for index in 0..1_000 {
        text.push_str(&format!("require r{index} when employes{index} >= {index}\n"));
    }
    let start = Instant::now();
    let found = checked(&text);
    let taken = start.elapsed();
    assert_eq!(errors(&found, &text).len(), 1_000);
    // The limit is for the release build on one slow core; the test build may take longer.
    assert!(taken < Duration::from_secs(5), "took {taken:?}");
}
