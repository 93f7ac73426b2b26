//! Words of other tools and of plain English, each with the word this language has for it (semantics, section 9).

use crate::diag::{Diagnostic, codes::syntax as codes};

use super::super::grammar::Rule;
use super::place::Place;
use super::scan::first_word;
use super::words::CLAUSE_WORDS;

/// Words that this language leaves out.
pub(super) fn word(place: &Place<'_>) -> Option<Diagnostic> {
    let rest = place.rest();
    let found = first_word(rest);
    if place.expects(&[Rule::kw_last]) && !matches!(found, "last" | "next") && place.word_before() == "within"
    {
        return Some(bare_within(place));
    }
    if place.expects(&[Rule::regex])
        && rest.starts_with('"')
        && place.before().ends_with(['s', 'n', 'y', '[', ','])
    {
        return Some(text_for_pattern(place));
    }
    if place.word_before() == "if" && place.expects(&[Rule::kw_unknown]) {
        return Some(if_for_when(place));
    }
    if place.before().ends_with("has none") {
        return Some(
            Diagnostic::new(
                &codes::WORD_LEFT_OUT,
                place.span(place.last_good() - "none".len(), place.last_good()),
                "`has none` is said `not … has any` in this language",
                "not with `has`",
            )
            .help("write `not x has any […]`"),
        );
    }
    if let Some(diagnostic) = in_last(place) {
        return Some(diagnostic);
    }
    let lower = found.to_lowercase();
    if let Some(diagnostic) = month(place, &lower) {
        return Some(diagnostic);
    }
    if lower == "between" {
        return Some(between(place));
    }
    let phrase = two_words(rest);
    let (said, meant, replacement) = PHRASES
        .iter()
        .find(|(said, _, _)| phrase == *said)
        .or_else(|| WORDS.iter().find(|(said, _, _)| lower == *said))?;
    if CLAUSE_WORDS.contains(said) && found == *said {
        return None;
    }
    let end = place.at + length_of(rest, said);
    let diagnostic = Diagnostic::new(
        &codes::WORD_LEFT_OUT,
        place.span(place.at, end),
        format!("`{}` is not a word of this language: {meant}", rest.get(..end - place.at).unwrap_or(found)),
        "left out of the language",
    );
    if matches!(*said, "points" | "point" | "pts") {
        let from = place.last_good();
        return Some(place.with_fix(diagnostic, format!("take `{found}` away"), from, end, ""));
    }
    if replacement.is_empty() {
        return Some(diagnostic);
    }
    Some(place.with_fix(diagnostic, format!("write `{replacement}`"), place.at, end, replacement))
}

/// The first two words, in lower case, joined by one blank (or a hyphen).
fn two_words(rest: &str) -> String {
    let first = first_word(rest);
    let after = rest.get(first.len()..).unwrap_or("");
    let second = first_word(after.trim_start_matches([' ', '\t', '-']));
    format!("{first} {second}").to_lowercase()
}

/// How many bytes of `rest` a word or phrase takes.
fn length_of(rest: &str, said: &str) -> usize {
    let first = first_word(rest).len();
    if !said.contains(' ') {
        return first;
    }
    let after = rest.get(first..).unwrap_or("");
    let gap = after.len() - after.trim_start_matches([' ', '\t', '-']).len();
    first + gap + first_word(after.get(gap..).unwrap_or("")).len()
}

/// Phrase, what to say instead, and the replacement where there is one.
const PHRASES: &[(&str, &str, &str)] = &[
    ("up to", "a limit is written `cap`", "cap"),
    ("half life", "write `halving every 90 days since …`", ""),
    ("at least", "write `>=`", ">="),
    ("at most", "write `<=`", "<="),
    ("more than", "write `>`", ">"),
    ("greater than", "write `>`", ">"),
    ("less than", "write `<`", "<"),
    ("fewer than", "write `<`", "<"),
    ("one of", "write `in […]`", "in"),
    ("any of", "write `in […]`", "in"),
    ("none of", "write `not in […]`", "not in"),
    ("equal to", "write `=`", "="),
    ("exclude if", "write `exclude NAME when …`", ""),
    ("group by", "rows are counted with `count(T where …)`", ""),
    ("order by", "tiers are tried in file order", ""),
    ("last modified", "name the date field in backticks", ""),
];

