//! Laws of evaluation on random profiles and random accounts with holes.
//!
//! A seed makes a profile and its accounts, so a failure names the seed and can be repeated.

use std::collections::BTreeSet;

use icp::check::model::Model;
use icp::eval::explain::{Change, Goal, LineSource, explain};
use icp::eval::{Outcome, evaluate};
use icp::plan::{Column, Plan, plan, unoptimized};
use icp::types::{Account, Cell, ChildRow, Day, Element, End, Interval, Number, Points};

use crate::conformance::model;
use crate::dice::Dice;

const SCHEMA: &str = r#"
profile random {}
account {
  id: text key
  p:  boolean
  q:  boolean
  n:  number range
  m:  number
  w:  whole range
  v:  whole
  s:  one of ["Seed", "A", "B", "C"] ordered
  t:  text
  l:  list of text
  d:  date
}
table events of account by account_id {
  account_id: text
  kind:  text
  size:  whole
  delta: number range
  at:    date
  good:  boolean
}
list named = ["red", "green"]
"#;

const WORDS: [&str; 4] = ["red", "green", "blue", "dark red"];
/// The field that random profiles divide by.
const DIVISOR: usize = 4;
const TODAY: (i16, i8, i8) = (2026, 10, 1);

fn today() -> Day {
    let (year, month, day) = TODAY;
    Day::from_ymd(year, month, day).expect("a day")
}

/// A random profile: text, so that the whole line from parser to plan is under test.
struct Author<'d> {
    dice: &'d mut Dice,
    rules: usize,
}

