//! Conditions and values with their indices moved to other places.
//!
//! In: an expression of a plan. Out: the same expression over the joint schema and the joint results.
//! Invariant: only indices change.

use crate::check::model::{Aggregate, Bands, Condition, FieldRef, ResultTest, RowSource, Rows, Value};
use crate::plan::{Earns, Fade, ScoredRule};

use super::schema::Places;

/// Where everything that one plan names lies in the joint plans.
#[derive(Debug, Clone, Default)]
pub struct Moves {
    /// The schema's parts.
    pub schema: Places,
    /// One per score.
    pub scores: Vec<usize>,
    /// One per segment.
    pub segments: Vec<usize>,
    /// One per tier.
    pub tiers: Vec<usize>,
}

fn place(places: &[usize], index: usize) -> usize {
    places.get(index).copied().unwrap_or(index)
}

impl Moves {
    /// A condition on accounts and results.
    pub fn condition(&self, condition: &Condition) -> Condition {
        self.at(condition, None)
    }

    fn at(&self, condition: &Condition, row: Option<usize>) -> Condition {
        let many = |parts: &[Condition]| parts.iter().map(|part| self.at(part, row)).collect();
        let value = |value: &Value| self.value_at(value, row);
        match condition {
            Condition::Constant(_) | Condition::Let(_) => condition.clone(),
            Condition::And(parts) => Condition::And(many(parts)),
            Condition::Or(parts) => Condition::Or(many(parts)),
            Condition::Not(inner) => Condition::Not(Box::new(self.at(inner, row))),
            Condition::Known(tested) => Condition::Known(value(tested)),
            Condition::Member { value: tested, set } => {
                Condition::Member { value: value(tested), set: set.clone() }
            }
            Condition::Compare { left, op, right } => {
                Condition::Compare { left: value(left), op: *op, right: value(right) }
            }
            Condition::Text { value: tested, test } => {
                Condition::Text { value: value(tested), test: test.clone() }
            }
            Condition::Has { value: tested, all } => {
                Condition::Has { value: value(tested), all: all.clone() }
            }
            Condition::Within { value: tested, next, span } => {
                Condition::Within { value: value(tested), next: *next, span: *span }
            }
            Condition::OlderThan { value: tested, span } => {
                Condition::OlderThan { value: value(tested), span: *span }
            }
            Condition::AnyRow(rows) => Condition::AnyRow(self.rows(rows)),
            Condition::Result(test) => Condition::Result(self.result(test)),
        }
    }

    fn result(&self, test: &ResultTest) -> ResultTest {
        match test {
            ResultTest::Tier(tiers) => {
                ResultTest::Tier(tiers.iter().map(|tier| place(&self.tiers, *tier)).collect())
            }
            ResultTest::Segment(segments) => {
                ResultTest::Segment(segments.iter().map(|segment| place(&self.segments, *segment)).collect())
            }
            // Gates are named by guarantees and tests only, which decide nothing.
            ResultTest::Status(_)
            | ResultTest::HasTier
            | ResultTest::HasSegment
            | ResultTest::Level(_)
            | ResultTest::OutBy(_) => test.clone(),
        }
    }

    /// Rows of a child table.
    pub fn rows(&self, rows: &Rows) -> Rows {
        let table = table_of(rows);
        let source = match rows.source {
            RowSource::Table(table) => RowSource::Table(place(&self.schema.tables, table)),
            RowSource::Role(role) => RowSource::Role(role),
        };
        Rows { source, filter: Box::new(self.at(&rows.filter, table)) }
    }

    /// A value of the account or of results.
    pub fn value(&self, value: &Value) -> Value {
        self.value_at(value, None)
    }

