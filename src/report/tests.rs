use super::trial::{coverage, mutants, run};
use super::*;
use crate::check::model::Model;
use crate::check::{self, LoadError, Loaded, Loader};
use crate::data::write::Value;
use crate::eval::columnar::{Asked, Results};
use crate::eval::{Outcome, evaluate, explain};
use crate::plan::classes::Texts;
use crate::plan::{Plan, blank_account, plan};
use crate::text::{SourceFile, Sources};
use crate::types::{Account, Cell, Day, Number, Points};

struct NoFiles;

impl Loader for NoFiles {
    fn load(&self, _: &str, _: &str) -> Result<Loaded, LoadError> {
        Err(LoadError::NotFound { nearby: Vec::new() })
    }
}

const PROFILE: &str = r#"
profile p "P" {
  version "1"
}
account {
  id:   text key
  size: whole
}
exclude giant when size > 5000 because "out of reach"
score fit out of 10 {
  weight sized by size { 10..49 => 4, 50..200 => 10, otherwise => 0 }
}
tier A when fit >= 8 emit { queue: "ae" }
tier B otherwise
test "a middling account is tier A" {
  given account { size: 120 }
  expect tier = A
}
test "a giant is out" {
  given account { size: 9000 }
  expect excluded by giant
}
"#;

fn model(text: &str) -> Model {
    let checked = check::check(&mut Sources::new(), SourceFile::new("p.icp", text), &NoFiles);
    checked.model.unwrap_or_else(|| panic!("{:?}", checked.diagnostics))
}

fn day() -> Day {
    Day::from_ymd(2026, 10, 1).unwrap()
}

fn account(plan: &Plan, key: &str, size: Option<i64>) -> Account {
    let mut account = blank_account(&plan.schema);
    account.key = Some(key.to_owned());
    account.cells[1] = size.map_or(Cell::Unknown, |size| Cell::Number(Number::from_whole(size)));
    account
}

fn outcome(plan: &Plan, key: &str, size: Option<i64>) -> Outcome {
    evaluate(plan, &account(plan, key, size), day())
}

/// The keys and results of a batch.
fn scored(plan: &Plan, accounts: &[(&str, Option<i64>)]) -> (Texts, Results) {
    let (mut keys, mut results) = (Texts::default(), Results::default());
    results.clear(plan);
    for (key, size) in accounts {
        keys.push(Some(key));
        results.push(plan, Asked::default(), &outcome(plan, key, *size));
    }
    (keys, results)
}

#[test]
fn columns_come_in_the_order_of_the_page() {
    let model = model(PROFILE);
    let keep = vec!["name".to_owned(), "tier".to_owned()];
    let columns = Columns::new(&[&model], &Selection { keep, ..Selection::default() }).unwrap();
    assert_eq!(
        columns.names().join(" "),
        "id name input.tier status tier fit fit_min fit_max coverage tiers_possible decided_by missing queue"
    );
}

#[test]
fn several_profiles_share_columns_and_leave_out_what_one_lacks() {
    let first = model(PROFILE);
    let second = model(&PROFILE.replace("fit", "match").replace("profile p", "profile q"));
    let columns = Columns::new(&[&first, &second], &Selection::default()).unwrap();
    assert!(
        columns.names().join(" ").starts_with("profile id status tier fit fit_min fit_max match match_min")
    );
    let (keys, results) = scored(&plan(&second), &[("k", Some(120))]);
    let batch = ScoredBatch { keys: &keys, kept: &[], results: &results, explanations: &[] };
    let made = ColumnMaker::new(&columns, 1, &second).batch(batch);
    let at =
        |name: &str| made.columns[columns.names().iter().position(|column| column == name).unwrap()].value(0);
    assert_eq!(at("profile"), Value::text("q"));
    assert_eq!(at("fit"), Value::Empty);
    assert_eq!(at("match"), Value::from(Points::from_whole(10)));
    assert_eq!(at("queue"), Value::text("ae"));
}

#[test]
fn a_selected_column_that_does_not_exist_names_its_neighbor() {
    let model = model(PROFILE);
    let select = Some(vec!["id".to_owned(), "staus".to_owned()]);
    let unknown = Columns::new(&[&model], &Selection { select, ..Selection::default() }).unwrap_err();
    assert_eq!(unknown, UnknownColumn { name: "staus".to_owned(), near: vec!["status".to_owned()] });
}

#[test]
fn the_table_shows_qualified_accounts_first_then_tiers_then_scores_then_input_order() {
    let model = model(PROFILE);
    let plan = plan(&model);
    let mut best = Best::new(5);
    let accounts = [
        ("out", Some(9000)),
        ("low", Some(12)),
        ("held", None),
        ("none", Some(1)),
        ("top", Some(80)),
        ("twin", Some(90)),
    ];
    for piece in accounts.chunks(4) {
        let (keys, results) = scored(&plan, piece);
        let mut next = Best::new(5);
        next.offer(&model, ScoredBatch { keys: &keys, kept: &[], results: &results, explanations: &[] });
        best.add(next);
    }
    assert_eq!((best.seen(), best.shown()), (6, 5));
    let text = table(&model, &[], &best);
    let keys: Vec<&str> = text.lines().skip(1).map(|line| line.split_whitespace().next().unwrap()).collect();
    assert_eq!(keys, ["top", "twin", "low", "none", "held"]);
}

