//! Test results for people.

use std::collections::BTreeMap;

use super::{Coverage, Mutant, Trial};
use crate::check::model::{Condition, Model, ResultTest, Value};
use crate::diag::render::wrap;
use crate::plan::Plan;
use crate::report::{AccountReport, Reading, Subject, signed};
use crate::text::{Sources, join_and, number_of};
use crate::types::Truth;

/// Why a test failed, in the terms of the rules; the first line is its title.
#[must_use]
pub fn failure_text(sources: &Sources, model: &Model, plan: &Plan, trial: &Trial, width: usize) -> String {
    let (Some(test), Some(planned)) = (model.tests.get(trial.test), plan.tests.get(trial.test)) else {
        return String::new();
    };
    let outcome = &trial.outcome;
    let report = AccountReport::new(Subject {
        sources,
        model,
        plan,
        account: &planned.account,
        outcome,
        today: trial.today,
        name: None,
        written: &BTreeMap::new(),
    });
    let mut out = format!("{}\n", test.title);
    let mut line = |text: &str, indent: usize| {
        out.push_str(&wrap(&format!("{}{text}", " ".repeat(indent)), width, indent + 2));
        out.push('\n');
    };
    let facts = result_facts(&report);
    for ((expectation, truth), condition) in
        test.expectations.iter().zip(&trial.expectations).zip(&planned.expectations)
    {
        if *truth == Truth::True {
            continue;
        }
        let (path, position) = sources.locate(expectation.span);
        let unknown = if *truth == Truth::Unknown { "; it is UNKNOWN" } else { "" };
        let written = expectation.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let written = written.strip_prefix("expect ").unwrap_or(&written);
        line(&format!("expected {written}, got {facts}{unknown} ({path}:{})", position.line), 2);
        for tier in expected_tiers(condition) {
            if let Some(tier) = report.tiers.get(tier).filter(|tier| tier.truth != Truth::True) {
                let asks = missed(
                    plan,
                    outcome,
                    plan.tiers.iter().find(|p| p.name == tier.name).map(|p| &p.condition),
                );
                line(&format!("tier {} asks for {}{asks}", tier.name, tier.condition), 4);
            }
        }
    }
    for index in &trial.violated {
        if let Some(guarantee) = model.guarantees.get(*index) {
            line(&format!("violates guarantee {}, got {facts}", guarantee.name), 2);
        }
    }
    for gate in report.gates.iter().filter(|gate| gate.out || gate.holds) {
        let does = if gate.out { "puts it out" } else { "holds it" };
        let said: Vec<String> = gate.reads.iter().map(Reading::sentence).collect();
        line(&format!("{} {} {does}: {}", gate.kind, gate.name, join_and(&said)), 4);
    }
    for score in &report.scores {
        let open =
            if score.min == score.max { String::new() } else { format!(" ({} to {})", score.min, score.max) };
        line(&format!("{} {}{open}", score.name, score.value), 4);
        for rule in &score.lines {
            let name = if rule.kind == "cap" || rule.kind == "clamp" {
                format!("{} {}", rule.kind, rule.name)
            } else {
                rule.name.clone()
            };
            let said: Vec<String> = rule.reads.iter().map(Reading::sentence).collect();
            let open = if rule.least == rule.most || rule.most <= rule.points {
                String::new()
            } else {
                format!(", could add up to {}", rule.most - rule.points)
            };
            let said = if said.is_empty() { String::new() } else { format!(": {}{open}", join_and(&said)) };
            line(&format!("{:>5} {name}{said}", signed(rule.points)), 6);
        }
    }
    out
}

/// `tier B, status qualified, fit 64`.
fn result_facts(report: &AccountReport) -> String {
    let mut facts = Vec::new();
    match &report.tier {
        Some(tier) => facts.push(format!("tier {tier}")),
        None if !report.tiers.is_empty() => facts.push("no tier".to_owned()),
        None => {}
    }
    facts.push(report.status.word().to_owned());
    facts.extend(report.scores.iter().map(|score| format!("{} {}", score.name, score.value)));
    if let Some(segment) = &report.segment {
        facts.push(format!("segment {segment}"));
    }
    facts.join(", ")
}

