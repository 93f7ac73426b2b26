//! What an account is worth, by the column that was asked for.
//!
//! In: a column or field by name, then its cells. Out: an amount in millionths of one unit, or nothing.
//! Invariant: a numeric field reads as it does for scoring; any other column as money in the profile's currency, by the
//! same catalog of cells. Of a range its lower end counts: the account is worth at least that.

use crate::check::model::{CellFormat, Field, Schema, Type};
use crate::data::write::Value;
use crate::data::{FieldReader, Raw};
use crate::types::{Cell, Currency, norm};

/// The field whose cells say what an account is worth: one of the schema, or one made for the column.
#[must_use]
pub fn worth_field(schema: &Schema, name: &str) -> Option<Field> {
    let declared = declared(schema, name);
    if let Some(field) = declared.filter(|field| is_numeric(&field.ty)) {
        return Some(field.clone());
    }
    let currency = schema.fields.iter().find_map(|field| match field.ty {
        Type::Money(currency) => Some(currency),
        _ => None,
    });
    Some(Field {
        name: name.to_owned(),
        ty: Type::Money(currency.unwrap_or(Currency::US_DOLLAR)),
        range: true,
        columns: vec![name.to_owned()],
        format: CellFormat::default(),
        used: true,
        span: declared.or_else(|| schema.fields.get(schema.key))?.span,
    })
}

/// The field of a name, else the one that takes the column of that name; of two versions of a field the new one.
fn declared<'s>(schema: &'s Schema, name: &str) -> Option<&'s Field> {
    let named = schema.fields.iter().rfind(|field| field.name == name);
    let takes = |field: &&Field| field.columns.iter().any(|column| norm(column) == norm(name));
    named.or_else(|| schema.fields.iter().rfind(takes))
}

fn is_numeric(ty: &Type) -> bool {
    match ty {
        Type::Number | Type::Whole | Type::Percent | Type::Money(_) => true,
        Type::Text | Type::Boolean | Type::Day | Type::Days | Type::Choice(_) | Type::List(_) => false,
    }
}

/// Reads what accounts are worth.
#[derive(Debug)]
pub struct Worth<'s> {
    reader: FieldReader<'s>,
    /// The currency of the amounts, where the profile declares one.
    pub currency: Option<Currency>,
}

impl<'s> Worth<'s> {
    /// A reader for a field that [`worth_field`] found.
    #[must_use]
    pub fn new(schema: &'s Schema, field: &'s Field) -> Worth<'s> {
        let is_declared = declared(schema, &field.name).is_some_and(|known| known.ty == field.ty);
        let currency = match field.ty {
            Type::Money(currency) if is_declared => Some(currency),
            _ => None,
        };
        Worth { reader: FieldReader::new(schema, field, false), currency }
    }

    /// What a cell comes to, in millionths.
    #[must_use]
    pub fn of(&self, value: Value<'_>) -> Option<i128> {
        let raw = match value {
            Value::Text(text) => Raw::Text(text),
            Value::Number(text) => Raw::Number(text.into_owned()),
            Value::Empty | Value::Boolean(_) | Value::List(_) | Value::Json(_) => return None,
        };
        match self.reader.read(&raw).cell {
            Cell::Number(number) => Some(number.millionths()),
            Cell::Range(interval) => interval.low.value(),
            Cell::Unknown
            | Cell::Day(_)
            | Cell::Boolean(_)
            | Cell::Text(_)
            | Cell::Choice(_)
            | Cell::List(_) => None,
        }
    }
}
