//! Numbers as decimal digits, appended to bytes.

use crate::types::Points;

/// Appends a whole number.
pub(super) fn push_whole(out: &mut Vec<u8>, mut number: u64) {
    if let Ok(digit @ 0..=9) = u8::try_from(number) {
        out.push(b'0' + digit);
        return;
    }
    let mut digits = [0u8; 20];
    let mut used = 0;
    for slot in digits.iter_mut().rev() {
        // INVARIANT: a remainder of ten is one digit.
        *slot = b'0' + u8::try_from(number % 10).unwrap_or(0);
        used += 1;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    out.extend_from_slice(digits.get(digits.len() - used..).unwrap_or_default());
}

/// Appends points as [`Points`] prints them: up to three decimals, trailing zeros dropped.
pub(super) fn push_points(out: &mut Vec<u8>, points: Points) {
    let thousandths = points.thousandths();
    if thousandths < 0 {
        out.push(b'-');
    }
    let magnitude = thousandths.unsigned_abs();
    let scale = Points::SCALE.unsigned_abs();
    push_whole(out, magnitude / scale);
    let rest = magnitude % scale;
    if rest > 0 {
        // INVARIANT: less than a thousand has three digits.
        let digit = |unit: u64| b'0' + u8::try_from(rest / unit % 10).unwrap_or(0);
        let decimals = [b'.', digit(100), digit(10), digit(1)];
        let end = out.len() + decimals.len();
        out.extend_from_slice(&decimals);
        out.truncate(end - usize::from(rest.is_multiple_of(10)) - usize::from(rest.is_multiple_of(100)));
    }
}

/// Appends tenths with their one decimal: `87.5`.
pub(super) fn push_tenths(out: &mut Vec<u8>, tenths: u16) {
    push_whole(out, u64::from(tenths / 10));
    out.push(b'.');
    push_whole(out, u64::from(tenths % 10));
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn digits_are_those_that_points_print(thousandths in proptest::num::i64::ANY, small in -3_000i64..3_000, tenths in 0u16..1_010) {
            for points in [thousandths, small, small * 100].map(Points::from_thousandths) {
                let mut out = Vec::new();
                push_points(&mut out, points);
                proptest::prop_assert_eq!(String::from_utf8(out).unwrap(), points.to_string());
            }
            let mut out = Vec::new();
            push_tenths(&mut out, tenths);
            proptest::prop_assert_eq!(String::from_utf8(out).unwrap(), format!("{}.{}", tenths / 10, tenths % 10));
        }
    }
}
