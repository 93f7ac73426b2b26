//! No account meets the condition of this rule, whatever is known of it: the exclusion excludes nobody, the requirement keeps
//! everybody out, the weight is never earned. Mostly two tests contradict each other (`and` where `or` was meant, a limit
//! with the sign the wrong way round), and nothing in a list of scored accounts would show it.
//!
//! This is decided by reasoning over values: ranges, declared values, dates counted from today, lists, and what is unknown.
//!
//! Silent: where it cannot be proved, where only today makes it so, and on tiers, which have [a lint of their own](ICP1030.md).
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
//! exclude tiny_giant when employees < 10 and employees > 5000 because "Nobody to talk to, or too many"
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
//! exclude tiny_or_giant when employees < 10 or employees > 5000 because "Nobody to talk to, or too many"
//! ```

use super::super::Profile;
use super::super::reasons::is_worth_asking;
use super::subjects::{Kind, subjects};
use crate::check::model::Condition;
use crate::diag::codes::lints::NEVER_TRUE;
use crate::diag::{Diagnostic, Sink};
use crate::prove::Formula;

pub fn check(profile: &Profile<'_>, sink: &mut Sink) {
    for subject in subjects(profile) {
        let asked = [Formula::is_true(subject.condition)];
        if !is_worth_asking(subject.condition) || !profile.reasons.prover.is_never(&asked) {
            continue;
        }
        let owner = &subject.owner;
        let message = match subject.kind {
            Kind::Exclude => format!("{owner} can exclude no account"),
            Kind::Market | Kind::Require => format!("no account can meet {owner}"),
            Kind::Points => format!("no account can earn {owner}"),
            Kind::Segment => format!("no account can be in {owner}"),
        };
        let mut report = Diagnostic::new(&NEVER_TRUE, subject.when, message, "never TRUE");
        if let Condition::And(parts) = subject.condition
            && let Some(conflict) = profile.reasons.conflict(parts)
        {
            report = report.note(conflict);
        }
        sink.push(report.help("change the test that is the wrong way round, or remove the rule"));
    }
}
