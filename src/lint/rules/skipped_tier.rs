//! The tiers are named by letters or numbers, and one is left out or stands out of order. An account gets the first
//! tier whose condition holds: a tier out of order takes accounts from a better one, and a missing letter is often a tier
//! that was deleted by mistake.
//!
//! Silent: on other names, on an S before A, on numbers that fall by one, and where tiers come from a library.
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
//! }
//!
//! exclude sole_trader when employees <= 1 because "No team to sell to"
//!
//! tier A when employees >= 500
//! tier B when employees >= 50
//! tier D otherwise
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
//! }
//!
//! exclude sole_trader when employees <= 1 because "No team to sell to"
//!
//! tier A when employees >= 500
//! tier B when employees >= 50
//! tier C otherwise
//! ```

use super::super::Profile;
use crate::diag::codes::lints::SKIPPED_TIER;
use crate::diag::{Diagnostic, Sink};
use crate::syntax::tree::{Item, Name};

pub fn check(profile: &Profile<'_>, sink: &mut Sink) {
    let mut tiers: Vec<&Name> = Vec::new();
    for item in &profile.file.parsed.tree.items {
        if let Item::Tier(tier) = item {
            tiers.push(&tier.name);
        }
    }
    if tiers.len() != profile.model.tiers.len() {
        return;
    }
    if tiers.first().is_some_and(|name| name.text == "S") {
        tiers.remove(0);
    }
    let Some(places) = tiers.iter().map(|name| place(&name.text)).collect::<Option<Vec<(bool, i64)>>>()
    else {
        return;
    };
    let pairs = places.iter().zip(places.iter().skip(1));
    let falls = pairs.clone().all(|((is_letter, a), (_, b))| !is_letter && *b == a - 1);
    let mixed = pairs.clone().any(|((left, _), (right, _))| left != right);
    if falls || mixed {
        return;
    }
    let named = tiers.iter().zip(&places);
    for ((before_name, (_, before)), (name, (_, here))) in named.clone().zip(named.skip(1)) {
        if *here == before + 1 {
            continue;
        }
        let message = if here > before {
            format!("the tiers go from `{}` to `{}`", before_name.text, name.text)
        } else {
            format!("the tier `{}` stands after `{}`", name.text, before_name.text)
        };
        let label = if here > before { "one is left out before this" } else { "out of order" };
        sink.push(
            Diagnostic::new(&SKIPPED_TIER, name.span, message, label)
                .label(before_name.span, "the tier before")
                .note("the first tier whose condition holds is the account's tier"),
        );
        return;
    }
}

/// The place of a name in the alphabet or among the numbers.
fn place(name: &str) -> Option<(bool, i64)> {
    let mut letters = name.chars();
    match (letters.next(), letters.next()) {
        (Some(letter), None) if letter.is_ascii_uppercase() => Some((true, i64::from(u32::from(letter)))),
        _ => name.parse().ok().map(|number| (false, number)),
    }
}
