//! Two versions of a profile laid side by side: the same places for the same items.
//!
//! In: two models. Out: two plans of one shape over one schema, so that any item can be taken from either.
//! Invariant: each of the two plans gives every account the status, tier, segment and scores that its own plan gives.

use crate::check::model::{Condition, GateKind, Header, Model, Override, OverrideEffect};
use crate::plan::{Bounds, Earns, Gate, Group, Plan, Score, ScoredRule, Segment, Tier, unoptimized};
use crate::types::{Points, Truth};

use super::moved::Moves;
use super::pairs::{Pair, in_order, pair};
use super::schema::join;

/// Both versions, item by item.
#[derive(Debug, Clone)]
pub struct Joint {
    /// Writes conditions of either plan.
    pub printer: Model,
    /// The old version.
    pub old: Plan,
    /// The new version.
    pub new: Plan,
    /// Gates by their places in the plans; indices are those of each version's own plan.
    pub gates: Vec<Pair>,
    /// Scores.
    pub scores: Vec<ScorePair>,
    /// Segments, in an order that is that of both.
    pub segments: Vec<Pair>,
    /// Tiers, in an order that is that of both.
    pub tiers: Vec<Pair>,
    /// Overrides.
    pub overrides: Vec<Pair>,
}

/// A score of one version, the other, or both.
#[derive(Debug, Clone)]
pub struct ScorePair {
    /// The score.
    pub score: Pair,
    /// Its rules.
    pub rules: Vec<Pair>,
    /// Its groups.
    pub groups: Vec<Pair>,
}

/// Lays two versions side by side.
#[must_use]
pub fn joint(old_model: &Model, new_model: &Model) -> Joint {
    let (old, new) = (unoptimized(old_model), unoptimized(new_model));
    let (schema, old_places, new_places) = join(&old.schema, &new.schema);
    let mut from_old = Moves { schema: old_places, ..Moves::default() };
    let mut from_new = Moves { schema: new_places, ..Moves::default() };

    let old_scores: Vec<Score> = old.scores.iter().map(|score| moved_score(&from_old, score)).collect();
    let new_scores: Vec<Score> = new.scores.iter().map(|score| moved_score(&from_new, score)).collect();
    let scores = pair(&old_scores, &new_scores, |score| &score.name, same_score);
    (from_old.scores, from_new.scores) = moves(&scores, &old_scores, &new_scores);

    let moved_segments = |from: &Moves, plan: &Plan| -> Vec<Segment> {
        let segments = plan.segments.iter();
        segments.map(|item| Segment { condition: from.condition(&item.condition), ..item.clone() }).collect()
    };
    let (old_segments, new_segments) = (moved_segments(&from_old, &old), moved_segments(&from_new, &new));
    let segments = pair(
        &old_segments,
        &new_segments,
        |item| &item.name,
        |a, b| {
            a.condition == b.condition && a.level == b.level && a.season == b.season && a.active == b.active
        },
    );
    let segments = in_order(&segments, old_segments.len());
    (from_old.segments, from_new.segments) = moves(&segments, &old_segments, &new_segments);

    let moved_tiers = |from: &Moves, plan: &Plan| -> Vec<Tier> {
        let tiers = plan.tiers.iter();
        tiers.map(|item| Tier { condition: from.condition(&item.condition), ..item.clone() }).collect()
    };
    let (old_tiers, new_tiers) = (moved_tiers(&from_old, &old), moved_tiers(&from_new, &new));
    let tiers = pair(
        &old_tiers,
        &new_tiers,
        |item| &item.name,
        |a, b| {
            a.condition == b.condition
                && a.active == b.active
                && a.condition != Condition::Constant(Truth::True)
        },
    );
    let tiers = in_order(&tiers, old_tiers.len());
    (from_old.tiers, from_new.tiers) = moves(&tiers, &old_tiers, &new_tiers);

    let moved_gates = |from: &Moves, plan: &Plan| -> Vec<Gate> {
        let gates = plan.gates.iter();
        gates.map(|item| Gate { condition: from.condition(&item.condition), ..item.clone() }).collect()
    };
    let (old_gates, new_gates) = (moved_gates(&from_old, &old), moved_gates(&from_new, &new));
    let gates = pair_gates(&old_gates, &new_gates);

    let moved_overrides = |from: &Moves, plan: &Plan| -> Vec<Override> {
        let overrides = plan.overrides.iter();
        overrides.map(|item| Override { effect: moved_effect(from, item.effect), ..item.clone() }).collect()
    };
    let (old_overrides, new_overrides) = (moved_overrides(&from_old, &old), moved_overrides(&from_new, &new));
    let overrides = pair(&old_overrides, &new_overrides, |item| &item.key, |_, _| false);

    let score_pairs: Vec<ScorePair> = scores
        .iter()
        .map(|pair| pair_score(*pair, at(&old_scores, pair.old), at(&new_scores, pair.new)))
        .collect();
    let side = |old_side: bool, plan: &Plan| {
        let take = |pair: &Pair| if old_side { pair.old } else { pair.new };
        let mut sided = plan.clone();
        sided.schema = schema.clone();
        sided.gates = gates
            .iter()
            .filter_map(|pair| {
                aligned(take(pair), at(&old_gates, pair.old), at(&new_gates, pair.new), old_side, idle_gate)
            })
            .collect();
        sided.segments = segments
            .iter()
            .filter_map(|pair| {
                aligned(
                    take(pair),
                    at(&old_segments, pair.old),
                    at(&new_segments, pair.new),
                    old_side,
                    idle_segment,
                )
            })
            .collect();
        sided.tiers = tiers
            .iter()
            .filter_map(|pair| {
                aligned(take(pair), at(&old_tiers, pair.old), at(&new_tiers, pair.new), old_side, idle_tier)
            })
            .collect();
        sided.scores = score_pairs
            .iter()
            .filter_map(|pair| {
                let (old, new) = (at(&old_scores, pair.score.old), at(&new_scores, pair.score.new));
                sided_score(pair, old, new, old_side)
            })
            .collect();
        sided.overrides = if old_side { old_overrides.clone() } else { new_overrides.clone() };
        sided.guarantees = Vec::new();
        sided.tests = Vec::new();
        sided.renewed()
    };
    let (old_side, new_side) = (side(true, &old), side(false, &new));
    Joint {
        printer: printer(old_model, new_model, &old_side, &new_side),
        old: old_side,
        new: new_side,
        gates,
        scores: score_pairs,
        segments,
        tiers,
        overrides,
    }
}

