//! Constants as written: numbers with their units, dates, ranges.
//!
//! In: literals of the tree. Out: fixed operands with their units.
//! Invariant: nothing here depends on what a constant is compared with.

use super::operand::Fixed;
use super::words::{day_words, number_words};
use super::{Checker, codes};
use crate::check::model::{ElementUnit, ListElement};
use crate::diag::Diagnostic;
use crate::diag::codes::syntax;
use crate::syntax::tree::{Bound, Date, Literal, Quantity, QuantityUnit, Range, SetElement};
use crate::text::Span;
use crate::types::{DurationUnit, End, Interval, Number};

impl Checker<'_, '_> {
    /// A literal other than `today`.
    pub(super) fn literal(&mut self, literal: &Literal) -> Option<Fixed> {
        match literal {
            Literal::Text(text) => Some(Fixed {
                element: ListElement::Text(text.value.clone()),
                span: text.span,
                literal: true,
                low: None,
            }),
            Literal::Quantity(quantity) => self.quantity(quantity),
            Literal::Date(date) => date_constant(date),
            Literal::Boolean(value, span) => {
                Some(Fixed { element: ListElement::Boolean(*value), span: *span, literal: true, low: None })
            }
            Literal::Today(span) => self.fail(Diagnostic::new(
                &codes::FIXED_COMPARISON,
                *span,
                "`today` stands where a fixed value is expected",
                "changes from day to day",
            )),
        }
    }

    /// A constant element of a list, band or `has`; `None` for names, which the caller resolves.
    pub(super) fn plain_element(&mut self, element: &SetElement) -> Option<Fixed> {
        match element {
            SetElement::Text(text) => Some(Fixed {
                element: ListElement::Text(text.value.clone()),
                span: text.span,
                literal: true,
                low: None,
            }),
            SetElement::Range(range) => self.range(range),
            SetElement::Bound(Bound::Date(date)) => date_constant(date),
            SetElement::Bound(Bound::Quantity(quantity)) => self.quantity(quantity),
            SetElement::Boolean(value, span) => {
                Some(Fixed { element: ListElement::Boolean(*value), span: *span, literal: true, low: None })
            }
            SetElement::Path(_) => None,
        }
    }

    /// A number with its unit.
    pub(super) fn quantity(&mut self, quantity: &Quantity) -> Option<Fixed> {
        let (number, unit) = self.number(quantity, None)?;
        let element = ListElement::Numbers(Interval::point(number.millionths()), unit);
        Some(Fixed { element, span: quantity.span, literal: true, low: None })
    }

    /// The value of a number in its unit; a bare number takes `unit` if one is given.
    fn number(&mut self, quantity: &Quantity, unit: Option<QuantityUnit>) -> Option<(Number, ElementUnit)> {
        if !quantity.value.is_in_range() {
            return self.out_of_range(quantity.span);
        }
        let (value, unit) = match quantity.unit.or(unit) {
            _ if quantity.percent && quantity.unit.is_some() => {
                return self.fail(Diagnostic::new(
                    &codes::UNEXPECTED_UNIT,
                    quantity.span,
                    "a number has both `%` and a unit",
                    "one of the two must go",
                ));
            }
            _ if quantity.percent => (quantity.value, ElementUnit::Percent),
            None => (quantity.value, ElementUnit::Plain),
            Some(QuantityUnit::Currency(currency)) => (quantity.value, ElementUnit::Money(currency)),
            Some(QuantityUnit::Duration(DurationUnit::Days)) => (quantity.value, ElementUnit::Days),
            Some(QuantityUnit::Duration(DurationUnit::Weeks)) => {
                let days = Number::from_millionths(quantity.value.millionths().saturating_mul(7));
                if !days.is_in_range() {
                    return self.out_of_range(quantity.span);
                }
                (days, ElementUnit::Days)
            }
            Some(QuantityUnit::Duration(
                DurationUnit::Months | DurationUnit::Quarters | DurationUnit::Years,
            )) => {
                return self.fail(
                    Diagnostic::new(
                        &codes::MONTHS_BETWEEN_DATES,
                        quantity.span,
                        "months, quarters and years are no exact number of days",
                        "not a fixed length",
                    )
                    .help("write days or weeks; months count from today only: `within last 3 months`"),
                );
            }
        };
        Some((value, unit))
    }

