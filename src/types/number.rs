//! Exact decimals with six places, and the one rounding of the language.

use std::fmt;

/// A decimal in millionths, below 10^15 in magnitude (ruling 52). Money is in its field's currency, percent is a ratio.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Number(i128);

impl Number {
    /// Millionths in one.
    pub const SCALE: i128 = 1_000_000;
    /// The first magnitude, in millionths, that is no value.
    pub const LIMIT: i128 = 1_000_000_000_000_000 * Number::SCALE;
    /// 0.
    pub const ZERO: Number = Number(0);

    /// From millionths.
    #[must_use]
    pub const fn from_millionths(millionths: i128) -> Number {
        Number(millionths)
    }

    /// From a whole number.
    #[must_use]
    pub const fn from_whole(whole: i64) -> Number {
        Number(whole as i128 * Number::SCALE)
    }

    /// In millionths.
    #[must_use]
    pub const fn millionths(self) -> i128 {
        self.0
    }

    /// Whether it has no decimals.
    #[must_use]
    pub const fn is_whole(self) -> bool {
        self.0 % Number::SCALE == 0
    }

    /// Whether its magnitude is below 10^15.
    #[must_use]
    pub const fn is_in_range(self) -> bool {
        self.0.abs() < Number::LIMIT
    }
}

/// Digits with up to six decimals, trailing zeros dropped.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let magnitude = self.0.unsigned_abs();
        let scale = Number::SCALE.unsigned_abs();
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{}", magnitude / scale)?;
        let decimals = magnitude % scale;
        if decimals == 0 {
            return Ok(());
        }
        write!(f, ".{}", format!("{decimals:06}").trim_end_matches('0'))
    }
}

/// `n / d` rounded half away from zero (ruling 17): `sign × ((2|n| + |d|) div (2|d|))`. A zero `d` gives 0.
#[must_use]
pub fn round_half_away(n: i128, d: i128) -> i128 {
    let (magnitude, divisor) = (n.unsigned_abs(), d.unsigned_abs());
    if divisor == 0 {
        return 0;
    }
    // INVARIANT: quotient and remainder apart, so that doubling cannot overflow.
    let (quotient, remainder) = (magnitude / divisor, magnitude % divisor);
    let rounded = quotient + u128::from(remainder >= divisor - remainder);
    let signed = i128::try_from(rounded).unwrap_or(i128::MAX);
    if (n < 0) == (d < 0) { signed } else { -signed }
}
