//! One field: its type and the words after it.

use super::choices;
use super::context::Context;
use super::model::{CellFormat, ChoiceKind, Field, Schema, Type};
use super::schema::not_text;
use super::scope::Names;
use super::words::closest_help;
use crate::diag::Diagnostic;
use crate::diag::codes::{names, rules, types};
use crate::syntax::tree::{self, Modifier, ModifierKind, TypeKind};
use crate::text::Span;
use crate::types::{DateFormat, Pattern, norm};

/// Where a field stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    Account,
    Table,
}

/// The types by their words, for did-you-mean.
const TYPE_WORDS: [&str; 9] =
    ["text", "number", "whole", "percent", "money", "boolean", "date", "country", "list"];

/// A field; `None` when its type is wrong, which is reported.
pub(super) fn field(
    cx: &mut Context,
    written: &tree::Field,
    owner: Owner,
    schema: &mut Schema,
    lost: &Names,
) -> Option<Field> {
    let ty = field_type(cx, &written.name.text, &written.ty, schema, lost);
    let mut reader = Reader {
        name: &written.name.text,
        ty: &written.ty,
        owner,
        format: cell_format(cx, &written.ty),
        columns: None,
        seen: Vec::new(),
    };
    for modifier in &written.modifiers {
        reader.modifier(cx, modifier);
    }
    Some(Field {
        name: written.name.text.clone(),
        ty: ty?,
        range: has_range(&written.ty.kind),
        columns: reader.columns.unwrap_or_else(|| vec![written.name.text.clone()]),
        format: reader.format,
        used: false,
        span: written.span,
    })
}

fn has_range(kind: &TypeKind) -> bool {
    match kind {
        TypeKind::Number { range } | TypeKind::Whole { range } | TypeKind::Money { range, .. } => *range,
        TypeKind::Text
        | TypeKind::Percent { .. }
        | TypeKind::Boolean { .. }
        | TypeKind::Date
        | TypeKind::Country
        | TypeKind::OneOf { .. }
        | TypeKind::List(_)
        | TypeKind::Named(_) => false,
    }
}

fn field_type(
    cx: &mut Context,
    name: &str,
    ty: &tree::Type,
    schema: &mut Schema,
    lost: &Names,
) -> Option<Type> {
    match &ty.kind {
        TypeKind::Text => Some(Type::Text),
        TypeKind::Percent { .. } => Some(Type::Percent),
        TypeKind::Boolean { .. } => Some(Type::Boolean),
        TypeKind::Date => Some(Type::Day),
        TypeKind::Number { .. } => Some(Type::Number),
        TypeKind::Whole { .. } => Some(Type::Whole),
        TypeKind::Money { currency, .. } => Some(Type::Money(*currency)),
        TypeKind::Country => Some(Type::Choice(choices::country(schema))),
        TypeKind::OneOf { values, ordered } => {
            let set = choices::one_of(cx, name, values, *ordered)?;
            schema.choices.push(set);
            Some(Type::Choice(schema.choices.len().saturating_sub(1)))
        }
        TypeKind::List(element) => list_type(cx, name, element, schema, lost),
        TypeKind::Named(taxonomy) => {
            let known = schema
                .choices
                .iter()
                .position(|set| matches!(set.kind, ChoiceKind::Taxonomy { .. }) && set.name == taxonomy.text);
            if known.is_none() && !is_excused(taxonomy, schema, lost) {
                cx.report(unknown_type(name, taxonomy, schema));
            }
            known.map(Type::Choice)
        }
    }
}

fn list_type(
    cx: &mut Context,
    name: &str,
    element: &tree::Type,
    schema: &mut Schema,
    lost: &Names,
) -> Option<Type> {
    if let TypeKind::List(_) = element.kind {
        cx.report(
            Diagnostic::new(
                &rules::BAD_FIELD_TYPE,
                element.span,
                format!("`{name}` cannot be a list of lists"),
                "a list inside a list",
            )
            .help("declare a list of text, or a child table"),
        );
        return None;
    }
    if has_range(&element.kind) {
        cx.report(
            Diagnostic::new(
                &rules::BAD_FIELD_TYPE,
                element.span,
                format!("the elements of `{name}` cannot be ranges"),
                "`range` does not go into a list",
            )
            .help("delete `range`"),
        );
        return None;
    }
    Some(Type::List(Box::new(field_type(cx, name, element, schema, lost)?)))
}

