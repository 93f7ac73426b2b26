//! The files of findings and of rejected rows: written while accounts are read, complete or absent.

use std::cell::RefCell;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::cli::exit::Fault;
use crate::cli::loader::slashes;
use crate::cli::target::Target;

/// A log that was asked for, or none.
#[derive(Debug)]
pub struct LogFile {
    path: PathBuf,
    target: Option<Rc<RefCell<Target>>>,
    /// The first fault of a writer that has no one to tell.
    fault: RefCell<Option<io::Error>>,
}

/// The stream of a log.
#[derive(Debug, Clone)]
pub struct LogStream(Rc<RefCell<Target>>);

impl LogFile {
    /// Begins the file, if one is named.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn create(path: Option<&Path>) -> Result<LogFile, Fault> {
        let target = path.map(Target::create).transpose()?.map(|target| Rc::new(RefCell::new(target)));
        Ok(LogFile {
            path: path.map(Path::to_path_buf).unwrap_or_default(),
            target,
            fault: RefCell::new(None),
        })
    }

    /// Where to write, if a file is named.
    pub fn stream(&self) -> Option<LogStream> {
        self.target.as_ref().map(|target| LogStream(Rc::clone(target)))
    }

    /// Keeps a fault for [`LogFile::finish`].
    pub fn fail(&self, error: io::Error) {
        self.fault.borrow_mut().get_or_insert(error);
    }

    /// What a failed write means.
    pub fn fault(&self, error: &io::Error) -> Fault {
        Fault::io("write", slashes(&self.path), error)
    }

    /// Puts the file in its place; every stream must be gone.
    ///
    /// # Errors
    /// When something could not be written.
    pub fn finish(self) -> Result<(), Fault> {
        if let Some(error) = self.fault.borrow_mut().take() {
            return Err(self.fault(&error));
        }
        match self.target.map(Rc::try_unwrap) {
            Some(Ok(target)) => target.into_inner().finish(),
            Some(Err(_)) => Err(Fault::new(format!("`{}` is still being written", slashes(&self.path)))),
            None => Ok(()),
        }
    }
}

impl Write for LogStream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.borrow_mut().flush()
    }
}
