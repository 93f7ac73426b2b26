//! What a table of accounts says about a profile's fields and rules.
//!
//! In: accounts, one after the other. Out: counts per field, rule and tier.
//! Invariant: its size depends on the profile, not on the number of accounts: values are counted up to a limit, and rules
//! are compared over the first accounts only.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::model::{Condition, Model, OutcomeRule};
use crate::eval::{evaluate, holds};
use crate::plan::{Plan, unhashed};
use crate::types::{Account, Cell, Day, Element, Number, OutcomeKind, Points, Status, Truth};

/// Different values counted for each field; what comes later is only known to exist.
const MOST_VALUES: usize = 2_000;
/// Rules are compared over so many accounts.
const COMPARED: usize = 20_000;

/// Counts over a table of accounts.
#[derive(Debug)]
pub struct Facts {
    plan: Plan,
    won: Option<Condition>,
    lost: Option<Condition>,
    today: Day,
    /// How many accounts.
    pub accounts: usize,
    /// Per field, in the order of the schema.
    pub fields: Vec<FieldFacts>,
    /// Per gate, in the order of the plan: how many accounts it puts out.
    pub out: Vec<usize>,
    /// Per score and rule: how many accounts earn something or lose something by it.
    pub earned: Vec<Vec<usize>>,
    /// Per score and rule: over the first accounts, who meets its condition, one bit each.
    pub met: Vec<Vec<Vec<u64>>>,
    /// How many accounts those bits are about.
    pub compared: usize,
    /// Per tier.
    pub tiers: Vec<usize>,
    /// Per segment.
    pub segments: Vec<usize>,
    /// How many are qualified.
    pub qualified: usize,
    /// Accounts won and lost, as `outcome` reads them.
    pub closed: (usize, usize),
}

/// Counts over the cells of one field.
#[derive(Debug, Default)]
pub struct FieldFacts {
    /// Cells that are not unknown.
    pub filled: usize,
    /// The same, of accounts won and of accounts lost.
    pub filled_closed: (usize, usize),
    /// The least and the greatest number or day.
    pub extent: Option<(i128, i128)>,
    /// Texts, and positions of declared values, with how many accounts have them.
    pub texts: BTreeMap<String, usize>,
    /// Declared values, by position.
    pub choices: BTreeMap<u32, usize>,
    /// Whether there are more different values than were counted.
    pub more: bool,
    /// Cells that could not be read, with one of them.
    pub unreadable: usize,
    /// Some of those cells as written.
    pub examples: BTreeSet<String>,
}

impl Facts {
    /// Nothing counted yet.
    #[must_use]
    pub fn new(model: &Model, today: Day) -> Facts {
        let plan = unhashed(model);
        let outcome = |kind: OutcomeKind| {
            model.outcome.iter().find_map(|rule| match rule {
                OutcomeRule::When(of, condition) if *of == kind => Some(condition.clone()),
                OutcomeRule::When(..) | OutcomeRule::Is(..) => None,
            })
        };
        Facts {
            won: outcome(OutcomeKind::Won),
            lost: outcome(OutcomeKind::Lost),
            today,
            accounts: 0,
            fields: plan.schema.fields.iter().map(|_| FieldFacts::default()).collect(),
            out: vec![0; plan.gates.len()],
            earned: plan.scores.iter().map(|score| vec![0; score.rules.len()]).collect(),
            met: plan.scores.iter().map(|score| vec![Vec::new(); score.rules.len()]).collect(),
            compared: 0,
            tiers: vec![0; plan.tiers.len()],
            segments: vec![0; plan.segments.len()],
            qualified: 0,
            closed: (0, 0),
            plan,
        }
    }

