//! Small changes of a profile that a good set of tests would notice.
//!
//! Each rule is dropped, and each number it compares with, each cap and each time of fading is moved by a tenth, at least
//! by one step, both ways.

use std::sync::Arc;

use crate::check::model::{Aggregate, Condition, GateKind, Model, RowSource, ScoredRuleKind, Value};
use crate::eval::{evaluate, holds};
use crate::plan::{Decay, Earns, Fade, Plan};
use crate::types::{Day, End, Interval, IntervalSet, Number, Points, Truth, ValueSet};

/// One change, and whether a test noticed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mutant {
    /// The rule that was changed: `require min_size`.
    pub rule: String,
    /// What was changed: `10 becomes 11`.
    pub change: String,
    /// Whether a test failed because of it.
    pub noticed: bool,
}

/// The most changes that are tried.
const MOST: usize = 5_000;

/// Makes every change, one at a time, and runs the tests that pass without it.
#[must_use]
pub fn mutants(model: &Model, plan: &Plan, today: Day) -> Vec<Mutant> {
    let days: Vec<Day> = model.tests.iter().map(|test| test.today.unwrap_or(today)).collect();
    let before = verdicts(plan, &days);
    let mut mutants = Vec::new();
    while mutants.len() < MOST {
        let mut changed = plan.clone();
        let mut change = Change { left: mutants.len(), done: None };
        change.plan(&mut changed, Words { model, row: None });
        let Some((rule, change)) = change.done else { break };
        let noticed = before.iter().zip(verdicts(&changed, &days)).any(|(before, after)| *before && !after);
        mutants.push(Mutant { rule, change, noticed });
    }
    mutants
}

/// Which tests pass.
fn verdicts(plan: &Plan, days: &[Day]) -> Vec<bool> {
    let tests = plan.tests.iter().zip(days);
    tests
        .map(|(test, today)| {
            let outcome = evaluate(plan, &test.account, *today);
            test.expectations
                .iter()
                .all(|that| holds(plan, &test.account, *today, &outcome, that) == Truth::True)
        })
        .collect()
}

/// Writes conditions on an account, or on the rows of a table.
#[derive(Clone, Copy)]
struct Words<'a> {
    model: &'a Model,
    row: Option<usize>,
}

impl Words<'_> {
    fn inside(self, source: RowSource) -> Self {
        match source {
            RowSource::Table(table) => Words { row: Some(table), ..self },
            RowSource::Role(_) => self,
        }
    }

    fn condition(self, condition: &Condition) -> String {
        match self.row {
            Some(table) => self.model.row_condition_text(table, condition),
            None => self.model.condition_text(condition),
        }
    }

    /// `employees >= 50`.
    fn at_least(self, value: &Value, from: i128) -> String {
        let interval = Interval { low: End::Included(from), high: End::Unbounded };
        let set = Arc::new(ValueSet::Numbers(IntervalSet::new(None, [interval])));
        self.condition(&Condition::Member { value: value.clone(), set })
    }
}

/// Walks a plan and makes the change of one number in the walk.
struct Change {
    left: usize,
    done: Option<(String, String)>,
}

impl Change {
    /// Whether this place is the one.
    fn here(&mut self) -> bool {
        if self.done.is_some() {
            return false;
        }
        if self.left == 0 {
            return true;
        }
        self.left -= 1;
        false
    }

    fn made(&mut self, rule: &str, change: impl Into<String>) {
        self.done = Some((rule.to_owned(), change.into()));
    }

    fn plan(&mut self, plan: &mut Plan, words: Words<'_>) {
        for gate in &mut plan.gates {
            let (word, passes) = match gate.kind {
                GateKind::Market => ("market", Truth::True),
                GateKind::Exclude => ("exclude", Truth::False),
                GateKind::Require => ("require", Truth::True),
            };
            let rule =
                if gate.kind == GateKind::Market { word.to_owned() } else { format!("{word} {}", gate.name) };
            if self.here() {
                gate.condition = Condition::Constant(passes);
                self.made(&rule, "dropped");
            }
            self.condition(&mut gate.condition, &rule, words);
        }
        for rule in plan.scores.iter_mut().flat_map(|score| &mut score.rules) {
            let word = match rule.kind {
                ScoredRuleKind::Weight => "weight",
                ScoredRuleKind::Signal => "signal",
            };
            let name = format!("{word} {}", rule.name);
            if self.here() {
                rule.earns = Earns::Flat(Points::ZERO);
                self.made(&name, "dropped");
            }
            self.condition(&mut rule.guard, &name, words);
            self.earns(&mut rule.earns, &name, words);
            if let Some(fade) = &mut rule.fade {
                self.fade(fade, &name);
            }
        }
        for score in &mut plan.scores {
            for group in &mut score.groups {
                let name = format!("group {}", group.name);
                if let Some(cap) = &mut group.cap {
                    self.cap(cap, &name);
                }
            }
        }
        for segment in &mut plan.segments {
            let name = format!("segment {}", segment.name);
            self.drop_or_shift(&mut segment.condition, &name, words);
        }
        for tier in &mut plan.tiers {
            let name = format!("tier {}", tier.name);
            self.drop_or_shift(&mut tier.condition, &name, words);
        }
    }

