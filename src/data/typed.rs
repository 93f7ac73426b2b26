//! Typed values of columnar files as the text they stand for.
//!
//! In: days, moments, decimals, fractions as Parquet and Arrow store them. Out: ISO dates and exact decimal text.
//! Invariant: no digit is lost; what no calendar has is given as text that no field reads as a date.

use super::raw::Raw;
use crate::types::Day;

/// How finely a moment or a time of day is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tick {
    Second,
    Milli,
    Micro,
    Nano,
}

impl Tick {
    /// Ticks in a second, and the decimals they need.
    fn scale(self) -> (i64, usize) {
        match self {
            Tick::Second => (1, 0),
            Tick::Milli => (1_000, 3),
            Tick::Micro => (1_000_000, 6),
            Tick::Nano => (1_000_000_000, 9),
        }
    }

    /// Ticks in a day.
    pub(super) fn a_day(self) -> i64 {
        self.scale().0.saturating_mul(86_400)
    }
}

/// The day that so many days after 1970-01-01 are.
pub(super) fn day_of(days: i64) -> Option<Day> {
    i32::try_from(days).ok().and_then(Day::from_number)
}

/// `2026-10-01`.
pub(super) fn day(days: i64) -> Raw<'static> {
    match day_of(days) {
        Some(day) => Raw::Text(day.to_string().into()),
        None => Raw::Text(format!("day {days}").into()),
    }
}

/// `2026-10-01T12:30:00Z`; without `Z` where the moment is local.
pub(super) fn moment(ticks: i64, tick: Tick, utc: bool) -> Raw<'static> {
    let Some(day) = day_of(ticks.div_euclid(tick.a_day())) else {
        return Raw::Text(format!("moment {ticks}").into());
    };
    let time = time_text(ticks.rem_euclid(tick.a_day()), tick);
    Raw::Text(format!("{day}T{time}{}", if utc { "Z" } else { "" }).into())
}

/// `12:30:00`, with as many decimals as are not zero.
pub(super) fn time(ticks: i64, tick: Tick) -> Raw<'static> {
    Raw::Text(time_text(ticks, tick).into())
}

fn time_text(ticks: i64, tick: Tick) -> String {
    let (scale, places) = tick.scale();
    let (seconds, rest) = (ticks.div_euclid(scale), ticks.rem_euclid(scale));
    let text = format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if rest == 0 {
        return text;
    }
    let decimals = format!("{rest:0places$}");
    format!("{text}.{}", decimals.trim_end_matches('0'))
}

/// `12.50` from 1250 and two decimal places; trailing zeros go.
pub(super) fn decimal(unscaled: i128, places: i32) -> Raw<'static> {
    Raw::Number(point(&unscaled.unsigned_abs().to_string(), unscaled < 0, places))
}

/// A decimal of any width: big-endian two's complement.
pub(super) fn wide_decimal(bytes: &[u8], places: i32) -> Raw<'static> {
    let negative = bytes.first().is_some_and(|first| *first >= 0x80);
    if bytes.len() <= 16 {
        let fill = if negative { -1 } else { 0 };
        let value = bytes.iter().fold(fill, |value: i128, byte| (value << 8) | i128::from(*byte));
        return decimal(value, places);
    }
    let mut rest: Vec<u8> = bytes.to_vec();
    if negative {
        let mut carry = true;
        for byte in rest.iter_mut().rev() {
            (*byte, carry) = (!*byte).overflowing_add(u8::from(carry));
        }
    }
    let mut digits = Vec::new();
    while rest.iter().any(|byte| *byte != 0) {
        let mut left = 0u16;
        for byte in &mut rest {
            let value = left * 256 + u16::from(*byte);
            *byte = u8::try_from(value / 10).unwrap_or(0);
            left = value % 10;
        }
        digits.push(char::from(b'0' + u8::try_from(left).unwrap_or(0)));
    }
    let digits: String = digits.into_iter().rev().collect();
    Raw::Number(point(if digits.is_empty() { "0" } else { &digits }, negative, places))
}

fn point(digits: &str, negative: bool, places: i32) -> String {
    let sign = if negative { "-" } else { "" };
    let Ok(places) = usize::try_from(places) else {
        // A scale below zero counts tens; a file can claim any.
        let zeros = usize::try_from(places.unsigned_abs()).unwrap_or(0).min(80);
        return format!("{sign}{digits}{}", if digits == "0" { String::new() } else { "0".repeat(zeros) });
    };
    let places = places.min(80);
    let padded = format!("{digits:0>width$}", width = places + 1);
    let (whole, decimals) = padded.split_at_checked(padded.len() - places).unwrap_or((&padded, ""));
    match decimals.trim_end_matches('0') {
        "" => format!("{sign}{whole}"),
        decimals => format!("{sign}{whole}.{decimals}"),
    }
}