impl Author<'_> {
    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.dice.below(of.len())]
    }

    fn number(&mut self) -> String {
        self.pick(&["-3", "-0.5", "0", "1", "2.5", "4", "7", "10", "20"]).to_owned()
    }

    fn whole(&mut self) -> String {
        self.pick(&["1", "2", "5", "10", "20", "50"]).to_owned()
    }

    fn word(&mut self) -> String {
        format!("\"{}\"", WORDS[self.dice.below(WORDS.len())])
    }

    fn compare(&mut self) -> &'static str {
        self.pick(&["=", "!=", "<", "<=", ">", ">="])
    }

    fn points(&mut self) -> String {
        self.pick(&["0", "1", "2.5", "5", "8", "13.125", "20"]).to_owned()
    }

    fn signed(&mut self) -> String {
        self.pick(&["+5", "-5", "+12", "-3.5", "+0.125", "+20"]).to_owned()
    }

    fn condition(&mut self, depth: usize) -> String {
        match self.dice.below(if depth == 0 { 1 } else { 4 }) {
            0 => self.test(),
            1 => {
                let join = self.pick(&[" and ", " or "]);
                let count = 2 + self.dice.below(2);
                let parts: Vec<String> =
                    (0..count).map(|_| format!("({})", self.condition(depth - 1))).collect();
                parts.join(join)
            }
            2 => format!("not ({})", self.condition(depth - 1)),
            _ => self.test(),
        }
    }

    fn test(&mut self) -> String {
        let (compare, number, whole, word) = (self.compare(), self.number(), self.whole(), self.word());
        match self.dice.below(30) {
            0 => "p".to_owned(),
            1 => "q".to_owned(),
            2 => format!("n {compare} {number}"),
            3 => format!("m {compare} {number}"),
            4 | 5 => format!("w {compare} {whole}"),
            6 => "w in 2..20".to_owned(),
            7 => "w not in [1, 5..10]".to_owned(),
            8 => "n in [-3..1, 4..<10]".to_owned(),
            // Nothing lies beyond the first and the last value, so the checker wants one from between.
            9 => format!("s {compare} \"{}\"", self.pick(&["A", "B"])),
            10 => "s in [\"A\", \"C\"]".to_owned(),
            11 => format!("t {} {word}", self.pick(&["=", "!=", "contains", "starts with", "ends with"])),
            12 => "t matches /^d?a?r?k? ?red/".to_owned(),
            13 => format!("l has {word}"),
            14 => format!("l {} named", self.pick(&["has any", "has all", "not has any"])),
            15 => format!("count(l) {compare} 2"),
            16 => format!("count(l in named) {compare} 1"),
            17 => format!(
                "d {}",
                self.pick(&["within last 90 days", "within next 1 month", "older than 1 year"])
            ),
            18 => format!("d {compare} 2026-09-01"),
            19 => format!(
                "{} is {}",
                self.pick(&["n", "w", "t", "l", "d", "p"]),
                self.pick(&["known", "unknown"])
            ),
            20 => format!("(n otherwise 4) {compare} {number}"),
            21 => format!("(n otherwise m) {compare} {number}"),
            22 => format!("count known [n, w, t, d] {compare} 2"),
            23 => format!("n * 0.5 - m {compare} {number}"),
            24 => format!("n / m {compare} {number}"),
            25 => format!("n {compare} m"),
            26 => format!("today - d {compare} 30"),
            _ => self.child_test(),
        }
    }

    fn filter(&mut self) -> String {
        let (compare, whole, word) = (self.compare(), self.whole(), self.word());
        let atom = match self.dice.below(8) {
            0 => format!("kind = {word}"),
            1 => format!("size {compare} {whole}"),
            2 => "delta > 0".to_owned(),
            3 => "at within last 30 days".to_owned(),
            4 => "good".to_owned(),
            5 => "p and good".to_owned(),
            6 => "size is known".to_owned(),
            _ => "(size otherwise 3) >= 3".to_owned(),
        };
        if self.dice.below(3) == 0 { format!("({atom}) and (size >= 2)") } else { atom }
    }

    fn rows(&mut self) -> String {
        if self.dice.below(4) == 0 { String::new() } else { format!(" where {}", self.filter()) }
    }

    fn child_test(&mut self) -> String {
        let (compare, whole, rows) = (self.compare(), self.whole(), self.rows());
        match self.dice.below(8) {
            0 | 1 => format!("any(events{rows})"),
            2 => format!("none(events{rows})"),
            3 => format!("count(events{rows}) {compare} 2"),
            4 => format!("sum(events.size{rows}) {compare} {whole}"),
            5 => format!("max(events.size{rows}) {compare} {whole}"),
            6 => format!("(min(events.delta{rows}) otherwise 1) {compare} 1"),
            _ => format!("latest(events.at{rows}) within last 60 days"),
        }
    }

    fn rule(&mut self) -> String {
        self.rules += 1;
        let name = format!("r{}", self.rules);
        let (a, b, c) = (self.points(), self.points(), self.points());
        let unknown =
            if self.dice.below(2) == 0 { String::new() } else { format!(" unknown => {}", self.points()) };
        let guard = match self.dice.below(3) {
            0 => format!(" when {}", self.condition(1)),
            1 => format!(" when {} unless {}", self.test(), self.test()),
            _ => String::new(),
        };
        match self.dice.below(12) {
            0 | 1 => format!("weight {name} {a} when {}", self.condition(2)),
            2 => format!("signal {name} {} when {} unless {}", self.signed(), self.condition(1), self.test()),
            3 => {
                format!("weight {name} by w {{ 0..4 => {a} 5..19 => {b}{unknown} otherwise => {c} }}{guard}")
            }
            4 => format!("signal {name} by n {{ < 0 => -4 0..<4 => {b}{unknown} otherwise => {c} }}{guard}"),
            5 => format!(
                "weight {name} by s {{ \"Seed\" => {a} \"A\", \"B\" => {b}{unknown} otherwise => {c} }}"
            ),
            6 => format!(
                "weight {name} by best of l {{ \"red\" => {a} \"blue\" => {b}{unknown} otherwise => {c} }}"
            ),
            7 => format!(
                "weight {name} {{ when {} => {a} when {} => {b}{unknown} otherwise => {c} }}",
                self.condition(1),
                self.test()
            ),
            8 => format!("signal {name} scale n from -3 => -2 to 10 => 9{guard}"),
            9 => {
                format!("signal {name} {} per events{} cap 17{}", self.signed(), self.rows(), self.fade("at"))
            }
            10 => format!("signal {name} {} per m cap 9", self.signed()),
            _ => format!("signal {name} {}{guard}{}", self.signed(), self.required_fade()),
        }
    }

    fn fade(&mut self, date: &str) -> String {
        match self.dice.below(3) {
            0 => String::new(),
            1 => format!(" fading over 90 days since {date}"),
            _ => format!(" halving every 2 weeks since {date}"),
        }
    }

    fn required_fade(&mut self) -> String {
        let date = self.pick(&["d", "latest(events.at)", "latest(events.at where good)"]);
        let how = self.pick(&["fading over 180 days", "halving every 30 days"]);
        format!(" {how} since {date}")
    }

    fn profile(&mut self) -> String {
        let mut text = SCHEMA.to_owned();
        let mut add = |line: String| {
            text.push_str(&line);
            text.push('\n');
        };
        let unknown = |author: &mut Author| author.pick(&["", "", " if unknown out", " if unknown keep"]);
        if self.dice.below(2) == 0 {
            let (when, unknown) = (self.condition(1), unknown(self));
            add(format!("market when {when}{unknown}"));
        }
        for index in 0..self.dice.below(3) {
            let (when, unknown) = (self.condition(1), unknown(self));
            add(format!("exclude x{index} when {when} because \"r\"{unknown}"));
        }
        for index in 0..self.dice.below(3) {
            let (when, unless, unknown) = (self.condition(1), self.test(), unknown(self));
            add(format!("require y{index} when {when} unless {unless}{unknown}"));
        }
        for index in 0..1 + self.dice.below(2) {
            let limit = self.pick(&["", " cap 0..20", " cap -5..15"]);
            add(format!("score s{index}{limit} {{"));
            for group in 0..self.dice.below(3) {
                let cap = self.pick(&["", " cap 10", " cap 3"]);
                add(format!("group g{index}_{group}{cap} {{"));
                for _ in 0..1 + self.dice.below(3) {
                    let rule = self.rule();
                    add(rule);
                }
                add("}".to_owned());
            }
            for _ in 0..1 + self.dice.below(3) {
                let rule = self.rule();
                add(rule);
            }
            add("}".to_owned());
        }
        for index in 0..self.dice.below(3) {
            let (when, level) = (self.condition(1), self.pick(&["", " level test", " level low"]));
            add(format!("segment z{index} when {when}{level} emit {{ z: {index} }}"));
        }
        let has_segment = text.contains("segment z0");
        let mut add = |line: String| {
            text.push_str(&line);
            text.push('\n');
        };
        for (index, least) in [15, 8, 2].into_iter().enumerate() {
            let beside = match self.dice.below(4) {
                0 => format!(" or ({})", self.test()),
                1 if has_segment => " or segment = z0".to_owned(),
                2 if has_segment => " or segment is test".to_owned(),
                _ => String::new(),
            };
            add(format!("tier T{index} when s0 >= {least}{beside} emit {{ tier_queue: {index} }}"));
        }
        if self.dice.below(2) == 0 {
            add("tier rest otherwise".to_owned());
        }
        add("override \"k1\" to tier T0 because \"r\" until 2026-12-31".to_owned());
        text
    }
}

