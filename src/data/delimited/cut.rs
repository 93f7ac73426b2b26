//! A CSV text cut into pieces at the ends of rows.
//!
//! In: a stream of UTF-8 that starts with a row. Out: pieces of whole rows with the line that each starts on.
//! Invariant: no row is in two pieces, and a row beyond [`MAX_ROW`] ends the reading.

use std::io::{self, Read};

use memchr::{memchr, memchr_iter, memrchr};

use super::{MAX_ROW, too_long};
use crate::data::cell_classes::PADDING;
use crate::data::source::unreadable;
use crate::diag::Diagnostic;

/// Some rows of a text.
#[derive(Debug)]
pub(super) struct TextPiece {
    /// The rows; the last ends with a line end. Behind them stands whatever the memory held, [`PADDING`] bytes at least.
    pub text: Vec<u8>,
    /// Where the rows end.
    pub end: usize,
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
        let mut end = self.rest.len();
        let mut target = self.size.max(end);
        make_room(&mut text, target);
        if let Some(start) = text.get_mut(..end) {
            start.copy_from_slice(&self.rest);
        }
        self.rest.clear();
        let mut quotes = Quotes::default();
        self.outside.clear();
        let cut = loop {
            make_room(&mut text, target);
            if let Err(error) = self.fill(&mut text, &mut end, target) {
                self.ended = true;
                return Some(Err(Box::new(unreadable(&self.name, &error))));
            }
            let known = text.get(..end).unwrap_or_default();
            self.follow(known, &mut quotes);
            if self.ended {
                break end;
            }
            if let Some(cut) = self.row_end(known, quotes) {
                break cut;
            }
            if end as u64 > MAX_ROW {
                self.ended = true;
                let blank = known.iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
                let (before, _) = line_ends(known.get(..blank).unwrap_or_default());
                return Some(Err(Box::new(too_long(&self.name, self.line + before))));
            }
            target = end + self.size;
        };
        self.rest.extend_from_slice(text.get(cut..end).unwrap_or_default());
        end = cut;
        if end == 0 {
            return None;
        }
        let mut odd = quotes.odd || (self.ended && quotes.inside);
        if let Some([last, behind]) = text.get_mut(end - 1..=end)
            && *last != b'\n'
            && !odd
            && self.ended
        {
            *behind = b'\n';
            end += 1;
            make_room(&mut text, end);
        }
        let line = self.line;
        let (lines, lone) = line_ends(text.get(..end).unwrap_or_default());
        self.line += lines;
        odd |= lone;
        Some(Ok(TextPiece { text, end, line, odd }))
    }

    /// Reads until the text has `target` bytes or ends.
    fn fill(&mut self, text: &mut [u8], end: &mut usize, target: usize) -> io::Result<()> {
        while *end < target && !self.ended {
            match self.stream.read(text.get_mut(*end..target).unwrap_or_default()) {
                Ok(0) => self.ended = true,
                Ok(count) => *end += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
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

/// Makes a text long enough for so many bytes and what stands behind them.
fn make_room(text: &mut Vec<u8>, bytes: usize) {
    if text.len() < bytes + PADDING {
        text.resize(bytes + PADDING, 0);
    }
}

/// How many lines end in a text, and whether some end in `\r` alone.
pub(super) fn line_ends(text: &[u8]) -> (u64, bool) {
    let lines = memchr_iter(b'\n', text).count() as u64;
    if memchr(b'\r', text).is_none() {
        return (lines, false);
    }
    let alone = memchr_iter(b'\r', text).filter(|place| text.get(place + 1) != Some(&b'\n')).count() as u64;
    (lines + alone, alone > 0)
}
