//! Whether a profile depends on the date it is run on.

use super::model::{Aggregate, Condition, Earns, Gate, LetValue, Rows, Score, Segment, Tier, Value};

/// Whether a condition does; lets and roles that it names are looked at by themselves.
pub(super) fn in_condition(condition: &Condition) -> bool {
    match condition {
        Condition::Constant(_) | Condition::Let(_) | Condition::Result(_) => false,
        Condition::And(parts) | Condition::Or(parts) => parts.iter().any(in_condition),
        Condition::Not(inner) => in_condition(inner),
        Condition::Known(value)
        | Condition::Member { value, .. }
        | Condition::Text { value, .. }
        | Condition::Has { value, .. } => in_value(value),
        Condition::Compare { left, right, .. } => in_value(left) || in_value(right),
        Condition::Within { .. } | Condition::OlderThan { .. } => true,
        Condition::AnyRow(rows) => in_rows(rows),
    }
}

fn in_rows(rows: &Rows) -> bool {
    in_condition(&rows.filter)
}

fn in_value(value: &Value) -> bool {
    match value {
        Value::Today => true,
        Value::Field(_) | Value::Constant(_) | Value::Let(_) | Value::CountKnown(_) | Value::Score(_) => {
            false
        }
        Value::Otherwise(value, fallback) => in_value(value) || in_value(fallback),
        Value::Linear { terms, .. } => terms.iter().any(|(_, term)| in_value(term)),
        Value::Quotient { numerator, denominator } => in_value(numerator) || in_value(denominator),
        Value::DaysBetween { later, earlier } => in_value(later) || in_value(earlier),
        Value::Aggregate(aggregate) => match aggregate.as_ref() {
            Aggregate::Count(rows)
            | Aggregate::Sum(rows, _)
            | Aggregate::Min(rows, _)
            | Aggregate::Max(rows, _) => in_rows(rows),
        },
        Value::CountElements { list, .. } => in_value(list),
    }
}

/// Whether a let does.
pub(super) fn in_let(value: &LetValue) -> bool {
    match value {
        LetValue::Condition(condition) => in_condition(condition),
        LetValue::Value(value, _) => in_value(value),
        LetValue::Constant(_) => false,
    }
}

/// Whether a gate does.
pub(super) fn in_gate(gate: &Gate) -> bool {
    !gate.active.is_empty() || in_condition(&gate.when) || gate.unless.as_ref().is_some_and(in_condition)
}

/// Whether a score does.
pub(super) fn in_score(score: &Score) -> bool {
    score.rules.iter().any(|rule| {
        rule.fade.is_some()
            || !rule.active.is_empty()
            || rule.when.iter().chain(&rule.unless).any(in_condition)
            || in_earns(&rule.earns)
    })
}

fn in_earns(earns: &Earns) -> bool {
    match earns {
        Earns::Flat(_) => false,
        Earns::PerRow { rows, .. } => in_rows(rows),
        Earns::PerNumber { value, .. } | Earns::Scale { value, .. } => in_value(value),
        Earns::Bands(bands) => in_value(&bands.value),
        Earns::Arms { arms, .. } => arms.iter().any(|(condition, _)| in_condition(condition)),
    }
}

/// Whether a segment does.
pub(super) fn in_segment(segment: &Segment) -> bool {
    segment.season.is_some()
        || !segment.active.is_empty()
        || in_condition(&segment.when)
        || segment.unless.as_ref().is_some_and(in_condition)
}

/// Whether a tier does.
pub(super) fn in_tier(tier: &Tier) -> bool {
    !tier.active.is_empty() || in_condition(&tier.when) || tier.unless.as_ref().is_some_and(in_condition)
}
