//! Near misses of conditions: rows and comparisons that are understood, but not how the language says them.
//!
//! In: parts of a condition. Out: one diagnostic each, and the condition that was meant where there is one reading.
//! Invariant: what is put in place of the text has the span of the text.

use crate::diag::{Diagnostic, Edit, codes::syntax as codes};
use crate::text::Span;
use crate::types::CompareOp;

use super::super::tree::{Expr, ExprKind, HasMode, HasSet, ListLiteral, Set, SetElement, Text, TextOperand};

/// The text under a span of the same file.
fn slice(text: &str, span: Span) -> &str {
    text.get(span.range()).unwrap_or("")
}

pub(in super::super) fn chained_implies(first: Span, second: Span) -> Diagnostic {
    Diagnostic::new(
        &codes::CHAINED_IMPLIES,
        second,
        "`implies` cannot follow another `implies`",
        "a second `implies`",
    )
    .label(first, "the first")
    .help("put parentheses around one of them")
}

pub(in super::super) fn mixed_and_or(
    text: &str,
    operands: &[Span],
    is_or: &[bool],
    and: Span,
    or: Span,
) -> Diagnostic {
    let parts: Vec<&str> = operands.iter().map(|span| slice(text, *span)).collect();
    let tight_and = grouped(&parts, is_or, true);
    let tight_or = grouped(&parts, is_or, false);
    let second = and.max(or);
    let diagnostic = Diagnostic::new(
        &codes::MIXED_AND_OR,
        second,
        "`and` and `or` are mixed without parentheses",
        "which belongs together?",
    )
    .label(and.min(or), if and < or { "`and` here" } else { "`or` here" });
    let (Some(first), Some(last)) = (operands.first(), operands.last()) else { return diagnostic };
    let whole = first.to(*last);
    let mut diagnostic = diagnostic;
    for reading in [tight_and, tight_or] {
        diagnostic = diagnostic.unsafe_fix(format!("write `{}`", one_line(&reading)), whole, reading.clone());
    }
    diagnostic
}

/// One line, blanks joined.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The row with parentheses around each run of the tighter word.
fn grouped(parts: &[&str], is_or: &[bool], tight_and: bool) -> String {
    let loose = if tight_and { " or " } else { " and " };
    let tight = if tight_and { " and " } else { " or " };
    let mut runs: Vec<Vec<&str>> = vec![Vec::new()];
    for (index, part) in parts.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|index| is_or.get(index)).copied();
        if before == Some(tight_and) {
            runs.push(Vec::new());
        }
        if let Some(run) = runs.last_mut() {
            run.push(part);
        }
    }
    let runs: Vec<String> = runs
        .into_iter()
        .map(|run| match run.as_slice() {
            [only] => (*only).to_owned(),
            many => format!("({})", many.join(tight)),
        })
        .collect();
    runs.join(loose)
}

/// `tech has "a" or "b"` as `tech has any ["a", "b"]`, if the first condition is one that takes several texts.
pub(in super::super) fn text_as_condition(
    text: &str,
    first: &Expr,
    texts: &[Text],
) -> Option<(Expr, Diagnostic)> {
    let (last, next) = (texts.last()?, texts.first()?);
    let all = |own: &Text| std::iter::once(own).chain(texts).cloned().collect::<Vec<_>>();
    let (kind, own, words) = match &first.kind {
        ExprKind::Has { subject, negated, mode: HasMode::One, set: HasSet::One(SetElement::Text(own)) } => {
            let set = HasSet::Set(Set::List(literal(&all(own), own.span.to(last.span))));
            let kind = ExprKind::Has { subject: subject.clone(), negated: *negated, mode: HasMode::Any, set };
            (kind, own, "any ")
        }
        ExprKind::TextTest { subject, negated, op, any: false, texts: own } => {
            let [TextOperand::Text(own)] = own.as_slice() else { return None };
            let texts = all(own).into_iter().map(TextOperand::Text).collect();
            let kind =
                ExprKind::TextTest { subject: subject.clone(), negated: *negated, op: *op, any: true, texts };
            (kind, own, "any ")
        }
        ExprKind::Compare { left, op: CompareOp::Equal, op_span, right } => {
            let ExprKind::Literal(super::super::tree::Literal::Text(own)) = &right.kind else { return None };
            let set = Set::List(literal(&all(own), own.span.to(last.span)));
            let kind = ExprKind::In { subject: left.clone(), negated: false, set };
            let written = list_text(text, own, texts);
            let span = first.span.to(last.span);
            let diagnostic = bare_text_diagnostic(next).fix_edits(
                format!("write `in {written}`"),
                vec![
                    Edit { span: *op_span, replacement: "in".to_owned() },
                    Edit { span: own.span.to(last.span), replacement: written },
                ],
                true,
            );
            return Some((Expr { span, kind }, diagnostic));
        }
        _ => return None,
    };
    let written = format!("{words}{}", list_text(text, own, texts));
    let diagnostic =
        bare_text_diagnostic(next).fix(format!("write `{written}`"), own.span.to(last.span), written.clone());
    Some((Expr { span: first.span.to(last.span), kind }, diagnostic))
}

