//! A sheet of a workbook as a table: xlsx, xlsm, xlsb, xls, ods.
//!
//! In: a workbook, perhaps the sheet that was asked for. Out: column names and typed rows with their row numbers.
//! Invariant: one sheet is held, 16 bytes for each cell that is filled and each different text once; a sheet of more
//! than [`MOST_CELLS`] cells is refused.

mod sheet;
mod workbook;

use super::header::{LOOKED_AT, RowShape, header_among};
use super::raw::Raw;
use super::rows::{Row, RowFault};
use super::source::Source;
use super::table::{TableForm, TypedRows, TypedTable};
use crate::diag::Diagnostic;
use crate::text::number_of;
use sheet::Sheet;
use workbook::Workbook;

/// The most filled cells that are held: 1 GB of them.
const MOST_CELLS: usize = 1 << 26;

/// Opens a workbook and the sheet that is asked for, or else the first that holds a table.
pub(super) fn open<'r>(
    source: Source<'r>,
    wanted: Option<&str>,
    row: Option<u64>,
    form: &mut TableForm,
) -> Result<TypedTable<'r>, Diagnostic> {
    let name = source.name.clone();
    let mut book = Workbook::open(&name, source.anywhere()?)?;
    let (title, sheet) = match wanted {
        Some(wanted) => {
            let title = book.find(wanted)?;
            let sheet = book.load(&title)?;
            (title, sheet)
        }
        None => first_table(&mut book)?,
    };
    let shapes: Vec<RowShape> = sheet.shapes(LOOKED_AT);
    let header = match row {
        Some(row) => sheet.row_of(row),
        None => header_among(&shapes),
    };
    let header = header.ok_or_else(|| book.empty(wanted.map(|_| title.as_str())))?;
    tell(form, &book, &title, wanted.is_some());
    if let Some(skipped) = sheet.above(header).filter(|_| row.is_none()) {
        form.notes.push(skipped);
    }
    form.sheet = Some(title);
    let columns = sheet.columns_from(header);
    let headers = sheet.headers(header, &columns);
    let samples = sheet.samples(header + 1, &columns);
    let rows = SheetRows { sheet, columns, next: header + 1 };
    Ok(TypedTable { headers, samples, rows: Box::new(rows) })
}

/// The first sheet with a header of two columns and a row below it; else the first that is not empty.
fn first_table(book: &mut Workbook) -> Result<(String, Sheet), Diagnostic> {
    let mut filled = None;
    for title in book.titles() {
        let sheet = book.load(&title)?;
        let shapes = sheet.shapes(LOOKED_AT);
        let Some(header) = header_among(&shapes) else { continue };
        let wide = shapes.get(header).is_some_and(|shape| shape.filled > 1);
        if wide && sheet.height() > header + 1 {
            return Ok((title, sheet));
        }
        filled.get_or_insert((title, sheet));
    }
    filled.ok_or_else(|| book.empty(None))
}

/// Says which sheet is read where there are several and none was asked for.
fn tell(form: &mut TableForm, book: &Workbook, title: &str, asked: bool) {
    let others = book.titles().len().saturating_sub(1);
    if others > 0 && !asked {
        let sheets = number_of(others, "other sheet is not", "other sheets are not");
        form.notes.push(format!("sheet \"{title}\" is read; {sheets}, `--sheet NAME` chooses"));
    }
}

/// The rows below the header.
struct SheetRows {
    sheet: Sheet,
    columns: std::ops::Range<u16>,
    next: usize,
}

impl TypedRows for SheetRows {
    fn next_row(&mut self) -> Option<Result<Row, RowFault>> {
        let line = self.sheet.line(self.next)?;
        let mut cells = vec![Raw::Absent; self.columns.len()];
        self.sheet.fill(self.next, self.columns.start, &mut cells);
        self.next += 1;
        Some(Ok(Row::Values { line, cells }))
    }
}

#[cfg(test)]
mod tests;
