//! The rows of a child table, key by key, while it is read.
//!
//! In: rows in any order. Out: the class of each key's rows.
//! Invariant: while the file is sorted by key, what is held of a key is one number.

use std::collections::HashMap;

use crate::plan::classes::{ClassId, TableClasses, TableReducer};
use crate::types::Cell;

/// The part of a table that a row stands in, and its line.
pub(super) type Place = (usize, u64);

/// The rows of one key so far.
struct Group {
    rows: Rows,
    lines: Vec<Place>,
}

enum Rows {
    /// All of them, by their class.
    Closed(ClassId),
    /// Others may follow.
    Open(Vec<u32>),
}

/// The rows of all keys so far.
pub(super) struct ChildRows {
    reducer: TableReducer,
    groups: HashMap<String, Group>,
    /// The key of the row before, as long as no key has come back.
    sorted: bool,
    last: Option<String>,
    bytes: u64,
}

impl ChildRows {
    pub(super) fn new(reducer: TableReducer) -> ChildRows {
        ChildRows { reducer, groups: HashMap::new(), sorted: true, last: None, bytes: 0 }
    }

    /// Adds a row.
    pub(super) fn add(&mut self, key: String, cells: Vec<Cell>, line: Place) {
        const KEY: u64 = 160;
        const ROW: u64 = 16;
        let row = self.reducer.row(cells);
        self.bytes += ROW;
        if self.sorted && self.last.as_ref() != Some(&key) {
            self.sorted = !self.groups.contains_key(&key);
            if self.sorted {
                self.close_last();
                self.last = Some(key.clone());
            }
        }
        match self.groups.get_mut(&key) {
            Some(group) => {
                if let Rows::Closed(class) = group.rows {
                    group.rows = Rows::Open(self.reducer.rows_of(class));
                }
                if let Rows::Open(rows) = &mut group.rows {
                    rows.push(row);
                }
                group.lines.push(line);
            }
            None => {
                self.bytes += KEY + key.len() as u64;
                self.groups.insert(key, Group { rows: Rows::Open(vec![row]), lines: vec![line] });
            }
        }
    }

    fn close_last(&mut self) {
        let group = self.last.as_ref().and_then(|key| self.groups.get_mut(key));
        if let Some(Group { rows, .. }) = group
            && let Rows::Open(open) = rows
        {
            *rows = Rows::Closed(self.reducer.rows(std::mem::take(open)));
        }
    }

    /// About how many bytes are held.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes + self.reducer.bytes()
    }

    /// The class and the lines of each key, and the classes.
    pub(super) fn finish(mut self) -> (Vec<(String, ClassId, Vec<Place>)>, TableClasses) {
        let reducer = &mut self.reducer;
        let close = |(key, group): (String, Group)| {
            let class = match group.rows {
                Rows::Closed(class) => class,
                Rows::Open(rows) => reducer.rows(rows),
            };
            (key, class, group.lines)
        };
        let keys = self.groups.into_iter().map(close).collect();
        (keys, self.reducer.finish())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rows of each key, whatever the order of the file.
    fn read(rows: &[(&str, i64)]) -> Vec<(String, Vec<Vec<Cell>>, Vec<Place>)> {
        let mut all = ChildRows::new(TableReducer::exact());
        for (line, (key, value)) in rows.iter().enumerate() {
            let cell = Cell::Number(crate::types::Number::from_whole(*value));
            all.add((*key).to_owned(), vec![cell], (0, line as u64));
        }
        let (keys, classes) = all.finish();
        let mut found: Vec<_> = keys
            .into_iter()
            .map(|(key, class, lines)| {
                let rows = classes.rows(class).expect("rows");
                (key, rows.into_iter().map(|row| row.cells).collect(), lines)
            })
            .collect();
        found.sort_by(|a, b| a.0.cmp(&b.0));
        found
    }

    #[test]
    fn a_key_that_comes_back_keeps_its_rows() {
        let sorted = read(&[("a", 1), ("a", 2), ("b", 3), ("c", 4)]);
        assert_eq!(sorted.len(), 3);
        assert_eq!(sorted[0].1.len(), 2);
        let mixed = read(&[("a", 1), ("b", 3), ("a", 2), ("c", 4)]);
        let without_lines = |rows: Vec<(String, Vec<Vec<Cell>>, Vec<Place>)>| -> Vec<_> {
            rows.into_iter().map(|(key, rows, _)| (key, rows)).collect()
        };
        assert_eq!(mixed[0].2, [(0, 0), (0, 2)]);
        assert_eq!(without_lines(sorted), without_lines(mixed));
    }
}
