//! A plan for the columnar engine: each part of an outcome by how it is found out.
//!
//! In: a plan and the as-of date. Out: units.
//! Invariant: nothing here depends on an account.

use crate::check::model::{GateKind, Limit, ScoredRuleKind};
use crate::eval::outcome::RuleOutcome;
use crate::eval::row::{Scene, is_active, rule_outcome};
use crate::plan::{Plan, ScoredRule, blank_account};
use crate::types::{Day, Points, Truth, UnknownEffect};

use super::inputs::Inputs;
use super::lower::{Atom, Leaf, Lowering, Node};

/// What a rule adds to its slot: value, least, most, undecided weight.
pub(super) type Entry = [i32; 4];

/// A plan, compiled.
#[derive(Debug)]
pub(super) struct Program {
    pub gates: Vec<GateUnit>,
    pub scores: Vec<ScoreUnit>,
    /// What the rules that read nothing add to each slot.
    pub base: Vec<Entry>,
    /// The rules that each input decides: score, rule, slot.
    pub by_input: Vec<Vec<RulePlace>>,
    pub rules: Vec<RuleUnit>,
    pub segments: Vec<PlaceUnit>,
    pub tiers: Vec<PlaceUnit>,
    /// `None`: account by account.
    pub guarantees: Vec<Option<Node>>,
    pub atoms: Vec<Vec<Atom>>,
    /// By input: the number of its first atom among those of all inputs, and at the end how many there are.
    pub first_atom: Vec<usize>,
    pub leaves: Vec<Leaf>,
    /// What all weights can earn.
    pub weights: i64,
    /// Whether any total might not fit.
    pub too_large: bool,
}

/// A rule and where its points go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RulePlace {
    pub score: usize,
    pub rule: usize,
    pub slot: usize,
}

/// A rule that several inputs decide.
#[derive(Debug)]
pub(super) struct RuleUnit {
    pub place: RulePlace,
    pub verdict: Node,
    /// Where it may differ.
    pub possibility: Option<Node>,
    /// The inputs of what it earns behind its guard.
    pub body: Vec<usize>,
    /// All its inputs.
    pub inputs: Vec<usize>,
}

/// A gate.
#[derive(Debug)]
pub(super) struct GateUnit {
    pub kind: GateKind,
    pub node: Node,
    pub active: bool,
    /// Which truths put out, and whether UNKNOWN holds.
    pub out_by_unknown: bool,
    pub holds: bool,
    pub inputs: Vec<usize>,
}

/// A score.
#[derive(Debug)]
pub(super) struct ScoreUnit {
    /// Its slots: rules without group, then each group with its cap.
    pub slots: Vec<(usize, Option<i32>)>,
    /// The clamp.
    pub limit: Option<(i32, i32)>,
}

/// A segment or tier.
#[derive(Debug)]
pub(super) struct PlaceUnit {
    pub verdict: Node,
    pub possibility: Option<Node>,
}

impl Program {
    pub(super) fn new(plan: &Plan, today: Day, inputs: &Inputs<'_>) -> Program {
        let mut lowering = Lowering::new(plan, today, inputs);
        let gates = plan
            .gates
            .iter()
            .map(|gate| GateUnit {
                kind: gate.kind,
                node: lowering.condition(&gate.condition, super::Reading::Verdict),
                active: is_active(&gate.active, today),
                out_by_unknown: gate.if_unknown == Some(UnknownEffect::Out),
                holds: gate.if_unknown.is_none(),
                inputs: inputs.of_condition(&gate.condition).into_iter().collect(),
            })
            .collect();
        let mut program = Program {
            gates,
            scores: Vec::new(),
            base: Vec::new(),
            by_input: inputs.all.iter().map(|_| Vec::new()).collect(),
            rules: Vec::new(),
            segments: Vec::new(),
            tiers: Vec::new(),
            guarantees: Vec::new(),
            atoms: Vec::new(),
            first_atom: vec![0],
            leaves: Vec::new(),
            weights: 0,
            too_large: false,
        };
        program.add_scores(plan, today, inputs, &mut lowering);
        let mut place = |condition, windows: &[_]| {
            if is_active(windows, today) {
                let (verdict, possibility) = lowering.readings(condition);
                PlaceUnit { verdict, possibility }
            } else {
                PlaceUnit { verdict: Node::Constant(Truth::False), possibility: None }
            }
        };
        program.segments = plan.segments.iter().map(|item| place(&item.condition, &item.active)).collect();
        program.tiers = plan.tiers.iter().map(|item| place(&item.condition, &item.active)).collect();
        program.guarantees = plan.guarantees.iter().map(|item| lowering.printed(&item.that)).collect();
        program.atoms = lowering.atoms;
        for atoms in &program.atoms {
            program.first_atom.push(program.first_atom.last().copied().unwrap_or_default() + atoms.len());
        }
        program.leaves = lowering.leaves;
        program
    }

