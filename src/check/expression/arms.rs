//! First-match arms: `{ when C => N … otherwise => N }` (ruling 16a). An arm that an earlier one covers is a lint.

use super::operand::Operand;
use super::wanted::Wanted;
use super::{Checker, codes};
use crate::check::model::{Condition, Earns, Type};
use crate::diag::Diagnostic;
use crate::syntax::tree::{Arm, ArmLeft, Expr, ExprKind};
use crate::text::Span;
use crate::types::Points;

impl Checker<'_, '_> {
    /// The arms of a rule.
    pub(super) fn arms(&mut self, arms: &[Arm], span: Span) -> Option<Earns> {
        let mut checked: Vec<(Condition, Points)> = Vec::with_capacity(arms.len());
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
                        Some(condition) => checked.push((condition, arm.points.value)),
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
        sound.then_some(Earns::Arms { arms: checked, unknown, otherwise })
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
}
