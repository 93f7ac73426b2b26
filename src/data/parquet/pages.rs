//! The pages of a column chunk, opened as far as they are read without the Parquet library: levels, codes of a dictionary,
//! plain values.
//!
//! In: a column chunk. Out: one page after another. Invariant: a page that is written in any other way is
//! [`Stop::Library`], and the caller begins again with the library's reader.

use bytes::Bytes;
use parquet::basic::{Encoding, Type as Physical};
use parquet::column::page::{Page, PageReader};
use parquet::errors::ParquetError;
use parquet::file::serialized_reader::SerializedPageReader;

use super::file::{ChunkBytes, ParquetFile, guarded};
use super::leaf::Leaf;
use super::runs::Runs;
use super::values;

/// Why reading stops.
#[derive(Debug)]
pub(super) enum Stop {
    /// The library must read this chunk.
    Library,
    /// The file is broken.
    Broken(ParquetError),
}

impl From<ParquetError> for Stop {
    fn from(error: ParquetError) -> Stop {
        Stop::Broken(error)
    }
}

/// The values of a page that have not been read.
#[derive(Debug)]
pub(super) enum PageValues {
    /// Codes of the dictionary.
    Codes(Runs),
    /// Values one after another, and bits already taken of the first byte.
    Plain(Plain),
    /// Booleans as runs.
    Bits(Runs),
}

/// A page, and how far it has been read.
#[derive(Debug)]
pub(super) struct OpenPage {
    /// Levels that have not been read; without levels, values.
    pub left: usize,
    pub reps: Option<Runs>,
    pub defs: Option<Runs>,
    pub values: PageValues,
}

/// The pages of a column chunk.
pub(super) struct Pages {
    reader: SerializedPageReader<ChunkBytes>,
    physical: Physical,
    fixed_length: usize,
    max_def: i16,
    max_rep: i16,
    /// The dictionary of the chunk.
    pub dictionary: Option<Dictionary>,
    pub page: Option<OpenPage>,
}

impl Pages {
    pub(super) fn open(file: &ParquetFile, group: usize, leaf: &Leaf) -> Result<Pages, ParquetError> {
        let column = file.metadata.file_metadata().schema_descr().column(leaf.index);
        Ok(Pages {
            reader: values::pages(file, group, leaf)?,
            physical: leaf.physical,
            fixed_length: usize::try_from(column.type_length()).unwrap_or(0),
            max_def: leaf.max_def,
            max_rep: leaf.max_rep,
            dictionary: None,
            page: None,
        })
    }

    /// The page that has something left; `None` at the end of the chunk.
    pub(super) fn current(&mut self) -> Result<Option<(&mut OpenPage, Option<&Dictionary>)>, Stop> {
        while self.page.as_ref().is_none_or(|page| page.left == 0) {
            if !self.advance()? {
                return Ok(None);
            }
        }
        Ok(self.page.as_mut().map(|page| (page, self.dictionary.as_ref())))
    }

    fn advance(&mut self) -> Result<bool, Stop> {
        let reader = &mut self.reader;
        match guarded(|| reader.get_next_page())? {
            None => return Ok(false),
            Some(Page::DictionaryPage { buf, num_values, encoding, .. }) => {
                if !matches!(encoding, Encoding::PLAIN | Encoding::PLAIN_DICTIONARY) {
                    return Err(Stop::Library);
                }
                let count = num_values as usize;
                self.dictionary = Some(Dictionary::new(buf, count, self.physical, self.fixed_length)?);
            }
            Some(Page::DataPage {
                buf,
                num_values,
                encoding,
                def_level_encoding,
                rep_level_encoding,
                ..
            }) => {
                let unusual = (self.max_def > 0 && def_level_encoding != Encoding::RLE)
                    || (self.max_rep > 0 && rep_level_encoding != Encoding::RLE);
                if unusual {
                    return Err(Stop::Library);
                }
                let mut rest = buf;
                let reps = levels(self.max_rep, &mut rest, None)?;
                let defs = levels(self.max_def, &mut rest, None)?;
                let values = self.values(rest, encoding)?;
                self.page = Some(OpenPage { left: num_values as usize, reps, defs, values });
            }
            Some(Page::DataPageV2 {
                buf,
                num_values,
                encoding,
                def_levels_byte_len,
                rep_levels_byte_len,
                ..
            }) => {
                let mut rest = buf;
                let reps = levels(self.max_rep, &mut rest, Some(rep_levels_byte_len as usize))?;
                let defs = levels(self.max_def, &mut rest, Some(def_levels_byte_len as usize))?;
                let values = self.values(rest, encoding)?;
                self.page = Some(OpenPage { left: num_values as usize, reps, defs, values });
            }
        }
        Ok(true)
    }

    fn values(&self, mut rest: Bytes, encoding: Encoding) -> Result<PageValues, Stop> {
        match (encoding, self.physical) {
            (Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY, _) => {
                if rest.is_empty() {
                    return Ok(PageValues::Codes(Runs::default()));
                }
                let width = usize::from(rest.split_to(1).first().copied().unwrap_or(0));
                Ok(PageValues::Codes(Runs::new(rest, width)?))
            }
            (Encoding::PLAIN, _) => Ok(PageValues::Plain(Plain {
                rest,
                bits: 0,
                physical: self.physical,
                fixed_length: self.fixed_length,
            })),
            (Encoding::RLE, Physical::BOOLEAN) => {
                let length = length_of(&mut rest)?;
                if length > rest.len() {
                    return Err(short().into());
                }
                Ok(PageValues::Bits(Runs::new(rest.split_to(length), 1)?))
            }
            _ => Err(Stop::Library),
        }
    }
}

fn short() -> ParquetError {
    ParquetError::EOF("a page has fewer values than it promises".to_owned())
}

