//! Conditions: `and`, `or`, `not`, `implies`, and the dispatch to every kind of test.
//!
//! In: an expression in the place of a condition. Out: a resolved condition.
//! Invariant: nothing is returned for what was reported.

use std::sync::Arc;

use super::operand::{Fixed, Operand, Typed};
use super::wanted::Wanted;
use super::{Checker, codes};
use crate::check::model::{Condition, ListElement, Type};
use crate::diag::codes::syntax;
use crate::diag::{Diagnostic, Edit};
use crate::syntax::tree::{Expr, ExprKind};
use crate::text::Span;
use crate::types::{Truth, ValueSet};

impl Checker<'_, '_> {
    /// An expression that must be a condition.
    pub(super) fn condition(&mut self, expr: &Expr) -> Option<Condition> {
        self.deeper(expr.span, |checker| checker.condition_inner(expr))
    }

    fn condition_inner(&mut self, expr: &Expr) -> Option<Condition> {
        match &expr.kind {
            ExprKind::Paren(inner) => self.condition(inner),
            ExprKind::And(parts) => Some(Condition::And(self.conditions(parts)?)),
            ExprKind::Or(parts) => Some(Condition::Or(self.conditions(parts)?)),
            ExprKind::Not(inner) => Some(negated(self.condition(inner)?, true)),
            ExprKind::Implies(first, second) => self.implies(expr, first, second),
            ExprKind::Compare { left, op, op_span, right } => {
                self.compare(expr.span, left, *op, *op_span, right)
            }
            ExprKind::IsKnown { subject, negated: not, unknown } => {
                Some(negated(self.is_known(subject)?, *not != *unknown))
            }
            ExprKind::IsLevel { subject, negated: not, level } => {
                Some(negated(self.is_level(subject, *level)?, *not))
            }
            ExprKind::In { subject, negated: not, set } => Some(negated(self.is_in(subject, set)?, *not)),
            ExprKind::Has { subject, negated: not, mode, set } => {
                Some(negated(self.has(subject, *mode, set)?, *not))
            }
            ExprKind::TextTest { subject, negated: not, op, any, texts } => {
                Some(negated(self.text_test(expr.span, subject, *op, *any, texts)?, *not))
            }
            ExprKind::Matches { subject, negated: not, any: _, patterns } => {
                Some(negated(self.matches(subject, patterns)?, *not))
            }
            ExprKind::Under { subject, negated: not, any, texts } => {
                Some(negated(self.under(expr.span, subject, *any, texts)?, *not))
            }
            ExprKind::Within { subject, negated: not, next, duration } => {
                Some(negated(self.within(subject, *next, duration)?, *not))
            }
            ExprKind::OlderThan { subject, duration } => self.older_than(subject, duration),
            ExprKind::ExcludedBy(name) => self.excluded_by(expr.span, name),
            ExprKind::Bad => None,
            ExprKind::Arithmetic { .. }
            | ExprKind::Otherwise { .. }
            | ExprKind::Call(_)
            | ExprKind::CountKnown { .. }
            | ExprKind::Path(_)
            | ExprKind::Literal(_)
            | ExprKind::Range(_) => match self.operand(expr, &Wanted::Condition)? {
                Operand::Condition(condition, _) => Some(condition),
                Operand::Value(typed) => self.value_as_condition(&typed),
                Operand::Fixed(fixed) => self.fixed_as_condition(&fixed),
            },
        }
    }

    /// The parts of `and` or `or`; every part is checked, so that each fault is reported.
    fn conditions(&mut self, parts: &[Expr]) -> Option<Vec<Condition>> {
        let conditions: Vec<Option<Condition>> = parts.iter().map(|part| self.condition(part)).collect();
        conditions.into_iter().collect()
    }

    /// Ruling 1: `a implies b` is `not a or b`.
    fn implies(&mut self, expr: &Expr, first: &Expr, second: &Expr) -> Option<Condition> {
        if !self.sees_results() {
            let between = Span { start: first.span.end, end: second.span.start, ..expr.span };
            let edits = vec![
                Edit { span: Span { end: first.span.start, ..first.span }, replacement: "not (".to_owned() },
                Edit { span: between, replacement: ") or (".to_owned() },
                Edit { span: second.span.after(), replacement: ")".to_owned() },
            ];
            self.report(
                Diagnostic::new(
                    &codes::MISPLACED_IMPLIES,
                    expr.span,
                    "`implies` stands only in guarantees and tests",
                    "",
                )
                .fix_edits("write `not (…) or (…)`", edits, true),
            );
        }
        let (left, right) = (self.condition(first), self.condition(second));
        Some(Condition::Or(vec![negated(left?, true), right?]))
    }

