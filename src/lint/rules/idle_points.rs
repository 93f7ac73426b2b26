//! Whatever else an account earns, these points never take it from one tier to another: between what it has without them and what
//! it has with them lies no limit of any tier. The rule looks like a preference, costs upkeep, and moves nobody.
//!
//! Silent: where it cannot be proved: it is counted exactly for scores of up to twelve rules, and by their least and greatest totals for larger ones; on scores that no tier reads, or that a tier compares with something other than a number.
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
//!   weight mid_market 50 when employees in 50..200
//!   weight crm        30 when tech has "Salesforce"
//!   weight nearby      5 when country = "US"
//! }
//!
//! tier A when fit >= 80
//! tier B when fit >= 40
//! tier C otherwise
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
//!   weight mid_market 50 when employees in 50..200
//!   weight crm        30 when tech has "Salesforce"
//!   weight nearby     10 when country = "US"
//! }
//!
//! tier A when fit >= 80
//! tier B when fit >= 40
//! tier C otherwise
//! ```

use std::collections::BTreeMap;

use super::super::Profile;
use super::subjects::{points, points_owner};
use super::unreachable_tier::scores_read;
use crate::check::model::{Condition, Value};
use crate::diag::codes::lints::IDLE_POINTS;
use crate::diag::{Diagnostic, Sink};
use crate::plan::{Score, Tier};
use crate::prove::{Sums, attainable};
use crate::types::{End, Number, Points, ValueSet};

/// Larger scores are judged by their least and greatest totals only.
const COUNTED: usize = 12;

pub fn check(profile: &Profile<'_>, sink: &mut Sink) {
    let plan = profile.reasons.plan;
    for (index, score) in plan.scores.iter().enumerate() {
        let Some(limits) = limits(&plan.tiers, index).filter(|limits| !limits.is_empty()) else { continue };
        let mut besides: BTreeMap<usize, Sums> = BTreeMap::new();
        let mut ranges: BTreeMap<usize, (i64, i64)> = BTreeMap::new();
        for rule in points(profile, index) {
            let earned = attainable(rule.planned);
            if earned == Sums::each([0]) {
                continue;
            }
            let Some(totals) = profile.reasons.totals(index) else { continue };
            let place = rule.planned.group.unwrap_or(score.groups.len());
            let beside = besides.entry(place).or_insert_with(|| totals.beside(score, place));
            let number = score.rules.iter().position(|other| std::ptr::eq(other, rule.planned));
            let others = if score.rules.len() > COUNTED {
                let (least, most) = *ranges.entry(place).or_insert_with(|| range(score, place));
                Sums::Between(least - earned.least(), most - earned.most())
            } else {
                others(score, place, number)
            };
            if moves(score, place, (beside, &others, &earned), &limits) {
                continue;
            }
            let owner = points_owner(rule.model.kind, &rule.model.name);
            let most =
                Points::from_thousandths(if earned.most() > 0 { earned.most() } else { earned.least() });
            let message = format!("the points of {owner} never change a tier");
            let listed: Vec<String> =
                limits.iter().map(|limit| Points::from_thousandths(limit.at).to_string()).collect();
            sink.push(
                Diagnostic::new(
                    &IDLE_POINTS,
                    rule.written.name.span,
                    message,
                    format!("{most} points that move nobody"),
                )
                .note(format!(
                    "no sum of the other rules of `{}` lies so near to a limit of the tiers ({})",
                    score.name,
                    crate::text::join_and(&listed)
                ))
                .help("give it points that can decide, or remove it"),
            );
        }
    }
}

/// Where tiers change their mind about a total, in thousandths: at it (`>= 80`), or just above it (`> 80`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Limit {
    at: i64,
    above: bool,
}

/// The limits that tiers set for a score; `None` where a tier does more with it than that.
fn limits(tiers: &[Tier], score: usize) -> Option<Vec<Limit>> {
    let mut found = Vec::new();
    for tier in tiers.iter().filter(|tier| scores_read(&tier.condition).contains(&score)) {
        collect(&tier.condition, score, &mut found)?;
    }
    found.sort_unstable();
    found.dedup();
    Some(found)
}

