//! Finds: a percentage that is a hundred times smaller or larger than the others its field is compared with.
//!
//! Why: `0.2%` for `20%` is the ratio written with a percent sign.
//!
//! Silent: on borders of bands, and where there is nothing to compare with.

use super::super::Profile;
use super::thresholds::{self, Slip};
use crate::check::model::Type;
use crate::diag::Sink;
use crate::diag::codes::lints::PERCENT_OFF_BY_HUNDRED;

pub fn check(profile: &Profile<'_>, sink: &mut Sink) {
    let slip = Slip { factor: 100, times: "100", distance: 20, nearness: 3, code: &PERCENT_OFF_BY_HUNDRED };
    thresholds::check(profile, |ty| matches!(ty, Type::Percent), &slip, sink);
}
