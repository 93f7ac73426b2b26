//! No result takes the place of what it is made from, or of another result.
//!
//! In: the files that a run reads and those that it writes. Out: a fault before any work is done.
//! Invariant: two names are one file if they lead to the same place, links followed.

use std::fs;
use std::path::{Path, PathBuf};

use crate::cli::exit::Fault;
use crate::cli::loader::slashes;

/// Refuses a run that would overwrite a file it reads, or write two results to one file.
///
/// # Errors
/// When it would.
pub fn check<'a>(
    read: impl Iterator<Item = &'a Path>,
    written: impl Iterator<Item = (&'a str, &'a Path)>,
) -> Result<(), Fault> {
    let read: Vec<PathBuf> = read.filter_map(place).collect();
    let mut taken: Vec<(&str, PathBuf)> = Vec::new();
    for (option, path) in written {
        let Some(place) = place(path) else { continue };
        let shown = slashes(path);
        if read.contains(&place) {
            return Err(Fault::new(format!("`{option} {shown}` would overwrite a file that this run reads"))
                .help("name another file"));
        }
        if let Some((other, _)) = taken.iter().find(|(_, taken)| *taken == place) {
            return Err(Fault::new(format!("`{other}` and `{option}` both name `{shown}`"))
                .help("give each a file of its own"));
        }
        taken.push((option, place));
    }
    Ok(())
}

/// Where a file lies or will lie; nothing for standard streams and devices, which cannot be overwritten.
fn place(path: &Path) -> Option<PathBuf> {
    if path.as_os_str() == "-" || fs::metadata(path).is_ok_and(|facts| !facts.is_file()) {
        return None;
    }
    fs::canonicalize(path).ok().or_else(|| {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Some(fs::canonicalize(folder).ok()?.join(path.file_name()?))
    })
}
