//! First-match arms: `{ when C => N … otherwise => N }` (ruling 16a).

use super::operand::Operand;
use super::wanted::Wanted;
use super::{Checker, codes};
use crate::check::model::{Condition, Earns, Type};
use crate::diag::Diagnostic;
use crate::syntax::tree::{Arm, ArmLeft, Expr, ExprKind};
use crate::text::Span;
use crate::types::{Points, Truth, ValueSet};

impl Checker<'_, '_> {
    /// The arms of a rule.
    pub(super) fn arms(&mut self, arms: &[Arm], span: Span) -> Option<Earns> {
        let mut checked: Vec<(Condition, Points, Span)> = Vec::with_capacity(arms.len());
        let (mut unknown, mut otherwise) = (None, None);
        let mut seen = (None, None);
        let mut sound = true;
        let mut conditions = 0;
        for arm in arms {
            match &arm.left {
                ArmLeft::When(expr) => {
                    conditions += 1;
                    let condition = self.arm_condition(expr, arm);
                    if let Some(at) = seen.1 {
                        sound = false;
                        self.report(
                            Diagnostic::new(
                                &codes::UNREACHABLE_ARM,
                                arm.span,
                                "an arm after `otherwise` is never reached",
                                "never reached",
                            )
                            .label(at, "takes every account that is left")
                            .help("move `otherwise` to the end"),
                        );
                    }
                    match condition {
                        Some(condition) => {
                            sound &= self.not_covered(&checked, &condition, arm.span).is_some();
                            checked.push((condition, arm.points.value, arm.span));
                        }
                        None => sound = false,
                    }
                }
                ArmLeft::Unknown(at) => {
                    sound &= self.only_once("unknown", &mut seen.0, *at).is_some();
                    unknown = Some(arm.points.value);
                }
                ArmLeft::Otherwise(at) => {
                    sound &= self.only_once("otherwise", &mut seen.1, *at).is_some();
                    otherwise = Some(arm.points.value);
                }
            }
        }
        if conditions == 0 {
            return self.fail(
                Diagnostic::new(&codes::INCOMPLETE_BANDS, span, "no arm has a condition", "")
                    .help("add arms such as `when any(contacts) => 10`"),
            );
        }
        let arms = checked.into_iter().map(|(condition, points, _)| (condition, points)).collect();
        sound.then_some(Earns::Arms { arms, unknown, otherwise })
    }

    /// Trap 16: `when fit => 80` reads as "the condition `fit`, 80 points".
    fn arm_condition(&mut self, expr: &Expr, arm: &Arm) -> Option<Condition> {
        let ExprKind::Path(_) = &expr.kind else { return self.condition(expr) };
        let typed = match self.operand(expr, &Wanted::Condition)? {
            Operand::Value(typed) if typed.ty != Type::Boolean => typed,
            Operand::Value(typed) => return self.value_as_condition(&typed),
            Operand::Condition(condition, _) => return Some(condition),
            Operand::Fixed(_) => return self.condition(expr),
        };
        if !super::wanted::is_numeric(&typed.ty) {
            return self.value_as_condition(&typed);
        }
        let between = Span { start: expr.span.end, end: arm.points.span.start, ..expr.span };
        let words = self.type_words(&typed.ty);
        let report = Diagnostic::new(
            &codes::ARROW_FOR_COMPARISON,
            between,
            format!("{} is {words}, not a condition; `=>` gives points, `>=` compares", typed.name),
            "gives points",
        )
        .label(expr.span, words);
        self.fail(report.help(format!(
            "write `when {} >= {} => POINTS`",
            typed.name.trim_matches('`'),
            arm.points.value
        )))
    }

    /// An arm whose values an earlier arm holds already, where that is plain.
    fn not_covered(
        &mut self,
        before: &[(Condition, Points, Span)],
        condition: &Condition,
        at: Span,
    ) -> Option<()> {
        let earlier = before.iter().find(|(earlier, _, _)| covers(earlier, condition));
        let Some((_, _, first)) = earlier else { return Some(()) };
        self.fail(
            Diagnostic::new(
                &codes::UNREACHABLE_ARM,
                at,
                "an arm is never reached, because an earlier one holds whenever it does",
                "never reached",
            )
            .label(*first, "holds first")
            .help("put the narrower arm first"),
        )
    }
}

/// Whether `wide` holds wherever `narrow` does, as far as their form tells.
fn covers(wide: &Condition, narrow: &Condition) -> bool {
    if wide == narrow || *wide == Condition::Constant(Truth::True) {
        return true;
    }
    match (wide, narrow) {
        (Condition::Or(parts), narrow) if parts.iter().any(|part| covers(part, narrow)) => true,
        (wide, Condition::And(parts)) if parts.iter().any(|part| covers(wide, part)) => true,
        (Condition::Member { value: a, set: wide }, Condition::Member { value: b, set: narrow }) => {
            a == b && is_subset(narrow, wide)
        }
        _ => false,
    }
}

fn is_subset(narrow: &ValueSet, wide: &ValueSet) -> bool {
    match (narrow, wide) {
        (ValueSet::Numbers(narrow), ValueSet::Numbers(wide))
        | (ValueSet::Days(narrow), ValueSet::Days(wide)) => {
            narrow.intervals().iter().all(|part| wide.test(*part) == Truth::True)
        }
        (ValueSet::Texts(narrow), ValueSet::Texts(wide)) => narrow.is_subset(wide),
        (ValueSet::Choices(narrow), ValueSet::Choices(wide)) => narrow.is_subset(wide),
        (ValueSet::Booleans(narrow), ValueSet::Booleans(wide)) => narrow.is_subset(wide),
        (
            ValueSet::Numbers(_)
            | ValueSet::Days(_)
            | ValueSet::Texts(_)
            | ValueSet::Choices(_)
            | ValueSet::Booleans(_),
            _,
        ) => false,
    }
}
