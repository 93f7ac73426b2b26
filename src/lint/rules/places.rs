//! Where the rules of the entry file stand, by the span that the model keeps of them.

use super::super::Profile;
use crate::syntax::tree::{Item, Score, ScoreEntry, Weight};
use crate::text::Span;

/// A weight or signal of the file as written.
pub fn weight<'t>(profile: &Profile<'t>, span: Span) -> Option<&'t Weight> {
    scores(profile).find_map(|score| find(&score.entries, span))
}

/// The scores of the entry file.
fn scores<'t>(profile: &Profile<'t>) -> impl Iterator<Item = &'t Score> {
    profile
        .file
        .parsed
        .tree
        .items
        .iter()
        .filter_map(|item| if let Item::Score(score) = item { Some(score) } else { None })
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
    let mut entries = scores(profile).flat_map(|score| &score.entries);
    entries.find_map(|entry| match entry {
        ScoreEntry::Group(group) => (group.span == span).then_some(group.name.span),
        ScoreEntry::Weight(_) | ScoreEntry::Signal(_) | ScoreEntry::Clause(_) | ScoreEntry::Damaged(_) => {
            None
        }
    })
}
