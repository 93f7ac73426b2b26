//! Regular expressions of the subset that every engine shares (ruling 56).
//!
//! In: the text between the slashes. Out: a linear-time matcher, or the construct that is refused, by name.
//! Invariant: searching takes time linear in the text, whatever the pattern.

mod subset;

use std::ops::Range;

/// A pattern that means the same everywhere.
#[derive(Debug, Clone)]
pub struct Pattern {
    regex: regex::Regex,
}

/// Why a pattern is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternFault {
    /// The bytes of the construct in the pattern's text.
    pub range: Range<usize>,
    /// What is refused, by name, as a sentence without final stop.
    pub message: String,
    /// What to write instead, if there is something.
    pub help: Option<String>,
}

impl Pattern {
    /// A pattern that searches normalized text: its own letters are folded through table F as well, so case does
    /// not matter (ruling 56).
    ///
    /// # Errors
    /// The first construct outside the subset.
    pub fn new(text: &str) -> Result<Pattern, PatternFault> {
        Pattern::build(text, true)
    }

    /// A pattern that searches a cell as written (the clause `pattern`, ruling 59).
    ///
    /// # Errors
    /// The first construct outside the subset.
    pub fn as_written(text: &str) -> Result<Pattern, PatternFault> {
        Pattern::build(text, false)
    }

    fn build(text: &str, folded: bool) -> Result<Pattern, PatternFault> {
        let expression = subset::expression(text, folded)?;
        let regex = regex::RegexBuilder::new(&expression).size_limit(1 << 22).build();
        regex.map(|regex| Pattern { regex }).map_err(|_| PatternFault {
            range: 0..text.len(),
            message: "this pattern repeats too much to be searched quickly".to_owned(),
            help: Some("use smaller counts in `{ }`".to_owned()),
        })
    }

    /// Whether it is found anywhere in the text.
    #[must_use]
    pub fn is_found_in(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }

    /// What it takes out of a cell: its first group, or the whole match if it has none. `None` when it is not
    /// found or the group took no part.
    #[must_use]
    pub fn extract<'t>(&self, text: &'t str) -> Option<&'t str> {
        let found = self.regex.captures(text)?;
        let group = usize::from(found.len() > 1);
        found.get(group).map(|part| part.as_str())
    }
}

#[cfg(test)]
mod tests;
