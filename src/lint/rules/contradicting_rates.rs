//! Finds: two rates, from A to B and from B to A, whose product is not about one.
//!
//! Why: one of them was likely typed the wrong way round, and every amount in that currency is read wrong.
//!
//! Silent: within a tenth, which is more than the spread between buying and selling.

use super::super::Profile;
use crate::diag::codes::lints::CONTRADICTING_RATES;
use crate::diag::{Diagnostic, Sink};
use crate::types::Number;

pub fn check(profile: &Profile<'_>, sink: &mut Sink) {
    let Some(rates) = &profile.model.schema.rates else { return };
    for (index, (from, to, rate)) in rates.pairs.iter().enumerate() {
        let back = rates.pairs.iter().skip(index + 1).find(|(other, into, _)| other == to && into == from);
        let Some((_, _, back)) = back else { continue };
        let product = rate.millionths().saturating_mul(back.millionths()) / Number::SCALE;
        if (Number::SCALE * 9 / 10..=Number::SCALE * 11 / 10).contains(&product) {
            continue;
        }
        let message = format!("the rates between {from} and {to} contradict each other");
        sink.push(
            Diagnostic::new(&CONTRADICTING_RATES, rates.span, message, "")
                .note(format!(
                    "1 {from} = {rate} {to}, and 1 {to} = {back} {from}: there and back, 1 {from} becomes {}",
                    Number::from_millionths(product)
                ))
                .help("check which of the two is the wrong way round"),
        );
    }
}
