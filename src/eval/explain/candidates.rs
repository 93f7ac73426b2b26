//! Cells worth trying in one place: one for each class of values that the plan tells apart.

use std::collections::BTreeSet;

use crate::check::model::{DateSpan, FieldRef, TextTest, Type, Value};
use crate::eval::row::{Scene, Seen, value_of};
use crate::plan::Plan;
use crate::types::{Account, Cell, Day, Element, Extent, Fraction, IntervalSet, Number, ValueSet};

use super::constants::{Against, Test};

/// A text that stands for any that the plan does not name.
pub const OTHER_TEXT: &str = "(any other value)";
/// Up to this many declared values are all tried.
const MANY_CHOICES: usize = 40;

/// Where a cell stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// The field, of the account or of a row.
    pub field: FieldRef,
    /// The table and the position of the row.
    pub row: Option<(usize, usize)>,
}

impl Place {
    /// The cell that stands here.
    pub(super) fn cell(self, account: &Account) -> Option<&Cell> {
        match (self.field, self.row) {
            (FieldRef::Account(index), _) => account.cells.get(index),
            (FieldRef::Row(index), Some((table, row))) => {
                account.tables.get(table)?.as_ref()?.get(row)?.cells.get(index)
            }
            (FieldRef::Row(_), None) => None,
        }
    }

    /// The account with another cell here.
    pub(super) fn with(self, account: &Account, cell: Cell) -> Account {
        let mut changed = account.clone();
        let place = match (self.field, self.row) {
            (FieldRef::Account(index), _) => changed.cells.get_mut(index),
            (FieldRef::Row(index), Some((table, row))) => changed
                .tables
                .get_mut(table)
                .and_then(Option::as_mut)
                .and_then(|rows| rows.get_mut(row))
                .and_then(|row| row.cells.get_mut(index)),
            (FieldRef::Row(_), None) => None,
        };
        if let Some(place) = place {
            *place = cell;
        }
        changed
    }

    /// The type of the cell.
    pub(super) fn ty(self, plan: &Plan) -> Option<&Type> {
        let declared = match (self.field, self.row) {
            (FieldRef::Account(index), _) => plan.schema.fields.get(index),
            (FieldRef::Row(index), Some((table, _))) => plan.schema.tables.get(table)?.fields.get(index),
            (FieldRef::Row(_), None) => None,
        };
        declared.map(|field| &field.ty)
    }

    /// Whether a value is this cell, or this cell with a default.
    fn is(self, test: &Test) -> bool {
        let same_row = self.row.map(|(table, _)| table) == test.row || self.row.is_none();
        let field = match test.value {
            Value::Otherwise(inner, _) => inner.as_ref(),
            value => value,
        };
        same_row && *field == Value::Field(self.field)
    }
}

/// The search for what to try.
pub(super) struct Candidates<'a> {
    pub plan: &'a Plan,
    pub account: &'a Account,
    pub today: Day,
    pub tests: &'a [Test<'a>],
}

