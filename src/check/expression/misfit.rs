//! The words for a constant that does not fit what it is compared with: units, kinds, declared values.
//!
//! In: a constant and the subject it stands beside. Out: one diagnostic.
//! Invariant: a fix is offered only where there is one reading.

use super::operand::Fixed;
use super::set::Subject;
use super::unknown::closest_names;
use super::wanted::is_plain;
use super::words::{element_sentence, element_words, number_words};
use super::{Checker, codes};
use crate::check::model::{ChoiceKind, ChoiceSet, ElementUnit, ListElement, Type, short_number_text};
use crate::diag::{Diagnostic, Edit};
use crate::text::{Span, in_quotes, join_or};
use crate::types::{CountryLookup, Interval, Number, find_country, norm};

impl Checker<'_, '_> {
    /// Rulings 53 and 54: percentages and money compare with their like only.
    pub(super) fn unit_fits(
        &self,
        subject: &Subject,
        interval: Interval,
        unit: ElementUnit,
        fixed: &Fixed,
    ) -> Result<(), Box<Diagnostic>> {
        let written = |unit| match interval.as_point() {
            Some(point) if unit == ElementUnit::Plain => {
                format!("`{}`", short_number_text(Number::from_millionths(point)))
            }
            Some(point) => format!("`{}`", number_words(Number::from_millionths(point), unit)),
            None => "this range".to_owned(),
        };
        let report = match (&subject.ty, unit) {
            (Type::Money(wanted), ElementUnit::Money(given)) if *wanted == given => return Ok(()),
            (Type::Percent, ElementUnit::Percent) => return Ok(()),
            (_, ElementUnit::Percent) if subject.ratio => return Ok(()),
            (Type::Days, ElementUnit::Days) => return Ok(()),
            (ty, ElementUnit::Plain) if is_plain(ty) => return Ok(()),
            (Type::Money(wanted), ElementUnit::Plain) => Diagnostic::new(
                &codes::MISSING_CURRENCY,
                fixed.span,
                format!("{} is money in {wanted}, but {} has no currency", subject.name, written(unit)),
                "no currency",
            )
            .insert_after(fixed, format!("add `{wanted}`"), &format!(" {wanted}")),
            (Type::Money(wanted), ElementUnit::Money(given)) => Diagnostic::new(
                &codes::WRONG_CURRENCY,
                fixed.span,
                format!("{} is in {wanted}, but {} is in {given}", subject.name, written(unit)),
                format!("in {given}"),
            )
            .help(format!("write the amount in {wanted}")),
            (Type::Percent, ElementUnit::Plain) => {
                let ratio =
                    interval.as_point().is_some_and(|point| point.abs() < Number::SCALE && point != 0);
                let report = Diagnostic::new(
                    &codes::MISSING_PERCENT,
                    fixed.span,
                    format!("{} is a percentage, but {} has no `%`", subject.name, written(unit)),
                    "no `%`",
                );
                match interval.as_point() {
                    Some(point) if ratio => {
                        let percent = number_words(Number::from_millionths(point), ElementUnit::Percent);
                        if fixed.literal {
                            report.unsafe_fix(format!("write `{percent}`"), fixed.span, percent)
                        } else {
                            report.help(format!("write `{percent}`"))
                        }
                    }
                    _ if !fixed.literal => report.help("add `%`"),
                    _ => report.fix_edits("add `%`", percent_signs(fixed), true),
                }
            }
            (_, ElementUnit::Percent) => {
                let report = Diagnostic::new(
                    &codes::UNEXPECTED_UNIT,
                    fixed.span,
                    format!(
                        "{} is {}, but {} is a percentage",
                        subject.name,
                        self.type_words(&subject.ty),
                        written(unit)
                    ),
                    "a percentage",
                );
                if is_plain(&subject.ty) { report.remove_percent(fixed) } else { report }
            }
            (ty, ElementUnit::Plain | ElementUnit::Money(_) | ElementUnit::Days) => {
                let what = match unit {
                    ElementUnit::Money(_) => "an amount of money",
                    ElementUnit::Days => "a length of time",
                    ElementUnit::Plain | ElementUnit::Percent => "a plain number",
                };
                let report = Diagnostic::new(
                    &codes::UNEXPECTED_UNIT,
                    fixed.span,
                    format!("{} is {}, but {} is {what}", subject.name, self.type_words(ty), written(unit)),
                    what,
                );
                match (interval.as_point(), is_plain(ty)) {
                    (Some(point), true) if fixed.literal => {
                        let plain = Number::from_millionths(point).to_string();
                        report.unsafe_fix(format!("write `{plain}`"), fixed.span, plain)
                    }
                    _ => report,
                }
            }
        };
        Err(Box::new(report.declared(subject.declared, &subject.name, &self.type_words(&subject.ty))))
    }

