//! More than 40% of the accounts of the table are in the first tier. A profile says whom to call first; if that is nearly half of
//! everybody, it says little, and the team picks by gut feeling within the tier.
//!
//! With data only: `icp check PROFILE --data FILE`.
//!
//! Silent: with fewer than 20 accounts, and without tiers.
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
//! tier A when fit >= 0
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
use super::subjects::tier;
use crate::diag::codes::lints::FITS_EVERYBODY;
use crate::diag::{Diagnostic, Sink};

/// A first tier with more than this share of the accounts is none, in percent.
const MOST: usize = 40;

pub fn check(profile: &Profile<'_>, facts: &Facts, sink: &mut Sink) {
    let (Some(first), Some(count)) = (profile.model.tiers.first(), facts.tiers.first()) else { return };
    if facts.accounts < ENOUGH || below(*count, facts.accounts, MOST + 1) {
        return;
    }
    let Some(written) = tier(profile, first.span) else { return };
    let message =
        format!("the first tier, `{}`, holds {} of the accounts", first.name, share(*count, facts.accounts));
    sink.push(
        Diagnostic::new(
            &FITS_EVERYBODY,
            written.name.span,
            message,
            format!("{count} of {}", facts.accounts),
        )
        .help("ask for more in the tier, or let the gates tell accounts apart"),
    );
}
