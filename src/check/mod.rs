//! From tree to model: names, imports, types, units, scoring and tier checks.
//!
//! In: parsed files and a [`Loader`] for the files they name. Out: a [`model::Model`] and diagnostics.
//! Invariant: a model exists only for a profile without errors.

pub mod model;
pub mod scope;

/// Opens the files that a profile names. The edge of the program decides what may be read.
pub trait Loader {
    /// The bytes of `path`, as written in the file shown as `from`; and the name that messages show for it.
    /// Two spellings of one file give the same name.
    ///
    /// # Errors
    /// Why it cannot be had.
    fn load(&self, from: &str, path: &str) -> Result<Loaded, LoadError>;
}

/// A file that was read.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The name that messages show, the same for every spelling of the path.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// Why a file cannot be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoadError {
    /// There is no such file.
    NotFound {
        /// Files that exist beside it, for did-you-mean.
        nearby: Vec<String>,
    },
    /// It lies outside the project's root, also through a symbolic link.
    OutsideRoot {
        /// The root, as it is shown.
        root: String,
    },
    /// It is larger than the limit.
    TooLarge {
        /// Its size in bytes.
        bytes: u64,
        /// The limit in bytes.
        limit: u64,
    },
    /// It is a folder, a pipe or another thing that is no file.
    NotAFile,
    /// The system says no, in its own words.
    Unreadable(String),
}
