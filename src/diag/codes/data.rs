//! Data and binding: `ICP05xx`.

codes! {}
