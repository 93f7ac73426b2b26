//! Sums, caps, clamps, coverage (rulings 23, 24, 26, 27, 28).

use crate::check::model::{Limit, ScoredRuleKind};
use crate::eval::outcome::{Adjustment, AdjustmentKind, RuleOutcome, ScoreOutcome};
use crate::plan::{Plan, Score};
use crate::types::{Points, round_half_away};

use super::{Scene, earn};

/// One score: the same formula over what the rules earn, over the least and over the most (ruling 26).
pub(super) fn score<'a>(scene: &Scene<'a>, score: &'a Score) -> ScoreOutcome {
    let rules: Vec<RuleOutcome> = score.rules.iter().map(|rule| earn::rule(scene, rule)).collect();
    let value = total(score, &rules, |rule| rule.earned);
    let min = total(score, &rules, |rule| rule.least);
    let max = total(score, &rules, |rule| rule.most);
    let caps = (0..score.groups.len()).map(|group| {
        let cut = |total: &Total| total.caps.get(group).copied().unwrap_or(Points::ZERO);
        Adjustment { kind: AdjustmentKind::Cap(group), value: cut(&value), min: cut(&min), max: cut(&max) }
    });
    let clamp =
        Adjustment { kind: AdjustmentKind::Clamp, value: value.clamp, min: min.clamp, max: max.clamp };
    let adjustments = caps
        .chain([clamp])
        .filter(|line| [line.value, line.min, line.max].iter().any(|points| *points != Points::ZERO))
        .collect();
    ScoreOutcome { value: value.points, min: min.points, max: max.points, rules, adjustments }
}

/// A total with what the caps and the clamp add to the sum of the rules (ruling 27).
struct Total {
    points: Points,
    caps: Vec<Points>,
    clamp: Points,
}

fn total(score: &Score, rules: &[RuleOutcome], earned: impl Fn(&RuleOutcome) -> Points) -> Total {
    let sum_of = |group: Option<usize>| -> Points {
        let members = score.rules.iter().zip(rules).filter(|(rule, _)| rule.group == group);
        members.map(|(_, outcome)| earned(outcome)).sum()
    };
    let mut sum = sum_of(None);
    let mut caps = Vec::new();
    for (index, group) in score.groups.iter().enumerate() {
        let net = sum_of(Some(index));
        // A cap bounds the net sum from above; nothing bounds it from below (ruling 23).
        let capped = group.cap.map_or(net, |cap| net.min(cap));
        caps.push(capped - net);
        sum += capped;
    }
    let points = match score.limit {
        None => sum,
        Some(Limit::OutOf(most)) => sum.clamp(Points::ZERO, most.max(Points::ZERO)),
        Some(Limit::Cap(least, most)) => sum.clamp(least.min(most), most),
    };
    Total { points, caps, clamp: points - sum }
}

/// Tenths of a percent: what the decided weights can earn at most, of what all weights can (ruling 28). Weights that can
/// earn nothing count nothing; `None` where no weight can earn anything.
pub(super) fn coverage(plan: &Plan, scores: &[ScoreOutcome]) -> Option<u16> {
    let (mut decided, mut all) = (Points::ZERO, Points::ZERO);
    for (score, outcome) in plan.scores.iter().zip(scores) {
        for (rule, outcome) in score.rules.iter().zip(&outcome.rules) {
            if rule.kind == ScoredRuleKind::Weight {
                let greatest = rule.bounds.most.max(Points::ZERO);
                all += greatest;
                if outcome.decided {
                    decided += greatest;
                }
            }
        }
    }
    let (decided, all) = (i128::from(decided.thousandths()), i128::from(all.thousandths()));
    (all > 0).then(|| u16::try_from(round_half_away(decided * 1_000, all)).unwrap_or(0))
}