    fn add_scores(&mut self, plan: &Plan, today: Day, inputs: &Inputs<'_>, lowering: &mut Lowering<'_, '_>) {
        let mut greatest: i64 = 0;
        for (score_index, score) in plan.scores.iter().enumerate() {
            let first = self.base.len();
            let caps = score.groups.iter().map(|group| group.cap.map(narrow));
            let slots: Vec<_> = std::iter::once(None).chain(caps).enumerate().collect();
            let slots = slots.into_iter().map(|(place, cap)| (first + place, cap)).collect::<Vec<_>>();
            self.base.resize(first + slots.len(), [0; 4]);
            let limit = score.limit.map(|limit| match limit {
                Limit::OutOf(most) => (0, narrow(most.max(Points::ZERO))),
                Limit::Cap(least, most) => (narrow(least.min(most)), narrow(most)),
            });
            self.scores.push(ScoreUnit { slots, limit });
            for (rule_index, rule) in score.rules.iter().enumerate() {
                greatest += rule.bounds.least.magnitude().max(rule.bounds.most.magnitude()).thousandths();
                self.weights += weight(rule).thousandths();
                let slot = first + rule.group.map_or(0, |group| group + 1);
                self.add_rule(
                    plan,
                    today,
                    RulePlace { score: score_index, rule: rule_index, slot },
                    rule,
                    inputs,
                    lowering,
                );
            }
        }
        let most = i64::from(i32::MAX) / 2;
        self.too_large = greatest > most || self.weights > most;
    }

    fn add_rule(
        &mut self,
        plan: &Plan,
        today: Day,
        place: RulePlace,
        rule: &ScoredRule,
        inputs: &Inputs<'_>,
        lowering: &mut Lowering<'_, '_>,
    ) {
        let body = inputs.of_earning(rule);
        let all: Vec<usize> = inputs.of_condition(&rule.guard).union(&body).copied().collect();
        match all.as_slice() {
            _ if !is_active(&rule.active, today) => {}
            [] => {
                let account = blank_account(&plan.schema);
                let outcome = rule_outcome(&Scene::new(plan, &account, today), rule);
                if let Some(base) = self.base.get_mut(place.slot) {
                    *base = add(*base, entry(rule, &outcome));
                }
            }
            [input] => {
                if let Some(rules) = self.by_input.get_mut(*input) {
                    rules.push(place);
                }
            }
            _ => {
                let (verdict, possibility) = lowering.readings(&rule.guard);
                let body = body.into_iter().collect();
                self.rules.push(RuleUnit { place, verdict, possibility, body, inputs: all });
            }
        }
    }
}

/// What a weight can earn at most, for coverage.
fn weight(rule: &ScoredRule) -> Points {
    match rule.kind {
        ScoredRuleKind::Weight => rule.bounds.most.max(Points::ZERO),
        ScoredRuleKind::Signal => Points::ZERO,
    }
}

/// What an outcome adds.
pub(super) fn entry(rule: &ScoredRule, outcome: &RuleOutcome) -> Entry {
    let undecided = if outcome.decided { Points::ZERO } else { weight(rule) };
    [outcome.earned, outcome.least, outcome.most, undecided].map(narrow)
}

/// Sums of two entries; what would not fit is ruled out by [`Program::too_large`].
pub(super) fn add(a: Entry, b: Entry) -> Entry {
    let mut sum = a;
    sum.iter_mut().zip(b).for_each(|(sum, other)| *sum = sum.wrapping_add(other));
    sum
}

fn narrow(points: Points) -> i32 {
    let thousandths = points.thousandths();
    i32::try_from(thousandths).unwrap_or(if thousandths < 0 { i32::MIN } else { i32::MAX })
}
