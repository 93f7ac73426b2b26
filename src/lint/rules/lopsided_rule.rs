//! In this table the rule meets no account at all, or nearly every one. A rule that meets nobody was mostly written for other data
//! (another spelling, another unit); an exclusion or a requirement that meets nearly everybody leaves no market.
//!
//! With data only: `icp check PROFILE --data FILE`.
//!
//! Silent: with fewer than 20 accounts, outside the windows of a rule, and on weights that nearly everybody earns.
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
//!   employees: whole
//!   industry:  text
//!   customer:  boolean
//! }
//!
//! exclude customer when customer because "Bought already"
//!
//! score fit {
//!   evidence data "Win/loss of two years"
//!
//!   weight size     20 when employees >= 50
//!   weight software 20 when industry in ["Computer software"]
//! }
//!
//! tier A when fit >= 40
//! ```
//!
//! ```csv
//! id,employees,industry,customer
//! 1,42,Retail,no
//! 2,79,SaaS,no
//! 3,116,Banking,no
//! 4,153,Retail,no
//! 5,190,Software,no
//! 6,227,Retail,no
//! 7,264,SaaS,yes
//! 8,301,Banking,no
//! 9,338,Retail,no
//! 10,375,Software,no
//! 11,12,Retail,no
//! 12,49,SaaS,no
//! 13,86,Banking,no
//! 14,123,Retail,yes
//! 15,160,Software,no
//! 16,197,Retail,no
//! 17,234,SaaS,no
//! 18,271,Banking,no
//! 19,308,Retail,no
//! 20,345,Software,no
//! ```
//!
//! ## Works
//!
//! ```icp
//! profile crm "CRM" {}
//!
//! account {
//!   id:        text key
//!   employees: whole
//!   industry:  text
//!   customer:  boolean
//! }
//!
//! exclude customer when customer because "Bought already"
//!
//! score fit {
//!   evidence data "Win/loss of two years"
//!
//!   weight size     20 when employees >= 50
//!   weight software 20 when industry in ["Software", "SaaS"]
//! }
//!
//! tier A when fit >= 40
//! ```
//!
//! ```csv
//! id,employees,industry,customer
//! 1,42,Retail,no
//! 2,79,SaaS,no
//! 3,116,Banking,no
//! 4,153,Retail,no
//! 5,190,Software,no
//! 6,227,Retail,no
//! 7,264,SaaS,yes
//! 8,301,Banking,no
//! 9,338,Retail,no
//! 10,375,Software,no
//! 11,12,Retail,no
//! 12,49,SaaS,no
//! 13,86,Banking,no
//! 14,123,Retail,yes
//! 15,160,Software,no
//! 16,197,Retail,no
//! 17,234,SaaS,no
//! 18,271,Banking,no
//! 19,308,Retail,no
//! 20,345,Software,no
//! ```

use super::super::Profile;
use super::super::facts::{Facts, below, share};
use super::subjects::{gate_place, gate_rule, points, points_owner, segment};
use crate::check::model::GateKind;
use crate::diag::codes::lints::LOPSIDED_RULE;
use crate::diag::{Diagnostic, Sink};
use crate::text::Span;

/// Fewer accounts than this say nothing.
pub const ENOUGH: usize = 20;
/// From this share on, in percent, nearly everybody is put out.
const NEARLY_ALL: usize = 95;

pub fn check(profile: &Profile<'_>, facts: &Facts, sink: &mut Sink) {
    let all = facts.accounts;
    if all < ENOUGH {
        return;
    }
    for (gate, out) in profile.reasons.gates.iter().zip(&facts.out) {
        let Some(written) = gate_rule(profile, gate).filter(|_| gate.planned.active.is_empty()) else {
            continue;
        };
        let owner = match gate.planned.kind {
            GateKind::Market => "the market".to_owned(),
            GateKind::Exclude => format!("the exclusion `{}`", gate.planned.name),
            GateKind::Require => format!("the requirement `{}`", gate.planned.name),
        };
        let place = gate_place(written);
        if *out == 0 {
            nobody(place, format!("{owner} puts out none of {all} accounts"), sink);
        } else if !below(*out, all, NEARLY_ALL) {
            let message = format!("{owner} puts out {} of the accounts", share(*out, all));
            sink.push(Diagnostic::new(&LOPSIDED_RULE, place, message, format!("{out} of {all}")).help(
                "see whether its values are spelled as in the data, and whether its limit has the right unit",
            ));
        }
    }
    for (score, earned) in facts.earned.iter().enumerate() {
        for rule in points(profile, score) {
            let number = profile
                .model
                .scores
                .get(score)
                .and_then(|of| of.rules.iter().position(|other| other.span == rule.model.span));
            let count = number.and_then(|number| earned.get(number)).copied();
            if count == Some(0) && rule.planned.active.is_empty() {
                let owner = points_owner(rule.model.kind, &rule.model.name);
                nobody(rule.written.name.span, format!("none of {all} accounts earns {owner}"), sink);
            }
        }
    }
    for (written, count) in profile.model.segments.iter().zip(&facts.segments) {
        if let Some(place) =
            segment(profile, written.span).filter(|_| *count == 0 && written.active.is_empty())
        {
            nobody(
                place.name.span,
                format!("none of {all} accounts is in the segment `{}`", written.name),
                sink,
            );
        }
    }
}

fn nobody(place: Span, message: String, sink: &mut Sink) {
    sink.push(
        Diagnostic::new(&LOPSIDED_RULE, place, message, "nobody in this table").help(
            "see whether its values are spelled as in the data, and whether its limit has the right unit",
        ),
    );
}
