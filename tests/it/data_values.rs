//! The value catalogue of `docs/data.md`: every row of its tables is a cell, its type, and what is read.

use std::collections::BTreeMap;

use icp::check::model::{Model, Type};
use icp::check::{LoadError, Loaded, Loader, check};
use icp::data::{CellRead, FieldReader, Raw};
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
fn every_row_of_the_value_catalogue_reads_as_the_page_says() {
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
