//! The file declares a list that no rule reads. A list of banned industries that nothing reads bans nobody, yet a
//! reviewer who sees it believes it does. Use the list, or remove it. Lists of a library are not reported: they are
//! there for whoever needs them.
//!
//! Silent: on lists of libraries, which are there for whoever needs them.
//!
//! Options: none.
//!
//! ## Fails
//!
//! ```icp
//! profile crm "CRM" {}
//!
//! account {
//!   id:       text key
//!   industry: text
//! }
//!
//! list banned = ["Gambling", "Tobacco"]
//!
//! exclude tobacco when industry = "Tobacco" because "Acceptable use"
//! ```
//!
//! ## Works
//!
//! ```icp
//! profile crm "CRM" {}
//!
//! account {
//!   id:       text key
//!   industry: text
//! }
//!
//! list banned = ["Gambling", "Tobacco"]
//!
//! exclude banned_industry when industry in banned because "Acceptable use"
//! ```

use super::super::Profile;
use super::places::with_removal;
use crate::diag::codes::lints::UNUSED_LIST;
use crate::diag::{Diagnostic, Sink};
use crate::syntax::tree::Item;

pub fn check(profile: &Profile<'_>, sink: &mut Sink) {
    for item in &profile.file.parsed.tree.items {
        let Item::List(list) = item else { continue };
        if profile.model.lists.iter().any(|named| named.span == list.span && !named.used) {
            let name = &list.name;
            let message = format!("the list `{}` is not used by any rule", name.text);
            let report = Diagnostic::new(&UNUSED_LIST, name.span, message, "not used")
                .help(format!("use it in a rule (`… in {}`)", name.text));
            sink.push(with_removal(report, profile.file.sources, list.span, "remove it"));
        }
    }
}
