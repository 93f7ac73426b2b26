//! Sorted runs of keys, one after another, in memory until there are many, then in a temporary file.
//!
//! In: records by rising key. Out: the same records again, or the keys that stand in more than one run.
//! Invariant: a record holds what differs from the key before it, so that rising ids take a few bytes each; the first one
//! of a batch holds all, so that a batch can be written down apart.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::io::{self, Read, Seek, SeekFrom, Write};

use super::{NewSpill, Place, Spill};
use crate::plan::classes::Texts;

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

/// Writes records down, by rising key.
#[derive(Debug, Default)]
struct Script {
    bytes: Vec<u8>,
    last: String,
    last_line: u64,
    /// Whether the next record may build on the one before it.
    begun: bool,
}

impl Script {
    /// Writes a record down.
    fn push(&mut self, record: Record<'_>) {
        let before =
            self.begun.then_some(Record { key: &self.last, place: Place { file: 0, line: self.last_line } });
        write(&mut self.bytes, before, record);
        self.last.clear();
        self.last.push_str(record.key);
        (self.last_line, self.begun) = (record.place.line, true);
    }

    /// Begins anew: the next record holds all.
    fn restart(&mut self) {
        self.last.clear();
        self.begun = false;
    }
}

/// Writes down what differs from the record before, or all; gives back whether the key is greater than the one before it.
#[inline]
fn write(out: &mut Vec<u8>, before: Option<Record<'_>>, record: Record<'_>) -> bool {
    let key = record.key.as_bytes();
    let (last, line) = before.map_or((&[][..], 0), |before| (before.key.as_bytes(), before.place.line));
    let shared = shared(last, key);
    let rest = key.get(shared..).unwrap_or_default();
    let step = record.place.line.wrapping_sub(line).cast_signed();
    let step = (step.wrapping_shl(1) ^ (step >> 63)).cast_unsigned();
    let file = (record.place.file as u64) << 1 | u64::from(before.is_none());
    match rest {
        // As it is with most ids that rise.
        [byte] if shared < 0x80 && file < 0x80 && step < 0x80 => {
            out.extend_from_slice(&[shared as u8, 1, *byte, file as u8, step as u8]);
        }
        _ => {
            push_number(out, shared as u64);
            push_number(out, rest.len() as u64);
            out.extend_from_slice(rest);
            push_number(out, file);
            push_number(out, step);
        }
    }
    rest.first() > last.get(shared)
}

/// How many bytes two keys begin with alike.
pub(super) fn shared(one: &[u8], other: &[u8]) -> usize {
    let (ones, others) = (one.as_chunks::<8>().0, other.as_chunks::<8>().0);
    let mut alike = 0;
    for (a, b) in ones.iter().zip(others) {
        let different = u64::from_le_bytes(*a) ^ u64::from_le_bytes(*b);
        if different != 0 {
            return alike + different.trailing_zeros() as usize / 8;
        }
        alike += 8;
    }
    let rest = one.iter().zip(other).skip(alike);
    alike + rest.take_while(|(a, b)| a == b).count()
}

/// The keys of a batch that rise from account to account, written down as a run holds them.
#[derive(Debug, Default)]
pub struct RisingKeys {
    pub(super) first: String,
    script: Script,
    pub(super) count: usize,
}

impl RisingKeys {
    /// The keys of the accounts that start on these lines; `None` where they do not rise.
    pub(crate) fn new(file: usize, keys: &Texts, lines: &[u64]) -> Option<RisingKeys> {
        let places = lines.iter().map(|line| Place { file, line: *line });
        let records = keys.iter().zip(places).filter_map(|(key, place)| Some(Record { key: key?, place }));
        let mut bytes = Vec::with_capacity(keys.len() * 8);
        let (mut first, mut before, mut count) = (None, None, 0);
        for record in records {
            if !write(&mut bytes, before, record) {
                return None;
            }
            first.get_or_insert(record.key);
            before = Some(record);
            count += 1;
        }
        let (first, last) = (first?.to_owned(), before?);
        let (last, last_line) = (last.key.to_owned(), last.place.line);
        Some(RisingKeys { first, script: Script { bytes, last, last_line, begun: true }, count })
    }

    pub(super) fn last(&self) -> &str {
        &self.script.last
    }
}

/// Runs of records.
pub(super) struct Runs {
    new_spill: Option<NewSpill>,
    spill: Option<Box<dyn Spill>>,
    /// Bytes in the file.
    written: u64,
    /// Bytes behind those.
    script: Script,
    /// Where each run that is complete ends.
    ends: Vec<u64>,
}

impl Runs {
    pub(super) fn new(new_spill: Option<NewSpill>) -> Runs {
        Runs { new_spill, spill: None, written: 0, script: Script::default(), ends: Vec::new() }
    }

    /// Whether no run is complete.
    pub(super) fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    fn end(&self) -> u64 {
        self.written + self.script.bytes.len() as u64
    }

    /// Adds a record to the run at hand.
    pub(super) fn push(&mut self, record: Record<'_>) -> io::Result<()> {
        self.script.push(record);
        if self.script.bytes.len() >= BUFFER { self.flush() } else { Ok(()) }
    }

    /// Adds the records of a batch to the run at hand; they must be greater than all in it.
    pub(super) fn append(&mut self, rising: &RisingKeys) -> io::Result<()> {
        let Script { bytes, last, last_line, begun } = &rising.script;
        self.script.bytes.extend_from_slice(bytes);
        self.script.last.clone_from(last);
        (self.script.last_line, self.script.begun) = (*last_line, *begun);
        if self.script.bytes.len() >= BUFFER { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        if let Some(new_spill) = self.new_spill.take() {
            self.spill = Some(new_spill()?);
        }
        // Without a file all stays in memory.
        if let Some(spill) = &mut self.spill {
            spill.write_all(&self.script.bytes)?;
            self.written += self.script.bytes.len() as u64;
            self.script.bytes.clear();
        }
        Ok(())
    }

    /// Ends the run at hand, if it holds anything.
    pub(super) fn end_run(&mut self) {
        let end = self.end();
        if self.ends.last().copied().unwrap_or_default() < end {
            self.ends.push(end);
        }
        self.script.restart();
    }

    /// Gives back every record of the only run, and forgets it.
    pub(super) fn take_back(&mut self, mut give: impl FnMut(Record<'_>)) -> io::Result<()> {
        let mut cursor = Cursor::new(0, self.end());
        while cursor.advance(self)? {
            give(cursor.record());
        }
        self.script.bytes.clear();
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
        // No key is blank.
        let mut before = String::new();
        while let Some(mut head) = heads.peek_mut() {
            let Reverse((key, index)) = &mut *head;
            let Some(cursor) = cursors.get_mut(*index) else { break };
            if before == *key {
                tell(cursor.record());
            } else {
                before.clone_from(key);
            }
            if cursor.advance(&mut self)? {
                key.clone_from(&cursor.key);
            } else {
                PeekMut::pop(head);
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
        let rest = self.script.bytes.get(start..).unwrap_or_default();
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
        let file = self.number(runs)?;
        let step = self.number(runs)? as u64;
        let step = (step >> 1).cast_signed() ^ -((step & 1).cast_signed());
        let before = if file & 1 == 1 { 0 } else { self.place.line };
        self.place = Place { file: file >> 1, line: before.wrapping_add(step.cast_unsigned()) };
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