fn collect(condition: &Condition, score: usize, found: &mut Vec<Limit>) -> Option<()> {
    match condition {
        Condition::And(parts) | Condition::Or(parts) => {
            parts.iter().try_for_each(|part| collect(part, score, found))
        }
        Condition::Not(inner) => collect(inner, score, found),
        Condition::Member { value: Value::Score(read), set } if *read == score => {
            let ValueSet::Numbers(numbers) = set.as_ref() else { return None };
            for interval in numbers.intervals() {
                found.extend(limit(interval.low, false));
                found.extend(limit(interval.high, true));
            }
            Some(())
        }
        other => scores_read(other).is_empty().then_some(()),
    }
}

/// The least total on the upper side of an end.
fn limit(end: End, is_high: bool) -> Option<Limit> {
    let (value, included) = match end {
        End::Unbounded => return None,
        End::Included(value) => (value, true),
        End::Excluded(value) => (value, false),
    };
    let scale = Number::SCALE / i128::from(Points::SCALE);
    let floor = i64::try_from(value.div_euclid(scale)).ok()?;
    let exact = value % scale == 0;
    // From `>= x` the upper side begins at x; from `> x` and from `<= x` just above it.
    Some(Limit { at: floor, above: !exact || included == is_high })
}

/// The least and the most that the rules of a group come to, each by itself.
fn range(score: &Score, place: usize) -> (i64, i64) {
    let members = score.rules.iter().filter(|rule| rule.group.unwrap_or(score.groups.len()) == place);
    members.fold((0, 0), |(least, most), rule| {
        let sums = attainable(rule);
        (sums.least() + least, sums.most() + most)
    })
}

/// What the other rules of its group come to, each by itself.
fn others(score: &Score, place: usize, number: Option<usize>) -> Sums {
    let others =
        score.rules.iter().enumerate().filter(|(other, rule)| {
            Some(*other) != number && rule.group.unwrap_or(score.groups.len()) == place
        });
    others.fold(Sums::each([0]), |all, (_, rule)| all.plus(&attainable(rule)))
}

/// Whether the points may take some total over a limit. `beside` is what comes from outside the group, `others` from the
/// other rules inside it. The limit of the score itself is left out: what does not cross without it does not with it.
fn moves(
    score: &Score,
    place: usize,
    (beside, others, earned): (&Sums, &Sums, &Sums),
    limits: &[Limit],
) -> bool {
    let cap = score.groups.get(place).and_then(|group| group.cap).map_or(i64::MAX, Points::thousandths);
    let (Sums::Each(others), Sums::Each(earned)) = (others, earned) else {
        let with = others.plus(&earned.or(&Sums::each([0])));
        let (low, high) = (with.least().min(cap), with.most().min(cap));
        return limits.iter().any(|limit| {
            let (from, to) = (low.saturating_add(beside.least()), high.saturating_add(beside.most()));
            crosses(*limit, from, to)
        });
    };
    for other in others {
        for points in earned {
            let (a, b) = ((*other).min(cap), other.saturating_add(*points).min(cap));
            let (low, high) = (a.min(b), a.max(b));
            for limit in limits {
                let crossed = match beside {
                    Sums::Each(values) => values
                        .iter()
                        .any(|value| crosses(*limit, value.saturating_add(low), value.saturating_add(high))),
                    Sums::Between(least, most) => {
                        low < high && crosses(*limit, least.saturating_add(low), most.saturating_add(high))
                    }
                };
                if crossed {
                    return true;
                }
            }
        }
    }
    false
}

/// Whether the two totals lie on two sides of a limit.
fn crosses(limit: Limit, low: i64, high: i64) -> bool {
    let is_upper = |total: i64| if limit.above { total > limit.at } else { total >= limit.at };
    !is_upper(low) && is_upper(high)
}
