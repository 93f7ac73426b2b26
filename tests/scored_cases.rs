//! Cases of scoring: a profile, accounts in `.json`, and in `.scores` what must come out of each account.
//!
//! The JSON holds `today`, `accounts` (records) and, where there are child tables, `tables` (records by table). A field
//! that is `null` is a blank cell.

use std::fmt::Write;
use std::fs;

use icp::check::check;
use icp::check::model::EmitValue;
use icp::data::{Accounts, Input, Keep, Needs, ReadOptions, Source};
use icp::diag::render;
use icp::eval::explain::{LineSource, explain};
use icp::eval::{Outcome, OverrideOutcome};
use icp::plan::{Plan, plan};
use icp::text::{SourceFile, Sources};
use icp::types::{Day, Points, Truth};
use libtest_mimic::Failed;

use crate::{Case, compare, loader_for};

/// Scores the accounts of a case and compares what comes out.
pub fn scored(case: &Case) -> Result<(), Failed> {
    compare(&case.expected.with_extension("scores"), &scores(case)?)
}

fn scores(case: &Case) -> Result<String, Failed> {
    let mut sources = Sources::new();
    let text = fs::read_to_string(&case.main)?;
    let checked = check(&mut sources, SourceFile::new("profile.icp", text), &loader_for(case)?);
    let Some(model) = checked.model else {
        return Err(render::concise(&sources, &checked.diagnostics).into());
    };
    let plan = plan(&model);
    let given: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(case.expected.with_extension("json"))?)?;
    let today = given.get("today").and_then(|day| day.as_str()).and_then(day).ok_or("`today` is missing")?;
    let accounts = records(given.get("accounts")).ok_or("`accounts` is missing")?;
    let tables: Vec<(String, String)> = given
        .get("tables")
        .and_then(|tables| tables.as_object())
        .into_iter()
        .flatten()
        .filter_map(|(name, rows)| Some((name.clone(), records(Some(rows))?)))
        .collect();
    let input = Input {
        accounts: vec![Source::new("accounts.json", accounts.as_bytes())],
        tables: tables
            .iter()
            .map(|(name, rows)| (name.clone(), Source::new(format!("{name}.json"), rows.as_bytes())))
            .collect(),
        options: ReadOptions::default(),
        keep: Keep::None,
    };
    let reads_row_field = |table, field| plan.reads_row_field(table, field);
    let needs = Needs::new(
        &plan.schema,
        |field| plan.reads_field(field),
        |table| plan.reads_table(table),
        reads_row_field,
    );
    let findings = std::cell::RefCell::new(String::new());
    let on_finding = Box::new(|found: &icp::data::Finding<'_>| {
        let _ = writeln!(findings.borrow_mut(), "{}: {} ({})", found.field, found.value, found.reason.slug());
    });
    let read = Accounts::open(&plan.schema, &needs, input, on_finding)
        .map_err(|faults| Failed::from(render::concise(&sources, &faults)))?;
    let mut out = String::new();
    for row in read {
        let row = row.map_err(|fault| Failed::from(format!("{fault:?}")))?;
        account(&mut out, &plan, row.key().unwrap_or("(no key)"), &explain(&plan, &row.account, today))?;
    }
    if !findings.borrow().is_empty() {
        write!(out, "findings\n{}", findings.borrow())?;
    }
    Ok(out)
}

/// Records as the text of a JSON array.
fn records(value: Option<&serde_json::Value>) -> Option<String> {
    value.filter(|value| value.is_array()).map(ToString::to_string)
}

fn day(text: &str) -> Option<Day> {
    let mut parts = text.split('-');
    let mut part = || parts.next();
    Day::from_ymd(part()?.parse().ok()?, part()?.parse().ok()?, part()?.parse().ok()?)
}

fn account(
    out: &mut String,
    plan: &Plan,
    key: &str,
    explanation: &icp::eval::Explanation,
) -> Result<(), std::fmt::Error> {
    let outcome = &explanation.outcome;
    write!(out, "{key}: {}", outcome.status.word())?;
    if !outcome.decided_by.is_empty() {
        write!(out, " by {}", outcome.decided_by.join(", "))?;
    }
    if !outcome.status.is_out() {
        write!(out, ", tier {}; possible {}", tier(plan, outcome), possible(plan, outcome))?;
    }
    writeln!(out)?;
    if let Some(segment) = outcome.segment.and_then(|index| plan.segments.get(index)) {
        let level = outcome.level.map(|level| format!("{level:?}").to_lowercase()).unwrap_or_default();
        writeln!(out, "  segment {}, {level}", segment.name)?;
    }
    for (index, score) in plan.scores.iter().enumerate() {
        let (Some(of), Some(lines)) = (outcome.scores.get(index), explanation.scores.get(index)) else {
            continue;
        };
        writeln!(out, "  {} {}", score.name, span(of.value, of.min, of.max))?;
        for line in lines {
            let points = span(line.value, line.min, line.max);
            match line.source {
                LineSource::Rule(rule, truth) => {
                    let name = score.rules.get(rule).map_or("", |rule| &rule.name);
                    writeln!(out, "    {name} {points} {}", word(truth))?;
                }
                LineSource::Cap(group) => {
                    let name = score.groups.get(group).map_or("", |group| &group.name);
                    writeln!(out, "    cap {name} {points}")?;
                }
                LineSource::Clamp => writeln!(out, "    clamp {points}")?,
            }
        }
    }
    rest(out, outcome)
}

fn rest(out: &mut String, outcome: &Outcome) -> Result<(), std::fmt::Error> {
    if let Some(tenths) = outcome.coverage {
        writeln!(out, "  coverage {}.{}", tenths / 10, tenths % 10)?;
    }
    for missing in &outcome.missing {
        let holds = if missing.holds { ", holds" } else { "" };
        writeln!(out, "  missing {} {}{holds}", missing.field, missing.cost)?;
    }
    for emit in &outcome.emits {
        let value = match &emit.value {
            EmitValue::Text(text) => text.clone(),
            EmitValue::Number(number) => number.to_string(),
            EmitValue::Day(day) => day.to_string(),
            EmitValue::Boolean(value) => value.to_string(),
        };
        writeln!(out, "  {} = {value}", emit.key)?;
    }
    match &outcome.override_outcome {
        None => Ok(()),
        Some((_, OverrideOutcome::Applied)) => writeln!(out, "  override applied"),
        Some((_, OverrideOutcome::BlockedBy(rules))) => {
            writeln!(out, "  override blocked by {}", rules.join(", "))
        }
    }
}

fn tier<'p>(plan: &'p Plan, outcome: &Outcome) -> &'p str {
    outcome.tier.and_then(|tier| plan.tiers.get(tier)).map_or("none", |tier| &tier.name)
}

fn possible(plan: &Plan, outcome: &Outcome) -> String {
    let tiers = outcome.tiers_possible.tiers.iter().filter_map(|tier| plan.tiers.get(*tier));
    let none = outcome.tiers_possible.none.then_some("none");
    tiers.map(|tier| tier.name.as_str()).chain(none).collect::<Vec<_>>().join(", ")
}

/// `8 (8..25)`, or `8` where that is certain.
fn span(value: Points, min: Points, max: Points) -> String {
    if min == max { value.to_string() } else { format!("{value} ({min}..{max})") }
}

fn word(truth: Truth) -> &'static str {
    match truth {
        Truth::True => "true",
        Truth::False => "false",
        Truth::Unknown => "unknown",
    }
}
