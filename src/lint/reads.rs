//! Which fields a part of the model reads, through lets and roles.
//!
//! In: parts of the model. Out: the fields they read.
//! Invariant: a let is followed however deep it lies.

use std::collections::BTreeSet;

use crate::check::model::{
    Aggregate, Condition, Earns, FieldRef, Gate, LetValue, Model, OutcomeRule, RowSource, Rows, ScoredRule,
    Segment, Tier, Value,
};

/// A field that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Read {
    /// Of the account, by index.
    Account(usize),
    /// Of a child table: table and field, by index.
    Row(usize, usize),
}

/// Collects what is read, in no particular order and perhaps more than once.
pub struct Reads<'m> {
    model: &'m Model,
    /// Lets that were followed, each once: a let may name another one twice.
    followed: BTreeSet<(usize, Option<usize>)>,
    /// What was found.
    pub found: Vec<Read>,
}

impl<'m> Reads<'m> {
    /// Nothing yet.
    pub fn new(model: &'m Model) -> Reads<'m> {
        Reads { model, followed: BTreeSet::new(), found: Vec::new() }
    }

    /// By a market, exclusion or requirement.
    pub fn gate(&mut self, gate: &Gate) {
        self.condition(&gate.when, None);
        gate.unless.iter().for_each(|unless| self.condition(unless, None));
    }

    /// By a tier.
    pub fn tier(&mut self, tier: &Tier) {
        self.condition(&tier.when, None);
        tier.unless.iter().for_each(|unless| self.condition(unless, None));
    }

    /// By a segment.
    pub fn segment(&mut self, segment: &Segment) {
        self.condition(&segment.when, None);
        segment.unless.iter().for_each(|unless| self.condition(unless, None));
    }

    /// By a weight or signal.
    pub fn scored_rule(&mut self, rule: &ScoredRule) {
        let mut table = None;
        match &rule.earns {
            Earns::Flat(_) => {}
            Earns::PerRow { rows, .. } => {
                table = Some(self.table_of(rows.source));
                self.rows(rows);
            }
            Earns::PerNumber { value, .. } | Earns::Scale { value, .. } => self.value(value, None),
            Earns::Bands(bands) => self.value(&bands.value, None),
            Earns::Arms { arms, .. } => {
                arms.iter().for_each(|(condition, _)| self.condition(condition, None))
            }
        }
        rule.when.iter().chain(&rule.unless).for_each(|condition| self.condition(condition, None));
        rule.fade.iter().for_each(|fade| self.value(&fade.since, table));
    }

    /// By the `outcome` block.
    pub fn outcome(&mut self, rules: &[OutcomeRule]) {
        for rule in rules {
            match rule {
                OutcomeRule::When(_, condition) => self.condition(condition, None),
                OutcomeRule::Is(_, value) => self.value(value, None),
            }
        }
    }

    fn condition(&mut self, condition: &Condition, table: Option<usize>) {
        match condition {
            Condition::Constant(_) | Condition::Result(_) => {}
            Condition::And(parts) | Condition::Or(parts) => {
                parts.iter().for_each(|part| self.condition(part, table));
            }
            Condition::Not(inner) => self.condition(inner, table),
            Condition::Let(index) => self.named(*index, table),
            Condition::Known(value)
            | Condition::Member { value, .. }
            | Condition::Text { value, .. }
            | Condition::Has { value, .. }
            | Condition::Within { value, .. }
            | Condition::OlderThan { value, .. } => self.value(value, table),
            Condition::Compare { left, right, .. } => {
                self.value(left, table);
                self.value(right, table);
            }
            Condition::AnyRow(rows) => self.rows(rows),
        }
    }

    fn value(&mut self, value: &Value, table: Option<usize>) {
        match value {
            Value::Field(field) => self.field(*field, table),
            Value::Constant(_) | Value::Today | Value::Score(_) => {}
            Value::Let(index) => self.named(*index, table),
            Value::Otherwise(left, right)
            | Value::Quotient { numerator: left, denominator: right }
            | Value::DaysBetween { later: left, earlier: right } => {
                self.value(left, table);
                self.value(right, table);
            }
            Value::Linear { terms, .. } => terms.iter().for_each(|(_, term)| self.value(term, table)),
            Value::Aggregate(aggregate) => match aggregate.as_ref() {
                Aggregate::Count(rows) => self.rows(rows),
                Aggregate::Sum(rows, field) | Aggregate::Min(rows, field) | Aggregate::Max(rows, field) => {
                    self.rows(rows);
                    self.found.push(Read::Row(self.table_of(rows.source), *field));
                }
            },
            Value::CountElements { list, .. } => self.value(list, table),
            Value::CountKnown(fields) => fields.iter().for_each(|field| self.field(*field, table)),
        }
    }

    fn field(&mut self, field: FieldRef, table: Option<usize>) {
        self.found.extend(match (field, table) {
            (FieldRef::Account(field), _) => Some(Read::Account(field)),
            (FieldRef::Row(field), Some(table)) => Some(Read::Row(table, field)),
            (FieldRef::Row(_), None) => None,
        });
    }

    fn rows(&mut self, rows: &Rows) {
        let table = self.table_of(rows.source);
        if let RowSource::Role(role) = rows.source
            && let Some(role) = self.model.roles.get(role)
        {
            self.condition(&role.condition, Some(table));
        }
        self.condition(&rows.filter, Some(table));
    }

    fn table_of(&self, source: RowSource) -> usize {
        match source {
            RowSource::Table(table) => table,
            RowSource::Role(role) => self.model.roles.get(role).map_or(usize::MAX, |role| role.table),
        }
    }

    fn named(&mut self, index: usize, table: Option<usize>) {
        if !self.followed.insert((index, table)) {
            return;
        }
        match self.model.lets.get(index).map(|named| &named.value) {
            Some(LetValue::Condition(condition)) => self.condition(condition, table),
            Some(LetValue::Value(value, _)) => self.value(value, table),
            Some(LetValue::Constant(_)) | None => {}
        }
    }
}
