//! What a comparison says: as text, Markdown, JSON, or a page.
//!
//! In: comparisons of profiles. Out: a [`Review`] and its four forms.
//! Invariant: all forms show the same facts.

mod flow;
mod html;
mod markdown;
mod movement;
mod text;

use serde::Serialize;

use crate::check::model::Type;
use crate::diff::{Bump, Change, Comparison, Joint, Region, Unit, Witness, is_enough};
use crate::types::{Cell, ChildRow};

pub use html::html;
pub use markdown::markdown;
pub use movement::{MovementFacts, MovementReport, is_at, place_names, state_name};
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
    /// Made-up accounts that the versions treat differently.
    pub witnesses: Vec<WitnessReport>,
    /// Whom it moves.
    pub movement: Option<MovementReport>,
    /// What `--fail-if` came to.
    pub limits: Vec<LimitReport>,
    /// How far the version has to rise.
    pub version: Option<VersionAdvice>,
}

/// A made-up account that the versions treat differently.
#[derive(Debug, Clone, Serialize)]
pub struct WitnessReport {
    /// Where the old version puts it.
    pub old: String,
    /// Where the new version puts it.
    pub new: String,
    /// The changes that do it.
    pub because: String,
    /// What is known of it; everything else is unknown.
    pub account: Vec<WitnessCell>,
}

/// What is known of a made-up account in a column.
#[derive(Debug, Clone, Serialize)]
pub struct WitnessCell {
    /// The field, or the table.
    pub field: String,
    /// What it holds.
    pub value: String,
    /// What else it may hold, all else being as it is, for the versions to treat the account just so.
    pub also: Option<String>,
}

impl WitnessReport {
    /// In the words of the profile.
    #[must_use]
    pub fn new(witness: &Witness, joint: &Joint, units: &[Unit]) -> WitnessReport {
        let schema = &joint.new.schema;
        let mut account: Vec<WitnessCell> = schema
            .fields
            .iter()
            .zip(&witness.account.cells)
            .zip(&witness.regions)
            .filter(|((_, cell), _)| **cell != Cell::Unknown)
            .map(|((field, cell), region)| WitnessCell {
                field: field.name.clone(),
                value: super::cell_text(&joint.printer, Some(&field.ty), cell),
                also: region.as_ref().map(|region| region_text(joint, &field.ty, region)),
            })
            .collect();
        for (table, rows) in schema.tables.iter().zip(&witness.account.tables) {
            let Some(rows) = rows else { continue };
            let row = |row: &ChildRow| {
                let cells = table.fields.iter().zip(&row.cells).filter(|(_, cell)| **cell != Cell::Unknown);
                let cells = cells.map(|(field, cell)| {
                    format!("{}: {}", field.name, super::cell_text(&joint.printer, Some(&field.ty), cell))
                });
                format!("{{ {} }}", cells.collect::<Vec<_>>().join(", "))
            };
            let value = if rows.is_empty() {
                "no rows".to_owned()
            } else {
                rows.iter().map(row).collect::<Vec<_>>().join(", ")
            };
            account.push(WitnessCell { field: table.name.clone(), value, also: None });
        }
        WitnessReport {
            old: state_name(joint, witness.old),
            new: state_name(joint, witness.new),
            because: movement::because(units, witness.cause),
            account,
        }
    }

    /// `employees: 60 (from 50 to below 100), country: "US"`.
    #[must_use]
    pub fn account_text(&self) -> String {
        if self.account.is_empty() {
            return "nothing is known of it".to_owned();
        }
        self.account
            .iter()
            .map(|cell| {
                let also = cell.also.as_ref().map(|also| format!(" ({also})")).unwrap_or_default();
                format!("{}: {}{also}", cell.field, cell.value)
            })
            .collect::<Vec<_>>()
            .join(", ")
    }
}

/// How many other values of a field are named.
const MOST_OTHERS: usize = 3;

