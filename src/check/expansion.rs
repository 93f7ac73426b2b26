//! How large conditions become once lets and roles are replaced by what they stand for.
//!
//! Sixty lets that each use the one before twice are a short file and more tests than there are atoms: such profiles
//! are refused here, so that no later stage has to count.

use super::context::{Context, Parts};
use super::model::{
    Aggregate, Condition, Earns, Gate, Guarantee, LetValue, RowSource, Rows, Score, Segment, TextTest, Tier,
    Value,
};
use crate::diag::Diagnostic;
use crate::diag::codes::names;
use crate::text::Span;

/// How many definitions may stand in one another.
pub(super) const DEEPEST: u32 = 64;
/// The most tests of one profile.
const LARGEST: u64 = 1_000_000;

/// What a condition or value comes to.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Cost {
    /// Tests and values, each counted as often as it stands there.
    size: u64,
    /// How many definitions stand in one another.
    depth: u32,
}

impl Cost {
    fn one() -> Cost {
        Cost { size: 1, depth: 0 }
    }

    fn and(self, other: Cost) -> Cost {
        Cost { size: self.size.saturating_add(other.size), depth: self.depth.max(other.depth) }
    }

    fn named(self) -> Cost {
        Cost { size: self.size.saturating_add(1), depth: self.depth.saturating_add(1) }
    }
}

/// The costs of the lets and roles checked so far.
#[derive(Debug, Default)]
pub(super) struct Costs {
    lets: Vec<Cost>,
    roles: Vec<Cost>,
}

impl Costs {
    /// Nothing checked yet.
    pub fn new(parts: &Parts) -> Costs {
        Costs {
            lets: vec![Cost::default(); parts.lets.len()],
            roles: vec![Cost::default(); parts.roles.len()],
        }
    }

    /// Notes a let; false when it is too large, which is reported.
    pub fn add_let(&mut self, cx: &mut Context, index: usize, value: &LetValue, name: (&str, Span)) -> bool {
        let cost = match value {
            LetValue::Condition(condition) => self.condition(condition),
            LetValue::Value(value, _) => self.value(value),
            LetValue::Constant(_) => Cost::one(),
        };
        if let Some(slot) = self.lets.get_mut(index) {
            *slot = cost.named();
        }
        fits(cx, "let", cost, name)
    }

    /// Notes a role, as with lets. `base` is the role it is built on.
    pub fn add_role(
        &mut self,
        cx: &mut Context,
        index: usize,
        condition: &Condition,
        base: Option<usize>,
        name: (&str, Span),
    ) -> bool {
        let base = base.and_then(|base| self.roles.get(base)).copied().unwrap_or_default();
        let cost = self.condition(condition).and(Cost { size: 0, depth: base.depth });
        if let Some(slot) = self.roles.get_mut(index) {
            *slot = cost.named();
        }
        fits(cx, "role", cost, name)
    }

