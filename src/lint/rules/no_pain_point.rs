//! Finds: a profile without any rule about a problem that its customers have.
//!
//! Why: size and industry say who could buy; a pain says who will. It is the dimension most often left out.
//!
//! Silent: on profiles with fewer than three weights and signals, and where a group, rule, role, field or table
//! that is used has a word like "pain", "problem", "need", "challenge" or "urgency" in its name.

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
    if is_grown(model) && !mentions(model, &WORDS) {
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
