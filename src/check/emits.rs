//! `emit { key: value }`: the columns that tiers and segments add (ruling 50).

use std::collections::HashMap;

use super::clauses::Statement;
use super::columns::Columns;
use super::context::Context;
use super::model::{Emit, EmitValue};
use crate::diag::Diagnostic;
use crate::diag::codes::{names, rules};
use crate::syntax::tree::{Literal, Quantity, Record, RecordEntry, RecordValue};
use crate::text::Span;

/// The keys seen so far.
pub(super) struct Emits<'a> {
    columns: &'a mut Columns,
    /// By lower-case key: as first written, by which statement, and where.
    keys: HashMap<String, (String, Statement, Span)>,
}

impl<'a> Emits<'a> {
    pub fn new(columns: &'a mut Columns) -> Emits<'a> {
        Emits { columns, keys: HashMap::new() }
    }

    /// Reads one `emit`.
    pub fn read(&mut self, cx: &mut Context, record: &Record, statement: Statement) -> Vec<Emit> {
        let mut emits: Vec<Emit> = Vec::new();
        let mut seen: HashMap<&str, Span> = HashMap::new();
        for entry in &record.entries {
            let key = entry.name.text.as_str();
            if let Some(first) = seen.insert(key, entry.name.span) {
                cx.report(
                    Diagnostic::new(
                        &names::DUPLICATE_NAME,
                        entry.name.span,
                        format!("`{key}` is emitted twice by one {}", statement.word()),
                        "emitted again",
                    )
                    .label(first, "first emitted here")
                    .help("keep one of the two"),
                );
                continue;
            }
            self.claim(cx, entry, statement);
            if let Some(value) = value(cx, entry) {
                emits.push(Emit { key: key.to_owned(), value });
            }
        }
        emits
    }

    fn claim(&mut self, cx: &mut Context, entry: &RecordEntry, statement: Statement) {
        let key = entry.name.text.as_str();
        let span = entry.name.span;
        let Some((first, by, place)) = self.keys.get(&key.to_lowercase()) else {
            self.keys.insert(key.to_lowercase(), (key.to_owned(), statement, span));
            self.columns.claim(cx, key, &format!("the emitted `{key}`"), span);
            return;
        };
        if first != key {
            cx.report(
                Diagnostic::new(
                    &names::NAMES_DIFFER_BY_CASE,
                    span,
                    format!("`{key}` and `{first}` differ only by capital letters"),
                    "emitted here",
                )
                .label(*place, "first emitted here")
                .fix(format!("write `{first}`"), span, first.as_str()),
            );
        } else if *by != statement {
            cx.report(
                Diagnostic::new(
                    &rules::EMITTED_BY_BOTH,
                    span,
                    format!("`{key}` is emitted by a {} and by a {}", by.word(), statement.word()),
                    format!("emitted by a {}", statement.word()),
                )
                .label(*place, format!("emitted by a {}", by.word()))
                .note("an account can have a tier and a segment at once, and a column has one value")
                .help("choose another key for one of them"),
            );
        }
    }
}

/// The value of an entry; anything but a literal is reported.
fn value(cx: &mut Context, entry: &RecordEntry) -> Option<EmitValue> {
    let key = &entry.name.text;
    let (span, what) = match &entry.value {
        RecordValue::Literal(Literal::Text(text)) => return Some(EmitValue::Text(text.value.clone())),
        RecordValue::Literal(Literal::Boolean(value, _)) => return Some(EmitValue::Boolean(*value)),
        RecordValue::Literal(Literal::Date(date)) => return date.day.map(EmitValue::Day),
        RecordValue::Literal(Literal::Quantity(Quantity { value, percent: false, unit: None, .. })) => {
            return Some(EmitValue::Number(*value));
        }
        RecordValue::Literal(Literal::Quantity(quantity)) => (quantity.span, "a number with a unit"),
        RecordValue::Literal(Literal::Today(span)) => (*span, "`today`"),
        RecordValue::Unknown(span) => (*span, "`unknown`"),
        RecordValue::List(list) => (list.span, "a list"),
        RecordValue::Range(range) => (range.span, "a range"),
        RecordValue::Compare(_, _, span) => (*span, "a range"),
        RecordValue::Path(path) => (path.first.span, "a name"),
    };
    let report = Diagnostic::new(
        &rules::BAD_EMITTED_VALUE,
        span,
        format!("`{key}` cannot be emitted as {what}"),
        "not a text, number, date or boolean",
    );
    let written = cx.sources.slice(span);
    let quoted = format!("\"{written}\"");
    let fits = !written.contains(['"', '\n', '\\']);
    cx.report(if fits {
        report.unsafe_fix(format!("write it as a text: `{quoted}`"), span, quoted)
    } else {
        report.help("write a text in quotes")
    });
    None
}
