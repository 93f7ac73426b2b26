//! Tests on normalized text (rulings 55, 56).
//!
//! In: a text, a test, the compiled expressions. Out: whether it passes.
//! Invariant: any of the needles will do.

use std::collections::BTreeMap;

use crate::check::model::TextTest;
use crate::types::{Pattern, contains_word};

/// Whether a text passes a test.
pub(crate) fn text_passes(patterns: &BTreeMap<String, Pattern>, text: &str, test: &TextTest) -> bool {
    match test {
        TextTest::Contains(needles) => needles.iter().any(|needle| text.contains(needle.as_str())),
        TextTest::ContainsWord(words) => words.iter().any(|word| contains_word(text, word)),
        TextTest::StartsWith(needles) => needles.iter().any(|needle| text.starts_with(needle.as_str())),
        TextTest::EndsWith(needles) => needles.iter().any(|needle| text.ends_with(needle.as_str())),
        TextTest::Matches(names) => {
            names.iter().any(|name| patterns.get(name).is_some_and(|pattern| pattern.is_found_in(text)))
        }
    }
}
