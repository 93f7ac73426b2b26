//! Finds: a field of this file that neither a rule nor `outcome` reads.
//!
//! Why: each field is a column that somebody has to export and keep filled; one that decides nothing is either a
//! forgotten rule or needless work.
//!
//! Silent: on the key, on a field called `name` (it is shown with the results), on the field that joins a table,
//! on every field of a table that is itself unused, and on fields of libraries.

use super::super::Profile;
use super::super::reads::{Read, Reads};
use crate::check::model::Field;
use crate::diag::codes::lints::UNUSED_FIELD;
use crate::diag::{Diagnostic, Sink};
use crate::syntax::tree::{self, Item};

pub fn check(profile: &Profile<'_>, sink: &mut Sink) {
    let model = profile.model;
    let mut outcome = Reads::new(model);
    outcome.outcome(&model.outcome);
    for item in &profile.file.parsed.tree.items {
        match item {
            Item::Account(account) => {
                for (index, field) in model.schema.fields.iter().enumerate() {
                    let shown = index == model.schema.key || field.name == "name";
                    let read = outcome.found.contains(&Read::Account(index));
                    if !shown && !read {
                        report(&account.fields, field, "account", sink);
                    }
                }
            }
            Item::Table(table) => {
                let tables = model.schema.tables.iter().enumerate();
                for (number, known) in tables.filter(|(_, known)| known.span == table.span && known.used) {
                    for (index, field) in known.fields.iter().enumerate() {
                        if index != known.by && !outcome.found.contains(&Read::Row(number, index)) {
                            report(&table.fields, field, &known.name, sink);
                        }
                    }
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

fn report(written: &[tree::Field], field: &Field, owner: &str, sink: &mut Sink) {
    if field.used {
        return;
    }
    let Some(written) = written.iter().find(|written| written.span == field.span) else { return };
    let message = format!("the field `{}` of `{owner}` is not read by any rule", field.name);
    sink.push(
        Diagnostic::new(&UNUSED_FIELD, written.name.span, message, "not read")
            .help("use it in a rule, or remove it; then the data need not have its column"),
    );
}
