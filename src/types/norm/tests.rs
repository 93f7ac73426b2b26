use std::collections::HashMap;

use proptest::prelude::*;

use super::*;

#[test]
fn table_f_is_ascending_and_one_to_one_per_character() {
    assert!(PAIRS.is_sorted_by(|a, b| a.0 < b.0));
    assert_eq!(norm_pairs().count(), PAIRS.len(), "every entry is a character");
}

#[test]
fn table_f_is_idempotent() {
    for (from, to) in norm_pairs() {
        assert_eq!(norm_char(to), to, "{from:?} becomes {to:?}, which changes again");
    }
}

#[test]
fn exactly_the_25_white_space_characters_become_a_space() {
    let spaces: Vec<char> = norm_pairs().filter(|(_, to)| *to == ' ').map(|(from, _)| from).collect();
    let standard: Vec<char> = ('\0'..=char::MAX).filter(|c| c.is_whitespace()).collect();
    assert_eq!(spaces, standard);
    assert_eq!(spaces.len(), 25);
}

#[test]
fn full_width_ascii_becomes_folded_ascii() {
    for code in 0xFF01..=0xFF5Eu32 {
        let wide = char::from_u32(code).unwrap();
        let plain = char::from_u32(code - 0xFEE0).unwrap();
        assert_eq!(norm_char(wide), plain.to_ascii_lowercase());
    }
}

/// The regex crate knows which characters differ by simple case folding only; table F must join the same ones.
#[test]
fn table_f_joins_the_characters_that_simple_case_folding_joins() {
    let mut classes: HashMap<char, Vec<char>> = HashMap::new();
    for c in ('\0'..='\u{FFFF}').filter(|c| !('\u{FF01}'..='\u{FF5E}').contains(c) && !c.is_whitespace()) {
        classes.entry(norm_char(c)).or_default().push(c);
    }
    for members in classes.values().filter(|members| members.len() > 1) {
        for pair in members.windows(2) {
            let pattern = format!("^(?i:\\x{{{:X}}})$", u32::from(pair[0]));
            let matcher = regex::Regex::new(&pattern).unwrap();
            assert!(matcher.is_match(&pair[1].to_string()), "{pair:?}");
        }
    }
    for c in ('\u{80}'..='\u{FFFF}').filter(|c| c.to_lowercase().count() == 1) {
        let lower = c.to_lowercase().next().unwrap();
        let same = regex::Regex::new(&format!("^(?i:\\x{{{:X}}})$", u32::from(c))).unwrap();
        if lower <= '\u{FFFF}' && same.is_match(&lower.to_string()) {
            assert_eq!(norm_char(c), norm_char(lower), "{c:?}");
        }
    }
}

#[test]
fn norm_folds_case_and_space_and_nothing_else() {
    let cases = [
        ("  Acme \t Inc.\n", "acme inc."),
        ("ＡＣＭＥ　（上海）", "acme (上海)"),
        ("ΟΔΟΣ", "οδοσ"),
        ("οδος", "οδοσ"),
        ("İ", "İ"),
        ("ẞ", "ß"),
        ("STRASSE", "strasse"),
        ("K", "k"),
        ("e\u{301}", "e\u{301}"),
        ("\u{200B}x", "\u{200B}x"),
        ("\u{A0}", ""),
    ];
    for (text, expected) in cases {
        assert_eq!(norm(text), expected, "{text:?}");
    }
}

#[test]
fn a_word_needs_an_end_or_a_separator_on_each_side() {
    let cases = [
        ("vp sales", "vp", true),
        ("svp sales", "vp", false),
        ("evp, vp", "vp", true),
        ("c++ developer", "c", false),
        ("c developer", "c", true),
        ("c# and c++", "c++", true),
        ("head of it/ops", "it", true),
        ("it_ops", "it", false),
        ("r&d", "d", true),
        ("évp", "vp", false),
        ("a a a b", "a b", true),
        ("aa a", "a", true),
        ("销售·vp", "vp", true),
        ("anything", "", false),
    ];
    for (text, word, expected) in cases {
        assert_eq!(contains_word(text, word), expected, "{word:?} in {text:?}");
    }
}

#[test]
fn scripts_without_spaces_are_told() {
    for word in ["销售", "かな", "カナ", "ไทย", "vp销"] {
        assert!(unspaced_character(word).is_some(), "{word}");
    }
    for word in ["vp", "büro", "продажи", "영업"] {
        assert!(unspaced_character(word).is_none(), "{word}");
    }
}

proptest! {
    #[test]
    fn norm_is_idempotent(text in any::<String>()) {
        let once = norm(&text);
        prop_assert_eq!(norm(&once), once);
    }

    #[test]
    fn norm_leaves_no_double_or_outer_space(text in "[ \\t\u{3000}a-cＡ]{0,12}") {
        let out = norm(&text);
        prop_assert!(!out.contains("  ") && out.trim() == out);
    }

    #[test]
    fn a_contained_word_is_contained(text in "[ab .+]{0,8}", word in "[ab .+]{1,3}") {
        prop_assert!(!contains_word(&text, &word) || text.contains(&word));
    }
}
