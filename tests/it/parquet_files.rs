//! Reading Parquet by dictionary code says what reading it row by row says, whatever the encodings, codecs and pages.
//!
//! A seed makes a table and how it is written. The rows come from the Parquet library's own readers.

use std::sync::Arc;

use icp::data::{
    AccountPieces, Input, Keep, Needs, PieceOptions, PieceSource, ReadBatch, ReadOptions, Source,
};
use icp::plan::Plan;
use icp::plan::classes::BatchClasses;
use icp::types::Day;
use parquet::basic::{Compression, Encoding, GzipLevel, ZstdLevel};
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DataType, DoubleType, FloatType, Int32Type, Int64Type, Int96,
    Int96Type,
};
use parquet::file::properties::{WriterProperties, WriterVersion};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;

use crate::conformance::model;
use crate::dice::Dice;

/// Tables that every run tries; each is written and read once a column type.
const SEEDS: u64 = 40;

const PROFILE: &str = r#"
profile p { owner "a" updated 2026-01-01 objective "Try the reader" }
account {
  id: text key
  industry: text
  size: whole
  revenue: money USD
  share: number
  stage: one of ["seed", "series_a"]
  tools: list of text
  others: list of text
  since: date
  seen: date
  old: date
  on: boolean
}
score points {
  signal industry_points +3 when industry in ["Software", "Media"]
  signal size_points +3 when size >= 200
  signal revenue_points +3 when revenue >= 1000 USD
  signal share_points +3 when share > 0.5
  signal stage_points +3 when stage = "seed"
  signal tool_points +3 when tools has any ["a", "bb"]
  signal other_points +3 when others has all ["ccc", "bb"]
  signal since_points +3 when since within last 90 days
  signal seen_points +3 when seen within last 90 days
  signal old_points +3 when old within last 90 days
  signal on_points +3 when on
}
"#;

fn plan() -> Plan {
    icp::plan::plan(&model(PROFILE).unwrap_or_else(|errors| panic!("{errors}")))
}

fn properties(dice: &mut Dice, size: &str, whole_key: bool) -> WriterProperties {
    let codec = match dice.below(6) {
        0 => Compression::UNCOMPRESSED,
        1 => Compression::SNAPPY,
        2 => Compression::ZSTD(ZstdLevel::try_new(1).unwrap()),
        3 => Compression::LZ4,
        4 => Compression::LZ4_RAW,
        _ => Compression::GZIP(GzipLevel::try_new(1).unwrap()),
    };
    let version = [WriterVersion::PARQUET_1_0, WriterVersion::PARQUET_2_0][dice.below(2)];
    let mut builder = WriterProperties::builder()
        .set_compression(codec)
        .set_writer_version(version)
        .set_dictionary_enabled(dice.below(3) > 0)
        // A dictionary that is full goes on as plain pages.
        .set_dictionary_page_size_limit([20, 400, 1 << 20][dice.below(3)])
        .set_data_page_row_count_limit([7, 100, 20_000][dice.below(3)])
        .set_write_batch_size([3, 64, 1_024][dice.below(3)]);
    let texts = [Encoding::PLAIN, Encoding::DELTA_LENGTH_BYTE_ARRAY, Encoding::DELTA_BYTE_ARRAY];
    let numbers = [Encoding::PLAIN, Encoding::DELTA_BINARY_PACKED, Encoding::BYTE_STREAM_SPLIT];
    let fractions = [Encoding::PLAIN, Encoding::BYTE_STREAM_SPLIT];
    if !whole_key {
        builder = builder.set_column_encoding("id".into(), texts[dice.below(3)]);
    }
    for column in ["industry", "stage"] {
        builder = builder.set_column_encoding(column.into(), texts[dice.below(3)]);
    }
    let of_size =
        if matches!(size, "double" | "float") { fractions[dice.below(2)] } else { numbers[dice.below(3)] };
    builder = builder.set_column_encoding("size".into(), of_size);
    for column in ["revenue", "since", "seen"] {
        builder = builder.set_column_encoding(column.into(), numbers[dice.below(3)]);
    }
    builder = builder.set_column_encoding("share".into(), fractions[dice.below(2)]);
    builder.set_column_encoding("on".into(), [Encoding::PLAIN, Encoding::RLE][dice.below(2)]).build()
}

/// How the sizes are stored.
const SIZES: [&str; 6] = ["int32", "int64", "double", "float", "int64 DECIMAL", "int32 UNSIGNED"];

