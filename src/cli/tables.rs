//! Files of accounts and child tables, and how they are to be read.

use std::fs;
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use clap::Args;

use super::exit::Fault;
use super::files::missing;
use super::loader::slashes;
use crate::data::{InputFormat, RandomAccess, ReadOptions, Source, TextEncoding};

/// Options of every verb that reads accounts and their child tables.
#[derive(Debug, Args)]
pub struct ReadArguments {
    /// The file of a child table that the profile declares, or a folder of its parts; once for each table
    #[arg(long = "table", value_name = "NAME=FILE", help_heading = "Input")]
    table: Vec<String>,
    #[command(flatten)]
    format: FormatArguments,
}

/// How tables are to be read.
#[derive(Debug, Args)]
pub struct FormatArguments {
    /// What the tables are, where it is not seen: csv, tsv, jsonl, json, parquet, arrow, or xlsx
    #[arg(long, value_name = "FORMAT", help_heading = "Input")]
    input_format: Option<String>,
    /// The character between cells of a CSV file; `tab` is one
    #[arg(long, value_name = "CHARACTER", help_heading = "Input")]
    delimiter: Option<String>,
    /// The sheet of a workbook, by name or number [default: the first that holds a table]
    #[arg(long, value_name = "SHEET", help_heading = "Input")]
    sheet: Option<String>,
    /// The line of a CSV file, or the row of a sheet, with the column names [default: the first below any titles]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..), help_heading = "Input")]
    header_row: Option<u64>,
    /// The encoding of text files: utf-8, windows-1252, gbk and so on
    #[arg(long, value_name = "NAME", help_heading = "Input")]
    encoding: Option<String>,
}

impl ReadArguments {
    /// The child tables.
    ///
    /// # Errors
    /// When one is not `NAME=FILE`, or there is no such file.
    pub fn tables(&self) -> Result<Vec<(String, TableFile)>, Fault> {
        let mut tables: Vec<(String, TableFile)> = Vec::new();
        for text in &self.table {
            let Some((name, path)) =
                text.split_once('=').filter(|(name, path)| !name.is_empty() && !path.is_empty())
            else {
                return Err(Fault::new(format!("`--table {text}` does not say which file"))
                    .help("write it as `--table contacts=contacts.csv`"));
            };
            if tables.iter().any(|(other, _)| other == name) {
                return Err(Fault::new(format!("`--table` names two files for the table `{name}`"))
                    .help("put the parts of one table into a folder, and name the folder"));
            }
            tables.extend(
                TableFile::find_all(Path::new(path))?.into_iter().map(|file| (name.to_owned(), file)),
            );
        }
        Ok(tables)
    }

    /// What overrules recognition.
    ///
    /// # Errors
    /// When a word is not known.
    pub fn options(&self) -> Result<ReadOptions, Fault> {
        self.format.options()
    }
}

impl FormatArguments {
    /// What overrules recognition.
    ///
    /// # Errors
    /// When a word is not known.
    pub fn options(&self) -> Result<ReadOptions, Fault> {
        let mut options = ReadOptions {
            sheet: self.sheet.clone(),
            header_row: self.header_row,
            table_memory: half_of_memory(),
            ..ReadOptions::default()
        };
        if let Some(word) = &self.input_format {
            options.format = Some(InputFormat::from_word(&word.to_lowercase()).ok_or_else(|| {
                Fault::new(format!("there is no input format `{word}`"))
                    .help("write csv, tsv, jsonl, json, parquet, arrow, or xlsx")
            })?);
            if word.eq_ignore_ascii_case("tsv") {
                options.delimiter = Some(b'\t');
            }
        }
        if let Some(text) = &self.delimiter {
            options.delimiter = Some(match text.as_bytes() {
                [one] if one.is_ascii() => *one,
                _ if text.eq_ignore_ascii_case("tab") || text == "\\t" => b'\t',
                _ => {
                    return Err(
                        Fault::new(format!("`{text}` is no delimiter")).help("write one character, or `tab`")
                    );
                }
            });
        }
        if let Some(label) = &self.encoding {
            options.encoding = Some(TextEncoding::from_label(label).ok_or_else(|| {
                Fault::new(format!("there is no encoding `{label}`"))
                    .help("write utf-8, windows-1252, gbk or the like")
            })?);
        }
        Ok(options)
    }
}

/// A table that can be opened, more than once if it has to be.
#[derive(Debug, Clone)]
pub struct TableFile {
    path: PathBuf,
    held: Option<Vec<u8>>,
    /// Size and time of the file when it was found; pipes and the like have none.
    seen: Option<Seen>,
}

/// What tells whether a file is still the one that was found.
type Seen = (u64, Option<SystemTime>);

