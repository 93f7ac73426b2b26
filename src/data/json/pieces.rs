//! Pieces of a JSONL file, parsed side by side.
//!
//! In: the rows that were read ahead, and the text behind them. Out: batches of classes.
//! Invariant: the same accounts, findings and rejected rows, on the same lines, as [`JsonRows`] gives.

use std::collections::HashSet;
use std::fmt;
use std::io::{Cursor, Read};
use std::sync::{Arc, Mutex, PoisonError};

use memchr::{memchr_iter, memmem, memrchr};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::{Map, Value};

use super::{JsonRows, MAX_RECORD, too_long};
use crate::data::account_file::AccountFile;
use crate::data::pieces::{Piece, PieceReader, PieceSource, ReadBatch};
use crate::data::rows::{Row, RowFault};
use crate::data::source::unreadable;
use crate::diag::Diagnostic;
use crate::plan::classes::BatchClasses;

/// A record that nests deeper is read in full, so that what is too deep is told.
const DEEP: usize = 100;

/// A JSONL file, cut into pieces.
pub(in crate::data) struct JsonPieces<'r> {
    file: Arc<AccountFile<'r>>,
    state: Mutex<State<'r>>,
}

struct State<'r> {
    name: String,
    text: Box<dyn Read + Send + 'r>,
    /// Rows that were read ahead to learn the columns.
    ahead: Vec<Result<Row, RowFault>>,
    rest: Vec<u8>,
    line: u64,
    order: u64,
    ended: bool,
}

/// What a piece holds.
enum Content {
    Rows(Vec<Result<Row, RowFault>>),
    /// Whole lines, and the line of the first.
    Text(Vec<u8>, u64),
}

impl<'r> JsonPieces<'r> {
    pub(super) fn new(file: Arc<AccountFile<'r>>, rows: JsonRows<'r>) -> JsonPieces<'r> {
        let state = State {
            name: rows.name,
            text: Box::new(rows.text),
            ahead: rows.ahead.into(),
            rest: Vec::new(),
            line: rows.line,
            order: 0,
            ended: rows.ended,
        };
        JsonPieces { file, state: Mutex::new(state) }
    }
}

impl State<'_> {
    fn next(&mut self, size: usize) -> Option<Result<(Content, u64), Box<Diagnostic>>> {
        if !self.ahead.is_empty() {
            return Some(Ok((Content::Rows(std::mem::take(&mut self.ahead)), 0)));
        }
        let mut text = std::mem::take(&mut self.rest);
        while !self.ended {
            let wanted = size as u64;
            match self.text.by_ref().take(wanted).read_to_end(&mut text) {
                Ok(read) => self.ended = (read as u64) < wanted,
                Err(error) => {
                    self.ended = true;
                    return Some(Err(Box::new(unreadable(&self.name, &error))));
                }
            }
            if self.ended {
                break;
            }
            if let Some(cut) = memrchr(b'\n', &text) {
                self.rest.extend_from_slice(text.get(cut + 1..).unwrap_or_default());
                text.truncate(cut + 1);
                break;
            }
            if text.len() > MAX_RECORD {
                self.ended = true;
                return Some(Err(Box::new(too_long(&self.name, self.line))));
            }
        }
        if text.is_empty() {
            return None;
        }
        let line = self.line;
        self.line += memchr_iter(b'\n', &text).count() as u64;
        let bytes = text.len() as u64;
        Some(Ok((Content::Text(text, line), bytes)))
    }
}

impl PieceSource for JsonPieces<'_> {
    fn next_piece(&self) -> Option<Result<Piece, Box<Diagnostic>>> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let (content, bytes) = match state.next(self.file.piece_bytes)? {
            Ok(piece) => piece,
            Err(diagnostic) => return Some(Err(diagnostic)),
        };
        let order = state.order;
        state.order += 1;
        Some(Ok(Piece { order, bytes, content: Box::new(content) }))
    }

    fn reader(&self) -> Box<dyn PieceReader + '_> {
        Box::new(JsonReader { file: &self.file, wanted: Wanted::new(&self.file), rows: None })
    }
}

