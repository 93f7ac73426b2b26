//! Which rule reads which column, and in which order rules are decided.
//!
//! In: a plan. Out: for each rule the columns it reads. Invariant: rules come in the order of the plan.

use std::collections::BTreeSet;

use super::Step;
use crate::plan::{Column, Met, Plan, walk_condition, walk_rule};

/// The columns of each rule, in the order of the plan.
pub(super) struct RuleReads {
    rules: Vec<(String, BTreeSet<Column>)>,
}

/// How messages name a gate.
pub(super) fn gate_name(gate: &crate::plan::Gate) -> String {
    use crate::check::model::GateKind;
    match gate.kind {
        GateKind::Market => "market".to_owned(),
        GateKind::Exclude => format!("exclude {}", gate.name),
        GateKind::Require => format!("require {}", gate.name),
    }
}

/// How messages name a weight or signal.
pub(super) fn rule_name(rule: &crate::plan::ScoredRule) -> String {
    use crate::check::model::ScoredRuleKind;
    match rule.kind {
        ScoredRuleKind::Weight => format!("weight {}", rule.name),
        ScoredRuleKind::Signal => format!("signal {}", rule.name),
    }
}

/// A walk over what a gate or a rule reads.
type Walk<'w> = &'w mut dyn FnMut(&mut dyn FnMut(Met<'_>));

impl RuleReads {
    pub(super) fn of(plan: &Plan) -> RuleReads {
        let mut rules = Vec::new();
        let mut add = |name: String, walk: Walk<'_>| {
            let mut columns = BTreeSet::new();
            walk(&mut |met| {
                if let Met::Column(column) = met {
                    columns.insert(column);
                }
            });
            rules.push((name, columns));
        };
        for gate in &plan.gates {
            add(gate_name(gate), &mut |visit| walk_condition(&gate.condition, None, visit));
        }
        for rule in plan.scores.iter().flat_map(|score| &score.rules) {
            add(rule_name(rule), &mut |visit| walk_rule(rule, visit));
        }
        for segment in &plan.segments {
            add(format!("segment {}", segment.name), &mut |visit| {
                walk_condition(&segment.condition, None, visit);
            });
        }
        for tier in &plan.tiers {
            add(format!("tier {}", tier.name), &mut |visit| walk_condition(&tier.condition, None, visit));
        }
        for guarantee in &plan.guarantees {
            add(format!("guarantee {}", guarantee.name), &mut |visit| {
                walk_condition(&guarantee.that, None, visit);
            });
        }
        RuleReads { rules }
    }

    /// The rules that read a column.
    pub(super) fn readers(&self, wanted: impl Fn(Column) -> bool) -> Vec<String> {
        let reads = |(_, columns): &&(String, BTreeSet<Column>)| columns.iter().any(|column| wanted(*column));
        self.rules.iter().filter(reads).map(|(name, _)| name.clone()).collect()
    }

    /// The steps of the evaluation, cheapest first: what one column decides, then what several decide together, then
    /// child tables, then what is made of those.
    pub(super) fn steps(&self, plan: &Plan) -> Vec<Step> {
        let mut steps = Vec::new();
        let decided = self.rules.iter().take(self.rules.len() - plan.tiers.len() - plan.guarantees.len());
        let decided: Vec<_> = decided.map(|(name, columns)| (name, Place::of(columns))).collect();
        let mut step = |does, of: Vec<String>, place: Place| {
            let rules: Vec<String> =
                decided.iter().filter(|(_, at)| *at == place).map(|(name, _)| (*name).clone()).collect();
            if !rules.is_empty() {
                steps.push(Step { does, of, rules });
            }
        };
        step("the same for every account", Vec::new(), Place::Nowhere);
        for (index, field) in plan.schema.fields.iter().enumerate() {
            step("look up by the class of one column", vec![field.name.clone()], Place::Column(index));
        }
        step("combine the classes of several columns", Vec::new(), Place::Columns);
        for (index, table) in plan.schema.tables.iter().enumerate() {
            step("reduce the rows of a child table", vec![table.name.clone()], Place::Table(index));
        }
        step("reduce the rows of several tables, with columns", Vec::new(), Place::Tables);
        let mut made = |does, of: Vec<String>| {
            if !of.is_empty() {
                steps.push(Step { does, of, rules: Vec::new() });
            }
        };
        made(
            "add up groups to their caps, then scores to their limits",
            plan.scores.iter().map(|score| score.name.clone()).collect(),
        );
        made("take the first gate that decides as the status", plan.gates.iter().map(gate_name).collect());
        made(
            "take the first segment that holds",
            plan.segments.iter().map(|segment| segment.name.clone()).collect(),
        );
        made("take the first tier that holds", plan.tiers.iter().map(|tier| tier.name.clone()).collect());
        made("apply overrides by key", plan.overrides.iter().map(|item| item.key.clone()).collect());
        made("check guarantees", plan.guarantees.iter().map(|item| item.name.clone()).collect());
        steps
    }
}

/// Where a rule can be decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Nowhere,
    Column(usize),
    Columns,
    Table(usize),
    Tables,
}

impl Place {
    fn of(columns: &BTreeSet<Column>) -> Place {
        let mut place = Place::Nowhere;
        for column in columns {
            place = match (place, column) {
                (Place::Nowhere, Column::Field(field)) => Place::Column(*field),
                (Place::Column(_) | Place::Columns, Column::Field(_)) => Place::Columns,
                (Place::Nowhere, Column::Table(table) | Column::RowField(table, _)) => Place::Table(*table),
                (Place::Table(one), Column::Table(table) | Column::RowField(table, _)) if one == *table => {
                    place
                }
                (
                    Place::Column(_) | Place::Columns | Place::Table(_),
                    Column::Table(_) | Column::RowField(..),
                )
                | (Place::Table(_), Column::Field(_))
                | (Place::Tables, _) => Place::Tables,
            };
        }
        place
    }
}
