//! What is not known and would matter, most costly first (ruling 29).
//!
//! A column is missing for a rule if its cell is unknown or a range and a test of the rule that reads it is UNKNOWN in
//! the possibility reading; of child rows, only those count that the filter does not leave out.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::model::{Aggregate, Condition, FieldRef, Rows, Value};
use crate::eval::outcome::{GateOutcome, Missing, ScoreOutcome};
use crate::plan::{Column, Earns, Met, Plan, ScoredRule, table_of, walk_condition};
use crate::types::{Cell, Points, Status, Truth};

use super::aggregate::filtered;
use super::truth::truth;
use super::value::{Seen, value};
use super::{Reading, Scene};

/// What is missing: columns of gates that hold the account first, then by cost, then by name.
pub(super) fn missing(
    scene: &Scene,
    gates: &[GateOutcome],
    status: Status,
    scores: &[ScoreOutcome],
) -> Vec<Missing> {
    let undecided = undecided(scene, gates, status, scores);
    let mut found: BTreeMap<String, (bool, Points)> = BTreeMap::new();
    for column in undecided.gates.into_iter().flat_map(|(_, columns)| columns) {
        found.entry(column).or_default().0 = true;
    }
    for ((score, rule), columns) in undecided.rules {
        let outcome = scores.get(score).and_then(|score| score.rules.get(rule));
        let cost = outcome.map_or(Points::ZERO, |outcome| outcome.most - outcome.least);
        for column in columns {
            found.entry(column).or_default().1 += cost;
        }
    }
    let mut missing: Vec<Missing> =
        found.into_iter().map(|(field, (holds, cost))| Missing { field, cost, holds }).collect();
    missing
        .sort_by(|a, b| b.holds.cmp(&a.holds).then(b.cost.cmp(&a.cost)).then_with(|| a.field.cmp(&b.field)));
    missing
}

/// The columns that leave gates and rules undecided, by name.
pub(in crate::eval) struct Undecided {
    /// Gates that hold the account, by index.
    pub gates: Vec<(usize, BTreeSet<String>)>,
    /// Weights and signals, by score and index.
    pub rules: Vec<((usize, usize), BTreeSet<String>)>,
}

/// What leaves each gate that holds the account, and each undecided rule, undecided.
pub(super) fn undecided(
    scene: &Scene,
    gates: &[GateOutcome],
    status: Status,
    scores: &[ScoreOutcome],
) -> Undecided {
    let scene = scene.reading(Reading::Possibility);
    let holding = scene.plan.gates.iter().zip(gates).enumerate();
    let gates = holding
        .filter(|(_, (_, outcome))| outcome.holds && status == Status::NeedsData)
        .map(|(index, (gate, _))| (index, columns_of_condition(&scene, &gate.condition)))
        .collect();
    let mut rules = Vec::new();
    for (score_index, (score, outcome)) in scene.plan.scores.iter().zip(scores).enumerate() {
        for (rule_index, (rule, outcome)) in score.rules.iter().zip(&outcome.rules).enumerate() {
            if !outcome.decided {
                rules.push(((score_index, rule_index), columns_of_rule(&scene, rule)));
            }
        }
    }
    Undecided { gates, rules }
}

type Columns = BTreeSet<Column>;

/// The names of the columns that leave a condition undecided, in the possibility reading.
pub(in crate::eval) fn columns_of_condition<'a>(
    scene: &Scene<'a>,
    condition: &'a Condition,
) -> BTreeSet<String> {
    let mut columns = Columns::new();
    of_condition(&scene.reading(Reading::Possibility), condition, &mut columns);
    columns.into_iter().map(|column| column_name(scene.plan, column)).collect()
}

/// The names of the columns that leave a rule undecided, in the possibility reading.
pub(in crate::eval) fn columns_of_rule<'a>(scene: &Scene<'a>, rule: &'a ScoredRule) -> BTreeSet<String> {
    let mut columns = Columns::new();
    of_rule(&scene.reading(Reading::Possibility), rule, &mut columns);
    columns.into_iter().map(|column| column_name(scene.plan, column)).collect()
}

/// `employees`, or `contacts.title`.
fn column_name(plan: &Plan, column: Column) -> String {
    let table_name = |table: usize| plan.schema.tables.get(table).map_or("", |table| table.name.as_str());
    match column {
        Column::Field(field) => plan.schema.fields.get(field).map_or("", |field| &field.name).to_owned(),
        Column::Table(table) => table_name(table).to_owned(),
        Column::RowField(table, field) => {
            let fields = plan.schema.tables.get(table).map(|table| table.fields.as_slice());
            let field = fields.and_then(|fields| fields.get(field));
            format!("{}.{}", table_name(table), field.map_or("", |field| &field.name))
        }
    }
}

