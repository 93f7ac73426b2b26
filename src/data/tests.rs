//! Reading and writing whole tables, with schemas made by hand.

mod written;

use std::cell::RefCell;

use super::*;
use crate::check::model::{CellFormat, Field, Schema, Table, Type};
use crate::diag::Diagnostic;
use crate::text::{SourceId, Span};
use crate::types::{Cell, Number};

fn field(name: &str, ty: Type, columns: &[&str]) -> Field {
    Field {
        name: name.to_owned(),
        ty,
        range: false,
        columns: columns.iter().map(|column| (*column).to_owned()).collect(),
        format: CellFormat::default(),
        used: true,
        span: Span::new(SourceId(0), 0, 0),
    }
}

fn schema(fields: Vec<Field>) -> Schema {
    Schema { fields, ..Schema::default() }
}

fn with_visits(mut schema: Schema) -> Schema {
    schema.tables.push(Table {
        name: "visits".to_owned(),
        fields: vec![field("account_id", Type::Text, &["account_id"]), field("page", Type::Text, &["page"])],
        by: 0,
        used: true,
        span: Span::new(SourceId(0), 0, 0),
    });
    schema
}

fn basic() -> Schema {
    schema(vec![
        field("id", Type::Text, &["id"]),
        field("employees", Type::Whole, &["Employees", "Headcount"]),
    ])
}

/// Line, key, cells, and how many rows of each child table.
type AccountFacts = (u64, Option<String>, Vec<Cell>, Vec<Option<usize>>);

struct Run {
    accounts: Vec<AccountFacts>,
    rejected: Vec<(u64, String)>,
    failed: Option<Diagnostic>,
    findings: Vec<String>,
    counts: ReadCounts,
    forms: Vec<TableForm>,
}

fn read(schema: &Schema, accounts: &[u8], tables: &[(&str, &[u8])]) -> Result<Run, Vec<Diagnostic>> {
    read_named(schema, "accounts.csv", accounts, tables)
}

fn read_named(
    schema: &Schema,
    name: &str,
    accounts: &[u8],
    tables: &[(&str, &[u8])],
) -> Result<Run, Vec<Diagnostic>> {
    let input = Input {
        accounts: vec![Source::new(name, accounts)],
        tables: tables
            .iter()
            .map(|(name, bytes)| ((*name).to_owned(), Source::new(format!("{name}.csv"), *bytes)))
            .collect(),
        options: ReadOptions::default(),
        keep: Keep::None,
    };
    let findings = RefCell::new(Vec::new());
    let note = |finding: &Finding<'_>| {
        let text = format!(
            "{}:{} {} {:?} {}",
            finding.file,
            finding.line,
            finding.field,
            finding.value,
            finding.reason.slug()
        );
        findings.borrow_mut().push(text);
    };
    let mut opened = Accounts::open(schema, &Needs::everything(schema), input, Box::new(note))?;
    let (mut accounts, mut rejected, mut failed) = (Vec::new(), Vec::new(), None);
    for row in &mut opened {
        match row {
            Ok(row) => {
                let rows = row.account.tables.iter().map(|rows| rows.as_ref().map(Vec::len)).collect();
                accounts.push((row.line, row.account.key, row.account.cells, rows));
            }
            Err(RowFault::Rejected(row)) => rejected.push((row.line, row.reason)),
            Err(RowFault::Failed(diagnostic)) => failed = Some(*diagnostic),
        }
    }
    let (counts, forms) = (opened.counts(), opened.forms().to_vec());
    drop(opened);
    assert_eq!(
        counts.read,
        (accounts.len() + rejected.len()) as u64 - counts.tables.iter().map(|t| t.rejected).sum::<u64>()
    );
    Ok(Run { accounts, rejected, failed, findings: findings.into_inner(), counts, forms })
}

fn whole(number: i64) -> Cell {
    Cell::Number(Number::from_whole(number))
}

#[test]
fn rows_carry_the_line_they_start_on() {
    for end in ["\n", "\r\n", "\r"] {
        let text = ["id,Employees", "a,1", "\"b", "b\",2", "", "c,3", "d", "e,5,6", "f,7,", ""].join(end);
        let run = read(&basic(), text.as_bytes(), &[]).unwrap();
        let lines: Vec<(u64, Option<&str>)> =
            run.accounts.iter().map(|row| (row.0, row.1.as_deref())).collect();
        let broken = format!("b{end}b");
        assert_eq!(
            lines,
            [(2, Some("a")), (3, Some(broken.as_str())), (6, Some("c")), (9, Some("f"))],
            "{end:?}"
        );
        let rejected: Vec<u64> = run.rejected.iter().map(|row| row.0).collect();
        assert_eq!(rejected, [7, 8]);
        assert_eq!(run.rejected[0].1, "the row has 1 cell, and the header has 2");
    }
}

