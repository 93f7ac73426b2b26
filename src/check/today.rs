//! Whether a profile depends on the date it is run on (ruling 36).
//!
//! Invariant: a let or role counts only where a rule uses it, however indirectly.

use super::context::Parts;
use super::model::{
    Aggregate, Condition, Earns, Gate, LetValue, RowSource, Rows, Score, ScoredRule, Segment, Tier, Value,
};

/// Which lets and roles depend on the date.
pub(super) struct Today {
    lets: Vec<bool>,
    roles: Vec<bool>,
}

impl Today {
    /// Looks at all lets and roles.
    pub fn new(parts: &Parts) -> Today {
        let mut today = Today { lets: vec![false; parts.lets.len()], roles: vec![false; parts.roles.len()] };
        // Definitions stand on one another in any order, but not in circles: repeat until nothing changes.
        while today.widen(parts) {}
        today
    }

    fn widen(&mut self, parts: &Parts) -> bool {
        let lets: Vec<bool> = parts
            .lets
            .iter()
            .map(|named| named.as_ref().is_some_and(|named| self.named(&named.value)))
            .collect();
        let roles: Vec<bool> = parts
            .roles
            .iter()
            .map(|role| role.as_ref().is_some_and(|role| self.condition(&role.condition)))
            .collect();
        let changed = lets != self.lets || roles != self.roles;
        (self.lets, self.roles) = (lets, roles);
        changed
    }

    fn named(&self, value: &LetValue) -> bool {
        match value {
            LetValue::Condition(condition) => self.condition(condition),
            LetValue::Value(value, _) => self.value(value),
            LetValue::Constant(_) => false,
        }
    }

    /// Whether a condition does.
    pub fn condition(&self, condition: &Condition) -> bool {
        match condition {
            Condition::Constant(_) | Condition::Result(_) => false,
            Condition::Let(index) => self.lets.get(*index) == Some(&true),
            Condition::And(parts) | Condition::Or(parts) => parts.iter().any(|part| self.condition(part)),
            Condition::Not(inner) => self.condition(inner),
            Condition::Known(value)
            | Condition::Member { value, .. }
            | Condition::Text { value, .. }
            | Condition::Has { value, .. } => self.value(value),
            Condition::Compare { left, right, .. } => self.value(left) || self.value(right),
            Condition::Within { .. } | Condition::OlderThan { .. } => true,
            Condition::AnyRow(rows) => self.rows(rows),
        }
    }

    fn rows(&self, rows: &Rows) -> bool {
        let source = match rows.source {
            RowSource::Table(_) => false,
            RowSource::Role(index) => self.roles.get(index) == Some(&true),
        };
        source || self.condition(&rows.filter)
    }

    fn value(&self, value: &Value) -> bool {
        match value {
            Value::Today => true,
            Value::Field(_) | Value::Constant(_) | Value::CountKnown(_) | Value::Score(_) => false,
            Value::Let(index) => self.lets.get(*index) == Some(&true),
            Value::Otherwise(first, second)
            | Value::Quotient { numerator: first, denominator: second }
            | Value::DaysBetween { later: first, earlier: second } => self.value(first) || self.value(second),
            Value::Linear { terms, .. } => terms.iter().any(|(_, term)| self.value(term)),
            Value::Aggregate(aggregate) => match aggregate.as_ref() {
                Aggregate::Count(rows)
                | Aggregate::Sum(rows, _)
                | Aggregate::Min(rows, _)
                | Aggregate::Max(rows, _) => self.rows(rows),
            },
            Value::CountElements { list, .. } => self.value(list),
        }
    }

    fn holds<'c>(
        &self,
        when: impl IntoIterator<Item = &'c Condition>,
        unless: Option<&'c Condition>,
    ) -> bool {
        when.into_iter().chain(unless).any(|condition| self.condition(condition))
    }

    /// Whether a gate does.
    pub fn gate(&self, gate: &Gate) -> bool {
        !gate.active.is_empty() || self.holds([&gate.when], gate.unless.as_ref())
    }

    /// Whether a score does.
    pub fn score(&self, score: &Score) -> bool {
        score.rules.iter().any(|rule| self.rule(rule))
    }

    fn rule(&self, rule: &ScoredRule) -> bool {
        let earns = match &rule.earns {
            Earns::Flat(_) => false,
            Earns::PerRow { rows, .. } => self.rows(rows),
            Earns::PerNumber { value, .. } | Earns::Scale { value, .. } => self.value(value),
            Earns::Bands(bands) => self.value(&bands.value),
            Earns::Arms { arms, .. } => arms.iter().any(|(condition, _)| self.condition(condition)),
        };
        earns
            || rule.fade.is_some()
            || !rule.active.is_empty()
            || self.holds(&rule.when, rule.unless.as_ref())
    }

    /// Whether a segment does.
    pub fn segment(&self, segment: &Segment) -> bool {
        segment.season.is_some()
            || !segment.active.is_empty()
            || self.holds([&segment.when], segment.unless.as_ref())
    }

    /// Whether a tier does.
    pub fn tier(&self, tier: &Tier) -> bool {
        !tier.active.is_empty() || self.holds([&tier.when], tier.unless.as_ref())
    }
}
