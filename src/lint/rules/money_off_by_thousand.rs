//! An amount is a thousand times smaller or larger than every other amount its field is compared with: `5k` where `5M`
//! is meant lets every account pass, and nothing else would show it. A yearly revenue below 10,000 is reported as well:
//! likely it is given in thousands.
//!
//! Borders of bands are not reported (a slip there leaves a gap, which is an error), nor is a field that is compared
//! with fewer than three amounts.
//!
//! Silent: on borders of bands (a slip there leaves a gap, which is an error), and where there is nothing to
//! compare with.
//!
//! Options: none.
//!
//! ## Fails
//!
//! ```icp
//! profile crm "CRM" {}
//!
//! account {
//!   id:      text key
//!   revenue: money USD
//! }
//!
//! exclude small when revenue < 5k USD because "Too small to serve"
//!
//! score fit {
//!   evidence data "2026 win/loss"
//!
//!   weight large   20 when revenue >= 20M USD
//!   weight largest 10 when revenue >= 50M USD
//! }
//! ```
//!
//! ## Works
//!
//! ```icp
//! profile crm "CRM" {}
//!
//! account {
//!   id:      text key
//!   revenue: money USD
//! }
//!
//! exclude small when revenue < 5M USD because "Too small to serve"
//!
//! score fit {
//!   evidence data "2026 win/loss"
//!
//!   weight large   20 when revenue >= 20M USD
//!   weight largest 10 when revenue >= 50M USD
//! }
//! ```

use super::super::Profile;
use super::thresholds::{self, Slip};
use crate::check::model::Type;
use crate::diag::codes::lints::MONEY_OFF_BY_THOUSAND;
use crate::diag::{Diagnostic, Sink};
use crate::types::Number;

/// Words in the name of a field whose amounts are never this small.
const YEARLY: [&str; 4] = ["revenue", "turnover", "sales_volume", "gmv"];
/// Below this, a year's revenue of a company is likely a slip.
const LEAST: i128 = 10_000 * Number::SCALE;

pub fn check(profile: &Profile<'_>, sink: &mut Sink) {
    let slip =
        Slip { factor: 1_000, times: "1,000", distance: 200, nearness: 5, code: &MONEY_OFF_BY_THOUSAND };
    let is_money = |ty: &Type| matches!(ty, Type::Money(_));
    let mut found = Sink::new();
    thresholds::check(profile, is_money, &slip, &mut found);
    let found = found.into_sorted();
    for threshold in thresholds::collect(profile) {
        let Some(field) = profile.model.schema.fields.get(threshold.field) else { continue };
        let span = threshold.quantity.span;
        let value = threshold.quantity.value.millionths();
        let reported =
            found.iter().any(|report| report.primary.as_ref().is_some_and(|label| label.span == span));
        let yearly = YEARLY.iter().any(|word| field.name.to_lowercase().contains(word));
        if is_money(&field.ty) && yearly && !reported && (1..LEAST).contains(&value) {
            let written = profile.file.sources.slice(span);
            let message = format!("{written} is very little for `{}`", field.name);
            sink.push(
                Diagnostic::new(&MONEY_OFF_BY_THOUSAND, span, message, "less than one person earns")
                    .help("if thousands or millions are meant, write `k` or `M` after the number"),
            );
        }
    }
    sink.extend(found);
}