/// Whether the type may be a taxonomy whose declaration is damaged.
fn is_excused(name: &tree::Name, schema: &Schema, lost: &Names) -> bool {
    let known = TYPE_WORDS.into_iter().chain(taxonomies(schema));
    name.text != "key" && synonym(&name.text).is_none() && lost.is_lost(&name.text, known)
}

fn taxonomies(schema: &Schema) -> impl Iterator<Item = &str> {
    let sets = schema.choices.iter().filter(|set| matches!(set.kind, ChoiceKind::Taxonomy { .. }));
    sets.map(|set| set.name.as_str())
}

/// What other systems call a type.
fn synonym(name: &str) -> Option<&'static str> {
    match name.to_lowercase().as_str() {
        "string" | "str" | "varchar" | "char" | "picklist" => Some("text"),
        "int" | "integer" | "bigint" | "count" => Some("whole"),
        "float" | "double" | "decimal" | "numeric" | "real" => Some("number"),
        "bool" | "checkbox" => Some("boolean"),
        "datetime" | "timestamp" | "day" => Some("date"),
        "percentage" => Some("percent"),
        _ => None,
    }
}

/// Whether `key` stands where the type belongs: `id: key`.
pub(super) fn is_key_for_type(ty: &tree::Type) -> bool {
    matches!(&ty.kind, TypeKind::Named(name) if name.text == "key")
}

fn unknown_type(field: &str, name: &tree::Name, schema: &Schema) -> Diagnostic {
    if name.text == "key" {
        return Diagnostic::new(
            &names::UNKNOWN_TYPE,
            name.span,
            format!("field `{field}` has no type"),
            "a type is missing before `key`",
        )
        .fix("write `text key`", name.span, "text key");
    }
    let report = Diagnostic::new(
        &names::UNKNOWN_TYPE,
        name.span,
        format!("there is no type or taxonomy `{}`", name.text),
        "unknown type",
    );
    if let Some(word) = synonym(&name.text) {
        return report.fix(format!("write `{word}`"), name.span, word);
    }
    let known = TYPE_WORDS.into_iter().chain(taxonomies(schema));
    closest_help(report, &name.text, name.span, known)
}

fn cell_format(cx: &mut Context, ty: &tree::Type) -> CellFormat {
    let mut format = CellFormat::default();
    match &ty.kind {
        TypeKind::Percent { of } => format.percent_of = *of,
        TypeKind::Boolean { words: Some((yes, no)) } => {
            if norm(&yes.value) == norm(&no.value) {
                cx.report(
                    Diagnostic::new(
                        &rules::BAD_FIELD_TYPE,
                        no.span,
                        format!("`boolean` needs two different words, and both are \"{}\"", no.value),
                        "the same word again",
                    )
                    .label(yes.span, "the word for true"),
                );
            }
            format.boolean_words = Some((yes.value.clone(), no.value.clone()));
        }
        TypeKind::List(element) => return cell_format(cx, element),
        TypeKind::Text
        | TypeKind::Boolean { words: None }
        | TypeKind::Date
        | TypeKind::Country
        | TypeKind::Number { .. }
        | TypeKind::Whole { .. }
        | TypeKind::Money { .. }
        | TypeKind::OneOf { .. }
        | TypeKind::Named(_) => {}
    }
    format
}

struct Reader<'a> {
    name: &'a str,
    ty: &'a tree::Type,
    owner: Owner,
    format: CellFormat,
    columns: Option<Vec<String>>,
    seen: Vec<(&'static str, Span)>,
}

