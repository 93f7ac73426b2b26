//! Reading Parquet files that the library writes: types, shapes, encodings, codecs, and broken files.

use std::sync::Arc;

use ::parquet::basic::Compression;
use ::parquet::data_type::{ByteArray, FixedLenByteArray, Int96};
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::SerializedFileWriter;
use ::parquet::schema::parser::parse_message_type;

use super::super::raw::Raw;
use super::super::rows::{Row, RowFault};

/// The values of one column with their levels.
pub(super) enum Values {
    Boolean(Vec<bool>),
    I32(Vec<i32>),
    I64(Vec<i64>),
    I96(Vec<Int96>),
    Float(Vec<f32>),
    Double(Vec<f64>),
    Bytes(Vec<ByteArray>),
    Fixed(Vec<FixedLenByteArray>),
}

pub(super) struct Chunk {
    pub values: Values,
    pub defs: Option<Vec<i16>>,
    pub reps: Option<Vec<i16>>,
}

fn bytes(texts: &[&str]) -> Values {
    Values::Bytes(texts.iter().map(|text| ByteArray::from(*text)).collect())
}

/// A file with these row groups.
pub(super) fn file(schema: &str, properties: WriterProperties, groups: &[Vec<Chunk>]) -> Vec<u8> {
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties)).unwrap();
    for group in groups {
        let mut out = writer.next_row_group().unwrap();
        for chunk in group {
            let mut column = out.next_column().unwrap().unwrap();
            let (defs, reps) = (chunk.defs.as_deref(), chunk.reps.as_deref());
            match &chunk.values {
                Values::Boolean(values) => {
                    column.typed::<::parquet::data_type::BoolType>().write_batch(values, defs, reps)
                }
                Values::I32(values) => {
                    column.typed::<::parquet::data_type::Int32Type>().write_batch(values, defs, reps)
                }
                Values::I64(values) => {
                    column.typed::<::parquet::data_type::Int64Type>().write_batch(values, defs, reps)
                }
                Values::I96(values) => {
                    column.typed::<::parquet::data_type::Int96Type>().write_batch(values, defs, reps)
                }
                Values::Float(values) => {
                    column.typed::<::parquet::data_type::FloatType>().write_batch(values, defs, reps)
                }
                Values::Double(values) => {
                    column.typed::<::parquet::data_type::DoubleType>().write_batch(values, defs, reps)
                }
                Values::Bytes(values) => {
                    column.typed::<::parquet::data_type::ByteArrayType>().write_batch(values, defs, reps)
                }
                Values::Fixed(values) => column
                    .typed::<::parquet::data_type::FixedLenByteArrayType>()
                    .write_batch(values, defs, reps),
            }
            .unwrap();
            column.close().unwrap();
        }
        out.close().unwrap();
    }
    writer.into_inner().unwrap()
}

fn there(values: Values) -> Chunk {
    Chunk { values, defs: None, reps: None }
}

