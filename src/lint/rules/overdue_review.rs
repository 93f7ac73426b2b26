//! The profile says how often it is reviewed (`review every …`), and that long has passed since `updated`. Products,
//! markets and buyers move; a profile that nobody looks at keeps sending people to yesterday's customers. Go through
//! it with its owner, then set `updated` to the day of the review, also where nothing had to change.
//!
//! Silent: without `review every …` or `updated`.
//!
//! Options: none.
//!
//! ## Fails
//!
//! ```icp
//! profile crm "CRM" {
//!   updated 2020-01-01
//!   review  every 90 days
//! }
//!
//! account {
//!   id:        text key
//!   employees: whole
//! }
//!
//! exclude small when employees < 10 because "Too small to serve"
//! ```
//!
//! ## Works
//!
//! ```icp
//! profile crm "CRM" {
//!   updated 2020-01-01
//!   review  every 90 years
//! }
//!
//! account {
//!   id:        text key
//!   employees: whole
//! }
//!
//! exclude small when employees < 10 because "Too small to serve"
//! ```

use super::super::Profile;
use crate::check::model::DateSpan;
use crate::diag::codes::lints::OVERDUE_REVIEW;
use crate::diag::{Diagnostic, Sink};
use crate::syntax::tree::{Item, ProfileEntry};
use crate::types::Day;

pub fn check(profile: &Profile<'_>, sink: &mut Sink) {
    let header = &profile.model.header;
    let (Some(updated), Some(review)) = (header.updated, header.review) else { return };
    let today = profile.file.today;
    let Some(due) = due(updated, review).filter(|due| *due < today) else { return };
    for item in &profile.file.parsed.tree.items {
        let Item::Profile(block) = item else { continue };
        for entry in &block.entries {
            if let ProfileEntry::Updated(date, _) = entry {
                let message = format!("the profile `{}` was due for review on {due}", header.name);
                let label = format!("last updated {} ago", ago(updated, today));
                let mut report = Diagnostic::new(&OVERDUE_REVIEW, date.span, message, label)
                    .help("go through it with its owner, then set `updated` to the day of the review");
                if let Some(owner) = &header.owner {
                    report = report.note(format!("its owner is {owner}"));
                }
                sink.push(report);
            }
        }
    }
}

fn due(updated: Day, review: DateSpan) -> Option<Day> {
    match (review.days(), review.months()) {
        (Some(days), _) => Day::from_number(updated.number().checked_add(i32::try_from(days).ok()?)?),
        (None, Some(months)) => Some(updated.shift_months(i32::try_from(months).ok()?)),
        (None, None) => None,
    }
}

fn ago(updated: Day, today: Day) -> String {
    let days = usize::try_from(today.number() - updated.number()).unwrap_or(0);
    crate::text::number_of(days, "day", "days")
}
