//! Imports, lists and other files a profile names: `ICP025x`.

codes! {}
