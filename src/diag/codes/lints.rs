//! Lints: `ICP1xxx`.

codes! {}
