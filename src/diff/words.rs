//! What differs between two conditions, amounts or texts, in the words of the profile.
//!
//! In: the old and the new. Out: [`Detail`]s. Invariant: equal inputs give none.

use serde::Serialize;

use crate::check::model::{Bands, Condition, Model, Window};
use crate::plan::{Earns, Fade, ScoredRule, table_of};
use crate::types::{Points, ValueSet};

use super::direction::is_same;

/// One difference of an item.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Detail {
    /// What differs: `employees`, `points`, `cap`, `owner`.
    pub what: String,
    /// How it was; `None` where it was not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<String>,
    /// How it is; `None` where it is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<String>,
    /// Of a list, what came.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub added: Vec<String>,
    /// Of a list, what went.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<String>,
}

/// The most values of a list that a sentence names.
const MOST_VALUES: usize = 8;

impl Detail {
    /// From one text to another.
    #[must_use]
    pub fn change(what: impl Into<String>, old: Option<String>, new: Option<String>) -> Option<Detail> {
        (old != new).then(|| Detail { what: what.into(), old, new, ..Detail::default() })
    }

    /// One line: `employees >= 50 → >= 100`, `industry +2 −1: + "Banking"  − "Retail"`.
    #[must_use]
    pub fn text(&self) -> String {
        if !self.added.is_empty() || !self.removed.is_empty() {
            let named = |sign: &str, values: &[String]| {
                let mut shown: Vec<&str> = values.iter().take(MOST_VALUES).map(String::as_str).collect();
                let more = format!("… {} more", values.len().saturating_sub(MOST_VALUES));
                if values.len() > MOST_VALUES {
                    shown.push(&more);
                }
                if values.is_empty() { String::new() } else { format!("  {sign} {}", shown.join(", ")) }
            };
            let count = |sign: &str, values: &[String]| {
                if values.is_empty() { String::new() } else { format!(" {sign}{}", values.len()) }
            };
            return format!(
                "{}{}{}:{}{}",
                self.what,
                count("+", &self.added),
                count("−", &self.removed),
                named("+", &self.added),
                named("−", &self.removed)
            );
        }
        match (&self.old, &self.new) {
            (Some(old), Some(new)) => format!("{} {old} → {new}", self.what),
            (None, Some(new)) => format!("{} + {new}", self.what),
            (Some(old), None) => format!("{} − {old}", self.what),
            (None, None) => self.what.clone(),
        }
    }
}

/// Writes conditions of one model; `row` is the table whose row is in sight.
#[derive(Clone, Copy)]
pub struct Words<'m> {
    /// Names and spellings.
    pub model: &'m Model,
    /// The table of the row in sight.
    pub row: Option<usize>,
}