const WORDS: &[(&str, &str, &str)] = &[
    ("before", "dates are compared with `<`", "<"),
    ("after", "dates are compared with `>`", ">"),
    ("exactly", "write `=`", "="),
    ("equals", "write `=`", "="),
    ("equal", "write `=`", "="),
    ("above", "write `>`", ">"),
    ("exceeds", "write `>`", ">"),
    ("below", "write `<`", "<"),
    ("capped", "a limit is written `cap`", "cap"),
    ("limit", "a limit is written `cap`", "cap"),
    ("max", "a limit is written `cap`", "cap"),
    ("maximum", "a limit is written `cap`", "cap"),
    ("decay", "write `fading over 180 days since …` or `halving every 30 days since …`", ""),
    ("decays", "write `fading over 180 days since …` or `halving every 30 days since …`", ""),
    ("decaying", "write `fading over 180 days since …` or `halving every 30 days since …`", ""),
    ("halflife", "write `halving every 90 days since …`", ""),
    ("like", "write `contains`, `starts with`, or `matches /…/`", ""),
    ("ilike", "write `contains`, `starts with`, or `matches /…/`", ""),
    ("regex", "write `matches /…/`", ""),
    ("regexp", "write `matches /…/`", ""),
    ("rlike", "write `matches /…/`", ""),
    ("include", "write `contains` for a text, `has` for a list", ""),
    ("includes", "write `contains` for a text, `has` for a list", ""),
    ("including", "write `contains` for a text, `has` for a list", ""),
    ("contain", "write `contains`", "contains"),
    ("containing", "write `contains`", "contains"),
    ("match", "write `matches`", "matches"),
    ("begins", "write `starts with`", ""),
    ("startswith", "write `starts with`", "starts with"),
    ("starts_with", "write `starts with`", "starts with"),
    ("endswith", "write `ends with`", "ends with"),
    ("ends_with", "write `ends with`", "ends with"),
    ("exists", "write `is known`", "is known"),
    ("isnull", "write `is unknown`", "is unknown"),
    ("does", "write `not` before the field: `not title contains \"x\"`", ""),
    ("doesnt", "write `not` before the field: `not title contains \"x\"`", ""),
    ("except", "an exception is written `unless`", "unless"),
    ("excluding", "an exception is written `unless`", "unless"),
    ("else", "write `otherwise`", "otherwise"),
    ("default", "write `otherwise`", "otherwise"),
    ("then", "points follow `=>`", "=>"),
    ("elif", "write another `when`", "when"),
    ("elseif", "write another `when`", "when"),
    ("where", "a rule's condition is written `when`", "when"),
    ("having", "a condition is written `when`", "when"),
    ("during", "a season is written `active Nov..Feb`", ""),
    ("reason", "write `because`", "because"),
    ("points", "points stand right after the name, as a plain number", ""),
    ("point", "points stand right after the name, as a plain number", ""),
    ("pts", "points stand right after the name, as a plain number", ""),
    ("xor", "write `(a and not b) or (b and not a)`", ""),
    ("nor", "write `not … and not …`", ""),
    ("as", "a title is a text in quotes after the name, and a used file keeps its names", ""),
];

/// `in last 30 days`, `in the last 30 days`.
fn in_last(place: &Place<'_>) -> Option<Diagnostic> {
    let before = place.before();
    let said = ["in the last", "in last", "in next", "in the next"]
        .into_iter()
        .find(|said| before.ends_with(said))?;
    let meant = if said.ends_with("last") { "within last" } else { "within next" };
    let (from, to) = (place.last_good() - said.len(), place.last_good());
    let diagnostic = Diagnostic::new(
        &codes::WORD_LEFT_OUT,
        place.span(from, to),
        format!("`{said}` is said `{meant}` in this language"),
        format!("expected `{meant}`"),
    );
    Some(place.with_fix(diagnostic, format!("write `{meant}`"), from, to, meant))
}

