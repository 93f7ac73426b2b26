//! Sorted runs of keys, one after another, in memory until there are many, then in a temporary file.
//!
//! In: records by rising key. Out: the same records again, or the keys that stand in more than one run.
//! Invariant: a record holds what differs from the key before it, so that rising ids take a few bytes each.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io::{self, Read, Seek, SeekFrom, Write};

use super::{NewSpill, Place, Spill};

/// Bytes that are kept before they go to the file.
const BUFFER: usize = 4 << 20;
/// Bytes of a run that are read at once.
const CHUNK: usize = 64 * 1024;

/// A key and where it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record<'t> {
    pub key: &'t str,
    pub place: Place,
}

/// Runs of records.
pub(super) struct Runs {
    new_spill: Option<NewSpill>,
    spill: Option<Box<dyn Spill>>,
    /// Bytes in the file.
    written: u64,
    /// Bytes behind those.
    buffer: Vec<u8>,
    /// Where each run that is complete ends.
    ends: Vec<u64>,
    last: String,
    last_line: u64,
}

impl Runs {
    pub(super) fn new(new_spill: Option<NewSpill>) -> Runs {
        Runs {
            new_spill,
            spill: None,
            written: 0,
            buffer: Vec::new(),
            ends: Vec::new(),
            last: String::new(),
            last_line: 0,
        }
    }

    /// Whether no run is complete.
    pub(super) fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    fn end(&self) -> u64 {
        self.written + self.buffer.len() as u64
    }

