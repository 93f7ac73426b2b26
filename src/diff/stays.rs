//! Accounts that stay where they are, counted without a search for each.
//!
//! In: batches of results. Out: counts that are added to a [`Movement`]. Invariant: the same counts as if each account
//! had been given to [`Movement::count`] by itself.

use crate::types::Points;

use super::attribution::State;
use super::movement::{Movement, ScoreShift};

/// How many buckets of a score on either side of zero have a place of their own.
const NEAR: i64 = 64;

/// Counts of one worker.
pub struct Stays {
    /// Each state that was seen, with how many accounts stay in it.
    states: Vec<(State, u64)>,
    /// By segment; the first is none.
    segments: Vec<u64>,
    scores: Vec<Shift>,
}

/// One score.
struct Shift {
    width: i64,
    near: Vec<(u64, u64)>,
    far: ScoreShift,
}

impl Stays {
    /// None yet.
    pub fn new(widths: &[i64], segments: usize) -> Stays {
        let near = vec![(0, 0); usize::try_from(2 * NEAR).unwrap_or_default()];
        let shift =
            |width: &i64| Shift { width: (*width).max(1), near: near.clone(), far: ScoreShift::default() };
        Stays {
            states: Vec::new(),
            segments: vec![0; segments + 1],
            scores: widths.iter().map(shift).collect(),
        }
    }

    /// An account that stays.
    pub fn count(&mut self, state: State, segment: Option<usize>) {
        match self.states.iter_mut().find(|(known, _)| *known == state) {
            Some((_, count)) => *count += 1,
            None => self.states.push((state, 1)),
        }
        let place = segment.map_or(0, |segment| segment + 1);
        if let Some(count) = self.segments.get_mut(place) {
            *count += 1;
        }
    }

    /// One score of an account.
    pub fn score(&mut self, score: usize, old: Points, new: Points) {
        if let Some(shift) = self.scores.get_mut(score) {
            shift.add(old, new);
        }
    }

    /// Adds what was counted, and starts again. `segment` names a segment by index.
    pub fn flush(&mut self, movement: &mut Movement, segment: impl Fn(Option<usize>) -> String) {
        for (state, count) in self.states.drain(..) {
            movement.stay(state, count);
        }
        for (place, count) in self.segments.iter_mut().enumerate() {
            let count = std::mem::take(count);
            if count > 0 {
                movement.stay_in_group(0, &segment(place.checked_sub(1)), count);
            }
        }
        for (shift, all) in self.scores.iter_mut().zip(&mut movement.scores) {
            all.merge(shift.take());
        }
    }
}

impl Shift {
    fn add(&mut self, old: Points, new: Points) {
        let (was, is) = (old.thousandths(), new.thousandths());
        let first = was.div_euclid(self.width);
        let second = if was == is { first } else { is.div_euclid(self.width) };
        self.far.sums.0 += i128::from(was);
        self.far.sums.1 += i128::from(is);
        self.far.changed += u64::from(was != is);
        self.slot(first).0 += 1;
        self.slot(second).1 += 1;
    }

    fn slot(&mut self, bucket: i64) -> &mut (u64, u64) {
        let place = usize::try_from(bucket.saturating_add(NEAR)).unwrap_or(usize::MAX);
        match self.near.get_mut(place) {
            Some(slot) => slot,
            None => self.far.buckets.entry(bucket).or_default(),
        }
    }

    fn take(&mut self) -> ScoreShift {
        let mut taken = std::mem::take(&mut self.far);
        for (bucket, counts) in (-NEAR..NEAR).zip(&mut self.near) {
            if *counts != (0, 0) {
                taken.buckets.insert(bucket, std::mem::take(counts));
            }
        }
        taken
    }
}
