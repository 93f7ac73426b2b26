//! Lets and roles replaced by what they stand for.
//!
//! In: an expression of the model. Out: the same without names.
//! Invariant: the result means what the expression meant.

use crate::check::model::{Aggregate, Condition, LetValue, Model, RowSource, Rows, Value};
use crate::types::{Cell, Truth};

/// How often a let may stand in a let: the checker allows no cycles, so this is never met.
const DEPTH: usize = 256;

/// Replaces the lets and roles of one model.
pub(super) struct Inliner<'a> {
    model: &'a Model,
}

impl<'a> Inliner<'a> {
    pub(super) fn new(model: &'a Model) -> Inliner<'a> {
        Inliner { model }
    }

    /// The condition without lets and roles.
    pub(super) fn condition(&self, condition: &Condition) -> Condition {
        self.condition_at(condition, 0)
    }

    /// The value without lets and roles.
    pub(super) fn value(&self, value: &Value) -> Value {
        self.value_at(value, 0)
    }

    /// The rows without lets and roles.
    pub(super) fn rows(&self, rows: &Rows) -> Rows {
        self.rows_at(rows, 0)
    }

    fn condition_at(&self, condition: &Condition, depth: usize) -> Condition {
        let many = |parts: &[Condition]| parts.iter().map(|part| self.condition_at(part, depth)).collect();
        let value = |value: &Value| self.value_at(value, depth);
        match condition {
            Condition::Constant(truth) => Condition::Constant(*truth),
            Condition::And(parts) => Condition::And(many(parts)),
            Condition::Or(parts) => Condition::Or(many(parts)),
            Condition::Not(inner) => Condition::Not(Box::new(self.condition_at(inner, depth))),
            Condition::Let(index) => self.let_condition(*index, depth),
            Condition::Known(tested) => Condition::Known(value(tested)),
            Condition::Member { value: tested, set } => {
                Condition::Member { value: value(tested), set: set.clone() }
            }
            Condition::Compare { left, op, right } => {
                Condition::Compare { left: value(left), op: *op, right: value(right) }
            }
            Condition::Text { value: tested, test } => {
                Condition::Text { value: value(tested), test: test.clone() }
            }
            Condition::Has { value: tested, all } => {
                Condition::Has { value: value(tested), all: all.clone() }
            }
            Condition::Within { value: tested, next, span } => {
                Condition::Within { value: value(tested), next: *next, span: *span }
            }
            Condition::OlderThan { value: tested, span } => {
                Condition::OlderThan { value: value(tested), span: *span }
            }
            Condition::AnyRow(rows) => Condition::AnyRow(self.rows_at(rows, depth)),
            Condition::Result(test) => Condition::Result(test.clone()),
        }
    }

    fn let_condition(&self, index: usize, depth: usize) -> Condition {
        match self.model.lets.get(index).map(|named| &named.value) {
            Some(LetValue::Condition(condition)) if depth < DEPTH => self.condition_at(condition, depth + 1),
            _ => Condition::Constant(Truth::Unknown),
        }
    }

    fn value_at(&self, value: &Value, depth: usize) -> Value {
        let boxed = |value: &Value| Box::new(self.value_at(value, depth));
        match value {
            Value::Field(field) => Value::Field(*field),
            Value::Constant(cell) => Value::Constant(cell.clone()),
            Value::Today => Value::Today,
            Value::Let(index) => self.let_value(*index, depth),
            Value::Otherwise(inner, default) => Value::Otherwise(boxed(inner), boxed(default)),
            Value::Linear { terms, constant } => Value::Linear {
                terms: terms.iter().map(|(factor, term)| (*factor, self.value_at(term, depth))).collect(),
                constant: *constant,
            },
            Value::Quotient { numerator, denominator } => {
                Value::Quotient { numerator: boxed(numerator), denominator: boxed(denominator) }
            }
            Value::DaysBetween { later, earlier } => {
                Value::DaysBetween { later: boxed(later), earlier: boxed(earlier) }
            }
            Value::Aggregate(aggregate) => Value::Aggregate(Box::new(match aggregate.as_ref() {
                Aggregate::Count(rows) => Aggregate::Count(self.rows_at(rows, depth)),
                Aggregate::Sum(rows, field) => Aggregate::Sum(self.rows_at(rows, depth), *field),
                Aggregate::Min(rows, field) => Aggregate::Min(self.rows_at(rows, depth), *field),
                Aggregate::Max(rows, field) => Aggregate::Max(self.rows_at(rows, depth), *field),
            })),
            Value::CountElements { list, within } => {
                Value::CountElements { list: boxed(list), within: within.clone() }
            }
            Value::CountKnown(fields) => Value::CountKnown(fields.clone()),
            Value::Score(index) => Value::Score(*index),
        }
    }

    fn let_value(&self, index: usize, depth: usize) -> Value {
        match self.model.lets.get(index).map(|named| &named.value) {
            Some(LetValue::Value(value, _)) if depth < DEPTH => self.value_at(value, depth + 1),
            _ => Value::Constant(Cell::Unknown),
        }
    }

    /// A role is its table with its condition before the filter (ruling 32).
    fn rows_at(&self, rows: &Rows, depth: usize) -> Rows {
        let filter = self.condition_at(&rows.filter, depth);
        match rows.source {
            RowSource::Table(table) => Rows { source: RowSource::Table(table), filter: Box::new(filter) },
            RowSource::Role(index) => match self.model.roles.get(index) {
                Some(role) if depth < DEPTH => {
                    let role_condition = self.condition_at(&role.condition, depth + 1);
                    Rows {
                        source: RowSource::Table(role.table),
                        filter: Box::new(Condition::And(vec![role_condition, filter])),
                    }
                }
                _ => Rows { source: rows.source, filter: Box::new(Condition::Constant(Truth::Unknown)) },
            },
        }
    }
}
