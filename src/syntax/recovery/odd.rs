//! Odd tokens: quotes, numbers, points and characters that the grammar takes only to report them.
//!
//! In: a leaf of an odd rule. Out: one diagnostic, with a fix where there is one reading.
//! Invariant: one leaf gives one diagnostic at most.

use crate::diag::{Diagnostic, codes::syntax as codes};
use crate::text::{Span, in_quotes};

use super::super::grammar::{Node, Rule};
use super::super::numerals;

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
