//! The classes of columns of numbers, dates, booleans and declared values.
//!
//! In: the tests on one field, or on one expression. Out: a row for each class of cells that they tell apart.
//! Invariant: between two neighboring breakpoints no test changes its mind, and every breakpoint is a class of its own.

use std::collections::{BTreeSet, HashSet};

use crate::check::model::{Aggregate, Condition, FieldRef, Type, Value};
use crate::plan::may_have_no_rows;
use crate::types::{Cell, Day, End, Interval, Number, Points, Truth, ValueSet};

use super::Prover;
use super::question::{Row, Stand, field_of};
use super::search::{distinct, nothing};

/// More classes than this are not told apart.
const MOST_REGIONS: usize = 2_000;
/// More than this are not told apart where a cell may be a range over any of them.
const MOST_SPANNED: usize = 96;

/// The classes of a field that is no text and no list.
pub(super) fn field_rows(
    prover: &Prover<'_>,
    row: Option<usize>,
    field: FieldRef,
    tests: &[&Condition],
) -> Option<Vec<Row>> {
    let declared = field_of(prover, row, field)?;
    let cells: Vec<Cell> = match &declared.ty {
        Type::Boolean => vec![Cell::Boolean(true), Cell::Boolean(false)],
        Type::Choice(set) => {
            let count = prover.plan().schema.choices.get(*set).map_or(0, |set| set.values.len());
            choices(u32::try_from(count).unwrap_or(u32::MAX), tests)
        }
        Type::Day => regions(breakpoints(prover, tests, true), &Grid::DAYS)
            .into_iter()
            .filter_map(|day| Day::from_number(i32::try_from(day).ok()?))
            .map(Cell::Day)
            .collect(),
        ty => {
            let found = values(prover, ty, tests)?;
            found.into_iter().map(|value| Cell::Number(Number::from_millionths(value))).collect()
        }
    };
    if cells.len() > MOST_REGIONS || (declared.range && cells.len() > MOST_SPANNED) {
        return None;
    }
    let mut rows = prover.judged(row, field, tests, cells)?;
    if declared.range {
        rows.extend(spans(&rows));
    }
    rows.extend(prover.judged(row, field, tests, vec![Cell::Unknown])?);
    Some(distinct(rows))
}

/// A number for each class of a field of numbers, ascending; `None` where there are too many.
pub(super) fn values(prover: &Prover<'_>, ty: &Type, tests: &[&Condition]) -> Option<Vec<i128>> {
    let grid = if *ty == Type::Whole { Grid::WHOLE } else { Grid::NUMBERS };
    let found = regions(breakpoints(prover, tests, false), &grid);
    (found.len() <= MOST_REGIONS).then_some(found)
}

/// Declared values: those that a test names, and one of the others.
pub(super) fn choices(count: u32, tests: &[&Condition]) -> Vec<Cell> {
    let mut named: BTreeSet<u32> = BTreeSet::new();
    for test in tests {
        if let Condition::Member { set, .. } = test
            && let ValueSet::Choices(positions) = set.as_ref()
        {
            named.extend(positions.iter().filter(|position| **position < count));
        }
    }
    let other = (0..count).find(|position| !named.contains(position));
    named.into_iter().chain(other).map(Cell::Choice).collect()
}

/// Cells that are ranges: from any class to any later one. A test is TRUE of a range if it is of every value in it,
/// FALSE if of none, else UNKNOWN (ruling 8). `rows` are the exact classes in ascending order.
fn spans(rows: &[Row]) -> Vec<Row> {
    let mut seen: HashSet<Vec<Truth>> = HashSet::new();
    let mut found = Vec::new();
    for (start, first) in rows.iter().enumerate() {
        let mut truths = first.truths.clone();
        for last in rows.iter().skip(start + 1) {
            for (all, here) in truths.iter_mut().zip(&last.truths) {
                if all != here {
                    *all = Truth::Unknown;
                }
            }
            if seen.insert(truths.clone()) {
                let stands = range(first.stands.as_ref(), last.stands.as_ref());
                found.push(Row { truths: truths.clone(), stands });
            }
        }
    }
    found
}

