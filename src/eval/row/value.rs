//! What a value comes to: a set of possible values (rulings 5, 8, 10, 22, 31).
//!
//! In: a value of the plan and a scene. Out: all that it may be.
//! Invariant: nothing here fails; what cannot be held is unknown.

use std::collections::BTreeSet;

use crate::check::model::{FieldRef, Type, Value};
use crate::eval::outcome::ScoreOutcome;
use crate::types::{Cell, Element, Extent, Fraction, Number, Truth, ValueSet};

use super::{Reading, Results, Scene, aggregate};

/// What an expression comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::eval) enum Seen<'a> {
    /// No information.
    Unknown,
    /// `min`, `max` or `latest` of no rows: known, and equal to nothing (ruling 34).
    NoRows,
    /// A number, a day, a count, or the position of a declared value: one or a range.
    Extent(Extent),
    /// A boolean.
    Boolean(bool),
    /// A text, normalized.
    Text(&'a str),
    /// A list.
    List(&'a BTreeSet<Element>),
}

impl Seen<'_> {
    fn of_extent(extent: Option<Extent>) -> Self {
        extent.map_or(Seen::Unknown, Seen::Extent)
    }
}

/// What a value comes to.
pub(in crate::eval) fn value<'a>(scene: &Scene<'a>, value_of: &'a Value) -> Seen<'a> {
    match value_of {
        Value::Field(field) => field_value(scene, *field),
        Value::Constant(constant) => cell(constant),
        Value::Today => Seen::Extent(Extent::point(Fraction::whole(i128::from(scene.today.number())))),
        Value::Otherwise(inner, default) => otherwise(scene, inner, default),
        Value::Linear { terms, constant } => linear(scene, terms, *constant),
        Value::Quotient { numerator, denominator } => quotient(scene, numerator, denominator),
        Value::DaysBetween { later, earlier } => days_between(scene, later, earlier),
        Value::Aggregate(aggregate) => aggregate::aggregate(scene, aggregate),
        Value::CountElements { list, within } => {
            count_elements(scene, list, within.as_ref().map(|(set, most)| (set.as_ref(), *most)))
        }
        Value::CountKnown(fields) => count_known(scene, fields),
        Value::Score(index) => score(scene, *index),
        // INVARIANT: a plan holds no let.
        Value::Let(_) => Seen::Unknown,
    }
}

/// A cell as a set of possible values (ruling 8).
fn cell(content: &Cell) -> Seen<'_> {
    match content {
        Cell::Unknown => Seen::Unknown,
        Cell::Number(number) => Seen::Extent(Extent::point(*number)),
        Cell::Range(interval) => Seen::Extent(Extent::of(*interval, Number::SCALE)),
        Cell::Day(day) => Seen::Extent(Extent::point(Fraction::whole(i128::from(day.number())))),
        Cell::Boolean(value) => Seen::Boolean(*value),
        Cell::Text(text) => Seen::Text(text),
        Cell::Choice(position) => Seen::Extent(Extent::point(Fraction::whole(i128::from(*position)))),
        Cell::List(elements) => Seen::List(elements),
    }
}

/// The cell of a field. A range of `whole` is one of non-negative integers (ruling 14).
pub(super) fn field_value<'a>(scene: &Scene<'a>, field: FieldRef) -> Seen<'a> {
    let ty = scene.field_type(field);
    match scene.cell(field) {
        Cell::Range(interval) if ty == Some(&Type::Whole) => {
            let whole = Extent::of(interval.on_steps(Number::SCALE), Number::SCALE);
            Seen::of_extent(whole.intersect(scene.domain(ty)))
        }
        other => cell(other),
    }
}

/// `x otherwise d` replaces an unknown cell and "no rows", and leaves ranges alone (ruling 5). In the possibility reading
/// an unknown cell may turn out to be anything (ruling 12).
fn otherwise<'a>(scene: &Scene<'a>, inner: &'a Value, default: &'a Value) -> Seen<'a> {
    match (value(scene, inner), scene.reading) {
        (Seen::NoRows, _) | (Seen::Unknown, Reading::Verdict) => value(scene, default),
        (Seen::Unknown, Reading::Possibility) => Seen::Unknown,
        (known @ (Seen::Extent(_) | Seen::Boolean(_) | Seen::Text(_) | Seen::List(_)), _) => known,
    }
}

/// Interval arithmetic: exact, as each field occurs once (rulings 10, 22).
fn linear<'a>(scene: &Scene<'a>, terms: &'a [(Number, Value)], constant: Number) -> Seen<'a> {
    let parts: Vec<(Number, Seen)> =
        terms.iter().map(|(factor, term)| (*factor, value(scene, term))).collect();
    combine(parts.iter().map(|(_, seen)| seen), || {
        parts.iter().try_fold(Extent::point(constant), |sum, (factor, seen)| match seen {
            Seen::Extent(extent) => sum.plus(extent.times(*factor)?),
            Seen::Unknown | Seen::NoRows | Seen::Boolean(_) | Seen::Text(_) | Seen::List(_) => None,
        })
    })
}

/// `x / y`; unknown where y may be 0 (ruling 22).
fn quotient<'a>(scene: &Scene<'a>, numerator: &'a Value, denominator: &'a Value) -> Seen<'a> {
    let parts = [value(scene, numerator), value(scene, denominator)];
    combine(parts.iter(), || match &parts {
        [Seen::Extent(above), Seen::Extent(below)] => above.over(*below),
        _ => None,
    })
}

/// The days from one date to another.
fn days_between<'a>(scene: &Scene<'a>, later: &'a Value, earlier: &'a Value) -> Seen<'a> {
    let parts = [value(scene, later), value(scene, earlier)];
    combine(parts.iter(), || match &parts {
        [Seen::Extent(later), Seen::Extent(earlier)] => later.plus(earlier.times(Number::from_whole(-1))?),
        _ => None,
    })
}

