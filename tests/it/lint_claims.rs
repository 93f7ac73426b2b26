//! What lints claim of all accounts is tried on every account of a small grid, by the row interpreter: no false alarm, ever.
//!
//! The profiles are random and small, and each is tried as it is and slightly changed; whatever a lint says of one of them
//! must hold of every account that the grid has: each number up to a limit, each range of them, each declared value, and
//! what is unknown.

use std::collections::BTreeMap;

use icp::check::model::{Condition, GateKind, Model};
use icp::check::{Checked, MemoryLoader, check};
use icp::diag::Diagnostic;
use icp::eval::{Outcome, evaluate, rule_on, truth_on};
use icp::lint::lint;
use icp::plan::{Earns, Plan, plan};
use icp::syntax::tree::{ArmLeft, BandLeft, Earns as WrittenEarns, Item, ScoreEntry, Weight};
use icp::text::{SourceFile, Sources, Span};
use icp::types::{Account, Cell, Day, Interval, Number, Points, Status, Truth};

use crate::dice::Dice;

const HEAD: &str = r#"
profile small {}
account {
  id: text key
  w:  whole range
  s:  one of ["a", "b", "c"] ordered
  p:  boolean
}
"#;
/// Numbers go up to this.
const MOST: i64 = 6;

fn today() -> Day {
    Day::from_ymd(2026, 10, 15).unwrap()
}

/// Every account of the grid.
fn grid() -> Vec<Account> {
    let number = |value: i64| Number::from_whole(value);
    let mut numbers = vec![Cell::Unknown];
    for low in 0..=MOST {
        numbers.push(Cell::Number(number(low)));
        for high in low + 1..=MOST {
            numbers.push(Cell::Range(Interval::closed(number(low).millionths(), number(high).millionths())));
        }
    }
    let choices = [Cell::Unknown, Cell::Choice(0), Cell::Choice(1), Cell::Choice(2)];
    let booleans = [Cell::Unknown, Cell::Boolean(true), Cell::Boolean(false)];
    let mut all = Vec::new();
    for w in &numbers {
        for s in &choices {
            for p in &booleans {
                let cells = vec![Cell::Unknown, w.clone(), s.clone(), p.clone()];
                all.push(Account { key: None, cells, tables: Vec::new() });
            }
        }
    }
    all
}

struct Author<'d> {
    dice: &'d mut Dice,
}

impl Author<'_> {
    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.dice.below(of.len())]
    }

    fn test(&mut self) -> String {
        let number = 1 + self.dice.below(MOST as usize - 1);
        match self.dice.below(9) {
            0..=3 => format!("w {} {number}", self.pick(&["<", "<=", ">", ">=", "=", "!="])),
            4 => format!("w in {}..{}", number - 1, number),
            5 => format!("s {} \"b\"", self.pick(&["=", "!=", "<=", ">="])),
            6 => self.pick(&["p", "not p", "s in [\"a\", \"c\"]"]).to_owned(),
            7 => format!("w is {}", self.pick(&["known", "unknown"])),
            _ => format!("(w otherwise {number}) >= {}", 1 + self.dice.below(MOST as usize - 1)),
        }
    }

    fn condition(&mut self) -> String {
        match self.dice.below(5) {
            0 | 1 => self.test(),
            2 => format!("{} and {}", self.test(), self.test()),
            3 => format!("{} or {}", self.test(), self.test()),
            _ => format!("not ({} and {})", self.test(), self.test()),
        }
    }

    fn rule(&mut self, name: &str) -> String {
        let points = self.pick(&["1", "5", "10", "20"]).to_owned();
        match self.dice.below(5) {
            0..=2 => format!("weight {name} {points} when {}", self.condition()),
            3 => format!(
                "weight {name} by w {{ 0..2 => {points} 3..4 => 7 otherwise => 0 }}{}",
                if self.dice.below(2) == 0 { format!(" when {}", self.test()) } else { String::new() }
            ),
            _ => format!(
                "weight {name} {{ when {} => {points} when {} => 3 when {} => 2 otherwise => 0 }}",
                self.condition(),
                self.condition(),
                self.test()
            ),
        }
    }

    fn profile(&mut self) -> String {
        let mut text = HEAD.to_owned();
        let unknown = |author: &mut Self| author.pick(&["", "", "", " if unknown out", " if unknown keep"]);
        for index in 0..self.dice.below(3) {
            let (when, unknown) = (self.condition(), unknown(self));
            text.push_str(&format!("exclude x{index} when {when} because \"r\"{unknown}\n"));
        }
        for index in 0..self.dice.below(3) {
            let (when, unknown) = (self.condition(), unknown(self));
            text.push_str(&format!("require y{index} when {when}{unknown}\n"));
        }
        text.push_str(&format!("score f{} {{\n", self.pick(&["", " cap 0..20", " cap -5..90"])));
        text.push_str(&format!("group g{} {{\n", self.pick(&["", " cap 15", " cap 60"])));
        for index in 0..1 + self.dice.below(3) {
            let rule = self.rule(&format!("g{index}"));
            text.push_str(&format!("{rule}\n"));
        }
        text.push_str("}\n");
        for index in 0..1 + self.dice.below(2) {
            let rule = self.rule(&format!("r{index}"));
            text.push_str(&format!("{rule}\n"));
        }
        text.push_str("}\n");
        let limits = [
            self.pick(&["40", "30", "21", "18"]),
            self.pick(&["20", "15", "9"]),
            self.pick(&["8", "4", "1"]),
        ];
        for (index, limit) in limits.iter().enumerate() {
            let beside =
                if self.dice.below(4) == 0 { format!(" and {}", self.test()) } else { String::new() };
            text.push_str(&format!("tier T{index} when f >= {limit}{beside}\n"));
        }
        if self.dice.below(2) == 0 {
            text.push_str("tier rest otherwise\n");
        }
        text
    }
}

