//! Which rules the tests decide.

use super::Trial;
use crate::check::model::{GateKind, Model};
use crate::eval::OverrideOutcome;
use crate::types::{Points, Truth};

/// How often the tests saw a rule act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleCoverage {
    /// `exclude`, `weight`, `tier` and so on.
    pub kind: &'static str,
    /// The name.
    pub name: String,
    /// Tests in which it was decided, TRUE or FALSE.
    pub decided: usize,
    /// Tests in which it made a difference: put out, earned points, was the tier.
    pub acted: usize,
}

/// Every rule of a profile, in file order of each kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage {
    /// The rules.
    pub rules: Vec<RuleCoverage>,
}

impl Coverage {
    /// The rules that made a difference in no test.
    pub fn idle(&self) -> impl Iterator<Item = &RuleCoverage> {
        self.rules.iter().filter(|rule| rule.acted == 0)
    }

    /// For programs.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        let rule = |rule: &RuleCoverage| serde_json::json!({ "kind": rule.kind, "name": rule.name, "decided": rule.decided, "acted": rule.acted });
        self.rules.iter().map(rule).collect()
    }
}

/// Counts, over all tests.
#[must_use]
pub fn coverage(model: &Model, trials: &[Trial]) -> Coverage {
    let mut rules = Vec::new();
    let count = |test: &dyn Fn(&Trial) -> bool| trials.iter().filter(|trial| test(trial)).count();
    let gates = model.market.iter().chain(&model.excludes).chain(&model.requires);
    for (index, gate) in gates.enumerate() {
        let seen = |trial: &Trial| trial.outcome.gates.get(index).copied().filter(|gate| gate.active);
        rules.push(RuleCoverage {
            kind: match gate.kind {
                GateKind::Market => "market",
                GateKind::Exclude => "exclude",
                GateKind::Require => "require",
            },
            name: gate.name.clone(),
            decided: count(&|trial| seen(trial).is_some_and(|gate| gate.truth != Truth::Unknown)),
            acted: count(&|trial| seen(trial).is_some_and(|gate| gate.out || gate.holds)),
        });
    }
    for (score_index, score) in model.scores.iter().enumerate() {
        for (index, rule) in score.rules.iter().enumerate() {
            let seen = |trial: &Trial| {
                trial.outcome.scores.get(score_index).and_then(|score| score.rules.get(index)).copied()
            };
            rules.push(RuleCoverage {
                kind: match rule.kind {
                    crate::check::model::ScoredRuleKind::Weight => "weight",
                    crate::check::model::ScoredRuleKind::Signal => "signal",
                },
                name: rule.name.clone(),
                decided: count(&|trial| seen(trial).is_some_and(|rule| rule.active && rule.decided)),
                acted: count(&|trial| seen(trial).is_some_and(|rule| rule.earned != Points::ZERO)),
            });
        }
    }
    for (index, segment) in model.segments.iter().enumerate() {
        let acted = count(&|trial| trial.outcome.segment == Some(index));
        rules.push(RuleCoverage { kind: "segment", name: segment.name.clone(), decided: acted, acted });
    }
    for (index, tier) in model.tiers.iter().enumerate() {
        rules.push(RuleCoverage {
            kind: "tier",
            name: tier.name.clone(),
            decided: count(&|trial| {
                trial.outcome.tiers.get(index).is_some_and(|truth| *truth != Truth::Unknown)
            }),
            acted: count(&|trial| trial.outcome.tier == Some(index)),
        });
    }
    for (index, item) in model.overrides.iter().enumerate() {
        let applied = |trial: &Trial| match &trial.outcome.override_outcome {
            Some((named, OverrideOutcome::Applied | OverrideOutcome::BlockedBy(_))) => *named == index,
            None => false,
        };
        let acted = count(&applied);
        rules.push(RuleCoverage {
            kind: "override",
            name: format!("\"{}\"", item.key),
            decided: acted,
            acted,
        });
    }
    Coverage { rules }
}
