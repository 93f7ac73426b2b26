//! What an account says in a field, and points, as explanations write them.

use crate::check::model::{ElementUnit, Model, Type, day_text, interval_text, number_text};
use crate::types::{Cell, Element, End, Interval, Number, Points};

/// The most elements of a list that are written out.
const MOST_ELEMENTS: usize = 6;

/// The content of a cell of a type.
#[must_use]
pub fn cell_text(model: &Model, ty: Option<&Type>, cell: &Cell) -> String {
    match cell {
        Cell::Unknown => "unknown".to_owned(),
        Cell::Number(number) => number_text(*number, unit(ty)),
        Cell::Range(interval) => range_text(*interval, ty),
        Cell::Day(day) => day_text(i128::from(day.number())),
        Cell::Boolean(truth) => if *truth { "yes" } else { "no" }.to_owned(),
        Cell::Text(text) => format!("\"{}\"", model.spelled(text)),
        Cell::Choice(choice) => choice_text(model, ty, *choice),
        Cell::List(elements) if elements.is_empty() => "an empty list".to_owned(),
        Cell::List(elements) => {
            let of = match ty {
                Some(Type::List(of)) => Some(of.as_ref()),
                other => other,
            };
            let mut shown: Vec<String> =
                elements.iter().take(MOST_ELEMENTS).map(|element| element_text(model, of, element)).collect();
            if elements.len() > MOST_ELEMENTS {
                shown.push(format!("… {} more", elements.len() - MOST_ELEMENTS));
            }
            shown.join(", ")
        }
    }
}

/// An interval in a sentence: an open end would read as a comparison.
fn range_text(interval: Interval, ty: Option<&Type>) -> String {
    let number = |value: i128| number_text(Number::from_millionths(value), unit(ty));
    match (interval.low, interval.high) {
        (End::Included(low), End::Unbounded) => format!("{} or more", number(low)),
        (End::Excluded(low), End::Unbounded) => format!("more than {}", number(low)),
        (End::Unbounded, End::Included(high)) => format!("{} or less", number(high)),
        (End::Unbounded, End::Excluded(high)) => format!("less than {}", number(high)),
        _ => interval_text(interval, number),
    }
}

fn element_text(model: &Model, ty: Option<&Type>, element: &Element) -> String {
    match element {
        Element::Number(number) => number_text(*number, unit(ty)),
        Element::Day(day) => day.to_string(),
        Element::Boolean(truth) => if *truth { "yes" } else { "no" }.to_owned(),
        Element::Text(text) => format!("\"{}\"", model.spelled(text)),
        Element::Choice(choice) => choice_text(model, ty, *choice),
    }
}

fn choice_text(model: &Model, ty: Option<&Type>, choice: u32) -> String {
    let Some(Type::Choice(set)) = ty else { return choice.to_string() };
    let value = model.schema.choices.get(*set).and_then(|set| set.values.get(choice as usize));
    value.map_or_else(|| choice.to_string(), |value| format!("\"{}\"", value.value))
}

/// The unit in which numbers of a type are written.
pub(super) fn unit(ty: Option<&Type>) -> ElementUnit {
    match ty {
        Some(Type::Percent) => ElementUnit::Percent,
        Some(Type::Money(currency)) => ElementUnit::Money(*currency),
        Some(Type::Days) => ElementUnit::Days,
        Some(
            Type::Text
            | Type::Number
            | Type::Whole
            | Type::Boolean
            | Type::Day
            | Type::Choice(_)
            | Type::List(_),
        )
        | None => ElementUnit::Plain,
    }
}

/// `+15`, `-10`, `0`.
#[must_use]
pub fn signed(points: Points) -> String {
    if points > Points::ZERO { format!("+{points}") } else { points.to_string() }
}
