//! Progress on a terminal, while it takes long: how far, how fast, how much longer.

use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::edge::Edge;
use crate::report::grouped;

/// A run that is over before that shows nothing.
const PATIENCE: Duration = Duration::from_millis(500);

/// Counts accounts and bytes and now and then says how many.
#[derive(Debug)]
pub struct Progress {
    shows: bool,
    began: Instant,
    bar: Option<ProgressBar>,
    accounts: u64,
    bytes: u64,
    /// Bytes there are, where that is known.
    total: Option<u64>,
}

impl Progress {
    /// Shows nothing where nobody looks, or where `silent`.
    pub fn new(edge: &Edge, silent: bool, total: Option<u64>) -> Progress {
        let shows = !silent && !edge.quiet && !edge.terminal_is_dumb && io::stderr().is_terminal();
        Progress { shows, began: Instant::now(), bar: None, accounts: 0, bytes: 0, total }
    }

    /// So many more accounts, from so many more bytes.
    pub fn advance(&mut self, accounts: usize, bytes: u64) {
        self.accounts += accounts as u64;
        self.bytes += bytes;
        if !self.shows || self.began.elapsed() < PATIENCE {
            return;
        }
        let began = self.began;
        // A packed file holds more bytes than it has: then nobody knows how many are left.
        let total = self.total.filter(|total| (1..=*total).contains(&self.bytes));
        let bar = self.bar.get_or_insert_with(|| bar(total, began));
        bar.set_position(self.bytes.min(total.unwrap_or(u64::MAX)));
        let milliseconds = began.elapsed().as_millis().max(1);
        let rate = u128::from(self.accounts) * 1_000 / milliseconds;
        let rate = u64::try_from(rate).unwrap_or(u64::MAX);
        bar.set_message(format!("{} accounts, {} a second", grouped(self.accounts), grouped(rate)));
    }

    /// Wipes the line away.
    pub fn end(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}

fn bar(total: Option<u64>, began: Instant) -> ProgressBar {
    let target = ProgressDrawTarget::stderr_with_hz(4);
    let (bar, template) = match total {
        Some(total) => {
            (ProgressBar::with_draw_target(Some(total), target), "{bar:24} {percent}%  {msg}, {eta} left")
        }
        None => (ProgressBar::with_draw_target(None, target), "{msg}"),
    };
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    bar.with_style(style).with_elapsed(began.elapsed())
}
