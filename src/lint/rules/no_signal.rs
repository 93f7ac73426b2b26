//! The profile has no `signal`, and no other rule that looks at a recent date. Fit says whom to sell to, a signal says
//! when; without one, the list is the same every day. Add what shows that now is the time: funding, hiring, a visit to
//! the pricing page, a contract that ends.
//!
//! A profile with fewer than three weights is not told what it lacks.
//!
//! Silent: on profiles with fewer than three weights, and where another rule looks at dates (`within last`,
//! `older than`).
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
//!   industry:  text
//!   employees: whole
//!   pains:     list of text split ";"
//!   champion:  boolean
//! }
//!
//! exclude tobacco when industry = "Tobacco" because "Acceptable use"
//!
//! score fit {
//!   evidence data "2026 win/loss"
//!
//!   weight core      20 when industry = "Software"
//!   weight size      20 when employees in 50..200
//!   weight services  10 when industry = "Services"
//!   weight scattered 10 when pains has "Scattered data"
//!   weight ally      10 when champion
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
//!   industry:  text
//!   employees: whole
//!   pains:     list of text split ";"
//!   champion:  boolean
//!   funded_at: date
//! }
//!
//! exclude tobacco when industry = "Tobacco" because "Acceptable use"
//!
//! score fit {
//!   evidence data "2026 win/loss"
//!
//!   weight core      20 when industry = "Software"
//!   weight size      20 when employees in 50..200
//!   weight services  10 when industry = "Services"
//!   weight scattered 10 when pains has "Scattered data"
//!   weight ally      10 when champion
//!
//!   signal funding +10 when funded_at within last 90 days
//! }
//! ```

use super::super::Profile;
use super::super::walk::{self, Node};
use super::topics::{is_grown, place};
use crate::check::model::ScoredRuleKind;
use crate::diag::codes::lints::NO_SIGNAL;
use crate::diag::{Diagnostic, Sink};
use crate::syntax::tree::ExprKind;

pub fn check(profile: &Profile<'_>, sink: &mut Sink) {
    let model = profile.model;
    let signal = |kind: ScoredRuleKind| kind == ScoredRuleKind::Signal;
    let has_signal = model.scores.iter().flat_map(|score| &score.rules).any(|rule| signal(rule.kind));
    if has_signal || !is_grown(model) {
        return;
    }
    let mut looks_at_dates = false;
    for item in &profile.file.parsed.tree.items {
        walk::item(item, &mut |node| {
            if let Node::Expr(expr) = node {
                looks_at_dates |= matches!(expr.kind, ExprKind::Within { .. } | ExprKind::OlderThan { .. });
            }
        });
    }
    if !looks_at_dates {
        let message = format!("the profile `{}` has no signal", model.header.name);
        sink.push(
            Diagnostic::new(&NO_SIGNAL, place(profile), message, "says whom to sell to, not when").help(
                "add a `signal` for what shows that now is the time, for example with `within last 90 days`",
            ),
        );
    }
}
