//! Workbooks written and read again.

use rust_xlsxwriter::{Format, Formula, Workbook as Writer, Worksheet};

use super::super::rows::Row;
use super::super::source::{InputFormat, ReadOptions, Source};
use super::super::table::Table;
use crate::data::Raw;
use crate::diag::Diagnostic;
use crate::diag::codes::data::NOT_A_TABLE;

/// The name of a sheet, and what fills it.
type Sheet<'a> = (&'a str, fn(&mut Worksheet));

fn workbook(sheets: &[Sheet<'_>]) -> Vec<u8> {
    let mut book = Writer::new();
    for (name, fill) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).unwrap();
        fill(sheet);
    }
    book.save_to_buffer().unwrap()
}

struct Read {
    headers: Vec<String>,
    rows: Vec<(u64, Vec<String>)>,
    notes: Vec<String>,
    sheet: Option<String>,
    cells: Vec<Vec<Raw<'static>>>,
}

fn read(bytes: &[u8], sheet: Option<&str>) -> Result<Read, Diagnostic> {
    let options = ReadOptions { sheet: sheet.map(str::to_owned), ..ReadOptions::default() };
    let mut table = Table::open(Source::new("accounts.xlsx", bytes), &options)?;
    if table.form.format != InputFormat::Excel {
        return Err(Diagnostic::without_place(&NOT_A_TABLE, "no workbook"));
    }
    let (mut rows, mut typed) = (Vec::new(), Vec::new());
    while let Some(row) = table.next_row() {
        let Ok(Row::Values { line, cells }) = row else { panic!("{row:?}") };
        rows.push((line, cells.iter().map(|cell| cell.shown().into_owned()).collect()));
        typed.push(cells);
    }
    let form = table.form.clone();
    Ok(Read { headers: table.headers.clone(), rows, notes: form.notes, sheet: form.sheet, cells: typed })
}

fn accounts(sheet: &mut Worksheet) {
    for (column, name) in ["Id", " Employees ", "Since", "Public", "Share"].into_iter().enumerate() {
        sheet.write(0, u16::try_from(column).unwrap(), name).unwrap();
    }
    let day = Format::new().set_num_format("dd.mm.yyyy");
    sheet.write(1, 0, "a").unwrap().write(1, 1, 200).unwrap().write(1, 3, true).unwrap();
    sheet.write_with_format(1, 2, 45_352, &day).unwrap().write(1, 4, 0.1 + 0.2).unwrap();
    sheet.write(3, 0, "b").unwrap();
    sheet.write(3, 1, Formula::new("=B2*2").set_result("400")).unwrap();
    sheet.write_with_format(3, 2, 45_352.75, &Format::new().set_num_format("yyyy-mm-dd hh:mm")).unwrap();
    sheet.write_with_format(3, 4, 0.5, &Format::new().set_num_format("hh:mm")).unwrap();
}

#[test]
fn cells_keep_their_types_and_rows_their_numbers() {
    let read = read(&workbook(&[("Accounts", accounts)]), None).unwrap();
    assert_eq!(read.headers, ["Id", "Employees", "Since", "Public", "Share"]);
    let rows: Vec<(u64, Vec<&str>)> =
        read.rows.iter().map(|(line, cells)| (*line, cells.iter().map(String::as_str).collect())).collect();
    assert_eq!(
        rows,
        [
            (2, vec!["a", "200", "2024-03-01", "true", "0.3"]),
            (4, vec!["b", "400", "2024-03-01T18:00:00", "", "12:00:00"]),
        ]
    );
    assert_eq!(read.cells[0][1], Raw::Number("200".to_owned()));
    assert_eq!(read.cells[0][2], Raw::Date("2024-03-01".to_owned()));
    assert_eq!(read.cells[0][3], Raw::Boolean(true));
    assert_eq!(read.cells[1][3], Raw::Absent);
    assert_eq!((read.sheet.as_deref(), read.notes.len()), (Some("Accounts"), 0));
}

fn titled(sheet: &mut Worksheet) {
    sheet.merge_range(0, 1, 0, 3, "Accounts of the north", &Format::new()).unwrap();
    sheet.write(1, 1, "as of 2026-10-01").unwrap();
    for (column, name) in [(1, "Id"), (2, "Name"), (3, "City")] {
        sheet.write(3, column, name).unwrap();
    }
    sheet.write(4, 1, "a").unwrap().write(4, 2, "Acme").unwrap().write(4, 3, "Oslo").unwrap();
    sheet.set_row_hidden(5).unwrap();
    sheet.write(5, 1, "b").unwrap();
}

fn note(sheet: &mut Worksheet) {
    sheet.write(0, 0, "Read me first").unwrap();
}

#[test]
fn the_table_is_found_below_titles_and_behind_other_sheets() {
    let bytes = workbook(&[("Read me", note), ("North", titled), ("South", accounts)]);
    let found = read(&bytes, None).unwrap();
    assert_eq!(found.sheet.as_deref(), Some("North"));
    assert_eq!(found.headers, ["Id", "Name", "City"]);
    // A hidden row is a row.
    assert_eq!(found.rows.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [5, 6]);
    assert_eq!(
        found.notes,
        [
            "sheet \"North\" is read; 2 other sheets are not, `--sheet NAME` chooses",
            "the column names stand in row 4; 2 rows above them, first \"Accounts of the north\"",
        ]
    );
    for wanted in ["South", "south", "3"] {
        assert_eq!(read(&bytes, Some(wanted)).unwrap().sheet.as_deref(), Some("South"));
    }
    let fault = read(&bytes, Some("Sout")).err().unwrap();
    assert_eq!(fault.message, "accounts.xlsx has no sheet \"Sout\"");
    assert_eq!(fault.helps[0].text, "did you mean \"South\"?");
}

#[test]
fn an_empty_workbook_is_told() {
    let fault = read(&workbook(&[("Sheet1", |_| {})]), None).err().unwrap();
    assert_eq!(fault.message, "accounts.xlsx is empty");
}

/// Whatever happens to the bytes, the workbook is read or told; nothing panics.
#[test]
fn a_workbook_that_is_cut_off_or_damaged_is_told() {
    let bytes = workbook(&[("Accounts", accounts)]);
    for end in (0..bytes.len()).step_by(97) {
        assert!(read(&bytes[..end], None).is_err(), "{end}");
    }
    for at in (0..bytes.len()).step_by(61) {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0xFF;
        let _ = read(&damaged, None);
    }
}
