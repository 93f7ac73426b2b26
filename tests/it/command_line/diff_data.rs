//! `icp diff --data`: whom a change moves, in every form.

use std::collections::BTreeMap;

use super::sandbox::{Ran, Sandbox};
use crate::dice::Dice;

const OLD: &str = r#"
profile deals "Deals" {
  version "1.2.0"
}
account {
  id:        text key
  name:      text
  industry:  text
  employees: whole
  revenue:   money USD from "Annual Revenue"
  funded:    date
}
exclude gambling "Gambling" when industry = "Gambling" because "Terms of our partner"
require min_size "At least 10 people" when employees >= 10
score fit out of 100 {
  evidence data "Won against lost deals"
  weight known "An industry we know" 40 when industry in ["Software", "Logistics"]
  weight size by employees { 10..49 => 20  50..500 => 60  otherwise => 0 }
}
score intent cap 0..20 {
  evidence opinion "They call back"
  signal funding "Money came in" +20 fading over 100 days since funded
}
segment software when industry = "Software" level core
tier A "Work now" when fit >= 80
tier B "Work next" when fit >= 40
tier C otherwise
"#;

/// Three edits that act on each other.
fn new() -> String {
    let edits = [
        ("employees >= 10\n", "employees >= 20\n"),
        ("[\"Software\", \"Logistics\"]", "[\"Software\", \"Retail\"]"),
        ("when fit >= 80", "when fit >= 60"),
        ("version \"1.2.0\"", "version \"1.2.1\""),
    ];
    edits.iter().fold(OLD.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    })
}

const INDUSTRIES: [&str; 6] = ["Software", "Logistics", "Retail", "Gambling", "Mining", ""];

/// A table of random accounts, some with holes.
fn accounts(seed: u64, count: usize) -> String {
    let mut dice = Dice::new(seed);
    let mut table = "id,name,industry,employees,Annual Revenue,funded\n".to_owned();
    for number in 0..count {
        let employees = ["", "5", "12", "30", "60", "400", "900"][dice.below(7)];
        let funded = ["", "2026-01-10", "2026-08-01", "2026-09-15"][dice.below(4)];
        table.push_str(&format!(
            "k{number},Company {number},{},{employees},\"${},000\",{funded}\n",
            INDUSTRIES[dice.below(6)],
            dice.below(900)
        ));
    }
    table
}

fn sandbox(count: usize) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("old.icp", OLD);
    sandbox.write("new.icp", new());
    sandbox.write("accounts.csv", accounts(7, count));
    sandbox
}

fn diff(sandbox: &Sandbox, arguments: &[&str]) -> Ran {
    let given = ["diff", "old.icp", "new.icp", "--data", "accounts.csv", "--as-of", "2026-10-01"];
    sandbox.run(&[&given[..], arguments].concat())
}

fn review(ran: &Ran) -> serde_json::Value {
    serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{}", ran.all()))
}

#[test]
fn the_movement_reads_as_reviewed() {
    let sandbox = sandbox(200);
    let ran = diff(&sandbox, &["--value", "revenue", "--by", "industry", "--show", "name", "--top", "5"]);
    assert_eq!(ran.code, 0);
    insta::assert_snapshot!(ran.all());
}

/// Status and tier of every account, by key.
fn scored(sandbox: &Sandbox, profile: &str, day: &str) -> BTreeMap<String, (String, String)> {
    let ran = sandbox.run(&["score", profile, "accounts.csv", "--as-of", day, "--to", "jsonl", "--quiet"]);
    let rows = ran.stdout.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let text = |row: &serde_json::Value, key: &str| row[key].as_str().unwrap_or_default().to_owned();
    rows.map(|row| (text(&row, "id"), (text(&row, "status"), text(&row, "tier")))).collect()
}

