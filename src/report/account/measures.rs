//! What a rule computes before it decides: counts and sums of child rows, quotients, days between two dates.

use super::{Reading, Subject};
use crate::check::model::{Aggregate, Condition, RowSource, Rows, Schema, Type, Value};
use crate::eval::{Measured, measure};
use crate::plan::{Earns, ScoredRule};
use crate::report::cell_text;
use crate::types::{Bound, Cell, Day, Extent, Fraction, Number, round_half_away};

/// The most characters of a computed value's text; `where` may be long.
const MOST: usize = 100;

/// What a weight or signal computes.
pub(super) fn of_rule(subject: Subject<'_>, rule: &ScoredRule) -> Vec<Reading> {
    let mut values = Vec::new();
    of_condition(&rule.guard, &mut values);
    match &rule.earns {
        Earns::Flat(_) => {}
        Earns::PerRow { rows, .. } => values.push(count(rows)),
        Earns::PerNumber { value, .. } | Earns::Scale { value, .. } => computed(value, &mut values),
        Earns::Bands(bands) => computed(&bands.value, &mut values),
        Earns::Arms { arms, .. } => {
            arms.iter().for_each(|(condition, _)| of_condition(condition, &mut values))
        }
    }
    // After `per TABLE` every row fades by its own date (ruling 19).
    if let (Some(fade), false) = (&rule.fade, matches!(rule.earns, Earns::PerRow { .. })) {
        computed(&fade.since, &mut values);
    }
    readings(subject, values)
}

/// What a gate computes.
pub(super) fn of_gate(subject: Subject<'_>, condition: &Condition) -> Vec<Reading> {
    let mut values = Vec::new();
    of_condition(condition, &mut values);
    readings(subject, values)
}

fn count(rows: &Rows) -> Value {
    Value::Aggregate(Box::new(Aggregate::Count(rows.clone())))
}

fn of_condition(condition: &Condition, values: &mut Vec<Value>) {
    match condition {
        Condition::And(parts) | Condition::Or(parts) => {
            parts.iter().for_each(|part| of_condition(part, values));
        }
        Condition::Not(inner) => of_condition(inner, values),
        Condition::Known(value)
        | Condition::Member { value, .. }
        | Condition::Within { value, .. }
        | Condition::OlderThan { value, .. } => computed(value, values),
        Condition::Compare { left, right, .. } => {
            computed(left, values);
            computed(right, values);
        }
        Condition::AnyRow(rows) => values.push(count(rows)),
        Condition::Constant(_)
        | Condition::Let(_)
        | Condition::Text { .. }
        | Condition::Has { .. }
        | Condition::Result(_) => {}
    }
}

/// Keeps a value that is more than a field.
fn computed(value: &Value, values: &mut Vec<Value>) {
    match value {
        Value::Field(_) | Value::Constant(_) | Value::Today | Value::Let(_) | Value::Score(_) => {}
        Value::Otherwise(inner, _) => computed(inner, values),
        Value::Linear { .. }
        | Value::Quotient { .. }
        | Value::DaysBetween { .. }
        | Value::Aggregate(_)
        | Value::CountElements { .. }
        | Value::CountKnown(_) => {
            if !values.contains(value) {
                values.push(value.clone());
            }
        }
    }
}

fn readings(subject: Subject<'_>, values: Vec<Value>) -> Vec<Reading> {
    let reading = |value: Value| {
        let measured = measure(subject.plan, subject.account, subject.today, &value)?;
        let text = subject.model.value_text(&value);
        let short = text.chars().nth(MOST).is_none();
        let field = if short { text } else { text.chars().take(MOST).chain(['…']).collect() };
        let (value, known) = match measured {
            Measured::Unknown => ("unknown".to_owned(), false),
            Measured::NoRows => ("without rows".to_owned(), true),
            Measured::Number(extent) => {
                (extent_text(subject, type_of(&subject.plan.schema, &value), extent), true)
            }
        };
        Some(Reading { field, value, known, is_table: false })
    };
    values.into_iter().filter_map(reading).collect()
}

/// The type of a computed value, where it has a unit.
fn type_of<'s>(schema: &'s Schema, value: &Value) -> Option<&'s Type> {
    match value {
        Value::Aggregate(aggregate) => match aggregate.as_ref() {
            Aggregate::Count(_) => None,
            Aggregate::Sum(rows, field) | Aggregate::Min(rows, field) | Aggregate::Max(rows, field) => {
                let RowSource::Table(table) = rows.source else { return None };
                schema.tables.get(table)?.fields.get(*field).map(|field| &field.ty)
            }
        },
        Value::Linear { terms, .. } => terms.first().and_then(|(_, term)| type_of(schema, term)),
        Value::Field(crate::check::model::FieldRef::Account(field)) => {
            schema.fields.get(*field).map(|field| &field.ty)
        }
        Value::DaysBetween { .. } => Some(&Type::Days),
        Value::Field(_)
        | Value::Otherwise(..)
        | Value::Quotient { .. }
        | Value::CountElements { .. }
        | Value::CountKnown(_)
        | Value::Constant(_)
        | Value::Today
        | Value::Let(_)
        | Value::Score(_) => None,
    }
}

fn extent_text(subject: Subject<'_>, ty: Option<&Type>, extent: Extent) -> String {
    let number = |value: Fraction| fraction_text(subject, ty, value);
    if let Some(point) = extent.as_point() {
        return number(point);
    }
    let end = |bound: Bound| bound.value().map(number);
    match (end(extent.low), end(extent.high)) {
        (Some(low), Some(high)) => format!("{low} to {high}"),
        (Some(low), None) => format!("{low} or more"),
        (None, Some(high)) => format!("{high} or less"),
        (None, None) => "open".to_owned(),
    }
}

/// With at most three decimals: a quotient may have no end.
fn fraction_text(subject: Subject<'_>, ty: Option<&Type>, value: Fraction) -> String {
    if ty == Some(&Type::Day) {
        let day = value.in_units(1).and_then(|(days, _)| i32::try_from(days).ok()).and_then(Day::from_number);
        return day.map_or_else(String::new, |day| day.to_string());
    }
    let thousandths = round_half_away(value.numerator().saturating_mul(1_000), value.denominator());
    let number = Number::from_millionths(thousandths.saturating_mul(Number::SCALE / 1_000));
    cell_text(subject.model, ty, &Cell::Number(number))
}