impl Words<'_> {
    fn text(self, condition: &Condition) -> String {
        match self.row {
            Some(table) => self.model.row_condition_text(table, condition),
            None => self.model.condition_text(condition),
        }
    }

    /// What differs between two conditions; `what` names them where they differ as a whole.
    pub fn conditions(self, what: &str, old: &Condition, new: &Condition) -> Vec<Detail> {
        if is_same(old, new) {
            return Vec::new();
        }
        match (old, new) {
            (Condition::Not(old), Condition::Not(new)) => return self.conditions(what, old, new),
            (Condition::AnyRow(a), Condition::AnyRow(b)) if a.source == b.source => {
                let inside = Words { row: table_of(b), ..self };
                return inside.conditions(what, &a.filter, &b.filter);
            }
            (Condition::Member { value, set: was }, Condition::Member { value: other, set: is })
                if value == other =>
            {
                return self.sets(old, new, was, is);
            }
            (Condition::Has { value, all: was }, Condition::Has { value: other, all: is })
                if value == other =>
            {
                if let ([was], [is]) = (was.as_slice(), is.as_slice()) {
                    return self.sets(old, new, was, is);
                }
            }
            _ => {}
        }
        let whole = |old: &Condition, new: &Condition| self.whole(what, old, new);
        let joined = |condition: &Condition| matches!(condition, Condition::And(_) | Condition::Or(_));
        let is_or = matches!(old, Condition::Or(_)) || matches!(new, Condition::Or(_));
        let is_and = matches!(old, Condition::And(_)) || matches!(new, Condition::And(_));
        if !(joined(old) || joined(new)) || (is_or && is_and) {
            return vec![whole(old, new)];
        }
        let parts = |condition: &Condition| match condition {
            Condition::And(parts) | Condition::Or(parts) => parts.clone(),
            one => vec![one.clone()],
        };
        let word = if is_or { "or" } else { "and" };
        self.parts(word, parts(old), parts(new))
    }

    /// The parts of two `and` or two `or`: equal ones fall out, like ones are compared, the rest came or went.
    fn parts(self, word: &str, mut old: Vec<Condition>, mut new: Vec<Condition>) -> Vec<Detail> {
        old.retain(|part| match new.iter().position(|other| is_same(part, other)) {
            Some(place) => {
                new.remove(place);
                false
            }
            None => true,
        });
        let mut details = Vec::new();
        old.retain(|part| {
            match new.iter().position(|other| is_like(part, other) || self.text(part) == self.text(other)) {
                Some(place) => {
                    let other = new.remove(place);
                    details.extend(if is_like(part, &other) {
                        self.conditions("when", part, &other)
                    } else {
                        vec![self.whole("when", part, &other)]
                    });
                    false
                }
                None => true,
            }
        });
        if let ([one], [other]) = (old.as_slice(), new.as_slice()) {
            details.extend(self.conditions("when", one, other));
            return details;
        }
        details.extend(old.iter().map(|part| Detail {
            what: word.to_owned(),
            old: Some(self.text(part)),
            ..Detail::default()
        }));
        details.extend(new.iter().map(|part| Detail {
            what: word.to_owned(),
            new: Some(self.text(part)),
            ..Detail::default()
        }));
        details
    }

    /// Two texts with one beginning: `employees` `>= 50` → `>= 100`.
    fn whole(self, what: &str, old: &Condition, new: &Condition) -> Detail {
        let (old, new) = (self.text(old), self.text(new));
        if old == new {
            return Detail {
                what: format!("{new}, whose cells are read in another way"),
                ..Detail::default()
            };
        }
        let subject = old.split_once(' ').map(|(subject, _)| format!("{subject} "));
        if let Some(subject) = subject
            && let (Some(was), Some(is)) = (old.strip_prefix(&subject), new.strip_prefix(&subject))
        {
            let what = subject.trim_end().to_owned();
            return Detail { what, old: Some(was.to_owned()), new: Some(is.to_owned()), ..Detail::default() };
        }
        Detail { what: what.to_owned(), old: Some(old), new: Some(new), ..Detail::default() }
    }

    /// Two sets that one value is tested against.
    fn sets(self, old: &Condition, new: &Condition, was: &ValueSet, is: &ValueSet) -> Vec<Detail> {
        let listed = |set: &ValueSet| match set {
            ValueSet::Texts(texts) => texts.len(),
            ValueSet::Choices(choices) => choices.len(),
            ValueSet::Numbers(_) | ValueSet::Days(_) | ValueSet::Booleans(_) => 0,
        };
        if listed(was).max(listed(is)) < 2 {
            return vec![self.whole("when", old, new)];
        }
        let split = |condition: &Condition| {
            let text = self.text(condition);
            text.split_once(' ').map_or(text.clone(), |(name, _)| name.to_owned())
        };
        let single = |like: &Condition, set: ValueSet| -> String {
            let one = match like {
                Condition::Has { value, .. } => {
                    Condition::Has { value: value.clone(), all: vec![std::sync::Arc::new(set)] }
                }
                Condition::Member { value, .. } => {
                    Condition::Member { value: value.clone(), set: std::sync::Arc::new(set) }
                }
                other => other.clone(),
            };
            let text = self.text(&one);
            let value = text.split_once(" = ").or_else(|| text.split_once(" has "));
            value.map_or(text.clone(), |(_, value)| value.to_owned())
        };
        let beyond = |a: &ValueSet, b: &ValueSet, like: &Condition| -> Vec<String> {
            match (a, b) {
                (ValueSet::Texts(a), ValueSet::Texts(b)) => {
                    a.difference(b).map(|text| single(like, ValueSet::Texts([text.clone()].into()))).collect()
                }
                (ValueSet::Choices(a), ValueSet::Choices(b)) => {
                    a.difference(b).map(|choice| single(like, ValueSet::Choices([*choice].into()))).collect()
                }
                _ => Vec::new(),
            }
        };
        vec![Detail {
            what: split(new),
            added: beyond(is, was, new),
            removed: beyond(was, is, old),
            ..Detail::default()
        }]
    }

    /// What differs between two rules of a score.
    pub fn rules(self, old: &ScoredRule, new: &ScoredRule) -> Vec<Detail> {
        let mut details = Vec::new();
        if old.kind != new.kind {
            details.extend(Detail::change("kind", Some(kind_word(old)), Some(kind_word(new))));
        }
        details.extend(self.earns(&old.earns, &new.earns));
        details.extend(self.conditions("when", &old.guard, &new.guard));
        let fade = |fade: &Option<Fade>| {
            let fade = fade.as_ref()?;
            let word = if fade.decay.is_halving() { "halves every" } else { "fades over" };
            Some(format!("{word} {} days since {}", fade.decay.days(), self.model.value_text(&fade.since)))
        };
        details.extend(Detail::change("points", fade(&old.fade), fade(&new.fade)));
        details.extend(windows(&old.active, &new.active));
        details
    }

    fn earns(self, old: &Earns, new: &Earns) -> Vec<Detail> {
        let points = |what: &str, old: Points, new: Points| {
            Detail::change(what, Some(old.to_string()), Some(new.to_string()))
        };
        match (old, new) {
            (Earns::Flat(old), Earns::Flat(new)) => points("points", *old, *new).into_iter().collect(),
            (
                Earns::PerRow { points: a, rows: of, cap: least },
                Earns::PerRow { points: b, rows: to, cap: most },
            ) => {
                let inside = Words { row: table_of(to), ..self };
                let same_table = of.source == to.source;
                let filter = if same_table {
                    inside.conditions("rows where", &of.filter, &to.filter)
                } else {
                    vec![self.whole_earns(old, new)]
                };
                points("points per row", *a, *b)
                    .into_iter()
                    .chain(points("cap", *least, *most))
                    .chain(filter)
                    .collect()
            }
            (
                Earns::PerNumber { points: a, value: of, cap: least },
                Earns::PerNumber { points: b, value: to, cap: most },
            ) => {
                let value = (of != to).then(|| Detail {
                    what: "per".to_owned(),
                    old: Some(self.model.value_text(of)),
                    new: Some(self.model.value_text(to)),
                    ..Detail::default()
                });
                points("points", *a, *b)
                    .into_iter()
                    .chain(points("cap", *least, *most))
                    .chain(value)
                    .collect()
            }
            (Earns::Bands(a), Earns::Bands(b)) if a.value == b.value && a.best_of == b.best_of => {
                self.bands(a, b)
            }
            _ if format!("{old:?}") == format!("{new:?}") => Vec::new(),
            _ => vec![self.whole_earns(old, new)],
        }
    }

    fn whole_earns(self, old: &Earns, new: &Earns) -> Detail {
        let text = |earns: &Earns| self.model.earns_text(&as_written(earns));
        Detail { what: "earns".to_owned(), old: Some(text(old)), new: Some(text(new)), ..Detail::default() }
    }

    /// Bands line by line: `50..200 => 40` → `=> 35`.
    fn bands(self, old: &Bands, new: &Bands) -> Vec<Detail> {
        let line = |bands: &Bands, set: &std::sync::Arc<ValueSet>| {
            let like = Condition::Member { value: bands.value.clone(), set: std::sync::Arc::clone(set) };
            self.text(&like)
        };
        let mut details = Vec::new();
        let rest = [("unknown", old.unknown, new.unknown), ("otherwise", old.otherwise, new.otherwise)];
        for (set, points) in &old.arms {
            let now = new.arms.iter().find(|(other, _)| other == set).map(|(_, points)| points.to_string());
            details.extend(Detail::change(
                line(old, set),
                Some(format!("=> {points}")),
                now.map(|now| format!("=> {now}")),
            ));
        }
        for (set, points) in new.arms.iter().filter(|(set, _)| old.arms.iter().all(|(other, _)| other != set))
        {
            details.extend(Detail::change(line(new, set), None, Some(format!("=> {points}"))));
        }
        for (word, was, is) in rest {
            let text = |points: Option<Points>| points.map(|points| format!("=> {points}"));
            details.extend(Detail::change(word, text(was), text(is)));
        }
        details
    }
}

