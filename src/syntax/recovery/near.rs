//! Near misses of names, numbers, dates and clauses: understood, but not how the language says it.
//!
//! In: places and pieces of text. Out: one diagnostic each, with a fix where there is one reading.
//! Invariant: nothing here decides what the tree holds; the caller reads on as if it had been written well.

use crate::diag::{Diagnostic, codes::syntax as codes};
use crate::text::{Span, closest};
use crate::types::{Currency, Day};

use super::super::grammar::{Node, Rule};
use super::super::lower::day;
use super::conditions::one_line;

pub(in super::super) fn too_deep(span: Span) -> Diagnostic {
    Diagnostic::new(
        &codes::NESTED_TOO_DEEP,
        span,
        format!("nested more than {} levels deep", super::DEPTH_LIMIT),
        "too deep from here",
    )
    .help("name a part of it with `let`")
}

pub(in super::super) fn unsupported_language(span: Span, version: &str) -> Diagnostic {
    Diagnostic::new(
        &codes::UNSUPPORTED_LANGUAGE,
        span,
        format!("language {version} is not known; this program reads language 1"),
        "no such version",
    )
}

pub(in super::super) fn percent_of(span: Span, found: &str) -> Diagnostic {
    Diagnostic::new(
        &codes::UNEXPECTED_TEXT,
        span,
        format!("`percent of` takes 1 or 100, found `{found}`"),
        "expected `1` or `100`",
    )
    .note("`percent of 1` reads 0.12 as 12%, `percent of 100` reads 12 as 12%")
}

pub(in super::super) fn unknown_currency(span: Span, code: &str) -> Diagnostic {
    let diagnostic = Diagnostic::new(
        &codes::UNKNOWN_CURRENCY,
        span,
        format!("`{code}` is no currency"),
        "not in the ISO 4217 list",
    );
    match closest(code, Currency::codes()).as_slice() {
        [only] => diagnostic.unsafe_fix(format!("write `{only}`"), span, *only),
        _ => diagnostic.help("currencies are three capitals of ISO 4217: `USD`, `EUR`, `CNY`"),
    }
}

pub(in super::super) fn not_a_window(span: Span, found: &str) -> Diagnostic {
    Diagnostic::new(
        &codes::UNEXPECTED_TEXT,
        span,
        format!("`active` takes two dates or months, found `{found}`"),
        "expected `2026-10-01..2026-12-31` or `Nov..Feb`",
    )
}

pub(in super::super) fn cap_needs_range(span: Span, found: &str) -> Diagnostic {
    Diagnostic::new(
        &codes::UNEXPECTED_TEXT,
        span,
        format!("the `cap` of a score takes a range, found `{found}`"),
        "expected a range",
    )
    .unsafe_fix(format!("write `0..{found}`"), span, format!("0..{found}"))
}

pub(in super::super) fn misspelled_band_word(left: Node<'_>) -> Option<(&'static str, Diagnostic)> {
    let word = left.text();
    let only_name = left.children().count() == 1 && left.first()?.rule() == Rule::path;
    if !only_name || word.contains('.') {
        return None;
    }
    let near = *closest(word, ["unknown", "otherwise"]).first()?;
    let diagnostic = Diagnostic::new(
        &codes::MISSPELLED_KEYWORD,
        left.span(),
        format!(
            "unknown band `{word}`; a band for everything else is `otherwise`, for missing data `unknown`"
        ),
        format!("did you mean `{near}`?"),
    )
    .fix(format!("write `{near}`"), left.span(), near);
    Some((near, diagnostic))
}

pub(in super::super) fn name_not_normal(span: Span, normal: &str) -> Diagnostic {
    Diagnostic::new(
        &codes::NAME_NOT_NORMALIZED,
        span,
        format!("the name `{normal}` is written with separate accents, so it would not equal the same name typed elsewhere"),
        "not in Unicode's normal form C",
    )
    .fix("write it in normal form C", span, normal)
}

pub(in super::super) fn unknown_escape(span: Span, after: &str) -> Diagnostic {
    let character = after.chars().next().map_or(String::new(), |c| c.to_string());
    Diagnostic::new(
        &codes::UNKNOWN_ESCAPE,
        span,
        format!("`\\{character}` means nothing in a text"),
        "no such escape",
    )
    .note("a text knows `\\\"`, `\\\\`, `\\n`, `\\t`, and `\\u{…}`")
    .unsafe_fix("write `\\\\` for a backslash", span, format!("\\\\{character}"))
}

