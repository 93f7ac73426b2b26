//! A question as a search sees it: tests, the columns they read, and the classes of cells that they tell apart.
//!
//! In: formulas. Out: columns, each with rows of a table: one row a class of cells, with the truth of every test of
//! the column and a cell that stands for the class.
//! Invariant: every account falls into one row of each column; a row that no account falls into does no harm.

use crate::check::model::{Condition, FieldRef, Type, Value};
use crate::types::{Cell, ChildRow, Truth, ValueSet};

use super::{Days, Formula, Prover, Truths, child_rows, lists, numbers, texts};

/// A formula over numbered tests.
#[derive(Debug, Clone)]
pub(super) enum Goal {
    Is(Node, Truths),
    All(Vec<Goal>),
    Any(Vec<Goal>),
}

/// A condition over numbered tests.
#[derive(Debug, Clone)]
pub(super) enum Node {
    Constant(Truth),
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
    Test(usize),
}

/// What a test reads.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Key<'q> {
    /// One field. With [`Days::Any`], tests relative to today and those on fixed dates are told apart.
    Field(FieldRef, bool),
    /// The value of an expression over several columns or child rows.
    Value(&'q Value),
    /// The rows of a child table, asked by `any`.
    Rows(usize),
    /// Anything else: the test by itself.
    Alone(usize),
}

/// A class of the cells of a column.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// The truth of each test of the column.
    pub truths: Vec<Truth>,
    /// What stands for the class; `None` where nothing was made up.
    pub stands: Option<Stand>,
}

/// What stands for a class.
#[derive(Debug, Clone)]
pub(super) enum Stand {
    Cell(Cell),
    Rows(Option<Vec<ChildRow>>),
}

/// A column with its tests.
#[derive(Debug)]
pub(super) struct Column<'q> {
    pub key: Key<'q>,
    /// By number.
    pub tests: Vec<usize>,
    pub rows: Vec<Row>,
}

/// A question, compiled.
#[derive(Debug)]
pub(super) struct Question<'q> {
    pub goals: Vec<Goal>,
    pub tests: Vec<&'q Condition>,
    pub columns: Vec<Column<'q>>,
    /// The table whose row is in sight.
    pub row: Option<usize>,
    days: Days,
}

impl<'q> Question<'q> {
    pub(super) fn new(prover: &Prover<'_>, parts: &[Formula<'q>], row: Option<usize>) -> Question<'q> {
        let mut asked = Question::compiled(prover, parts, row);
        asked.classify(prover);
        asked
    }

    /// Goals, tests and columns, the columns without their classes.
    pub(super) fn compiled(prover: &Prover<'_>, parts: &[Formula<'q>], row: Option<usize>) -> Question<'q> {
        let mut asked =
            Question { goals: Vec::new(), tests: Vec::new(), columns: Vec::new(), row, days: prover.days };
        for part in parts {
            let goal = asked.goal(part);
            asked.add(goal);
        }
        asked
    }

    /// Finds the classes of each column.
    pub(super) fn classify(&mut self, prover: &Prover<'_>) {
        let mut columns = std::mem::take(&mut self.columns);
        let mut alone = Vec::new();
        for column in &mut columns {
            match self.rows_of(prover, column) {
                Some(rows) => column.rows = rows,
                // Too many classes: each test may come to anything.
                None => alone.append(&mut column.tests),
            }
        }
        columns.retain(|column| !column.tests.is_empty());
        for test in alone {
            columns.push(Column { key: Key::Alone(test), tests: vec![test], rows: any(Truths::ANY) });
        }
        self.columns = columns;
    }

    fn goal(&mut self, formula: &Formula<'q>) -> Goal {
        match formula {
            Formula::Is(condition, truths) => Goal::Is(self.node(condition), *truths),
            Formula::All(parts) => Goal::All(parts.iter().map(|part| self.goal(part)).collect()),
            Formula::Any(parts) => Goal::Any(parts.iter().map(|part| self.goal(part)).collect()),
        }
    }

    /// Adds what must hold, part by part: the smaller the parts, the earlier one of them fails.
    fn add(&mut self, goal: Goal) {
        match goal {
            Goal::All(parts) => parts.into_iter().for_each(|part| self.add(part)),
            Goal::Is(Node::Not(inner), truths) => self.add(Goal::Is(*inner, truths.negated())),
            Goal::Is(Node::And(parts), truths) if truths == Truths::TRUE || truths == Truths::NOT_FALSE => {
                parts.into_iter().for_each(|part| self.add(Goal::Is(part, truths)));
            }
            Goal::Is(Node::Or(parts), truths) if truths == Truths::FALSE || truths == Truths::NOT_TRUE => {
                parts.into_iter().for_each(|part| self.add(Goal::Is(part, truths)));
            }
            goal @ (Goal::Is(..) | Goal::Any(_)) => self.goals.push(goal),
        }
    }

    fn node(&mut self, condition: &'q Condition) -> Node {
        match condition {
            Condition::Constant(truth) => Node::Constant(*truth),
            Condition::And(parts) => Node::And(parts.iter().map(|part| self.node(part)).collect()),
            Condition::Or(parts) => Node::Or(parts.iter().map(|part| self.node(part)).collect()),
            Condition::Not(inner) => Node::Not(Box::new(self.node(inner))),
            Condition::Let(_)
            | Condition::Known(_)
            | Condition::Member { .. }
            | Condition::Compare { .. }
            | Condition::Text { .. }
            | Condition::Has { .. }
            | Condition::Within { .. }
            | Condition::OlderThan { .. }
            | Condition::AnyRow(_)
            | Condition::Result(_) => Node::Test(self.test(condition)),
        }
    }

    fn test(&mut self, condition: &'q Condition) -> usize {
        if let Some(known) = self.tests.iter().position(|test| *test == condition) {
            return known;
        }
        let number = self.tests.len();
        self.tests.push(condition);
        let key = key_of(condition, self.days).unwrap_or(Key::Alone(number));
        match self.columns.iter_mut().find(|column| column.key == key) {
            Some(column) => column.tests.push(number),
            None => self.columns.push(Column { key, tests: vec![number], rows: Vec::new() }),
        }
        number
    }

    /// The classes of a column; `None` where there are too many to tell apart.
    fn rows_of(&self, prover: &Prover<'_>, column: &Column<'q>) -> Option<Vec<Row>> {
        let tests: Vec<&Condition> =
            column.tests.iter().filter_map(|number| self.tests.get(*number).copied()).collect();
        match column.key {
            Key::Field(field, _) => field_rows(prover, self.row, field, &tests),
            Key::Value(value) => numbers::value_rows(prover, value, &tests),
            Key::Rows(table) => child_rows::rows(prover, table, &tests),
            Key::Alone(_) => Some(any(match tests.first() {
                Some(Condition::Result(_)) => Truths::DECIDED,
                _ => Truths::ANY,
            })),
        }
    }
}

