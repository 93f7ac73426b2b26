//! Reading Arrow files and streams that the library writes: types, shapes, and broken files.

use std::sync::Arc;

use arrow_array::builder::{Int32Builder, ListBuilder, StringDictionaryBuilder};
use arrow_array::types::Int8Type;
use arrow_array::{
    Array, ArrayRef, BinaryArray, BooleanArray, Date32Array, Date64Array, Decimal128Array, Float32Array,
    Float64Array, Int64Array, LargeStringArray, NullArray, RecordBatch, StringArray, StringViewArray,
    StructArray, Time32MillisecondArray, TimestampMicrosecondArray, TimestampSecondArray, UInt64Array,
};
use arrow_ipc::writer::{FileWriter, StreamWriter};
use arrow_schema::{DataType, Field, Schema};

use super::super::raw::Raw;
use super::super::rows::{Row, RowFault};

fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    let fields: Vec<Field> =
        columns.iter().map(|(name, array)| Field::new(*name, array.data_type().clone(), true)).collect();
    let arrays = columns.into_iter().map(|(_, array)| array).collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).unwrap()
}

fn as_file(batch: &RecordBatch) -> Vec<u8> {
    let mut writer = FileWriter::try_new(Vec::new(), &batch.schema()).unwrap();
    writer.write(batch).unwrap();
    writer.finish().unwrap();
    writer.into_inner().unwrap()
}

fn as_stream(batch: &RecordBatch) -> Vec<u8> {
    let mut writer = StreamWriter::try_new(Vec::new(), &batch.schema()).unwrap();
    writer.write(batch).unwrap();
    writer.finish().unwrap();
    writer.into_inner().unwrap()
}

fn rows(bytes: &[u8]) -> Result<(Vec<String>, Vec<Vec<Raw<'static>>>), String> {
    let super::TypedTable { mut rows, headers: names, .. } =
        super::open("a.arrow", Arc::new(bytes.to_vec())).map_err(|d| d.message)?;
    let mut out = Vec::new();
    while let Some(row) = rows.next_row() {
        match row {
            Ok(Row::Values { cells, .. }) => out.push(cells),
            Ok(_) => panic!("not a row of values"),
            Err(RowFault::Rejected(_)) => panic!("no row of Arrow is rejected"),
            Err(RowFault::Failed(diagnostic)) => return Err(diagnostic.message),
        }
    }
    Ok((names, out))
}

fn number(text: &str) -> Raw<'static> {
    Raw::Number(text.to_owned())
}

fn text(text: &str) -> Raw<'static> {
    Raw::Text(text.to_owned().into())
}