fn length_of(rest: &mut Bytes) -> Result<usize, ParquetError> {
    if rest.len() < 4 {
        return Err(short());
    }
    let length = rest.split_to(4).first_chunk().map_or(0, |bytes| u32::from_le_bytes(*bytes));
    Ok(length as usize)
}

/// Takes the levels off the start of a page; pages of the second version say elsewhere how long they are.
fn levels(highest: i16, rest: &mut Bytes, length: Option<usize>) -> Result<Option<Runs>, Stop> {
    if highest > i16::from(u8::MAX) {
        return Err(Stop::Library);
    }
    if highest == 0 {
        let unused = length.unwrap_or(0).min(rest.len());
        drop(rest.split_to(unused));
        return Ok(None);
    }
    let length = match length {
        Some(length) => length,
        None => length_of(rest)?,
    };
    if length > rest.len() {
        return Err(short().into());
    }
    Ok(Some(Runs::new(rest.split_to(length), Runs::width_of(highest))?))
}

/// Values one after another.
#[derive(Debug)]
pub(super) struct Plain {
    rest: Bytes,
    /// Bits taken of the first byte, for booleans.
    bits: u8,
    physical: Physical,
    fixed_length: usize,
}

impl Plain {
    /// The bytes of the next value of any type but boolean.
    pub(super) fn next(&mut self) -> Result<Bytes, ParquetError> {
        let length = match self.physical {
            Physical::BYTE_ARRAY => length_of(&mut self.rest)?,
            other => width(other, self.fixed_length),
        };
        if length > self.rest.len() {
            return Err(short());
        }
        Ok(self.rest.split_to(length))
    }

    /// Gives the next values of so many bytes each.
    pub(super) fn each<const W: usize>(
        &mut self,
        count: usize,
        mut take: impl FnMut([u8; W]),
    ) -> Result<(), ParquetError> {
        let length = count.checked_mul(W).filter(|length| *length <= self.rest.len()).ok_or_else(short)?;
        let bytes = self.rest.split_to(length);
        bytes.as_chunks::<W>().0.iter().for_each(|value| take(*value));
        Ok(())
    }

    /// Gives the bytes of the next values.
    pub(super) fn each_text(
        &mut self,
        count: usize,
        mut take: impl FnMut(&[u8]),
    ) -> Result<(), ParquetError> {
        let mut rest: &[u8] = &self.rest;
        for _ in 0..count {
            let (length, after) = rest.split_first_chunk().ok_or_else(short)?;
            let (text, after) =
                after.split_at_checked(u32::from_le_bytes(*length) as usize).ok_or_else(short)?;
            take(text);
            rest = after;
        }
        let used = self.rest.len() - rest.len();
        drop(self.rest.split_to(used));
        Ok(())
    }

    /// The next boolean.
    pub(super) fn next_bit(&mut self) -> Result<bool, ParquetError> {
        let byte = *self.rest.first().ok_or_else(short)?;
        let value = byte >> self.bits & 1 == 1;
        self.bits += 1;
        if self.bits == 8 {
            self.bits = 0;
            drop(self.rest.split_to(1));
        }
        Ok(value)
    }
}

fn width(physical: Physical, fixed_length: usize) -> usize {
    match physical {
        Physical::INT32 | Physical::FLOAT => 4,
        Physical::INT64 | Physical::DOUBLE => 8,
        Physical::INT96 => 12,
        Physical::FIXED_LEN_BYTE_ARRAY => fixed_length,
        Physical::BOOLEAN | Physical::BYTE_ARRAY => 1,
    }
}

/// The dictionary of a column chunk.
#[derive(Debug)]
pub(super) struct Dictionary {
    bytes: Bytes,
    entries: Entries,
}

#[derive(Debug)]
enum Entries {
    /// Where each entry begins and ends.
    Texts(Vec<(u32, u32)>),
    /// So many of so many bytes.
    Fixed(usize, usize),
}

impl Dictionary {
    fn new(bytes: Bytes, count: usize, physical: Physical, fixed_length: usize) -> Result<Dictionary, Stop> {
        let entries = match physical {
            Physical::BYTE_ARRAY => {
                let mut entries = Vec::new();
                let mut at = 0usize;
                for _ in 0..count {
                    let length = bytes.get(at..).and_then(|rest| rest.first_chunk()).ok_or_else(short)?;
                    let begin = at + 4;
                    let end = begin.saturating_add(u32::from_le_bytes(*length) as usize);
                    if end > bytes.len() {
                        return Err(short().into());
                    }
                    let offset = |at: usize| u32::try_from(at).map_err(|_| Stop::Library);
                    entries.push((offset(begin)?, offset(end)?));
                    at = end;
                }
                Entries::Texts(entries)
            }
            Physical::BOOLEAN => return Err(Stop::Library),
            other => {
                let width = width(other, fixed_length);
                if count.saturating_mul(width) > bytes.len() {
                    return Err(short().into());
                }
                Entries::Fixed(count, width)
            }
        };
        Ok(Dictionary { bytes, entries })
    }

    pub(super) fn len(&self) -> usize {
        match &self.entries {
            Entries::Texts(entries) => entries.len(),
            Entries::Fixed(count, _) => *count,
        }
    }

    /// The bytes of an entry.
    pub(super) fn get(&self, code: usize) -> Option<&[u8]> {
        match &self.entries {
            Entries::Texts(entries) => {
                let (begin, end) = *entries.get(code)?;
                self.bytes.get(begin as usize..end as usize)
            }
            Entries::Fixed(count, width) => {
                let begin = code.checked_mul(*width).filter(|_| code < *count)?;
                self.bytes.get(begin..begin + width)
            }
        }
    }
}
