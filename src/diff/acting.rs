//! What is remembered of whether a change acts on an account.
//!
//! In: a change and the classes of an account in the columns that it reads. Out: whether it acts, if that is known.
//! Invariant: what is remembered is what [`super::Attributor::unit_acts`] said of an account of the same classes.

use std::collections::HashMap;

use crate::plan::classes::{Batch, ClassId, ColumnSource};
use crate::plan::{Column, Met, walk_condition, walk_rule};

use super::hybrid::Unit;
use super::{Joint, Slot};

/// How many answers are remembered of each kind.
const MEMORY: usize = 1 << 16;

/// Whether a change acts, by the classes of the columns that it reads.
pub struct ActingMemory {
    columns: Vec<usize>,
    known: Known,
}

enum Known {
    /// Always.
    Yes,
    /// On these keys.
    Keys(Vec<String>),
    /// By class of the one column: unknown, no, yes.
    One(Vec<u8>),
    /// By classes of several columns.
    Several(HashMap<Vec<ClassId>, bool>),
}

impl ActingMemory {
    /// Forgets what was said of classes.
    pub fn forget(&mut self) {
        match &mut self.known {
            Known::Yes | Known::Keys(_) => {}
            Known::One(known) => known.clear(),
            Known::Several(known) => known.clear(),
        }
    }

    /// Whether it acts on the account of a row; `None` where that is not known.
    pub fn ask(&self, batch: &Batch, row: usize) -> Option<bool> {
        match &self.known {
            Known::Yes => Some(true),
            Known::Keys(keys) => {
                Some(batch.keys.get(row).is_some_and(|key| keys.iter().any(|known| known == key)))
            }
            Known::One(known) => {
                let id = *batch.ids.get(*self.columns.first()?)?.get(row)?;
                known.get(id as usize).filter(|known| **known > 0).map(|known| *known == 2)
            }
            Known::Several(known) => known.get(&self.key(batch, row)).copied(),
        }
    }

    fn key(&self, batch: &Batch, row: usize) -> Vec<ClassId> {
        self.columns.iter().filter_map(|column| batch.ids.get(*column)?.get(row)).copied().collect()
    }

    /// Remembers an answer.
    pub fn learn(&mut self, batch: &Batch, row: usize, acts: bool) {
        let key = self.key(batch, row);
        match &mut self.known {
            Known::Yes | Known::Keys(_) => {}
            Known::One(known) => {
                let Some(id) = key.first().map(|id| *id as usize) else { return };
                if id < MEMORY * 16 {
                    if known.len() <= id {
                        known.resize(id + 1, 0);
                    }
                    if let Some(slot) = known.get_mut(id) {
                        *slot = if acts { 2 } else { 1 };
                    }
                }
            }
            Known::Several(known) => {
                if known.len() >= MEMORY {
                    known.clear();
                }
                known.insert(key, acts);
            }
        }
    }
}

/// Nothing remembered yet of one change.
pub fn memory(joint: &Joint, unit: &Unit, sources: &[ColumnSource]) -> ActingMemory {
    let always = unit.slots.iter().any(|slot| matches!(slot, Slot::Tier(_) | Slot::Frame(_)));
    let keys: Vec<String> = unit
        .slots
        .iter()
        .filter_map(|slot| match slot {
            Slot::Override(place) => {
                let pair = joint.overrides.get(*place)?;
                let old = pair.old.and_then(|index| joint.old.overrides.get(index));
                old.or_else(|| joint.new.overrides.get(pair.new?)).map(|item| item.key.clone())
            }
            _ => None,
        })
        .collect();
    let mut columns: Vec<usize> =
        unit.slots.iter().flat_map(|slot| columns_of(joint, *slot, sources)).collect();
    columns.sort_unstable();
    columns.dedup();
    let known = if always {
        Known::Yes
    } else if !keys.is_empty() && keys.len() == unit.slots.len() {
        Known::Keys(keys)
    } else if columns.len() == 1 {
        Known::One(Vec::new())
    } else {
        Known::Several(HashMap::new())
    };
    ActingMemory { columns, known }
}

/// The columns of a batch that a slot reads in either version.
fn columns_of(joint: &Joint, slot: Slot, sources: &[ColumnSource]) -> Vec<usize> {
    let mut read: Vec<ColumnSource> = Vec::new();
    let mut visit = |met: Met<'_>| match met {
        Met::Column(Column::Field(field)) => read.push(ColumnSource::Field(field)),
        Met::Column(Column::Table(table) | Column::RowField(table, _)) => {
            read.push(ColumnSource::Table(table))
        }
        Met::Text(_) => {}
    };
    for plan in [&joint.old, &joint.new] {
        match slot {
            Slot::Gate(place) => {
                plan.gates
                    .get(place)
                    .into_iter()
                    .for_each(|gate| walk_condition(&gate.condition, None, &mut visit));
            }
            Slot::Segment(place) => plan
                .segments
                .get(place)
                .into_iter()
                .for_each(|segment| walk_condition(&segment.condition, None, &mut visit)),
            Slot::Tier(place) => {
                plan.tiers
                    .get(place)
                    .into_iter()
                    .for_each(|tier| walk_condition(&tier.condition, None, &mut visit));
            }
            Slot::Rule(score, rule) => {
                let rule = plan.scores.get(score).and_then(|score| score.rules.get(rule));
                rule.into_iter().for_each(|rule| walk_rule(rule, &mut visit));
            }
            Slot::Frame(_) | Slot::Override(_) => {}
        }
    }
    read.iter().filter_map(|source| sources.iter().position(|known| known == source)).collect()
}
