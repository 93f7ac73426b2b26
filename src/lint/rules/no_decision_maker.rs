//! Finds: a profile without any rule about the people who decide.
//!
//! Why: in a small company the owner decides, in a larger one IT or the head of a department; an account without
//! anyone to talk to is no opportunity yet.
//!
//! Silent: on profiles with fewer than three weights and signals, and where a group, rule, role, field or table
//! that is used has a word like "buyer", "champion", "decision", "title" or "contact" in its name.

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
    if is_grown(model) && !mentions(model, &WORDS) {
        let message = format!("no rule of the profile `{}` is about who decides", model.header.name);
        sink.push(
            Diagnostic::new(&NO_DECISION_MAKER, place(profile), message, "no champion, buyer or other role")
                .help("add a `group decision_makers`, for example with `any(champion)` over a table of contacts"),
        );
    }
}
