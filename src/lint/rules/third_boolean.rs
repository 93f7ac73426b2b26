//! A column of a boolean field holds cells that are neither of its two words. They are unknown for the rules, which is rarely what was
//! meant by "partly", "in progress" or "N/A": declare the field as `one of […]`, or say which words mean unknown.
//!
//! With data only: `icp check PROFILE --data FILE`.
//!
//! Silent: where every cell is one of the two words or blank.
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
//! 2,79,SaaS,partly
//! 3,116,Banking,no
//! 4,153,Retail,no
//! 5,190,Software,no
//! 6,227,Retail,no
//! 7,264,SaaS,yes
//! 8,301,Banking,partly
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
//! 20,345,Software,partly
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
use super::super::facts::Facts;
use crate::check::model::Type;
use crate::diag::codes::lints::THIRD_BOOLEAN;
use crate::diag::{Diagnostic, Sink};
use crate::text::{in_quotes, join_and, number_of};

pub fn check(profile: &Profile<'_>, facts: &Facts, sink: &mut Sink) {
    for (field, found) in profile.model.schema.fields.iter().zip(&facts.fields) {
        if field.ty != Type::Boolean || found.unreadable == 0 {
            continue;
        }
        let examples: Vec<String> = found.examples.iter().map(|example| in_quotes(example)).collect();
        let cells = number_of(found.unreadable, "cell", "cells");
        let message = format!("{cells} of `{}` hold a third value: {}", field.name, join_and(&examples));
        sink.push(Diagnostic::new(&THIRD_BOOLEAN, field.span, message, "true, false or unknown only").help(
            format!(
                "declare it as `{}: one of [\"yes\", \"no\", …]`, or write `unknown when {}`",
                field.name,
                examples.first().map_or("\"…\"", String::as_str)
            ),
        ));
    }
}
