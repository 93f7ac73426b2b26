//! A rule names a value that no account of the table has. Mostly the data spells it differently: the finding says what is nearest to it
//! among the values that occur.
//!
//! With data only: `icp check PROFILE --data FILE`.
//!
//! Silent: on fields with more than 2,000 different values, on values from files, and with fewer than 20 values in the field.
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
//!   weight software 20 when industry in ["Software", "Saas Platform", "Bankin"]
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
use super::super::facts::Facts;
use super::super::walk::{self, Node};
use super::lopsided_rule::ENOUGH;
use crate::diag::codes::lints::VALUE_NOT_IN_DATA;
use crate::diag::{Diagnostic, Sink};
use crate::syntax::tree::{Expr, ExprKind, HasSet, Item, Literal, Set, SetElement, Text};
use crate::text::{closest, in_quotes};
use crate::types::norm;

pub fn check(profile: &Profile<'_>, facts: &Facts, sink: &mut Sink) {
    for item in &profile.file.parsed.tree.items {
        if matches!(item, Item::Test(_) | Item::Outcome(_)) {
            continue;
        }
        walk::item(item, &mut |node| {
            if let Node::Expr(expr) = node
                && let Some((subject, values)) = named(expr)
            {
                values.into_iter().for_each(|value| check_value(profile, facts, subject, value, sink));
            }
        });
    }
}

/// The field that a test names, and the texts it compares it with.
fn named(expr: &Expr) -> Option<(&str, Vec<&Text>)> {
    match &expr.kind {
        ExprKind::In { subject, set, .. } => Some((path(subject)?, of_set(set))),
        ExprKind::Has { subject, set, .. } => {
            let values = match set {
                HasSet::One(SetElement::Text(text)) => vec![text],
                HasSet::One(_) => Vec::new(),
                HasSet::Set(set) => of_set(set),
            };
            Some((path(subject)?, values))
        }
        ExprKind::Compare { left, right, .. } => match (&left.kind, &right.kind) {
            (_, ExprKind::Literal(Literal::Text(text))) => Some((path(left)?, vec![text])),
            (ExprKind::Literal(Literal::Text(text)), _) => Some((path(right)?, vec![text])),
            _ => None,
        },
        _ => None,
    }
}

fn path(subject: &Expr) -> Option<&str> {
    match &subject.kind {
        ExprKind::Path(path) if path.rest.is_empty() => Some(&path.first.text),
        _ => None,
    }
}

fn of_set(set: &Set) -> Vec<&Text> {
    let Set::List(list) = set else { return Vec::new() };
    let texts = list.elements.iter().filter_map(|element| match element {
        SetElement::Text(text) => Some(text),
        _ => None,
    });
    texts.collect()
}

fn check_value(profile: &Profile<'_>, facts: &Facts, field: &str, value: &Text, sink: &mut Sink) {
    let schema = &profile.model.schema;
    let Some(index) = schema.fields.iter().position(|declared| declared.name == field) else { return };
    let (Some(declared), Some(found)) = (schema.fields.get(index), facts.fields.get(index)) else { return };
    if found.more || found.filled < ENOUGH || index == schema.key {
        return;
    }
    let wanted = norm(&value.value);
    let choices = declared.ty.choices().and_then(|set| schema.choices.get(set));
    let near = match choices {
        Some(choices) => {
            let named = choices.values.iter().position(|choice| {
                norm(&choice.value) == wanted || choice.aliases.iter().any(|alias| norm(alias) == wanted)
            });
            let named = named.and_then(|position| u32::try_from(position).ok());
            if named.is_none_or(|named| found.choices.contains_key(&named)) {
                return;
            }
            None
        }
        None if found.texts.contains_key(&wanted) || found.texts.is_empty() => return,
        None => closest(&wanted, found.texts.keys().map(String::as_str)).into_iter().next(),
    };
    let written = profile.file.sources.slice(value.span);
    let message = format!("no account of the data has {written} as its `{field}`");
    let report = Diagnostic::new(&VALUE_NOT_IN_DATA, value.span, message, "does not occur");
    sink.push(match near {
        Some(near) => {
            report.help(format!("did you mean {}, which does?", in_quotes(profile.model.spelled(near))))
        }
        None => report.help("see how the data spells it: `icp profile DATA` lists the values of each column"),
    });
}
