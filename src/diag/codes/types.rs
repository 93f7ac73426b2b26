//! Types and units: `ICP03xx`.

codes! {}
