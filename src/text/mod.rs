//! Source text: files, places in them, and the few word helpers every message uses.
//!
//! In: file contents and names. Out: spans, line and column numbers, joined lists, near names.
//! Invariant: a [`Span`] always lies inside its file, on character borders.

mod closest;
mod source;
mod words;

pub use closest::closest;
pub use source::{Position, SourceFile, SourceId, Sources, Span};
pub use words::{in_quotes, join_and, join_or, number_of};
