//! What a stream of bytes is, and its text: content first, then name.
//!
//! In: a name and a stream. Out: UTF-8 text of a table, or what the stream really is.
//! Invariant: at most [`HEAD`] bytes are held; the rest is decoded as it is read.

use std::io::{self, Cursor, Read};
use std::sync::Arc;

use encoding_rs::{Decoder, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::kind::{Kind, kind_of};
use super::unpack::Packing;
use crate::diag::Diagnostic;
use crate::diag::codes::data as codes;

/// How much of a stream is looked at before the first row.
const HEAD: usize = 1 << 20;

/// The most bytes that are held in memory where a format with a footer comes from a pipe or packed.
const MOST_HELD: u64 = 1 << 30;

/// A file whose bytes can be read anywhere, by several workers at once.
pub trait RandomAccess: Send + Sync {
    /// How many bytes it has.
    ///
    /// # Errors
    /// The system's.
    fn size(&self) -> io::Result<u64>;

    /// Reads up to `out.len()` bytes from an offset; 0 only at the end.
    ///
    /// # Errors
    /// The system's.
    fn read_at(&self, offset: u64, out: &mut [u8]) -> io::Result<usize>;
}

impl RandomAccess for Vec<u8> {
    fn size(&self) -> io::Result<u64> {
        Ok(self.len() as u64)
    }

    fn read_at(&self, offset: u64, out: &mut [u8]) -> io::Result<usize> {
        let rest = usize::try_from(offset).ok().and_then(|offset| self.get(offset..)).unwrap_or_default();
        let count = rest.len().min(out.len());
        if let (Some(target), Some(from)) = (out.get_mut(..count), rest.get(..count)) {
            target.copy_from_slice(from);
        }
        Ok(count)
    }
}

/// A table to read: the name that messages show, and its bytes.
pub struct Source<'r> {
    /// The name that messages show.
    pub name: String,
    /// The bytes, from the start.
    pub reader: Box<dyn Read + Send + 'r>,
    /// The same bytes in any order, where the source is a file; formats with a footer need it.
    pub random: Option<Arc<dyn RandomAccess>>,
}

impl<'r> Source<'r> {
    /// A source from a name and a stream.
    pub fn new(name: impl Into<String>, reader: impl Read + Send + 'r) -> Source<'r> {
        Source { name: name.into(), reader: Box::new(reader), random: None }
    }

    /// The bytes in any order, for formats that need that: those of the file, or all of them in memory.
    pub(super) fn anywhere(mut self) -> Result<Arc<dyn RandomAccess>, Diagnostic> {
        if let Some(random) = self.random {
            return Ok(random);
        }
        let mut bytes = Vec::new();
        let read = self.reader.by_ref().take(MOST_HELD + 1).read_to_end(&mut bytes);
        read.map_err(|error| unreadable(&self.name, &error))?;
        if bytes.len() as u64 > MOST_HELD {
            let message = format!(
                "{} is longer than {} GB, and its format can only be read from a file that is not packed",
                self.name,
                MOST_HELD >> 30
            );
            return Err(Diagnostic::without_place(&codes::UNREADABLE_TABLE, message)
                .help("give the file itself, unpacked"));
        }
        Ok(Arc::new(bytes))
    }
}

/// Formats of tables that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InputFormat {
    /// Separated values.
    Csv,
    /// One JSON record a line, or records one after another.
    JsonLines,
    /// One JSON array of records.
    JsonArray,
    /// Parquet.
    Parquet,
    /// Arrow IPC, file or stream.
    Arrow,
    /// A sheet of an Excel workbook.
    Excel,
}

impl InputFormat {
    /// The format of a word as `--input-format` takes it.
    #[must_use]
    pub fn from_word(word: &str) -> Option<InputFormat> {
        match word {
            "csv" | "tsv" => Some(InputFormat::Csv),
            "jsonl" | "ndjson" => Some(InputFormat::JsonLines),
            "json" => Some(InputFormat::JsonArray),
            "parquet" => Some(InputFormat::Parquet),
            "arrow" | "feather" => Some(InputFormat::Arrow),
            "xlsx" | "xlsm" | "xlsb" | "xls" | "ods" => Some(InputFormat::Excel),
            _ => None,
        }
    }

    /// The word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            InputFormat::Csv => "csv",
            InputFormat::JsonLines => "jsonl",
            InputFormat::JsonArray => "json",
            InputFormat::Parquet => "parquet",
            InputFormat::Arrow => "arrow",
            InputFormat::Excel => "xlsx",
        }
    }
}

/// An encoding of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextEncoding(&'static Encoding);

impl TextEncoding {
    /// The encoding of a label such as `utf-8`, `windows-1252`, `gbk`.
    #[must_use]
    pub fn from_label(label: &str) -> Option<TextEncoding> {
        Encoding::for_label(label.as_bytes()).map(TextEncoding)
    }

    /// The name that messages show.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.name()
    }
}

