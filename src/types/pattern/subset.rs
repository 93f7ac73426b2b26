//! The subset itself: what a pattern may hold, read character by character.
//!
//! In: the text between the slashes. Out: the expression for the regex engine, or the first construct that is refused.
//! Invariant: every character of the expression is written here; nothing of the input reaches the engine unescaped.

use std::fmt::Write as _;
use std::iter::Peekable;
use std::str::CharIndices;

use super::PatternFault;
use crate::types::norm::{norm_char, norm_pairs};

/// Parentheses inside parentheses beyond this are refused.
const MAX_DEPTH: usize = 32;
/// The most a counted repetition may count.
const MAX_COUNT: u32 = 255;

/// The expression of a pattern; `folded` where letters of either case are to match.
pub(super) fn expression(text: &str, folded: bool) -> Result<String, PatternFault> {
    let mut parser = Parser { text, rest: text.char_indices().peekable(), folded, out: String::new() };
    parser.alternatives(0)?;
    if let Some((at, _)) = parser.rest.peek().copied() {
        return Err(parser.fault(at, "`)` closes a parenthesis that is not open", Some("write `\\)`")));
    }
    Ok(parser.out)
}

struct Parser<'a> {
    text: &'a str,
    rest: Peekable<CharIndices<'a>>,
    folded: bool,
    out: String,
}