    fn all<'c>(&self, conditions: impl IntoIterator<Item = &'c Condition>) -> Cost {
        conditions.into_iter().fold(Cost::one(), |cost, part| cost.and(self.condition(part)))
    }

    fn condition(&self, condition: &Condition) -> Cost {
        match condition {
            Condition::Constant(_) | Condition::Result(_) => Cost::one(),
            Condition::And(parts) | Condition::Or(parts) => self.all(parts),
            Condition::Not(inner) => self.condition(inner).and(Cost::one()),
            Condition::Let(index) => self.lets.get(*index).copied().unwrap_or_default(),
            Condition::Known(value)
            | Condition::Member { value, .. }
            | Condition::Within { value, .. }
            | Condition::OlderThan { value, .. } => self.value(value).and(Cost::one()),
            Condition::Text { value, test } => self.value(value).and(Cost { size: needles(test), depth: 0 }),
            Condition::Has { value, all } => {
                self.value(value).and(Cost { size: u64::try_from(all.len()).unwrap_or(u64::MAX), depth: 0 })
            }
            Condition::Compare { left, right, .. } => {
                self.value(left).and(self.value(right)).and(Cost::one())
            }
            Condition::AnyRow(rows) => self.rows(rows),
        }
    }

    fn rows(&self, rows: &Rows) -> Cost {
        let source = match rows.source {
            RowSource::Table(_) => Cost::one(),
            RowSource::Role(index) => self.roles.get(index).copied().unwrap_or_default(),
        };
        source.and(self.condition(&rows.filter))
    }

    fn value(&self, value: &Value) -> Cost {
        match value {
            Value::Field(_) | Value::Constant(_) | Value::Today | Value::CountKnown(_) | Value::Score(_) => {
                Cost::one()
            }
            Value::Let(index) => self.lets.get(*index).copied().unwrap_or_default(),
            Value::Otherwise(first, second)
            | Value::Quotient { numerator: first, denominator: second }
            | Value::DaysBetween { later: first, earlier: second } => {
                self.value(first).and(self.value(second))
            }
            Value::Linear { terms, .. } => {
                terms.iter().fold(Cost::one(), |cost, (_, term)| cost.and(self.value(term)))
            }
            Value::Aggregate(aggregate) => match aggregate.as_ref() {
                Aggregate::Count(rows)
                | Aggregate::Sum(rows, _)
                | Aggregate::Min(rows, _)
                | Aggregate::Max(rows, _) => self.rows(rows),
            },
            Value::CountElements { list, .. } => self.value(list),
        }
    }

    fn gate(&self, gate: &Gate) -> Cost {
        self.all([&gate.when].into_iter().chain(&gate.unless))
    }

    fn score(&self, score: &Score) -> Cost {
        score.rules.iter().fold(Cost::one(), |cost, rule| {
            let earns = match &rule.earns {
                Earns::Flat(_) => Cost::one(),
                Earns::PerRow { rows, .. } => self.rows(rows),
                Earns::PerNumber { value, .. } | Earns::Scale { value, .. } => self.value(value),
                Earns::Bands(bands) => self.value(&bands.value),
                Earns::Arms { arms, .. } => self.all(arms.iter().map(|(condition, _)| condition)),
            };
            cost.and(earns).and(self.all(rule.when.iter().chain(&rule.unless)))
        })
    }
}

fn needles(test: &TextTest) -> u64 {
    let (TextTest::Contains(needles)
    | TextTest::ContainsWord(needles)
    | TextTest::StartsWith(needles)
    | TextTest::EndsWith(needles)
    | TextTest::Matches(needles)) = test;
    u64::try_from(needles.len()).unwrap_or(u64::MAX)
}

fn fits(cx: &mut Context, kind: &str, cost: Cost, (name, span): (&str, Span)) -> bool {
    let message = if cost.depth > DEEPEST {
        format!("{kind} `{name}` stands on more than {DEEPEST} others that stand on one another")
    } else if cost.size > LARGEST {
        format!("{kind} `{name}` comes to more than 1,000,000 tests once the names in it are replaced")
    } else {
        return true;
    };
    cx.report(too_large(span, message));
    false
}

fn too_large(span: Span, message: String) -> Diagnostic {
    Diagnostic::new(&names::TOO_LARGE, span, message, "too large")
        .help("compute this upstream, as a column of the table")
}

/// Everything that is evaluated for an account.
pub(super) struct Evaluated<'a> {
    pub gates: Vec<&'a Gate>,
    pub scores: &'a [Score],
    pub segments: &'a [Segment],
    pub tiers: &'a [Tier],
    pub guarantees: &'a [Guarantee],
}

/// Reports a profile that is too large as a whole, at the statement that makes it so.
pub(super) fn profile(cx: &mut Context, costs: &Costs, all: &Evaluated) {
    let gates = all.gates.iter().map(|gate| (costs.gate(gate), gate.span));
    let scores = all.scores.iter().map(|score| (costs.score(score), score.span));
    let segments =
        all.segments.iter().map(|one| (costs.all([&one.when].into_iter().chain(&one.unless)), one.span));
    let tiers =
        all.tiers.iter().map(|tier| (costs.all([&tier.when].into_iter().chain(&tier.unless)), tier.span));
    let guarantees = all.guarantees.iter().map(|one| (costs.condition(&one.that), one.span));
    let mut sum: u64 = 0;
    for (cost, span) in gates.chain(scores).chain(segments).chain(tiers).chain(guarantees) {
        sum = sum.saturating_add(cost.size);
        if sum > LARGEST {
            let message = "the profile comes to more than 1,000,000 tests once lets and roles are replaced";
            cx.report(too_large(span, message.to_owned()));
            return;
        }
    }
}