    fn out_of_range<T>(&mut self, span: Span) -> Option<T> {
        self.fail(
            Diagnostic::new(
                &syntax::NUMBER_OUT_OF_RANGE,
                span,
                "a number must be below 1,000,000,000,000,000",
                "too large",
            )
            .note("numbers have up to fifteen digits and six decimals"),
        )
    }

    /// A range of numbers or dates. A unit on one end holds for both; `%` stands on both.
    pub(super) fn range(&mut self, range: &Range) -> Option<Fixed> {
        let element = match (&range.low, &range.high) {
            (Bound::Date(low), Bound::Date(high)) => {
                let (low_day, high_day) = (low.day?, high.day?);
                let interval = self.interval(
                    range,
                    (i128::from(low_day.number()), low.span),
                    (i128::from(high_day.number()), high.span),
                    day_words,
                )?;
                ListElement::Days(interval)
            }
            (Bound::Quantity(low), Bound::Quantity(high)) => self.number_range(range, low, high)?,
            (Bound::Date(date), Bound::Quantity(number)) | (Bound::Quantity(number), Bound::Date(date)) => {
                return self.fail(
                    Diagnostic::new(
                        &codes::TYPE_MISMATCH,
                        range.span,
                        "a range has a date at one end and a number at the other",
                        "",
                    )
                    .label(date.span, "a date")
                    .label(number.span, "a number"),
                );
            }
        };
        Some(Fixed { element, span: range.span, literal: true, low: Some(low_span(range)) })
    }

    fn number_range(&mut self, range: &Range, low: &Quantity, high: &Quantity) -> Option<ListElement> {
        if low.percent != high.percent {
            let bare = if low.percent { high } else { low };
            return self.fail(
                Diagnostic::new(
                    &codes::MISSING_PERCENT,
                    bare.span,
                    "one end of a range is a percentage and the other is not",
                    "no `%` here",
                )
                .label(if low.percent { low.span } else { high.span }, "a percentage")
                .fix("add `%`", bare.span.after(), "%"),
            );
        }
        let (low_value, low_unit) = self.number(low, high.unit)?;
        let (high_value, high_unit) = self.number(high, low.unit)?;
        if low_unit != high_unit {
            return self.fail(
                Diagnostic::new(
                    &codes::WRONG_CURRENCY,
                    range.span,
                    "the two ends of a range have different units",
                    "",
                )
                .label(low.span, "one unit")
                .label(high.span, "another unit"),
            );
        }
        let written = |value: i128| number_words(Number::from_millionths(value), low_unit);
        let interval = self.interval(
            range,
            (low_value.millionths(), low.span),
            (high_value.millionths(), high.span),
            written,
        )?;
        Some(ListElement::Numbers(interval, low_unit))
    }

    fn interval(
        &mut self,
        range: &Range,
        (low, low_span): (i128, Span),
        (high, high_span): (i128, Span),
        words: impl Fn(i128) -> String,
    ) -> Option<Interval> {
        if low > high {
            let message =
                format!("the range {} ends before it begins", range_words(range, &words, low, high));
            let report = Diagnostic::new(&codes::REVERSED_RANGE, range.span, message, "")
                .label(low_span, "the lower end")
                .label(high_span, "the upper end, which is smaller");
            let (first, second) = (words(high), words(low));
            let edits = vec![
                crate::diag::Edit { span: low_span, replacement: first },
                crate::diag::Edit { span: high_span, replacement: second },
            ];
            return self.fail(report.fix_edits("swap the two ends", edits, !range.open));
        }
        let high_end = if range.open { End::Excluded(high) } else { End::Included(high) };
        let interval = Interval { low: End::Included(low), high: high_end };
        if interval.is_empty() {
            let message = format!("the range {} holds no value", range_words(range, &words, low, high));
            return self.fail(
                Diagnostic::new(&codes::EMPTY_RANGE, range.span, message, "`..<` leaves its upper end out")
                    .help("write `..` to include the upper end"),
            );
        }
        Some(interval)
    }
}

fn range_words(range: &Range, words: impl Fn(i128) -> String, low: i128, high: i128) -> String {
    format!("`{}{}{}`", words(low), if range.open { "..<" } else { ".." }, words(high))
}

fn date_constant(date: &Date) -> Option<Fixed> {
    let number = i128::from(date.day?.number());
    Some(Fixed {
        element: ListElement::Days(Interval::point(number)),
        span: date.span,
        literal: true,
        low: None,
    })
}

fn low_span(range: &Range) -> Span {
    match &range.low {
        Bound::Date(date) => date.span,
        Bound::Quantity(quantity) => quantity.span,
    }
}
