//! What is written is read back by the Parquet library's own decoders, cell by cell.

use std::sync::Arc;

use super::super::Value;
use super::super::columns::{ColumnKind, ResultBatch, ResultColumn, ResultFormat, ResultSink};
use super::{OWN_GROUP, ParquetFormat, ParquetSink};
use crate::data::parquet::tests::rows;
use crate::plan::classes::Texts;
use crate::types::Points;

fn texts<T: AsRef<str>>(of: impl Iterator<Item = Option<T>>) -> ResultColumn {
    let mut texts = Texts::default();
    of.for_each(|text| texts.push(text.as_ref().map(AsRef::as_ref)));
    ResultColumn::Texts(texts)
}

/// Columns of every kind for the rows from one place to another.
fn columns(from: usize, to: usize) -> Vec<(ColumnKind, ResultColumn)> {
    let mixed = |row: usize| row.wrapping_mul(0x9E37_79B9) >> 7;
    let tiers = Arc::new(vec![Some("A".to_owned()), None, Some("B".to_owned())]);
    let lists = Arc::new(vec![vec![], vec!["a".to_owned()], vec!["b".to_owned(), "a".to_owned()]]);
    let each = || from..to;
    let numbers = |most: usize| each().map(|row| (mixed(row) % most) as u32).collect::<Vec<_>>();
    let points = |point: &dyn Fn(usize) -> i64| {
        ResultColumn::Points(each().map(|row| Points::from_thousandths(point(row))).collect())
    };
    let signed = |row: usize| i64::try_from(mixed(row)).unwrap();
    vec![
        // One after another, codes, codes until there are too many, and nothing.
        (ColumnKind::Texts, texts(each().map(|row| Some(format!("00{row:016}"))))),
        (ColumnKind::Texts, texts(each().map(|row| (row % 7 > 0).then(|| format!("é{}", mixed(row) % 40))))),
        (
            ColumnKind::Texts,
            texts(each().map(|row| {
                Some(if row < 30_000 {
                    "few".to_owned()
                } else {
                    format!("many {} {row}", "x".repeat(row % 60))
                })
            })),
        ),
        (ColumnKind::Texts, texts(each().map(|_| None::<&str>))),
        (ColumnKind::Texts, texts(each().map(|row| (row % 50_000 > 40_000).then(|| row.to_string())))),
        (ColumnKind::Texts, ResultColumn::Words(numbers(3), tiers)),
        (ColumnKind::Texts, ResultColumn::Words(vec![0; to - from], Arc::new(vec![None]))),
        (ColumnKind::Texts, ResultColumn::Values(each().map(|row| Value::whole(signed(row) % 9)).collect())),
        (ColumnKind::Lists, ResultColumn::Lists(numbers(3), Arc::clone(&lists))),
        (ColumnKind::Lists, ResultColumn::Lists(vec![0; to - from], lists)),
        (ColumnKind::Points, points(&|row| signed(row) % 100_000 - 50_000)),
        (ColumnKind::Points, points(&|row| signed(row) % 3_000)),
        (ColumnKind::Points, points(&|row| if row % 2 == 0 { i64::MIN } else { i64::MAX })),
        (ColumnKind::Points, points(&|_| 7)),
        (ColumnKind::Points, ResultColumn::Values(vec![Value::Empty; to - from])),
        (
            ColumnKind::Tenths,
            ResultColumn::Tenths(
                each().map(|row| (row % 5 > 0).then_some((mixed(row) % 1_001) as u16)).collect(),
            ),
        ),
        (ColumnKind::Tenths, ResultColumn::Tenths(vec![None; to - from])),
    ]
}

/// The file of so many rows, handed over in batches of so many.
fn file(count: usize, batch: usize) -> Vec<u8> {
    let named =
        columns(0, 0).iter().enumerate().map(|(at, (kind, _))| (format!("c{at}"), *kind)).collect::<Vec<_>>();
    let format = ParquetFormat::new(&named, &[]).unwrap();
    let mut bytes = Vec::new();
    let mut sink = Box::new(ParquetSink::new(&mut bytes, &format).unwrap());
    let starts = (0..count).step_by(batch);
    let batches = starts.map(|from| {
        let to = (from + batch).min(count);
        let columns = columns(from, to).into_iter().map(|(_, column)| column).collect();
        ResultBatch { rows: to - from, columns }
    });
    sink.append(format.encode(batches.collect()).unwrap()).unwrap();
    sink.finish().unwrap();
    bytes
}

#[test]
fn every_column_is_read_back_however_it_is_cut() {
    for (count, batch) in [(1, 1), (40, 7), (OWN_GROUP * 3 + 5, 4_096)] {
        let bytes = file(count, batch);
        let (_, back) = rows(&bytes).unwrap();
        assert_eq!(back.len(), count);
        let expected = columns(0, count);
        for (row, cells) in back.into_iter().enumerate() {
            for (at, (cell, (_, column))) in cells.into_iter().zip(&expected).enumerate() {
                let (back, value) = (Value::from(cell), column.value(row));
                assert_eq!(back.shown(), value.shown(), "row {row}, column {at}");
                let is_empty = value == Value::Empty;
                assert_eq!(back == Value::Empty, is_empty, "row {row}, column {at}");
            }
        }
        assert!(bytes == file(count, batch * 3 + 1), "{count} rows in other batches are other bytes");
    }
}