fn day(dice: &mut Dice) -> Day {
    let offset = dice.below(420) as i32 - 360;
    Day::from_number(today().number() + offset).expect("a day")
}

fn number(dice: &mut Dice) -> Number {
    let millionths =
        [-3_000_000, -500_000, 0, 1_000_000, 2_500_000, 4_000_000, 7_000_000, 9_999_999, 20_000_000];
    Number::from_millionths(millionths[dice.below(millionths.len())] + dice.below(2) as i128)
}

fn whole(dice: &mut Dice) -> Number {
    Number::from_whole([0, 1, 2, 4, 5, 9, 10, 19, 20, 21, 50, 60][dice.below(12)])
}

fn text(dice: &mut Dice) -> String {
    ["red", "green", "blue", "dark red", "x"][dice.below(5)].to_owned()
}

fn list(dice: &mut Dice) -> Cell {
    let count = dice.below(4);
    Cell::List((0..count).map(|_| Element::Text(text(dice))).collect())
}

fn range(dice: &mut Dice, of: fn(&mut Dice) -> Number) -> Cell {
    let (a, b) = (of(dice).millionths(), of(dice).millionths());
    let (low, high) = (a.min(b), a.max(b));
    let high = if dice.below(3) == 0 && low < high { End::Excluded(high) } else { End::Included(high) };
    Cell::Range(Interval { low: End::Included(low), high })
}

/// A random cell of an account field, by its position.
fn cell(dice: &mut Dice, field: usize) -> Cell {
    match field {
        1 | 2 => Cell::Boolean(dice.below(2) == 0),
        3 if dice.below(3) == 0 => range(dice, number),
        5 if dice.below(3) == 0 => range(dice, whole),
        3 | 4 => Cell::Number(number(dice)),
        5 | 6 => Cell::Number(whole(dice)),
        7 => Cell::Choice(dice.below(4) as u32),
        8 => Cell::Text(text(dice)),
        9 => list(dice),
        10 => Cell::Day(day(dice)),
        _ => Cell::Unknown,
    }
}

