//! Tests on dates, and points that fade with age.

use super::operand::Typed;
use super::wanted::Wanted;
use super::{Checker, codes};
use crate::check::model::{Condition, DateSpan, Fade, Type};
use crate::diag::Diagnostic;
use crate::syntax::tree::{Duration, Expr};
use crate::types::Number;

/// The longest length of time: a hundred thousand of any unit reaches beyond the calendar.
const LONGEST: i128 = 100_000;
/// The longest fading, in days (ruling 19).
const LONGEST_FADE: u32 = 366;

impl Checker<'_, '_> {
    /// `within last D`, `within next D` (ruling 61).
    pub(super) fn within(&mut self, subject: &Expr, next: bool, duration: &Duration) -> Option<Condition> {
        let (typed, span) = (self.date(subject, "within"), self.duration(duration));
        Some(Condition::Within { value: typed?.value, next, span: span? })
    }

    /// `older than D`.
    pub(super) fn older_than(&mut self, subject: &Expr, duration: &Duration) -> Option<Condition> {
        let (typed, span) = (self.date(subject, "older than"), self.duration(duration));
        Some(Condition::OlderThan { value: typed?.value, span: span? })
    }

    fn date(&mut self, subject: &Expr, test: &str) -> Option<Typed> {
        let typed = self.value(subject, &Wanted::Date)?;
        if typed.leaves.is_empty() {
            return self.useless_today(typed.span);
        }
        if typed.ty == Type::Day {
            return Some(typed);
        }
        let report = self.no_date(&typed, &format!("so `{test}` has no meaning for it"));
        self.fail(if typed.ty == Type::Days {
            report.help("compare the number of days: `… <= 90 days`")
        } else {
            report
        })
    }

    fn no_date(&self, typed: &Typed, why: &str) -> Diagnostic {
        let words = self.type_words(&typed.ty);
        let report = Diagnostic::new(
            &codes::NOT_A_DATE,
            typed.span,
            format!("{} is {words}, not a date, {why}", typed.name),
            "no date",
        );
        report.declared(typed.declared, &typed.name, &words)
    }

    /// A length of time: whole, positive, and within the calendar.
    pub(super) fn duration(&mut self, duration: &Duration) -> Option<DateSpan> {
        let count = duration.count.millionths();
        let fault = if count <= 0 {
            Some("at least 1")
        } else if !duration.count.is_whole() {
            Some("a whole number")
        } else if count > LONGEST * Number::SCALE {
            Some("at most 100,000")
        } else {
            None
        };
        if let Some(must) = fault {
            return self.fail(Diagnostic::new(
                &codes::BAD_DURATION,
                duration.span,
                format!("a number of {} must be {must}, not {}", duration.unit.word(), duration.count),
                format!("not {must}"),
            ));
        }
        let count = u32::try_from(count / Number::SCALE).ok()?;
        Some(DateSpan { count, unit: duration.unit })
    }

    /// Ruling 19: `fading over D since DATE`, `halving every D since DATE`.
    pub(super) fn fade(&mut self, halving: bool, over: &Duration, since: &Expr) -> Option<Fade> {
        let word = if halving { "halving" } else { "fading" };
        let typed = self.value(since, &Wanted::Date);
        let span = self.duration(over);
        let date = match typed {
            Some(typed) if typed.leaves.is_empty() => self.useless_today(typed.span),
            Some(typed) if typed.ty == Type::Day => Some(typed),
            Some(typed) => {
                let report = self.no_date(&typed, &format!("so {word} cannot count from it"));
                self.fail(report)
            }
            None => None,
        };
        let days = match span {
            Some(span) => match span.days() {
                None => self.fail(
                    Diagnostic::new(
                        &codes::MONTHS_BETWEEN_DATES,
                        over.span,
                        format!("{word} counts in days or weeks, not in {}", over.unit.word()),
                        "not a fixed length",
                    )
                    .help("write days: `90 days` for about three months"),
                ),
                Some(days) if days > LONGEST_FADE => self.fail(
                    Diagnostic::new(
                        &codes::FADE_TOO_LONG,
                        over.span,
                        format!("{word} takes at most 366 days"),
                        format!("{days} days"),
                    )
                    .help("for older events, give points by age: `by today - DATE { … }`"),
                ),
                Some(days) => Some(days),
            },
            None => None,
        };
        Some(Fade { halving, days: days?, since: date?.value })
    }
}
