//! A plan as text: one line for each thing, the longest lists cut.

use std::fmt::Write as _;

use super::{ClassPlan, ColumnPlan, GatePlan, PlanReport, RulePlan, ScorePlan, Step};

/// The most values of a list that are written out.
const MOST: usize = 8;

pub(super) fn text(report: &PlanReport) -> String {
    let version = report.profile.version.as_ref().map_or_else(String::new, |version| format!(" {version}"));
    let mut lines = vec![
        format!("plan of {}{version} as of {}", report.profile.name, report.as_of),
        format!("hash {}", report.hash),
    ];
    heading(&mut lines, "columns, and which of their cells are one class");
    report.columns.iter().for_each(|item| column(&mut lines, item));
    if !report.tables.is_empty() {
        heading(&mut lines, "child tables");
    }
    for table in &report.tables {
        let columns: Vec<String> =
            table.columns.iter().map(|column| format!("{} ({})", column.field, column.ty)).collect();
        lines.push(format!("  {} by {}: {}", table.name, table.by, columns.join(", ")));
        lines.push(format!("    read by {}", cut(&table.read_by)));
    }
    if !report.conditions.is_empty() {
        heading(&mut lines, "conditions that stand in several places, decided once");
    }
    for shared in &report.conditions {
        lines.push(format!("  [{}] {}", shared.id, shared.condition));
        lines.push(format!("    used by {}", cut(&shared.used_by)));
    }
    heading(&mut lines, "order of evaluation");
    for (number, item) in report.order.iter().enumerate() {
        lines.push(format!("  {}. {}", number + 1, step(item)));
    }
    if !report.gates.is_empty() {
        heading(&mut lines, "gates, the first that decides is the status");
    }
    report.gates.iter().for_each(|item| gate(&mut lines, item));
    report.scores.iter().for_each(|item| score(&mut lines, item));
    if !report.segments.is_empty() {
        heading(&mut lines, "segments, the first that holds");
    }
    for segment in &report.segments {
        let more = more(&segment.active, &segment.emit);
        lines.push(format!("  {} ({}) when {}{more}", segment.name, segment.level, segment.condition));
    }
    if !report.tiers.is_empty() {
        heading(&mut lines, "tiers, the first that holds");
    }
    for tier in &report.tiers {
        lines.push(format!("  {} when {}{}", tier.name, tier.condition, more(&tier.active, &tier.emit)));
    }
    if !report.overrides.is_empty() {
        heading(&mut lines, "overrides");
    }
    for item in &report.overrides {
        lines.push(format!("  {} to {} until {}", item.key, item.to, item.until));
    }
    if !report.guarantees.is_empty() {
        heading(&mut lines, "guarantees");
    }
    for item in &report.guarantees {
        lines.push(format!("  {} that {}", item.name, item.that));
    }
    lines.join("\n") + "\n"
}

fn heading(lines: &mut Vec<String>, text: &str) {
    lines.push(String::new());
    lines.push(text.to_owned());
}

fn column(lines: &mut Vec<String>, column: &ColumnPlan) {
    let from = match column.from.as_slice() {
        [one] if *one == column.field => String::new(),
        names => format!(" from {}", names.join(", ")),
    };
    let key = if column.key { ", the key" } else { "" };
    lines.push(format!("  {} ({}{key}){from}", column.field, column.ty));
    if column.read_by.is_empty() {
        return;
    }
    lines.push(format!("    {}", classes(&column.classes)));
    lines.push(format!("    read by {}", cut(&column.read_by)));
}

fn classes(classes: &ClassPlan) -> String {
    let count = classes.most.map_or_else(
        || "as many classes as there are distinct cells".to_owned(),
        |most| format!("{most} classes with that of unknown"),
    );
    let starts = classes.starts.as_slice();
    match (classes.by, starts) {
        ("texts", _) => {
            let named = classes.named.unwrap_or(0);
            let asked = [format!("which of {named} named texts it is")].into_iter().filter(|_| named > 0);
            let asked: Vec<String> = asked.chain(classes.tests.iter().cloned()).collect();
            format!("told apart by {}", if asked.is_empty() { "being known".to_owned() } else { cut(&asked) })
        }
        ("elements", _) => {
            format!("told apart by which of {} named elements it holds", classes.named.unwrap_or(0))
        }
        ("numbers" | "days", []) => "told apart by being known".to_owned(),
        ("numbers" | "days", [first, .., last]) if starts.len() > MOST * 2 => {
            format!("{count}, {} cuts from {first} to {last}", starts.len())
        }
        ("numbers" | "days", starts) => format!("{count}, cut at {}", starts.join(", ")),
        _ => count,
    }
}

fn step(step: &Step) -> String {
    let of = if step.of.is_empty() { String::new() } else { format!(": {}", cut(&step.of)) };
    match step.rules.as_slice() {
        [] => format!("{}{of}", step.does),
        rules => format!("{}{of} ({})", step.does, cut(rules)),
    }
}

fn gate(lines: &mut Vec<String>, gate: &GatePlan) {
    let name =
        if gate.kind == "market" { gate.kind.to_owned() } else { format!("{} {}", gate.kind, gate.name) };
    let when = if gate.out_when == "true" { "when" } else { "unless" };
    lines.push(format!("  {name}: out {when} {}{}", gate.condition, more(&gate.active, &[])));
    lines.push(format!("    if unknown {}", gate.if_unknown));
}

fn score(lines: &mut Vec<String>, score: &ScorePlan) {
    let limit = score.limit.as_ref().map_or_else(String::new, |limit| format!(", limited to {limit}"));
    heading(lines, &format!("score {}: {}..{}{limit}", score.name, score.least, score.most));
    for group in &score.groups {
        let cap = group.cap.as_ref().map_or_else(String::new, |cap| format!(", capped at {cap}"));
        match &group.name {
            Some(name) => lines.push(format!("  group {name}: {}..{}{cap}", group.least, group.most)),
            None => lines.push(format!("  in no group: {}..{}", group.least, group.most)),
        }
        group.rules.iter().for_each(|item| rule(lines, item));
    }
}

fn rule(lines: &mut Vec<String>, rule: &RulePlan) {
    let mut line = format!("    {} {} {}..{}: {}", rule.kind, rule.name, rule.least, rule.most, rule.earns);
    if let Some(condition) = &rule.when {
        let _ = write!(line, " when {condition}");
    }
    if let Some(fades) = &rule.fades {
        let _ = write!(line, " {fades}");
    }
    line.push_str(&more(&rule.active, &[]));
    lines.push(line);
    lines.extend(rule.arms.iter().map(|arm| format!("      {arm}")));
}

/// When something is in force, and what it emits.
fn more(active: &[String], emit: &[String]) -> String {
    let mut text = String::new();
    if !active.is_empty() {
        let _ = write!(text, ", active {}", active.join(", "));
    }
    if !emit.is_empty() {
        let _ = write!(text, ", emits {}", emit.join(", "));
    }
    text
}

/// A list, its end left out where it is long.
fn cut(texts: &[String]) -> String {
    let shown = texts.iter().take(MOST).map(String::as_str).collect::<Vec<_>>().join(", ");
    match texts.len().saturating_sub(MOST) {
        0 => shown,
        rest => format!("{shown} and {rest} more"),
    }
}