    /// A constant of another kind than the subject.
    pub(super) fn mismatch(&self, subject: &Subject, fixed: &Fixed) -> Diagnostic {
        let (found, wanted) = (element_words(&fixed.element), self.type_words(&subject.ty));
        if is_range(&fixed.element) && matches!(subject.ty, Type::Text | Type::Choice(_) | Type::Boolean) {
            return Diagnostic::new(
                &codes::RANGE_ON_TEXT,
                fixed.span,
                format!("{} is {wanted}, so it lies in no range", subject.name),
                found,
            )
            .declared(subject.declared, &subject.name, &wanted);
        }
        let report = Diagnostic::new(
            &codes::TYPE_MISMATCH,
            fixed.span,
            format!("{} is {wanted}, but {}", subject.name, element_sentence(&fixed.element)),
            found,
        )
        .declared(subject.declared, &subject.name, &wanted);
        if !fixed.literal {
            return report;
        }
        match (&subject.ty, &fixed.element) {
            (
                Type::Text | Type::Choice(_),
                ListElement::Numbers(..) | ListElement::Days(_) | ListElement::Boolean(_),
            ) => {
                let span = fixed.span;
                let before = Span { end: span.start, ..span };
                report.fix_edits(
                    "write it as text in quotes",
                    vec![
                        Edit { span: before, replacement: "\"".to_owned() },
                        Edit { span: span.after(), replacement: "\"".to_owned() },
                    ],
                    true,
                )
            }
            (Type::Day, ListElement::Numbers(_, ElementUnit::Days)) => {
                let name = subject.name.trim_matches('`');
                report.help(format!("write `{name} within last …` or `{name} older than …`"))
            }
            (Type::Day, ListElement::Numbers(..)) => report.help("write dates as `2026-10-01`"),
            (ty, ListElement::Text(text)) => match self.unquoted(ty, text) {
                Some(written) => report.fix(format!("write `{written}`"), fixed.span, written),
                None if *ty == Type::Day => report.help("write dates as `2026-10-01`"),
                None => report,
            },
            _ => report,
        }
    }

    /// What a text in quotes was likely meant to be, where its field is no text.
    pub(super) fn unquoted(&self, ty: &Type, text: &str) -> Option<String> {
        let text = text.trim();
        let digits = !text.is_empty()
            && text.chars().all(|letter| letter.is_ascii_digit() || letter == '.')
            && text.chars().filter(|letter| *letter == '.').count() <= 1
            && !text.starts_with('.')
            && !text.ends_with('.');
        let number = digits && text.len() <= 15;
        match ty {
            Type::Number | Type::Whole | Type::Days if number => Some(text.to_owned()),
            Type::Money(currency) if number => Some(format!("{text} {currency}")),
            Type::Percent if text.strip_suffix('%').is_some_and(|rest| rest.parse::<f64>().is_ok()) => {
                Some(text.to_owned())
            }
            Type::Day => {
                let mut parts = text.split('-').map(str::parse::<i16>);
                let (Some(Ok(year)), Some(Ok(month)), Some(Ok(day)), None) =
                    (parts.next(), parts.next(), parts.next(), parts.next())
                else {
                    return None;
                };
                let day = crate::types::Day::from_ymd(year, month.try_into().ok()?, day.try_into().ok()?)?;
                Some(day.to_string())
            }
            Type::Boolean => match norm(text).as_str() {
                "true" | "yes" | "y" | "是" => Some("true".to_owned()),
                "false" | "no" | "n" | "否" => Some("false".to_owned()),
                _ => None,
            },
            Type::Text
            | Type::Choice(_)
            | Type::List(_)
            | Type::Number
            | Type::Whole
            | Type::Days
            | Type::Money(_)
            | Type::Percent => None,
        }
    }

