//! How many different values a column has, and which are the most frequent, in constant memory.
//!
//! In: values one after another. Out: a count that is exact up to [`KEPT`] different values and estimated beyond
//! (HyperLogLog with 2^14 registers: a standard error of 0.8 %), and the most frequent values, whose counts beyond
//! [`KEPT`] are least counts (Misra and Gries). Invariant: what is held does not grow with the rows.

use hashbrown::HashMap;

/// How many different values are held.
const KEPT: usize = 10_000;

/// Bits of a hash that choose a register.
const BITS: u32 = 14;

/// How much of a value is held for showing it.
const SHOWN: usize = 80;

/// A value that is held.
#[derive(Debug, Clone)]
struct Held<T> {
    text: Box<str>,
    count: u64,
    learnt: T,
}

/// The values of one column.
#[derive(Debug)]
pub(super) struct Values<T> {
    held: HashMap<u64, Held<T>, foldhash::fast::FixedState>,
    registers: Vec<u8>,
    /// Whether every value so far is held.
    complete: bool,
    /// By how much counts may be too low.
    lost: u64,
}

impl<T: Copy> Values<T> {
    pub(super) fn new() -> Values<T> {
        Values { held: HashMap::default(), registers: Vec::new(), complete: true, lost: 0 }
    }

    /// Counts a value; gives back what was learnt of it, asking `learn` where it is not held.
    pub(super) fn add(&mut self, text: &str, learn: impl FnOnce() -> T) -> T {
        let hash = hash(text);
        if !self.complete {
            self.register(hash);
        }
        if let Some(held) = self.held.get_mut(&hash) {
            held.count += 1;
            return held.learnt;
        }
        let learnt = learn();
        if self.held.len() >= KEPT {
            self.overflow(hash);
            // The new value and one of each that is held cancel out.
            self.lost += 1;
            self.held.retain(|_, held| {
                held.count -= 1;
                held.count > 0
            });
            return learnt;
        }
        let text = text.chars().take(SHOWN).collect::<String>().into_boxed_str();
        self.held.insert(hash, Held { text, count: 1, learnt });
        learnt
    }

    fn overflow(&mut self, hash: u64) {
        if std::mem::replace(&mut self.complete, false) {
            self.registers = vec![0; 1 << BITS];
            let hashes: Vec<u64> = self.held.keys().copied().collect();
            for hash in hashes {
                self.register(hash);
            }
        }
        self.register(hash);
    }

    fn register(&mut self, hash: u64) {
        let place = usize::try_from(hash >> (64 - BITS)).unwrap_or(0);
        // The bit that is set ends the run where the rest of the hash is all zeros.
        let run = ((hash << BITS) | (1 << (BITS - 1))).leading_zeros() + 1;
        if let Some(register) = self.registers.get_mut(place) {
            *register = (*register).max(u8::try_from(run).unwrap_or(u8::MAX));
        }
    }

    /// How many different values there are, and whether that is exact.
    pub(super) fn distinct(&self) -> (u64, bool) {
        if self.complete { (self.held.len() as u64, true) } else { (estimate(&self.registers), false) }
    }

    /// The most frequent values with their counts, and by how much these may be too low.
    pub(super) fn top(&self, most: usize) -> (Vec<(String, u64)>, u64) {
        let mut top: Vec<(&str, u64)> = self.held.values().map(|held| (&*held.text, held.count)).collect();
        top.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        (top.into_iter().take(most).map(|(text, count)| (text.to_owned(), count)).collect(), self.lost)
    }
}

/// The same on every machine and in every run.
pub(super) fn hash(text: &str) -> u64 {
    use std::hash::{BuildHasher, Hasher};
    let mut hasher = foldhash::quality::FixedState::with_seed(0x1CB).build_hasher();
    hasher.write(text.as_bytes());
    hasher.finish()
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "an estimate of a count"
)]
fn estimate(registers: &[u8]) -> u64 {
    let m = registers.len() as f64;
    let sum: f64 = registers.iter().map(|run| 2f64.powi(-i32::from(*run))).sum();
    let zeros = registers.iter().filter(|run| **run == 0).count();
    let raw = 0.7213 / (1.0 + 1.079 / m) * m * m / sum;
    let corrected = if raw <= 2.5 * m && zeros > 0 { m * (m / zeros as f64).ln() } else { raw };
    corrected.round() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_exact_while_every_value_is_held() {
        let mut values = Values::new();
        let mut learnt = 0;
        for text in ["a", "b", "a", "c", "a", "b"] {
            values.add(text, || learnt += 1);
        }
        assert_eq!((values.distinct(), learnt), ((3, true), 3));
        assert_eq!(values.top(2), (vec![("a".to_owned(), 3), ("b".to_owned(), 2)], 0));
    }

    #[test]
    fn beyond_the_bound_counts_are_estimated_within_a_few_percent() {
        for many in [20_000_u64, 100_000, 400_000] {
            let mut values = Values::new();
            for number in 0..many {
                values.add(&format!("account {number}"), || ());
                if number % 4 == 0 {
                    values.add("often", || ());
                }
            }
            let (distinct, exact) = values.distinct();
            assert!(!exact);
            assert!(distinct.abs_diff(many + 1) * 100 < many * 4, "{many}: {distinct}");
            let (top, lost) = values.top(1);
            assert_eq!(top[0].0, "often");
            assert!(top[0].1 <= many / 4 && top[0].1 + lost >= many / 4, "{top:?} {lost}");
            assert!(values.held.len() <= KEPT);
        }
    }
}
