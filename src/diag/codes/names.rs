//! Names: `ICP02xx`.

codes! {}
