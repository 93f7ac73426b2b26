//! What people bring along from SQL, YAML, spreadsheets and plain English, and the words this language has for it
//! (semantics, section 9: what is not in the language, and why).

use crate::diag::{Diagnostic, codes::syntax as codes};
use crate::types::Currency;

use super::super::grammar::Rule;
use super::place::Place;
use super::scan::first_word;
use super::words::{CLAUSE_WORDS, STATEMENT_WORDS};

/// `growth -10%`, `employees-10`, `sales-ops`.
pub(super) fn sign(place: &Place<'_>) -> Option<Diagnostic> {
    let rest = place.rest();
    let mark = rest.chars().next().filter(|c| matches!(c, '-' | '+' | '−' | '–'))?;
    let after = rest.chars().nth(1)?;
    let touches = place.last_good() == place.at;
    let operand = place.word_before();
    let end = place.at + mark.len_utf8();
    if place.look == super::Look::Tier && touches && place.before().split_whitespace().count() == 2 {
        let from = place.last_good() - operand.len();
        let written = format!("`{operand}{mark}`");
        let diagnostic = Diagnostic::new(
            &codes::STUCK_SIGN,
            place.span(from, end),
            format!("the name {written} needs its backticks: names have letters, digits, and `_`"),
            "not a name as it stands",
        );
        return Some(place.with_fix(diagnostic, format!("write {written}"), from, end, &written));
    }
    if after.is_alphabetic() && touches && mark != '+' {
        return Some(
            Diagnostic::new(
                &codes::STUCK_SIGN,
                place.span(place.at, end),
                format!(
                    "names have no hyphen: `{operand}{mark}{}`",
                    first_word(rest.get(mark.len_utf8()..)?)
                ),
                "a hyphen inside a name",
            )
            .help("write `_`, put the name in backticks, or put blanks around the minus"),
        );
    }
    if !after.is_ascii_digit() || operand.is_empty() {
        return None;
    }
    let number: String =
        rest.chars().skip(1).take_while(|c| !c.is_whitespace() && !matches!(c, ')' | ']' | ',')).collect();
    let is_year = operand.len() == 4 && operand.chars().all(|c| c.is_ascii_digit());
    if touches && mark == '-' && is_year {
        return Some(
            Diagnostic::new(
                &codes::STUCK_SIGN,
                place.span(place.at, end + number.len()),
                format!("`{operand}-{number}` is neither a date nor a subtraction"),
                "the day of a date, or blanks around the minus?",
            )
            .help(format!("write a date as `{operand}-01-31`; write `{operand} - {number}` to calculate")),
        );
    }
    let space = if touches { " " } else { "" };
    let spaced = format!("{space}{mark} ");
    let diagnostic = Diagnostic::new(
        &codes::STUCK_SIGN,
        place.span(place.at, end + number.len()),
        format!("`{operand}` is directly followed by the number `{mark}{number}`"),
        "a comparison, or a subtraction?",
    );
    let diagnostic = if touches {
        diagnostic
    } else {
        diagnostic.help(format!("write the comparison that is missing: `{operand} < {mark}{number}`"))
    };
    Some(place.with_fix(
        diagnostic,
        format!("write `{operand} {mark} {number}` to calculate"),
        place.at,
        end,
        &spaced,
    ))
}

/// Marks of other languages.
pub(super) fn mark(place: &Place<'_>) -> Option<Diagnostic> {
    let found = place.found();
    let rest = place.rest();
    let one = |code, written: &str, meant: &str, message: String| {
        let end = place.at + written.len();
        let help =
            if meant.is_empty() { format!("take `{written}` away") } else { format!("write `{meant}`") };
        let label = if meant.is_empty() { "not needed".to_owned() } else { format!("expected `{meant}`") };
        let diagnostic = Diagnostic::new(code, place.span(place.at, end), message, label);
        Some(place.with_fix(diagnostic, help, place.at, end, meant))
    };
    let wrong = |written: &str, meant: &str| {
        one(
            &codes::WRONG_MARK,
            written,
            meant,
            format!("`{written}` is not the mark for this: write `{meant}`"),
        )
    };
    if let Some((wide, plain)) = WIDE.iter().find(|(wide, _)| rest.starts_with(wide)) {
        return one(
            &codes::FULL_WIDTH_MARK,
            wide,
            plain,
            format!("full-width `{wide}` stands for `{plain}`"),
        );
    }
    if found.starts_with("//") || found.starts_with("--") || found.starts_with("/*") {
        let message = "comments start with `#` and run to the end of the line".to_owned();
        return one(&codes::WRONG_MARK, found.get(..2)?, "#", message);
    }
    if place.expects(&[Rule::arrow]) && !place.expects_value() {
        return match found {
            ":" | "=" | ":=" | "==>" | "==" => wrong(found, "=>"),
            _ => None,
        };
    }
    if place.expects(&[Rule::colon]) && found == "=" {
        return wrong("=", ":");
    }
    if place.expects(&[Rule::eq]) && !place.expects(&[Rule::lt]) && matches!(found, ":=" | ":" | "=>") {
        return wrong(found, "=");
    }
    match found {
        "=>" if !place.expects_value() => wrong("=>", ">="),
        "=~" => wrong("=~", "matches"),
        "!==" => wrong("!==", "!="),
        "&" => wrong("&", "and"),
        "|" => wrong("|", "or"),
        ":" => {
            let before = place.word_before();
            one(
                &codes::NEEDLESS_COLON,
                ":",
                "",
                format!("no colon stands after `{before}` in {}", place.look.called()),
            )
        }
        ";" => one(&codes::WRONG_MARK, ";", "", "statements and clauses end without `;`".to_owned()),
        _ => None,
    }
}