/// A profile with all that claims are tried on.
struct Tried<'a> {
    checked: &'a Checked,
    model: &'a Model,
    plan: &'a Plan,
    accounts: &'a [(Account, Outcome)],
}

impl Tried<'_> {
    fn truths(&self, condition: &Condition) -> impl Iterator<Item = Truth> {
        self.accounts.iter().map(|(account, _)| truth_on(self.plan, account, None, today(), condition))
    }

    /// The gate, weight or signal whose condition stands at a place: its condition in the plan.
    fn condition_at(&self, place: Span) -> &Condition {
        let written = self.model.market.iter().chain(&self.model.excludes).chain(&self.model.requires);
        let gates = written.zip(&self.plan.gates).map(|(model, gate)| (model.span, &gate.condition));
        let rules = self.rules().map(|(span, rule)| (span, &rule.guard));
        let holds = |span: Span| span.start <= place.start && place.end <= span.end;
        gates.chain(rules).find(|(span, _)| holds(*span)).expect("a rule at the place").1
    }

    fn rules(&self) -> impl Iterator<Item = (Span, &icp::plan::ScoredRule)> {
        let scores = self.model.scores.iter().zip(&self.plan.scores);
        scores.flat_map(|(model, plan)| model.rules.iter().map(|rule| rule.span).zip(&plan.rules))
    }

    fn rule_at(&self, place: Span) -> (usize, &icp::plan::ScoredRule, &Weight) {
        let holds = |span: Span| span.start <= place.start && place.end <= span.end;
        let (number, (span, rule)) =
            self.rules().enumerate().find(|(_, (span, _))| holds(*span)).expect("a rule");
        (number, rule, written(self.checked, span))
    }
}

fn written(checked: &Checked, span: Span) -> &Weight {
    fn find(entries: &[ScoreEntry], span: Span) -> Option<&Weight> {
        entries.iter().find_map(|entry| match entry {
            ScoreEntry::Group(group) => find(&group.entries, span),
            ScoreEntry::Weight(weight) | ScoreEntry::Signal(weight) => {
                (weight.span == span).then_some(weight)
            }
            ScoreEntry::Clause(_) | ScoreEntry::Damaged(_) => None,
        })
    }
    let mut scores = checked.files[0].tree.items.iter();
    scores
        .find_map(|item| if let Item::Score(score) = item { find(&score.entries, span) } else { None })
        .expect("a weight")
}

