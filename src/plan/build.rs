//! From model to plan, item by item.
//!
//! In: a model. Out: a plan with the same items in the same order.
//! Invariant: no let and no role is left in an expression.

use crate::check::model::{self, Bands, Condition, GateKind, Model, ScoredRuleKind, Window};
use crate::types::{Cell, ChildRow, Points, Truth};

use super::inline::Inliner;
use super::{Decay, Earns, Fade, Gate, Group, Guarantee, Plan, Score, ScoredRule, Segment, Test, Tier};
use super::{bounds, hash, reads};

/// The plan of a profile, as written.
pub(super) fn build(model: &Model) -> Plan {
    let mut plan = build_unhashed(model);
    plan.hash = hash::hash(&plan);
    plan
}

/// The same without its hash.
pub(super) fn build_unhashed(model: &Model) -> Plan {
    let inliner = Inliner::new(model);
    let gates = model.market.iter().chain(&model.excludes).chain(&model.requires);
    let mut plan = Plan {
        name: model.header.name.clone(),
        schema: model.schema.clone(),
        gates: gates.map(|gate| build_gate(&inliner, gate)).collect(),
        scores: model.scores.iter().map(|score| build_score(&inliner, score)).collect(),
        segments: model.segments.iter().map(|segment| build_segment(&inliner, segment)).collect(),
        tiers: model.tiers.iter().map(|tier| build_tier(&inliner, tier)).collect(),
        overrides: model.overrides.clone(),
        guarantees: model
            .guarantees
            .iter()
            .map(|item| Guarantee { name: item.name.clone(), that: inliner.condition(&item.that) })
            .collect(),
        tests: model.tests.iter().map(|test| build_test(&inliner, model, test)).collect(),
        patterns: std::collections::BTreeMap::new(),
        reads: reads::Reads::default(),
        hash: String::new(),
    };
    plan.patterns = reads::patterns(&plan);
    plan.reads = reads::reads(&plan);
    plan
}

/// `A and not B`: what an exception does to every rule but a requirement (ruling 3).
fn lifted(when: Condition, unless: Option<Condition>) -> Condition {
    match unless {
        None => when,
        Some(unless) => Condition::And(vec![when, Condition::Not(Box::new(unless))]),
    }
}

fn build_gate(inliner: &Inliner, gate: &model::Gate) -> Gate {
    let when = inliner.condition(&gate.when);
    let unless = gate.unless.as_ref().map(|unless| inliner.condition(unless));
    let condition = match (gate.kind, unless) {
        (GateKind::Require, Some(unless)) => Condition::Or(vec![when, unless]),
        (GateKind::Require | GateKind::Market | GateKind::Exclude, unless) => lifted(when, unless),
    };
    Gate {
        kind: gate.kind,
        name: gate.name.clone(),
        condition,
        if_unknown: gate.if_unknown,
        active: gate.active.clone(),
    }
}

fn build_score(inliner: &Inliner, score: &model::Score) -> Score {
    let groups = score.groups.iter().map(|group| Group { name: group.name.clone(), cap: group.cap });
    Score {
        name: score.name.clone(),
        limit: score.limit,
        groups: groups.collect(),
        rules: score.rules.iter().map(|rule| build_rule(inliner, rule)).collect(),
    }
}

fn build_rule(inliner: &Inliner, rule: &model::ScoredRule) -> ScoredRule {
    let when = rule.when.as_ref().map_or(Condition::Constant(Truth::True), |when| inliner.condition(when));
    let unless = rule.unless.as_ref().map(|unless| inliner.condition(unless));
    let earns = build_earns(inliner, &rule.earns);
    let fade = rule
        .fade
        .as_ref()
        .map(|fade| Fade { decay: Decay::new(fade.halving, fade.days), since: inliner.value(&fade.since) });
    let guard = lifted(when, unless);
    let bounds = bounds::bounds(&guard, &earns, fade.is_some());
    ScoredRule {
        kind: rule.kind,
        name: rule.name.clone(),
        group: rule.group,
        guard,
        earns,
        fade,
        active: active_of(rule.kind, &rule.active),
        bounds,
    }
}

/// Weights have no window.
fn active_of(kind: ScoredRuleKind, active: &[Window]) -> Vec<Window> {
    match kind {
        ScoredRuleKind::Weight => Vec::new(),
        ScoredRuleKind::Signal => active.to_vec(),
    }
}

fn build_earns(inliner: &Inliner, earns: &model::Earns) -> Earns {
    match earns {
        model::Earns::Flat(points) => Earns::Flat(*points),
        model::Earns::PerRow { points, rows, cap } => {
            Earns::PerRow { points: *points, rows: inliner.rows(rows), cap: *cap }
        }
        model::Earns::PerNumber { points, value, cap } => {
            Earns::PerNumber { points: *points, value: inliner.value(value), cap: *cap }
        }
        model::Earns::Bands(bands) => {
            Earns::Bands(Bands { value: inliner.value(&bands.value), ..bands.clone() })
        }
        model::Earns::Arms { arms, unknown, otherwise } => Earns::Arms {
            arms: arms.iter().map(|(when, points)| (inliner.condition(when), *points)).collect(),
            unknown: *unknown,
            otherwise: otherwise.unwrap_or(Points::ZERO),
        },
        model::Earns::Scale { value, from, to } => {
            Earns::Scale { value: inliner.value(value), from: *from, to: *to }
        }
    }
}

fn build_segment(inliner: &Inliner, segment: &model::Segment) -> Segment {
    let unless = segment.unless.as_ref().map(|unless| inliner.condition(unless));
    Segment {
        name: segment.name.clone(),
        condition: lifted(inliner.condition(&segment.when), unless),
        level: segment.level,
        season: segment.season,
        active: segment.active.clone(),
        emit: segment.emit.clone(),
    }
}

fn build_tier(inliner: &Inliner, tier: &model::Tier) -> Tier {
    let unless = tier.unless.as_ref().map(|unless| inliner.condition(unless));
    Tier {
        name: tier.name.clone(),
        condition: lifted(inliner.condition(&tier.when), unless),
        active: tier.active.clone(),
        emit: tier.emit.clone(),
    }
}

fn build_test(inliner: &Inliner, model: &Model, test: &model::Test) -> Test {
    let schema = &model.schema;
    let mut account = super::blank_account(schema);
    place(&mut account.cells, &test.account);
    account.key.clone_from(&test.key);
    for (table, rows) in &test.tables {
        let width = schema.tables.get(*table).map_or(0, |table| table.fields.len());
        let rows = rows.iter().map(|given| {
            let mut cells = vec![Cell::Unknown; width];
            place(&mut cells, given);
            ChildRow { cells }
        });
        if let Some(place) = account.tables.get_mut(*table) {
            *place = Some(rows.collect());
        }
    }
    Test {
        account,
        expectations: test.expectations.iter().map(|item| inliner.condition(&item.condition)).collect(),
    }
}

fn place(cells: &mut [Cell], given: &[(usize, Cell)]) {
    for (field, cell) in given {
        if let Some(place) = cells.get_mut(*field) {
            *place = cell.clone();
        }
    }
}
