//! The statements of a profile and of all files it uses, by kind.
//!
//! Invariant: a used file's statements stand where its `use` stands.

use crate::syntax::tree::{self, Item};

/// Statements in reading order.
#[derive(Debug, Default)]
pub(super) struct Statements<'a> {
    pub profiles: Vec<&'a tree::Profile>,
    pub accounts: Vec<&'a tree::Account>,
    pub tables: Vec<&'a tree::Table>,
    pub taxonomies: Vec<&'a tree::Taxonomy>,
    pub rates: Vec<&'a tree::Rates>,
    pub lists: Vec<&'a tree::List>,
    pub lets: Vec<&'a tree::Let>,
    pub roles: Vec<&'a tree::Role>,
    pub markets: Vec<&'a tree::Rule>,
    pub excludes: Vec<&'a tree::Rule>,
    pub requires: Vec<&'a tree::Rule>,
    pub scores: Vec<&'a tree::Score>,
    pub tiers: Vec<&'a tree::Tier>,
    pub segments: Vec<&'a tree::Segment>,
    pub overrides: Vec<&'a tree::Override>,
    pub guarantees: Vec<&'a tree::Rule>,
    pub outcomes: Vec<&'a tree::Outcome>,
    pub tests: Vec<&'a tree::Test>,
    pub damaged: Vec<&'a tree::Damaged>,
}

impl<'a> Statements<'a> {
    /// Sorts statements by kind.
    pub fn collect(items: impl Iterator<Item = &'a Item>) -> Statements<'a> {
        let mut all = Statements::default();
        for item in items {
            match item {
                Item::Profile(profile) => all.profiles.push(profile),
                Item::Use(_) => {}
                Item::Account(account) => all.accounts.push(account),
                Item::Table(table) => all.tables.push(table),
                Item::Taxonomy(taxonomy) => all.taxonomies.push(taxonomy),
                Item::Rates(rates) => all.rates.push(rates),
                Item::List(list) => all.lists.push(list),
                Item::Let(named) => all.lets.push(named),
                Item::Role(role) => all.roles.push(role),
                Item::Market(rule) => all.markets.push(rule),
                Item::Exclude(rule) => all.excludes.push(rule),
                Item::Require(rule) => all.requires.push(rule),
                Item::Score(score) => all.scores.push(score),
                Item::Tier(tier) => all.tiers.push(tier),
                Item::Segment(segment) => all.segments.push(segment),
                Item::Override(named) => all.overrides.push(named),
                Item::Guarantee(rule) => all.guarantees.push(rule),
                Item::Outcome(outcome) => all.outcomes.push(outcome),
                Item::Test(test) => all.tests.push(test),
                Item::Damaged(damaged) => all.damaged.push(damaged),
            }
        }
        all
    }
}
