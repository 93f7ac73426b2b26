//! Kleene's three truth values.

use serde::Serialize;

/// FALSE < UNKNOWN < TRUE: `and` is the least, `or` the greatest, `not` swaps the ends (ruling 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Truth {
    /// No possible value passes.
    False,
    /// Some possible values pass, some do not.
    Unknown,
    /// Every possible value passes.
    True,
}

impl Truth {
    /// The least of the two.
    #[must_use]
    pub fn and(self, other: Truth) -> Truth {
        self.min(other)
    }

    /// The greatest of the two.
    #[must_use]
    pub fn or(self, other: Truth) -> Truth {
        self.max(other)
    }

    /// `not` swaps TRUE and FALSE.
    #[must_use]
    #[expect(clippy::should_implement_trait, reason = "`and`, `or` and `not` are read together")]
    pub fn not(self) -> Truth {
        match self {
            Truth::False => Truth::True,
            Truth::Unknown => Truth::Unknown,
            Truth::True => Truth::False,
        }
    }
}

impl From<bool> for Truth {
    fn from(value: bool) -> Truth {
        if value { Truth::True } else { Truth::False }
    }
}
