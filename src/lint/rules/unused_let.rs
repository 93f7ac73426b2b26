//! A `let` gives a name to a range, a value or a condition. Nothing uses this one, so a change to it changes no score,
//! and nobody will see that in a review. Use the name, or remove it.
//!
//! Silent: on lets of libraries.
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
//! let mid_market = 50..200
//!
//! exclude other_size when employees not in 50..250 because "We serve the middle"
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
//! let mid_market = 50..200
//!
//! exclude other_size when employees not in mid_market because "We serve the middle"
//! ```

use super::super::Profile;
use super::places::with_removal;
use crate::diag::codes::lints::UNUSED_LET;
use crate::diag::{Diagnostic, Sink};
use crate::syntax::tree::Item;

pub fn check(profile: &Profile<'_>, sink: &mut Sink) {
    for item in &profile.file.parsed.tree.items {
        let Item::Let(named) = item else { continue };
        if profile.model.lets.iter().any(|other| other.span == named.span && !other.used) {
            let name = &named.name;
            let message = format!("`{}` is defined and not used by any rule", name.text);
            let report =
                Diagnostic::new(&UNUSED_LET, name.span, message, "not used").help("use its name in a rule");
            sink.push(with_removal(report, profile.file.sources, named.span, "remove it"));
        }
    }
}
