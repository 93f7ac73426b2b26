//! One result column of several batches in one piece, as columnar formats write it.
//!
//! In: batches. Out: values that are there, and for each row whether one is. Invariant: rows keep their order.

use std::borrow::Cow;
use std::collections::HashMap;

use super::Value;
use super::columns::{ColumnKind, ResultBatch, ResultColumn};

/// A column of anything but texts. Levels are those of Parquet: 1 where a value is there, 0 where none is.
pub(super) enum Gathered {
    Words {
        words: Vec<String>,
        numbers: Vec<u32>,
        defs: Vec<u8>,
    },
    /// 2 where an element is there, 1 for an empty list.
    Lists {
        words: Vec<String>,
        numbers: Vec<u32>,
        defs: Vec<u8>,
        reps: Vec<u8>,
    },
    /// Thousandths.
    Points {
        values: Vec<i64>,
        defs: Vec<u8>,
    },
    Tenths {
        values: Vec<i64>,
        defs: Vec<u8>,
    },
}

/// One column of these batches; `None` where it is of texts, which [`each_text`] gives.
pub(super) fn gather(batches: &[ResultBatch], column: usize, kind: ColumnKind) -> Option<Gathered> {
    let columns = || batches.iter().filter_map(|batch| Some((batch.columns.get(column)?, batch.rows)));
    Some(match kind {
        ColumnKind::Texts if columns().all(|(column, _)| matches!(column, ResultColumn::Words(..))) => {
            words(columns().map(|(column, _)| column))
        }
        ColumnKind::Texts => return None,
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
                        values.extend(tenths.iter().flatten().map(|tenths| i64::from(*tenths)));
                        defs.extend(tenths.iter().map(|tenths| u8::from(tenths.is_some())));
                    }
                    _ => defs.resize(defs.len() + rows, 0),
                }
            }
            Gathered::Tenths { values, defs }
        }
    })
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
            defs.push(u8::from(number.is_some()));
        }
    }
    Gathered::Words { words: all.words, numbers, defs }
}

/// Gives the text of each row of a column, or that there is none.
pub(super) fn each_text(batches: &[ResultBatch], column: usize, mut take: impl FnMut(Option<&str>)) {
    for batch in batches {
        match batch.columns.get(column) {
            None => (0..batch.rows).for_each(|_| take(None)),
            Some(ResultColumn::Texts(texts)) => texts.iter().for_each(&mut take),
            Some(other) => (0..batch.rows).for_each(|row| take(shown(&other.value(row)).as_deref())),
        }
    }
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
