//! From a model, an account and its outcome to what the explanations show.
//!
//! In: a model, a plan, an account and its outcome. Out: an [`AccountReport`].
//! Invariant: the lines of a score add up to the score.

use std::collections::{BTreeMap, BTreeSet};

use super::measures;
use super::{AccountReport, GateLine, GuaranteeLine, MissingLine, Reading, ScoreLine, ScoreReport, TierLine};
use crate::check::model::{Condition, Gate, GateKind, Limit, Model, ScoredRuleKind};
use crate::eval::{AdjustmentKind, Outcome};
use crate::plan::{Column, Met, Plan, walk_condition, walk_rule};
use crate::report::cell_text;
use crate::report::columns::{override_text, possible_tiers};
use crate::text::{Sources, Span};
use crate::types::{Account, Cell, Day, Points, Truth};

/// What an account is explained from.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The profile's files, for places.
    pub sources: &'a Sources,
    /// The profile.
    pub model: &'a Model,
    /// Its plan.
    pub plan: &'a Plan,
    /// The account.
    pub account: &'a Account,
    /// What came out.
    pub outcome: &'a Outcome,
    /// The day.
    pub today: Day,
    /// What people call the account.
    pub name: Option<&'a str>,
    /// Texts and lists as the table has them, by field; the cells are normalized.
    pub written: &'a BTreeMap<usize, String>,
}

impl AccountReport {
    /// Gathers it.
    #[must_use]
    pub fn new(subject: Subject<'_>) -> AccountReport {
        let Subject { model, outcome, account, .. } = subject;
        let tier = outcome.tier.and_then(|tier| model.tiers.get(tier));
        AccountReport {
            schema_version: 1,
            profile: model.header.name.clone(),
            version: model.header.version.clone(),
            as_of: subject.today.to_string(),
            key: account.key.clone(),
            name: subject.name.map(str::to_owned),
            status: outcome.status,
            decided_by: outcome.decided_by.clone(),
            tier: tier.map(|tier| tier.name.clone()),
            tier_title: tier.and_then(|tier| tier.title.clone()),
            tiers_possible: possible_tiers(model, &outcome.tiers_possible),
            segment: outcome.segment.and_then(|segment| model.segments.get(segment)).map(|s| s.name.clone()),
            level: outcome.level,
            override_text: outcome
                .override_outcome
                .as_ref()
                .and_then(|(index, effect)| override_text(model, *index, effect)),
            coverage: outcome.coverage.map(|tenths| format!("{}.{}", tenths / 10, tenths % 10)),
            gates: gates(subject),
            scores: scores(subject),
            missing: outcome
                .missing
                .iter()
                .map(|missing| MissingLine {
                    field: missing.field.clone(),
                    cost: missing.cost,
                    holds: missing.holds,
                })
                .collect(),
            tiers: tiers(subject),
            violated: violated(subject),
            goal: None,
            ways: Vec::new(),
        }
    }
}

fn gates(subject: Subject<'_>) -> Vec<GateLine> {
    let Subject { model, plan, outcome, .. } = subject;
    let written = model.market.iter().chain(&model.excludes).chain(&model.requires);
    let lines = written.zip(&plan.gates).zip(&outcome.gates).map(|((gate, planned), result)| {
        let mut columns = BTreeSet::new();
        walk_condition(&planned.condition, None, &mut |met| {
            if let Met::Column(column) = met {
                columns.insert(column);
            }
        });
        GateLine {
            kind: match gate.kind {
                GateKind::Market => "market",
                GateKind::Exclude => "exclude",
                GateKind::Require => "require",
            },
            name: gate.name.clone(),
            title: gate.title.clone(),
            truth: result.truth,
            active: result.active,
            out: result.out,
            holds: result.holds,
            condition: gate_condition(model, gate),
            reads: readings(subject, &columns, measures::of_gate(subject, &planned.condition)),
            because: gate.documentation.because.clone(),
            place: place(subject.sources, gate.span),
        }
    });
    lines.collect()
}

/// As the rule is written: `country in sanctioned unless tech has "Compliance Suite"`.
fn gate_condition(model: &Model, gate: &Gate) -> String {
    with_exception(model, &gate.when, gate.unless.as_ref())
}

fn with_exception(model: &Model, when: &Condition, unless: Option<&Condition>) -> String {
    let when = model.condition_text(when);
    match unless {
        Some(unless) => format!("{when}, unless {}", model.condition_text(unless)),
        None => when,
    }
}

