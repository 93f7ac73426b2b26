//! Faults of the program itself: `ICP09xx`.

codes! {}
