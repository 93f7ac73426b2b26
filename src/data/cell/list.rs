//! Cells that hold several values (ruling 30).

use std::collections::BTreeSet;

use super::{FieldReader, Kind};
use crate::data::raw::Raw;
use crate::data::reason::Reason;
use crate::types::{Cell, Element, norm};

impl FieldReader<'_> {
    /// A list in one text cell: separated as declared, or a JSON array.
    pub(super) fn list_text(&self, text: &str) -> Result<(Cell, Option<Reason>), Reason> {
        if text.starts_with('[')
            && let Ok(serde_json::Value::Array(values)) = serde_json::from_str(text)
        {
            let elements: Vec<Raw<'_>> = values.iter().map(crate::data::json::raw).collect();
            return self.list(&elements);
        }
        let Some(separator) = self.format.split.as_deref().filter(|separator| !separator.is_empty()) else {
            if text.contains([';', '|', ',', '\n']) {
                return Err(Reason::UndeclaredSplit);
            }
            return self.list(&[Raw::Text(text.into())]);
        };
        let elements: Vec<Raw<'_>> =
            text.split(separator).map(|part| Raw::Text(part.trim().into())).collect();
        self.list(&elements)
    }

    /// Distinct elements (ruling 30): blanks vanish, `unknown when` drops, one unreadable element makes all unknown.
    pub(super) fn list(&self, elements: &[Raw<'_>]) -> Result<(Cell, Option<Reason>), Reason> {
        let Kind::List(kind) = &self.kind else { return Err(Reason::Nested) };
        let mut set = BTreeSet::new();
        let (mut dropped, mut reason) = (false, None);
        for raw in elements {
            let raw_text = match raw {
                Raw::Absent => continue,
                Raw::Undecodable(_) => return Err(Reason::Undecodable),
                Raw::Fault(_) => return Err(Reason::SpreadsheetError),
                Raw::Nested | Raw::List(_) => return Err(Reason::Nested),
                Raw::Text(_) | Raw::Number(_) | Raw::Boolean(_) | Raw::Date(_) => norm(&raw.shown()),
            };
            if raw_text.is_empty() {
                continue;
            }
            if self.format.unknown_texts.contains(&raw_text) {
                dropped = true;
                continue;
            }
            let (cell, found) = self.value(kind, raw)?;
            reason = reason.or(found);
            match element(cell) {
                Some(element) => {
                    set.insert(element);
                }
                None => dropped = true,
            }
        }
        Ok((if set.is_empty() && dropped { Cell::Unknown } else { Cell::List(set) }, reason))
    }
}

fn element(cell: Cell) -> Option<Element> {
    match cell {
        Cell::Number(number) => Some(Element::Number(number)),
        Cell::Day(day) => Some(Element::Day(day)),
        Cell::Boolean(value) => Some(Element::Boolean(value)),
        Cell::Text(text) => Some(Element::Text(text)),
        Cell::Choice(position) => Some(Element::Choice(position)),
        Cell::Unknown | Cell::Range(_) | Cell::List(_) => None,
    }
}
