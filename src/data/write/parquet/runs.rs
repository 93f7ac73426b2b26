//! Small numbers as Parquet writes levels and dictionary codes: runs that repeat one number, and numbers packed bit by bit.
//!
//! In: numbers and their width in bits. Out: bytes. Invariant: reading them gives the same numbers.

/// A repeated number is worth a run of its own from so many on.
const REPEATED: usize = 16;

/// How many bits numbers up to a highest take; at least one, which every reader takes.
pub(super) fn width_of(highest: u32) -> u32 {
    (u32::BITS - highest.leading_zeros()).max(1)
}

/// Appends numbers of so many bits each, 32 at most.
pub(super) fn push_runs<N: Copy + PartialEq + Into<u32>>(out: &mut Vec<u8>, numbers: &[N], width: u32) {
    // What is packed begins at `packed`; `at` is a multiple of eight numbers behind it.
    let (mut packed, mut at) = (0, 0);
    while let Some(rest) = numbers.get(at..)
        && let Some(first) = rest.first()
    {
        let same = rest.iter().take_while(|number| *number == first).count();
        if same < REPEATED {
            at += rest.len().min(8);
            continue;
        }
        pack(out, numbers.get(packed..at).unwrap_or_default(), width);
        push_number(out, same << 1);
        let value: u32 = (*first).into();
        out.extend(value.to_le_bytes().iter().take(width.div_ceil(8) as usize));
        at += same;
        packed = at;
    }
    pack(out, numbers.get(packed..).unwrap_or_default(), width);
}

/// Appends numbers bit by bit, eight by eight; missing ones are zero.
fn pack<N: Copy + Into<u32>>(out: &mut Vec<u8>, numbers: &[N], width: u32) {
    if numbers.is_empty() {
        return;
    }
    let eights = numbers.len().div_ceil(8);
    push_number(out, eights << 1 | 1);
    let end = out.len() + eights * width as usize;
    let (mut word, mut bits) = (0u64, 0u32);
    for number in numbers {
        let number: u32 = (*number).into();
        word |= u64::from(number) << bits;
        bits += width;
        if bits >= 32 {
            out.extend_from_slice(&(word as u32).to_le_bytes());
            word >>= 32;
            bits -= 32;
        }
    }
    out.extend_from_slice(&word.to_le_bytes());
    out.resize(end, 0);
}

/// Appends a number, seven bits a byte.
fn push_number(out: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        out.push((number & 0x7F) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::parquet::Runs;

    #[test]
    fn numbers_of_every_width_and_any_runs_come_back() {
        for width in 1..=32 {
            let most = u32::MAX >> (32 - width);
            for repeated in [0, 1, 7, 8, 15, 16, 17, 40, 300] {
                let mixed =
                    |seed: u32| (0..37).map(move |at: u32| (at + seed).wrapping_mul(0x9E37_79B9) & most);
                let mut numbers: Vec<u32> = mixed(1).collect();
                numbers.extend(std::iter::repeat_n(most, repeated));
                numbers.extend(mixed(2));
                numbers.extend(std::iter::repeat_n(0, repeated));
                let mut bytes = Vec::new();
                push_runs(&mut bytes, &numbers, width);
                let mut back: Vec<u32> = Vec::new();
                let mut runs = Runs::new(bytes.into(), width as usize).unwrap();
                runs.read(numbers.len(), &mut back).unwrap();
                assert_eq!(back, numbers, "{width} bits, {repeated} times");
            }
        }
    }

    #[test]
    fn one_number_many_times_takes_a_few_bytes() {
        let mut bytes = Vec::new();
        push_runs(&mut bytes, &[1u8; 100_000], 1);
        assert_eq!(bytes.len(), 4);
    }
}
