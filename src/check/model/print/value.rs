//! Values, cells and sets of constants on one line.

use super::number::{day_text, interval_text, point_text};
use super::{Printer, name_or};
use crate::check::model::{Aggregate, Field, FieldRef, LetValue, RowSource, Type, Value};
use crate::text::in_quotes;
use crate::types::{Cell, Element, Interval, Number, Status, ValueSet};

const ONE: Number = Number::from_whole(1);

impl<'m> Printer<'m> {
    pub(super) fn value(self, value: &Value) -> String {
        match value {
            Value::Field(field) => self.field_name(*field),
            Value::Constant(cell) => self.cell(None, cell),
            Value::Today => "today".to_owned(),
            Value::Let(index) => name_or(self.model.lets.get(*index).map(|named| named.name.as_str())),
            Value::Otherwise(value, fallback) => {
                let ty = self.type_of(value);
                let fallback = match fallback.as_ref() {
                    Value::Constant(cell) => self.cell(ty.as_ref(), cell),
                    other => self.value(other),
                };
                format!("({} otherwise {fallback})", self.value(value))
            }
            Value::Linear { terms, constant } => self.linear(terms, *constant, self.type_of(value).as_ref()),
            Value::Quotient { numerator, denominator } => {
                format!("{} / {}", self.operand(numerator), self.operand(denominator))
            }
            Value::DaysBetween { later, earlier } => {
                format!("{} - {}", self.value(later), self.operand(earlier))
            }
            Value::Aggregate(aggregate) => match aggregate.as_ref() {
                Aggregate::Count(rows) => format!("count({})", self.rows(rows, None)),
                Aggregate::Sum(rows, field) => format!("sum({})", self.rows(rows, Some(*field))),
                Aggregate::Min(rows, field) => format!("min({})", self.rows(rows, Some(*field))),
                Aggregate::Max(rows, field) => {
                    let word = if self.type_of(value) == Some(Type::Day) { "latest" } else { "max" };
                    format!("{word}({})", self.rows(rows, Some(*field)))
                }
            },
            Value::CountElements { list, within: None } => format!("count({})", self.value(list)),
            Value::CountElements { list, within: Some((set, _)) } => {
                let ty = match self.type_of(list) {
                    Some(Type::List(element)) => Some(*element),
                    other => other,
                };
                format!("count({} in [{}])", self.value(list), self.set_texts(ty.as_ref(), set).join(", "))
            }
            Value::CountKnown(fields) => {
                let names: Vec<String> = fields
                    .iter()
                    .map(|field| name_or(self.field(*field).map(|field| field.name.as_str())))
                    .collect();
                format!("count known [{}]", names.join(", "))
            }
            Value::Score(index) => name_or(self.model.scores.get(*index).map(|score| score.name.as_str())),
        }
    }

    /// A value beside `-` or `/`, in parentheses where it is a sum.
    pub(super) fn operand(self, value: &Value) -> String {
        match value {
            Value::Linear { .. } | Value::Quotient { .. } | Value::DaysBetween { .. } => {
                format!("({})", self.value(value))
            }
            Value::Field(_)
            | Value::Constant(_)
            | Value::Today
            | Value::Let(_)
            | Value::Otherwise(..)
            | Value::Aggregate(_)
            | Value::CountElements { .. }
            | Value::CountKnown(_)
            | Value::Score(_) => self.value(value),
        }
    }

    pub(super) fn linear(self, terms: &[(Number, Value)], constant: Number, ty: Option<&Type>) -> String {
        let mut parts: Vec<(bool, String)> = Vec::with_capacity(terms.len() + 1);
        for (factor, term) in terms {
            let magnitude = Number::from_millionths(factor.millionths().abs());
            let term = self.operand(term);
            let text = if magnitude == ONE { term } else { format!("{magnitude} * {term}") };
            parts.push((factor.millionths() < 0, text));
        }
        if constant != Number::ZERO || terms.is_empty() {
            let text = point_text(ty, constant.millionths().abs());
            parts.push((constant.millionths() < 0, text));
        }
        // A sum does not begin with a minus where another part can stand first.
        if let Some(first) = parts.iter().position(|(negative, _)| !negative) {
            let part = parts.remove(first);
            parts.insert(0, part);
        }
        let mut text = String::new();
        for (negative, part) in parts {
            text.push_str(match (text.is_empty(), negative) {
                (true, false) => "",
                (true, true) => "-",
                (false, false) => " + ",
                (false, true) => " - ",
            });
            text.push_str(&part);
        }
        text
    }

