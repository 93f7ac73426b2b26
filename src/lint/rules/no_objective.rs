//! A profile is a decision: whom the company wants to win, and who answers for it. Without an objective nobody can say whether a rule
//! serves it, and without an owner nobody is asked when it does not.
//!
//! Silent: on profiles with fewer than three weights and signals.
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
//!   employees: whole range
//!   country:   country
//!   tech:      list of text split ";"
//! }
//!
//! exclude gambling when tech has "Casino Suite" because "Payment contract"
//! require min_size when employees >= 10
//!
//! score fit {
//!   evidence data "Win/loss of two years"
//!
//!   group firmographics {
//!     weight mid_market 25 when employees in 50..200
//!     weight nearby     10 when country = "US"
//!   }
//!
//!   group technographics {
//!     weight crm 20 when tech has "Salesforce"
//!   }
//! }
//! ```
//!
//! ## Works
//!
//! ```icp
//! profile crm "CRM" {
//!   owner "revops@northwind.example"
//!   objective "Win the 50 to 200 segment in North America"
//! }
//!
//! account {
//!   id:        text key
//!   employees: whole range
//!   country:   country
//!   tech:      list of text split ";"
//! }
//!
//! exclude gambling when tech has "Casino Suite" because "Payment contract"
//! require min_size when employees >= 10
//!
//! score fit {
//!   evidence data "Win/loss of two years"
//!
//!   group firmographics {
//!     weight mid_market 25 when employees in 50..200
//!     weight nearby     10 when country = "US"
//!   }
//!
//!   group technographics {
//!     weight crm 20 when tech has "Salesforce"
//!   }
//! }
//! ```

use super::super::Profile;
use super::topics::{is_grown, place};
use crate::diag::codes::lints::NO_OBJECTIVE;
use crate::diag::{Diagnostic, Sink};

pub fn check(profile: &Profile<'_>, sink: &mut Sink) {
    let header = &profile.model.header;
    let is_blank = |text: &Option<String>| text.as_ref().is_none_or(|text| text.trim().is_empty());
    if !is_grown(profile.model) {
        return;
    }
    let (what, help) = match (is_blank(&header.objective), is_blank(&header.owner)) {
        (false, false) => return,
        (true, true) => (
            "neither objective nor owner",
            "write `objective \"…\"` and `owner \"…\"` into the profile block",
        ),
        (true, false) => {
            ("no objective", "write `objective \"…\"` into the profile block: what the company wants to win")
        }
        (false, true) => ("no owner", "write `owner \"…\"` into the profile block: who answers for it"),
    };
    let message = format!("the profile `{}` has {what}", header.name);
    sink.push(
        Diagnostic::new(&NO_OBJECTIVE, place(profile), message, "whose decision, and for what").help(help),
    );
}