/// Full-width marks that are read nowhere.
const WIDE: [(&str, &str); 12] = [
    ("；", ""),
    ("。", ""),
    ("＞＝", ">="),
    ("＜＝", "<="),
    ("＞", ">"),
    ("＜", "<"),
    ("【", "["),
    ("】", "]"),
    ("｛", "{"),
    ("｝", "}"),
    ("＝＞", "=>"),
    ("％", "%"),
];

/// A comma between digits, or between values that stand in no list.
pub(super) fn comma(place: &Place<'_>) -> Option<Diagnostic> {
    let rest = place.rest();
    let mark = rest.chars().next().filter(|c| matches!(c, ',' | '，' | '、'))?;
    let end = place.at + mark.len_utf8();
    let before = place.before().chars().next_back()?;
    let touches = place.last_good() == place.at;
    let after = rest.chars().nth(1)?;
    if touches && before.is_ascii_digit() && after.is_ascii_digit() {
        let diagnostic = Diagnostic::new(
            &codes::COMMA_IN_NUMBER,
            place.span(place.at, end),
            "a comma stands inside a number",
            "numbers have no commas",
        );
        return Some(place.with_fix(diagnostic, "write `_`".to_owned(), place.at, end, "_"));
    }
    if !place.expects(&[Rule::kw_and, Rule::kw_because]) {
        return None;
    }
    Some(
        Diagnostic::new(
            &codes::NOT_A_LIST,
            place.span(place.at, end),
            "several values stand in a list with square brackets",
            "a comma outside a list",
        )
        .help("write `in [1, 2]`, `has any [\"a\", \"b\"]`, or `contains any [\"a\", \"b\"]`"),
    )
}

/// Values where a list in brackets is expected.
pub(super) fn brackets(place: &Place<'_>) -> Option<Diagnostic> {
    let rest = place.rest();
    let value = rest.starts_with(['"', '“', '\'']) || rest.starts_with(|c: char| c.is_ascii_digit());
    let parenthesis = rest.starts_with(['(', '{']);
    if !place.expects(&[Rule::listlit, Rule::lbracket]) || !(value || parenthesis) {
        return None;
    }
    if super::scan::trimmed(rest).ends_with(".csv\"") {
        return None;
    }
    let rows = place.look == super::Look::TestEntry;
    let line = if rows { super::scan::trimmed(rest.lines().next()?) } else { values(rest) };
    let inside = if parenthesis && !rows { line.get(1..line.len().checked_sub(1)?)? } else { line };
    let written = format!("[{}]", inside.trim());
    let diagnostic = Diagnostic::new(
        &codes::NOT_A_LIST,
        place.span(place.at, place.at + line.len()),
        if rows {
            "the rows of a table stand in square brackets"
        } else {
            "the values of a list stand in square brackets"
        },
        "expected `[ ]` around this",
    );
    if !place.mends(place.at, place.at + line.len(), &written) {
        return Some(diagnostic.help("write `[1, 2]` or `[\"a\", \"b\"]`"));
    }
    Some(place.with_fix(diagnostic, format!("write `{written}`"), place.at, place.at + line.len(), &written))
}

