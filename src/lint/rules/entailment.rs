//! Whether one condition is TRUE wherever another one is, told by their form alone.
//!
//! Sound and incomplete: `true` is always right, `false` means "not by these rules". No rule combines two tests to
//! a third one, so nothing here searches.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::check::model::{Condition, DateSpan, LetValue, Model, TextTest, Value};
use crate::types::{Interval, Truth, ValueSet};

/// Steps that one question may take.
const FUEL: usize = 10_000;

/// Whether `b` is TRUE for every account for which `a` is.
pub fn entails(model: &Model, a: &Condition, b: &Condition) -> bool {
    Entailment { model, fuel: FUEL }.entails(a, b)
}

struct Entailment<'m> {
    model: &'m Model,
    fuel: usize,
}

impl<'m> Entailment<'m> {
    fn entails(&mut self, a: &'m Condition, b: &'m Condition) -> bool {
        let Some(fuel) = self.fuel.checked_sub(1) else { return false };
        self.fuel = fuel;
        let (named_a, a) = (a, self.resolved(a));
        let (named_b, b) = (b, self.resolved(b));
        if named_a == named_b || a == b {
            return true;
        }
        // By name first: what the names stand for may be long.
        if matches!(a, Condition::And(parts) if parts.contains(named_b))
            || matches!(b, Condition::Or(parts) if parts.contains(named_a))
        {
            return true;
        }
        match (a, b) {
            (_, Condition::Constant(Truth::True))
            | (Condition::Constant(Truth::False | Truth::Unknown), _) => true,
            (Condition::Or(parts), _) => parts.iter().all(|part| self.entails(part, b)),
            (_, Condition::And(parts)) => parts.iter().all(|part| self.entails(a, part)),
            (Condition::And(parts), Condition::Or(others)) => {
                parts.iter().any(|part| self.entails(part, b))
                    || others.iter().any(|other| self.entails(a, other))
            }
            (Condition::And(parts), _) => parts.iter().any(|part| self.entails(part, b)),
            (_, Condition::Or(others)) => others.iter().any(|other| self.entails(a, other)),
            (Condition::Not(a), Condition::Not(b)) => match (self.resolved(a), self.resolved(b)) {
                // Outside the larger set, hence outside the smaller one.
                (
                    Condition::Member { value: v, set: larger },
                    Condition::Member { value: w, set: smaller },
                ) => v == w && is_subset(smaller, larger),
                (Condition::AnyRow(wide), Condition::AnyRow(narrow)) => {
                    wide.source == narrow.source && is_no_filter(&wide.filter)
                }
                _ => false,
            },
            (Condition::Member { value: v, set: smaller }, Condition::Member { value: w, set: larger }) => {
                v == w && is_subset(smaller, larger)
            }
            (
                Condition::Member { value, .. }
                | Condition::Text { value, .. }
                | Condition::Has { value, .. },
                Condition::Known(known),
            ) => matches!(value, Value::Field(_)) && value == known,
            (Condition::Text { value: v, test: narrow }, Condition::Text { value: w, test: wide }) => {
                v == w && is_narrower(narrow, wide)
            }
            (Condition::Has { value: v, all: narrow }, Condition::Has { value: w, all: wide }) => {
                v == w
                    && wide
                        .iter()
                        .all(|wide: &Arc<ValueSet>| narrow.iter().any(|narrow| is_subset(narrow, wide)))
            }
            (
                Condition::Within { value: v, next: a_next, span: shorter },
                Condition::Within { value: w, next: b_next, span: longer },
            ) => v == w && a_next == b_next && is_at_most(*shorter, *longer),
            (
                Condition::OlderThan { value: v, span: longer },
                Condition::OlderThan { value: w, span: shorter },
            ) => v == w && is_at_most(*shorter, *longer),
            (Condition::AnyRow(narrow), Condition::AnyRow(wide)) => {
                narrow.source == wide.source && self.entails(&narrow.filter, &wide.filter)
            }
            _ => false,
        }
    }

    /// A named condition as what it stands for.
    fn resolved(&mut self, condition: &'m Condition) -> &'m Condition {
        let mut condition = condition;
        while let Condition::Let(index) = condition {
            let Some(fuel) = self.fuel.checked_sub(1) else { return condition };
            self.fuel = fuel;
            match self.model.lets.get(*index).map(|named| &named.value) {
                Some(LetValue::Condition(named)) => condition = named,
                Some(LetValue::Value(..) | LetValue::Constant(_)) | None => return condition,
            }
        }
        condition
    }
}

fn is_no_filter(filter: &Condition) -> bool {
    matches!(filter, Condition::Constant(Truth::True))
}

fn is_subset(smaller: &ValueSet, larger: &ValueSet) -> bool {
    let inside = |small: &[Interval], large: &[Interval]| {
        small.iter().all(|interval| large.iter().any(|other| other.contains(*interval)))
    };
    match (smaller, larger) {
        (ValueSet::Numbers(small), ValueSet::Numbers(large))
        | (ValueSet::Days(small), ValueSet::Days(large)) => {
            small.step() == large.step() && inside(small.intervals(), large.intervals())
        }
        (ValueSet::Texts(small), ValueSet::Texts(large)) => small.is_subset(large),
        (ValueSet::Choices(small), ValueSet::Choices(large)) => small.is_subset(large),
        (ValueSet::Booleans(small), ValueSet::Booleans(large)) => small.is_subset(large),
        (
            ValueSet::Numbers(_)
            | ValueSet::Days(_)
            | ValueSet::Texts(_)
            | ValueSet::Choices(_)
            | ValueSet::Booleans(_),
            _,
        ) => false,
    }
}

/// Whether a text that passes the first test passes the second: each of its needles holds one of the other's.
fn is_narrower(narrow: &TextTest, wide: &TextTest) -> bool {
    let each = |needles: &[String], others: &[String], holds: fn(&str, &str) -> bool| {
        needles.iter().all(|needle| others.iter().any(|other| holds(needle, other)))
    };
    match (narrow, wide) {
        (TextTest::StartsWith(needles), TextTest::StartsWith(others)) => {
            each(needles, others, |needle, other| needle.starts_with(other))
        }
        (TextTest::EndsWith(needles), TextTest::EndsWith(others)) => {
            each(needles, others, |needle, other| needle.ends_with(other))
        }
        (
            TextTest::Contains(needles)
            | TextTest::ContainsWord(needles)
            | TextTest::StartsWith(needles)
            | TextTest::EndsWith(needles),
            TextTest::Contains(others),
        ) => each(needles, others, |needle, other| needle.contains(other)),
        (TextTest::ContainsWord(needles), TextTest::ContainsWord(others))
        | (TextTest::Matches(needles), TextTest::Matches(others)) => {
            let others: BTreeSet<&String> = others.iter().collect();
            needles.iter().all(|needle| others.contains(needle))
        }
        (
            TextTest::Contains(_)
            | TextTest::ContainsWord(_)
            | TextTest::StartsWith(_)
            | TextTest::EndsWith(_)
            | TextTest::Matches(_),
            _,
        ) => false,
    }
}

/// Whether a length of time is at most another one, both in days or both in months.
fn is_at_most(shorter: DateSpan, longer: DateSpan) -> bool {
    match ((shorter.days(), longer.days()), (shorter.months(), longer.months())) {
        ((Some(shorter), Some(longer)), _) | (_, (Some(shorter), Some(longer))) => shorter <= longer,
        _ => false,
    }
}
