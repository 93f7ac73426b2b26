//! The diagnostic of a damaged statement: what was found comes first, what was expected last.
//!
//! Each question below knows one habit of people and answers with its own code; the first that fits is given.

use crate::diag::{Diagnostic, Edit, codes::syntax as codes};
use crate::text::{SourceId, Span, closest, join_or};
use crate::types::Currency;

use super::super::grammar::{self, Rule};
use super::Look;
use super::habits;
use super::scan::{first_line, first_word, is_word, trimmed};
use super::words::{self, CLAUSE_WORDS, RESERVED, STATEMENT_WORDS};

/// Where a strict reading stopped.
pub(super) struct Place<'a> {
    pub(super) source: SourceId,
    /// The whole file.
    pub(super) text: &'a str,
    pub(super) look: Look,
    /// The statement.
    pub(super) start: usize,
    pub(super) end: usize,
    /// Where the reading stopped, in the file.
    pub(super) at: usize,
    pub(super) expected: &'a [Rule],
}

impl<'a> Place<'a> {
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.source, start, end)
    }

    /// What stands at the place, to the end of the statement.
    pub(super) fn rest(&self) -> &'a str {
        self.text.get(self.at..self.end).unwrap_or("")
    }

    /// The statement up to the place, without blanks and comments at its end.
    pub(super) fn before(&self) -> &'a str {
        trimmed(self.text.get(self.start..self.at).unwrap_or(""))
    }

    /// The piece of text found: a word, a text in quotes, a run of marks; empty at the end.
    pub(super) fn found(&self) -> &'a str {
        let rest = self.rest();
        let word = first_word(rest);
        if !word.is_empty() {
            return word;
        }
        if let Some(inside) = rest.strip_prefix('"') {
            let line = inside.lines().next().unwrap_or("");
            let end = line.find('"').map_or(line.trim_end().len(), |quote| quote + 1);
            return rest.get(..=end).unwrap_or(rest);
        }
        if !rest.starts_with(":=") && rest.starts_with(['(', ')', '[', ']', '{', '}', ',', ':']) {
            return rest.get(..1).unwrap_or(rest);
        }
        let end = rest
            .char_indices()
            .skip(1)
            .find(|(_, c)| {
                c.is_whitespace() || is_word(*c) || matches!(c, '"' | '(' | '[' | '{' | ')' | '`' | '#')
            })
            .map_or(rest.len(), |(at, _)| at);
        rest.get(..end).unwrap_or(rest)
    }

    pub(super) fn found_span(&self) -> Span {
        self.span(self.at, self.at + self.found().len())
    }

    /// The end of the last good word before the place.
    pub(super) fn last_good(&self) -> usize {
        self.start + self.before().len()
    }

    /// The last word or run of marks before the place.
    pub(super) fn word_before(&self) -> &'a str {
        let before = self.before();
        let is_mark = |c: char| matches!(c, '<' | '>' | '=' | '!' | '+' | '-' | '*' | '/' | '.' | '&' | '|');
        let by_word = before.rfind(|c: char| !is_word(c)).map_or(0, |at| at + char_length(before, at));
        if by_word < before.len() {
            return before.get(by_word..).unwrap_or("");
        }
        let by_mark = before.rfind(|c: char| !is_mark(c)).map_or(0, |at| at + char_length(before, at));
        before.get(by_mark..).unwrap_or("")
    }

    /// Whether one of these could have stood here.
    pub(super) fn expects(&self, rules: &[Rule]) -> bool {
        rules.iter().any(|rule| self.expected.contains(rule))
    }

    /// Whether a value could have stood here.
    pub(super) fn expects_value(&self) -> bool {
        self.expects(&[Rule::operand_name, Rule::expr, Rule::condition, Rule::sum])
    }

    /// Whether a clause could have stood here.
    fn expects_clause(&self) -> bool {
        self.expects(&[Rule::kw_when, Rule::kw_because])
    }

    /// Whether the statement can be read once `replacement` stands for `from..to` of the file.
    pub(super) fn mends(&self, from: usize, to: usize, replacement: &str) -> bool {
        let Some(rule) = self.look.rule() else { return false };
        let before = self.text.get(self.start..from).unwrap_or("");
        let after = self.text.get(to..self.end).unwrap_or("");
        let mended = format!("{before}{replacement}{after}");
        grammar::read(rule, self.source, &mended, 0, mended.len()).is_ok()
    }

    /// Adds a fix, safe if it mends the statement.
    pub(super) fn with_fix(
        &self,
        diagnostic: Diagnostic,
        help: String,
        from: usize,
        to: usize,
        replacement: &str,
    ) -> Diagnostic {
        let edits = vec![Edit { span: self.span(from, to), replacement: replacement.to_owned() }];
        diagnostic.fix_edits(help, edits, self.mends(from, to, replacement))
    }
}

