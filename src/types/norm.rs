//! Comparing texts the same way in every engine: `norm` and words (rulings 55, 56).

use super::norm_table::PAIRS;

/// What one character becomes through table F; most characters stay.
#[must_use]
pub fn norm_char(c: char) -> char {
    if c.is_ascii() {
        return match c {
            'A'..='Z' => c.to_ascii_lowercase(),
            '\t' | '\n' | '\x0b' | '\x0c' | '\r' => ' ',
            _ => c,
        };
    }
    let Ok(code) = u16::try_from(u32::from(c)) else { return c };
    match PAIRS.binary_search_by_key(&code, |(from, _)| *from) {
        Ok(index) => PAIRS.get(index).and_then(|(_, to)| char::from_u32(u32::from(*to))).unwrap_or(c),
        Err(_) => c,
    }
}

/// The pairs of table F: each character that is replaced and what it becomes, ascending.
pub fn norm_pairs() -> impl Iterator<Item = (char, char)> {
    PAIRS
        .iter()
        .filter_map(|(from, to)| Some((char::from_u32(u32::from(*from))?, char::from_u32(u32::from(*to))?)))
}

/// The text as it is compared: each character through table F, runs of spaces to one, ends trimmed (ruling 55).
/// Neither locale nor normal forms play a part.
#[must_use]
pub fn norm(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut space = false;
    for c in text.chars().map(norm_char) {
        if c == ' ' {
            space = !out.is_empty();
            continue;
        }
        if space {
            out.push(' ');
            space = false;
        }
        out.push(c);
    }
    out
}

/// The characters besides the end of a text that may stand beside a word (ruling 56).
const SEPARATORS: &str = " .,;:!?()[]{}<>\"'/\\|-–—*=~@&、，。；：（）【】《》·";

/// Whether `word` stands in `text` with the end or a separator on each side (ruling 56). Both are normalized.
/// An empty word stands nowhere.
#[must_use]
pub fn contains_word(text: &str, word: &str) -> bool {
    if word.is_empty() {
        return false;
    }
    let free = |neighbor: Option<char>| neighbor.is_none_or(|c| SEPARATORS.contains(c));
    let mut from = 0;
    while let Some(found) = text.get(from..).and_then(|rest| rest.find(word)) {
        let start = from + found;
        let before = text.get(..start).and_then(|head| head.chars().next_back());
        let after = text.get(start + word.len()..).and_then(|tail| tail.chars().next());
        if free(before) && free(after) {
            return true;
        }
        // INVARIANT: the next search starts one character further on, so that overlapping places are seen.
        from = start + text.get(start..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
    }
    false
}

/// The first character of a script that is written without spaces (Han, Kana, Thai): `contains word` refuses
/// such a word, `contains` is meant (ruling 56).
#[must_use]
pub fn unspaced_character(word: &str) -> Option<char> {
    word.chars().find(|c| {
        matches!(u32::from(*c),
            0x0E00..=0x0E7F // Thai
            | 0x2E80..=0x2FDF | 0x3005 | 0x3007 | 0x3021..=0x3029 | 0x3038..=0x303B // Han marks
            | 0x3041..=0x30FF | 0x31F0..=0x31FF | 0xFF66..=0xFF9D | 0x1B000..=0x1B16F // Kana
            | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF // Han
        )
    })
}

#[cfg(test)]
mod tests;
