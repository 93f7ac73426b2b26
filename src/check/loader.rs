//! How `check` gets the files that a profile names, without opening any itself.

use std::collections::BTreeMap;

use crate::text::closest;

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

/// Files in memory, for tests and editors. Names use `/`; the root is the empty path.
#[derive(Debug, Clone, Default)]
pub struct MemoryLoader {
    files: BTreeMap<String, Vec<u8>>,
}

impl MemoryLoader {
    /// Adds a file, or replaces it.
    pub fn insert(&mut self, name: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.files.insert(name.into(), bytes.into());
    }
}

impl Loader for MemoryLoader {
    fn load(&self, from: &str, path: &str) -> Result<Loaded, LoadError> {
        let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
        let Some(name) = resolve(folder, path) else {
            return Err(LoadError::OutsideRoot { root: ".".to_owned() });
        };
        if let Some(bytes) = self.files.get(&name) {
            return Ok(Loaded { name, bytes: bytes.clone() });
        }
        let inside = format!("{name}/");
        if self.files.keys().any(|known| known.starts_with(&inside)) {
            return Err(LoadError::NotAFile);
        }
        let nearby = closest(&name, self.files.keys().map(String::as_str));
        Err(LoadError::NotFound { nearby: nearby.into_iter().map(str::to_owned).collect() })
    }
}

/// `folder/path` without `.` and `..`; `None` when it leaves the root.
fn resolve(folder: &str, path: &str) -> Option<String> {
    if path.starts_with('/') {
        return None;
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::{LoadError, Loader, MemoryLoader};

    fn loader() -> MemoryLoader {
        let mut loader = MemoryLoader::default();
        loader.insert("lists/words.csv", "word");
        loader
    }

    #[test]
    fn spellings_of_one_file_give_one_name() {
        for (from, path) in [
            ("main.icp", "lists/words.csv"),
            ("main.icp", "./lists/../lists//words.csv"),
            ("profiles/a.icp", "../lists/words.csv"),
            ("lists/b.icp", "words.csv"),
        ] {
            assert_eq!(loader().load(from, path).unwrap().name, "lists/words.csv");
        }
    }

    #[test]
    fn what_cannot_be_had_says_why() {
        let error = |path: &str| loader().load("main.icp", path).unwrap_err();
        assert_eq!(error("../words.csv"), LoadError::OutsideRoot { root: ".".to_owned() });
        assert_eq!(error("/etc/hosts"), LoadError::OutsideRoot { root: ".".to_owned() });
        assert_eq!(error("lists"), LoadError::NotAFile);
        let nearby = vec!["lists/words.csv".to_owned()];
        assert_eq!(error("lists/word.csv"), LoadError::NotFound { nearby });
    }
}
