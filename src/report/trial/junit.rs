//! Test results for machines: JUnit XML and JSON.

use serde_json::{Value, json};

use super::Trial;
use crate::check::model::Model;
use crate::diag::render::xml_text;
use crate::types::Truth;

/// The tests of one profile.
#[derive(Debug, Clone, Copy)]
pub struct SuiteResult<'a> {
    /// The file, as messages show it.
    pub path: &'a str,
    /// The profile.
    pub model: &'a Model,
    /// What its tests gave.
    pub trials: &'a [Trial],
    /// The text of each failure, by test; empty where it passed.
    pub failures: &'a [String],
    /// The line of each test.
    pub lines: &'a [usize],
}

impl SuiteResult<'_> {
    fn failed(&self) -> usize {
        self.trials.iter().filter(|trial| !trial.passed()).count()
    }
}

/// One suite a profile, one case a test.
#[must_use]
pub fn junit(suites: &[SuiteResult<'_>]) -> String {
    let tests: usize = suites.iter().map(|suite| suite.trials.len()).sum();
    let failed: usize = suites.iter().map(SuiteResult::failed).sum();
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.push_str(&format!(
        "<testsuites name=\"icp test\" tests=\"{tests}\" failures=\"{failed}\" errors=\"0\">\n"
    ));
    for suite in suites {
        xml.push_str(&format!(
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"0\">\n",
            xml_text(suite.path),
            suite.trials.len(),
            suite.failed()
        ));
        for (index, trial) in suite.trials.iter().enumerate() {
            let title = suite.model.tests.get(trial.test).map_or("", |test| test.title.as_str());
            let line = suite.lines.get(index).copied().unwrap_or(1);
            xml.push_str(&format!(
                "    <testcase name=\"{}\" classname=\"{}\" file=\"{}\" line=\"{line}\"",
                xml_text(title),
                xml_text(&suite.model.header.name),
                xml_text(suite.path)
            ));
            if trial.passed() {
                xml.push_str("/>\n");
            } else {
                let text = suite.failures.get(index).map_or("", String::as_str);
                let first = text.lines().nth(1).unwrap_or("").trim();
                xml.push_str(&format!(
                    ">\n      <failure message=\"{}\">{}</failure>\n    </testcase>\n",
                    xml_text(first),
                    xml_text(text)
                ));
            }
        }
        xml.push_str("  </testsuite>\n");
    }
    xml.push_str("</testsuites>\n");
    xml
}

/// The same as JSON.
#[must_use]
pub fn json(suites: &[SuiteResult<'_>]) -> Value {
    let profiles: Vec<Value> = suites
        .iter()
        .map(|suite| {
            let tests: Vec<Value> =
                suite.trials.iter().enumerate().map(|(index, trial)| case(suite, index, trial)).collect();
            json!({ "path": suite.path, "profile": suite.model.header.name, "tests": tests })
        })
        .collect();
    let tests: usize = suites.iter().map(|suite| suite.trials.len()).sum();
    let failed: usize = suites.iter().map(SuiteResult::failed).sum();
    json!({ "schema_version": 1, "passed": tests - failed, "failed": failed, "profiles": profiles })
}

fn case(suite: &SuiteResult<'_>, index: usize, trial: &Trial) -> Value {
    let test = suite.model.tests.get(trial.test);
    let expectations: Vec<Value> = test
        .map(|test| test.expectations.as_slice())
        .unwrap_or_default()
        .iter()
        .zip(&trial.expectations)
        .map(|(expectation, truth)| json!({ "expect": expectation.text, "truth": truth, "met": *truth == Truth::True }))
        .collect();
    let guarantees: Vec<&str> = trial
        .violated
        .iter()
        .filter_map(|index| suite.model.guarantees.get(*index))
        .map(|guarantee| guarantee.name.as_str())
        .collect();
    json!({
        "title": test.map(|test| test.title.as_str()),
        "line": suite.lines.get(index),
        "today": trial.today.to_string(),
        "passed": trial.passed(),
        "expectations": expectations,
        "violated_guarantees": guarantees,
        "explanation": suite.failures.get(index).filter(|text| !text.is_empty()),
    })
}
