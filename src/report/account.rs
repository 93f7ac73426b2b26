//! Everything about one scored account, gathered once: the texts and the JSON are drawn from it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::columns::{override_text, possible_tiers};
use super::words::cell_text;
use crate::check::model::{Condition, Gate, GateKind, Limit, Model, ScoredRuleKind, Type};
use crate::diag::render::clean;
use crate::eval::explain::{Change, Goal, OTHER_TEXT};
use crate::eval::{AdjustmentKind, Explanation, Outcome};
use crate::plan::{Column, Met, Plan, walk_condition, walk_rule};
use crate::text::{Sources, Span, join_and};
use crate::types::{Account, Cell, Day, End, Interval, Level, Points, Status, Truth};

/// One account, as the explanations show it.
#[derive(Debug, Clone, Serialize)]
pub struct AccountReport {
    /// The version of this form.
    pub schema_version: u32,
    /// The profile.
    pub profile: String,
    /// Its version.
    pub version: Option<String>,
    /// The day it was scored for.
    pub as_of: String,
    /// The key as written.
    pub key: Option<String>,
    /// What people call it, if the profile has a field `name`.
    pub name: Option<String>,
    /// Where it ends up.
    #[serde(serialize_with = "status_word")]
    pub status: Status,
    /// The rules that decided that.
    pub decided_by: Vec<String>,
    /// The tier.
    pub tier: Option<String>,
    /// The tier's title.
    pub tier_title: Option<String>,
    /// The tiers that may turn out, `none` among them.
    pub tiers_possible: Vec<String>,
    /// The segment.
    pub segment: Option<String>,
    /// Its level in season.
    pub level: Option<Level>,
    /// What the override did.
    #[serde(rename = "override")]
    pub override_text: Option<String>,
    /// How much of the weight was decided, in percent.
    #[serde(serialize_with = "digits")]
    pub coverage: Option<String>,
    /// The market, exclusions and requirements.
    pub gates: Vec<GateLine>,
    /// The scores.
    pub scores: Vec<ScoreReport>,
    /// What is not known and would matter, most costly first.
    pub missing: Vec<MissingLine>,
    /// Each tier and what it asks.
    pub tiers: Vec<TierLine>,
    /// What the ways up lead to.
    pub goal: Option<String>,
    /// Single changes that would suffice, the least first.
    pub ways: Vec<WayLine>,
}

/// A market, exclusion or requirement.
#[derive(Debug, Clone, Serialize)]
pub struct GateLine {
    /// `market`, `exclude` or `require`.
    pub kind: &'static str,
    /// The name.
    pub name: String,
    /// The title.
    pub title: Option<String>,
    /// Its condition.
    pub truth: Truth,
    /// Whether it is in force.
    pub active: bool,
    /// Whether it puts the account out.
    pub out: bool,
    /// Whether it holds the account for data.
    pub holds: bool,
    /// What it asks.
    pub condition: String,
    /// What the account says in the fields it reads.
    pub reads: Vec<Reading>,
    /// `because`.
    pub because: Option<String>,
    /// Where it is written.
    pub place: String,
}

/// What an account says in a field.
#[derive(Debug, Clone, Serialize)]
pub struct Reading {
    /// The field.
    pub field: String,
    /// Its content.
    pub value: String,
    /// Whether it is known exactly or as a range.
    pub known: bool,
    /// Whether it is a child table: the value is its number of rows.
    #[serde(skip)]
    pub is_table: bool,
}

impl Reading {
    /// `employees is 120`, `contacts has 2 rows`.
    #[must_use]
    pub fn sentence(&self) -> String {
        let verb = if self.is_table && self.known { "has" } else { "is" };
        format!("{} {verb} {}", self.field, clean(&self.value))
    }
}

/// A score with the lines that add up to it.
#[derive(Debug, Clone, Serialize)]
pub struct ScoreReport {
    /// The name.
    pub name: String,
    /// The title.
    pub title: Option<String>,
    /// What the account has.
    #[serde(serialize_with = "points")]
    pub value: Points,
    /// Never more than it would have if all were known.
    #[serde(serialize_with = "points")]
    pub min: Points,
    /// Never less.
    #[serde(serialize_with = "points")]
    pub max: Points,
    /// The most there is, if the score has a limit.
    #[serde(serialize_with = "maybe_points")]
    pub out_of: Option<Points>,
    /// The lines.
    pub lines: Vec<ScoreLine>,
}

