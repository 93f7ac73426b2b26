//! Results encoded as CSV and JSON, with batches made by hand.

use super::*;

/// A batch of three rows and three columns, of every kind of value.
fn results() -> (Vec<String>, write::ResultBatch) {
    use super::write::{ResultColumn, Value};
    let columns = vec![
        vec![Value::text("=1+1"), Value::text("-12.5"), Value::text("+1 (555) 0100")],
        vec![Value::Number("-5".into()), Value::Empty, Value::Boolean(true)],
        vec![
            Value::List(vec!["a".into(), "b".into()]),
            Value::Json(serde_json::json!({"a": 1})),
            Value::text("x, \"y\"\nz"),
        ],
    ];
    let columns = columns.into_iter().map(ResultColumn::Values).collect();
    (["name", "score", "tags"].map(str::to_owned).to_vec(), write::ResultBatch { rows: 3, columns })
}

fn written(format: &dyn write::ResultFormat, batches: Vec<write::ResultBatch>) -> String {
    match format.encode(batches).unwrap() {
        write::Encoded::Bytes(bytes) => String::from_utf8(bytes).unwrap(),
        write::Encoded::Batches(_) | write::Encoded::Group(_) => panic!("no bytes"),
    }
}

#[test]
fn texts_that_a_spreadsheet_would_run_are_guarded() {
    let (_, batch) = results();
    let guarded = written(&write::CsvFormat { guarded: true }, vec![batch.clone()]);
    let expected =
        concat!("'=1+1,-5,a;b\n-12.5,,\"{\"\"a\"\":1}\"\n", "'+1 (555) 0100,true,\"x, \"\"y\"\"\nz\"\n",);
    assert_eq!(guarded, expected);
    let plain = written(&write::CsvFormat { guarded: false }, vec![batch]);
    assert_eq!(plain, expected.replace('\'', ""));
}

#[test]
fn json_keeps_types() {
    use super::write::{JsonArraySink, ResultFormat as _, ResultSink as _};
    let (columns, batch) = results();
    let lines = written(&write::JsonFormat::lines(&columns), vec![batch.clone()]);
    let expected = concat!(
        "{\"name\":\"=1+1\",\"score\":-5,\"tags\":[\"a\",\"b\"]}\n",
        "{\"name\":\"-12.5\",\"score\":null,\"tags\":{\"a\":1}}\n",
        "{\"name\":\"+1 (555) 0100\",\"score\":true,\"tags\":\"x, \\\"y\\\"\\nz\"}\n",
    );
    assert_eq!(lines, expected);
    // A piece without accounts, between two with some, leaves no trace.
    let format = write::JsonFormat::array(&columns);
    let mut array = Vec::new();
    let mut sink = Box::new(JsonArraySink::new(&mut array));
    for batches in [vec![batch.clone()], Vec::new(), vec![batch.clone(), batch]] {
        sink.append(format.encode(batches).unwrap()).unwrap();
    }
    sink.finish().unwrap();
    let read: Vec<serde_json::Value> = serde_json::from_slice(&array).unwrap();
    let each: Vec<serde_json::Value> =
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(read, [each.clone(), each.clone(), each].concat());
}

/// Every kind of column encodes as its values do.
#[test]
fn columns_are_written_as_their_values() {
    use super::write::ResultColumn;
    use crate::plan::classes::Texts;
    use crate::types::Points;
    use std::sync::Arc;
    let mut texts = Texts::default();
    [Some("a,b"), None, Some("=x")].into_iter().for_each(|text| texts.push(text));
    let words = Arc::new(vec![Some("q\"q".to_owned()), None, Some("-x".to_owned())]);
    let lists = Arc::new(vec![Vec::new(), vec!["a".to_owned(), "b\nc".to_owned()]]);
    let columns = vec![
        ResultColumn::Texts(texts),
        ResultColumn::Words(vec![0, 1, 2], words),
        ResultColumn::Lists(vec![1, 0, 1], lists),
        ResultColumn::Points([-1_500, 0, 12_345].map(Points::from_thousandths).to_vec()),
        ResultColumn::Tenths(vec![Some(5), None, Some(1_000)]),
    ];
    let values = columns
        .iter()
        .map(|column| ResultColumn::Values((0..3).map(|row| column.value(row).into_owned()).collect()));
    let as_values = write::ResultBatch { rows: 3, columns: values.collect() };
    let batch = write::ResultBatch { rows: 3, columns };
    let names: Vec<String> = (0..5).map(|index| format!("c{index}")).collect();
    for format in [
        &write::CsvFormat { guarded: true } as &dyn write::ResultFormat,
        &write::JsonFormat::lines(&names),
        &write::JsonFormat::array(&names),
    ] {
        assert_eq!(written(format, vec![batch.clone()]), written(format, vec![as_values.clone()]));
    }
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_read_or_told(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300)) {
        let _ = read(&basic(), &bytes, &[]);
        let _ = read(&basic(), &[b"id,Employees\n", bytes.as_slice()].concat(), &[]);
        let _ = read(&basic(), &[b"{\"id\":1,\"Employees\":2}\n", bytes.as_slice()].concat(), &[]);
        let _ = read(&basic(), &[b"[{\"id\":1,\"Employees\":2},", bytes.as_slice()].concat(), &[]);
    }

    #[test]
    fn marks_in_any_order_lose_no_row(parts in proptest::collection::vec(
        proptest::sample::select(vec!["a", "1", ",", ";", "\"", "\n", "\r\n", "\r", "{", "}", "[", "]", ":", "\\", " "]), 0..60)
    ) {
        let text = parts.concat();
        for head in ["id,Employees\n", "{\"id\":1,\"Employees\":2}\n", "[{\"id\":1,\"Employees\":2},"] {
            if let Ok(run) = read(&basic(), format!("{head}{text}").as_bytes(), &[]) {
                let lines: Vec<u64> = run.accounts.iter().map(|row| row.0).collect();
                proptest::prop_assert!(lines.is_sorted(), "{:?}", lines);
            }
        }
    }

    #[test]
    fn written_cells_read_back(cells in proptest::collection::vec("[^\\x00]{0,6}", 2..6)) {
        use super::write::{CsvWriter, RowWriter, Value};
        let mut out = Vec::new();
        let columns: Vec<String> = (0..cells.len()).map(|index| format!("c{index}")).collect();
        {
            let mut writer = CsvWriter::new(&mut out, &columns, false).unwrap();
            let row: Vec<Value<'_>> = std::iter::once("k".into())
                .chain(cells.iter().skip(1).map(|cell| cell.as_str().into()))
                .map(Value::Text)
                .collect();
            writer.row(&row).unwrap();
            writer.finish().unwrap();
        }
        let schema = schema(vec![field("id", Type::Text, &["c0"])]);
        let input = Input {
            accounts: vec![Source::new("t.csv", out.as_slice())],
            tables: Vec::new(),
            options: ReadOptions::default(),
            keep: Keep::All,
        };
        let mut accounts = Accounts::open(&schema, &Needs::everything(&schema), input, Box::new(|_| ())).ok().unwrap();
        let row = accounts.next().unwrap().unwrap();
        let read: Vec<String> = row.kept().skip(1).map(|raw| raw.shown().into_owned()).collect();
        proptest::prop_assert_eq!(read.as_slice(), cells.get(1..).unwrap());
    }
}
