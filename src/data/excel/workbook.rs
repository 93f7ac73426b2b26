//! A workbook that is open: its sheets by name.
//!
//! In: bytes in any order. Out: the filled cells of a sheet. Invariant: a shared part that unpacks to more than
//! [`MOST_SHARED`] bytes is refused before it is unpacked.

use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::sync::Arc;

use calamine::{Error, OdsError, Reader, SheetType, SheetVisible, Sheets, XlsError, XlsbError, XlsxError};

use super::super::source::{RandomAccess, unreadable};
use super::sheet::Sheet;
use crate::diag::Diagnostic;
use crate::diag::codes::data as codes;
use crate::text::{closest, join_and};
use crate::types::norm;

/// The most that shared texts and styles may unpack to.
const MOST_SHARED: u64 = 1 << 30;

/// The end of a zip archive, which says where its list of parts is.
const TAIL: u64 = 66_000;

/// A workbook.
pub(super) struct Workbook {
    name: String,
    sheets: Sheets<BufReader<Seekable>>,
}

impl Workbook {
    /// Opens a workbook.
    pub(super) fn open(name: &str, random: Arc<dyn RandomAccess>) -> Result<Workbook, Diagnostic> {
        let parts = parts(random.as_ref()).map_err(|error| unreadable(name, &error))?;
        let shared = parts.iter().filter(|(part, _)| !part.contains("/worksheets/"));
        if shared.clone().any(|(_, size)| *size > MOST_SHARED) {
            let message =
                format!("{name} cannot be read: its texts unpack to more than {} GB", MOST_SHARED >> 30);
            return Err(Diagnostic::without_place(&codes::UNREADABLE_TABLE, message)
                .help("save the sheet as CSV (UTF-8), which is read in constant memory"));
        }
        let has = |wanted: &str| parts.iter().any(|(part, _)| part == wanted);
        let reader = BufReader::with_capacity(64 * 1024, Seekable { random, at: 0 });
        let opened = if parts.is_empty() {
            calamine::open_workbook_from_rs(reader).map(Sheets::Xls).map_err(Error::Xls)
        } else if has("xl/workbook.bin") {
            calamine::open_workbook_from_rs(reader).map(Sheets::Xlsb).map_err(Error::Xlsb)
        } else if has("content.xml") {
            calamine::open_workbook_from_rs(reader).map(Sheets::Ods).map_err(Error::Ods)
        } else {
            calamine::open_workbook_from_rs(reader).map(Sheets::Xlsx).map_err(Error::Xlsx)
        };
        match opened {
            Ok(sheets) => Ok(Workbook { name: name.to_owned(), sheets }),
            Err(error) => Err(failed(name, &error)),
        }
    }

    /// The names of the sheets that can hold a table: those in sight, or the hidden ones if there are no others.
    pub(super) fn titles(&self) -> Vec<String> {
        let sheets = self.sheets.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
        let visible: Vec<String> = sheets
            .clone()
            .filter(|sheet| sheet.visible == SheetVisible::Visible)
            .map(|sheet| sheet.name.clone())
            .collect();
        if visible.is_empty() { sheets.map(|sheet| sheet.name.clone()).collect() } else { visible }
    }

    /// The sheet that was asked for: by name, then without regard to case and space, then by number from 1.
    pub(super) fn find(&self, wanted: &str) -> Result<String, Diagnostic> {
        let names: Vec<&str> = self
            .sheets
            .sheets_metadata()
            .iter()
            .filter(|sheet| sheet.typ == SheetType::WorkSheet)
            .map(|sheet| sheet.name.as_str())
            .collect();
        let exact = names.iter().find(|name| **name == wanted);
        let alike = || names.iter().find(|name| norm(name) == norm(wanted));
        let number = || wanted.trim().parse::<usize>().ok()?.checked_sub(1).and_then(|at| names.get(at));
        if let Some(name) = exact.or_else(alike).or_else(number) {
            return Ok((*name).to_owned());
        }
        let message = format!("{} has no sheet \"{wanted}\"", self.name);
        let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
        let diagnostic = Diagnostic::without_place(&codes::UNKNOWN_SHEET, message)
            .note(format!("its sheets are {}", join_and(&quoted)));
        Err(match closest(wanted, names.iter().copied()).first() {
            Some(near) => diagnostic.help(format!("did you mean \"{near}\"?")),
            None => diagnostic.help("give a name, or a number from 1"),
        })
    }

    /// The filled cells of a sheet.
    pub(super) fn load(&mut self, title: &str) -> Result<Sheet, Diagnostic> {
        let mut sheet = Sheet::default();
        let fits = match &mut self.sheets {
            Sheets::Xlsx(book) => fill_xlsx(book, title, &mut sheet).map_err(Error::Xlsx),
            Sheets::Xlsb(book) => fill_xlsb(book, title, &mut sheet).map_err(Error::Xlsb),
            whole @ (Sheets::Xls(_) | Sheets::Ods(_)) => fill_whole(whole, title, &mut sheet),
        };
        match fits {
            Ok(true) => Ok(sheet),
            Ok(false) => {
                let message = format!("sheet \"{title}\" of {} has too many filled cells", self.name);
                Err(Diagnostic::without_place(&codes::UNREADABLE_TABLE, message)
                    .note(format!("at most {} million are read", super::MOST_CELLS >> 20))
                    .help("save the sheet as CSV (UTF-8), which is read in constant memory"))
            }
            Err(error) => Err(failed(&self.name, &error)),
        }
    }

