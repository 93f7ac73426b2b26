//! `--best`: of several profiles, the one that fits each account best (ruling 51).

use std::cmp::Ordering;

use super::lane::LanePiece;
use crate::check::model::{Limit, Model};
use crate::cli::exit::Fault;
use crate::data::write::{ResultBatch, ResultColumn, Value};
use crate::eval::columnar::{NO_PLACE, Results};
use crate::types::{Points, Status};

/// How well a profile fits an account; the least is the best.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fit<'m> {
    status: u8,
    tier: u16,
    /// First score and the most it can be.
    score: (Points, Points),
    profile: &'m str,
}

impl<'m> Fit<'m> {
    /// Of one account of a batch.
    pub fn new(model: &'m Model, results: &Results, row: usize) -> Fit<'m> {
        let most = model.scores.first().and_then(|score| score.limit).map_or(Points::ZERO, top);
        let score = results.scores.first().and_then(|score| score.value.get(row)).copied();
        Fit {
            status: match results.status.get(row) {
                Some(Status::Qualified) => 0,
                Some(Status::NeedsData) => 1,
                Some(Status::Excluded | Status::OutsideMarket | Status::Unqualified) | None => 2,
            },
            tier: results.tier.get(row).copied().unwrap_or(NO_PLACE),
            score: (score.unwrap_or_default(), most),
            profile: &model.header.name,
        }
    }
}

impl Ord for Fit<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        // a / b against c / d, without dividing; the tops are above zero.
        let share = |a: Points, d: Points| i128::from(a.thousandths()) * i128::from(d.thousandths());
        self.status
            .cmp(&other.status)
            .then(self.tier.cmp(&other.tier))
            .then(share(other.score.0, self.score.1).cmp(&share(self.score.0, other.score.1)))
            .then(self.profile.cmp(other.profile))
    }
}

impl PartialOrd for Fit<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

fn top(limit: Limit) -> Points {
    match limit {
        Limit::OutOf(most) | Limit::Cap(_, most) => most,
    }
}

/// Whether the profiles can be compared.
///
/// # Errors
/// When a first score has no top, or one that is not above zero.
pub fn check<'m>(models: impl Iterator<Item = (&'m str, &'m Model)>) -> Result<(), Fault> {
    for (path, model) in models {
        let most = model.scores.first().and_then(|score| score.limit).map(top);
        if most.is_none_or(|most| most <= Points::ZERO) {
            return Err(Fault::new(format!("`--best` cannot compare `{path}`: its first score has no top"))
                .help("give its first score `out of N` or `cap A..B`"));
        }
    }
    Ok(())
}

/// The row of the profile that fits each account of a piece best. The pieces of all profiles hold the same accounts.
pub fn choose(lanes: &[LanePiece<'_>]) -> ResultBatch {
    let mut rows = vec![Vec::new(); lanes.len()];
    for (rows, lane) in rows.iter_mut().zip(lanes) {
        for (batch, fits) in lane.batches.iter().zip(&lane.fits) {
            rows.extend(fits.iter().enumerate().map(|(row, fit)| (fit, batch, row)));
        }
    }
    let most = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width = lanes.iter().flat_map(|lane| &lane.batches).map(|batch| batch.columns.len()).max();
    let mut columns: Vec<Vec<Value<'static>>> = vec![Vec::with_capacity(most); width.unwrap_or_default()];
    for place in 0..most {
        let of_lanes = rows.iter().filter_map(|rows| rows.get(place));
        // `min_by` gives the first of equals, as the order of the command has it.
        let Some((_, batch, row)) = of_lanes.min_by(|a, b| a.0.cmp(b.0)) else { continue };
        for (column, values) in batch.columns.iter().zip(&mut columns) {
            values.push(column.value(*row).into_owned());
        }
    }
    ResultBatch { rows: most, columns: columns.into_iter().map(ResultColumn::Values).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Best, Tally};

    fn fit(status: u8, tier: u16, score: i64, of: i64, profile: &str) -> Fit<'_> {
        let score = (Points::from_whole(score), Points::from_whole(of));
        Fit { status, tier, score, profile }
    }

    #[test]
    fn status_comes_first_then_tier_then_share_then_name() {
        let ordered = [
            fit(0, 0, 10, 100, "z"),
            fit(0, 1, 40, 50, "b"),
            fit(0, 1, 79, 100, "a"),
            fit(0, 1, 158, 200, "c"),
            fit(1, 0, 100, 100, "a"),
            fit(2, NO_PLACE, 100, 100, "a"),
        ];
        assert!(ordered.is_sorted());
    }

    #[test]
    fn the_best_row_of_each_account_is_chosen_in_input_order() {
        let lane = |names: [&str; 2], fits: [Fit<'static>; 2]| {
            let values = names.map(|name| Value::Text(name.to_owned().into())).to_vec();
            let batch = ResultBatch { rows: 2, columns: vec![ResultColumn::Values(values)] };
            LanePiece {
                notes: Vec::new(),
                tally: Tally::default(),
                best: Best::new(0),
                batches: vec![batch],
                fits: vec![fits.to_vec()],
            }
        };
        let lanes = [
            lane(["held", "second"], [fit(1, 0, 1, 10, "a"), fit(0, 0, 1, 10, "a")]),
            lane(["first", "worse"], [fit(0, 0, 1, 10, "b"), fit(0, 1, 1, 10, "b")]),
            lane(["late", "out"], [fit(0, 0, 1, 10, "c"), fit(2, 0, 1, 10, "c")]),
        ];
        let chosen = choose(&lanes);
        assert_eq!(chosen.columns.first().map(|column| column.value(0)), Some(Value::text("first")));
        assert_eq!(chosen.columns.first().map(|column| column.value(1)), Some(Value::text("second")));
    }
}