fn schema(size: &str, key: &str, three_layers: bool) -> String {
    let size = match size {
        "int64 DECIMAL" => "int64 size (DECIMAL(18,2))".to_owned(),
        "int32 UNSIGNED" => "int32 size (INTEGER(32,false))".to_owned(),
        other => format!("{other} size"),
    };
    let others = if three_layers {
        "optional group others (LIST) { repeated group list { optional binary element (STRING); } }"
    } else {
        "repeated binary others (STRING);"
    };
    format!(
        "message m {{ optional {key}; optional binary industry (STRING); optional {size};
        required int64 revenue; optional double share; optional binary stage (ENUM);
        optional group tools (LIST) {{ repeated group list {{ optional binary element (STRING); }} }}
        {others} optional int32 since (DATE); optional int64 seen (TIMESTAMP(MICROS,true)); optional int96 old;
        optional boolean on; }}"
    )
}

/// Writes the next column: a value or none for each row, those of one run alike now and then.
fn column<T: DataType>(
    group: &mut SerializedRowGroupWriter<'_, Vec<u8>>,
    dice: &mut Dice,
    rows: usize,
    optional: bool,
    mut value: impl FnMut(&mut Dice) -> T::T,
) {
    let (mut values, mut defs) = (Vec::new(), Vec::new());
    let nulls = [0, 1, 3, 6][dice.below(4)];
    let runs = dice.below(2) == 0;
    while defs.len() < rows {
        let length = if runs { 1 + dice.below(40) } else { 1 };
        let there = !optional || dice.below(6) >= nulls;
        let one = value(dice);
        for _ in 0..length.min(rows - defs.len()) {
            defs.push(i16::from(there));
            if there {
                values.push(one.clone());
            }
        }
    }
    let mut column = group.next_column().unwrap().unwrap();
    let defs = optional.then_some(defs);
    column.typed::<T>().write_batch(&values, defs.as_deref(), None).unwrap();
    column.close().unwrap();
}

fn lists(
    group: &mut SerializedRowGroupWriter<'_, Vec<u8>>,
    dice: &mut Dice,
    rows: usize,
    three_layers: bool,
) {
    let words = ["a", "bb", "ccc", "d", "", "e\u{301}"];
    // Only now and then one that is not plain.
    let known = if dice.below(3) == 0 { 6 } else { 5 };
    let (mut values, mut defs, mut reps) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..rows {
        match dice.below(5) {
            0 if three_layers => {
                defs.push(0);
                reps.push(0);
            }
            0 | 1 => {
                defs.push(i16::from(three_layers));
                reps.push(0);
            }
            _ => {
                for element in 0..=dice.below(5) {
                    let null = three_layers && dice.below(8) == 0;
                    defs.push(if !three_layers {
                        1
                    } else if null {
                        2
                    } else {
                        3
                    });
                    reps.push(i16::from(element > 0));
                    if !null {
                        values.push(ByteArray::from(words[dice.below(known)]));
                    }
                }
            }
        }
    }
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<ByteArrayType>().write_batch(&values, Some(&defs), Some(&reps)).unwrap();
    column.close().unwrap();
}

fn texts(words: &'static [&'static str]) -> impl FnMut(&mut Dice) -> ByteArray {
    move |dice| ByteArray::from(words[dice.below(words.len())])
}

