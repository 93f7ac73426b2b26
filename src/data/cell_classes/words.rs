//! Short cells as machine words: compared and found again without a look at each byte.
//!
//! In: cells of a text that has [`PADDING`] bytes behind its last cell. Out: what was noted of the same bytes before.
//! Invariant: two cells have the same words exactly if they have the same bytes.

/// Where a cell stands in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::data) struct Span {
    pub start: usize,
    pub length: usize,
}

impl Span {
    /// The bytes of the cell.
    #[inline]
    pub(in crate::data) fn of(self, text: &[u8]) -> &[u8] {
        text.get(self.start..self.end()).unwrap_or_default()
    }

    #[inline]
    pub(in crate::data) fn end(self) -> usize {
        self.start.wrapping_add(self.length)
    }
}

/// Bytes that stand behind the last cell of a text, so that words can be read over its end.
pub(in crate::data) const PADDING: usize = 64;

/// The bytes of a cell of less than `8 * W` bytes as words, zeros behind them, and last their number and one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Words<const W: usize>([u64; W]);

/// Bytes of masks: as many ones as a cell has bytes, then zeros.
static MASKS: [[u8; 64]; 2] = [[0xFF; 64], [0; 64]];

impl<const W: usize> Words<W> {
    /// No cell.
    const NONE: Words<W> = Words([0; W]);

    fn is_none(&self) -> bool {
        self.0.last() == Some(&0)
    }

    #[inline]
    fn of(text: &[u8], cell: Span) -> Option<Words<W>> {
        let mut words = [0; W];
        for (word, (bytes, mask)) in words.iter_mut().zip(masked::<W>(text, cell)?) {
            *word = bytes & mask;
        }
        let last = words.last_mut().filter(|_| cell.length < 8 * W)?;
        *last |= (cell.length as u64).wrapping_add(1) << 56;
        Some(Words(words))
    }

    /// Bits of which the upper ones differ for most cells that differ.
    #[inline]
    fn hash(&self) -> u64 {
        let (mut hash, mut factor) = (0u64, 0x9E37_79B9_7F4A_7C15_u64);
        for word in self.0 {
            hash = hash.wrapping_add(word.wrapping_mul(factor));
            factor = factor.wrapping_mul(0xD134_2543_DE82_EF95);
        }
        hash
    }
}

/// The words from the start of a cell of up to `8 * W` bytes, each with a mask of those bytes that are the cell's.
#[inline]
pub(super) fn masked<const W: usize>(text: &[u8], cell: Span) -> Option<impl Iterator<Item = (u64, u64)>> {
    if cell.length > 8 * W {
        return None;
    }
    let (bytes, _) = text.get(cell.start..cell.start.wrapping_add(8 * W))?.as_chunks();
    let from = 64usize.wrapping_sub(cell.length);
    let (masks, _) = MASKS.as_flattened().get(from..from.wrapping_add(8 * W))?.as_chunks();
    let pairs = bytes.iter().zip(masks);
    Some(pairs.map(|(bytes, mask)| (u64::from_le_bytes(*bytes), u64::from_le_bytes(*mask))))
}

/// What lies on one cache line: the words of `N` cells, and a number for each.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
struct Line<const W: usize, const N: usize> {
    cells: [Words<W>; N],
    numbers: [u32; N],
}

impl<const W: usize, const N: usize> Line<W, N> {
    #[inline]
    fn get(&self, cell: &Words<W>) -> Option<u32> {
        // All of a line is compared, since where on it a cell stands is never foreseen.
        let (mut found, mut number) = (false, 0);
        for (known, of_known) in self.cells.iter().zip(self.numbers) {
            let same =
                known.0.iter().zip(&cell.0).fold(0, |differs, (word, other)| differs | (word ^ other)) == 0;
            found |= same;
            number |= if same { of_known } else { 0 };
        }
        found.then_some(number)
    }
}

/// Lines that are looked at before a cell is given up.
const PROBES: usize = 32;
/// Below so many lines, three of four entries stay free; beyond, every other.
const SPARSE: usize = 1 << 14;

/// Numbers by the words of cells.
struct Memo<const W: usize, const N: usize> {
    lines: Vec<Line<W, N>>,
    count: usize,
}

impl<const W: usize, const N: usize> Memo<W, N> {
    const EMPTY: Line<W, N> = Line { cells: [Words::NONE; N], numbers: [0; N] };

    fn new() -> Memo<W, N> {
        Memo { lines: vec![Self::EMPTY; 32], count: 0 }
    }

    #[inline]
    fn get(&self, cell: &Words<W>) -> Option<u32> {
        let place = self.place(cell);
        let known = self.lines.get(place)?.get(cell);
        if known.is_some() { known } else { self.get_behind(place, cell) }
    }

    /// The number of a cell for which there may have been no room at its place.
    #[inline(never)]
    fn get_behind(&self, mut place: usize, cell: &Words<W>) -> Option<u32> {
        for _ in 1..PROBES {
            if self.lines.get(place)?.cells.last()?.is_none() {
                return None;
            }
            // INVARIANT: lines are a power of two in number.
            place = (place + 1) & (self.lines.len() - 1);
            let known = self.lines.get(place)?.get(cell);
            if known.is_some() {
                return known;
            }
        }
        None
    }

