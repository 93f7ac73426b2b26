//! What is left of points at an age, exactly (ruling 19).
//!
//! `N × 2^(−age/D)` is irrational unless `age` is a multiple of `D`, so it is never half-way between two thousandths
//! and a pair of bounds decides the rounding wherever both round alike; where they do not, whole numbers do.

use crate::types::{Points, round_half_away};

/// How many half-lives a halving lasts.
const HALVINGS: u32 = 10;
/// Bits after the point of the bounds.
const PRECISION: u32 = 62;
/// 1 in the scale of the bounds.
const ONE: u128 = 1 << PRECISION;

/// A way of fading over a number of days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decay {
    /// D, in days.
    days: u32,
    /// For halving: bounds of `2^(−age/D)` for ages below D, in `1 / ONE`. Empty for linear fading.
    halving: Vec<(u128, u128)>,
}

impl Decay {
    /// `fading over` that many days, or `halving every`.
    #[must_use]
    pub fn new(halving: bool, days: u32) -> Decay {
        Decay { days: days.max(1), halving: if halving { powers_of_half(days.max(1)) } else { Vec::new() } }
    }

    /// Whether it halves.
    #[must_use]
    pub fn is_halving(&self) -> bool {
        !self.halving.is_empty()
    }

    /// D, in days.
    #[must_use]
    pub fn days(&self) -> u32 {
        self.days
    }

    /// The first age at which nothing can be left.
    #[must_use]
    pub fn end(&self) -> u32 {
        if self.is_halving() { self.days.saturating_mul(HALVINGS).saturating_add(1) } else { self.days }
    }

    /// What is left of points at an age in days: nothing before day 0. Rounded once, half away from 0.
    #[must_use]
    pub fn left(&self, points: Points, age: i64) -> Points {
        match u32::try_from(age) {
            Ok(age) if age < self.end() && self.is_halving() => self.halved(points, age),
            Ok(age) if age < self.end() => {
                let left = i128::from(points.thousandths()) * i128::from(self.days - age);
                Points::from_thousandths(clamp(round_half_away(left, i128::from(self.days))))
            }
            Ok(_) | Err(_) => Points::ZERO,
        }
    }

    /// What is left at each age from 0 until nothing can be left.
    pub fn table(&self, points: Points) -> impl Iterator<Item = Points> + '_ {
        (0..self.end()).map(move |age| self.left(points, i64::from(age)))
    }

    fn halved(&self, points: Points, age: u32) -> Points {
        let (halvings, rest) = (age / self.days, age % self.days);
        let Some(&(low, high)) = self.halving.get(rest as usize) else {
            return Points::ZERO;
        };
        let magnitude = points.thousandths().unsigned_abs();
        let rounded = |bound| round_shift(u128::from(magnitude).saturating_mul(bound), PRECISION + halvings);
        let (least, most) = (rounded(low), rounded(high));
        // The bounds are so close that they round to neighbors at most.
        let left = if least == most || !reaches(magnitude, most, age, self.days) { least } else { most };
        let left = i64::try_from(left).unwrap_or(i64::MAX);
        Points::from_thousandths(if points < Points::ZERO { -left } else { left })
    }
}

fn clamp(thousandths: i128) -> i64 {
    i64::try_from(thousandths).unwrap_or(i64::MAX)
}

/// `value / 2^bits`, rounded half up.
fn round_shift(value: u128, bits: u32) -> u128 {
    (value >> bits) + ((value >> (bits - 1)) & 1)
}

/// Whether `magnitude × 2^(−age/days)` is at least `rounded − 1/2`, in whole numbers:
/// `(2 × magnitude)^days >= (2 × rounded − 1)^days × 2^age`.
fn reaches(magnitude: u64, rounded: u128, age: u32, days: u32) -> bool {
    let Some(edge) = rounded.checked_mul(2).and_then(|twice| u64::try_from(twice.checked_sub(1)?).ok())
    else {
        return true;
    };
    let mut left = Natural::one();
    let mut right = Natural::one();
    for _ in 0..days {
        left.multiply(magnitude.saturating_mul(2));
        right.multiply(edge);
    }
    for _ in 0..age {
        right.multiply(2);
    }
    left.is_at_least(&right)
}

/// Bounds of `2^(−age/days)` for each age below `days`.
fn powers_of_half(days: u32) -> Vec<(u128, u128)> {
    // The greatest number whose power, rounded up, is at most one half; the least whose power, rounded down, is at
    // least one half.
    let low = greatest(|root| power(root, days, multiply_up) <= ONE / 2);
    let high = greatest(|root| power(root, days, multiply_down) < ONE / 2) + 1;
    let mut bounds = (ONE, ONE);
    let mut powers = Vec::new();
    for _ in 0..days {
        powers.push(bounds);
        bounds = (multiply_down(bounds.0, low), multiply_up(bounds.1, high));
    }
    powers
}

