//! What kind of expression a condition is.
//!
//! In: a condition. Out: whether the two readings may differ, and whether it asks for results.
//! Invariant: what is not marked here means the same in both readings and sees the account alone.

use crate::check::model::{Aggregate, Condition, Rows, Value};

/// Whether the two readings of a condition may differ.
pub(super) fn has_two_readings(condition: &Condition) -> bool {
    any(condition, &|condition| matches!(condition, Condition::Known(_) | Condition::Result(_)), &|value| {
        matches!(value, Value::Otherwise(..) | Value::CountKnown(_) | Value::Score(_))
    })
}

/// Whether a condition asks for scores, segments or anything else that comes after the account.
pub(super) fn has_results(condition: &Condition) -> bool {
    any(condition, &|condition| matches!(condition, Condition::Result(_)), &|value| {
        matches!(value, Value::Score(_))
    })
}

type Is<'t, T> = &'t dyn Fn(&T) -> bool;

fn any(condition: &Condition, is: Is<'_, Condition>, value_is: Is<'_, Value>) -> bool {
    let of_value = |value: &Value| any_value(value, is, value_is);
    is(condition)
        || match condition {
            Condition::Constant(_) | Condition::Let(_) | Condition::Result(_) => false,
            Condition::And(parts) | Condition::Or(parts) => parts.iter().any(|part| any(part, is, value_is)),
            Condition::Not(inner) => any(inner, is, value_is),
            Condition::Known(value)
            | Condition::Member { value, .. }
            | Condition::Text { value, .. }
            | Condition::Has { value, .. }
            | Condition::Within { value, .. }
            | Condition::OlderThan { value, .. } => of_value(value),
            Condition::Compare { left, right, .. } => of_value(left) || of_value(right),
            Condition::AnyRow(rows) => any_rows(rows, is, value_is),
        }
}

fn any_value(value: &Value, is: Is<'_, Condition>, value_is: Is<'_, Value>) -> bool {
    let of = |value: &Value| any_value(value, is, value_is);
    value_is(value)
        || match value {
            Value::Field(_)
            | Value::Constant(_)
            | Value::Today
            | Value::Let(_)
            | Value::CountKnown(_)
            | Value::Score(_) => false,
            Value::Otherwise(a, b)
            | Value::Quotient { numerator: a, denominator: b }
            | Value::DaysBetween { later: a, earlier: b } => of(a) || of(b),
            Value::Linear { terms, .. } => terms.iter().any(|(_, term)| of(term)),
            Value::CountElements { list, .. } => of(list),
            Value::Aggregate(aggregate) => match aggregate.as_ref() {
                Aggregate::Count(rows)
                | Aggregate::Sum(rows, _)
                | Aggregate::Min(rows, _)
                | Aggregate::Max(rows, _) => any_rows(rows, is, value_is),
            },
        }
}

fn any_rows(rows: &Rows, is: Is<'_, Condition>, value_is: Is<'_, Value>) -> bool {
    any(&rows.filter, is, value_is)
}
