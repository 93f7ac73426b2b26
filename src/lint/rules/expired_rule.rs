//! The rule has an `active` window of days, and the last of them is past. It is now as if it were not written, and still
//! reads as if it decided. Remove it, or give it a new window. Windows of months (`active Nov..Feb`) come back every
//! year and are not reported.
//!
//! Silent: on windows of months, which come back every year.
//!
//! Options: none.
//!
//! ## Fails
//!
//! ```icp
//! profile crm "CRM" {}
//!
//! account {
//!   id:      text key
//!   country: country
//! }
//!
//! exclude embargo when country = "US" active 2020-01-01..2020-03-31 because "No stock"
//! ```
//!
//! ## Works
//!
//! ```icp
//! profile crm "CRM" {}
//!
//! account {
//!   id:      text key
//!   country: country
//! }
//!
//! exclude embargo when country = "US" active Jan..Mar because "No stock"
//! ```

use super::super::File;
use super::clauses::clauses;
use crate::diag::codes::lints::EXPIRED_RULE;
use crate::diag::{Diagnostic, Sink};
use crate::syntax::tree::{ClauseKind, Window};
use crate::types::Day;

pub fn check(file: &File<'_>, sink: &mut Sink) {
    for item in &file.parsed.tree.items {
        for owned in clauses(item) {
            let ClauseKind::Active(windows) = &owned.clause.kind else { continue };
            let ends: Option<Vec<Day>> = windows.iter().map(last_day).collect();
            let Some(last) = ends.and_then(|ends| ends.into_iter().max()) else { continue };
            if last < file.today {
                let message = format!("{} has not been in force since {last}", owned.owner);
                sink.push(
                    Diagnostic::new(
                        &EXPIRED_RULE,
                        owned.clause.span,
                        message,
                        format!("today is {}", file.today),
                    )
                    .label(owned.place, "as if not written")
                    .help("remove the rule, or give it a new `active`"),
                );
            }
        }
    }
}

/// The last day of a window; `None` if it has none.
fn last_day(window: &Window) -> Option<Day> {
    match window {
        Window::Days(_, last, _) => last.day,
        Window::Months(..) => None,
    }
}