/// The greatest number up to `ONE` for which a test holds that holds up to some number and for none above it.
fn greatest(holds: impl Fn(u128) -> bool) -> u128 {
    let (mut known, mut above) = (0, ONE + 1);
    while above - known > 1 {
        let middle = known + (above - known) / 2;
        if holds(middle) {
            known = middle;
        } else {
            above = middle;
        }
    }
    known
}

fn power(base: u128, exponent: u32, multiply: fn(u128, u128) -> u128) -> u128 {
    (0..exponent).fold(ONE, |product, _| multiply(product, base))
}

fn multiply_down(a: u128, b: u128) -> u128 {
    (a * b) >> PRECISION
}

fn multiply_up(a: u128, b: u128) -> u128 {
    (a * b).div_ceil(ONE)
}

/// A natural number of any size, in 64-bit digits from the lowest.
struct Natural(Vec<u64>);

impl Natural {
    fn one() -> Natural {
        Natural(vec![1])
    }

    fn multiply(&mut self, factor: u64) {
        let mut carry = 0u128;
        for digit in &mut self.0 {
            let product = u128::from(*digit) * u128::from(factor) + carry;
            *digit = (product & u128::from(u64::MAX)) as u64;
            carry = product >> 64;
        }
        if carry > 0 {
            self.0.push(carry as u64);
        }
    }

    fn is_at_least(&self, other: &Natural) -> bool {
        let digits =
            |number: &Natural| number.0.iter().rev().copied().skip_while(|digit| *digit == 0).collect();
        let (left, right): (Vec<u64>, Vec<u64>) = (digits(self), digits(other));
        left.len().cmp(&right.len()).then_with(|| left.cmp(&right)).is_ge()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn thousandths(value: i64) -> Points {
        Points::from_thousandths(value)
    }

    #[test]
    fn linear_fading_rounds_each_event_half_away() {
        let decay = Decay::new(false, 90);
        assert_eq!(decay.left(Points::from_whole(10), 60), thousandths(3_333));
        assert_eq!(decay.left(Points::from_whole(10), 0), Points::from_whole(10));
        assert_eq!(decay.left(Points::from_whole(10), 89), thousandths(111));
        assert_eq!(decay.left(Points::from_whole(10), 90), Points::ZERO);
        assert_eq!(decay.left(Points::from_whole(10), -1), Points::ZERO);
        assert_eq!(Decay::new(false, 2).left(thousandths(1), 1), thousandths(1));
        assert_eq!(Decay::new(false, 2).left(thousandths(-1), 1), thousandths(-1));
    }

    #[test]
    fn halving_is_exact_at_multiples_and_stops_after_ten() {
        let decay = Decay::new(true, 30);
        assert_eq!(decay.left(Points::from_whole(16), 30), Points::from_whole(8));
        assert_eq!(decay.left(Points::from_whole(16), 120), Points::from_whole(1));
        // 0.5 thousandths are rounded away from 0.
        assert_eq!(decay.left(thousandths(1), 30), thousandths(1));
        assert_eq!(decay.left(thousandths(-1), 30), thousandths(-1));
        assert_eq!(decay.left(thousandths(1), 31), Points::ZERO);
        assert_eq!(decay.left(Points::from_whole(1_024), 300), Points::from_whole(1));
        assert_eq!(decay.left(Points::from_whole(1_024), 301), Points::ZERO);
        // 10 × 2^(-1/2) = 7.0710678…
        assert_eq!(decay.left(Points::from_whole(10), 15), thousandths(7_071));
    }

    #[test]
    fn halving_agrees_with_whole_numbers_alone() {
        for days in [1, 2, 3, 7, 30, 91, 366] {
            let decay = Decay::new(true, days);
            for magnitude in [1u64, 999, 7_500, 25_000, 999_999_999] {
                for age in (0..=days * HALVINGS).step_by(days as usize / 3 + 1) {
                    let left =
                        decay.left(thousandths(magnitude as i64), i64::from(age)).thousandths() as u128;
                    assert!(left == 0 || reaches(magnitude, left, age, days), "{magnitude} {age} {days}");
                    assert!(!reaches(magnitude, left + 1, age, days), "{magnitude} {age} {days}");
                }
            }
        }
    }
}
