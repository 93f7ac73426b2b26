//! Nothing in this profile grows old: no points fade or halve, and no rule asks how long ago something was. A visit to the pricing
//! page two years ago then counts like one of yesterday, and the list of the best accounts hardly changes.
//!
//! Silent: on profiles with fewer than three weights and signals, without any signal ([ICP1018](ICP1018.md) says that), and where a rule looks at dates.
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
//!
//! score intent {
//!   evidence data "Win/loss of two years"
//!
//!   signal hiring +10 when employees >= 100 and country = "US"
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
//!   last_funding: date
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
//!
//! score intent {
//!   evidence data "Win/loss of two years"
//!
//!   signal funding +10 fading over 180 days since last_funding
//! }
//! ```

use super::super::Profile;
use super::super::walk::{self, Node};
use super::topics::{is_grown, place};
use crate::check::model::ScoredRuleKind;
use crate::diag::codes::lints::NOTHING_FADES;
use crate::diag::{Diagnostic, Sink};
use crate::syntax::tree::{ExprKind, Item};

pub fn check(profile: &Profile<'_>, sink: &mut Sink) {
    let model = profile.model;
    let rules = || model.scores.iter().flat_map(|score| &score.rules);
    let has_signal = rules().any(|rule| rule.kind == ScoredRuleKind::Signal);
    if !has_signal || !is_grown(model) || rules().any(|rule| rule.fade.is_some() || !rule.active.is_empty()) {
        return;
    }
    let mut looks_at_dates = false;
    for item in &profile.file.parsed.tree.items {
        if matches!(item, Item::Test(_) | Item::Outcome(_)) {
            continue;
        }
        walk::item(item, &mut |node| {
            if let Node::Expr(expr) = node {
                looks_at_dates |= matches!(expr.kind, ExprKind::Within { .. } | ExprKind::OlderThan { .. });
            }
            if let Node::Path(path) = node {
                looks_at_dates |= path.first.text == "today";
            }
        });
    }
    if !looks_at_dates {
        let message = format!("no points of the profile `{}` fade with time", model.header.name);
        sink.push(
            Diagnostic::new(
                &NOTHING_FADES,
                place(profile),
                message,
                "what happened years ago counts as today",
            )
            .help("write `fading over 180 days since …` in a signal, or ask `within last 90 days`"),
        );
    }
}
