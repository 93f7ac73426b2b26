//! The override names an account and a last day, and the day is past. The rules decide about the account again, while
//! the file still says that somebody wanted otherwise. Remove the override, or give it a new last day.
//!
//! Silent: never.
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
//!   employees: whole
//! }
//!
//! exclude sole_trader when employees <= 1 because "No team to sell to"
//!
//! tier A when employees >= 50
//! tier B otherwise
//!
//! override "0015500000Xyy06AAB" to tier A because "Board introduction" until 2020-12-31
//! ```
//!
//! ## Works
//!
//! ```icp
//! profile crm "CRM" {}
//!
//! account {
//!   id:        text key
//!   employees: whole
//! }
//!
//! exclude sole_trader when employees <= 1 because "No team to sell to"
//!
//! tier A when employees >= 50
//! tier B otherwise
//!
//! override "0015500000Xyy06AAB" to tier A because "Board introduction" until 2099-12-31
//! ```

use super::super::File;
use super::places::with_removal;
use crate::diag::codes::lints::EXPIRED_OVERRIDE;
use crate::diag::{Diagnostic, Sink};
use crate::syntax::tree::{ClauseKind, Item};

pub fn check(file: &File<'_>, sink: &mut Sink) {
    for item in &file.parsed.tree.items {
        let Item::Override(over) = item else { continue };
        for clause in &over.clauses {
            if let ClauseKind::Until(date) = &clause.kind
                && let Some(day) = date.day
                && day < file.today
            {
                let message = format!("the override of `{}` ended on {day}", over.key.value);
                let report = Diagnostic::new(
                    &EXPIRED_OVERRIDE,
                    date.span,
                    message,
                    format!("today is {}", file.today),
                )
                .help("set a new last day");
                sink.push(with_removal(report, file.sources, over.span, "remove the override"));
            }
        }
    }
}
