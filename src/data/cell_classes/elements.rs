//! The elements of lists, each with its marks.
//!
//! In: cells that hold a list between separators. Out: the marks of all elements together.
//! Invariant: a list has the marks that reading it in full gives.

use super::UNSET;
use super::forms::marks_of;
use super::memo::Memo;
use super::words::{Span, WordMemo};
use crate::data::cell::FieldReader;
use crate::data::raw::Raw;
use crate::plan::classes::{ListMarks, Marks};
use crate::types::Cell;

/// The elements that were met.
pub(super) struct Elements {
    /// Of elements that are not long: the place of their marks, or [`UNSET`] where the list is to be read in full.
    words: WordMemo,
    marks: Vec<Marks>,
    long: Memo<Option<Marks>>,
}

impl Elements {
    pub(super) fn new() -> Elements {
        Elements { words: WordMemo::new(), marks: Vec::new(), long: Memo::new() }
    }

    /// The marks of a list of elements that were met before, where all marks there are fit in a byte.
    #[inline]
    pub(super) fn narrow(&self, separator: u8, text: &[u8], cell: Span) -> Option<u8> {
        let mut union = 0;
        each_element(separator, text, cell, |element| {
            let place = self.words.get(text, element)?;
            union |= self.marks.get(place as usize)?.byte(0);
            Some(())
        })?;
        Some(union)
    }

    /// The marks of a list, element by element; `None` where it is to be read in full.
    pub(super) fn marks(
        &mut self,
        reader: &FieldReader<'_>,
        all: &ListMarks,
        separator: u8,
        text: &[u8],
        cell: Span,
    ) -> Option<Marks> {
        let mut union = Marks::NONE;
        each_element(separator, text, cell, |element| {
            let marks = match self.words.get(text, element) {
                Some(place) => self.marks.get(place as usize).copied()?,
                None => self.new_element(reader, all, text, element)?,
            };
            union = union.or(marks);
            Some(())
        })?;
        Some(union)
    }

    fn new_element(
        &mut self,
        reader: &FieldReader<'_>,
        all: &ListMarks,
        text: &[u8],
        element: Span,
    ) -> Option<Marks> {
        let bytes = element.of(text);
        let hash = self.long.hash(bytes);
        if let Some(known) = self.long.get(hash, bytes) {
            return known;
        }
        let marks = element_marks(reader, bytes, all);
        if self.words.takes(element) {
            let place = marks.map_or(UNSET as usize, |marks| {
                let known = self.marks.iter().position(|known| *known == marks);
                known.unwrap_or_else(|| {
                    self.marks.push(marks);
                    self.marks.len() - 1
                })
            });
            self.words.insert(text, element, u32::try_from(place).unwrap_or(UNSET));
        } else if self.long.has_room(bytes) {
            self.long.insert(hash, bytes, marks);
        }
        marks
    }
}

/// Hands over the elements of a list, blanks among them, until one is `None`; that also where the list is blank.
#[inline]
fn each_element(
    separator: u8,
    text: &[u8],
    mut cell: Span,
    mut take: impl FnMut(Span) -> Option<()>,
) -> Option<()> {
    if text.get(cell.start) == Some(&b'"') {
        let is_closed = cell.length > 1 && text.get(cell.end() - 1) == Some(&b'"');
        cell = is_closed.then(|| Span { start: cell.start + 1, length: cell.length - 2 })?;
    }
    let end = cell.end();
    let (mut start, mut block) = (cell.start, cell.start);
    while block < end {
        let left = end - block;
        let own = if left < 64 { (1u64 << left).wrapping_sub(1) } else { u64::MAX };
        let mut separators = marks_of(text, block, separator) & own;
        while separators != 0 {
            let stop = block + separators.trailing_zeros() as usize;
            take(Span { start, length: stop.wrapping_sub(start) })?;
            start = stop + 1;
            separators &= separators.wrapping_sub(1);
        }
        block += 64;
    }
    // A blank cell is not an empty list, but a separator alone is one.
    if start == cell.start && cell.of(text).trim_ascii().is_empty() {
        return None;
    }
    take(Span { start, length: end.wrapping_sub(start) })
}

/// The marks of one element; `None` where it is not plain. A blank one is no element.
fn element_marks(reader: &FieldReader<'_>, element: &[u8], all: &ListMarks) -> Option<Marks> {
    let element = element.trim_ascii();
    if element.is_empty() {
        return Some(Marks::NONE);
    }
    let text = std::str::from_utf8(element).ok()?;
    if text.trim_start().starts_with('[') || text.contains(['"', '\u{FFFD}']) {
        return None;
    }
    let read = reader.read(&Raw::Text(text.into()));
    match (read.cell, read.reason) {
        (Cell::List(elements), None) => Some(all.of_list(&elements)),
        _ => None,
    }
}
