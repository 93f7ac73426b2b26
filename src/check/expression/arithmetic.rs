//! Arithmetic brought to a normal form: sums with factors, quotients, days between dates (ruling 22).

use super::operand::{Fixed, Operand, Typed};
use super::set::{Constant, constant_of};
use super::wanted::{Wanted, is_numeric, is_plain};
use super::words::element_words;
use super::{Checker, codes};
use crate::check::model::{ElementUnit, ListElement, Type, Value};
use crate::diag::Diagnostic;
use crate::syntax::tree::{ArithmeticOp, Expr, ExprKind};
use crate::text::Span;
use crate::types::{Interval, Number};

/// The first factor that is too large: 10^9 (ruling 22).
const FACTOR_LIMIT: i128 = 1_000_000_000 * Number::SCALE;

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
        (first?, second?);
        let (first, second) = (self.not_a_quotient(&left), self.not_a_quotient(&right));
        (first?, second?);
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
            name: "this number of days".to_owned(),
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
            name: "this number of days".to_owned(),
            span: date.span.to(fixed.span),
            declared: None,
            leaves: date.leaves,
        })
    }

    fn date_arithmetic<T>(&mut self, op_span: Span, parts: [(Span, &Type); 2]) -> Option<T> {
        let mut report = Diagnostic::new(
            &codes::ARITHMETIC_MISMATCH,
            op_span,
            "dates can only be subtracted from dates, which gives a number of days",
            "",
        );
        for (span, ty) in parts {
            report = report.label(span, self.type_words(ty));
        }
        self.fail(report.help(
            "compare with today by `within last 90 days` or `older than 90 days`, two dates by `a - b <= 90 days`",
        ))
    }

    fn must_be_number(&mut self, typed: &Typed, op_span: Span) -> Option<()> {
        if is_numeric(&typed.ty) {
            return Some(());
        }
        let words = self.type_words(&typed.ty);
        let report = Diagnostic::new(
            &codes::ARITHMETIC_MISMATCH,
            typed.span,
            format!("{} is {words}, so it cannot be part of a calculation", typed.name),
            words.clone(),
        )
        .label(op_span, "the calculation");
        let report = match typed.declared {
            Some(span) => report.label(span, format!("{} is {words}", typed.name)),
            None => report,
        };
        self.fail(report)
    }

    fn unlike_units<T>(&mut self, op_span: Span, left: (Span, String), right: (Span, String)) -> Option<T> {
        self.fail(
            Diagnostic::new(
                &codes::ARITHMETIC_MISMATCH,
                op_span,
                format!("{} and {} cannot be calculated together", left.1, right.1),
                "unlike units",
            )
            .label(left.0, left.1)
            .label(right.0, right.1),
        )
    }

    fn division_by_zero<T>(&mut self, span: Span) -> Option<T> {
        self.fail(Diagnostic::new(&codes::DIVISION_BY_ZERO, span, "a number is divided by 0", "0"))
    }

    fn factor_out_of_range<T>(&mut self, span: Span) -> Option<T> {
        self.fail(
            Diagnostic::new(
                &codes::FACTOR_OUT_OF_RANGE,
                span,
                "a factor must be below 1,000,000,000 and have at most six decimals",
                "too large, or not exact",
            )
            .help("round the factor, or move the calculation to the number that it is compared with"),
        )
    }

    /// Ruling 22: interval arithmetic is exact only where each field stands once.
    pub(super) fn each_once(&mut self, left: &Typed, right: &Typed) -> Option<()> {
        let twice = right.leaves.iter().find_map(|(leaf, again)| {
            left.leaves.iter().find(|(known, _)| known == leaf).map(|(_, first)| (leaf, *first, *again))
        });
        let Some((leaf, first, again)) = twice else { return Some(()) };
        let name = match leaf {
            Value::Field(field) => {
                self.field(*field).map_or_else(|| "a field".to_owned(), |field| format!("`{}`", field.name))
            }
            _ => "one value".to_owned(),
        };
        self.fail(
            Diagnostic::new(
                &codes::FIELD_TWICE,
                again,
                format!("{name} stands twice in one calculation"),
                "again here",
            )
            .label(first, "first here")
            .help("bring the calculation to a form that names it once"),
        )
    }

    fn plus_constant(&mut self, typed: Typed, added: Number, at: Span) -> Option<Typed> {
        let typed = spanning(typed, at);
        let (terms, constant) = linear(typed.value);
        let constant = Number::from_millionths(constant.millionths() + added.millionths());
        if !constant.is_in_range() {
            return self.factor_out_of_range(at);
        }
        let value = Value::Linear { terms, constant };
        let ty = if added < Number::ZERO { maybe_negative(typed.ty) } else { typed.ty };
        Some(Typed { value, ty, name: "this sum".to_owned(), declared: None, ..typed })
    }

    /// A value times a number, in normal form.
    pub(super) fn scaled(&mut self, typed: Typed, factor: Number, ty: Type) -> Option<Typed> {
        self.not_a_quotient(&typed)?;
        let (terms, constant) = linear(typed.value);
        let mut scaled = Vec::with_capacity(terms.len());
        for (known, term) in terms {
            match exact_product(known, factor).filter(|product| product.millionths().abs() < FACTOR_LIMIT) {
                Some(product) => scaled.push((product, term)),
                None => return self.factor_out_of_range(typed.span),
            }
        }
        let Some(constant) = exact_product(constant, factor).filter(|product| product.is_in_range()) else {
            return self.factor_out_of_range(typed.span);
        };
        let value = Value::Linear { terms: scaled, constant };
        let ty = if factor < Number::ZERO { maybe_negative(ty) } else { ty };
        Some(Typed { value, ty, name: "this product".to_owned(), declared: None, ..typed })
    }

    /// The type of a value times a constant.
    fn product_type(&mut self, typed: &Typed, unit: ElementUnit, fixed: &Fixed) -> Option<Type> {
        let ty = match unit {
            ElementUnit::Plain => typed.ty.clone(),
            ElementUnit::Percent if typed.ty == Type::Whole => Type::Number,
            ElementUnit::Percent => typed.ty.clone(),
            ElementUnit::Money(currency) if is_plain(&typed.ty) => Type::Money(currency),
            ElementUnit::Days if is_plain(&typed.ty) => Type::Days,
            ElementUnit::Money(_) | ElementUnit::Days => {
                let words = (self.type_words(&typed.ty), element_words(&fixed.element));
                return self.unlike_units(fixed.span, (typed.span, words.0), (fixed.span, words.1));
            }
        };
        let fractional = match &fixed.element {
            ListElement::Numbers(interval, _) => {
                interval.as_point().is_some_and(|point| point % Number::SCALE != 0)
            }
            ListElement::Text(_) | ListElement::Days(_) | ListElement::Boolean(_) => false,
        };
        Some(if fractional && ty == Type::Whole { Type::Number } else { ty })
    }

    /// The type of a quotient: of like units a plain number, else the unit of the upper part.
    fn quotient_type(
        &mut self,
        above: &Type,
        below: &Type,
        op_span: Span,
        left: (&str, Span),
        right: (&str, Span),
    ) -> Option<Type> {
        match (above, below) {
            (Type::Money(_), Type::Money(_)) | (Type::Percent, Type::Percent) => Some(Type::Number),
            (above, below) if is_plain(above) && is_plain(below) => Some(Type::Number),
            (above, below) if is_plain(below) => Some(above.clone()),
            (above, Type::Percent) => Some(above.clone()),
            _ => {
                let message = format!(
                    "{} is {} and {} is {}, so a quotient of them has no meaning",
                    left.0,
                    self.type_words(above),
                    right.0,
                    self.type_words(below)
                );
                self.fail(
                    Diagnostic::new(&codes::ARITHMETIC_MISMATCH, op_span, message, "unlike units")
                        .label(left.1, "")
                        .label(right.1, ""),
                )
            }
        }
    }

    /// `x otherwise d` (ruling 5).
    pub(super) fn otherwise(
        &mut self,
        span: Span,
        value: &Expr,
        fallback: &Expr,
        wanted: &Wanted,
    ) -> Option<Typed> {
        let typed = self.value(value, wanted);
        let Some(typed) = typed else {
            return None;
        };
        self.not_a_quotient(&typed)?;
        let subject = self.subject(&typed);
        match self.operand_beside(fallback, &Wanted::Like(typed.ty.clone()), &typed)? {
            Operand::Condition(_, span) => self.condition_as_value(span),
            Operand::Fixed(fixed) => {
                if matches!(typed.ty, Type::List(_)) {
                    let words = element_words(&fixed.element);
                    return self.fail(Diagnostic::new(
                        &codes::TYPE_MISMATCH,
                        fixed.span,
                        format!("{} is a list, so {words} cannot stand in for it", typed.name),
                        words.clone(),
                    ));
                }
                let constant = self.constant_value(&subject, &fixed)?;
                let Some(fallback) = constant_of(&constant) else {
                    let words = element_words(&fixed.element);
                    return self.fail(Diagnostic::new(
                        &codes::TYPE_MISMATCH,
                        fixed.span,
                        format!("one value stands after `otherwise`, but this is {words}"),
                        words.clone(),
                    ));
                };
                let value = Value::Otherwise(Box::new(typed.value), Box::new(fallback));
                Some(Typed { value, span, ..typed })
            }
            Operand::Value(other) => {
                let plain_field = matches!(other.value, Value::Field(_) | Value::Today);
                if !plain_field || !self.same_unit(&typed.ty, &other.ty) {
                    let (first, second) = (self.type_words(&typed.ty), self.type_words(&other.ty));
                    let message = if plain_field {
                        format!(
                            "{} is {first} and {} is {second}, so one cannot stand in for the other",
                            typed.name, other.name
                        )
                    } else {
                        "a fixed value or a field stands after `otherwise`".to_owned()
                    };
                    return self.fail(
                        Diagnostic::new(&codes::TYPE_MISMATCH, other.span, message, second)
                            .label(typed.span, first),
                    );
                }
                let leaves = typed.leaves.iter().chain(&other.leaves).cloned().collect();
                let ty = sum_type(&typed.ty, &other.ty, ArithmeticOp::Add);
                let value = Value::Otherwise(Box::new(typed.value), Box::new(other.value));
                Some(Typed { value, ty, span, leaves, ..typed })
            }
        }
    }
}

