//! Files that a profile names: found beside it, inside the project's root, and small enough to read.
//!
//! In: a name in a profile. Out: the bytes of a file.
//! Invariant: nothing outside the root is read.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::exit::reason;
use crate::check::{LoadError, Loaded, Loader};
use crate::text::closest;

/// The largest profile, library or list that is read: 64 MiB.
pub const LIMIT: u64 = 64 * 1024 * 1024;

/// Opens files below one root.
#[derive(Debug, Clone)]
pub struct FileLoader {
    /// Real path of the folder that nothing may leave.
    root: PathBuf,
    /// Real path of the working folder.
    here: PathBuf,
}

impl FileLoader {
    /// A loader for what a profile at `path` names. The root is the nearest folder upwards that holds `icp.toml` or
    /// `.git`, else the profile's own folder.
    pub fn for_profile(path: &Path) -> FileLoader {
        let here = std::env::current_dir().and_then(fs::canonicalize).unwrap_or_default();
        let real = fs::canonicalize(path).unwrap_or_else(|_| here.join(path));
        let folder = real.parent().unwrap_or(&here);
        let root = folder
            .ancestors()
            .find(|folder| folder.join("icp.toml").is_file() || folder.join(".git").exists())
            .unwrap_or(folder);
        FileLoader { root: root.to_path_buf(), here }
    }

    /// The name that messages show for a file: relative to the working folder where it is below it or where the
    /// working folder is inside the project, else the whole path. The same for every spelling.
    pub fn name(&self, path: &Path) -> String {
        let real = fs::canonicalize(path).unwrap_or_else(|_| self.here.join(path));
        if let Ok(below) = real.strip_prefix(&self.here) {
            return slashes(below);
        }
        if self.here.starts_with(&self.root) && real.starts_with(&self.root) {
            let shared = self.here.ancestors().find(|folder| real.starts_with(folder)).unwrap_or(&self.root);
            let up = self.here.strip_prefix(shared).map_or(0, |rest| rest.components().count());
            let rest = real.strip_prefix(shared).map_or_else(|_| slashes(&real), slashes);
            return "../".repeat(up) + &rest;
        }
        slashes(&real)
    }

    fn outside(&self) -> LoadError {
        let root = self.name(&self.root);
        LoadError::OutsideRoot { root: if root.is_empty() { ".".to_owned() } else { root } }
    }

    /// Where the file that is shown as `name` lies.
    fn folder_of(&self, name: &str) -> PathBuf {
        self.here.join(name).parent().map_or_else(|| self.here.clone(), Path::to_path_buf)
    }
}

impl Loader for FileLoader {
    fn load(&self, from: &str, path: &str) -> Result<Loaded, LoadError> {
        let wanted = self.folder_of(from).join(path);
        let real = match fs::canonicalize(&wanted) {
            Ok(real) => real,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                // Names in a folder outside the root are none of the profile's business.
                let folder = wanted.ancestors().skip(1).find_map(|folder| fs::canonicalize(folder).ok());
                return Err(if folder.is_some_and(|folder| folder.starts_with(&self.root)) {
                    LoadError::NotFound { nearby: nearby(&wanted, path) }
                } else {
                    self.outside()
                });
            }
            Err(error) => return Err(LoadError::Unreadable(reason(&error))),
        };
        if !real.starts_with(&self.root) {
            return Err(self.outside());
        }
        let bytes = read_bounded(&real)?;
        Ok(Loaded { name: self.name(&real), bytes })
    }
}

/// The content of a regular file of at most [`LIMIT`] bytes. Looks before it opens, so that a pipe does not block and
/// a file of gigabytes is not read.
///
/// # Errors
/// Why it cannot be had.
pub fn read_bounded(path: &Path) -> Result<Vec<u8>, LoadError> {
    let unreadable = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => LoadError::NotFound { nearby: nearby(path, &slashes(path)) },
        _ => LoadError::Unreadable(reason(&error)),
    };
    let facts = fs::metadata(path).map_err(unreadable)?;
    if !facts.is_file() {
        return Err(LoadError::NotAFile);
    }
    if facts.len() > LIMIT {
        return Err(LoadError::TooLarge { bytes: facts.len(), limit: LIMIT });
    }
    let mut bytes = Vec::new();
    fs::File::open(path).map_err(unreadable)?.take(LIMIT + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > LIMIT {
        return Err(LoadError::TooLarge { bytes: bytes.len() as u64, limit: LIMIT });
    }
    Ok(bytes)
}

