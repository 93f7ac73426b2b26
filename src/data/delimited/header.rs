//! The header of a CSV text, and what follows it.
//!
//! In: the whole text. Out: the column names, and a stream that starts with the row behind them.
//! Invariant: no more than the header is taken from the stream that is given back.

use std::io::{Cursor, Read};

use super::cut::{line_ends, line_start};
use super::{MAX_ROW, too_long};
use crate::data::source::unreadable;
use crate::diag::Diagnostic;
use crate::diag::codes::data as codes;

/// How much is looked at first.
const FIRST: usize = 64 * 1024;

/// A header.
pub(super) struct Header<'r> {
    /// The column names, trimmed.
    pub names: Vec<String>,
    /// What follows.
    pub rest: Box<dyn Read + Send + 'r>,
    /// The line it starts on.
    pub next_line: u64,
}

/// Reads the header, which starts on a line or after the empty lines there.
pub(super) fn read<'r>(
    name: &str,
    mut text: Box<dyn Read + Send + 'r>,
    delimiter: u8,
    line: u64,
) -> Result<Header<'r>, Diagnostic> {
    let mut start = Vec::new();
    let mut wanted = FIRST;
    loop {
        let read = text.by_ref().take((wanted - start.len()) as u64).read_to_end(&mut start);
        read.map_err(|error| unreadable(name, &error))?;
        let ended = start.len() < wanted;
        let found = line_start(&start, line).and_then(|from| names(start.get(from..)?, from, delimiter));
        match found {
            Some((names, end)) if ended || end < start.len() => {
                let (lines, _) = line_ends(start.get(..end).unwrap_or_default());
                start.drain(..end);
                let rest = Box::new(Cursor::new(start).chain(text));
                return Ok(Header { names, rest, next_line: lines + 1 });
            }
            None if ended => {
                return Err(Diagnostic::without_place(&codes::EMPTY_TABLE, format!("{name} is empty"))
                    .help("give a table with a line of column names"));
            }
            Some(_) | None if start.len() as u64 > MAX_ROW => return Err(too_long(name, 1)),
            Some(_) | None => wanted = 2 * start.len(),
        }
    }
}

/// The names in a text that starts at a byte, and where the row behind them starts, if there is a header.
fn names(text: &[u8], from: usize, delimiter: u8) -> Option<(Vec<String>, usize)> {
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text);
    let mut record = csv::ByteRecord::new();
    // INVARIANT: bytes in memory can be read.
    if !reader.read_byte_record(&mut record).unwrap_or(false) {
        return None;
    }
    let mut end = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX).min(text.len());
    let before = end.checked_sub(1).and_then(|before| text.get(before));
    if before == Some(&b'\r') && text.get(end) == Some(&b'\n') {
        end += 1;
    }
    let names = record.iter().map(|cell| String::from_utf8_lossy(cell).trim().to_owned()).collect();
    Some((names, from + end))
}