#[test]
fn it_counts_what_two_runs_of_score_differ_by() {
    for (seed, count) in [(1, 50), (2, 500), (3, 9_000)] {
        let sandbox = sandbox(1);
        sandbox.write("accounts.csv", accounts(seed, count));
        let (old, new) =
            (scored(&sandbox, "old.icp", "2026-10-01"), scored(&sandbox, "new.icp", "2026-10-01"));
        assert_eq!(old.len(), count);
        let moved = old.iter().filter(|(key, was)| new[*key] != **was).count();
        let review = review(&diff(&sandbox, &["--format", "json", "--top", "100000"]));
        let movement = &review["profiles"][0]["movement"];
        assert_eq!(movement["accounts"], count);
        assert_eq!(movement["moved"], moved);
        let movers = movement["movers"].as_array().unwrap();
        assert_eq!(movers.len(), moved);
        for mover in movers {
            let key = mover["key"].as_str().unwrap();
            let name = |(status, tier): &(String, String)| match status.as_str() {
                "qualified" => tier.clone(),
                "needs_data" if !tier.is_empty() => format!("{tier}, needs data"),
                status => status.replace('_', " "),
            };
            assert_eq!(mover["old"], name(&old[key]), "{key}");
            assert_eq!(mover["new"], name(&new[key]), "{key}");
        }
        let all: u64 = movement["matrix"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|row| row.as_array().unwrap())
            .map(|count| count.as_u64().unwrap())
            .sum();
        assert_eq!(all, count as u64);
    }
}

/// One thread or several, batches or rows: the same review.
#[test]
fn it_says_the_same_however_it_is_read() {
    let sandbox = sandbox(9_000);
    let asked = ["--format", "json", "--value", "revenue", "--by", "industry", "--show", "name"];
    let one = diff(&sandbox, &[&asked[..], &["--threads", "1"]].concat());
    let several = diff(&sandbox, &[&asked[..], &["--threads", "3"]].concat());
    assert_eq!(one.stdout, several.stdout);
    // The old data being the same data, every account is read one by one.
    let by_row = diff(&sandbox, &[&asked[..], &["--old-data", "accounts.csv"]].concat());
    assert_eq!(one.stdout, by_row.stdout);
}

#[test]
fn date_and_data_are_told_apart_from_rules() {
    let sandbox = Sandbox::new();
    let dated = OLD
        .replace("tier A \"Work now\" when fit >= 80", "tier A \"Work now\" when fit >= 80 and intent >= 5");
    sandbox.write("old.icp", &dated);
    sandbox.write("new.icp", dated.replace("fit >= 40", "fit >= 60"));
    let head = "id,name,industry,employees,Annual Revenue,funded\n";
    let row = |id: &str, employees: u32, funded: &str| format!("{id},N,Software,{employees},$1,{funded}\n");
    // Its points fade from one day to the other; it grows; the rules change; it comes; it goes.
    let old = [
        row("ages", 60, "2026-07-01"),
        row("grows", 5, ""),
        row("ruled", 30, "").replace("Software", "Mining").replace(",30,", ",60,"),
        row("goes", 60, ""),
    ];
    let new = [
        row("ages", 60, "2026-07-01"),
        row("grows", 60, ""),
        row("ruled", 60, "").replace("Software", "Logistics").replace(",60,", ",5,"),
        row("comes", 60, ""),
    ];
    sandbox.write("before.csv", format!("{head}{}", old.concat()));
    sandbox.write("accounts.csv", format!("{head}{}", new.concat()));
    let ran = diff(&sandbox, &["--old-data", "before.csv", "--old-as-of", "2026-07-01"]);
    insta::assert_snapshot!(ran.all());
}

#[test]
fn limits_are_held_and_refused_in_words() {
    let sandbox = sandbox(200);
    let mut said = String::new();
    for (limit, code) in [
        ("moved > 1%", 1),
        ("moved > 100%", 0),
        ("tier A shrinks > 10%", 0),
        ("tier B shrinks > 1", 1),
        ("out > 100%", 0),
        ("unqualified grows > 0", 1),
        ("tier D grows > 1", 2),
        ("moved a lot", 2),
        ("moved > much", 2),
    ] {
        let ran = diff(&sandbox, &["--fail-if", limit]);
        assert_eq!(ran.code, code, "{limit}\n{}", ran.all());
        let lines = ran.stdout.lines().filter(|line| line.contains(limit));
        said.push_str(&format!(
            "$ --fail-if \"{limit}\"\n{}{}",
            lines.collect::<Vec<_>>().join("\n"),
            ran.stderr
        ));
        said.push('\n');
    }
    insta::assert_snapshot!(said);
}

