//! What a stream of bytes is, and its text: content first, then name.
//!
//! In: a name and a stream. Out: UTF-8 text of a table, or what the stream really is.
//! Invariant: at most [`HEAD`] bytes are held; the rest is decoded as it is read.

use std::io::{self, Cursor, Read};
use std::sync::Arc;

use encoding_rs::{Decoder, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::diag::Diagnostic;
use crate::diag::codes::data as codes;

/// How much of a stream is looked at before the first row.
const HEAD: usize = 1 << 20;

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
#[derive(Debug, Clone, Copy, Default)]
pub struct ReadOptions {
    /// The format.
    pub format: Option<InputFormat>,
    /// The character between the cells of a CSV file.
    pub delimiter: Option<u8>,
    /// The encoding.
    pub encoding: Option<TextEncoding>,
}

/// A stream that is known to hold a table.
pub(super) struct Recognized<'r> {
    pub format: InputFormat,
    pub encoding: TextEncoding,
    /// The start of the text, decoded, for finding the delimiter.
    pub head: String,
    /// The whole text as UTF-8 where it could be decoded.
    pub text: Box<dyn Read + Send + 'r>,
}

/// Recognizes a stream.
pub(super) fn recognize<'r>(source: Source<'r>, options: &ReadOptions) -> Result<Recognized<'r>, Diagnostic> {
    let Source { name, mut reader, random: _ } = source;
    let mut head = Vec::new();
    let read = reader.by_ref().take(HEAD as u64).read_to_end(&mut head);
    read.map_err(|error| unreadable(&name, &error))?;
    let complete = head.len() < HEAD;
    if let Some(what) = not_a_table(&head, &name) {
        return Err(what);
    }
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
    let format = options.format.unwrap_or_else(|| format_of(&decoded, &name));
    let bytes = Cursor::new(body.to_vec()).chain(reader);
    let text: Box<dyn Read + Send + 'r> =
        if encoding == UTF_8 { Box::new(bytes) } else { Box::new(Decoded::new(encoding, bytes)) };
    Ok(Recognized { format, encoding: TextEncoding(encoding), head: decoded, text })
}

/// A system error while reading.
pub(super) fn unreadable(name: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::without_place(&codes::UNREADABLE_TABLE, format!("{name} cannot be read: {error}"))
}

/// What the first bytes say the file is, where it is no table that can be read.
fn not_a_table(head: &[u8], name: &str) -> Option<Diagnostic> {
    let say = |what: &str, help: &str| {
        let message = format!("{name} is not a table but {what}");
        Some(Diagnostic::without_place(&codes::NOT_A_TABLE, message).help(help.to_owned()))
    };
    let workbook = "open it in a spreadsheet and save the sheet as CSV (UTF-8)";
    if head.starts_with(b"PK\x03\x04") {
        let inside = |path: &[u8]| head.windows(path.len()).any(|window| window == path);
        return if inside(b"xl/") || inside(b"[Content_Types].xml") {
            say("an Excel workbook (xlsx)", workbook)
        } else {
            say("a zip archive", "unpack it first")
        };
    }
    if head.starts_with(b"\xD0\xCF\x11\xE0") {
        return say("an old Excel workbook (xls) or another Office file", workbook);
    }
    if head.starts_with(b"PAR1") {
        return say("a Parquet file, which this version does not read", "export it as CSV or JSONL");
    }
    if head.starts_with(b"ARROW1") {
        return say("an Arrow file, which this version does not read", "export it as CSV or JSONL");
    }
    if head.starts_with(b"\x1F\x8B") || head.starts_with(b"\x28\xB5\x2F\xFD") || head.starts_with(b"BZh") {
        return say("compressed data", "unpack it first");
    }
    if head.starts_with(b"%PDF") {
        return say("a PDF document", "export the table itself as CSV");
    }
    if head.starts_with(b"SQLite format 3") {
        return say("a SQLite database", "export the table itself as CSV");
    }
    let start = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    let text =
        String::from_utf8_lossy(start.get(..start.len().min(4_096)).unwrap_or_default()).to_lowercase();
    if text.starts_with("version https://git-lfs.github.com/spec/") {
        return say("a Git LFS pointer: the content was never downloaded", "run `git lfs pull`");
    }
    let page =
        ["<!doctype html", "<html", "<head", "<body", "<table"].iter().any(|tag| text.starts_with(tag));
    if page || (text.starts_with("<?xml") && text.contains("<html")) {
        return say(
            "a web page (HTML), perhaps the page around a download or a login",
            "download the file itself",
        );
    }
    if text.starts_with("<?xml") {
        return say("an XML document", "export the table itself as CSV");
    }
    None
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
        Some(named) if start.starts_with(['{', '[']) => named,
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