/// One line of a score.
#[derive(Debug, Clone, Serialize)]
pub struct ScoreLine {
    /// `weight`, `signal`, `cap` or `clamp`.
    pub kind: &'static str,
    /// The rule, or the group that is capped.
    pub name: String,
    /// Its title.
    pub title: Option<String>,
    /// The group it stands in.
    pub group: Option<String>,
    /// What it adds.
    #[serde(serialize_with = "points")]
    pub points: Points,
    /// The least it may add.
    #[serde(serialize_with = "points")]
    pub least: Points,
    /// The most it may add.
    #[serde(serialize_with = "points")]
    pub most: Points,
    /// Whether that is decided.
    pub decided: bool,
    /// Whether the rule is in force.
    pub active: bool,
    /// What it asks for, where it has a `when` and that is FALSE.
    pub unmet: Option<String>,
    /// What the account says in the fields it reads.
    pub reads: Vec<Reading>,
    /// Where it is written.
    pub place: Option<String>,
}

/// A field that is not known.
#[derive(Debug, Clone, Serialize)]
pub struct MissingLine {
    /// The field.
    pub field: String,
    /// What it may be worth.
    #[serde(serialize_with = "points")]
    pub cost: Points,
    /// Whether a gate holds the account because of it.
    pub holds: bool,
}

/// A tier and what it asks.
#[derive(Debug, Clone, Serialize)]
pub struct TierLine {
    /// The name.
    pub name: String,
    /// The title.
    pub title: Option<String>,
    /// Its condition.
    pub truth: Truth,
    /// What it asks.
    pub condition: String,
}

/// One change that would suffice.
#[derive(Debug, Clone, Serialize)]
pub struct WayLine {
    /// What changes.
    pub change: String,
    /// The status it leads to.
    #[serde(serialize_with = "status_word")]
    pub status: Status,
    /// The tier it leads to.
    pub tier: Option<String>,
}

fn status_word<S: serde::Serializer>(status: &Status, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(status.word())
}

fn points<S: serde::Serializer>(points: &Points, serializer: S) -> Result<S::Ok, S::Error> {
    number(&points.to_string()).serialize(serializer)
}

fn maybe_points<S: serde::Serializer>(points: &Option<Points>, serializer: S) -> Result<S::Ok, S::Error> {
    points.map(|points| number(&points.to_string())).serialize(serializer)
}

fn digits<S: serde::Serializer>(digits: &Option<String>, serializer: S) -> Result<S::Ok, S::Error> {
    digits.as_deref().map(number).serialize(serializer)
}

/// Exact digits as a JSON number.
fn number(digits: &str) -> serde_json::Value {
    serde_json::from_str(digits).unwrap_or(serde_json::Value::Null)
}

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
    /// Texts and lists as the table has them, by field; the cells are normalised.
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
            tiers_possible: possible_tiers(model, outcome),
            segment: outcome.segment.and_then(|segment| model.segments.get(segment)).map(|s| s.name.clone()),
            level: outcome.level,
            override_text: override_text(model, outcome),
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
            goal: None,
            ways: Vec::new(),
        }
    }

    /// Adds the ways up.
    #[must_use]
    pub fn with_ways(mut self, subject: Subject<'_>, explanation: &Explanation) -> AccountReport {
        let tier_name = |tier: usize| subject.model.tiers.get(tier).map(|tier| tier.name.clone());
        self.goal = match explanation.goal {
            Goal::None | Goal::Excluded => None,
            Goal::In => Some("to be in".to_owned()),
            Goal::Qualified => Some("to be qualified".to_owned()),
            Goal::BetterTier(_) => Some("to a better tier".to_owned()),
        };
        self.ways = explanation
            .ways
            .iter()
            .map(|way| WayLine {
                change: change_text(subject, &way.change),
                status: way.status,
                tier: way.tier.and_then(tier_name),
            })
            .collect();
        self
    }
}