impl Parser<'_> {
    fn fault(&self, at: usize, message: impl Into<String>, help: Option<&str>) -> PatternFault {
        let end = self.rest.clone().next().map_or(self.text.len(), |(next, _)| next).max(at);
        let first = self.text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        PatternFault {
            range: at..end.max(at + first),
            message: message.into(),
            help: help.map(str::to_owned),
        }
    }

    fn at(&mut self) -> usize {
        self.rest.peek().map_or(self.text.len(), |(at, _)| *at)
    }

    fn eat(&mut self, wanted: char) -> bool {
        self.rest.next_if(|(_, c)| *c == wanted).is_some()
    }

    fn alternatives(&mut self, depth: usize) -> Result<(), PatternFault> {
        loop {
            let start = self.at();
            if !self.sequence(depth)? {
                return Err(self.fault(
                    start,
                    "an empty alternative matches every text",
                    Some("to make a part optional, write `?` after it"),
                ));
            }
            if !self.eat('|') {
                return Ok(());
            }
            self.out.push('|');
        }
    }

    /// Items up to `|`, `)` or the end; whether there was one.
    fn sequence(&mut self, depth: usize) -> Result<bool, PatternFault> {
        let mut any = false;
        while let Some((at, c)) = self.rest.peek().copied() {
            if c == '|' || c == ')' {
                break;
            }
            any = true;
            let repeatable = self.item(at, c, depth)?;
            self.repetition(repeatable)?;
        }
        Ok(any)
    }

    /// One character, class, group or anchor; whether it may be repeated.
    fn item(&mut self, at: usize, c: char, depth: usize) -> Result<bool, PatternFault> {
        self.rest.next();
        match c {
            '^' | '$' => {
                self.out.push(c);
                return Ok(false);
            }
            '.' => self.out.push('.'),
            '(' => self.group(at, depth)?,
            '[' => self.class(at)?,
            '\\' => match self.escape(at)? {
                Escape::Digit => self.out.push_str("[0-9]"),
                Escape::Character(c) => self.character(c),
            },
            '?' | '*' | '+' => {
                let message = format!("`{c}` repeats nothing here");
                return Err(self.fault(
                    at,
                    message,
                    Some(&format!("write `\\{c}` for the character itself")),
                ));
            }
            '{' => {
                return Err(self.fault(
                    at,
                    "`{` repeats nothing here",
                    Some("write `\\{` for the character itself"),
                ));
            }
            c => self.character(c),
        }
        Ok(true)
    }

    fn character(&mut self, c: char) {
        let c = if self.folded { norm_char(c) } else { c };
        push_character(&mut self.out, c);
    }

    fn group(&mut self, at: usize, depth: usize) -> Result<(), PatternFault> {
        if self.eat('?') {
            let (message, help) = match self.rest.next().map(|(_, c)| c) {
                Some(':') => ("`(?:` is not part of the patterns all engines share", Some("write `(`")),
                Some('=' | '!') => ("look-ahead is not part of the patterns all engines share", None),
                Some('<') => {
                    ("look-behind and named groups are not part of the patterns all engines share", None)
                }
                Some('P') => {
                    ("named groups are not part of the patterns all engines share", Some("write `(`"))
                }
                _ => (
                    "flags such as `(?i)` are not part of the patterns all engines share",
                    Some("leave it out: `matches` ignores case"),
                ),
            };
            return Err(self.fault(at, message, help));
        }
        if depth >= MAX_DEPTH {
            return Err(self.fault(at, format!("more than {MAX_DEPTH} parentheses inside each other"), None));
        }
        self.out.push('(');
        self.alternatives(depth + 1)?;
        if !self.eat(')') {
            return Err(self.fault(at, "`(` is never closed", Some("write `\\(` for the character itself")));
        }
        self.out.push(')');
        Ok(())
    }

    fn repetition(&mut self, repeatable: bool) -> Result<(), PatternFault> {
        let at = self.at();
        let Some((_, c)) = self.rest.next_if(|(_, c)| matches!(c, '?' | '*' | '+' | '{')) else {
            return Ok(());
        };
        if !repeatable {
            return Err(self.fault(at, format!("`{c}` repeats nothing after `^` or `$`"), None));
        }
        if c == '{' {
            self.counted(at)?
        } else {
            self.out.push(c)
        }
        match self.rest.peek().copied() {
            Some((_, '?')) => {
                self.rest.next();
                Err(self.fault(
                    at,
                    "lazy repetition is not part of the patterns all engines share",
                    Some("leave the second `?` out: whether a text matches does not depend on it"),
                ))
            }
            Some((_, '+' | '*' | '{')) => {
                self.rest.next();
                Err(self.fault(at, "a repetition cannot be repeated", Some("use parentheses")))
            }
            _ => Ok(()),
        }
    }

    fn counted(&mut self, at: usize) -> Result<(), PatternFault> {
        let low = self.count();
        let comma = self.eat(',');
        let high = if comma { self.count() } else { low };
        let closed = self.eat('}');
        match (low, high) {
            (Some(low), Some(high)) if closed && low <= high && high <= MAX_COUNT => {
                let _ = write!(self.out, "{{{low},{high}}}");
                Ok(())
            }
            (Some(low), None) if closed && comma => Err(self.fault(
                at,
                format!("`{{{low},}}` is not part of the patterns all engines share"),
                Some(&format!("write the most that may occur, as `{{{low},{MAX_COUNT}}}`")),
            )),
            (Some(low), Some(high)) if closed && low > high => {
                Err(self.fault(at, format!("the repetition `{{{low},{high}}}` counts backwards"), None))
            }
            (Some(_), Some(_)) if closed => {
                Err(self.fault(at, format!("a part can be repeated at most {MAX_COUNT} times"), None))
            }
            _ => Err(self.fault(
                at,
                "`{` starts a repetition such as `{2}` or `{2,4}`",
                Some("write `\\{` for the character itself"),
            )),
        }
    }

    fn count(&mut self) -> Option<u32> {
        let mut value = None;
        while let Some((_, digit)) = self.rest.next_if(|(_, c)| c.is_ascii_digit()) {
            let digit = digit.to_digit(10).unwrap_or(0);
            value = Some(value.unwrap_or(0u32).saturating_mul(10).saturating_add(digit));
        }
        value
    }

    fn escape(&mut self, at: usize) -> Result<Escape, PatternFault> {
        let Some((_, c)) = self.rest.next() else {
            return Err(self.fault(
                at,
                "`\\` stands before nothing",
                Some("write `\\\\` for the character itself"),
            ));
        };
        let differs = |what: &str| format!("`\\{c}` ({what}) means different things in different engines");
        let (message, help) = match c {
            'd' => return Ok(Escape::Digit),
            c if c.is_ascii_punctuation() || c == ' ' => return Ok(Escape::Character(c)),
            'b' | 'B' => (
                differs("a word's edge"),
                Some("use `contains word`, or spell the edge out, as `(^| )vp( |$)`"),
            ),
            'w' | 'W' => (differs("a word character"), Some("list the characters, as `[a-z0-9_]`")),
            's' | 'S' => {
                (differs("white space"), Some("write a space: all white space is compared as one space"))
            }
            'D' => (differs("no digit"), Some("write `[^0-9]`")),
            '0'..='9' => ("a back reference is not part of the patterns all engines share".to_owned(), None),
            'n' | 'r' | 't' | 'f' | 'v' => {
                (differs("white space"), Some("write a space: all white space is compared as one space"))
            }
            'p' | 'P' => (differs("a Unicode class"), Some("list the characters in `[ ]`")),
            'A' | 'z' | 'Z' => (differs("an end of the text"), Some("write `^` or `$`")),
            _ => (format!("`\\{c}` is not part of the patterns all engines share"), None),
        };
        Err(self.fault(at, message, help))
    }

    /// `[…]` after its opening bracket.
    fn class(&mut self, at: usize) -> Result<(), PatternFault> {
        let negated = self.eat('^');
        let mut ranges: Vec<(char, char)> = Vec::new();
        loop {
            let start = self.at();
            let Some((_, c)) = self.rest.next() else {
                return Err(self.fault(
                    at,
                    "`[` is never closed",
                    Some("write `\\[` for the character itself"),
                ));
            };
            let low = match c {
                ']' if ranges.is_empty() => {
                    return Err(self.fault(
                        at,
                        "`[]` holds no character",
                        Some("write `\\]` for the character itself"),
                    ));
                }
                ']' => break,
                '[' => {
                    return Err(self.fault(
                        start,
                        "`[` inside `[ ]` means different things in different engines",
                        Some("write `\\[` for the character itself; classes such as `[:alpha:]` must be spelled out"),
                    ));
                }
                '\\' => match self.escape(start)? {
                    Escape::Digit => {
                        ranges.push(('0', '9'));
                        continue;
                    }
                    Escape::Character(c) => c,
                },
                c => c,
            };
            let high = self.range_end(start, low)?;
            ranges.push((low, high));
        }
        self.out.push_str(if negated { "[^" } else { "[" });
        for (low, high) in ranges {
            self.class_range(low, high);
        }
        self.out.push(']');
        Ok(())
    }

    /// The upper end after `-`, or `low` itself. A `-` before `]` is a character.
    fn range_end(&mut self, start: usize, low: char) -> Result<char, PatternFault> {
        let mut ahead = self.rest.clone();
        let dash = ahead.next().is_some_and(|(_, c)| c == '-');
        if !dash || ahead.next().is_none_or(|(_, c)| c == ']') {
            return Ok(low);
        }
        self.rest.next();
        let at = self.at();
        let high = match self.rest.next() {
            Some((_, '\\')) => match self.escape(at)? {
                Escape::Digit => return Err(self.fault(start, "a range cannot end in `\\d`", None)),
                Escape::Character(c) => c,
            },
            Some((_, c)) => c,
            None => low,
        };
        if high < low {
            return Err(self.fault(start, format!("the range `{low}-{high}` runs backwards"), None));
        }
        Ok(high)
    }

    /// One range of a class; where case is folded, what its characters become.
    fn class_range(&mut self, low: char, high: char) {
        if !self.folded {
            push_range(&mut self.out, low, high);
            return;
        }
        let mut next = low;
        for (from, to) in norm_pairs().filter(|(from, _)| (low..=high).contains(from)) {
            if next < from {
                push_range(&mut self.out, next, before(from));
            }
            push_range(&mut self.out, to, to);
            next = after(from);
        }
        if next <= high {
            push_range(&mut self.out, next, high);
        }
    }
}

enum Escape {
    Digit,
    Character(char),
}

fn before(c: char) -> char {
    ('\0'..c).next_back().unwrap_or(c)
}

fn after(c: char) -> char {
    (c..=char::MAX).nth(1).unwrap_or(c)
}

fn push_character(out: &mut String, c: char) {
    if c.is_alphanumeric() || c == ' ' {
        out.push(c);
    } else {
        let _ = write!(out, "\\x{{{:X}}}", u32::from(c));
    }
}

fn push_range(out: &mut String, low: char, high: char) {
    push_character(out, low);
    if low < high {
        out.push('-');
        push_character(out, high);
    }
}
