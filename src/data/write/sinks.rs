//! Encoded pieces to a stream, for formats that are bytes one after another.

use std::io::{self, Write};

use super::columns::{Encoded, ResultSink};

/// Appends bytes as they come: CSV, JSONL.
pub struct ByteSink<W: Write> {
    stream: W,
}

impl<W: Write> ByteSink<W> {
    /// A sink; writes what stands before the first row.
    ///
    /// # Errors
    /// The stream's.
    pub fn new(mut stream: W, head: &[u8]) -> io::Result<ByteSink<W>> {
        stream.write_all(head)?;
        Ok(ByteSink { stream })
    }
}

impl<W: Write> ResultSink for ByteSink<W> {
    fn append(&mut self, piece: Encoded) -> io::Result<()> {
        self.stream.write_all(&bytes(piece)?)
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.stream.flush()
    }
}

/// Appends records to one JSON array.
pub struct JsonArraySink<W: Write> {
    stream: W,
    started: bool,
}

impl<W: Write> JsonArraySink<W> {
    /// A sink.
    pub fn new(stream: W) -> JsonArraySink<W> {
        JsonArraySink { stream, started: false }
    }
}

impl<W: Write> ResultSink for JsonArraySink<W> {
    fn append(&mut self, piece: Encoded) -> io::Result<()> {
        let records = bytes(piece)?;
        if records.is_empty() {
            return Ok(());
        }
        let before: &[u8] = if std::mem::replace(&mut self.started, true) { b",\n" } else { b"[\n" };
        self.stream.write_all(before)?;
        self.stream.write_all(&records)
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.stream.write_all(if self.started { b"\n]\n" } else { b"[]\n" })?;
        self.stream.flush()
    }
}

fn bytes(piece: Encoded) -> io::Result<Vec<u8>> {
    match piece {
        Encoded::Bytes(bytes) => Ok(bytes),
        // INVARIANT: a sink gets what its own format encodes.
        Encoded::Batches(_) | Encoded::Group(_) => Err(io::Error::other("this format takes bytes only")),
    }
}
