//! Finds: an override whose last day is past.
//!
//! Why: the account is scored by the rules again, while the file still says that somebody wanted otherwise.
//!
//! Silent: never.

use super::super::File;
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
                sink.push(
                    Diagnostic::new(
                        &EXPIRED_OVERRIDE,
                        date.span,
                        message,
                        format!("today is {}", file.today),
                    )
                    .help("remove the override, or set a new last day"),
                );
            }
        }
    }
}