#[test]
fn the_delimiter_is_recognized() {
    for delimiter in [",", ";", "\t", "|"] {
        let text = format!("id{delimiter}Employees{delimiter}note\na{delimiter}12{delimiter}\"x, y; z\"\n");
        let run = read(&basic(), text.as_bytes(), &[]).unwrap();
        assert_eq!(run.accounts[0].2[1], whole(12));
        assert_eq!(run.forms[0].delimiter, delimiter.chars().next());
    }
    let run = read(&basic(), b"sep=;\nid;Employees\na;12\n", &[]).unwrap();
    assert_eq!(run.accounts[0].2[1], whole(12));
}

#[test]
fn the_encoding_is_recognized_and_reported() {
    let text = "id,Employees,name\na,12,Zoë Müller\n";
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let utf16_be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let chinese =
        encoding_rs::GB18030.encode("id,Employees,name\na,12,上海艾克米科技有限公司\n").0.into_owned();
    let cases: [(Vec<u8>, &str); 7] = [
        (text.as_bytes().to_vec(), "UTF-8"),
        ([b"\xEF\xBB\xBF", text.as_bytes()].concat(), "UTF-8"),
        ([b"\xFF\xFE".to_vec(), utf16.clone()].concat(), "UTF-16LE"),
        (utf16, "UTF-16LE"),
        ([b"\xFE\xFF".to_vec(), utf16_be].concat(), "UTF-16BE"),
        (encoding_rs::WINDOWS_1252.encode(text).0.into_owned(), "windows-1252"),
        (chinese, "gb18030"),
    ];
    let mut with_name = basic();
    with_name.fields.push(field("name", Type::Text, &["name"]));
    for (bytes, encoding) in cases {
        let run = read(&with_name, &bytes, &[]).unwrap();
        assert_eq!(run.forms[0].encoding.expect("text has one").name(), encoding);
        assert_eq!(run.accounts[0].2[1], whole(12));
        let expected =
            if encoding == "gb18030" { "上海艾克米科技有限公司" } else { "zoë müller" };
        assert_eq!(run.accounts[0].2[2], Cell::Text(expected.to_owned()), "{encoding}");
        assert_eq!(run.findings, [""; 0]);
    }
}

#[test]
fn a_bad_byte_in_utf_8_is_a_finding_of_its_cell() {
    let mut text = "id,Employees,name\na,12,Zoë\nb,13,Müller\nc,14,".as_bytes().to_vec();
    text.extend(b"Z\xEB\n");
    let mut with_name = basic();
    with_name.fields.push(field("name", Type::Text, &["name"]));
    let run = read(&with_name, &text, &[]).unwrap();
    assert_eq!(run.findings, ["accounts.csv:4 name \"Z\u{FFFD}\" undecodable"]);
    assert_eq!(run.accounts[2].2[2], Cell::Unknown);
}

#[test]
fn headers_match_trimmed_then_by_norm_and_the_first_name_wins() {
    let run = read(&basic(), b"id, EMPLOYEES ,Headcount\na,1,2\n", &[]).unwrap();
    assert_eq!(run.accounts[0].2[1], whole(1));
    let run = read(&basic(), b"id,Headcount\na,2\n", &[]).unwrap();
    assert_eq!(run.accounts[0].2[1], whole(2));
    let run = read(&basic(), b"id,employees,Employees\na,1,2\n", &[]).unwrap();
    assert_eq!(run.accounts[0].2[1], whole(2));
}

fn faults(schema: &Schema, accounts: &[u8], tables: &[(&str, &[u8])]) -> Vec<(&'static str, String)> {
    let diagnostics = read(schema, accounts, tables).err().unwrap();
    diagnostics.into_iter().map(|diagnostic| (diagnostic.code.slug, diagnostic.message)).collect()
}

