//! Names: what a path stands for at its place, and the words for a name that stands for nothing.
//!
//! In: a path and what its place asks for. Out: what it stands for.
//! Invariant: a name that a syntax error may have hidden is not reported as unknown.

use super::operand::{Fixed, Operand, Typed};
use super::unknown::{closest_names, quoted_name};
use super::wanted::{Wanted, is_numeric};
use super::{Checker, codes};
use crate::check::model::{Condition, Field, FieldRef, LetValue, ResultTest, RowSource, Type, Value};
use crate::check::scope::{Entity, Stratum, Use};
use crate::diag::Diagnostic;
use crate::diag::codes::names;
use crate::syntax::tree::{Name, Path};
use crate::text::Span;
use crate::types::Status;

/// A place in the tree that a path names.
pub(super) fn path_text(path: &Path) -> String {
    let mut text = path.first.text.clone();
    for name in &path.rest {
        text.push('.');
        text.push_str(&name.text);
    }
    text
}

impl<'s> Checker<'_, 's> {
    /// What a path stands for as a value or condition.
    pub(super) fn path(&mut self, path: &Path, wanted: &Wanted) -> Option<Operand> {
        match path.rest.as_slice() {
            [] => self.name(&path.first, wanted),
            [field] if path.first.text == "account" => self.account_field(field, path.span()),
            [field] => self.qualified(path, field),
            [_, extra, ..] => self.fail(
                Diagnostic::new(
                    &names::UNKNOWN_NAME,
                    path.span(),
                    format!("`{}` has too many parts", path_text(path)),
                    "a name has at most one dot",
                )
                .label(extra.span, "one part too many"),
            ),
        }
    }

    fn name(&mut self, name: &Name, wanted: &Wanted) -> Option<Operand> {
        if let Some(operand) = self.result_predicate(name) {
            return Some(operand);
        }
        if self.result_subject_name(&name.text).is_some() {
            return self.fail(
                Diagnostic::new(
                    &codes::NOT_A_CONDITION,
                    name.span,
                    format!("`{}` is compared with nothing", name.text),
                    "",
                )
                .help(format!("write `{} = NAME`, or `{} is known`", name.text, name.text)),
            );
        }
        if let Some((table, field)) = self.row_field_named(&name.text) {
            self.warn_ambiguous(name, table);
            return Some(self.use_row_field(table, field, name.span));
        }
        if self.scope.names.tainted.contains(&name.text) {
            return None;
        }
        match self.scope.names.common.get(&name.text).copied() {
            Some((entity, declared)) => self.entity(name, entity, declared),
            None => self.unknown_name(name, wanted),
        }
    }

    fn entity(&mut self, name: &Name, entity: Entity, declared: Span) -> Option<Operand> {
        match entity {
            Entity::Field(index) => self.use_account_field(index, name.span),
            Entity::Let(index) => {
                self.scope.note(Use::Let(index));
                match self.scope.let_value(index)? {
                    LetValue::Condition(_) => Some(Operand::Condition(Condition::Let(index), name.span)),
                    LetValue::Value(value, ty) => {
                        let leaves = self.leaves_of(value, name.span);
                        Some(Operand::Value(Typed {
                            value: Value::Let(index),
                            ty: ty.clone(),
                            name: format!("`{}`", name.text),
                            span: name.span,
                            declared: Some(declared),
                            leaves,
                        }))
                    }
                    LetValue::Constant(element) => Some(Operand::Fixed(Fixed {
                        element: element.clone(),
                        span: name.span,
                        literal: false,
                        low: None,
                    })),
                }
            }
            Entity::Score(index) => self.score(name, index, declared),
            Entity::Table(_) | Entity::Role(_) => {
                let kind = if matches!(entity, Entity::Table(_)) { "table" } else { "role" };
                self.fail(
                    Diagnostic::new(
                        &codes::NAME_AS_VALUE,
                        name.span,
                        format!("`{}` is a {kind}, not a condition or value", name.text),
                        "holds many rows",
                    )
                    .label(declared, format!("the {kind} is declared here"))
                    .help(format!("ask `any({0})`, `none({0})` or `count({0}) >= 2`", name.text)),
                )
            }
            Entity::List(_) => self.fail(
                Diagnostic::new(
                    &codes::NAME_AS_VALUE,
                    name.span,
                    format!("`{}` is a list, not a condition or value", name.text),
                    "a list of values",
                )
                .label(declared, "the list is declared here")
                .help(format!("test a field against it: `FIELD in {0}`, or `FIELD has any {0}`", name.text)),
            ),
            Entity::Taxonomy(_) => self.fail(
                Diagnostic::new(
                    &codes::NAME_AS_VALUE,
                    name.span,
                    format!("`{}` is a taxonomy, not a condition or value", name.text),
                    "a type of fields",
                )
                .label(declared, "the taxonomy is declared here")
                .help("test a field of this type: `FIELD under \"…\"`"),
            ),
        }
    }

    /// The fields, scores and aggregates inside a let's value.
    fn leaves_of(&self, value: &Value, span: Span) -> Vec<(Value, Span)> {
        match value {
            Value::Constant(_) | Value::Today => Vec::new(),
            Value::Field(_)
            | Value::Aggregate(_)
            | Value::CountElements { .. }
            | Value::CountKnown(_)
            | Value::Score(_) => vec![(value.clone(), span)],
            Value::Let(index) => match self.scope.let_value(*index) {
                Some(LetValue::Value(inner, _)) => self.leaves_of(inner, span),
                Some(LetValue::Condition(_) | LetValue::Constant(_)) | None => Vec::new(),
            },
            Value::Otherwise(first, second)
            | Value::Quotient { numerator: first, denominator: second }
            | Value::DaysBetween { later: first, earlier: second } => {
                let mut leaves = self.leaves_of(first, span);
                leaves.extend(self.leaves_of(second, span));
                leaves
            }
            Value::Linear { terms, .. } => {
                terms.iter().flat_map(|(_, term)| self.leaves_of(term, span)).collect()
            }
        }
    }

    fn score(&mut self, name: &Name, index: usize, declared: Span) -> Option<Operand> {
        match self.scope.stratum {
            Stratum::Tiers | Stratum::Results => Some(Operand::Value(Typed {
                declared: Some(declared),
                ..Typed::leaf(Value::Score(index), Type::Number, format!("`{}`", name.text), name.span)
            })),
            Stratum::Names | Stratum::Gates | Stratum::Outcome => self.fail(
                Diagnostic::new(
                    &codes::NOT_YET_KNOWN,
                    name.span,
                    format!("the score `{}` is not known here", name.text),
                    "scores are summed up after this",
                )
                .label(declared, "the score is declared here")
                .help("scores can be used in tiers, guarantees and tests"),
            ),
        }
    }

    /// A field of the account, by name alone: `account.tier`.
    fn account_field(&mut self, field: &Name, span: Span) -> Option<Operand> {
        let schema = self.schema();
        match schema.fields.iter().position(|known| known.name == field.text) {
            Some(index) => self.use_account_field(index, span),
            None if self.scope.names.is_excused(&field.text) => None,
            None => {
                let known: Vec<&str> = schema.fields.iter().map(|field| field.name.as_str()).collect();
                let near = closest_names(&field.text, &known);
                self.fail(
                    Diagnostic::new(
                        &names::UNKNOWN_NAME,
                        field.span,
                        format!("unknown field `account.{}`", field.text),
                        "the account has no such field",
                    )
                    .did_you_mean(field.span, &near),
                )
            }
        }
    }

    /// `contacts.title`: the row at hand, or a mistake.
    fn qualified(&mut self, path: &Path, field: &Name) -> Option<Operand> {
        if self.scope.names.tainted.contains(&path.first.text) {
            return None;
        }
        let (table, what) = match self.scope.names.common.get(&path.first.text).copied() {
            Some((Entity::Table(index), _)) => (index, "table"),
            Some((Entity::Role(index), _)) => {
                (self.scope.roles.get(index).and_then(Option::as_ref)?.table, "role")
            }
            Some((_, declared)) => {
                return self.fail(
                    Diagnostic::new(
                        &names::UNKNOWN_NAME,
                        path.span(),
                        format!("`{}` is no table, so it has no field `{}`", path.first.text, field.text),
                        "",
                    )
                    .label(declared, format!("`{}` is declared here", path.first.text)),
                );
            }
            None => return self.unknown_table(&path.first),
        };
        let index = self.table_field(table, field)?;
        if self.scope.row == Some(table) {
            return Some(self.use_row_field(table, index, path.span()));
        }
        let ty =
            self.schema().tables.get(table).and_then(|table| table.fields.get(index)).map(|field| &field.ty);
        let foldable = ty.is_some_and(|ty| is_numeric(ty) || *ty == Type::Day);
        self.fail(
            Diagnostic::new(
                &codes::NAME_AS_VALUE,
                path.span(),
                format!("`{}` has a value in every row, not one for the account", path_text(path)),
                format!("a field of the {what} `{}`", path.first.text),
            )
            .help(if foldable {
                format!("ask `any({0} where {1} …)`, or take `max({0}.{1})`", path.first.text, field.text)
            } else {
                format!("ask `any({0} where {1} …)` or `count({0} where {1} …)`", path.first.text, field.text)
            }),
        )
    }

    /// The field of a table, or a report.
    pub(super) fn table_field(&mut self, table: usize, field: &Name) -> Option<usize> {
        let declared = self.schema().tables.get(table)?;
        if let Some(index) = declared.fields.iter().position(|known| known.name == field.text) {
            return Some(index);
        }
        let known: Vec<&str> = declared.fields.iter().map(|field| field.name.as_str()).collect();
        if self.scope.names.is_lost(&field.text, known.iter().copied()) {
            return None;
        }
        let near = closest_names(&field.text, &known);
        self.fail(
            Diagnostic::new(
                &names::UNKNOWN_ROW_FIELD,
                field.span,
                format!("unknown field `{}` of table `{}`", field.text, declared.name),
                "no such field",
            )
            .label(declared.span, "the table is declared here")
            .did_you_mean(field.span, &near),
        )
    }

    /// A table or role, or a report.
    pub(super) fn row_source(&mut self, name: &Name) -> Option<RowSource> {
        match self.scope.names.common.get(&name.text).copied() {
            Some((Entity::Table(index), _)) => {
                self.scope.note(Use::Table(index));
                Some(RowSource::Table(index))
            }
            Some((Entity::Role(index), _)) => {
                self.scope.note(Use::Role(index));
                self.scope.roles.get(index).and_then(Option::as_ref)?;
                Some(RowSource::Role(index))
            }
            Some(_) | None => None,
        }
    }

    /// Inside `where`, the row's fields come before everything else (ruling 32).
    pub(super) fn is_row_field(&self, name: &str) -> bool {
        self.row_field_named(name).is_some()
    }

    fn row_field_named(&self, name: &str) -> Option<(usize, usize)> {
        let table = self.scope.row?;
        let fields = &self.schema().tables.get(table)?.fields;
        Some((table, fields.iter().position(|field| field.name == name)?))
    }

    /// Ruling 32: a name in both the row and the account is a warning.
    fn warn_ambiguous(&mut self, name: &Name, table: usize) {
        let schema = self.schema();
        let (Some(table), Some(field)) =
            (schema.tables.get(table), schema.fields.iter().find(|field| field.name == name.text))
        else {
            return;
        };
        let report = Diagnostic::new(
            &codes::AMBIGUOUS_ROW_FIELD,
            name.span,
            format!("`{}` is a field of `{}` and of the account; the row's is taken", name.text, table.name),
            format!("means `{}.{}`", table.name, name.text),
        )
        .label(field.span, "the account's field")
        .fix(
            format!("write `{}.{}`", table.name, name.text),
            name.span,
            format!("{}.{}", quoted_name(&table.name), quoted_name(&name.text)),
        )
        .help(format!("for the account's field, write `account.{}`", name.text));
        self.report(report);
    }

    fn use_row_field(&mut self, table: usize, index: usize, span: Span) -> Operand {
        self.scope.note(Use::RowField(table, index));
        self.scope.note(Use::Table(table));
        let schema = self.schema();
        let field = schema.tables.get(table).and_then(|table| table.fields.get(index));
        Operand::Value(field_value(FieldRef::Row(index), field, span))
    }

    fn use_account_field(&mut self, index: usize, span: Span) -> Option<Operand> {
        self.scope.note(match self.scope.stratum {
            Stratum::Outcome => Use::OutcomeField(index),
            Stratum::Names | Stratum::Gates | Stratum::Tiers | Stratum::Results => Use::Field(index),
        });
        let field = self.schema().fields.get(index)?;
        Some(Operand::Value(field_value(FieldRef::Account(index), Some(field), span)))
    }

    /// `qualified`, `excluded`, … by themselves, where results are known.
    fn result_predicate(&mut self, name: &Name) -> Option<Operand> {
        if !self.sees_results() || self.is_row_field(&name.text) {
            return None;
        }
        let status = Status::ALL.into_iter().find(|status| status.word() == name.text)?;
        let test = ResultTest::Status([status].into());
        Some(Operand::Condition(Condition::Result(test), name.span))
    }
}

fn field_value(reference: FieldRef, field: Option<&Field>, span: Span) -> Typed {
    let (ty, name, declared) = match field {
        Some(field) => (field.ty.clone(), format!("`{}`", field.name), Some(field.span)),
        None => (Type::Text, "this field".to_owned(), None),
    };
    Typed { declared, ..Typed::leaf(Value::Field(reference), ty, name, span) }
}
