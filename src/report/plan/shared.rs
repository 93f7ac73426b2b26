//! Conditions that stand in several places of a plan.
//!
//! In: every condition, with the rule it stands in. Out: numbers for those met again, and texts that use the numbers.
//! Invariant: a part of a shared condition is shared only if it also stands somewhere else.

use indexmap::IndexMap;

use super::SharedCondition;
use crate::check::model::{Condition, Model};

/// How often each condition was met, and in which rules.
#[derive(Debug, Default)]
pub(super) struct Met<'p> {
    found: IndexMap<&'p Condition, Found>,
}

#[derive(Debug, Default)]
struct Found {
    times: usize,
    rules: Vec<String>,
}

impl<'p> Met<'p> {
    /// Counts a condition and its parts. The parts of one met before were counted then.
    pub(super) fn add(&mut self, condition: &'p Condition, rule: &str) {
        match condition {
            Condition::Constant(_) => return,
            Condition::Not(inner) => return self.add(inner, rule),
            Condition::And(_)
            | Condition::Or(_)
            | Condition::Let(_)
            | Condition::Known(_)
            | Condition::Member { .. }
            | Condition::Compare { .. }
            | Condition::Text { .. }
            | Condition::Has { .. }
            | Condition::Within { .. }
            | Condition::OlderThan { .. }
            | Condition::AnyRow(_)
            | Condition::Result(_) => {}
        }
        let found = self.found.entry(condition).or_default();
        found.times += 1;
        if !found.rules.iter().any(|known| known == rule) {
            found.rules.push(rule.to_owned());
        }
        if found.times == 1
            && let Condition::And(parts) | Condition::Or(parts) = condition
        {
            parts.iter().for_each(|part| self.add(part, rule));
        }
    }

    /// Numbers for those met more than once, in the order in which they were met first.
    pub(super) fn shared<'m>(self, model: &'m Model) -> Shared<'m, 'p> {
        let again = self.found.into_iter().filter(|(_, found)| found.times > 1);
        let numbered = again
            .enumerate()
            .map(|(place, (condition, found))| (condition, (format!("c{}", place + 1), found.rules)));
        Shared { model, numbers: numbered.collect() }
    }
}

/// The conditions that have a number.
#[derive(Debug)]
pub(super) struct Shared<'m, 'p> {
    model: &'m Model,
    numbers: IndexMap<&'p Condition, (String, Vec<String>)>,
}

impl Shared<'_, '_> {
    /// A condition on one line, shared ones by number.
    pub(super) fn text(&self, condition: &Condition) -> String {
        match self.numbers.get(condition) {
            Some((number, _)) => format!("[{number}]"),
            None => self.spelled(condition),
        }
    }

    /// All of them.
    pub(super) fn conditions(&self) -> Vec<SharedCondition> {
        let one = |(condition, (number, rules)): (&&Condition, &(String, Vec<String>))| SharedCondition {
            id: number.clone(),
            condition: self.spelled(condition),
            used_by: rules.clone(),
        };
        self.numbers.iter().map(one).collect()
    }

    /// A condition written out, its parts by number where they have one.
    fn spelled(&self, condition: &Condition) -> String {
        let joined = |parts: &[Condition], word: &str| {
            parts.iter().map(|part| self.part(part)).collect::<Vec<_>>().join(word)
        };
        match condition {
            Condition::And(parts) => joined(parts, " and "),
            Condition::Or(parts) => joined(parts, " or "),
            Condition::Not(inner) if self.has_number_within(inner) => format!("not {}", self.part(inner)),
            Condition::Not(_)
            | Condition::Constant(_)
            | Condition::Let(_)
            | Condition::Known(_)
            | Condition::Member { .. }
            | Condition::Compare { .. }
            | Condition::Text { .. }
            | Condition::Has { .. }
            | Condition::Within { .. }
            | Condition::OlderThan { .. }
            | Condition::AnyRow(_)
            | Condition::Result(_) => self.model.condition_text(condition),
        }
    }

    /// A part of another condition, in parentheses where it holds several.
    fn part(&self, condition: &Condition) -> String {
        let text = self.text(condition);
        let several = matches!(condition, Condition::And(parts) | Condition::Or(parts) if parts.len() > 1);
        if several && !self.numbers.contains_key(condition) { format!("({text})") } else { text }
    }

    fn has_number_within(&self, condition: &Condition) -> bool {
        self.numbers.contains_key(condition)
            || match condition {
                Condition::And(parts) | Condition::Or(parts) => {
                    parts.iter().any(|part| self.has_number_within(part))
                }
                Condition::Not(inner) => self.has_number_within(inner),
                Condition::Constant(_)
                | Condition::Let(_)
                | Condition::Known(_)
                | Condition::Member { .. }
                | Condition::Compare { .. }
                | Condition::Text { .. }
                | Condition::Has { .. }
                | Condition::Within { .. }
                | Condition::OlderThan { .. }
                | Condition::AnyRow(_)
                | Condition::Result(_) => false,
            }
    }
}
