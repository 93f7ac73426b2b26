//! Exact fractions: what sums, products and quotients of cells come to.
//!
//! In: whole numbers. Out: fractions, exactly.
//! Invariant: nothing is rounded; what cannot be held is `None`.

use std::cmp::Ordering;

use super::{Number, Points};

/// `numerator / denominator`, exactly; the denominator is positive.
#[derive(Debug, Clone, Copy)]
pub struct Fraction {
    numerator: i128,
    denominator: i128,
}

impl Fraction {
    /// 0.
    pub const ZERO: Fraction = Fraction::whole(0);

    /// A whole number: a day, a count, a position.
    #[must_use]
    pub const fn whole(value: i128) -> Fraction {
        Fraction { numerator: value, denominator: 1 }
    }

    /// `numerator / denominator`; `None` for a denominator of 0 or one that cannot be held.
    #[must_use]
    pub fn new(numerator: i128, denominator: i128) -> Option<Fraction> {
        match denominator.cmp(&0) {
            Ordering::Greater => Some(Fraction { numerator, denominator }),
            Ordering::Equal => None,
            Ordering::Less => Some(Fraction {
                numerator: numerator.checked_neg()?,
                denominator: denominator.checked_neg()?,
            }),
        }
    }

    /// Above the line.
    #[must_use]
    pub const fn numerator(self) -> i128 {
        self.numerator
    }

    /// Below the line; positive.
    #[must_use]
    pub const fn denominator(self) -> i128 {
        self.denominator
    }

    /// The sum, if it can be held: always, for numbers below 10^15 with factors below 10^9 (ruling 22).
    #[must_use]
    pub fn plus(self, other: Fraction) -> Option<Fraction> {
        let (small, large) =
            if self.denominator <= other.denominator { (self, other) } else { (other, self) };
        if large.denominator % small.denominator == 0 {
            let raised = small.numerator.checked_mul(large.denominator / small.denominator)?;
            return Fraction::new(raised.checked_add(large.numerator)?, large.denominator);
        }
        let left = self.numerator.checked_mul(other.denominator)?;
        let right = other.numerator.checked_mul(self.denominator)?;
        Fraction::new(left.checked_add(right)?, self.denominator.checked_mul(other.denominator)?)
    }

    /// The product with a literal, if it can be held.
    #[must_use]
    pub fn times(self, factor: Number) -> Option<Fraction> {
        if factor.is_whole() {
            let whole = factor.millionths() / Number::SCALE;
            return Fraction::new(self.numerator.checked_mul(whole)?, self.denominator);
        }
        let (numerator, denominator) = (self.numerator, self.denominator.checked_mul(Number::SCALE)?);
        Fraction::new(numerator.checked_mul(factor.millionths())?, denominator)
    }

    /// The quotient; `None` when dividing by 0 or when it cannot be held.
    #[must_use]
    pub fn over(self, divisor: Fraction) -> Option<Fraction> {
        if self.denominator == divisor.denominator {
            return Fraction::new(self.numerator, divisor.numerator);
        }
        let common = greatest_common_divisor(self.denominator, divisor.denominator);
        Fraction::new(
            self.numerator.checked_mul(divisor.denominator / common)?,
            divisor.numerator.checked_mul(self.denominator / common)?,
        )
    }

    /// The largest number of units that does not exceed it, and whether it is just that; a number has 10^6 units.
    #[must_use]
    pub fn in_units(self, units: i128) -> Option<(i128, bool)> {
        if self.denominator == units {
            return Some((self.numerator, true));
        }
        let rest = self.numerator.rem_euclid(self.denominator).checked_mul(units)?;
        let whole = self.numerator.div_euclid(self.denominator).checked_mul(units)?;
        Some((whole.checked_add(rest.div_euclid(self.denominator))?, rest % self.denominator == 0))
    }
}

impl From<Number> for Fraction {
    fn from(number: Number) -> Fraction {
        Fraction { numerator: number.millionths(), denominator: Number::SCALE }
    }
}

impl From<Points> for Fraction {
    fn from(points: Points) -> Fraction {
        Fraction { numerator: i128::from(points.thousandths()), denominator: i128::from(Points::SCALE) }
    }
}

impl PartialEq for Fraction {
    fn eq(&self, other: &Fraction) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Fraction {}

impl PartialOrd for Fraction {
    fn partial_cmp(&self, other: &Fraction) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Compares whole parts, then the inverses of what is left: exact, and no product that could be too large.
impl Ord for Fraction {
    fn cmp(&self, other: &Fraction) -> Ordering {
        if self.denominator == other.denominator {
            return self.numerator.cmp(&other.numerator);
        }
        let (mut left, mut right) = (*self, *other);
        loop {
            let wholes = (left.numerator.div_euclid(left.denominator))
                .cmp(&right.numerator.div_euclid(right.denominator));
            let rests =
                (left.numerator.rem_euclid(left.denominator), right.numerator.rem_euclid(right.denominator));
            match (wholes, rests) {
                (Ordering::Equal, (0, _) | (_, 0)) => return rests.0.cmp(&rests.1),
                (Ordering::Equal, (left_rest, right_rest)) => {
                    let inverse = Fraction { numerator: right.denominator, denominator: right_rest };
                    right = Fraction { numerator: left.denominator, denominator: left_rest };
                    left = inverse;
                }
                (Ordering::Less | Ordering::Greater, _) => return wholes,
            }
        }
    }
}

fn greatest_common_divisor(a: i128, b: i128) -> i128 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fraction(numerator: i128, denominator: i128) -> Fraction {
        Fraction::new(numerator, denominator).unwrap()
    }

    #[test]
    fn comparing_is_exact_where_products_would_overflow() {
        let large = 10i128.pow(37);
        assert!(fraction(large, large - 1) > fraction(large + 1, large));
        assert!(fraction(-large, large - 1) < fraction(-large - 1, large));
        assert_eq!(fraction(2 * large, 4 * large), fraction(1, 2));
        assert_eq!(fraction(1, -2), fraction(-1, 2));
        assert!(Fraction::new(1, 0).is_none());
    }

    #[test]
    fn comparing_agrees_with_cross_multiplication() {
        for (a, b) in (-7..=7).flat_map(|a| (1..=6).map(move |b| (a, b))) {
            for (c, d) in (-7..=7).flat_map(|c| (1..=6).map(move |d| (c, d))) {
                assert_eq!(fraction(a, b).cmp(&fraction(c, d)), (a * d).cmp(&(c * b)), "{a}/{b} {c}/{d}");
            }
        }
    }

    #[test]
    fn sums_products_and_quotients_keep_every_decimal() {
        assert_eq!(fraction(1, 3).plus(fraction(1, 6)), Some(fraction(1, 2)));
        assert_eq!(fraction(1, 3).times(Number::from_millionths(500_000)), Some(fraction(1, 6)));
        assert_eq!(fraction(1, 3).over(fraction(-2, 5)), Some(fraction(-5, 6)));
        assert_eq!(fraction(1, 3).over(Fraction::ZERO), None);
        assert_eq!(fraction(-1, 3).in_units(1_000_000), Some((-333_334, false)));
        assert_eq!(fraction(1, 4).in_units(1_000_000), Some((250_000, true)));
    }
}
