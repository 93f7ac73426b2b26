//! Gates, the status and whose word it is.
//!
//! In: a tile. Out: statuses and lists of deciding gates.
//! Invariant: the first status that applies, as the row interpreter orders them.

use super::kleene::{Bits, NO_BITS, RowKeys, and, or, without};
use super::memo::Numbered;
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
    /// By gate: those whose status is its word.
    acts: Vec<Bits>,
    keys: RowKeys,
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
        numbers: &mut Numbered,
        results: &mut Results,
    ) {
        self.keys.fill(&[self.excluded, self.outside_market, self.unqualified, self.needs_data]);
        results.status.extend(self.keys.firsts().iter().take(tile.rows).map(|key| match key {
            0 => Status::Qualified,
            1 => Status::Excluded,
            2 => Status::OutsideMarket,
            4 => Status::Unqualified,
            // INVARIANT: one status each.
            _ => Status::NeedsData,
        }));
        self.acts.clear();
        self.acts.extend(program.gates.iter().zip(&self.gates).map(|(gate, (out, holds))| {
            let status = match gate.kind {
                GateKind::Exclude => self.excluded,
                GateKind::Market => self.outside_market,
                GateKind::Require => self.unqualified,
            };
            or(and(*out, status), and(*holds, self.needs_data))
        }));
        self.keys.fill(&self.acts);
        for row in 0..tile.rows {
            let list = numbers.get(&self.keys, row, |gates| results.names(names(plan, gates)));
            results.decided_by.push(list);
        }
    }
}

fn place(kind: GateKind) -> usize {
    match kind {
        GateKind::Exclude => 0,
        GateKind::Market => 1,
        GateKind::Require => 2,
    }
}

/// The names of some gates, in code point order.
fn names(plan: &Plan, gates: &[usize]) -> Vec<String> {
    let mut names: Vec<String> =
        gates.iter().filter_map(|gate| plan.gates.get(*gate)).map(|gate| gate.name.clone()).collect();
    names.sort();
    names
}