#[test]
fn the_version_has_to_rise_as_far_as_accounts_move() {
    let sandbox = sandbox(200);
    let ran = diff(&sandbox, &["--check-version"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stdout.contains("Version: major (2.0.0)"), "{}", ran.all());
    assert!(ran.stdout.contains("has not risen that far"), "{}", ran.all());
    sandbox.write("new.icp", new().replace("1.2.1", "2.0.0"));
    assert_eq!(diff(&sandbox, &["--check-version"]).code, 0);
    sandbox.write("new.icp", OLD.replace("when fit >= 80", "when fit >= 60"));
    let ran = diff(&sandbox, &["--check-version"]);
    assert!(ran.stdout.contains("Version: minor (1.3.0)"), "{}", ran.all());
    // It could move an account, and moves none of these.
    let gone = "exclude gone \"Gone\" when name = \"Nobody\" because \"They closed\"\nexclude gambling";
    sandbox.write("new.icp", OLD.replace("exclude gambling", gone));
    let ran = diff(&sandbox, &["--check-version"]);
    assert!(ran.stdout.contains("Version: patch (1.2.1)"), "{}", ran.all());
    assert_eq!(ran.code, 1);
    // Nobody can be moved by a reason; a rule's new name is seen by who reads results.
    sandbox.write("new.icp", OLD.replace("Terms of our partner", "The law"));
    let ran = diff(&sandbox, &["--check-version"]);
    assert!(ran.stdout.contains("Version: no new one is needed"), "{}", ran.all());
    assert_eq!(ran.code, 0);
    sandbox.write("new.icp", OLD.replace("exclude gambling", "exclude betting"));
    let ran = diff(&sandbox, &["--check-version"]);
    assert!(ran.stdout.contains("Version: patch (1.2.1)"), "{}", ran.all());
}

#[test]
fn the_json_form_is_as_its_schema_says() {
    let text = include_str!("../../../docs/schemas/diff.json");
    let schema = jsonschema::validator_for(&serde_json::from_str(text).unwrap()).unwrap();
    let sandbox = sandbox(200);
    let with = [
        "--format",
        "json",
        "--value",
        "revenue",
        "--by",
        "industry",
        "--show",
        "name",
        "--fail-if",
        "moved > 1%",
    ];
    for ran in [
        diff(&sandbox, &with),
        sandbox.run(&["diff", "old.icp", "new.icp", "--format", "json"]),
        sandbox.run(&["diff", "old.icp", "old.icp", "--format", "json"]),
    ] {
        let review = review(&ran);
        let errors: Vec<String> =
            schema.iter_errors(&review).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
    let mut wrong = review(&diff(&sandbox, &with));
    wrong["profiles"][0]["changes"][0]["direction"] = "sideways".into();
    assert!(!schema.is_valid(&wrong));
}

const HOSTILE: &str = "<script>alert(1)</script>|`x`[a](http://b)@team <!-- --> & \\\"";

/// A profile and a table whose every text is an attack.
fn hostile() -> Sandbox {
    let sandbox = sandbox(0);
    let title = |text: &str| text.replace("At least 10 people", "<img src=x onerror=alert(1)>|`a`@team");
    sandbox.write("old.icp", title(OLD));
    sandbox.write("new.icp", title(&new()));
    let cell = HOSTILE.replace('"', "\"\"");
    let rows: Vec<String> =
        (0..40).map(|row| format!("\"{cell}{row}\",\"{cell}\",Software,12,1,\n")).collect();
    sandbox.write(
        "accounts.csv",
        format!("id,name,industry,employees,Annual Revenue,funded\n{}", rows.concat()),
    );
    sandbox
}

#[test]
fn hostile_names_stay_text_on_the_page_and_in_the_comment() {
    let sandbox = hostile();
    let asked = ["--show", "name", "--by", "name"];
    let page = diff(&sandbox, &[&asked[..], &["--format", "html"]].concat()).stdout;
    assert!(page.contains("&lt;script&gt;alert(1)"), "{page}");
    assert!(!page.contains("<script>alert"), "{page}");
    assert!(!page.contains("<img"), "{page}");
    assert_eq!(page.matches("<script>").count(), 1);
    for fetched in ["http://", "https://", "src=", "@import", "url("] {
        let own = page.replace("http://b", "").replace("img src=x", "");
        assert!(!own.contains(fetched), "{fetched}");
    }
    let comment = diff(&sandbox, &[&asked[..], &["--format", "markdown"]].concat()).stdout;
    assert!(comment.starts_with("<!-- icp-diff: deals -->\n"), "{comment}");
    assert!(!comment.contains("<script"), "{comment}");
    assert!(!comment.contains("<img"), "{comment}");
    assert!(!comment.contains("@team"), "{comment}");
    assert!(!comment.contains("://"), "{comment}");
    assert_eq!(comment.matches("<!--").count(), 1);
}

#[test]
fn a_comment_shows_keys_only_unless_asked() {
    let sandbox = sandbox(200);
    let comment = diff(&sandbox, &["--format", "markdown", "--top", "3"]).stdout;
    assert!(!comment.contains("Company"), "{comment}");
    insta::assert_snapshot!(comment);
    assert!(diff(&sandbox, &["--format", "markdown", "--show", "name"]).stdout.contains("Company"));
}

#[test]
fn a_comment_that_would_be_too_long_stops_at_a_line() {
    let sandbox = sandbox(9_000);
    let ran =
        diff(&sandbox, &["--format", "markdown", "--top", "9000", "--show", "name", "--by", "name,industry"]);
    assert!(ran.stdout.len() <= 65_535, "{} bytes", ran.stdout.len());
    assert!(ran.stdout.len() > 60_000, "{} bytes", ran.stdout.len());
    assert!(ran.stdout.contains("that do not fit here"));
    for line in ran.stdout.lines().filter(|line| line.starts_with('|')) {
        assert!(line.ends_with('|'), "{line}");
    }
    assert_eq!(ran.stdout.matches("<details>").count(), ran.stdout.matches("</details>").count());
}

/// A profile with one signal and one threshold; an account of 50 people or more earns `points`.
fn sized(points: u32, threshold: u32, least: u32) -> String {
    format!(
        "profile sized \"Sized\" {{\n  version \"1.0.0\"\n}}\n\
         account {{\n  id: text key\n  employees: whole\n  revenue: money USD range\n  arr: money SEK\n}}\n\
         require big \"Big\" when employees >= {least}\n\
         score fit cap 0..100 {{\n  signal size \"Size\" +{points} when employees >= 50\n}}\n\
         tier A when fit >= {threshold}\ntier B otherwise\n"
    )
}

/// What moves the one account of 60 employees, as the list of movers and the table of changes say it.
fn moved_by(old: &str, new: &str) -> String {
    let sandbox = Sandbox::new();
    sandbox.write("old.icp", old);
    sandbox.write("new.icp", new);
    sandbox.write("accounts.csv", "id,employees\na,60\n");
    let ran = diff(&sandbox, &[]);
    let told = ran.stdout.lines().filter(|line| line.starts_with("  a  ") || line.starts_with("  1 account"));
    let told: String = told.map(|line| format!("{}\n", line.trim())).collect();
    assert!(told.contains("a        B"), "{}", ran.all());
    told
}

#[test]
fn changes_that_act_on_one_account_are_told_by_what_each_does_alone() {
    let old = sized(70, 80, 10);
    let said = [
        ("either is enough", moved_by(&old, &sized(80, 70, 10))),
        ("neither is enough", moved_by(&old, &sized(75, 75, 10))),
        ("one moves it, the other further", moved_by(&old, &sized(80, 80, 100))),
        ("one moves it, the other nothing", moved_by(&old, &sized(80, 80, 20))),
    ];
    let said: Vec<String> = said.iter().map(|(case, said)| format!("{case}\n{said}")).collect();
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn what_an_account_is_worth_reads_as_the_profile_reads_it() {
    let sandbox = Sandbox::new();
    sandbox.write("old.icp", sized(70, 80, 10));
    sandbox.write("new.icp", sized(80, 80, 10));
    let rows = [
        "million,60,$66M,1 500,$66M",
        "range,60,$10M - $50M,\"12,5 Mio SEK\",\"($1,200)\"",
        "blank,60,,,n/a",
        "words,60,a lot,€3,2K",
    ];
    sandbox.write("accounts.csv", format!("id,employees,revenue,arr,Pipeline\n{}\n", rows.join("\n")));
    let mut said = String::new();
    for column in ["revenue", "arr", "Pipeline"] {
        let ran = diff(&sandbox, &["--value", column]);
        let told = ran.stdout.lines().filter(|line| line.contains(column) || line.contains("  B    A"));
        told.for_each(|line| said.push_str(&format!("{}\n", line.trim_end())));
        let by_row = diff(&sandbox, &["--value", column, "--old-data", "accounts.csv"]);
        assert_eq!(ran.all(), by_row.all());
    }
    insta::assert_snapshot!(said);
}