fn file(dice: &mut Dice) -> Vec<u8> {
    let size = SIZES[dice.below(SIZES.len())];
    let (whole_key, three_layers) = (dice.below(3) == 0, dice.below(2) == 0);
    let key = if whole_key { "int64 id" } else { "binary id (STRING)" };
    let schema = Arc::new(parse_message_type(&schema(size, key, three_layers)).unwrap());
    let properties = Arc::new(properties(dice, size, whole_key));
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, properties).unwrap();
    for _ in 0..dice.below(4) {
        let rows = [0, 1, 9, 200, 700][dice.below(5)];
        let mut group = writer.next_row_group().unwrap();
        let (out, mut next) = (&mut group, 0u32);
        let whole = |dice: &mut Dice| dice.below(600) as i64 - 5;
        if whole_key {
            column::<Int64Type>(out, dice, rows, true, |dice| dice.below(9_000) as i64 - 9);
        } else {
            column::<ByteArrayType>(out, dice, rows, true, |dice| {
                next += 1;
                ByteArray::from(
                    match dice.below(9) {
                        0 => " ".to_owned(),
                        1 => format!("9.{next}E+{next}"),
                        2 => format!("ü {next} "),
                        _ => format!("id {next}"),
                    }
                    .as_str(),
                )
            });
        }
        let industries = &["Software", "media ", "", " ", "Retail", "e\u{301}", "n/a"];
        column::<ByteArrayType>(out, dice, rows, true, texts(industries));
        match size {
            "int64" | "int64 DECIMAL" => column::<Int64Type>(out, dice, rows, true, |dice| whole(dice) * 50),
            "double" => column::<DoubleType>(out, dice, rows, true, |dice| match dice.below(12) {
                0 => f64::NAN,
                1 => 0.5,
                2 => f64::INFINITY,
                3 => -0.0,
                4 => 1e16,
                _ => whole(dice) as f64,
            }),
            "float" => column::<FloatType>(out, dice, rows, true, |dice| whole(dice) as f32 / 2.0),
            _ => column::<Int32Type>(out, dice, rows, true, |dice| whole(dice) as i32),
        }
        column::<Int64Type>(out, dice, rows, false, |dice| match dice.below(20) {
            0 => i64::MAX,
            _ => whole(dice) * 7,
        });
        column::<DoubleType>(out, dice, rows, true, |dice| dice.below(100) as f64 / 99.0);
        column::<ByteArrayType>(out, dice, rows, true, texts(&["seed", "Series_A", "series b", ""]));
        lists(out, dice, rows, true);
        lists(out, dice, rows, three_layers);
        column::<Int32Type>(out, dice, rows, true, |dice| match dice.below(20) {
            0 => i32::MIN,
            _ => 20_500 + dice.below(200) as i32,
        });
        column::<Int64Type>(out, dice, rows, true, |dice| match dice.below(20) {
            0 => i64::MIN,
            _ => (20_500 + dice.below(200) as i64) * 86_400_000_000 - dice.below(9) as i64,
        });
        column::<Int96Type>(out, dice, rows, true, |dice| {
            let mut moment = Int96::new();
            moment.set_data(7, 0, 2_440_588 + 20_500 + dice.below(200) as u32);
            moment
        });
        column::<BoolType>(out, dice, rows, true, |dice| dice.below(2) == 0);
        group.close().unwrap();
    }
    writer.into_inner().unwrap()
}

/// What was read: keys, lines, findings, class numbers, columns that pass through; row by row or not.
type Read = (Vec<Option<String>>, Vec<u64>, Vec<String>, Vec<Vec<u32>>, Vec<Vec<String>>);

fn read(
    plan: &Plan,
    bytes: &[u8],
    options: PieceOptions,
    classes: &mut BatchClasses,
    mut lasting: Option<&mut BatchClasses>,
) -> Result<Read, String> {
    let input = Input {
        accounts: vec![Source {
            name: "a.parquet".to_owned(),
            reader: Box::new(std::io::Cursor::new(bytes.to_vec())),
            random: Some(Arc::new(bytes.to_vec())),
        }],
        tables: Vec::new(),
        options: ReadOptions::default(),
        keep: Keep::All,
    };
    let needs = Needs::everything(&plan.schema);
    let (pieces, _ledger) = AccountPieces::open(plan, &needs, input, options, Box::new(|_| {}))
        .map_err(|faults| faults[0].message.clone())?;
    let mut reader = pieces.reader();
    let mut batch = ReadBatch::default();
    let mut all: Read = Default::default();
    while let Some(piece) = pieces.next_piece() {
        let told = |diagnostic: Box<icp::diag::Diagnostic>| diagnostic.message.clone();
        reader.open(piece.map_err(told)?).map_err(told)?;
        while reader.next_batch(classes, &mut batch).map_err(told)? {
            assert!(batch.accounts.rows <= options.batch_rows);
            let before = all.1.len();
            all.0.extend(batch.accounts.keys.iter().map(|key| key.map(str::to_owned)));
            all.1.extend(&batch.lines);
            for found in &batch.findings {
                let (row, reason) = (before + found.row, found.reason.slug());
                all.2.push(format!("{row} {} {:?} {reason}", found.field, found.value));
            }
            all.3.resize(batch.accounts.ids.len(), Vec::new());
            for (index, (all, ids)) in all.3.iter_mut().zip(&batch.accounts.ids).enumerate() {
                assert_eq!(ids.len(), batch.accounts.rows);
                let Some(lasting) = &mut lasting else {
                    all.extend(ids);
                    continue;
                };
                // Numbers change their meaning between batches: what they stand for must not.
                let (field, lasting) = (classes.field(index).unwrap(), lasting.field(index).unwrap());
                all.extend(ids.iter().map(|id| {
                    let lasting_id = lasting.of(&field.representative(*id).unwrap());
                    let cell = format!("{:?}", lasting.representative(lasting_id));
                    cell.bytes().fold(7u32, |hash, byte| hash.wrapping_mul(31).wrapping_add(u32::from(byte)))
                }));
            }
            all.4.resize(batch.kept.len(), Vec::new());
            for (all, column) in all.4.iter_mut().zip(&batch.kept) {
                all.extend((0..batch.accounts.rows).map(|row| format!("{:?}", column.value(row))));
            }
            if lasting.is_some() {
                (0..all.3.len()).for_each(|index| classes.field(index).unwrap().forget());
            }
        }
    }
    Ok(all)
}

