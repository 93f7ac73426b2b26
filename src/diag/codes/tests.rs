//! Tests and guarantees: `ICP06xx`.

codes! {}
