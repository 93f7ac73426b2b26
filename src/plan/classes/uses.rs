//! How the expressions of a plan use each column: what they ask of its cells.
//!
//! In: a plan and the as-of date, or one of its expressions. Out: every use of every column.
//! Invariant: two cells that answer every use of their column alike change no result when they are swapped.

use crate::check::model::{Aggregate, Condition, FieldRef, Rows, TextTest, Value};
use crate::plan::{Column, Earns, Plan, ScoredRule, table_of};
use crate::types::{Day, Interval, ValueSet};

/// What an expression asks of a cell. That it is known, or a range, is always asked.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Use<'a> {
    /// Nothing more.
    Known,
    /// Whether it is in a set.
    InSet(&'a ValueSet),
    /// Whether its text passes a test.
    Text(&'a TextTest),
    /// Whether its day is in an interval.
    InDays(Interval),
    /// Its age in days, up to the age at which nothing is left.
    Fade(u32),
    /// Whether a list has an element in a set.
    Elements(&'a ValueSet),
    /// How many elements of a list are in a set.
    Counted(&'a ValueSet),
    /// Whether a list has an element in none of the sets.
    OtherElements,
    /// All of it.
    Value,
}

/// Called with every use.
pub(crate) type Visit<'v, 'a> = dyn FnMut(Column, Use<'a>) + 'v;

/// Every use of every column that results depend on.
pub(crate) fn uses_of_plan<'a>(plan: &'a Plan, today: Day, visit: &mut Visit<'_, 'a>) {
    let mut walk = Walk { today, row: None, visit };
    for gate in &plan.gates {
        walk.condition(&gate.condition);
    }
    for rule in plan.scores.iter().flat_map(|score| &score.rules) {
        walk.rule(rule);
    }
    for segment in &plan.segments {
        walk.condition(&segment.condition);
    }
    for tier in &plan.tiers {
        walk.condition(&tier.condition);
    }
    for guarantee in &plan.guarantees {
        walk.condition(&guarantee.that);
    }
}

/// Every use in a condition about the account.
pub(crate) fn uses_of_condition<'a>(condition: &'a Condition, today: Day, visit: &mut Visit<'_, 'a>) {
    Walk { today, row: None, visit }.condition(condition);
}

/// Every use in a weight or signal but for its guard.
pub(crate) fn uses_of_earning<'a>(rule: &'a ScoredRule, today: Day, visit: &mut Visit<'_, 'a>) {
    Walk { today, row: None, visit }.earning(rule);
}

struct Walk<'w, 'v, 'a> {
    today: Day,
    row: Option<usize>,
    visit: &'w mut Visit<'v, 'a>,
}

impl<'a> Walk<'_, '_, 'a> {
    fn condition(&mut self, condition: &'a Condition) {
        match condition {
            Condition::Constant(_) | Condition::Let(_) | Condition::Result(_) => {}
            Condition::And(parts) | Condition::Or(parts) => {
                parts.iter().for_each(|part| self.condition(part));
            }
            Condition::Not(inner) => self.condition(inner),
            Condition::Known(value) => self.value(value, Use::Known),
            Condition::Member { value, set } => self.value(value, Use::InSet(set)),
            Condition::Text { value, test } => self.value(value, Use::Text(test)),
            Condition::Has { value, all } => {
                all.iter().for_each(|set| self.value(value, Use::Elements(set)));
            }
            Condition::Within { value, next, span } => {
                self.value(value, Use::InDays(span.within(self.today, *next)));
            }
            Condition::OlderThan { value, span } => {
                self.value(value, Use::InDays(span.older(self.today)));
            }
            Condition::Compare { left, right, .. } => {
                self.value(left, Use::Value);
                self.value(right, Use::Value);
            }
            Condition::AnyRow(rows) => self.rows(rows),
        }
    }

    fn rule(&mut self, rule: &'a ScoredRule) {
        self.condition(&rule.guard);
        self.earning(rule);
    }

    fn earning(&mut self, rule: &'a ScoredRule) {
        let mut table = None;
        match &rule.earns {
            Earns::Flat(_) => {}
            Earns::PerRow { rows, .. } => {
                self.rows(rows);
                table = table_of(rows);
            }
            Earns::PerNumber { value, .. } | Earns::Scale { value, .. } => self.value(value, Use::Value),
            Earns::Bands(bands) if bands.best_of => {
                bands.arms.iter().for_each(|(set, _)| self.value(&bands.value, Use::Elements(set)));
                self.value(&bands.value, Use::OtherElements);
            }
            Earns::Bands(bands) => {
                self.value(&bands.value, Use::Known);
                bands.arms.iter().for_each(|(set, _)| self.value(&bands.value, Use::InSet(set)));
            }
            Earns::Arms { arms, .. } => arms.iter().for_each(|(when, _)| self.condition(when)),
        }
        if let Some(fade) = &rule.fade {
            let outer = std::mem::replace(&mut self.row, table);
            self.value(&fade.since, Use::Fade(fade.decay.end()));
            self.row = outer;
        }
    }

    /// A value of which something is asked.
    fn value(&mut self, value: &'a Value, asked: Use<'a>) {
        match value {
            Value::Field(field) => self.field(*field, asked),
            Value::Constant(_) | Value::Today | Value::Let(_) | Value::Score(_) => {}
            // What is asked of the whole is asked of whichever part stands for it.
            Value::Otherwise(inner, default) => {
                self.value(inner, asked);
                self.value(default, asked);
            }
            Value::Quotient { numerator: a, denominator: b }
            | Value::DaysBetween { later: a, earlier: b } => {
                self.value(a, Use::Value);
                self.value(b, Use::Value);
            }
            Value::Linear { terms, .. } => terms.iter().for_each(|(_, term)| self.value(term, Use::Value)),
            Value::Aggregate(aggregate) => match aggregate.as_ref() {
                Aggregate::Count(rows) => self.rows(rows),
                Aggregate::Sum(rows, field) | Aggregate::Min(rows, field) | Aggregate::Max(rows, field) => {
                    self.rows(rows);
                    if let Some(table) = table_of(rows) {
                        (self.visit)(Column::RowField(table, *field), Use::Value);
                    }
                }
            },
            Value::CountElements { list, within: Some((set, _)) } => self.value(list, Use::Counted(set)),
            Value::CountElements { list, within: None } => self.value(list, Use::Value),
            Value::CountKnown(fields) => fields.iter().for_each(|field| self.field(*field, Use::Known)),
        }
    }

    fn rows(&mut self, rows: &'a Rows) {
        if let Some(table) = table_of(rows) {
            (self.visit)(Column::Table(table), Use::Value);
            let outer = self.row.replace(table);
            self.condition(&rows.filter);
            self.row = outer;
        }
    }

    fn field(&mut self, field: FieldRef, asked: Use<'a>) {
        match (field, self.row) {
            (FieldRef::Account(index), _) => (self.visit)(Column::Field(index), asked),
            (FieldRef::Row(index), Some(table)) => (self.visit)(Column::RowField(table, index), asked),
            (FieldRef::Row(_), None) => {}
        }
    }
}
