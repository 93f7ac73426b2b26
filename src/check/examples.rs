//! The `test` items: what is given, and what must come out (ruling 36).

use std::collections::HashMap;

use super::context::{Context, Parts};
use super::definitions::tables;
use super::expression;
use super::model::{Expectation, Field, Test};
use super::scope::{Entity, Scope};
use super::statements::Statements;
use super::today::Today;
use super::words::closest_help;
use crate::diag::Diagnostic;
use crate::diag::codes::{names, tests};
use crate::syntax::tree::{self, Name, Record, RecordValue, TestEntry};
use crate::text::Span;
use crate::types::{Cell, Day};

/// Why a test needs `today`.
pub(super) struct DependsOnToday {
    /// Whether any rule does.
    pub rules: bool,
    /// The keys that overrides name.
    pub override_keys: Vec<String>,
    /// For what tests expect.
    pub today: Today,
}

/// Checks every test; those that are wrong are left out.
pub(super) fn tests(
    cx: &mut Context,
    statements: &Statements,
    parts: &Parts,
    depends: &DependsOnToday,
) -> Vec<Test> {
    statements.tests.iter().filter_map(|written| Reader::new(parts, written).read(cx, depends)).collect()
}

struct Reader<'a> {
    scope: Scope<'a>,
    parts: &'a Parts,
    written: &'a tree::Test,
    /// What was given so far, by the words of messages.
    given: HashMap<String, Span>,
    sound: bool,
    test: Test,
}