fn scores(subject: Subject<'_>) -> Vec<ScoreReport> {
    let Subject { model, plan, outcome, .. } = subject;
    let mut scores = Vec::new();
    for ((score, planned), result) in model.scores.iter().zip(&plan.scores).zip(&outcome.scores) {
        let mut lines = Vec::new();
        for ((rule, planned), result) in score.rules.iter().zip(&planned.rules).zip(&result.rules) {
            let mut columns = BTreeSet::new();
            walk_rule(planned, &mut |met| {
                if let Met::Column(column) = met {
                    columns.insert(column);
                }
            });
            lines.push(ScoreLine {
                kind: match rule.kind {
                    ScoredRuleKind::Weight => "weight",
                    ScoredRuleKind::Signal => "signal",
                },
                name: rule.name.clone(),
                title: rule.title.clone(),
                group: rule.group.and_then(|group| score.groups.get(group)).map(|group| group.name.clone()),
                points: result.earned,
                least: result.least,
                most: result.most,
                decided: result.decided,
                active: result.active,
                unmet: match (&rule.when, result.truth) {
                    (Some(when), Truth::False) => Some(with_exception(model, when, rule.unless.as_ref())),
                    _ => None,
                },
                reads: readings(subject, &columns, measures::of_rule(subject, planned)),
                place: Some(place(subject.sources, rule.span)),
            });
        }
        for adjustment in &result.adjustments {
            let (kind, name, title) = match adjustment.kind {
                AdjustmentKind::Cap(group) => {
                    let group = score.groups.get(group);
                    let cap =
                        group.and_then(|group| group.cap).map(|cap| cap.to_string()).unwrap_or_default();
                    let name = group.map_or(String::new(), |group| group.name.clone());
                    ("cap", name, Some(format!("counts at most {cap}")))
                }
                AdjustmentKind::Clamp => ("clamp", score.name.clone(), score.limit.map(limit_text)),
            };
            lines.push(ScoreLine {
                kind,
                name,
                title,
                group: None,
                points: adjustment.value,
                least: adjustment.min,
                most: adjustment.max,
                decided: true,
                active: true,
                unmet: None,
                reads: Vec::new(),
                place: None,
            });
        }
        scores.push(ScoreReport {
            name: score.name.clone(),
            title: score.title.clone(),
            value: result.value,
            min: result.min,
            max: result.max,
            out_of: score.limit.and_then(|limit| match limit {
                Limit::OutOf(most) => Some(most),
                // A score that may fall below 0 is no share of its top.
                Limit::Cap(least, most) => (least >= Points::ZERO).then_some(most),
            }),
            lines,
        });
    }
    scores
}

fn limit_text(limit: Limit) -> String {
    match limit {
        Limit::OutOf(most) => format!("stays in 0..{most}"),
        Limit::Cap(least, most) => format!("stays in {least}..{most}"),
    }
}

fn tiers(subject: Subject<'_>) -> Vec<TierLine> {
    let tiers = subject.model.tiers.iter().zip(&subject.outcome.tiers);
    tiers
        .map(|(tier, truth)| TierLine {
            name: tier.name.clone(),
            title: tier.title.clone(),
            truth: *truth,
            condition: with_exception(subject.model, &tier.when, tier.unless.as_ref()),
        })
        .collect()
}

/// The guarantees that do not hold for the account: unknown is no violation (ruling 49).
fn violated(subject: Subject<'_>) -> Vec<GuaranteeLine> {
    let guarantees = subject.model.guarantees.iter().zip(&subject.outcome.guarantees);
    guarantees
        .filter(|(_, truth)| **truth == Truth::False)
        .map(|(guarantee, _)| GuaranteeLine {
            name: guarantee.name.clone(),
            title: guarantee.title.clone(),
            that: subject.model.condition_text(&guarantee.that),
        })
        .collect()
}

/// What the account says in these columns, then what is computed from them; child tables by their number of rows where
/// nothing is computed.
fn readings(subject: Subject<'_>, columns: &BTreeSet<Column>, measured: Vec<Reading>) -> Vec<Reading> {
    let schema = &subject.plan.schema;
    let mut readings = Vec::new();
    let mut tables = BTreeSet::new();
    for column in columns {
        match column {
            Column::Field(index) => {
                let Some(field) = schema.fields.get(*index) else { continue };
                let cell = subject.account.cells.get(*index).unwrap_or(&Cell::Unknown);
                let written = subject.written.get(index).filter(|text| !text.trim().is_empty());
                let value = match (cell, written) {
                    (Cell::Text(_) | Cell::List(_), Some(written)) => format!("\"{}\"", written.trim()),
                    _ => cell_text(subject.model, Some(&field.ty), cell),
                };
                let known = *cell != Cell::Unknown;
                readings.push(Reading { field: field.name.clone(), value, known, is_table: false });
            }
            Column::Table(table) | Column::RowField(table, _) => {
                tables.insert(*table);
            }
        }
    }
    for table in tables.into_iter().filter(|_| measured.is_empty()) {
        let Some(declared) = schema.tables.get(table) else { continue };
        let rows = subject.account.tables.get(table).and_then(Option::as_ref);
        readings.push(Reading {
            field: declared.name.clone(),
            value: match rows {
                Some(rows) => crate::text::number_of(rows.len(), "row", "rows"),
                None => "unknown".to_owned(),
            },
            known: rows.is_some(),
            is_table: true,
        });
    }
    readings.extend(measured);
    readings
}

/// `crm.icp:31`.
fn place(sources: &Sources, span: Span) -> String {
    let (path, position) = sources.locate(span);
    format!("{path}:{}", position.line)
}
