//! A percentage is a hundred times smaller or larger than every other one its field is compared with: `0.2%` is likely
//! the ratio 0.2 with a percent sign, and 20% is meant. A field that is compared with fewer than three percentages is
//! not reported.
//!
//! Silent: on borders of bands, and where there is nothing to compare with.
//!
//! Options: none.
//!
//! ## Fails
//!
//! ```icp
//! profile crm "CRM" {}
//!
//! account {
//!   id:     text key
//!   growth: percent of 100
//! }
//!
//! exclude shrinking when growth < -10% because "Cuts every budget"
//!
//! score fit {
//!   evidence data "2026 win/loss"
//!
//!   weight growing 10 when growth >= 0.2%
//!   weight fast    10 when growth >= 40%
//! }
//! ```
//!
//! ## Works
//!
//! ```icp
//! profile crm "CRM" {}
//!
//! account {
//!   id:     text key
//!   growth: percent of 100
//! }
//!
//! exclude shrinking when growth < -10% because "Cuts every budget"
//!
//! score fit {
//!   evidence data "2026 win/loss"
//!
//!   weight growing 10 when growth >= 20%
//!   weight fast    10 when growth >= 40%
//! }
//! ```

use super::super::Profile;
use super::thresholds::{self, Slip};
use crate::check::model::Type;
use crate::diag::Sink;
use crate::diag::codes::lints::PERCENT_OFF_BY_HUNDRED;

pub fn check(profile: &Profile<'_>, sink: &mut Sink) {
    let slip = Slip { factor: 100, times: "100", distance: 20, nearness: 3, code: &PERCENT_OFF_BY_HUNDRED };
    thresholds::check(profile, |ty| matches!(ty, Type::Percent), &slip, sink);
}
