//! How much a version number has to rise.
//!
//! In: what a change does to accounts. Out: nothing, patch, minor or major. Invariant: a version of other than three numbers is
//! never judged.

use serde::Serialize;

/// The number that has to rise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Bump {
    /// No account can change: what it gets is the same to the digit and to the name.
    None,
    /// No account changes status or tier.
    Patch,
    /// Accounts change tier, or are held for data.
    Minor,
    /// Accounts go in or out.
    Major,
}

impl Bump {
    /// What follows from counted accounts.
    #[must_use]
    pub fn of(crossed: u64, shifted: u64) -> Bump {
        match (crossed, shifted) {
            (0, 0) => Bump::Patch,
            (0, _) => Bump::Minor,
            _ => Bump::Major,
        }
    }

    /// The word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Bump::None => "none",
            Bump::Patch => "patch",
            Bump::Minor => "minor",
            Bump::Major => "major",
        }
    }

    /// Why.
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Bump::None => "no account can change",
            Bump::Patch => "no account changes status or tier",
            Bump::Minor => "accounts change tier",
            Bump::Major => "accounts go in or out",
        }
    }

    /// The next version after `old`; `None` where that has not three numbers, or none is needed.
    #[must_use]
    pub fn next(self, old: &str) -> Option<String> {
        let [major, minor, patch] = numbers(old)?;
        Some(match self {
            Bump::None => return None,
            Bump::Patch => format!("{major}.{minor}.{}", patch + 1),
            Bump::Minor => format!("{major}.{}.0", minor + 1),
            Bump::Major => format!("{}.0.0", major + 1),
        })
    }
}

/// Three numbers with points between them, a `v` before them allowed.
fn numbers(version: &str) -> Option<[u32; 3]> {
    let mut parts = version.strip_prefix('v').unwrap_or(version).split('.');
    let mut next = || {
        let part = parts.next()?;
        part.bytes()
            .all(|byte| byte.is_ascii_digit())
            .then(|| part.parse::<u32>().ok())?
            .filter(|number| *number < u32::MAX)
    };
    let found = [next()?, next()?, next()?];
    parts.next().is_none().then_some(found)
}

/// Whether a profile's version rose as far as it has to; `None` where either has not three numbers.
#[must_use]
pub fn is_enough(old: &str, new: &str, bump: Bump) -> Option<bool> {
    let (old, new) = (numbers(old)?, numbers(new)?);
    let [[old_major, old_minor, _], [new_major, new_minor, _]] = [old, new];
    Some(match bump {
        Bump::None => true,
        Bump::Patch => new > old,
        Bump::Minor => (new_major, new_minor) > (old_major, old_minor),
        Bump::Major => new_major > old_major,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_three_numbers_are_judged() {
        assert_eq!(is_enough("1.2.3", "1.3.0", Bump::Minor), Some(true));
        assert_eq!(is_enough("1.2.3", "1.2.4", Bump::Minor), Some(false));
        assert_eq!(is_enough("1.2.3", "2.0.0", Bump::Major), Some(true));
        assert_eq!(is_enough("v1.2.3", "v1.2.4", Bump::Patch), Some(true));
        for odd in ["2026.4", "1.2.3-beta", "", "1.2.3.4", "a.b.c", "1.2.99999999999999999999"] {
            assert_eq!(is_enough("1.2.3", odd, Bump::Patch), None, "{odd}");
        }
        assert_eq!(Bump::Major.next("1.2.3").as_deref(), Some("2.0.0"));
    }
}
