//! One schema for two versions of a profile.
//!
//! In: two schemas. Out: one that holds every field of both, and where the fields of each have gone.
//! Invariant: two fields share a place only if every cell reads the same in both.

use crate::check::model::{Field, Schema, Table, Type};

/// Where the parts of one schema lie in the joint one.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// One per account field.
    pub fields: Vec<usize>,
    /// One per table.
    pub tables: Vec<usize>,
    /// One per field of each table.
    pub row_fields: Vec<Vec<usize>>,
    /// One per value set.
    pub choices: Vec<usize>,
}

/// A schema that serves both, the old one's parts first; the key is the new one's.
pub fn join(old: &Schema, new: &Schema) -> (Schema, Places, Places) {
    let mut joint = old.clone();
    let old_places = in_place(old);
    let pairs = |schema: &Schema| schema.rates.as_ref().map(|rates| format!("{:?}", rates.pairs));
    let new_places = merge(&mut joint, old, new, pairs(old) == pairs(new));
    joint.key = new_places.fields.get(new.key).copied().unwrap_or_default();
    joint.rates = new.rates.clone().or_else(|| old.rates.clone());
    (joint, old_places, new_places)
}

fn in_place(schema: &Schema) -> Places {
    Places {
        fields: (0..schema.fields.len()).collect(),
        tables: (0..schema.tables.len()).collect(),
        row_fields: schema.tables.iter().map(|table| (0..table.fields.len()).collect()).collect(),
        choices: (0..schema.choices.len()).collect(),
    }
}

fn merge(joint: &mut Schema, old: &Schema, new: &Schema, same_rates: bool) -> Places {
    let mut places = Places::default();
    for set in &new.choices {
        let same = joint
            .choices
            .iter()
            .position(|known| known.name == set.name && format!("{known:?}") == format!("{set:?}"));
        places.choices.push(same.unwrap_or_else(|| {
            joint.choices.push(set.clone());
            joint.choices.len() - 1
        }));
    }
    let moved = |field: &Field, places: &Places| Field { ty: moved_type(&field.ty, places), ..field.clone() };
    for field in &new.fields {
        let field = moved(field, &places);
        let same = old.fields.iter().position(|known| reads_the_same(known, &field, same_rates));
        let place = same.unwrap_or_else(|| {
            joint.fields.push(field.clone());
            joint.fields.len() - 1
        });
        places.fields.push(place);
    }
    for table in &new.tables {
        let fields: Vec<Field> = table.fields.iter().map(|field| moved(field, &places)).collect();
        let by = |table: &Table, fields: &[Field]| {
            fields.get(table.by).map(|field| (field.name.clone(), field.columns.clone()))
        };
        let same = joint
            .tables
            .iter()
            .position(|known| known.name == table.name && by(known, &known.fields) == by(table, &fields));
        let Some((place, known)) = same.and_then(|place| Some((place, joint.tables.get_mut(place)?))) else {
            places.row_fields.push((0..fields.len()).collect());
            joint.tables.push(Table { fields, ..table.clone() });
            places.tables.push(joint.tables.len() - 1);
            continue;
        };
        let mut inside = Vec::new();
        for field in fields {
            let same = known.fields.iter().position(|known| reads_the_same(known, &field, same_rates));
            inside.push(same.unwrap_or_else(|| {
                known.fields.push(field);
                known.fields.len() - 1
            }));
        }
        places.tables.push(place);
        places.row_fields.push(inside);
    }
    places
}

fn moved_type(ty: &Type, places: &Places) -> Type {
    match ty {
        Type::Choice(set) => Type::Choice(places.choices.get(*set).copied().unwrap_or(*set)),
        Type::List(element) => Type::List(Box::new(moved_type(element, places))),
        Type::Text
        | Type::Number
        | Type::Whole
        | Type::Percent
        | Type::Money(_)
        | Type::Boolean
        | Type::Day
        | Type::Days => ty.clone(),
    }
}

/// Whether every cell means the same to two fields of one schema.
fn reads_the_same(one: &Field, other: &Field, same_rates: bool) -> bool {
    one.name == other.name
        && one.ty == other.ty
        && one.range == other.range
        && one.columns == other.columns
        && format!("{:?}", one.format) == format!("{:?}", other.format)
        && (same_rates || !is_money(&one.ty))
}

fn is_money(ty: &Type) -> bool {
    match ty {
        Type::Money(_) => true,
        Type::List(element) => is_money(element),
        Type::Text
        | Type::Number
        | Type::Whole
        | Type::Percent
        | Type::Boolean
        | Type::Day
        | Type::Days
        | Type::Choice(_) => false,
    }
}
