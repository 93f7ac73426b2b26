//! How a run ends: exit codes, and faults that stop a run before it can answer.

use std::fmt;
use std::process::ExitCode;

/// The exit codes of every verb. Two more are not chosen here: 101 after an internal error (a panic), and 130 when the
/// run is interrupted (`interrupt`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// The run did what it was asked and found nothing to complain about: 0.
    Clean,
    /// The run did what it was asked and found something: errors, failed tests, files to format: 1.
    Findings,
    /// The run could not do what it was asked: wrong usage, a file that cannot be read or written: 2.
    CouldNotRun,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        match exit {
            Exit::Clean => ExitCode::SUCCESS,
            Exit::Findings => ExitCode::from(1),
            Exit::CouldNotRun => ExitCode::from(2),
        }
    }
}

/// Why a run cannot go on.
#[derive(Debug)]
pub enum Fault {
    /// Said on the error stream, exit code 2.
    CouldNotRun {
        /// One sentence, lower case, no final stop.
        message: String,
        /// What to do about it.
        help: Option<String>,
    },
    /// Everything has been said already; this is the exit code.
    Said(Exit),
    /// Whoever read the output has gone: the run stops, quietly.
    ReaderGone,
}

impl Fault {
    /// A fault in one sentence.
    pub fn new(message: impl Into<String>) -> Fault {
        Fault::CouldNotRun { message: message.into(), help: None }
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn help(self, text: impl Into<String>) -> Fault {
        match self {
            Fault::CouldNotRun { message, .. } => Fault::CouldNotRun { message, help: Some(text.into()) },
            said @ (Fault::Said(_) | Fault::ReaderGone) => said,
        }
    }

    /// A file that the system will not open, read or write.
    pub fn io(doing: &str, path: impl fmt::Display, error: &std::io::Error) -> Fault {
        Fault::new(format!("cannot {doing} `{path}`: {}", reason(error)))
    }
}

/// The system's words for an error, without its number.
pub fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_lowercase().collect::<String>() + letters.as_str())
}

/// What a verb gives back.
pub type Ending = Result<Exit, Fault>;
