//! JSON: one record a line, or one array.

use std::io;

use super::Value;
use super::columns::{Encoded, ResultBatch, ResultColumn, ResultFormat};
use super::decimal::{push_points, push_tenths};
use super::lazy::LazyWords;

/// Results as JSON records, each on a line.
#[derive(Debug, Clone)]
pub struct JsonFormat {
    /// `{"name":` and `,"name":`.
    names: Vec<Vec<u8>>,
    /// What stands between two records: a line end, in an array after a comma.
    between: &'static [u8],
    /// What stands after the last record of a piece.
    end: &'static [u8],
}

impl JsonFormat {
    /// One record a line.
    #[must_use]
    pub fn lines(columns: &[String]) -> JsonFormat {
        JsonFormat { names: names(columns), between: b"\n", end: b"\n" }
    }

    /// The records of one array; [`super::JsonArraySink`] adds its brackets.
    #[must_use]
    pub fn array(columns: &[String]) -> JsonFormat {
        JsonFormat { names: names(columns), between: b",\n", end: b"" }
    }
}

fn names(columns: &[String]) -> Vec<Vec<u8>> {
    let name = |(index, column): (usize, &String)| {
        let mut bytes = vec![if index == 0 { b'{' } else { b',' }];
        push_text(&mut bytes, column);
        bytes.push(b':');
        bytes
    };
    columns.iter().enumerate().map(name).collect()
}

impl ResultFormat for JsonFormat {
    fn encode(&self, batches: Vec<ResultBatch>) -> io::Result<Encoded> {
        let mut out = Vec::new();
        for batch in &batches {
            let mut cells: Vec<Cells<'_>> = batch.columns.iter().map(Cells::new).collect();
            for row in 0..batch.rows {
                if !out.is_empty() {
                    out.extend_from_slice(self.between);
                }
                for (name, column) in self.names.iter().zip(&mut cells) {
                    out.extend_from_slice(name);
                    column.push(&mut out, row);
                }
                out.extend_from_slice(if self.names.is_empty() { b"{}" } else { b"}" });
            }
        }
        if !out.is_empty() {
            out.extend_from_slice(self.end);
        }
        Ok(Encoded::Bytes(out))
    }
}

/// A column on its way out; what repeats is written once.
enum Cells<'a> {
    Plain(&'a ResultColumn),
    Words(&'a [u32], LazyWords),
}

impl<'a> Cells<'a> {
    fn new(column: &'a ResultColumn) -> Cells<'a> {
        match column {
            ResultColumn::Words(numbers, words) => {
                let words = std::sync::Arc::clone(words);
                let push = move |out: &mut Vec<u8>, number: usize| match words.get(number) {
                    Some(Some(word)) => push_text(out, word),
                    Some(None) | None => out.extend_from_slice(b"null"),
                };
                Cells::Words(numbers, LazyWords::new(Box::new(push)))
            }
            ResultColumn::Lists(numbers, lists) => {
                let lists = std::sync::Arc::clone(lists);
                let push = move |out: &mut Vec<u8>, number: usize| {
                    let names = lists.get(number).map(Vec::as_slice).unwrap_or_default();
                    push_list(out, names.iter().map(String::as_str));
                };
                Cells::Words(numbers, LazyWords::new(Box::new(push)))
            }
            plain => Cells::Plain(plain),
        }
    }

    fn push(&mut self, out: &mut Vec<u8>, row: usize) {
        match self {
            Cells::Words(numbers, words) => {
                out.extend_from_slice(numbers.get(row).map_or(b"null", |number| words.get(*number)));
            }
            Cells::Plain(ResultColumn::Texts(texts)) => match texts.get(row) {
                Some(text) => push_text(out, text),
                None => out.extend_from_slice(b"null"),
            },
            Cells::Plain(ResultColumn::Points(points)) => {
                push_points(out, points.get(row).copied().unwrap_or_default());
            }
            Cells::Plain(ResultColumn::Tenths(tenths)) => match tenths.get(row) {
                Some(Some(tenths)) => push_tenths(out, *tenths),
                Some(None) | None => out.extend_from_slice(b"null"),
            },
            Cells::Plain(column) => push_value(out, &column.value(row)),
        }
    }
}

fn push_value(out: &mut Vec<u8>, value: &Value<'_>) {
    match value {
        Value::Empty => out.extend_from_slice(b"null"),
        Value::Text(text) => push_text(out, text),
        Value::Number(text) => out.extend_from_slice(text.as_bytes()),
        Value::Boolean(value) => out.extend_from_slice(if *value { b"true" } else { b"false" }),
        Value::List(texts) => push_list(out, texts.iter().map(AsRef::as_ref)),
        Value::Json(value) => out.extend_from_slice(value.to_string().as_bytes()),
    }
}

fn push_list<'a>(out: &mut Vec<u8>, texts: impl Iterator<Item = &'a str>) {
    out.push(b'[');
    for (index, text) in texts.enumerate() {
        if index > 0 {
            out.push(b',');
        }
        push_text(out, text);
    }
    out.push(b']');
}

/// A JSON string.
fn push_text(out: &mut Vec<u8>, text: &str) {
    if text.bytes().any(|byte| byte < 0x20 || byte == b'"' || byte == b'\\') {
        out.extend_from_slice(serde_json::Value::from(text).to_string().as_bytes());
        return;
    }
    out.push(b'"');
    out.extend_from_slice(text.as_bytes());
    out.push(b'"');
}
