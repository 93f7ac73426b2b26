//! A rule reads this field, and it is empty for most accounts of the table. What is unknown earns nothing and holds accounts at gates,
//! so the rule says more about who fills the CRM than about who fits. Fill the field, or score by one that is filled.
//!
//! With data only: `icp check PROFILE --data FILE`.
//!
//! Silent: where at least 40% of the accounts have a value, and with fewer than 20 accounts.
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
//!   weight software 20 when industry in ["Software", "SaaS"]
//! }
//!
//! tier A when fit >= 40
//! ```
//!
//! ```csv
//! id,employees,industry,customer
//! 1,42,Retail,no
//! 2,79,,no
//! 3,116,,no
//! 4,153,,no
//! 5,190,,no
//! 6,227,Retail,no
//! 7,264,,yes
//! 8,301,,no
//! 9,338,,no
//! 10,375,,no
//! 11,12,Retail,no
//! 12,49,,no
//! 13,86,,no
//! 14,123,,yes
//! 15,160,,no
//! 16,197,Retail,no
//! 17,234,,no
//! 18,271,,no
//! 19,308,,no
//! 20,345,,no
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
use super::super::reads::{Read, Reads};
use super::lopsided_rule::ENOUGH;
use crate::diag::codes::lints::BLIND_FIELD;
use crate::diag::{Diagnostic, Sink};

/// A field with less than this share of its cells filled is blind, in percent.
const LEAST: usize = 40;

pub fn check(profile: &Profile<'_>, facts: &Facts, sink: &mut Sink) {
    let model = profile.model;
    if facts.accounts < ENOUGH {
        return;
    }
    let mut rules = Reads::new(model);
    model.market.iter().chain(&model.excludes).chain(&model.requires).for_each(|gate| rules.gate(gate));
    model.scores.iter().flat_map(|score| &score.rules).for_each(|rule| rules.scored_rule(rule));
    for (index, (field, found)) in model.schema.fields.iter().zip(&facts.fields).enumerate() {
        let read = rules.found.contains(&Read::Account(index)) && index != model.schema.key;
        if !read || !below(found.filled, facts.accounts, LEAST) {
            continue;
        }
        let filled = share(found.filled, facts.accounts);
        let message = format!("`{}` is filled for {filled} of the accounts, and rules read it", field.name);
        let label = format!("known for {} of {} accounts", found.filled, facts.accounts);
        let mut report = Diagnostic::new(&BLIND_FIELD, field.span, message, label);
        if found.unreadable > 0 {
            let example = found.examples.first().map(String::as_str).unwrap_or_default();
            report =
                report.note(format!("{} cells could not be read, `{example}` for one", found.unreadable));
        }
        sink.push(
            report.help("fill the column before the rules rely on it, or score by a field that is filled"),
        );
    }
}
