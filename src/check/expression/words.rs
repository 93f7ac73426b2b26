//! How types, values and constants are called in messages.

use super::Checker;
use crate::check::model::{ChoiceKind, ElementUnit, ListElement, Type};
pub(super) use crate::check::model::{
    day_text as day_words, interval_text as interval_words, number_text as number_words,
};
use crate::types::Number;

impl Checker<'_, '_> {
    /// `text`, `money in USD`, `a list of text`: what a type is called after "is".
    pub(super) fn type_words(&self, ty: &Type) -> String {
        match ty {
            Type::Text => "text".to_owned(),
            Type::Number => "a number".to_owned(),
            Type::Whole => "a whole number".to_owned(),
            Type::Percent => "a percentage".to_owned(),
            Type::Money(currency) => format!("money in {currency}"),
            Type::Boolean => "true or false".to_owned(),
            Type::Day => "a date".to_owned(),
            Type::Days => "a number of days".to_owned(),
            Type::Choice(index) => match self.schema().choices.get(*index) {
                Some(set) => match set.kind {
                    ChoiceKind::Enum { .. } => format!("one of {} values", set.values.len()),
                    ChoiceKind::Country => "a country".to_owned(),
                    ChoiceKind::Taxonomy { .. } => format!("a value of the taxonomy `{}`", set.name),
                },
                None => "one of a list of values".to_owned(),
            },
            Type::List(element) => format!("a list of {}", self.plural_words(element)),
        }
    }

    fn plural_words(&self, ty: &Type) -> String {
        match ty {
            Type::Text => "texts".to_owned(),
            Type::Number => "numbers".to_owned(),
            Type::Whole => "whole numbers".to_owned(),
            Type::Percent => "percentages".to_owned(),
            Type::Money(currency) => format!("amounts in {currency}"),
            Type::Boolean => "true or false".to_owned(),
            Type::Day => "dates".to_owned(),
            Type::Days => "numbers of days".to_owned(),
            Type::Choice(index) => match self.schema().choices.get(*index).map(|set| set.kind) {
                Some(ChoiceKind::Country) => "countries".to_owned(),
                Some(ChoiceKind::Enum { .. } | ChoiceKind::Taxonomy { .. }) | None => {
                    "declared values".to_owned()
                }
            },
            Type::List(_) => "lists".to_owned(),
        }
    }
}

/// What a constant is called: `a number`, `text in quotes`, `a range of dates`.
pub(super) fn element_words(element: &ListElement) -> String {
    let (word, range) = match element {
        ListElement::Text(_) => return "text in quotes".to_owned(),
        ListElement::Boolean(_) => return "true or false".to_owned(),
        ListElement::Days(interval) => ("date".to_owned(), interval.as_point().is_none()),
        ListElement::Numbers(interval, unit) => {
            let word = match unit {
                ElementUnit::Plain => "number".to_owned(),
                ElementUnit::Percent => "percentage".to_owned(),
                ElementUnit::Money(currency) => format!("amount in {currency}"),
                ElementUnit::Days => "number of days".to_owned(),
            };
            (word, interval.as_point().is_none())
        }
    };
    match (range, word.strip_prefix("number of ")) {
        (false, _) if word.starts_with('a') => format!("an {word}"),
        (false, _) => format!("a {word}"),
        (true, Some(rest)) => format!("a range of {rest}"),
        (true, None) if word.starts_with("amount") => {
            format!("a range of {}", word.replacen("amount", "amounts", 1))
        }
        (true, None) => format!("a range of {word}s"),
    }
}

/// A constant as it is written in a profile.
pub(super) fn written_element(element: &ListElement) -> String {
    match element {
        ListElement::Text(text) => format!("\"{text}\""),
        ListElement::Boolean(value) => value.to_string(),
        ListElement::Days(interval) => interval_words(*interval, day_words),
        ListElement::Numbers(interval, unit) => {
            interval_words(*interval, |value| number_words(Number::from_millionths(value), *unit))
        }
    }
}

/// What a constant is, as the second half of a sentence: `"10" is text`, `2026-10-01 is a date`.
pub(super) fn element_sentence(element: &ListElement) -> String {
    match element {
        ListElement::Text(_) => format!("{} is text", written_element(element)),
        ListElement::Boolean(_) | ListElement::Days(_) | ListElement::Numbers(..) => {
            format!("`{}` is {}", written_element(element), element_words(element))
        }
    }
}
