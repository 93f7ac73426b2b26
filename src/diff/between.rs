//! The plans between the versions, over the accounts where it takes them to tell the changes apart.
//!
//! In: a batch, the states of both versions, which changes act on each account. Out: an attribution for each account.
//! Invariant: the same as [`Attributor::by_running`] says account by account. A plan between the versions is run only on
//! accounts on which its change acts together with others, and that some change may let in or put out, or give a tier.

use crate::eval::columnar::{Asked, Engine, NO_PLACE, Results};
use crate::plan::classes::{Batch, BatchClasses};
use crate::types::Day;

use super::Slot;
use super::attribution::{Attribution, Attributor, State, Units};

/// What one worker needs to run the plans between the versions.
pub struct Between<'c> {
    attributor: &'c Attributor<'c>,
    /// For each change: made alone, and left out. Built when first needed.
    engines: Vec<(Option<Engine<'c>>, Option<Engine<'c>>)>,
    today: Day,
    /// The changes that may put an account out or let it in.
    gates: Units,
    /// Whether a plan may look at keys.
    keyed: bool,
    rows: Vec<usize>,
    part: Batch,
    results: Results,
    /// One for each row of the batch.
    found: Vec<Attribution>,
}

impl<'c> Between<'c> {
    /// Nothing run yet.
    pub fn new(attributor: &'c Attributor<'c>, today: Day) -> Between<'c> {
        let is_gate = |slot: &Slot| matches!(slot, Slot::Gate(_) | Slot::Override(_));
        let units = attributor.units();
        let joint = attributor.joint();
        Between {
            attributor,
            engines: units.iter().map(|_| (None, None)).collect(),
            today,
            gates: units
                .iter()
                .enumerate()
                .filter(|(_, unit)| unit.slots.iter().any(is_gate))
                .fold(0, |all, (number, _)| all | 1 << number),
            keyed: !joint.old.overrides.is_empty() || !joint.new.overrides.is_empty(),
            rows: Vec::new(),
            part: Batch::default(),
            results: Results::default(),
            found: Vec::new(),
        }
    }

    /// Whether no plan between the versions can differ from both: an account that is out in both versions stays out unless
    /// a change of a gate or an override acts on it.
    fn is_settled(&self, (old, new): (State, State), acting: Units) -> bool {
        old == new && old.status.is_out() && acting & self.gates == 0
    }

    /// What each change does to each account.
    pub fn attribute(
        &mut self,
        classes: &BatchClasses,
        batch: &Batch,
        states: &[(State, State)],
        acting: &[Units],
    ) -> &[Attribution] {
        self.found.clear();
        self.found.extend(states.iter().zip(acting).map(|((old, new), acting)| {
            Attribution::of_one(*acting, old != new)
                .unwrap_or(Attribution { acting: *acting, ..Attribution::default() })
        }));
        if self.engines.len() < 2 {
            return &self.found;
        }
        for number in 0..self.engines.len() {
            self.alone(number, classes, batch, states, acting);
            self.without(number, classes, batch, states, acting);
        }
        &self.found
    }

    /// Runs the old version with one change made, where that change is not the only one to act. Where just one other acts,
    /// it is the new version without that other.
    fn alone(
        &mut self,
        number: usize,
        classes: &BatchClasses,
        batch: &Batch,
        states: &[(State, State)],
        acting: &[Units],
    ) {
        let bit: Units = 1 << number;
        self.pick(states, acting, |acting| acting & bit != 0 && acting.count_ones() > 1);
        self.run(number, true, classes, batch);
        for (place, row) in self.rows.iter().enumerate() {
            let (Some(states), Some(acting)) = (states.get(*row), acting.get(*row)) else { continue };
            let state = state_at(self.attributor, &self.results, place);
            let Some(found) = self.found.get_mut(*row) else { continue };
            found.made_alone(bit, state, *states);
            if acting.count_ones() == 2 {
                left_out(found, acting & !bit, state, *states);
            }
        }
    }

    /// Runs the new version with one change left out, where at least two others act.
    fn without(
        &mut self,
        number: usize,
        classes: &BatchClasses,
        batch: &Batch,
        states: &[(State, State)],
        acting: &[Units],
    ) {
        let bit: Units = 1 << number;
        self.pick(states, acting, |acting| acting & bit != 0 && acting.count_ones() > 2);
        self.run(number, false, classes, batch);
        for (place, row) in self.rows.iter().enumerate() {
            let Some(states) = states.get(*row) else { continue };
            let state = state_at(self.attributor, &self.results, place);
            if let Some(found) = self.found.get_mut(*row) {
                left_out(found, bit, state, *states);
            }
        }
    }

    fn pick(&mut self, states: &[(State, State)], acting: &[Units], wanted: impl Fn(Units) -> bool) {
        let mut rows = std::mem::take(&mut self.rows);
        rows.clear();
        let all = states.iter().zip(acting).enumerate();
        rows.extend(
            all.filter(|(_, (states, acting))| wanted(**acting) && !self.is_settled(**states, **acting))
                .map(|(row, _)| row),
        );
        self.rows = rows;
    }

    /// Runs one plan on the rows that were picked.
    fn run(&mut self, number: usize, alone: bool, classes: &BatchClasses, batch: &Batch) {
        if self.rows.is_empty() {
            return;
        }
        self.part.clear(batch.ids.len());
        self.part.rows = self.rows.len();
        for (part, whole) in self.part.ids.iter_mut().zip(&batch.ids) {
            part.extend(self.rows.iter().filter_map(|row| whole.get(*row)));
        }
        if self.keyed {
            self.rows.iter().for_each(|row| self.part.keys.push(batch.keys.get(*row)));
        }
        let (attributor, today) = (self.attributor, self.today);
        let Some((made, left)) = self.engines.get_mut(number) else { return };
        let slot = if alone { made } else { left };
        if slot.is_none() {
            let plans = attributor.between().nth(number);
            *slot = plans.map(|(made, left)| Engine::new(if alone { made } else { left }, today, STATES));
        }
        if let Some(engine) = slot {
            engine.score(classes, &self.part, &mut self.results);
        }
    }
}

/// What is asked of an engine whose statuses, tiers and scores are read, and nothing else.
pub const STATES: Asked = Asked { rules: false, only_first_missing: true, no_missing: true };

/// The state of a row in some results.
pub fn state_at(attributor: &Attributor<'_>, results: &Results, row: usize) -> State {
    let status = results.status.get(row).copied().unwrap_or(crate::types::Status::NeedsData);
    let tier = results.tier.get(row).copied().filter(|tier| *tier != NO_PLACE).map(usize::from);
    attributor.state(status, tier)
}

/// Where an account ends up without one change.
fn left_out(found: &mut Attribution, bit: Units, state: State, (old, new): (State, State)) {
    if state != new {
        found.needed |= bit;
    }
    if state != old {
        found.without |= bit;
    } else if old != new {
        found.undone_by |= bit;
    }
}
