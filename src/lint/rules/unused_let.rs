//! Finds: a `let` of this file that nothing uses.
//!
//! Why: a changed threshold in a range that no rule reads changes nothing, which nobody sees in a review.
//!
//! Silent: on lets of libraries.

use super::super::Profile;
use crate::diag::codes::lints::UNUSED_LET;
use crate::diag::{Diagnostic, Sink};
use crate::syntax::tree::Item;

pub fn check(profile: &Profile<'_>, sink: &mut Sink) {
    for item in &profile.file.parsed.tree.items {
        let Item::Let(named) = item else { continue };
        if profile.model.lets.iter().any(|other| other.span == named.span && !other.used) {
            let name = &named.name;
            let message = format!("`{}` is defined and not used by any rule", name.text);
            sink.push(
                Diagnostic::new(&UNUSED_LET, name.span, message, "not used")
                    .help("use its name in a rule, or remove it"),
            );
        }
    }
}
