//! Both versions at work on one thread: batches of accounts in, a movement out.
//!
//! In: batches that were read once. Out: everything counted. Invariant: what a batch adds does not depend on the batches
//! before it; what is remembered only saves work.

use crate::data::write::{ResultColumn, Value};
use crate::data::{Piece, PieceReader, PieceSource, ReadBatch};
use crate::diag::Diagnostic;
use crate::eval::columnar::{Engine, NO_PLACE, Results};
use crate::plan::classes::{Batch, BatchClasses, ColumnClasses, ColumnSource, TableClasses, columns};
use crate::plan::{Plan, blank_account};
use crate::types::{Account, Day, Points};

use super::Joint;
use super::acting::{ActingMemory, memory};
use super::attribution::{Attribution, Attributor, State, Units};
use super::between::{Between, STATES, state_at};
use super::movement::{Causes, Movement, Scored};
use super::stays::Stays;
use super::worth::Worth;

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
    /// What an account is worth, and its column among those kept.
    pub value: Option<(&'c Worth<'c>, usize)>,
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
    fn segment(joint: &Joint, place: u16) -> &str {
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
    between: Between<'c>,
    stays: Stays,
    batch: ReadBatch,
    results: (Results, Results),
    account: Account,
    sources: Vec<ColumnSource>,
    acting: Vec<ActingMemory>,
    generation: Vec<u32>,
    states: Vec<(State, State)>,
    acts: Vec<Units>,
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
        Lane {
            compared,
            reader: source.reader(),
            classes: BatchClasses::new(compared.carrier, compared.today, tables),
            old: Engine::new(compared.old, compared.today, STATES),
            new: Engine::new(compared.new, compared.today, STATES),
            between: Between::new(&compared.attributor, compared.today),
            stays: Stays::new(&compared.widths, joint.new.segments.len()),
            batch: ReadBatch::default(),
            results: (Results::default(), Results::default()),
            account: blank_account(&compared.carrier.schema),
            acting: units.iter().map(|unit| memory(joint, unit, &sources)).collect(),
            sources,
            generation: Vec::new(),
            states: Vec::new(),
            acts: Vec::new(),
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
        let joint = self.compared.attributor.joint();
        self.stays.flush(&mut movement, |segment| {
            let place = segment.and_then(|segment| u16::try_from(segment).ok());
            Compared::segment(joint, place.unwrap_or(NO_PLACE)).to_owned()
        });
        Ok(movement)
    }

    fn batch(&mut self, batch: &ReadBatch, movement: &mut Movement) {
        self.forget_what_is_trimmed();
        movement.rejected += batch.rejected.len() as u64;
        let (mut old, mut new) = std::mem::take(&mut self.results);
        self.old.score(&self.classes, &batch.accounts, &mut old);
        self.new.score(&self.classes, &batch.accounts, &mut new);
        let attributor = &self.compared.attributor;
        let rows = 0..batch.accounts.rows;
        let (mut states, mut acts) = (std::mem::take(&mut self.states), std::mem::take(&mut self.acts));
        states.clear();
        states.extend(
            rows.clone().map(|row| (state_at(attributor, &old, row), state_at(attributor, &new, row))),
        );
        self.acting(&batch.accounts, &states, &mut acts);
        let attributions = self.between.attribute(&self.classes, &batch.accounts, &states, &acts);
        let counted = Counted { compared: self.compared, batch, results: (&old, &new) };
        for (row, (states, attribution)) in states.iter().zip(attributions).enumerate() {
            counted.count(row, *states, *attribution, &mut self.stays, movement);
        }
        counted.scores(&states, &mut self.stays);
        self.states = states;
        self.acts = acts;
        self.results = (old, new);
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
            self.acting.iter_mut().for_each(ActingMemory::forget);
        }
    }

    /// The changes that act on each account. Of a single change it matters only where an account moves.
    fn acting(&mut self, batch: &Batch, states: &[(State, State)], acts: &mut Vec<Units>) {
        acts.clear();
        acts.resize(states.len(), 0);
        let single = self.acting.len() == 1;
        let mut memories = std::mem::take(&mut self.acting);
        for (number, memory) in memories.iter_mut().enumerate() {
            let bit: Units = 1 << number;
            for (row, (acting, (old, new))) in acts.iter_mut().zip(states).enumerate() {
                if single && old == new {
                    continue;
                }
                let acts = memory.ask(batch, row).unwrap_or_else(|| {
                    self.fill(batch, row);
                    let acts = self.compared.attributor.unit_acts(number, &self.account);
                    memory.learn(batch, row, acts);
                    acts
                });
                if acts {
                    *acting |= bit;
                }
            }
        }
        self.acting = memories;
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

/// A batch that both versions have scored.
struct Counted<'a> {
    compared: &'a Compared<'a>,
    batch: &'a ReadBatch,
    results: (&'a Results, &'a Results),
}

impl Counted<'_> {
    /// Counts one account; the scores of one that stays are counted by [`Counted::scores`].
    fn count(
        &self,
        row: usize,
        (was, is): (State, State),
        attribution: Attribution,
        stays: &mut Stays,
        movement: &mut Movement,
    ) {
        let (compared, batch) = (self.compared, self.batch);
        let (old, new) = self.results;
        let segment = new.segment.get(row).copied().unwrap_or(NO_PLACE);
        if was == is {
            stays.count(is, (segment != NO_PLACE).then_some(usize::from(segment)));
            if attribution.alone | attribution.without != 0 {
                movement.share_of(attribution, false);
            }
        } else {
            let scored = Scored {
                key: batch.accounts.keys.get(row),
                old: was,
                new: is,
                between: was,
                causes: Causes { rules: true, ..Causes::default() },
                attribution,
                value: compared
                    .value
                    .and_then(|(worth, column)| worth.of(batch.kept.get(column)?.value(row))),
            };
            let scores =
                (0..compared.widths.len()).map(|score| (point(old, score, row), point(new, score, row)));
            movement.count(scored, scores, &compared.widths, || {
                compared.show.iter().map(|column| text(batch.kept.get(*column), row)).collect()
            });
            movement.group(0, Compared::segment(compared.attributor.joint(), segment), was, is);
        }
        for (number, column) in compared.by.iter().enumerate() {
            movement.group(number + 1, &text(batch.kept.get(*column), row), was, is);
        }
    }

    /// Counts the scores of the accounts that stay.
    fn scores(&self, states: &[(State, State)], stays: &mut Stays) {
        let (old, new) = self.results;
        for (score, (old, new)) in old.scores.iter().zip(&new.scores).enumerate() {
            let both = old.value.iter().zip(&new.value).zip(states);
            for ((old, new), _) in both.filter(|(_, (was, is))| was == is) {
                stays.score(score, *old, *new);
            }
        }
    }
}

fn point(results: &Results, score: usize, row: usize) -> Points {
    results.scores.get(score).and_then(|column| column.value.get(row)).copied().unwrap_or_default()
}

/// What stands in a kept column, as text.
fn text(column: Option<&ResultColumn>, row: usize) -> String {
    match column.map(|column| column.value(row)) {
        Some(Value::Text(text) | Value::Number(text)) => text.into_owned(),
        _ => String::new(),
    }
}