fn at<T>(items: &[T], index: Option<usize>) -> Option<&T> {
    items.get(index?)
}

/// Where the items of each side have gone.
fn moves<T>(pairs: &[Pair], old: &[T], new: &[T]) -> (Vec<usize>, Vec<usize>) {
    let place = |take: &dyn Fn(&Pair) -> Option<usize>, index: usize| {
        pairs.iter().position(|pair| take(pair) == Some(index)).unwrap_or(index)
    };
    (
        (0..old.len()).map(|index| place(&|pair| pair.old, index)).collect(),
        (0..new.len()).map(|index| place(&|pair| pair.new, index)).collect(),
    )
}

/// The item of a side, or one that does nothing in its place.
fn aligned<T: Clone>(
    own: Option<usize>,
    old: Option<&T>,
    new: Option<&T>,
    old_side: bool,
    idle: impl Fn(&T) -> T,
) -> Option<T> {
    let (mine, other) = if old_side { (old, new) } else { (new, old) };
    if own.is_some() { mine.cloned() } else { other.map(idle) }
}

fn idle_gate(gate: &Gate) -> Gate {
    let passes = match gate.kind {
        GateKind::Exclude => Truth::False,
        GateKind::Market | GateKind::Require => Truth::True,
    };
    Gate { condition: Condition::Constant(passes), if_unknown: None, active: Vec::new(), ..gate.clone() }
}

fn idle_segment(segment: &Segment) -> Segment {
    Segment { condition: Condition::Constant(Truth::False), active: Vec::new(), ..segment.clone() }
}

fn idle_tier(tier: &Tier) -> Tier {
    Tier { condition: Condition::Constant(Truth::False), active: Vec::new(), ..tier.clone() }
}

fn idle_rule(rule: &ScoredRule) -> ScoredRule {
    ScoredRule {
        guard: Condition::Constant(Truth::False),
        earns: Earns::Flat(Points::ZERO),
        fade: None,
        active: Vec::new(),
        bounds: Bounds::of([]),
        ..rule.clone()
    }
}

fn moved_score(from: &Moves, score: &Score) -> Score {
    Score { rules: score.rules.iter().map(|rule| from.rule(rule)).collect(), ..score.clone() }
}

fn moved_effect(from: &Moves, effect: OverrideEffect) -> OverrideEffect {
    match effect {
        OverrideEffect::Tier(tier) => OverrideEffect::Tier(from.tiers.get(tier).copied().unwrap_or(tier)),
        OverrideEffect::Excluded => OverrideEffect::Excluded,
    }
}

/// Gates are paired within their kind; the pairs stand in the order of a plan.
fn pair_gates(old: &[Gate], new: &[Gate]) -> Vec<Pair> {
    let same = |a: &Gate, b: &Gate| {
        a.condition == b.condition && a.if_unknown == b.if_unknown && a.active == b.active
    };
    let mut pairs = Vec::new();
    for kind in [GateKind::Market, GateKind::Exclude, GateKind::Require] {
        let of_kind = |gates: &[Gate]| -> Vec<usize> {
            gates.iter().enumerate().filter(|(_, gate)| gate.kind == kind).map(|(index, _)| index).collect()
        };
        let (mine, theirs) = (of_kind(old), of_kind(new));
        let some = |gates: &[Gate], picked: &[usize]| -> Vec<Gate> {
            picked.iter().filter_map(|index| gates.get(*index).cloned()).collect()
        };
        for found in pair(&some(old, &mine), &some(new, &theirs), |gate| &gate.name, same) {
            let back =
                |picked: &[usize], index: Option<usize>| index.and_then(|index| picked.get(index).copied());
            pairs.push(Pair { old: back(&mine, found.old), new: back(&theirs, found.new) });
        }
    }
    pairs
}

