//! The columnar engine: the row interpreter's results for whole batches.
//!
//! In: a plan, the as-of date, batches of classes. Out: [`Results`], column by column.
//! Invariant: for every account the same outcome as [`super::evaluate`], to the digit.
//!
//! What one column decides is looked up by class: entries of points are added, truths become bits, 64 accounts a word.
//! What several columns decide together is logic on those bits, or remembered by the classes of those columns. Every
//! entry is the interpreter's own answer on a representative, so that the two cannot come to disagree.

mod each_rule;
mod inputs;
mod joint;
mod kleene;
mod lower;
mod memo;
mod missing;
mod places;
mod program;
mod results;
mod tables;
mod tile;
mod traits;
mod verdict;

use std::collections::HashSet;
use std::sync::Arc;

use crate::plan::classes::{Batch, BatchClasses, ColumnClasses, ColumnSource, UNKNOWN, columns};
use crate::plan::{Plan, blank_account};
use crate::types::{Account, Day, Truth};

pub use results::{Asked, NO_PLACE, Results, ScoreColumn};

use self::each_rule::EachRule;
use self::inputs::{Input, Inputs};
use self::joint::RuleState;
use self::kleene::{TILE, each};
use self::lower::Leaf;
use self::memo::{Numbered, Tuples};
use self::missing::{Missing, Wanted};
use self::places::Places;
use self::program::Program;
use self::tables::{About, InputTable};
use self::tile::{Ids, Tile};
use self::verdict::Verdicts;
use super::row::Reading;
use super::{Outcome, evaluate};

/// How many classes of an input are kept where they get numbers as they are met.
const MOST: usize = 1 << 16;

/// Scores the batches of one plan on one day. One for each worker, who always comes with the same classes.
#[derive(Debug)]
pub struct Engine<'p> {
    plan: &'p Plan,
    today: Day,
    asked: Asked,
    columns: Vec<ColumnSource>,
    account: Account,
    /// Keys that a live override names.
    overridden: HashSet<&'p str>,
    inputs: Inputs<'p>,
    program: Program,
    generations: Vec<u32>,
    tables: Vec<InputTable>,
    rules: Vec<RuleState>,
    leaves: Vec<Tuples<Truth>>,
    missing: Missing,
    each_rule: EachRule,
    scratch: Scratch,
    /// Marks the results whose lists are remembered, with how many lists there were.
    stamp: (Arc<()>, usize, usize),
}

/// What is used again from tile to tile.
#[derive(Debug, Default)]
struct Scratch {
    /// Local numbers and classes of the inputs that are not columns as they are.
    ids: Vec<(Vec<u32>, Vec<u32>)>,
    tile: Tile,
    verdicts: Verdicts,
    segments: Places,
    tiers: Places,
    decided_by: Numbered,
    possible: Numbered,
}

