//! Whether a blank stands between two neighboring tokens.

use super::material::Material;

/// Words that are calls when a parenthesis follows.
const CALLS: [&str; 7] = ["any", "none", "count", "sum", "min", "max", "latest"];

impl Material<'_> {
    /// Whether a blank stands between a token and the next one on the same line.
    pub fn blank_between(&self, token: usize) -> bool {
        let left_is = |mark: &str| self.is_mark(token, mark);
        let right_is = |mark: &str| self.is_mark(token + 1, mark);
        if left_is("{") || right_is("{") || left_is("}") {
            // `[ { … }, { … } ]`, but `{}` and `},`.
            let empty = left_is("{") && right_is("}");
            return !empty && !right_is(",");
        }
        let joined = [",", ")", "]", ":"].iter().any(|mark| right_is(mark))
            || ["(", "["].iter().any(|mark| left_is(mark))
            || [".", "..", "..<"].iter().any(|mark| left_is(mark) || right_is(mark))
            || (right_is("(") && CALLS.contains(&self.word(token)));
        !joined
    }
}
