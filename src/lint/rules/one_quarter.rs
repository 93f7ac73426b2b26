//! All the evidence that this profile names comes from one and the same quarter. One quarter is a season, a campaign or two large deals
//! as often as a trend; rules that were changed because of it are changed back in the next. Two quarters in a row, or the same quarter
//! a year ago, tell a trend from noise.
//!
//! Silent: with fewer than two pieces of `evidence data`, and where one of them names another quarter, a year, or no time at all.
//!
//! Options: none.
//!
//! ## Fails
//!
//! ```icp
//! profile crm "CRM" {}
//!
//! account {
//!   id:        text key
//!   employees: whole range
//!   country:   country
//!   tech:      list of text split ";"
//! }
//!
//! exclude gambling when tech has "Casino Suite" because "Payment contract"
//! require min_size when employees >= 10
//!
//! score fit {
//!   evidence data "2026 Q3: 31% against 9%"
//!
//!   group firmographics {
//!     weight mid_market 25 when employees in 50..200
//!     weight nearby     10 when country = "US"
//!   }
//!
//!   group technographics {
//!     weight crm 20 when tech has "Salesforce" evidence data "2026 Q3: 28% against 11%"
//!   }
//! }
//! ```
//!
//! ## Works
//!
//! ```icp
//! profile crm "CRM" {}
//!
//! account {
//!   id:        text key
//!   employees: whole range
//!   country:   country
//!   tech:      list of text split ";"
//! }
//!
//! exclude gambling when tech has "Casino Suite" because "Payment contract"
//! require min_size when employees >= 10
//!
//! score fit {
//!   evidence data "2026 Q2 and Q3: 30% against 10%"
//!
//!   group firmographics {
//!     weight mid_market 25 when employees in 50..200
//!     weight nearby     10 when country = "US"
//!   }
//!
//!   group technographics {
//!     weight crm 20 when tech has "Salesforce" evidence data "2026 Q3: 28% against 11%"
//!   }
//! }
//! ```

use std::collections::BTreeSet;

use super::super::Profile;
use super::topics::place;
use crate::diag::codes::lints::ONE_QUARTER;
use crate::diag::{Diagnostic, Sink};
use crate::types::EvidenceKind;

/// Fewer pieces of evidence than this are no pattern.
const ENOUGH: usize = 2;

pub fn check(profile: &Profile<'_>, sink: &mut Sink) {
    let model = profile.model;
    let gates =
        model.market.iter().chain(&model.excludes).chain(&model.requires).map(|gate| &gate.documentation);
    let scores = model.scores.iter().flat_map(|score| {
        let groups = score.groups.iter().map(|group| &group.documentation);
        let rules = score.rules.iter().map(|rule| &rule.documentation);
        groups.chain(rules).chain([&score.documentation])
    });
    let measured: Vec<&str> = gates
        .chain(scores)
        .flat_map(|written| &written.evidence)
        .filter(|(kind, _)| *kind == EvidenceKind::Data)
        .map(|(_, text)| text.as_str())
        .collect();
    let quarters: Vec<BTreeSet<String>> = measured.iter().map(|text| quarters(text)).collect();
    let all: BTreeSet<&String> = quarters.iter().flatten().collect();
    let Some(one) = all.first().filter(|_| all.len() == 1) else { return };
    if measured.len() < ENOUGH || quarters.iter().any(BTreeSet::is_empty) {
        return;
    }
    let message = format!("all evidence of the profile `{}` comes from {one}", model.header.name);
    sink.push(Diagnostic::new(&ONE_QUARTER, place(profile), message, "a season may look like a trend").help(
        "compare with the quarter before and the same quarter a year ago, and write both into the evidence",
    ));
}

/// The quarters that a text names, as `2026 Q3`; without a year, the quarter alone.
fn quarters(text: &str) -> BTreeSet<String> {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_uppercase)
        .collect();
    let is_year = |word: &&String| {
        word.len() == 4 && word.starts_with("20") && word.bytes().all(|b| b.is_ascii_digit())
    };
    let years: Vec<&String> = words.iter().filter(is_year).collect();
    let named: BTreeSet<&String> =
        words.iter().filter(|word| matches!(word.as_str(), "Q1" | "Q2" | "Q3" | "Q4")).collect();
    // A year beside a quarter of another one names two times: no single quarter.
    let year = if years.len() == 1 { years.first().map(|year| format!("{year} ")) } else { None };
    if years.len() > 1 && !named.is_empty() {
        return years.iter().map(|year| (*year).clone()).collect();
    }
    named.into_iter().map(|quarter| format!("{}{quarter}", year.clone().unwrap_or_default())).collect()
}
