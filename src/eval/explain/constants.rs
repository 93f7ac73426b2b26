//! The constants that a plan compares each expression with: where a change may begin to matter.
//!
//! In: a plan. Out: every test with its constants, and every filter of rows.
//! Invariant: each expression of the plan is walked.

use crate::check::model::{Aggregate, Condition, DateSpan, Rows, TextTest, Value};
use crate::plan::{Earns, Plan, table_of};
use crate::types::{Number, Points, ValueSet};

/// A test of an expression, with the table whose row is in sight.
#[derive(Debug, Clone, Copy)]
pub(super) struct Test<'a> {
    pub row: Option<usize>,
    pub value: &'a Value,
    pub against: Against<'a>,
}

/// What an expression is tested against.
#[derive(Debug, Clone, Copy)]
pub(super) enum Against<'a> {
    /// Being known.
    Known,
    /// A set of constants.
    Set(&'a ValueSet),
    /// All of these sets at once, by the elements of a list.
    All(&'a [std::sync::Arc<ValueSet>]),
    /// Needles.
    Text(&'a TextTest),
    /// Another expression.
    Value(&'a Value),
    /// A day that far from today, before or after it.
    Days(DateSpan),
    /// A number at which points stop changing.
    Number(Number),
    /// Age: points are gone at this many days.
    Age(u32),
}

/// Calls back for every test of a plan.
pub(super) fn tests<'a>(plan: &'a Plan, found: &mut dyn FnMut(Test<'a>)) {
    for gate in &plan.gates {
        of_condition(&gate.condition, None, found);
    }
    for rule in plan.scores.iter().flat_map(|score| &score.rules) {
        of_condition(&rule.guard, None, found);
        let table = of_earns(&rule.earns, found);
        if let Some(fade) = &rule.fade {
            found(Test { row: table, value: &fade.since, against: Against::Age(fade.decay.end()) });
            of_value(&fade.since, table, found);
        }
    }
    for condition in plan.segments.iter().map(|item| &item.condition) {
        of_condition(condition, None, found);
    }
    for condition in plan.tiers.iter().map(|item| &item.condition) {
        of_condition(condition, None, found);
    }
}

/// Every filter on child rows, however deep.
pub(super) fn rows<'a>(plan: &'a Plan, found: &mut dyn FnMut(&'a Rows)) {
    let mut seen: Vec<&'a Rows> = Vec::new();
    let mut note = |rows: &'a Rows| {
        if !seen.contains(&rows) {
            seen.push(rows);
        }
    };
    for gate in &plan.gates {
        rows_of_condition(&gate.condition, &mut note);
    }
    for rule in plan.scores.iter().flat_map(|score| &score.rules) {
        rows_of_condition(&rule.guard, &mut note);
        match &rule.earns {
            Earns::PerRow { rows, .. } => note(rows),
            Earns::PerNumber { value, .. } | Earns::Scale { value, .. } => rows_of_value(value, &mut note),
            Earns::Bands(bands) => rows_of_value(&bands.value, &mut note),
            Earns::Arms { arms, .. } => arms.iter().for_each(|(when, _)| rows_of_condition(when, &mut note)),
            Earns::Flat(_) => {}
        }
        if let Some(fade) = &rule.fade {
            rows_of_value(&fade.since, &mut note);
        }
    }
    let segments = plan.segments.iter().map(|item| &item.condition);
    for condition in segments.chain(plan.tiers.iter().map(|item| &item.condition)) {
        rows_of_condition(condition, &mut note);
    }
    seen.into_iter().for_each(found);
}

fn rows_of_condition<'a>(condition: &'a Condition, note: &mut dyn FnMut(&'a Rows)) {
    match condition {
        Condition::And(parts) | Condition::Or(parts) => {
            parts.iter().for_each(|part| rows_of_condition(part, note));
        }
        Condition::Not(inner) => rows_of_condition(inner, note),
        Condition::AnyRow(rows) => note(rows),
        Condition::Member { value, .. } | Condition::Known(value) | Condition::Within { value, .. } => {
            rows_of_value(value, note);
        }
        Condition::OlderThan { value, .. } | Condition::Text { value, .. } | Condition::Has { value, .. } => {
            rows_of_value(value, note);
        }
        Condition::Compare { left, right, .. } => {
            rows_of_value(left, note);
            rows_of_value(right, note);
        }
        Condition::Constant(_) | Condition::Let(_) | Condition::Result(_) => {}
    }
}

fn rows_of_value<'a>(value: &'a Value, note: &mut dyn FnMut(&'a Rows)) {
    match value {
        Value::Aggregate(aggregate) => note(rows_of_aggregate(aggregate)),
        Value::Otherwise(a, b)
        | Value::Quotient { numerator: a, denominator: b }
        | Value::DaysBetween { later: a, earlier: b } => {
            rows_of_value(a, note);
            rows_of_value(b, note);
        }
        Value::Linear { terms, .. } => terms.iter().for_each(|(_, term)| rows_of_value(term, note)),
        Value::CountElements { list, .. } => rows_of_value(list, note),
        Value::Field(_)
        | Value::Constant(_)
        | Value::Today
        | Value::Let(_)
        | Value::CountKnown(_)
        | Value::Score(_) => {}
    }
}

fn rows_of_aggregate(aggregate: &Aggregate) -> &Rows {
    match aggregate {
        Aggregate::Count(rows)
        | Aggregate::Sum(rows, _)
        | Aggregate::Min(rows, _)
        | Aggregate::Max(rows, _) => rows,
    }
}

/// The tests of what a rule earns; the table of `per TABLE`.
fn of_earns<'a>(earns: &'a Earns, found: &mut dyn FnMut(Test<'a>)) -> Option<usize> {
    match earns {
        Earns::Flat(_) => {}
        Earns::PerRow { rows, .. } => {
            of_rows(rows, found);
            return table_of(rows);
        }
        Earns::PerNumber { points, value, cap } => {
            found(Test { row: None, value, against: Against::Number(Number::ZERO) });
            found(Test { row: None, value, against: Against::Number(number_at(*points, *cap)) });
            of_value(value, None, found);
        }
        Earns::Bands(bands) => {
            for (set, _) in &bands.arms {
                found(Test { row: None, value: &bands.value, against: Against::Set(set) });
            }
            of_value(&bands.value, None, found);
        }
        Earns::Arms { arms, .. } => arms.iter().for_each(|(when, _)| of_condition(when, None, found)),
        Earns::Scale { value, from, to } => {
            found(Test { row: None, value, against: Against::Number(from.0) });
            found(Test { row: None, value, against: Against::Number(to.0) });
            of_value(value, None, found);
        }
    }
    None
}

/// The number at which points per number meet their cap.
fn number_at(points: Points, cap: Points) -> Number {
    let magnitude = i128::from(points.magnitude().thousandths()).max(1);
    let cap = i128::from(cap.thousandths()) * Number::SCALE;
    Number::from_millionths(cap.div_euclid(magnitude) + 1)
}

pub(super) fn of_condition<'a>(
    condition: &'a Condition,
    row: Option<usize>,
    found: &mut dyn FnMut(Test<'a>),
) {
    let (value, against) = match condition {
        Condition::Constant(_) | Condition::Let(_) | Condition::Result(_) => return,
        Condition::And(parts) | Condition::Or(parts) => {
            return parts.iter().for_each(|part| of_condition(part, row, found));
        }
        Condition::Not(inner) => return of_condition(inner, row, found),
        Condition::AnyRow(rows) => return of_rows(rows, found),
        Condition::Known(value) => (value, Against::Known),
        Condition::Member { value, set } => (value, Against::Set(set)),
        Condition::Compare { left, right, .. } => {
            of_value(right, row, found);
            (left, Against::Value(right))
        }
        Condition::Text { value, test } => (value, Against::Text(test)),
        Condition::Has { value, all } => (value, Against::All(all)),
        Condition::Within { value, span, .. } | Condition::OlderThan { value, span } => {
            (value, Against::Days(*span))
        }
    };
    found(Test { row, value, against });
    of_value(value, row, found);
}

/// Tests inside a value: the filters of aggregates, the set of a count, and what the count or sum is made of.
fn of_value<'a>(value: &'a Value, row: Option<usize>, found: &mut dyn FnMut(Test<'a>)) {
    match value {
        Value::Aggregate(aggregate) => of_rows(rows_of_aggregate(aggregate), found),
        Value::CountElements { list, within } => {
            if let Some((set, _)) = within {
                found(Test { row, value: list, against: Against::Set(set) });
            }
        }
        Value::Otherwise(a, b)
        | Value::Quotient { numerator: a, denominator: b }
        | Value::DaysBetween { later: a, earlier: b } => {
            of_value(a, row, found);
            of_value(b, row, found);
        }
        Value::Linear { terms, .. } => terms.iter().for_each(|(_, term)| of_value(term, row, found)),
        Value::Field(_)
        | Value::Constant(_)
        | Value::Today
        | Value::Let(_)
        | Value::CountKnown(_)
        | Value::Score(_) => {}
    }
}

fn of_rows<'a>(rows: &'a Rows, found: &mut dyn FnMut(Test<'a>)) {
    of_condition(&rows.filter, table_of(rows), found);
}