/// Reads pieces, for one worker.
struct JsonReader<'p, 'r> {
    file: &'p AccountFile<'r>,
    wanted: Wanted,
    rows: Option<Rows>,
}

/// The rows of a piece.
enum Rows {
    Read(std::vec::IntoIter<Result<Row, RowFault>>),
    Lines(JsonRows<'static>),
}

impl PieceReader for JsonReader<'_, '_> {
    fn open(&mut self, piece: Piece) -> Result<(), Box<Diagnostic>> {
        // INVARIANT: pieces come from the source of this reader.
        self.rows = piece.content.downcast::<Content>().ok().map(|content| match *content {
            Content::Rows(rows) => Rows::Read(rows.into_iter()),
            Content::Text(text, line) => {
                Rows::Lines(JsonRows::lines(&self.file.name, Box::new(Cursor::new(text)), line))
            }
        });
        Ok(())
    }

    fn next_batch(
        &mut self,
        classes: &mut BatchClasses,
        batch: &mut ReadBatch,
    ) -> Result<bool, Box<Diagnostic>> {
        self.file.clear(batch);
        while batch.accounts.rows < self.file.batch_rows {
            let row = match &mut self.rows {
                Some(Rows::Read(rows)) => rows.next(),
                Some(Rows::Lines(rows)) => rows.next_wanted(&self.wanted),
                None => None,
            };
            match row {
                Some(Ok(row)) => self.file.push_row(&row, classes, batch),
                Some(Err(RowFault::Rejected(row))) => batch.rejected.push(row),
                Some(Err(RowFault::Failed(diagnostic))) => return Err(diagnostic),
                None => break,
            }
        }
        Ok(!batch.is_empty())
    }
}

/// The keys of records that somebody reads.
pub(super) struct Wanted(HashSet<String>);

impl Wanted {
    fn new(file: &AccountFile<'_>) -> Wanted {
        let fields = (0..file.schema.fields.len()).filter_map(|field| Some(file.fields.reader(field)?.0));
        let mut keys = HashSet::new();
        for column in fields.chain(file.kept.iter().flatten()) {
            // A key may itself hold dots.
            keys.extend(
                column.name.match_indices('.').filter_map(|(at, _)| column.name.get(..at)).map(str::to_owned),
            );
            keys.insert(column.name.clone());
        }
        Wanted(keys)
    }

    /// The record of a line, as far as it is wanted; `None` where the line is to be read in full.
    pub(super) fn record(&self, line: &[u8]) -> Option<Map<String, Value>> {
        let text = std::str::from_utf8(line).ok()?;
        // What is passed over is not looked at as closely: halves of characters, and depth.
        let halves = [b"\\ud".as_slice(), b"\\uD"].iter().any(|half| memmem::find(line, half).is_some());
        let opening = line.iter().filter(|byte| matches!(byte, b'{' | b'[')).count();
        if halves || opening > DEEP || !text.starts_with('{') {
            return None;
        }
        let mut parser = serde_json::Deserializer::from_str(text);
        let record = self.deserialize(&mut parser).ok()?;
        parser.end().ok()?;
        Some(record)
    }
}

impl<'de> DeserializeSeed<'de> for &Wanted {
    type Value = Map<String, Value>;

    fn deserialize<D: Deserializer<'de>>(self, parser: D) -> Result<Self::Value, D::Error> {
        parser.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for &Wanted {
    type Value = Map<String, Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a record")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut record = Map::new();
        while let Some(key) = map.next_key_seed(Key(&self.0))? {
            match key {
                Some(key) => {
                    let value = map.next_value()?;
                    record.insert(key, value);
                }
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(record)
    }
}

/// Reads a key; those that nobody reads are not kept.
struct Key<'w>(&'w HashSet<String>);

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, parser: D) -> Result<Self::Value, D::Error> {
        parser.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        Ok(self.0.contains(key).then(|| key.to_owned()))
    }
}
