//! The table of names: who declares what, once (ruling 47).
//!
//! In: all statements and the schema. Out: [`Names`], with indices into the parts of the model.
//! Invariant: a name that is declared twice, or by a statement that is wrong, is tainted instead of known.

use std::collections::HashMap;

use super::context::Context;
use super::model::ScoredRuleKind;
use super::schema::Declared;
use super::scope::{Entity, Names};
use super::statements::Statements;
use crate::diag::Diagnostic;
use crate::diag::codes::names as codes;
use crate::syntax::tree::{self, ScoreEntry};
use crate::text::Span;

/// The name of a score that has none.
pub(super) const UNNAMED_SCORE: &str = "score";

/// A set of names in which each may stand once, however its letters are capitalized.
#[derive(Default)]
pub(super) struct Space {
    /// By lower-case name: the name as first written, what it is, and where.
    known: HashMap<String, (String, &'static str, Span)>,
}

impl Space {
    /// Adds a name. `what` is its kind with an article: `a list`. False when it clashes, which is reported.
    pub fn declare(&mut self, cx: &mut Context, name: &str, what: &'static str, span: Span) -> bool {
        use std::collections::hash_map::Entry;
        match self.known.entry(name.to_lowercase()) {
            Entry::Vacant(free) => {
                free.insert((name.to_owned(), what, span));
                true
            }
            Entry::Occupied(taken) => {
                let (first, first_what, first_span) = taken.get();
                let same_kind = *first_what == what;
                let report = if first == name {
                    let kind = what.split_once(' ').map_or(what, |(_, kind)| kind);
                    let (message, label) = if same_kind {
                        (format!("{kind} `{name}` is declared twice"), "declared again".to_owned())
                    } else {
                        let message = format!("`{name}` is declared twice: as {first_what} and as {what}");
                        (message, format!("declared again, as {what}"))
                    };
                    Diagnostic::new(&codes::DUPLICATE_NAME, span, message, label)
                } else {
                    let message = format!("`{name}` and `{first}` differ only by capital letters");
                    Diagnostic::new(&codes::NAMES_DIFFER_BY_CASE, span, message, what)
                };
                let first_label = if same_kind {
                    "first declared here".to_owned()
                } else {
                    format!("first declared here, as {first_what}")
                };
                let report = report.label(*first_span, first_label);
                cx.report(report.help("rename one of them, or delete it if both say the same"));
                false
            }
        }
    }
}

/// Reports a name that results use for something else (rulings 44, 46).
fn check_free(cx: &mut Context, name: &tree::Name, what: &str, taken: &[(&str, &str)]) {
    if let Some((_, meaning)) = taken.iter().find(|(word, _)| *word == name.text) {
        cx.report(
            Diagnostic::new(
                &codes::RESERVED_NAME,
                name.span,
                format!("{what} cannot be called `{}`: in results it stands for {meaning}", name.text),
                "taken",
            )
            .help("choose another name"),
        );
    }
}

/// Collects every name and reports those that clash.
pub(super) fn collect(cx: &mut Context, statements: &Statements, declared: &Declared) -> Names {
    let mut table = Table { names: Names::default(), common: Space::default() };
    table.names.tainted.extend(declared.tainted.iter().cloned());
    let names = statements.damaged.iter().flat_map(|damaged| &damaged.names);
    table.names.tainted.extend(names.cloned());
    for (index, name) in declared.fields.iter().enumerate() {
        table.common(cx, name, "a field", Entity::Field(index));
    }
    for (index, name) in declared.tables.iter().enumerate() {
        table.common(cx, name, "a table", Entity::Table(index));
    }
    for (index, name) in &declared.taxonomies {
        table.common(cx, name, "a taxonomy", Entity::Taxonomy(*index));
    }
    for (index, list) in statements.lists.iter().enumerate() {
        table.common(cx, &list.name, "a list", Entity::List(index));
    }
    for (index, named) in statements.lets.iter().enumerate() {
        table.common(cx, &named.name, "a let", Entity::Let(index));
    }
    for (index, role) in statements.roles.iter().enumerate() {
        table.common(cx, &role.name, "a role", Entity::Role(index));
    }
    for (index, score) in statements.scores.iter().enumerate() {
        match &score.name {
            Some(name) => table.common(cx, name, "a score", Entity::Score(index)),
            None => table.insert(cx, UNNAMED_SCORE, score.keyword, "a score", Entity::Score(index)),
        }
    }
    table.rules(cx, statements);
    table.tiers_and_segments(cx, statements);
    for damaged in &statements.damaged {
        let words = cx.words_of_damage(damaged.span);
        let lost: Vec<String> = words.filter(|word| !table.names.common.contains_key(word)).collect();
        table.names.tainted.extend(lost);
    }
    table.names
}

struct Table {
    names: Names,
    common: Space,
}

impl Table {
    fn common(&mut self, cx: &mut Context, name: &tree::Name, what: &'static str, entity: Entity) {
        self.insert(cx, &name.text, name.span, what, entity);
    }

