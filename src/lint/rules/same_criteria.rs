//! Two rules meet the same accounts of the table, or nearly: what looks like two reasons is one, counted twice. An account that has it
//! gains both points, one that lacks it loses both, and every other rule weighs less than its points say.
//!
//! With data only: `icp check PROFILE --data FILE`.
//!
//! Silent: with fewer than 20 accounts, on rules that fewer than 5% or more than 95% of the accounts meet, and below 98% agreement. The first 20,000 accounts are compared.
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
//!   customer:  boolean
//! }
//!
//! exclude customer when customer because "Bought already"
//!
//! score fit {
//!   evidence data "Win/loss of two years"
//!
//!   weight size     20 when employees >= 50
//!   weight staffed  10 when employees > 49
//!   weight software 20 when industry in ["Software", "SaaS"]
//! }
//!
//! tier A when fit >= 40
//! ```
//!
//! ```csv
//! id,employees,industry,customer
//! 1,42,Retail,no
//! 2,79,SaaS,no
//! 3,116,Banking,no
//! 4,153,Retail,no
//! 5,190,Software,no
//! 6,227,Retail,no
//! 7,264,SaaS,yes
//! 8,301,Banking,no
//! 9,338,Retail,no
//! 10,375,Software,no
//! 11,12,Retail,no
//! 12,49,SaaS,no
//! 13,86,Banking,no
//! 14,123,Retail,yes
//! 15,160,Software,no
//! 16,197,Retail,no
//! 17,234,SaaS,no
//! 18,271,Banking,no
//! 19,308,Retail,no
//! 20,345,Software,no
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
//!   customer:  boolean
//! }
//!
//! exclude customer when customer because "Bought already"
//!
//! score fit {
//!   evidence data "Win/loss of two years"
//!
//!   weight size     20 when employees >= 50
//!   weight software 20 when industry in ["Software", "SaaS"]
//! }
//!
//! tier A when fit >= 40
//! ```
//!
//! ```csv
//! id,employees,industry,customer
//! 1,42,Retail,no
//! 2,79,SaaS,no
//! 3,116,Banking,no
//! 4,153,Retail,no
//! 5,190,Software,no
//! 6,227,Retail,no
//! 7,264,SaaS,yes
//! 8,301,Banking,no
//! 9,338,Retail,no
//! 10,375,Software,no
//! 11,12,Retail,no
//! 12,49,SaaS,no
//! 13,86,Banking,no
//! 14,123,Retail,yes
//! 15,160,Software,no
//! 16,197,Retail,no
//! 17,234,SaaS,no
//! 18,271,Banking,no
//! 19,308,Retail,no
//! 20,345,Software,no
//! ```

use super::super::Profile;
use super::super::facts::{Facts, below, share};
use super::lopsided_rule::ENOUGH;
use super::subjects::{points, points_owner};
use crate::diag::codes::lints::SAME_CRITERIA;
use crate::diag::{Diagnostic, Sink};

/// From this share of equal answers on, in percent, two rules are one.
const SAME: usize = 98;
/// Rules that fewer meet, or more do not, in percent, agree by chance.
const RARE: usize = 5;
/// More rules of one score than this are not compared.
const MOST: usize = 300;

pub fn check(profile: &Profile<'_>, facts: &Facts, sink: &mut Sink) {
    let all = facts.compared;
    if all < ENOUGH {
        return;
    }
    let ones = |bits: &[u64]| bits.iter().map(|bits| bits.count_ones() as usize).sum::<usize>();
    for (score, met) in facts.met.iter().enumerate() {
        let rules = points(profile, score);
        let model = profile.model.scores.get(score);
        let numbered: Vec<_> = rules
            .iter()
            .filter_map(|rule| {
                let number = model?.rules.iter().position(|other| other.span == rule.model.span)?;
                let bits = met.get(number)?;
                let count = ones(bits);
                let common = !below(count, all, RARE) && !below(all - count, all, RARE);
                common.then_some((rule, bits))
            })
            .take(MOST)
            .collect();
        for (at, (rule, bits)) in numbered.iter().enumerate() {
            let twin = numbered.iter().take(at).find_map(|(other, others)| {
                let differ: usize =
                    bits.iter().zip(others.iter()).map(|(a, b)| (a ^ b).count_ones() as usize).sum();
                (!below(all - differ, all, SAME)).then_some((other, all - differ))
            });
            let Some((other, agree)) = twin else { continue };
            let owner = |of: &super::subjects::Points<'_>| points_owner(of.model.kind, &of.model.name);
            let message = format!(
                "{} and {} agree on {} of the accounts",
                owner(other),
                owner(rule),
                share(agree, all)
            );
            sink.push(
                Diagnostic::new(&SAME_CRITERIA, rule.written.name.span, message, "meets the same accounts")
                    .label(other.written.name.span, "as this one")
                    .help("keep one of the two, or share the points between them"),
            );
        }
    }
}