fn kind_word(rule: &ScoredRule) -> String {
    match rule.kind {
        crate::check::model::ScoredRuleKind::Weight => "weight".to_owned(),
        crate::check::model::ScoredRuleKind::Signal => "signal".to_owned(),
    }
}

/// Whether two conditions test the same value in the same way, with other constants.
fn is_like(a: &Condition, b: &Condition) -> bool {
    match (a, b) {
        (Condition::Not(a), Condition::Not(b)) => is_like(a, b),
        (Condition::Member { value, .. }, Condition::Member { value: other, .. })
        | (Condition::Has { value, .. }, Condition::Has { value: other, .. })
        | (Condition::Text { value, .. }, Condition::Text { value: other, .. })
        | (Condition::Within { value, .. }, Condition::Within { value: other, .. })
        | (Condition::OlderThan { value, .. }, Condition::OlderThan { value: other, .. }) => value == other,
        (Condition::AnyRow(a), Condition::AnyRow(b)) => a.source == b.source,
        _ => false,
    }
}

/// What a plan's rule earns, as the model writes it.
pub fn as_written(earns: &Earns) -> crate::check::model::Earns {
    use crate::check::model::Earns as Written;
    match earns.clone() {
        Earns::Flat(points) => Written::Flat(points),
        Earns::PerRow { points, rows, cap } => Written::PerRow { points, rows, cap },
        Earns::PerNumber { points, value, cap } => Written::PerNumber { points, value, cap },
        Earns::Bands(bands) => Written::Bands(bands),
        Earns::Arms { arms, unknown, otherwise } => {
            Written::Arms { arms, unknown, otherwise: Some(otherwise) }
        }
        Earns::Scale { value, from, to } => Written::Scale { value, from, to },
    }
}

/// What differs between the times that a rule is in force.
pub fn windows(old: &[Window], new: &[Window]) -> Option<Detail> {
    let text = |windows: &[Window]| {
        let mut texts: Vec<String> = windows
            .iter()
            .map(|window| match window {
                Window::Days(first, last) => format!("{first}..{last}"),
                Window::Months(months) => format!("months {}..{}", months.first, months.last),
            })
            .collect();
        texts.sort();
        if texts.is_empty() { "always".to_owned() } else { texts.join(", ") }
    };
    Detail::change("active", Some(text(old)), Some(text(new)))
}
