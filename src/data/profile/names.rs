//! What columns are called: by the CRM systems, and by fields of profiles.
//!
//! In: the header of a column. Out: the name of a field, and the CRM that calls the column so.
//! Invariant: the names of the shipped packs are the only list of what CRM systems call their columns.

use std::collections::BTreeMap;

use crate::syntax::tree::{Item, ModifierKind};
use crate::syntax::{RESERVED, parse};
use crate::text::{SourceFile, SourceId};
use crate::types::norm;

/// Packs whose `account` blocks know how CRM systems call their columns.
const PACKS: [(&str, &str); 2] = [
    ("HubSpot", include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/hubspot.icp"))),
    ("Salesforce", include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/salesforce.icp"))),
];

/// Said of a column that both call so.
const BOTH: &str = "HubSpot, Salesforce";

/// Other names that people give to columns, by what they are called in profiles.
const NAMES: [(&str, &[&str]); 9] = [
    ("id", &["id", "account id", "company id", "customer id", "record id", "prospect id"]),
    ("name", &["name", "company", "account", "company name", "account name", "organization", "organisation"]),
    (
        "employees",
        &["employees", "employee count", "headcount", "company size", "size", "number of employees", "staff"],
    ),
    ("revenue", &["revenue", "annual revenue", "arr", "turnover", "sales"]),
    ("industry", &["industry", "sector", "vertical"]),
    ("country", &["country", "hq country", "country/region", "billing country", "location country"]),
    ("domain", &["domain", "company domain name", "website domain"]),
    ("tech", &["technologies", "tech", "tech stack", "web technologies"]),
    ("founded", &["founded", "year founded", "year established", "founding year"]),
];

/// What is known of a column by its name.
#[derive(Debug, Clone)]
struct Known {
    field: String,
    crm: Option<&'static str>,
}

/// Names of columns that are known, normalized.
pub(super) struct Names(BTreeMap<String, Known>);

impl Names {
    /// The names of the packs and those in common use.
    pub(super) fn new() -> Names {
        let mut known: BTreeMap<String, Known> = BTreeMap::new();
        for (crm, pack) in PACKS {
            let file = SourceFile::new("pack", pack);
            let parsed = parse(SourceId(0), &file);
            let accounts = parsed.tree.items.iter().filter_map(|item| match item {
                Item::Account(account) => Some(account),
                _ => None,
            });
            for field in accounts.flat_map(|account| &account.fields) {
                let columns = field.modifiers.iter().filter_map(|modifier| match &modifier.kind {
                    ModifierKind::From(columns) => Some(columns),
                    _ => None,
                });
                for column in columns.flatten() {
                    known
                        .entry(norm(&column.value))
                        .and_modify(|known| {
                            if known.crm != Some(crm) {
                                known.crm = Some(BOTH);
                            }
                        })
                        .or_insert_with(|| Known { field: field.name.text.clone(), crm: Some(crm) });
                }
            }
        }
        for (name, columns) in NAMES {
            for column in columns {
                let known = known
                    .entry((*column).to_owned())
                    .or_insert_with(|| Known { field: String::new(), crm: None });
                known.field = name.to_owned();
            }
        }
        Names(known)
    }

    fn find(&self, column: &str) -> Option<&Known> {
        let plain = norm(&words(column)).replace('_', " ");
        // A sync tool lands a property of a CRM as `property_NAME`.
        let bare = plain.strip_prefix("property ").unwrap_or(&plain);
        let joined = bare.replace(' ', "_");
        self.0
            .get(&plain)
            .or_else(|| self.0.get(&norm(column)))
            .or_else(|| self.0.get(bare))
            .or_else(|| self.0.get(&joined))
    }

    /// The CRM that calls a column so.
    pub(super) fn crm(&self, column: &str) -> Option<&'static str> {
        self.find(column)?.crm
    }

    /// What a column is called in a profile.
    pub(super) fn field(&self, column: &str) -> String {
        if let Some(known) = self.find(column) {
            return known.field.clone();
        }
        plain_name(column)
    }
}

/// Whether a column is called as names of accounts and their ids are.
pub(super) fn is_name_or_id(header: &str) -> bool {
    NAMES.iter().take(2).any(|(_, names)| names.contains(&header))
}

/// A field name of the words of a column.
fn plain_name(column: &str) -> String {
    let plain = norm(&words(column)).replace('_', " ");
    let mut name = String::new();
    for c in plain.chars().take(60) {
        if c.is_alphanumeric() {
            name.push(c);
        } else if !name.is_empty() && !name.ends_with('_') {
            name.push('_');
        }
    }
    let name = name.trim_end_matches('_').to_owned();
    match name.chars().next() {
        None => "column".to_owned(),
        Some(first) if first.is_numeric() => format!("c_{name}"),
        Some(_) if RESERVED.contains(&name.as_str()) => format!("{name}_"),
        Some(_) => name,
    }
}

/// `TotalVisits` as `Total Visits`, `AmountInUSD` as `Amount In USD`.
fn words(column: &str) -> String {
    let mut words = String::new();
    let mut before = ' ';
    for c in column.chars() {
        if c.is_uppercase() && before.is_lowercase() {
            words.push(' ');
        }
        words.push(c);
        before = c;
    }
    words
}
