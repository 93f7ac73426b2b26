//! The runs of small numbers that Parquet writes levels and dictionary codes in: repeated, or packed bit by bit.
//!
//! In: bytes and the width of a number in bits. Out: numbers. Invariant: no byte outside the data is looked at, and asking
//! for more numbers than there are is an error.

use bytes::Bytes;
use parquet::errors::ParquetError;

/// A number as it is wanted: bytes take a quarter of the memory.
pub(in crate::data) trait Small: Copy {
    fn of(number: u32) -> Self;

    /// Eight numbers of so many bits each.
    #[inline]
    fn eight<const W: usize>(word: u64) -> [Self; 8] {
        std::array::from_fn(|at| Self::of((word >> (at * W) & mask(W)) as u32))
    }
}

impl Small for u32 {
    #[inline]
    fn of(number: u32) -> u32 {
        number
    }
}

impl Small for u8 {
    #[inline]
    fn of(number: u32) -> u8 {
        number as u8
    }

    /// Levels of one and two bits, which most are, are spread over the bytes of a word at once.
    #[inline]
    fn eight<const W: usize>(word: u64) -> [u8; 8] {
        let spread = match W {
            1 => {
                // Byte i holds bit i or nothing.
                let bits = (word & 0xFF).wrapping_mul(0x0101_0101_0101_0101) & 0x8040_2010_0804_0201;
                bits.wrapping_add(0x7F7F_7F7F_7F7F_7F7F) >> 7 & 0x0101_0101_0101_0101
            }
            2 => {
                let halves = (word | word << 24) & 0x0000_00FF_0000_00FF;
                let quarters = (halves | halves << 12) & 0x000F_000F_000F_000F;
                (quarters | quarters << 6) & 0x0303_0303_0303_0303
            }
            _ => return std::array::from_fn(|at| (word >> (at * W) & mask(W)) as u8),
        };
        spread.to_le_bytes()
    }
}

/// Numbers that have not been read.
#[derive(Debug, Clone, Default)]
pub(in crate::data) struct Runs {
    data: Bytes,
    /// The next run.
    at: usize,
    width: usize,
    run: Run,
}

#[derive(Debug, Clone, Copy)]
enum Run {
    Repeated {
        value: u32,
        left: usize,
    },
    /// From a byte on; so many are read, so many are left.
    Packed {
        begin: usize,
        done: usize,
        left: usize,
    },
}

impl Default for Run {
    fn default() -> Self {
        Run::Repeated { value: 0, left: 0 }
    }
}

impl Runs {
    /// Numbers of so many bits.
    pub(in crate::data) fn new(data: Bytes, width: usize) -> Result<Runs, ParquetError> {
        if width > 32 {
            return Err(ParquetError::General(format!("it has numbers of {width} bits")));
        }
        Ok(Runs { data, at: 0, width, run: Run::default() })
    }

    /// How many bits the levels up to a highest take.
    pub(super) fn width_of(highest: i16) -> usize {
        (i16::BITS - highest.max(0).leading_zeros()) as usize
    }

    /// The one value of the next so many numbers, if they are of one run that repeats it.
    pub(super) fn uniform(&mut self, count: usize) -> Result<Option<u32>, ParquetError> {
        if self.left() == 0 {
            self.next_run()?;
        }
        match &mut self.run {
            Run::Repeated { value, left } if *left >= count => {
                *left -= count;
                Ok(Some(*value))
            }
            Run::Repeated { .. } | Run::Packed { .. } => Ok(None),
        }
    }

    /// Passes over the next so many numbers if they are of one run that repeats this one.
    pub(super) fn skip_all(&mut self, count: usize, number: u8) -> Result<bool, ParquetError> {
        if self.left() == 0 {
            self.next_run()?;
        }
        let repeated = matches!(self.run, Run::Repeated { value, .. } if value == u32::from(number));
        Ok(repeated && self.uniform(count)?.is_some())
    }

    /// Adds the next so many numbers.
    pub(in crate::data) fn read<N: Small>(
        &mut self,
        count: usize,
        out: &mut Vec<N>,
    ) -> Result<(), ParquetError> {
        let mut wanted = count;
        while wanted > 0 {
            match &mut self.run {
                Run::Repeated { left: 0, .. } | Run::Packed { left: 0, .. } => self.next_run()?,
                Run::Repeated { value, left } => {
                    let some = wanted.min(*left);
                    out.resize(out.len() + some, N::of(*value));
                    *left -= some;
                    wanted -= some;
                }
                Run::Packed { begin, done, left } => {
                    let some = wanted.min(*left);
                    let packed = self.data.get(*begin..).unwrap_or_default();
                    unpack(packed, self.width, *done, some, out).ok_or_else(ended)?;
                    *done += some;
                    *left -= some;
                    wanted -= some;
                }
            }
        }
        Ok(())
    }

