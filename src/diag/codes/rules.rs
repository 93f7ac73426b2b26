//! Rules, scores, tiers: `ICP04xx`.

codes! {}
