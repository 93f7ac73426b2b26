//! Tables for a terminal: aligned, without frames, measured by the columns that characters take.
//!
//! In: rows of texts. Out: lines, each column as wide as its widest cell.
//! Invariant: a cell is never cut or broken over lines.

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

use super::columns::possible_tiers;
use crate::check::model::Model;
use crate::diag::render::clean;
use crate::eval::{Outcome, ScoreOutcome};
use crate::types::{Points, Status};

/// Rows of cells, two blanks between columns, some columns flush right; indented by two.
#[must_use]
pub(super) fn grid(rows: &[Vec<String>], right: &[usize]) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    for row in rows {
        table.add_row(row.iter().map(|cell| clean(cell).into_owned()));
    }
    for (index, column) in table.column_iter_mut().enumerate() {
        column.set_padding((2, 0));
        if right.contains(&index) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let mut out = String::new();
    for line in table.to_string().lines() {
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// One account of the table.
#[derive(Debug, Clone)]
struct Entry {
    rank: Rank,
    cells: Vec<String>,
}

/// Better accounts first: status, then tier, then the first score, then input order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    status: u8,
    tier: usize,
    score: std::cmp::Reverse<Points>,
    order: usize,
}

/// The best accounts of a run, for a terminal.
#[derive(Debug, Clone)]
pub struct Best {
    most: usize,
    seen: usize,
    entries: Vec<Entry>,
}

impl Best {
    /// Keeps at most this many.
    #[must_use]
    pub fn new(most: usize) -> Best {
        Best { most, seen: 0, entries: Vec::new() }
    }

    /// Offers an account.
    pub fn offer(&mut self, model: &Model, key: Option<&str>, kept: &[String], outcome: &Outcome) {
        self.seen += 1;
        let rank = Rank {
            status: match outcome.status {
                Status::Qualified => 0,
                Status::NeedsData => 1,
                Status::Unqualified => 2,
                Status::OutsideMarket => 3,
                Status::Excluded => 4,
            },
            tier: outcome.tier.unwrap_or(usize::MAX),
            score: std::cmp::Reverse(outcome.scores.first().map_or(Points::ZERO, |score| score.value)),
            order: self.seen,
        };
        if self.entries.len() >= self.most && self.entries.last().is_none_or(|last| last.rank < rank) {
            return;
        }
        let place = self.entries.partition_point(|entry| entry.rank < rank);
        self.entries.insert(place, Entry { rank, cells: cells(model, key, kept, outcome) });
        self.entries.truncate(self.most);
    }

    /// How many accounts were offered.
    #[must_use]
    pub fn seen(&self) -> usize {
        self.seen
    }

    /// How many are kept.
    #[must_use]
    pub fn shown(&self) -> usize {
        self.entries.len()
    }
}

/// The table of the best accounts, with a header.
#[must_use]
pub fn table(model: &Model, keep: &[String], best: &Best) -> String {
    let key = model.schema.fields.get(model.schema.key).map_or("id", |field| field.name.as_str());
    let mut header = vec![key.to_owned()];
    header.extend(keep.iter().cloned());
    header.extend(["status".to_owned(), "tier".to_owned()]);
    let first_score = header.len();
    header.extend(model.scores.iter().map(|score| score.name.clone()));
    header.extend(["possible".to_owned(), "missing".to_owned()]);
    let right: Vec<usize> = (first_score..first_score + model.scores.len()).collect();
    let mut rows = vec![header];
    rows.extend(best.entries.iter().map(|entry| entry.cells.clone()));
    // A column in which nothing is written says nothing.
    let used: Vec<usize> = (0..rows.first().map_or(0, Vec::len))
        .filter(|column| rows.iter().skip(1).any(|row| row.get(*column).is_some_and(|cell| !cell.is_empty())))
        .collect();
    let rows: Vec<Vec<String>> = rows
        .into_iter()
        .map(|row| used.iter().filter_map(|column| row.get(*column).cloned()).collect())
        .collect();
    let right: Vec<usize> = used
        .iter()
        .enumerate()
        .filter(|(_, column)| right.contains(column))
        .map(|(place, _)| place)
        .collect();
    grid(&rows, &right)
}

fn cells(model: &Model, key: Option<&str>, kept: &[String], outcome: &Outcome) -> Vec<String> {
    let mut cells = vec![short(key.unwrap_or(""), 36)];
    cells.extend(kept.iter().map(|cell| short(cell, 28)));
    cells.push(outcome.status.word().to_owned());
    let tier = outcome.tier.and_then(|tier| model.tiers.get(tier));
    cells.push(tier.map_or(String::new(), |tier| tier.name.clone()));
    cells.extend(outcome.scores.iter().map(score));
    let possible = possible_tiers(model, outcome);
    cells.push(if possible.len() > 1 { possible.join(" ") } else { String::new() });
    let missing: Vec<&str> = outcome.missing.iter().take(2).map(|missing| missing.field.as_str()).collect();
    let more = if outcome.missing.len() > 2 { ", …" } else { "" };
    cells.push(missing.join(", ") + more);
    cells
}

/// `64`, or `64 (50..79)` where missing data leaves it open.
#[must_use]
pub fn score(score: &ScoreOutcome) -> String {
    if score.min == score.max {
        score.value.to_string()
    } else {
        format!("{} ({}..{})", score.value, score.min, score.max)
    }
}

/// The text cut to a number of characters.
fn short(text: &str, most: usize) -> String {
    if text.chars().nth(most).is_none() {
        return text.to_owned();
    }
    text.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}
