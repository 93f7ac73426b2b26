//! `--best`: of several profiles, the one that fits each account best (ruling 51).

use std::cmp::Ordering;

use crate::check::model::{Limit, Model};
use crate::cli::exit::Fault;
use crate::data::write::Value;
use crate::eval::Outcome;
use crate::types::{Points, Status};

/// How well a profile fits an account; the least is the best.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fit {
    status: u8,
    tier: usize,
    /// First score and the most it can be.
    score: (Points, Points),
    profile: String,
}

impl Fit {
    /// Of one outcome.
    pub fn new(model: &Model, outcome: &Outcome) -> Fit {
        let most = model.scores.first().and_then(|score| score.limit).map_or(Points::ZERO, top);
        Fit {
            status: match outcome.status {
                Status::Qualified => 0,
                Status::NeedsData => 1,
                Status::Excluded | Status::OutsideMarket | Status::Unqualified => 2,
            },
            tier: outcome.tier.unwrap_or(usize::MAX),
            score: (outcome.scores.first().map_or(Points::ZERO, |score| score.value), most),
            profile: model.header.name.clone(),
        }
    }
}

impl Ord for Fit {
    fn cmp(&self, other: &Fit) -> Ordering {
        // a / b against c / d, without dividing; the tops are above zero.
        let share = |a: Points, d: Points| i128::from(a.thousandths()) * i128::from(d.thousandths());
        self.status
            .cmp(&other.status)
            .then(self.tier.cmp(&other.tier))
            .then(share(other.score.0, self.score.1).cmp(&share(self.score.0, other.score.1)))
            .then(self.profile.cmp(&other.profile))
    }
}

impl PartialOrd for Fit {
    fn partial_cmp(&self, other: &Fit) -> Option<Ordering> {
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

/// The best row of each account so far, in input order.
#[derive(Debug, Default)]
pub struct BestRows {
    rows: Vec<Option<(Fit, Vec<Value<'static>>)>>,
}

impl BestRows {
    /// Offers the row of an account, by its place in the input.
    pub fn offer(&mut self, place: usize, fit: Fit, values: Vec<Value<'_>>) {
        if self.rows.len() <= place {
            self.rows.resize_with(place + 1, || None);
        }
        if let Some(slot) = self.rows.get_mut(place)
            && slot.as_ref().is_none_or(|(best, _)| fit < *best)
        {
            *slot = Some((fit, values.into_iter().map(owned).collect()));
        }
    }

    /// The rows.
    pub fn into_rows(self) -> impl Iterator<Item = Vec<Value<'static>>> {
        self.rows.into_iter().flatten().map(|(_, values)| values)
    }
}

fn owned(value: Value<'_>) -> Value<'static> {
    match value {
        Value::Empty => Value::Empty,
        Value::Text(text) => Value::Text(text.into_owned().into()),
        Value::Number(text) => Value::Number(text.into_owned().into()),
        Value::Boolean(truth) => Value::Boolean(truth),
        Value::List(texts) => Value::List(texts.into_iter().map(|text| text.into_owned().into()).collect()),
        Value::Json(value) => Value::Json(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(status: u8, tier: usize, score: i64, of: i64, profile: &str) -> Fit {
        let score = (Points::from_whole(score), Points::from_whole(of));
        Fit { status, tier, score, profile: profile.to_owned() }
    }

    #[test]
    fn status_comes_first_then_tier_then_share_then_name() {
        let ordered = [
            fit(0, 0, 10, 100, "z"),
            fit(0, 1, 40, 50, "b"),
            fit(0, 1, 79, 100, "a"),
            fit(0, 1, 158, 200, "c"),
            fit(1, 0, 100, 100, "a"),
            fit(2, usize::MAX, 100, 100, "a"),
        ];
        assert!(ordered.is_sorted());
    }

    #[test]
    fn the_best_row_of_each_account_is_kept_in_input_order() {
        let mut best = BestRows::default();
        best.offer(1, fit(0, 0, 1, 10, "a"), vec![Value::text("second")]);
        best.offer(0, fit(1, 0, 1, 10, "a"), vec![Value::text("held")]);
        best.offer(0, fit(0, 0, 1, 10, "b"), vec![Value::text("first")]);
        best.offer(0, fit(0, 0, 1, 10, "c"), vec![Value::text("late")]);
        let rows: Vec<Vec<Value<'_>>> = best.into_rows().collect();
        assert_eq!(rows, [vec![Value::text("first")], vec![Value::text("second")]]);
    }
}
