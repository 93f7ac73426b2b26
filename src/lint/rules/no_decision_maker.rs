//! No rule of the profile is about the people who decide. In a small company the owner decides, in a larger one IT or
//! the head of a department; an account with nobody to talk to is no opportunity yet. Add a `group decision_makers`, for
//! example with roles over a table of contacts (`any(champion)`).
//!
//! The warning looks at the names and titles of groups, rules and roles and of the fields and tables that rules read. A
//! profile with fewer than three weights and signals is not told what it lacks.
//!
//! Silent: on profiles with fewer than three weights and signals, and where a group, rule, role, field or table
//! that is used has a word like "buyer", "champion", "decision", "title" or "contact" in its name.
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
//!   pains:     list of text split ";"
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
use crate::diag::codes::lints::NO_DECISION_MAKER;
use crate::diag::{Diagnostic, Sink};

const WORDS: [&str; 20] = [
    "decision",
    "decide",
    "buyer",
    "champion",
    "blocker",
    "stakeholder",
    "sponsor",
    "persona",
    "contact",
    "title",
    "seniority",
    "executive",
    "founder",
    "owner",
    "head_of",
    "director",
    "manager",
    "people",
    "决策",
    "负责人",
];

pub fn check(profile: &Profile<'_>, sink: &mut Sink) {
    let model = profile.model;
    if is_grown(model) && !mentions(profile, &WORDS) {
        let message = format!("no rule of the profile `{}` is about who decides", model.header.name);
        sink.push(
            Diagnostic::new(&NO_DECISION_MAKER, place(profile), message, "no champion, buyer or other role")
                .help("add a `group decision_makers`, for example with `any(champion)` over a table of contacts"),
        );
    }
}
