//! What a weight or signal earns: flat points, points per row or number, and scales.

use super::operand::{Operand, Typed};
use super::wanted::{Wanted, is_numeric, is_plain};
use super::{Checker, codes};
use crate::check::model::{Earns, Rows, ScoredRuleKind, Value};
use crate::diag::Diagnostic;
use crate::syntax::tree::{self, Expr, ExprKind, PointsLiteral, Quantity};
use crate::text::Span;
use crate::types::{Number, Points, Truth};

use super::set::Constant;

impl Checker<'_, '_> {
    /// What a rule earns, of every form.
    pub(super) fn earns(&mut self, kind: ScoredRuleKind, earns: &tree::Earns) -> Option<Earns> {
        match earns {
            tree::Earns::Flat(points) => {
                self.sign(kind, points)?;
                Some(Earns::Flat(points.value))
            }
            tree::Earns::Per { points, of, filter, cap, span } => {
                let sign = self.sign(kind, points);
                let cap = self.cap(cap.as_ref(), *span);
                let earned = self.per(of, filter.as_ref());
                sign?;
                let cap = cap?;
                Some(match earned? {
                    Per::Rows(rows) => Earns::PerRow { points: points.value, rows, cap },
                    Per::Number(value) => Earns::PerNumber { points: points.value, value, cap },
                })
            }
            tree::Earns::Bands { best_of, value, arms, span } => {
                self.bands(*best_of, value, arms, *span).map(Earns::Bands)
            }
            tree::Earns::Arms { arms, span } => self.arms(arms, *span),
            tree::Earns::Scale { value, from, to, span } => self.scale(value, from, to, *span),
        }
    }

    /// Ruling 29a: a signal's points carry a sign, except 0; a weight's carry none.
    fn sign(&mut self, kind: ScoredRuleKind, points: &PointsLiteral) -> Option<()> {
        let first = Span { end: points.span.start, ..points.span };
        let sign = Span { end: points.span.start + 1, ..points.span };
        let report = match kind {
            ScoredRuleKind::Signal if !points.signed && points.value != Points::ZERO => Diagnostic::new(
                &codes::POINTS_SIGN,
                points.span,
                format!("the points of a signal carry a sign: `+{}`", points.value),
                "no sign",
            )
            .fix("add `+`", first, "+"),
            ScoredRuleKind::Weight if points.signed && points.value >= Points::ZERO => Diagnostic::new(
                &codes::POINTS_SIGN,
                points.span,
                format!("the points of a weight carry no sign: `{}`", points.value),
                "a sign",
            )
            .fix("remove the `+`", sign, ""),
            ScoredRuleKind::Weight if points.signed => Diagnostic::new(
                &codes::POINTS_SIGN,
                points.span,
                format!("a weight cannot take {} points away", points.value.magnitude()),
                "below 0",
            )
            .help("write a red flag as a `signal`"),
            ScoredRuleKind::Signal | ScoredRuleKind::Weight => return Some(()),
        };
        self.fail(report)
    }

    /// Ruling 21: `per` needs `cap`.
    fn cap(&mut self, cap: Option<&PointsLiteral>, span: Span) -> Option<Points> {
        match cap {
            Some(cap) if cap.signed => {
                let sign = Span { end: cap.span.start + 1, ..cap.span };
                self.fail(
                    Diagnostic::new(
                        &codes::POINTS_SIGN,
                        cap.span,
                        "a cap carries no sign: it bounds the points in their own direction",
                        "a sign",
                    )
                    .fix("remove the sign", sign, ""),
                )
            }
            Some(cap) => Some(cap.value),
            None => self.fail(
                Diagnostic::new(
                    &codes::PER_WITHOUT_CAP,
                    span,
                    "points `per` row or number need a `cap`, or the score has no bound",
                    "no cap",
                )
                .help("add the most that it may earn: `cap 12`"),
            ),
        }
    }

    fn per(&mut self, of: &Expr, filter: Option<&Expr>) -> Option<Per> {
        if let ExprKind::Path(path) = &of.kind
            && path.rest.is_empty()
            && let Some(source) = self.row_source(&path.first)
        {
            let table = self.table_of(source)?;
            let condition = match filter {
                Some(filter) => self.row_condition(table, filter)?,
                None => crate::check::model::Condition::Constant(Truth::True),
            };
            return Some(Per::Rows(Rows { source, filter: Box::new(condition) }));
        }
        if let ExprKind::Path(path) = &of.kind
            && self.is_unknown(path)
        {
            return self.unknown_counted(&path.first, "table, role or number");
        }
        let typed = match self.operand(of, &Wanted::Number)? {
            Operand::Value(typed) => typed,
            Operand::Fixed(fixed) => return self.fixed_as_value(&fixed),
            Operand::Condition(_, span) => return self.condition_as_value(span),
        };
        self.not_a_quotient(&typed)?;
        if !is_plain(&typed.ty) {
            return self.not_a_number(&typed, "per", "a child table or a plain number");
        }
        if let Some(filter) = filter {
            return self.fail(
                Diagnostic::new(
                    &codes::MALFORMED_AGGREGATE,
                    filter.span,
                    format!("{} is a number, so `where` has no rows to filter", typed.name),
                    "filters rows of a child table",
                )
                .help("write the condition after `when`"),
            );
        }
        Some(Per::Number(typed.value))
    }

    fn not_a_number<T>(&mut self, typed: &Typed, word: &str, wants: &str) -> Option<T> {
        let words = self.type_words(&typed.ty);
        let report = Diagnostic::new(
            &codes::NOT_A_NUMBER,
            typed.span,
            format!("`{word}` takes {wants}, but {} is {words}", typed.name),
            words.clone(),
        );
        let report = report.declared(typed.declared, &typed.name, &words);
        self.fail(report.help("give points by its value: `by FIELD { … }`"))
    }

    /// Ruling 16.
    fn scale(
        &mut self,
        value: &Expr,
        from: &(Quantity, PointsLiteral),
        to: &(Quantity, PointsLiteral),
        span: Span,
    ) -> Option<Earns> {
        let typed = self.value(value, &Wanted::Number);
        let ends = (self.quantity(&from.0), self.quantity(&to.0));
        let typed = typed?;
        self.not_a_quotient(&typed)?;
        if !is_numeric(&typed.ty) {
            return self.not_a_number(&typed, "scale", "a number");
        }
        let subject = super::set::Subject { step: None, ..self.subject(&typed) };
        let (first, second) =
            (self.constant_value(&subject, &ends.0?), self.constant_value(&subject, &ends.1?));
        let number = |constant: Option<Constant>| match constant? {
            Constant::Number(interval) => interval.as_point().map(Number::from_millionths),
            Constant::Day(_) | Constant::Text(_) | Constant::Choice(_) | Constant::Boolean(_) => None,
        };
        let (first, second) = (number(first)?, number(second)?);
        if first == second {
            return self.fail(
                Diagnostic::new(
                    &codes::SCALE_WITHOUT_LENGTH,
                    span,
                    "a scale begins and ends at the same number",
                    "",
                )
                .label(from.0.span, "begins here")
                .label(to.0.span, "ends here")
                .help("for points from one number on, write arms: `{ when … => … otherwise => … }`"),
            );
        }
        Some(Earns::Scale { value: typed.value, from: (first, from.1.value), to: (second, to.1.value) })
    }
}

enum Per {
    Rows(Rows),
    Number(Value),
}
