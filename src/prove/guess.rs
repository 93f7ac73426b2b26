//! Accounts made up from the words of a question, without a search.
//!
//! In: the parts of a question. Out: whether an account made of values that the tests themselves name has them all.
//! Invariant: an account that is said to have them was run through the row interpreter; nothing follows where none is found.

use std::collections::BTreeSet;

use crate::check::model::{Condition, FieldRef, TextTest, Type, Value};
use crate::eval::truth_on;
use crate::types::{Account, Cell, Day, Element, End, Interval, Number, Truth, ValueSet};

use super::texts::OTHER;
use super::{Formula, Prover, Truths};

/// How many accounts are tried for one question: each takes other ones of the values that a test names.
const TRIES: usize = 3;

/// Whether some account has all the parts. Most questions end here: what rules and gates ask seldom collides.
pub(super) fn is_met(prover: &Prover<'_>, parts: &[Formula<'_>]) -> bool {
    let mut before: Option<Account> = None;
    for pick in 0..TRIES {
        let mut guess = Guess { prover, account: prover.blank.clone(), pick };
        for part in parts {
            guess.formula(part);
        }
        if prover.is_shown_by(&guess.account, parts) {
            return true;
        }
        // Where a test names one value only, the next try would be the same again.
        if before.as_ref() == Some(&guess.account) {
            return false;
        }
        before = Some(guess.account);
    }
    false
}

struct Guess<'a, 'p> {
    prover: &'a Prover<'p>,
    account: Account,
    /// Which of several values is taken.
    pick: usize,
}

impl Guess<'_, '_> {
    fn truth(&self, condition: &Condition) -> Truth {
        truth_on(self.prover.plan, &self.account, None, self.prover.today, condition)
    }

    fn formula(&mut self, formula: &Formula<'_>) {
        match formula {
            Formula::Is(condition, truths) if truths.holds(self.truth(condition)) => {}
            Formula::Is(condition, truths) if *truths == Truths::NOT_TRUE || *truths == Truths::FALSE => {
                self.change(condition, false);
            }
            Formula::Is(condition, truths) if truths.holds(Truth::True) => self.change(condition, true),
            Formula::Is(..) => {}
            Formula::All(parts) => parts.iter().for_each(|part| self.formula(part)),
            Formula::Any(parts) => {
                if let Some(part) = nth(parts.iter(), parts.len(), self.pick) {
                    self.formula(part);
                }
            }
        }
    }

    /// Fills in cells so that a condition may come to this.
    fn make(&mut self, condition: &Condition, wanted: bool) {
        if self.truth(condition) != Truth::from(wanted) {
            self.change(condition, wanted);
        }
    }

    /// The same for a condition that comes to something else.
    fn change(&mut self, condition: &Condition, wanted: bool) {
        match (condition, wanted) {
            (Condition::And(parts), true) | (Condition::Or(parts), false) => {
                parts.iter().for_each(|part| self.make(part, wanted));
            }
            (Condition::And(parts), false) | (Condition::Or(parts), true) => {
                if let Some(part) = nth(parts.iter(), parts.len(), self.pick) {
                    self.make(part, wanted);
                }
            }
            (Condition::Not(inner), _) => self.make(inner, !wanted),
            (test, _) => self.fill(test, wanted),
        }
    }

    fn fill(&mut self, test: &Condition, wanted: bool) {
        let value = match test {
            Condition::Known(value)
            | Condition::Member { value, .. }
            | Condition::Text { value, .. }
            | Condition::Has { value, .. }
            | Condition::Within { value, .. }
            | Condition::OlderThan { value, .. } => value,
            _ => return,
        };
        let Some(index) = field(value) else { return };
        let Some(of) = self.prover.plan.schema.fields.get(index) else { return };
        let before = self.account.cells.get(index).unwrap_or(&Cell::Unknown);
        let today = self.prover.today;
        let cell = match test {
            Condition::Member { set, .. } => self.member(set, &of.ty, wanted),
            Condition::Text { test, .. } => text(test, before, self.pick, wanted),
            Condition::Has { all, .. } => list(all, before, self.pick, wanted),
            Condition::Within { span, next, .. } => {
                number(&[span.within(today, *next)], &Type::Day, self.pick, wanted).and_then(day)
            }
            Condition::OlderThan { span, .. } => {
                number(&[span.older(today)], &Type::Day, self.pick, wanted).and_then(day)
            }
            _ => None,
        };
        if let (Some(cell), Some(place)) = (cell, self.account.cells.get_mut(index)) {
            *place = cell;
        }
    }

