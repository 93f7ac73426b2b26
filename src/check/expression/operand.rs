//! What a part of an expression stands for, before the place it stands in decides what it must be.
//!
//! In: an expression and what its place asks for. Out: a value, a constant or a condition.
//! Invariant: nothing is returned for what was reported.

use super::Checker;
use super::wanted::Wanted;
use super::words::element_words;
use crate::check::model::{Aggregate, Condition, FieldRef, LetValue, ListElement, Type, Value};
use crate::diag::Diagnostic;
use crate::diag::codes::types as codes;
use crate::syntax::tree::{Expr, ExprKind, Literal};
use crate::text::Span;
use crate::types::Number;

/// A part of an expression.
#[derive(Debug, Clone)]
pub(super) enum Operand {
    /// A value that depends on the account.
    Value(Typed),
    /// A constant or a range of constants, not typed yet.
    Fixed(Fixed),
    /// A condition.
    Condition(Condition, Span),
}

/// A value with what messages need to know about it.
#[derive(Debug, Clone)]
pub(super) struct Typed {
    /// The value.
    pub value: Value,
    /// Its type.
    pub ty: Type,
    /// What it is called in messages: `` `employees` ``, `this sum`.
    pub name: String,
    /// Where it stands.
    pub span: Span,
    /// Where its type was declared, for fields.
    pub declared: Option<Span>,
    /// The fields, scores and aggregates in it, each with its place (ruling 22: each once).
    pub leaves: Vec<(Value, Span)>,
}

/// A constant with its place.
#[derive(Debug, Clone)]
pub(super) struct Fixed {
    /// The constant or range, with the unit it was written with.
    pub element: ListElement,
    /// Where it stands; for a value of a named list, where the list is used.
    pub span: Span,
    /// Whether it is written at `span` itself, so that a fix may edit it there.
    pub literal: bool,
    /// For a range that is written there: where its lower end stands.
    pub low: Option<Span>,
}

impl Typed {
    /// A value that counts as one field of a calculation.
    pub(super) fn leaf(value: Value, ty: Type, name: String, span: Span) -> Typed {
        Typed { leaves: vec![(value.clone(), span)], value, ty, name, span, declared: None }
    }
}

impl Checker<'_, '_> {
    /// What an expression stands for; `wanted` only serves messages about unknown names.
    pub(super) fn operand(&mut self, expr: &Expr, wanted: &Wanted) -> Option<Operand> {
        self.deeper(expr.span, |checker| checker.operand_inner(expr, wanted))
    }

    fn operand_inner(&mut self, expr: &Expr, wanted: &Wanted) -> Option<Operand> {
        match &expr.kind {
            ExprKind::Paren(inner) => {
                let mut operand = self.operand(inner, wanted)?;
                match &mut operand {
                    Operand::Value(typed) => typed.span = expr.span,
                    Operand::Fixed(_) => {}
                    Operand::Condition(_, span) => *span = expr.span,
                }
                Some(operand)
            }
            ExprKind::Literal(Literal::Today(span)) => Some(Operand::Value(Typed {
                value: Value::Today,
                ty: Type::Day,
                name: "`today`".to_owned(),
                span: *span,
                declared: None,
                leaves: Vec::new(),
            })),
            ExprKind::Literal(literal) => self.literal(literal).map(Operand::Fixed),
            ExprKind::Range(range) => self.range(range).map(Operand::Fixed),
            ExprKind::Path(path) => self.path(path, wanted),
            ExprKind::Otherwise { value, fallback } => {
                self.otherwise(expr.span, value, fallback, wanted).map(Operand::Value)
            }
            ExprKind::Arithmetic { .. } => self.arithmetic(expr),
            ExprKind::Call(call) => self.call(call),
            ExprKind::CountKnown { fields } => self.count_known(expr.span, fields).map(Operand::Value),
            ExprKind::Bad => None,
            ExprKind::Implies(..)
            | ExprKind::And(_)
            | ExprKind::Or(_)
            | ExprKind::Not(_)
            | ExprKind::Compare { .. }
            | ExprKind::IsKnown { .. }
            | ExprKind::IsLevel { .. }
            | ExprKind::In { .. }
            | ExprKind::Has { .. }
            | ExprKind::TextTest { .. }
            | ExprKind::Matches { .. }
            | ExprKind::Under { .. }
            | ExprKind::Within { .. }
            | ExprKind::OlderThan { .. }
            | ExprKind::ExcludedBy(_) => {
                self.condition(expr).map(|condition| Operand::Condition(condition, expr.span))
            }
        }
    }