fn bare_text_diagnostic(text: &Text) -> Diagnostic {
    Diagnostic::new(
        &codes::TEXT_AS_CONDITION,
        text.span,
        "`or` joins conditions, and a text alone is no condition",
        "a text, not a condition",
    )
}

fn literal(texts: &[Text], span: Span) -> ListLiteral {
    ListLiteral { span, elements: texts.iter().cloned().map(SetElement::Text).collect() }
}

fn list_text(text: &str, own: &Text, others: &[Text]) -> String {
    let texts: Vec<&str> = std::iter::once(own).chain(others).map(|each| slice(text, each.span)).collect();
    format!("[{}]", texts.join(", "))
}

pub(in super::super) fn chained_comparison(
    text: &str,
    span: Span,
    left: &Expr,
    rights: &[(CompareOp, Span, Expr)],
) -> Diagnostic {
    let second = rights.get(1).map_or(span, |(_, op, _)| *op);
    let diagnostic = Diagnostic::new(
        &codes::CHAINED_COMPARISON,
        second,
        "comparisons cannot be chained",
        "a second comparison",
    );
    let [(first_op, _, middle), (second_op, _, right)] = rights else {
        return diagnostic.help("join comparisons with `and`");
    };
    let (low, value, high) = (slice(text, left.span), slice(text, middle.span), slice(text, right.span));
    match (first_op, second_op) {
        (CompareOp::LessOrEqual, CompareOp::LessOrEqual) => diagnostic.fix(
            format!("write `{value} in {low}..{high}`"),
            span,
            format!("{value} in {low}..{high}"),
        ),
        (CompareOp::LessOrEqual, CompareOp::Less) => diagnostic.fix(
            format!("write `{value} in {low}..<{high}`"),
            span,
            format!("{value} in {low}..<{high}"),
        ),
        (CompareOp::GreaterOrEqual, CompareOp::GreaterOrEqual) => diagnostic.fix(
            format!("write `{value} in {high}..{low}`"),
            span,
            format!("{value} in {high}..{low}"),
        ),
        (CompareOp::Less, CompareOp::Less | CompareOp::LessOrEqual)
        | (CompareOp::Greater, CompareOp::Greater | CompareOp::GreaterOrEqual)
        | (CompareOp::GreaterOrEqual, CompareOp::Greater) => {
            let (back, forth) = (first_op.mirrored().sign(), second_op.sign());
            let written = format!("{value} {back} {low} and {value} {forth} {high}");
            diagnostic.fix(format!("write `{written}`"), span, written)
        }
        _ => diagnostic.help("join comparisons with `and`"),
    }
}

pub(in super::super) fn not_older(span: Span) -> Diagnostic {
    Diagnostic::new(
        &codes::UNEXPECTED_TEXT,
        span,
        "`not older than` is written with `not` before the field",
        "`not` stands before the field",
    )
    .help("write `not FIELD older than …`")
}

pub(in super::super) fn not_a_text(span: Span) -> Diagnostic {
    Diagnostic::new(
        &codes::UNEXPECTED_TEXT,
        span,
        "only texts and names of lists can be looked for in a text",
        "expected a text in quotes",
    )
}

pub(in super::super) fn otherwise_beside_arithmetic(text: &str, sum: Span, otherwise: Span) -> Diagnostic {
    Diagnostic::new(
        &codes::MISPLACED_OTHERWISE,
        otherwise,
        format!("`otherwise` beside arithmetic needs parentheses: `{}`", one_line(slice(text, sum))),
        "which value does this replace?",
    )
    .label(sum, "the whole calculation, or one value of it?")
    .help("put parentheses around the value and its `otherwise`, as in `a + (b otherwise 0)`")
}

pub(in super::super) fn otherwise_after_value(text: &str, value: Span, otherwise: Span) -> Diagnostic {
    Diagnostic::new(
        &codes::MISPLACED_OTHERWISE,
        otherwise,
        format!("`{}` is never unknown, so `otherwise` after it means nothing", slice(text, value)),
        "stands after a plain value",
    )
    .help("put `otherwise` right after the field: `employees otherwise 0 >= 50`")
}
