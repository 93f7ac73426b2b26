//! Tiers and segments, and what they emit.

use super::clauses::{self, Clauses, Statement};
use super::columns::Columns;
use super::context::{Context, Parts};
use super::emits::Emits;
use super::gates;
use super::header::stated_twice;
use super::model::{Condition, Segment, Tier};
use super::scope::Stratum;
use super::statements::Statements;
use crate::diag::Diagnostic;
use crate::diag::codes::rules;
use crate::syntax::tree;
use crate::text::Span;
use crate::types::{Level, Truth};

/// Checks segments and tiers; those that are wrong are left out.
pub(super) fn segments_and_tiers(
    cx: &mut Context,
    statements: &Statements,
    parts: &Parts,
    columns: &mut Columns,
) -> (Vec<Segment>, Vec<Tier>) {
    let mut emits = Emits::new(columns);
    let segments =
        statements.segments.iter().filter_map(|written| segment(cx, parts, written, &mut emits)).collect();
    let mut otherwise: Option<(&tree::Tier, Span)> = None;
    let mut tiers = Vec::new();
    for written in &statements.tiers {
        match (otherwise, written.otherwise) {
            (Some((above, span)), _) => cx.report(after_otherwise(written, above, span)),
            (None, Some(span)) => otherwise = Some((written, span)),
            (None, None) => {}
        }
        tiers.extend(tier(cx, parts, written, &mut emits));
    }
    (segments, tiers)
}

fn after_otherwise(written: &tree::Tier, above: &tree::Tier, otherwise: Span) -> Diagnostic {
    Diagnostic::new(
        &rules::TIER_AFTER_OTHERWISE,
        written.name.span,
        format!(
            "no account can reach tier `{}`: tier `{}` above it takes all that are left",
            written.name.text, above.name.text
        ),
        "below `otherwise`",
    )
    .label(otherwise, "takes every account that reaches it")
    .help(format!("move tier `{}` to the end", above.name.text))
}

fn tier(cx: &mut Context, parts: &Parts, written: &tree::Tier, emits: &mut Emits) -> Option<Tier> {
    let name = format!("tier `{}`", written.name.text);
    let clauses = clauses::read(cx, Statement::Tier, &name, &written.clauses);
    let whole = !clauses.faulty && !cx.is_damaged(written.span);
    let emit = clauses.emit.map(|record| emits.read(cx, record, Statement::Tier)).unwrap_or_default();
    let when = match (written.otherwise, clauses.when) {
        (Some(otherwise), None) => {
            if let Some(unless) = clauses.unless {
                cx.report(otherwise_with(&name, otherwise, unless.span, "unless"));
            }
            Some(Condition::Constant(Truth::True))
        }
        (Some(otherwise), Some(when)) => {
            cx.report(otherwise_with(&name, otherwise, when.span, "when"));
            None
        }
        (None, None) => {
            if whole {
                let example = format!("tier {} when …", written.name.text);
                let report = clauses::missing_condition(&name, written.name.span, "when", &example);
                cx.report(
                    report
                        .help(format!("or let it take what is left: `tier {} otherwise`", written.name.text)),
                );
            }
            None
        }
        (None, Some(_)) => None,
    };
    let (condition, unless) = gates::conditions(cx, parts, Stratum::Tiers, &clauses);
    Some(Tier {
        name: written.name.text.clone(),
        title: written.title.as_ref().map(|title| title.value.clone()),
        when: when.or(condition)?,
        unless: unless?,
        emit,
        documentation: clauses.documentation(),
        active: clauses.active,
        span: written.span,
    })
}

fn otherwise_with(name: &str, otherwise: Span, condition: Span, word: &str) -> Diagnostic {
    Diagnostic::new(
        &rules::OTHERWISE_WITH_CONDITION,
        condition,
        format!("{name} has both `otherwise` and `{word}`"),
        format!("`{word}` restricts what `otherwise` takes"),
    )
    .label(otherwise, "`otherwise` takes every account that is left")
    .help("keep one of the two")
}

fn segment(cx: &mut Context, parts: &Parts, written: &tree::Segment, emits: &mut Emits) -> Option<Segment> {
    let name = format!("segment `{}`", written.name.text);
    let clauses: Clauses = clauses::read(cx, Statement::Segment, &name, &written.clauses);
    let emit = clauses.emit.map(|record| emits.read(cx, record, Statement::Segment)).unwrap_or_default();
    if clauses.when.is_none() && !clauses.faulty && !cx.is_damaged(written.span) {
        let example = format!("segment {} when …", written.name.text);
        cx.report(clauses::missing_condition(&name, written.name.span, "when", &example));
    }
    let mut levels = written.levels.iter();
    let first = levels.next();
    for other in levels {
        let first = first.map_or(written.span, |first| first.span);
        cx.report(stated_twice(&format!("the level of {name}"), first, other.span));
    }
    let (when, unless) = gates::conditions(cx, parts, Stratum::Gates, &clauses);
    Some(Segment {
        name: written.name.text.clone(),
        title: written.title.as_ref().map(|title| title.value.clone()),
        when: when?,
        unless: unless?,
        level: first.map_or(Level::Core, |first| first.level),
        season: first.and_then(|first| first.season),
        emit,
        documentation: clauses.documentation(),
        active: clauses.active,
        span: written.span,
    })
}