    /// Adds a record to the run at hand.
    pub(super) fn push(&mut self, record: Record<'_>) -> io::Result<()> {
        let shared = self.last.bytes().zip(record.key.bytes()).take_while(|(a, b)| a == b).count();
        let rest = record.key.as_bytes().get(shared..).unwrap_or_default();
        push_number(&mut self.buffer, shared as u64);
        push_number(&mut self.buffer, rest.len() as u64);
        self.buffer.extend_from_slice(rest);
        push_number(&mut self.buffer, record.place.file as u64);
        let step = record.place.line.wrapping_sub(self.last_line).cast_signed();
        push_number(&mut self.buffer, (step.wrapping_shl(1) ^ (step >> 63)).cast_unsigned());
        self.last.clear();
        self.last.push_str(record.key);
        self.last_line = record.place.line;
        if self.buffer.len() >= BUFFER {
            self.flush()?;
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        if let Some(new_spill) = self.new_spill.take() {
            self.spill = Some(new_spill()?);
        }
        // Without a file all stays in memory.
        if let Some(spill) = &mut self.spill {
            spill.write_all(&self.buffer)?;
            self.written += self.buffer.len() as u64;
            self.buffer.clear();
        }
        Ok(())
    }

    /// Ends the run at hand, if it holds anything.
    pub(super) fn end_run(&mut self) {
        let end = self.end();
        if self.ends.last().copied().unwrap_or_default() < end {
            self.ends.push(end);
        }
        self.last.clear();
        self.last_line = 0;
    }

    /// Gives back every record of the only run, and forgets it.
    pub(super) fn take_back(&mut self, mut give: impl FnMut(Record<'_>)) -> io::Result<()> {
        let mut cursor = Cursor::new(0, self.end());
        while cursor.advance(self)? {
            give(cursor.record());
        }
        self.buffer.clear();
        self.written = 0;
        if let Some(spill) = &mut self.spill {
            spill.seek(SeekFrom::Start(0))?;
        }
        self.end_run();
        self.ends.clear();
        Ok(())
    }

    /// Tells of every record whose key stands in an earlier run, by rising key, then by run.
    pub(super) fn merge(mut self, mut tell: impl FnMut(Record<'_>)) -> io::Result<()> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let mut cursors: Vec<Cursor> =
            starts.zip(self.ends.clone()).map(|(start, end)| Cursor::new(start, end)).collect();
        let mut heads: BinaryHeap<Reverse<(String, usize)>> = BinaryHeap::new();
        for (index, cursor) in cursors.iter_mut().enumerate() {
            if cursor.advance(&mut self)? {
                heads.push(Reverse((cursor.key.clone(), index)));
            }
        }
        let mut before: Option<String> = None;
        while let Some(Reverse((key, index))) = heads.pop() {
            let Some(cursor) = cursors.get_mut(index) else { continue };
            if before.as_deref() == Some(key.as_str()) {
                tell(cursor.record());
            }
            before = Some(key);
            if cursor.advance(&mut self)? {
                heads.push(Reverse((cursor.key.clone(), index)));
            }
        }
        Ok(())
    }

    /// Reads bytes at a place, from the file or from memory.
    fn read_at(&mut self, place: u64, out: &mut Vec<u8>, most: usize) -> io::Result<()> {
        if let Some(spill) = self.spill.as_mut().filter(|_| place < self.written) {
            spill.seek(SeekFrom::Start(place))?;
            let most = (most as u64).min(self.written - place);
            let read = spill.take(most).read_to_end(out)?;
            return if read == 0 { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) };
        }
        let start = usize::try_from(place - self.written).unwrap_or(usize::MAX);
        let rest = self.buffer.get(start..).unwrap_or_default();
        out.extend_from_slice(rest.get(..most.min(rest.len())).unwrap_or_default());
        Ok(())
    }
}

/// Reads one run.
struct Cursor {
    /// What was read and not used.
    bytes: Vec<u8>,
    used: usize,
    /// Where the bytes behind those stand.
    next: u64,
    end: u64,
    key: String,
    place: Place,
}

impl Cursor {
    fn new(start: u64, end: u64) -> Cursor {
        Cursor { bytes: Vec::new(), used: 0, next: start, end, key: String::new(), place: Place::default() }
    }

    fn record(&self) -> Record<'_> {
        Record { key: &self.key, place: self.place }
    }

    /// Goes to the next record; `false` at the end.
    fn advance(&mut self, runs: &mut Runs) -> io::Result<bool> {
        if self.used == self.bytes.len() && self.next == self.end {
            return Ok(false);
        }
        let shared = self.number(runs)?;
        let length = self.number(runs)?;
        while self.bytes.len() - self.used < length {
            self.fill(runs)?;
        }
        let rest = self.bytes.get(self.used..self.used + length).unwrap_or_default();
        let mut key = std::mem::take(&mut self.key).into_bytes();
        key.truncate(shared);
        key.extend_from_slice(rest);
        self.used += length;
        self.key = String::from_utf8(key).map_err(io::Error::other)?;
        self.place.file = self.number(runs)?;
        let step = self.number(runs)? as u64;
        let step = (step >> 1).cast_signed() ^ -((step & 1).cast_signed());
        self.place.line = self.place.line.wrapping_add(step.cast_unsigned());
        Ok(true)
    }

    fn number(&mut self, runs: &mut Runs) -> io::Result<usize> {
        let (mut number, mut shift) = (0u64, 0);
        loop {
            if self.used == self.bytes.len() {
                self.fill(runs)?;
            }
            let byte = self.bytes.get(self.used).copied().unwrap_or_default();
            self.used += 1;
            number |= u64::from(byte & 0x7F) << shift;
            shift += 7;
            if byte < 0x80 || shift > 63 {
                return usize::try_from(number).map_err(io::Error::other);
            }
        }
    }

    fn fill(&mut self, runs: &mut Runs) -> io::Result<()> {
        self.bytes.drain(..self.used);
        self.used = 0;
        let most = usize::try_from(self.end - self.next).unwrap_or(CHUNK).min(CHUNK);
        let before = self.bytes.len();
        runs.read_at(self.next, &mut self.bytes, most)?;
        let read = self.bytes.len() - before;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.next += read as u64;
        Ok(())
    }
}

/// Appends a number, seven bits a byte.
fn push_number(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push((number & 0x7F) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}
