//! `emit {}` adds nothing to the result. The tier or segment looks as if it sent its accounts somewhere. Write the keys
//! and values that your CRM should get, or remove the clause.
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
//! tier A when employees >= 50 emit {}
//! tier B otherwise
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
//! tier A when employees >= 50 emit { queue: "ae-strategic" }
//! tier B otherwise
//! ```

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