fn of_rule<'a>(scene: &Scene<'a>, rule: &'a ScoredRule, out: &mut Columns) {
    of_condition(scene, &rule.guard, out);
    match &rule.earns {
        Earns::Flat(_) => {}
        Earns::PerRow { rows, .. } => {
            of_rows(scene, rows, out);
            if let Some(fade) = &rule.fade {
                for (on_row, _, filter) in filtered(scene, rows).unwrap_or_default() {
                    if filter != Truth::False {
                        of_value(&on_row, &fade.since, out);
                    }
                }
            }
            return;
        }
        Earns::PerNumber { value, .. } | Earns::Scale { value, .. } => of_value(scene, value, out),
        Earns::Bands(bands) => of_value(scene, &bands.value, out),
        Earns::Arms { arms, .. } => {
            for (condition, _) in arms {
                of_condition(scene, condition, out);
            }
        }
    }
    if let Some(fade) = &rule.fade {
        of_value(scene, &fade.since, out);
    }
}

/// Every test below that is UNKNOWN names what it reads.
fn of_condition<'a>(scene: &Scene<'a>, condition: &'a Condition, out: &mut Columns) {
    match condition {
        Condition::And(parts) | Condition::Or(parts) => {
            for part in parts {
                of_condition(scene, part, out);
            }
        }
        Condition::Not(inner) => of_condition(scene, inner, out),
        _ if truth(scene, condition) != Truth::Unknown => {}
        Condition::Known(value)
        | Condition::Member { value, .. }
        | Condition::Text { value, .. }
        | Condition::Has { value, .. }
        | Condition::Within { value, .. }
        | Condition::OlderThan { value, .. } => of_value(scene, value, out),
        Condition::Compare { left, right, .. } => {
            of_value(scene, left, out);
            of_value(scene, right, out);
        }
        Condition::AnyRow(rows) => of_rows(scene, rows, out),
        Condition::Constant(_) | Condition::Let(_) | Condition::Result(_) => {}
    }
}

fn of_value<'a>(scene: &Scene<'a>, read: &'a Value, out: &mut Columns) {
    match read {
        Value::Field(field) => of_field(scene, *field, out),
        Value::Otherwise(inner, default) => {
            of_value(scene, inner, out);
            if value(scene, inner) == Seen::NoRows {
                of_value(scene, default, out);
            }
        }
        Value::Quotient { numerator: a, denominator: b } | Value::DaysBetween { later: a, earlier: b } => {
            of_value(scene, a, out);
            of_value(scene, b, out);
        }
        Value::Linear { terms, .. } => {
            for (_, term) in terms {
                of_value(scene, term, out);
            }
        }
        Value::Aggregate(aggregate) => match aggregate.as_ref() {
            Aggregate::Count(rows) => of_rows(scene, rows, out),
            Aggregate::Sum(rows, field) | Aggregate::Min(rows, field) | Aggregate::Max(rows, field) => {
                of_rows(scene, rows, out);
                match (filtered(scene, rows), table_of(rows)) {
                    (Some(judged), _) => {
                        for (on_row, _, _) in judged.iter().filter(|(_, _, truth)| *truth != Truth::False) {
                            of_field(on_row, FieldRef::Row(*field), out);
                        }
                    }
                    (None, Some(table)) => {
                        out.insert(Column::RowField(table, *field));
                    }
                    (None, None) => {}
                }
            }
        },
        Value::CountElements { list, .. } => of_value(scene, list, out),
        Value::CountKnown(fields) => {
            for field in fields {
                of_field(scene, *field, out);
            }
        }
        Value::Constant(_) | Value::Today | Value::Let(_) | Value::Score(_) => {}
    }
}

fn of_field(scene: &Scene, field: FieldRef, out: &mut Columns) {
    if matches!(scene.cell(field), Cell::Unknown | Cell::Range(_)) {
        match (field, scene.row) {
            (FieldRef::Account(index), _) => {
                out.insert(Column::Field(index));
            }
            (FieldRef::Row(index), Some((table, _))) => {
                out.insert(Column::RowField(table, index));
            }
            (FieldRef::Row(_), None) => {}
        }
    }
}

/// The rows whose filter is UNKNOWN; of a table that is not known at all, what the filter reads of it, or the table.
fn of_rows<'a>(scene: &Scene<'a>, rows: &'a Rows, out: &mut Columns) {
    let Some(judged) = filtered(scene, rows) else {
        let Some(table) = table_of(rows) else { return };
        let mut columns = Columns::new();
        walk_condition(&rows.filter, Some(table), &mut |met| {
            if let Met::Column(column @ Column::RowField(..)) = met {
                columns.insert(column);
            }
        });
        if columns.is_empty() {
            columns.insert(Column::Table(table));
        }
        out.extend(columns);
        return;
    };
    for (on_row, _, truth) in judged {
        if truth == Truth::Unknown {
            of_condition(&on_row, &rows.filter, out);
        }
    }
}