/// An expression of several parts: "no rows" where any part is that, as no value of the others would make a comparison
/// TRUE; else unknown where any part is.
fn combine<'a, 's>(
    mut parts: impl Iterator<Item = &'s Seen<'a>>,
    known: impl FnOnce() -> Option<Extent>,
) -> Seen<'a>
where
    'a: 's,
{
    if parts.any(|part| *part == Seen::NoRows) { Seen::NoRows } else { Seen::of_extent(known()) }
}

/// `count(list)`, `count(list in SET)`; of an unknown list, the latter is 0 to the number of values named (ruling 31).
fn count_elements<'a>(scene: &Scene<'a>, list: &'a Value, within: Option<(&ValueSet, u32)>) -> Seen<'a> {
    match (value(scene, list), within) {
        (Seen::List(elements), None) => count(elements.len()),
        (Seen::List(elements), Some((set, _))) => {
            count(elements.iter().filter(|element| element_is_in(element, set)).count())
        }
        (_, Some((_, most))) => {
            Seen::Extent(Extent::closed(Fraction::ZERO, Fraction::whole(i128::from(most))))
        }
        (_, None) => Seen::Unknown,
    }
}

/// `count known [a, b, c]` (ruling 4); in the possibility reading every unknown cell may or may not be known.
fn count_known<'a>(scene: &Scene<'a>, fields: &[FieldRef]) -> Seen<'a> {
    let known = fields.iter().filter(|field| *scene.cell(**field) != Cell::Unknown).count();
    match scene.reading {
        Reading::Verdict => count(known),
        Reading::Possibility => Seen::Extent(Extent::closed(
            Fraction::whole(known as i128),
            Fraction::whole(fields.len() as i128),
        )),
    }
}

/// A count of things.
pub(super) fn count<'a>(of: usize) -> Seen<'a> {
    Seen::Extent(Extent::point(Fraction::whole(of as i128)))
}

/// A score; in the possibility reading its range (ruling 44).
fn score<'a>(scene: &Scene<'a>, index: usize) -> Seen<'a> {
    let scores: &[ScoreOutcome] = match scene.results {
        Some(Results::Strata { scores, .. }) => scores,
        Some(Results::Printed(outcome)) => &outcome.scores,
        None => &[],
    };
    match (scores.get(index), scene.reading) {
        (Some(score), Reading::Verdict) => Seen::Extent(Extent::point(score.value)),
        (Some(score), Reading::Possibility) => Seen::Extent(Extent::closed(score.min, score.max)),
        (None, _) => Seen::Unknown,
    }
}

/// Whether an element of a list is in a set. Elements are exact.
pub(super) fn element_is_in(element: &Element, set: &ValueSet) -> bool {
    match (element, set) {
        (Element::Number(number), ValueSet::Numbers(numbers)) => numbers.holds(number.millionths()),
        (Element::Day(day), ValueSet::Days(days)) => days.holds(i128::from(day.number())),
        (Element::Text(text), ValueSet::Texts(texts)) => texts.contains(text),
        (Element::Choice(position), ValueSet::Choices(positions)) => positions.contains(position),
        (Element::Boolean(value), ValueSet::Booleans(values)) => values.contains(value),
        // INVARIANT: the checker compares like with like.
        (
            Element::Number(_)
            | Element::Day(_)
            | Element::Text(_)
            | Element::Choice(_)
            | Element::Boolean(_),
            ValueSet::Numbers(_)
            | ValueSet::Days(_)
            | ValueSet::Texts(_)
            | ValueSet::Choices(_)
            | ValueSet::Booleans(_),
        ) => false,
    }
}

/// TRUE if every possible value is in the set, FALSE if none is, else UNKNOWN (ruling 8).
pub(super) fn is_in(seen: &Seen, set: &ValueSet) -> Truth {
    match (seen, set) {
        (Seen::Unknown, _) => Truth::Unknown,
        (Seen::NoRows, _) => Truth::False,
        (Seen::Extent(extent), ValueSet::Numbers(numbers)) => extent.is_in(numbers, Number::SCALE),
        (Seen::Extent(extent), ValueSet::Days(days)) => extent.is_in(days, 1),
        (Seen::Extent(extent), ValueSet::Choices(positions)) => choice_is_in(*extent, positions),
        (Seen::Boolean(value), ValueSet::Booleans(values)) => Truth::from(values.contains(value)),
        (Seen::Text(text), ValueSet::Texts(texts)) => Truth::from(texts.contains(*text)),
        // INVARIANT: the checker compares like with like.
        (
            Seen::Extent(_) | Seen::Boolean(_) | Seen::Text(_) | Seen::List(_),
            ValueSet::Numbers(_)
            | ValueSet::Days(_)
            | ValueSet::Texts(_)
            | ValueSet::Choices(_)
            | ValueSet::Booleans(_),
        ) => Truth::Unknown,
    }
}

/// A declared value, or one of several neighbors: what the least or greatest of unknown rows may be.
fn choice_is_in(extent: Extent, positions: &BTreeSet<u32>) -> Truth {
    let holds = |position: &&u32| extent.holds(Fraction::whole(i128::from(**position)));
    let among = positions.iter().filter(holds).count();
    let position = |end: Option<Fraction>| end.and_then(|value| value.in_units(1)).map(|(floor, _)| floor);
    let spread = position(extent.high.value())
        .zip(position(extent.low.value()))
        .and_then(|(high, low)| usize::try_from(high - low + 1).ok());
    if among == 0 {
        Truth::False
    } else if spread == Some(among) {
        Truth::True
    } else {
        Truth::Unknown
    }
}