fn range(first: Option<&Stand>, last: Option<&Stand>) -> Option<Stand> {
    match (first?, last?) {
        (Stand::Cell(Cell::Number(low)), Stand::Cell(Cell::Number(high))) => {
            Some(Stand::Cell(Cell::Range(Interval::closed(low.millionths(), high.millionths()))))
        }
        _ => None,
    }
}

/// The classes of the value of an expression over several columns or child rows.
pub(super) fn value_rows(prover: &Prover<'_>, value: &Value, tests: &[&Condition]) -> Option<Vec<Row>> {
    let mut points = BTreeSet::new();
    for test in tests {
        for interval in intervals_of(prover, test) {
            points.extend(ends(interval));
        }
    }
    let grid = grid_of(prover, value);
    let exact = regions(points, &grid);
    if exact.len() > MOST_SPANNED {
        return None;
    }
    let row = |of: &dyn Fn(&Condition) -> Truth| Row {
        truths: tests.iter().map(|test| of(test)).collect(),
        stands: None,
    };
    let mut rows: Vec<Row> = exact
        .into_iter()
        .map(|at| {
            row(&|test| match test {
                Condition::Known(_) => Truth::True,
                _ => intervals_of(prover, test)
                    .into_iter()
                    .any(|interval| interval.contains(Interval::point(at)))
                    .into(),
            })
        })
        .collect();
    if !matches!(value, Value::Score(_)) {
        rows.extend(spans(&rows));
        let is_known = |test: &Condition| matches!(test, Condition::Known(_));
        let has_default =
            matches!(value, Value::Otherwise(_, default) if matches!(**default, Value::Constant(_)));
        if !has_default {
            rows.push(row(&|test| if is_known(test) { Truth::False } else { Truth::Unknown }));
        }
        if may_have_no_rows(value) {
            rows.push(Row {
                truths: nothing(tests.len())
                    .into_iter()
                    .zip(tests)
                    .map(|(nothing, test)| if is_known(test) { Truth::True } else { nothing })
                    .collect(),
                stands: None,
            });
        }
    }
    Some(distinct(rows))
}

/// Which values there are.
struct Grid {
    /// Values are multiples of it.
    step: i128,
    /// Values are rather multiples of it, so that people can read them.
    nice: i128,
    least: i128,
    most: i128,
}

impl Grid {
    const NUMBERS: Grid =
        Grid { step: 1, nice: Number::SCALE, least: -Number::LIMIT + 1, most: Number::LIMIT - 1 };
    const WHOLE: Grid = Grid { step: Number::SCALE, nice: Number::SCALE, least: 0, most: Number::LIMIT - 1 };
    /// 0001-01-01 to 9999-12-31.
    const DAYS: Grid = Grid { step: 1, nice: 1, least: -719_162, most: 2_932_896 };
}

fn grid_of(prover: &Prover<'_>, value: &Value) -> Grid {
    let numbers = Grid { least: -(i128::MAX / 4), most: i128::MAX / 4, ..Grid::NUMBERS };
    match value {
        Value::Score(index) => {
            let scale = Number::SCALE / i128::from(Points::SCALE);
            let bounds = prover.score_bounds(*index).unwrap_or_default();
            Grid {
                step: scale,
                least: i128::from(bounds.0.thousandths()) * scale,
                most: i128::from(bounds.1.thousandths()) * scale,
                ..numbers
            }
        }
        Value::Aggregate(aggregate) if matches!(aggregate.as_ref(), Aggregate::Count(_)) => Grid::WHOLE,
        Value::CountElements { .. } | Value::CountKnown(_) => Grid::WHOLE,
        _ => numbers,
    }
}

/// A value for each breakpoint and for each gap beside and between them, ascending.
fn regions(mut points: BTreeSet<i128>, grid: &Grid) -> Vec<i128> {
    points.insert(0i128.clamp(grid.least, grid.most));
    let mut found = Vec::new();
    let mut before = None;
    for point in points {
        found.extend(between(before, Some(point), grid));
        if point % grid.step == 0 && (grid.least..=grid.most).contains(&point) {
            found.push(point);
        }
        before = Some(point);
    }
    found.extend(between(before, None, grid));
    found
}

