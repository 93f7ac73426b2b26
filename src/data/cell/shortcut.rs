//! Cells whose class can be told from their bytes, without reading them in full.
//!
//! In: a field. Out: the form that its plainest cells have. Invariant: a cell of that form reads as the form says; what
//! the shortcut does not know is read in full.

use super::{FieldReader, Kind};

/// The form of a field's plainest cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::data) enum Shortcut {
    /// None: all cells are read in full.
    None,
    /// Digits are the whole number they write.
    Whole,
    /// `2024-03-01` is that day.
    Day,
    /// A list is its elements between this byte, each read on its own.
    List(u8),
    /// ASCII without a point is a key that nothing is wrong with.
    Key,
}

impl FieldReader<'_> {
    /// The form of the plainest cells.
    pub(in crate::data) fn shortcut(&self) -> Shortcut {
        let format = self.format;
        if self.pattern.is_some() || !format.unknown_texts.is_empty() || format.unknown_values.is_some() {
            return Shortcut::None;
        }
        match &self.kind {
            Kind::Number | Kind::Whole | Kind::Money(_) => Shortcut::Whole,
            Kind::Day if self.date_format.is_none() => Shortcut::Day,
            Kind::List(_) => match format.split.as_deref().map(str::as_bytes) {
                Some([separator])
                    if separator.is_ascii() && !matches!(separator, b'"' | b' ' | b'\t' | b'\n' | b'\r') =>
                {
                    Shortcut::List(*separator)
                }
                _ => Shortcut::None,
            },
            Kind::Text if self.is_key => Shortcut::Key,
            _ => Shortcut::None,
        }
    }
}

/// The number that plain digits write: up to fifteen, without zeros before them.
pub(in crate::data) fn plain_whole(cell: &[u8]) -> Option<i64> {
    let plain = match cell {
        [b'0'] => true,
        [b'1'..=b'9', rest @ ..] => rest.len() < 15,
        _ => false,
    };
    if !plain {
        return None;
    }
    let mut number = 0i64;
    for byte in cell {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        number = number.wrapping_mul(10).wrapping_add(i64::from(digit));
    }
    Some(number)
}

/// Whether a key has nothing wrong with it: no spreadsheet has rounded it, and it has one normal form.
pub(in crate::data) fn plain_key(cell: &[u8]) -> bool {
    cell.iter().all(|byte| byte.is_ascii_graphic() && *byte != b'.')
}
