//! What a run comes to: accounts by status and tier, what is missing, which guarantees held.
//!
//! In: results, batch after batch. Out: counts, as text and as JSON.
//! Invariant: every account counted has one status, and the statuses add up to the accounts.

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use super::table::grid;
use crate::check::model::Model;
use crate::eval::columnar::Results;
use crate::plan::classes::Texts;
use crate::text::number_of;
use crate::types::{Status, Truth};

/// What one guarantee came to over a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GuaranteeTally {
    /// Accounts for which it is FALSE.
    pub violated: u64,
    /// Accounts for which it is UNKNOWN.
    pub unknown: u64,
    /// The first few keys that violate it.
    pub examples: Vec<String>,
}

/// How many violating accounts are named.
const EXAMPLES: usize = 10;

/// The counts of one profile over a run.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    /// Accounts scored.
    pub scored: u64,
    /// By status, in the order of [`Status::ALL`].
    statuses: [u64; Status::ALL.len()],
    /// Accounts that are in, by tier; the last is no tier.
    tiers: Vec<u64>,
    /// Accounts that are in and have more than one possible tier.
    open: u64,
    /// Accounts that are in, by the field whose absence costs them most.
    missing: IndexMap<String, u64>,
    /// One a guarantee.
    pub guarantees: Vec<GuaranteeTally>,
    /// How often a rule decided the status of an account that is out or held.
    decided_by: IndexMap<(Status, String), u64>,
}

impl Tally {
    /// Nothing counted yet.
    #[must_use]
    pub fn new(model: &Model) -> Tally {
        Tally {
            tiers: vec![0; model.tiers.len() + 1],
            guarantees: vec![GuaranteeTally::default(); model.guarantees.len()],
            ..Tally::default()
        }
    }

    /// Counts a batch of accounts.
    pub fn count(&mut self, keys: &Texts, results: &Results) {
        self.scored += results.rows as u64;
        let mut decided: Seldom = Seldom::default();
        let mut missing: Seldom = Seldom::default();
        let several: Vec<bool> = results
            .possible_sets
            .iter()
            .map(|possible| possible.tiers.len() + usize::from(possible.none) > 1)
            .collect();
        let width = self.tiers.len();
        // How many accounts have each status and tier; no branch depends on an account but where it is the first.
        let mut places = vec![0u64; Status::ALL.len() * width];
        let rows = results.status.iter().zip(&results.tier).zip(&results.possible);
        let rows = rows.zip(results.decided_by.iter().zip(&results.missing));
        for (((status, tier), possible), (decided_by, missed)) in rows {
            let place = status.place();
            let tier = usize::from(*tier).min(width.wrapping_sub(1));
            if let Some(count) = places.get_mut(place * width + tier) {
                *count += 1;
            }
            decided.count(*decided_by as usize * Status::ALL.len() + place, true);
            let several = several.get(*possible as usize).copied().unwrap_or_default();
            let open = !status.is_out() & (several | (*status == Status::NeedsData));
            self.open += u64::from(open);
            missing.count(*missed as usize, open);
        }
        for (status, counts) in Status::ALL.iter().zip(places.chunks_exact(width.max(1))) {
            if let Some(count) = self.statuses.get_mut(status.place()) {
                *count += counts.iter().sum::<u64>();
            }
            if !status.is_out() {
                self.tiers.iter_mut().zip(counts).for_each(|(count, more)| *count += more);
            }
        }
        for (number, count) in decided.counts() {
            let status = Status::ALL.get(number % Status::ALL.len()).copied().unwrap_or(Status::Qualified);
            let list = u32::try_from(number / Status::ALL.len()).unwrap_or(u32::MAX);
            for rule in results.name_list(list) {
                *self.decided_by.entry((status, rule.clone())).or_default() += count;
            }
        }
        for (number, count) in missing.counts() {
            if let Some(field) = results.name_list(u32::try_from(number).unwrap_or(u32::MAX)).first() {
                *self.missing.entry(field.clone()).or_default() += count;
            }
        }
        for (row, guarantee, truth) in &results.broken_guarantees {
            if let Some(tally) = self.guarantees.get_mut(*guarantee) {
                tally.count(*truth, keys.get(*row));
            }
        }
    }

