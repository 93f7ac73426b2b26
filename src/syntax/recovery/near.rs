//! Near misses: text that was understood but is not how the language says it.

use crate::diag::{Diagnostic, Edit, codes::syntax as codes};
use crate::text::{Span, closest, in_quotes};
use crate::types::{CompareOp, Currency, Day};

use super::super::grammar::{Node, Rule};
use super::super::lower::day;
use super::super::numerals;
use super::super::tree::{Expr, ExprKind, HasMode, HasSet, ListLiteral, Set, SetElement, Text, TextOperand};

/// The text under a span of the same file.
fn slice(text: &str, span: Span) -> &str {
    text.get(span.range()).unwrap_or("")
}

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
fn one_line(text: &str) -> String {
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

/// A token that was understood but is written as another language would; `None` for sound tokens.
pub(in super::super) fn odd_token(text: &str, leaf: Node<'_>) -> Option<Diagnostic> {
    let span = leaf.span();
    let written = leaf.text();
    let mark = |meant: &str| {
        Diagnostic::new(
            &codes::WRONG_MARK,
            span,
            format!("`{written}` is not a mark of this language: write `{meant}`"),
            format!("expected `{meant}`"),
        )
        .fix(format!("write `{meant}`"), span, meant)
    };
    let word = |meant: &str| {
        if written.starts_with(char::is_alphabetic) {
            return Diagnostic::new(
                &codes::UPPER_CASE_KEYWORD,
                span,
                format!("keywords are lower case: write `{meant}` for `{written}`"),
                format!("expected `{meant}`"),
            )
            .fix(format!("write `{meant}`"), span, meant);
        }
        mark(meant)
    };
    let wide = |meant: &str| {
        Diagnostic::new(
            &codes::FULL_WIDTH_MARK,
            span,
            format!("full-width `{written}` stands for `{meant}`"),
            format!("expected `{meant}`"),
        )
        .fix(format!("write `{meant}`"), span, meant)
    };
    Some(match leaf.rule() {
        Rule::odd_eq if written == "＝" => wide("="),
        Rule::odd_ne if written == "！=" => wide("!="),
        Rule::odd_eq => mark("="),
        Rule::odd_ne => mark("!="),
        Rule::odd_le => mark("<="),
        Rule::odd_ge => mark(">="),
        Rule::odd_arrow => mark("=>"),
        Rule::odd_dots => mark(".."),
        Rule::odd_and => word("and"),
        Rule::odd_or => word("or"),
        Rule::odd_not if written == "!" => mark("not"),
        Rule::odd_not => word("not"),
        Rule::odd_in => word("in"),
        Rule::odd_comma => wide(","),
        Rule::odd_colon => wide(":"),
        Rule::odd_lparen => wide("("),
        Rule::odd_rparen => wide(")"),
        Rule::odd_text => odd_quotes(leaf),
        Rule::odd_number => odd_number(span, written),
        Rule::odd_points => odd_points(span, written),
        Rule::odd_duration => {
            let (count, unit) = numerals::stuck_duration(written);
            let meant = format!("{count} {unit}");
            Diagnostic::new(
                &codes::ODD_NUMBER,
                span,
                format!("`{written}` is not how a duration is written: write `{meant}`"),
                "the unit stands apart",
            )
            .fix(format!("write `{meant}`"), span, meant.clone())
        }
        Rule::odd_range => {
            let (low, high) = numerals::dashed(written)?;
            Diagnostic::new(
                &codes::DASH_FOR_RANGE,
                span,
                format!("a range is written `{low}..{high}`, not `{written}`"),
                "expected `..` between the ends",
            )
            .fix(format!("write `{low}..{high}`"), span, format!("{low}..{high}"))
        }
        Rule::comma => comma_between_digits(text, leaf)?,
        Rule::text => {
            let (at, hidden) = written.char_indices().find(|(_, c)| *c != '\t' && is_hidden(*c))?;
            let start = leaf.start() + at;
            let span = Span::new(span.source, start, start + hidden.len_utf8());
            control_character(span, hidden)?
        }
        _ => return None,
    })
}

fn odd_quotes(leaf: Node<'_>) -> Diagnostic {
    let mut inside = leaf.text().chars();
    let opener = inside.next();
    inside.next_back();
    let kind = if opener == Some('\'') { "single" } else { "curly" };
    let kind = if matches!(opener, Some('«' | '「')) { "angle" } else { kind };
    let written = in_quotes(inside.as_str());
    Diagnostic::new(
        &codes::WRONG_QUOTES,
        leaf.span(),
        format!("texts stand in straight double quotes, not in {kind} ones"),
        "expected `\"…\"`",
    )
    .fix(format!("write `{written}`"), leaf.span(), written.clone())
}

fn odd_number(span: Span, written: &str) -> Diagnostic {
    let diagnostic =
        |message: String| Diagnostic::new(&codes::ODD_NUMBER, span, message, "not a number as written");
    if written.contains(',') {
        let joined = written.replace(',', "_");
        let diagnostic = Diagnostic::new(
            &codes::COMMA_IN_NUMBER,
            span,
            format!("`{written}` has a comma inside a number"),
            "one number, or two?",
        );
        let spaced = written.replace(',', ", ");
        return diagnostic
            .unsafe_fix(format!("write `{joined}` for one number"), span, joined.clone())
            .unsafe_fix(format!("write `{spaced}` for several"), span, spaced.clone());
    }
    match numerals::mend(written) {
        Some(mended) => diagnostic(format!(
            "`{written}` is not how a number is written: write `{}`",
            mended.text
        ))
        .fix(format!("write `{}`", mended.text), span, mended.text.clone()),
        None => diagnostic(format!("`{written}` is no number"))
            .help("write digits, then `%`, `k`, `M`, or `B` if wanted, then a unit: `5M USD`, `90 days`"),
    }
}

fn odd_points(span: Span, written: &str) -> Diagnostic {
    let diagnostic = Diagnostic::new(
        &codes::ODD_NUMBER,
        span,
        format!("points are plain numbers such as `25`, `+15`, or `-10`, found `{written}`"),
        "not points as written",
    );
    match numerals::mend_points(written) {
        Some(mended) if !written.contains([',', '%']) => {
            diagnostic.fix(format!("write `{mended}`"), span, mended.clone())
        }
        Some(mended) => diagnostic.unsafe_fix(format!("write `{mended}`"), span, mended.clone()),
        None => diagnostic,
    }
}

fn comma_between_digits(text: &str, leaf: Node<'_>) -> Option<Diagnostic> {
    let before = text.get(..leaf.start())?.chars().next_back()?;
    let after = text.get(leaf.end()..)?.chars().next()?;
    if !before.is_ascii_digit() || !after.is_ascii_digit() {
        return None;
    }
    Some(
        Diagnostic::new(
            &codes::COMMA_IN_NUMBER,
            leaf.span(),
            "a comma stands directly between two digits",
            "one number, or two?",
        )
        .unsafe_fix("write `, ` for two numbers", leaf.span(), ", ")
        .unsafe_fix("write `_` for one number", leaf.span(), "_"),
    )
}

/// A character that no editor shows; `None` for all others.
pub(super) fn control_character(span: Span, character: char) -> Option<Diagnostic> {
    let hidden = character.is_control()
        || matches!(character, '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{2066}'..='\u{2069}');
    hidden.then(|| {
        Diagnostic::new(
            &codes::CONTROL_CHARACTER,
            span,
            format!("the invisible character U+{:04X} stands in the text", u32::from(character)),
            "invisible character",
        )
        .unsafe_fix("take it away", span, "")
    })
}

/// Characters that an editor does not show, or that turn the text around.
fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{2066}'..='\u{2069}')
}