    /// Notes the number of a cell that has none yet.
    fn insert(&mut self, cell: Words<W>, number: u32) {
        // Few cells lie so far apart that hardly one is not at its place.
        let share = if self.lines.len() < SPARSE { 4 } else { 2 };
        if self.count * share >= self.lines.len() * N {
            let larger = vec![Self::EMPTY; self.lines.len() * 2];
            let lines = std::mem::replace(&mut self.lines, larger);
            self.count = 0;
            let cells = lines.iter().flat_map(|line| line.cells.iter().zip(line.numbers));
            cells.filter(|(cell, _)| !cell.is_none()).for_each(|(cell, number)| self.put(*cell, number));
        }
        self.put(cell, number);
    }

    fn put(&mut self, cell: Words<W>, number: u32) {
        let mut place = self.place(&cell);
        for _ in 0..PROBES {
            let Some(line) = self.lines.get_mut(place) else { return };
            if let Some(free) = line.cells.iter().position(Words::is_none)
                && let (Some(slot), Some(of_slot)) = (line.cells.get_mut(free), line.numbers.get_mut(free))
            {
                (*slot, *of_slot) = (cell, number);
                self.count += 1;
                return;
            }
            place = (place + 1) & (self.lines.len() - 1);
        }
    }

    #[inline]
    fn place(&self, cell: &Words<W>) -> usize {
        // The upper bits of the hash, as a share of the lines.
        ((cell.hash() >> 32).wrapping_mul(self.lines.len() as u64) >> 32) as usize
    }
}

/// Numbers by the bytes of cells that are not long.
pub(super) struct WordMemo {
    short: Memo<2, 2>,
    medium: Memo<3, 2>,
    long: Memo<7, 1>,
    /// Whether most cells are short. Others are all treated as medium, since how long each is, is not foreseen.
    mostly_short: bool,
}

/// How many cells of a length are remembered.
const MOST: usize = 1 << 15;

impl WordMemo {
    pub(super) fn new() -> WordMemo {
        WordMemo { short: Memo::new(), medium: Memo::new(), long: Memo::new(), mostly_short: true }
    }

    /// Forgets all.
    pub(super) fn clear(&mut self) {
        *self = WordMemo::new();
    }

    /// The number that was noted of the same bytes.
    #[inline]
    pub(super) fn get(&self, text: &[u8], cell: Span) -> Option<u32> {
        if self.mostly_short && cell.length < 16 {
            self.short.get(&Words::of(text, cell)?)
        } else if cell.length < 24 {
            self.medium.get(&Words::of(text, cell)?)
        } else {
            self.long.get(&Words::of(text, cell)?)
        }
    }

    /// Whether a cell could be noted.
    pub(super) fn takes(&self, cell: Span) -> bool {
        let count = match cell.length {
            0..16 if self.mostly_short => self.short.count,
            0..24 => self.medium.count,
            24..56 => self.long.count,
            _ => MOST,
        };
        count < MOST
    }

    /// Notes the number of a cell that has none yet, if it takes it.
    pub(super) fn insert(&mut self, text: &[u8], cell: Span, number: u32) {
        if !self.takes(cell) {
            return;
        }
        match cell.length {
            0..16 if self.mostly_short => {
                Words::of(text, cell).into_iter().for_each(|words| self.short.insert(words, number));
            }
            0..24 => {
                Words::of(text, cell).into_iter().for_each(|words| self.medium.insert(words, number));
                self.mostly_short &= self.medium.count * 4 < self.short.count + 32;
            }
            _ => Words::of(text, cell).into_iter().for_each(|words| self.long.insert(words, number)),
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;

    /// A cell within a text, with bytes around it that are not its own.
    pub fn within(cell: &[u8]) -> (Vec<u8>, Span) {
        let text = [b"9-,1234567890123", cell, &[b'7'; PADDING]].concat();
        (text, Span { start: 16, length: cell.len() })
    }

    pub fn short_cell() -> impl Strategy<Value = Vec<u8>> {
        prop_oneof![
            "[0-9]{0,17}".prop_map(String::into_bytes),
            "[0-9/:.,-]{0,9}".prop_map(String::into_bytes),
            "[!-~]{0,30}".prop_map(String::into_bytes),
            proptest::collection::vec(any::<u8>(), 0..60),
        ]
    }

    proptest! {
        #[test]
        fn what_was_noted_is_found_again(cells in proptest::collection::vec(short_cell(), 0..600)) {
            let mut memo = WordMemo::new();
            let mut noted: HashMap<Vec<u8>, u32> = HashMap::new();
            for (number, cell) in (1..).zip(&cells) {
                let (text, span) = within(cell);
                prop_assert_eq!(memo.takes(span), cell.len() < 56);
                if let Some(known) = memo.get(&text, span) {
                    prop_assert_eq!(Some(&known), noted.get(cell));
                } else {
                    memo.insert(&text, span, number);
                    noted.insert(cell.clone(), number);
                }
            }
            // A crowded cell may be given up, and short ones are forgotten once they are no longer most.
            let long = noted.iter().filter(|(cell, _)| (24..56).contains(&cell.len()));
            let lost = long.filter(|(cell, number)| {
                let (text, span) = within(cell);
                memo.get(&text, span) != Some(**number)
            });
            prop_assert!(lost.count() <= 2);
        }
    }
}