#[test]
fn what_is_missing_is_told_before_the_first_row() {
    let schema = with_visits(basic());
    let found = faults(&schema, b"id,Employes,employees (k)\na,1,1\n", &[("visit", b"account_id,page\n")]);
    assert_eq!(
        found,
        [
            ("missing-table", "the profile reads the table `visits`, and the run has none".to_owned()),
            (
                "undeclared-table",
                "the run has a table `visit`, and the profile declares none of that name".to_owned()
            ),
            (
                "missing-column",
                "accounts.csv has none of the columns \"Employees\" and \"Headcount\" for field `employees`"
                    .to_owned()
            ),
        ]
    );
    let found = faults(&basic(), b"id,EMPLOYEES,employees\na,1,1\n", &[]);
    assert_eq!(found[0].0, "ambiguous-column");
    let helps = read(&basic(), b"id,Employes\na,1\n", &[]).err().unwrap().remove(0).helps;
    assert_eq!(helps[0].text, "did you mean \"Employes\"? name it with `from`");
}

#[test]
fn what_is_no_table_is_named() {
    let cases: [(&[u8], &str); 7] = [
        (
            b"\n\n <!DOCTYPE html><html>",
            "accounts.csv is not a table but a web page (HTML), perhaps the page around a download or a login",
        ),
        (
            b"version https://git-lfs.github.com/spec/v1\noid",
            "accounts.csv is not a table but a Git LFS pointer: the content was never downloaded",
        ),
        (b"PK\x03\x04 accounts.csv", "accounts.csv is not a table but a zip archive"),
        (
            b"\x1F\x8B\x08",
            "accounts.csv cannot be read: its gzip data ends too early, so rows are missing; fetch the file again",
        ),
        (b"id\0\0\0Employees", "accounts.csv is not text: it holds NUL bytes"),
        (b"", "accounts.csv is empty"),
        (b"\xEF\xBB\xBF \n", "accounts.csv is empty"),
    ];
    for (bytes, message) in cases {
        assert_eq!(faults(&basic(), bytes, &[])[0].1, message);
    }
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut encoder, text).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn packed_tables_are_read_as_what_is_inside() {
    let wide: Vec<u8> = "id,Employees\na,12\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for inside in [b"id,Employees\na,12\n".to_vec(), b"{\"id\": \"a\", \"Employees\": 12}\n".to_vec(), wide] {
        let frame = zstd::encode_all(inside.as_slice(), 3).unwrap();
        for (packed, packing) in [(gzip(&inside), Packing::Gzip), (frame, Packing::Zstd)] {
            let run = read(&basic(), &packed, &[]).unwrap();
            assert_eq!(run.accounts[0].2[1], whole(12));
            assert_eq!(run.forms[0].packing, Some(packing));
        }
    }
    let twice = gzip(&gzip(b"id,Employees\na,12\n"));
    let message = "accounts.csv is not a table but data that is packed twice (gzip inside)";
    assert_eq!(faults(&basic(), &twice, &[])[0].1, message);
    let page = gzip(b"<html><body>Sign in");
    assert!(faults(&basic(), &page, &[])[0].1.contains("a web page"));
}

#[test]
fn a_packed_table_that_is_cut_off_fails_after_the_rows_that_are_there() {
    let mut text = "id,Employees\n".to_owned();
    for row in 0..200_000 {
        text.push_str(&format!("account {row},{}\n", row % 977));
    }
    let packed = gzip(text.as_bytes());
    let run = read(&basic(), &packed[..packed.len() - 100], &[]).unwrap();
    let message = run.failed.expect("the rest is missing").message;
    assert!(message.contains("ends too early, so rows are missing"), "{message}");
    assert!(run.accounts.len() > 1_000);
}

