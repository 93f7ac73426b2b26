//! How changes moved an account: one of them, either of several, or only several together.
//!
//! In: what each change does alone and left out. Out: a [`Cause`] that reports name. Invariant: every claim was run: "either"
//! names changes each of which alone moves the account there, "only together" changes none of which does.

use super::attribution::{Attribution, Units};

/// How the changes of a [`Cause`] moved an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// Leaving out this one takes the move back.
    Single,
    /// Each alone moves the account to where it ends up.
    EitherOf,
    /// Leaving out either takes the move back, and none moves it there alone.
    OnlyTogether,
    /// Without each of them it would end up elsewhere than it does.
    Needed,
    /// All that act on it: none is enough alone, and none is needed.
    Together,
}

/// What moved an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cause {
    /// How.
    pub how: How,
    /// Which changes.
    pub units: Units,
}

impl Attribution {
    /// What moved the account, if these are the changes of one that moves.
    #[must_use]
    pub fn cause(self) -> Cause {
        let (how, units) = match (self.undone_by.count_ones(), self.enough.count_ones()) {
            (1, _) => (How::Single, self.undone_by),
            (0, 2..) => (How::EitherOf, self.enough),
            (0, _) if self.needed != 0 => (How::Needed, self.needed),
            (0, _) => (How::Together, self.acting),
            _ if self.enough & self.undone_by == 0 => (How::OnlyTogether, self.undone_by),
            _ => (How::Needed, self.undone_by),
        };
        Cause { how, units }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_claims_no_more_than_was_run() {
        let of = |alone_there: Units, undone_by: Units, needed: Units, acting: Units| {
            Attribution { enough: alone_there, undone_by, needed, acting, ..Attribution::default() }.cause()
        };
        for (attribution, how, units) in [
            (of(0b01, 0b01, 0b01, 0b01), How::Single, 0b01),
            (of(0b11, 0, 0, 0b11), How::EitherOf, 0b11),
            (of(0, 0b11, 0b11, 0b11), How::OnlyTogether, 0b11),
            (of(0b01, 0, 0b01, 0b11), How::Needed, 0b01),
            // One is enough, but a third would hold the account back if the second did not act.
            (of(0b01, 0b11, 0b11, 0b111), How::Needed, 0b11),
            (of(0, 0, 0, 0b111), How::Together, 0b111),
        ] {
            assert_eq!(attribution, Cause { how, units });
        }
    }
}
