//! Overrides of single accounts (ruling 48).

use std::collections::HashMap;

use super::clauses::{self, Statement};
use super::context::{Context, Parts};
use super::gates::missing_reason;
use super::model::{Override, OverrideEffect};
use super::statements::Statements;
use super::words::closest_help;
use crate::diag::Diagnostic;
use crate::diag::codes::{names, rules};
use crate::syntax::tree::{self, Name};
use crate::text::Span;

/// Checks every override; those that are wrong are left out.
pub(super) fn overrides(cx: &mut Context, statements: &Statements, parts: &Parts) -> Vec<Override> {
    let mut checked = Vec::new();
    let mut keys: HashMap<&str, Span> = HashMap::new();
    for written in &statements.overrides {
        let key = written.key.value.trim();
        if key.is_empty() {
            cx.report(Diagnostic::new(
                &rules::BLANK_OVERRIDE_KEY,
                written.key.span,
                "an override names no account: its key is blank",
                "write the account's key",
            ));
        } else if let Some(first) = keys.get(key) {
            cx.report(
                Diagnostic::new(
                    &rules::SEVERAL_OVERRIDES,
                    written.key.span,
                    format!("account \"{key}\" has two overrides"),
                    "second override",
                )
                .label(*first, "first override")
                .help("keep the one that holds today"),
            );
        } else {
            keys.insert(key, written.key.span);
        }
        checked.extend(one(cx, parts, written));
    }
    checked
}

fn one(cx: &mut Context, parts: &Parts, written: &tree::Override) -> Option<Override> {
    let key = written.key.value.trim();
    let name = format!("the override of \"{key}\"");
    let clauses = clauses::read(cx, Statement::Override, &name, &written.clauses);
    let whole = !clauses.faulty && !cx.is_damaged(written.span);
    if whole && !clauses.has_reason() {
        cx.report(missing_reason(&name, written.key.span));
    }
    if whole && clauses.until.is_none() {
        cx.report(
            Diagnostic::new(
                &rules::MISSING_LAST_DAY,
                written.key.span,
                format!("{name} has no last day"),
                "`until DATE` is missing",
            )
            .help("say how long it holds, as in `until 2026-12-31`: an exception without end is a rule nobody reads"),
        );
    }
    let effect = match &written.effect {
        tree::OverrideEffect::Excluded(_) => Some(OverrideEffect::Excluded),
        tree::OverrideEffect::Tier(tier) => find_tier(cx, parts, tier).map(OverrideEffect::Tier),
    };
    Some(Override {
        key: key.to_owned(),
        effect: effect?,
        because: clauses.because?.value.clone(),
        until: clauses.until?.day?,
        owner: clauses.owner.map(|owner| owner.value.clone()),
        span: written.span,
    })
}

fn find_tier(cx: &mut Context, parts: &Parts, tier: &Name) -> Option<usize> {
    if let Some((index, _)) = parts.names.tiers.get(&tier.text) {
        return Some(*index);
    }
    if !parts.names.open && !parts.names.is_lost(&tier.text, parts.names.tiers.keys().map(String::as_str)) {
        let report = Diagnostic::new(
            &names::UNKNOWN_TIER,
            tier.span,
            format!("there is no tier `{}`", tier.text),
            "unknown tier",
        );
        let mut known: Vec<(usize, &str)> =
            parts.names.tiers.iter().map(|(name, (index, _))| (*index, name.as_str())).collect();
        known.sort_unstable();
        cx.report(closest_help(report, &tier.text, tier.span, known.into_iter().map(|(_, name)| name)));
    }
    None
}
