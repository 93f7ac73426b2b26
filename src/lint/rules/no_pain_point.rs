//! No rule of the profile is about a problem that its customers have. Industry and size say who could buy; a pain says
//! who will. It is the dimension that is left out most often, because no vendor sells it as a column: it comes from
//! calls, tickets and job ads, and belongs in a field that the team fills.
//!
//! The warning looks at the names and titles of groups, rules and roles and of the fields and tables that rules read. A
//! profile with fewer than three weights and signals is not told what it lacks.
//!
//! Silent: on profiles with fewer than three weights and signals, and where a group, rule, role, field or table
//! that is used has a word like "pain", "problem", "need", "challenge" or "urgency" in its name.
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
//!   industry:  text
//!   employees: whole
//!   champion:  boolean
//!   funded_at: date
//! }
//!
//! exclude tobacco when industry = "Tobacco" because "Acceptable use"
//!
//! score fit {
//!   evidence data "2026 win/loss"
//!
//!   weight core     20 when industry = "Software"
//!   weight size     20 when employees in 50..200
//!   weight services 10 when industry = "Services"
//!   weight ally     10 when champion
//!
//!   signal funding +10 when funded_at within last 90 days
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
//!   industry:  text
//!   employees: whole
//!   pains:     list of text split ";"
//!   champion:  boolean
//!   funded_at: date
//! }
//!
//! exclude tobacco when industry = "Tobacco" because "Acceptable use"
//!
//! score fit {
//!   evidence data "2026 win/loss"
//!
//!   weight core      20 when industry = "Software"
//!   weight size      20 when employees in 50..200
//!   weight services  10 when industry = "Services"
//!   weight scattered 10 when pains has "Scattered data"
//!   weight ally      10 when champion
//!
//!   signal funding +10 when funded_at within last 90 days
//! }
//! ```

use super::super::Profile;
use super::topics::{is_grown, mentions, place};
use crate::diag::codes::lints::NO_PAIN_POINT;
use crate::diag::{Diagnostic, Sink};

const WORDS: [&str; 17] = [
    "pain",
    "problem",
    "need",
    "challenge",
    "urgen",
    "struggl",
    "frustrat",
    "complain",
    "incumbent",
    "current_solution",
    "replac",
    "spreadsheet",
    "manual",
    "痛点",
    "需求",
    "问题",
    "complian",
];

pub fn check(profile: &Profile<'_>, sink: &mut Sink) {
    let model = profile.model;
    if is_grown(model) && !mentions(profile, &WORDS) {
        let message = format!("no rule of the profile `{}` is about a pain point", model.header.name);
        sink.push(
            Diagnostic::new(
                &NO_PAIN_POINT,
                place(profile),
                message,
                "says who could buy, not why they would",
            )
            .help("add a `group pain_points` with what customers suffer from and how the data shows it"),
        );
    }
}
