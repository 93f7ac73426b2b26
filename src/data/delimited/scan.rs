//! Where the cells of well-formed CSV end: delimiters and line ends outside quotes, sixty-four bytes at a time.
//!
//! In: text that starts with a row and in which quotes stand only where they open, close or are doubled.
//! Out: bit masks of blocks. Invariant: a byte is inside quotes exactly if the quotes before it are odd in number.

use wide::u8x16;

/// Bytes of a block.
pub(super) const BLOCK: usize = 64;

/// What stands at the bytes of a block: one bit for each.
#[derive(Debug, Clone, Copy)]
pub(super) struct Marks {
    /// Delimiters and line ends outside quotes.
    pub ends: u64,
    /// Line ends outside quotes.
    pub lines: u64,
    /// Line ends inside quotes.
    pub inner_lines: u64,
}

/// Looks at blocks, one after another.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scanner {
    delimiter: u8x16,
    line_end: u8x16,
    quote: u8x16,
    /// All bits where the next block starts inside quotes.
    inside: u64,
}

impl Scanner {
    pub(super) fn new(delimiter: u8) -> Scanner {
        Scanner {
            delimiter: u8x16::splat(delimiter),
            line_end: u8x16::splat(b'\n'),
            quote: u8x16::splat(b'"'),
            inside: 0,
        }
    }

    /// Begins at a row.
    pub(super) fn restart(&mut self) {
        self.inside = 0;
    }

    /// The marks of the next block.
    #[inline]
    pub(super) fn block(&mut self, block: &[u8; BLOCK]) -> Marks {
        let (quarters, _) = block.as_chunks::<16>();
        let (mut delimiters, mut lines, mut quotes) = (0u64, 0u64, 0u64);
        for (index, quarter) in quarters.iter().enumerate() {
            let bytes = u8x16::new(*quarter);
            let shift = 16 * index;
            delimiters |= u64::from(bytes.simd_eq(self.delimiter).to_bitmask()) << shift;
            lines |= u64::from(bytes.simd_eq(self.line_end).to_bitmask()) << shift;
            quotes |= u64::from(bytes.simd_eq(self.quote).to_bitmask()) << shift;
        }
        if quotes == 0 && self.inside == 0 {
            return Marks { ends: delimiters | lines, lines, inner_lines: 0 };
        }
        let inside = prefix_xor(quotes) ^ self.inside;
        // The last bit says whether the next block starts inside.
        self.inside = if inside >> 63 == 1 { u64::MAX } else { 0 };
        let outside = !inside;
        Marks { ends: (delimiters | lines) & outside, lines: lines & outside, inner_lines: lines & inside }
    }
}

/// Each bit: whether the bits up to and including it are odd in number.
fn prefix_xor(mut bits: u64) -> u64 {
    bits ^= bits << 1;
    bits ^= bits << 2;
    bits ^= bits << 4;
    bits ^= bits << 8;
    bits ^= bits << 16;
    bits ^= bits << 32;
    bits
}

/// The block at a place of a text that has [`crate::data::cell_classes::PADDING`] bytes behind it.
#[inline]
pub(super) fn block_at(text: &[u8], place: usize) -> &[u8; BLOCK] {
    // INVARIANT: there are as many bytes behind the text as a block has.
    text.get(place..).and_then(|rest| rest.first_chunk()).unwrap_or(&[b' '; BLOCK])
}

/// Writes the places of the bits of a block behind the `count` ends that are known.
#[inline]
pub(super) fn note_ends(ends: &mut Vec<u32>, count: &mut usize, block_start: u32, mut bits: u64) {
    if ends.len() < *count + BLOCK {
        ends.resize(*count + 64 * BLOCK, 0);
    }
    let found = bits.count_ones() as usize;
    let (eights, _) = ends.get_mut(*count..).unwrap_or_default().as_chunks_mut::<8>();
    for eight in eights {
        // Eight at a time, however many there are: their number is never foreseen.
        for end in eight {
            *end = block_start.wrapping_add(bits.trailing_zeros());
            bits &= bits.wrapping_sub(1);
        }
        if bits == 0 {
            break;
        }
    }
    *count += found;
}
