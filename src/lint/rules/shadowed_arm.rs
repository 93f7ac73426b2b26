//! Arms between braces are read from the top, and the first one that holds gives its points. Here a later arm can only
//! hold where an earlier one holds already, so its points are never given. Put the narrower condition first.
//!
//! Two arms of `by … { … }` that overlap are an error instead ([ICP0347](../diagnostics/ICP0347.md)): there the order
//! means nothing. Whether an arm can be reached is decided by reasoning over values: several earlier arms may cover it
//! together, and `employees > 20` is recognized as part of `employees > 10`.
//!
//! Silent: where it cannot be proved, and where only today makes it so.
//!
//! Options: none.
//!
//! ## Fails
//!
//! ```icp
//! profile crm "CRM" {}
//!
//! account {
//!   id:    text key
//!   title: text
//! }
//!
//! exclude nobody when title = "none" because "No contact"
//!
//! score fit {
//!   evidence interview "Twelve sales calls"
//!
//!   weight buyer {
//!     when title contains "sales"    => 10
//!     when title contains "sales vp" => 20
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
//!   id:    text key
//!   title: text
//! }
//!
//! exclude nobody when title = "none" because "No contact"
//!
//! score fit {
//!   evidence interview "Twelve sales calls"
//!
//!   weight buyer {
//!     when title contains "sales vp" => 20
//!     when title contains "sales"    => 10
//!   }
//! }
//! ```

use super::super::Profile;
use super::places::with_removal;
use super::points_for_nobody::{arm_places, arm_spans};
use super::subjects::points;
use crate::diag::codes::lints::SHADOWED_ARM;
use crate::diag::{Diagnostic, Sink};
use crate::plan::Earns;
use crate::prove::Formula;

/// How many earlier arms are looked at.
const MOST: usize = 16;

pub fn check(profile: &Profile<'_>, sink: &mut Sink) {
    let prover = &profile.reasons.prover;
    for rule in (0..profile.model.scores.len()).flat_map(|score| points(profile, score)) {
        let Earns::Arms { arms, .. } = &rule.planned.earns else { continue };
        let places = arm_places(&rule.written.earns);
        if places.len() != arms.len() {
            continue;
        }
        for (at, ((later, _), place)) in arms.iter().zip(&places).enumerate().skip(1) {
            let first = at.saturating_sub(MOST);
            let earlier = || arms.iter().zip(&places).take(at).skip(first);
            let mut parts = vec![Formula::is_true(later)];
            parts.extend(earlier().map(|((condition, _), _)| Formula::is_not_true(condition)));
            if !prover.is_never(&parts) {
                continue;
            }
            let core = prover.core(&parts);
            let covering = core.iter().filter_map(|part| earlier().nth(part.checked_sub(1)?));
            let covering: Vec<_> = covering.map(|(_, place)| *place).collect();
            let message = match covering.len() {
                0 => format!("an arm of `{}` is never reached: no account meets it", rule.model.name),
                1 => format!("an arm of `{}` is never reached: an earlier one covers it", rule.model.name),
                _ => format!("an arm of `{}` is never reached: earlier ones cover it", rule.model.name),
            };
            let label =
                if covering.is_empty() { "never TRUE" } else { "holds only where the earlier arm holds" };
            let mut report = Diagnostic::new(&SHADOWED_ARM, *place, message, label);
            for first in covering {
                report = report.label(first, "this arm comes first");
            }
            let report = report.help("put the narrower condition first");
            sink.push(match arm_spans(&rule.written.earns).get(at) {
                Some(arm) => with_removal(report, profile.file.sources, *arm, "remove it"),
                None => report,
            });
        }
    }
}
