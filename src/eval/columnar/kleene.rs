//! Truth values of 256 accounts at once, one bit each.
//!
//! In: bits. Out: bits.
//! Invariant: bits past the last account of a tile mean nothing; whoever counts or visits them masks them off.

use crate::types::Truth;

/// Accounts that are looked at together.
pub(super) const TILE: usize = 64 * LANES;
/// Words of a tile.
pub(super) const LANES: usize = 4;

/// One bit for each account of a tile.
pub(super) type Bits = [u64; LANES];

pub(super) const NO_BITS: Bits = [0; LANES];
pub(super) const ALL_BITS: Bits = [u64::MAX; LANES];

pub(super) fn and(a: Bits, b: Bits) -> Bits {
    std::array::from_fn(|lane| at(a, lane) & at(b, lane))
}

pub(super) fn or(a: Bits, b: Bits) -> Bits {
    std::array::from_fn(|lane| at(a, lane) | at(b, lane))
}

/// What is in the first and not in the second.
pub(super) fn without(a: Bits, b: Bits) -> Bits {
    std::array::from_fn(|lane| at(a, lane) & !at(b, lane))
}

pub(super) fn is_empty(bits: Bits) -> bool {
    bits.iter().all(|word| *word == 0)
}

fn at(bits: Bits, lane: usize) -> u64 {
    bits.get(lane).copied().unwrap_or(0)
}

/// The bits of the first accounts of a tile.
pub(super) fn first_bits(rows: usize) -> Bits {
    std::array::from_fn(|lane| match rows.saturating_sub(lane * 64) {
        0 => 0,
        left if left >= 64 => u64::MAX,
        left => (1 << left) - 1,
    })
}

/// Calls with the place of every account whose bit is set, rising.
pub(super) fn each(bits: Bits, mut visit: impl FnMut(usize)) {
    for (lane, word) in bits.into_iter().enumerate() {
        let mut word = word;
        while word != 0 {
            visit(lane * 64 + word.trailing_zeros() as usize);
            word &= word - 1;
        }
    }
}

/// Bits made account by account.
pub(super) fn bits_of<T: Copy>(values: &[T], test: impl Fn(T) -> bool) -> Bits {
    let mut bits = NO_BITS;
    for (word, values) in bits.iter_mut().zip(values.chunks(64)) {
        let mut truths = [0u8; 64];
        if let Ok(values) = <&[T; 64]>::try_from(values) {
            truths.iter_mut().zip(values).for_each(|(truth, value)| *truth = u8::from(test(*value)));
        } else {
            truths.iter_mut().zip(values).for_each(|(truth, value)| *truth = u8::from(test(*value)));
        }
        *word = packed(&truths);
    }
    bits
}

/// One bit for each of 64 bytes that are 0 or 1.
pub(super) fn packed(bytes: &[u8; 64]) -> u64 {
    let eights = bytes.as_chunks::<8>().0.iter().enumerate();
    eights.fold(0, |word, (place, eight)| {
        // The product's highest byte has the lowest bit of each byte, the first one lowest.
        let gathered = u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        word | gathered << (place * 8)
    })
}

/// Kleene's truth values: TRUE has both bits, UNKNOWN the second alone, FALSE none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kleene {
    /// TRUE.
    pub is_true: Bits,
    /// TRUE or UNKNOWN.
    pub not_false: Bits,
}

impl Kleene {
    pub(super) fn all(truth: Truth) -> Kleene {
        let (is_true, not_false) = match truth {
            Truth::True => (ALL_BITS, ALL_BITS),
            Truth::Unknown => (NO_BITS, ALL_BITS),
            Truth::False => (NO_BITS, NO_BITS),
        };
        Kleene { is_true, not_false }
    }

    /// Two-valued.
    pub(super) fn known(bits: Bits) -> Kleene {
        Kleene { is_true: bits, not_false: bits }
    }

    pub(super) fn and(self, other: Kleene) -> Kleene {
        Kleene { is_true: and(self.is_true, other.is_true), not_false: and(self.not_false, other.not_false) }
    }

    pub(super) fn or(self, other: Kleene) -> Kleene {
        Kleene { is_true: or(self.is_true, other.is_true), not_false: or(self.not_false, other.not_false) }
    }

    pub(super) fn not(self) -> Kleene {
        Kleene { is_true: without(ALL_BITS, self.not_false), not_false: without(ALL_BITS, self.is_true) }
    }

    /// Says what one account's truth is, where FALSE stood.
    pub(super) fn set(&mut self, place: usize, truth: Truth) {
        let bit = 1u64 << (place % 64);
        if let (Truth::True, Some(word)) = (truth, self.is_true.get_mut(place / 64)) {
            *word |= bit;
        }
        if let (Truth::True | Truth::Unknown, Some(word)) = (truth, self.not_false.get_mut(place / 64)) {
            *word |= bit;
        }
    }

    pub(super) fn is_unknown(self) -> Bits {
        without(self.not_false, self.is_true)
    }

    /// The accounts for which it is this.
    pub(super) fn is(self, truth: Truth) -> Bits {
        match truth {
            Truth::True => self.is_true,
            Truth::Unknown => self.is_unknown(),
            Truth::False => without(ALL_BITS, self.not_false),
        }
    }
}