/// Whether what a lint says holds of every account; `None` where it says nothing of all accounts.
fn holds(tried: &Tried, found: &Diagnostic) -> Option<bool> {
    let place = found.primary.as_ref()?.span;
    let plan = tried.plan;
    let outcomes = || tried.accounts.iter();
    Some(match found.code.id {
        "ICP1025" => tried.truths(tried.condition_at(place)).all(|truth| truth != Truth::True),
        "ICP1026" => {
            let always = found.primary.as_ref()?.text == "always TRUE";
            let fits = |truth: Truth| truth == Truth::True || (!always && truth == Truth::Unknown);
            tried.truths(tried.condition_at(place)).all(fits)
        }
        "ICP1027" => {
            let gate = plan
                .gates
                .iter()
                .position(|gate| std::ptr::eq(&gate.condition, tried.condition_at(place)))?;
            let kind = plan.gates[gate].kind;
            outcomes().all(|(_, outcome)| {
                !outcome.gates[gate].out
                    || outcome.gates.iter().enumerate().any(|(other, of)| {
                        let stronger =
                            plan.gates[other].kind == kind || plan.gates[other].kind == GateKind::Exclude;
                        other != gate && of.out && stronger
                    })
            })
        }
        "ICP1028" => outcomes().all(|(_, outcome)| outcome.status != Status::Qualified),
        "ICP1029" => {
            let (_, rule, weight) = tried.rule_at(place);
            let arm = arm_condition(rule, weight, place);
            outcomes().all(|(account, outcome)| {
                let is =
                    |condition: &Condition| truth_on(plan, account, None, today(), condition) == Truth::True;
                outcome.status.is_out() || !is(&rule.guard) || arm.as_ref().is_some_and(|arm| !is(arm))
            })
        }
        "ICP1001" => {
            let (_, rule, weight) = tried.rule_at(place);
            let Earns::Arms { arms, .. } = &rule.earns else { return Some(false) };
            let number = places_of_arms(weight).iter().position(|span| *span == place)?;
            let truth = |account: &Account, arm: usize| truth_on(plan, account, None, today(), &arms[arm].0);
            outcomes().all(|(account, _)| {
                truth(account, number) != Truth::True
                    || (0..number).any(|earlier| truth(account, earlier) == Truth::True)
            })
        }
        "ICP1030" => {
            let tier = tried
                .model
                .tiers
                .iter()
                .position(|tier| tier.span.start <= place.start && place.end <= tier.span.end)?;
            outcomes().all(|(_, outcome)| outcome.tier != Some(tier))
        }
        "ICP1031" => {
            let group = found.message.contains("group");
            outcomes().all(|(_, outcome)| {
                let lines = outcome.scores[0].adjustments.iter();
                let is_group =
                    |line: &icp::eval::AdjustmentKind| matches!(line, icp::eval::AdjustmentKind::Cap(_));
                // One end of a score's cap may still be met.
                !group || lines.clone().all(|line| !is_group(&line.kind) || line.value == Points::ZERO)
            })
        }
        "ICP1032" => {
            let (number, _, _) = tried.rule_at(place);
            let mut without = plan.clone();
            let rule = &mut without.scores[0].rules[number];
            rule.guard = Condition::Constant(Truth::False);
            outcomes().all(|(account, outcome)| evaluate(&without, account, today()).tier == outcome.tier)
        }
        "ICP1033" => {
            let numbers: Vec<i64> = found
                .message
                .split_whitespace()
                .filter_map(|word| word.parse::<f64>().ok())
                .map(|value| (value * 1_000.0) as i64)
                .collect();
            let [from, to] = numbers[..] else { return None };
            outcomes().all(|(_, outcome)| {
                let value = outcome.scores[0].value.thousandths();
                !(from..to).contains(&value) || outcome.tier.is_none()
            })
        }
        "ICP1035" => {
            let (first, _, _) = tried.rule_at(place);
            let (second, _, _) = tried.rule_at(found.secondary[0].span);
            let rules = &plan.scores[0].rules;
            let earned = |account: &Account, rule: usize| rule_on(plan, account, today(), &rules[rule]).truth;
            let implies = |a: usize, b: usize| {
                outcomes().all(|(account, _)| {
                    earned(account, a) != Truth::True || earned(account, b) == Truth::True
                })
            };
            if found.message.contains("same") {
                implies(first, second) && implies(second, first)
            } else {
                implies(first, second) || implies(second, first)
            }
        }
        _ => return None,
    })
}

/// The condition of the arm at a place; `None` where the place is the rule's own condition.
fn arm_condition(rule: &icp::plan::ScoredRule, weight: &Weight, place: Span) -> Option<Condition> {
    match &rule.earns {
        Earns::Arms { arms, .. } => {
            let number = places_of_arms(weight).iter().position(|span| *span == place)?;
            Some(arms[number].0.clone())
        }
        Earns::Bands(bands) => {
            let WrittenEarns::Bands { arms, .. } = &weight.earns else { return None };
            let written =
                arms.iter().filter(|arm| matches!(arm.left, BandLeft::Compare(..) | BandLeft::Values(_)));
            let number = written.map(|arm| arm.span).position(|span| span == place)?;
            Some(Condition::Member { value: bands.value.clone(), set: bands.arms[number].0.clone() })
        }
        _ => None,
    }
}

fn places_of_arms(weight: &Weight) -> Vec<Span> {
    let WrittenEarns::Arms { arms, .. } = &weight.earns else { return Vec::new() };
    arms.iter()
        .filter_map(|arm| if let ArmLeft::When(condition) = &arm.left { Some(condition.span) } else { None })
        .collect()
}

