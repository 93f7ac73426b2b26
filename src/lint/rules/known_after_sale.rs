//! A rule reads something that is known only once the deal is won or lost: a field that `outcome` reads too, or a CRM
//! column that selling fills (lifecycle stage, lead status, close date, deal counts). The score then recognizes the
//! deals that were won, not the accounts that will be: every backtest looks excellent, and the score of a new account
//! is worth nothing.
//!
//! Score by what was known before the first call. An exclusion may read such a field: that is how present customers
//! are kept out of a list of prospects. Rows of a child table are not reported either: the deals of the past are known
//! before the next one.
//!
//! Silent: on exclusions (`exclude customer …` is how customers are kept out of a list of prospects), on guarantees
//! and tests, and on rows of child tables: the deals of the past are known before the next one.
//!
//! Options: none.
//!
//! ## Fails
//!
//! ```icp
//! profile crm "CRM" {}
//!
//! account {
//!   id:         text key
//!   deal_stage: text
//!   lifecycle:  text from "Lifecycle Stage"
//! }
//!
//! exclude competitor when lifecycle = "Competitor" because "Competes with us"
//!
//! score fit {
//!   weight late_stage 20 when deal_stage = "Closed Won" evidence data "All of them bought"
//! }
//!
//! outcome {
//!   won when deal_stage = "Closed Won"
//! }
//! ```
//!
//! ## Works
//!
//! ```icp
//! profile crm "CRM" {}
//!
//! account {
//!   id:         text key
//!   deal_stage: text
//!   industry:   text
//!   lifecycle:  text from "Lifecycle Stage"
//! }
//!
//! exclude competitor when lifecycle = "Competitor" because "Competes with us"
//!
//! score fit {
//!   weight core 20 when industry = "Software" evidence data "31% won against 9%"
//! }
//!
//! outcome {
//!   won when deal_stage = "Closed Won"
//! }
//! ```

use super::super::Profile;
use super::super::reads::{Read, Reads};
use super::super::walk::{self, Node};
use crate::check::model::Field;
use crate::diag::codes::lints::KNOWN_AFTER_SALE;
use crate::diag::{Diagnostic, Sink};
use crate::syntax::tree::{Item, Path};
use crate::text::Span;

/// Columns of HubSpot and Salesforce that selling fills, without case, blanks and underscores.
const FILLED_BY_SELLING: [&str; 17] = [
    "closedate",
    "daystoclose",
    "totalrevenue",
    "recentdealamount",
    "recentdealclosedate",
    "hstotaldealvalue",
    "totalopendealvalue",
    "hsnumopendeals",
    "numberofopendeals",
    "numassociateddeals",
    "numberofassociateddeals",
    "lifecyclestage",
    "hsleadstatus",
    "leadstatus",
    "type",
    "accounttype",
    "rating",
];

pub fn check(profile: &Profile<'_>, sink: &mut Sink) {
    let model = profile.model;
    let mut outcome = Reads::new(model);
    outcome.outcome(&model.outcome);
    let mut rules = Reads::new(model);
    model.market.iter().chain(&model.requires).for_each(|gate| rules.gate(gate));
    model.scores.iter().flat_map(|score| &score.rules).for_each(|rule| rules.scored_rule(rule));
    model.segments.iter().for_each(|segment| rules.segment(segment));
    model.tiers.iter().for_each(|tier| rules.tier(tier));
    let mut found = rules.found;
    found.sort_unstable();
    found.dedup();
    for read in found {
        let Read::Account(index) = read else { continue };
        let Some(field) = model.schema.fields.get(index) else { continue };
        let by_outcome = outcome.found.contains(&read);
        let column = field.columns.iter().find(|column| is_filled_by_selling(column));
        let Some(place) = mention(profile, field).filter(|_| by_outcome || column.is_some()) else {
            continue;
        };
        let message = format!("a rule reads `{}`, which is known only after the sale", field.name);
        let report = Diagnostic::new(&KNOWN_AFTER_SALE, place, message, "not known before the sale");
        let report = if by_outcome {
            report.label(field.span, "`outcome` tells won from lost by it")
        } else {
            let column = column.map_or("", String::as_str);
            report.label(field.span, format!("selling fills the column `{column}`"))
        };
        sink.push(report.help("score by what is known before the first call"));
    }
}

/// Whether selling fills a column, also under the prefix that sync tools put before HubSpot's properties.
fn is_filled_by_selling(column: &str) -> bool {
    let name = plain(column);
    FILLED_BY_SELLING.contains(&name.strip_prefix("property").unwrap_or(&name))
}

/// A column name without case, blanks and marks.
fn plain(column: &str) -> String {
    column.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The first place of the file, outside `outcome`, exclusions and tests, that names the field.
fn mention(profile: &Profile<'_>, field: &Field) -> Option<Span> {
    let mut place = None;
    for item in &profile.file.parsed.tree.items {
        if matches!(item, Item::Outcome(_) | Item::Exclude(_) | Item::Guarantee(_) | Item::Test(_)) {
            continue;
        }
        walk::item(item, &mut |node| {
            if let Node::Path(path) = node
                && place.is_none()
                && names(path, field)
            {
                place = Some(path.first.span.to(path.rest.last().unwrap_or(&path.first).span));
            }
        });
    }
    place
}

fn names(path: &Path, field: &Field) -> bool {
    match path.rest.as_slice() {
        [] => path.first.text == field.name,
        [last] => path.first.text == "account" && last.text == field.name,
        _ => false,
    }
}
