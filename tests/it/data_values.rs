//! The value catalog of `docs/data.md`: every row of its tables is a cell, its type, and what is read.

use std::collections::BTreeMap;

use icp::check::model::{Model, Type};
use icp::check::{LoadError, Loaded, Loader, check};
use icp::data::{Accounts, CellRead, FieldReader, Input, Keep, Needs, Raw, ReadOptions, Source};
use icp::text::{SourceFile, Sources};
use icp::types::{Cell, Element, End, Interval, Number};

const PAGE: &str = include_str!("../../docs/data.md");

struct NoFiles;

impl Loader for NoFiles {
    fn load(&self, _: &str, _: &str) -> Result<Loaded, LoadError> {
        Err(LoadError::NotFound { nearby: Vec::new() })
    }
}

/// A row of a table on the page.
struct Row {
    line: usize,
    ty: String,
    cell: String,
    reading: String,
}

fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    for (index, line) in PAGE.lines().enumerate() {
        let Some(inner) = line.strip_prefix("| `").and_then(|rest| rest.strip_suffix("` |")) else {
            continue;
        };
        let parts: Vec<&str> = inner.split(" | ").collect();
        let [ty, cell, reading] = parts.as_slice() else { continue };
        let cell = if *cell == "*blank*" { "" } else { cell.trim_start_matches('`').trim_end_matches('`') };
        rows.push(Row {
            line: index + 1,
            ty: unescaped(ty.trim_end_matches('`')).replace('\n', "\\n"),
            cell: unescaped(cell),
            reading: unescaped(reading.trim_start_matches('`')),
        });
    }
    rows
}

/// The page writes a line break as `\n`, a bar as `\|`, invisible characters as `\u{a0}`.
fn unescaped(text: &str) -> String {
    let mut out = text.replace("\\n", "\n").replace("\\|", "|");
    for code in ["a0", "308"] {
        let character = char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap();
        out = out.replace(&format!("\\u{{{code}}}"), &character.to_string());
    }
    out
}

/// A profile with one field `x` of the type.
fn model(ty: &str) -> Model {
    let account =
        if ty == "text key" { "x: text key".to_owned() } else { format!("id: text key\n  x: {ty}") };
    let text = format!(
        "profile values \"Values\" {{ }}\n\
         account {{\n  {account}\n}}\n\
         taxonomy industries {{\n  \"Software\" aliases [\"Computer Software\", \"COMPUTER_SOFTWARE\", \"7372\", \"软件和信息技术服务业\"] {{ \"SaaS\" }}\n}}\n\
         rates on 2026-09-30 {{ 1 EUR = 1.08 USD  1 CNY = 0.14 USD }}\n"
    );
    let mut sources = Sources::new();
    let checked = check(&mut sources, SourceFile::new("values.icp", text), &NoFiles);
    checked.model.unwrap_or_else(|| panic!("`{ty}`: {:?}", checked.diagnostics))
}

fn raw(value: &serde_json::Value) -> Raw<'_> {
    match value {
        serde_json::Value::Null => Raw::Absent,
        serde_json::Value::Bool(value) => Raw::Boolean(*value),
        serde_json::Value::Number(number) => Raw::Number(number.to_string()),
        serde_json::Value::String(text) => Raw::Text(text.as_str().into()),
        serde_json::Value::Array(values) => Raw::List(values.iter().map(raw).collect()),
        serde_json::Value::Object(_) => Raw::Nested,
    }
}

fn number(ty: &Type, millionths: i128) -> String {
    match ty {
        Type::Percent => format!("{}%", Number::from_millionths(millionths * 100)),
        _ => Number::from_millionths(millionths).to_string(),
    }
}

fn range(ty: &Type, interval: Interval) -> String {
    let show = |value| number(ty, value);
    match (interval.low, interval.high) {
        (End::Included(low), End::Included(high)) => format!("{}..{}", show(low), show(high)),
        (End::Included(low), End::Excluded(high)) => format!("{}..<{}", show(low), show(high)),
        (End::Included(low), End::Unbounded) => format!(">= {}", show(low)),
        (End::Excluded(low), End::Unbounded) => format!("> {}", show(low)),
        (End::Unbounded, End::Included(high)) => format!("<= {}", show(high)),
        (End::Unbounded, End::Excluded(high)) => format!("< {}", show(high)),
        other => panic!("{other:?}"),
    }
}