/// `from 50 to below 100`, `or "Retail", "Media"`.
fn region_text(joint: &Joint, ty: &Type, region: &Region) -> String {
    let text = |cell: &Cell| super::cell_text(&joint.printer, Some(ty), cell);
    let below = if matches!(ty, Type::Day) { "before" } else { "below" };
    match region {
        Region::Between { from: None, below: None } => "or any other".to_owned(),
        Region::Between { from: Some(from), below: None } => format!("from {} on", text(from)),
        Region::Between { from: None, below: Some(end) } => format!("{below} {}", text(end)),
        Region::Between { from: Some(from), below: Some(end) } => {
            format!("from {} to {below} {}", text(from), text(end))
        }
        Region::Also(cells) => {
            let named: Vec<String> = cells.iter().take(MOST_OTHERS).map(text).collect();
            match cells.len().saturating_sub(MOST_OTHERS) {
                0 => format!("or {}", named.join(", ")),
                more => format!("or {} and {more} more", named.join(", ")),
            }
        }
    }
}

/// What one `--fail-if` came to.
#[derive(Debug, Clone, Serialize)]
pub struct LimitReport {
    /// As it was written.
    pub limit: String,
    /// Accounts that count.
    pub accounts: u64,
    /// Accounts that they are a part of.
    pub of: u64,
    /// Whether it is too much.
    pub exceeded: bool,
}

/// How far a version has to rise.
#[derive(Debug, Clone, Serialize)]
pub struct VersionAdvice {
    /// None, patch, minor or major.
    pub bump: Bump,
    /// Whether that was proved, and not only counted on these accounts.
    pub proved: bool,
    /// The next version, where the old one has three numbers.
    pub next: Option<String>,
    /// Whether the new version is high enough, where both have three numbers.
    pub enough: Option<bool>,
}

impl VersionAdvice {
    /// What follows from proof or from counted accounts; nothing where there is neither.
    #[must_use]
    pub fn new(review: &ProfileReview, counted: Option<(u64, u64)>) -> Option<VersionAdvice> {
        let renamed = review.changes.iter().any(|change| change.former_name.is_some());
        let (bump, proved) = match (review.proved_same, counted) {
            // Who reads the results may look for a rule or a score by its name.
            (true, _) => (if renamed { Bump::Patch } else { Bump::None }, true),
            // Without data, only a made-up account that crosses was counted, and one is enough.
            (false, Some((crossed, shifted))) => (Bump::of(crossed, shifted), review.movement.is_none()),
            (false, None) => return None,
        };
        let version = |facts: &Option<VersionFacts>| facts.as_ref()?.version.clone();
        let (old, new) = (version(&review.old), version(&review.new));
        let enough = old.as_ref().zip(new.as_ref()).and_then(|(old, new)| is_enough(old, new, bump));
        Some(VersionAdvice { bump, proved, next: old.and_then(|old| bump.next(&old)), enough })
    }

    /// One sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        if self.bump == Bump::None {
            return format!("Version: no new one is needed, for {}.", self.bump.reason());
        }
        let seen = if self.proved { "" } else { " among these" };
        let next = self.next.as_ref().map(|next| format!(" ({next})")).unwrap_or_default();
        let enough = match self.enough {
            Some(false) => "; the profile's version has not risen that far",
            Some(true) | None => "",
        };
        format!("Version: {}{next}, for {}{seen}{enough}.", self.bump.word(), self.bump.reason())
    }
}

/// The review as JSON, as `docs/schemas/diff.json` describes it.
#[must_use]
pub fn json(review: &Review) -> String {
    format!("{:#}\n", serde_json::to_value(review).unwrap_or_default())
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
            witnesses: Vec::new(),
            movement: None,
            limits: Vec::new(),
            version: None,
        }
    }

    /// The review of a profile that is on one side.
    #[must_use]
    pub fn single(state: ProfileState, facts: VersionFacts) -> ProfileReview {
        let (old, new) =
            if state == ProfileState::Removed { (Some(facts), None) } else { (None, Some(facts)) };
        ProfileReview {
            state,
            old,
            new,
            proved_same: false,
            counts: [0; 3],
            changes: Vec::new(),
            witnesses: Vec::new(),
            movement: None,
            limits: Vec::new(),
            version: None,
        }
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
