//! The field is declared, and neither a rule nor `outcome` reads it. Each field is a column that somebody has to
//! export and keep filled; one that decides nothing is a rule that was forgotten, or work for nothing. Several such
//! fields of one block are one report.
//!
//! The key, a field called `name` (it is shown beside the results), the field that joins a table, and fields of
//! libraries are not reported.
//!
//! Silent: on the key, on a field called `name` (it is shown with the results), on the field that joins a table,
//! on every field of a table that is itself unused, and on fields of libraries.
//!
//! Options: none.
//!
//! ## Fails
//!
//! ```icp
//! profile crm "CRM" {}
//!
//! account {
//!   id:        text key
//!   employees: whole
//!   founded:   whole
//! }
//!
//! exclude small when employees < 10 because "Too small to serve"
//! ```
//!
//! ## Works
//!
//! ```icp
//! profile crm "CRM" {}
//!
//! account {
//!   id:        text key
//!   employees: whole
//!   founded:   whole
//! }
//!
//! exclude small when employees < 10 because "Too small to serve"
//! exclude young when founded > 2020 because "Still changing too fast"
//! ```

use super::super::Profile;
use super::super::reads::{Read, Reads};
use crate::check::model::Field;
use crate::diag::codes::lints::UNUSED_FIELD;
use crate::diag::{Diagnostic, Sink};
use crate::syntax::tree::{self, Item};
use crate::text::join_and;

pub fn check(profile: &Profile<'_>, sink: &mut Sink) {
    let model = profile.model;
    let mut outcome = Reads::new(model);
    outcome.outcome(&model.outcome);
    for item in &profile.file.parsed.tree.items {
        match item {
            Item::Account(account) => {
                let fields = model.schema.fields.iter().enumerate().filter(|(index, field)| {
                    let shown = *index == model.schema.key || field.name == "name";
                    !shown && !outcome.found.contains(&Read::Account(*index))
                });
                report(&account.fields, fields.map(|(_, field)| field), "account", sink);
            }
            Item::Table(table) => {
                let tables = model.schema.tables.iter().enumerate();
                for (number, known) in tables.filter(|(_, known)| known.span == table.span && known.used) {
                    let fields = known.fields.iter().enumerate().filter(|(index, _)| {
                        *index != known.by && !outcome.found.contains(&Read::Row(number, *index))
                    });
                    report(&table.fields, fields.map(|(_, field)| field), &known.name, sink);
                }
            }
            Item::Profile(_)
            | Item::Use(_)
            | Item::Taxonomy(_)
            | Item::Rates(_)
            | Item::List(_)
            | Item::Let(_)
            | Item::Role(_)
            | Item::Market(_)
            | Item::Exclude(_)
            | Item::Require(_)
            | Item::Score(_)
            | Item::Tier(_)
            | Item::Segment(_)
            | Item::Override(_)
            | Item::Guarantee(_)
            | Item::Outcome(_)
            | Item::Test(_)
            | Item::Damaged(_) => {}
        }
    }
}

/// One report for a block: a table of a CRM has dozens of columns, and a first profile reads a few of them.
fn report<'a>(
    written: &[tree::Field],
    fields: impl Iterator<Item = &'a Field>,
    owner: &str,
    sink: &mut Sink,
) {
    let unread: Vec<&tree::Field> = fields
        .filter(|field| !field.used)
        .filter_map(|field| written.iter().find(|written| written.span == field.span))
        .collect();
    let names: Vec<String> = unread.iter().map(|field| format!("`{}`", field.name.text)).collect();
    let help = "in a rule, or remove it; then the data need not have its column";
    match (unread.as_slice(), names.as_slice()) {
        ([], _) | (_, []) => {}
        ([field], [name]) => {
            let message = format!("the field {name} of `{owner}` is not read by any rule");
            let found = Diagnostic::new(&UNUSED_FIELD, field.name.span, message, "not read");
            sink.push(found.help(format!("use it {help}")));
        }
        ([field, ..], names) => {
            let count = names.len();
            let message =
                format!("{count} fields of `{owner}` are not read by any rule: {}", listed(names, 3));
            let mut found = Diagnostic::new(&UNUSED_FIELD, field.name.span, message, "the first of them");
            if count > 4 {
                found = found.note(format!("not read: {}", listed(names, 40)));
            }
            sink.push(found.help(format!("use each {help}")));
        }
    }
}

/// The first names, and how many there are besides; never "1 more", which is no shorter than the name.
fn listed(names: &[String], most: usize) -> String {
    let shown = if names.len() <= most + 1 { names.len() } else { most };
    let mut listed: Vec<String> = names.iter().take(shown).cloned().collect();
    if shown < names.len() {
        listed.push(format!("{} more", names.len() - shown));
    }
    join_and(&listed)
}