fn choice(model: &Model, ty: &Type, position: u32) -> String {
    let Type::Choice(set) = ty else { panic!("{ty:?}") };
    model.schema.choices[*set].values[position as usize].value.clone()
}

fn shown(model: &Model, ty: &Type, read: &CellRead) -> String {
    let unit = match ty {
        Type::Money(currency) => format!(" {currency}"),
        _ => String::new(),
    };
    let value = match &read.cell {
        Cell::Unknown => {
            return read
                .reason
                .as_ref()
                .map_or("unknown".to_owned(), |reason| format!("finding: {}", reason.slug()));
        }
        Cell::Number(value) => format!("{}{unit}", number(ty, value.millionths())),
        Cell::Range(interval) => format!("{}{unit}", range(ty, *interval)),
        Cell::Day(day) => day.to_string(),
        Cell::Boolean(value) => value.to_string(),
        Cell::Text(text) => format!("\"{text}\""),
        Cell::Choice(position) => choice(model, ty, *position),
        Cell::List(elements) => {
            let Type::List(inner) = ty else { panic!("{ty:?}") };
            let element = |element: &Element| match element {
                Element::Number(value) => number(inner, value.millionths()),
                Element::Day(day) => day.to_string(),
                Element::Boolean(value) => value.to_string(),
                Element::Text(text) => format!("\"{text}\""),
                Element::Choice(position) => format!("\"{}\"", choice(model, inner, *position)),
            };
            format!("[{}]", elements.iter().map(element).collect::<Vec<_>>().join(", "))
        }
    };
    match &read.reason {
        Some(reason) => {
            assert!(reason.keeps_value(), "{value}: {reason:?} keeps no value");
            format!("{value}, finding: {}", reason.slug())
        }
        None => value,
    }
}