/// The tiers that an expectation names.
fn expected_tiers(condition: &Condition) -> Vec<usize> {
    match condition {
        Condition::Result(ResultTest::Tier(tiers)) => tiers.iter().copied().collect(),
        Condition::And(parts) | Condition::Or(parts) => parts.iter().flat_map(expected_tiers).collect(),
        Condition::Not(_)
        | Condition::Constant(_)
        | Condition::Let(_)
        | Condition::Known(_)
        | Condition::Member { .. }
        | Condition::Compare { .. }
        | Condition::Text { .. }
        | Condition::Has { .. }
        | Condition::Within { .. }
        | Condition::OlderThan { .. }
        | Condition::AnyRow(_)
        | Condition::Result(_) => Vec::new(),
    }
}

/// The scores that keep a tier's condition from holding: `: fit is 64`.
fn missed(plan: &Plan, outcome: &crate::eval::Outcome, condition: Option<&Condition>) -> String {
    let mut scores = Vec::new();
    if let Some(condition) = condition {
        score_tests(condition, &mut scores);
    }
    let facts: Vec<String> = scores
        .into_iter()
        .filter_map(|index| {
            let name = &plan.scores.get(index)?.name;
            Some(format!("{name} is {}", outcome.scores.get(index)?.value))
        })
        .collect();
    if facts.is_empty() { String::new() } else { format!("; {}", join_and(&facts)) }
}

fn score_tests(condition: &Condition, scores: &mut Vec<usize>) {
    match condition {
        Condition::And(parts) | Condition::Or(parts) => {
            for part in parts {
                score_tests(part, scores);
            }
        }
        Condition::Not(inner) => score_tests(inner, scores),
        Condition::Member { value: Value::Score(index), .. } => {
            if !scores.contains(index) {
                scores.push(*index);
            }
        }
        Condition::Constant(_)
        | Condition::Let(_)
        | Condition::Known(_)
        | Condition::Member { .. }
        | Condition::Compare { .. }
        | Condition::Text { .. }
        | Condition::Has { .. }
        | Condition::Within { .. }
        | Condition::OlderThan { .. }
        | Condition::AnyRow(_)
        | Condition::Result(_) => {}
    }
}

/// The rules that no test decides, and how many are.
#[must_use]
pub fn coverage_text(coverage: &Coverage) -> String {
    let all = coverage.rules.len();
    let idle: Vec<_> = coverage.idle().collect();
    let mut out = format!(
        "{} of {} make a difference in some test\n",
        all - idle.len(),
        number_of(all, "rule", "rules")
    );
    for rule in idle {
        let why = if rule.decided == 0 { "no test decides it" } else { "decided, but never acts" };
        let name = if rule.kind == rule.name { String::new() } else { format!(" {}", rule.name) };
        out.push_str(&format!("  {}{name}: {why}\n", rule.kind));
    }
    out
}

/// The changes that no test notices, and the share of those that are.
#[must_use]
pub fn mutants_text(mutants: &[Mutant]) -> String {
    let noticed = mutants.iter().filter(|mutant| mutant.noticed).count();
    if mutants.is_empty() {
        return "nothing to change\n".to_owned();
    }
    let percent = (noticed * 200 + mutants.len()) / (2 * mutants.len());
    let mut out = format!(
        "{noticed} of {} noticed: mutation score {percent}%\n",
        number_of(mutants.len(), "change", "changes")
    );
    for mutant in mutants.iter().filter(|mutant| !mutant.noticed) {
        out.push_str(&format!("  {}: {}\n", mutant.rule, mutant.change));
    }
    out
}
