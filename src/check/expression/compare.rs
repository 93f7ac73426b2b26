//! `= != < <= > >=` and `in`: constants become sets, two values are compared cell by cell.
//!
//! In: two operands and a comparison. Out: a condition that tests a set, or compares two values.
//! Invariant: both sides have one unit.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::condition::negated;
use super::operand::{Fixed, Operand, Typed};
use super::set::{Constant, Subject, collect};
use super::wanted::Wanted;
use super::{Checker, codes};
use crate::check::model::{ChoiceKind, Condition, ListElement, Type};
use crate::diag::Diagnostic;
use crate::diag::codes::names;
use crate::syntax::tree::{CompareOp, Expr, ExprKind, Set};
use crate::text::Span;
use crate::types::{Currency, End, Interval, ValueSet};

impl Checker<'_, '_> {
    /// `left op right`.
    pub(super) fn compare(
        &mut self,
        span: Span,
        left: &Expr,
        op: CompareOp,
        op_span: Span,
        right: &Expr,
    ) -> Option<Condition> {
        if let Some(subject) = self.result_subject(left) {
            return self.compare_result(subject, op, op_span, right);
        }
        if let Some(subject) = self.result_subject(right) {
            return self.compare_result(subject, op, op_span, left);
        }
        if self.is_early_result(left) || self.is_early_result(right) {
            return None;
        }
        if let Some(word) = self.missing_word(right) {
            return self.compare_with_nothing(left, op, op_span, right.span, &word);
        }
        let left_side = self.operand(left, &Wanted::beside(right));
        let wanted = match &left_side {
            Some(Operand::Value(typed)) => Wanted::Like(typed.ty.clone()),
            Some(Operand::Fixed(_) | Operand::Condition(..)) | None => Wanted::beside(left),
        };
        let right_side = match &left_side {
            Some(Operand::Value(typed)) => self.operand_beside(right, &wanted, typed),
            Some(Operand::Fixed(_) | Operand::Condition(..)) | None => self.operand(right, &wanted),
        };
        match (left_side?, right_side?) {
            (Operand::Condition(_, span), _) | (_, Operand::Condition(_, span)) => {
                self.condition_as_value(span)
            }
            (Operand::Fixed(_), Operand::Fixed(_)) => self.fail(
                Diagnostic::new(
                    &codes::FIXED_COMPARISON,
                    span,
                    "two fixed values are compared, which no account can change",
                    "the same for every account",
                )
                .help("test a field of the account"),
            ),
            (Operand::Value(typed), Operand::Fixed(fixed)) => self.compare_fixed(&typed, op, op_span, &fixed),
            (Operand::Fixed(fixed), Operand::Value(typed)) => {
                self.compare_fixed(&typed, op.mirrored(), op_span, &fixed)
            }
            (Operand::Value(left), Operand::Value(right)) => {
                self.compare_values(span, left, op, op_span, right)
            }
        }
    }

    /// `null`, `none` and the like, where the profile does not define the name.
    fn missing_word(&self, expr: &Expr) -> Option<String> {
        let ExprKind::Path(path) = &expr.kind else { return None };
        let word = path.first.text.as_str();
        let is_null = ["null", "none", "nil", "empty", "blank", "missing"]
            .iter()
            .any(|known| known.eq_ignore_ascii_case(word));
        (is_null && self.is_unknown(path) && !self.scope.names.is_excused(word)).then(|| word.to_owned())
    }

    /// `x = null`: a missing cell is unknown, and is asked for by `is unknown`.
    fn compare_with_nothing<T>(
        &mut self,
        left: &Expr,
        op: CompareOp,
        op_span: Span,
        at: Span,
        word: &str,
    ) -> Option<T> {
        self.value(left, &Wanted::Any)?;
        let report = Diagnostic::new(
            &names::UNKNOWN_NAME,
            at,
            format!("`{word}` is no value: a missing cell is unknown"),
            "no such name",
        );
        let question = match op {
            CompareOp::Equal => "is unknown",
            CompareOp::NotEqual => "is known",
            CompareOp::Less | CompareOp::LessOrEqual | CompareOp::Greater | CompareOp::GreaterOrEqual => {
                return self.fail(report.help("ask `is known` or `is unknown`"));
            }
        };
        self.fail(report.fix(format!("write `{question}`"), op_span.to(at), question))
    }

