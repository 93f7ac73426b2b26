//! Everything that the points of this profile rest on is an assumption or an opinion: no rule says what was counted or whom somebody
//! talked to. A profile may begin like that; after a quarter of deals there is something to count, and points that were guessed are
//! mostly the wrong size.
//!
//! Silent: on profiles with fewer than eight weights and signals, which are beginnings; where at least one rule, group or score has `evidence data` or `evidence interview`, and where nothing is said at all ([ICP1010](ICP1010.md)).
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
//!   assumption "Our best guess"
//!
//!   group firmographics {
//!     weight mid_market 25 when employees in 50..200
//!     weight nearby     10 when country = "US"
//!   }
//!
//!   group technographics {
//!     weight salesforce 5 when tech has "Salesforce"
//!     weight hubspot 6 when tech has "HubSpot"
//!     weight sap 7 when tech has "SAP"
//!     weight oracle 8 when tech has "Oracle"
//!     weight shopify 9 when tech has "Shopify"
//!     weight magento 10 when tech has "Magento"
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
//!     weight salesforce 5 when tech has "Salesforce"
//!     weight hubspot 6 when tech has "HubSpot"
//!     weight sap 7 when tech has "SAP"
//!     weight oracle 8 when tech has "Oracle"
//!     weight shopify 9 when tech has "Shopify"
//!     weight magento 10 when tech has "Magento"
//!   }
//! }
//! ```

use super::super::Profile;
use super::topics::place;
use crate::check::model::Documentation;
use crate::diag::codes::lints::ASSUMPTIONS_ONLY;
use crate::diag::{Diagnostic, Sink};
use crate::text::number_of;
use crate::types::EvidenceKind;

/// A profile with fewer weights and signals is a beginning.
const LEAST_RULES: usize = 8;

pub fn check(profile: &Profile<'_>, sink: &mut Sink) {
    let model = profile.model;
    let gates =
        model.market.iter().chain(&model.excludes).chain(&model.requires).map(|gate| &gate.documentation);
    let scores = model.scores.iter().flat_map(|score| {
        let groups = score.groups.iter().map(|group| &group.documentation);
        let rules = score.rules.iter().map(|rule| &rule.documentation);
        groups.chain(rules).chain([&score.documentation])
    });
    let all: Vec<&Documentation> = gates.chain(scores).collect();
    let kinds = || all.iter().flat_map(|written| written.evidence.iter().map(|(kind, _)| *kind));
    let measured = kinds().any(|kind| matches!(kind, EvidenceKind::Data | EvidenceKind::Interview));
    let rules: usize = model.scores.iter().map(|score| score.rules.len()).sum();
    let assumed = all.iter().filter(|written| written.assumption.is_some()).count();
    let opinions = kinds().count();
    if measured || assumed + opinions == 0 || rules < LEAST_RULES {
        return;
    }
    let message = format!("the profile `{}` rests on assumptions and opinions alone", model.header.name);
    let label = format!(
        "{} and {}, nothing measured",
        number_of(assumed, "assumption", "assumptions"),
        number_of(opinions, "opinion", "opinions")
    );
    sink.push(
        Diagnostic::new(&ASSUMPTIONS_ONLY, place(profile), message, label)
            .help("count won and lost deals, or ask customers, and write `evidence data \"…\"` or `evidence interview \"…\"`"),
    );
}