    /// Ruling 6: only a boolean is a condition by itself.
    pub(super) fn value_as_condition(&mut self, typed: &Typed) -> Option<Condition> {
        if typed.ty == Type::Boolean {
            let set = Arc::new(ValueSet::Booleans([true].into()));
            return Some(Condition::Member { value: typed.value.clone(), set });
        }
        let words = self.type_words(&typed.ty);
        let report = Diagnostic::new(
            &codes::NOT_A_CONDITION,
            typed.span,
            format!("{} is {words}, not a condition", typed.name),
            "compared with nothing",
        );
        let report = report.declared(typed.declared, &typed.name, &words);
        let name = typed.name.trim_matches('`');
        let example = match &typed.ty {
            Type::Text | Type::Choice(_) => format!("`{name} = \"…\"`"),
            Type::Day => format!("`{name} within last 90 days`"),
            Type::List(_) => format!("`{name} has \"…\"`"),
            Type::Percent => format!("`{name} >= 10%`"),
            Type::Money(currency) => format!("`{name} >= 5M {currency}`"),
            Type::Number | Type::Whole | Type::Days | Type::Boolean => format!("`{name} >= 10`"),
        };
        let report = if typed.name.starts_with('`') && !name.contains('(') {
            report.help(format!("compare it, as in {example}, or ask `{name} is known`"))
        } else {
            report.help("compare it with a value")
        };
        self.fail(report)
    }

    /// A constant where a condition is expected.
    fn fixed_as_condition(&mut self, fixed: &Fixed) -> Option<Condition> {
        match &fixed.element {
            ListElement::Boolean(value) => Some(Condition::Constant(Truth::from(*value))),
            ListElement::Text(text) => self.fail(
                Diagnostic::new(
                    &syntax::TEXT_AS_CONDITION,
                    fixed.span,
                    format!("the text \"{text}\" is no condition"),
                    "compared with nothing",
                )
                .help("compare a field with it, as in `FIELD = \"…\"`"),
            ),
            ListElement::Numbers(..) | ListElement::Days(_) => self.fail(
                Diagnostic::new(
                    &codes::NOT_A_CONDITION,
                    fixed.span,
                    format!("{} is no condition", super::words::element_words(&fixed.element)),
                    "compared with nothing",
                )
                .help("write the whole comparison on both sides of `and` and `or`"),
            ),
        }
    }

    /// Ruling 4.
    fn is_known(&mut self, subject: &Expr) -> Option<Condition> {
        if let Some(condition) = self.result_is_known(subject) {
            return Some(condition);
        }
        let typed = match self.operand(subject, &Wanted::Any)? {
            Operand::Value(typed) => typed,
            Operand::Fixed(fixed) => return self.fixed_as_value(&fixed),
            Operand::Condition(_, span) => {
                return self.fail(
                    Diagnostic::new(
                        &codes::CONDITION_AS_VALUE,
                        span,
                        "`is known` asks about a field, not about a condition",
                        "a condition",
                    )
                    .help("ask about the fields that the condition reads"),
                );
            }
        };
        self.not_a_quotient(&typed)?;
        if typed.leaves.is_empty() {
            return self.useless_today(typed.span);
        }
        Some(Condition::Known(typed.value))
    }

    pub(super) fn useless_today<T>(&mut self, span: Span) -> Option<T> {
        self.fail(
            Diagnostic::new(
                &codes::FIXED_COMPARISON,
                span,
                "`today` is tested here, which no account can change",
                "the same for every account",
            )
            .help("to limit a rule to a season, write `active 2026-10-01..2026-12-31`"),
        )
    }
}

/// A condition or its `not`.
pub(super) fn negated(condition: Condition, negate: bool) -> Condition {
    if negate { Condition::Not(Box::new(condition)) } else { condition }
}