impl Candidates<'_> {
    /// Cells to try in a place that holds no list.
    pub(super) fn cells(&self, place: Place) -> Vec<Cell> {
        match place.ty(self.plan) {
            Some(Type::Boolean) => vec![Cell::Boolean(true), Cell::Boolean(false)],
            Some(Type::Choice(set)) => self.choices(place, *set),
            Some(Type::Text) => self.texts(place),
            Some(Type::Day) => self.days(place),
            Some(Type::Number | Type::Whole | Type::Percent | Type::Money(_) | Type::Days) => {
                self.numbers(place)
            }
            Some(Type::List(_)) | None => Vec::new(),
        }
    }

    fn named_in(&self, place: Place) -> impl Iterator<Item = &ValueSet> {
        self.tests.iter().filter(move |test| place.is(test)).flat_map(|test| match test.against {
            Against::Set(set) => vec![set],
            Against::All(sets) => sets.iter().map(AsRef::as_ref).collect(),
            _ => Vec::new(),
        })
    }

    fn choices(&self, place: Place, set: usize) -> Vec<Cell> {
        let count = self.plan.schema.choices.get(set).map_or(0, |set| set.values.len());
        let all = 0..u32::try_from(count).unwrap_or(u32::MAX);
        if count <= MANY_CHOICES {
            return all.map(Cell::Choice).collect();
        }
        let named: BTreeSet<u32> = self
            .named_in(place)
            .filter_map(|set| if let ValueSet::Choices(positions) = set { Some(positions) } else { None })
            .flatten()
            .copied()
            .collect();
        let other = all.clone().find(|position| !named.contains(position));
        named.iter().copied().chain(other).map(Cell::Choice).collect()
    }

    fn texts(&self, place: Place) -> Vec<Cell> {
        let mut texts: BTreeSet<&str> = BTreeSet::new();
        for test in self.tests.iter().filter(|test| place.is(test)) {
            match test.against {
                Against::Set(ValueSet::Texts(named)) => texts.extend(named.iter().map(String::as_str)),
                Against::Text(
                    TextTest::Contains(needles)
                    | TextTest::ContainsWord(needles)
                    | TextTest::StartsWith(needles)
                    | TextTest::EndsWith(needles),
                ) => texts.extend(needles.iter().map(String::as_str)),
                _ => {}
            }
        }
        texts.into_iter().chain([OTHER_TEXT]).map(|text| Cell::Text(text.to_owned())).collect()
    }

    /// Elements that the plan names for a list.
    pub(super) fn elements(&self, place: Place) -> BTreeSet<Element> {
        let mut elements = BTreeSet::new();
        for set in self.named_in(place) {
            match set {
                ValueSet::Texts(texts) => elements.extend(texts.iter().cloned().map(Element::Text)),
                ValueSet::Choices(positions) => {
                    elements.extend(positions.iter().copied().map(Element::Choice));
                }
                ValueSet::Booleans(values) => elements.extend(values.iter().copied().map(Element::Boolean)),
                ValueSet::Numbers(numbers) => {
                    elements.extend(ends(numbers).map(|end| Element::Number(Number::from_millionths(end))))
                }
                ValueSet::Days(days) => elements.extend(
                    ends(days).filter_map(|end| Day::from_number(i32::try_from(end).ok()?)).map(Element::Day),
                ),
            }
        }
        elements
    }

    /// For each `has all`, one element for each of its sets.
    pub(super) fn together(&self, place: Place) -> Vec<Vec<Element>> {
        let tests = self.tests.iter().filter(|test| place.is(test));
        let all = tests.filter_map(|test| match test.against {
            Against::All(sets) if sets.len() > 1 => Some(sets),
            _ => None,
        });
        all.map(|sets| {
            sets.iter()
                .filter_map(|set| match set.as_ref() {
                    ValueSet::Texts(texts) => texts.first().cloned().map(Element::Text),
                    ValueSet::Choices(positions) => positions.first().copied().map(Element::Choice),
                    ValueSet::Numbers(_) | ValueSet::Days(_) | ValueSet::Booleans(_) => None,
                })
                .collect()
        })
        .collect()
    }

    fn numbers(&self, place: Place) -> Vec<Cell> {
        let ty = place.ty(self.plan);
        let unit = unit(ty);
        let mut found: BTreeSet<i128> = BTreeSet::new();
        for solution in self.solutions(place, 0, Number::SCALE) {
            let floor = solution.div_euclid(unit) * unit;
            found.extend([floor - unit, floor, solution, floor + unit, floor + 2 * unit]);
        }
        let fits = |value: &i128| match ty {
            Some(Type::Whole) => *value >= 0 && value % Number::SCALE == 0,
            _ => Number::from_millionths(*value).is_in_range(),
        };
        found.into_iter().filter(fits).map(|value| Cell::Number(Number::from_millionths(value))).collect()
    }

    fn days(&self, place: Place) -> Vec<Cell> {
        let today = i128::from(self.today.number());
        let mut found: BTreeSet<i128> = BTreeSet::from([today]);
        for solution in self.solutions(place, today, 1) {
            found.extend([solution - 1, solution, solution + 1]);
        }
        let day = |number: i128| Day::from_number(i32::try_from(number).ok()?);
        found.into_iter().filter_map(day).map(Cell::Day).collect()
    }

    /// The values of a cell at which an expression that reads it meets a constant, in units of the cell, rounded down. An
    /// expression is taken for linear in the cell, and for one over such: what does not fit is found out by trying.
    fn solutions(&self, place: Place, origin: i128, units: i128) -> Vec<i128> {
        let mut solutions = Vec::new();
        for test in self.tests {
            let (Some(e0), Some(e1), Some(e2)) = (
                self.at(place, test, origin),
                self.at(place, test, origin + units),
                self.at(place, test, origin + 2 * units),
            ) else {
                continue;
            };
            if e0 == e1 && e1 == e2 {
                continue;
            }
            for target in self.targets(test) {
                let steps = [steps_to(e0, e1, target), inverse_steps_to(e1, e2, target)];
                for step in steps.into_iter().flatten() {
                    if let Some((floor, _)) = step.in_units(units) {
                        solutions.push(origin.saturating_add(floor));
                    }
                }
            }
        }
        solutions
    }

    /// What the tested expression comes to with this number in the place; the difference where two expressions meet.
    fn at(&self, place: Place, test: &Test, value: i128) -> Option<Fraction> {
        let cell = match place.ty(self.plan)? {
            Type::Day => Cell::Day(Day::from_number(i32::try_from(value).ok()?)?),
            _ => Cell::Number(Number::from_millionths(value)),
        };
        let changed = place.with(self.account, cell);
        let mut scene = Scene::new(self.plan, &changed, self.today);
        if let Some(table) = test.row {
            let (place_table, position) = place.row?;
            if place_table != table {
                return None;
            }
            scene = scene.row(table, changed.tables.get(table)?.as_ref()?.get(position)?);
        }
        let left = point(&value_of(&scene, test.value))?;
        match test.against {
            Against::Value(right) => {
                left.plus(point(&value_of(&scene, right))?.times(Number::from_whole(-1))?)
            }
            _ => Some(left),
        }
    }

    fn targets(&self, test: &Test) -> Vec<Fraction> {
        let days = |sign: bool, span: DateSpan| Fraction::whole(span.away_from(self.today, sign));
        let today = Fraction::whole(i128::from(self.today.number()));
        match test.against {
            Against::Set(ValueSet::Numbers(set)) => {
                ends(set).filter_map(|end| Fraction::new(end, Number::SCALE)).collect()
            }
            Against::Set(ValueSet::Days(set)) => ends(set).map(Fraction::whole).collect(),
            Against::Value(_) => vec![Fraction::ZERO],
            Against::Days(span) => vec![days(false, span), today, days(true, span)],
            Against::Number(number) => vec![number.into()],
            Against::Age(end) => {
                let gone = i128::from(self.today.number()) - i128::from(end);
                vec![Fraction::whole(gone), today]
            }
            Against::Known | Against::Set(_) | Against::All(_) | Against::Text(_) => Vec::new(),
        }
    }
}