    fn left(&self) -> usize {
        match self.run {
            Run::Repeated { left, .. } | Run::Packed { left, .. } => left,
        }
    }

    fn next_run(&mut self) -> Result<(), ParquetError> {
        if self.width == 0 && self.at >= self.data.len() {
            self.run = Run::Repeated { value: 0, left: usize::MAX };
            return Ok(());
        }
        let (mut header, mut shift) = (0u64, 0);
        loop {
            let byte = *self.data.get(self.at).ok_or_else(ended)?;
            self.at += 1;
            header |= u64::from(byte & 0x7F) << shift;
            shift += 7;
            if byte & 0x80 == 0 {
                break;
            }
            if shift > 28 {
                return Err(ended());
            }
        }
        let count = usize::try_from(header >> 1).map_err(|_| ended())?;
        if header & 1 == 1 {
            let left = count.saturating_mul(8);
            self.run = Run::Packed { begin: self.at, done: 0, left };
            if self.width == 0 {
                self.run = Run::Repeated { value: 0, left };
            }
            self.at = self.at.saturating_add(count.saturating_mul(self.width));
        } else {
            let bytes = self.width.div_ceil(8);
            let stored = self.data.get(self.at..self.at + bytes).ok_or_else(ended)?;
            let value = stored.iter().rev().fold(0, |value: u32, byte| value << 8 | u32::from(*byte));
            self.at += bytes;
            self.run = Run::Repeated { value, left: count };
        }
        Ok(())
    }
}

/// How often a number occurs. Wrapping sums are taken many at a time, and there are fewer numbers than a sum can count.
pub(super) fn count_of(numbers: &[u8], number: u8) -> usize {
    numbers.iter().fold(0, |count: usize, met| count.wrapping_add(usize::from(*met == number)))
}

fn ended() -> ParquetError {
    ParquetError::EOF("a page has fewer values than it promises".to_owned())
}

/// Adds numbers from the place `first` on; `None` where the data has fewer.
fn unpack<N: Small>(data: &[u8], width: usize, first: usize, count: usize, out: &mut Vec<N>) -> Option<()> {
    let end = first + count;
    let mut at = first;
    // One by one up to a whole byte, eight by eight, and the rest one by one.
    while at < end && !at.is_multiple_of(8) {
        out.push(N::of(number(data, width, at)?));
        at += 1;
    }
    let whole = (end - at) / 8;
    let eights = data.get(at / 8 * width..(at / 8 + whole) * width)?;
    out.reserve(end - at);
    by_eight(eights, width, out);
    at += whole * 8;
    while at < end {
        out.push(N::of(number(data, width, at)?));
        at += 1;
    }
    Some(())
}

fn number(data: &[u8], width: usize, place: usize) -> Option<u32> {
    let bit = place * width;
    let bytes = data.get(bit / 8..(bit + width).div_ceil(8))?;
    let value = bytes.iter().rev().fold(0u64, |value, byte| value << 8 | u64::from(*byte));
    Some((value >> (bit % 8) & mask(width)) as u32)
}

#[inline]
fn mask(width: usize) -> u64 {
    (1u64 << width) - 1
}

fn by_eight<N: Small>(data: &[u8], width: usize, out: &mut Vec<N>) {
    macro_rules! widths {
        ($($short:literal)* ; $($middle:literal)* ; $($long:literal)*) => {
            match width {
                $($short => short::<$short, N>(data, out),)*
                $($middle => middle::<$middle, N>(data, out),)*
                $($long => long::<$long, N>(data, out),)*
                _ => {}
            }
        };
    }
    widths!(1 2 3 4 5 6 7 8 ; 9 10 11 12 13 14 15 16 ;
        17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32);
}

/// Eight numbers in at most eight bytes.
fn short<const W: usize, N: Small>(data: &[u8], out: &mut Vec<N>) {
    let (eights, _) = data.as_chunks::<W>();
    for eight in eights {
        let mut bytes = [0; 8];
        bytes.iter_mut().zip(eight).for_each(|(to, from)| *to = *from);
        let word = u64::from_le_bytes(bytes);
        out.extend_from_slice(&N::eight::<W>(word));
    }
}