    fn compare_fixed(
        &mut self,
        typed: &Typed,
        op: CompareOp,
        op_span: Span,
        fixed: &Fixed,
    ) -> Option<Condition> {
        if typed.leaves.is_empty() {
            return self.useless_today(typed.span);
        }
        self.not_a_list_test(typed, op_span, op == CompareOp::Equal || op == CompareOp::NotEqual)?;
        let subject = self.subject(typed);
        if range_of(&fixed.element).is_some_and(|interval| interval.as_point().is_none()) {
            return self.compare_range(&subject, op, op_span, fixed);
        }
        let set = self.compared_set(&subject, op, op_span, fixed)?;
        let condition = Condition::Member { value: typed.value.clone(), set: Arc::new(set) };
        Some(negated(condition, op == CompareOp::NotEqual))
    }

    /// `x = 10..50`: a range takes `in`.
    fn compare_range(
        &mut self,
        subject: &Subject,
        op: CompareOp,
        op_span: Span,
        fixed: &Fixed,
    ) -> Option<Condition> {
        let report = Diagnostic::new(
            &codes::TYPE_MISMATCH,
            fixed.span,
            format!("{} is compared with a range by `{}`", subject.name, op.sign()),
            "a range",
        );
        self.fail(match op {
            CompareOp::Equal => report.fix("write `in`", op_span, "in"),
            CompareOp::NotEqual => report.fix("write `not in`", op_span, "not in"),
            CompareOp::Less | CompareOp::LessOrEqual | CompareOp::Greater | CompareOp::GreaterOrEqual => {
                report.help("compare with one end of the range")
            }
        })
    }

    /// The values that pass `op CONSTANT`; those of `=` for `!=`.
    pub(super) fn compared_set(
        &mut self,
        subject: &Subject,
        op: CompareOp,
        op_span: Span,
        fixed: &Fixed,
    ) -> Option<ValueSet> {
        let equality = matches!(op, CompareOp::Equal | CompareOp::NotEqual);
        if !equality {
            self.ordered(&subject.ty, &subject.name, subject.declared, op, op_span)?;
        }
        // A fraction never equals a whole number, but it can be a bound.
        let bound = Subject { step: if equality { subject.step } else { None }, ..subject.clone() };
        let constant = self.constant_value(&bound, fixed)?;
        let passing = match constant {
            Constant::Number(interval) => {
                let passing = half_line(interval, op);
                self.above_zero(subject, passing, fixed)?;
                Constant::Number(passing)
            }
            Constant::Day(interval) => Constant::Day(half_line(interval, op)),
            Constant::Choice(position) if !equality => {
                let beyond = self.choices_beyond(&subject.ty, position, op);
                if beyond.is_empty() {
                    let end = if op == CompareOp::Less { "first" } else { "last" };
                    return self.fail(Diagnostic::new(
                        &codes::NEVER_EQUAL,
                        fixed.span,
                        format!("nothing is `{}` the {end} value of {}", op.sign(), subject.name),
                        format!("the {end} in its order"),
                    ));
                }
                return Some(ValueSet::Choices(beyond));
            }
            other => other,
        };
        Some(collect(subject, vec![passing]))
    }

    /// A whole number is never below 0 (ruling 14).
    fn above_zero(&mut self, subject: &Subject, passing: Interval, fixed: &Fixed) -> Option<()> {
        let whole = subject.step.map_or(passing, |step| passing.on_steps(step));
        let below = matches!(whole.high, End::Included(high) | End::Excluded(high) if high < 0);
        if subject.ty != Type::Whole || !below {
            return Some(());
        }
        self.fail(Diagnostic::new(
            &codes::NEVER_EQUAL,
            fixed.span,
            format!("{} is a whole number, which is never below 0", subject.name),
            "nothing is below",
        ))
    }

    fn choices_beyond(&self, ty: &Type, position: u32, op: CompareOp) -> BTreeSet<u32> {
        let Type::Choice(index) = ty else { return BTreeSet::new() };
        let count = self.schema().choices.get(*index).map_or(0, |set| set.values.len());
        (0u32..)
            .take(count)
            .filter(|other| match op {
                CompareOp::Equal | CompareOp::NotEqual => *other == position,
                CompareOp::Less => *other < position,
                CompareOp::LessOrEqual => *other <= position,
                CompareOp::Greater => *other > position,
                CompareOp::GreaterOrEqual => *other >= position,
            })
            .collect()
    }