    /// A cell that is in a set, or one that is not.
    fn member(&self, set: &ValueSet, ty: &Type, wanted: bool) -> Option<Cell> {
        match set {
            ValueSet::Numbers(numbers) => number(numbers.intervals(), ty, self.pick, wanted)
                .map(|value| Cell::Number(Number::from_millionths(value))),
            ValueSet::Days(days) => number(days.intervals(), &Type::Day, self.pick, wanted).and_then(day),
            ValueSet::Texts(texts) if wanted => {
                nth(texts.iter(), texts.len(), self.pick).cloned().map(Cell::Text)
            }
            ValueSet::Texts(_) => Some(Cell::Text(OTHER.to_owned())),
            ValueSet::Choices(choices) if wanted => {
                nth(choices.iter(), choices.len(), self.pick).copied().map(Cell::Choice)
            }
            ValueSet::Choices(choices) => {
                let Type::Choice(of) = ty else { return None };
                let count = self.prover.plan.schema.choices.get(*of)?.values.len();
                let others = (0..u32::try_from(count).ok()?).filter(|choice| !choices.contains(choice));
                others.take(self.pick + 1).last().map(Cell::Choice)
            }
            ValueSet::Booleans(values) => {
                [true, false].into_iter().find(|value| values.contains(value) == wanted).map(Cell::Boolean)
            }
        }
    }
}

/// The field of the account that a test reads as it is.
fn field(value: &Value) -> Option<usize> {
    match value {
        Value::Field(FieldRef::Account(index)) => Some(*index),
        Value::Otherwise(inner, default) if matches!(default.as_ref(), Value::Constant(_)) => field(inner),
        _ => None,
    }
}

/// One of several, another one for each pick.
fn nth<T>(mut of: impl Iterator<Item = T>, count: usize, pick: usize) -> Option<T> {
    of.nth(pick.checked_rem(count)?)
}

/// A text that passes a test, beside what the cell holds already; or one that passes no test.
fn text(test: &TextTest, before: &Cell, pick: usize, wanted: bool) -> Option<Cell> {
    if !wanted {
        return Some(Cell::Text(OTHER.to_owned()));
    }
    let (needles, is_first) = match test {
        TextTest::Contains(needles) | TextTest::ContainsWord(needles) | TextTest::EndsWith(needles) => {
            (needles, false)
        }
        TextTest::StartsWith(needles) => (needles, true),
        TextTest::Matches(_) => return None,
    };
    let needle = nth(needles.iter(), needles.len(), pick)?;
    Some(Cell::Text(match before {
        Cell::Text(before) if is_first => format!("{needle} {before}"),
        Cell::Text(before) => format!("{before} {needle}"),
        _ => needle.clone(),
    }))
}

/// A list with an element of each set, beside those it holds already; or an empty one.
fn list(all: &[std::sync::Arc<ValueSet>], before: &Cell, pick: usize, wanted: bool) -> Option<Cell> {
    if !wanted {
        return Some(Cell::List(BTreeSet::new()));
    }
    let mut elements = if let Cell::List(elements) = before { elements.clone() } else { BTreeSet::new() };
    for set in all {
        elements.insert(match set.as_ref() {
            ValueSet::Texts(texts) => Element::Text(nth(texts.iter(), texts.len(), pick)?.clone()),
            ValueSet::Choices(choices) => Element::Choice(*nth(choices.iter(), choices.len(), pick)?),
            ValueSet::Booleans(values) => Element::Boolean(*values.first()?),
            ValueSet::Numbers(_) | ValueSet::Days(_) => return None,
        });
    }
    Some(Cell::List(elements))
}

fn day(number: i128) -> Option<Cell> {
    Day::from_number(i32::try_from(number).ok()?).map(Cell::Day)
}

/// A value in one of some intervals, or in none of them: at their ends, or one step or hundreds of them away.
fn number(intervals: &[Interval], ty: &Type, pick: usize, wanted: bool) -> Option<i128> {
    let step = match ty {
        Type::Day => 1,
        _ => Number::SCALE,
    };
    let far = step * 1_000;
    let steps = if pick == 0 { [0, step, -step, far, -far] } else { [far, -far, step, -step, 0] };
    let mut ends: Vec<i128> = Vec::new();
    for interval in intervals {
        ends.extend([interval.low, interval.high].into_iter().filter_map(End::value));
    }
    if pick > 1 {
        ends.reverse();
    }
    let is_value = |value: i128| match ty {
        Type::Whole => value >= 0 && value % step == 0,
        _ => true,
    };
    let is_in = |value: i128| intervals.iter().any(|interval| interval.contains(Interval::point(value)));
    let tried = steps.into_iter().flat_map(|step| ends.iter().map(move |end| end.saturating_add(step)));
    tried
        .filter(|value| value.abs() < Number::LIMIT)
        .find(|value| is_value(*value) && is_in(*value) == wanted)
}