/// Swaps rows and columns: bit b of word a becomes bit a of word b.
pub(super) fn transpose(words: &mut [u64; 64]) {
    let mut step = 32;
    let mut mask = 0x0000_0000_FFFF_FFFFu64;
    while step > 0 {
        for chunk in words.chunks_exact_mut(step * 2) {
            let (low, high) = chunk.split_at_mut(step);
            for (low, high) in low.iter_mut().zip(high) {
                let swapped = ((*low >> step) ^ *high) & mask;
                *low ^= swapped << step;
                *high ^= swapped;
            }
        }
        step /= 2;
        mask ^= mask << step;
    }
}

/// Swaps rows and columns of eight bytes: bit b of byte a becomes bit a of byte b.
fn transpose_bytes(bytes: u64) -> u64 {
    let swap = |bytes: u64, step: u32, mask: u64| {
        let swapped = (bytes ^ bytes >> step) & mask;
        bytes ^ swapped ^ swapped << step
    };
    let bytes = swap(bytes, 7, 0x00AA_00AA_00AA_00AA);
    let bytes = swap(bytes, 14, 0x0000_CCCC_0000_CCCC);
    swap(bytes, 28, 0x0000_0000_F0F0_F0F0)
}

/// Which of some bits each account has, as words: bit n of the words of an account is its bit in the nth vector.
#[derive(Debug, Default)]
pub(super) struct RowKeys {
    /// The first word of all accounts of a tile, then the second.
    words: Vec<[u64; TILE]>,
}

impl RowKeys {
    /// Turns bits by vector into bits by account.
    pub(super) fn fill(&mut self, vectors: &[Bits]) {
        self.words.resize(vectors.len().div_ceil(64).max(1), [0; TILE]);
        if vectors.is_empty() {
            self.words.iter_mut().for_each(|word| *word = [0; TILE]);
        }
        for (words, vectors) in self.words.iter_mut().zip(vectors.chunks(64)) {
            for (lane, rows) in words.as_chunks_mut::<64>().0.iter_mut().enumerate() {
                if vectors.len() > 8 {
                    *rows = [0; 64];
                    for (row, vector) in rows.iter_mut().zip(vectors) {
                        *row = at(*vector, lane);
                    }
                    transpose(rows);
                    continue;
                }
                for (eight, rows) in rows.as_chunks_mut::<8>().0.iter_mut().enumerate() {
                    let bytes = vectors.iter().enumerate().fold(0, |bytes, (place, vector)| {
                        bytes | (at(*vector, lane) >> (eight * 8) & 0xFF) << (place * 8)
                    });
                    let bytes = transpose_bytes(bytes).to_le_bytes();
                    rows.iter_mut().zip(bytes).for_each(|(row, byte)| *row = u64::from(byte));
                }
            }
        }
    }

    /// The first word of each account of a tile.
    pub(super) fn firsts(&self) -> &[u64] {
        self.words.first().map_or(&[], <[u64; TILE]>::as_slice)
    }

    /// How many words each account has.
    pub(super) fn width(&self) -> usize {
        self.words.len()
    }

    /// The words of an account.
    pub(super) fn of(&self, row: usize) -> impl Iterator<Item = u64> {
        self.words.iter().map(move |words| words.get(row).copied().unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transposing_swaps_rows_and_columns() {
        let mut words: [u64; 64] =
            std::array::from_fn(|a| (a as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let before = words;
        transpose(&mut words);
        for (a, row) in before.iter().enumerate() {
            for (b, column) in words.iter().enumerate() {
                assert_eq!(row >> b & 1, column >> a & 1, "{a} {b}");
            }
        }
    }

    #[test]
    fn keys_have_the_bits_of_each_account() {
        for count in [0, 1, 3, 8, 9, 64, 65, 130] {
            let vectors: Vec<Bits> = (0..count)
                .map(|a: u64| {
                    std::array::from_fn(|b| (a * 7 + b as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15))
                })
                .collect();
            let mut keys = RowKeys::default();
            keys.fill(&[ALL_BITS; 3]);
            keys.fill(&vectors);
            for row in 0..TILE {
                let words: Vec<u64> = keys.of(row).collect();
                assert_eq!(words.len(), keys.width());
                assert_eq!(words[0], keys.firsts()[row]);
                for bit in 0..words.len() * 64 {
                    let expected = vectors.get(bit).map_or(0, |vector| vector[row / 64] >> (row % 64) & 1);
                    assert_eq!(words[bit / 64] >> (bit % 64) & 1, expected, "{count} {row} {bit}");
                }
            }
        }
    }

    #[test]
    fn logic_is_that_of_single_truths() {
        let all = [Truth::False, Truth::Unknown, Truth::True];
        for a in all {
            assert_eq!(Kleene::all(a).not(), Kleene::all(a.not()));
            assert_eq!(Kleene::all(a).is(a), ALL_BITS);
            for b in all {
                assert_eq!(Kleene::all(a).and(Kleene::all(b)), Kleene::all(a.and(b)));
                assert_eq!(Kleene::all(a).or(Kleene::all(b)), Kleene::all(a.or(b)));
            }
        }
    }

    #[test]
    fn bits_are_visited_in_order() {
        let mut met = Vec::new();
        each(first_bits(67), |place| met.push(place));
        assert_eq!(met, (0..67).collect::<Vec<_>>());
        assert_eq!(bits_of(&[1, 5, 2], |value| value > 1), [0b110, 0, 0, 0]);
        let values: Vec<u32> = (0..100).collect();
        assert_eq!(bits_of(&values, |value| value % 3 == 0)[1], 0x9_2492_4924 & ((1 << 36) - 1));
    }
}