/// A random cell of an event field, by its position.
fn event_cell(dice: &mut Dice, field: usize) -> Cell {
    match field {
        1 => Cell::Text(text(dice)),
        2 => Cell::Number(whole(dice)),
        3 if dice.below(3) == 0 => range(dice, number),
        3 => Cell::Number(number(dice)),
        4 => Cell::Day(day(dice)),
        5 => Cell::Boolean(dice.below(2) == 0),
        _ => Cell::Unknown,
    }
}

fn event(dice: &mut Dice, holes: usize) -> ChildRow {
    let cells =
        (0..6).map(|field| if dice.below(10) < holes { Cell::Unknown } else { event_cell(dice, field) });
    ChildRow { cells: cells.collect() }
}

fn account(dice: &mut Dice) -> Account {
    let holes = dice.below(8);
    let cells =
        (0..11).map(|field| if dice.below(10) < holes { Cell::Unknown } else { cell(dice, field) }).collect();
    let rows = dice.below(4);
    let events =
        if dice.below(12) < holes { None } else { Some((0..rows).map(|_| event(dice, holes)).collect()) };
    let key = if dice.below(20) == 0 { "k1" } else { "k2" };
    Account { key: Some(key.to_owned()), cells, tables: vec![events] }
}

/// Another value for a cell that is a hole or a range, inside what it was; often no change at all.
fn filled(dice: &mut Dice, old: &Cell, all: bool, step: i128, new: impl Fn(&mut Dice) -> Cell) -> Cell {
    if !all && dice.below(2) == 0 {
        return old.clone();
    }
    match old {
        Cell::Unknown => {
            let cell = new(dice);
            if all { filled(dice, &cell, true, step, new) } else { cell }
        }
        Cell::Range(interval) => {
            let low = interval.low.value().expect("an end");
            let high = match interval.high {
                End::Included(high) => high,
                End::Excluded(high) => high - step,
                End::Unbounded => unreachable!("no open ranges are made"),
            };
            let steps = ((high - low) / step).max(0);
            let at = low + step * (dice.below(1_000) as i128 * steps / 999);
            Cell::Number(Number::from_millionths(at))
        }
        other => other.clone(),
    }
}

/// The account with holes filled in: some, or all.
fn fill(dice: &mut Dice, old: &Account, all: bool) -> Account {
    let mut new = old.clone();
    for (field, cell_there) in new.cells.iter_mut().enumerate().skip(1) {
        let step = if field == 5 { Number::SCALE } else { 1 };
        *cell_there = filled(dice, cell_there, all, step, |dice| cell(dice, field));
    }
    for table in &mut new.tables {
        if table.is_none() && (all || dice.below(2) == 0) {
            let rows = dice.below(4);
            *table = Some((0..rows).map(|_| event(dice, if all { 0 } else { 3 })).collect());
        }
        for row in table.iter_mut().flatten() {
            for (field, cell_there) in row.cells.iter_mut().enumerate().skip(1) {
                *cell_there = filled(dice, cell_there, all, 1, |dice| event_cell(dice, field));
            }
        }
    }
    new
}

/// The code of a comparison that no value, or every value, passes: the checker refuses it, and chance writes it.
const NEVER_FITS: &str = "ICP0314 ";

fn random_model(dice: &mut Dice) -> (String, Model) {
    loop {
        let text = Author { dice, rules: 0 }.profile();
        match model(&text) {
            Ok(model) => return (text, model),
            Err(errors) => {
                assert!(errors.split("; ").all(|error| error.starts_with(NEVER_FITS)), "{errors}\n{text}")
            }
        }
    }
}

/// Runs a law on random profiles, each with some accounts.
fn on_random_accounts(
    seeds: std::ops::Range<u64>,
    accounts: usize,
    law: impl Fn(&mut Dice, &Model, &Plan, &Account),
) {
    for seed in seeds {
        let mut dice = Dice::new(seed);
        let (text, model) = random_model(&mut dice);
        let plan = plan(&model);
        for _ in 0..accounts {
            let account = account(&mut dice);
            let law = std::panic::AssertUnwindSafe(|| law(&mut dice, &model, &plan, &account));
            if let Err(fault) = std::panic::catch_unwind(law) {
                eprintln!("seed {seed}\n{text}\n{account:?}");
                std::panic::resume_unwind(fault);
            }
        }
    }
}

fn possible(outcome: &Outcome) -> BTreeSet<Option<usize>> {
    let tiers = outcome.tiers_possible.tiers.iter().map(|tier| Some(*tier));
    tiers.chain(outcome.tiers_possible.none.then_some(None)).collect()
}

