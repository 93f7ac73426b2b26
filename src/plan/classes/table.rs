//! The rows that accounts have in a child table, as classes.
//!
//! In: rows, key by key. Out: one class for each set of rows that no result can tell from another.
//! Invariant: an account's rows may be replaced by those of its class.

use std::sync::Arc;

use hashbrown::HashMap;

use super::{ClassId, Classes, Classifier};
use crate::plan::Plan;
use crate::types::{Cell, ChildRow, Day};

/// The classes of the rows that accounts have in one child table: read once, then shared by all workers.
#[derive(Debug, Clone)]
pub struct TableClasses {
    /// One row of each class of rows.
    rows: Vec<ChildRow>,
    /// The rows of each class; `None` where they are unknown.
    lists: Vec<Option<Box<[u32]>>>,
}

impl Default for TableClasses {
    fn default() -> Self {
        TableClasses { rows: Vec::new(), lists: vec![None, Some(Box::default())] }
    }
}

impl TableClasses {
    /// The class of an account without rows in a table that was given.
    pub const NO_ROWS: ClassId = 1;

    /// A class of its own for these rows.
    pub fn add(&mut self, rows: Vec<ChildRow>) -> ClassId {
        let places = rows.into_iter().map(|row| self.add_row(row)).collect();
        self.add_list(places)
    }

    fn add_row(&mut self, row: ChildRow) -> u32 {
        self.rows.push(row);
        number(self.rows.len() - 1)
    }

    fn add_list(&mut self, rows: Box<[u32]>) -> ClassId {
        self.lists.push(Some(rows));
        number(self.lists.len() - 1)
    }

    /// The rows of a class; `None` where they are unknown.
    #[must_use]
    pub fn rows(&self, id: ClassId) -> Option<Vec<ChildRow>> {
        let rows = self.lists.get(id as usize)?.as_ref()?;
        Some(rows.iter().filter_map(|row| self.rows.get(*row as usize).cloned()).collect())
    }

    /// How many classes there are, the unknown one and that of no rows included.
    #[must_use]
    pub fn count(&self) -> usize {
        self.lists.len()
    }

    /// How many classes of rows there are.
    #[must_use]
    pub fn row_count(&self) -> usize {
        self.rows.len()
    }
}

/// Makes the classes of one child table while it is read.
#[derive(Debug, Clone)]
pub struct TableReducer {
    /// The classes of each field that is read; `None` to keep rows as they are, in their order.
    fields: Option<Vec<Option<Classes>>>,
    by_cells: HashMap<Box<[ClassId]>, u32>,
    by_rows: HashMap<Box<[u32]>, ClassId>,
    classes: TableClasses,
}

impl TableReducer {
    /// Keeps every row as it is: for explanations, which show cells.
    #[must_use]
    pub fn exact() -> TableReducer {
        TableReducer {
            fields: None,
            by_cells: HashMap::new(),
            by_rows: HashMap::new(),
            classes: TableClasses::default(),
        }
    }

    /// Holds rows to be one that no result of the plan tells apart on that day.
    #[must_use]
    pub fn new(plan: &Plan, today: Day, table: usize) -> TableReducer {
        let count = plan.schema.tables.get(table).map_or(0, |table| table.fields.len());
        let classes = |field| {
            let asked = plan.reads.row_fields.contains(&(table, field));
            asked.then(|| Classes::new(Arc::new(Classifier::of_row_field(plan, today, table, field))))
        };
        TableReducer { fields: Some((0..count).map(classes).collect()), ..TableReducer::exact() }
    }

    /// The class of a row.
    pub fn row(&mut self, cells: Vec<Cell>) -> u32 {
        let Some(fields) = &mut self.fields else { return self.classes.add_row(ChildRow { cells }) };
        let class = |(cell, classes): (&Cell, &mut Option<Classes>)| {
            classes.as_mut().map_or(super::UNKNOWN, |classes| classes.of(cell))
        };
        let key: Box<[ClassId]> = cells.iter().zip(fields.iter_mut()).map(class).collect();
        if let Some(row) = self.by_cells.get(&key) {
            return *row;
        }
        // What nothing reads stays behind.
        let kept = cells.into_iter().zip(fields.iter()).zip(&key);
        let kept = kept.map(|((cell, classes), id)| match classes {
            Some(classes) => classes.representative(*id).map_or(cell, std::borrow::Cow::into_owned),
            None => Cell::Unknown,
        });
        let row = self.classes.add_row(ChildRow { cells: kept.collect() });
        self.by_cells.insert(key, row);
        row
    }

    /// The class of all rows of a key, in the order in which they were read.
    pub fn rows(&mut self, mut rows: Vec<u32>) -> ClassId {
        if rows.is_empty() {
            return TableClasses::NO_ROWS;
        }
        if self.fields.is_none() {
            return self.classes.add_list(rows.into());
        }
        // No result depends on the order.
        rows.sort_unstable();
        let rows: Box<[u32]> = rows.into();
        if let Some(class) = self.by_rows.get(&rows) {
            return *class;
        }
        let class = self.classes.add_list(rows.clone());
        self.by_rows.insert(rows, class);
        class
    }

    /// The rows of a class that was given out.
    #[must_use]
    pub fn rows_of(&self, class: ClassId) -> Vec<u32> {
        self.classes.lists.get(class as usize).and_then(Option::as_deref).unwrap_or_default().to_vec()
    }

    /// About how many bytes the classes take.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        const ROW: u64 = 64;
        const CELL: u64 = 80;
        const LIST: u64 = 96;
        let cells = self.classes.rows.first().map_or(0, |row| row.cells.len() as u64);
        self.classes.rows.len() as u64 * (ROW + CELL * cells) + self.classes.lists.len() as u64 * LIST
    }

    /// The classes.
    #[must_use]
    pub fn finish(self) -> TableClasses {
        self.classes
    }
}

fn number(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
