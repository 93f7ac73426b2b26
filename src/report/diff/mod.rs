//! What a comparison says: as text, Markdown, JSON, or a page.
//!
//! In: comparisons of profiles. Out: a [`Review`] and its four forms.
//! Invariant: all forms show the same facts.

mod text;

use serde::Serialize;

use crate::diff::{Change, Comparison};

pub use text::text;

/// Everything that one run of `icp diff` has to say.
#[derive(Debug, Serialize)]
pub struct Review {
    /// The version of this form.
    pub schema_version: u32,
    /// How the old side is called.
    pub old: String,
    /// How the new side is called.
    pub new: String,
    /// Profiles that differ.
    pub profiles: Vec<ProfileReview>,
    /// How many profiles are made of the same texts on both sides.
    pub unchanged: usize,
}

/// What became of a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ProfileState {
    /// It is new.
    Added,
    /// It is on both sides.
    Changed,
    /// It is gone.
    Removed,
}

/// One version of a profile.
#[derive(Debug, Clone, Serialize)]
pub struct VersionFacts {
    /// Its file.
    pub file: String,
    /// Its name.
    pub name: String,
    /// Its `version`.
    pub version: Option<String>,
    /// Its plan hash.
    pub plan_hash: String,
}

/// What is said of one profile.
#[derive(Debug, Serialize)]
pub struct ProfileReview {
    /// What became of it.
    pub state: ProfileState,
    /// The old version.
    pub old: Option<VersionFacts>,
    /// The new version.
    pub new: Option<VersionFacts>,
    /// Whether it is proved that no account can change.
    pub proved_same: bool,
    /// Added, changed, removed.
    pub counts: [usize; 3],
    /// What changed.
    pub changes: Vec<Change>,
}

impl ProfileReview {
    /// The review of a profile that is on both sides.
    #[must_use]
    pub fn compared(old: VersionFacts, new: VersionFacts, comparison: &Comparison) -> ProfileReview {
        ProfileReview {
            state: ProfileState::Changed,
            old: Some(old),
            new: Some(new),
            proved_same: comparison.proved_same,
            counts: comparison.counts(),
            changes: comparison.changes.clone(),
        }
    }

    /// The review of a profile that is on one side.
    #[must_use]
    pub fn single(state: ProfileState, facts: VersionFacts) -> ProfileReview {
        let (old, new) =
            if state == ProfileState::Removed { (Some(facts), None) } else { (None, Some(facts)) };
        ProfileReview { state, old, new, proved_same: false, counts: [0; 3], changes: Vec::new() }
    }

    /// The profile's name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.new.as_ref().or(self.old.as_ref()).map_or("", |facts| facts.name.as_str())
    }
}

/// `1 added, 2 changed, 1 removed`; nothing for none.
#[must_use]
pub fn counted([added, changed, removed]: [usize; 3]) -> String {
    format!("{added} added, {changed} changed, {removed} removed")
}