#[test]
fn records_are_read_by_dotted_path_with_their_types() {
    let schema = schema(vec![
        field("id", Type::Text, &["id"]),
        field("employees", Type::Whole, &["properties.numberofemployees"]),
        field("tech", Type::List(Box::new(Type::Text)), &["properties.tech"]),
        field("public", Type::Boolean, &["public"]),
    ]);
    let lines = concat!(
        "{\"id\": 9007199254740993, \"properties\": {\"numberofemployees\": \"1,234\", \"tech\": [\"A\", \"b\", null]}, \"public\": true}\n",
        "\n",
        "{\"id\": \"x\", \"properties\": {\"numberofemployees\": 12.5}}\n",
        "{\"id\": 1.0, \"properties\": null}\n",
        "[1]\n",
        "{\"id\": \n",
    );
    let array = format!("[{}, {}]", lines.lines().next().unwrap(), lines.lines().nth(2).unwrap());
    let run = read(&schema, lines.as_bytes(), &[]).unwrap();
    assert_eq!(run.accounts[0].1.as_deref(), Some("9007199254740993"));
    assert_eq!(run.accounts[0].2[1], whole(1234));
    assert!(matches!(&run.accounts[0].2[2], Cell::List(set) if set.len() == 2));
    assert_eq!(run.accounts[0].2[3], Cell::Boolean(true));
    assert_eq!(run.findings, ["accounts.csv:3 employees \"12.5\" fraction"]);
    assert_eq!(run.accounts[2].1.as_deref(), Some("1"));
    let rejected: Vec<u64> = run.rejected.iter().map(|row| row.0).collect();
    assert_eq!(rejected, [5, 6]);
    let same = read(&schema, array.as_bytes(), &[]).unwrap();
    assert_eq!(same.accounts[0].2, run.accounts[0].2);
    assert_eq!(same.accounts.len(), 2);
    assert_eq!(same.forms[0].format, InputFormat::JsonArray);
}

#[test]
fn an_empty_array_is_a_table_without_rows() {
    let schema = with_visits(basic());
    let run = read(&schema, b"id,Employees\na,1\n", &[("visits", b"[]")]).unwrap();
    assert_eq!(run.accounts[0].3, [Some(0)]);
    assert_eq!(read(&basic(), b" [\n]\n", &[]).unwrap().accounts.len(), 0);
    assert_eq!(faults(&basic(), b"[1, 2]", &[])[0].0, "missing-column");
    assert_eq!(faults(&basic(), b"[{}]", &[])[0].0, "empty-table");
}

#[test]
fn the_first_misspelled_value_names_the_nearest() {
    let mut schema =
        schema(vec![field("id", Type::Text, &["id"]), field("country", Type::Choice(0), &["country"])]);
    let values = crate::types::countries().iter().map(|country| crate::check::model::Choice {
        value: country.alpha2.to_owned(),
        aliases: Vec::new(),
        parent: None,
    });
    let kind = crate::check::model::ChoiceKind::Country;
    schema.choices.push(crate::check::model::ChoiceSet {
        name: "country".to_owned(),
        kind,
        values: values.collect(),
    });
    let run = read(&schema, b"id,country\na,Philipines\nb,Nowhere Land\n", &[]).unwrap();
    let near: Vec<Option<&str>> = run.counts.findings.iter().map(|found| found.near.as_deref()).collect();
    assert_eq!(near, [Some("Philippines")]);
    assert_eq!(run.counts.findings.total(), 2);
}

#[test]
fn a_long_array_is_read_record_by_record() {
    let records: Vec<String> = (0..3_000)
        .map(|n| format!("{{\"id\": \"a{n}\",\n \"Employees\": {n}, \"note\": \"}}],[{{\\\"\"}}"))
        .collect();
    let run = read(&basic(), format!("[\n{}\n]", records.join(",\n")).as_bytes(), &[]).unwrap();
    assert_eq!(run.accounts.len(), 3_000);
    assert_eq!((run.accounts[2_999].0, &run.accounts[2_999].2[1]), (2 + 2 * 2_999, &whole(2_999)));
    let cut = format!("[{}, {{\"id\": \"z\"", records[0]);
    let run = read(&basic(), cut.as_bytes(), &[]).unwrap();
    assert_eq!(run.rejected, [(2, "the file ends inside this record".to_owned())]);
}

#[test]
fn a_child_table_beyond_its_memory_is_refused_with_the_size_it_needs() {
    let schema = with_visits(basic());
    let visits: String = (0..2_000).map(|row| format!("key{row},/page{row}\n")).collect();
    let visits = format!("account_id,page\n{visits}");
    let input = |table_memory| Input {
        accounts: vec![Source::new("accounts.csv", b"id,Employees\na,1\n".as_slice())],
        tables: vec![("visits".to_owned(), Source::new("visits.csv", visits.as_bytes()))],
        options: ReadOptions { table_memory, ..ReadOptions::default() },
        keep: Keep::None,
    };
    let open = |memory| {
        Accounts::open(&schema, &Needs::everything(&schema), input(memory), Box::new(|_| {})).map(|_| ())
    };
    assert_eq!(open(None), Ok(()));
    let faults = open(Some(100_000)).unwrap_err();
    assert_eq!(faults[0].code.id, "ICP0509");
    assert!(faults[0].message.starts_with("the table `visits` needs about 2 MB of memory, and 1 MB"));
}

