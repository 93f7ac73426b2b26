//! Where the rules of the entry file stand, by the span that the model keeps of them.

use super::super::Profile;
use crate::diag::{Diagnostic, Edit};
use crate::syntax::tree::{Item, Score, ScoreEntry, Weight};
use crate::text::{Sources, Span};

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

/// Offers to remove something that stands on lines of its own. That is a guess: somebody may have meant another one.
pub fn with_removal(report: Diagnostic, sources: &Sources, span: Span, what: &str) -> Diagnostic {
    match removal(sources, span) {
        Some(edit) => report.fix_edits(what, vec![edit], false),
        None => report.help(what),
    }
}

/// The lines of something, where nothing else stands on them.
fn removal(sources: &Sources, span: Span) -> Option<Edit> {
    let text = sources.get(span.source)?.text();
    let range = span.range();
    let (before, after) = (text.get(..range.start)?, text.get(range.end..)?);
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let line_end = after.find('\n').map_or(after.len(), |at| at + 1);
    let alone = before.get(start..)?.trim().is_empty() && after.get(..line_end)?.trim().is_empty();
    let end = range.end + line_end;
    let offset = |at: usize| u32::try_from(at).ok();
    let lines = Span { start: offset(start)?, end: offset(end)?, ..span };
    alone.then(|| Edit { span: lines, replacement: String::new() })
}
