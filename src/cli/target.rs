//! Files that are complete or absent.
//!
//! In: a path and content. Out: the file, once all is written.
//! Invariant: a run that fails or is killed leaves what was there; only one that is killed outright leaves a draft.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::exit::Fault;
use super::interrupt;
use super::loader::slashes;

/// Bytes that are written at once.
const BUFFER: usize = 1 << 16;

/// A result on its way to a file. It is collected in a file beside the target, which goes if the run fails or is
/// interrupted, and takes the target's place only in [`Target::finish`].
#[derive(Debug)]
pub struct Target {
    path: PathBuf,
    draft: Draft,
}

#[derive(Debug)]
enum Draft {
    /// The target itself, a device or a pipe that nothing can take the place of.
    Direct(io::BufWriter<fs::File>),
    /// A file beside the place that it is to take.
    Beside(io::BufWriter<tempfile::NamedTempFile>, PathBuf),
}

impl Target {
    /// Begins a result for `path`.
    ///
    /// # Errors
    /// When its folder is missing or may not be written to: before any work is done.
    pub fn create(path: &Path) -> Result<Target, Fault> {
        if path.is_dir() {
            return Err(Fault::new(format!("cannot write `{}`: it is a folder", slashes(path))));
        }
        let folder = folder_of(path);
        if !folder.is_dir() {
            return Err(Fault::new(format!(
                "cannot write `{}`: there is no folder `{}`",
                slashes(path),
                slashes(folder)
            )));
        }
        if fs::metadata(path).is_ok_and(|facts| facts.permissions().readonly()) {
            return Err(Fault::new(format!("cannot write `{}`: the file is read-only", slashes(path))));
        }
        let fault = |error: io::Error| Fault::io("write", slashes(path), &error);
        let draft = if fs::metadata(path).is_ok_and(|facts| !facts.is_file()) {
            let device = fs::OpenOptions::new().write(true).open(path).map_err(fault)?;
            interrupt::begun();
            Draft::Direct(io::BufWriter::with_capacity(BUFFER, device))
        } else {
            // A link is written through, as every other program does.
            let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
            let named = interrupt::drafted(|| -> io::Result<_> {
                let named = beside(&place)?;
                Ok((named.path().to_path_buf(), named))
            });
            Draft::Beside(io::BufWriter::with_capacity(BUFFER, named.map_err(fault)?), place)
        };
        Ok(Target { path: path.to_path_buf(), draft })
    }

    /// Puts the complete result in its place, with the permissions of the file that was there.
    ///
    /// # Errors
    /// When the system will not write; then the place is as it was.
    pub fn finish(self) -> Result<(), Fault> {
        let path = self.path;
        let fault = |error: &io::Error| Fault::io("write", slashes(&path), error);
        match self.draft {
            Draft::Direct(mut device) => device.flush().map_err(|error| fault(&error)),
            Draft::Beside(draft, place) => {
                let named = draft.into_inner().map_err(|error| fault(error.error()))?;
                let name = named.path().to_path_buf();
                interrupt::placed(&name, || match named.persist(&place) {
                    Ok(_) => Ok(()),
                    Err(error) => Err(fault(&error.error)),
                })
            }
        }
    }
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.draft {
            Draft::Direct(draft) => draft.write(bytes),
            Draft::Beside(draft, _) => draft.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.draft {
            Draft::Direct(draft) => draft.flush(),
            Draft::Beside(draft, _) => draft.flush(),
        }
    }
}

/// Replaces a file's content at once.
///
/// # Errors
/// When the system will not write; then the file is as it was.
pub fn replace(path: &Path, content: &str) -> Result<(), Fault> {
    let mut target = Target::create(path)?;
    target.write_all(content.as_bytes()).map_err(|error| Fault::io("write", slashes(path), &error))?;
    target.finish()
}

/// The file beside `place` that will take its place. Temporary files are for their owner only; a result is for whoever
/// could read the old one, or any new file.
fn beside(place: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".icp-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let named = builder.tempfile_in(folder_of(place))?;
    if let Ok(facts) = fs::metadata(place) {
        fs::set_permissions(named.path(), facts.permissions())?;
    }
    Ok(named)
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unfinished_target_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("scored.csv");
        let mut target = Target::create(&path).unwrap();
        target.write_all(b"id,tier\n").unwrap();
        drop(target);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_finished_target_replaces_the_file_and_leaves_nothing_beside_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("scored.csv");
        fs::write(&path, "old").unwrap();
        replace(&path, "new").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_new_file_is_readable_as_any_other() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let (ours, ordinary) = (dir.path().join("ours"), dir.path().join("ordinary"));
        replace(&ours, "x").unwrap();
        fs::write(&ordinary, "x").unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode(&ours), mode(&ordinary));
    }
}
