//! A rate on a terminal, while it takes long.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use super::edge::Edge;

/// How often it is shown.
const PAUSE: Duration = Duration::from_millis(500);

/// Counts steps and now and then says how many.
#[derive(Debug)]
pub struct Progress {
    shows: bool,
    began: Instant,
    said: Option<Instant>,
    steps: u64,
}

impl Progress {
    /// Shows nothing where nobody looks.
    pub fn new(edge: &Edge) -> Progress {
        let shows = !edge.quiet && !edge.terminal_is_dumb && io::stderr().is_terminal();
        Progress { shows, began: Instant::now(), said: None, steps: 0 }
    }

    /// So many more accounts.
    pub fn advance(&mut self, accounts: usize) {
        self.steps += accounts as u64;
        if !self.shows {
            return;
        }
        let last = self.said.unwrap_or(self.began);
        if last.elapsed() >= PAUSE {
            self.said = Some(Instant::now());
            let milliseconds = self.began.elapsed().as_millis().max(1);
            let rate = u128::from(self.steps) * 1_000 / milliseconds;
            let _ = write!(io::stderr().lock(), "\r{} accounts, {rate} a second ", self.steps);
        }
    }

    /// Wipes the line away.
    pub fn end(&mut self) {
        if self.said.is_some() {
            let _ = write!(io::stderr().lock(), "\r{:60}\r", "");
        }
    }
}