fn char_length(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8)
}

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
        habits::word,
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

/// Text that starts no statement at all.
pub(super) fn no_statement(source: SourceId, text: &str, look: Look, start: usize, end: usize) -> Diagnostic {
    let piece = text.get(start..end).unwrap_or("");
    let word = first_word(piece);
    if word.is_empty() {
        return no_word(source, look, start, piece);
    }
    let span = Span::new(source, start, start + word.len());
    if let Some(diagnostic) = misplaced(span, word, look) {
        return diagnostic;
    }
    let lower = word.to_lowercase();
    if lower != word && STATEMENT_WORDS.contains(&lower.as_str()) {
        return Diagnostic::new(
            &codes::UPPER_CASE_KEYWORD,
            span,
            format!("keywords are lower case: write `{lower}` for `{word}`"),
            format!("expected `{lower}`"),
        )
        .fix(format!("write `{lower}`"), span, lower.clone());
    }
    let unknown = |label: String| {
        Diagnostic::new(&codes::UNKNOWN_STATEMENT, span, format!("unknown statement `{word}`"), label)
    };
    if let Some((meant, why)) = habits::statement(&lower) {
        return unknown(why.to_owned()).unsafe_fix(format!("write `{meant}`"), span, meant);
    }
    let entries = ["weight", "signal", "group", "evidence", "assumption"];
    let candidates: Vec<&str> = match look {
        Look::ScoreEntry => entries.iter().copied().chain(STATEMENT_WORDS.iter().copied()).collect(),
        _ => STATEMENT_WORDS.iter().chain(CLAUSE_WORDS).copied().collect(),
    };
    match closest(word, candidates).first() {
        Some(near) => unknown(format!("did you mean `{near}`?")).fix(format!("write `{near}`"), span, *near),
        None if look == Look::ScoreEntry => {
            unknown("a score holds `group`, `weight`, `signal`, `evidence`, and `assumption`".to_owned())
        }
        None => unknown("no statement starts with this word".to_owned()),
    }
}

/// A statement that starts with a mark, a quote or a digit.
fn no_word(source: SourceId, look: Look, start: usize, piece: &str) -> Diagnostic {
    let first = piece.chars().next().unwrap_or(' ');
    let span = Span::new(source, start, start + first.len_utf8());
    if let Some(diagnostic) = super::odd::control_character(span, first) {
        return diagnostic;
    }
    if piece.starts_with("//") || piece.starts_with("--") || piece.starts_with("/*") {
        let span = Span::new(source, start, start + 2);
        return Diagnostic::new(
            &codes::WRONG_MARK,
            span,
            "comments start with `#` and run to the end of the line",
            "expected `#`",
        )
        .fix("write `#`", span, "#");
    }
    Diagnostic::new(
        &codes::UNEXPECTED_TEXT,
        span,
        format!("expected {}, found `{first}`", look.called()),
        format!("no {} starts like this", if look == Look::Item { "statement" } else { "line" }),
    )
}

/// A sound keyword in a place that has no use for it.
fn misplaced(span: Span, word: &str, look: Look) -> Option<Diagnostic> {
    let misplaced =
        |message: String| Diagnostic::new(&codes::MISPLACED_STATEMENT, span, message, "cannot stand here");
    let article = |word: &str| if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    match (look, word) {
        (Look::Item, "language") => Some(misplaced(
            "`language` stands on the first line of a file, before everything else".to_owned(),
        )),
        (Look::Item, "weight" | "signal" | "group") => {
            Some(misplaced(format!("a {word} stands inside a score: no score is open here")))
        }
        (Look::Item, "given" | "expect") => {
            Some(misplaced(format!("`{word}` stands inside a test: no test is open here")))
        }
        (_, word) if CLAUSE_WORDS.contains(&word) => {
            Some(misplaced(format!("`{word}` goes on with a rule, but no rule is open here")))
        }
        (Look::ScoreEntry, word) if STATEMENT_WORDS.contains(&word) => {
            Some(misplaced(format!("{} {word} cannot stand inside a score", article(word))))
        }
        _ => None,
    }
}

/// A statement whose second look finds nothing wrong.
pub(super) fn unreadable(source: SourceId, text: &str, look: Look, start: usize, end: usize) -> Diagnostic {
    Diagnostic::new(
        &codes::UNEXPECTED_TEXT,
        Span::new(source, start, end),
        format!("{} cannot be read: `{}`", look.called(), first_line(text, start, end)),
        "",
    )
}

/// Whether a word is a currency in some case.
pub(super) fn currency_of(word: &str) -> Option<Currency> {
    Currency::from_code(&word.to_uppercase())
}
