//! The packs that ship with the program: `use std.…`. Each is a file under `rules/`.

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
