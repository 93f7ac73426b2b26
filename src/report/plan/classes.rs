//! What tells the cells of a column apart, in words.

use super::ClassPlan;
use crate::check::model::{
    ChoiceKind, Condition, Field, FieldRef, Model, Schema, Type, Value, day_text, number_text,
};
use crate::plan::Plan;
use crate::plan::classes::{By, Classifier};
use crate::report::words::unit;
use crate::types::{Day, Number};

/// The classes of an account field.
pub(super) fn classes(model: &Model, plan: &Plan, today: Day, field: usize) -> ClassPlan {
    let none = ClassPlan { by: "value", most: None, starts: Vec::new(), named: None, tests: Vec::new() };
    let ty = plan.schema.fields.get(field).map(|field| &field.ty);
    // One class is for unknown cells.
    match Classifier::new(plan, today, field).by() {
        By::Value => {
            let most = match ty {
                Some(Type::Boolean) => Some(3),
                Some(Type::Choice(set)) => plan.schema.choices.get(*set).map(|set| set.values.len() + 1),
                _ => None,
            };
            ClassPlan { most, ..none }
        }
        By::Numbers(cuts) => {
            let starts = starts(cuts.starts(), ty);
            let texts = starts.iter().map(|start| number_text(Number::from_millionths(*start), unit(ty)));
            ClassPlan { by: "numbers", most: Some(starts.len() + 2), starts: texts.collect(), ..none }
        }
        By::Days(cuts) => {
            let starts = cuts.starts().iter().map(|start| day_text(*start)).collect();
            ClassPlan { by: "days", most: Some(cuts.stretches() + 1), starts, ..none }
        }
        By::Texts(signatures) => {
            let test = |test| {
                let value = Value::Field(FieldRef::Account(field));
                model.condition_text(&Condition::Text {
                    value,
                    test: crate::check::model::TextTest::clone(test),
                })
            };
            let tests: Vec<String> = signatures.tests().iter().map(test).collect();
            ClassPlan { by: "texts", named: Some(signatures.named()), tests, ..none }
        }
        By::Lists(marks) => ClassPlan { by: "elements", named: Some(marks.named().count()), ..none },
    }
}

/// Where stretches of numbers start. Nothing lies between two whole numbers of a whole field.
fn starts(cuts: &[i128], ty: Option<&Type>) -> Vec<i128> {
    let up = |start: i128| start.div_euclid(Number::SCALE) + i128::from(start.rem_euclid(Number::SCALE) > 0);
    let mut starts: Vec<i128> = match ty {
        Some(Type::Whole) => cuts.iter().map(|start| up(*start) * Number::SCALE).collect(),
        _ => cuts.to_vec(),
    };
    starts.dedup();
    starts
}

/// The type of a field in the words of the language.
pub(super) fn type_text(schema: &Schema, field: &Field) -> String {
    let range = if field.range { " range" } else { "" };
    format!("{}{range}", type_words(schema, &field.ty))
}

fn type_words(schema: &Schema, ty: &Type) -> String {
    match ty {
        Type::Text => "text".to_owned(),
        Type::Number => "number".to_owned(),
        Type::Whole => "whole".to_owned(),
        Type::Percent => "percent".to_owned(),
        Type::Money(currency) => format!("money {currency}"),
        Type::Boolean => "boolean".to_owned(),
        Type::Day => "date".to_owned(),
        Type::Days => "days".to_owned(),
        Type::List(element) => format!("list of {}", type_words(schema, element)),
        Type::Choice(set) => match schema.choices.get(*set).map(|set| (&set.kind, set.values.len())) {
            Some((ChoiceKind::Country, _)) => "country".to_owned(),
            Some((ChoiceKind::Enum { .. }, values)) => format!("one of {values} values"),
            Some((ChoiceKind::Taxonomy { .. }, values)) => format!("taxonomy of {values} values"),
            None => "one of".to_owned(),
        },
    }
}
