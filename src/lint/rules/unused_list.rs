//! Finds: a list of this file that no rule uses.
//!
//! Why: a list of banned industries that nothing reads bans nobody, and a reviewer who sees it thinks it does.
//!
//! Silent: on lists of libraries, which are there for whoever needs them.

use super::super::Profile;
use crate::diag::codes::lints::UNUSED_LIST;
use crate::diag::{Diagnostic, Sink};
use crate::syntax::tree::Item;

pub fn check(profile: &Profile<'_>, sink: &mut Sink) {
    for item in &profile.file.parsed.tree.items {
        let Item::List(list) = item else { continue };
        if profile.model.lists.iter().any(|named| named.span == list.span && !named.used) {
            let name = &list.name;
            let message = format!("the list `{}` is not used by any rule", name.text);
            sink.push(
                Diagnostic::new(&UNUSED_LIST, name.span, message, "not used")
                    .help(format!("use it in a rule (`… in {}`), or remove it", name.text)),
            );
        }
    }
}
