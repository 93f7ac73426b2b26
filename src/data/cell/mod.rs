//! From a cell as a file holds it to a typed cell: the value catalog, one field at a time.
//!
//! In: a [`Raw`] cell and a field of the schema. Out: a [`Cell`], and a [`Reason`] where the cell does not fit.
//! Invariant: what does not fit is unknown, never guessed; the few reasons that keep the value say so
//! ([`Reason::keeps_value`]).

mod amount;
mod date;
mod extent;
mod key;
mod list;
mod number;
mod numeral;
mod shortcut;
mod words;

use std::collections::{BTreeSet, HashMap};

use unicode_normalization::is_nfc;

use self::key::is_rounded_key;
pub(super) use self::key::shown_key;
use self::number::typed_number;
pub(super) use self::shortcut::{Shortcut, plain_key, plain_whole};
use super::raw::Raw;
use super::reason::Reason;
use crate::check::model::{ChoiceKind, Field, Rates, Schema, Type};
use crate::text::closest;
use crate::types::{
    Cell, CountryLookup, Currency, DateFault, DateFormat, Interval, Pattern, countries, find_country, norm,
};

/// What was read from one cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellRead {
    /// The cell, unknown if the reason does not keep its value.
    pub cell: Cell,
    /// Why it does not fit, if it does not.
    pub reason: Option<Reason>,
}

/// Reads the cells of one field. Made once, used for every row.
#[derive(Debug)]
pub struct FieldReader<'s> {
    kind: Kind,
    range: bool,
    is_key: bool,
    rates: Option<&'s Rates>,
    format: &'s crate::check::model::CellFormat,
    date_format: Option<DateFormat>,
    pattern: Option<Pattern>,
    /// The field's own words for yes and no, after `norm`.
    boolean_words: Option<(String, String)>,
}

/// A type with what reading it needs.
#[derive(Debug)]
enum Kind {
    Text,
    Number,
    Whole,
    Percent,
    Money(Currency),
    Boolean,
    Day,
    /// Declared values and aliases after `norm`.
    Choice(HashMap<String, u32>),
    /// Positions of the declared values by alpha-2 code.
    Country(HashMap<String, u32>),
    List(Box<Kind>),
    /// No column has this type.
    None,
}

