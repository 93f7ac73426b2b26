//! A table that is open: its column names and its rows.

use std::sync::Arc;

use super::account_file::AccountFile;
use super::delimited::{self, DelimitedRows};
use super::excel;
use super::json::{self, ColumnSample, JsonRows};
use super::pieces::PieceSource;
use super::row_pieces::RowPieces;
use super::rows::{Row, RowFault};
use super::source::{
    InputFormat, ReadOptions, Recognized, Source, TextEncoding, TextTable, recognize, unreadable,
};
use super::unpack::Packing;
use super::{arrow, parquet};
use crate::diag::Diagnostic;

/// How a table was read, for the summary of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableForm {
    /// The file.
    pub file: String,
    /// Its format.
    pub format: InputFormat,
    /// Its encoding, if it is text.
    pub encoding: Option<TextEncoding>,
    /// The character between cells, for CSV.
    pub delimiter: Option<char>,
    /// The packing it came in.
    pub packing: Option<Packing>,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// What else is worth telling, each a sentence without its end: rows above the header, sheets that were not read.
    pub notes: Vec<String>,
}

impl TableForm {
    /// A table of a format.
    #[must_use]
    pub fn new(file: impl Into<String>, format: InputFormat) -> TableForm {
        TableForm {
            file: file.into(),
            format,
            encoding: None,
            delimiter: None,
            packing: None,
            sheet: None,
            notes: Vec::new(),
        }
    }

    /// What is worth telling about how it was read: an encoding that is not UTF-8, a format that its name does not
    /// say.
    #[must_use]
    pub fn remark(&self) -> Option<String> {
        let extension = self.file.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
        let named = extension.as_deref().and_then(InputFormat::from_word);
        let mut parts = Vec::new();
        if named.is_some_and(|named| named != self.format) {
            parts.push(self.format.word().to_owned());
        }
        if let Some(encoding) = self.encoding.filter(|encoding| encoding.name() != "UTF-8") {
            parts.push(encoding.name().to_owned());
        }
        let mut sentences: Vec<String> = Vec::new();
        if !parts.is_empty() {
            sentences.push(format!("{} is read as {}", self.file, parts.join(" in ")));
        }
        sentences.extend(self.notes.iter().map(|note| format!("{}: {note}", self.file)));
        (!sentences.is_empty()).then(|| sentences.join("\n"))
    }
}

pub(super) struct Table<'r> {
    pub form: TableForm,
    /// Column names, trimmed; dotted paths for records.
    pub headers: Vec<String>,
    /// What a sample of the rows says about each column; empty where cells have no types.
    pub samples: Vec<ColumnSample>,
    rows: Rows<'r>,
}

enum Rows<'r> {
    Delimited(DelimitedRows<'r>),
    Json(JsonRows<'r>),
    Typed(Box<dyn TypedRows + 'r>),
}

/// Rows of a format whose cells have types: Parquet, Arrow, Excel.
pub(super) trait TypedRows: Send {
    /// The next row, as [`Row::Values`].
    fn next_row(&mut self) -> Option<Result<Row, RowFault>>;

    /// The same rows as pieces, where the format has a faster way than row by row; asked before the first row is read.
    fn pieces<'f>(&mut self, _file: &Arc<AccountFile<'f>>) -> Option<Box<dyn PieceSource + 'f>> {
        None
    }
}

/// A table of a format whose cells have types, open.
pub(super) struct TypedTable<'r> {
    /// Column names, trimmed; dotted paths for nested columns.
    pub headers: Vec<String>,
    /// What is known of each column, or nothing.
    pub samples: Vec<ColumnSample>,
    /// The rows.
    pub rows: Box<dyn TypedRows + 'r>,
}

/// Opens a table of a format that is not text; what is worth telling goes to the form.
fn open_typed<'r>(
    source: Source<'r>,
    options: &ReadOptions,
    form: &mut TableForm,
) -> Result<TypedTable<'r>, Diagnostic> {
    let unread = |form: &TableForm| {
        Err(unreadable(&form.file, &std::io::Error::other("this format is not read here")))
    };
    match form.format {
        InputFormat::Parquet => parquet::open(&form.file, source.anywhere()?),
        InputFormat::Arrow => arrow::open(&form.file, source.anywhere()?),
        InputFormat::Excel => excel::open(source, options.sheet.as_deref(), options.header_row, form),
        InputFormat::Csv | InputFormat::JsonLines | InputFormat::JsonArray => {
            drop(source);
            unread(form)
        }
    }
}

impl<'r> Table<'r> {
    /// Recognizes a source and reads its column names.
    pub(super) fn open(source: Source<'r>, options: &ReadOptions) -> Result<Table<'r>, Diagnostic> {
        match recognize(source, options)? {
            Recognized::Text(found) => Table::of_text(found, options),
            Recognized::Binary { format, source, packing } => {
                let mut form = TableForm::new(source.name.clone(), format);
                form.packing = packing;
                let typed = open_typed(source, options, &mut form)?;
                Ok(Table {
                    form,
                    headers: typed.headers,
                    samples: typed.samples,
                    rows: Rows::Typed(typed.rows),
                })
            }
        }
    }

    /// Whether cells have types of their own.
    pub(super) fn has_types(&self) -> bool {
        !matches!(self.rows, Rows::Delimited(_))
    }

    /// Its rows as pieces of accounts.
    pub(super) fn into_pieces(mut self, file: Arc<AccountFile<'r>>) -> Box<dyn PieceSource + 'r> {
        // Whole accounts are made of rows.
        if file.whole {
            return Box::new(RowPieces::new(self, file));
        }
        match self.rows {
            Rows::Delimited(rows) => Box::new(rows.into_pieces(file)),
            Rows::Typed(ref mut rows) => {
                let faster = rows.pieces(&file);
                faster.unwrap_or_else(|| Box::new(RowPieces::new(self, file)))
            }
            Rows::Json(rows) => match rows.into_pieces(Arc::clone(&file)) {
                Ok(pieces) => pieces,
                Err(rows) => {
                    let table = Table { rows: Rows::Json(rows), ..self };
                    Box::new(RowPieces::new(table, file))
                }
            },
        }
    }

    fn of_text(found: TextTable<'r>, options: &ReadOptions) -> Result<Table<'r>, Diagnostic> {
        let mut form = TableForm::new(found.name, found.format);
        form.encoding = Some(found.encoding);
        form.packing = found.packing;
        if found.format == InputFormat::Csv {
            let (delimiter, row) = (options.delimiter, options.header_row);
            let open = delimited::open(&form.file, found.text, &found.head, delimiter, row)?;
            form.delimiter = Some(char::from(open.delimiter));
            form.notes.extend(open.note);
            let rows = Rows::Delimited(open.rows);
            return Ok(Table { form, headers: open.headers, samples: Vec::new(), rows });
        }
        let (rows, headers, samples) = json::open(&form.file, found.text, &found.head, found.format)?;
        Ok(Table { form, headers, samples, rows: Rows::Json(rows) })
    }

    /// The next row.
    pub(super) fn next_row(&mut self) -> Option<Result<Row, RowFault>> {
        match &mut self.rows {
            Rows::Delimited(rows) => rows.next_row(),
            Rows::Json(rows) => rows.next_row(),
            Rows::Typed(rows) => rows.next_row(),
        }
    }
}
