//! The `outcome` block: how won, lost, renewed and churned are read.

use std::collections::HashMap;

use super::context::{Context, Parts};
use super::expression;
use super::header::stated_twice;
use super::model::{OutcomeRule, Type};
use super::scope::Stratum;
use super::statements::Statements;
use crate::diag::Diagnostic;
use crate::diag::codes::rules;
use crate::text::Span;
use crate::types::OutcomeKind;

/// Checks the block; lines that are wrong are left out.
pub(super) fn outcome(cx: &mut Context, statements: &Statements, parts: &Parts) -> Vec<OutcomeRule> {
    let mut checked = Vec::new();
    let mut stated: HashMap<OutcomeKind, Span> = HashMap::new();
    for (index, block) in statements.outcomes.iter().enumerate() {
        if let (Some(first), true) = (statements.outcomes.first(), index > 0) {
            cx.report(stated_twice("`outcome`", first.span, block.span));
            continue;
        }
        for entry in block.entries.iter().filter(|entry| !cx.is_damaged(entry.span)).collect::<Vec<_>>() {
            if let Some(first) = stated.insert(entry.kind, entry.span) {
                cx.report(stated_twice(&format!("`{}` of the outcome", word(entry.kind)), first, entry.span));
                continue;
            }
            let scope = parts.scope(Stratum::Outcome);
            match entry.kind {
                OutcomeKind::Won | OutcomeKind::Lost | OutcomeKind::Renewed | OutcomeKind::Churned => {
                    let condition = expression::condition(&scope, &mut cx.sink, &entry.value);
                    checked.extend(condition.map(|condition| OutcomeRule::When(entry.kind, condition)));
                }
                OutcomeKind::Closed | OutcomeKind::Value => {
                    let Some((value, ty)) = expression::value(&scope, &mut cx.sink, &entry.value) else {
                        continue;
                    };
                    if fits(entry.kind, &ty) {
                        checked.push(OutcomeRule::Is(entry.kind, value));
                    } else {
                        cx.report(misfit(entry.kind, entry.value.span));
                    }
                }
            }
        }
    }
    checked
}

fn word(kind: OutcomeKind) -> &'static str {
    match kind {
        OutcomeKind::Won => "won",
        OutcomeKind::Lost => "lost",
        OutcomeKind::Renewed => "renewed",
        OutcomeKind::Churned => "churned",
        OutcomeKind::Closed => "closed",
        OutcomeKind::Value => "value",
    }
}

fn fits(kind: OutcomeKind, ty: &Type) -> bool {
    match ty {
        Type::Day => kind == OutcomeKind::Closed,
        Type::Number | Type::Whole | Type::Money(_) => kind == OutcomeKind::Value,
        Type::Text | Type::Percent | Type::Boolean | Type::Choice(_) | Type::List(_) | Type::Days => false,
    }
}

fn misfit(kind: OutcomeKind, span: Span) -> Diagnostic {
    let (message, label) = match kind {
        OutcomeKind::Closed => ("`closed` needs a date", "not a date"),
        OutcomeKind::Won
        | OutcomeKind::Lost
        | OutcomeKind::Renewed
        | OutcomeKind::Churned
        | OutcomeKind::Value => ("`value` needs an amount or a number", "not an amount or a number"),
    };
    Diagnostic::new(&rules::BAD_OUTCOME, span, message, label)
}