/// A row of values with commas at the start of a text, or what stands in parentheses there.
fn values(rest: &str) -> &str {
    if rest.starts_with(['(', '{']) {
        let end = rest.find([')', '}', '\n']).unwrap_or(rest.len());
        return rest.get(..(end + 1).min(rest.len())).unwrap_or(rest);
    }
    let mut end = 0;
    let mut quoted = false;
    let mut after_value = false;
    for (at, character) in rest.char_indices() {
        match character {
            '"' => {
                quoted = !quoted;
                after_value = !quoted;
            }
            '\n' => break,
            _ if quoted => {}
            ',' => after_value = false,
            ' ' | '\t' => continue,
            _ if after_value && rest.get(end..at).is_some_and(|gap| gap.contains(' ')) => break,
            _ => after_value = true,
        }
        end = at + character.len_utf8();
    }
    rest.get(..end).unwrap_or(rest)
}

/// `WHEN`, `Contains`, `BECAUSE`.
pub(super) fn capitals(place: &Place<'_>) -> Option<Diagnostic> {
    let found = first_word(place.rest());
    let lower = found.to_lowercase();
    let known = CLAUSE_WORDS.contains(&lower.as_str()) || STATEMENT_WORDS.contains(&lower.as_str());
    if found == lower || !(known || super::words::keywords(place.expected).contains(&lower.as_str())) {
        return None;
    }
    let diagnostic = Diagnostic::new(
        &codes::UPPER_CASE_KEYWORD,
        place.found_span(),
        format!("keywords are lower case: write `{lower}` for `{found}`"),
        format!("expected `{lower}`"),
    );
    Some(place.with_fix(diagnostic, format!("write `{lower}`"), place.at, place.at + found.len(), &lower))
}

/// `= unknown`, `!= unknown`: knowing is asked for by `is`.
pub(super) fn equals_unknown(place: &Place<'_>) -> Option<Diagnostic> {
    let found = place.found();
    if found != "unknown" {
        return None;
    }
    let before = place.before();
    let head = before.strip_suffix('=')?;
    let negated = head.ends_with('!');
    let head = head.strip_suffix('!').unwrap_or(head);
    if head.ends_with(['<', '>', '=']) {
        return None;
    }
    let sign = if negated { "!=" } else { "=" };
    let said = if negated { "is known" } else { "is unknown" };
    let from = place.start + head.len();
    let diagnostic = Diagnostic::new(
        &codes::WORD_LEFT_OUT,
        place.span(from, place.at + found.len()),
        format!("`{sign} {found}` is said `{said}` in this language"),
        format!("expected `{said}`"),
    );
    Some(place.with_fix(diagnostic, format!("write `{said}`"), from, place.at + found.len(), said))
}

/// `is "A"`, `is null`, `is not blank`, `is greater than`.
pub(super) fn is_test(place: &Place<'_>) -> Option<Diagnostic> {
    if !place.expects(&[Rule::kw_known]) || place.expects(&[Rule::lbracket]) {
        return None;
    }
    let before = place.before();
    let negated = before.ends_with("not");
    let head = before.strip_suffix("not").unwrap_or(before).trim_end();
    let is_at = place.start + head.strip_suffix("is")?.len();
    let found = place.found();
    let lower = found.to_lowercase();
    if matches!(lower.as_str(), "null" | "blank" | "empty" | "missing" | "none" | "nil" | "na" | "undefined")
    {
        let diagnostic = Diagnostic::new(
            &codes::WORD_LEFT_OUT,
            place.found_span(),
            format!("`is {found}` is said `is unknown` in this language"),
            "expected `unknown`",
        );
        return Some(place.with_fix(
            diagnostic,
            "write `unknown`".to_owned(),
            place.at,
            place.at + found.len(),
            "unknown",
        ));
    }
    let value =
        found.starts_with(['"', '“', '\'']) || found.starts_with(|c: char| c.is_ascii_digit() || c == '`');
    if !value && !matches!(lower.as_str(), "true" | "false" | "in" | "today") && found.is_empty() {
        return None;
    }
    let meant = match (lower.as_str(), negated) {
        ("in", _) => {
            if negated {
                "not"
            } else {
                ""
            }
        }
        (_, true) => "!=",
        (_, false) => "=",
    };
    let said = if negated { "is not" } else { "is" };
    let message = if meant.is_empty() || meant == "not" {
        format!("`{said} in` is said `{}` in this language", if negated { "not in" } else { "in" })
    } else {
        format!(
            "`{said}` goes with `known`, `unknown`, and the levels of a segment; values are compared with `{meant}`"
        )
    };
    let diagnostic = Diagnostic::new(
        &codes::WORD_LEFT_OUT,
        place.span(is_at, place.last_good()),
        message,
        "not with a value",
    );
    let (from, to) = (is_at, if meant.is_empty() { place.at } else { place.last_good() });
    Some(place.with_fix(
        diagnostic,
        format!("write `{}`", if meant.is_empty() { "in" } else { meant }),
        from,
        to,
        meant,
    ))
}

