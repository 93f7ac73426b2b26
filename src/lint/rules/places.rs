//! Where the rules of the entry file stand, by the span that the model keeps of them.

use std::collections::HashMap;

use super::super::Profile;
use crate::diag::{Diagnostic, Edit};
use crate::syntax::Parsed;
use crate::syntax::tree::{Item, Rule, ScoreEntry, Weight};
use crate::text::{Sources, Span};

/// The rules of the entry file by their spans, found once for all lints.
#[derive(Default)]
pub struct Places<'t> {
    weights: HashMap<Span, &'t Weight>,
    groups: HashMap<Span, Span>,
    gates: HashMap<Span, &'t Rule>,
}

impl<'t> Places<'t> {
    pub fn new(parsed: &'t Parsed) -> Places<'t> {
        let mut places = Places::default();
        for item in &parsed.tree.items {
            match item {
                Item::Market(rule) | Item::Exclude(rule) | Item::Require(rule) => {
                    places.gates.insert(rule.span, rule);
                }
                Item::Score(score) => places.add(&score.entries),
                _ => {}
            }
        }
        places
    }

    fn add(&mut self, entries: &'t [ScoreEntry]) {
        for entry in entries {
            match entry {
                ScoreEntry::Group(group) => {
                    self.groups.insert(group.span, group.name.span);
                    self.add(&group.entries);
                }
                ScoreEntry::Weight(weight) | ScoreEntry::Signal(weight) => {
                    self.weights.insert(weight.span, weight);
                }
                ScoreEntry::Clause(_) | ScoreEntry::Damaged(_) => {}
            }
        }
    }
}

/// A weight or signal of the file as written.
pub fn weight<'t>(profile: &Profile<'t>, span: Span) -> Option<&'t Weight> {
    profile.places.weights.get(&span).copied()
}

/// The name of a group of the file.
pub fn group(profile: &Profile<'_>, span: Span) -> Option<Span> {
    profile.places.groups.get(&span).copied()
}

/// A gate of the file as written.
pub fn gate<'t>(profile: &Profile<'t>, span: Span) -> Option<&'t Rule> {
    profile.places.gates.get(&span).copied()
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
