//! Texts out of a CSV file: keys, and cells that pass through.
//!
//! In: cells of a text. Out: [`Texts`]. Invariant: a text is what the cell holds without its quotes; plain ones are taken
//! many at a time.

use super::pieces::raw_cell_of_file;
use crate::data::cell_classes::{Span, is_plain_key};
use crate::data::write::Value;
use crate::plan::classes::Texts;

/// Plain cells that are not among the texts yet.
#[derive(Debug, Default)]
pub(super) struct Gather {
    bytes: Vec<u8>,
    ends: Vec<u32>,
}

impl Gather {
    /// Adds keys, trimmed; none where they are blank.
    pub(super) fn keys(&mut self, text: &[u8], cells: impl Iterator<Item = Span>, texts: &mut Texts) {
        let plain = |cell: Span| cell.length > 0 && is_plain_key(text, cell);
        self.take(text, cells, texts, plain, |texts, cell| {
            texts.push(not_blank(&raw_cell_of_file(cell).shown()))
        });
    }

    /// Adds cells as they are.
    pub(super) fn cells(&mut self, text: &[u8], cells: impl Iterator<Item = Span>, texts: &mut Texts) {
        self.take(
            text,
            cells,
            texts,
            |_| true,
            |texts, cell| match Value::from(raw_cell_of_file(cell)) {
                Value::Text(text) => texts.push(Some(&text)),
                _ => texts.push(None),
            },
        );
    }

    /// Takes cells: those that are `plain` and begin with no quote many at a time, others by `push`.
    fn take(
        &mut self,
        text: &[u8],
        cells: impl Iterator<Item = Span>,
        texts: &mut Texts,
        plain: impl Fn(Span) -> bool,
        push: impl Fn(&mut Texts, &[u8]),
    ) {
        for cell in cells {
            if text.get(cell.start) == Some(&b'"') || !plain(cell) {
                self.hand_over(texts, &push);
                push(texts, cell.of(text));
                continue;
            }
            let before = self.bytes.len();
            match text.get(cell.start..).and_then(|rest| rest.first_chunk::<32>()) {
                // As many bytes for each, since a number that is known copies faster.
                Some(bytes) if cell.length <= 32 => {
                    self.bytes.extend_from_slice(bytes);
                    self.bytes.truncate(before + cell.length);
                }
                Some(_) | None => self.bytes.extend_from_slice(cell.of(text)),
            }
            // INVARIANT: the cells of some rows are far below 4 GiB.
            self.ends.push(self.bytes.len() as u32);
        }
        self.hand_over(texts, &push);
    }

    fn hand_over(&mut self, texts: &mut Texts, push: &impl Fn(&mut Texts, &[u8])) {
        // Of other texts, a character might begin in one and end in the next.
        if !self.bytes.is_ascii() || !texts.append(&self.bytes, &self.ends) {
            let mut start = 0;
            for end in &self.ends {
                push(texts, self.bytes.get(start..*end as usize).unwrap_or_default());
                start = *end as usize;
            }
        }
        self.bytes.clear();
        self.ends.clear();
    }
}

fn not_blank(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}