pub(in super::super) fn number_too_large(span: Span, written: &str) -> Diagnostic {
    Diagnostic::new(
        &codes::NUMBER_OUT_OF_RANGE,
        span,
        format!("`{written}` is too large: numbers stay below 10^15"),
        "too large",
    )
}

pub(in super::super) fn too_many_decimals(span: Span, written: &str, places: usize) -> Diagnostic {
    let kind =
        if places == 3 { "points have at most three decimals" } else { "numbers have at most six decimals" };
    Diagnostic::new(
        &codes::NUMBER_OUT_OF_RANGE,
        span,
        format!("`{written}` has too many decimals: {kind}"),
        "too many decimals",
    )
}

pub(in super::super) fn open_months(span: Span) -> Diagnostic {
    Diagnostic::new(
        &codes::UNEXPECTED_TEXT,
        span,
        "months include both ends: `..<` does not go with them",
        "expected `..`",
    )
    .unsafe_fix("write `..`", span, "..")
}

pub(in super::super) fn missing_comma(place: Span) -> Diagnostic {
    Diagnostic::new(
        &codes::MISSING_COMMA,
        place,
        "entries of a record are separated by commas",
        "expected `,` here",
    )
    .fix("write `,`", place, ",")
}

/// Values after `in` without brackets, or in parentheses, or one alone.
pub(in super::super) fn not_a_list(text: &str, set: Node<'_>) -> Diagnostic {
    let values: Vec<&str> = if set.rule() == Rule::range {
        vec![set.text()]
    } else {
        let marks =
            [Rule::lparen, Rule::odd_lparen, Rule::rparen, Rule::odd_rparen, Rule::comma, Rule::odd_comma];
        set.children()
            .filter(|child| !marks.contains(&child.rule()))
            .map(|child| text.get(child.start()..child.end()).unwrap_or(""))
            .collect()
    };
    let written = format!("[{}]", values.join(", "));
    Diagnostic::new(
        &codes::NOT_A_LIST,
        set.span(),
        "values after `in` stand in square brackets",
        "expected a list in `[ ]`",
    )
    .fix(format!("write `{}`", one_line(&written)), set.span(), written.clone())
}

/// The day of a date, and what is wrong with it.
pub(in super::super) fn read_date(node: Node<'_>) -> (Option<Day>, Option<Diagnostic>) {
    let span = node.span();
    let written = node.text();
    let parts: Vec<&str> = written.split(['-', '/', '.', '年', '月', '日', 'T', 't']).collect();
    let [first, second, third, ..] = parts.as_slice() else { return (None, None) };
    if node.rule() == Rule::date && first.len() == 4 && second.len() == 2 && third.len() == 2 {
        let found = day(first, second, third);
        let missing = found.is_none().then(|| {
            let diagnostic = Diagnostic::new(
                &codes::IMPOSSIBLE_DATE,
                span,
                format!("there is no day {written}"),
                "no such day",
            );
            match day(first, third, second) {
                Some(swapped) => diagnostic.unsafe_fix(
                    format!("write `{swapped}`: year, month, day"),
                    span,
                    swapped.to_string(),
                ),
                None => diagnostic,
            }
        });
        return (found, missing);
    }
    let mut readings: Vec<Day> = Vec::new();
    if first.len() == 4 {
        readings.extend(day(first, second, third));
    } else if third.len() == 4 {
        readings.extend(day(third, second, first));
        readings.extend(day(third, first, second));
        readings.dedup();
    }
    let mut diagnostic = Diagnostic::new(
        &codes::WRONG_DATE_FORM,
        span,
        format!("`{written}` is not how dates are written: year-month-day, as in 2026-10-01"),
        "expected year-month-day",
    );
    let only = match readings.as_slice() {
        [only] => {
            diagnostic = diagnostic.fix(format!("write `{only}`"), span, only.to_string());
            Some(*only)
        }
        many => {
            for reading in many {
                diagnostic = diagnostic.unsafe_fix(format!("write `{reading}`"), span, reading.to_string());
            }
            None
        }
    };
    (only, Some(diagnostic))
}