/// The shortest decimal that is this fraction; `NaN` and `inf` as such.
pub(super) fn double(value: f64) -> Raw<'static> {
    Raw::Number(value.to_string())
}

/// The shortest decimal that is this fraction in single precision.
pub(super) fn float(value: f32) -> Raw<'static> {
    Raw::Number(value.to_string())
}

/// A fraction of 16 bits.
pub(super) fn half(bits: u16) -> Raw<'static> {
    let sign = if bits & 0x8000 == 0 { 1.0 } else { -1.0 };
    let (exponent, fraction) = (i32::from(bits >> 10 & 0x1F), f32::from(bits & 0x3FF));
    float(match exponent {
        0 => sign * fraction * 2f32.powi(-24),
        31 if fraction == 0.0 => sign * f32::INFINITY,
        31 => f32::NAN,
        _ => sign * (1.0 + fraction / 1024.0) * 2f32.powi(exponent - 15),
    })
}

/// Text, or bytes that should have been.
pub(super) fn text(bytes: &[u8]) -> Raw<'_> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Raw::Text(text.into()),
        Err(_) => Raw::Undecodable(String::from_utf8_lossy(bytes).into_owned()),
    }
}

/// `550e8400-e29b-41d4-a716-446655440000`.
pub(super) fn uuid(bytes: &[u8]) -> Raw<'static> {
    let mut text = String::with_capacity(36);
    for (at, byte) in bytes.iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        text.push_str(&format!("{byte:02x}"));
    }
    Raw::Text(text.into())
}

/// A cell that borrows nothing.
pub(super) fn owned(raw: Raw<'_>) -> Raw<'static> {
    match raw {
        Raw::Absent => Raw::Absent,
        Raw::Text(text) => Raw::Text(text.into_owned().into()),
        Raw::Undecodable(text) => Raw::Undecodable(text),
        Raw::Number(text) => Raw::Number(text),
        Raw::Boolean(value) => Raw::Boolean(value),
        Raw::Date(text) => Raw::Date(text),
        Raw::Fault(text) => Raw::Fault(text),
        Raw::List(elements) => Raw::List(elements.into_iter().map(owned).collect()),
        Raw::Nested => Raw::Nested,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(raw: &Raw<'_>) -> String {
        raw.shown().into_owned()
    }

    #[test]
    fn decimals_keep_every_digit() {
        for (raw, expected) in [
            (decimal(1250, 2), "12.5"),
            (decimal(-5, 3), "-0.005"),
            (decimal(0, 2), "0"),
            (decimal(7, -3), "7000"),
            (decimal(i128::MAX, 0), "170141183460469231731687303715884105727"),
            (wide_decimal(&[0xFF; 3], 0), "-1"),
            (wide_decimal(&[0xFF; 20], 1), "-0.1"),
            (wide_decimal(&[&[1u8][..], &[0; 16]].concat(), 0), "340282366920938463463374607431768211456"),
        ] {
            let Raw::Number(text) = raw else { panic!("not a number") };
            assert_eq!(text, expected);
        }
    }

    #[test]
    fn moments_are_iso() {
        assert_eq!(shown(&moment(0, Tick::Nano, true)), "1970-01-01T00:00:00Z");
        assert_eq!(shown(&moment(-1, Tick::Milli, false)), "1969-12-31T23:59:59.999");
        assert_eq!(shown(&moment(1_709_294_400_500_000, Tick::Micro, true)), "2024-03-01T12:00:00.5Z");
        assert_eq!(shown(&moment(i64::MAX, Tick::Second, true)), format!("moment {}", i64::MAX));
        assert_eq!(shown(&day(19_783)), "2024-03-01");
        assert_eq!(shown(&time(45_000_000, Tick::Milli)), "12:30:00");
    }

    #[test]
    fn halves_are_decimals() {
        for (bits, expected) in [(0x3C00, "1"), (0xC000, "-2"), (0x3555, "0.33325195"), (0x7C00, "inf")] {
            let Raw::Number(text) = half(bits) else { panic!("not a number") };
            assert_eq!(text, expected);
        }
    }
}
