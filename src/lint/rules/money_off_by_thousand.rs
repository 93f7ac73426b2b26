//! Finds: an amount that is a thousand times smaller or larger than the other amounts its field is compared with;
//! and a revenue below 10,000, which is likely given in thousands.
//!
//! Why: `5k` for `5M` lets every account pass, and nothing else would show it.
//!
//! Silent: on borders of bands (a slip there leaves a gap, which is an error), and where there is nothing to
//! compare with.

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
