//! The `account`, `table`, `taxonomy` and `rates` blocks: what an account looks like.
//!
//! In: the blocks. Out: the [`Schema`] without what `unknown when` names, and which name declares what.
//! Invariant: a field or taxonomy that is wrong is left out of the schema, and its name is tainted.

use std::collections::{BTreeMap, HashSet};

use super::choices;
use super::columns::Columns;
use super::context::Context;
use super::field::{self, Owner};
use super::header::stated_twice;
use super::loader::Loader;
use super::model::{Field, Schema, Table, Type};
use super::names::Space;
use super::rates;
use super::scope::Names;
use super::statements::Statements;
use super::words::closest_help;
use crate::diag::Diagnostic;
use crate::diag::codes::{names, rules};
use crate::syntax::tree::{self, Modifier, ModifierKind, Name, SetElement};

/// Which names the schema declares, and which it would have declared.
#[derive(Debug, Default)]
pub(super) struct Declared<'a> {
    /// One per account field.
    pub fields: Vec<&'a Name>,
    /// One per table.
    pub tables: Vec<&'a Name>,
    /// By index in `Schema::choices`.
    pub taxonomies: BTreeMap<usize, &'a Name>,
    /// Names of wrong declarations.
    pub tainted: Vec<String>,
    /// The `unknown when` of fields, to be read once all names are known.
    pub unknown_when: Vec<(Place, &'a [SetElement])>,
}

/// A field of the account, or of a table.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place {
    Account(usize),
    Row(usize, usize),
}

/// Reads all blocks.
pub(super) fn schema<'a>(
    cx: &mut Context,
    statements: &Statements<'a>,
    loader: &dyn Loader,
    columns: &mut Columns,
    lost: bool,
) -> (Schema, Declared<'a>) {
    let mut schema = Schema::default();
    let mut declared = Declared::default();
    for taxonomy in &statements.taxonomies {
        match choices::taxonomy(cx, taxonomy, loader) {
            Some(set) => {
                declared.taxonomies.insert(schema.choices.len(), &taxonomy.name);
                schema.choices.push(set);
            }
            None => declared.tainted.push(taxonomy.name.text.clone()),
        }
    }
    let mut lost = Names { tainted: declared.tainted.iter().cloned().collect(), lost, ..Names::default() };
    for damaged in &statements.damaged {
        lost.tainted.extend(damaged.names.iter().cloned().chain(cx.words_of_damage(damaged.span)));
    }
    account(cx, statements, &mut schema, &mut declared, &lost);
    key(cx, statements, &mut schema, &declared, columns);
    for table in &statements.tables {
        self::table(cx, table, &mut schema, &mut declared, &lost);
    }
    schema.rates = self::rates(cx, statements, loader);
    (schema, declared)
}

fn rates(cx: &mut Context, statements: &Statements, loader: &dyn Loader) -> Option<super::model::Rates> {
    let (first, others) = statements.rates.split_first()?;
    for other in others {
        cx.report(stated_twice("`rates`", first.span, other.span));
    }
    rates::rates(cx, first, loader)
}

fn account<'a>(
    cx: &mut Context,
    statements: &Statements<'a>,
    schema: &mut Schema,
    declared: &mut Declared<'a>,
    lost: &Names,
) {
    for written in statements.accounts.iter().flat_map(|account| &account.fields) {
        let Some(field) = field::field(cx, written, Owner::Account, schema, lost) else {
            declared.tainted.push(written.name.text.clone());
            continue;
        };
        let place = Place::Account(schema.fields.len());
        declared.unknown_when.extend(unknown_when(written).map(|elements| (place, elements)));
        schema.fields.push(field);
        declared.fields.push(&written.name);
    }
    let known: HashSet<&str> = schema.fields.iter().map(|field| field.name.as_str()).collect();
    for account in &statements.accounts {
        let words = cx.words_of_damage(account.span);
        declared.tainted.extend(words.filter(|word| !known.contains(word.as_str())));
    }
}

fn unknown_when(field: &tree::Field) -> Option<&[SetElement]> {
    field.modifiers.iter().find_map(|modifier| match &modifier.kind {
        ModifierKind::UnknownWhen(elements) => Some(elements.as_slice()),
        ModifierKind::Key
        | ModifierKind::From(_)
        | ModifierKind::Split(_)
        | ModifierKind::Format(_)
        | ModifierKind::Pattern(_)
        | ModifierKind::BlankIsEmpty => None,
    })
}