impl<'s> FieldReader<'s> {
    /// A reader for a field; `is_key` for the key of accounts and of child rows.
    #[must_use]
    pub fn new(schema: &'s Schema, field: &'s Field, is_key: bool) -> FieldReader<'s> {
        FieldReader {
            kind: kind(schema, &field.ty),
            range: field.range,
            is_key,
            rates: schema.rates.as_ref(),
            format: &field.format,
            date_format: field.format.date_format.as_deref().and_then(|text| DateFormat::new(text).ok()),
            pattern: field.format.pattern.as_deref().and_then(|text| Pattern::as_written(text).ok()),
            boolean_words: field.format.boolean_words.as_ref().map(|(yes, no)| (norm(yes), norm(no))),
        }
    }

    /// Reads one cell.
    #[must_use]
    pub fn read(&self, raw: &Raw<'_>) -> CellRead {
        match self.typed(raw) {
            Ok((cell, reason)) => CellRead { cell, reason },
            Err(reason) => CellRead { cell: Cell::Unknown, reason: Some(reason) },
        }
    }

    /// The whole numbers that read as just that number, whether typed or as plain digits.
    #[must_use]
    pub fn whole_numbers(&self) -> Option<std::ops::RangeInclusive<i64>> {
        const MOST: i64 = 999_999_999_999_999;
        let least = match &self.kind {
            Kind::Whole => 0,
            Kind::Number | Kind::Money(_) => -MOST,
            Kind::Percent if self.format.percent_of == Some(1) => -MOST,
            _ => return None,
        };
        self.is_plain().then_some(least..=MOST)
    }

    /// Whether a day written as `2026-10-01` reads as just that day.
    #[must_use]
    pub fn takes_days(&self) -> bool {
        matches!(self.kind, Kind::Day) && self.date_format.is_none() && self.is_plain()
    }

    /// Whether any text in normal form C that is not blank reads as just that text.
    #[must_use]
    pub fn takes_texts(&self) -> bool {
        matches!(self.kind, Kind::Text) && self.is_plain()
    }

    /// Whether the declaration makes no value something else.
    fn is_plain(&self) -> bool {
        self.pattern.is_none() && self.format.unknown_values.is_none() && self.format.unknown_texts.is_empty()
    }

    /// The declared value or country that an unreadable cell is likely a misspelling of.
    #[must_use]
    pub fn nearest(&self, raw: &Raw<'_>) -> Option<String> {
        let text = norm(&raw.shown());
        let near = |known: &mut dyn Iterator<Item = &str>| {
            closest(&text, known).first().map(|near| (*near).to_owned())
        };
        match &self.kind {
            Kind::Choice(values) => {
                let mut known: Vec<&str> = values.keys().map(String::as_str).collect();
                known.sort_unstable();
                near(&mut known.into_iter())
            }
            Kind::Country(_) => near(&mut countries().iter().map(|country| country.name)),
            Kind::Text
            | Kind::Number
            | Kind::Whole
            | Kind::Percent
            | Kind::Money(_)
            | Kind::Boolean
            | Kind::Day
            | Kind::List(_)
            | Kind::None => None,
        }
    }

    fn typed(&self, raw: &Raw<'_>) -> Result<(Cell, Option<Reason>), Reason> {
        match raw {
            Raw::Absent => return Ok((self.blank(), None)),
            Raw::Undecodable(_) => return Err(Reason::Undecodable),
            Raw::Fault(text) if text != "#N/A" => return Err(Reason::SpreadsheetError),
            // A typed "not available" says just that.
            Raw::Fault(_) => return Ok((self.blank(), None)),
            Raw::Nested => return Err(Reason::Nested),
            Raw::List(elements) => return self.list(elements),
            Raw::Text(_) | Raw::Number(_) | Raw::Boolean(_) | Raw::Date(_) => {}
        }
        let shown = raw.shown();
        if shown.trim().is_empty() {
            return Ok((self.blank(), None));
        }
        let is_list = matches!(self.kind, Kind::List(_));
        if !is_list
            && !self.format.unknown_texts.is_empty()
            && self.format.unknown_texts.contains(&norm(&shown))
        {
            return Ok((Cell::Unknown, None));
        }
        if let Some(pattern) = &self.pattern {
            if self.is_null_word(&norm(&shown)) {
                return Ok((Cell::Unknown, None));
            }
            let taken = pattern.extract(&shown).ok_or(Reason::PatternNotFound)?;
            return self.one_cell(&Raw::Text(taken.into()));
        }
        self.one_cell(raw)
    }

    /// A cell that is not blank, as a list or one value.
    fn one_cell(&self, raw: &Raw<'_>) -> Result<(Cell, Option<Reason>), Reason> {
        match (&self.kind, raw) {
            (Kind::List(_), Raw::Text(text)) => self.list_text(text.trim()),
            (Kind::List(_), _) => self.list(std::slice::from_ref(raw)),
            (kind, _) => self.value(kind, raw),
        }
    }

    fn blank(&self) -> Cell {
        if self.format.blank_is_empty { Cell::List(BTreeSet::new()) } else { Cell::Unknown }
    }

    /// One value that is not blank, after `unknown when` on texts and `pattern`.
    fn value(&self, kind: &Kind, raw: &Raw<'_>) -> Result<(Cell, Option<Reason>), Reason> {
        let shown = raw.shown();
        let text = norm(&shown);
        if text.is_empty() {
            return Ok((Cell::Unknown, None));
        }
        match kind {
            Kind::Text => {
                let damaged = self.is_key && is_rounded_key(shown.trim());
                let reason = if damaged { Some(Reason::DamagedKey) } else { not_normal(&shown) };
                Ok((Cell::Text(text), reason))
            }
            Kind::Choice(values) => match values.get(&text) {
                Some(position) => Ok((Cell::Choice(*position), None)),
                None if date::looks_like_a_date(&text) => Err(Reason::SpreadsheetDate),
                None => Err(Reason::UndeclaredValue),
            },
            Kind::Country(positions) => match find_country(&text) {
                CountryLookup::One(position) => {
                    let code = countries().get(position as usize).map(|country| country.alpha2);
                    let declared = code.and_then(|code| positions.get(code));
                    declared.map(|position| (Cell::Choice(*position), None)).ok_or(Reason::UnknownCountry)
                }
                CountryLookup::Ambiguous(codes) => Err(Reason::AmbiguousCountry(codes)),
                CountryLookup::Unlisted => Err(Reason::UnknownCountry),
            },
            _ if self.is_null_word(&text) && matches!(raw, Raw::Text(_)) => Ok((Cell::Unknown, None)),
            Kind::Boolean => self.boolean(&text).map(|value| (Cell::Boolean(value), None)),
            Kind::Day => {
                let day = match &self.date_format {
                    Some(format) if !matches!(raw, Raw::Date(_)) => {
                        format.read(&narrow(&shown)).map_err(|fault| match fault {
                            DateFault::Form => Reason::OtherDateFormat,
                            DateFault::NoSuchDay => Reason::NoSuchDay,
                        })?
                    }
                    // A typed date needs no format.
                    Some(_) | None => date::read(&text)?,
                };
                let unknown = self.is_unknown_value(Interval::point(i128::from(day.number())));
                Ok((if unknown { Cell::Unknown } else { Cell::Day(day) }, None))
            }
            Kind::Number | Kind::Whole | Kind::Percent | Kind::Money(_) => {
                let extent = match raw {
                    Raw::Number(number) => typed_number(number)?,
                    _ => extent::read(&text, self.range, matches!(kind, Kind::Whole)).map_err(|reason| {
                        if date::looks_like_a_date(&text) { Reason::SpreadsheetDate } else { reason }
                    })?,
                };
                let typed = matches!(raw, Raw::Number(_));
                self.numeric(kind, extent, typed)
            }
            Kind::List(_) | Kind::None => Err(Reason::Nested),
        }
    }

    /// Null words count for number, money, percent, date, boolean only (ruling 59): `NA` is Namibia.
    fn is_null_word(&self, text: &str) -> bool {
        let listed = words::NULLS.contains(&text);
        match &self.kind {
            Kind::Number | Kind::Whole | Kind::Percent | Kind::Money(_) | Kind::Boolean | Kind::Day => listed,
            Kind::Text | Kind::Choice(_) | Kind::Country(_) | Kind::List(_) | Kind::None => false,
        }
    }

    fn boolean(&self, text: &str) -> Result<bool, Reason> {
        if let Some((yes, no)) = &self.boolean_words {
            return match text {
                _ if text == yes => Ok(true),
                _ if text == no => Ok(false),
                _ => Err(Reason::NotABoolean),
            };
        }
        match text {
            "true" | "yes" | "是" => Ok(true),
            "false" | "no" | "否" => Ok(false),
            _ => Err(Reason::NotABoolean),
        }
    }

    fn is_unknown_value(&self, interval: Interval) -> bool {
        let unknown = self.format.unknown_values.as_ref();
        unknown.is_some_and(|set| set.test(interval) == crate::types::Truth::True)
    }
}

