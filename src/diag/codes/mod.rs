//! The table of codes, one file a family; each code's page is `docs/diagnostics/CODE.md`, that of a lint `docs/lints/CODE.md`,
//! which is written by the lint's own file.
//!
//! `ICP01xx` syntax, `ICP02xx` names and imports, `ICP03xx` types and units, `ICP04xx` rules, scores and tiers,
//! `ICP05xx` data, `ICP06xx` tests and guarantees, `ICP07xx` settings and suppressions, `ICP09xx` internal, `ICP1xxx` lints.

use super::Code;

/// Declares the codes of one family: `NAME = "ICP0101", "slug", Error;`.
macro_rules! codes {
    (in $folder:literal; $($(#[$doc:meta])* $name:ident = $id:literal, $slug:literal, $severity:ident;)*) => {
        $(
            $(#[$doc])*
            pub static $name: $crate::diag::Code = $crate::diag::Code {
                id: $id,
                slug: $slug,
                severity: $crate::diag::Severity::$severity,
                page: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/", $folder, "/", $id, ".md")),
            };
        )*
        /// Every code of this family, in order.
        pub static ALL: &[&$crate::diag::Code] = &[$(&$name),*];
    };
    ($($(#[$doc:meta])* $name:ident = $id:literal, $slug:literal, $severity:ident;)*) => {
        codes! { in "diagnostics"; $($(#[$doc])* $name = $id, $slug, $severity;)* }
    };
}

pub mod data;
pub mod imports;
pub mod internal;
pub mod lints;
pub mod names;
pub mod rules;
pub mod settings;
pub mod syntax;
pub mod tests;
pub mod types;

/// Every registered code, by number.
#[must_use]
pub fn all() -> Vec<&'static Code> {
    let families = [
        syntax::ALL,
        names::ALL,
        imports::ALL,
        types::ALL,
        rules::ALL,
        data::ALL,
        tests::ALL,
        settings::ALL,
        internal::ALL,
        lints::ALL,
    ];
    let mut codes: Vec<&'static Code> = families.into_iter().flatten().copied().collect();
    codes.sort_by_key(|code| code.id);
    codes
}

/// The code of an id such as `ICP0101`, in any case, or of a slug.
#[must_use]
pub fn find(id_or_slug: &str) -> Option<&'static Code> {
    all().into_iter().find(|code| code.id.eq_ignore_ascii_case(id_or_slug) || code.slug == id_or_slug)
}