    /// Ruling 58: order tests only on ordered enums, numbers, percent, money, dates.
    fn ordered(
        &mut self,
        ty: &Type,
        name: &str,
        declared: Option<Span>,
        op: CompareOp,
        op_span: Span,
    ) -> Option<()> {
        let words = self.type_words(ty);
        let (message, help) = match ty {
            Type::Number | Type::Whole | Type::Percent | Type::Money(_) | Type::Day | Type::Days => {
                return Some(());
            }
            Type::Choice(index) => match self.schema().choices.get(*index).map(|set| set.kind) {
                Some(ChoiceKind::Enum { ordered: true } | ChoiceKind::Taxonomy { ordered: true }) => {
                    return Some(());
                }
                Some(ChoiceKind::Enum { ordered: false }) => (
                    format!("the values of {name} have no order, so `{}` cannot compare them", op.sign()),
                    "write `ordered` after its list of values, or name the values with `in`",
                ),
                Some(ChoiceKind::Taxonomy { ordered: false }) => (
                    format!("{name} is {words}, which has no order for `{}`", op.sign()),
                    "name the values with `in`, or write `ordered` after the name of the taxonomy",
                ),
                Some(ChoiceKind::Country) | None => (
                    format!("{name} is {words}, which has no order for `{}`", op.sign()),
                    "name the values with `in`",
                ),
            },
            Type::Text => (
                format!("{name} is text, which has no order for `{}`", op.sign()),
                "name the values with `in`; a field with ordered values is `one of [\"…\", \"…\"] ordered`",
            ),
            Type::Boolean => (
                format!("{name} is true or false, which has no order for `{}`", op.sign()),
                "write the field by itself, or `not` before it",
            ),
            Type::List(_) => (
                format!("{name} is a list, which has no order for `{}`", op.sign()),
                "compare how many elements it has, as in `count(LIST) >= 2`",
            ),
        };
        let report = Diagnostic::new(&codes::UNORDERED_COMPARISON, op_span, message, "no order");
        let report = match declared {
            Some(span) => report.label(span, format!("{name} is {words}")),
            None => report,
        };
        self.fail(report.help(help))
    }

    /// Rulings 9 and 54.
    fn compare_values(
        &mut self,
        span: Span,
        left: Typed,
        op: CompareOp,
        op_span: Span,
        right: Typed,
    ) -> Option<Condition> {
        let (first, second) = (self.not_a_quotient(&left), self.not_a_quotient(&right));
        first?;
        second?;
        if left.leaves.is_empty() && right.leaves.is_empty() {
            return self.useless_today(span);
        }
        let arithmetic = |typed: &Typed| typed.leaves.len() > 1;
        if arithmetic(&left) || arithmetic(&right) {
            self.each_once(&left, &right)?;
        }
        let equality = matches!(op, CompareOp::Equal | CompareOp::NotEqual);
        self.not_a_list_test(&left, op_span, equality)?;
        self.not_a_list_test(&right, op_span, equality)?;
        let right = match (&left.ty, &right.ty) {
            (Type::Money(to), Type::Money(from)) if to != from => {
                self.converted(right.clone(), *from, *to, &left)?
            }
            (left_ty, right_ty) if self.same_unit(left_ty, right_ty) => right,
            _ => return self.values_mismatch(span, &left, &right),
        };
        if !equality {
            self.ordered(&left.ty, &left.name, left.declared, op, op_span)?;
        }
        let op_kept = if op == CompareOp::NotEqual { CompareOp::Equal } else { op };
        let condition = Condition::Compare { left: left.value, op: op_kept, right: right.value };
        Some(negated(condition, op == CompareOp::NotEqual))
    }

    fn values_mismatch<T>(&mut self, span: Span, left: &Typed, right: &Typed) -> Option<T> {
        let (first, second) = (self.type_words(&left.ty), self.type_words(&right.ty));
        let both_choices = matches!((&left.ty, &right.ty), (Type::Choice(_), Type::Choice(_)));
        let message = if both_choices {
            format!("{} and {} have different values, so they cannot be compared", left.name, right.name)
        } else {
            format!("{} is {first} and {} is {second}, so they cannot be compared", left.name, right.name)
        };
        let report = Diagnostic::new(&codes::TYPE_MISMATCH, span, message, "")
            .label(left.span, first)
            .label(right.span, second);
        self.fail(report)
    }

