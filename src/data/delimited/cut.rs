//! A CSV text cut into pieces at the ends of rows.
//!
//! In: a stream of UTF-8 that starts with a row. Out: pieces of whole rows with the line that each starts on.
//! Invariant: no row is in two pieces, and a row beyond [`MAX_ROW`] ends the reading.

use std::io::{self, Read};

use memchr::{memchr, memchr_iter, memrchr};

use super::{MAX_ROW, too_long};
use crate::data::source::unreadable;
use crate::diag::Diagnostic;

/// Some rows of a text.
#[derive(Debug)]
pub(super) struct TextPiece {
    /// The rows; the last ends with a line end.
    pub text: Vec<u8>,
    /// The line of its first byte, from 1.
    pub line: u64,
    /// Whether quotes or carriage returns stand where only a reader that goes byte by byte understands them.
    pub odd: bool,
}

/// Cuts a text.
pub(super) struct Cutter<'r> {
    name: String,
    stream: Box<dyn Read + Send + 'r>,
    delimiter: u8,
    /// Bytes of a piece.
    size: usize,
    /// What was read and belongs to the next piece.
    rest: Vec<u8>,
    line: u64,
    ended: bool,
    /// Stretches outside quotes of the text at hand.
    outside: Vec<(usize, usize)>,
}

/// Where the quotes of a text have been followed to.
#[derive(Debug, Clone, Copy, Default)]
struct Quotes {
    seen: usize,
    /// Where the stretch outside quotes begins, or the quote that opened.
    since: usize,
    inside: bool,
    odd: bool,
}

impl<'r> Cutter<'r> {
    pub(super) fn new(
        name: &str,
        stream: Box<dyn Read + Send + 'r>,
        delimiter: u8,
        line: u64,
        size: usize,
    ) -> Cutter<'r> {
        Cutter {
            name: name.to_owned(),
            stream,
            delimiter,
            size: size.max(1),
            rest: Vec::new(),
            line,
            ended: false,
            outside: Vec::new(),
        }
    }

    /// The next piece, in memory that is no longer needed elsewhere.
    pub(super) fn next_piece(&mut self, mut text: Vec<u8>) -> Option<Result<TextPiece, Box<Diagnostic>>> {
        text.clear();
        text.append(&mut self.rest);
        let mut quotes = Quotes::default();
        self.outside.clear();
        let mut target = self.size;
        let cut = loop {
            let end = self.ended || text.len() >= target;
            if !end && let Err(error) = self.fill(&mut text, target) {
                self.ended = true;
                return Some(Err(Box::new(unreadable(&self.name, &error))));
            }
            self.follow(&text, &mut quotes);
            if self.ended {
                break text.len();
            }
            if let Some(cut) = self.row_end(&text, quotes) {
                break cut;
            }
            if text.len() as u64 > MAX_ROW {
                self.ended = true;
                let blank = text.iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
                let (before, _) = line_ends(text.get(..blank).unwrap_or_default());
                return Some(Err(Box::new(too_long(&self.name, self.line + before))));
            }
            target = text.len() + self.size;
        };
        self.rest.extend_from_slice(text.get(cut..).unwrap_or_default());
        text.truncate(cut);
        if text.is_empty() {
            return None;
        }
        let mut odd = quotes.odd || (self.ended && quotes.inside);
        if text.last() != Some(&b'\n') && !odd && self.ended {
            text.push(b'\n');
        }
        let line = self.line;
        let (lines, lone) = line_ends(&text);
        self.line += lines;
        odd |= lone;
        Some(Ok(TextPiece { text, line, odd }))
    }

    fn fill(&mut self, text: &mut Vec<u8>, target: usize) -> io::Result<()> {
        let wanted = (target - text.len()) as u64;
        let read = self.stream.by_ref().take(wanted).read_to_end(text)?;
        self.ended = (read as u64) < wanted;
        Ok(())
    }

    /// Follows the quotes through what is new. A quote opens at the start of a cell only; the one right behind a
    /// closing quote stands for a quote.
    fn follow(&mut self, text: &[u8], quotes: &mut Quotes) {
        let start = quotes.seen;
        for found in memchr_iter(b'"', text.get(start..).unwrap_or_default()) {
            let place = start + found;
            if quotes.inside {
                (quotes.inside, quotes.since) = (false, place + 1);
                continue;
            }
            let before = place.checked_sub(1).and_then(|before| text.get(before)).copied();
            let opens = before.is_none_or(|byte| byte == self.delimiter || matches!(byte, b'\n' | b'\r'));
            let doubled = quotes.since == place && place > 0 && before == Some(b'"');
            if opens || doubled {
                self.outside.push((quotes.since, place));
                (quotes.inside, quotes.since) = (true, place);
            } else {
                quotes.odd = true;
            }
        }
        quotes.seen = text.len();
    }

    /// Where the last whole row ends.
    fn row_end(&self, text: &[u8], quotes: Quotes) -> Option<usize> {
        let last = (!quotes.inside).then_some((quotes.since, text.len()));
        let stretches = || self.outside.iter().copied().chain(last).rev();
        let stretch = |(start, end): (usize, usize)| Some((start, text.get(start..end)?));
        let line_end = stretches()
            .filter_map(stretch)
            .find_map(|(start, bytes)| Some(start + memrchr(b'\n', bytes)? + 1));
        line_end.or_else(|| {
            // Old line ends; the last byte may be the first half of a newer one.
            let known = text.get(..text.len().saturating_sub(1))?;
            let carriage = |(start, end): (usize, usize)| {
                let bytes = known.get(start..end.min(known.len()))?;
                Some(start + memrchr(b'\r', bytes)? + 1)
            };
            stretches().find_map(carriage)
        })
    }
}

/// Where a line starts, from 1, if the text has so many.
pub(super) fn line_start(text: &[u8], line: u64) -> Option<usize> {
    let mut start = 0;
    for _ in 1..line {
        let rest = text.get(start..)?;
        let end = memchr::memchr2(b'\n', b'\r', rest)?;
        let is_pair = rest.get(end) == Some(&b'\r') && rest.get(end + 1) == Some(&b'\n');
        start += end + 1 + usize::from(is_pair);
    }
    Some(start)
}

/// How many lines end in a text, and whether some end in `\r` alone.
pub(super) fn line_ends(text: &[u8]) -> (u64, bool) {
    let mut lines = 0u64;
    for chunk in text.chunks(255) {
        // INVARIANT: 255 bytes cannot overflow a byte of count.
        let count = chunk.iter().fold(0u8, |count, byte| count.wrapping_add(u8::from(*byte == b'\n')));
        lines += u64::from(count);
    }
    if memchr(b'\r', text).is_none() {
        return (lines, false);
    }
    let alone = memchr_iter(b'\r', text).filter(|place| text.get(place + 1) != Some(&b'\n')).count() as u64;
    (lines + alone, alone > 0)
}
