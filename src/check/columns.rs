//! The columns of a result row: fixed ones, and those that scores and emitted keys add (ruling 50).

use std::collections::HashMap;

use super::context::Context;
use crate::diag::Diagnostic;
use crate::diag::codes::names;
use crate::text::Span;

/// Columns that every result has.
const FIXED: [&str; 9] = [
    "profile",
    "status",
    "tier",
    "coverage",
    "tiers_possible",
    "decided_by",
    "missing",
    "segment",
    "override",
];

/// The prefix of the columns that `--explain rules` adds.
const RULE_PREFIX: &str = "rule.";

/// Who has which column, by its name in lower case: warehouses do not tell capital letters apart.
pub(super) struct Columns {
    taken: HashMap<String, (String, Option<Span>)>,
}

impl Columns {
    /// The fixed columns.
    pub fn new() -> Columns {
        let fixed = FIXED.iter().map(|name| ((*name).to_owned(), ("every result".to_owned(), None)));
        Columns { taken: fixed.collect() }
    }

    /// Gives a column to `owner`, such as "score `fit`", or reports who has it.
    pub fn claim(&mut self, cx: &mut Context, column: &str, owner: &str, span: Span) {
        let key = column.to_lowercase();
        let taken = if key.starts_with(RULE_PREFIX) {
            Some(("every explained result".to_owned(), None))
        } else {
            self.taken.get(&key).cloned()
        };
        let Some((holder, place)) = taken else {
            self.taken.insert(key, (owner.to_owned(), Some(span)));
            return;
        };
        let mut report = Diagnostic::new(
            &names::RESERVED_COLUMN,
            span,
            format!("{owner} needs the result column `{column}`, which {holder} has"),
            "needs a column of its own",
        );
        if let Some(place) = place {
            report = report.label(place, format!("{holder} has the column `{column}`"));
        }
        cx.report(report.help("choose another name"));
    }
}
