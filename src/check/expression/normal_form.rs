//! The normal form of calculations, and the words for what cannot be calculated (ruling 22).

use super::operand::{Fixed, Typed};
use super::wanted::{is_numeric, is_plain};
use super::words::element_words;
use super::{Checker, codes};
use crate::check::model::{ElementUnit, ListElement, Type, Value};
use crate::diag::Diagnostic;
use crate::syntax::tree::ArithmeticOp;
use crate::text::Span;
use crate::types::Number;

impl Checker<'_, '_> {
    pub(super) fn date_arithmetic<T>(&mut self, op_span: Span, parts: [(Span, &Type); 2]) -> Option<T> {
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

    pub(super) fn must_be_number(&mut self, typed: &Typed, op_span: Span) -> Option<()> {
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
        let report = report.declared(typed.declared, &typed.name, &words);
        self.fail(report)
    }

    pub(super) fn unlike_units<T>(
        &mut self,
        op_span: Span,
        left: (Span, String),
        right: (Span, String),
    ) -> Option<T> {
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

    pub(super) fn division_by_zero<T>(&mut self, span: Span) -> Option<T> {
        self.fail(Diagnostic::new(&codes::DIVISION_BY_ZERO, span, "a number is divided by 0", "0"))
    }

    pub(super) fn factor_out_of_range<T>(&mut self, span: Span) -> Option<T> {
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
            Value::Score(_) => "one score".to_owned(),
            Value::Constant(_)
            | Value::Today
            | Value::Let(_)
            | Value::Otherwise(..)
            | Value::Linear { .. }
            | Value::Quotient { .. }
            | Value::DaysBetween { .. }
            | Value::Aggregate(_)
            | Value::CountElements { .. }
            | Value::CountKnown(_) => "one count, sum or date".to_owned(),
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

    pub(super) fn plus_constant(&mut self, typed: Typed, added: Number, at: Span) -> Option<Typed> {
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
    pub(super) fn product_type(&mut self, typed: &Typed, unit: ElementUnit, fixed: &Fixed) -> Option<Type> {
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
    pub(super) fn quotient_type(
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
}

/// The first factor that is too large: 10^9 (ruling 22).
const FACTOR_LIMIT: i128 = 1_000_000_000 * Number::SCALE;

/// Factors and terms of a value.
pub(super) fn linear(value: Value) -> (Vec<(Number, Value)>, Number) {
    match value {
        Value::Linear { terms, constant } => (terms, constant),
        other => (vec![(Number::from_whole(1), other)], Number::ZERO),
    }
}

/// The type of a number that may be below 0: no `whole` (ruling 14).
fn maybe_negative(ty: Type) -> Type {
    if ty == Type::Whole { Type::Number } else { ty }
}

pub(super) fn spanning(typed: Typed, other: Span) -> Typed {
    Typed { span: typed.span.to(other), ..typed }
}

pub(super) fn sum_type(left: &Type, right: &Type, op: ArithmeticOp) -> Type {
    match (left, right) {
        (Type::Whole, Type::Whole) if op == ArithmeticOp::Add => Type::Whole,
        (Type::Days, other) | (other, Type::Days) if is_plain(other) => Type::Days,
        (first, second) if is_plain(first) && is_plain(second) => Type::Number,
        (first, _) => first.clone(),
    }
}

pub(super) fn unit_type(unit: ElementUnit) -> Type {
    match unit {
        ElementUnit::Plain => Type::Number,
        ElementUnit::Percent => Type::Percent,
        ElementUnit::Money(currency) => Type::Money(currency),
        ElementUnit::Days => Type::Days,
    }
}

/// A product, where it has at most six decimals.
pub(super) fn exact_product(a: Number, b: Number) -> Option<Number> {
    let product = a.millionths().checked_mul(b.millionths())?;
    (product % Number::SCALE == 0).then(|| Number::from_millionths(product / Number::SCALE))
}
