//! Cells of the plainest forms, told from their bytes a word at a time: whole numbers, days, keys.
//!
//! In: cells of a text that has [`super::PADDING`] bytes behind its last cell. Out: the number, the place of the day, and
//! so on; nothing where the cell has another form. Invariant: cells of different bytes have different places.

use wide::u8x16;

use super::words::{Span, masked};

/// One, the digit zero, and the upper bit, in each byte.
const ONES: u64 = 0x0101_0101_0101_0101;
const ZEROS: u64 = 0x30 * ONES;
const HIGH: u64 = 0x80 * ONES;

/// Whether a cell of up to 24 bytes has nothing wrong with it as a key, as [`crate::data::cell::plain_key`] says.
#[inline]
pub(in crate::data) fn is_plain_key(text: &[u8], cell: Span) -> bool {
    let zero = |word: u64| word.wrapping_sub(ONES) & !word;
    let Some(words) = masked::<3>(text, cell) else { return false };
    let odd = words.fold(0, |odd, (bytes, mask)| {
        let word = (bytes & mask) | (ZEROS & !mask);
        let blank = word.wrapping_sub(0x21 * ONES) & !word;
        odd | word | blank | zero(word ^ (0x7F * ONES)) | zero(word ^ (u64::from(b'.') * ONES))
    });
    odd & HIGH == 0
}

/// The eight bytes from a place on.
#[inline]
fn eight(text: &[u8], place: usize) -> Option<u64> {
    Some(u64::from_le_bytes(*text.get(place..)?.first_chunk()?))
}

/// The upper bit of each byte that is above nine.
#[inline]
fn above_nine(digits: u64) -> u64 {
    // A carry out of a byte comes only from one that is told itself.
    (digits.wrapping_add(0x76 * ONES) | digits) & HIGH
}

/// The number that eight digits write, the first of them in the lowest byte.
#[inline]
fn number_of(digits: u64) -> u64 {
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8);
    let (even, odd) = (pairs & 0x0000_00FF_0000_00FF, (pairs >> 16) & 0x0000_00FF_0000_00FF);
    let sum = even.wrapping_mul(0x000F_4240_0000_0064).wrapping_add(odd.wrapping_mul(0x0000_2710_0000_0001));
    sum >> 32
}

/// The number that up to fifteen digits write, without a zero before others; of an empty cell 0. Also `None` where too
/// few bytes stand before the cell.
#[inline]
pub(super) fn digits(text: &[u8], cell: Span) -> Option<u64> {
    let length = cell.length;
    // The last eight bytes, of which the upper ones are the cell's.
    let word = eight(text, cell.end().checked_sub(8)?)? ^ ZEROS;
    let digits = word & u64::MAX.unbounded_shl(64u32.wrapping_sub(8 * (length.min(8) as u32)));
    let zero_first = (length > 1) & (text.get(cell.start) == Some(&b'0'));
    if (length > 15) | zero_first | (above_nine(digits) != 0) {
        return None;
    }
    let number = number_of(digits);
    if length <= 8 {
        return Some(number);
    }
    let upper = eight(text, cell.end().checked_sub(16)?)? ^ ZEROS;
    let upper = upper & u64::MAX.unbounded_shl(64u32.wrapping_sub(8 * (length - 8) as u32));
    (above_nine(upper) == 0).then(|| number_of(upper).wrapping_mul(100_000_000).wrapping_add(number))
}

/// Numbers below that have a place of their own.
const SMALL: u64 = 4_096;
/// How many places [`small_place`] gives.
pub(super) const SMALL_PLACES: usize = SMALL as usize + 1;

/// A place for what [`digits`] says of a cell, if that is little; one for an empty cell.
#[inline]
pub(super) fn small_place(number: u64, cell: Span) -> Option<usize> {
    // No branch on whether a cell is empty: nobody foresees it.
    (number < SMALL).then_some(number as usize + usize::from(cell.length != 0))
}

/// The first year whose days have a place.
const FIRST_YEAR: u64 = 1970;
/// And how many years.
const YEARS: u64 = 128;

