//! Arithmetic brought to a normal form: sums with factors, quotients, days between dates (ruling 22).
//!
//! In: a calculation as written. Out: one typed value.
//! Invariant: amounts of different units are never added, and no constant divides by zero.

use super::normal_form::{exact_product, linear, spanning, sum_type, unit_type};
use super::operand::{Fixed, Operand, Typed};
use super::set::{Constant, constant_of};
use super::wanted::Wanted;
use super::words::element_words;
use super::{Checker, codes};
use crate::check::model::{ElementUnit, ListElement, Type, Value};
use crate::diag::Diagnostic;
use crate::syntax::tree::{ArithmeticOp, Expr, ExprKind};
use crate::text::Span;
use crate::types::{Interval, Number};

impl Checker<'_, '_> {
    /// A chain of `+ - * /`. The left spine is walked in a loop: a long sum is no deep one.
    pub(super) fn arithmetic(&mut self, expr: &Expr) -> Option<Operand> {
        let mut steps = Vec::new();
        let mut first = expr;
        while let ExprKind::Arithmetic { left, op, op_span, right } = &first.kind {
            steps.push((*op, *op_span, right.as_ref()));
            first = left;
        }
        let mut sum = self.operand(first, &Wanted::Number);
        while let Some((op, op_span, right)) = steps.pop() {
            let right = self.operand(right, &Wanted::Number);
            sum = match (sum, right) {
                (Some(left), Some(right)) => self.combine(left, op, op_span, right),
                (None, _) | (_, None) => None,
            };
        }
        sum
    }

    fn combine(&mut self, left: Operand, op: ArithmeticOp, op_span: Span, right: Operand) -> Option<Operand> {
        match (left, right) {
            (Operand::Condition(_, span), _) | (_, Operand::Condition(_, span)) => {
                self.condition_as_value(span)
            }
            (Operand::Fixed(left), Operand::Fixed(right)) => {
                self.combine_fixed(&left, op, op_span, &right).map(Operand::Fixed)
            }
            (Operand::Value(left), Operand::Fixed(right)) => {
                self.combine_constant(left, op, op_span, &right).map(Operand::Value)
            }
            (Operand::Fixed(left), Operand::Value(right)) => {
                self.combine_after_constant(&left, op, op_span, right).map(Operand::Value)
            }
            (Operand::Value(left), Operand::Value(right)) => {
                self.combine_values(left, op, op_span, right).map(Operand::Value)
            }
        }
    }

    /// Two numbers of the profile itself.
    fn combine_fixed(
        &mut self,
        left: &Fixed,
        op: ArithmeticOp,
        op_span: Span,
        right: &Fixed,
    ) -> Option<Fixed> {
        let (first, first_unit) = self.fixed_number(left)?;
        let (second, second_unit) = self.fixed_number(right)?;
        let span = left.span.to(right.span);
        let (a, b) = (first.millionths(), second.millionths());
        let (value, unit) = match op {
            ArithmeticOp::Add | ArithmeticOp::Subtract if first_unit != second_unit => {
                return self.unlike_units(
                    op_span,
                    (left.span, element_words(&left.element)),
                    (right.span, element_words(&right.element)),
                );
            }
            ArithmeticOp::Add => (Some(a + b), first_unit),
            ArithmeticOp::Subtract => (Some(a - b), first_unit),
            ArithmeticOp::Multiply => {
                let unit = match (first_unit, second_unit) {
                    (unit, ElementUnit::Plain | ElementUnit::Percent) => unit,
                    (ElementUnit::Plain | ElementUnit::Percent, unit) => unit,
                    (
                        ElementUnit::Money(_) | ElementUnit::Days,
                        ElementUnit::Money(_) | ElementUnit::Days,
                    ) => {
                        return self.unlike_units(
                            op_span,
                            (left.span, element_words(&left.element)),
                            (right.span, element_words(&right.element)),
                        );
                    }
                };
                (exact_product(first, second).map(Number::millionths), unit)
            }
            ArithmeticOp::Divide => {
                if b == 0 {
                    return self.division_by_zero(right.span);
                }
                let unit = if first_unit == second_unit { ElementUnit::Plain } else { first_unit };
                let exact =
                    a.checked_mul(Number::SCALE).filter(|scaled| scaled % b == 0).map(|scaled| scaled / b);
                (exact, unit)
            }
        };
        let Some(value) = value.map(Number::from_millionths).filter(|value| value.is_in_range()) else {
            return self.factor_out_of_range(span);
        };
        Some(Fixed {
            element: ListElement::Numbers(Interval::point(value.millionths()), unit),
            span,
            literal: false,
            low: None,
        })
    }

