//! What a batch of accounts writes into the columns of a result.
//!
//! In: the results of a batch, its keys and the columns that pass through. Out: one [`ResultColumn`] for each name.
//! Invariant: columns and names have the same order and number.

use std::sync::Arc;

use crate::check::model::{EmitValue, Model};
use crate::data::write::{ResultBatch, ResultColumn, Value};
use crate::eval::columnar::{NO_PLACE, Results};
use crate::plan::classes::Texts;
use crate::types::{Points, Status, Truth};

use super::columns::{Bound, Columns, Source, override_text, possible_tiers};

/// A batch of accounts that was scored.
#[derive(Debug, Clone, Copy)]
pub struct ScoredBatch<'a> {
    /// The key of each account as written.
    pub keys: &'a Texts,
    /// The kept input columns.
    pub kept: &'a [ResultColumn],
    /// What came out.
    pub results: &'a Results,
    /// The explanation of each account as JSON, if asked for.
    pub explanations: &'a [serde_json::Value],
}

type Words = Arc<Vec<Option<String>>>;

/// Makes the columns of one profile's batches. One for each worker.
#[derive(Debug)]
pub struct ColumnMaker<'m> {
    columns: &'m Columns,
    profile: usize,
    model: &'m Model,
    header: Words,
    statuses: Words,
    tiers: Words,
    segments: Words,
    truths: Words,
    names: Shared,
    possible: Shared,
}

impl<'m> ColumnMaker<'m> {
    /// For the profile at a place in the command.
    #[must_use]
    pub fn new(columns: &'m Columns, profile: usize, model: &'m Model) -> ColumnMaker<'m> {
        let names = |names: &mut dyn Iterator<Item = &str>| {
            Arc::new(names.map(|name| Some(name.to_owned())).chain([None]).collect::<Vec<_>>())
        };
        ColumnMaker {
            columns,
            profile,
            model,
            header: names(&mut [model.header.name.as_str()].into_iter()),
            statuses: names(&mut Status::ALL.iter().map(|status| status.word())),
            tiers: names(&mut model.tiers.iter().map(|tier| tier.name.as_str())),
            segments: names(&mut model.segments.iter().map(|segment| segment.name.as_str())),
            truths: names(&mut [Truth::False, Truth::Unknown, Truth::True].into_iter().map(truth_word)),
            names: Shared::default(),
            possible: Shared::default(),
        }
    }

    /// The columns of a batch.
    pub fn batch(&mut self, scored: ScoredBatch<'_>) -> ResultBatch {
        let rows = scored.results.rows;
        let nothing = || ResultColumn::Values(vec![Value::Empty; rows]);
        let mut made: Vec<Option<ResultColumn>> = self.columns.names().iter().map(|_| None).collect();
        let columns = self.columns;
        for (source, name, place) in columns.layout(self.profile) {
            if let Some(slot) = made.get_mut(*place) {
                *slot = self.column(*source, name, scored);
            }
        }
        let columns = made.into_iter().map(|column| column.unwrap_or_else(nothing)).collect();
        ResultBatch { rows, columns }
    }

    /// One column; `None` where it says nothing of any account.
    fn column(&mut self, source: Source, name: &str, scored: ScoredBatch<'_>) -> Option<ResultColumn> {
        let results = scored.results;
        let words = |numbers: Vec<u32>, words: &Words| Some(ResultColumn::Words(numbers, Arc::clone(words)));
        match source {
            Source::Profile => words(vec![0; results.rows], &self.header),
            Source::Key => Some(ResultColumn::Texts(scored.keys.clone())),
            Source::Kept(index) => scored.kept.get(index).cloned(),
            Source::Status => {
                words(results.status.iter().map(|status| status.place() as u32).collect(), &self.statuses)
            }
            Source::Tier => words(places(&results.tier, self.model.tiers.len()), &self.tiers),
            Source::Segment => words(places(&results.segment, self.model.segments.len()), &self.segments),
            Source::Score(index, bound) => {
                let score = results.scores.get(index)?;
                Some(ResultColumn::Points(match bound {
                    Bound::Value => score.value.clone(),
                    Bound::Least => score.min.clone(),
                    Bound::Most => score.max.clone(),
                }))
            }
            Source::Coverage => Some(ResultColumn::Tenths(results.coverage.clone())),
            Source::TiersPossible => {
                let model = self.model;
                let list = |number: usize| {
                    let possible = results.possible_sets.get_index(number);
                    possible.map(|possible| possible_tiers(model, possible)).unwrap_or_default()
                };
                Some(self.possible.lists(&results.possible, results.possible_sets.len(), list))
            }
            Source::DecidedBy => Some(self.names.of_names(&results.decided_by, results)),
            Source::Missing => Some(self.names.of_names(&results.missing, results)),
            Source::Emit => Some(emitted(self.model, name, results)),
            Source::Override => Some(overrides(self.model, results)),
            Source::Gate(index) => {
                let truths = results.gate_truths.get(index)?;
                let number = |truth: &Option<Truth>| match truth {
                    Some(Truth::False) => 0,
                    Some(Truth::Unknown) => 1,
                    Some(Truth::True) => 2,
                    None => 3,
                };
                words(truths.iter().map(number).collect(), &self.truths)
            }
            Source::Rule(score, rule) => {
                let before =
                    self.model.scores.iter().take(score).map(|score| score.rules.len()).sum::<usize>();
                results.rule_points.get(before + rule).cloned().map(ResultColumn::Points)
            }
            Source::Explanation => {
                let explanations = scored.explanations.iter().cloned().map(Value::Json);
                Some(ResultColumn::Values(explanations.collect()))
            }
        }
    }
}

