//! Rules, date and data told apart: the row interpreter, account by account.
//!
//! In: accounts, and where the old rules put them on another day or with other data. Out: what moved each.
//! Invariant: old rules, old date, old data → new date → new data → new rules; each step is one cause.

use std::collections::HashMap;

use crate::plan::Plan;
use crate::types::{Account, Day};

use super::attribution::{Attributor, State};
use super::movement::{Causes, Scored};

/// Where the old rules put each account of the old data: on the old day, then on the new one.
pub type OldStates = HashMap<String, (State, State)>;

/// Both versions and the days they run on.
pub struct Rows<'c> {
    /// Tells changes apart.
    pub attributor: &'c Attributor<'c>,
    /// The old version.
    pub old: &'c Plan,
    /// The new version.
    pub new: &'c Plan,
    /// The old day.
    pub old_day: Day,
    /// The new day.
    pub new_day: Day,
    /// The old data, if there is any.
    pub old_states: Option<OldStates>,
}

impl Rows<'_> {
    /// What the old rules make of an account of the old data.
    #[must_use]
    pub fn before(&self, account: &Account) -> (State, State) {
        let on_old_day = self.attributor.run(self.old, account, self.old_day);
        let on_new_day = if self.old_day == self.new_day {
            on_old_day
        } else {
            self.attributor.run(self.old, account, self.new_day)
        };
        (on_old_day, on_new_day)
    }

    /// An account of the new data; `None` where the old data lacks it.
    pub fn scored<'a>(&mut self, account: &'a Account, value: Option<i128>) -> Option<Scored<'a>> {
        let between = self.attributor.run(self.old, account, self.new_day);
        let new = self.attributor.run(self.new, account, self.new_day);
        let (old, dated) = match &mut self.old_states {
            Some(states) => states.remove(account.key.as_deref()?)?,
            None => (self.attributor.run(self.old, account, self.old_day), between),
        };
        let causes = Causes { rules: between != new, date: old != dated, data: dated != between };
        let attribution = self.attributor.attribute(account, between, new);
        Some(Scored { key: account.key.as_deref(), old, new, between, causes, attribution, value })
    }
}
