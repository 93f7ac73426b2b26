//! A cell as a file holds it, before a field gives it a type.

use std::borrow::Cow;

use crate::types::Number;

/// One cell of one row.
#[derive(Debug, Clone, PartialEq)]
pub enum Raw<'a> {
    /// JSON null, or a key that the record does not have.
    Absent,
    /// Text, as written.
    Text(Cow<'a, str>),
    /// Bytes that are not in the file's encoding, as far as they can be shown.
    Undecodable(String),
    /// A typed number, as decimal text.
    Number(String),
    /// A typed boolean.
    Boolean(bool),
    /// A typed date, time or both, in ISO form.
    Date(String),
    /// A typed error, such as `#REF!` in a spreadsheet.
    Fault(String),
    /// A typed list.
    List(Vec<Raw<'a>>),
    /// A record inside the record.
    Nested,
}

impl Raw<'_> {
    /// The same, held on its own.
    #[must_use]
    pub fn into_owned(self) -> Raw<'static> {
        match self {
            Raw::Absent => Raw::Absent,
            Raw::Text(text) => Raw::Text(Cow::Owned(text.into_owned())),
            Raw::Undecodable(text) => Raw::Undecodable(text),
            Raw::Number(text) => Raw::Number(text),
            Raw::Boolean(value) => Raw::Boolean(value),
            Raw::List(elements) => Raw::List(elements.into_iter().map(Raw::into_owned).collect()),
            Raw::Date(text) => Raw::Date(text),
            Raw::Fault(text) => Raw::Fault(text),
            Raw::Nested => Raw::Nested,
        }
    }

    /// The cell as people read it in a report: blank for nothing, elements of a list joined.
    #[must_use]
    pub fn shown(&self) -> Cow<'_, str> {
        match self {
            Raw::Absent => Cow::Borrowed(""),
            Raw::Text(text) => Cow::Borrowed(text.as_ref()),
            Raw::Undecodable(text) | Raw::Date(text) | Raw::Fault(text) => Cow::Borrowed(text),
            Raw::Number(text) => Cow::Owned(shortest_digits(text)),
            Raw::Boolean(value) => Cow::Borrowed(if *value { "true" } else { "false" }),
            Raw::List(elements) => {
                let shown: Vec<Cow<'_, str>> = elements.iter().map(Raw::shown).collect();
                Cow::Owned(shown.join(";"))
            }
            Raw::Nested => Cow::Borrowed("{…}"),
        }
    }
}

/// A typed number as text (ruling 58): its decimal digits without exponent or trailing zeros. Whole numbers of any
/// length keep their digits, so that long ids survive.
#[must_use]
pub fn shortest_digits(text: &str) -> String {
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return text.to_owned();
    }
    match Number::parse(text) {
        Ok(parsed) if parsed.exact => parsed.number.to_string(),
        Ok(_) | Err(_) => text.to_owned(),
    }
}
