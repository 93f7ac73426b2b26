//! The child table is declared and nothing reads its rows, so whoever runs the profile prepares a file that decides
//! nothing. Ask for its rows in a rule, or remove the table.
//!
//! Silent: on tables of libraries, and on tables that `outcome` reads.
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
//! }
//!
//! table visits of account by account_id {
//!   account_id: text
//!   page:       text
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
//! }
//!
//! table visits of account by account_id {
//!   account_id: text
//!   page:       text
//! }
//!
//! exclude small when employees < 10 because "Too small to serve"
//!
//! require interest when any(visits where page = "/pricing")
//! ```

use super::super::Profile;
use super::super::reads::{Read, Reads};
use crate::diag::codes::lints::UNUSED_TABLE;
use crate::diag::{Diagnostic, Sink};
use crate::syntax::tree::Item;

pub fn check(profile: &Profile<'_>, sink: &mut Sink) {
    let mut outcome = Reads::new(profile.model);
    outcome.outcome(&profile.model.outcome);
    let read_by_outcome = |index: usize| {
        outcome.found.iter().any(|read| matches!(read, Read::Row(table, _) if *table == index))
    };
    for item in &profile.file.parsed.tree.items {
        let Item::Table(table) = item else { continue };
        let mut tables = profile.model.schema.tables.iter().enumerate();
        let unused =
            tables.any(|(index, other)| other.span == table.span && !other.used && !read_by_outcome(index));
        if unused {
            let name = &table.name;
            let message = format!("the table `{}` is not read by any rule", name.text);
            sink.push(
                Diagnostic::new(&UNUSED_TABLE, name.span, message, "not read")
                    .help(format!("ask for its rows in a rule (`any({} where …)`), or remove it", name.text)),
            );
        }
    }
}