    /// Adds the counts of the accounts that follow.
    pub fn add(&mut self, next: &Tally) {
        self.scored += next.scored;
        self.open += next.open;
        self.statuses.iter_mut().zip(next.statuses).for_each(|(count, more)| *count += more);
        self.tiers.iter_mut().zip(&next.tiers).for_each(|(count, more)| *count += more);
        for (field, count) in &next.missing {
            *self.missing.entry(field.clone()).or_default() += count;
        }
        for (rule, count) in &next.decided_by {
            *self.decided_by.entry(rule.clone()).or_default() += count;
        }
        for (tally, next) in self.guarantees.iter_mut().zip(&next.guarantees) {
            tally.violated += next.violated;
            tally.unknown += next.unknown;
            tally.examples.extend(next.examples.iter().cloned());
            tally.examples.truncate(EXAMPLES);
        }
    }

    /// Whether an account violated a guarantee.
    #[must_use]
    pub fn is_violated(&self) -> bool {
        self.guarantees.iter().any(|tally| tally.violated > 0)
    }

    /// Statuses and tiers as a small table, then what is open, then guarantees.
    #[must_use]
    pub fn text(&self, model: &Model) -> String {
        let mut rows = Vec::new();
        for (status, count) in Status::ALL.iter().zip(self.statuses).rev() {
            if count > 0 {
                rows.push(vec![
                    status.word().to_owned(),
                    grouped(count),
                    share(count, self.scored),
                    self.causes(*status),
                ]);
            }
        }
        let mut out = grid(&rows, &[1, 2]);
        let inside: u64 = self.tiers.iter().sum();
        if inside > 0 && !model.tiers.is_empty() {
            let mut rows = Vec::new();
            let names = model.tiers.iter().map(|tier| match &tier.title {
                Some(title) => format!("tier {} {title}", tier.name),
                None => format!("tier {}", tier.name),
            });
            for (name, count) in names.chain(["no tier".to_owned()]).zip(&self.tiers) {
                if *count > 0 || name != "no tier" {
                    rows.push(vec![name, grouped(*count), share(*count, inside)]);
                }
            }
            out.push('\n');
            out.push_str(&grid(&rows, &[1, 2]));
        }
        if self.open > 0 {
            let mut fields: Vec<(&String, &u64)> = self.missing.iter().collect();
            fields.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
            let fields: Vec<String> = fields
                .into_iter()
                .take(3)
                .map(|(field, count)| format!("{field} ({})", grouped(*count)))
                .collect();
            let could = number_of(usize::try_from(self.open).unwrap_or(usize::MAX), "account", "accounts");
            out.push_str(&format!(
                "\n{could} could move if missing data arrived; most costly: {}\n",
                fields.join(", ")
            ));
        }
        for (guarantee, tally) in model.guarantees.iter().zip(&self.guarantees) {
            out.push('\n');
            out.push_str(&tally.text(&guarantee.name, guarantee.title.as_deref(), self.scored));
        }
        out
    }

    /// The rules that most often put accounts out or held them: `banned_industry 12, sanctions 3`.
    fn causes(&self, status: Status) -> String {
        let causes = self.decided_by.iter().filter(|((decided, _), _)| *decided == status);
        let mut causes: Vec<(&str, u64)> = causes.map(|((_, rule), count)| (rule.as_str(), *count)).collect();
        causes.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        let shown: Vec<String> =
            causes.iter().take(3).map(|(rule, count)| format!("{rule} {}", grouped(*count))).collect();
        let more = if causes.len() > 3 { ", …" } else { "" };
        shown.join(", ") + more
    }