/// What overrules the recognition of a table.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// The format.
    pub format: Option<InputFormat>,
    /// The character between the cells of a CSV file.
    pub delimiter: Option<u8>,
    /// The encoding.
    pub encoding: Option<TextEncoding>,
    /// The sheet of a workbook, by name or by number from 1.
    pub sheet: Option<String>,
    /// The line of a CSV file, or the row of a sheet, that holds the column names, from 1.
    pub header_row: Option<u64>,
    /// How many bytes the rows of a child table may take in memory, if that is bounded.
    pub table_memory: Option<u64>,
}

/// A stream that is known to hold a table.
pub(super) enum Recognized<'r> {
    /// Text.
    Text(TextTable<'r>),
    /// A format of its own: Parquet, Arrow, Excel. The source stands at its start.
    Binary { format: InputFormat, source: Source<'r>, packing: Option<Packing> },
}

/// A table in text.
pub(super) struct TextTable<'r> {
    pub name: String,
    pub format: InputFormat,
    pub encoding: TextEncoding,
    pub packing: Option<Packing>,
    /// The start of the text, decoded, for finding the delimiter.
    pub head: String,
    /// The whole text as UTF-8 where it could be decoded.
    pub text: Box<dyn Read + Send + 'r>,
}

/// Recognizes a stream, inside its packing if it has one.
pub(super) fn recognize<'r>(source: Source<'r>, options: &ReadOptions) -> Result<Recognized<'r>, Diagnostic> {
    let Source { name, mut reader, mut random } = source;
    let mut packing = None;
    let mut head = head_of(&name, &mut reader)?;
    let mut kind = kind_of(&head);
    if let Kind::Packed(outer) = kind {
        let packed = Box::new(Cursor::new(head).chain(reader));
        reader = outer.unpack(packed).map_err(|error| unreadable(&name, &error))?;
        head = head_of(&name, &mut reader)?;
        kind = kind_of(&head);
        (packing, random) = (Some(outer), None);
    }
    match kind {
        Kind::Packed(inner) => {
            let what = format!("data that is packed twice ({} inside)", inner.word());
            Err(not_a_table(&name, &what, "unpack it once"))
        }
        Kind::Other(what, help) => Err(not_a_table(&name, what, help)),
        Kind::Binary(format) => {
            let reader = Box::new(Cursor::new(head).chain(reader));
            Ok(Recognized::Binary { format, source: Source { name, reader, random }, packing })
        }
        Kind::Text => text_table(&name, head, reader, packing, options).map(Recognized::Text),
    }
}

fn head_of(name: &str, reader: &mut dyn Read) -> Result<Vec<u8>, Diagnostic> {
    let mut head = Vec::new();
    let read = reader.take(HEAD as u64).read_to_end(&mut head);
    read.map_err(|error| unreadable(name, &error))?;
    Ok(head)
}

fn not_a_table(name: &str, what: &str, help: &str) -> Diagnostic {
    Diagnostic::without_place(&codes::NOT_A_TABLE, format!("{name} is not a table but {what}"))
        .help(help.to_owned())
}

fn text_table<'r>(
    name: &str,
    head: Vec<u8>,
    reader: Box<dyn Read + Send + 'r>,
    packing: Option<Packing>,
    options: &ReadOptions,
) -> Result<TextTable<'r>, Diagnostic> {
    let complete = head.len() < HEAD;
    let (encoding, marks) = match options.encoding {
        Some(chosen) => (chosen.0, Encoding::for_bom(&head).map_or(0, |(_, marks)| marks)),
        None => encoding_of(&head),
    };
    let zeros = head.iter().filter(|b| **b == 0).count();
    if options.encoding.is_none() && encoding == UTF_8 && zeros * 20 > head.len() {
        let message = format!("{name} is not text: it holds NUL bytes");
        return Err(Diagnostic::without_place(&codes::NOT_A_TABLE, message)
            .help("save it as CSV in UTF-8, or name its encoding"));
    }
    let body = head.get(marks..).unwrap_or_default();
    let (decoded, _, _) = encoding.decode(body);
    let decoded = decoded.into_owned();
    if complete && decoded.trim().is_empty() {
        return Err(Diagnostic::without_place(&codes::EMPTY_TABLE, format!("{name} is empty"))
            .help("give a table with a line of column names"));
    }
    let format = match options.format {
        Some(InputFormat::Parquet | InputFormat::Arrow | InputFormat::Excel) | None => {
            format_of(&decoded, name)
        }
        Some(format) => format,
    };
    let bytes = Cursor::new(body.to_vec()).chain(reader);
    let text: Box<dyn Read + Send + 'r> =
        if encoding == UTF_8 { Box::new(bytes) } else { Box::new(Decoded::new(encoding, bytes)) };
    Ok(TextTable {
        name: name.to_owned(),
        format,
        encoding: TextEncoding(encoding),
        packing,
        head: decoded,
        text,
    })
}

/// A system error while reading.
pub(super) fn unreadable(name: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::without_place(&codes::UNREADABLE_TABLE, format!("{name} cannot be read: {error}"))
}

