//! The profile has no `exclude`, and no rule takes points off. Whom not to sell to is half of an ideal customer profile:
//! without it, every bad fit still costs a call. Write down who is out and why, or what counts against an account.
//!
//! Silent: where a signal or an arm has negative points: that is a red flag too.
//!
//! Options: none.
//!
//! ## Fails
//!
//! ```icp
//! profile crm "CRM" {}
//!
//! account {
//!   id:       text key
//!   industry: text
//! }
//!
//! score fit {
//!   weight core 20 when industry = "Software" evidence data "2026 win/loss"
//! }
//! ```
//!
//! ## Works
//!
//! ```icp
//! profile crm "CRM" {}
//!
//! account {
//!   id:       text key
//!   industry: text
//! }
//!
//! exclude tobacco when industry = "Tobacco" because "Acceptable use"
//!
//! score fit {
//!   weight core 20 when industry = "Software" evidence data "2026 win/loss"
//! }
//! ```

use super::super::Profile;
use super::topics::place;
use crate::check::model::{Earns, ScoredRule};
use crate::diag::codes::lints::NO_EXCLUSION;
use crate::diag::{Diagnostic, Sink};
use crate::types::Points;

pub fn check(profile: &Profile<'_>, sink: &mut Sink) {
    let model = profile.model;
    let takes_points =
        model.scores.iter().flat_map(|score| &score.rules).any(|rule| least_points(rule) < Points::ZERO);
    if !model.excludes.is_empty() || takes_points {
        return;
    }
    let message = format!("the profile `{}` has no exclusion", model.header.name);
    sink.push(
        Diagnostic::new(&NO_EXCLUSION, place(profile), message, "and nothing takes points off")
            .help("write down whom not to sell to: `exclude NAME when … because \"…\"`"),
    );
}

/// The least that a rule can earn.
pub fn least_points(rule: &ScoredRule) -> Points {
    let points: Vec<Points> = match &rule.earns {
        Earns::Flat(points) | Earns::PerRow { points, .. } | Earns::PerNumber { points, .. } => vec![*points],
        Earns::Bands(bands) => {
            bands.arms.iter().map(|(_, points)| *points).chain(bands.unknown).chain(bands.otherwise).collect()
        }
        Earns::Arms { arms, unknown, otherwise } => {
            arms.iter().map(|(_, points)| *points).chain(*unknown).chain(*otherwise).collect()
        }
        Earns::Scale { from, to, .. } => vec![from.1, to.1],
    };
    points.into_iter().min().unwrap_or(Points::ZERO)
}
