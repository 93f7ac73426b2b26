//! Two rates of one pair of currencies do not agree: there and back, an amount comes out more than a tenth larger or
//! smaller. One of them was likely typed the wrong way round, and every amount in that currency is read wrong.
//!
//! Silent: within a tenth, which is more than the spread between buying and selling.
//!
//! Options: none.
//!
//! ## Fails
//!
//! ```icp
//! profile crm "CRM" {}
//!
//! account {
//!   id:      text key
//!   revenue: money USD
//! }
//!
//! rates on 2026-09-30 {
//!   1 EUR = 1.08 USD
//!   1 USD = 1.08 EUR
//! }
//!
//! exclude small when revenue < 1M USD because "Too small to serve"
//! ```
//!
//! ## Works
//!
//! ```icp
//! profile crm "CRM" {}
//!
//! account {
//!   id:      text key
//!   revenue: money USD
//! }
//!
//! rates on 2026-09-30 {
//!   1 EUR = 1.08 USD
//!   1 USD = 0.926 EUR
//! }
//!
//! exclude small when revenue < 1M USD because "Too small to serve"
//! ```

use super::super::Profile;
use crate::diag::codes::lints::CONTRADICTING_RATES;
use crate::diag::{Diagnostic, Sink};
use crate::syntax::tree::{Item, Quantity, QuantityUnit, RatesSource};
use crate::text::Span;
use crate::types::{Currency, Number};

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
        let there = place(profile, *from, *to);
        let place = place(profile, *to, *from).unwrap_or(rates.span);
        let mut report =
            Diagnostic::new(&CONTRADICTING_RATES, place, message, "does not fit the rate the other way");
        if let Some(there) = there {
            report = report.label(there, "the other way");
        }
        let product = Number::from_millionths(product);
        sink.push(
            report
                .note(format!("1 {from} to {to} and back is {product} {from}"))
                .help("check which of the two is the wrong way round"),
        );
    }
}

/// Where a rate is written, if it is not in a file.
fn place(profile: &Profile<'_>, from: Currency, to: Currency) -> Option<Span> {
    let is = |quantity: &Quantity, currency| quantity.unit == Some(QuantityUnit::Currency(currency));
    for item in &profile.file.parsed.tree.items {
        if let Item::Rates(rates) = item
            && let RatesSource::Inline(pairs) = &rates.source
        {
            let pair = pairs.iter().find(|(left, right)| is(left, from) && is(right, to));
            return pair.map(|(left, right)| left.span.to(right.span));
        }
    }
    None
}