/// The column names and all rows; or why not.
pub(in crate::data) fn rows(bytes: &[u8]) -> Result<(Vec<String>, Vec<Vec<Raw<'static>>>), String> {
    let super::TypedTable { mut rows, headers: names, .. } =
        super::open("a.parquet", Arc::new(bytes.to_vec())).map_err(|d| d.message)?;
    let mut out = Vec::new();
    while let Some(row) = rows.next_row() {
        match row {
            Ok(Row::Values { cells, line }) => {
                assert_eq!(line, out.len() as u64 + 1);
                out.push(cells);
            }
            Ok(_) => panic!("not a row of values"),
            Err(RowFault::Rejected(_)) => panic!("no row of Parquet is rejected"),
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
    let mut moment = Int96::new();
    moment.set_data(0, 0, 2_440_588 + 19_783);
    for (column, values, expected) in [
        ("boolean a", Values::Boolean(vec![true]), Raw::Boolean(true)),
        ("int32 a", Values::I32(vec![-7]), number("-7")),
        ("int32 a (INTEGER(8,false))", Values::I32(vec![200]), number("200")),
        ("int32 a (INTEGER(32,false))", Values::I32(vec![-1]), number("4294967295")),
        ("int64 a (INTEGER(64,false))", Values::I64(vec![-1]), number("18446744073709551615")),
        ("int32 a (DATE)", Values::I32(vec![19_783]), text("2024-03-01")),
        ("int32 a (DECIMAL(9,2))", Values::I32(vec![-1250]), number("-12.5")),
        ("int64 a (DECIMAL(18,3))", Values::I64(vec![12_345]), number("12.345")),
        ("int64 a (TIMESTAMP(MILLIS,true))", Values::I64(vec![0]), text("1970-01-01T00:00:00Z")),
        ("int64 a (TIMESTAMP(MICROS,false))", Values::I64(vec![1]), text("1970-01-01T00:00:00.000001")),
        ("int64 a (TIMESTAMP(NANOS,false))", Values::I64(vec![-1]), text("1969-12-31T23:59:59.999999999")),
        ("int32 a (TIME(MILLIS,true))", Values::I32(vec![1_000]), text("00:00:01")),
        ("int96 a", Values::I96(vec![moment]), text("2024-03-01T00:00:00")),
        ("float a", Values::Float(vec![0.1]), number("0.1")),
        ("double a", Values::Double(vec![0.1]), number("0.1")),
        ("double a", Values::Double(vec![f64::NAN]), number("NaN")),
        ("binary a (STRING)", bytes(&["Größe"]), text("Größe")),
        ("binary a", bytes(&["x"]), text("x")),
        ("binary a (JSON)", bytes(&["[1]"]), text("[1]")),
        ("binary a (DECIMAL(30,1))", Values::Bytes(vec![ByteArray::from(vec![0xFF, 0x38])]), number("-20")),
        (
            "fixed_len_byte_array(2) a (FLOAT16)",
            Values::Fixed(vec![FixedLenByteArray::from(vec![0, 0x3C])]),
            number("1"),
        ),
    ] {
        let bytes = file(
            &format!("message m {{ required {column}; }}"),
            WriterProperties::default(),
            &[vec![there(values)]],
        );
        let (names, rows) = rows(&bytes).unwrap();
        assert_eq!((names, rows), (vec!["a".to_owned()], vec![vec![expected]]), "{column}");
    }
}

#[test]
fn records_are_dotted_paths_and_lists_are_lists() {
    let schema = "message m {
        optional group address { optional binary city (STRING); }
        optional group tools (LIST) { repeated group list { optional binary element (STRING); } }
        repeated int32 old;
        optional group people (LIST) { repeated group list { optional group element { required int32 age; } } }
        optional group pairs (LIST) { repeated group list {
            optional group element (LIST) { repeated group list { required int32 element; } } } }
        optional group kinds (MAP) { repeated group key_value {
            required binary key (STRING); optional int32 value; } }
    }";
    let some = |values, defs: &[i16], reps: &[i16]| Chunk {
        values,
        defs: Some(defs.to_vec()),
        reps: (!reps.is_empty()).then(|| reps.to_vec()),
    };
    let bytes = file(
        schema,
        WriterProperties::default(),
        &[vec![
            some(bytes(&["Ulm"]), &[2, 1, 0], &[]),
            // [a, null], [], null
            some(bytes(&["a"]), &[3, 2, 1, 0], &[0, 1, 0, 0]),
            some(Values::I32(vec![1, 2]), &[1, 1, 0, 0], &[0, 1, 0, 0]),
            some(Values::I32(vec![40]), &[3, 2, 1, 0], &[0, 1, 0, 0]),
            // [[1, 2], [3]], [[]], null
            some(Values::I32(vec![1, 2, 3]), &[4, 4, 4, 3, 0], &[0, 2, 1, 0, 0]),
            some(bytes(&["k"]), &[2, 1, 0], &[0, 0, 0]),
            some(Values::I32(vec![]), &[2, 1, 0], &[0, 0, 0]),
        ]],
    );
    let (names, rows) = rows(&bytes).unwrap();
    assert_eq!(names, ["address.city", "tools", "old", "people.age", "pairs", "kinds.key", "kinds.value"]);
    let list = |elements: &[Raw<'static>]| Raw::List(elements.to_vec());
    let numbers = |numbers: &[i32]| Raw::List(numbers.iter().map(|n| number(&n.to_string())).collect());
    assert_eq!(
        rows,
        [
            vec![
                text("Ulm"),
                list(&[text("a"), Raw::Absent]),
                numbers(&[1, 2]),
                list(&[number("40"), Raw::Absent]),
                list(&[numbers(&[1, 2]), numbers(&[3])]),
                list(&[text("k")]),
                list(&[Raw::Absent]),
            ],
            vec![
                Raw::Absent,
                list(&[]),
                list(&[]),
                list(&[]),
                list(&[list(&[Raw::Absent])]),
                list(&[]),
                list(&[])
            ],
            vec![Raw::Absent, Raw::Absent, list(&[]), Raw::Absent, Raw::Absent, Raw::Absent, Raw::Absent],
        ]
    );
}

/// Row groups of 0, 1 and 700 rows, one column of each kind.
pub(super) fn sample(codec: Compression) -> Vec<u8> {
    let schema = "message m {
        required binary id (STRING); optional int64 size; optional double share; optional boolean on;
        optional group tools (LIST) { repeated group list { optional binary element (STRING); } } }";
    let group = |count: i16| -> Vec<Chunk> {
        let wave: Vec<i16> = (0..count).map(|row| i16::from(row % 3 != 0)).collect();
        let filled = wave.iter().filter(|def| **def == 1).count();
        let flat = |values| Chunk { values, defs: Some(wave.clone()), reps: None };
        let ids = (0..count).map(|row| ByteArray::from(format!("id {row}").as_str())).collect();
        let tools = (0..count).map(|row| ByteArray::from(["a", "bb", "ccc"][row as usize % 3])).collect();
        vec![
            there(Values::Bytes(ids)),
            flat(Values::I64((0..filled as i64).collect())),
            flat(Values::Double((0..filled).map(|row| row as f64 / 8.0).collect())),
            flat(Values::Boolean((0..filled).map(|row| row % 2 == 0).collect())),
            Chunk {
                values: Values::Bytes(tools),
                defs: Some(vec![3; count as usize]),
                reps: Some((0..count).map(|row| i16::from(row % 4 != 0)).collect()),
            },
        ]
    };
    // Every fourth element begins a row.
    let rows = |count: i16| {
        let mut group = group(count);
        let tools = group.pop().unwrap();
        let Values::Bytes(values) = tools.values else { panic!() };
        let repeated: Vec<ByteArray> = values.iter().flat_map(|value| vec![value.clone(); 4]).collect();
        let reps = (0..repeated.len()).map(|at| i16::from(at % 4 != 0)).collect();
        let defs = Some(vec![3; repeated.len()]);
        group.push(Chunk { values: Values::Bytes(repeated), defs, reps: Some(reps) });
        group
    };
    let properties = WriterProperties::builder()
        .set_compression(codec)
        .set_data_page_row_count_limit(100)
        .set_write_batch_size(50)
        .build();
    file(schema, properties, &[rows(0), rows(1), rows(700)])
}

#[test]
fn row_groups_follow_one_another() {
    let (_, rows) = rows(&sample(Compression::SNAPPY)).unwrap();
    assert_eq!(rows.len(), 701);
    assert_eq!(rows[700][0], text("id 699"));
    assert_eq!(rows[0][1], Raw::Absent);
    assert_eq!(rows[2][1], number("0"));
    assert_eq!(rows[3][4], Raw::List(vec![text("ccc"), text("ccc"), text("ccc"), text("ccc")]));
}

#[test]
fn a_broken_file_is_told_and_never_panics() {
    let whole = sample(Compression::SNAPPY);
    let (_, expected) = rows(&whole).unwrap();
    for end in (0..whole.len()).step_by(97) {
        let message = rows(&whole[..end]).unwrap_err();
        assert!(message.contains("cut off"), "{message}");
    }
    let mut random = 0x9E37_79B9_7F4A_7C15u64;
    let mut failed = 0;
    for round in 0..600 {
        let mut bytes = whole.clone();
        for _ in 0..=round % 3 {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let at = (random >> 20) as usize % bytes.len();
            bytes[at] ^= 1 << (random >> 60 & 7);
        }
        match rows(&bytes) {
            Ok((_, rows)) => assert!(rows.len() <= expected.len() * 4),
            Err(message) => {
                failed += 1;
                assert!(message.starts_with("a.parquet "), "{message}");
            }
        }
    }
    assert!(failed > 50, "{failed}");
}

#[test]
fn what_is_wrong_is_said_in_words() {
    let whole = sample(Compression::UNCOMPRESSED);
    let message = rows(&whole[..whole.len() - 1]).unwrap_err();
    assert_eq!(message, "a.parquet is cut off: it begins as a Parquet file and does not end as one");
    let encrypted = [&b"PARE"[..], &whole[4..whole.len() - 4], b"PARE"].concat();
    assert_eq!(rows(&encrypted).unwrap_err(), "a.parquet is an encrypted Parquet file");
    let none = file("message m { }", WriterProperties::default(), &[]);
    assert_eq!(rows(&none).unwrap_err(), "a.parquet is a Parquet file without columns");
}