#[test]
fn codes_and_rows_agree() {
    let plan = plan();
    let today = Day::from_ymd(2026, 4, 1).unwrap();
    let (mut accounts, mut findings) = (0, 0);
    for seed in 0..SEEDS {
        let dice = &mut Dice::new(seed);
        let bytes = file(dice);
        let mut classes = BatchClasses::new(&plan, today, &[]);
        let mut rows = |whole, batch_rows| {
            let options = PieceOptions { whole, batch_rows, ..PieceOptions::default() };
            read(&plan, &bytes, options, &mut classes, None).unwrap_or_else(|error| panic!("{seed}: {error}"))
        };
        let expected = rows(true, 64);
        for batch_rows in [1 + dice.below(300), 4_096] {
            let found = rows(false, batch_rows);
            assert!(found.0 == expected.0, "keys, seed {seed}");
            assert!(found.1 == expected.1, "lines, seed {seed}");
            assert_eq!(found.2, expected.2, "seed {seed}");
            for (index, (found, expected)) in found.3.iter().zip(&expected.3).enumerate() {
                let first = found.iter().zip(expected).position(|(found, expected)| found != expected);
                assert_eq!(first, None, "column {index}, seed {seed}");
            }
            assert!(found.4 == expected.4, "columns that pass through, seed {seed}");
        }
        accounts += expected.1.len();
        findings += expected.2.len();
    }
    assert!(accounts > 5_000 && findings > 2_000, "{accounts} {findings}");
}

#[test]
fn classes_may_be_forgotten_between_batches() {
    let plan = plan();
    let today = Day::from_ymd(2026, 4, 1).unwrap();
    for seed in 1_000..1_020 {
        let bytes = file(&mut Dice::new(seed));
        let mut lasting = BatchClasses::new(&plan, today, &[]);
        let mut rows = |whole| {
            let mut classes = BatchClasses::new(&plan, today, &[]);
            let options = PieceOptions { whole, batch_rows: 50, ..PieceOptions::default() };
            read(&plan, &bytes, options, &mut classes, Some(&mut lasting)).unwrap()
        };
        // Whatever the class is called, a cell of it answers like the account's own.
        let (expected, found) = (rows(true), rows(false));
        assert_eq!(expected.2, found.2);
        assert_eq!(expected.0, found.0);
        assert_eq!(expected.3, found.3, "seed {seed}");
    }
}

#[test]
fn broken_files_are_told() {
    let plan = plan();
    let today = Day::from_ymd(2026, 4, 1).unwrap();
    let (mut told, mut unread) = (0, 0);
    for seed in 0..20 {
        let dice = &mut Dice::new(seed);
        let whole = file(dice);
        for _ in 0..8 {
            let mut bytes = whole.clone();
            for _ in 0..=dice.below(3) {
                let at = dice.below(bytes.len());
                bytes[at] ^= 1 << dice.below(8);
            }
            let mut classes = BatchClasses::new(&plan, today, &[]);
            let options = PieceOptions { whole: false, batch_rows: 500, ..PieceOptions::default() };
            match read(&plan, &bytes, options, &mut classes, None) {
                Ok(_) => unread += 1,
                Err(message) => {
                    told += 1;
                    assert!(message.starts_with("a.parquet "), "{message}");
                }
            }
        }
    }
    assert!(told > 20 && unread > 5, "{told} {unread}");
}
