//! Exact decimals with six places, and the one rounding of the language.
//!
//! In: digits. Out: whole millionths.
//! Invariant: no binary fraction takes part; every rounding is [`round_half_away`].

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

    /// Reads a plain decimal: sign, digits, `.` and digits, exponent (`-12.5`, `1e6`). More than six decimals are
    /// rounded by [`round_half_away`]; `exact` tells whether anything was lost (ruling 52).
    ///
    /// # Errors
    /// Whether it is no decimal at all, or one of 10^15 and above.
    pub fn parse(text: &str) -> Result<ParsedNumber, NumberFault> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (digits, exponent) = match digits.split_once(['e', 'E']) {
            Some((digits, exponent)) => (digits, parse_exponent(exponent).ok_or(NumberFault::NotANumber)?),
            None => (digits, 0),
        };
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.len() + decimals.len() == 0 || !all_digits(whole) || !all_digits(decimals) {
            return Err(NumberFault::NotANumber);
        }
        // The value is 0.DIGITS × 10^point.
        let digits = whole.bytes().chain(decimals.bytes());
        let leading = digits.clone().take_while(|b| *b == b'0').count();
        let point = i64::try_from(whole.len()).unwrap_or(i64::MAX).saturating_add(exponent)
            - i64::try_from(leading).unwrap_or(0);
        if leading == whole.len() + decimals.len() {
            return Ok(ParsedNumber { number: Number::ZERO, exact: true });
        }
        if point > 15 {
            return Err(NumberFault::TooLarge);
        }
        let mut millionths: i128 = 0;
        let mut rest = digits.skip(leading);
        for _ in 0..point + 6 {
            millionths = millionths * 10 + rest.next().map_or(0, |b| i128::from(b - b'0'));
        }
        // One digit decides: round half away from zero looks at the first digit that is cut off.
        let first_cut = if point + 6 >= 0 { rest.next() } else { Some(b'0') };
        let exact = first_cut.unwrap_or(b'0') == b'0' && rest.all(|b| b == b'0') && point + 6 >= 0;
        millionths += i128::from(first_cut.is_some_and(|b| b >= b'5'));
        let number = Number(if negative { -millionths } else { millionths });
        if number.is_in_range() { Ok(ParsedNumber { number, exact }) } else { Err(NumberFault::TooLarge) }
    }

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

/// A number and whether it was written with at most six decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParsedNumber {
    /// The number, rounded to millionths.
    pub number: Number,
    /// Whether nothing was rounded away.
    pub exact: bool,
}

/// Why a text is no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberFault {
    /// It is no plain decimal.
    NotANumber,
    /// Its magnitude is 10^15 or more.
    TooLarge,
}

/// An exponent; digits beyond any use are cut to a value far out of range.
fn parse_exponent(text: &str) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let value = digits.bytes().fold(0i64, |value, b| (value * 10 + i64::from(b - b'0')).min(1 << 40));
    Some(if negative { -value } else { value })
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
