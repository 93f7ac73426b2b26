//! Keys of accounts and of child rows (ruling 57).
//!
//! In: a cell as the file holds it. Out: the key as written, trimmed. Invariant: a key is never normalized.

use crate::data::raw::{Raw, shortest_digits};

/// `9.12E+09`: what a spreadsheet makes of a long number.
pub(super) fn is_rounded_key(text: &str) -> bool {
    let Some((digits, exponent)) = text.split_once(['E', 'e']) else { return false };
    let mantissa = digits.contains('.') && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    mantissa
        && exponent
            .strip_prefix('+')
            .is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()) && !rest.is_empty())
}

/// A key or foreign key: the text as written, trimmed (ruling 57); `None` when blank.
#[must_use]
pub(in crate::data) fn shown_key(raw: &Raw<'_>) -> Option<String> {
    let text = match raw {
        Raw::Absent | Raw::List(_) | Raw::Nested => return None,
        Raw::Text(text) => text.trim().to_owned(),
        Raw::Undecodable(text) | Raw::Date(text) | Raw::Fault(text) => text.trim().to_owned(),
        Raw::Number(text) => shortest_digits(text),
        Raw::Boolean(value) => value.to_string(),
    };
    (!text.is_empty()).then_some(text)
}