/// Files in the folder of a missing one with a name like it, spelled the way the missing one was; else, for a list or a
/// library, those with its extension.
fn nearby(wanted: &Path, written: &str) -> Vec<String> {
    let Some(folder) = wanted.parent() else { return Vec::new() };
    let Some(name) = wanted.file_name().map(|name| name.to_string_lossy().into_owned()) else {
        return Vec::new();
    };
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<String> = entries
        .flatten()
        .filter(|entry| entry.path().is_file())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .take(2_000)
        .collect();
    names.sort();
    let before = written.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
    closest(&name, names.iter().map(String::as_str))
        .into_iter()
        .map(|name| format!("{before}{name}"))
        .collect()
}

/// A path as messages show it.
pub fn slashes(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project() -> (tempfile::TempDir, FileLoader) {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("p/profiles")).unwrap();
        fs::create_dir_all(dir.path().join("p/lists")).unwrap();
        fs::write(dir.path().join("p/icp.toml"), "").unwrap();
        fs::write(dir.path().join("p/profiles/a.icp"), "profile a {}").unwrap();
        fs::write(dir.path().join("p/lists/competitors.csv"), "domain\n").unwrap();
        fs::write(dir.path().join("secret.csv"), "secret\n").unwrap();
        let loader = FileLoader::for_profile(&dir.path().join("p/profiles/a.icp"));
        (dir, loader)
    }

    #[test]
    fn two_spellings_of_one_file_have_one_name() {
        let (dir, loader) = project();
        let from = loader.name(&dir.path().join("p/profiles/a.icp"));
        let straight = loader.load(&from, "../lists/competitors.csv").unwrap();
        let winding = loader.load(&from, "../profiles/../lists/./competitors.csv").unwrap();
        assert_eq!(straight.name, winding.name);
        assert_eq!(straight.bytes, b"domain\n");
    }

    #[test]
    fn nothing_outside_the_root_is_opened() {
        let (dir, loader) = project();
        let from = loader.name(&dir.path().join("p/profiles/a.icp"));
        assert!(matches!(loader.load(&from, "../../secret.csv"), Err(LoadError::OutsideRoot { .. })));
        assert!(matches!(loader.load(&from, "../../secrets.csv"), Err(LoadError::OutsideRoot { .. })));
        let absolute = dir.path().join("secret.csv");
        assert!(matches!(loader.load(&from, &slashes(&absolute)), Err(LoadError::OutsideRoot { .. })));
    }

    #[cfg(unix)]
    #[test]
    fn a_symbolic_link_out_of_the_root_is_refused() {
        let (dir, loader) = project();
        std::os::unix::fs::symlink(dir.path().join("secret.csv"), dir.path().join("p/lists/link.csv"))
            .unwrap();
        let from = loader.name(&dir.path().join("p/profiles/a.icp"));
        assert!(matches!(loader.load(&from, "../lists/link.csv"), Err(LoadError::OutsideRoot { .. })));
    }

    #[test]
    fn a_missing_file_comes_with_names_like_it() {
        let (dir, loader) = project();
        let from = loader.name(&dir.path().join("p/profiles/a.icp"));
        let error = loader.load(&from, "../lists/competitor.csv").unwrap_err();
        assert_eq!(error, LoadError::NotFound { nearby: vec!["../lists/competitors.csv".to_owned()] });
    }

    #[test]
    fn a_file_of_two_gigabytes_is_refused_unread() {
        let (dir, loader) = project();
        let path = dir.path().join("p/lists/big.csv");
        fs::File::create(&path).unwrap().set_len(2 << 30).unwrap();
        let from = loader.name(&dir.path().join("p/profiles/a.icp"));
        let error = loader.load(&from, "../lists/big.csv").unwrap_err();
        assert_eq!(error, LoadError::TooLarge { bytes: 2 << 30, limit: LIMIT });
    }

    #[test]
    fn a_folder_is_no_file() {
        let (dir, loader) = project();
        let from = loader.name(&dir.path().join("p/profiles/a.icp"));
        assert_eq!(loader.load(&from, "../lists").unwrap_err(), LoadError::NotAFile);
    }
}