impl<'p> Engine<'p> {
    /// An engine that has not seen a class yet.
    #[must_use]
    pub fn new(plan: &'p Plan, today: Day, asked: Asked) -> Engine<'p> {
        let inputs = Inputs::new(plan, today);
        let program = Program::new(plan, today, &inputs);
        let live = plan.overrides.iter().filter(|item| today <= item.until);
        Engine {
            plan,
            today,
            asked,
            columns: columns(plan),
            account: blank_account(&plan.schema),
            overridden: live.map(|item| item.key.as_str()).collect(),
            generations: Vec::new(),
            tables: (0..inputs.all.len()).map(|input| InputTable::new(&program, input)).collect(),
            rules: program.rules.iter().map(|_| RuleState::default()).collect(),
            leaves: program.leaves.iter().map(|_| Tuples::default()).collect(),
            missing: Missing::new(&program, &inputs),
            each_rule: EachRule::new(plan, &inputs),
            scratch: Scratch::default(),
            stamp: (Arc::new(()), 0, 0),
            inputs,
            program,
        }
    }

    /// Scores a batch whose class numbers are those of `classes`; `results` is emptied first.
    pub fn score(&mut self, classes: &BatchClasses, batch: &Batch, results: &mut Results) {
        results.clear(self.plan);
        if self.program.too_large {
            for row in 0..batch.rows {
                let outcome = self.outcome(classes, batch, row);
                results.push(self.plan, self.asked, &outcome);
            }
            return;
        }
        self.recognize(results);
        self.prepare(classes, batch);
        self.score_tiles(classes, batch, results);
        self.apply_overrides(classes, batch, results);
        self.stamp.1 = results.possible_sets.len();
        self.stamp.2 = results.name_lists.len();
    }

    /// Forgets the numbers of lists that other results gave.
    fn recognize(&mut self, results: &mut Results) {
        let (stamp, sets, lists) = &self.stamp;
        let same = results.stamp.as_ref().is_some_and(|other| Arc::ptr_eq(other, stamp));
        if same && (*sets, *lists) == (results.possible_sets.len(), results.name_lists.len()) {
            return;
        }
        self.stamp.0 = Arc::new(());
        results.stamp = Some(Arc::clone(&self.stamp.0));
        self.scratch.decided_by.forget();
        self.scratch.possible.forget();
        self.missing.forget_lists();
    }

    /// Learns the classes of a batch.
    fn prepare(&mut self, classes: &BatchClasses, batch: &Batch) {
        let generations: Vec<u32> = classes
            .columns
            .iter()
            .map(|column| match column {
                ColumnClasses::Field(classes) => classes.generation(),
                ColumnClasses::Table(_) => 0,
            })
            .collect();
        let full = self.inputs.all.iter().zip(&self.tables);
        let too_many =
            full.into_iter().any(|(input, table)| !is_direct(*input) && table.classes.len() > MOST);
        if generations != self.generations || too_many {
            self.tables.iter_mut().for_each(InputTable::forget);
            self.rules.iter_mut().for_each(RuleState::forget);
            self.leaves.iter_mut().for_each(Tuples::forget);
            self.missing.forget();
            self.each_rule.forget();
            self.generations = generations;
        }
        let about = About {
            plan: self.plan,
            today: self.today,
            program: &self.program,
            inputs: &self.inputs,
            classes,
        };
        self.scratch.ids.resize_with(self.inputs.all.len(), Default::default);
        let inputs = self.inputs.all.iter().zip(&mut self.tables).zip(&mut self.scratch.ids).enumerate();
        for (index, ((input, table), (local, class))) in inputs {
            local.clear();
            class.clear();
            let Some(ids) = batch.ids.get(input.column) else { continue };
            if is_direct(*input) {
                let count = match classes.columns.get(input.column) {
                    Some(ColumnClasses::Field(classes)) => classes.count(),
                    Some(ColumnClasses::Table(_)) | None => 0,
                };
                for class in table.classes.len()..count {
                    table.add(&about, index, u32::try_from(class).unwrap_or(u32::MAX));
                }
                continue;
            }
            class.extend(ids.iter().map(|id| class_of(classes, *input, *id)));
            for class in class.iter() {
                let known = table.local(*class);
                local.push(known.unwrap_or_else(|| table.add_local(&about, index, *class)));
            }
        }
        for (unit, state) in self.program.rules.iter().zip(&mut self.rules) {
            state.prepare(&about, unit, &self.tables);
        }
        for (leaf, known) in self.program.leaves.iter().zip(&mut self.leaves) {
            if let Leaf::Tuple { inputs, .. } = leaf {
                known.prepare(inputs, &self.tables, self.program.leaves.len());
            }
        }
        if !self.asked.no_missing {
            self.missing.prepare(&about, &self.tables);
        }
    }

    fn score_tiles(&mut self, classes: &BatchClasses, batch: &Batch, results: &mut Results) {
        let about = About {
            plan: self.plan,
            today: self.today,
            program: &self.program,
            inputs: &self.inputs,
            classes,
        };
        let program = &self.program;
        let Scratch { ids, tile, verdicts, segments, tiers, decided_by, possible } = &mut self.scratch;
        let mut all = Ids::default();
        for (input, (local, class)) in self.inputs.all.iter().zip(ids.iter()) {
            let column = batch.ids.get(input.column).map_or(&[] as &[u32], Vec::as_slice);
            let direct = is_direct(*input);
            all.local.push(if direct { column } else { local });
            all.class.push(if direct { column } else { class });
            all.direct.push(direct);
        }
        for start in (0..batch.rows).step_by(TILE) {
            let ids = all.tile(start, TILE.min(batch.rows - start));
            tile.start(program, &self.tables, &ids, TILE.min(batch.rows - start));
            joint::account_leaves(&about, program, &mut self.leaves, &ids, tile);
            for (unit, state) in program.rules.iter().zip(&mut self.rules) {
                state.add(&about, unit, &ids, tile);
            }
            tile.total(&program.scores);
            verdicts.judge(program, tile);
            verdicts.write(self.plan, program, tile, decided_by, results);
            segments.find(&program.segments, tile);
            places::strata_leaves(&about, program, segments, &ids, tile);
            tiers.find(&program.tiers, tile);
            places::write(segments, tiers, verdicts, tile, possible, results);
            places::write_coverage(program.weights, tile, &mut results.coverage);
            write_scores(tile, results);
            let wanted = if self.asked.only_first_missing {
                Wanted { rows: tiers.open(verdicts), first: true }
            } else {
                Wanted { rows: tile.valid, first: false }
            };
            if !self.asked.no_missing {
                self.missing.write(&about, (&self.rules, verdicts), wanted, &ids, tile, results);
            }
            if self.asked.rules {
                self.each_rule.write(&about, program, &ids, tile, results);
            }
            places::printed_leaves(&about, program, segments, tiers, verdicts, tile);
            write_broken(program, tile, results);
            results.rows += tile.rows;
        }
        let by_row = program.guarantees.iter().enumerate().filter(|(_, node)| node.is_none());
        for index in by_row.map(|(index, _)| index).collect::<Vec<_>>() {
            for row in 0..batch.rows {
                let truth = self.outcome(classes, batch, row).guarantees.get(index).copied();
                if let Some(truth @ (Truth::False | Truth::Unknown)) = truth {
                    results.broken_guarantees.push((row, index, truth));
                }
            }
        }
        results.broken_guarantees.sort_unstable_by_key(|(row, index, _)| (*row, *index));
    }

    /// Accounts that an override names are scored one by one.
    fn apply_overrides(&mut self, classes: &BatchClasses, batch: &Batch, results: &mut Results) {
        if self.overridden.is_empty() {
            return;
        }
        for row in 0..batch.rows {
            if batch.keys.get(row).is_some_and(|key| self.overridden.contains(key)) {
                let outcome = self.outcome(classes, batch, row);
                results.replace(self.plan, self.asked, row, &outcome);
            }
        }
        results.broken_guarantees.sort_unstable_by_key(|(row, index, _)| (*row, *index));
    }

    /// Everything about one account of a batch, by the row interpreter on representatives.
    pub fn outcome(&mut self, classes: &BatchClasses, batch: &Batch, row: usize) -> Outcome {
        self.account.key = batch.keys.get(row).map(str::to_owned);
        for ((source, ids), column) in self.columns.iter().zip(&batch.ids).zip(&classes.columns) {
            let Some(id) = ids.get(row) else { continue };
            match (source, column) {
                (ColumnSource::Field(field), ColumnClasses::Field(classes)) => {
                    let cell = classes.representative(*id);
                    if let (Some(slot), Some(cell)) = (self.account.cells.get_mut(*field), cell) {
                        slot.clone_from(&cell);
                    }
                }
                (ColumnSource::Table(table), ColumnClasses::Table(classes)) => {
                    if let Some(slot) = self.account.tables.get_mut(*table) {
                        *slot = classes.rows(*id);
                    }
                }
                // INVARIANT: classes are those of the plan.
                (ColumnSource::Field(_), ColumnClasses::Table(_))
                | (ColumnSource::Table(_), ColumnClasses::Field(_)) => {}
            }
        }
        evaluate(self.plan, &self.account, self.today)
    }
}

/// Whether an input's classes are numbered as in the batch.
fn is_direct(input: Input) -> bool {
    input.part.is_none() && matches!(input.source, ColumnSource::Field(_))
}

/// The class of an input that is no column as it is.
fn class_of(classes: &BatchClasses, input: Input, id: u32) -> u32 {
    match (input.part, classes.columns.get(input.column)) {
        (Some(part), Some(ColumnClasses::Field(classes))) if id != UNKNOWN => {
            classes.marks_of(id).map_or(UNKNOWN, |marks| 1 + u32::from(marks.byte(part)))
        }
        (Some(_), _) => UNKNOWN,
        (None, _) => id,
    }
}

fn write_scores(tile: &Tile, results: &mut Results) {
    let points = |thousandths: &i32| crate::types::Points::from_thousandths(i64::from(*thousandths));
    for (totals, column) in tile.totals.iter().zip(&mut results.scores) {
        column.value.extend(totals.value.iter().map(points));
        column.min.extend(totals.min.iter().map(points));
        column.max.extend(totals.max.iter().map(points));
    }
}

fn write_broken(program: &Program, tile: &Tile, results: &mut Results) {
    for (index, node) in program.guarantees.iter().enumerate() {
        let Some(node) = node else { continue };
        let truth = tile.truth(node);
        for broken in [Truth::False, Truth::Unknown] {
            let first = results.rows;
            let bits = kleene::and(truth.is(broken), tile.valid);
            each(bits, |row| {
                results.broken_guarantees.push((first + row, index, broken));
            });
        }
    }
}
