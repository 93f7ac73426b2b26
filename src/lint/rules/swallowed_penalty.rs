//! A group's `cap` limits the net sum of its rules. Where its other rules can earn more than the cap, a penalty inside
//! the group first eats the points that were above the cap anyway: an account that earns 50 in a group capped at 30
//! keeps its 30 after a penalty of 20. The red flag does nothing, for the very accounts that look best. Move the penalty
//! out of the group.
//!
//! Silent: where the positive rules of the group cannot exceed its cap.
//!
//! Options: none.
//!
//! ## Fails
//!
//! ```icp
//! profile crm "CRM" {}
//!
//! account {
//!   id:   text key
//!   tech: list of text split ";"
//! }
//!
//! score fit {
//!   evidence data "2026 win/loss"
//!
//!   group technographics cap 30 {
//!     weight crm     40 when tech has any ["Salesforce", "HubSpot"]
//!     signal legacy -20 when tech has "Lotus Notes"
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
//!   id:   text key
//!   tech: list of text split ";"
//! }
//!
//! score fit {
//!   evidence data "2026 win/loss"
//!
//!   group technographics cap 30 {
//!     weight crm 40 when tech has any ["Salesforce", "HubSpot"]
//!   }
//!
//!   signal legacy -20 when tech has "Lotus Notes"
//! }
//! ```

use super::super::Profile;
use super::no_exclusion::least_points;
use super::places;
use crate::check::model::{Earns, Group, Score, ScoredRule};
use crate::diag::codes::lints::SWALLOWED_PENALTY;
use crate::diag::{Diagnostic, Sink};
use crate::types::Points;

pub fn check(profile: &Profile<'_>, sink: &mut Sink) {
    for score in &profile.model.scores {
        for (index, group) in score.groups.iter().enumerate() {
            if let Some(cap) = group.cap {
                check_group(profile, score, (index, group, cap), sink);
            }
        }
    }
}

fn check_group(
    profile: &Profile<'_>,
    score: &Score,
    (index, group, cap): (usize, &Group, Points),
    sink: &mut Sink,
) {
    let Some(group_place) = places::group(profile, group.span) else { return };
    let rules = || score.rules.iter().filter(|rule| rule.group == Some(index));
    let most: Points = rules().map(most_points).sum();
    if most <= cap {
        return;
    }
    for rule in rules().filter(|rule| least_points(rule) < Points::ZERO) {
        let Some(written) = places::weight(profile, rule.span) else { continue };
        let message =
            format!("the penalty `{}` may be swallowed by the cap of the group `{}`", rule.name, group.name);
        sink.push(
            Diagnostic::new(
                &SWALLOWED_PENALTY,
                written.name.span,
                message,
                "takes off points that are above the cap anyway",
            )
            .label(group_place, format!("can earn {most}, capped at {cap}"))
            .help("move it out of the group"),
        );
    }
}

/// The most that a rule can earn; at least nothing.
fn most_points(rule: &ScoredRule) -> Points {
    let points: Vec<Points> = match &rule.earns {
        Earns::Flat(points) => vec![*points],
        Earns::PerRow { points, cap, .. } | Earns::PerNumber { points, cap, .. } => {
            vec![if *points > Points::ZERO { cap.magnitude() } else { Points::ZERO }]
        }
        Earns::Bands(bands) => {
            bands.arms.iter().map(|(_, points)| *points).chain(bands.unknown).chain(bands.otherwise).collect()
        }
        Earns::Arms { arms, unknown, otherwise } => {
            arms.iter().map(|(_, points)| *points).chain(*unknown).chain(*otherwise).collect()
        }
        Earns::Scale { from, to, .. } => vec![from.1, to.1],
    };
    points.into_iter().max().unwrap_or(Points::ZERO).max(Points::ZERO)
}