/// The smallest change worth naming, in millionths.
pub(super) fn unit(ty: Option<&Type>) -> i128 {
    match ty {
        Some(Type::Whole | Type::Days) => Number::SCALE,
        Some(Type::Percent) => Number::SCALE / 1_000,
        _ => Number::SCALE / 100,
    }
}

fn ends(set: &IntervalSet) -> impl Iterator<Item = i128> + '_ {
    set.intervals().iter().flat_map(|interval| [interval.low.value(), interval.high.value()]).flatten()
}

fn point(seen: &Seen) -> Option<Fraction> {
    match seen {
        Seen::Extent(extent) => Extent::as_point(*extent),
        Seen::Unknown | Seen::NoRows | Seen::Boolean(_) | Seen::Text(_) | Seen::List(_) => None,
    }
}

fn minus(a: Fraction, b: Fraction) -> Option<Fraction> {
    a.plus(b.times(Number::from_whole(-1))?)
}

/// Steps from the first of two neighbors to where a line through both meets the target.
fn steps_to(e0: Fraction, e1: Fraction, target: Fraction) -> Option<Fraction> {
    minus(target, e0)?.over(minus(e1, e0)?)
}

/// The same for one over a line, from the values at one and at two steps.
fn inverse_steps_to(e1: Fraction, e2: Fraction, target: Fraction) -> Option<Fraction> {
    let one = Fraction::whole(1);
    let (u1, u2, u) = (one.over(e1)?, one.over(e2)?, one.over(target)?);
    let slope = minus(u2, u1)?;
    minus(u, minus(u1, slope)?)?.over(slope)
}