    /// An expression that must be a value of the account: no constant, no condition.
    pub(super) fn value(&mut self, expr: &Expr, wanted: &Wanted) -> Option<Typed> {
        match self.operand(expr, wanted)? {
            Operand::Value(typed) => Some(typed),
            Operand::Fixed(fixed) => self.fixed_as_value(&fixed),
            Operand::Condition(_, span) => self.condition_as_value(span),
        }
    }

    pub(super) fn fixed_as_value<T>(&mut self, fixed: &Fixed) -> Option<T> {
        self.fail(
            Diagnostic::new(
                &codes::FIXED_COMPARISON,
                fixed.span,
                format!("{} is tested here, which no account can change", element_words(&fixed.element)),
                "the same for every account",
            )
            .help("test a field of the account"),
        )
    }

    pub(super) fn condition_as_value<T>(&mut self, span: Span) -> Option<T> {
        self.fail(
            Diagnostic::new(
                &codes::CONDITION_AS_VALUE,
                span,
                "a condition stands where a value is expected",
                "this is true, false or unknown",
            )
            .help(
                "join conditions with `and`, `or` and `not`; a condition stands by itself, without `= true`",
            ),
        )
    }

    /// Whether a value is a quotient, also by the name of a let.
    pub(super) fn is_quotient(&self, value: &Value) -> bool {
        match value {
            Value::Quotient { .. } => true,
            Value::Let(index) => match self.scope.let_value(*index) {
                Some(LetValue::Value(value, _)) => self.is_quotient(value),
                Some(LetValue::Condition(_) | LetValue::Constant(_)) | None => false,
            },
            Value::Field(_)
            | Value::Constant(_)
            | Value::Today
            | Value::Otherwise(..)
            | Value::Linear { .. }
            | Value::DaysBetween { .. }
            | Value::Aggregate(_)
            | Value::CountElements { .. }
            | Value::CountKnown(_)
            | Value::Score(_) => false,
        }
    }

    /// Whether a value is always a whole number, so that gaps are judged on integers (ruling 14).
    pub(super) fn is_integral(&self, value: &Value) -> bool {
        let whole = |ty: &Type| matches!(ty, Type::Whole | Type::Days);
        match value {
            Value::Field(field) => self.field(*field).is_some_and(|field| whole(&field.ty)),
            Value::Constant(crate::types::Cell::Number(number)) => number.is_whole(),
            Value::Let(index) => match self.scope.let_value(*index) {
                Some(LetValue::Value(value, _)) => self.is_integral(value),
                Some(LetValue::Condition(_) | LetValue::Constant(_)) | None => false,
            },
            Value::Otherwise(value, fallback) => self.is_integral(value) && self.is_integral(fallback),
            Value::Linear { terms, constant } => {
                constant.is_whole()
                    && terms.iter().all(|(factor, term)| factor.is_whole() && self.is_integral(term))
            }
            Value::DaysBetween { .. } | Value::CountElements { .. } | Value::CountKnown(_) => true,
            Value::Aggregate(aggregate) => match aggregate.as_ref() {
                Aggregate::Count(_) => true,
                Aggregate::Sum(rows, field) | Aggregate::Min(rows, field) | Aggregate::Max(rows, field) => {
                    self.row_field(rows, *field).is_some_and(|field| whole(&field.ty))
                }
            },
            Value::Quotient { .. } | Value::Constant(_) | Value::Today | Value::Score(_) => false,
        }
    }

    /// The distance between two possible values: millionths of one for whole numbers, one for days.
    pub(super) fn step(&self, typed: &Typed) -> Option<i128> {
        if typed.ty == Type::Day {
            return Some(1);
        }
        self.is_integral(&typed.value).then_some(Number::SCALE)
    }

    /// The field behind a reference.
    pub(super) fn field(&self, field: FieldRef) -> Option<&crate::check::model::Field> {
        match field {
            FieldRef::Account(index) => self.schema().fields.get(index),
            FieldRef::Row(index) => self.schema().tables.get(self.scope.row?)?.fields.get(index),
        }
    }
}
