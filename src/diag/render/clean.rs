//! Text from a file or a table, made safe and short enough to show.

use std::borrow::Cow;

/// The longest message, note or label that is shown, in characters.
const LONGEST: usize = 600;

/// The text on one line, without anything a terminal would obey, cut after a few hundred characters.
///
/// Control characters become their pictures (`␛` for escape), line ends become spaces, marks that turn the direction
/// of writing become `�`. What a build server would take for a command, `::` at the beginning and `##[`, gets a blank.
#[must_use]
pub fn clean(text: &str) -> Cow<'_, str> {
    if text.trim_start().starts_with("::") || text.contains("##[") {
        let harmless = text.replacen("::", ": :", usize::from(text.trim_start().starts_with("::")));
        return Cow::Owned(clean(&harmless.replace("##[", "## [")).into_owned());
    }
    let short = text.char_indices().nth(LONGEST).is_none();
    if short && !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut shown: String = text.chars().take(LONGEST).map(visible).collect();
    if !short {
        shown.push('…');
    }
    Cow::Owned(shown)
}

/// Whether a terminal could take the character for an order.
pub(super) fn is_unsafe(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// What stands for a character on a terminal.
pub(super) fn visible(c: char) -> char {
    match c {
        '\n' | '\r' | '\t' => ' ',
        '\u{7f}' => '␡',
        c if !is_unsafe(c) => c,
        c if u32::from(c) < 0x20 => char::from_u32(0x2400 + u32::from(c)).unwrap_or('�'),
        _ => '�',
    }
}

/// How many columns a text takes on a terminal: wide East Asian characters take two, combining marks none.
#[must_use]
pub fn columns(text: &str) -> usize {
    text.chars().map(columns_of).sum()
}

/// How many columns one character takes.
pub(super) fn columns_of(c: char) -> usize {
    match u32::from(c) {
        0x0300..=0x036f | 0x200b..=0x200d | 0xfe00..=0xfe0f | 0xfeff => 0,
        0x1100..=0x115f
        | 0x2e80..=0x303e
        | 0x3041..=0xa4cf
        | 0xac00..=0xd7a3
        | 0xf900..=0xfaff
        | 0xfe30..=0xfe6f
        | 0xff00..=0xff60
        | 0xffe0..=0xffe6
        | 0x1f300..=0x1f64f
        | 0x1f900..=0x1f9ff
        | 0x20000..=0x3fffd => 2,
        _ => 1,
    }
}

/// The text in lines of at most `width` columns where it has blanks to break at; lines after the first are indented.
/// No line begins with `::`, which would be a command in the log of a build server.
#[must_use]
pub fn wrap(text: &str, width: usize, indent: usize) -> String {
    let mut wrapped = String::with_capacity(text.len());
    let mut used = 0;
    for (index, word) in text.split(' ').enumerate() {
        let wide = columns(word);
        if index > 0 && used > indent && used + 1 + wide > width && !word.starts_with("::") {
            wrapped.push('\n');
            wrapped.extend(std::iter::repeat_n(' ', indent));
            used = indent;
        } else if index > 0 {
            wrapped.push(' ');
            used += 1;
        }
        wrapped.push_str(word);
        used += wide;
    }
    wrapped
}
