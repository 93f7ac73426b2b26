//! The rules of the entry file that have a condition: gates, weights, signals and segments, as a sentence names them.

use super::super::Profile;
use super::super::reasons::GateAt;
use crate::check::model::{Condition, GateKind, ScoredRuleKind};
use crate::syntax::tree::{Clause, ClauseKind, Item, Rule, Segment, Tier, Weight};
use crate::text::Span;
use crate::types::Truth;

use super::places;

/// What kind of rule it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Market,
    Exclude,
    Require,
    /// A weight or signal.
    Points,
    Segment,
}

/// A rule with a condition.
pub struct Subject<'a> {
    pub kind: Kind,
    /// "the exclusion `tobacco`".
    pub owner: String,
    /// Where the condition stands, or the name where it has no place.
    pub when: Span,
    /// In the plan: the exception included.
    pub condition: &'a Condition,
    /// A gate for which UNKNOWN is out too.
    pub unknown_is_out: bool,
}

/// All of them, gates first.
pub fn subjects<'a>(profile: &Profile<'a>) -> Vec<Subject<'a>> {
    let mut found: Vec<Subject> = Vec::new();
    for gate in &profile.reasons.gates {
        let Some(written) = gate_rule(profile, gate) else { continue };
        let (kind, owner) = match gate.planned.kind {
            GateKind::Market => (Kind::Market, "the market".to_owned()),
            GateKind::Exclude => (Kind::Exclude, format!("the exclusion `{}`", gate.planned.name)),
            GateKind::Require => (Kind::Require, format!("the requirement `{}`", gate.planned.name)),
        };
        let name = gate_place(written);
        found.push(Subject {
            kind,
            owner,
            when: when(&written.clauses).unwrap_or(name),
            condition: &gate.planned.condition,
            unknown_is_out: gate.planned.if_unknown == Some(crate::types::UnknownEffect::Out),
        });
    }
    let scores = profile.model.scores.iter().zip(&profile.reasons.plan.scores);
    for (written, planned) in scores.flat_map(|(model, plan)| model.rules.iter().zip(&plan.rules)) {
        let Some(weight) = places::weight(profile, written.span) else { continue };
        if planned.guard == Condition::Constant(Truth::True) {
            continue;
        }
        found.push(Subject {
            kind: Kind::Points,
            owner: points_owner(written.kind, &written.name),
            when: when(&weight.clauses).unwrap_or(weight.name.span),
            condition: &planned.guard,
            unknown_is_out: false,
        });
    }
    for (written, planned) in profile.model.segments.iter().zip(&profile.reasons.plan.segments) {
        let Some(segment) = segment(profile, written.span) else { continue };
        found.push(Subject {
            kind: Kind::Segment,
            owner: format!("the segment `{}`", written.name),
            when: when(&segment.clauses).unwrap_or(segment.name.span),
            condition: &planned.condition,
            unknown_is_out: false,
        });
    }
    found
}

/// "the weight `size`".
pub fn points_owner(kind: ScoredRuleKind, name: &str) -> String {
    match kind {
        ScoredRuleKind::Weight => format!("the weight `{name}`"),
        ScoredRuleKind::Signal => format!("the signal `{name}`"),
    }
}

/// A gate as written in the entry file.
pub fn gate_rule<'a>(profile: &Profile<'a>, gate: &GateAt<'_>) -> Option<&'a Rule> {
    places::gate(profile, gate.written.span)
}

/// Where a gate is named; a market, which has no name, by its condition.
pub fn gate_place(rule: &Rule) -> Span {
    rule.name.as_ref().map(|name| name.span).or_else(|| when(&rule.clauses)).unwrap_or(rule.span)
}

/// Where a gate is named, if it stands in the entry file.
pub fn place_of(profile: &Profile<'_>, gate: &GateAt<'_>) -> Option<Span> {
    gate_rule(profile, gate).map(gate_place)
}

/// A segment as written in the entry file.
pub fn segment<'a>(profile: &Profile<'a>, span: Span) -> Option<&'a Segment> {
    profile.file.parsed.tree.items.iter().find_map(|item| match item {
        Item::Segment(segment) => (segment.span == span).then_some(segment),
        _ => None,
    })
}

/// A tier as written in the entry file.
pub fn tier<'a>(profile: &Profile<'a>, span: Span) -> Option<&'a Tier> {
    profile.file.parsed.tree.items.iter().find_map(|item| match item {
        Item::Tier(tier) => (tier.span == span).then_some(tier),
        _ => None,
    })
}

/// Where the condition of a rule stands.
pub fn when(clauses: &[Clause]) -> Option<Span> {
    clauses.iter().find_map(|clause| match &clause.kind {
        ClauseKind::When(condition) => Some(condition.span),
        _ => None,
    })
}

/// A weight or signal of the entry file, in plan and model.
pub struct Points<'a> {
    pub written: &'a Weight,
    pub model: &'a crate::check::model::ScoredRule,
    pub planned: &'a crate::plan::ScoredRule,
}

/// Every weight and signal of a score that stands in the entry file.
pub fn points<'a>(profile: &Profile<'a>, score: usize) -> Vec<Points<'a>> {
    let (Some(model), Some(planned)) =
        (profile.model.scores.get(score), profile.reasons.plan.scores.get(score))
    else {
        return Vec::new();
    };
    let rules = model.rules.iter().zip(&planned.rules);
    rules
        .filter_map(|(model, planned)| {
            let written = places::weight(profile, model.span)?;
            Some(Points { written, model, planned })
        })
        .collect()
}
