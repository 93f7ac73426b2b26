//! A score that no tier reads decides about no account, and totals between two tiers that belong to neither leave accounts without
//! a tier that are better than others which have one. Both are mostly a tier that was forgotten or a limit that was moved on one
//! side only.
//!
//! Silent: without tiers; below the lowest tier, where having none is a decision; and where it cannot be proved that the totals belong to no tier.
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
//! score fit out of 40 {
//!   evidence data "Win/loss of two years"
//!
//!   weight mid_market 25 when employees in 50..200
//!   weight crm        15 when tech has "Salesforce"
//! }
//!
//! tier A when fit >= 40
//! tier B when fit in 15..<25
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
//! score fit out of 40 {
//!   evidence data "Win/loss of two years"
//!
//!   weight mid_market 25 when employees in 50..200
//!   weight crm        15 when tech has "Salesforce"
//! }
//!
//! tier A when fit >= 40
//! tier B when fit in 15..<40
//! ```

use super::super::Profile;
use super::subjects::when;
use super::unreachable_tier::scores_read;
use crate::check::model::{Condition, Value};
use crate::diag::codes::lints::SCORE_WITHOUT_TIER;
use crate::diag::{Diagnostic, Sink};
use crate::prove::Formula;
use crate::syntax::tree::Item;
use crate::types::{End, Interval, IntervalSet, Number, Points, ValueSet};
use std::sync::Arc;

/// More limits than this are not looked at.
const MOST: usize = 40;

pub fn check(profile: &Profile<'_>, sink: &mut Sink) {
    let plan = profile.reasons.plan;
    if plan.tiers.is_empty() {
        return;
    }
    for (index, score) in profile.model.scores.iter().enumerate() {
        let read = plan.tiers.iter().any(|tier| scores_read(&tier.condition).contains(&index));
        let written = profile.file.parsed.tree.items.iter().find_map(|item| match item {
            Item::Score(written) => (written.span == score.span).then_some(written),
            _ => None,
        });
        let Some(written) = written else { continue };
        let place = written.name.as_ref().map_or(written.keyword, |name| name.span);
        if !read {
            let message = format!("no tier reads the score `{}`", score.name);
            sink.push(
                Diagnostic::new(&SCORE_WITHOUT_TIER, place, message, "decides about no tier")
                    .help(format!("ask for it in a tier: `tier A when {} >= …`", score.name)),
            );
        } else if let Some((from, to)) = gap(profile, index) {
            let message = format!("no tier covers totals of `{}` from {from} to below {to}", score.name);
            let mut report =
                Diagnostic::new(&SCORE_WITHOUT_TIER, place, message, "these accounts have no tier");
            for item in &profile.file.parsed.tree.items {
                if let Item::Tier(tier) = item
                    && let Some(span) = when(&tier.clauses)
                {
                    report = report.label(span, "not in this one");
                }
            }
            sink.push(report.help("let one of the tiers beside the gap begin or end elsewhere"));
        }
    }
}

/// The lowest totals in no tier that lie above totals in one: from the first, and below the second.
fn gap(profile: &Profile<'_>, score: usize) -> Option<(Points, Points)> {
    let plan = profile.reasons.plan;
    let prover = &profile.reasons.prover;
    if plan.tiers.iter().any(|tier| !tier.active.is_empty()) {
        return None;
    }
    let mut ends = Vec::new();
    plan.tiers.iter().for_each(|tier| limits(&tier.condition, score, &mut ends));
    ends.sort_unstable();
    ends.dedup();
    if ends.len() > MOST {
        return None;
    }
    let total = &profile.reasons.totals(score)?.total;
    let mut covered_below = false;
    for pair in ends.windows(2) {
        let &[low, high] = pair else { continue };
        // From one limit to just below the next.
        let here = Condition::Member {
            value: Value::Score(score),
            set: Arc::new(ValueSet::Numbers(IntervalSet::new(
                None,
                [Interval { low: End::Included(low), high: End::Excluded(high) }],
            ))),
        };
        let is_covered = plan
            .tiers
            .iter()
            .any(|tier| !prover.is_never(&[Formula::is_true(&here), Formula::is_true(&tier.condition)]));
        let (from, to) = (points(low), points(high));
        if is_covered {
            covered_below = true;
        } else if covered_below && total.may_lie(from.thousandths(), to.thousandths() - 1) {
            return Some((from, to));
        }
    }
    None
}

fn points(millionths: i128) -> Points {
    let scale = Number::SCALE / i128::from(Points::SCALE);
    Points::from_thousandths(i64::try_from(millionths.div_euclid(scale)).unwrap_or(0))
}

/// Where the upper side of each limit begins, on the grid of points, in millionths.
fn limits(condition: &Condition, score: usize, found: &mut Vec<i128>) {
    let step = Number::SCALE / i128::from(Points::SCALE);
    match condition {
        Condition::And(parts) | Condition::Or(parts) => {
            parts.iter().for_each(|part| limits(part, score, found));
        }
        Condition::Not(inner) => limits(inner, score, found),
        Condition::Member { value: Value::Score(read), set } if *read == score => {
            if let ValueSet::Numbers(numbers) = set.as_ref() {
                for interval in numbers.intervals() {
                    match interval.low {
                        End::Included(low) => found.push(low),
                        End::Excluded(low) => found.push(low + step),
                        End::Unbounded => {}
                    }
                    match interval.high {
                        End::Included(high) => found.push(high + step),
                        End::Excluded(high) => found.push(high),
                        End::Unbounded => {}
                    }
                }
            }
        }
        _ => {}
    }
}
