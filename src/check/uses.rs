//! What is used: the flags on fields, tables, lists, lets and roles, for the lints about unused names.

use super::context::Parts;
use super::scope::Use;

/// Sets the flags from what the conditions noted. What only tests or `outcome` read stays unused (ruling 35a).
pub(super) fn mark(parts: &mut Parts) {
    let uses = parts.uses.take();
    for used in &uses {
        match *used {
            Use::Field(index) => {
                if let Some(field) = parts.schema.fields.get_mut(index) {
                    field.used = true;
                }
            }
            Use::OutcomeField(_) => {}
            Use::RowField(table, index) => {
                let table = parts.schema.tables.get_mut(table);
                if let Some(field) = table.and_then(|table| table.fields.get_mut(index)) {
                    field.used = true;
                }
            }
            Use::Table(index) => {
                if let Some(table) = parts.schema.tables.get_mut(index) {
                    table.used = true;
                }
            }
            Use::Role(index) => {
                if let Some(Some(role)) = parts.roles.get_mut(index) {
                    role.used = true;
                }
            }
            Use::List(index) => {
                if let Some(list) = parts.lists.get_mut(index) {
                    list.used = true;
                }
            }
            Use::Let(index) => {
                if let Some(Some(named)) = parts.lets.get_mut(index) {
                    named.used = true;
                }
            }
        }
    }
}