#[test]
fn child_rows_find_their_account_by_the_exact_key() {
    let schema = with_visits(basic());
    let accounts = b"id,Employees\na,1\n,2\nB ,3\na,4\n".as_slice();
    let visits = b"account_id,page\n a,/x\na,/y\nb,/z\n,/w\nghost,/v\n".as_slice();
    let run = read(&schema, accounts, &[("visits", visits)]).unwrap();
    let rows: Vec<Option<usize>> = run.accounts.iter().map(|account| account.3[0]).collect();
    assert_eq!(rows, [Some(2), None, Some(0), Some(2)]);
    assert_eq!(
        run.findings,
        [
            "visits.csv:5 account_id \"\" blank-foreign-key",
            "accounts.csv:3 id \"\" blank-key",
            "accounts.csv:5 id \"a\" duplicate-key",
            "visits.csv:4 account_id \"b\" orphan-row",
            "visits.csv:6 account_id \"ghost\" orphan-row",
        ]
    );
    let counts = &run.counts.tables[0];
    assert_eq!((counts.read, counts.rejected, counts.blank, counts.orphans), (5, 0, 1, 2));
    assert_eq!(run.counts.findings.total(), 5);
}

#[test]
fn a_percent_column_of_bare_typed_numbers_needs_its_unit() {
    let schema = schema(vec![field("id", Type::Text, &["id"]), field("growth", Type::Percent, &["growth"])]);
    assert_eq!(faults(&schema, b"{\"id\": 1, \"growth\": 12}\n", &[])[0].0, "bare-percent");
    let run = read(&schema, b"id,growth\na,12\nb,12%\n", &[]).unwrap();
    assert_eq!(run.findings, ["accounts.csv:2 growth \"12\" bare-percent"]);
}

#[test]
fn a_quote_that_is_never_closed_takes_one_row_with_it() {
    let mut text = "id,Employees\n\"a,1\n".to_owned();
    for n in 0..100 {
        text.push_str(&format!("b{n},2\n"));
    }
    let run = read(&basic(), text.as_bytes(), &[]).unwrap();
    assert_eq!(run.rejected.len(), 1);
    assert!(run.rejected[0].1.contains("its quotes span"), "{}", run.rejected[0].1);
    assert!(run.failed.is_none());
}

#[test]
fn a_row_without_end_stops_the_reading_and_names_its_line() {
    let text = format!("id,Employees\na,1\n\n\"b,{}", "x\n".repeat(9 << 20));
    let run = read(&basic(), text.as_bytes(), &[]).unwrap();
    assert_eq!(run.accounts.len(), 1);
    let message = run.failed.unwrap().message;
    assert_eq!(message, "the row that starts on line 4 of accounts.csv is longer than 16 MB");
}

#[test]
fn columns_pass_through_as_they_are() {
    let schema = schema(vec![field("id", Type::Text, &["id"]), field("name", Type::Text, &["Company"])]);
    let read = |keep: Keep| {
        let text = b"id,Company,,id\na,ACME Inc.,x,y\n".as_slice();
        let input = Input {
            accounts: vec![Source::new("t.csv", text)],
            tables: Vec::new(),
            options: ReadOptions::default(),
            keep,
        };
        let mut needs = Needs::everything(&schema);
        needs.fields = vec![false, true];
        let mut accounts = Accounts::open(&schema, &needs, input, Box::new(|_| ()))
            .map_err(|faults| faults.into_iter().map(|fault| fault.message).collect::<Vec<_>>())?;
        let row = accounts.next().unwrap().unwrap();
        let values: Vec<String> = row.kept().map(|raw| raw.shown().into_owned()).collect();
        Ok::<_, Vec<String>>((accounts.kept().to_vec().join("|"), values.join("|")))
    };
    let pair = |names: &str, values: &str| Ok((names.to_owned(), values.to_owned()));
    assert_eq!(read(Keep::Name), pair("name", "ACME Inc."));
    assert_eq!(read(Keep::None), pair("", ""));
    assert_eq!(read(Keep::All), pair("id|Company|column 3|id (4)", "a|ACME Inc.|x|y"));
    assert_eq!(read(Keep::Columns(vec!["company".to_owned()])), pair("company", "ACME Inc."));
    let missing = read(Keep::Columns(vec!["Compny".to_owned()])).unwrap_err();
    assert_eq!(missing, ["t.csv has no column \"Compny\" to pass through"]);
}