/// The declaration of a field of the account, or of the row in sight.
pub(super) fn field_of<'p>(
    prover: &Prover<'p>,
    row: Option<usize>,
    field: FieldRef,
) -> Option<&'p crate::check::model::Field> {
    let schema = &prover.plan().schema;
    match field {
        FieldRef::Account(index) => schema.fields.get(index),
        FieldRef::Row(index) => schema.tables.get(row?)?.fields.get(index),
    }
}

/// A row for each truth.
fn any(truths: Truths) -> Vec<Row> {
    let all = [Truth::True, Truth::False, Truth::Unknown].into_iter();
    all.filter(|truth| truths.holds(*truth)).map(|truth| Row { truths: vec![truth], stands: None }).collect()
}

/// What a test reads, where it is one column.
fn key_of<'q>(condition: &'q Condition, days: Days) -> Option<Key<'q>> {
    let relative = matches!(condition, Condition::Within { .. } | Condition::OlderThan { .. });
    match condition {
        Condition::Member { value, .. }
        | Condition::Known(value)
        | Condition::Within { value, .. }
        | Condition::OlderThan { value, .. } => {
            if let Some((field, by_today)) = one_field(value) {
                return Some(Key::Field(field, days == Days::Any && (relative || by_today)));
            }
            let is_numeric = !matches!(
                condition,
                Condition::Member { set, .. }
                    if !matches!(set.as_ref(), ValueSet::Numbers(_) | ValueSet::Days(_))
            );
            // Two readings of one value would need one breakpoint in two units.
            (is_numeric && !(days == Days::Any && relative)).then_some(Key::Value(value))
        }
        Condition::Text { value, .. } | Condition::Has { value, .. } => {
            one_field(value).map(|(field, _)| Key::Field(field, false))
        }
        Condition::AnyRow(rows) => crate::plan::table_of(rows).map(Key::Rows),
        Condition::Constant(_)
        | Condition::And(_)
        | Condition::Or(_)
        | Condition::Not(_)
        | Condition::Let(_)
        | Condition::Compare { .. }
        | Condition::Result(_) => None,
    }
}

/// The only field that a test reads.
pub(super) fn field_read(test: &Condition) -> Option<FieldRef> {
    match key_of(test, Days::Today) {
        Some(Key::Field(field, _)) => Some(field),
        _ => None,
    }
}

/// The classes of one field, as far as these tests tell them apart.
pub(super) fn field_rows(
    prover: &Prover<'_>,
    row: Option<usize>,
    field: FieldRef,
    tests: &[&Condition],
) -> Option<Vec<Row>> {
    match field_of(prover, row, field)?.ty {
        Type::Text => texts::rows(prover, row, field, tests),
        Type::List(_) => lists::rows(prover, row, field, tests),
        Type::Number
        | Type::Whole
        | Type::Percent
        | Type::Money(_)
        | Type::Day
        | Type::Days
        | Type::Boolean
        | Type::Choice(_) => numbers::field_rows(prover, row, field, tests),
    }
}

/// The only field that a value reads, and whether it reads today too. Not of counts, which many lists share.
fn one_field(value: &Value) -> Option<(FieldRef, bool)> {
    match value {
        Value::Field(field) => Some((*field, false)),
        Value::Otherwise(inner, default) => {
            matches!(default.as_ref(), Value::Constant(_)).then(|| one_field(inner)).flatten()
        }
        Value::Linear { terms, .. } => match terms.as_slice() {
            [(_, term)] => one_field(term),
            _ => None,
        },
        Value::DaysBetween { later, earlier } => match (later.as_ref(), earlier.as_ref()) {
            (Value::Today, of) | (of, Value::Today) => one_field(of).map(|(field, _)| (field, true)),
            (Value::Constant(_), of) | (of, Value::Constant(_)) => one_field(of),
            _ => None,
        },
        Value::Constant(_)
        | Value::Today
        | Value::Let(_)
        | Value::Quotient { .. }
        | Value::Aggregate(_)
        | Value::CountElements { .. }
        | Value::CountKnown(_)
        | Value::Score(_) => None,
    }
}