/// What is known about `new` must lie inside what was known about `old`.
fn assert_inside(old: &Outcome, new: &Outcome) {
    for (old, new) in old.scores.iter().zip(&new.scores) {
        assert!(old.min <= new.min && new.max <= old.max, "{old:?}\n{new:?}");
        assert!((old.min..=old.max).contains(&new.value), "{old:?}\n{new:?}");
        for (old, new) in old.rules.iter().zip(&new.rules) {
            assert!(old.least <= new.least && new.most <= old.most, "{old:?}\n{new:?}");
            assert!((old.least..=old.most).contains(&new.earned), "{old:?}\n{new:?}");
        }
    }
    if !old.status.is_out() && !new.status.is_out() {
        assert!(possible(old).is_superset(&possible(new)), "{old:?}\n{new:?}");
        assert!(possible(old).contains(&new.tier), "{old:?}\n{new:?}");
    }
}

#[test]
fn filling_in_holes_lands_inside_the_interval_and_the_possible_tiers() {
    on_random_accounts(0..80, 12, |dice, _, plan, account| {
        let old = evaluate(plan, account, today());
        for _ in 0..3 {
            let some = fill(dice, account, false);
            let narrowed = evaluate(plan, &some, today());
            assert_inside(&old, &narrowed);
            let complete = fill(dice, &some, true);
            let all = evaluate(plan, &complete, today());
            assert_inside(&narrowed, &all);
            assert_inside(&old, &all);
            assert!(all.missing.is_empty(), "{:?}", all.missing);
            // A quotient by 0 stays unknown whatever is filled in (ruling 22).
            if complete.cells[DIVISOR] != Cell::Number(Number::ZERO) {
                assert!(all.scores.iter().all(|score| score.min == score.max), "{all:?}");
            }
        }
    });
}

#[test]
fn a_score_lies_in_its_interval_and_its_tier_is_possible() {
    on_random_accounts(1_000..1_080, 12, |_, _, plan, account| {
        let outcome = evaluate(plan, account, today());
        for score in &outcome.scores {
            assert!(score.min <= score.value && score.value <= score.max, "{score:?}");
            for rule in &score.rules {
                assert!(rule.least <= rule.earned && rule.earned <= rule.most, "{rule:?}");
                assert_eq!(rule.decided, rule.least == rule.most, "{rule:?}");
            }
        }
        if !outcome.status.is_out() {
            assert!(possible(&outcome).contains(&outcome.tier), "{outcome:?}");
        }
    });
}

#[test]
fn rules_stay_inside_the_bounds_of_the_plan() {
    on_random_accounts(2_000..2_080, 12, |_, _, plan, account| {
        let outcome = evaluate(plan, account, today());
        for (score, outcome) in plan.scores.iter().zip(&outcome.scores) {
            for (rule, outcome) in score.rules.iter().zip(&outcome.rules) {
                assert!(rule.bounds.least <= outcome.least, "{} {outcome:?} {:?}", rule.name, rule.bounds);
                assert!(rule.bounds.most >= outcome.most, "{} {outcome:?} {:?}", rule.name, rule.bounds);
            }
        }
    });
}

#[test]
fn the_optimized_plan_says_what_the_plan_as_written_says() {
    on_random_accounts(3_000..3_100, 12, |_, model, plan, account| {
        assert_eq!(evaluate(plan, account, today()), evaluate(&unoptimized(model), account, today()));
    });
}

#[test]
fn the_order_of_rules_gates_and_rows_does_not_matter() {
    on_random_accounts(4_000..4_080, 8, |_, model, plan, account| {
        let mut turned = model.clone();
        turned.excludes.reverse();
        turned.requires.reverse();
        for score in &mut turned.scores {
            score.rules.reverse();
        }
        let mut other = account.clone();
        for rows in other.tables.iter_mut().flatten() {
            rows.reverse();
        }
        let turned = icp::plan::plan(&turned);
        assert_eq!(turned.hash(), plan.hash());
        let (one, two) = (evaluate(plan, account, today()), evaluate(&turned, &other, today()));
        let points = |outcome: &Outcome| -> Vec<(Points, Points, Points)> {
            outcome.scores.iter().map(|score| (score.value, score.min, score.max)).collect()
        };
        assert_eq!(points(&one), points(&two));
        assert_eq!((one.status, one.tier, one.segment), (two.status, two.tier, two.segment));
        assert_eq!((one.decided_by, one.missing), (two.decided_by, two.missing));
        assert_eq!((one.coverage, one.tiers_possible), (two.coverage, two.tiers_possible));
        assert_eq!(one.emits, two.emits);
    });
}

