//! What reading a CSV file costs at the least: its bytes, and where its cells end.
//!
//! In: a file. Out: how many cells it has. Invariant: a delimiter or line end within quotes ends no cell; the ends of a
//! block's cells are written down, as a reader needs them, and forgotten with the block.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Instant;

use wide::u8x16;

use crate::process::Cost;

/// Bytes that a thread takes at a time. Cut without regard to quotes: this scan asks what the work costs, not what the
/// cells hold, and a block that starts within quotes costs the same.
const BLOCK: usize = 2 << 20;

pub fn raw_scan(path: &Path, threads: usize) -> Cost {
    let started = Instant::now();
    let file = File::open(path).unwrap();
    let (next, cells) = (AtomicU64::new(0), AtomicU64::new(0));
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let (mut block, mut ends) = (vec![0; BLOCK], Vec::with_capacity(BLOCK / 4));
                loop {
                    let offset = next.fetch_add(BLOCK as u64, Ordering::Relaxed);
                    let length = filled(&file, offset, &mut block);
                    if length == 0 {
                        break;
                    }
                    ends.clear();
                    cell_ends(&block[..length], &mut ends);
                    cells.fetch_add(ends.len() as u64, Ordering::Relaxed);
                }
            });
        }
    });
    assert!(cells.load(Ordering::Relaxed) > 0, "the scan found no cells");
    Cost { wall: started.elapsed().as_secs_f64(), ..Cost::default() }
}

fn filled(file: &File, offset: u64, block: &mut [u8]) -> usize {
    let mut length = 0;
    while length < block.len() {
        match file.read_at(&mut block[length..], offset + length as u64).unwrap() {
            0 => break,
            read => length += read,
        }
    }
    length
}

/// Sixty-four bytes at a time: one bit per byte for quotes and one for ends, and the parity of the quotes before it.
fn cell_ends(bytes: &[u8], ends: &mut Vec<u32>) {
    let (comma, line, quote) = (u8x16::splat(b','), u8x16::splat(b'\n'), u8x16::splat(b'"'));
    let mut inside = 0_u64;
    for (number, chunk) in bytes.chunks_exact(64).enumerate() {
        let (mut stops, mut quotes) = (0_u64, 0_u64);
        for (part, lane) in chunk.chunks_exact(16).enumerate() {
            let lane = u8x16::new(lane.try_into().unwrap());
            let bits = |mask: u8x16| u64::from(mask.to_bitmask()) << (16 * part);
            stops |= bits(lane.simd_eq(comma) | lane.simd_eq(line));
            quotes |= bits(lane.simd_eq(quote));
        }
        // The parity of the quotes up to each byte; without carry-less multiplication six shifts do it.
        let mut within = quotes;
        if quotes != 0 {
            for shift in [1, 2, 4, 8, 16, 32] {
                within ^= within << shift;
            }
        }
        within ^= inside;
        inside = if within >> 63 == 1 { u64::MAX } else { 0 };
        stops &= !within;
        let base = (number * 64) as u32;
        while stops != 0 {
            ends.push(base + stops.trailing_zeros());
            stops &= stops - 1;
        }
    }
}