/// `January`, `jan`.
fn month(place: &Place<'_>, lower: &str) -> Option<Diagnostic> {
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    if !place.expects(&[Rule::month, Rule::months]) || lower.len() < 3 {
        return None;
    }
    let month = months.into_iter().find(|month| lower.starts_with(&month.to_lowercase()))?;
    let diagnostic = Diagnostic::new(
        &codes::MISSPELLED_KEYWORD,
        place.found_span(),
        format!("months are written in three letters: `{month}`"),
        format!("expected `{month}`"),
    );
    Some(place.with_fix(
        diagnostic,
        format!("write `{month}`"),
        place.at,
        place.found_span().range().end,
        month,
    ))
}

/// `between 5 and 6`.
fn between(place: &Place<'_>) -> Diagnostic {
    let diagnostic = Diagnostic::new(
        &codes::WORD_LEFT_OUT,
        place.found_span(),
        "`between` is not a word of this language: a range is written `in 50..200`",
        "left out of the language",
    );
    let rest = place.rest();
    let after = rest.get("between".len()..).unwrap_or("");
    let ends = after.split_once(" and ").or_else(|| after.split_once(" AND "));
    let high = ends.and_then(|(_, high)| high.split([' ', '\n', ')', ',']).find(|word| !word.is_empty()));
    let (Some((low, right)), Some(high)) = (ends, high) else { return diagnostic };
    let written = format!("in {}..{high}", low.trim());
    let Some(skipped) = right.find(high) else { return diagnostic };
    let to = place.at + rest.len() - right.len() + skipped + high.len();
    place.with_fix(diagnostic, format!("write `{written}`"), place.at, to, &written)
}

fn bare_within(place: &Place<'_>) -> Diagnostic {
    let at = place.last_good();
    Diagnostic::new(
        &codes::WORD_LEFT_OUT,
        place.span(at - "within".len(), at),
        "`within` alone could look back or ahead: write `within last` or `within next`",
        "last or next?",
    )
    .unsafe_fix("write `within last`", place.span(at, at), " last")
    .unsafe_fix("write `within next`", place.span(at, at), " next")
}

fn text_for_pattern(place: &Place<'_>) -> Diagnostic {
    let found = place.found();
    let inside = found.trim_matches('"').replace('/', "\\/");
    let written = format!("/{inside}/");
    let diagnostic = Diagnostic::new(
        &codes::WRONG_QUOTES,
        place.found_span(),
        "a pattern stands between slashes, not in quotes",
        "expected `/…/`",
    );
    place.with_fix(diagnostic, format!("write `{written}`"), place.at, place.at + found.len(), &written)
}

fn if_for_when(place: &Place<'_>) -> Diagnostic {
    let to = place.last_good();
    let from = to - "if".len();
    let diagnostic = Diagnostic::new(
        &codes::WORD_LEFT_OUT,
        place.span(from, to),
        "a condition is introduced by `when`; `if` stands only in `if unknown out` and `if unknown keep`",
        "expected `when`",
    );
    place.with_fix(diagnostic, "write `when`".to_owned(), from, to, "when")
}

/// The statement that a word of another tool stands for, and why.
pub(super) fn statement(word: &str) -> Option<(&'static str, &'static str)> {
    Some(match word {
        "disqualify" | "disqualifier" | "reject" | "ban" | "block" | "blocklist" | "blacklist" => {
            ("exclude", "what puts an account out is an `exclude`")
        }
        "must" | "need" | "needs" | "mandatory" | "filter" | "qualify" | "threshold" => {
            ("require", "what an account must have is a `require`")
        }
        "import" | "include" | "load" => ("use", "other files are read with `use`"),
        "set" | "define" | "def" | "var" | "const" => ("let", "a named value is a `let`"),
        "criterion" | "criteria" | "factor" | "rule" | "attribute" => {
            ("weight", "what earns points is a `weight` in a score")
        }
        "bonus" | "penalty" | "intent" => {
            ("signal", "what adds or takes away points is a `signal` in a score")
        }
        "grade" | "band" => ("tier", "a class of accounts is a `tier`"),
        "persona" | "contact" => ("role", "a kind of contact is a `role`"),
        "assert" | "ensure" | "invariant" => ("guarantee", "what must always hold is a `guarantee`"),
        "schema" | "fields" | "columns" | "company" => {
            ("account", "the fields of an account stand in `account { … }`")
        }
        "replace" | "remove" => {
            ("let", "a profile cannot change another one: put what they share in a library")
        }
        _ => return None,
    })
}
