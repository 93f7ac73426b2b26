//! A value stands twice in one list. Texts compare without regard to case and to extra blanks, so "Fintech" and
//! "FinTech" are one value too. The second one has no effect; often another value was meant, and is now missing.
//!
//! Silent: on lists in tests and on values from files.
//!
//! Options: none.
//!
//! ## Fails
//!
//! ```icp
//! list core_industries = ["Software", "Fintech", "FinTech"]
//! ```
//!
//! ## Works
//!
//! ```icp
//! list core_industries = ["Software", "Fintech", "Healthcare"]
//! ```

use std::collections::HashMap;

use super::super::File;
use super::super::walk::{self, Node};
use crate::diag::codes::lints::REPEATED_VALUE;
use crate::diag::{Diagnostic, Edit, Sink};
use crate::syntax::tree::{Bound, Item, ListLiteral, QuantityUnit, SetElement};
use crate::text::Span;
use crate::types::{Day, Number, norm};

pub fn check(file: &File<'_>, sink: &mut Sink) {
    for item in &file.parsed.tree.items {
        if let Item::Test(_) = item {
            continue;
        }
        walk::item(item, &mut |node| {
            if let Node::List(list) = node {
                check_list(file, list, sink);
            }
        });
    }
}

/// A value as it is compared.
#[derive(PartialEq, Eq, Hash)]
enum Value {
    Text(String),
    Number(Number, bool, Option<QuantityUnit>),
    Day(Day),
    Boolean(bool),
    Name(String),
}

fn check_list(file: &File<'_>, list: &ListLiteral, sink: &mut Sink) {
    let mut seen: HashMap<Value, Span> = HashMap::new();
    let mut end_before = list.span;
    for element in &list.elements {
        let (value, span) = read(element);
        let Some(value) = value else {
            end_before = span;
            continue;
        };
        if let Some(first) = seen.get(&value) {
            let written = file.sources.slice(span);
            let before = file.sources.slice(*first);
            let message = if written == before {
                format!("{written} stands twice in a list")
            } else {
                format!("{written} and {before} are the same value in a list")
            };
            let edit = Edit { span: end_before.after().to(span), replacement: String::new() };
            // A comment between the two would go with it.
            let safe = !file.sources.slice(edit.span).contains('#');
            let mut report = Diagnostic::new(&REPEATED_VALUE, span, message, "has no effect")
                .label(*first, "the same value")
                .fix_edits("remove it", vec![edit], safe);
            if written != before && matches!(value, Value::Text(_)) {
                report = report.note("texts compare without regard to case and extra blanks");
            }
            sink.push(report);
        } else {
            seen.insert(value, span);
        }
        end_before = span;
    }
}

fn read(element: &SetElement) -> (Option<Value>, Span) {
    match element {
        SetElement::Text(text) => (Some(Value::Text(norm(&text.value))), text.span),
        SetElement::Bound(Bound::Date(date)) => (date.day.map(Value::Day), date.span),
        SetElement::Bound(Bound::Quantity(quantity)) => {
            (Some(Value::Number(quantity.value, quantity.percent, quantity.unit)), quantity.span)
        }
        SetElement::Boolean(value, span) => (Some(Value::Boolean(*value)), *span),
        SetElement::Range(range) => (None, range.span),
        SetElement::Path(path) => {
            let last = path.rest.last().unwrap_or(&path.first);
            let name = path.rest.is_empty().then(|| Value::Name(path.first.text.clone()));
            (name, path.first.span.to(last.span))
        }
    }
}