/// Finds the one key (ruling 57).
fn key(
    cx: &mut Context,
    statements: &Statements,
    schema: &mut Schema,
    declared: &Declared,
    columns: &mut Columns,
) {
    let mut keys = Vec::new();
    for field in statements.accounts.iter().flat_map(|account| &account.fields) {
        if let Some(modifier) = key_modifier(field) {
            keys.push((field, modifier));
        }
    }
    let Some(((first, modifier), others)) = keys.split_first() else {
        return missing_key(cx, statements);
    };
    for (other, second) in others {
        cx.report(
            Diagnostic::new(
                &rules::SEVERAL_KEYS,
                second.span,
                format!("`{}` and `{}` are both the key", first.name.text, other.name.text),
                "second key",
            )
            .label(modifier.span, "first key")
            .help("keep `key` at the one field that names an account"),
        );
    }
    columns.claim(cx, &first.name.text, &format!("the key field `{}`", first.name.text), first.name.span);
    schema.key = declared.fields.iter().position(|name| name.span == first.name.span).unwrap_or(0);
}

/// Whether a field is marked as the key.
pub(super) fn has_key(statements: &Statements) -> bool {
    statements.accounts.iter().flat_map(|account| &account.fields).any(|field| key_modifier(field).is_some())
}

fn key_modifier(field: &tree::Field) -> Option<&Modifier> {
    field.modifiers.iter().find(|modifier| matches!(modifier.kind, ModifierKind::Key))
}

fn missing_key(cx: &mut Context, statements: &Statements) {
    let (Some(first), false) = (statements.accounts.first(), statements.profiles.is_empty()) else { return };
    let fields = statements.accounts.iter().flat_map(|account| &account.fields);
    let read_as_type = fields.into_iter().any(|field| field::is_key_for_type(&field.ty));
    let damaged = statements.accounts.iter().any(|account| cx.is_damaged(account.span));
    if damaged || read_as_type || !statements.damaged.is_empty() {
        return;
    }
    let report = Diagnostic::new(
        &rules::MISSING_KEY,
        first.span,
        "no account field is the key",
        "which of these fields names an account?",
    );
    cx.report(report.help("add `key` to the field that names an account, as in `id: text key`"));
}

fn table<'a>(
    cx: &mut Context,
    written: &'a tree::Table,
    schema: &mut Schema,
    declared: &mut Declared<'a>,
    lost: &Names,
) {
    let mut fields: Vec<Field> = Vec::new();
    let mut space = Space::default();
    let mut wrong: Vec<&str> = Vec::new();
    let index = schema.tables.len();
    for member in &written.fields {
        let fresh = space.declare(cx, &member.name.text, "a table field", member.name.span);
        let field = field::field(cx, member, Owner::Table, schema, lost).filter(|_| fresh);
        let Some(field) = field else {
            wrong.push(&member.name.text);
            continue;
        };
        let place = Place::Row(index, fields.len());
        declared.unknown_when.extend(unknown_when(member).map(|elements| (place, elements)));
        fields.push(field);
    }
    let by = fields.iter().position(|field| field.name == written.by.text);
    match by.and_then(|by| fields.get(by)) {
        Some(field) => {
            if field.ty != Type::Text {
                let span = written.fields.iter().find(|member| member.name.text == written.by.text);
                let span = span.map_or(written.by.span, |member| member.ty.span);
                cx.report(not_text(&format!("`{}`, which joins `{}`,", field.name, written.name.text), span));
            }
        }
        None if wrong.contains(&written.by.text.as_str()) || cx.is_damaged(written.span) => {}
        None => {
            let report = Diagnostic::new(
                &names::UNKNOWN_ROW_FIELD,
                written.by.span,
                format!("table `{}` has no field `{}`", written.name.text, written.by.text),
                "not a field of this table",
            );
            let known = fields.iter().map(|field| field.name.as_str());
            cx.report(closest_help(report, &written.by.text, written.by.span, known));
        }
    }
    declared.tainted.extend(wrong.into_iter().map(str::to_owned));
    if cx.is_damaged(written.span) {
        let known = schema.fields.iter().chain(&fields).map(|field| field.name.as_str());
        let known: HashSet<&str> = known.collect();
        let words = cx.words_of_damage(written.span);
        declared.tainted.extend(words.filter(|word| !known.contains(word.as_str())));
    }
    schema.tables.push(Table {
        name: written.name.text.clone(),
        fields,
        by: by.unwrap_or(0),
        used: false,
        span: written.span,
    });
    declared.tables.push(&written.name);
}

/// Keys are compared as text, whatever they look like (ruling 57).
pub(super) fn not_text(what: &str, ty: crate::text::Span) -> Diagnostic {
    Diagnostic::new(&rules::KEY_NOT_TEXT, ty, format!("{what} must be `text`"), "not text")
        .note("keys are compared letter by letter: `007` and `7` are two accounts")
        .fix("write `text`", ty, "text")
}
