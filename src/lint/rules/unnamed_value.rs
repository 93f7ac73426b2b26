//! A value that many accounts of the table have is named by no rule, although rules name other values of the same field. It counts like
//! any other value, which may be right; often it is an industry that came up after the list was written, or another spelling of one.
//!
//! With data only: `icp check PROFILE --data FILE`.
//!
//! Silent: below 10% of the accounts, with fewer than 20 values, on fields that rules look at by parts of the text, and on lists.
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
//! 1,42,Fintech,no
//! 2,79,SaaS,no
//! 3,116,Banking,no
//! 4,153,Fintech,no
//! 5,190,Software,no
//! 6,227,Fintech,no
//! 7,264,SaaS,yes
//! 8,301,Banking,no
//! 9,338,Fintech,no
//! 10,375,Software,no
//! 11,12,Fintech,no
//! 12,49,SaaS,no
//! 13,86,Banking,no
//! 14,123,Fintech,yes
//! 15,160,Software,no
//! 16,197,Fintech,no
//! 17,234,SaaS,no
//! 18,271,Banking,no
//! 19,308,Fintech,no
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
//!   weight software 20 when industry in ["Software", "SaaS", "Fintech", "Banking"]
//! }
//!
//! tier A when fit >= 40
//! ```
//!
//! ```csv
//! id,employees,industry,customer
//! 1,42,Fintech,no
//! 2,79,SaaS,no
//! 3,116,Banking,no
//! 4,153,Fintech,no
//! 5,190,Software,no
//! 6,227,Fintech,no
//! 7,264,SaaS,yes
//! 8,301,Banking,no
//! 9,338,Fintech,no
//! 10,375,Software,no
//! 11,12,Fintech,no
//! 12,49,SaaS,no
//! 13,86,Banking,no
//! 14,123,Fintech,yes
//! 15,160,Software,no
//! 16,197,Fintech,no
//! 17,234,SaaS,no
//! 18,271,Banking,no
//! 19,308,Fintech,no
//! 20,345,Software,no
//! ```

use std::collections::BTreeSet;

use super::super::Profile;
use super::super::facts::{Facts, below, share};
use super::lopsided_rule::ENOUGH;
use crate::check::model::{Condition, FieldRef, Type, Value};
use crate::diag::codes::lints::UNNAMED_VALUE;
use crate::diag::{Diagnostic, Sink};
use crate::plan::Earns;
use crate::text::{in_quotes, join_and};
use crate::types::ValueSet;

/// A value of this share of the accounts is worth a word, in percent.
const COMMON: usize = 10;

pub fn check(profile: &Profile<'_>, facts: &Facts, sink: &mut Sink) {
    let plan = profile.reasons.plan;
    for (index, (field, found)) in profile.model.schema.fields.iter().zip(&facts.fields).enumerate() {
        if found.filled < ENOUGH || field.ty != Type::Text || index == plan.schema.key {
            continue;
        }
        let mut named = Named { field: index, texts: BTreeSet::new(), by_parts: false };
        plan.gates.iter().for_each(|gate| named.walk(&gate.condition));
        plan.segments.iter().for_each(|segment| named.walk(&segment.condition));
        for rule in plan.scores.iter().flat_map(|score| &score.rules) {
            named.walk(&rule.guard);
            match &rule.earns {
                Earns::Arms { arms, .. } => arms.iter().for_each(|(condition, _)| named.walk(condition)),
                Earns::Bands(bands) => {
                    bands.arms.iter().for_each(|(set, _)| named.member(&bands.value, set));
                }
                _ => {}
            }
        }
        if named.texts.is_empty() || named.by_parts {
            continue;
        }
        let common: Vec<(&String, usize)> = found
            .texts
            .iter()
            .filter(|(text, count)| !named.texts.contains(*text) && !below(**count, facts.accounts, COMMON))
            .map(|(text, count)| (text, *count))
            .collect();
        if common.is_empty() {
            continue;
        }
        let listed: Vec<String> = common
            .iter()
            .take(5)
            .map(|(text, count)| {
                format!("{} ({})", in_quotes(profile.model.spelled(text)), share(*count, facts.accounts))
            })
            .collect();
        let message = format!("no rule names common values of `{}`: {}", field.name, join_and(&listed));
        sink.push(
            Diagnostic::new(&UNNAMED_VALUE, field.span, message, "counted like any other value")
                .help("put them where they belong: into a list that rules name, or into an exclusion"),
        );
    }
}

struct Named {
    field: usize,
    texts: BTreeSet<String>,
    /// Whether a test looks at parts of the text: then it may mean any value.
    by_parts: bool,
}

impl Named {
    fn walk(&mut self, condition: &Condition) {
        match condition {
            Condition::And(parts) | Condition::Or(parts) => parts.iter().for_each(|part| self.walk(part)),
            Condition::Not(inner) => self.walk(inner),
            Condition::Member { value, set } => self.member(value, set),
            Condition::Text { value, .. } => self.by_parts |= self.is(value),
            _ => {}
        }
    }

    fn member(&mut self, value: &Value, set: &ValueSet) {
        if let ValueSet::Texts(texts) = set
            && self.is(value)
        {
            self.texts.extend(texts.iter().cloned());
        }
    }

    fn is(&self, value: &Value) -> bool {
        match value {
            Value::Field(FieldRef::Account(field)) => *field == self.field,
            Value::Otherwise(inner, _) => self.is(inner),
            _ => false,
        }
    }
}
