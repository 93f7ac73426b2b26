//! Account data in, results out: readers, the normalizing of cells, findings, writers.
//!
//! In: streams of bytes and the schema of a profile. Out: accounts as the plan's engines read them, and rows of results.
//! Invariant: every row read is scored or rejected, with its line; what a cell cannot say is unknown and reported.

mod account_file;
mod account_pieces;
mod accounts;
mod arrow;
mod bind;
mod cell;
mod cell_classes;
mod child_rows;
mod children;
mod columns;
mod delimited;
mod excel;
mod findings;
mod footer;
mod guard;
mod header;
mod json;
mod keep;
mod keys;
mod kind;
mod ledger;
mod opened;
mod parquet;
mod pieces;
pub mod profile;
mod raw;
mod reason;
mod row_pieces;
mod rows;
mod source;
mod survey;
mod table;
mod typed;
mod unpack;
pub mod write;

pub use account_pieces::{AccountPieces, PieceOptions};
pub use accounts::{AccountRow, Accounts};
pub use bind::Needs;
pub use cell::{CellRead, FieldReader};
pub use children::TableCounts;
pub use columns::OnFinding;
pub use findings::{Finding, FindingCount, FindingCounts};
pub use footer::Footer;
pub use guard::is_guarded;
pub use keep::Keep;
pub use keys::{KEYS_IN_MEMORY, NewSpill, RisingKeys, Spill};
pub use ledger::Ledger;
pub use opened::{Input, ReadCounts};
pub use pieces::{BATCH_ROWS, FoundCell, Piece, PieceReader, PieceSource, ReadBatch, ReadNotes};
pub use raw::Raw;
pub use reason::Reason;
pub use rows::{Rejected, RowFault};
pub use source::{InputFormat, RandomAccess, ReadOptions, Source, TextEncoding};
pub use survey::{Survey, survey};
pub use table::TableForm;
pub use unpack::Packing;

#[cfg(test)]
mod tests;