    fn value_at(&self, value: &Value, row: Option<usize>) -> Value {
        let boxed = |value: &Value| Box::new(self.value_at(value, row));
        match value {
            Value::Field(field) => Value::Field(self.field(*field, row)),
            Value::Constant(_) | Value::Today | Value::Let(_) => value.clone(),
            Value::Otherwise(inner, default) => Value::Otherwise(boxed(inner), boxed(default)),
            Value::Linear { terms, constant } => Value::Linear {
                terms: terms.iter().map(|(factor, term)| (*factor, self.value_at(term, row))).collect(),
                constant: *constant,
            },
            Value::Quotient { numerator, denominator } => {
                Value::Quotient { numerator: boxed(numerator), denominator: boxed(denominator) }
            }
            Value::DaysBetween { later, earlier } => {
                Value::DaysBetween { later: boxed(later), earlier: boxed(earlier) }
            }
            Value::Aggregate(aggregate) => Value::Aggregate(Box::new(self.aggregate(aggregate))),
            Value::CountElements { list, within } => {
                Value::CountElements { list: boxed(list), within: within.clone() }
            }
            Value::CountKnown(fields) => {
                Value::CountKnown(fields.iter().map(|field| self.field(*field, row)).collect())
            }
            Value::Score(score) => Value::Score(place(&self.scores, *score)),
        }
    }

    fn aggregate(&self, aggregate: &Aggregate) -> Aggregate {
        let field = |rows: &Rows, field: usize| self.row_field(table_of(rows), field);
        match aggregate {
            Aggregate::Count(rows) => Aggregate::Count(self.rows(rows)),
            Aggregate::Sum(rows, of) => Aggregate::Sum(self.rows(rows), field(rows, *of)),
            Aggregate::Min(rows, of) => Aggregate::Min(self.rows(rows), field(rows, *of)),
            Aggregate::Max(rows, of) => Aggregate::Max(self.rows(rows), field(rows, *of)),
        }
    }

    fn field(&self, field: FieldRef, row: Option<usize>) -> FieldRef {
        match field {
            FieldRef::Account(index) => FieldRef::Account(place(&self.schema.fields, index)),
            FieldRef::Row(index) => FieldRef::Row(self.row_field(row, index)),
        }
    }

    fn row_field(&self, table: Option<usize>, index: usize) -> usize {
        let fields = table.and_then(|table| self.schema.row_fields.get(table));
        fields.and_then(|fields| fields.get(index)).copied().unwrap_or(index)
    }

    /// A weight or signal; its group stays as it is.
    pub fn rule(&self, rule: &ScoredRule) -> ScoredRule {
        let row = if let Earns::PerRow { rows, .. } = &rule.earns { table_of(rows) } else { None };
        let fade =
            rule.fade.as_ref().map(|fade| Fade { since: self.value_at(&fade.since, row), ..fade.clone() });
        ScoredRule {
            guard: self.condition(&rule.guard),
            earns: self.earns(&rule.earns),
            fade,
            ..rule.clone()
        }
    }

    fn earns(&self, earns: &Earns) -> Earns {
        match earns {
            Earns::Flat(points) => Earns::Flat(*points),
            Earns::PerRow { points, rows, cap } => {
                Earns::PerRow { points: *points, rows: self.rows(rows), cap: *cap }
            }
            Earns::PerNumber { points, value, cap } => {
                Earns::PerNumber { points: *points, value: self.value(value), cap: *cap }
            }
            Earns::Bands(bands) => Earns::Bands(Bands { value: self.value(&bands.value), ..bands.clone() }),
            Earns::Arms { arms, unknown, otherwise } => Earns::Arms {
                arms: arms.iter().map(|(when, points)| (self.condition(when), *points)).collect(),
                unknown: *unknown,
                otherwise: *otherwise,
            },
            Earns::Scale { value, from, to } => {
                Earns::Scale { value: self.value(value), from: *from, to: *to }
            }
        }
    }
}

fn table_of(rows: &Rows) -> Option<usize> {
    match rows.source {
        RowSource::Table(table) => Some(table),
        RowSource::Role(_) => None,
    }
}
