//! The clauses of a statement, each with the name of the rule it belongs to.

use crate::syntax::tree::{Clause, Group, Item, Name, Rule, Score, ScoreEntry};
use crate::text::Span;

/// A clause and its rule.
pub struct Owned<'t> {
    /// The rule in words: "the exclusion `tobacco`".
    pub owner: String,
    /// Its name, or its first word where it has none.
    pub place: Span,
    /// The clause.
    pub clause: &'t Clause,
}

/// All clauses of a statement, in file order.
pub fn clauses(item: &Item) -> Vec<Owned<'_>> {
    let mut found = Vec::new();
    match item {
        Item::Role(role) => add(&mut found, "role", &role.name, &role.clauses),
        Item::Market(rule) => rule_clauses(&mut found, "market", rule),
        Item::Exclude(rule) => rule_clauses(&mut found, "exclusion", rule),
        Item::Require(rule) => rule_clauses(&mut found, "requirement", rule),
        Item::Guarantee(rule) => rule_clauses(&mut found, "guarantee", rule),
        Item::Score(score) => score_clauses(&mut found, score),
        Item::Tier(tier) => add(&mut found, "tier", &tier.name, &tier.clauses),
        Item::Segment(segment) => add(&mut found, "segment", &segment.name, &segment.clauses),
        Item::Override(over) => {
            let owner = format!("the override of `{}`", over.key.value);
            add_all(&mut found, &owner, over.key.span, &over.clauses);
        }
        Item::Profile(_)
        | Item::Use(_)
        | Item::Account(_)
        | Item::Table(_)
        | Item::Taxonomy(_)
        | Item::Rates(_)
        | Item::List(_)
        | Item::Let(_)
        | Item::Outcome(_)
        | Item::Test(_)
        | Item::Damaged(_) => {}
    }
    found
}

fn rule_clauses<'t>(found: &mut Vec<Owned<'t>>, word: &str, rule: &'t Rule) {
    match &rule.name {
        Some(name) => add(found, word, name, &rule.clauses),
        None => add_all(found, &format!("the {word}"), rule.span, &rule.clauses),
    }
}

fn score_clauses<'t>(found: &mut Vec<Owned<'t>>, score: &'t Score) {
    let (owner, place) = match &score.name {
        Some(name) => (format!("the score `{}`", name.text), name.span),
        None => ("the score".to_owned(), score.keyword),
    };
    entries(found, &owner, place, &score.entries);
}

fn entries<'t>(found: &mut Vec<Owned<'t>>, owner: &str, place: Span, score_entries: &'t [ScoreEntry]) {
    for entry in score_entries {
        match entry {
            ScoreEntry::Group(Group { name, entries: inner, .. }) => {
                entries(found, &format!("the group `{}`", name.text), name.span, inner);
            }
            ScoreEntry::Weight(weight) => add(found, "weight", &weight.name, &weight.clauses),
            ScoreEntry::Signal(signal) => add(found, "signal", &signal.name, &signal.clauses),
            ScoreEntry::Clause(clause) => found.push(Owned { owner: owner.to_owned(), place, clause }),
            ScoreEntry::Damaged(_) => {}
        }
    }
}

fn add<'t>(found: &mut Vec<Owned<'t>>, word: &str, name: &Name, clauses: &'t [Clause]) {
    add_all(found, &format!("the {word} `{}`", name.text), name.span, clauses);
}

fn add_all<'t>(found: &mut Vec<Owned<'t>>, owner: &str, place: Span, clauses: &'t [Clause]) {
    found.extend(clauses.iter().map(|clause| Owned { owner: owner.to_owned(), place, clause }));
}
