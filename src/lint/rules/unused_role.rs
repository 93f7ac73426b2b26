//! Finds: a role of this file that no rule asks for.
//!
//! Why: a champion that is defined but never asked for earns nothing.
//!
//! Silent: on roles of libraries, and on roles that another role is built on.

use super::super::Profile;
use crate::diag::codes::lints::UNUSED_ROLE;
use crate::diag::{Diagnostic, Sink};
use crate::syntax::tree::Item;

pub fn check(profile: &Profile<'_>, sink: &mut Sink) {
    for item in &profile.file.parsed.tree.items {
        let Item::Role(role) = item else { continue };
        if profile.model.roles.iter().any(|other| other.span == role.span && !other.used) {
            let name = &role.name;
            let message = format!("the role `{}` is not used by any rule", name.text);
            sink.push(
                Diagnostic::new(&UNUSED_ROLE, name.span, message, "not used")
                    .help(format!("ask for it in a rule (`any({})`), or remove it", name.text)),
            );
        }
    }
}