#[test]
fn a_tally_counts_every_account_once() {
    let model = model(PROFILE);
    let plan = plan(&model);
    let mut tally = Tally::new(&model);
    for piece in [[Some(9000), Some(12)], [None, Some(80)]] {
        let (keys, results) = scored(&plan, &piece.map(|size| ("k", size)));
        let mut next = Tally::new(&model);
        next.count(&keys, &results);
        tally.add(&next);
    }
    let json = tally.json(&model);
    let sum = |of: &str| json[of].as_object().unwrap().values().map(|n| n.as_u64().unwrap()).sum::<u64>();
    assert_eq!(sum("status"), 4);
    assert_eq!(sum("tier"), 3);
    assert_eq!(json["could_move"], 1);
    assert_eq!(json["decided_by"]["needs_data"]["giant"], 1);
    insta::assert_snapshot!(tally.text(&model));
}

#[test]
fn coverage_counts_the_tests_in_which_a_rule_acts() {
    let model = model(PROFILE);
    let trials = run(&model, &plan(&model), day());
    assert!(trials.iter().all(|trial| trial.passed()));
    let coverage = coverage(&model, &trials);
    let idle: Vec<&str> = coverage.idle().map(|rule| rule.name.as_str()).collect();
    assert_eq!(idle, ["B"]);
}

#[test]
fn a_mutant_is_noticed_when_a_test_that_passed_fails() {
    let model = model(PROFILE);
    let mutants = mutants(&model, &plan(&model), day());
    let noticed = |rule: &str, change: &str| {
        let found = mutants.iter().find(|mutant| mutant.rule == rule && mutant.change == change);
        found.unwrap_or_else(|| panic!("no {rule}: {change} in {mutants:#?}")).noticed
    };
    assert!(noticed("exclude giant", "dropped"));
    assert!(noticed("weight sized", "dropped"));
    assert!(noticed("tier A", "dropped"));
    assert!(!noticed("tier A", "fit >= 8 becomes fit >= 7.2"));
    assert!(!noticed("exclude giant", "size >= 5001 becomes size >= 4501"));
    assert!(mutants.iter().any(|mutant| mutant.change.starts_with("the band size >= 50 moves to")));
}

#[test]
fn an_undecided_rule_says_what_it_could_add() {
    let model = model(PROFILE);
    let plan = plan(&model);
    let account = account(&plan, "k", None);
    let outcome = evaluate(&plan, &account, day());
    let written = std::collections::BTreeMap::new();
    let subject = Subject {
        sources: &Sources::new(),
        model: &model,
        plan: &plan,
        account: &account,
        outcome: &outcome,
        today: day(),
        name: Some("\u{1b}[31mEvil"),
        written: &written,
    };
    let report = AccountReport::new(subject);
    let text = explanation::text(&report, 80);
    assert!(text.contains("sized: size is unknown; could add up to 10"), "{text}");
    assert!(text.contains("exclude giant puts out accounts with size >= 5001 (out of reach)"), "{text}");
    assert!(!text.contains('\u{1b}'), "{text}");
    assert!(!explanation::markdown(&report).contains('\u{1b}'));
}

const LIFTED: &str = r#"
profile p "P" {}
account {
  id:   text key
  size: whole
  risk: whole
}
require grown when size >= 100
score danger cap -20..0 {
  signal risky -5 when risk >= 3
}
tier A when danger >= 1
tier B otherwise
override "k" to tier B because "asked for" until 2026-12-31
guarantee big "Small accounts stay out" that qualified implies size >= 100
"#;

#[test]
fn an_explanation_tells_violated_guarantees_what_was_lifted_and_that_no_way_was_found() {
    let model = model(LIFTED);
    let plan = plan(&model);
    let account = account(&plan, "k", Some(10));
    let explained = explain(&plan, &account, day());
    let written = std::collections::BTreeMap::new();
    let subject = Subject {
        sources: &Sources::new(),
        model: &model,
        plan: &plan,
        account: &account,
        outcome: &explained.outcome,
        today: day(),
        name: None,
        written: &written,
    };
    let report = AccountReport::new(subject).with_ways(subject, &explained);
    let text = explanation::text(&report, 200);
    assert!(text.contains("qualified: the override lifts grown"), "{text}");
    assert!(text.contains("guarantee Small accounts stay out (big) is VIOLATED by this account"), "{text}");
    assert!(text.contains("no single change was found that leads to a better tier"), "{text}");
    assert!(text.contains("\ndanger: 0\n"), "{text}");
    let markdown = explanation::markdown(&report);
    assert!(markdown.contains("- override to B: asked for"), "{markdown}");
    assert!(markdown.contains("VIOLATED"), "{markdown}");
}