/// Numbers of words that end with "none".
fn places(places: &[u16], none: usize) -> Vec<u32> {
    let none = u32::try_from(none).unwrap_or(u32::MAX);
    places.iter().map(|place| if *place == NO_PLACE { none } else { u32::from(*place) }).collect()
}

/// `true`, `false`, `unknown`.
fn truth_word(truth: Truth) -> &'static str {
    match truth {
        Truth::False => "false",
        Truth::Unknown => "unknown",
        Truth::True => "true",
    }
}

/// Lists of names that batches share for as long as no new ones come.
#[derive(Debug, Default)]
struct Shared(Arc<Vec<Vec<String>>>);

impl Shared {
    /// The lists of a column of [`Results`]; `known` is how many lists there are by now.
    fn lists(&mut self, numbers: &[u32], known: usize, list: impl Fn(usize) -> Vec<String>) -> ResultColumn {
        let shared = self.0.len();
        if numbers.iter().all(|number| (*number as usize) < shared) {
            return ResultColumn::Lists(numbers.to_vec(), Arc::clone(&self.0));
        }
        if known >= 2 * shared.max(8) || known <= 64 {
            self.0 = Arc::new((0..known).map(&list).collect());
            return ResultColumn::Lists(numbers.to_vec(), Arc::clone(&self.0));
        }
        // A few new lists since: only what this batch uses is copied.
        let mut own: Vec<Vec<String>> = Vec::new();
        let mut places: Vec<u32> = vec![u32::MAX; known];
        let numbers = numbers.iter().map(|number| match places.get_mut(*number as usize) {
            Some(place) => {
                if *place == u32::MAX {
                    *place = u32::try_from(own.len()).unwrap_or(u32::MAX);
                    own.push(list(*number as usize));
                }
                *place
            }
            None => u32::MAX,
        });
        let numbers = numbers.collect();
        ResultColumn::Lists(numbers, Arc::new(own))
    }

    fn of_names(&mut self, numbers: &[u32], results: &Results) -> ResultColumn {
        let list = |number: usize| results.name_lists.get_index(number).cloned().unwrap_or_default();
        self.lists(numbers, results.name_lists.len(), list)
    }
}

/// What segment and tier emit under a name: the segment's before the tier's, and only for accounts that are qualified.
fn emitted(model: &Model, name: &str, results: &Results) -> ResultColumn {
    let emit_of = |emits: &[crate::check::model::Emit]| {
        emits.iter().find(|emit| emit.key == name).map(|emit| emit.value.clone())
    };
    let segments: Vec<Option<EmitValue>> =
        model.segments.iter().map(|segment| emit_of(&segment.emit)).chain([None]).collect();
    let tiers: Vec<Option<EmitValue>> =
        model.tiers.iter().map(|tier| emit_of(&tier.emit)).chain([None]).collect();
    let width = tiers.len();
    let combined = segments.iter().flat_map(|segment| {
        tiers.iter().map(move |tier| segment.as_ref().or(tier.as_ref()).map_or(Value::Empty, emit_value))
    });
    let combined: Vec<Value<'_>> = combined.collect();
    let nothing = combined.len().saturating_sub(1);
    let number = |row: usize| {
        if results.status.get(row) != Some(&Status::Qualified) {
            return nothing;
        }
        let place = |places: &[u16], none: usize| match places.get(row) {
            Some(place) if *place != NO_PLACE => usize::from(*place),
            Some(_) | None => none,
        };
        place(&results.segment, segments.len() - 1) * width + place(&results.tier, width - 1)
    };
    let is_text = |value: &Value<'_>| matches!(value, Value::Empty | Value::Text(_));
    if combined.iter().all(is_text) {
        let words = combined.into_iter().map(|value| match value {
            Value::Text(text) => Some(text.into_owned()),
            _ => None,
        });
        let numbers = (0..results.rows).map(|row| u32::try_from(number(row)).unwrap_or(u32::MAX));
        return ResultColumn::Words(numbers.collect(), Arc::new(words.collect()));
    }
    let values = (0..results.rows).map(|row| combined.get(number(row)).cloned().unwrap_or(Value::Empty));
    ResultColumn::Values(values.map(Value::into_owned).collect())
}

fn emit_value(value: &EmitValue) -> Value<'_> {
    match value {
        EmitValue::Text(text) => Value::text(text),
        EmitValue::Number(number) => Value::from(*number),
        EmitValue::Day(day) => Value::Text(day.to_string().into()),
        EmitValue::Boolean(truth) => Value::Boolean(*truth),
    }
}

/// What overrides did; most accounts are named by none.
fn overrides(model: &Model, results: &Results) -> ResultColumn {
    let mut numbers = vec![0; results.rows];
    let mut words = vec![None];
    for (row, index, effect) in &results.overrides {
        if let Some(slot) = numbers.get_mut(*row) {
            *slot = u32::try_from(words.len()).unwrap_or(u32::MAX);
            words.push(override_text(model, *index, effect));
        }
    }
    ResultColumn::Words(numbers, Arc::new(words))
}

/// The first score of an account, for comparing accounts.
pub(super) fn first_score(results: &Results, row: usize) -> Points {
    results.scores.first().and_then(|score| score.value.get(row)).copied().unwrap_or_default()
}
