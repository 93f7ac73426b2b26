//! Points: integers of 1/1000, so that sums are exact in every engine.

use std::fmt;
use std::ops::{Add, AddAssign, Neg, Sub};

/// Points in thousandths (ruling 17).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Points(i64);

impl Points {
    /// Thousandths in one point.
    pub const SCALE: i64 = 1_000;
    /// No points.
    pub const ZERO: Points = Points(0);
    /// The most that all rules of a profile may add up to in magnitude: 1,000,000 points (ruling 20).
    pub const LIMIT: Points = Points(1_000_000 * Points::SCALE);

    /// From thousandths.
    #[must_use]
    pub const fn from_thousandths(thousandths: i64) -> Points {
        Points(thousandths)
    }

    /// From whole points.
    #[must_use]
    pub const fn from_whole(whole: i64) -> Points {
        Points(whole.saturating_mul(Points::SCALE))
    }

    /// In thousandths.
    #[must_use]
    pub const fn thousandths(self) -> i64 {
        self.0
    }

    /// The magnitude.
    #[must_use]
    pub const fn magnitude(self) -> Points {
        Points(self.0.saturating_abs())
    }
}

impl Add for Points {
    type Output = Points;
    fn add(self, other: Points) -> Points {
        Points(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Points {
    fn add_assign(&mut self, other: Points) {
        *self = *self + other;
    }
}

impl Sub for Points {
    type Output = Points;
    fn sub(self, other: Points) -> Points {
        Points(self.0.saturating_sub(other.0))
    }
}

impl Neg for Points {
    type Output = Points;
    fn neg(self) -> Points {
        Points(self.0.saturating_neg())
    }
}

impl std::iter::Sum for Points {
    fn sum<I: Iterator<Item = Points>>(points: I) -> Points {
        points.fold(Points::ZERO, Add::add)
    }
}

/// Up to three decimals, trailing zeros dropped (ruling 20).
impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let magnitude = self.0.unsigned_abs();
        let scale = Points::SCALE.unsigned_abs();
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{}", magnitude / scale)?;
        let decimals = magnitude % scale;
        if decimals == 0 {
            return Ok(());
        }
        write!(f, ".{}", format!("{decimals:03}").trim_end_matches('0'))
    }
}