impl<'a> Reader<'a> {
    fn new(parts: &'a Parts, written: &'a tree::Test) -> Reader<'a> {
        let test = Test {
            title: written.title.value.clone(),
            today: None,
            key: None,
            account: Vec::new(),
            tables: Vec::new(),
            expectations: Vec::new(),
            span: written.span,
        };
        Reader { scope: parts.test_scope(), parts, written, given: HashMap::new(), sound: true, test }
    }

    fn read(mut self, cx: &mut Context, depends: &DependsOnToday) -> Option<Test> {
        for entry in &self.written.entries {
            match entry {
                TestEntry::Today(date, span) => {
                    if self.first(cx, "`today`", *span) {
                        self.test.today = date.day;
                        self.sound &= date.day.is_some();
                    }
                }
                TestEntry::GivenAccount(record) => {
                    if self.first(cx, "the account", record.span) {
                        let parts = self.parts;
                        self.test.account = self.record(cx, record, &parts.schema.fields, None);
                        self.test.key = key_of(record, parts.schema.fields.get(parts.schema.key));
                    }
                }
                TestEntry::GivenRows { table, rows, span } => self.rows(cx, table, rows, *span),
                TestEntry::Expect(condition, span) => self.expect(cx, condition, *span),
                TestEntry::Damaged(_) => self.sound = false,
            }
        }
        self.complete(cx, depends);
        self.sound.then_some(self.test)
    }

    /// Whether this is given for the first time; the second is reported.
    fn first(&mut self, cx: &mut Context, what: &str, span: Span) -> bool {
        if let Some(first) = self.given.get(what) {
            cx.report(
                Diagnostic::new(
                    &tests::GIVEN_TWICE,
                    span,
                    format!("test \"{}\" gives {what} twice", self.test.title),
                    "given again here",
                )
                .label(*first, "first given here")
                .help("keep one of the two"),
            );
            return false;
        }
        self.given.insert(what.to_owned(), span);
        true
    }

    fn record(
        &mut self,
        cx: &mut Context,
        record: &Record,
        fields: &[Field],
        table: Option<&str>,
    ) -> Vec<(usize, Cell)> {
        let mut cells: Vec<(usize, Cell)> = Vec::new();
        let mut seen: HashMap<&str, Span> = HashMap::new();
        for entry in &record.entries {
            let name = &entry.name;
            if let Some(first) = seen.insert(&name.text, name.span) {
                cx.report(
                    Diagnostic::new(
                        &tests::GIVEN_TWICE,
                        name.span,
                        format!("test \"{}\" gives `{}` twice", self.test.title, name.text),
                        "given again here",
                    )
                    .label(first, "first given here")
                    .help("keep one of the two"),
                );
                continue;
            }
            let found = fields.iter().enumerate().find(|(_, field)| field.name == name.text);
            let Some((index, field)) = found else {
                self.sound = false;
                self.unknown_field(cx, name, fields, table);
                continue;
            };
            match expression::record_cell(&self.scope, &mut cx.sink, field, &entry.value) {
                Some(cell) => cells.push((index, cell)),
                None => self.sound = false,
            }
        }
        cells
    }

    fn unknown_field(&self, cx: &mut Context, name: &Name, fields: &[Field], table: Option<&str>) {
        let known = || fields.iter().map(|field| field.name.as_str());
        let excused = match table {
            None => self.parts.names.is_excused(&name.text),
            Some(_) => self.parts.names.is_lost(&name.text, known()),
        };
        if excused {
            return;
        }
        let report = match table {
            None => Diagnostic::new(
                &names::UNKNOWN_NAME,
                name.span,
                format!("the account has no field `{}`", name.text),
                "unknown field",
            ),
            Some(table) => Diagnostic::new(
                &names::UNKNOWN_ROW_FIELD,
                name.span,
                format!("table `{table}` has no field `{}`", name.text),
                "unknown field",
            ),
        };
        let report = match self.parts.names.common.get(&name.text) {
            Some((_, declared)) if table.is_none() => {
                report.label(*declared, format!("`{}` is no field", name.text))
            }
            Some(_) | None => closest_help(report, &name.text, name.span, known()),
        };
        cx.report(report);
    }

    fn rows(&mut self, cx: &mut Context, table: &Name, rows: &[Record], span: Span) {
        let parts = self.parts;
        let index = match parts.names.common.get(&table.text) {
            Some((Entity::Table(index), _)) => *index,
            other => {
                self.sound = false;
                if other.is_some() || !parts.names.is_excused(&table.text) {
                    self.unknown_table(cx, table, other.map(|(entity, span)| (*entity, *span)));
                }
                return;
            }
        };
        if !self.first(cx, &format!("`{}`", table.text), span) {
            return;
        }
        let Some(declared) = parts.schema.tables.get(index) else { return };
        let mut cells = Vec::with_capacity(rows.len());
        for row in rows {
            cells.push(self.record(cx, row, &declared.fields, Some(&declared.name)));
        }
        self.test.tables.push((index, cells));
    }

    fn unknown_table(&self, cx: &mut Context, table: &Name, other: Option<(Entity, Span)>) {
        let report = Diagnostic::new(
            &names::UNKNOWN_TABLE,
            table.span,
            format!("there is no table `{}`", table.text),
            "unknown table",
        );
        cx.report(match other {
            Some((Entity::Role(_), declared)) => report
                .label(declared, format!("`{}` is a role: its rows come from its table", table.text))
                .help("give the rows of the table"),
            Some((_, declared)) => report.label(declared, format!("`{}` is no table", table.text)),
            None => {
                let known = tables(self.parts);
                let is_table =
                    |name: &&str| matches!(self.parts.names.common.get(*name), Some((Entity::Table(_), _)));
                closest_help(report, &table.text, table.span, known.into_iter().filter(is_table))
            }
        });
    }

    fn expect(&mut self, cx: &mut Context, condition: &tree::Expr, span: Span) {
        let text = cx.sources.slice(condition.span).to_owned();
        match expression::condition(&self.scope, &mut cx.sink, condition) {
            Some(condition) => self.test.expectations.push(Expectation { condition, text, span }),
            None => self.sound = false,
        }
    }

    /// Reports what is missing.
    fn complete(&mut self, cx: &mut Context, depends: &DependsOnToday) {
        let title = &self.test.title;
        if cx.is_damaged(self.written.span) {
            self.sound = false;
            return;
        }
        let expects = self.written.entries.iter().any(|entry| matches!(entry, TestEntry::Expect(..)));
        if !expects {
            cx.report(
                Diagnostic::new(
                    &tests::TEST_WITHOUT_EXPECTATION,
                    self.written.title.span,
                    format!("test \"{title}\" expects nothing"),
                    "`expect` is missing",
                )
                .help("say what must come out, as in `expect tier = A`"),
            );
        }
        let names_override = || {
            self.test.key.as_ref().is_some_and(|key| depends.override_keys.iter().any(|known| known == key))
        };
        let expects_day =
            self.test.expectations.iter().any(|expected| depends.today.condition(&expected.condition));
        if !self.given.contains_key("`today`") && (depends.rules || expects_day || names_override()) {
            cx.report(
                Diagnostic::new(
                    &tests::TEST_WITHOUT_TODAY,
                    self.written.title.span,
                    format!("test \"{title}\" does not say which day it is, and the profile depends on it"),
                    "`today DATE` is missing",
                )
                .help(format!("add the day, as in `today {}`", example_day()))
                .note("without it the test would pass on some days and fail on others"),
            );
        }
    }
}

fn example_day() -> String {
    Day::from_ymd(2026, 10, 1).map(|day| day.to_string()).unwrap_or_default()
}

/// The key that a record gives, as written but for blanks around it.
fn key_of(record: &Record, key: Option<&Field>) -> Option<String> {
    let given = record.entries.iter().find(|entry| key.is_some_and(|key| key.name == entry.name.text))?;
    match &given.value {
        RecordValue::Literal(tree::Literal::Text(text)) => Some(text.value.trim().to_owned()),
        RecordValue::Literal(_)
        | RecordValue::Unknown(_)
        | RecordValue::List(_)
        | RecordValue::Range(_)
        | RecordValue::Compare(..)
        | RecordValue::Path(_) => None,
    }
}
