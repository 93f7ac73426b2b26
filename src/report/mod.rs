//! Results and explanations in the form people and other programs read.
//!
//! In: a model, outcomes and what was counted. Out: rows, tables and texts; nothing here opens a file.
//! Invariant: every number printed is one the evaluator gave, to the digit.

mod account;
mod batch;
mod columns;
pub mod diff;
pub mod document;
pub mod explanation;
mod plan;
pub mod profile;
mod table;
mod tally;
pub mod trial;
mod words;

#[cfg(test)]
mod tests;

pub use account::{AccountReport, GateLine, Reading, ScoreLine, ScoreReport, Subject};
pub use batch::{ColumnMaker, ScoredBatch};
pub use columns::{Columns, ExplainColumns, Selection, UnknownColumn};
pub use plan::PlanReport;
pub use table::{Best, table};
pub use tally::{GuaranteeTally, Tally, grouped};
pub use words::{cell_text, signed};