/// The encoding, and how many bytes of byte-order mark it starts with.
fn encoding_of(head: &[u8]) -> (&'static Encoding, usize) {
    if let Some((encoding, marks)) = Encoding::for_bom(head) {
        return (encoding, marks);
    }
    let sample = head.get(..head.len().min(4_096)).unwrap_or_default();
    let zeros = |odd: usize| sample.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), sample.len() / 2);
    if half > 1 && odd > half * 2 / 5 && even * 4 < odd {
        return (UTF_16LE, 0);
    }
    if half > 1 && even > half * 2 / 5 && odd * 4 < even {
        return (UTF_16BE, 0);
    }
    let (valid, invalid) = utf8_sequences(head);
    if invalid == 0 || valid > invalid {
        // A few bad cells in a file of UTF-8 are findings of those cells.
        return (UTF_8, 0);
    }
    (if is_chinese(head) { GB18030 } else { WINDOWS_1252 }, 0)
}

/// How many sequences beyond ASCII are UTF-8, and how many are not. A sequence cut off by the end counts as neither.
fn utf8_sequences(bytes: &[u8]) -> (usize, usize) {
    let (mut valid, mut invalid) = (0, 0);
    let mut rest = bytes;
    loop {
        match std::str::from_utf8(rest) {
            Ok(text) => return (valid + beyond_ascii(text.as_bytes()), invalid),
            Err(error) => {
                let (good, bad) = rest.split_at_checked(error.valid_up_to()).unwrap_or((rest, &[]));
                valid += beyond_ascii(good);
                let Some(length) = error.error_len() else { return (valid, invalid) };
                invalid += 1;
                rest = bad.get(length..).unwrap_or_default();
            }
        }
    }
}

/// Characters beyond ASCII in valid UTF-8.
fn beyond_ascii(text: &[u8]) -> usize {
    text.iter().filter(|b| **b >= 0xC0).count()
}

/// Whether the bytes beyond ASCII come in the pairs that GB 2312 uses for Han characters.
fn is_chinese(bytes: &[u8]) -> bool {
    let (mut pairs, mut single) = (0usize, 0usize);
    let mut rest = bytes.iter().copied().peekable();
    while let Some(byte) = rest.next() {
        if byte < 0x80 {
            continue;
        }
        let second = rest.next_if(|second| (0xA1..=0xFE).contains(second));
        if second.is_some() && ((0xB0..=0xF7).contains(&byte) || (0xA1..=0xA3).contains(&byte)) {
            pairs += 1;
        } else {
            single += 1;
        }
    }
    pairs >= 4 && single * 20 <= pairs
}

/// CSV, JSONL or a JSON array; the name decides nothing that the content does not leave open.
fn format_of(text: &str, name: &str) -> InputFormat {
    let start = text.trim_start();
    if let Some(inner) = start.strip_prefix('[') {
        let inner = inner.trim_start();
        if inner.starts_with('{') || inner.starts_with(']') {
            return InputFormat::JsonArray;
        }
    }
    let record = start.strip_prefix('{').map(str::trim_start);
    if record.is_some_and(|inner| inner.starts_with(['"', '}'])) {
        return InputFormat::JsonLines;
    }
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    let named = extension.and_then(|extension| InputFormat::from_word(&extension));
    match named {
        Some(named @ (InputFormat::JsonLines | InputFormat::JsonArray)) if start.starts_with(['{', '[']) => {
            named
        }
        Some(_) | None => InputFormat::Csv,
    }
}

/// Text of another encoding as UTF-8, as it is read. What cannot be decoded becomes U+FFFD.
struct Decoded<R> {
    decoder: Decoder,
    input: R,
    bytes: Vec<u8>,
    /// Decoded text that has not been handed out.
    text: Vec<u8>,
    given: usize,
    ended: bool,
}

impl<R: Read> Decoded<R> {
    fn new(encoding: &'static Encoding, input: R) -> Decoded<R> {
        let decoder = encoding.new_decoder_without_bom_handling();
        Decoded { decoder, input, bytes: vec![0; 64 * 1024], text: Vec::new(), given: 0, ended: false }
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.given >= self.text.len() && !self.ended {
            let count = self.input.read(&mut self.bytes)?;
            self.ended = count == 0;
            let mut rest = self.bytes.get(..count).unwrap_or_default();
            self.text.clear();
            self.given = 0;
            loop {
                let room = self.decoder.max_utf8_buffer_length(rest.len()).unwrap_or(4 * rest.len() + 16);
                let start = self.text.len();
                self.text.resize(start + room, 0);
                let free = self.text.get_mut(start..).unwrap_or_default();
                let (result, read, written, _) = self.decoder.decode_to_utf8(rest, free, self.ended);
                self.text.truncate(start + written);
                rest = rest.get(read..).unwrap_or_default();
                if result == encoding_rs::CoderResult::InputEmpty {
                    break;
                }
            }
        }
        let ready = self.text.get(self.given..).unwrap_or_default();
        let count = ready.len().min(out.len());
        if let (Some(target), Some(from)) = (out.get_mut(..count), ready.get(..count)) {
            target.copy_from_slice(from);
        }
        self.given += count;
        Ok(count)
    }
}
