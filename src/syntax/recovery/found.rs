//! The diagnostic of a damaged statement: what was found comes first, what was expected last.
//!
//! Each question below knows one habit of people and answers with its own code; the first that fits is given.

use crate::diag::{Diagnostic, codes::syntax as codes};
use crate::text::{closest, join_or};

use super::super::grammar::Rule;
use super::Look;
use super::place::Place;
use super::scan::{first_line, first_word, trimmed};
use super::words::{self, CLAUSE_WORDS, RESERVED, STATEMENT_WORDS};
use super::{foreign_words, habits};

/// A statement that stopped at a place.
pub(super) fn explain(place: &Place<'_>) -> Diagnostic {
    let questions: [fn(&Place<'_>) -> Option<Diagnostic>; 24] = [
        control_character,
        unclosed_text,
        unclosed_bracket,
        stray_bracket,
        override_effect,
        guarantee_words,
        missing_equals,
        missing_value,
        habits::sign,
        habits::mark,
        habits::comma,
        habits::brackets,
        habits::capitals,
        habits::equals_unknown,
        habits::is_test,
        habits::call,
        habits::currency,
        foreign_words::word,
        keyword_as_name,
        missing_name,
        misplaced_clause,
        misspelled_keyword,
        missing_word,
        other_statement,
    ];
    questions.iter().find_map(|question| question(place)).unwrap_or_else(|| unexpected(place))
}

/// Nothing better is known than what was expected.
fn unexpected(place: &Place<'_>) -> Diagnostic {
    let expected = words::expected(place.expected);
    let expected: Vec<String> = expected
        .into_iter()
        .map(|word| {
            let keyword = word != "points" && word.chars().all(|c| c.is_ascii_lowercase());
            if keyword { format!("`{word}`") } else { word.to_owned() }
        })
        .collect();
    let wanted = if expected.is_empty() || expected.len() > 6 {
        format!("the rest of {}", place.look.called())
    } else {
        join_or(&expected)
    };
    let found = place.found();
    if found.is_empty() {
        let at = place.last_good();
        let called = first_line(place.text, place.start, place.end);
        return Diagnostic::new(
            &codes::UNEXPECTED_TEXT,
            place.span(at, at),
            format!("`{called}` ends too early: expected {wanted}"),
            format!("expected {wanted}"),
        );
    }
    let shown: String = found.chars().take(40).collect();
    let on_other_line = place.text.get(place.last_good()..place.at).is_some_and(|gap| gap.contains('\n'));
    let span = if on_other_line && !place.expects_clause() {
        place.span(place.last_good(), place.last_good())
    } else {
        place.found_span()
    };
    Diagnostic::new(
        &codes::UNEXPECTED_TEXT,
        span,
        format!("expected {wanted}, found `{shown}`"),
        format!("expected {wanted}"),
    )
}

fn control_character(place: &Place<'_>) -> Option<Diagnostic> {
    let character = place.rest().chars().next()?;
    super::odd::control_character(place.span(place.at, place.at + character.len_utf8()), character)
}

/// A quote that is not closed on its line, or that closed an earlier text too late.
fn unclosed_text(place: &Place<'_>) -> Option<Diagnostic> {
    let rest = place.rest();
    let line = rest.lines().next().unwrap_or("");
    let opener = rest.chars().next()?;
    let unclosed = matches!(opener, '"' | '\'' | '“' | '”' | '‘' | '„' | '«' | '「' | '`');
    let closes_at_once = place.found().len() > 1 && place.found().ends_with('"') && opener == '"';
    if unclosed && !closes_at_once {
        let start = place.at;
        return Some(unclosed_at(place, start, start + trimmed(line).len()));
    }
    let before = place.before();
    let touches = place.last_good() == place.at;
    if touches && before.ends_with('"') && line.chars().filter(|c| *c == '"').count() % 2 == 1 {
        let opened = before.get(..before.len() - 1)?.rfind('"')?;
        return Some(unclosed_at(place, place.start + opened, place.at));
    }
    None
}

fn unclosed_at(place: &Place<'_>, start: usize, end: usize) -> Diagnostic {
    let is_name = place.text.get(start..).is_some_and(|text| text.starts_with('`'));
    let what = if is_name { "name in backticks" } else { "text in quotes" };
    Diagnostic::new(
        &codes::UNCLOSED_TEXT,
        place.span(start, end),
        format!("a {what} is not closed on its line"),
        "opened here",
    )
    .help(if is_name {
        "close it with a backtick"
    } else {
        "close it with `\"`; a text stays on one line"
    })
}

/// A bracket that is open where the statement ends or a clause begins; its opener is to blame.
fn unclosed_bracket(place: &Place<'_>) -> Option<Diagnostic> {
    let word = first_word(place.rest());
    let ends = place.rest().is_empty() || STATEMENT_WORDS.contains(&word) || CLAUSE_WORDS.contains(&word);
    let closers = [(Rule::rparen, '(', ")"), (Rule::rbracket, '[', "]"), (Rule::rbrace, '{', "}")];
    let (_, opener, closer) = closers.into_iter().find(|(rule, _, _)| place.expected.contains(rule))?;
    if !ends {
        return None;
    }
    let at = super::scan::last_open(place.before(), opener)? + place.start;
    let end = place.last_good();
    let diagnostic = Diagnostic::new(
        &codes::UNCLOSED_BLOCK,
        place.span(at, at + 1),
        format!("this `{opener}` is never closed"),
        format!("no `{closer}` closes this"),
    );
    Some(place.with_fix(diagnostic, format!("write `{closer}`"), end, end, closer))
}

/// A `)` or `]` that closes nothing.
fn stray_bracket(place: &Place<'_>) -> Option<Diagnostic> {
    let closer = place.rest().chars().next().filter(|c| matches!(c, ')' | ']'))?;
    let opener = if closer == ')' { '(' } else { '[' };
    if super::scan::last_open(place.before(), opener).is_some() {
        return None;
    }
    let diagnostic = Diagnostic::new(
        &codes::STRAY_CLOSER,
        place.span(place.at, place.at + 1),
        format!("this `{closer}` closes nothing"),
        format!("no `{opener}` is open here"),
    );
    Some(place.with_fix(diagnostic, "take it away".to_owned(), place.at, place.at + 1, ""))
}

/// `if … then …` and `=>` in a guarantee, and one without `that`.
fn guarantee_words(place: &Place<'_>) -> Option<Diagnostic> {
    if place.look != Look::Guarantee {
        return None;
    }
    let found = place.found();
    if found == "=>" || found == "then" {
        let diagnostic = Diagnostic::new(
            &codes::WORD_LEFT_OUT,
            place.found_span(),
            format!("`{found}` is said `implies` in this language"),
            "expected `implies`",
        );
        let end = place.at + found.len();
        return Some(place.with_fix(diagnostic, "write `implies`".to_owned(), place.at, end, "implies"));
    }
    if found == "if" && place.expects_value() {
        return Some(
            Diagnostic::new(
                &codes::WORD_LEFT_OUT,
                place.found_span(),
                "a guarantee is not written with `if`: `a implies b` says it",
                "left out of the language",
            )
            .help("write `that a implies b`"),
        );
    }
    let word = first_word(place.rest());
    let operand = !word.is_empty() && !CLAUSE_WORDS.contains(&word) && !STATEMENT_WORDS.contains(&word);
    let stands = place.before().contains("that ");
    (place.expects(&[Rule::kw_that]) && operand && !stands).then(|| {
        let diagnostic = Diagnostic::new(
            &codes::MISSING_THAT,
            place.span(place.at, place.at),
            format!("`that` is missing before `{word}` in a guarantee"),
            "expected `that` here",
        );
        place.with_fix(diagnostic, "write `that`".to_owned(), place.at, place.at, "that ")
    })
}

/// `override "KEY"` without `to tier …` or `to excluded`.
fn override_effect(place: &Place<'_>) -> Option<Diagnostic> {
    if place.look != Look::Override || !place.expects(&[Rule::kw_to, Rule::kw_tier, Rule::kw_excluded]) {
        return None;
    }
    let at = place.last_good();
    let mut diagnostic = Diagnostic::new(
        &codes::OVERRIDE_WITHOUT_EFFECT,
        place.span(at, at),
        "an override says what it does: `to tier …` or `to excluded`",
        "expected `to tier …` or `to excluded`",
    );
    diagnostic = match first_word(place.rest()) {
        word @ ("tier" | "excluded") if place.expects(&[Rule::kw_to]) => {
            place.with_fix(diagnostic, format!("write `to {word}`"), at, at, " to")
        }
        "exclude" => place.with_fix(
            diagnostic,
            "write `to excluded`".to_owned(),
            place.at,
            place.at + "exclude".len(),
            "to excluded",
        ),
        _ => diagnostic.help("write `override \"KEY\" to tier A because \"…\" until DATE`"),
    };
    Some(diagnostic)
}

/// `expect tier A`, `when segment core_eu`: a result and its value without `=`.
fn missing_equals(place: &Place<'_>) -> Option<Diagnostic> {
    let word = first_word(place.rest());
    if !place.expects_value() || !matches!(word, "tier" | "segment" | "status" | "score") {
        return None;
    }
    let at = place.at + word.len();
    if !place.mends(at, at, " =") {
        return None;
    }
    let diagnostic = Diagnostic::new(
        &codes::MISSING_WORD,
        place.span(at, at),
        format!("`=` is missing after `{word}`"),
        "expected `=` here",
    );
    Some(place.with_fix(diagnostic, "write `=`".to_owned(), at, at, " ="))
}

/// The right side of a test is missing: the statement ends, or the next clause or statement begins.
fn missing_value(place: &Place<'_>) -> Option<Diagnostic> {
    let rest = place.rest();
    let word = first_word(rest);
    let next = STATEMENT_WORDS.contains(&word)
        || matches!(word, "won" | "lost" | "renewed" | "churned" | "closed" | "value" | "given" | "expect")
        || (CLAUSE_WORDS.contains(&word) && word != "not")
        || rest.starts_with(['}', ')', ']'])
        || rest.starts_with("=>");
    let wants_date = place.expects(&[Rule::date]) && !place.expects_value();
    if !(rest.is_empty() || next) || !(place.expects_value() || wants_date) {
        return None;
    }
    let before = place.word_before();
    let what = if wants_date { "a date" } else { "a value" };
    let at = place.last_good();
    let shown = match before {
        "" => return None,
        "when" | "unless" | "that" | "where" | "and" | "or" | "not" | "implies" | "expect" => "a condition",
        "in" => "a list, a range, or the name of one",
        _ => what,
    };
    Some(Diagnostic::new(
        &codes::MISSING_VALUE,
        place.span(at - before.len().min(at), at),
        format!("`{before}` is followed by nothing: expected {shown}"),
        format!("expected {shown} after this"),
    ))
}

/// A reserved word where a name is expected.
fn keyword_as_name(place: &Place<'_>) -> Option<Diagnostic> {
    let word = first_word(place.rest());
    let wants_name = place.expects(&[Rule::name, Rule::word, Rule::operand_name]);
    if !wants_name || !RESERVED.contains(&word) {
        return None;
    }
    let replacement = format!("`{word}`");
    let diagnostic = Diagnostic::new(
        &codes::KEYWORD_AS_NAME,
        place.found_span(),
        format!("`{word}` is a word of the language and cannot be a name as it stands"),
        "expected a name",
    );
    if !place.mends(place.at, place.at + word.len(), &replacement) {
        return None;
    }
    Some(place.with_fix(
        diagnostic,
        "put it in backticks to use it as a name".to_owned(),
        place.at,
        place.at + word.len(),
        &replacement,
    ))
}

/// A statement that must have a name has none.
fn missing_name(place: &Place<'_>) -> Option<Diagnostic> {
    let keyword = place.word_before();
    let first = place.before() == keyword;
    if !first || !place.expects(&[Rule::name]) || place.found().is_empty() {
        return None;
    }
    let at = place.last_good();
    let named = keyword == "tier" || !place.rest().starts_with(|c: char| c.is_ascii_digit());
    let note =
        if named { "a name has letters, digits, and `_`" } else { "a name does not start with a digit" };
    Some(
        Diagnostic::new(
            &codes::UNEXPECTED_TEXT,
            place.span(at, at),
            format!(
                "`{keyword}` needs a name before `{}`",
                place.found().chars().take(40).collect::<String>()
            ),
            "expected a name here",
        )
        .note(note),
    )
}

/// A clause of another statement.
fn misplaced_clause(place: &Place<'_>) -> Option<Diagnostic> {
    let word = first_word(place.rest());
    let belongs = match word {
        "until" => "an override or an assumption",
        "level" => "a segment",
        "that" => "a guarantee",
        "emit" => "tiers and segments",
        "fading" | "halving" | "per" | "by" | "scale" => "weights and signals",
        "cap" => "scores, groups, and `per`",
        "otherwise" => "tiers, bands, and arms, or right after a field",
        "where" if place.mends(place.at, place.at + "where".len(), "when") => {
            return Some(where_for_when(place));
        }
        "where" => "the rows of a table, as in `any(contacts where …)`",
        _ => return None,
    };
    if !place.expects_clause() {
        return None;
    }
    Some(Diagnostic::new(
        &codes::MISPLACED_STATEMENT,
        place.found_span(),
        format!("`{word}` does not go with {} here: it belongs to {belongs}", place.look.called()),
        "has no meaning here",
    ))
}

fn where_for_when(place: &Place<'_>) -> Diagnostic {
    let diagnostic = Diagnostic::new(
        &codes::WORD_LEFT_OUT,
        place.found_span(),
        "the condition of a rule is introduced by `when`; `where` chooses rows of a table",
        "expected `when`",
    );
    place.with_fix(diagnostic, "write `when`".to_owned(), place.at, place.at + "where".len(), "when")
}

/// A word that is one slip away from one that could stand here.
fn misspelled_keyword(place: &Place<'_>) -> Option<Diagnostic> {
    let word = first_word(place.rest());
    if word.chars().count() < 2 || CLAUSE_WORDS.contains(&word) || STATEMENT_WORDS.contains(&word) {
        return None;
    }
    let candidates = words::keywords(place.expected);
    let near = *closest(word, candidates.iter().copied()).first()?;
    let diagnostic = Diagnostic::new(
        &codes::MISSPELLED_KEYWORD,
        place.found_span(),
        format!("unknown word `{word}` in {}", place.look.called()),
        format!("did you mean `{near}`?"),
    );
    Some(place.with_fix(diagnostic, format!("write `{near}`"), place.at, place.at + word.len(), near))
}

/// A word that would make the rest readable: `when`, `that`, `to`, `of`.
fn missing_word(place: &Place<'_>) -> Option<Diagnostic> {
    let candidates = [
        (Rule::kw_that, "that"),
        (Rule::kw_when, "when"),
        (Rule::kw_of, "of"),
        (Rule::kw_by, "by"),
        (Rule::eq, "="),
        (Rule::colon, ":"),
        (Rule::arrow, "=>"),
        (Rule::comma, ","),
        (Rule::kw_since, "since"),
        (Rule::kw_with, "with"),
        (Rule::kw_file, "file"),
        (Rule::file_ref, "file"),
        (Rule::kw_account, "account"),
        (Rule::kw_on, "on"),
    ];
    if place.rest().is_empty() {
        return None;
    }
    let when_stands = format!("{} {}", place.before(), place.rest()).contains(" when ");
    let (_, word) =
        candidates.into_iter().filter(|(_, word)| *word != "when" || !when_stands).find(|(rule, word)| {
            place.expected.contains(rule) && place.mends(place.at, place.at, &format!("{word} "))
        })?;
    let touching = matches!(word, "," | ":");
    let at = if touching { place.last_good() } else { place.at };
    let inserted = if touching { word.to_owned() } else { format!("{word} ") };
    let code = if word == "that" { &codes::MISSING_THAT } else { &codes::MISSING_WORD };
    let found: String = place.found().chars().take(40).collect();
    let diagnostic = Diagnostic::new(
        code,
        place.span(at, at),
        format!("`{word}` is missing before `{found}` in {}", place.look.called()),
        format!("expected `{word}` here"),
    );
    Some(place.with_fix(diagnostic, format!("write `{word}`"), at, at, &inserted))
}

/// A second statement in the same line, or a statement where it cannot stand.
fn other_statement(place: &Place<'_>) -> Option<Diagnostic> {
    let word = first_word(place.rest());
    if !STATEMENT_WORDS.contains(&word) || place.found().is_empty() || !place.expects_clause() {
        return None;
    }
    Some(Diagnostic::new(
        &codes::MISPLACED_STATEMENT,
        place.found_span(),
        format!("`{word}` starts a statement of its own and cannot stand inside {}", place.look.called()),
        "starts another statement",
    ))
}