    /// That the workbook, or the sheet that was asked for, holds nothing.
    pub(super) fn empty(&self, title: Option<&str>) -> Diagnostic {
        let message = match title {
            Some(title) => format!("sheet \"{title}\" of {} is empty", self.name),
            None => format!("{} is empty", self.name),
        };
        Diagnostic::without_place(&codes::EMPTY_TABLE, message)
            .help("give a table with a row of column names")
    }
}

fn fill_xlsx(
    book: &mut calamine::Xlsx<BufReader<Seekable>>,
    title: &str,
    sheet: &mut Sheet,
) -> Result<bool, XlsxError> {
    let mut cells = book.worksheet_cells_reader(title)?;
    while let Some(cell) = cells.next_cell()? {
        let (row, column) = cell.get_position();
        if !sheet.push(row, column, cell.get_value()) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn fill_xlsb(
    book: &mut calamine::Xlsb<BufReader<Seekable>>,
    title: &str,
    sheet: &mut Sheet,
) -> Result<bool, XlsbError> {
    let mut cells = book.worksheet_cells_reader(title)?;
    while let Some(cell) = cells.next_cell()? {
        let (row, column) = cell.get_position();
        if !sheet.push(row, column, cell.get_value()) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The formats that are always read whole.
fn fill_whole(book: &mut Sheets<BufReader<Seekable>>, title: &str, sheet: &mut Sheet) -> Result<bool, Error> {
    let range = book.worksheet_range(title)?;
    let (top, left) = range.start().unwrap_or_default();
    for (row, column, value) in range.used_cells() {
        let (Ok(row), Ok(column)) = (u32::try_from(row), u32::try_from(column)) else { continue };
        if !sheet.push(top + row, left + column, value) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn failed(name: &str, error: &Error) -> Diagnostic {
    let locked = matches!(
        error,
        Error::Xlsx(XlsxError::Password)
            | Error::Xlsb(XlsbError::Password)
            | Error::Xls(XlsError::Password)
            | Error::Ods(OdsError::Password)
    );
    if locked {
        let message = format!("{name} is not a table but a workbook with a password");
        return Diagnostic::without_place(&codes::NOT_A_TABLE, message).help("save it without a password");
    }
    let message = format!("{name} cannot be read: as a workbook it is damaged ({error})");
    Diagnostic::without_place(&codes::UNREADABLE_TABLE, message)
        .help("open it in a spreadsheet and save it again, or save the sheet as CSV (UTF-8)")
}

/// The parts of a zip archive and what each unpacks to, from the list at its end; nothing for other files.
fn parts(random: &dyn RandomAccess) -> io::Result<Vec<(String, u64)>> {
    let size = random.size()?;
    let tail = read_range(random, size.saturating_sub(TAIL), size)?;
    let Some(end) = tail.windows(4).rposition(|mark| mark == b"PK\x05\x06").and_then(|at| tail.get(at..))
    else {
        return Ok(Vec::new());
    };
    let four = |bytes: &[u8], at: usize| {
        let found = bytes.get(at..at.saturating_add(4)).and_then(|four| four.first_chunk::<4>());
        found.map_or(0, |four| u64::from(u32::from_le_bytes(*four)))
    };
    let two = |bytes: &[u8], at: usize| {
        let found = bytes.get(at..at.saturating_add(2)).and_then(|two| two.first_chunk::<2>());
        found.map_or(0, |two| usize::from(u16::from_le_bytes(*two)))
    };
    let start = four(end, 16);
    let list = read_range(random, start, start.saturating_add(four(end, 12)).min(size))?;
    let mut parts = Vec::new();
    let mut rest = list.as_slice();
    while rest.starts_with(b"PK\x01\x02") {
        let (name, extra, comment) = (two(rest, 28), two(rest, 30), two(rest, 32));
        let title = rest.get(46..46 + name).unwrap_or_default();
        parts.push((String::from_utf8_lossy(title).into_owned(), four(rest, 24)));
        rest = rest.get(46 + name + extra + comment..).unwrap_or_default();
    }
    Ok(parts)
}

fn read_range(random: &dyn RandomAccess, start: u64, end: u64) -> io::Result<Vec<u8>> {
    let length = usize::try_from(end.saturating_sub(start).min(64 << 20)).unwrap_or(0);
    let mut bytes = vec![0; length];
    let mut filled = 0;
    while let Some(room) = bytes.get_mut(filled..).filter(|room| !room.is_empty()) {
        match random.read_at(start + filled as u64, room)? {
            0 => break,
            count => filled += count,
        }
    }
    bytes.truncate(filled);
    Ok(bytes)
}

/// Bytes in any order as one stream with a place.
struct Seekable {
    random: Arc<dyn RandomAccess>,
    at: u64,
}

impl Read for Seekable {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.random.read_at(self.at, out)?;
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for Seekable {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let place = match to {
            SeekFrom::Start(place) => Some(place),
            SeekFrom::End(offset) => self.random.size()?.checked_add_signed(offset),
            SeekFrom::Current(offset) => self.at.checked_add_signed(offset),
        };
        self.at = place.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}
