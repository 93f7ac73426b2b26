//! One column chunk: its pages, compressed one after another, and what the footer says of them.
//!
//! In: the bytes of pages. Out: a chunk to be appended to a file. Invariant: the dictionary stands before the pages that
//! use it.

use ::parquet::basic::{Compression, Encoding, EncodingMask, PageType};
use ::parquet::column::page::{CompressedPage, Page, PageWriter};
use ::parquet::column::writer::ColumnCloseResult;
use ::parquet::errors::ParquetError;
use ::parquet::file::metadata::{ColumnChunkMetaData, PageEncodingStats};
use ::parquet::file::statistics::Statistics;
use ::parquet::file::writer::{SerializedPageWriter, TrackedWrite};
use ::parquet::schema::types::ColumnDescPtr;
use bytes::Bytes;
use zstd::bulk::Compressor;

/// A chunk that is being written.
pub(super) struct Chunk<'s> {
    descriptor: ColumnDescPtr,
    compression: Compression,
    compressor: &'s mut Compressor<'static>,
    target: TrackedWrite<Vec<u8>>,
    /// Bytes of the pages with their headers, packed and not.
    compressed: usize,
    uncompressed: usize,
    /// Values in data pages, missing ones too.
    values: u32,
    dictionary_at: Option<u64>,
    data_at: Option<u64>,
    pages: Vec<PageEncodingStats>,
}

/// A chunk as bytes.
pub(super) type Closed = (Bytes, ColumnCloseResult);

impl<'s> Chunk<'s> {
    pub(super) fn new(
        descriptor: ColumnDescPtr,
        compression: Compression,
        compressor: &'s mut Compressor<'static>,
    ) -> Chunk<'s> {
        Chunk {
            descriptor,
            compression,
            compressor,
            target: TrackedWrite::new(Vec::new()),
            compressed: 0,
            uncompressed: 0,
            values: 0,
            dictionary_at: None,
            data_at: None,
            pages: Vec::new(),
        }
    }

    /// Writes the dictionary: so many values one after another.
    pub(super) fn dictionary(&mut self, values: &[u8], count: usize) -> Result<(), ParquetError> {
        let (num_values, encoding) = (count_of(count)?, Encoding::PLAIN);
        let buf = self.packed(values)?;
        let page = Page::DictionaryPage { buf, num_values, encoding, is_sorted: false };
        self.dictionary_at = Some(self.put(page, values.len())?);
        self.tell(PageType::DICTIONARY_PAGE, encoding);
        Ok(())
    }

    /// Writes a page of so many values, missing ones too: levels, then values in an encoding.
    pub(super) fn page(&mut self, body: &[u8], count: usize, encoding: Encoding) -> Result<(), ParquetError> {
        let num_values = count_of(count)?;
        let page = Page::DataPage {
            buf: self.packed(body)?,
            num_values,
            encoding,
            def_level_encoding: Encoding::RLE,
            rep_level_encoding: Encoding::RLE,
            statistics: None,
        };
        let at = self.put(page, body.len())?;
        self.data_at.get_or_insert(at);
        self.values += num_values;
        self.tell(PageType::DATA_PAGE, encoding);
        Ok(())
    }

    fn packed(&mut self, bytes: &[u8]) -> Result<Bytes, ParquetError> {
        Ok(self.compressor.compress(bytes).map_err(|error| ParquetError::External(Box::new(error)))?.into())
    }

    fn put(&mut self, page: Page, length: usize) -> Result<u64, ParquetError> {
        let written =
            SerializedPageWriter::new(&mut self.target).write_page(CompressedPage::new(page, length))?;
        self.compressed += written.compressed_size;
        self.uncompressed += written.uncompressed_size;
        Ok(written.offset)
    }

    fn tell(&mut self, page_type: PageType, encoding: Encoding) {
        match self.pages.last_mut() {
            Some(last) if (last.page_type, last.encoding) == (page_type, encoding) => last.count += 1,
            _ => self.pages.push(PageEncodingStats { page_type, encoding, count: 1 }),
        }
    }

    /// Ends the chunk of so many rows.
    pub(super) fn close(self, rows: usize, statistics: Statistics) -> Result<Closed, ParquetError> {
        let signed = |size: u64| i64::try_from(size).unwrap_or(i64::MAX);
        let encodings =
            self.pages.iter().map(|page| page.encoding).chain([Encoding::RLE]).collect::<Vec<_>>();
        let metadata = ColumnChunkMetaData::builder(self.descriptor)
            .set_compression(self.compression)
            .set_encodings_mask(EncodingMask::new_from_encodings(encodings.iter()))
            .set_page_encoding_stats(self.pages)
            .set_total_compressed_size(signed(self.compressed as u64))
            .set_total_uncompressed_size(signed(self.uncompressed as u64))
            .set_num_values(i64::from(self.values))
            .set_data_page_offset(signed(self.data_at.unwrap_or(0)))
            .set_dictionary_page_offset(self.dictionary_at.map(signed))
            .set_statistics(statistics)
            .build()?;
        let closed = ColumnCloseResult {
            bytes_written: self.compressed as u64,
            rows_written: rows as u64,
            metadata,
            bloom_filter: None,
            column_index: None,
            offset_index: None,
        };
        Ok((self.target.into_inner()?.into(), closed))
    }
}

fn count_of(count: usize) -> Result<u32, ParquetError> {
    u32::try_from(count).map_err(|_| ParquetError::General("a page with too many values".to_owned()))
}
