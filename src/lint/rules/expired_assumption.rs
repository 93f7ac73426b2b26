//! Finds: an `assumption … until DATE` whose date is past.
//!
//! Why: the date was set so that somebody measures it by then. Points that still rest on it are a guess that
//! nobody remembers.
//!
//! Silent: on assumptions without a date.

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