    fn drop_or_shift(&mut self, condition: &mut Condition, name: &str, words: Words<'_>) {
        if self.here() {
            *condition = Condition::Constant(Truth::False);
            self.made(name, "dropped");
        }
        self.condition(condition, name, words);
    }

    fn fade(&mut self, fade: &mut Fade, rule: &str) {
        let days = fade.decay.days();
        for moved in [days.saturating_sub((days / 10).max(1)).max(1), days + (days / 10).max(1)] {
            if moved != days && self.here() {
                fade.decay = Decay::new(fade.decay.is_halving(), moved);
                let word = if fade.decay.is_halving() { "halving every" } else { "fading over" };
                self.made(rule, format!("{word} {days} days becomes {moved} days"));
            }
        }
    }

    fn cap(&mut self, cap: &mut Points, rule: &str) {
        let tenth = Points::from_thousandths((cap.thousandths() / 10).max(1));
        for moved in [*cap - tenth, *cap + tenth] {
            if self.here() {
                self.made(rule, format!("cap {cap} becomes {moved}"));
                *cap = moved;
            }
        }
    }

    fn condition(&mut self, condition: &mut Condition, rule: &str, words: Words<'_>) {
        match condition {
            Condition::And(parts) | Condition::Or(parts) => {
                for part in parts {
                    self.condition(part, rule, words);
                }
            }
            Condition::Not(inner) => self.condition(inner, rule, words),
            Condition::Member { value, set } => {
                let shown = value.clone();
                self.value(value, rule, words);
                self.set(set, rule, &shown, words);
            }
            Condition::AnyRow(rows) => self.condition(&mut rows.filter, rule, words.inside(rows.source)),
            Condition::Within { .. } | Condition::OlderThan { .. } => self.span(condition, rule, words),
            Condition::Compare { left, right, .. } => {
                self.value(left, rule, words);
                self.value(right, rule, words);
            }
            Condition::Constant(_)
            | Condition::Let(_)
            | Condition::Known(_)
            | Condition::Text { .. }
            | Condition::Has { .. }
            | Condition::Result(_) => {}
        }
    }

    /// Moves the length of `within` and `older than`.
    fn span(&mut self, condition: &mut Condition, rule: &str, words: Words<'_>) {
        let before = words.condition(condition);
        let (Condition::Within { span, .. } | Condition::OlderThan { span, .. }) = condition else { return };
        let count = span.count;
        let mut changed = false;
        for moved in
            [count.saturating_sub((count / 10).max(1)).max(1), count.saturating_add((count / 10).max(1))]
        {
            if moved != count && self.here() {
                span.count = moved;
                changed = true;
                break;
            }
        }
        if changed {
            self.made(rule, format!("{before} becomes {}", words.condition(condition)));
        }
    }

    fn value(&mut self, value: &mut Value, rule: &str, words: Words<'_>) {
        if let Value::Aggregate(aggregate) = value {
            match aggregate.as_mut() {
                Aggregate::Count(rows)
                | Aggregate::Sum(rows, _)
                | Aggregate::Min(rows, _)
                | Aggregate::Max(rows, _) => {
                    self.condition(&mut rows.filter, rule, words.inside(rows.source));
                }
            }
        }
    }

    fn earns(&mut self, earns: &mut Earns, rule: &str, words: Words<'_>) {
        match earns {
            Earns::Flat(_) => {}
            Earns::PerRow { rows, cap, .. } => {
                self.condition(&mut rows.filter, rule, words.inside(rows.source));
                self.cap(cap, rule);
            }
            Earns::PerNumber { value, cap, .. } => {
                self.value(value, rule, words);
                self.cap(cap, rule);
            }
            Earns::Arms { arms, .. } => {
                for (condition, _) in arms {
                    self.condition(condition, rule, words);
                }
            }
            Earns::Scale { value, from, to } => {
                let shown = value.clone();
                for number in [&mut from.0, &mut to.0] {
                    for moved in moved(number.millionths(), None) {
                        if self.here() {
                            let text = |value| words.at_least(&shown, value);
                            let change =
                                format!("the end {} moves to {}", text(number.millionths()), text(moved));
                            *number = Number::from_millionths(moved);
                            self.made(rule, change);
                        }
                    }
                }
            }
            Earns::Bands(bands) => {
                let value = bands.value.clone();
                for (border, step) in borders(&bands.arms) {
                    for moved in moved(border, step) {
                        if self.here() {
                            for (set, _) in &mut bands.arms {
                                *set = Arc::new(with_border(set, border, moved));
                            }
                            let text = |at| words.at_least(&value, at);
                            self.made(rule, format!("the band {} moves to {}", text(border), text(moved)));
                        }
                    }
                }
            }
        }
    }