impl Reader<'_> {
    fn modifier(&mut self, cx: &mut Context, modifier: &Modifier) {
        let word = word(&modifier.kind);
        if let Some((_, first)) = self.seen.iter().find(|(known, _)| *known == word) {
            cx.report(
                Diagnostic::new(
                    &rules::MODIFIER_MISFIT,
                    modifier.span,
                    format!("field `{}` has `{word}` twice", self.name),
                    format!("second `{word}`"),
                )
                .label(*first, format!("first `{word}`"))
                .help("keep one of the two"),
            );
            return;
        }
        self.seen.push((word, modifier.span));
        match &modifier.kind {
            ModifierKind::Key => self.key(cx, modifier.span),
            ModifierKind::From(columns) => self.columns = Some(self.from(cx, columns)),
            ModifierKind::Split(mark) => {
                self.only_lists(cx, word, modifier.span);
                self.not_empty(cx, word, mark);
                self.format.split = Some(mark.value.clone());
            }
            ModifierKind::BlankIsEmpty => {
                self.only_lists(cx, word, modifier.span);
                self.format.blank_is_empty = true;
            }
            ModifierKind::Format(layout) => {
                if !matches!(self.element_kind(), TypeKind::Date) {
                    self.misfit(cx, modifier.span, word, "dates");
                }
                self.date_format(cx, layout);
                self.format.date_format = Some(layout.value.clone());
            }
            ModifierKind::Pattern(pattern) => {
                self.pattern(cx, pattern);
                self.format.pattern = Some(pattern.value.clone());
            }
            ModifierKind::UnknownWhen(_) => {}
        }
    }

    fn element_kind(&self) -> &TypeKind {
        match &self.ty.kind {
            TypeKind::List(element) => &element.kind,
            other => other,
        }
    }

    fn key(&self, cx: &mut Context, span: Span) {
        if self.owner == Owner::Table {
            cx.report(
                Diagnostic::new(
                    &rules::MODIFIER_MISFIT,
                    span,
                    format!("`{}` cannot be a key: only the account has one", self.name),
                    "`key` does not belong in a table",
                )
                .help("delete `key`; `by` in the table's first line names the field that joins it"),
            );
        } else if !matches!(self.ty.kind, TypeKind::Text) {
            cx.report(not_text(&format!("the key field `{}`", self.name), self.ty.span));
        }
    }

    fn from(&self, cx: &mut Context, columns: &[tree::Text]) -> Vec<String> {
        let mut names: Vec<String> = Vec::with_capacity(columns.len());
        for column in columns {
            self.not_empty(cx, "from", column);
            if names.contains(&column.value) {
                cx.report(Diagnostic::new(
                    &rules::MODIFIER_MISFIT,
                    column.span,
                    format!("field `{}` names the column \"{}\" twice", self.name, column.value),
                    "named before",
                ));
            }
            names.push(column.value.clone());
        }
        names
    }

    fn not_empty(&self, cx: &mut Context, word: &str, text: &tree::Text) {
        if text.value.is_empty() {
            cx.report(Diagnostic::new(
                &rules::MODIFIER_MISFIT,
                text.span,
                format!("`{word}` of field `{}` is an empty text", self.name),
                "nothing is written here",
            ));
        }
    }

    fn only_lists(&self, cx: &mut Context, word: &str, span: Span) {
        if !matches!(self.ty.kind, TypeKind::List(_)) {
            self.misfit(cx, span, word, "lists");
        }
    }

    fn misfit(&self, cx: &mut Context, span: Span, word: &str, homes: &str) {
        let written = cx.sources.slice(self.ty.span);
        let report = Diagnostic::new(
            &rules::MODIFIER_MISFIT,
            span,
            format!("`{word}` is for {homes}, and field `{}` is `{written}`", self.name),
            format!("only for {homes}"),
        )
        .label(self.ty.span, format!("`{}` is declared as `{written}`", self.name));
        let report = match (homes, &self.ty.kind) {
            ("lists", TypeKind::Text) => {
                report.unsafe_fix("declare a list: `list of text`", self.ty.span, "list of text")
            }
            _ => report.help(format!("delete `{word}`, or change the type")),
        };
        cx.report(report);
    }

    fn date_format(&self, cx: &mut Context, layout: &tree::Text) {
        let Err(fault) = DateFormat::new(&layout.value) else { return };
        let report = Diagnostic::new(
            &rules::BAD_DATE_FORMAT,
            layout.span,
            format!("the format of field `{}` cannot be used: {}", self.name, fault.message),
            "in this format",
        );
        cx.report(report.help("name the year, the month and the day once each, as in `format \"%d/%m/%Y\"`"));
    }

    /// Refuses what engines read differently (ruling 59).
    fn pattern(&self, cx: &mut Context, pattern: &tree::Pattern) {
        let Err(fault) = Pattern::as_written(&pattern.value) else { return };
        let mut report = Diagnostic::new(
            &types::PATTERN_NOT_PORTABLE,
            pattern.span,
            format!("the pattern of field `{}` cannot be used: {}", self.name, fault.message),
            "in this pattern",
        );
        if let Some(help) = fault.help {
            report = report.help(help);
        }
        cx.report(report.note("patterns keep to what every database reads in the same way"));
    }
}

fn word(kind: &ModifierKind) -> &'static str {
    match kind {
        ModifierKind::Key => "key",
        ModifierKind::From(_) => "from",
        ModifierKind::Split(_) => "split",
        ModifierKind::Format(_) => "format",
        ModifierKind::Pattern(_) => "pattern",
        ModifierKind::BlankIsEmpty => "blank is empty",
        ModifierKind::UnknownWhen(_) => "unknown when",
    }
}
