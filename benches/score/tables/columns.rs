//! Accounts as Parquet: dictionaries, zstd, row groups of a chunk each, the tools as a list column.
//!
//! Invariant: the columns are written in the order of [`SCHEMA`].

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{Compression, ZstdLevel};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::errors::Result;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;
use parquet::schema::types::ColumnPath;

use super::accounts::{Account, Accounts, CHUNK, Words};
use super::text::joined;

const SCHEMA: &str = "message accounts {
    required binary id (UTF8); required binary name (UTF8); required binary domain (UTF8);
    optional binary industry (UTF8); optional binary sub_industry (UTF8); optional binary country (UTF8);
    required binary region (UTF8); optional int32 employees; optional int64 revenue_usd; optional binary stage (UTF8);
    optional group tech_stack (LIST) { repeated group list { optional binary element (UTF8); } }
    optional boolean has_sales_ops; required binary pain_points (UTF8); optional int32 last_funding_at (DATE);
    required int32 hiring_sales_90d; required int32 web_visits_30d; optional int32 last_visit_at (DATE);
    required int32 open_opps; optional binary crm (UTF8);
}";

pub fn write(path: &Path, rows: u64) -> Result<()> {
    let mut properties =
        WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::try_new(1)?));
    for plain in ["id", "name", "domain"] {
        properties = properties.set_column_dictionary_enabled(ColumnPath::from(plain), false);
    }
    let schema = Arc::new(parse_message_type(SCHEMA)?);
    let mut writer = SerializedFileWriter::new(File::create(path)?, schema, Arc::new(properties.build()))?;
    let (source, words) = (Accounts::new(), Words::new());
    for chunk in 0..rows.div_ceil(CHUNK) {
        let accounts: Vec<Account> = source.chunk(chunk, rows).collect();
        let mut group = writer.next_row_group()?;
        write_group(&mut group, &accounts, &words)?;
        group.close()?;
    }
    writer.close()?;
    Ok(())
}

fn write_group(
    group: &mut SerializedRowGroupWriter<'_, File>,
    accounts: &[Account],
    words: &Words,
) -> Result<()> {
    let mut next = Next { group, accounts };
    let bytes =
        |words: &[String]| words.iter().map(|word| ByteArray::from(word.as_str())).collect::<Vec<_>>();
    let word = |words: &[ByteArray], place: Option<u8>| place.map(|place| words[usize::from(place)].clone());
    next.texts(|account| Some(account.id().into_bytes().into()))?;
    next.texts(|account| Some(account.company().into_bytes().into()))?;
    next.texts(|account| Some(account.domain().into_bytes().into()))?;
    let industries = bytes(&words.industries);
    next.texts(|account| word(&industries, account.industry))?;
    let sub_industries = bytes(&words.sub_industries);
    next.texts(|account| word(&sub_industries, account.sub_industry))?;
    let countries = bytes(&words.countries);
    next.texts(|account| word(&countries, account.country))?;
    let regions = bytes(&words.regions);
    next.texts(|account| word(&regions, Some(account.region)))?;
    next.int32(|account| account.employees)?;
    next.int64(|account| account.revenue_usd)?;
    let stages = bytes(&words.stages);
    next.texts(|account| word(&stages, account.stage))?;
    next.tools(&bytes(&words.tools))?;
    next.booleans(|account| account.has_sales_ops)?;
    next.texts(|account| Some(joined(&words.pains, &account.pain_points).into_bytes().into()))?;
    next.int32(|account| account.last_funding_at)?;
    next.int32(|account| Some(account.hiring_sales_90d))?;
    next.int32(|account| Some(account.web_visits_30d))?;
    next.int32(|account| account.last_visit_at)?;
    next.int32(|account| Some(account.open_opps))?;
    let crms = bytes(&words.crms);
    next.texts(|account| word(&crms, account.crm))
}

/// The columns of a row group, one after another.
struct Next<'g, 'w, 'a> {
    group: &'g mut SerializedRowGroupWriter<'w, File>,
    accounts: &'a [Account],
}

impl Next<'_, '_, '_> {
    fn texts(&mut self, of: impl Fn(&Account) -> Option<ByteArray>) -> Result<()> {
        let (values, levels) = present(self.accounts, of);
        self.write(|writer| match writer {
            ColumnWriter::ByteArrayColumnWriter(writer) => writer.write_batch(&values, Some(&levels), None),
            _ => panic!("not a text column"),
        })
    }

    fn int32(&mut self, of: impl Fn(&Account) -> Option<i32>) -> Result<()> {
        let (values, levels) = present(self.accounts, of);
        self.write(|writer| match writer {
            ColumnWriter::Int32ColumnWriter(writer) => writer.write_batch(&values, Some(&levels), None),
            _ => panic!("not a column of small whole numbers"),
        })
    }

    fn int64(&mut self, of: impl Fn(&Account) -> Option<i64>) -> Result<()> {
        let (values, levels) = present(self.accounts, of);
        self.write(|writer| match writer {
            ColumnWriter::Int64ColumnWriter(writer) => writer.write_batch(&values, Some(&levels), None),
            _ => panic!("not a column of large whole numbers"),
        })
    }

    fn booleans(&mut self, of: impl Fn(&Account) -> Option<bool>) -> Result<()> {
        let (values, levels) = present(self.accounts, of);
        self.write(|writer| match writer {
            ColumnWriter::BoolColumnWriter(writer) => writer.write_batch(&values, Some(&levels), None),
            _ => panic!("not a boolean column"),
        })
    }

    /// The list column: an account without tools has an empty list.
    fn tools(&mut self, words: &[ByteArray]) -> Result<()> {
        let (mut values, mut levels, mut repeats) = (Vec::new(), Vec::new(), Vec::new());
        for account in self.accounts {
            if account.tech_stack.is_empty() {
                levels.push(1);
                repeats.push(0);
            }
            for (place, tool) in account.tech_stack.iter().enumerate() {
                values.push(words[usize::from(*tool)].clone());
                levels.push(3);
                repeats.push(i16::from(place > 0));
            }
        }
        self.write(|writer| match writer {
            ColumnWriter::ByteArrayColumnWriter(writer) => {
                writer.write_batch(&values, Some(&levels), Some(&repeats))
            }
            _ => panic!("not a text column"),
        })
    }

    fn write(&mut self, write: impl FnOnce(&mut ColumnWriter<'_>) -> Result<usize>) -> Result<()> {
        let mut column = self.group.next_column()?.expect("a column for every field");
        write(column.untyped())?;
        column.close()
    }
}

/// The known values, and for each account whether it has one. The levels of a required column are not looked at.
fn present<T>(accounts: &[Account], of: impl Fn(&Account) -> Option<T>) -> (Vec<T>, Vec<i16>) {
    let (mut values, mut levels) = (Vec::new(), Vec::new());
    for account in accounts {
        let value = of(account);
        levels.push(i16::from(value.is_some()));
        values.extend(value);
    }
    (values, levels)
}
