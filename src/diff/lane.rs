//! Both versions at work on one thread: batches of accounts in, a movement out.
//!
//! In: batches that were read once. Out: everything counted. Invariant: what a batch adds does not depend on the batches
//! before it; what is remembered only saves work.

use std::collections::HashMap;

use crate::data::write::{ResultColumn, Value};
use crate::data::{Piece, PieceReader, PieceSource, ReadBatch};
use crate::diag::Diagnostic;
use crate::eval::columnar::{Asked, Engine, NO_PLACE, Results};
use crate::plan::classes::{
    Batch, BatchClasses, ClassId, ColumnClasses, ColumnSource, TableClasses, columns,
};
use crate::plan::{Plan, blank_account};
use crate::types::{Account, Day, Number, Points};

use super::acting::{ActingMemory, MEMORY, columns_of, memory};
use super::attribution::{Attribution, Attributor, State, Units};
use super::movement::{Causes, Movement, Scored};
use super::{Joint, Slot};

/// What is compared, shared by all workers.
pub struct Compared<'c> {
    /// Tells changes apart.
    pub attributor: Attributor<'c>,
    /// The old version, reading what the carrier reads.
    pub old: &'c Plan,
    /// The new version, reading what the carrier reads.
    pub new: &'c Plan,
    /// Reads what either version reads.
    pub carrier: &'c Plan,
    /// The day.
    pub today: Day,
    /// The column with what an account is worth, among those kept.
    pub value: Option<usize>,
    /// The columns to count by, among those kept.
    pub by: Vec<usize>,
    /// The columns to show of movers, among those kept.
    pub show: Vec<usize>,
    /// How many movers are shown.
    pub top: usize,
    /// The width of a bucket of each score, in thousandths.
    pub widths: Vec<i64>,
}

impl Compared<'_> {
    /// No account yet.
    #[must_use]
    pub fn nothing(&self) -> Movement {
        Movement::new(self.top, self.widths.len(), self.attributor.units().len(), 1 + self.by.len())
    }

    /// The names of both versions' segments at a row.
    fn segment<'s>(joint: &'s Joint, place: u16) -> &'s str {
        let segment = (place != NO_PLACE).then(|| joint.new.segments.get(usize::from(place))).flatten();
        segment.map_or("none", |segment| segment.name.as_str())
    }
}

/// One worker.
pub struct Lane<'c> {
    compared: &'c Compared<'c>,
    reader: Box<dyn PieceReader + 'c>,
    classes: BatchClasses,
    old: Engine<'c>,
    new: Engine<'c>,
    batch: ReadBatch,
    results: (Results, Results),
    account: Account,
    sources: Vec<ColumnSource>,
    acting: Vec<ActingMemory>,
    attributions: HashMap<Vec<ClassId>, Attribution>,
    by_score: HashMap<Vec<i64>, Attribution>,
    generation: Vec<u32>,
    /// The columns that tiers read.
    tier_columns: Vec<usize>,
    only_tiers: Units,
}

