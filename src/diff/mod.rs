//! Two versions of a profile: what changed in its words, and whom it moves.
//!
//! In: two checked profiles; for movement, accounts scored by both. Out: changes, intermediate plans, counts.
//! Invariant: "no account can change" is said only where every item that decides is the same in both.

mod acting;
mod attribution;
mod between;
mod cause;
mod clauses;
mod direction;
mod hybrid;
mod items;
mod joint;
mod lane;
mod limits;
mod moved;
mod movement;
mod pairs;
mod points;
mod proved;
mod region;
mod rows;
mod schema;
mod scored;
mod shared;
mod stays;
mod version;
mod witness;
mod words;
mod worth;

use serde::Serialize;

pub use attribution::{Attribution, Attributor, State, Units};
pub use cause::{Cause, How};
pub use direction::{Direction, implies};
pub use hybrid::{MOST_UNITS, Unit, carrier, exchanged, units};
pub use joint::{Joint, joint};
pub use lane::{Compared, Lane};
pub use limits::{Limit, LimitFault, Measured};
pub use movement::{Causes, Group, MOST_VALUES, Movement, Mover, ScoreShift, Scored, Share};
pub use region::Region;
pub use rows::{OldStates, Rows};
pub use version::{Bump, is_enough};
pub use witness::{Witness, witnesses};
pub use words::Detail;
pub use worth::{Worth, worth_field};

use crate::check::model::Model;
use crate::syntax::Parsed;
use crate::text::Sources;

/// One version of a profile.
#[derive(Clone, Copy)]
pub struct Version<'a> {
    /// Its files.
    pub sources: &'a Sources,
    /// The same, parsed.
    pub files: &'a [Parsed],
    /// What they say.
    pub model: &'a Model,
}

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "each is the word of the language for an item")]
pub enum ItemKind {
    Profile,
    Market,
    Exclude,
    Require,
    Score,
    Group,
    Weight,
    Signal,
    Segment,
    Tier,
    Override,
    Field,
    Table,
    Rates,
    List,
    Let,
    Role,
    Guarantee,
    Outcome,
    Test,
}

impl ItemKind {
    /// The word of the language.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            ItemKind::Profile => "profile",
            ItemKind::Market => "market",
            ItemKind::Exclude => "exclude",
            ItemKind::Require => "require",
            ItemKind::Score => "score",
            ItemKind::Group => "group",
            ItemKind::Weight => "weight",
            ItemKind::Signal => "signal",
            ItemKind::Segment => "segment",
            ItemKind::Tier => "tier",
            ItemKind::Override => "override",
            ItemKind::Field => "field",
            ItemKind::Table => "table",
            ItemKind::Rates => "rates",
            ItemKind::List => "list",
            ItemKind::Let => "let",
            ItemKind::Role => "role",
            ItemKind::Guarantee => "guarantee",
            ItemKind::Outcome => "outcome",
            ItemKind::Test => "test",
        }
    }
}

/// What became of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// It is the same item, and differs.
    Changed,
    /// It is gone.
    Removed,
}

/// Where an item stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The file, as shown.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
}

/// Something that may be taken from either version by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slot {
    /// A gate, by its place in the joint plans.
    Gate(usize),
    /// Limit and group caps of a score.
    Frame(usize),
    /// A rule of a score.
    Rule(usize, usize),
    /// A segment.
    Segment(usize),
    /// A tier.
    Tier(usize),
    /// An override, by its place in [`Joint::overrides`].
    Override(usize),
}

/// One change, as a reviewer would name it.
#[derive(Debug, Clone, Serialize)]
pub struct Change {
    /// What became of the item.
    pub change: ChangeKind,
    /// What it is.
    pub item: ItemKind,
    /// Its name; for a test its title, for an override its key.
    pub name: String,
    /// Its name in the old version, where that was another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub former_name: Option<String>,
    /// Its title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The score or table that it is part of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// Where it stood.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old_place: Option<Place>,
    /// Where it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new_place: Option<Place>,
    /// What differs; of an item that came or went, what it says.
    pub details: Vec<Detail>,
    /// Where it leads, where that is certain.
    pub direction: Option<Direction>,
    /// Whether it can change what an account gets.
    pub decides: bool,
    /// The rules that it changes though nobody edited them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub through: Vec<String>,
    /// What it exchanges between the two plans.
    #[serde(skip)]
    pub slots: Vec<Slot>,
}

impl Change {
    /// `require "Big enough" min_size`.
    #[must_use]
    pub fn label(&self) -> String {
        let title = self.title.as_ref().map(|title| format!("\"{title}\" ")).unwrap_or_default();
        match self.item {
            ItemKind::Market | ItemKind::Rates | ItemKind::Outcome if self.title.is_none() => {
                self.item.word().to_owned()
            }
            ItemKind::Market => format!("market {}", title.trim_end()),
            ItemKind::Test | ItemKind::Override => format!("{} \"{}\"", self.item.word(), self.name),
            _ => format!("{} {title}{}", self.item.word(), self.name),
        }
    }

    /// Where to look: in the new version, else in the old.
    #[must_use]
    pub fn place(&self) -> Option<&Place> {
        self.new_place.as_ref().or(self.old_place.as_ref())
    }
}

/// All that differs between two versions of a profile.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// Both versions side by side.
    pub joint: Joint,
    /// What changed: rules first, then what they use, then what decides nothing.
    pub changes: Vec<Change>,
    /// Whether it is proved that no account can get another status, tier, segment or score.
    pub proved_same: bool,
}

impl Comparison {
    /// The changes that can change what an account gets.
    pub fn deciding(&self) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(|change| change.decides)
    }

    /// How many items were added, changed and removed.
    #[must_use]
    pub fn counts(&self) -> [usize; 3] {
        let count = |kind| self.changes.iter().filter(|change| change.change == kind).count();
        [count(ChangeKind::Added), count(ChangeKind::Changed), count(ChangeKind::Removed)]
    }
}

/// Compares two versions.
#[must_use]
pub fn compare(old: Version<'_>, new: Version<'_>) -> Comparison {
    let joint = joint(old.model, new.model);
    let mut changes = items::changes(&joint, old, new);
    shared::add(&mut changes, old, new);
    changes.extend(clauses::changes(old, new));
    let same_hash = crate::plan::plan(old.model).hash() == crate::plan::plan(new.model).hash();
    proved::mark(&joint, &mut changes);
    if same_hash {
        changes.iter_mut().for_each(|change| change.decides = false);
    }
    let proved_same = same_hash || changes.iter().all(|change| !change.decides);
    changes.sort_by_key(|change| {
        (!change.decides, change.item, change.new_place.is_none(), change.place().map(|place| place.line))
    });
    Comparison { joint, changes, proved_same }
}
