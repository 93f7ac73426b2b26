//! `icp test`: runs the tests that profiles carry.

use clap::{Args, ValueEnum};

use super::clock::as_of;
use super::compile::{compile, has_errors, report_errors};
use super::edge::Edge;
use super::exit::{Ending, Exit, Fault};
use super::files::FileArguments;
use super::settings::{SettingsArguments, SettingsFinder};
use crate::check::model::Model;
use crate::plan::{Plan, plan};
use crate::report::trial::{
    Coverage, Mutant, SuiteResult, Trial, coverage, coverage_text, failure_text, json, junit, mutants,
    mutants_text, run as run_tests,
};
use crate::text::{Sources, number_of};
use crate::types::{Day, Truth};

/// Run the tests that profiles carry
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    files: FileArguments,
    #[command(flatten)]
    settings: SettingsArguments,
    /// Say which rules make a difference in no test
    #[arg(long)]
    rule_coverage: bool,
    /// Drop each rule and move each threshold; list the changes that no test notices
    #[arg(long)]
    mutate: bool,
    /// How to report
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    output_format: TestFormat,
}

/// `--output-format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum TestFormat {
    /// For people
    #[default]
    Full,
    /// JUnit XML, for build servers
    Junit,
    /// For programs
    Json,
}

/// The tests of one profile, run.
struct Suite {
    path: String,
    model: Model,
    trials: Vec<Trial>,
    failures: Vec<String>,
    lines: Vec<usize>,
    coverage: Option<Coverage>,
    mutants: Option<Vec<Mutant>>,
}

/// Runs the verb.
///
/// # Errors
/// When a file cannot be read, or there is no test.
pub fn run(edge: &Edge, arguments: &Arguments) -> Ending {
    let today = as_of(None)?;
    let mut suites = Vec::new();
    let mut exit = Exit::Clean;
    let settings = SettingsFinder::new(edge, &arguments.settings)?;
    for input in arguments.files.inputs(&settings)? {
        let compiled = compile(&input)?;
        if compiled.checked.is_library && !has_errors(&compiled.checked.diagnostics) {
            continue;
        }
        match compiled.checked.model {
            Some(model) => {
                suites.push(suite(edge, arguments, input.shown(), &compiled.sources, model, today));
            }
            None => {
                report_errors(edge, &compiled.sources, compiled.checked.diagnostics);
                exit = Exit::CouldNotRun;
            }
        }
    }
    let tests: usize = suites.iter().map(|suite| suite.trials.len()).sum();
    if tests == 0 && exit == Exit::Clean {
        let fault = if suites.is_empty() {
            Fault::new("there is no profile here, only libraries")
        } else {
            Fault::new("there is no test to run")
        };
        return Err(fault.help(
            "a profile is tested by items such as `test \"…\" { given account { … } expect tier = A }`",
        ));
    }
    if suites.iter().any(|suite| suite.trials.iter().any(|trial| !trial.passed())) {
        exit = exit.max(Exit::Findings);
    }
    match arguments.output_format {
        TestFormat::Full => print(edge, &suites)?,
        TestFormat::Junit => edge.print(&junit(&results(&suites)))?,
        TestFormat::Json => {
            let mut report = json(&results(&suites));
            add_extras(&mut report, &suites);
            edge.print(&format!("{report:#}\n"))?;
        }
    }
    Ok(exit)
}

fn suite(
    edge: &Edge,
    arguments: &Arguments,
    path: String,
    sources: &Sources,
    model: Model,
    today: Day,
) -> Suite {
    let plan: Plan = plan(&model);
    let trials = run_tests(&model, &plan, today);
    let failures = trials
        .iter()
        .map(|trial| {
            if trial.passed() {
                String::new()
            } else {
                failure_text(sources, &model, &plan, trial, edge.width)
            }
        })
        .collect();
    let lines = model.tests.iter().map(|test| sources.locate(test.span).1.line).collect();
    let coverage = arguments.rule_coverage.then(|| coverage(&model, &trials));
    let mutants = arguments.mutate.then(|| mutants(&model, &plan, today));
    Suite { path, model, trials, failures, lines, coverage, mutants }
}