impl<'c> Lane<'c> {
    /// A worker that reads from `source`.
    pub fn new(
        compared: &'c Compared<'c>,
        source: &'c dyn PieceSource,
        tables: &[Option<std::sync::Arc<TableClasses>>],
    ) -> Lane<'c> {
        let sources = columns(compared.carrier);
        let joint = compared.attributor.joint();
        let units = compared.attributor.units();
        let acting: Vec<ActingMemory> = units.iter().map(|unit| memory(joint, unit, &sources)).collect();
        let tier_slot = |slot: &Slot| matches!(slot, Slot::Tier(_));
        let only_tiers = units
            .iter()
            .enumerate()
            .filter(|(_, unit)| unit.slots.iter().all(tier_slot))
            .fold(0, |all, (number, _)| all | 1 << number);
        let tier_columns = units
            .iter()
            .flat_map(|unit| unit.slots.iter().filter(|slot| tier_slot(slot)))
            .flat_map(|slot| columns_of(joint, *slot, &sources))
            .collect();
        Lane {
            compared,
            reader: source.reader(),
            classes: BatchClasses::new(compared.carrier, compared.today, tables),
            old: Engine::new(compared.old, compared.today, Asked::default()),
            new: Engine::new(compared.new, compared.today, Asked::default()),
            batch: ReadBatch::default(),
            results: (Results::default(), Results::default()),
            account: blank_account(&compared.carrier.schema),
            sources,
            acting,
            attributions: HashMap::new(),
            by_score: HashMap::new(),
            generation: Vec::new(),
            tier_columns,
            only_tiers,
        }
    }

    /// Reads and compares a piece.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn piece(&mut self, piece: Piece) -> Result<Movement, Box<Diagnostic>> {
        let mut movement = self.compared.nothing();
        self.reader.open(piece)?;
        while self.reader.next_batch(&mut self.classes, &mut self.batch)? {
            let batch = std::mem::take(&mut self.batch);
            self.batch(&batch, &mut movement);
            self.batch = batch;
            self.classes.trim();
        }
        Ok(movement)
    }

    fn batch(&mut self, batch: &ReadBatch, movement: &mut Movement) {
        self.forget_what_is_trimmed();
        movement.rejected += batch.rejected.len() as u64;
        let (mut old, mut new) = std::mem::take(&mut self.results);
        self.old.score(&self.classes, &batch.accounts, &mut old);
        self.new.score(&self.classes, &batch.accounts, &mut new);
        let compared = self.compared;
        let joint = compared.attributor.joint();
        for row in 0..batch.accounts.rows {
            let (was, is) = (self.state(&old, row), self.state(&new, row));
            let attribution = self.attribution(&batch.accounts, row, (was, is), (&old, &new));
            let value = compared.value.and_then(|column| amount(batch.kept.get(column)?, row));
            let scored = Scored {
                key: batch.accounts.keys.get(row),
                old: was,
                new: is,
                between: was,
                causes: Causes { rules: was != is, ..Causes::default() },
                attribution,
                value,
            };
            let point = |results: &Results, score: usize| {
                results
                    .scores
                    .get(score)
                    .and_then(|column| column.value.get(row))
                    .copied()
                    .unwrap_or_default()
            };
            let scores = (0..compared.widths.len())
                .map(|score| (point(&old, score), point(&new, score)))
                .collect::<Vec<(Points, Points)>>();
            movement.count(scored, scores.iter().copied(), &compared.widths, || {
                compared.show.iter().map(|column| text(batch.kept.get(*column), row)).collect()
            });
            let segment = new.segment.get(row).copied().unwrap_or(NO_PLACE);
            movement.group(0, Compared::segment(joint, segment), was, is);
            for (number, column) in compared.by.iter().enumerate() {
                movement.group(number + 1, &text(batch.kept.get(*column), row), was, is);
            }
        }
        self.results = (old, new);
    }

    fn state(&self, results: &Results, row: usize) -> State {
        let status = results.status.get(row).copied().unwrap_or(crate::types::Status::NeedsData);
        let tier = results.tier.get(row).copied().filter(|tier| *tier != NO_PLACE).map(usize::from);
        self.compared.attributor.state(status, tier)
    }

    /// Class numbers mean something else once a column has forgotten its classes.
    fn forget_what_is_trimmed(&mut self) {
        let now: Vec<u32> = self
            .classes
            .columns
            .iter()
            .map(|column| match column {
                ColumnClasses::Field(classes) => classes.generation(),
                ColumnClasses::Table(_) => 0,
            })
            .collect();
        if now != self.generation {
            self.generation = now;
            self.attributions.clear();
            self.by_score.clear();
            self.acting.iter_mut().for_each(ActingMemory::forget);
        }
    }

    fn attribution(
        &mut self,
        batch: &Batch,
        row: usize,
        states: (State, State),
        (old, new): (&Results, &Results),
    ) -> Attribution {
        let acting = self.acting(batch, row);
        if let Some(found) = Attribution::of_one(acting, states.0 != states.1) {
            return found;
        }
        if acting & !self.only_tiers == 0 {
            return self.by_score(batch, row, states, acting, (old, new));
        }
        let keyed = self
            .compared
            .attributor
            .units()
            .iter()
            .any(|unit| unit.slots.iter().any(|slot| matches!(slot, Slot::Override(_))));
        let ids = ids(batch, row);
        if let Some(known) = self.attributions.get(&ids).filter(|_| !keyed) {
            return *known;
        }
        self.fill(batch, row);
        let found = self.compared.attributor.by_running(&self.account, states, acting);
        if self.attributions.len() >= MEMORY {
            self.attributions.clear();
        }
        self.attributions.insert(ids, found);
        found
    }

    /// Where only tiers act, scores and segment are the same in all versions between.
    fn by_score(
        &mut self,
        batch: &Batch,
        row: usize,
        states: (State, State),
        acting: Units,
        (old, _): (&Results, &Results),
    ) -> Attribution {
        let points = old.scores.iter().filter_map(|score| score.value.get(row));
        let mut key: Vec<i64> = points.map(|points| points.thousandths()).collect();
        key.push(i64::from(old.segment.get(row).copied().unwrap_or(NO_PLACE)));
        key.push(old.status.get(row).map_or(0, |status| *status as i64));
        key.push(i64::from(acting));
        let own = self.tier_columns.iter().filter_map(|column| batch.ids.get(*column)?.get(row));
        key.extend(own.map(|id| i64::from(*id)));
        if let Some(known) = self.by_score.get(&key) {
            return *known;
        }
        self.fill(batch, row);
        let found = self.compared.attributor.by_running(&self.account, states, acting);
        if self.by_score.len() >= MEMORY {
            self.by_score.clear();
        }
        self.by_score.insert(key, found);
        found
    }

    fn acting(&mut self, batch: &Batch, row: usize) -> Units {
        let mut acting = 0;
        let mut filled = false;
        for number in 0..self.acting.len() {
            let asked = self.acting.get(number).map(|memory| memory.ask(batch, row));
            let acts = match asked {
                Some(Some(known)) => known,
                Some(None) => {
                    if !std::mem::replace(&mut filled, true) {
                        self.fill(batch, row);
                    }
                    let acts = self.compared.attributor.unit_acts(number, &self.account);
                    if let Some(memory) = self.acting.get_mut(number) {
                        memory.learn(batch, row, acts);
                    }
                    acts
                }
                None => false,
            };
            if acts {
                acting |= 1 << number;
            }
        }
        acting
    }

    /// The account of a row, of the cells that stand for its classes.
    fn fill(&mut self, batch: &Batch, row: usize) {
        self.account.key = batch.keys.get(row).map(str::to_owned);
        for ((source, ids), column) in self.sources.iter().zip(&batch.ids).zip(&self.classes.columns) {
            let Some(id) = ids.get(row) else { continue };
            match (source, column) {
                (ColumnSource::Field(field), ColumnClasses::Field(classes)) => {
                    if let (Some(slot), Some(cell)) =
                        (self.account.cells.get_mut(*field), classes.representative(*id))
                    {
                        slot.clone_from(&cell);
                    }
                }
                (ColumnSource::Table(table), ColumnClasses::Table(classes)) => {
                    if let Some(slot) = self.account.tables.get_mut(*table) {
                        *slot = classes.rows(*id);
                    }
                }
                // INVARIANT: classes are those of the carrier.
                (ColumnSource::Field(_), ColumnClasses::Table(_))
                | (ColumnSource::Table(_), ColumnClasses::Field(_)) => {}
            }
        }
    }
}

fn ids(batch: &Batch, row: usize) -> Vec<ClassId> {
    batch.ids.iter().filter_map(|column| column.get(row)).copied().collect()
}

/// What stands in a kept column, as text.
fn text(column: Option<&ResultColumn>, row: usize) -> String {
    match column.map(|column| column.value(row)) {
        Some(Value::Text(text) | Value::Number(text)) => text.into_owned(),
        _ => String::new(),
    }
}

/// What an account is worth, in millionths: a number with or without thousands separators and a currency sign.
fn amount(column: &ResultColumn, row: usize) -> Option<i128> {
    let text = text(Some(column), row);
    let digits: String =
        text.chars().filter(|letter| letter.is_ascii_digit() || matches!(letter, '.' | '-')).collect();
    Number::parse(&digits).ok().map(|parsed| parsed.number.millionths())
}
