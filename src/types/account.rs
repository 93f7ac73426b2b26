//! One account with its child rows: what every engine scores.

use super::Cell;

/// One account. Columns are those of the plan, in the plan's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The key as written, trimmed; `None` when blank.
    pub key: Option<String>,
    /// One cell per account field.
    pub cells: Vec<Cell>,
    /// One entry per child table: its rows, or `None` when they are unknown (ruling 35, 36).
    pub tables: Vec<Option<Vec<ChildRow>>>,
}

/// One row of a child table: one cell per field of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChildRow {
    /// The cells.
    pub cells: Vec<Cell>,
}