    /// The counts for machines.
    #[must_use]
    pub fn json(&self, model: &Model) -> Value {
        let statuses: Map<String, Value> = Status::ALL
            .iter()
            .zip(self.statuses)
            .map(|(status, count)| (status.word().to_owned(), json!(count)))
            .collect();
        let tiers: Map<String, Value> = model
            .tiers
            .iter()
            .zip(&self.tiers)
            .map(|(tier, count)| (tier.name.clone(), json!(count)))
            .collect();
        let guarantees: Map<String, Value> = model
            .guarantees
            .iter()
            .zip(&self.guarantees)
            .map(|(guarantee, tally)| {
                let value = json!({
                    "checked": self.scored,
                    "violated": tally.violated,
                    "unknown": tally.unknown,
                    "examples": tally.examples,
                });
                (guarantee.name.clone(), value)
            })
            .collect();
        let mut decided_by = Map::new();
        for ((status, rule), count) in &self.decided_by {
            let rules = decided_by.entry(status.word()).or_insert_with(|| json!({}));
            if let Some(rules) = rules.as_object_mut() {
                rules.insert(rule.clone(), json!(count));
            }
        }
        json!({
            "profile": model.header.name,
            "version": model.header.version,
            "scored": self.scored,
            "status": statuses,
            "tier": tiers,
            "no_tier": self.tiers.last(),
            "could_move": self.open,
            "decided_by": decided_by,
            "guarantees": guarantees,
        })
    }
}

/// How often each number was met where that counts, by the first time it was.
#[derive(Default)]
struct Seldom {
    counts: Vec<u64>,
    met: Vec<usize>,
}

impl Seldom {
    fn count(&mut self, number: usize, counts: bool) {
        if self.counts.len() <= number {
            self.counts.resize(number + 1, 0);
        }
        if let Some(count) = self.counts.get_mut(number) {
            if *count == 0 && counts {
                self.met.push(number);
            }
            *count += u64::from(counts);
        }
    }

    fn counts(&self) -> impl Iterator<Item = (usize, u64)> {
        self.met.iter().map(|number| (*number, self.counts.get(*number).copied().unwrap_or_default()))
    }
}

impl GuaranteeTally {
    fn count(&mut self, truth: Truth, key: Option<&str>) {
        match truth {
            Truth::False => {
                self.violated += 1;
                if self.examples.len() < EXAMPLES {
                    self.examples.push(key.unwrap_or("(no key)").to_owned());
                }
            }
            Truth::Unknown => self.unknown += 1,
            Truth::True => {}
        }
    }

    fn text(&self, name: &str, title: Option<&str>, checked: u64) -> String {
        let title = title.map(|title| format!(" ({title})")).unwrap_or_default();
        let unknown = if self.unknown > 0 {
            format!(
                "; UNKNOWN for {}",
                number_of(usize::try_from(self.unknown).unwrap_or(usize::MAX), "account", "accounts")
            )
        } else {
            String::new()
        };
        let checked = number_of(usize::try_from(checked).unwrap_or(usize::MAX), "account", "accounts");
        if self.violated == 0 {
            return format!(
                "guarantee {name}{title}: not violated by any of the {checked} of this run{unknown}\n"
            );
        }
        let more = if self.violated > self.examples.len() as u64 { ", …" } else { "" };
        format!(
            "guarantee {name}{title}: VIOLATED by {} of {checked}: {}{more}{unknown}\n",
            grouped(self.violated),
            self.examples.join(", ")
        )
    }
}

/// `12,480`.
#[must_use]
pub fn grouped(count: u64) -> String {
    let words = number_of(usize::try_from(count).unwrap_or(usize::MAX), "", "");
    words.trim_end().to_owned()
}

/// `17.1%`, rounded half up; nothing for a whole of 0.
fn share(part: u64, whole: u64) -> String {
    if whole == 0 {
        return String::new();
    }
    let tenths = (u128::from(part) * 2_000 + u128::from(whole)) / (2 * u128::from(whole));
    format!("{}.{}%", tenths / 10, tenths % 10)
}