/// Factors and terms of a value.
fn linear(value: Value) -> (Vec<(Number, Value)>, Number) {
    match value {
        Value::Linear { terms, constant } => (terms, constant),
        other => (vec![(Number::from_whole(1), other)], Number::ZERO),
    }
}

/// The type of a number that may be below 0: no `whole` (ruling 14).
fn maybe_negative(ty: Type) -> Type {
    if ty == Type::Whole { Type::Number } else { ty }
}

fn spanning(typed: Typed, other: Span) -> Typed {
    Typed { span: typed.span.to(other), ..typed }
}

fn sum_type(left: &Type, right: &Type, op: ArithmeticOp) -> Type {
    match (left, right) {
        (Type::Whole, Type::Whole) if op == ArithmeticOp::Add => Type::Whole,
        (Type::Days, other) | (other, Type::Days) if is_plain(other) => Type::Days,
        (first, second) if is_plain(first) && is_plain(second) => Type::Number,
        (first, _) => first.clone(),
    }
}

fn unit_type(unit: ElementUnit) -> Type {
    match unit {
        ElementUnit::Plain => Type::Number,
        ElementUnit::Percent => Type::Percent,
        ElementUnit::Money(currency) => Type::Money(currency),
        ElementUnit::Days => Type::Days,
    }
}

/// A product, where it has at most six decimals.
fn exact_product(a: Number, b: Number) -> Option<Number> {
    let product = a.millionths().checked_mul(b.millionths())?;
    (product % Number::SCALE == 0).then(|| Number::from_millionths(product / Number::SCALE))
}