fn same_score(a: &Score, b: &Score) -> bool {
    a.limit == b.limit
        && a.rules.len() == b.rules.len()
        && a.rules.iter().zip(&b.rules).all(|(a, b)| same_rule(a, b))
}

/// Whether two rules earn the same on every account, as far as their conditions are written alike.
pub fn same_rule(a: &ScoredRule, b: &ScoredRule) -> bool {
    a.kind == b.kind
        && a.guard == b.guard
        && format!("{:?}", a.earns) == format!("{:?}", b.earns)
        && format!("{:?}", a.fade) == format!("{:?}", b.fade)
        && a.active == b.active
}

fn pair_score(score: Pair, old: Option<&Score>, new: Option<&Score>) -> ScorePair {
    let rules = |score: Option<&Score>| score.map(|score| score.rules.clone()).unwrap_or_default();
    let groups = |score: Option<&Score>| score.map(|score| score.groups.clone()).unwrap_or_default();
    ScorePair {
        score,
        rules: pair(&rules(old), &rules(new), |rule| &rule.name, same_rule),
        groups: pair(&groups(old), &groups(new), |group| &group.name, |_, _| false),
    }
}

fn sided_score(pair: &ScorePair, old: Option<&Score>, new: Option<&Score>, old_side: bool) -> Option<Score> {
    let (mine, other) = if old_side { (old, new) } else { (new, old) };
    let frame = mine.or(other)?;
    let take = |pair: &Pair| if old_side { pair.old } else { pair.new };
    let groups = pair.groups.iter().filter_map(|group| {
        let (own, borrowed) = if old_side { (group.old, group.new) } else { (group.new, group.old) };
        let own = own.and_then(|index| mine?.groups.get(index));
        let borrowed = borrowed.and_then(|index| other?.groups.get(index));
        own.cloned().or_else(|| borrowed.map(|group| Group { cap: None, ..group.clone() }))
    });
    let group_of = |score: Option<&Score>, rule: &ScoredRule, is_old: bool| {
        let index = rule.group?;
        score?;
        pair.groups.iter().position(|group| (if is_old { group.old } else { group.new }) == Some(index))
    };
    let rules = pair.rules.iter().filter_map(|rule| {
        let old_rule = rule.old.and_then(|index| old?.rules.get(index));
        let new_rule = rule.new.and_then(|index| new?.rules.get(index));
        let regrouped = |rule: Option<&ScoredRule>, score: Option<&Score>, is_old: bool| {
            rule.map(|rule| ScoredRule { group: group_of(score, rule, is_old), ..rule.clone() })
        };
        let (old_rule, new_rule) = (regrouped(old_rule, old, true), regrouped(new_rule, new, false));
        aligned(take(rule), old_rule.as_ref(), new_rule.as_ref(), old_side, idle_rule)
    });
    Some(Score { groups: groups.collect(), rules: rules.collect(), ..frame.clone() })
}

/// A model that can write what either plan says: the names of all places, the spellings of both.
fn printer(old_model: &Model, new_model: &Model, old: &Plan, new: &Plan) -> Model {
    let mut printer = new_model.clone();
    printer.header = Header { ..new_model.header.clone() };
    printer.schema = new.schema.clone();
    let score_name = |index: usize| (old.scores.get(index), new.scores.get(index));
    if let Some(like) = new_model.scores.first().or(old_model.scores.first()) {
        let names = (0..new.scores.len()).filter_map(|index| score_name(index).1.or(score_name(index).0));
        printer.scores = names
            .map(|score| crate::check::model::Score {
                name: score.name.clone(),
                title: None,
                rules: Vec::new(),
                groups: Vec::new(),
                ..like.clone()
            })
            .collect();
    }
    if let Some(like) = new_model.tiers.first().or(old_model.tiers.first()) {
        let tiers = new.tiers.iter();
        printer.tiers =
            tiers.map(|tier| crate::check::model::Tier { name: tier.name.clone(), ..like.clone() }).collect();
    }
    if let Some(like) = new_model.segments.first().or(old_model.segments.first()) {
        let segments = new.segments.iter();
        printer.segments = segments
            .map(|segment| crate::check::model::Segment { name: segment.name.clone(), ..like.clone() })
            .collect();
    }
    for (written, shown) in &old_model.spellings {
        printer.spellings.entry(written.clone()).or_insert_with(|| shown.clone());
    }
    printer
}
