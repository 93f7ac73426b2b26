//! From tree to model: names, imports, types, units, scoring and tier checks.
//!
//! In: parsed files and a [`Loader`] for the files they name. Out: a [`model::Model`] and diagnostics.
//! Invariant: a model exists only for a profile without errors.

pub mod expression;
mod loader;
pub mod model;
pub mod scope;

pub use loader::{LoadError, Loaded, Loader, MemoryLoader};

use crate::diag::Diagnostic;
use crate::syntax::Parsed;

/// What checking a file and all it uses gives.
#[derive(Debug)]
pub struct Checked {
    /// The profile; `None` when there is an error, or when the file is a library.
    pub model: Option<model::Model>,
    /// Every file that was read, the entry first.
    pub files: Vec<Parsed>,
    /// Syntax and check, by place.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether the file declares no `profile`.
    pub is_library: bool,
}
