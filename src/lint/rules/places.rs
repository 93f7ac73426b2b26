//! Where the rules of the entry file stand, by the span that the model keeps of them.

use super::super::Profile;
use crate::syntax::tree::{Item, ScoreEntry, Weight};
use crate::text::Span;

/// A weight or signal of the file as written.
pub fn weight<'t>(profile: &Profile<'t>, span: Span) -> Option<&'t Weight> {
    profile.file.parsed.tree.items.iter().find_map(|item| match item {
        Item::Score(score) => find(&score.entries, span),
        Item::Profile(_)
        | Item::Use(_)
        | Item::Account(_)
        | Item::Table(_)
        | Item::Taxonomy(_)
        | Item::Rates(_)
        | Item::List(_)
        | Item::Let(_)
        | Item::Role(_)
        | Item::Market(_)
        | Item::Exclude(_)
        | Item::Require(_)
        | Item::Tier(_)
        | Item::Segment(_)
        | Item::Override(_)
        | Item::Guarantee(_)
        | Item::Outcome(_)
        | Item::Test(_)
        | Item::Damaged(_) => None,
    })
}

fn find(entries: &[ScoreEntry], span: Span) -> Option<&Weight> {
    entries.iter().find_map(|entry| match entry {
        ScoreEntry::Group(group) => find(&group.entries, span),
        ScoreEntry::Weight(weight) | ScoreEntry::Signal(weight) => (weight.span == span).then_some(weight),
        ScoreEntry::Clause(_) | ScoreEntry::Damaged(_) => None,
    })
}

/// The name of a group of the file.
pub fn group(profile: &Profile<'_>, span: Span) -> Option<Span> {
    let mut found = None;
    for item in &profile.file.parsed.tree.items {
        let Item::Score(score) = item else { continue };
        for entry in &score.entries {
            if let ScoreEntry::Group(group) = entry
                && group.span == span
            {
                found = Some(group.name.span);
            }
        }
    }
    found
}