/// Eight numbers in at most sixteen bytes: four in the first eight of them, four in the last.
fn middle<const W: usize, N: Small>(data: &[u8], out: &mut Vec<N>) {
    let (eights, _) = data.as_chunks::<W>();
    for eight in eights {
        let (Some(first), Some(last)) = (eight.first_chunk(), eight.last_chunk()) else { return };
        let (first, last) = (u64::from_le_bytes(*first), u64::from_le_bytes(*last) >> (64 - 4 * W));
        let numbers: [N; 8] = std::array::from_fn(|at| {
            let word = if at < 4 { first } else { last };
            N::of((word >> (at % 4 * W) & mask(W)) as u32)
        });
        out.extend_from_slice(&numbers);
    }
}

/// Eight numbers in more bytes.
fn long<const W: usize, N: Small>(data: &[u8], out: &mut Vec<N>) {
    let (eights, _) = data.as_chunks::<W>();
    for eight in eights {
        let mut bytes = [0; 40];
        bytes.iter_mut().zip(eight).for_each(|(to, from)| *to = *from);
        let numbers: [N; 8] = std::array::from_fn(|at| {
            let bit = at * W;
            let word = bytes.get(bit / 8..).and_then(|rest| rest.first_chunk()).copied().unwrap_or_default();
            N::of((u64::from_le_bytes(word) >> (bit % 8) & mask(W)) as u32)
        });
        out.extend_from_slice(&numbers);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pack(numbers: &[u32], width: usize) -> Vec<u8> {
        let mut bytes = vec![0u8; (numbers.len() * width).div_ceil(8)];
        for (at, number) in numbers.iter().enumerate() {
            for bit in 0..width {
                let place = at * width + bit;
                bytes[place / 8] |= ((number >> bit & 1) as u8) << (place % 8);
            }
        }
        bytes
    }

    #[test]
    fn packed_numbers_of_every_width_come_back_in_any_portion() {
        for width in 1..=32 {
            let most = u32::try_from(mask(width)).unwrap();
            let numbers: Vec<u32> = (0..64u32).map(|at| at.wrapping_mul(0x9E37_79B9) & most).collect();
            let mut data = vec![(64 / 8) << 1 | 1];
            data.extend(pack(&numbers, width));
            data.extend([6 << 1]);
            data.extend(&most.to_le_bytes()[..width.div_ceil(8)]);
            for portion in [1, 3, 8, 13, 70] {
                let mut runs = Runs::new(data.clone().into(), width).unwrap();
                let mut out: Vec<u32> = Vec::new();
                while out.len() < 70 {
                    runs.read(portion.min(70 - out.len()), &mut out).unwrap();
                }
                assert_eq!(out[..64], numbers, "{width}");
                assert_eq!(out[64..], [most; 6], "{width}");
                assert!(runs.read(1, &mut out).is_err());
                if width <= 8 {
                    let mut bytes: Vec<u8> = Vec::new();
                    let mut runs = Runs::new(data.clone().into(), width).unwrap();
                    runs.read(70, &mut bytes).unwrap();
                    assert_eq!(bytes.iter().map(|byte| u32::from(*byte)).collect::<Vec<_>>(), out, "{width}");
                }
            }
        }
    }

    #[test]
    fn a_repeated_number_is_given_once() {
        let mut runs = Runs::new(vec![5 << 1, 1, 3, 0xFF].into(), 1).unwrap();
        assert_eq!(runs.uniform(3).unwrap(), Some(1));
        assert_eq!(runs.uniform(3).unwrap(), None);
        assert_eq!(runs.uniform(2).unwrap(), Some(1));
        assert_eq!(runs.uniform(2).unwrap(), None);
    }

    #[test]
    fn any_bytes_are_numbers_or_an_error() {
        let mut random = 7u64;
        for round in 0..3_000 {
            let bytes: Vec<u8> = (0..round % 23)
                .map(|_| {
                    random = random
                        .wrapping_mul(6_364_136_223_846_793_005)
                        .wrapping_add(1_442_695_040_888_963_407);
                    (random >> 56) as u8
                })
                .collect();
            for width in [0, 1, 3, 8, 11, 32] {
                let mut out: Vec<u32> = Vec::new();
                let _ = Runs::new(bytes.clone().into(), width).unwrap().read(100, &mut out);
                assert!(out.len() <= 100);
            }
        }
    }
}
