//! A batch of accounts as classes: what readers make and the columnar engine scores.

use super::ClassId;

/// Some accounts, column by column. Reused from batch to batch.
#[derive(Debug, Clone, Default)]
pub struct Batch {
    /// How many accounts.
    pub rows: usize,
    /// The class of each account in each column, in the order of [`super::columns`].
    pub ids: Vec<Vec<ClassId>>,
    /// The key of each account as written, trimmed; none where it is blank.
    pub keys: Texts,
}

impl Batch {
    /// Empties it for the next accounts, keeping its memory.
    pub fn clear(&mut self, columns: usize) {
        self.rows = 0;
        self.ids.resize_with(columns, Vec::new);
        self.ids.iter_mut().for_each(Vec::clear);
        self.keys.clear();
    }
}

/// Texts one after another in one piece of memory; some may be missing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Texts {
    text: String,
    /// Where each ends, and whether it is there.
    ends: Vec<(u32, bool)>,
}

impl Texts {
    /// Adds a text, or that there is none.
    pub fn push(&mut self, text: Option<&str>) {
        self.text.push_str(text.unwrap_or(""));
        // INVARIANT: a batch is far below 4 GiB.
        self.ends.push((u32::try_from(self.text.len()).unwrap_or(u32::MAX), text.is_some()));
    }

    /// Adds texts that stand one after another, each by where it ends; `false`, and none is added, where they are no text.
    pub fn append(&mut self, texts: &[u8], ends: &[u32]) -> bool {
        let Ok(texts) = std::str::from_utf8(texts) else { return false };
        // INVARIANT: a batch is far below 4 GiB.
        let before = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        self.text.push_str(texts);
        self.ends.extend(ends.iter().map(|end| (before.saturating_add(*end), true)));
        true
    }

    /// All texts, one after another.
    #[must_use]
    pub fn all(&self) -> &str {
        &self.text
    }

    /// The text at a row; `None` where there is none.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<&str> {
        let (end, known) = *self.ends.get(row)?;
        let start = row.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |(end, _)| *end);
        known.then(|| self.text.get(start as usize..end as usize)).flatten()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Forgets all, keeping the memory.
    pub fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = Option<&str>> {
        let mut start = 0;
        self.ends.iter().map(move |(end, known)| {
            let text = self.text.get(start as usize..*end as usize);
            start = *end;
            text.filter(|_| *known)
        })
    }
}
