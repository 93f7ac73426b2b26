//! `x otherwise d` (ruling 5).

use super::normal_form::sum_type;
use super::operand::{Operand, Typed};
use super::set::constant_of;
use super::wanted::Wanted;
use super::words::element_words;
use super::{Checker, codes};
use crate::check::model::{Type, Value};
use crate::diag::Diagnostic;
use crate::syntax::tree::{ArithmeticOp, Expr};
use crate::text::Span;

impl Checker<'_, '_> {
    /// `x otherwise d` (ruling 5).
    pub(super) fn otherwise(
        &mut self,
        span: Span,
        value: &Expr,
        fallback: &Expr,
        wanted: &Wanted,
    ) -> Option<Typed> {
        let typed = self.value(value, wanted)?;
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
