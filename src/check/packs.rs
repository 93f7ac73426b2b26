//! The packs that ship with the program: `use std.…`. Each is a file under `rules/`.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::syntax::{self, Parsed};
use crate::text::{SourceFile, SourceId};

/// The name of a pack and its text.
macro_rules! pack {
    ($name:literal, $file:literal) => {
        ($name, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/", $file, ".icp")))
    };
}

/// Name and text of every pack, by name.
const PACKS: &[(&str, &str)] = &[
    pack!("std.bands", "bands"),
    pack!("std.dimensions", "dimensions"),
    pack!("std.fivetran.hubspot", "fivetran/hubspot"),
    pack!("std.fivetran.hubspot.roles", "fivetran/hubspot/roles"),
    pack!("std.fivetran.salesforce", "fivetran/salesforce"),
    pack!("std.fivetran.salesforce.roles", "fivetran/salesforce/roles"),
    pack!("std.funding", "funding"),
    pack!("std.hubspot", "hubspot"),
    pack!("std.hubspot.industries", "hubspot/industries"),
    pack!("std.hubspot.roles", "hubspot/roles"),
    pack!("std.regions", "regions"),
    pack!("std.roles", "roles"),
    pack!("std.salesforce", "salesforce"),
    pack!("std.salesforce.roles", "salesforce/roles"),
    pack!("std.scorecard", "scorecard"),
];

/// The names of all packs, ascending.
pub fn names() -> impl Iterator<Item = &'static str> {
    PACKS.iter().map(|(name, _)| *name)
}

/// The text of a pack by its full name: `std.hubspot`.
#[must_use]
pub fn text(name: &str) -> Option<&'static str> {
    PACKS.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

/// Packs that have been parsed, by name and by the number that they had in their run: places hold that number.
static PARSED: Mutex<BTreeMap<(String, SourceId), Arc<Parsed>>> = Mutex::new(BTreeMap::new());

/// A pack, parsed once in the life of the process: hundreds of profiles use the same few.
pub(super) fn parsed(id: SourceId, pack: &SourceFile) -> Parsed {
    let key = (pack.name().to_owned(), id);
    let known = PARSED.lock().unwrap_or_else(PoisonError::into_inner).get(&key).map(Arc::clone);
    let parsed = known.unwrap_or_else(|| {
        let parsed = Arc::new(syntax::parse(id, pack));
        PARSED.lock().unwrap_or_else(PoisonError::into_inner).insert(key, Arc::clone(&parsed));
        parsed
    });
    Parsed::clone(&parsed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Sources;

    #[test]
    fn a_pack_that_was_parsed_before_has_the_places_of_its_own_run() {
        let Some(text) = text("std.roles") else { panic!("the pack is gone") };
        for before in [0, 2, 0, 2] {
            let mut sources = Sources::new();
            (0..before).for_each(|_| {
                sources.add(SourceFile::new("other", ""));
            });
            let id = sources.add(SourceFile::new("std.roles", text));
            let parsed = parsed(id, sources.get(id).unwrap());
            assert_eq!(parsed.source, id);
            assert!(!parsed.tokens.is_empty());
            assert!(parsed.tokens.iter().all(|token| token.span.source == id));
        }
    }
}
