//! Market, exclusions, requirements and guarantees.

use super::clauses::{self, Clauses, Statement};
use super::context::{Context, Parts};
use super::expression;
use super::model::{Condition, Gate, GateKind, Guarantee};
use super::scope::Stratum;
use super::statements::Statements;
use crate::diag::Diagnostic;
use crate::diag::codes::rules;
use crate::syntax::tree;
use crate::text::Span;

/// The gates of a profile; those that are wrong are left out.
#[derive(Debug, Default)]
pub(super) struct Gates {
    pub market: Option<Gate>,
    pub excludes: Vec<Gate>,
    pub requires: Vec<Gate>,
}

/// Checks every gate.
pub(super) fn gates(cx: &mut Context, statements: &Statements, parts: &Parts) -> Gates {
    let mut gates = Gates::default();
    for (index, written) in statements.markets.iter().enumerate() {
        if let (Some(first), true) = (statements.markets.first(), index > 0) {
            cx.report(
                Diagnostic::new(
                    &rules::SEVERAL_MARKETS,
                    head(written),
                    "a profile has one `market`, and this is a second one",
                    "second market",
                )
                .label(head(first), "first market")
                .help("join the two conditions with `and` or `or`: a reviewer cannot tell which was meant"),
            );
        }
        let gate = gate(cx, parts, written, GateKind::Market);
        if index == 0 {
            gates.market = gate;
        }
    }
    for written in &statements.excludes {
        gates.excludes.extend(gate(cx, parts, written, GateKind::Exclude));
    }
    for written in &statements.requires {
        gates.requires.extend(gate(cx, parts, written, GateKind::Require));
    }
    gates
}

/// The place that stands for a rule: its name, or its title, or its first word.
fn head(rule: &tree::Rule) -> Span {
    let title = rule.title.as_ref().map(|title| title.span);
    let first = Span { end: rule.span.start.saturating_add(6).min(rule.span.end), ..rule.span };
    rule.name.as_ref().map(|name| name.span).or(title).unwrap_or(first)
}

fn gate(cx: &mut Context, parts: &Parts, written: &tree::Rule, kind: GateKind) -> Option<Gate> {
    let (statement, kind_word) = match kind {
        GateKind::Market => (Statement::Market, "market"),
        GateKind::Exclude => (Statement::Exclude, "exclusion"),
        GateKind::Require => (Statement::Require, "requirement"),
    };
    let name = written.name.as_ref().map_or("market", |name| name.text.as_str());
    let shown = match kind {
        GateKind::Market => "the market".to_owned(),
        GateKind::Exclude | GateKind::Require => format!("{kind_word} `{name}`"),
    };
    let clauses = clauses::read(cx, statement, &shown, &written.clauses);
    let whole = !clauses.faulty && !cx.is_damaged(written.span);
    if clauses.when.is_none() && whole {
        let start = match kind {
            GateKind::Market => "market".to_owned(),
            GateKind::Exclude | GateKind::Require => format!("{} {name}", statement.word()),
        };
        cx.report(clauses::missing_condition(&shown, head(written), "when", &format!("{start} when …")));
    }
    if kind == GateKind::Exclude && !clauses.has_reason() && whole {
        cx.report(missing_reason(&shown, head(written)));
    }
    let (when, unless) = conditions(cx, parts, Stratum::Gates, &clauses);
    Some(Gate {
        kind,
        name: name.to_owned(),
        title: written.title.as_ref().map(|title| title.value.clone()),
        when: when?,
        unless: unless?,
        if_unknown: clauses.if_unknown,
        documentation: clauses.documentation(),
        active: clauses.active,
        span: written.span,
    })
}

/// An exclusion or override that does not say why.
pub(super) fn missing_reason(name: &str, span: Span) -> Diagnostic {
    Diagnostic::new(
        &rules::MISSING_REASON,
        span,
        format!("{name} gives no reason"),
        "`because \"…\"` is missing",
    )
    .help("say why, as in `because \"Payment partner contract, section 4\"`")
}

/// The conditions of `when` and `unless`: the outer `None` is reported, or nothing was written after `when`.
#[expect(clippy::option_option, reason = "an absent exception is no error, a wrong one is")]
pub(super) fn conditions(
    cx: &mut Context,
    parts: &Parts,
    stratum: Stratum,
    clauses: &Clauses,
) -> (Option<Condition>, Option<Option<Condition>>) {
    let scope = parts.scope(stratum);
    let when = clauses.when.and_then(|when| expression::condition(&scope, &mut cx.sink, when));
    let unless = match clauses.unless {
        None => Some(None),
        Some(unless) => expression::condition(&scope, &mut cx.sink, unless).map(Some),
    };
    (when, unless)
}

/// Checks every guarantee.
pub(super) fn guarantees(cx: &mut Context, statements: &Statements, parts: &Parts) -> Vec<Guarantee> {
    let mut checked = Vec::new();
    for written in &statements.guarantees {
        let name = written.name.as_ref().map_or("", |name| name.text.as_str());
        let shown = format!("guarantee `{name}`");
        let clauses = clauses::read(cx, Statement::Guarantee, &shown, &written.clauses);
        let Some(that) = clauses.that else {
            if !clauses.faulty && !cx.is_damaged(written.span) {
                let example = format!("guarantee {name} that …");
                cx.report(clauses::missing_condition(&shown, head(written), "that", &example));
            }
            continue;
        };
        let that = expression::condition(&parts.scope(Stratum::Results), &mut cx.sink, that);
        checked.extend(that.map(|that| Guarantee {
            name: name.to_owned(),
            title: written.title.as_ref().map(|title| title.value.clone()),
            that,
            documentation: clauses.documentation(),
            span: written.span,
        }));
    }
    checked
}