/// `employees were 50 instead of 34`: what follows an "if".
fn change_text(subject: Subject<'_>, change: &Change) -> String {
    match change {
        Change::Cell { column, row, from, to, enough } => {
            let (name, ty) = column_name(subject, *column, *row);
            let to = match (enough, to) {
                (_, Cell::Text(text)) if text == OTHER_TEXT => {
                    "any value that the profile does not name".to_owned()
                }
                (Some(enough), to) => enough_text(subject.model, ty, to, *enough),
                (None, to) => cell_text(subject.model, ty, to),
            };
            match from {
                Cell::Unknown => format!("{name} turned out to be {to}"),
                Cell::Range(_) => {
                    format!("{name} turned out to be {to} (known: {})", cell_text(subject.model, ty, from))
                }
                _ => format!("{name} were {to} instead of {}", cell_text(subject.model, ty, from)),
            }
        }
        Change::Add { column, row, elements } => {
            let (name, ty) = column_name(subject, *column, *row);
            let list = Cell::List(elements.iter().cloned().collect());
            let shown = cell_text(subject.model, ty, &list);
            format!("{name} held {shown}")
        }
        Change::Remove { column, row, element } => {
            let (name, ty) = column_name(subject, *column, *row);
            let shown = cell_text(subject.model, ty, &Cell::List([element.clone()].into()));
            format!("{name} did not hold {shown}")
        }
        Change::NewRow { table, row } => {
            let Some(declared) = subject.plan.schema.tables.get(*table) else { return String::new() };
            let known = declared.fields.iter().zip(&row.cells).enumerate();
            let known = known.filter(|(index, (_, cell))| *index != declared.by && **cell != Cell::Unknown);
            let cells: Vec<String> = known
                .map(|(_, (field, cell))| {
                    format!("{} {}", field.name, cell_text(subject.model, Some(&field.ty), cell))
                })
                .collect();
            if cells.is_empty() {
                format!("{} had one more row", declared.name)
            } else {
                format!("{} had a row with {}", declared.name, join_and(&cells))
            }
        }
    }
}

/// `50 or more`, `2026-08-12..2026-10-01`: the values that would do.
fn enough_text(model: &Model, ty: Option<&Type>, to: &Cell, enough: Interval) -> String {
    let day = |end: End| {
        let number = end.value().and_then(|value| i32::try_from(value).ok());
        number.and_then(Day::from_number).map(|day| day.to_string())
    };
    match (to, day(enough.low), day(enough.high)) {
        _ if enough.as_point().is_some() => cell_text(model, ty, to),
        (Cell::Day(_), Some(low), Some(high)) => format!("{low}..{high}"),
        (Cell::Day(_), Some(low), None) => format!("{low} or later"),
        (Cell::Day(_), None, Some(high)) => format!("{high} or earlier"),
        (Cell::Day(_), None, None) => "any day".to_owned(),
        _ if enough == Interval::ALL => "any number".to_owned(),
        _ => cell_text(model, ty, &Cell::Range(enough)),
    }
}

/// How a column is called, and its type.
fn column_name<'a>(subject: Subject<'a>, column: Column, row: Option<usize>) -> (String, Option<&'a Type>) {
    let schema = &subject.plan.schema;
    match column {
        Column::Field(index) => {
            let field = schema.fields.get(index);
            (field.map_or(String::new(), |field| field.name.clone()), field.map(|field| &field.ty))
        }
        Column::Table(table) => {
            (schema.tables.get(table).map_or(String::new(), |table| table.name.clone()), None)
        }
        Column::RowField(table, index) => {
            let declared = schema.tables.get(table);
            let field = declared.and_then(|table| table.fields.get(index));
            let name = field.map_or("", |field| field.name.as_str());
            let table = declared.map_or("", |table| table.name.as_str());
            let row = row.map(|row| format!(" of row {}", row + 1)).unwrap_or_default();
            (format!("{table}.{name}{row}"), field.map(|field| &field.ty))
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
            reads: readings(subject, &columns),
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
                reads: readings(subject, &columns),
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
            out_of: score.limit.map(|limit| match limit {
                Limit::OutOf(most) | Limit::Cap(_, most) => most,
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

/// What the account says in these columns; child tables by their number of rows.
fn readings(subject: Subject<'_>, columns: &BTreeSet<Column>) -> Vec<Reading> {
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
    for table in tables {
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
    readings
}

/// `crm.icp:31`.
fn place(sources: &Sources, span: Span) -> String {
    let (path, position) = sources.locate(span);
    format!("{path}:{}", position.line)
}
