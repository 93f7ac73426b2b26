//! The rules that this cap limits can never come to it, so it limits nothing. Mostly points were lowered and the cap was left;
//! whoever reads the profile believes that the group counts for more than it does.
//!
//! Silent: where the cap can just be reached, and on the cap of a single rule.
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
//! score fit {
//!   evidence data "Win/loss of two years"
//!
//!   group technographics cap 50 {
//!     weight crm 20 when tech has "Salesforce"
//!     weight erp 10 when tech has "SAP"
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
//! score fit {
//!   evidence data "Win/loss of two years"
//!
//!   group technographics cap 25 {
//!     weight crm 20 when tech has "Salesforce"
//!     weight erp 10 when tech has "SAP"
//!   }
//! }
//! ```

use super::super::Profile;
use super::places;
use crate::check::model::Limit;
use crate::diag::codes::lints::UNREACHABLE_CAP;
use crate::diag::{Diagnostic, Sink};
use crate::syntax::tree::{Item, ScoreLimit};
use crate::types::Points;

pub fn check(profile: &Profile<'_>, sink: &mut Sink) {
    for (index, model) in profile.model.scores.iter().enumerate() {
        let has_cap = model.groups.iter().any(|group| group.cap.is_some())
            || matches!(model.limit, Some(Limit::Cap(..)));
        if !has_cap {
            continue;
        }
        let Some(totals) = profile.reasons.totals(index) else { continue };
        for (group, sums) in model.groups.iter().zip(&totals.groups) {
            let (Some(cap), Some(place)) = (group.cap, places::group(profile, group.span)) else { continue };
            let most = Points::from_thousandths(sums.most());
            if most < cap {
                let message = format!("no account can reach the cap of the group `{}`", group.name);
                sink.push(
                    Diagnostic::new(
                        &UNREACHABLE_CAP,
                        place,
                        message,
                        format!("capped at {cap}, comes to {most} at most"),
                    )
                    .help(format!("lower the cap to what is meant, below {most}, or remove it")),
                );
            }
        }
        let (Some(Limit::Cap(least, most)), Some(place)) = (model.limit, limit_place(profile, model.span))
        else {
            continue;
        };
        let (lowest, highest) =
            (Points::from_thousandths(totals.sum.least()), Points::from_thousandths(totals.sum.most()));
        if highest < most || lowest > least {
            let message = format!("no account can reach both ends of the cap of the score `{}`", model.name);
            let label = format!("its rules come to {lowest} at least and {highest} at most");
            sink.push(
                Diagnostic::new(&UNREACHABLE_CAP, place, message, label)
                    .help(format!("write `cap {lowest}..{highest}`, or give the rules more points")),
            );
        }
    }
}

fn limit_place(profile: &Profile<'_>, span: crate::text::Span) -> Option<crate::text::Span> {
    profile.file.parsed.tree.items.iter().find_map(|item| match item {
        Item::Score(score) if score.span == span => match &score.limit {
            Some(ScoreLimit::Cap(range)) => Some(range.span),
            Some(ScoreLimit::OutOf(_)) | None => None,
        },
        _ => None,
    })
}
