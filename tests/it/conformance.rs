//! Every row of every table of `docs/semantics.md`: the page is the source, and says what must come out.

use std::fmt::Write;

use icp::check::{Checked, LoadError, Loaded, Loader, check};
use icp::diag::Severity;
use icp::eval::{Outcome, OverrideOutcome, evaluate, holds};
use icp::plan::{Plan, plan, unoptimized};
use icp::text::{SourceFile, Sources};
use icp::types::{Account, Day, Points, Truth};

/// A profile that names no files has nothing to load.
pub struct NoFiles;

impl Loader for NoFiles {
    fn load(&self, _from: &str, _path: &str) -> Result<Loaded, LoadError> {
        Err(LoadError::NotFound { nearby: Vec::new() })
    }
}

/// Checks a text.
pub fn checked(text: &str) -> Checked {
    check(&mut Sources::new(), SourceFile::new("profile.icp", text), &NoFiles)
}

/// The model of a text without errors.
pub fn model(text: &str) -> Result<icp::check::model::Model, String> {
    let checked = checked(text);
    let errors: Vec<String> = checked
        .diagnostics
        .iter()
        .filter(|found| found.severity == Severity::Error)
        .map(|found| format!("{} {}", found.code.id, found.message))
        .collect();
    checked.model.ok_or_else(|| errors.join("; "))
}

/// One row, with the declarations above its table.
struct Row {
    line: usize,
    declarations: String,
    columns: Vec<(String, String)>,
}

impl Row {
    fn get(&self, column: &str) -> Option<&str> {
        self.columns.iter().find(|(name, _)| name == column).map(|(_, text)| text.as_str())
    }

    /// A complete profile with the row's subject in its place, and a test that holds its cells.
    fn profile(&self) -> String {
        let (subject, text) = &self.columns[0];
        let items = match subject.as_str() {
            "condition" if text.contains(" implies ") => format!("guarantee subject that {text}"),
            "condition" => format!(
                "require subject when {text}\nguarantee subject that {text}\nscore points {{ signal subject_points +1 when {text} }}"
            ),
            "rule" => format!("score points {{ {text} }}"),
            "score" | "items" => text.clone(),
            "expect" => String::new(),
            other => panic!("line {}: no subject is called {other}", self.line),
        };
        let today = self.get("today").unwrap_or("2026-10-01");
        let expect = if subject == "expect" { text.as_str() } else { "qualified" };
        let mut given = String::new();
        let cells = self.get("cells").unwrap_or_default();
        let (account, tables) = cells.split_once(';').unwrap_or((cells, ""));
        writeln!(given, "  given account {{ {account} }}").unwrap();
        for table in tables.split(';').map(str::trim).filter(|table| !table.is_empty()) {
            writeln!(given, "  given {table}").unwrap();
        }
        format!(
            "profile conformance {{}}\n{}\n{items}\ntest \"row\" {{\n  today {today}\n{given}  expect {expect}\n}}\n",
            self.declarations
        )
    }

    fn check(&self) -> Result<(), String> {
        let text = self.profile();
        let fault = |what: String| format!("line {}: {what}\n{text}", self.line);
        let model = model(&text).map_err(|errors| fault(format!("does not compile: {errors}")))?;
        let today = model.tests[0].today.expect("every row has a day");
        let optimized = plan(&model);
        let account = optimized.tests[0].account.clone();
        let outcome = evaluate(&optimized, &account, today);
        let plain = unoptimized(&model);
        if outcome != evaluate(&plain, &account, today) {
            return Err(fault("the optimized plan says something else".to_owned()));
        }
        for (column, expected) in self.columns.iter().skip(1) {
            let Some(actual) = self.actual(column, &optimized, &account, today, &outcome) else { continue };
            if actual != *expected {
                return Err(fault(format!("{column} is {actual:?}, the page says {expected:?}")));
            }
        }
        Ok(())
    }