    pub(super) fn cell(self, ty: Option<&Type>, cell: &Cell) -> String {
        match cell {
            Cell::Unknown => "unknown".to_owned(),
            Cell::Number(number) => point_text(ty, number.millionths()),
            Cell::Range(interval) => interval_text(*interval, |number| point_text(ty, number)),
            Cell::Day(day) => day.to_string(),
            Cell::Boolean(value) => value.to_string(),
            Cell::Text(text) => self.text(text),
            Cell::Choice(position) => self.choice(ty, *position),
            Cell::List(elements) => {
                let ty = match ty {
                    Some(Type::List(element)) => Some(element.as_ref()),
                    other => other,
                };
                let texts: Vec<String> = elements.iter().map(|element| self.element(ty, element)).collect();
                format!("[{}]", texts.join(", "))
            }
        }
    }

    pub(super) fn element(self, ty: Option<&Type>, element: &Element) -> String {
        match element {
            Element::Number(number) => point_text(ty, number.millionths()),
            Element::Day(day) => day.to_string(),
            Element::Boolean(value) => value.to_string(),
            Element::Text(text) => self.text(text),
            Element::Choice(position) => self.choice(ty, *position),
        }
    }

    pub(super) fn choice(self, ty: Option<&Type>, position: u32) -> String {
        let set = match ty {
            Some(Type::Choice(index)) => self.schema.choices.get(*index),
            _ => None,
        };
        let value = set.and_then(|set| set.values.get(position as usize));
        value.map_or_else(|| format!("value {position}"), |choice| in_quotes(&choice.value))
    }

    /// The values of a set as they are written in a list.
    pub(super) fn set_texts(self, ty: Option<&Type>, set: &ValueSet) -> Vec<String> {
        match set {
            ValueSet::Numbers(set) => {
                let text = |interval: &Interval| interval_text(*interval, |number| point_text(ty, number));
                set.intervals().iter().map(text).collect()
            }
            ValueSet::Days(set) => {
                set.intervals().iter().map(|interval| interval_text(*interval, day_text)).collect()
            }
            ValueSet::Texts(texts) => texts.iter().map(|text| self.text(text)).collect(),
            ValueSet::Choices(choices) => choices.iter().map(|position| self.choice(ty, *position)).collect(),
            ValueSet::Booleans(booleans) => booleans.iter().map(bool::to_string).collect(),
        }
    }

    /// A field by its name; `account.title` where the bare name means the row's field or a result (ruling 47).
    fn field_name(self, field: FieldRef) -> String {
        let name = name_or(self.field(field).map(|field| field.name.as_str()));
        let FieldRef::Account(_) = field else { return name };
        let row = self.row.and_then(|row| self.schema.tables.get(row));
        let is_result = matches!(name.as_str(), "tier" | "status" | "segment")
            || Status::ALL.iter().any(|status| status.word() == name);
        if is_result || row.is_some_and(|table| table.fields.iter().any(|field| field.name == name)) {
            format!("account.{name}")
        } else {
            name
        }
    }

    pub(super) fn field(self, field: FieldRef) -> Option<&'m Field> {
        match field {
            FieldRef::Account(index) => self.schema.fields.get(index),
            FieldRef::Row(index) => self.schema.tables.get(self.row?)?.fields.get(index),
        }
    }

    /// The type of a value, as far as its form tells; it only chooses how constants are written.
    pub(super) fn type_of(self, value: &Value) -> Option<Type> {
        match value {
            Value::Field(field) => self.field(*field).map(|field| field.ty.clone()),
            Value::Let(index) => match &self.model.lets.get(*index)?.value {
                LetValue::Value(_, ty) => Some(ty.clone()),
                LetValue::Condition(_) | LetValue::Constant(_) => None,
            },
            Value::Otherwise(value, _) => self.type_of(value),
            Value::Linear { terms, .. } => self.type_of(&terms.first()?.1),
            Value::Quotient { numerator, denominator } => {
                let (above, below) = (self.type_of(numerator)?, self.type_of(denominator));
                let unit = matches!(above, Type::Money(_) | Type::Percent);
                let alike = below.is_some_and(|below| {
                    matches!(
                        (&above, below),
                        (Type::Money(_), Type::Money(_)) | (Type::Percent, Type::Percent)
                    )
                });
                Some(if unit && !alike { above } else { Type::Number })
            }
            Value::Aggregate(aggregate) => match aggregate.as_ref() {
                Aggregate::Count(_) => Some(Type::Whole),
                Aggregate::Sum(rows, field) | Aggregate::Min(rows, field) | Aggregate::Max(rows, field) => {
                    let table = match rows.source {
                        RowSource::Table(index) => index,
                        RowSource::Role(index) => self.model.roles.get(index)?.table,
                    };
                    Some(self.schema.tables.get(table)?.fields.get(*field)?.ty.clone())
                }
            },
            Value::Today => Some(Type::Day),
            Value::DaysBetween { .. } => Some(Type::Days),
            Value::CountElements { .. } | Value::CountKnown(_) => Some(Type::Whole),
            Value::Score(_) => Some(Type::Number),
            Value::Constant(_) => None,
        }
    }
}
