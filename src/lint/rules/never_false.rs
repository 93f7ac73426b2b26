//! Every account that is known well enough meets the condition of this rule: the exclusion excludes everybody, the requirement
//! keeps nobody out, everybody earns the weight. Such a rule decides nothing, though it reads as if it did; often a limit
//! lies on the wrong side, or `or` stands where `and` was meant.
//!
//! Silent: where it cannot be proved, where only today makes it so, and on requirements with `if unknown out`, which ask that the data be there.
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
//! require right_size when employees >= 10 or employees <= 5000
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
//! require right_size when employees >= 10 and employees <= 5000
//! ```

use super::super::Profile;
use super::super::reasons::is_worth_asking;
use super::subjects::{Kind, subjects};
use crate::diag::codes::lints::NEVER_FALSE;
use crate::diag::{Diagnostic, Sink};
use crate::prove::{Formula, Truths};

pub fn check(profile: &Profile<'_>, sink: &mut Sink) {
    let prover = &profile.reasons.prover;
    for subject in subjects(profile) {
        let is = |truths| Formula::is(subject.condition, truths);
        if subject.unknown_is_out
            || !is_worth_asking(subject.condition)
            || !prover.is_never(&[is(Truths::FALSE)])
        {
            continue;
        }
        let always = prover.is_never(&[is(Truths::UNKNOWN)]);
        if !always && prover.is_never(&[is(Truths::TRUE)]) {
            // Always UNKNOWN: `never-true` says so.
            continue;
        }
        let owner = &subject.owner;
        let whose = if always { "" } else { " whose data is known" };
        let message = match subject.kind {
            Kind::Exclude => format!("{owner} excludes every account{whose}"),
            Kind::Market | Kind::Require => format!("{owner} keeps no account out"),
            Kind::Points => format!("every account{whose} earns {owner}"),
            Kind::Segment => format!("every account{whose} is in {owner}, if no earlier one takes it"),
        };
        let label = if always { "always TRUE" } else { "TRUE or UNKNOWN, never FALSE" };
        sink.push(
            Diagnostic::new(&NEVER_FALSE, subject.when, message, label)
                .help("change the limit that lies on the wrong side, or remove the rule"),
        );
    }
}
