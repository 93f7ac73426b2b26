//! An assumption was written down with a last day, and the day is past. The date was set so that somebody measures the
//! thing by then; until that happens, points rest on a guess that nobody remembers. Write what came out as `evidence`,
//! or set a new date.
//!
//! Silent: on assumptions without a date.
//!
//! Options: none.
//!
//! ## Fails
//!
//! ```icp
//! profile crm "CRM" {}
//!
//! account {
//!   id:       text key
//!   maturity: whole
//! }
//!
//! exclude beginner when maturity = 0 because "Nothing to connect to"
//!
//! score fit {
//!   weight maturity_level scale maturity from 1 => 0 to 5 => 15
//!     assumption "Interviews, not yet measured" until 2020-01-31
//! }
//! ```
//!
//! ## Works
//!
//! ```icp
//! profile crm "CRM" {}
//!
//! account {
//!   id:       text key
//!   maturity: whole
//! }
//!
//! exclude beginner when maturity = 0 because "Nothing to connect to"
//!
//! score fit {
//!   weight maturity_level scale maturity from 1 => 0 to 5 => 15
//!     evidence data "Win rate 12% at 1, 34% at 5"
//! }
//! ```

use super::super::File;
use super::clauses::clauses;
use crate::diag::codes::lints::EXPIRED_ASSUMPTION;
use crate::diag::{Diagnostic, Sink};
use crate::syntax::tree::ClauseKind;

pub fn check(file: &File<'_>, sink: &mut Sink) {
    for item in &file.parsed.tree.items {
        for owned in clauses(item) {
            if let ClauseKind::Assumption(_, Some(date)) = &owned.clause.kind
                && let Some(day) = date.day
                && day < file.today
            {
                let message = format!("the assumption behind {} ended on {day}", owned.owner);
                sink.push(
                    Diagnostic::new(
                        &EXPIRED_ASSUMPTION,
                        date.span,
                        message,
                        format!("today is {}", file.today),
                    )
                    .label(owned.place, "rests on it")
                    .help("measure it and write `evidence data \"…\"`, or set a new date"),
                );
            }
        }
    }
}
