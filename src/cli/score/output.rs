//! Where results go, and in which form.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::cli::edge::{Edge, output_fault};
use crate::cli::exit::Fault;
use crate::cli::loader::slashes;
use crate::cli::target::Target;
use crate::data::write::{
    ArrowFormat, ArrowSink, ByteSink, CsvFormat, JsonArraySink, JsonFormat, ParquetFormat, ParquetSink,
    ResultFormat, ResultSink, XlsxFormat, XlsxSink,
};
use crate::report::Columns;

/// `--to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OutputFormat {
    /// Comma-separated values
    Csv,
    /// A JSON record a line
    Jsonl,
    /// A JSON array
    Json,
    /// Parquet
    Parquet,
    /// Arrow IPC, the file form
    #[value(alias = "feather")]
    Arrow,
    /// A workbook of one sheet
    Xlsx,
    /// The best accounts, for people
    Table,
}

impl OutputFormat {
    /// Whether a file of this format itself says which profile, plan and day it is of.
    pub fn carries_facts(self) -> bool {
        matches!(self, OutputFormat::Parquet | OutputFormat::Arrow)
    }
}

/// Where results go.
#[derive(Debug)]
pub struct Output {
    /// The file, if it is not the output stream.
    pub path: Option<PathBuf>,
    /// The form.
    pub format: OutputFormat,
}

impl Output {
    /// What was asked for; else what the file's name says; else a table on a terminal and CSV in a pipe.
    ///
    /// # Errors
    /// When the name says nothing that can be written.
    pub fn decide(edge: &Edge, path: Option<&Path>, to: Option<OutputFormat>) -> Result<Output, Fault> {
        let path = path.filter(|path| path.as_os_str() != "-");
        let format = match (to, path) {
            (Some(format), _) => format,
            (None, Some(path)) => by_name(path)?,
            (None, None) if edge.terminal => OutputFormat::Table,
            (None, None) => OutputFormat::Csv,
        };
        if path.is_none() && edge.terminal && format.carries_facts() {
            return Err(Fault::new("this format is not for a terminal").help("name a file with `-o FILE`"));
        }
        Ok(Output { path: path.map(Path::to_path_buf), format })
    }
}

fn by_name(path: &Path) -> Result<OutputFormat, Fault> {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    match ending.as_str() {
        "csv" => Ok(OutputFormat::Csv),
        "jsonl" | "ndjson" => Ok(OutputFormat::Jsonl),
        "json" => Ok(OutputFormat::Json),
        "parquet" => Ok(OutputFormat::Parquet),
        "arrow" | "feather" => Ok(OutputFormat::Arrow),
        "xlsx" => Ok(OutputFormat::Xlsx),
        "txt" => Ok(OutputFormat::Table),
        _ => Err(Fault::new(format!("the name `{}` says no format that can be written", slashes(path)))
            .help("end it in .csv, .jsonl, .json, .parquet, .arrow, or .xlsx, or say `--to csv`")),
    }
}

/// A stream of results: a file that is not there before it is complete, or the output stream.
#[derive(Debug)]
pub enum Stream {
    /// A file.
    File(Box<Target>),
    /// The output stream.
    Standard(BufWriter<io::Stdout>),
}

impl Stream {
    /// Opens it.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn open(path: Option<&Path>) -> Result<Stream, Fault> {
        match path {
            Some(path) => Ok(Stream::File(Box::new(Target::create(path)?))),
            None => Ok(Stream::Standard(BufWriter::with_capacity(1 << 16, io::stdout()))),
        }
    }

    /// Puts a file in its place.
    ///
    /// # Errors
    /// When the system will not.
    pub fn finish(self) -> Result<(), Fault> {
        match self {
            Stream::File(target) => target.finish(),
            Stream::Standard(mut out) => out.flush().map_err(|error| output_fault(&error)),
        }
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Stream::File(target) => target.write(bytes),
            Stream::Standard(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Stream::File(target) => target.flush(),
            Stream::Standard(out) => out.flush(),
        }
    }
}

/// A format and where it goes.
pub struct Writer<'s> {
    /// Encodes, on any thread.
    pub format: Box<dyn ResultFormat>,
    /// Appends, in input order.
    pub sink: Box<dyn ResultSink + 's>,
}

impl<'s> Writer<'s> {
    /// Begins; a table writes nothing row by row. Where `guarded`, CSV is safe to open in a spreadsheet. `facts` go
    /// into files that can carry them.
    ///
    /// # Errors
    /// When the stream will not take the header.
    pub fn new(
        stream: &'s mut Stream,
        format: OutputFormat,
        guarded: bool,
        columns: &Columns,
        facts: &str,
    ) -> io::Result<Option<Writer<'s>>> {
        let kinds = || -> Vec<_> { columns.names().iter().cloned().zip(columns.kinds()).collect() };
        let facts = [("icp".to_owned(), facts.to_owned())];
        let columns = columns.names();
        let (format, sink): (Box<dyn ResultFormat>, Box<dyn ResultSink + 's>) = match format {
            OutputFormat::Csv => {
                let format = CsvFormat { guarded };
                (Box::new(format), Box::new(ByteSink::new(stream, &format.header(columns))?))
            }
            OutputFormat::Jsonl => {
                (Box::new(JsonFormat::lines(columns)), Box::new(ByteSink::new(stream, &[])?))
            }
            OutputFormat::Json => {
                (Box::new(JsonFormat::array(columns)), Box::new(JsonArraySink::new(stream)))
            }
            OutputFormat::Parquet => {
                let format = ParquetFormat::new(&kinds(), &facts)?;
                let sink = ParquetSink::new(stream, &format)?;
                (Box::new(format), Box::new(sink))
            }
            OutputFormat::Arrow => {
                let format = ArrowFormat::new(&kinds(), &facts);
                let sink = ArrowSink::new(stream, &format)?;
                (Box::new(format), Box::new(sink))
            }
            OutputFormat::Xlsx => (Box::new(XlsxFormat), Box::new(XlsxSink::new(stream, columns)?)),
            OutputFormat::Table => return Ok(None),
        };
        Ok(Some(Writer { format, sink }))
    }
}

/// What a failed write of results means; `shown` is where they go.
pub fn stream_fault(shown: &str, error: &io::Error) -> Fault {
    if error.kind() == io::ErrorKind::BrokenPipe {
        Fault::ReaderGone
    } else {
        Fault::io("write", shown, error)
    }
}