#[test]
fn every_row_of_the_value_catalog_reads_as_the_page_says() {
    let rows = rows();
    assert!(rows.len() >= 400, "only {} rows were found on the page", rows.len());
    let mut by_type: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in &rows {
        by_type.entry(&row.ty).or_default().push(row);
    }
    let mut wrong = Vec::new();
    for (ty, rows) in by_type {
        let model = model(ty);
        let field = model.schema.fields.iter().find(|field| field.name == "x").unwrap();
        let reader = FieldReader::new(&model.schema, field, ty == "text key");
        for row in rows {
            let json = row
                .cell
                .strip_prefix("json ")
                .map(|text| serde_json::from_str::<serde_json::Value>(text).unwrap());
            let read = match &json {
                Some(value) => reader.read(&raw(value)),
                None => reader.read(&Raw::Text(row.cell.as_str().into())),
            };
            let reading = shown(&model, &field.ty, &read);
            if reading != row.reading {
                wrong.push(format!(
                    "docs/data.md:{}: `{ty}` {:?} reads as `{reading}`, not `{}`",
                    row.line, row.cell, row.reading
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{} rows:\n{}", wrong.len(), wrong.join("\n"));
}

/// A table of the development data, if it is there.
fn public_table(name: &str) -> Option<Vec<u8>> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(name);
    match std::fs::read(&path) {
        Ok(bytes) => Some(bytes),
        Err(_) => {
            println!("skipped: {name} is not there (../shared/data)");
            None
        }
    }
}

/// Reads a whole table with an `account` block: rows, rejected rows, findings by field and reason, encoding.
fn read_table(account: &str, name: &str, bytes: &[u8]) -> Result<(usize, u64, Vec<String>, String), String> {
    let text = format!("profile tables \"Tables\" {{ }}\naccount {{\n{account}\n}}\n");
    let mut sources = Sources::new();
    let checked = check(&mut sources, SourceFile::new("tables.icp", text), &NoFiles);
    let model = checked.model.unwrap_or_else(|| panic!("{:?}", checked.diagnostics));
    let input = Input {
        accounts: vec![Source::new(name, bytes)],
        tables: Vec::new(),
        options: ReadOptions::default(),
        keep: Keep::None,
    };
    let needs = Needs::everything(&model.schema);
    let opened = Accounts::open(&model.schema, &needs, input, Box::new(|_| ()));
    let mut accounts = opened.map_err(|faults| faults[0].message.clone())?;
    let rows = accounts.by_ref().filter(Result::is_ok).count();
    let counts = accounts.counts();
    let findings = counts
        .findings
        .iter()
        .map(|found| format!("{} {} {}", found.field, found.reason.slug(), found.count));
    Ok((
        rows,
        counts.rejected,
        findings.collect(),
        counts.forms[0].encoding.expect("text has one").name().to_owned(),
    ))
}

#[test]
fn public_tables_are_read_whole() {
    let cases = [
        (
            "maven-crm/accounts.csv",
            "name: text key from \"account\"\nemployees: whole\nrevenue: number\nyear: whole from \"year_established\"\ncountry: country from \"office_location\"",
            (85, vec!["country ambiguous-country 1", "country unknown-country 1"], "UTF-8"),
        ),
        (
            "inc5000/inc5000.csv",
            "name: text from \"COMPANY NAME\"\nrank: text key from \"RANK\"\ngrowth: percent of 100 from \"GROWTH\"\nemployees: whole from \"EMPLOYEES\"\nrevenue: money USD from \"REVENUE\"\nfounded: whole from \"FOUNDED\"",
            (5_000, vec!["rank duplicate-key 1"], "UTF-8"),
        ),
        (
            "x-education-leads/Leads.csv",
            "id: text key from \"Prospect ID\"\nvisits: number from \"TotalVisits\"\nmail: boolean from \"Do Not Email\"\nconverted: boolean \"1\" / \"0\" from \"Converted\"\ncity: text from \"City\" unknown when \"Select\"\npages: number from \"Page Views Per Visit\"",
            (9_240, vec![], "UTF-8"),
        ),
        (
            "india-startup-funding/startup_funding.csv",
            "id: text key from \"Sr No\"\non: date from \"Date\" format \"%d/%m/%Y\"\namount: number from \"AmountInUSD\"",
            (
                3_044,
                vec![
                    "amount text-beside-number 12",
                    "amount unclear-separator 4",
                    "amount undeclared-range 1",
                    "on other-date-format 3",
                ],
                "windows-1252",
            ),
        ),
        (
            "salesforce-seeds/sf_opportunity_data.csv",
            "id: text key from \"id\"\namount: money USD from \"amount\"\nclosed: boolean from \"is_closed\"\nclose: date from \"close_date\"",
            (10, vec![], "UTF-8"),
        ),
        (
            "hubspot-seeds/company_data.csv",
            "id: text key\nrevenue: money USD from \"property_annualrevenue\"\ndeleted: boolean from \"is_deleted\"\ncreated: date from \"property_createdate\"",
            (24, vec![], "UTF-8"),
        ),
    ];
    let mut wrong = Vec::new();
    for (name, account, (rows, findings, encoding)) in cases {
        let Some(bytes) = public_table(name) else { continue };
        let read = read_table(account, name, &bytes).unwrap();
        let findings: Vec<String> = findings.into_iter().map(str::to_owned).collect();
        if read != (rows, 0, findings, encoding.to_owned()) {
            wrong.push(format!("{name}: {read:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn public_files_that_are_no_tables_are_named() {
    let cases = [
        ("malformed/leads_really_html.csv", "a web page"),
        ("malformed/olist_lfs_pointer.csv", "a Git LFS pointer"),
    ];
    for (name, what) in cases {
        let Some(bytes) = public_table(name) else { continue };
        let message = read_table("id: text key", name, &bytes).unwrap_err();
        assert!(message.contains(what), "{message}");
    }
}