    /// The number of a constant; a range or text in a calculation is an error.
    fn fixed_number(&mut self, fixed: &Fixed) -> Option<(Number, ElementUnit)> {
        match &fixed.element {
            ListElement::Numbers(interval, unit) if interval.as_point().is_some() => {
                Some((Number::from_millionths(interval.as_point()?), *unit))
            }
            other => {
                let words = element_words(other);
                self.fail(Diagnostic::new(
                    &codes::ARITHMETIC_MISMATCH,
                    fixed.span,
                    format!("a calculation takes numbers, but this is {words}"),
                    words,
                ))
            }
        }
    }

    /// `x + 5`, `x - 2026-10-01`, `x * 2`, `x / 4`.
    fn combine_constant(
        &mut self,
        left: Typed,
        op: ArithmeticOp,
        op_span: Span,
        right: &Fixed,
    ) -> Option<Typed> {
        if left.ty == Type::Day {
            return self.date_and_constant(left, op, op_span, right, false);
        }
        self.must_be_number(&left, op_span)?;
        let (number, unit) = self.fixed_number(right)?;
        match op {
            ArithmeticOp::Add | ArithmeticOp::Subtract => {
                self.not_a_quotient(&left)?;
                let subject = super::set::Subject { step: None, ..self.subject(&left) };
                self.constant_value(&subject, right)?;
                let added = if op == ArithmeticOp::Add { number.millionths() } else { -number.millionths() };
                self.plus_constant(left, Number::from_millionths(added), right.span)
            }
            ArithmeticOp::Multiply => {
                let ty = self.product_type(&left, unit, right)?;
                self.scaled(spanning(left, right.span), number, ty)
            }
            ArithmeticOp::Divide => {
                if number == Number::ZERO {
                    return self.division_by_zero(right.span);
                }
                let ty = self.quotient_type(
                    &left.ty,
                    &unit_type(unit),
                    op_span,
                    (&left.name, left.span),
                    (&element_words(&right.element), right.span),
                )?;
                self.not_a_quotient(&left)?;
                let left = spanning(left, right.span);
                let reciprocal = Number::SCALE * Number::SCALE;
                if reciprocal % number.millionths() == 0 {
                    let factor = Number::from_millionths(reciprocal / number.millionths());
                    return self.scaled(left, factor, ty);
                }
                Some(Typed {
                    value: Value::Quotient {
                        numerator: Box::new(left.value.clone()),
                        denominator: Box::new(Value::Constant(crate::types::Cell::Number(number))),
                    },
                    ty,
                    name: "this quotient".to_owned(),
                    declared: None,
                    ..left
                })
            }
        }
    }

    /// `5 + x`, `2026-10-01 - x`, `2 * x`, `100 / x`.
    fn combine_after_constant(
        &mut self,
        left: &Fixed,
        op: ArithmeticOp,
        op_span: Span,
        right: Typed,
    ) -> Option<Typed> {
        if right.ty == Type::Day {
            return self.date_and_constant(right, op, op_span, left, true);
        }
        self.must_be_number(&right, op_span)?;
        let (number, unit) = self.fixed_number(left)?;
        match op {
            ArithmeticOp::Add | ArithmeticOp::Subtract => {
                self.not_a_quotient(&right)?;
                let subject = super::set::Subject { step: None, ..self.subject(&right) };
                self.constant_value(&subject, left)?;
                let ty = right.ty.clone();
                let right = if op == ArithmeticOp::Add {
                    right
                } else {
                    self.scaled(right, Number::from_whole(-1), ty)?
                };
                self.plus_constant(right, number, left.span)
            }
            ArithmeticOp::Multiply => {
                let ty = self.product_type(&right, unit, left)?;
                self.scaled(spanning(right, left.span), number, ty)
            }
            ArithmeticOp::Divide => {
                let ty = self.quotient_type(
                    &unit_type(unit),
                    &right.ty,
                    op_span,
                    (&element_words(&left.element), left.span),
                    (&right.name, right.span),
                )?;
                self.not_a_quotient(&right)?;
                let right = spanning(right, left.span);
                Some(Typed {
                    value: Value::Quotient {
                        numerator: Box::new(Value::Constant(crate::types::Cell::Number(number))),
                        denominator: Box::new(right.value.clone()),
                    },
                    ty,
                    name: "this quotient".to_owned(),
                    declared: None,
                    ..right
                })
            }
        }
    }

