//! Bytes of a Parquet file on their way to the pages, and what is said when they are no Parquet file.
//!
//! In: a file that can be read anywhere. Out: its footer and pages. Invariant: nothing that a file claims makes a piece
//! of memory larger than [`LARGEST_PAGE`], and a panic of the Parquet library is a diagnostic.

use std::io::{self, Read};
use std::sync::Arc;

use bytes::Bytes;
use parquet::errors::ParquetError;
use parquet::file::metadata::{PageIndexPolicy, ParquetMetaData, ParquetMetaDataReader};
use parquet::file::reader::{ChunkReader, Length};

use crate::data::guard;
use crate::data::source::RandomAccess;
use crate::diag::Diagnostic;
use crate::diag::codes::data as codes;

/// The most bytes a page or a footer may have.
const LARGEST_PAGE: u64 = 512 << 20;
/// How far ahead pages are read.
const AHEAD: usize = 1 << 20;

/// An open file and its name.
#[derive(Clone)]
pub(super) struct ParquetFile {
    pub name: Arc<str>,
    pub bytes: Arc<FileBytes>,
    pub metadata: Arc<ParquetMetaData>,
}

impl ParquetFile {
    /// Reads the footer.
    pub(super) fn open(name: &str, random: Arc<dyn RandomAccess>) -> Result<ParquetFile, Diagnostic> {
        let bytes = Arc::new(FileBytes::new(random).map_err(|error| unreadable(name, &error))?);
        let metadata = guarded(|| {
            let reader = ParquetMetaDataReader::new().with_page_index_policy(PageIndexPolicy::Skip);
            reader.parse_and_finish(&*bytes)
        });
        let metadata = metadata.map_err(|error| foreign(name, &bytes, &error))?;
        Ok(ParquetFile { name: name.into(), bytes, metadata: Arc::new(metadata) })
    }

    /// That something in the file cannot be read.
    pub(super) fn broken(&self, error: &ParquetError) -> Box<Diagnostic> {
        Box::new(broken(&self.name, error))
    }
}

/// Runs a step of the Parquet library. It indexes into what a file claims, and a broken file can make it panic.
pub(super) fn guarded<T>(step: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, ParquetError> {
    let contradiction = || ParquetError::General("its parts contradict each other".to_owned());
    guard::guarded(step).unwrap_or_else(|| Err(contradiction()))
}

/// A file that can be read anywhere, in pieces that the next read mostly finds at hand.
pub(super) struct FileBytes {
    random: Arc<dyn RandomAccess>,
    size: u64,
}

impl FileBytes {
    fn new(random: Arc<dyn RandomAccess>) -> io::Result<FileBytes> {
        Ok(FileBytes { size: random.size()?, random })
    }

    /// Exactly these bytes.
    pub(super) fn exactly(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        let end = start.checked_add(length as u64).filter(|end| *end <= self.size);
        if end.is_none() || length as u64 > LARGEST_PAGE {
            return Err(ParquetError::EOF(format!(
                "it promises {length} bytes from byte {start} on, and it has {} in all",
                self.size
            )));
        }
        let mut bytes = vec![0; length];
        let mut filled = 0;
        while let Some(rest) = bytes.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            match self.random.read_at(start + filled as u64, rest) {
                Ok(0) => return Err(ParquetError::EOF("it ended while it was read".to_owned())),
                Ok(count) => filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(ParquetError::External(Box::new(error))),
            }
        }
        Ok(bytes.into())
    }
}

impl Length for FileBytes {
    fn len(&self) -> u64 {
        self.size
    }
}

impl ChunkReader for FileBytes {
    type T = Box<dyn Read>;

    fn get_read(&self, start: u64) -> Result<Box<dyn Read>, ParquetError> {
        let length = usize::try_from(self.size.saturating_sub(start)).unwrap_or(AHEAD).min(AHEAD);
        Ok(Box::new(io::Cursor::new(self.exactly(start, length)?)))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        self.exactly(start, length)
    }
}

/// The bytes of one column chunk: read ahead in pieces, so that a chunk of any size takes little memory.
pub(super) struct ChunkBytes {
    file: Arc<FileBytes>,
    /// Where the piece at hand begins, and the piece.
    ahead: std::sync::Mutex<(u64, Bytes)>,
    end: u64,
}

impl ChunkBytes {
    /// For the bytes up to `end`.
    pub(super) fn new(file: Arc<FileBytes>, end: u64) -> ChunkBytes {
        ChunkBytes { file, ahead: std::sync::Mutex::new((0, Bytes::new())), end }
    }

