//! Nothing in the gates of this profile tells one company from another: no industry, no size, no place, no technology. Then everybody
//! is a possible customer, the best tier fills up with whoever has the most fields filled, and the people who work the list learn that
//! it means little. "Everyone with a budget" is the most common mistake in an ideal customer profile.
//!
//! Silent: on profiles with fewer than three weights and signals. With data (`icp check --data`), the share of accounts in the first tier is looked at instead.
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

use super::super::Profile;
use super::topics::{is_grown, place};
use crate::diag::codes::lints::TOO_GENERIC;
use crate::diag::{Diagnostic, Sink};
use crate::plan::Column;

pub fn check(profile: &Profile<'_>, sink: &mut Sink) {
    let reasons = profile.reasons;
    if !is_grown(profile.model) {
        return;
    }
    let key = profile.model.schema.key;
    // A gate on the key names single accounts.
    let tells =
        reasons.gates.iter().any(|gate| gate.columns.iter().any(|column| *column != Column::Field(key)));
    if !tells {
        let message = format!("no gate of the profile `{}` tells accounts apart", profile.model.header.name);
        sink.push(
            Diagnostic::new(&TOO_GENERIC, place(profile), message, "every company may be a customer")
                .help("say who is no customer: `require min_size when employees >= …`, `market when country in […]`"),
        );
    }
}