    fn combine_values(
        &mut self,
        left: Typed,
        op: ArithmeticOp,
        op_span: Span,
        right: Typed,
    ) -> Option<Typed> {
        if left.ty == Type::Day || right.ty == Type::Day {
            return self.combine_dates(left, op, op_span, right);
        }
        let (first, second) = (self.must_be_number(&left, op_span), self.must_be_number(&right, op_span));
        first?;
        second?;
        let (first, second) = (self.not_a_quotient(&left), self.not_a_quotient(&right));
        first?;
        second?;
        if op == ArithmeticOp::Multiply {
            return self.fail(
                Diagnostic::new(
                    &codes::PRODUCT_OF_FIELDS,
                    op_span,
                    format!(
                        "{} and {} are multiplied, which not every database does exactly",
                        left.name, right.name
                    ),
                    "a field times a field",
                )
                .label(left.span, "")
                .label(right.span, "")
                .help("have the product as a column of its own, or compare a quotient with a number"),
            );
        }
        self.each_once(&left, &right)?;
        let span = left.span.to(right.span);
        let leaves: Vec<_> = left.leaves.iter().chain(&right.leaves).cloned().collect();
        if op == ArithmeticOp::Divide {
            let ty = self.quotient_type(
                &left.ty,
                &right.ty,
                op_span,
                (&left.name, left.span),
                (&right.name, right.span),
            )?;
            let right = match (&left.ty, &right.ty) {
                (Type::Money(to), Type::Money(from)) if to != from => {
                    self.converted(right.clone(), *from, *to, &left)?
                }
                _ => right,
            };
            let value =
                Value::Quotient { numerator: Box::new(left.value), denominator: Box::new(right.value) };
            return Some(Typed { value, ty, name: "this quotient".to_owned(), span, declared: None, leaves });
        }
        let right = match (&left.ty, &right.ty) {
            (Type::Money(to), Type::Money(from)) if to != from => {
                self.converted(right.clone(), *from, *to, &left)?
            }
            (first, second) if self.same_unit(first, second) => right,
            (first, second) => {
                let words = (self.type_words(first), self.type_words(second));
                return self.unlike_units(op_span, (left.span, words.0), (right.span, words.1));
            }
        };
        let ty = sum_type(&left.ty, &right.ty, op);
        let minus = Number::from_whole(-1);
        let right_ty = right.ty.clone();
        let right = if op == ArithmeticOp::Subtract { self.scaled(right, minus, right_ty)? } else { right };
        let (mut terms, first) = linear(left.value);
        let (more, second) = linear(right.value);
        terms.extend(more);
        let constant = Number::from_millionths(first.millionths() + second.millionths());
        let value = Value::Linear { terms, constant };
        let name = if op == ArithmeticOp::Add { "this sum" } else { "this difference" }.to_owned();
        Some(Typed { value, ty, name, span, declared: None, leaves })
    }

    /// Dates know one operation: the days between two.
    fn combine_dates(&mut self, left: Typed, op: ArithmeticOp, op_span: Span, right: Typed) -> Option<Typed> {
        let span = left.span.to(right.span);
        if left.ty != Type::Day || right.ty != Type::Day || op != ArithmeticOp::Subtract {
            return self.date_arithmetic(op_span, [(left.span, &left.ty), (right.span, &right.ty)]);
        }
        if left.leaves.is_empty() && right.leaves.is_empty() {
            return self.useless_today(span);
        }
        self.each_once(&left, &right)?;
        let leaves = left.leaves.iter().chain(&right.leaves).cloned().collect();
        let value = Value::DaysBetween { later: Box::new(left.value), earlier: Box::new(right.value) };
        Some(Typed {
            value,
            ty: Type::Days,
            name: "this difference".to_owned(),
            span,
            declared: None,
            leaves,
        })
    }

    /// `close_date - 2026-01-01`, `2026-12-31 - close_date`.
    fn date_and_constant(
        &mut self,
        date: Typed,
        op: ArithmeticOp,
        op_span: Span,
        fixed: &Fixed,
        constant_first: bool,
    ) -> Option<Typed> {
        let point = match &fixed.element {
            ListElement::Days(interval) => interval.as_point(),
            ListElement::Numbers(..) | ListElement::Text(_) | ListElement::Boolean(_) => None,
        };
        let (Some(point), ArithmeticOp::Subtract) = (point, op) else {
            let other = match &fixed.element {
                ListElement::Days(_) => Type::Day,
                ListElement::Text(_) => Type::Text,
                ListElement::Boolean(_) => Type::Boolean,
                ListElement::Numbers(_, unit) => unit_type(*unit),
            };
            return self.date_arithmetic(op_span, [(date.span, &Type::Day), (fixed.span, &other)]);
        };
        if date.leaves.is_empty() {
            return self.useless_today(date.span);
        }
        let constant = constant_of(&Constant::Day(Interval::point(point)))?;
        let (later, earlier) = if constant_first { (constant, date.value) } else { (date.value, constant) };
        Some(Typed {
            value: Value::DaysBetween { later: Box::new(later), earlier: Box::new(earlier) },
            ty: Type::Days,
            name: "this difference".to_owned(),
            span: date.span.to(fixed.span),
            declared: None,
            leaves: date.leaves,
        })
    }
}