/// Whether a text, normalized, says that nothing is known.
pub(super) fn is_null_word(text: &str) -> bool {
    words::NULLS.contains(&text)
}

fn kind(schema: &Schema, ty: &Type) -> Kind {
    match ty {
        Type::Text => Kind::Text,
        Type::Number => Kind::Number,
        Type::Whole => Kind::Whole,
        Type::Percent => Kind::Percent,
        Type::Money(currency) => Kind::Money(*currency),
        Type::Boolean => Kind::Boolean,
        Type::Day => Kind::Day,
        Type::List(inner) => Kind::List(Box::new(kind(schema, inner))),
        Type::Days => Kind::None,
        Type::Choice(index) => {
            let Some(set) = schema.choices.get(*index) else { return Kind::None };
            let mut positions = HashMap::new();
            if set.kind == ChoiceKind::Country {
                positions.extend((0..).zip(&set.values).map(|(at, choice)| (choice.value.clone(), at)));
                return Kind::Country(positions);
            }
            // A value of its own wins over an alias of another.
            for (position, choice) in (0..).zip(&set.values) {
                positions.extend(choice.aliases.iter().map(|alias| (norm(alias), position)));
            }
            positions.extend((0..).zip(&set.values).map(|(at, choice)| (norm(&choice.value), at)));
            Kind::Choice(positions)
        }
    }
}

/// Full-width ASCII as ASCII; case is kept, since a date format may hold letters.
fn narrow(text: &str) -> String {
    let narrow = |c: char| match u32::from(c) {
        code @ 0xFF01..=0xFF5E => char::from_u32(code - 0xFEE0).unwrap_or(c),
        _ => c,
    };
    text.chars().map(narrow).collect()
}

fn not_normal(text: &str) -> Option<Reason> {
    (!text.is_ascii() && !is_nfc(text)).then_some(Reason::NotNormalForm)
}

#[cfg(test)]
mod tests;
