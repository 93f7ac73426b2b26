//! The terminal, decided once: colors, width, streams that may close.
//!
//! In: flags, environment and streams. Out: how to write.
//! Invariant: no other module asks whether there is a terminal.

use std::io::{self, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};
use clap::ValueEnum;

use super::exit::Fault;
use crate::diag::render::{Style, clean, wrap};

/// `--color`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The columns to stay within when nothing says otherwise.
const WIDTH: usize = 80;

/// What the streams of this run can show.
#[derive(Debug, Clone, Copy)]
pub struct Edge {
    /// Whether results are colored.
    pub color: bool,
    /// Whether notes on the error stream are colored.
    pub note_color: bool,
    /// Columns to stay within.
    pub width: usize,
    /// Whether results go to a terminal.
    pub terminal: bool,
    /// Whether the terminal cannot write over what it has written.
    pub terminal_is_dumb: bool,
    /// Whether notes are left out.
    pub quiet: bool,
    /// Whether more is said.
    pub verbose: bool,
}

impl Edge {
    /// Reads the environment, once.
    pub fn new(color: Color, quiet: bool, verbose: bool) -> Edge {
        let forced = std::env::var_os("FORCE_COLOR").is_some_and(|value| !value.is_empty() && value != "0");
        match color {
            Color::Always => ColorChoice::Always.write_global(),
            Color::Never => ColorChoice::Never.write_global(),
            Color::Auto if forced && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()) => {
                ColorChoice::Always.write_global();
            }
            Color::Auto => {}
        }
        let width = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).unwrap_or(WIDTH);
        Edge {
            color: AutoStream::choice(&io::stdout()) != ColorChoice::Never,
            note_color: AutoStream::choice(&io::stderr()) != ColorChoice::Never,
            width: width.clamp(40, 200),
            terminal: io::stdout().is_terminal(),
            terminal_is_dumb: std::env::var_os("TERM").is_some_and(|term| term == "dumb"),
            quiet,
            verbose,
        }
    }

    /// How diagnostics are drawn among the results.
    pub fn style(&self) -> Style {
        Style { width: self.width, color: self.color }
    }

    /// How diagnostics are drawn on the error stream.
    pub fn note_style(&self) -> Style {
        Style { width: self.width, color: self.note_color }
    }

    /// Writes to the output stream.
    ///
    /// # Errors
    /// [`Fault::ReaderGone`] when the reader has closed it, as `head` does.
    pub fn print(&self, text: &str) -> Result<(), Fault> {
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(|error| output_fault(&error))
    }

    /// Writes a line to the error stream, unless the run is quiet. A closed error stream is nobody's business.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            self.say(text);
        }
    }

    /// Writes a line to the error stream.
    pub fn say(&self, text: &str) {
        let _ = writeln!(io::stderr().lock(), "{text}");
    }

    /// Says why the run cannot go on.
    pub fn fault(&self, message: &str, help: Option<&str>) {
        let (red, bold, cyan, end) = if self.note_color {
            ("\u{1b}[1;31m", "\u{1b}[1m", "\u{1b}[36m", "\u{1b}[0m")
        } else {
            ("", "", "", "")
        };
        let message = wrap(&clean(message), self.width.saturating_sub(7), 2);
        self.say(&format!("{red}error{end}{bold}: {message}{end}"));
        if let Some(help) = help {
            let help = wrap(&clean(help), self.width.saturating_sub(8), 8);
            self.say(&format!("  {cyan}help:{end} {help}"));
        }
    }
}

/// What a failed write to the output stream means.
pub fn output_fault(error: &io::Error) -> Fault {
    if error.kind() == io::ErrorKind::BrokenPipe {
        Fault::ReaderGone
    } else {
        Fault::io("write to", "standard output", error)
    }
}
