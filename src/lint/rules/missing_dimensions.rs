//! An account is customarily looked at from six sides: firmographics, technographics, psychographics, pain points, buying signals and
//! decision makers. A profile that scores fewer than four of them knows its customers by a few columns of the CRM. The finding lists
//! the sides that are missing.
//!
//! Silent: on profiles with fewer than three weights and signals. A side counts as there where a group, rule, role, field or table that is used has one of its words in its name.
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
//!   evidence data "Win/loss of two years"
//!
//!   group firmographics {
//!     weight mid_market 25 when employees in 50..200
//!     weight nearby     10 when country = "US"
//!   }
//!
//!   group technographics {
//!     weight crm 20 when tech has "Salesforce"
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
//!   pain:      text
//!   culture:   text
//!   tech:      list of text split ";"
//! }
//!
//! exclude gambling when tech has "Casino Suite" because "Payment contract"
//! require min_size when employees >= 10
//!
//! score fit {
//!   evidence data "Win/loss of two years"
//!
//!   group firmographics {
//!     weight mid_market 25 when employees in 50..200
//!     weight nearby     10 when country = "US"
//!   }
//!
//!   group technographics {
//!     weight crm 20 when tech has "Salesforce"
//!   }
//!
//!   group pain_points {
//!     weight spreadsheets 10 when pain contains "spreadsheet"
//!   }
//!
//!   group psychographics {
//!     weight open_culture 5 when culture contains "open"
//!   }
//! }
//! ```

use super::super::Profile;
use super::topics::{is_grown, mentions, place};
use crate::check::model::ScoredRuleKind;
use crate::diag::codes::lints::MISSING_DIMENSIONS;
use crate::diag::{Diagnostic, Sink};
use crate::text::join_and;

/// Fewer sides than this are too few.
const ENOUGH: usize = 4;

/// Each side with words of names that belong to it.
const SIDES: [(&str, &[&str]); 6] = [
    (
        "firmographics",
        &[
            "firmograph",
            "industr",
            "employee",
            "headcount",
            "staff",
            "size",
            "revenue",
            "turnover",
            "country",
            "region",
            "city",
            "stage",
            "founded",
            "行业",
            "规模",
        ],
    ),
    (
        "technographics",
        &[
            "technograph",
            "tech",
            "stack",
            "crm",
            "erp",
            "software",
            "cloud",
            "integration",
            "platform",
            "技术",
        ],
    ),
    (
        "psychographics",
        &[
            "psychograph",
            "culture",
            "innovat",
            "risk",
            "attitude",
            "decision_style",
            "maturity",
            "values",
            "文化",
        ],
    ),
    (
        "pain points",
        &["pain", "problem", "need", "challenge", "urgen", "incumbent", "current_solution", "痛点", "需求"],
    ),
    (
        "buying signals",
        &["signal", "intent", "trigger", "funding", "hiring", "visit", "demo", "trial", "event", "信号"],
    ),
    (
        "decision makers",
        &[
            "decision_maker",
            "buyer",
            "champion",
            "contact",
            "title",
            "seniority",
            "role",
            "stakeholder",
            "决策",
        ],
    ),
];

pub fn check(profile: &Profile<'_>, sink: &mut Sink) {
    let model = profile.model;
    if !is_grown(model) {
        return;
    }
    let has_signal =
        model.scores.iter().flat_map(|score| &score.rules).any(|rule| rule.kind == ScoredRuleKind::Signal);
    let missing: Vec<&str> = SIDES
        .iter()
        .filter(|(side, words)| !(mentions(profile, words) || (*side == "buying signals" && has_signal)))
        .map(|(side, _)| *side)
        .collect();
    let found = SIDES.len() - missing.len();
    if found >= ENOUGH {
        return;
    }
    let message = format!(
        "the profile `{}` looks at {found} of the six sides of an account: no {}",
        model.header.name,
        missing.join(", no ")
    );
    sink.push(
        Diagnostic::new(
            &MISSING_DIMENSIONS,
            place(profile),
            message,
            format!("without {}", join_and(&missing)),
        )
        .help("add a `group` for what won customers have in common there, or say in the objective why not"),
    );
}
