//! Syntax: `ICP01xx`.

codes! {}
