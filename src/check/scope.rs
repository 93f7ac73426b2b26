//! What a name means at a place: the symbol table and the strata.
//!
//! Shared by the statement checks, which fill it, and the expression checks, which read it.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap, HashSet};

use super::model::{LetValue, NamedLet, NamedList, Role, Schema};
use crate::text::{Span, closest};

/// What a name of the common name space stands for (ruling 47).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Entity {
    /// An account field, by index.
    Field(usize),
    /// A child table, by index.
    Table(usize),
    /// A role, by index.
    Role(usize),
    /// A named list, by index.
    List(usize),
    /// A let, by index.
    Let(usize),
    /// A score, by index.
    Score(usize),
    /// A taxonomy, by index in `Schema::choices`.
    Taxonomy(usize),
}

/// Names with the place of their declaration.
#[derive(Debug, Default)]
pub struct Names {
    /// Fields, lists, lets, roles, tables, scores, taxonomies.
    pub common: HashMap<String, (Entity, Span)>,
    /// Tiers, by index.
    pub tiers: HashMap<String, (usize, Span)>,
    /// Segments, by index.
    pub segments: HashMap<String, (usize, Span)>,
    /// Exclusions, by index.
    pub excludes: HashMap<String, (usize, Span)>,
    /// Requirements, by index.
    pub requires: HashMap<String, (usize, Span)>,
    /// Weights and signals: not names in conditions; kept for messages.
    pub scored_rules: HashMap<String, Span>,
    /// Names that a damaged or wrong statement would have defined: nobody is blamed for using them.
    pub tainted: HashSet<String>,
    /// Whether names may be defined elsewhere: a library without an account block is completed by the profile that
    /// uses it, and a file that could not be read may define anything.
    pub open: bool,
    /// Whether a statement or field is so damaged that its name is lost: a name that is near no other may be it.
    pub lost: bool,
}

impl Names {
    /// Whether a name that is not declared may not be reported, because its declaration is damaged or out of sight.
    /// Ask this before every "unknown …" report.
    #[must_use]
    pub fn is_excused(&self, name: &str) -> bool {
        self.open || self.is_lost(name, self.common.keys().map(String::as_str))
    }

    /// The same for a name that only a damaged declaration can explain, such as a field of a known table.
    #[must_use]
    pub fn is_lost<'n>(&self, name: &str, known: impl IntoIterator<Item = &'n str>) -> bool {
        // One or two letters are near everything.
        let near = || name.chars().count() > 2 && !closest(name, known).is_empty();
        self.tainted.contains(name) || (self.lost && !near())
    }
}

/// What has been defined before the place at hand.
#[derive(Debug)]
pub struct Scope<'a> {
    /// Fields, tables, value sets.
    pub schema: &'a Schema,
    /// Every name.
    pub names: &'a Names,
    /// Named lists.
    pub lists: &'a [NamedList],
    /// Lets that are checked so far; the others are wrong or part of a cycle, which is reported already: a use of
    /// them gives no report.
    pub lets: &'a [Option<NamedLet>],
    /// Roles that are checked so far; the others as with lets.
    pub roles: &'a [Option<Role>],
    /// How far the strata are open here.
    pub stratum: Stratum,
    /// The table whose rows are in sight, inside `where` and in roles.
    pub row: Option<usize>,
    /// What was used, for the lints about unused names.
    pub uses: &'a RefCell<BTreeSet<Use>>,
}

/// How far down the strata a condition may reach (ruling 37).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stratum {
    /// Lets and roles: fields, tables, lists, lets, roles.
    Names,
    /// Market, exclude, require, segment, weight, signal: the same.
    Gates,
    /// Tiers: also segments and scores.
    Tiers,
    /// Guarantees, tests: everything, results included.
    Results,
    /// `outcome`: fields; marks what it reads as used by the outcome only.
    Outcome,
}

/// Something that was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Use {
    /// An account field.
    Field(usize),
    /// An account field, by `outcome` only.
    OutcomeField(usize),
    /// A field of a child table.
    RowField(usize, usize),
    /// A table.
    Table(usize),
    /// A role.
    Role(usize),
    /// A list.
    List(usize),
    /// A let.
    Let(usize),
}

impl<'a> Scope<'a> {
    /// The same place with the rows of another table in sight, or none.
    #[must_use]
    pub fn at(&self, row: Option<usize>) -> Scope<'a> {
        Scope {
            schema: self.schema,
            names: self.names,
            lists: self.lists,
            lets: self.lets,
            roles: self.roles,
            stratum: self.stratum,
            row,
            uses: self.uses,
        }
    }

    /// Notes a use.
    pub fn note(&self, used: Use) {
        self.uses.borrow_mut().insert(used);
    }

    /// The value of a let, if it was checked without error.
    #[must_use]
    pub fn let_value(&self, index: usize) -> Option<&LetValue> {
        self.lets.get(index)?.as_ref().map(|named| &named.value)
    }
}
