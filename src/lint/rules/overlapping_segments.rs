//! Some accounts meet the conditions of both segments. The first in the file is their segment, which a reader of the second does
//! not see: its figures lack those accounts, and moving a segment in the file moves accounts from one level to another.
//!
//! Silent: where no account was found that is in both and passes the gates; where the earlier segment is a part of the later
//! one, which then takes what is left; once for each segment.
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
//! segment us_market  "United States" when country = "US"
//! segment mid_market "Mid-market"    when employees in 50..200 level test
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
//! segment us_market  "United States" when country = "US"
//! segment mid_market "Mid-market"    when employees in 50..200 and country != "US" level test
//! ```

use super::super::Profile;
use super::super::reasons::{GateAt, columns};
use super::subjects::{segment, when};
use crate::diag::codes::lints::OVERLAPPING_SEGMENTS;
use crate::diag::{Diagnostic, Sink};
use crate::prove::{Answer, Formula};

/// How many gates, and how many earlier segments, are looked at.
const MOST: usize = 16;

pub fn check(profile: &Profile<'_>, sink: &mut Sink) {
    let reasons = profile.reasons;
    let segments: Vec<_> = reasons.plan.segments.iter().zip(&profile.model.segments).collect();
    for (at, (planned, model)) in segments.iter().enumerate() {
        let Some(written) = segment(profile, model.span) else { continue };
        for (earlier, earlier_model) in segments.iter().take(at).rev().take(MOST).rev() {
            if !earlier.active.is_empty() || !planned.active.is_empty() {
                continue;
            }
            let mut read = columns(&planned.condition);
            read.extend(columns(&earlier.condition));
            let gates: Vec<&GateAt> = reasons.gates_about(&read, MOST);
            let mut parts = vec![Formula::is_true(&planned.condition), Formula::is_true(&earlier.condition)];
            parts.extend(gates.iter().map(|gate| Formula::not_out_by(gate.planned)));
            let Answer::Witness(account) = reasons.prover.find(&parts) else { continue };
            let implies = |a, b| reasons.prover.is_never(&[Formula::is_true(a), Formula::is_not_true(b)]);
            if implies(&earlier.condition, &planned.condition) {
                // The narrower one first, then what is left: that is how a catch-all is written.
                continue;
            }
            let swallowed = implies(&planned.condition, &earlier.condition);
            let message = if swallowed {
                format!("`{}` takes every account of the segment `{}`", earlier_model.name, model.name)
            } else {
                format!("the segments `{}` and `{}` overlap", earlier_model.name, model.name)
            };
            let cells = account
                .cells
                .iter()
                .enumerate()
                .filter(|(field, _)| read.contains(&crate::plan::Column::Field(*field)));
            let shown: Vec<String> = cells
                .filter_map(|(field, cell)| {
                    let name = &profile.model.schema.fields.get(field)?.name;
                    Some(format!("{name}: {}", profile.model.cell_text(field, cell)))
                })
                .collect();
            let place = when(&written.clauses).unwrap_or(written.name.span);
            let mut report = Diagnostic::new(&OVERLAPPING_SEGMENTS, place, message, "comes second");
            if let Some(earlier) = segment(profile, earlier_model.span) {
                report = report.label(earlier.name.span, "takes the accounts that are in both");
            }
            sink.push(
                report
                    .note(format!("an account in both: {}", shown.join(", ")))
                    .help("let the conditions exclude each other, or put the narrower segment first"),
            );
            break;
        }
    }
}