    /// What came out, as the page writes it; nothing for the columns that go in.
    fn actual(
        &self,
        column: &str,
        plan: &Plan,
        account: &Account,
        today: Day,
        outcome: &Outcome,
    ) -> Option<String> {
        let score = outcome.scores.first();
        Some(match column {
            "cells" | "today" => return None,
            "truth" if self.columns[0].0 == "expect" => {
                letter(holds(plan, account, today, outcome, &plan.tests[0].expectations[0]))
            }
            "truth" => {
                let in_guarantee = outcome.guarantees[0];
                if let Some(gate) = outcome.gates.first() {
                    assert_eq!(gate.truth, in_guarantee, "line {}", self.line);
                }
                letter(in_guarantee)
            }
            "may be" => {
                let rule = outcome.scores[0].rules[0];
                letter(match (rule.least == Points::ZERO, rule.most == Points::ZERO) {
                    (true, true) => Truth::False,
                    (true, false) => Truth::Unknown,
                    (false, _) => Truth::True,
                })
            }
            "earned" => score?.rules[0].earned.to_string(),
            "min" if self.columns[0].0 == "rule" => score?.rules[0].least.to_string(),
            "max" if self.columns[0].0 == "rule" => score?.rules[0].most.to_string(),
            "value" => score?.value.to_string(),
            "min" => score?.min.to_string(),
            "max" => score?.max.to_string(),
            "coverage" => outcome.coverage.map_or(String::new(), tenths),
            "missing" => joined(outcome.missing.iter().map(|missing| missing.field.clone())),
            "status" => outcome.status.word().to_owned(),
            "decided by" => joined(outcome.decided_by.iter().cloned()),
            "tier" => outcome.tier.map_or(String::new(), |tier| plan.tiers[tier].name.clone()),
            "tiers possible" => {
                let possible = &outcome.tiers_possible;
                let tiers = possible.tiers.iter().map(|tier| plan.tiers[*tier].name.clone());
                joined(tiers.chain(possible.none.then(|| "none".to_owned())))
            }
            "segment" => outcome.segment.map_or(String::new(), |index| plan.segments[index].name.clone()),
            "emits" => joined(outcome.emits.iter().map(|emit| {
                use icp::check::model::EmitValue;
                match &emit.value {
                    EmitValue::Text(text) => format!("{}={text}", emit.key),
                    EmitValue::Number(number) => format!("{}={number}", emit.key),
                    EmitValue::Day(day) => format!("{}={day}", emit.key),
                    EmitValue::Boolean(value) => format!("{}={value}", emit.key),
                }
            })),
            "override" => match &outcome.override_outcome {
                None => String::new(),
                Some((_, OverrideOutcome::Applied)) => "applied".to_owned(),
                Some((_, OverrideOutcome::BlockedBy(rules))) => format!("blocked by {}", rules.join(", ")),
            },
            other => panic!("line {}: no column is called {other}", self.line),
        })
    }
}

fn letter(truth: Truth) -> String {
    match truth {
        Truth::True => "T",
        Truth::False => "F",
        Truth::Unknown => "U",
    }
    .to_owned()
}

fn tenths(tenths: u16) -> String {
    let text = format!("{}.{}", tenths / 10, tenths % 10);
    text.strip_suffix(".0").unwrap_or(&text).to_owned()
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}

/// The tables that stand below a block of declarations.
fn rows(page: &str) -> Vec<Row> {
    let mut rows = Vec::new();
    let (mut declarations, mut in_block, mut header) = (String::new(), false, Vec::<String>::new());
    for (index, line) in page.lines().enumerate() {
        if line.starts_with("```") {
            in_block = !in_block && line == "```icp";
            if in_block {
                declarations.clear();
            }
        } else if in_block {
            declarations.push_str(line);
            declarations.push('\n');
        } else if let Some(cells) = table_line(line) {
            if cells.iter().all(|cell| !cell.is_empty() && cell.chars().all(|c| c == '-')) {
                continue;
            }
            if header.is_empty() {
                header = cells;
            } else {
                assert_eq!(cells.len(), header.len(), "line {}", index + 1);
                let columns = header.iter().cloned().zip(cells).collect();
                rows.push(Row { line: index + 1, declarations: declarations.clone(), columns });
            }
        } else {
            header.clear();
        }
    }
    rows
}

/// The cells of a table line; `\|` is a bar, back-ticks are dropped.
fn table_line(line: &str) -> Option<Vec<String>> {
    let inner = line.strip_prefix('|')?.strip_suffix('|')?;
    let inner = inner.replace("\\|", "\u{0}");
    let cells = inner.split('|').map(|cell| cell.trim().trim_matches('`').trim().replace('\u{0}', "|"));
    Some(cells.collect())
}

#[test]
fn every_row_of_the_semantics_page_holds() {
    let rows = rows(include_str!("../../docs/semantics.md"));
    assert!(rows.len() >= 400, "only {} rows", rows.len());
    let faults: Vec<String> = rows.iter().filter_map(|row| row.check().err()).collect();
    assert!(faults.is_empty(), "{} of {} rows:\n{}", faults.len(), rows.len(), faults.join("\n"));
}
