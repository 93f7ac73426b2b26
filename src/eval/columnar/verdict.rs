//! Gates, the status and whose word it is.
//!
//! In: a tile. Out: statuses and lists of deciding gates.
//! Invariant: the first status that applies, as the row interpreter orders them.

use super::kleene::{Bits, NO_BITS, TILE, and, each, is_empty, or, without};
use super::memo::Memo;
use super::program::Program;
use super::results::Results;
use super::tile::Tile;
use crate::check::model::GateKind;
use crate::plan::Plan;
use crate::types::{Status, Truth};

/// What the gates make of a tile.
#[derive(Debug, Default)]
pub(super) struct Verdicts {
    /// By gate: those it puts out, those it holds.
    pub gates: Vec<(Bits, Bits)>,
    pub excluded: Bits,
    pub outside_market: Bits,
    pub unqualified: Bits,
    pub needs_data: Bits,
    pub qualified: Bits,
    /// By account: the deciding gates, bit by bit.
    deciding: Vec<u32>,
}

impl Verdicts {
    /// The accounts of a status.
    pub(super) fn of(&self, status: Status) -> Bits {
        match status {
            Status::Excluded => self.excluded,
            Status::OutsideMarket => self.outside_market,
            Status::Unqualified => self.unqualified,
            Status::NeedsData => self.needs_data,
            Status::Qualified => self.qualified,
        }
    }

    /// The accounts that are out.
    pub(super) fn out(&self) -> Bits {
        or(self.excluded, or(self.outside_market, self.unqualified))
    }

    /// Finds out every gate and the status.
    pub(super) fn judge(&mut self, program: &Program, tile: &Tile) {
        let mut out = [NO_BITS; 3];
        let mut held = NO_BITS;
        self.gates.clear();
        for gate in &program.gates {
            let (mut gate_out, mut gate_holds) = (NO_BITS, NO_BITS);
            if gate.active {
                let truth = tile.truth(&gate.node);
                let against = match gate.kind {
                    GateKind::Exclude => Truth::True,
                    GateKind::Market | GateKind::Require => Truth::False,
                };
                let unknown = truth.is_unknown();
                gate_out = truth.is(against);
                if gate.out_by_unknown {
                    gate_out = or(gate_out, unknown);
                }
                if gate.holds {
                    gate_holds = unknown;
                }
                gate_out = and(gate_out, tile.valid);
                gate_holds = and(gate_holds, tile.valid);
            }
            if let Some(all) = out.get_mut(place(gate.kind)) {
                *all = or(*all, gate_out);
            }
            held = or(held, gate_holds);
            self.gates.push((gate_out, gate_holds));
        }
        let [excluded, market, required] = out;
        self.excluded = excluded;
        self.outside_market = without(market, excluded);
        self.unqualified = without(required, or(excluded, market));
        let any_out = or(excluded, or(market, required));
        self.needs_data = without(held, any_out);
        self.qualified = without(tile.valid, or(any_out, held));
    }

    /// Writes statuses and deciding gates.
    pub(super) fn write(
        &mut self,
        plan: &Plan,
        program: &Program,
        tile: &Tile,
        memo: &mut Memo<u32>,
        results: &mut Results,
    ) {
        let first = results.status.len();
        results.status.resize(first + tile.rows, Status::Qualified);
        let statuses = [Status::Excluded, Status::OutsideMarket, Status::Unqualified, Status::NeedsData];
        for status in statuses {
            each(self.of(status), |row| {
                if let Some(slot) = results.status.get_mut(first + row) {
                    *slot = status;
                }
            });
        }
        let nobody = memo.get(&[], || results.names(Vec::new()));
        results.decided_by.resize(first + tile.rows, nobody);
        if self.qualified == tile.valid {
            return;
        }
        let width = program.gates.len().div_ceil(32) + 1;
        self.deciding.clear();
        self.deciding.resize(width * TILE, 0);
        for (index, (gate, (out, holds))) in program.gates.iter().zip(&self.gates).enumerate() {
            let status = match gate.kind {
                GateKind::Exclude => self.excluded,
                GateKind::Market => self.outside_market,
                GateKind::Require => self.unqualified,
            };
            let acts = or(and(*out, status), and(*holds, self.needs_data));
            if is_empty(acts) {
                continue;
            }
            each(acts, |row| {
                if let Some(word) = self.deciding.get_mut(row * width + 1 + index / 32) {
                    *word |= 1 << (index % 32);
                }
            });
        }
        each(without(tile.valid, self.qualified), |row| {
            let Some(key) = self.deciding.get(row * width..(row + 1) * width) else { return };
            let list = memo.get(key, || results.names(names(plan, key)));
            if let Some(slot) = results.decided_by.get_mut(first + row) {
                *slot = list;
            }
        });
    }
}

fn place(kind: GateKind) -> usize {
    match kind {
        GateKind::Exclude => 0,
        GateKind::Market => 1,
        GateKind::Require => 2,
    }
}

/// The names of the gates of a key, in code point order.
fn names(plan: &Plan, key: &[u32]) -> Vec<String> {
    let decides = |index: &usize| key.get(1 + index / 32).is_some_and(|word| word >> (index % 32) & 1 == 1);
    let gates = plan.gates.iter().enumerate().filter(|(index, _)| decides(index));
    let mut names: Vec<String> = gates.map(|(_, gate)| gate.name.clone()).collect();
    names.sort();
    names
}
