//! Finds: `emit {}`.
//!
//! Why: the tier or segment looks as if it routed its accounts somewhere.
//!
//! Silent: never.

use super::super::File;
use super::clauses::clauses;
use crate::diag::codes::lints::EMPTY_EMIT;
use crate::diag::{Diagnostic, Sink};
use crate::syntax::tree::ClauseKind;

pub fn check(file: &File<'_>, sink: &mut Sink) {
    for item in &file.parsed.tree.items {
        for clause in clauses(item) {
            let span = clause.clause.span;
            if let ClauseKind::Emit(record) = &clause.clause.kind
                && record.entries.is_empty()
            {
                let message = format!("the `emit` of {} emits nothing", clause.owner);
                sink.push(Diagnostic::new(&EMPTY_EMIT, span, message, "no key and value").fix(
                    "remove it",
                    span,
                    "",
                ));
            }
        }
    }
}
