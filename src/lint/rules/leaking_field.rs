//! A field that rules read is filled for accounts that were won and empty for those that were lost, or the other way round. Then it was
//! filled because of the outcome, and a backtest that looks excellent says nothing about the next account.
//!
//! With data only: `icp check PROFILE --data FILE`.
//!
//! Silent: without `outcome`, with fewer than ten accounts won or lost in the table, and on fields that exclusions alone read.
//!
//! Options: none.
//!
//! ## Fails
//!
//! ```icp
//! profile crm "CRM" {}
//!
//! account {
//!   id:        text key
//!   employees: whole
//!   industry:  text
//!   plan:      text
//!   stage:     text
//! }
//!
//! exclude tiny when employees < 3 because "Nobody to talk to"
//!
//! score fit {
//!   evidence data "Win/loss of two years"
//!
//!   weight premium 20 when plan = "Premium"
//! }
//!
//! outcome {
//!   won  when stage = "Won"
//!   lost when stage = "Lost"
//! }
//! ```
//!
//! ```csv
//! id,employees,industry,plan,stage
//! 1,14,Retail,Premium,Won
//! 2,23,Retail,,Lost
//! 3,32,Retail,Premium,Won
//! 4,41,Retail,,Lost
//! 5,50,Retail,Premium,Won
//! 6,59,Retail,,Lost
//! 7,68,Retail,Premium,Won
//! 8,77,Retail,,Lost
//! 9,86,Retail,Premium,Won
//! 10,95,Retail,,Lost
//! 11,104,Retail,Premium,Won
//! 12,113,Retail,,Lost
//! 13,122,Retail,Premium,Won
//! 14,131,Retail,,Lost
//! 15,140,Retail,Premium,Won
//! 16,149,Retail,,Lost
//! 17,158,Retail,Premium,Won
//! 18,167,Retail,,Lost
//! 19,176,Retail,Premium,Won
//! 20,185,Retail,,Lost
//! 21,194,Retail,Premium,Won
//! 22,203,Retail,,Lost
//! 23,212,Retail,Premium,Won
//! 24,221,Retail,,Lost
//! ```
//!
//! ## Works
//!
//! ```icp
//! profile crm "CRM" {}
//!
//! account {
//!   id:        text key
//!   employees: whole
//!   industry:  text
//!   plan:      text
//!   stage:     text
//! }
//!
//! exclude tiny when employees < 3 because "Nobody to talk to"
//!
//! score fit {
//!   evidence data "Win/loss of two years"
//!
//!   weight premium 20 when plan = "Premium"
//! }
//!
//! outcome {
//!   won  when stage = "Won"
//!   lost when stage = "Lost"
//! }
//! ```
//!
//! ```csv
//! id,employees,industry,plan,stage
//! 1,14,Retail,Premium,Won
//! 2,23,Retail,Premium,Lost
//! 3,32,Retail,Basic,Won
//! 4,41,Retail,Premium,Lost
//! 5,50,Retail,Premium,Won
//! 6,59,Retail,Basic,Lost
//! 7,68,Retail,Premium,Won
//! 8,77,Retail,Premium,Lost
//! 9,86,Retail,Basic,Won
//! 10,95,Retail,Premium,Lost
//! 11,104,Retail,Premium,Won
//! 12,113,Retail,Basic,Lost
//! 13,122,Retail,Premium,Won
//! 14,131,Retail,Premium,Lost
//! 15,140,Retail,Basic,Won
//! 16,149,Retail,Premium,Lost
//! 17,158,Retail,Premium,Won
//! 18,167,Retail,Basic,Lost
//! 19,176,Retail,Premium,Won
//! 20,185,Retail,Premium,Lost
//! 21,194,Retail,Basic,Won
//! 22,203,Retail,Premium,Lost
//! 23,212,Retail,Premium,Won
//! 24,221,Retail,Basic,Lost
//! ```

use super::super::Profile;
use super::super::facts::{Facts, below, share};
use super::super::reads::{Read, Reads};
use crate::diag::codes::lints::LEAKING_FIELD;
use crate::diag::{Diagnostic, Sink};

/// Fewer accounts won, or lost, than this say nothing.
const LEAST: usize = 10;
/// Filled for at least this share of the one and at most the rest of the other, in percent.
const FILLED: usize = 80;

pub fn check(profile: &Profile<'_>, facts: &Facts, sink: &mut Sink) {
    let model = profile.model;
    let (won, lost) = facts.closed;
    if won < LEAST || lost < LEAST {
        return;
    }
    let mut rules = Reads::new(model);
    model.market.iter().chain(&model.requires).for_each(|gate| rules.gate(gate));
    model.scores.iter().flat_map(|score| &score.rules).for_each(|rule| rules.scored_rule(rule));
    model.tiers.iter().for_each(|tier| rules.tier(tier));
    for (index, (field, found)) in model.schema.fields.iter().zip(&facts.fields).enumerate() {
        if !rules.found.contains(&Read::Account(index)) {
            continue;
        }
        let (in_won, in_lost) = found.filled_closed;
        let one_sided = |much: usize, of: usize, little: usize, other: usize| {
            !below(much, of, FILLED) && below(little, other, 100 - FILLED)
        };
        if !one_sided(in_won, won, in_lost, lost) && !one_sided(in_lost, lost, in_won, won) {
            continue;
        }
        let message = format!(
            "`{}` is filled for {} of the accounts won and {} of those lost",
            field.name,
            share(in_won, won),
            share(in_lost, lost)
        );
        sink.push(
            Diagnostic::new(&LEAKING_FIELD, field.span, message, "filled because of the outcome")
                .help("score by what is known before the first call"),
        );
    }
}