fn results(suites: &[Suite]) -> Vec<SuiteResult<'_>> {
    suites
        .iter()
        .map(|suite| SuiteResult {
            path: &suite.path,
            model: &suite.model,
            trials: &suite.trials,
            failures: &suite.failures,
            lines: &suite.lines,
        })
        .collect()
}

fn add_extras(report: &mut serde_json::Value, suites: &[Suite]) {
    let Some(profiles) = report.get_mut("profiles").and_then(serde_json::Value::as_array_mut) else { return };
    for (profile, suite) in profiles.iter_mut().zip(suites) {
        let Some(profile) = profile.as_object_mut() else { continue };
        if let Some(coverage) = &suite.coverage {
            profile.insert("rule_coverage".to_owned(), coverage.json());
        }
        if let Some(mutants) = &suite.mutants {
            let noticed = mutants.iter().filter(|mutant| mutant.noticed).count();
            let survivors: Vec<_> = mutants
                .iter()
                .filter(|mutant| !mutant.noticed)
                .map(|mutant| serde_json::json!({ "rule": mutant.rule, "change": mutant.change }))
                .collect();
            profile.insert(
                "mutation".to_owned(),
                serde_json::json!({ "changes": mutants.len(), "noticed": noticed, "survivors": survivors }),
            );
        }
    }
}

fn print(edge: &Edge, suites: &[Suite]) -> Result<(), Fault> {
    let (red, green, end) =
        if edge.color { ("\u{1b}[1;31m", "\u{1b}[32m", "\u{1b}[0m") } else { ("", "", "") };
    let mut out = String::new();
    let (mut passed, mut failed) = (0, 0);
    for suite in suites {
        let bad = suite.trials.iter().filter(|trial| !trial.passed()).count();
        let good = suite.trials.len() - bad;
        passed += good;
        failed += bad;
        let verdict = match (suite.trials.len(), bad) {
            (0, _) => "no tests".to_owned(),
            (_, 0) => format!("{green}{good} passed{end}"),
            _ => format!("{good} passed, {red}{bad} failed{end}"),
        };
        out.push_str(&format!("{}: {verdict}\n", suite.path));
        for (trial, failure) in suite.trials.iter().zip(&suite.failures) {
            if !trial.passed() {
                out.push_str(&format!("\n{red}FAIL{end} {failure}"));
            }
        }
        if bad > 0 {
            out.push('\n');
        }
        out.push_str(&guarantees(suite));
        if let Some(coverage) = &suite.coverage {
            out.push_str(&indented(&coverage_text(coverage)));
        }
        if let Some(mutants) = &suite.mutants {
            out.push_str(&indented(&mutants_text(mutants)));
        }
    }
    edge.print(&out)?;
    let failed_words = if failed == 0 { String::new() } else { format!(", {failed} failed") };
    edge.note(&format!("{} passed{failed_words}", number_of(passed, "test", "tests")));
    Ok(())
}

/// What the tests say about the guarantees: nothing is proved, the accounts of the tests are tried.
fn guarantees(suite: &Suite) -> String {
    if suite.model.guarantees.is_empty() || suite.trials.is_empty() {
        return String::new();
    }
    let violated = suite.trials.iter().filter(|trial| !trial.violated.is_empty()).count();
    let truths = suite.trials.iter().flat_map(|trial| &trial.outcome.guarantees);
    let unknown = truths.filter(|truth| **truth == Truth::Unknown).count();
    let unknown = if unknown == 0 { String::new() } else { format!(", UNKNOWN {unknown} times") };
    let checked = number_of(suite.model.guarantees.len(), "guarantee", "guarantees");
    let tests = number_of(suite.trials.len(), "test", "tests");
    match violated {
        0 => format!("  {checked} checked on the accounts of {tests}: not violated{unknown}\n"),
        violated => {
            format!("  {checked} checked on the accounts of {tests}: violated in {violated}{unknown}\n")
        }
    }
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}\n")).collect()
}
