//! Several files as one table, for reading without a profile.
//!
//! In: sources. Out: the union of their columns, and their rows. Invariant: a column of one name is one column,
//! wherever it stands in a file; the second of a name is another.

use std::collections::HashMap;

use crate::data::raw::Raw;
use crate::data::rows::{Row, RowFault};
use crate::data::source::{ReadOptions, Source};
use crate::data::table::{Table, TableForm};
use crate::diag::Diagnostic;
use crate::types::norm;

/// The files of one table, open.
pub(in crate::data) struct Parts<'r> {
    tables: Vec<Table<'r>>,
    /// The column names.
    pub headers: Vec<String>,
    /// For each file, where each column stands.
    places: Vec<Vec<Option<usize>>>,
    next: usize,
}

impl<'r> Parts<'r> {
    /// Opens all files.
    pub fn open(sources: Vec<Source<'r>>, options: &ReadOptions) -> Result<Parts<'r>, Vec<Diagnostic>> {
        let (mut tables, mut faults) = (Vec::new(), Vec::new());
        for source in sources {
            match Table::open(source, options) {
                Ok(table) => tables.push(table),
                Err(fault) => faults.push(fault),
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let mut headers: Vec<String> = Vec::new();
        let mut known: HashMap<(String, usize), usize> = HashMap::new();
        let mut standing: Vec<HashMap<usize, usize>> = Vec::new();
        for table in &tables {
            let mut seen: HashMap<String, usize> = HashMap::new();
            let mut places = HashMap::new();
            for (place, header) in table.headers.iter().enumerate() {
                let name = norm(header);
                let nth = seen.entry(name.clone()).or_default();
                let column = *known.entry((name, *nth)).or_insert_with(|| {
                    headers.push(header.clone());
                    headers.len() - 1
                });
                *nth += 1;
                places.insert(column, place);
            }
            standing.push(places);
        }
        let columns = 0..headers.len();
        let places = standing
            .iter()
            .map(|at| columns.clone().map(|column| at.get(&column).copied()).collect())
            .collect();
        Ok(Parts { tables, headers, places, next: 0 })
    }

    /// How each file is read.
    pub fn forms(&self) -> impl Iterator<Item = &TableForm> {
        self.tables.iter().map(|table| &table.form)
    }

    /// The columns that a file lacks and another has.
    pub fn lacking(&self, part: usize) -> impl Iterator<Item = &str> {
        let places = self.places.get(part).map(Vec::as_slice).unwrap_or_default();
        self.headers
            .iter()
            .zip(places)
            .filter(|(_, place)| place.is_none())
            .map(|(header, _)| header.as_str())
    }

    /// The next row and the file it is from.
    pub fn next_row(&mut self) -> Option<(usize, Result<Row, RowFault>)> {
        loop {
            match self.tables.get_mut(self.next)?.next_row() {
                Some(row) => return Some((self.next, row)),
                None => self.next += 1,
            }
        }
    }

    /// A cell of a row of a file.
    pub fn cell<'a>(&self, part: usize, row: &'a Row, column: usize) -> Raw<'a> {
        let place = self.places.get(part).and_then(|places| places.get(column).copied().flatten());
        match (place, self.tables.get(part)) {
            (Some(place), Some(table)) => {
                row.cell(place, table.headers.get(place).map_or("", String::as_str))
            }
            (None, _) | (_, None) => Raw::Absent,
        }
    }
}