    /// A text that is none of the declared values.
    pub(super) fn unknown_choice(
        &self,
        subject: &Subject,
        index: usize,
        text: &str,
        fixed: &Fixed,
    ) -> Diagnostic {
        let Some(set) = self.schema().choices.get(index) else {
            return self.mismatch(subject, fixed);
        };
        if let (ChoiceKind::Country, CountryLookup::Ambiguous(codes_of)) = (set.kind, find_country(text)) {
            let several: Vec<String> = codes_of.iter().map(|code| format!("\"{code}\"")).collect();
            return Diagnostic::new(
                &codes::UNKNOWN_COUNTRY,
                fixed.span,
                format!("\"{text}\" names several countries"),
                "not one country",
            )
            .help(format!("write {}", join_or(&several)));
        }
        let near = near_values(set, text);
        let (code, message) = match set.kind {
            ChoiceKind::Country => (&codes::UNKNOWN_COUNTRY, format!("\"{text}\" is no country")),
            ChoiceKind::Enum { .. } => {
                (&codes::UNKNOWN_VALUE, format!("{} is never \"{text}\"", subject.name))
            }
            ChoiceKind::Taxonomy { .. } => {
                (&codes::UNKNOWN_VALUE, format!("\"{text}\" is no value of the taxonomy `{}`", set.name))
            }
        };
        let report = Diagnostic::new(code, fixed.span, message, "not among its values").declared(
            subject.declared,
            &subject.name,
            &self.type_words(&subject.ty),
        );
        match near.as_slice() {
            [] => match set.kind {
                ChoiceKind::Country => {
                    report.note("countries are written as two-letter codes (\"US\") or by their usual names")
                }
                ChoiceKind::Enum { .. } | ChoiceKind::Taxonomy { .. } => report.note(values_note(set)),
            },
            [one] => {
                let replacement = in_quotes(one);
                if fixed.literal {
                    report.unsafe_fix(format!("write {replacement}"), fixed.span, replacement)
                } else {
                    report.help(format!("write {replacement}"))
                }
            }
            several => {
                let values: Vec<String> = several.iter().map(|value| format!("\"{value}\"")).collect();
                report.help(format!("did you mean {}?", join_or(&values)))
            }
        }
    }
}

/// A blank cell is unknown (ruling 59), so no text equals it.
pub(super) fn blank_text(subject: &Subject, fixed: &Fixed) -> Diagnostic {
    let name = subject.name.trim_matches('`');
    Diagnostic::new(
        &codes::NEVER_EQUAL,
        fixed.span,
        format!("{} is never an empty text: a blank cell is unknown", subject.name),
        "empty text",
    )
    .help(format!("ask `{name} is unknown` or `{name} is known`"))
}

fn near_values<'s>(set: &'s ChoiceSet, text: &str) -> Vec<&'s str> {
    let spellings = set.values.iter().flat_map(|choice| {
        std::iter::once(choice.value.as_str()).chain(choice.aliases.iter().map(String::as_str))
    });
    // Two-letter codes are near to every short text; a name is meant then.
    let spellings: Vec<&str> = match set.kind {
        ChoiceKind::Country => spellings.filter(|value| value.len() > 3).collect(),
        ChoiceKind::Enum { .. } | ChoiceKind::Taxonomy { .. } => spellings.collect(),
    };
    closest_names(text, &spellings)
}

fn values_note(set: &ChoiceSet) -> String {
    let shown: Vec<String> =
        set.values.iter().take(5).map(|choice| format!("\"{}\"", choice.value)).collect();
    match set.values.len() {
        0..=5 => format!("its values are {}", crate::text::join_and(&shown)),
        many => format!("its values are {} and {} more", shown.join(", "), many - shown.len()),
    }
}

/// A `%` after a number, or after both ends of a range.
fn percent_signs(fixed: &Fixed) -> Vec<Edit> {
    let ends = fixed.low.into_iter().chain([fixed.span]);
    ends.map(|span| Edit { span: span.after(), replacement: "%".to_owned() }).collect()
}

fn is_range(element: &ListElement) -> bool {
    match element {
        ListElement::Numbers(interval, _) | ListElement::Days(interval) => interval.as_point().is_none(),
        ListElement::Text(_) | ListElement::Boolean(_) => false,
    }
}

impl Diagnostic {
    /// Labels the declaration that gives a value its type; `words` are the type's.
    pub(super) fn declared(self, declaration: Option<Span>, name: &str, words: &str) -> Diagnostic {
        match declaration {
            Some(span) => self.label(span, format!("{name} is {words}")),
            None => self,
        }
    }

    fn insert_after(self, fixed: &Fixed, text: String, insertion: &str) -> Diagnostic {
        if fixed.literal { self.fix(text, fixed.span.after(), insertion) } else { self.help(text) }
    }

    /// Removes the `%` that ends a number, or both ends of a range.
    fn remove_percent(self, fixed: &Fixed) -> Diagnostic {
        if !fixed.literal {
            return self.help("remove `%`");
        }
        let last = |span: Span| Edit {
            span: Span { start: span.end.saturating_sub(1).max(span.start), ..span },
            replacement: String::new(),
        };
        let edits = fixed.low.into_iter().chain([fixed.span]).map(last).collect();
        self.fix_edits("remove `%`", edits, true)
    }
}
