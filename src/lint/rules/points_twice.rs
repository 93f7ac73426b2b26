//! Two rules of one group look at the same field, and every account that meets the one meets the other too. Mostly one property is
//! then counted twice without anybody having meant it: `employees > 10` and `employees > 20` give a company of 50 both. Where more
//! points for more of the same are meant, `by` says so in one place.
//!
//! Silent: on rules that read more than one field, beyond the three rules before it on the same field, across groups, on points of opposite signs, on a signal beside a weight, and where it cannot be proved.
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
//!   group firmographics {
//!     weight staffed 10 when employees > 10
//!     weight sized   10 when employees > 20
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
//!   group firmographics {
//!     weight size by employees {
//!       11..20    => 10
//!       > 20      => 20
//!       otherwise => 0
//!     }
//!   }
//! }
//! ```

use super::super::Profile;
use super::super::reasons::rule_columns;
use super::subjects::{Points, points, points_owner, when};
use crate::diag::codes::lints::POINTS_TWICE;
use crate::diag::{Diagnostic, Sink};
use crate::plan::Earns;
use crate::prove::Formula;
use crate::types::Points as Amount;

/// How many earlier rules are looked at.
const MOST: usize = 3;

pub fn check(profile: &Profile<'_>, sink: &mut Sink) {
    let prover = &profile.reasons.prover;
    for score in 0..profile.model.scores.len() {
        let rules: Vec<(Points, Amount, Vec<_>)> = points(profile, score)
            .into_iter()
            .filter_map(|rule| {
                let amount = flat(&rule)?;
                let columns: Vec<_> = rule_columns(rule.planned).into_iter().collect();
                (columns.len() == 1).then_some((rule, amount, columns))
            })
            .collect();
        for (at, (rule, amount, columns)) in rules.iter().enumerate() {
            let earlier = rules.iter().take(at).rev().filter(|(other, more, read)| {
                read == columns
                    && other.planned.group == rule.planned.group
                    && other.planned.kind == rule.planned.kind
                    && other.planned.active == rule.planned.active
                    && (*more > Amount::ZERO) == (*amount > Amount::ZERO)
            });
            for (other, _, _) in earlier.take(MOST) {
                let implies = |a: &Points, b: &Points| {
                    prover.is_never(&[
                        Formula::is_true(&a.planned.guard),
                        Formula::is_not_true(&b.planned.guard),
                    ]) && !prover.is_never(&[Formula::is_true(&a.planned.guard)])
                };
                let (forth, back) = (implies(rule, other), implies(other, rule));
                if !forth && !back {
                    continue;
                }
                let owner = |of: &Points| points_owner(of.model.kind, &of.model.name);
                let message = match (forth, back) {
                    (true, true) => {
                        format!("{} and {} hold for the same accounts", owner(other), owner(rule))
                    }
                    (true, false) => {
                        format!("every account that earns {} earns {} too", owner(rule), owner(other))
                    }
                    _ => format!("every account that earns {} earns {} too", owner(other), owner(rule)),
                };
                let place = when(&rule.written.clauses).unwrap_or(rule.written.name.span);
                let other_place = when(&other.written.clauses).unwrap_or(other.written.name.span);
                sink.push(
                    Diagnostic::new(&POINTS_TWICE, place, message, "counts the same again")
                        .label(other_place, "counts it here")
                        .help("write one rule with `by`, or make the conditions exclude each other"),
                );
                break;
            }
        }
    }
}

/// The points of a rule that gives one amount.
fn flat(rule: &Points<'_>) -> Option<Amount> {
    match rule.planned.earns {
        Earns::Flat(points) if rule.planned.fade.is_none() && points != Amount::ZERO => Some(points),
        _ => None,
    }
}
