//! Conditions as trees over bits: what one input decides is an atom, looked up by class.
//!
//! In: conditions of the plan. Out: nodes, the atoms of each input, and leaves that are found out otherwise.
//! Invariant: a node has the truth that the row interpreter gives its condition.

use std::collections::BTreeMap;

use super::inputs::Inputs;
use super::traits::{has_results, has_two_readings};
use crate::check::model::{Condition, ResultTest, Value};
use crate::eval::row::{Reading, Scene, truth_of};
use crate::plan::{Plan, blank_account};
use crate::types::{Day, End, Number, Points, Truth, ValueSet};

/// A condition over bits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    Constant(Truth),
    /// An input and one of its atoms.
    Atom(usize, usize),
    /// By index in [`Lowering::leaves`].
    Leaf(usize),
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
}

/// A test that one input decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Atom {
    pub condition: Condition,
    pub reading: Reading,
}

/// A test that no input decides alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Leaf {
    /// By the classes of several inputs.
    Tuple { atom: Atom, inputs: Vec<usize> },
    /// A score within one of these stretches of thousandths, ends included.
    Score { score: usize, stretches: Vec<(i32, i32)>, reading: Reading },
    /// On the segment, while tiers are being found.
    Segment { test: ResultTest, reading: Reading },
    /// Anything else about scores, account by account.
    Row { atom: Atom, inputs: Vec<usize> },
    /// On the result as printed.
    Printed(ResultTest),
}

/// Turns conditions into nodes.
#[derive(Debug)]
pub(super) struct Lowering<'i, 'p> {
    plan: &'p Plan,
    today: Day,
    inputs: &'i Inputs<'p>,
    /// The atoms of each input.
    pub atoms: Vec<Vec<Atom>>,
    pub leaves: Vec<Leaf>,
}

impl<'i, 'p> Lowering<'i, 'p> {
    pub(super) fn new(plan: &'p Plan, today: Day, inputs: &'i Inputs<'p>) -> Self {
        let atoms = inputs.all.iter().map(|_| Vec::new()).collect();
        Lowering { plan, today, inputs, atoms, leaves: Vec::new() }
    }

    /// A condition in one reading.
    pub(super) fn condition(&mut self, condition: &Condition, reading: Reading) -> Node {
        let reading = if has_two_readings(condition) { reading } else { Reading::Verdict };
        if has_results(condition) {
            return self.on_results(condition, reading);
        }
        let inputs = self.inputs.of_condition(condition);
        match (inputs.first(), inputs.len()) {
            (Some(input), 1) => self.atom(*input, condition.clone(), reading),
            (None, _) => {
                let account = blank_account(&self.plan.schema);
                let scene = Scene::new(self.plan, &account, self.today).reading(reading);
                Node::Constant(truth_of(&scene, condition))
            }
            _ => self.on_several(condition, reading, inputs.into_iter().collect()),
        }
    }

    /// Both readings; the second only where it may differ.
    pub(super) fn readings(&mut self, condition: &Condition) -> (Node, Option<Node>) {
        let verdict = self.condition(condition, Reading::Verdict);
        let possibility =
            has_two_readings(condition).then(|| self.condition(condition, Reading::Possibility));
        (verdict, possibility)
    }

    fn on_several(&mut self, condition: &Condition, reading: Reading, inputs: Vec<usize>) -> Node {
        match condition {
            Condition::And(parts) => Node::And(self.parts(parts, reading, Condition::And)),
            Condition::Or(parts) => Node::Or(self.parts(parts, reading, Condition::Or)),
            Condition::Not(inner) => Node::Not(Box::new(self.condition(inner, reading))),
            Condition::Has { value: list @ Value::Field(_), all } => match all.as_slice() {
                // An element in one of the parts will do.
                [_] => Node::Or(
                    inputs.into_iter().map(|input| self.atom(input, condition.clone(), reading)).collect(),
                ),
                all => {
                    let each = all.iter().map(|set| {
                        let has = Condition::Has { value: list.clone(), all: vec![set.clone()] };
                        self.condition(&has, reading)
                    });
                    Node::And(each.collect())
                }
            },
            _ => self.leaf(Leaf::Tuple { atom: Atom { condition: condition.clone(), reading }, inputs }),
        }
    }