/// `any contacts where …`, `all(contacts where …)`, `avg(…)`, `lower(…)`.
pub(super) fn call(place: &Place<'_>) -> Option<Diagnostic> {
    let function = place.word_before();
    let at = place.last_good() - function.len();
    let span = place.span(at, place.last_good());
    if place.rest().starts_with('(')
        && !function.is_empty()
        && function.chars().all(|c| c.is_alphanumeric() || c == '_')
    {
        let (message, help) = match function {
            "all" | "every" => (
                format!("`{function}(…)` is not in the language: \"all\" of no rows surprises every reader"),
                "write `none(T where not (…))`",
            ),
            "avg" | "average" | "mean" | "round" | "floor" | "ceil" | "median" => (
                format!("`{function}(…)` is not in the language"),
                "prepare such a column before the data is scored",
            ),
            "exists" | "some" => {
                (format!("`{function}(…)` is said `any(…)` in this language"), "write `any(T where …)`")
            }
            "lower" | "upper" | "trim" => (
                format!(
                    "`{function}(…)` is not needed: texts compare without regard to case and to extra blanks"
                ),
                "compare the field itself",
            ),
            "isnull" | "coalesce" | "ifnull" | "nvl" | "if" => (
                format!("`{function}(…)` is not in the language"),
                "write `x is unknown`, or `x otherwise 0` for a default",
            ),
            "len" | "length" | "size" => {
                (format!("`{function}(…)` is said `count(…)` in this language"), "write `count(…)`")
            }
            "now" | "date" | "current_date" => {
                (format!("`{function}()` is said `today` in this language"), "write `today`")
            }
            _ if CLAUSE_WORDS.contains(&function) || STATEMENT_WORDS.contains(&function) => return None,
            _ => (
                format!("unknown function `{function}`"),
                "there are `any`, `none`, `count`, `sum`, `min`, `max`, and `latest`",
            ),
        };
        let code =
            if message.starts_with("unknown") { &codes::UNEXPECTED_TEXT } else { &codes::WORD_LEFT_OUT };
        return Some(Diagnostic::new(code, span, message, "not a function of this language").help(help));
    }
    let table = first_word(place.rest());
    let is_call = matches!(function, "any" | "none" | "count" | "sum" | "min" | "max" | "latest" | "all");
    if !is_call || table.is_empty() || CLAUSE_WORDS.contains(&table) || place.expects_value() {
        return None;
    }
    Some(
        Diagnostic::new(
            &codes::MISSING_CALL_PARENTHESES,
            span,
            format!("`{function}` stands before parentheses that hold the table and its condition"),
            "expected `(` after this",
        )
        .help(format!("write `{function}({table} where …)`")),
    )
}

/// `USD 5M`, `5M usd`.
pub(super) fn currency(place: &Place<'_>) -> Option<Diagnostic> {
    let found = first_word(place.rest());
    let before = place.word_before();
    if place.rest().starts_with(|c: char| c.is_ascii_digit())
        && let Some(currency) = currency_of(before)
    {
        let from = place.last_good() - before.len();
        let number: &str = place.rest().split([' ', '\n', ')', ',', ']']).next().unwrap_or("");
        let written = format!("{number} {currency}");
        let to = place.at + number.len();
        let diagnostic = Diagnostic::new(
            &codes::ODD_NUMBER,
            place.span(from, to),
            format!("the currency stands after the number: `{written}`"),
            "currency before the number",
        );
        return Some(place.with_fix(diagnostic, format!("write `{written}`"), from, to, &written));
    }
    let after_number = before == "money" || before.starts_with(|c: char| c.is_ascii_digit());
    let currency = currency_of(found).filter(|currency| after_number && currency.to_string() != found)?;
    let written = currency.to_string();
    let diagnostic = Diagnostic::new(
        &codes::UNKNOWN_CURRENCY,
        place.found_span(),
        format!("currencies are written in capitals: `{written}`"),
        format!("expected `{written}`"),
    );
    Some(place.with_fix(diagnostic, format!("write `{written}`"), place.at, place.at + found.len(), &written))
}

/// Whether a word is a currency in some case.
fn currency_of(word: &str) -> Option<Currency> {
    Currency::from_code(&word.to_uppercase())
}
