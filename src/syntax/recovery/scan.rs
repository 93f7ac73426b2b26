//! Plain looks at text: first words, names, trailing comments, columns.

use crate::text::closest;

use super::super::grammar::{Node, Rule};
use super::words::{CLAUSE_WORDS, STATEMENT_WORDS};

/// Whether a character can stand inside a name.
pub(super) fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// The blanks of the language.
pub(in super::super) const BLANKS: [char; 7] = [' ', '\t', '\n', '\r', '\u{FEFF}', '\u{3000}', '\u{A0}'];

/// Text without trailing blanks and comments.
pub(in super::super) fn trimmed(text: &str) -> &str {
    let mut text = text.trim_end_matches(BLANKS);
    loop {
        let line_start = text.rfind('\n').map_or(0, |at| at + 1);
        let line = text.get(line_start..).unwrap_or("");
        let Some(hash) = comment_start(line) else { return text };
        let cut = text.get(..line_start + hash).unwrap_or("").trim_end_matches(BLANKS);
        if cut.is_empty() {
            return text;
        }
        text = cut;
        if hash > 0 && !line.get(..hash).unwrap_or("").trim_matches(BLANKS).is_empty() {
            return text;
        }
    }
}

/// Where a comment starts in a line, texts in quotes passed over.
fn comment_start(line: &str) -> Option<usize> {
    let mut quoted = false;
    let mut escaped = false;
    for (at, character) in line.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '#' if !quoted => return Some(at),
            _ => {}
        }
    }
    None
}

/// The word at the start of a text; empty if it starts with something else.
pub(super) fn first_word(text: &str) -> &str {
    let end = text.find(|c: char| !is_word(c)).unwrap_or(text.len());
    text.get(..end).unwrap_or("")
}

/// The name at the start of a text, in backticks or not, and what follows.
fn first_name(text: &str) -> (&str, &str) {
    if let Some((name, rest)) = text.strip_prefix('`').and_then(|rest| rest.split_once('`')) {
        return (name, rest);
    }
    let name = first_word(text);
    (name, text.get(name.len()..).unwrap_or(""))
}

/// The keyword a damaged statement starts with, and the names it would have defined.
pub(in super::super) fn names(text: &str) -> (Option<String>, Vec<String>) {
    let (first, rest) = first_name(text);
    if rest.trim_start().starts_with([':', '：']) {
        return (None, vec![first.to_owned()]);
    }
    let known = STATEMENT_WORDS.contains(&first);
    let keyword = known.then(|| first.to_owned());
    if matches!(first, "account" | "rates" | "use" | "market" | "override" | "outcome" | "test" | "language")
    {
        return (keyword, Vec::new());
    }
    let rest = rest.trim_start();
    let (name, _) = first_name(rest);
    let reserved = CLAUSE_WORDS.contains(&name) || matches!(name, "out" | "cap" | "of");
    if first.is_empty() || name.is_empty() || (reserved && !rest.starts_with('`')) {
        let unnamed = if first == "score" { vec!["score".to_owned()] } else { Vec::new() };
        return (keyword, unnamed);
    }
    (keyword, vec![name.to_owned()])
}

/// The name of a damaged field: its first word.
pub(in super::super) fn field_name(text: &str) -> Vec<String> {
    let (name, _) = first_name(text);
    if name.is_empty() { Vec::new() } else { vec![name.to_owned()] }
}

/// The start of a statement's first line, short enough to be quoted.
pub(super) fn first_line(text: &str, start: usize, end: usize) -> &str {
    let line = trimmed(text.get(start..end).unwrap_or("")).lines().next().unwrap_or("").trim_end();
    if line.chars().count() <= 20 {
        return line;
    }
    let mut words = line.char_indices().filter(|(_, c)| c.is_whitespace()).map(|(at, _)| at);
    match words.nth(1) {
        Some(cut) if !line.get(..cut).unwrap_or("").contains('"') => line.get(..cut).unwrap_or(line),
        _ => first_word(line),
    }
}

/// Whether text left over belongs to the statement before it: it goes on in its line, or reads like one of its clauses,
/// or stands deeper than its head without being like a statement.
pub(in super::super) fn continues(text: &str, before: Node<'_>, start: usize, end: usize) -> bool {
    if is_block(before.rule()) {
        return false;
    }
    if same_line(text, start) {
        return true;
    }
    let (_, column) = indent(text, start);
    let (_, head_column) = indent(text, before.start());
    let first = first_word(text.get(start..end).unwrap_or(""));
    if first.is_empty() {
        return column > head_column;
    }
    if STATEMENT_WORDS.contains(&first) {
        return false;
    }
    let lower = first.to_lowercase();
    if CLAUSE_WORDS.contains(&lower.as_str()) {
        return true;
    }
    let nearest = closest(first, STATEMENT_WORDS.iter().chain(CLAUSE_WORDS).copied());
    if let Some(nearest) = nearest.first().filter(|_| first.chars().count() > 2) {
        return CLAUSE_WORDS.contains(nearest);
    }
    column > head_column
}