#[test]
fn explained_lines_add_up_to_the_value_the_least_and_the_most() {
    on_random_accounts(5_000..5_040, 4, |_, _, plan, account| {
        let explanation = explain(plan, account, today());
        assert_eq!(explanation.outcome, evaluate(plan, account, today()));
        for (lines, score) in explanation.scores.iter().zip(&explanation.outcome.scores) {
            assert_eq!(lines.iter().map(|line| line.value).sum::<Points>(), score.value);
            assert_eq!(lines.iter().map(|line| line.min).sum::<Points>(), score.min);
            assert_eq!(lines.iter().map(|line| line.max).sum::<Points>(), score.max);
            let rules = lines.iter().filter(|line| matches!(line.source, LineSource::Rule(..))).count();
            assert_eq!(rules, score.rules.len());
        }
        let named: Vec<&str> = explanation.unknown.iter().map(|unknown| unknown.field.as_str()).collect();
        let missing: Vec<&str> =
            explanation.outcome.missing.iter().map(|missing| missing.field.as_str()).collect();
        assert_eq!(named, missing);
        for unknown in &explanation.unknown {
            assert!(!unknown.held_by.is_empty() || !unknown.rules.is_empty(), "{unknown:?}");
        }
    });
}

/// The account with a change made.
fn changed(account: &Account, change: &Change) -> Account {
    let mut account = account.clone();
    match change {
        Change::Cell { column, row, to, from, .. } => {
            let cell = cell_at(&mut account, *column, *row);
            assert_eq!(cell, from);
            *cell = to.clone();
        }
        Change::Add { column, row, elements } => {
            let cell = cell_at(&mut account, *column, *row);
            let mut list = if let Cell::List(list) = cell { list.clone() } else { BTreeSet::new() };
            list.extend(elements.iter().cloned());
            *cell = Cell::List(list);
        }
        Change::Remove { column, row, element } => {
            let cell = cell_at(&mut account, *column, *row);
            let Cell::List(list) = cell else { panic!("{cell:?} is no list") };
            assert!(list.remove(element));
        }
        Change::NewRow { table, row } => {
            account.tables[*table].get_or_insert_default().push(row.clone());
        }
    }
    account
}

/// The same change to each end of the interval that is said to suffice.
fn ends_that_suffice(change: &Change) -> Vec<Change> {
    let Change::Cell { column, row, from, to, enough: Some(enough) } = change else { return Vec::new() };
    let ends = [enough.low.value(), enough.high.value()].into_iter().flatten();
    ends.map(|end| {
        let to = match to {
            Cell::Day(_) => Cell::Day(Day::from_number(end as i32).expect("a day")),
            _ => Cell::Number(Number::from_millionths(end)),
        };
        Change::Cell { column: *column, row: *row, from: from.clone(), to, enough: None }
    })
    .collect()
}

fn cell_at(account: &mut Account, column: Column, row: Option<usize>) -> &mut Cell {
    match (column, row) {
        (Column::Field(field), None) => &mut account.cells[field],
        (Column::RowField(table, field), Some(row)) => {
            &mut account.tables[table].as_mut().expect("rows")[row].cells[field]
        }
        other => panic!("{other:?} is no cell"),
    }
}

#[test]
fn every_way_that_is_named_leads_where_it_says() {
    on_random_accounts(6_000..6_040, 4, |_, _, plan, account| {
        let explanation = explain(plan, account, today());
        for way in &explanation.ways {
            let outcome = evaluate(plan, &changed(account, &way.change), today());
            assert_eq!((outcome.status, outcome.tier), (way.status, way.tier), "{way:?}");
            for end in ends_that_suffice(&way.change) {
                let outcome = evaluate(plan, &changed(account, &end), today());
                assert!(!outcome.status.is_out() && outcome.tier.is_some(), "{end:?}");
            }
            match explanation.goal {
                Goal::In => assert!(!outcome.status.is_out()),
                Goal::Qualified => assert_eq!(outcome.status, icp::types::Status::Qualified),
                Goal::BetterTier(now) => {
                    let tier = outcome.tier.expect("a tier");
                    assert!(now.is_none_or(|now| tier < now), "{way:?}");
                }
                Goal::None | Goal::Excluded => panic!("a way to nowhere: {way:?}"),
            }
        }
    });
}
