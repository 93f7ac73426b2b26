//! Sets of truth values: what a condition may still come to.
//!
//! In: truth values. Out: sets of them, and what `and`, `or` and `not` make of two sets.
//! Invariant: the result holds every truth that truths of the operands give.

use crate::types::Truth;

/// Some of FALSE, UNKNOWN and TRUE.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Truths(u8);

impl Truths {
    /// None of them: what no account gives.
    pub const NONE: Truths = Truths(0);
    /// FALSE alone.
    pub const FALSE: Truths = Truths(1);
    /// UNKNOWN alone.
    pub const UNKNOWN: Truths = Truths(2);
    /// TRUE alone.
    pub const TRUE: Truths = Truths(4);
    /// FALSE or UNKNOWN.
    pub const NOT_TRUE: Truths = Truths(3);
    /// TRUE or UNKNOWN.
    pub const NOT_FALSE: Truths = Truths(6);
    /// TRUE or FALSE.
    pub const DECIDED: Truths = Truths(5);
    /// Any.
    pub const ANY: Truths = Truths(7);

    /// One truth value.
    #[must_use]
    pub fn one(truth: Truth) -> Truths {
        match truth {
            Truth::False => Truths::FALSE,
            Truth::Unknown => Truths::UNKNOWN,
            Truth::True => Truths::TRUE,
        }
    }

    /// Whether a truth value is among them.
    #[must_use]
    pub fn holds(self, truth: Truth) -> bool {
        self.meets(Truths::one(truth))
    }

    /// Whether the two share a truth value.
    #[must_use]
    pub fn meets(self, other: Truths) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether every truth value of this one is in the other.
    #[must_use]
    pub fn is_within(self, other: Truths) -> bool {
        self.0 & !other.0 == 0
    }

    /// Those of either.
    #[must_use]
    pub fn union(self, other: Truths) -> Truths {
        Truths(self.0 | other.0)
    }

    /// Those that are not here.
    #[must_use]
    pub fn others(self) -> Truths {
        Truths(7 & !self.0)
    }

    /// What `not` makes of them.
    #[must_use]
    pub fn negated(self) -> Truths {
        Truths((self.0 & 2) | ((self.0 & 1) << 2) | ((self.0 & 4) >> 2))
    }

    /// What `and` makes of one of each: never above the smaller.
    #[must_use]
    pub fn and(self, other: Truths) -> Truths {
        let both = self.0 & 4 & other.0;
        let least = (self.0 | other.0) & 1;
        let (a, b) = (self.0 >> 1, other.0 >> 1);
        let middle = u8::from((a & 1 != 0 && b != 0) || (b & 1 != 0 && a != 0)) << 1;
        Truths(both | least | middle)
    }

    /// What `or` makes of one of each.
    #[must_use]
    pub fn or(self, other: Truths) -> Truths {
        self.negated().and(other.negated()).negated()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Truth; 3] = [Truth::False, Truth::Unknown, Truth::True];

    #[test]
    fn sets_come_to_what_their_members_come_to() {
        let of = |set: Truths| ALL.into_iter().filter(move |truth| set.holds(*truth));
        let united = |truths: &mut dyn Iterator<Item = Truth>| {
            truths.fold(Truths::NONE, |all, truth| all.union(Truths::one(truth)))
        };
        for a in (0..8).map(Truths) {
            assert_eq!(a.negated(), united(&mut of(a).map(Truth::not)));
            for b in (0..8).map(Truths) {
                let pairs = || of(a).flat_map(|left| of(b).map(move |right| (left, right)));
                let and = united(&mut pairs().map(|(left, right)| left.and(right)));
                // Of an empty set nothing comes; the search never asks for it.
                if a != Truths::NONE && b != Truths::NONE {
                    assert_eq!(a.and(b), and, "{a:?} and {b:?}");
                    assert_eq!(a.or(b), united(&mut pairs().map(|(left, right)| left.or(right))));
                }
            }
        }
    }
}