/// A place for each cell of the form `2024-03-01`, and one for an empty cell.
#[inline]
pub(super) fn day_place(text: &[u8], cell: Span) -> Option<usize> {
    let day = (eight(text, cell.start.wrapping_add(8))? & 0xFFFF) ^ 0x3030;
    let month = eight(text, cell.start)? ^ 0x2D30_302D_3030_3030;
    let odd = above_nine(month) | (month & 0xFF00_00FF_0000_0000) | above_nine(day);
    let pairs = month.wrapping_mul(10).wrapping_add(month >> 8);
    let year = ((pairs & 0xFF) * 100 + (pairs >> 16 & 0xFF)).wrapping_sub(FIRST_YEAR);
    let month = (pairs >> 40 & 0xFF).wrapping_sub(1);
    let day = (day & 0xFF) * 10 + (day >> 8);
    let fits = (cell.length == 10) & (odd == 0) & (year < YEARS) & (month < 12) & (day < 32);
    let place = year.wrapping_mul(12).wrapping_add(month).wrapping_mul(32).wrapping_add(day).wrapping_add(1);
    let empty = cell.length == 0;
    let place = place as usize & usize::from(empty).wrapping_sub(1);
    (fits | empty).then_some(place)
}

/// A bit for each byte `mark` among the sixty-four from a place on.
#[inline]
pub(super) fn marks_of(text: &[u8], place: usize, mark: u8) -> u64 {
    let Some(block) = text.get(place..).and_then(|rest| rest.first_chunk::<64>()) else { return 0 };
    let (quarters, _) = block.as_chunks::<16>();
    let mark = u8x16::splat(mark);
    let bits = quarters.iter().rev().map(|quarter| u8x16::new(*quarter).simd_eq(mark).to_bitmask());
    bits.fold(0, |all, bits| all << 16 | u64::from(bits))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::words::tests::{short_cell, within};
    use super::*;
    use crate::data::cell::{plain_key, plain_whole};

    const DAY_PLACES: usize = (YEARS as usize) * 12 * 32 + 1;

    fn days() -> impl Iterator<Item = String> {
        (1970..1970 + 128).flat_map(|year| {
            (1..=12).flat_map(move |month| (0..=31).map(move |day| format!("{year:04}-{month:02}-{day:02}")))
        })
    }

    #[test]
    fn each_day_has_a_place_of_its_own() {
        let mut seen = vec![false; DAY_PLACES];
        for day in days().chain([String::new()]) {
            let (text, span) = within(day.as_bytes());
            let place = day_place(&text, span).unwrap();
            assert!(!std::mem::replace(&mut seen[place], true), "{day:?}");
        }
        assert!(seen.into_iter().all(|seen| seen));
    }

    #[test]
    fn other_cells_are_no_days() {
        let others = [
            "1969-12-31",
            "2098-01-01",
            "2024-00-01",
            "2024-13-01",
            "2024-01-32",
            "2024-1-001",
            "2024/01/01",
        ];
        for other in others.into_iter().chain([
            "2024-01-1",
            "2024-01-011",
            "0024-01-01",
            " 024-01-01",
            "２024-01-0",
            "20240101",
        ]) {
            let (text, span) = within(other.as_bytes());
            assert_eq!(day_place(&text, span), None, "{other}");
        }
    }

    proptest! {
        #[test]
        fn digits_are_the_numbers_they_write(cell in short_cell()) {
            let (text, span) = within(&cell);
            let expected = if cell.is_empty() { Some(0) } else { plain_whole(&cell) };
            prop_assert_eq!(digits(&text, span).map(|number| number as i64), expected);
            // Where too few bytes stand before it, a cell is left to others.
            let alone = within(&cell).0.split_off(16);
            let told = digits(&alone, Span { start: 0, length: cell.len() });
            prop_assert_eq!(told.map(|number| number as i64), expected.filter(|_| cell.len() == 8));
        }

        #[test]
        fn small_numbers_have_places_of_their_own(number in 0u64..10_000) {
            let (text, span) = within(number.to_string().as_bytes());
            let place = digits(&text, span).and_then(|number| small_place(number, span));
            prop_assert_eq!(place, (number < SMALL).then_some(number as usize + 1));
        }

        #[test]
        fn keys_are_plain_as_they_are_byte_by_byte(cell in short_cell()) {
            let (text, span) = within(&cell);
            prop_assert_eq!(is_plain_key(&text, span), cell.len() <= 24 && plain_key(&cell));
        }

        #[test]
        fn days_have_the_form_of_days(cell in "([12][09][0-9]{2}[-/][01][0-9][-/][0-3][0-9]|[0-9-]{9,11})") {
            let (text, span) = within(cell.as_bytes());
            prop_assert_eq!(day_place(&text, span).is_some(), days().any(|day| day == cell));
        }

        #[test]
        fn bytes_are_marked(cell in proptest::collection::vec(b';'..=b'<', 64..90), at in 0usize..90) {
            let bits = cell.get(at..at + 64).map_or(0, |block| {
                block.iter().rev().fold(0, |bits, byte| bits << 1 | u64::from(*byte == b';'))
            });
            prop_assert_eq!(marks_of(&cell, at, b';'), bits);
        }
    }
}