impl TableFile {
    /// A file that exists, standard input, or the files of a folder, which are the parts of one table: by name, without
    /// those that begin with `.` or `_`.
    ///
    /// # Errors
    /// When there is no such file, or the folder holds no part, another folder or a profile.
    pub fn find_all(path: &Path) -> Result<Vec<TableFile>, Fault> {
        if !path.is_dir() {
            return Ok(vec![TableFile::find(path)?]);
        }
        let unreadable = |error: &io::Error| Fault::io("read", slashes(path), error);
        let mut parts = Vec::new();
        let mut entries: Vec<fs::DirEntry> =
            fs::read_dir(path).and_then(|entries| entries.collect()).map_err(|error| unreadable(&error))?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            // Spark and others leave `_SUCCESS` and hidden checksums beside the parts.
            if entry.file_name().to_string_lossy().starts_with(['.', '_']) {
                continue;
            }
            if entry.path().is_dir() {
                let inner = slashes(&entry.path());
                return Err(Fault::new(format!("`{inner}` is a folder among the parts of a table"))
                    .help("name the folder that holds the files themselves"));
            }
            if entry.path().extension().is_some_and(|ending| ending == "icp") {
                let profile = slashes(&entry.path());
                return Err(Fault::new(format!(
                    "`{}` is a folder with a profile in it, not a table",
                    slashes(path)
                ))
                .help(format!(
                    "`{profile}` is no part of a table; put the parts into a folder of their own"
                )));
            }
            parts.push(entry.path());
        }
        if parts.is_empty() {
            return Err(Fault::new(format!("the folder `{}` holds no table", slashes(path)))
                .help("files whose names begin with `.` or `_` are no parts"));
        }
        parts.iter().map(|part| TableFile::find(part)).collect()
    }

    /// A file that exists, or standard input.
    ///
    /// # Errors
    /// When there is no such file.
    pub fn find(path: &Path) -> Result<TableFile, Fault> {
        if path.as_os_str() != "-" && !path.exists() {
            return Err(missing(path));
        }
        if path.is_dir() {
            return Err(Fault::new(format!("`{}` is a folder, not a table", slashes(path))));
        }
        Ok(TableFile { path: path.to_path_buf(), held: None, seen: seen(path) })
    }

    /// Whether it is still what it was when it was found; asked when all is read.
    ///
    /// # Errors
    /// When it was written to, replaced or removed: nobody knows then what was read.
    pub fn is_unchanged(&self) -> Result<(), Fault> {
        if self.held.is_some() || self.seen.is_none() || self.seen == seen(&self.path) {
            return Ok(());
        }
        Err(Fault::new(format!("`{}` changed while it was read", self.name()))
            .help("run again when nothing writes to it"))
    }

    /// The name that messages show.
    pub fn name(&self) -> String {
        if self.is_standard_input() { "standard input".to_owned() } else { slashes(&self.path) }
    }

    /// Where it lies; `-` for standard input.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn is_standard_input(&self) -> bool {
        self.path.as_os_str() == "-"
    }

    /// Reads what can be read only once, so that several profiles can have it.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn hold(&mut self) -> Result<(), Fault> {
        let once = self.is_standard_input() || fs::metadata(&self.path).is_ok_and(|facts| !facts.is_file());
        if once && self.held.is_none() {
            let mut bytes = Vec::new();
            self.reader()?.read_to_end(&mut bytes).map_err(|error| Fault::io("read", self.name(), &error))?;
            self.held = Some(bytes);
        }
        Ok(())
    }

    fn reader(&self) -> Result<Box<dyn Read + Send + '_>, Fault> {
        match &self.held {
            Some(bytes) => Ok(Box::new(Cursor::new(bytes.as_slice()))),
            None if self.is_standard_input() => Ok(Box::new(io::stdin())),
            None => match fs::File::open(&self.path) {
                Ok(file) => Ok(Box::new(file)),
                Err(error) => Err(Fault::io("read", self.name(), &error)),
            },
        }
    }

    /// The file for reading anywhere, where it is one.
    fn random(&self) -> Option<Arc<dyn RandomAccess>> {
        match &self.held {
            Some(bytes) => Some(Arc::new(bytes.clone())),
            None if fs::metadata(&self.path).is_ok_and(|facts| facts.is_file()) => {
                Some(Arc::new(DiskFile(fs::File::open(&self.path).ok()?)))
            }
            None => None,
        }
    }

    /// Opens it.
    ///
    /// # Errors
    /// When the system will not.
    pub fn open(&self) -> Result<Source<'_>, Fault> {
        Ok(Source { name: self.name(), reader: self.reader()?, random: self.random() })
    }
}

fn seen(path: &Path) -> Option<Seen> {
    let facts = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
    Some((facts.len(), facts.modified().ok()))
}

/// A file on a disk.
struct DiskFile(fs::File);

#[cfg(unix)]
impl RandomAccess for DiskFile {
    fn size(&self) -> io::Result<u64> {
        Ok(self.0.metadata()?.len())
    }

    fn read_at(&self, offset: u64, out: &mut [u8]) -> io::Result<usize> {
        std::os::unix::fs::FileExt::read_at(&self.0, out, offset)
    }
}

#[cfg(windows)]
impl RandomAccess for DiskFile {
    fn size(&self) -> io::Result<u64> {
        Ok(self.0.metadata()?.len())
    }

    fn read_at(&self, offset: u64, out: &mut [u8]) -> io::Result<usize> {
        std::os::windows::fs::FileExt::seek_read(&self.0, out, offset)
    }
}

/// Half of the machine's memory in bytes, where the system tells how much it has.
fn half_of_memory() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/meminfo").ok()?;
    let total = text.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    let kilobytes: u64 = total.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1_024 / 2)
}