    fn insert(&mut self, cx: &mut Context, name: &str, span: Span, what: &'static str, entity: Entity) {
        if self.common.declare(cx, name, what, span) {
            self.names.common.insert(name.to_owned(), (entity, span));
        } else {
            self.names.common.remove(name);
            self.names.tainted.insert(name.to_owned());
        }
    }

    /// Exclusions, requirements, weights and signals.
    fn rules(&mut self, cx: &mut Context, statements: &Statements) {
        let mut space = Space::default();
        let excludes =
            statements.excludes.iter().enumerate().map(|(index, rule)| (index, *rule, "an exclusion"));
        let requires =
            statements.requires.iter().enumerate().map(|(index, rule)| (index, *rule, "a requirement"));
        for (index, rule, what) in excludes.chain(requires) {
            let Some(name) = &rule.name else { continue };
            check_free(cx, name, what, &[("market", "the market"), ("override", "an override")]);
            if !space.declare(cx, &name.text, what, name.span) {
                continue;
            }
            let known =
                if what == "an exclusion" { &mut self.names.excludes } else { &mut self.names.requires };
            known.insert(name.text.clone(), (index, name.span));
        }
        for score in &statements.scores {
            for (kind, rule) in scored_rules(&score.entries) {
                let what = match kind {
                    ScoredRuleKind::Weight => "a weight",
                    ScoredRuleKind::Signal => "a signal",
                };
                if space.declare(cx, &rule.name.text, what, rule.name.span) {
                    self.names.scored_rules.insert(rule.name.text.clone(), rule.name.span);
                }
            }
            let mut groups = Space::default();
            for entry in &score.entries {
                if let ScoreEntry::Group(group) = entry {
                    groups.declare(cx, &group.name.text, "a group", group.name.span);
                }
            }
        }
    }

    fn tiers_and_segments(&mut self, cx: &mut Context, statements: &Statements) {
        let mut tiers = Space::default();
        for (index, tier) in statements.tiers.iter().enumerate() {
            check_free(cx, &tier.name, "a tier", &[("none", "no tier at all")]);
            if tiers.declare(cx, &tier.name.text, "a tier", tier.name.span) {
                self.names.tiers.insert(tier.name.text.clone(), (index, tier.name.span));
            }
        }
        let mut segments = Space::default();
        for (index, segment) in statements.segments.iter().enumerate() {
            if segments.declare(cx, &segment.name.text, "a segment", segment.name.span) {
                self.names.segments.insert(segment.name.text.clone(), (index, segment.name.span));
            }
        }
        let mut guarantees = Space::default();
        for name in statements.guarantees.iter().filter_map(|rule| rule.name.as_ref()) {
            guarantees.declare(cx, &name.text, "a guarantee", name.span);
        }
    }
}

/// The weights and signals of a score or group, those of its groups included, in file order.
pub(super) fn scored_rules(entries: &[ScoreEntry]) -> Vec<(ScoredRuleKind, &tree::Weight)> {
    let mut found = Vec::new();
    for entry in entries {
        match entry {
            ScoreEntry::Weight(weight) => found.push((ScoredRuleKind::Weight, weight)),
            ScoreEntry::Signal(signal) => found.push((ScoredRuleKind::Signal, signal)),
            ScoreEntry::Group(group) => found.extend(scored_rules(&group.entries)),
            ScoreEntry::Clause(_) | ScoreEntry::Damaged(_) => {}
        }
    }
    found
}
