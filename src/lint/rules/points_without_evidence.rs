//! Some weights or signals of the score say neither what shows that they matter (`evidence`) nor that this is only
//! believed so far (`assumption`). Points that nobody can argue for are points that nobody can argue about. There is
//! one warning a score, with the count.
//!
//! Write `evidence data "…"`, `evidence interview "…"`, `evidence opinion "…"` or `assumption "…" until DATE` into the
//! rule, its group or the score. What stands on the group or score covers all rules in it.
//!
//! Silent: once a score, a group or each rule says what it rests on. One report a score, with the count.
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
//! score fit {
//!   weight size 20 when employees in 50..200
//! }
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
//! score fit {
//!   weight size 20 when employees in 50..200 evidence data "2026 win/loss: 31% against 9%"
//! }
//! ```

use super::super::Profile;
use crate::check::model::{Documentation, Score};
use crate::diag::codes::lints::POINTS_WITHOUT_EVIDENCE;
use crate::diag::{Diagnostic, Sink};
use crate::syntax::tree::{self, Item};
use crate::text::{join_and, number_of};

/// How many rules the report names.
const NAMED: usize = 5;

pub fn check(profile: &Profile<'_>, sink: &mut Sink) {
    for item in &profile.file.parsed.tree.items {
        let Item::Score(written) = item else { continue };
        if let Some(score) = profile.model.scores.iter().find(|score| score.span == written.span) {
            check_score(written, score, sink);
        }
    }
}

fn check_score(written: &tree::Score, score: &Score, sink: &mut Sink) {
    if rests_on_something(&score.documentation) {
        return;
    }
    let bare: Vec<String> = score
        .rules
        .iter()
        .filter(|rule| {
            let group = rule.group.and_then(|group| score.groups.get(group));
            !rests_on_something(&rule.documentation)
                && !group.is_some_and(|group| rests_on_something(&group.documentation))
        })
        .map(|rule| format!("`{}`", rule.name))
        .collect();
    if bare.is_empty() {
        return;
    }
    let count = number_of(bare.len(), "rule", "rules");
    let verb = if bare.len() == 1 { "gives" } else { "give" };
    let message =
        format!("{count} of the score `{}` {verb} points with neither evidence nor assumption", score.name);
    let span = written.name.as_ref().map_or(written.keyword, |name| name.span);
    let mut names: Vec<String> = bare.iter().take(NAMED).cloned().collect();
    if bare.len() > NAMED {
        names.push(format!("{} more", bare.len() - NAMED));
    }
    sink.push(
        Diagnostic::new(&POINTS_WITHOUT_EVIDENCE, span, message, "")
            .note(format!("without either: {}", join_and(&names)))
            .help("write `evidence data \"…\"`, `evidence interview \"…\"` or `assumption \"…\" until DATE` in the rule, its group or the score"),
    );
}

fn rests_on_something(documentation: &Documentation) -> bool {
    !documentation.evidence.is_empty() || documentation.assumption.is_some()
}
