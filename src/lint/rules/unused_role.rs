//! The role is defined and no rule asks for it: a champion that nobody looks for earns nothing. Ask for it with
//! `any(…)`, `none(…)` or `count(…)`, build another role on it, or remove it.
//!
//! Silent: on roles of libraries, and on roles that another role is built on.
//!
//! Options: none.
//!
//! ## Fails
//!
//! ```icp
//! profile crm "CRM" {}
//!
//! account {
//!   id: text key
//! }
//!
//! table contacts of account by account_id {
//!   account_id: text
//!   title:      text
//! }
//!
//! role champion of contacts when title contains "RevOps"
//!
//! exclude students when any(contacts where title = "Student") because "No budget"
//! ```
//!
//! ## Works
//!
//! ```icp
//! profile crm "CRM" {}
//!
//! account {
//!   id: text key
//! }
//!
//! table contacts of account by account_id {
//!   account_id: text
//!   title:      text
//! }
//!
//! role champion of contacts when title contains "RevOps"
//!
//! exclude students when any(contacts where title = "Student") because "No budget"
//!
//! require someone when any(champion)
//! ```

use super::super::Profile;
use super::places::with_removal;
use crate::diag::codes::lints::UNUSED_ROLE;
use crate::diag::{Diagnostic, Sink};
use crate::syntax::tree::Item;

pub fn check(profile: &Profile<'_>, sink: &mut Sink) {
    for item in &profile.file.parsed.tree.items {
        let Item::Role(role) = item else { continue };
        if profile.model.roles.iter().any(|other| other.span == role.span && !other.used) {
            let name = &role.name;
            let message = format!("the role `{}` is not used by any rule", name.text);
            let report = Diagnostic::new(&UNUSED_ROLE, name.span, message, "not used")
                .help(format!("ask for it in a rule (`any({})`)", name.text));
            sink.push(with_removal(report, profile.file.sources, role.span, "remove it"));
        }
    }
}
