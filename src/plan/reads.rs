//! Which columns a plan needs, and which patterns: one walk over every expression.
//!
//! In: a plan. Out: the columns and patterns that its expressions name.
//! Invariant: what is not named here cannot change an outcome.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::model::{Aggregate, Condition, FieldRef, RowSource, Rows, TextTest, Value};
use crate::types::Pattern;

use super::{Earns, Plan};

/// A column that an expression reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// An account field, by index.
    Field(usize),
    /// A child table as a whole: its number of rows.
    Table(usize),
    /// A field of a child table: table, then field.
    RowField(usize, usize),
}

/// The columns that the results of a profile depend on; those that only tests and `outcome` read are not among them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reads {
    /// Account fields, by index; the key always.
    pub fields: BTreeSet<usize>,
    /// Whether an expression reads the key.
    pub key: bool,
    /// Child tables, by index.
    pub tables: BTreeSet<usize>,
    /// Fields of child tables: table, then field; of a table that is read, the field with the account's key always.
    pub row_fields: BTreeSet<(usize, usize)>,
}

/// Something a walk meets.
pub(crate) enum Met<'a> {
    /// A column.
    Column(Column),
    /// A test on text.
    Text(&'a TextTest),
}

/// The columns that a plan reads.
pub(super) fn reads(plan: &Plan) -> Reads {
    let mut reads = Reads::default();
    walk_plan(plan, &mut |met| match met {
        Met::Column(Column::Field(field)) => {
            reads.fields.insert(field);
        }
        Met::Column(Column::Table(table)) => {
            reads.tables.insert(table);
        }
        Met::Column(Column::RowField(table, field)) => {
            reads.row_fields.insert((table, field));
        }
        Met::Text(_) => {}
    });
    reads.key = !reads.fields.insert(plan.schema.key);
    for table in &reads.tables {
        if let Some(declared) = plan.schema.tables.get(*table) {
            reads.row_fields.insert((*table, declared.by));
        }
    }
    reads
}

/// Every expression of `matches`, tests included. The checker has refused those that are not portable.
pub(super) fn patterns(plan: &Plan) -> BTreeMap<String, Pattern> {
    let mut patterns = BTreeMap::new();
    let mut visit = |met: Met| {
        if let Met::Text(TextTest::Matches(texts)) = met {
            for text in texts {
                if let Ok(pattern) = Pattern::new(text) {
                    patterns.insert(text.clone(), pattern);
                }
            }
        }
    };
    walk_plan(plan, &mut visit);
    for expectation in plan.tests.iter().flat_map(|test| &test.expectations) {
        walk_condition(expectation, None, &mut visit);
    }
    patterns
}

fn walk_plan(plan: &Plan, visit: &mut dyn FnMut(Met)) {
    for gate in &plan.gates {
        walk_condition(&gate.condition, None, visit);
    }
    for rule in plan.scores.iter().flat_map(|score| &score.rules) {
        walk_rule(rule, visit);
    }
    for segment in &plan.segments {
        walk_condition(&segment.condition, None, visit);
    }
    for tier in &plan.tiers {
        walk_condition(&tier.condition, None, visit);
    }
    for guarantee in &plan.guarantees {
        walk_condition(&guarantee.that, None, visit);
    }
}

/// Everything that a weight or signal reads.
pub(crate) fn walk_rule(rule: &super::ScoredRule, visit: &mut dyn FnMut(Met)) {
    walk_condition(&rule.guard, None, visit);
    let mut table = None;
    match &rule.earns {
        Earns::Flat(_) => {}
        Earns::PerRow { rows, .. } => {
            walk_rows(rows, visit);
            table = table_of(rows);
        }
        Earns::PerNumber { value, .. } | Earns::Scale { value, .. } => walk_value(value, None, visit),
        Earns::Bands(bands) => walk_value(&bands.value, None, visit),
        Earns::Arms { arms, .. } => {
            for (condition, _) in arms {
                walk_condition(condition, None, visit);
            }
        }
    }
    if let Some(fade) = &rule.fade {
        walk_value(&fade.since, table, visit);
    }
}

/// Everything that a condition reads; `row` is the table whose row is in sight.
pub(crate) fn walk_condition(condition: &Condition, row: Option<usize>, visit: &mut dyn FnMut(Met)) {
    match condition {
        Condition::Constant(_) | Condition::Let(_) | Condition::Result(_) => {}
        Condition::And(parts) | Condition::Or(parts) => {
            for part in parts {
                walk_condition(part, row, visit);
            }
        }
        Condition::Not(inner) => walk_condition(inner, row, visit),
        Condition::Known(value)
        | Condition::Member { value, .. }
        | Condition::Has { value, .. }
        | Condition::Within { value, .. }
        | Condition::OlderThan { value, .. } => walk_value(value, row, visit),
        Condition::Text { value, test } => {
            visit(Met::Text(test));
            walk_value(value, row, visit);
        }
        Condition::Compare { left, right, .. } => {
            walk_value(left, row, visit);
            walk_value(right, row, visit);
        }
        Condition::AnyRow(rows) => walk_rows(rows, visit),
    }
}

/// Everything that a value reads.
pub(crate) fn walk_value(value: &Value, row: Option<usize>, visit: &mut dyn FnMut(Met)) {
    match value {
        Value::Field(field) => walk_field(*field, row, visit),
        Value::Constant(_) | Value::Today | Value::Let(_) | Value::Score(_) => {}
        Value::Otherwise(a, b)
        | Value::Quotient { numerator: a, denominator: b }
        | Value::DaysBetween { later: a, earlier: b } => {
            walk_value(a, row, visit);
            walk_value(b, row, visit);
        }
        Value::Linear { terms, .. } => {
            for (_, term) in terms {
                walk_value(term, row, visit);
            }
        }
        Value::Aggregate(aggregate) => match aggregate.as_ref() {
            Aggregate::Count(rows) => walk_rows(rows, visit),
            Aggregate::Sum(rows, field) | Aggregate::Min(rows, field) | Aggregate::Max(rows, field) => {
                walk_rows(rows, visit);
                walk_field(FieldRef::Row(*field), table_of(rows), visit);
            }
        },
        Value::CountElements { list, .. } => walk_value(list, row, visit),
        Value::CountKnown(fields) => {
            for field in fields {
                walk_field(*field, row, visit);
            }
        }
    }
}

fn walk_rows(rows: &Rows, visit: &mut dyn FnMut(Met)) {
    if let Some(table) = table_of(rows) {
        visit(Met::Column(Column::Table(table)));
        walk_condition(&rows.filter, Some(table), visit);
    }
}

fn walk_field(field: FieldRef, row: Option<usize>, visit: &mut dyn FnMut(Met)) {
    match (field, row) {
        (FieldRef::Account(index), _) => visit(Met::Column(Column::Field(index))),
        (FieldRef::Row(index), Some(table)) => visit(Met::Column(Column::RowField(table, index))),
        (FieldRef::Row(_), None) => {}
    }
}

/// The table that rows come from; in a plan there is always one.
pub(crate) fn table_of(rows: &Rows) -> Option<usize> {
    match rows.source {
        RowSource::Table(table) => Some(table),
        RowSource::Role(_) => None,
    }
}