    /// Parts of one `and` or `or`; those that one input decides are one atom.
    fn parts(
        &mut self,
        parts: &[Condition],
        reading: Reading,
        join: fn(Vec<Condition>) -> Condition,
    ) -> Vec<Node> {
        let mut alone: BTreeMap<usize, Vec<Condition>> = BTreeMap::new();
        let mut nodes = Vec::new();
        for part in parts {
            let inputs = self.inputs.of_condition(part);
            match (inputs.first(), inputs.len(), has_results(part)) {
                (Some(input), 1, false) => alone.entry(*input).or_default().push(part.clone()),
                _ => nodes.push(self.condition(part, reading)),
            }
        }
        for (_, mut parts) in alone {
            let joined = if parts.len() > 1 { Some(join(parts)) } else { parts.pop() };
            nodes.extend(joined.map(|joined| self.condition(&joined, reading)));
        }
        nodes
    }

    fn on_results(&mut self, condition: &Condition, reading: Reading) -> Node {
        match condition {
            Condition::And(parts) => Node::And(self.parts(parts, reading, Condition::And)),
            Condition::Or(parts) => Node::Or(self.parts(parts, reading, Condition::Or)),
            Condition::Not(inner) => Node::Not(Box::new(self.condition(inner, reading))),
            Condition::Result(test) => self.leaf(Leaf::Segment { test: test.clone(), reading }),
            Condition::Member { value: Value::Score(score), set } => match stretches(set) {
                Some(stretches) => self.leaf(Leaf::Score { score: *score, stretches, reading }),
                None => self.by_row(condition, reading),
            },
            _ => self.by_row(condition, reading),
        }
    }

    fn by_row(&mut self, condition: &Condition, reading: Reading) -> Node {
        let inputs = self.inputs.of_condition(condition).into_iter().collect();
        self.leaf(Leaf::Row { atom: Atom { condition: condition.clone(), reading }, inputs })
    }

    /// A condition of a guarantee, where results are as printed; `None` where it is about scores in an odd way.
    pub(super) fn printed(&mut self, condition: &Condition) -> Option<Node> {
        if !has_results(condition) {
            return Some(self.condition(condition, Reading::Verdict));
        }
        match condition {
            Condition::And(parts) => {
                Some(Node::And(parts.iter().map(|part| self.printed(part)).collect::<Option<_>>()?))
            }
            Condition::Or(parts) => {
                Some(Node::Or(parts.iter().map(|part| self.printed(part)).collect::<Option<_>>()?))
            }
            Condition::Not(inner) => Some(Node::Not(Box::new(self.printed(inner)?))),
            Condition::Result(test) => Some(self.leaf(Leaf::Printed(test.clone()))),
            Condition::Member { value: Value::Score(score), set } => {
                let stretches = stretches(set)?;
                Some(self.leaf(Leaf::Score { score: *score, stretches, reading: Reading::Verdict }))
            }
            _ => None,
        }
    }

    fn atom(&mut self, input: usize, condition: Condition, reading: Reading) -> Node {
        let reading = if has_two_readings(&condition) { reading } else { Reading::Verdict };
        let atom = Atom { condition, reading };
        let Some(atoms) = self.atoms.get_mut(input) else { return Node::Constant(Truth::Unknown) };
        let place = atoms.iter().position(|other| *other == atom).unwrap_or_else(|| {
            atoms.push(atom);
            atoms.len() - 1
        });
        Node::Atom(input, place)
    }

    fn leaf(&mut self, leaf: Leaf) -> Node {
        let place = self.leaves.iter().position(|other| *other == leaf).unwrap_or_else(|| {
            self.leaves.push(leaf);
            self.leaves.len() - 1
        });
        Node::Leaf(place)
    }
}

/// A set of numbers as stretches of thousandths, ends included; `None` where only its multiples count.
fn stretches(set: &ValueSet) -> Option<Vec<(i32, i32)>> {
    let ValueSet::Numbers(numbers) = set else { return None };
    if numbers.step().is_some() {
        return None;
    }
    let in_one = Number::SCALE / i128::from(Points::SCALE);
    let clamp = |value: i128| i32::try_from(value).unwrap_or(if value < 0 { i32::MIN } else { i32::MAX });
    let low = |end| match end {
        End::Unbounded => i32::MIN,
        End::Included(value) => clamp(-(-value).div_euclid(in_one)),
        End::Excluded(value) => clamp(value.div_euclid(in_one) + 1),
    };
    let high = |end| match end {
        End::Unbounded => i32::MAX,
        End::Included(value) => clamp(value.div_euclid(in_one)),
        End::Excluded(value) => clamp(-(-value).div_euclid(in_one) - 1),
    };
    Some(numbers.intervals().iter().map(|interval| (low(interval.low), high(interval.high))).collect())
}
