//! One result column of several batches in one piece, as columnar formats write it.
//!
//! In: batches. Out: values that are there, and for each row whether one is. Invariant: rows keep their order.

use std::borrow::Cow;
use std::collections::HashMap;

use bytes::Bytes;

use super::Value;
use super::columns::{ColumnKind, ResultBatch, ResultColumn};

/// A column. Levels are those of Parquet: 1 where a value is there, 0 where none is.
pub(super) enum Gathered {
    Texts {
        text: Bytes,
        /// Where each value that is there begins and ends.
        spans: Vec<(usize, usize)>,
        defs: Vec<i16>,
    },
    Words {
        words: Vec<String>,
        numbers: Vec<u32>,
        defs: Vec<i16>,
    },
    /// 2 where an element is there, 1 for an empty list.
    Lists {
        words: Vec<String>,
        numbers: Vec<u32>,
        defs: Vec<i16>,
        reps: Vec<i16>,
    },
    /// Thousandths.
    Points {
        values: Vec<i64>,
        defs: Vec<i16>,
    },
    Tenths {
        values: Vec<i32>,
        defs: Vec<i16>,
    },
}

/// One column of these batches.
pub(super) fn gather(batches: &[ResultBatch], column: usize, kind: ColumnKind) -> Gathered {
    let columns = || batches.iter().filter_map(|batch| Some((batch.columns.get(column)?, batch.rows)));
    match kind {
        ColumnKind::Texts if columns().all(|(column, _)| matches!(column, ResultColumn::Words(..))) => {
            words(columns().map(|(column, _)| column))
        }
        ColumnKind::Texts => texts(columns()),
        ColumnKind::Lists => lists(columns()),
        ColumnKind::Points => {
            let (mut values, mut defs) = (Vec::new(), Vec::new());
            for (column, rows) in columns() {
                match column {
                    ResultColumn::Points(points) => {
                        values.extend(points.iter().map(|points| points.thousandths()));
                        defs.resize(defs.len() + points.len(), 1);
                    }
                    // A profile without this score.
                    _ => defs.resize(defs.len() + rows, 0),
                }
            }
            Gathered::Points { values, defs }
        }
        ColumnKind::Tenths => {
            let (mut values, mut defs) = (Vec::new(), Vec::new());
            for (column, rows) in columns() {
                match column {
                    ResultColumn::Tenths(tenths) => {
                        values.extend(tenths.iter().flatten().map(|tenths| i32::from(*tenths)));
                        defs.extend(tenths.iter().map(|tenths| i16::from(tenths.is_some())));
                    }
                    _ => defs.resize(defs.len() + rows, 0),
                }
            }
            Gathered::Tenths { values, defs }
        }
    }
}

fn words<'c>(columns: impl Iterator<Item = &'c ResultColumn>) -> Gathered {
    let (mut all, mut numbers, mut defs) = (Numbered::default(), Vec::new(), Vec::new());
    for column in columns {
        let ResultColumn::Words(places, words) = column else { continue };
        let translated: Vec<Option<u32>> =
            words.iter().map(|word| word.as_deref().map(|word| all.number(word))).collect();
        for place in places {
            let number = translated.get(*place as usize).copied().flatten();
            numbers.extend(number);
            defs.push(i16::from(number.is_some()));
        }
    }
    Gathered::Words { words: all.words, numbers, defs }
}

fn texts<'c>(columns: impl Iterator<Item = (&'c ResultColumn, usize)>) -> Gathered {
    let (mut text, mut spans, mut defs) = (Vec::new(), Vec::new(), Vec::new());
    for (column, rows) in columns {
        let mut push = |value: Option<&str>| {
            if let Some(value) = value {
                let from = text.len();
                text.extend_from_slice(value.as_bytes());
                spans.push((from, text.len()));
            }
            defs.push(i16::from(value.is_some()));
        };
        match column {
            ResultColumn::Texts(texts) => texts.iter().for_each(push),
            other => (0..rows).for_each(|row| push(shown(&other.value(row)).as_deref())),
        }
    }
    Gathered::Texts { text: Bytes::from(text), spans, defs }
}

fn lists<'c>(columns: impl Iterator<Item = (&'c ResultColumn, usize)>) -> Gathered {
    let mut all = Numbered::default();
    let (mut numbers, mut defs, mut reps) = (Vec::new(), Vec::new(), Vec::new());
    for (column, rows) in columns {
        let ResultColumn::Lists(places, lists) = column else {
            defs.resize(defs.len() + rows, 0);
            reps.resize(reps.len() + rows, 0);
            continue;
        };
        let mut translated: HashMap<u32, Vec<u32>> = HashMap::new();
        for place in places {
            let list = translated.entry(*place).or_insert_with(|| {
                let names = lists.get(*place as usize).into_iter().flatten();
                names.map(|name| all.number(name)).collect()
            });
            numbers.extend_from_slice(list);
            defs.resize(defs.len() + list.len().max(1), if list.is_empty() { 1 } else { 2 });
            reps.push(0);
            reps.resize(defs.len(), 1);
        }
    }
    Gathered::Lists { words: all.words, numbers, defs, reps }
}

/// Words in the order in which they were first met.
#[derive(Default)]
struct Numbered {
    words: Vec<String>,
    numbers: HashMap<String, u32>,
}

impl Numbered {
    fn number(&mut self, word: &str) -> u32 {
        if let Some(number) = self.numbers.get(word) {
            return *number;
        }
        let number = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        self.words.push(word.to_owned());
        self.numbers.insert(word.to_owned(), number);
        number
    }
}

/// A value as text; none where it is empty.
fn shown<'v>(value: &'v Value<'_>) -> Option<Cow<'v, str>> {
    match value {
        Value::Empty => None,
        Value::Text(text) => Some(Cow::Borrowed(text)),
        Value::Number(text) => Some(Cow::Borrowed(text)),
        Value::Boolean(value) => Some(Cow::Borrowed(if *value { "true" } else { "false" })),
        Value::List(texts) => Some(Cow::Owned(texts.join(";"))),
        Value::Json(value) => Some(Cow::Owned(value.to_string())),
    }
}