fn is_block(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::profile | Rule::account | Rule::table | Rule::score | Rule::group | Rule::outcome | Rule::test
    )
}

/// Whether a place stands on a line that something else begins.
pub(in super::super) fn same_line(text: &str, start: usize) -> bool {
    let (line_start, column) = indent(text, start);
    line_start + column < start
}

/// Whether text left over after a line of a block begins a line of its own, no deeper than that line.
pub(in super::super) fn begins_line(text: &str, before: usize, start: usize) -> bool {
    let word = first_word(text.get(start..).unwrap_or(""));
    let joins = matches!(
        word,
        "" | "and" | "or" | "implies" | "not" | "AND" | "OR" | "in" | "is" | "has" | "otherwise"
    );
    !same_line(text, start) && !joins && indent(text, start).1 <= indent(text, before).1
}

/// Whether text left over after a field begins a field of its own: a word of no modifier at the start of a line.
pub(in super::super) fn begins_field(text: &str, start: usize, end: usize) -> bool {
    let piece = text.get(start..end).unwrap_or("");
    let word = first_word(piece);
    if same_line(text, start) || word.is_empty() {
        return false;
    }
    let after = piece.get(word.len()..).unwrap_or("").trim_start();
    closest(word, MODIFIERS.iter().copied()).is_empty() && !MODIFIERS.contains(&word)
        || !(after.starts_with('"') || MODIFIERS.contains(&word))
}

const MODIFIERS: &[&str] =
    &["key", "from", "split", "format", "pattern", "blank", "unknown", "range", "ordered"];

/// Where the line of an offset starts, and how many bytes of blanks stand at its start.
pub(super) fn indent(text: &str, at: usize) -> (usize, usize) {
    let line_start = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1);
    let line = text.get(line_start..).unwrap_or("");
    let blanks =
        line.find(|c: char| !matches!(c, ' ' | '\t' | '\u{FEFF}' | '\u{3000}' | '\u{A0}')).unwrap_or(0);
    (line_start, blanks)
}

/// The last opening bracket that nothing closes, texts in quotes and comments passed over.
pub(super) fn last_open(text: &str, wanted: char) -> Option<usize> {
    let mut open: Vec<(usize, char)> = Vec::new();
    let mut quoted = false;
    let mut escaped = false;
    let mut comment = false;
    for (at, character) in text.char_indices() {
        match character {
            '\n' => (quoted, comment, escaped) = (false, false, false),
            _ if comment => {}
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if quoted => {}
            '#' => comment = true,
            '(' | '[' | '{' => open.push((at, character)),
            ')' | ']' | '}' => drop(open.pop()),
            _ => {}
        }
    }
    open.into_iter().rev().find(|(_, opener)| *opener == wanted).map(|(at, _)| at)
}

/// The line up to an offset, without blanks around it, short enough to be quoted.
pub(super) fn line_before(text: &str, at: usize) -> &str {
    let (line_start, blanks) = indent(text, at);
    let line = text.get((line_start + blanks).min(at)..at).unwrap_or("").trim();
    first_line(line, 0, line.len())
}

/// The opener inside a block whose closer stands under the block's own head: it took what was meant for the block.
pub(super) fn thief(text: &str, start: usize, end: usize) -> Option<usize> {
    let (_, own) = indent(text, start);
    let mut open: Vec<usize> = Vec::new();
    let mut thief = None;
    let (mut quoted, mut comment, mut escaped) = (false, false, false);
    for (offset, character) in text.get(start..end)?.char_indices() {
        let at = start + offset;
        match character {
            '\n' => (quoted, comment, escaped) = (false, false, false),
            _ if comment => {}
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if quoted => {}
            '#' => comment = true,
            '{' => open.push(at),
            '}' => {
                let opener = open.pop();
                let (_, column) = indent(text, at);
                let under_head = !same_line(text, at) && column == own;
                thief = opener.filter(|opener| under_head && indent(text, *opener).1 > own).or(thief);
            }
            _ => {}
        }
    }
    thief
}
