//! Tables for a terminal: aligned, without frames, measured by the columns that characters take.
//!
//! In: rows of texts. Out: lines, each column as wide as its widest cell.
//! Invariant: a cell is never cut or broken over lines.

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

use super::batch::{ScoredBatch, first_score};
use super::columns::possible_tiers;
use crate::check::model::Model;
use crate::diag::render::clean;
use crate::eval::columnar::{NO_PLACE, Results};
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
    tier: u16,
    score: std::cmp::Reverse<Points>,
    order: usize,
}

impl Rank {
    fn new(results: &Results, row: usize, order: usize) -> Rank {
        let status = match results.status.get(row) {
            Some(Status::Qualified) => 0,
            Some(Status::NeedsData) => 1,
            Some(Status::Unqualified) => 2,
            Some(Status::OutsideMarket) => 3,
            Some(Status::Excluded) | None => 4,
        };
        let tier = results.tier.get(row).copied().unwrap_or(NO_PLACE);
        Rank { status, tier, score: std::cmp::Reverse(first_score(results, row)), order }
    }
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

    /// Offers a batch of accounts.
    pub fn offer(&mut self, model: &Model, scored: ScoredBatch<'_>) {
        for row in 0..scored.results.rows {
            self.seen += 1;
            let rank = Rank::new(scored.results, row, self.seen);
            if self.entries.len() < self.most || self.entries.last().is_some_and(|last| rank < last.rank) {
                self.insert(Entry { rank, cells: cells(model, scored, row) });
            }
        }
    }

    /// Adds the best of the accounts that follow.
    pub fn add(&mut self, next: Best) {
        for mut entry in next.entries {
            entry.rank.order += self.seen;
            self.insert(entry);
        }
        self.seen += next.seen;
    }

    fn insert(&mut self, entry: Entry) {
        let place = self.entries.partition_point(|known| known.rank < entry.rank);
        self.entries.insert(place, entry);
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

fn cells(model: &Model, scored: ScoredBatch<'_>, row: usize) -> Vec<String> {
    let results = scored.results;
    let mut cells = vec![short(scored.keys.get(row).unwrap_or(""), 36)];
    cells.extend(scored.kept.iter().map(|column| short(&column.value(row).shown(), 28)));
    cells.push(results.status.get(row).map_or("", |status| status.word()).to_owned());
    let tier = results.tier.get(row).and_then(|tier| model.tiers.get(usize::from(*tier)));
    cells.push(tier.map_or(String::new(), |tier| tier.name.clone()));
    cells.extend(results.scores.iter().map(|column| {
        let at = |column: &[Points]| column.get(row).copied().unwrap_or_default();
        score(at(&column.value), at(&column.min), at(&column.max))
    }));
    let possible = results.possible.get(row).and_then(|set| results.possible_sets.get_index(*set as usize));
    let possible = possible.map(|possible| possible_tiers(model, possible)).unwrap_or_default();
    cells.push(if possible.len() > 1 { possible.join(" ") } else { String::new() });
    let missing = results.missing.get(row).map(|list| results.name_list(*list)).unwrap_or_default();
    let more = if missing.len() > 2 { ", …" } else { "" };
    cells.push(missing.iter().take(2).map(String::as_str).collect::<Vec<_>>().join(", ") + more);
    cells
}

/// `64`, or `64 (50..79)` where missing data leaves it open.
fn score(value: Points, min: Points, max: Points) -> String {
    if min == max { value.to_string() } else { format!("{value} ({min}..{max})") }
}

/// The text cut to a number of characters.
fn short(text: &str, most: usize) -> String {
    if text.chars().nth(most).is_none() {
        return text.to_owned();
    }
    text.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}
