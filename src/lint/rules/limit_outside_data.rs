//! Every value of this field in the table lies on the same side of this limit, so it tells no two accounts apart. Mostly the limit has
//! another unit than the column: thousands, a percentage as a share, a currency.
//!
//! With data only: `icp check PROFILE --data FILE`.
//!
//! Silent: on the borders of bands, where a few are often empty, and with fewer than 20 values.
//!
//! Options: none.
//!
//! ## Fails
//!
//! ```icp
//! profile crm "CRM" {}
//!
//! account {
//!   id:        text key
//!   employees: whole
//!   industry:  text
//!   customer:  boolean
//! }
//!
//! exclude customer when customer because "Bought already"
//!
//! score fit {
//!   evidence data "Win/loss of two years"
//!
//!   weight size     20 when employees >= 50_000
//!   weight software 20 when industry in ["Software", "SaaS"]
//! }
//!
//! tier A when fit >= 40
//! ```
//!
//! ```csv
//! id,employees,industry,customer
//! 1,42,Retail,no
//! 2,79,SaaS,no
//! 3,116,Banking,no
//! 4,153,Retail,no
//! 5,190,Software,no
//! 6,227,Retail,no
//! 7,264,SaaS,yes
//! 8,301,Banking,no
//! 9,338,Retail,no
//! 10,375,Software,no
//! 11,12,Retail,no
//! 12,49,SaaS,no
//! 13,86,Banking,no
//! 14,123,Retail,yes
//! 15,160,Software,no
//! 16,197,Retail,no
//! 17,234,SaaS,no
//! 18,271,Banking,no
//! 19,308,Retail,no
//! 20,345,Software,no
//! ```
//!
//! ## Works
//!
//! ```icp
//! profile crm "CRM" {}
//!
//! account {
//!   id:        text key
//!   employees: whole
//!   industry:  text
//!   customer:  boolean
//! }
//!
//! exclude customer when customer because "Bought already"
//!
//! score fit {
//!   evidence data "Win/loss of two years"
//!
//!   weight size     20 when employees >= 50
//!   weight software 20 when industry in ["Software", "SaaS"]
//! }
//!
//! tier A when fit >= 40
//! ```
//!
//! ```csv
//! id,employees,industry,customer
//! 1,42,Retail,no
//! 2,79,SaaS,no
//! 3,116,Banking,no
//! 4,153,Retail,no
//! 5,190,Software,no
//! 6,227,Retail,no
//! 7,264,SaaS,yes
//! 8,301,Banking,no
//! 9,338,Retail,no
//! 10,375,Software,no
//! 11,12,Retail,no
//! 12,49,SaaS,no
//! 13,86,Banking,no
//! 14,123,Retail,yes
//! 15,160,Software,no
//! 16,197,Retail,no
//! 17,234,SaaS,no
//! 18,271,Banking,no
//! 19,308,Retail,no
//! 20,345,Software,no
//! ```

use super::super::Profile;
use super::super::facts::{Facts, number};
use super::lopsided_rule::ENOUGH;
use super::thresholds;
use crate::diag::codes::lints::LIMIT_OUTSIDE_DATA;
use crate::diag::{Diagnostic, Sink};

pub fn check(profile: &Profile<'_>, facts: &Facts, sink: &mut Sink) {
    for threshold in thresholds::collect(profile) {
        let fields = profile.model.schema.fields.get(threshold.field).zip(facts.fields.get(threshold.field));
        let Some((field, found)) = fields.filter(|(_, found)| found.filled >= ENOUGH) else { continue };
        let Some((least, most)) = found.extent.filter(|_| !threshold.is_band) else { continue };
        let value = threshold.quantity.value.millionths();
        let scaled = if threshold.quantity.percent { value / 100 } else { value };
        // Whether a quantity with a percent sign is kept as a share is the checker's business: both are tried.
        let outside = |value: i128| value < least || value > most;
        if !outside(value) || !outside(scaled) {
            continue;
        }
        let written = profile.file.sources.slice(threshold.quantity.span);
        let side = if value > most { "below" } else { "above" };
        let message = format!("every `{}` in the data is {side} {written}", field.name);
        let label = format!("the data goes from {} to {}", number(least), number(most));
        sink.push(
            Diagnostic::new(&LIMIT_OUTSIDE_DATA, threshold.quantity.span, message, label)
                .help("see whether the limit and the column have the same unit"),
        );
    }
}
