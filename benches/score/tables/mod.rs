//! The benchmark's tables: made once, kept outside of the repository.
//!
//! In: a folder, a format and a number of rows. Out: the path of the table. Invariant: a table that is there is complete.

pub mod accounts;
mod columns;
mod dice;
mod text;
mod words;

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use accounts::{Account, Accounts, CHUNK, Words};
use text::Dates;

/// What a table is written as.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    Csv,
    Parquet,
    JsonLines,
}

impl Format {
    pub fn ending(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Parquet => "parquet",
            Format::JsonLines => "jsonl",
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Format::Csv => "CSV",
            Format::Parquet => "Parquet",
            Format::JsonLines => "JSON lines",
        }
    }
}

/// The table of so many rows, made if it is not there yet.
pub fn table(folder: &Path, format: Format, rows: u64) -> PathBuf {
    let path = folder.join(format!("accounts-{rows}.{}", format.ending()));
    if !path.exists() {
        fs::create_dir_all(folder).unwrap();
        eprintln!("making {}", path.file_name().unwrap().display());
        let unfinished = path.with_extension("unfinished");
        match format {
            Format::Csv => lines(&unfinished, rows, text::CSV_HEADER, text::csv).unwrap(),
            Format::JsonLines => lines(&unfinished, rows, "", text::json_line).unwrap(),
            Format::Parquet => columns::write(&unfinished, rows).unwrap(),
        }
        fs::rename(unfinished, &path).unwrap();
    }
    path
}

fn lines(
    path: &Path,
    rows: u64,
    header: &str,
    line: impl Fn(&mut BufWriter<File>, &Account, &Words, &Dates) -> io::Result<()>,
) -> io::Result<()> {
    let mut file = BufWriter::with_capacity(1 << 20, File::create(path)?);
    let (source, words, dates) = (Accounts::new(), Words::new(), Dates::new());
    file.write_all(header.as_bytes())?;
    for chunk in 0..rows.div_ceil(CHUNK) {
        for account in source.chunk(chunk, rows) {
            line(&mut file, &account, &words, &dates)?;
        }
    }
    file.flush()
}