/// A value between two others, a round one if there is one.
fn between(low: Option<i128>, high: Option<i128>, grid: &Grid) -> Option<i128> {
    let first = low.map_or(grid.least, |low| low.saturating_add(1)).max(grid.least);
    let last = high.map_or(grid.most, |high| high.saturating_sub(1)).min(grid.most);
    let fitting = |step: i128| {
        let candidate = match low {
            // Nothing below: as near to the upper end as can be.
            None => last.div_euclid(step) * step,
            Some(_) => -((-first).div_euclid(step)) * step,
        };
        (first..=last).contains(&candidate).then_some(candidate)
    };
    let middle = || {
        let middle = first + (last - first) / 2;
        (first <= last && grid.step == 1).then_some(middle)
    };
    if first > last { None } else { fitting(grid.nice).or_else(middle).or_else(|| fitting(grid.step)) }
}

fn ends(interval: Interval) -> impl Iterator<Item = i128> {
    [interval.low, interval.high].into_iter().filter_map(End::value)
}

/// The intervals in which a test is TRUE.
fn intervals_of(prover: &Prover<'_>, test: &Condition) -> Vec<Interval> {
    match test {
        Condition::Within { next, span, .. } => vec![span.within(prover.today(), *next)],
        Condition::OlderThan { span, .. } => vec![span.older(prover.today())],
        Condition::Member { set, .. } => match set.as_ref() {
            ValueSet::Numbers(set) | ValueSet::Days(set) => set.intervals().to_vec(),
            ValueSet::Texts(_) | ValueSet::Choices(_) | ValueSet::Booleans(_) => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// Where a test on one field changes its mind: in millionths, or in days for a date.
pub(super) fn breakpoints(prover: &Prover<'_>, tests: &[&Condition], is_date: bool) -> BTreeSet<i128> {
    let mut found = BTreeSet::new();
    for test in tests {
        let (value, in_days) = match test {
            Condition::Member { value, set } => (value, matches!(set.as_ref(), ValueSet::Days(_))),
            Condition::Within { value, .. } | Condition::OlderThan { value, .. } => (value, true),
            _ => continue,
        };
        for end in intervals_of(prover, test).into_iter().flat_map(ends) {
            let end = if in_days { end.saturating_mul(Number::SCALE) } else { end };
            for point in inverted(prover, value, vec![end]) {
                if is_date {
                    let day = point.div_euclid(Number::SCALE);
                    found.extend([day, if point % Number::SCALE == 0 { day } else { day + 1 }]);
                } else {
                    found.insert(point);
                }
            }
        }
    }
    found
}

/// The values of the field, in millionths, at which a value comes to one of these; where that is no multiple of a
/// millionth, those on both sides of it.
fn inverted(prover: &Prover<'_>, value: &Value, at: Vec<i128>) -> Vec<i128> {
    let day = |of: &Value| match of {
        Value::Today => Some(i128::from(prover.today().number())),
        Value::Constant(Cell::Day(day)) => Some(i128::from(day.number())),
        _ => None,
    };
    match value {
        Value::Otherwise(inner, _) => inverted(prover, inner, at),
        Value::Linear { terms, constant } => match terms.as_slice() {
            [(factor, term)] if *factor != Number::ZERO => {
                let divided = at.into_iter().flat_map(|at| {
                    let above = (at - constant.millionths()).saturating_mul(Number::SCALE);
                    let floor = above.div_euclid(factor.millionths());
                    [floor.saturating_sub(1), floor, floor.saturating_add(1)]
                });
                inverted(prover, term, divided.collect())
            }
            _ => Vec::new(),
        },
        Value::DaysBetween { later, earlier } => match (day(later), day(earlier)) {
            (Some(day), _) => {
                let points = at.into_iter().map(|at| day * Number::SCALE - at).collect();
                inverted(prover, earlier, points)
            }
            (None, Some(day)) => {
                let points = at.into_iter().map(|at| day * Number::SCALE + at).collect();
                inverted(prover, later, points)
            }
            (None, None) => Vec::new(),
        },
        _ => at,
    }
}