/// Lints a text and tries every claim; counts the claims by code.
fn try_all(text: &str, accounts: &[Account], counts: &mut BTreeMap<&'static str, usize>) {
    let mut sources = Sources::new();
    let checked = check(&mut sources, SourceFile::new("small.icp", text), &MemoryLoader::default());
    let Some(model) = &checked.model else { return };
    let plan = plan(model);
    let outcomes: Vec<(Account, Outcome)> =
        accounts.iter().map(|account| (account.clone(), evaluate(&plan, account, today()))).collect();
    let tried = Tried { checked: &checked, model, plan: &plan, accounts: &outcomes };
    for found in lint(&sources, &checked, today()) {
        if let Some(holds) = holds(&tried, &found) {
            *counts.entry(found.code.id).or_default() += 1;
            assert!(holds, "{} is a false alarm: {}\n{text}", found.code.id, found.message);
        }
    }
}

#[test]
fn no_claim_about_all_accounts_is_false() {
    let accounts = grid();
    let mut counts = BTreeMap::new();
    for seed in 0..700 {
        let dice = &mut Dice::new(30_000 + seed);
        let text = Author { dice }.profile();
        try_all(&text, &accounts, &mut counts);
        // The same profile with one sign or number changed: what was true of it may be false now.
        let changes = [
            (">=", ">"),
            ("<=", "<"),
            (" and ", " or "),
            (" or ", " and "),
            ("in 0..", "not in 0.."),
            ("not p", "p"),
        ];
        let (from, to) = changes[dice.below(changes.len())];
        if let Some(at) = text[HEAD.len()..].find(from) {
            let mut changed = text.clone();
            changed.replace_range(HEAD.len() + at..HEAD.len() + at + from.len(), to);
            try_all(&changed, &accounts, &mut counts);
        }
    }
    for code in [
        "ICP1001", "ICP1025", "ICP1026", "ICP1027", "ICP1028", "ICP1029", "ICP1030", "ICP1031", "ICP1032",
        "ICP1035",
    ] {
        assert!(counts.get(code).is_some_and(|count| *count > 5), "{code} was hardly tried: {counts:?}");
    }
}

/// Applies the first fix of each finding that touches no other; `None` where there is nothing to apply.
fn mended(text: &str, found: &[Diagnostic], guesses: bool) -> Option<String> {
    let mut taken: Vec<(std::ops::Range<usize>, String)> = Vec::new();
    for report in found {
        let fixes = report.helps.iter().filter_map(|help| help.fix.as_ref());
        let Some(fix) = fixes.into_iter().find(|fix| fix.safe || guesses) else { continue };
        let edits: Vec<_> =
            fix.edits.iter().map(|edit| (edit.span.range(), edit.replacement.clone())).collect();
        let touches = |(range, _): &(std::ops::Range<usize>, String)| {
            taken.iter().any(|(other, _)| range.start <= other.end && other.start <= range.end)
        };
        if !edits.iter().any(touches) {
            taken.extend(edits);
        }
    }
    taken.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
    let mut text = text.to_owned();
    taken.iter().for_each(|(range, replacement)| text.replace_range(range.clone(), replacement));
    (!taken.is_empty()).then_some(text)
}

fn linted(text: &str) -> (Option<String>, Vec<Diagnostic>) {
    let mut sources = Sources::new();
    let checked = check(&mut sources, SourceFile::new("small.icp", text), &MemoryLoader::default());
    let hash = checked.model.as_ref().map(|model| plan(model).hash().to_owned());
    (hash, lint(&sources, &checked, today()))
}

/// Every profile of the cases of lints and of the pages of lints.
fn texts() -> Vec<(String, String)> {
    let root = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for (folder, extension) in [("tests/cases/lint", "icp"), ("docs/lints", "md")] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|found| found != extension) {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if extension == "icp" {
                found.push((name, text));
            } else {
                let blocks = text.split("```icp\n").skip(1).map(|block| block.split("```").next().unwrap());
                found.extend(blocks.map(|block| (name.clone(), block.to_owned())));
            }
        }
    }
    found
}

/// Fixes come to an end, leave no error, and change no result (the plan hash covers them all) unless they are guesses.
#[test]
fn fixes_come_to_an_end_and_change_no_score() {
    let (mut safe, mut guessed) = (0, 0);
    for (name, text) in texts() {
        let (hash, _) = linted(&text);
        if hash.is_none() {
            continue;
        }
        for guesses in [false, true] {
            let mut now = text.clone();
            let mut rounds = 0;
            while let Some(next) = mended(&now, &linted(&now).1, guesses) {
                rounds += 1;
                assert!(rounds < 20, "{name}: the fixes do not come to an end\n{next}");
                let (after, _) = linted(&next);
                assert!(after.is_some(), "{name}: a fix left an error\n{next}");
                if !guesses {
                    assert_eq!(after, hash, "{name}: a safe fix changed a result\n{next}");
                }
                now = next;
                *(if guesses { &mut guessed } else { &mut safe }) += 1;
            }
        }
    }
    assert!(safe > 1 && guessed > 10, "{safe} safe, {guessed} guessed");
}