    /// Moves each end of each interval of a set.
    fn set(&mut self, set: &mut Arc<ValueSet>, rule: &str, value: &Value, words: Words<'_>) {
        let (ValueSet::Numbers(intervals) | ValueSet::Days(intervals)) = set.as_ref() else { return };
        let days = matches!(set.as_ref(), ValueSet::Days(_));
        let (parts, step) = (intervals.intervals().to_vec(), intervals.step());
        for (index, part) in parts.iter().enumerate() {
            for low in [true, false] {
                let end = if low { part.low } else { part.high };
                let Some(at) = end.value() else { continue };
                if part.as_point().is_some() && !low {
                    // Both ends of a single value moved together.
                    continue;
                }
                let shifts = if days { vec![at - 9, at + 9] } else { moved(at, step) };
                for moved in shifts {
                    if !self.here() {
                        continue;
                    }
                    let shifted = match end {
                        End::Unbounded => End::Unbounded,
                        End::Included(_) => End::Included(moved),
                        End::Excluded(_) => End::Excluded(moved),
                    };
                    let mut changed = parts.clone();
                    if let Some(part) = changed.get_mut(index) {
                        *part = match part.as_point() {
                            Some(_) => Interval { low: shifted, high: shifted },
                            None if low => Interval { low: shifted, high: part.high },
                            None => Interval { low: part.low, high: shifted },
                        };
                    }
                    let changed = IntervalSet::new(step, changed);
                    *set = Arc::new(if days { ValueSet::Days(changed) } else { ValueSet::Numbers(changed) });
                    let before = words.condition(&Condition::Member {
                        value: value.clone(),
                        set: Arc::new(rebuilt(&parts, step, days)),
                    });
                    let after =
                        words.condition(&Condition::Member { value: value.clone(), set: set.clone() });
                    self.made(rule, format!("{before} becomes {after}"));
                }
            }
        }
    }
}

fn rebuilt(parts: &[Interval], step: Option<i128>, days: bool) -> ValueSet {
    let set = IntervalSet::new(step, parts.iter().copied());
    if days { ValueSet::Days(set) } else { ValueSet::Numbers(set) }
}

/// A tenth less and a tenth more, at least one step or a hundredth.
fn moved(value: i128, step: Option<i128>) -> Vec<i128> {
    let step = step.unwrap_or(Number::SCALE / 100).max(1);
    let tenth = (value.abs() / 10 / step * step).max(step);
    vec![value - tenth, value + tenth]
}

/// Where arms begin and stop, each place once, with the distance of neighboring values.
fn borders(arms: &[(Arc<ValueSet>, Points)]) -> Vec<(i128, Option<i128>)> {
    let mut borders: Vec<(i128, Option<i128>)> = Vec::new();
    for (set, _) in arms {
        let ValueSet::Numbers(intervals) = set.as_ref() else { continue };
        let step = intervals.step();
        for part in intervals.intervals() {
            for border in [border_low(part.low), border_high(part.high, step)].into_iter().flatten() {
                if !borders.iter().any(|(known, _)| *known == border) {
                    borders.push((border, step));
                }
            }
        }
    }
    borders
}

/// The first value of an arm that begins here.
fn border_low(low: End) -> Option<i128> {
    low.value()
}

/// The first value after an arm that stops here.
fn border_high(high: End, step: Option<i128>) -> Option<i128> {
    match high {
        End::Unbounded => None,
        End::Included(value) => Some(value + step.unwrap_or(0)),
        End::Excluded(value) => Some(value),
    }
}

/// The set with one border moved, whichever side of it the set lies on.
fn with_border(set: &ValueSet, border: i128, to: i128) -> ValueSet {
    let ValueSet::Numbers(intervals) = set else { return set.clone() };
    let step = intervals.step();
    let shift = |end: End, hit: bool| match end {
        End::Included(value) if hit => End::Included(value + to - border),
        End::Excluded(value) if hit => End::Excluded(value + to - border),
        other => other,
    };
    let parts = intervals.intervals().iter().map(|part| Interval {
        low: shift(part.low, border_low(part.low) == Some(border)),
        high: shift(part.high, border_high(part.high, step) == Some(border)),
    });
    ValueSet::Numbers(IntervalSet::new(step, parts))
}
