use proptest::prelude::*;

use super::*;
use crate::types::norm;

#[test]
fn the_subset_searches_normalized_text() {
    let cases = [
        ("vp", "SVP Sales", true),
        ("^VP", "vp sales", true),
        ("^VP$", "vp sales", false),
        ("[A-F]x", "BX", true),
        ("[^A-Z ]", "abc DEF", false),
        ("[^A-Z ]", "abc1", true),
        ("co?lo{1,2}r", "Colour", false),
        ("colou?r", "COLOR", true),
        (r"\d{4}", "Batch 2021", true),
        (r"series [a-c]\+?", "Series B+", true),
        ("(head|vp) of (sales|revops)", "Head of RevOps", true),
        (r"\.com|\.io", "acme.IO", true),
        ("[.-]", "a-b", true),
        (r"[\]\\-]", "a]b", true),
        ("é", "É", true),
        ("销.", "销售", true),
        ("a&&b", "A&&B", true),
        ("[a&&b]", "&", true),
        ("]", "]", true),
        ("ΟΔΟΣ", "οδος", true),
    ];
    for (pattern, cell, expected) in cases {
        let found = Pattern::new(pattern).unwrap().is_found_in(&norm(cell));
        assert_eq!(found, expected, "/{pattern}/ in {cell:?}");
    }
}

#[test]
fn refusals_name_the_construct() {
    let cases = [
        (r"\bvp", r"`\b`", 0..2),
        (r"a\w+", r"`\w`", 1..3),
        (r"\s", r"`\s`", 0..2),
        (r"\D", r"`\D`", 0..2),
        ("(?i)x", "flags", 0..3),
        ("(?:x)", "`(?:`", 0..3),
        ("(?=x)", "look-ahead", 0..3),
        ("(?<=x)", "look-behind", 0..3),
        (r"(a)\1", "back reference", 3..5),
        ("a+?", "lazy", 1..3),
        ("a**", "cannot be repeated", 1..3),
        ("*a", "repeats nothing", 0..1),
        ("^*", "repeats nothing", 1..2),
        ("a{2,}", "`{2,}`", 1..5),
        ("a{300}", "at most 255", 1..6),
        ("a{3,2}", "backwards", 1..6),
        ("a{x}", "starts a repetition", 1..2),
        ("(a", "never closed", 0..1),
        ("a)", "not open", 1..2),
        ("[a", "never closed", 0..1),
        ("[[:alpha:]]", "inside `[ ]`", 1..2),
        ("[]a]", "no character", 0..1),
        ("[z-a]", "backwards", 1..4),
        ("a|", "empty alternative", 2..2),
        ("", "empty alternative", 0..0),
        ("()", "empty alternative", 1..2),
        ("a\\", "before nothing", 1..2),
        ("((((a{255}){255}){255}){255})", "too much", 0..29),
    ];
    for (pattern, words, range) in cases {
        let fault = Pattern::new(pattern).unwrap_err();
        assert!(fault.message.contains(words), "/{pattern}/: {}", fault.message);
        assert!(fault.range.start <= range.end && fault.range.start == range.start, "/{pattern}/: {fault:?}");
    }
}

#[test]
fn extraction_takes_the_first_group_or_the_match() {
    let taken = |pattern: &str, cell| Pattern::as_written(pattern).unwrap().extract(cell).map(str::to_owned);
    assert_eq!(taken("([0-9]{4})", "Winter 2021"), Some("2021".to_owned()));
    assert_eq!(taken("[A-Z]+", "abc DEF"), Some("DEF".to_owned()));
    assert_eq!(taken("a(b)?", "a"), None);
    assert_eq!(taken("x", "a"), None);
}

proptest! {
    #[test]
    fn any_text_is_a_pattern_or_a_fault_inside_it(text in "\\PC{0,12}") {
        if let Err(fault) = Pattern::new(&text) {
            prop_assert!(fault.range.end <= text.len() && fault.range.start <= fault.range.end);
        }
    }

    #[test]
    fn symbols_never_panic(text in r"[\[\](){}|?*+^$.,\\a-c0-9dwsb&~-]{0,16}") {
        let _ = Pattern::new(&text).map(|pattern| pattern.is_found_in("abc 0-9"));
        let _ = Pattern::as_written(&text).map(|pattern| pattern.extract("abc 0-9").map(str::len));
    }
}