    fn piece(&self, start: u64, length: usize, at_least: usize) -> Result<Bytes, ParquetError> {
        let Ok(mut ahead) = self.ahead.lock() else {
            return self.file.exactly(start, at_least);
        };
        let inside = |(begin, piece): &(u64, Bytes)| {
            let from = usize::try_from(start.checked_sub(*begin)?).ok()?;
            let to = from.checked_add(length)?.min(piece.len());
            (to >= from.checked_add(at_least)?).then(|| piece.slice(from..to))
        };
        if let Some(found) = inside(&ahead) {
            return Ok(found);
        }
        let end = self.end.min(self.file.size);
        let rest = usize::try_from(end.saturating_sub(start)).unwrap_or(AHEAD);
        *ahead = (start, self.file.exactly(start, rest.min(AHEAD).max(at_least))?);
        inside(&ahead).ok_or_else(|| ParquetError::EOF("it ends inside a column".to_owned()))
    }
}

impl Length for ChunkBytes {
    fn len(&self) -> u64 {
        self.file.size
    }
}

impl ChunkReader for ChunkBytes {
    type T = io::Cursor<Bytes>;

    /// The header of a page. What it says of the page's size is checked before anything is made of that size.
    fn get_read(&self, start: u64) -> Result<io::Cursor<Bytes>, ParquetError> {
        const HEADER: usize = 64 << 10;
        let header = self.piece(start, HEADER, 1)?;
        // A header cut off by the end of the piece at hand is read again in full.
        let header = if header.len() < 512 {
            let rest = usize::try_from(self.end.min(self.file.size).saturating_sub(start)).unwrap_or(HEADER);
            self.piece(start, HEADER, rest.clamp(1, HEADER))?
        } else {
            header
        };
        match uncompressed_size(&header) {
            Some(size) if size > LARGEST_PAGE => {
                Err(ParquetError::General(format!("it has a page of {} MiB", size >> 20)))
            }
            _ => Ok(io::Cursor::new(header)),
        }
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        self.piece(start, length, length)
    }
}

/// The second field of a page header in Thrift's compact form: `15 type 15 size …`.
fn uncompressed_size(header: &[u8]) -> Option<u64> {
    let mut rest = header.iter();
    let mut field = || {
        (*rest.next()? == 0x15).then_some(())?;
        let (mut value, mut shift) = (0u64, 0);
        loop {
            let byte = *rest.next()?;
            value |= u64::from(byte & 0x7F).checked_shl(shift)?;
            if byte & 0x80 == 0 {
                return Some(value >> 1);
            }
            shift += 7;
        }
    };
    field()?;
    field()
}

fn unreadable(name: &str, error: &io::Error) -> Diagnostic {
    crate::data::source::unreadable(name, error)
}

fn broken(name: &str, error: &ParquetError) -> Diagnostic {
    let (what, help) = match error {
        ParquetError::NYI(what) => (
            format!("{name} is a Parquet file that uses what is not read here: {what}"),
            "write it with another codec, or export it as CSV",
        ),
        ParquetError::External(error) => {
            return Diagnostic::without_place(
                &codes::UNREADABLE_TABLE,
                format!("{name} cannot be read: {error}"),
            );
        }
        _ => (format!("{name} is a broken Parquet file: {}", plain(error)), "export or download it again"),
    };
    Diagnostic::without_place(&codes::UNREADABLE_TABLE, what).help(help)
}

/// Why a file has no footer that can be read.
fn foreign(name: &str, bytes: &FileBytes, error: &ParquetError) -> Diagnostic {
    let tail = bytes.size.checked_sub(4).and_then(|start| bytes.exactly(start, 4).ok());
    let say = |message: String, help: &str| {
        Diagnostic::without_place(&codes::UNREADABLE_TABLE, message).help(help.to_owned())
    };
    match tail.as_deref() {
        Some(b"PARE") => say(
            format!("{name} is an encrypted Parquet file"),
            "export it without encryption, where that is allowed",
        ),
        Some(b"PAR1") => match error {
            ParquetError::General(text) if text.to_lowercase().contains("encrypt") => say(
                format!("{name} is an encrypted Parquet file"),
                "export it without encryption, where that is allowed",
            ),
            _ => broken(name, error),
        },
        _ => say(
            format!("{name} is cut off: it begins as a Parquet file and does not end as one"),
            "export or download it again; the end of the file is missing",
        ),
    }
}

/// The library's words, without its own prefix.
fn plain(error: &ParquetError) -> String {
    let text = match error {
        ParquetError::General(text) | ParquetError::EOF(text) | ParquetError::NYI(text) => text.clone(),
        other => other.to_string(),
    };
    let text = text.trim_end_matches('.').trim();
    text.lines().next().unwrap_or("").to_owned()
}