    /// Counts one account.
    pub fn add(&mut self, account: &Account) {
        let outcome = evaluate(&self.plan, account, self.today);
        let is = |condition: &Option<Condition>| {
            let truth = |condition| holds(&self.plan, account, self.today, &outcome, condition);
            condition.as_ref().is_some_and(|condition| truth(condition) == Truth::True)
        };
        let (won, lost) = (is(&self.won), is(&self.lost));
        self.closed = (self.closed.0 + usize::from(won), self.closed.1 + usize::from(lost));
        for (facts, cell) in self.fields.iter_mut().zip(&account.cells) {
            facts.add(cell, won, lost);
        }
        for (out, gate) in self.out.iter_mut().zip(&outcome.gates) {
            *out += usize::from(gate.out);
        }
        for (score, of) in outcome.scores.iter().enumerate() {
            for (rule, of) in of.rules.iter().enumerate() {
                let earned = self.earned.get_mut(score).and_then(|rules| rules.get_mut(rule));
                earned.into_iter().for_each(|earned| *earned += usize::from(of.earned != Points::ZERO));
                if self.accounts < COMPARED
                    && let Some(bits) = self.met.get_mut(score).and_then(|rules| rules.get_mut(rule))
                {
                    if self.accounts.is_multiple_of(64) {
                        bits.push(0);
                    }
                    if let Some(last) = bits.last_mut() {
                        *last |= u64::from(of.truth == Truth::True) << (self.accounts % 64);
                    }
                }
            }
        }
        self.compared = (self.accounts + 1).min(COMPARED);
        if let Some(tier) = outcome.tier.and_then(|tier| self.tiers.get_mut(tier)) {
            *tier += 1;
        }
        if let Some(segment) = outcome.segment.and_then(|segment| self.segments.get_mut(segment)) {
            *segment += 1;
        }
        self.qualified += usize::from(outcome.status == Status::Qualified);
        self.accounts += 1;
    }

    /// Counts a cell that could not be read as its type.
    pub fn unreadable(&mut self, field: &str, value: &str) {
        let place = self.plan.schema.fields.iter().position(|declared| declared.name == field);
        if let Some(facts) = place.and_then(|place| self.fields.get_mut(place)) {
            facts.unreadable += 1;
            if facts.examples.len() < 3 {
                facts.examples.insert(value.chars().take(40).collect());
            }
        }
    }
}

impl FieldFacts {
    fn add(&mut self, cell: &Cell, won: bool, lost: bool) {
        if *cell == Cell::Unknown {
            return;
        }
        self.filled += 1;
        self.filled_closed.0 += usize::from(won);
        self.filled_closed.1 += usize::from(lost);
        match cell {
            Cell::Unknown | Cell::Boolean(_) => {}
            Cell::Number(number) => self.widen(number.millionths()),
            Cell::Range(interval) => {
                [interval.low, interval.high]
                    .into_iter()
                    .filter_map(|end| end.value())
                    .for_each(|end| self.widen(end));
            }
            Cell::Day(day) => self.widen(i128::from(day.number())),
            Cell::Text(text) => self.text(text),
            Cell::Choice(position) => *self.choices.entry(*position).or_default() += 1,
            Cell::List(elements) => {
                for element in elements {
                    match element {
                        Element::Text(text) => self.text(text),
                        Element::Choice(position) => *self.choices.entry(*position).or_default() += 1,
                        Element::Number(number) => self.widen(number.millionths()),
                        Element::Day(day) => self.widen(i128::from(day.number())),
                        Element::Boolean(_) => {}
                    }
                }
            }
        }
    }

    fn widen(&mut self, value: i128) {
        let (least, most) = self.extent.unwrap_or((value, value));
        self.extent = Some((least.min(value), most.max(value)));
    }

    fn text(&mut self, text: &str) {
        if let Some(count) = self.texts.get_mut(text) {
            *count += 1;
        } else if self.texts.len() < MOST_VALUES {
            self.texts.insert(text.to_owned(), 1);
        } else {
            self.more = true;
        }
    }
}

/// A share as people say it: `3%`, `less than 1%`.
pub fn share(part: usize, of: usize) -> String {
    if of == 0 || part == 0 {
        return "0%".to_owned();
    }
    match part * 100 / of {
        0 => "less than 1%".to_owned(),
        percent => format!("{percent}%"),
    }
}

/// Whether a part is less than so many percent of a whole.
pub fn below(part: usize, of: usize, percent: usize) -> bool {
    part * 100 < of * percent
}

/// A number as a table has it.
pub fn number(millionths: i128) -> String {
    Number::from_millionths(millionths).to_string()
}
