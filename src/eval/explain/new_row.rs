//! A child row that an account could have besides: what a filter of the plan asks of one.
//!
//! In: a filter. Out: a row of its table that meets it, as far as single tests go; whether it does is for the caller to
//! try. Invariant: a cell that an earlier test filled is not filled again.

use crate::check::model::{Condition, FieldRef, Rows, TextTest, Value};
use crate::plan::{Earns, Plan};
use crate::types::{Cell, ChildRow, Day, Element, IntervalSet, Number, ValueSet};

use super::candidates::OTHER_TEXT;

/// A row that meets a filter, as far as single tests go; dates that fade are today.
pub(super) fn row_for(plan: &Plan, table: usize, rows: &Rows, today: Day) -> ChildRow {
    let width = plan.schema.tables.get(table).map_or(0, |table| table.fields.len());
    let mut row = ChildRow { cells: vec![Cell::Unknown; width] };
    for rule in plan.scores.iter().flat_map(|score| &score.rules) {
        let same = matches!(&rule.earns, Earns::PerRow { rows: other, .. } if other == rows);
        if let (true, Some(fade)) = (same, &rule.fade) {
            set(&mut row, &fade.since, Some(Cell::Day(today)));
        }
    }
    meet(&rows.filter, true, &mut row, today);
    row
}

/// Fills in what makes a condition true, or false; of several ways the first.
fn meet(condition: &Condition, wanted: bool, row: &mut ChildRow, today: Day) {
    match condition {
        Condition::And(parts) | Condition::Or(parts) => {
            let all = matches!(condition, Condition::And(_)) == wanted;
            let count = if all { parts.len() } else { 1 };
            parts.iter().take(count).for_each(|part| meet(part, wanted, row, today));
        }
        Condition::Not(inner) => meet(inner, !wanted, row, today),
        Condition::Member { value, set: members } => set(row, value, member(members, wanted)),
        Condition::Text { value, test } if wanted => set(row, value, needle(test)),
        Condition::Text { value, .. } => set(row, value, Some(Cell::Text(OTHER_TEXT.to_owned()))),
        Condition::Within { value, .. } if wanted => set(row, value, Some(Cell::Day(today))),
        Condition::OlderThan { value, span } => {
            let day = span.away_from(today, false) - i128::from(wanted);
            set(row, value, i32::try_from(day).ok().and_then(Day::from_number).map(Cell::Day));
        }
        Condition::Has { value, all } if wanted => {
            let elements = all.iter().filter_map(|members| match member(members, true)? {
                Cell::Text(text) => Some(Element::Text(text)),
                Cell::Choice(position) => Some(Element::Choice(position)),
                Cell::Number(number) => Some(Element::Number(number)),
                _ => None,
            });
            set(row, value, Some(Cell::List(elements.collect())));
        }
        Condition::Has { .. }
        | Condition::Within { .. }
        | Condition::Constant(_)
        | Condition::Let(_)
        | Condition::Known(_)
        | Condition::Compare { .. }
        | Condition::AnyRow(_)
        | Condition::Result(_) => {}
    }
}

/// Fills a cell of a row, unless it is filled already.
fn set(row: &mut ChildRow, value: &Value, cell: Option<Cell>) {
    if let (Value::Field(FieldRef::Row(field)), Some(cell)) = (value, cell)
        && let Some(place) = row.cells.get_mut(*field).filter(|place| **place == Cell::Unknown)
    {
        *place = cell;
    }
}

/// A value that is in a set; for texts also one that is not.
fn member(members: &ValueSet, wanted: bool) -> Option<Cell> {
    if !wanted {
        return match members {
            ValueSet::Texts(_) => Some(Cell::Text(OTHER_TEXT.to_owned())),
            ValueSet::Booleans(values) => values.first().map(|value| Cell::Boolean(!value)),
            // Below the last that is named there is a declared value for every position.
            ValueSet::Choices(positions) => {
                let last = positions.last().copied().unwrap_or(0);
                (0..last).find(|position| !positions.contains(position)).map(Cell::Choice)
            }
            ValueSet::Numbers(_) | ValueSet::Days(_) => None,
        };
    }
    let inside = |set: &IntervalSet, step: i128| {
        let interval = set.intervals().first()?;
        let low = interval.low.value().map(|low| [low, low + step]);
        let high = interval.high.value().map(|high| [high, high - step]);
        low.or(high)?.into_iter().find(|value| set.holds(*value))
    };
    match members {
        ValueSet::Texts(texts) => texts.first().cloned().map(Cell::Text),
        ValueSet::Choices(positions) => positions.first().copied().map(Cell::Choice),
        ValueSet::Booleans(values) => values.first().copied().map(Cell::Boolean),
        ValueSet::Numbers(numbers) => {
            inside(numbers, Number::SCALE).map(|value| Cell::Number(Number::from_millionths(value)))
        }
        ValueSet::Days(days) => {
            inside(days, 1).and_then(|day| Day::from_number(i32::try_from(day).ok()?)).map(Cell::Day)
        }
    }
}

/// A text that passes a test.
fn needle(test: &TextTest) -> Option<Cell> {
    match test {
        TextTest::Contains(needles)
        | TextTest::ContainsWord(needles)
        | TextTest::StartsWith(needles)
        | TextTest::EndsWith(needles) => needles.first().cloned().map(Cell::Text),
        TextTest::Matches(_) => None,
    }
}