#[test]
fn every_type_is_a_cell_that_loses_nothing() {
    let mut words = StringDictionaryBuilder::<Int8Type>::new();
    words.append_value("x");
    words.append_value("y");
    let mut lists = ListBuilder::new(Int32Builder::new());
    lists.append_value([Some(1), None]);
    lists.append_null();
    let city = Arc::new(StringArray::from(vec![Some("Ulm"), None])) as ArrayRef;
    let address = StructArray::from(vec![(Arc::new(Field::new("city", DataType::Utf8, true)), city)]);
    let moments = TimestampMicrosecondArray::from(vec![1, 2]).with_timezone("Europe/Berlin");
    let decimals = Decimal128Array::from(vec![-1250, 1]).with_precision_and_scale(20, 2).unwrap();
    let columns: Vec<(&str, ArrayRef, Raw<'static>)> = vec![
        ("bool", Arc::new(BooleanArray::from(vec![true, false])), Raw::Boolean(true)),
        ("whole", Arc::new(Int64Array::from(vec![-7, 0])), number("-7")),
        ("unsigned", Arc::new(UInt64Array::from(vec![u64::MAX, 0])), number("18446744073709551615")),
        ("single", Arc::new(Float32Array::from(vec![0.1, 0.0])), number("0.1")),
        ("double", Arc::new(Float64Array::from(vec![0.1, 0.0])), number("0.1")),
        ("decimal", Arc::new(decimals), number("-12.5")),
        ("text", Arc::new(StringArray::from(vec!["a", "b"])), text("a")),
        ("large", Arc::new(LargeStringArray::from(vec!["a", "b"])), text("a")),
        ("view", Arc::new(StringViewArray::from(vec!["a", "b"])), text("a")),
        ("bytes", Arc::new(BinaryArray::from(vec![&b"a"[..], b"b"])), text("a")),
        ("word", Arc::new(words.finish()), text("x")),
        ("day", Arc::new(Date32Array::from(vec![19_783, 0])), text("2024-03-01")),
        ("day64", Arc::new(Date64Array::from(vec![86_400_000, 0])), text("1970-01-02")),
        ("moment", Arc::new(moments), text("1970-01-01T00:00:00.000001Z")),
        ("local", Arc::new(TimestampSecondArray::from(vec![60, 0])), text("1970-01-01T00:01:00")),
        ("time", Arc::new(Time32MillisecondArray::from(vec![1_500, 0])), text("00:00:01.5")),
        ("list", Arc::new(lists.finish()), Raw::List(vec![number("1"), Raw::Absent])),
        ("address", Arc::new(address), text("Ulm")),
        ("null", Arc::new(NullArray::new(2)), Raw::Absent),
    ];
    let batch = batch(columns.iter().map(|(name, array, _)| (*name, Arc::clone(array))).collect());
    for bytes in [as_file(&batch), as_stream(&batch)] {
        let (names, rows) = rows(&bytes).unwrap();
        assert_eq!(rows.len(), 2);
        for (((name, _, expected), found), path) in columns.iter().zip(&rows[0]).zip(&names) {
            assert_eq!(found, expected, "{name}");
            assert_eq!(path.split('.').next(), Some(*name));
        }
    }
}

#[test]
fn records_in_lists_are_dotted_paths() {
    let ages = Arc::new(Int64Array::from(vec![40, 50, 60])) as ArrayRef;
    let people = StructArray::from(vec![(Arc::new(Field::new("age", DataType::Int64, true)), ages)]);
    let element = Arc::new(Field::new("item", people.data_type().clone(), true));
    let lists = arrow_array::ListArray::new(
        element,
        arrow_buffer::OffsetBuffer::from_lengths([2, 0, 1]),
        Arc::new(people),
        None,
    );
    let (names, rows) = rows(&as_file(&batch(vec![("people", Arc::new(lists))]))).unwrap();
    assert_eq!(names, ["people.age"]);
    let ages = |ages: &[&str]| vec![Raw::List(ages.iter().map(|age| number(age)).collect())];
    assert_eq!(rows, [ages(&["40", "50"]), ages(&[]), ages(&["60"])]);
}

#[test]
fn a_broken_file_is_told_and_never_panics() {
    let many: Vec<Option<String>> = (0..300).map(|row| (row % 3 > 0).then(|| format!("row {row}"))).collect();
    let batch = batch(vec![
        ("id", Arc::new(StringArray::from(many))),
        ("n", Arc::new(Int64Array::from((0..300).collect::<Vec<i64>>()))),
    ]);
    let (file, stream) = (as_file(&batch), as_stream(&batch));
    let mut failed = 0;
    for whole in [&file, &stream] {
        assert_eq!(rows(whole).unwrap().1.len(), 300);
        for end in (0..whole.len()).step_by(41) {
            match rows(&whole[..end]) {
                // A stream may end after any message.
                Ok((_, rows)) => assert!(rows.is_empty() || rows.len() == 300),
                Err(message) => {
                    failed += 1;
                    assert!(message.starts_with("a.arrow "), "{message}");
                }
            }
        }
        let mut random = 0x9E37_79B9_7F4A_7C15u64;
        for _ in 0..400 {
            let mut bytes = whole.clone();
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let at = (random >> 20) as usize % bytes.len();
            bytes[at] ^= 1 << (random >> 60 & 7);
            if let Err(message) = rows(&bytes) {
                failed += 1;
                assert!(message.starts_with("a.arrow "), "{message}");
            }
        }
    }
    assert!(failed > 50, "{failed}");
}