    /// An amount in another currency, by the declared rate.
    pub(super) fn converted(
        &mut self,
        typed: Typed,
        from: Currency,
        to: Currency,
        other: &Typed,
    ) -> Option<Typed> {
        let rates = self.schema().rates.as_ref();
        let rate = rates.and_then(|rates| {
            rates
                .pairs
                .iter()
                .find(|(source, target, _)| *source == from && *target == to)
                .map(|(_, _, rate)| *rate)
        });
        let Some(rate) = rate else {
            let report = Diagnostic::new(
                &codes::MISSING_RATE,
                typed.span,
                format!(
                    "{} is in {to} and {} is in {from}, but no rate from {from} to {to} is declared",
                    other.name, typed.name
                ),
                format!("in {from}"),
            )
            .label(other.span, format!("in {to}"));
            let report = match rates {
                Some(rates) => report.label(rates.span, "the declared rates"),
                None => report,
            };
            return self
                .fail(report.help(format!("declare it: `rates on 2026-09-30 {{ 1 {from} = … {to} }}`")));
        };
        self.scaled(typed, rate, Type::Money(to))
    }

    /// `x in SET`.
    pub(super) fn is_in(&mut self, subject: &Expr, set: &Set) -> Option<Condition> {
        if let Some(result) = self.result_subject(subject) {
            return self.result_in(result, set);
        }
        if self.is_early_result(subject) {
            return None;
        }
        let typed = self.value(subject, &wanted_by(set));
        let constants = self.constants_beside(set, typed.as_ref());
        let (typed, constants) = (typed?, constants?);
        if typed.leaves.is_empty() {
            return self.useless_today(typed.span);
        }
        self.not_a_list_test(&typed, constants.span, true)?;
        let subject = self.subject(&typed);
        let set = self.value_set(&subject, &constants)?;
        Some(Condition::Member { value: typed.value, set: Arc::new(set) })
    }

    /// A list field is tested with `has`.
    pub(super) fn not_a_list_test(&mut self, typed: &Typed, at: Span, equality: bool) -> Option<()> {
        let Type::List(_) = typed.ty else { return Some(()) };
        if !equality {
            return Some(());
        }
        let name = typed.name.trim_matches('`');
        let report = Diagnostic::new(
            &codes::LIST_NEEDS_HAS,
            typed.span,
            format!("{} is {}, so it is tested with `has`", typed.name, self.type_words(&typed.ty)),
            "a list",
        )
        .label(at, "tests a single value");
        let report = match typed.declared {
            Some(span) => report.label(span, format!("{} is a list", typed.name)),
            None => report,
        };
        self.fail(
            report.help(format!("write `{name} has \"…\"`, `{name} has any […]` or `{name} has all […]`")),
        )
    }
}

/// What fits before `in SET`.
fn wanted_by(set: &Set) -> Wanted {
    use crate::syntax::tree::{Bound, SetElement};
    match set {
        Set::Range(range) => match range.low {
            Bound::Date(_) => Wanted::Date,
            Bound::Quantity(_) => Wanted::Number,
        },
        Set::List(list) => match list.elements.first() {
            Some(SetElement::Text(_)) => Wanted::Text,
            Some(SetElement::Bound(Bound::Date(_))) => Wanted::Date,
            Some(SetElement::Bound(Bound::Quantity(_))) => Wanted::Number,
            Some(SetElement::Range(_) | SetElement::Boolean(..) | SetElement::Path(_)) | None => Wanted::Any,
        },
        Set::Path(_) => Wanted::Any,
    }
}

fn range_of(element: &ListElement) -> Option<Interval> {
    match element {
        ListElement::Numbers(interval, _) | ListElement::Days(interval) => Some(*interval),
        ListElement::Text(_) | ListElement::Boolean(_) => None,
    }
}

/// The values on the passing side of a point.
fn half_line(point: Interval, op: CompareOp) -> Interval {
    let (low, high) = (point.low, point.high);
    let excluded = |end: End| end.value().map_or(End::Unbounded, End::Excluded);
    match op {
        CompareOp::Equal | CompareOp::NotEqual => point,
        CompareOp::Less => Interval { low: End::Unbounded, high: excluded(low) },
        CompareOp::LessOrEqual => Interval { low: End::Unbounded, high },
        CompareOp::Greater => Interval { low: excluded(high), high: End::Unbounded },
        CompareOp::GreaterOrEqual => Interval { low, high: End::Unbounded },
    }
}
