//! Calls: aggregates of child rows, counts of list elements, `count known`.
//!
//! In: a call as written. Out: a typed value over child rows or list elements.
//! Invariant: a filter sees the fields of its own rows before the fields of the account.

use std::sync::Arc;

use super::condition::negated;
use super::name::path_text;
use super::operand::{Operand, Typed};
use super::set::size;
use super::unknown::closest_names;
use super::wanted::{Wanted, is_numeric, is_plain};
use super::{Checker, codes};
use crate::check::model::{Aggregate, Condition, Field, FieldRef, RowSource, Rows, Type, Value};
use crate::check::scope::Entity;
use crate::diag::Diagnostic;
use crate::diag::codes::names;
use crate::syntax::tree::{Call, CallFilter, Expr, Function, Name, Path};
use crate::text::Span;
use crate::types::Truth;

impl<'s> Checker<'_, 's> {
    /// `any(…)`, `count(…)`, `sum(…)` and the like.
    pub(super) fn call(&mut self, call: &Call) -> Option<Operand> {
        match call.function {
            Function::Any | Function::None => {
                let rows = self.rows_of(call)?;
                let none = call.function == Function::None;
                Some(Operand::Condition(negated(Condition::AnyRow(rows), none), call.span))
            }
            Function::Count => self.count(call).map(Operand::Value),
            Function::Sum | Function::Min | Function::Max | Function::Latest => {
                self.fold(call).map(Operand::Value)
            }
        }
    }

    /// `count(T where P)`, `count(list)`, `count(list in SET)`.
    fn count(&mut self, call: &Call) -> Option<Typed> {
        if self.names_rows(&call.path) {
            let rows = self.rows_of(call)?;
            let value = Value::Aggregate(Box::new(Aggregate::Count(rows)));
            return Some(Typed::leaf(value, Type::Whole, call_name(call), call.span));
        }
        if self.is_unknown(&call.path) {
            return self.unknown_counted(&call.path.first, "table, role or list");
        }
        if !call.path.rest.is_empty()
            && self.names_rows(&Path { first: call.path.first.clone(), rest: Vec::new() })
        {
            return self.rows_of(call).and(None);
        }
        let typed = match self.path(&call.path, &Wanted::List)? {
            Operand::Value(typed) => typed,
            Operand::Fixed(fixed) => return self.fixed_as_value(&fixed),
            Operand::Condition(_, span) => return self.condition_as_value(span),
        };
        if !matches!(typed.ty, Type::List(_)) {
            let words = self.type_words(&typed.ty);
            let report =
                self.no_table(call, &typed, &format!("{} is {words}: there is nothing to count", typed.name));
            let name = path_text(&call.path);
            return self
                .fail(report.help(format!(
                    "ask `{name} is known`, or `count known [{name}, …]` for several fields"
                )));
        }
        let within = match &call.filter {
            None => None,
            Some(CallFilter::Where(filter)) => {
                return self.fail(
                    Diagnostic::new(
                        &codes::MALFORMED_AGGREGATE,
                        filter.span,
                        format!("{} is a list, which `where` cannot filter", typed.name),
                        "filters rows of a child table",
                    )
                    .help(format!("count certain elements: `count({} in […])`", path_text(&call.path))),
                );
            }
            Some(CallFilter::In(set)) => {
                let constants = self.constants_beside(set, Some(&typed))?;
                let subject = self.element_subject(&typed);
                let set = self.value_set(&subject, &constants)?;
                let Some(most) = size(&set) else {
                    return self.fail(
                        Diagnostic::new(
                            &codes::NOT_COUNTABLE,
                            constants.span,
                            "elements are counted in a range that holds endlessly many values",
                            "no end of values",
                        )
                        .help("name the values one by one"),
                    );
                };
                Some((Arc::new(set), most))
            }
        };
        let value = Value::CountElements { list: Box::new(typed.value), within };
        Some(Typed { leaves: typed.leaves, ..Typed::leaf(value, Type::Whole, call_name(call), call.span) })
    }

    /// `sum(T.x where P)`, `min`, `max`, `latest` (rulings 33, 34).
    fn fold(&mut self, call: &Call) -> Option<Typed> {
        let word = function_word(call.function);
        let Some(field_name) = self.aggregate_field(call)? else {
            return self.fail(
                Diagnostic::new(
                    &codes::MALFORMED_AGGREGATE,
                    call.path.span(),
                    format!("`{word}` needs a field of `{}`", call.path.first.text),
                    "which field?",
                )
                .help(format!("name it after a dot: `{word}({}.FIELD)`", call.path.first.text)),
            );
        };
        let source = self.row_source(&call.path.first)?;
        let table = self.table_of(source)?;
        let index = self.table_field(table, field_name);
        let rows = self.rows(source, table, call.filter.as_ref());
        let (index, rows) = (index?, rows?);
        self.scope.note(crate::check::scope::Use::RowField(table, index));
        let field = self.schema().tables.get(table)?.fields.get(index)?;
        let fits = match call.function {
            Function::Sum => is_numeric(&field.ty),
            Function::Min | Function::Max => is_numeric(&field.ty) || field.ty == Type::Day,
            Function::Latest => field.ty == Type::Day,
            Function::Any | Function::None | Function::Count => true,
        };
        if !fits {
            return self.not_addable(call, field);
        }
        let aggregate = match call.function {
            Function::Sum => Aggregate::Sum(rows, index),
            Function::Min => Aggregate::Min(rows, index),
            Function::Max | Function::Latest | Function::Any | Function::None | Function::Count => {
                Aggregate::Max(rows, index)
            }
        };
        let value = Value::Aggregate(Box::new(aggregate));
        Some(Typed {
            declared: Some(field.span),
            ..Typed::leaf(value, field.ty.clone(), call_name(call), call.span)
        })
    }

    /// The field behind the dot of an aggregate; `Some(None)` where a table stands without one.
    fn aggregate_field<'c>(&mut self, call: &'c Call) -> Option<Option<&'c Name>> {
        let word = function_word(call.function);
        if self.names_rows(&Path { first: call.path.first.clone(), rest: Vec::new() }) {
            return match call.path.rest.as_slice() {
                [] => Some(None),
                [field] => Some(Some(field)),
                [_, extra, ..] => self.fail(Diagnostic::new(
                    &names::UNKNOWN_NAME,
                    extra.span,
                    format!("`{}` has too many parts", path_text(&call.path)),
                    "one part too many",
                )),
            };
        }
        if !call.path.rest.is_empty() && call.path.first.text != "account" {
            return self.unknown_table(&call.path.first);
        }
        let known =
            self.scope.names.common.contains_key(&call.path.first.text) || call.path.first.text == "account";
        if !known {
            return self.unknown_table(&call.path.first);
        }
        match self.path(&call.path, &Wanted::Any)? {
            Operand::Value(typed) => {
                let report = self.no_table(
                    call,
                    &typed,
                    &format!(
                        "{} is one value of the account, so `{word}` has no rows to look at",
                        typed.name
                    ),
                );
                self.fail(report.help("write the field by itself"))
            }
            Operand::Fixed(fixed) => self.fixed_as_value(&fixed),
            Operand::Condition(_, span) => self.condition_as_value(span),
        }
    }

    fn no_table(&self, call: &Call, typed: &Typed, message: &str) -> Diagnostic {
        let report = Diagnostic::new(&codes::AGGREGATE_OF_FIELD, call.path.span(), message, "no child table");
        match typed.declared {
            Some(span) => report.label(span, format!("{} is {}", typed.name, self.type_words(&typed.ty))),
            None => report,
        }
    }

    fn not_addable<T>(&mut self, call: &Call, field: &Field) -> Option<T> {
        let word = function_word(call.function);
        let wants = match call.function {
            Function::Sum => "numbers",
            Function::Latest => "dates",
            Function::Min | Function::Max | Function::Any | Function::None | Function::Count => {
                "numbers or dates"
            }
        };
        let words = self.type_words(&field.ty);
        let report = Diagnostic::new(
            &codes::NOT_ADDABLE,
            call.path.span(),
            format!("`{word}` takes {wants}, but `{}` is {words}", path_text(&call.path)),
            words.clone(),
        )
        .label(field.span, format!("`{}` is {words}", field.name));
        let table = &call.path.first.text;
        self.fail(match (call.function, &field.ty) {
            (Function::Sum, Type::Boolean) => {
                report.help(format!("count the rows: `count({table} where {})`", field.name))
            }
            (Function::Latest, _) if is_numeric(&field.ty) => {
                report.help(format!("write `max({table}.{})`", field.name))
            }
            _ => report,
        })
    }

    /// Whether nothing of the name of a path is declared here.
    pub(super) fn is_unknown(&self, path: &Path) -> bool {
        let (scope, name) = (&self.scope, path.first.text.as_str());
        let row = scope.row.and_then(|row| scope.schema.tables.get(row));
        path.rest.is_empty()
            && !scope.names.common.contains_key(name)
            && !row.is_some_and(|table| table.fields.iter().any(|field| field.name == name))
    }

    /// A name that is neither rows nor a field that `count` or `per` takes.
    pub(super) fn unknown_counted<T>(&mut self, name: &Name, what: &str) -> Option<T> {
        if self.scope.names.is_excused(&name.text) {
            return None;
        }
        let mut known = self.tables_and_roles();
        let wants_list = what.ends_with("list");
        let fits = |ty: &Type| if wants_list { matches!(ty, Type::List(_)) } else { is_plain(ty) };
        let fields = self.scope.schema.fields.iter().filter(|field| fits(&field.ty));
        known.extend(fields.map(|field| field.name.as_str()));
        let near = closest_names(&name.text, &known);
        self.fail(
            Diagnostic::new(
                &names::UNKNOWN_TABLE,
                name.span,
                format!("unknown {what} `{}`", name.text),
                format!("no such {what}"),
            )
            .did_you_mean(name.span, &near),
        )
    }

    /// Whether a path names a table or role by itself.
    fn names_rows(&self, path: &Path) -> bool {
        path.rest.is_empty()
            && matches!(
                self.scope.names.common.get(&path.first.text),
                Some((Entity::Table(_) | Entity::Role(_), _))
            )
    }

    pub(super) fn table_of(&self, source: RowSource) -> Option<usize> {
        match source {
            RowSource::Table(index) => Some(index),
            RowSource::Role(index) => Some(self.scope.roles.get(index)?.as_ref()?.table),
        }
    }

    /// The rows of `any`, `none` and `count`.
    fn rows_of(&mut self, call: &Call) -> Option<Rows> {
        let word = function_word(call.function);
        if let [field, ..] = call.path.rest.as_slice() {
            if call.path.first.text == "account" {
                return self.aggregate_field(call).map(|_| None)?;
            }
            if !self.names_rows(&Path { first: call.path.first.clone(), rest: Vec::new() }) {
                return self.unknown_table(&call.path.first);
            }
            let table = &call.path.first.text;
            return self.fail(
                Diagnostic::new(
                    &codes::MALFORMED_AGGREGATE,
                    field.span,
                    format!("`{word}` looks at rows of `{table}`, not at one field"),
                    "no field here",
                )
                .help(format!("write `{word}({table} where {} …)`", field.text)),
            );
        }
        if !self.names_rows(&call.path) {
            if !self.scope.names.common.contains_key(&call.path.first.text) {
                return self.unknown_table(&call.path.first);
            }
            let typed = match self.path(&call.path, &Wanted::Any)? {
                Operand::Value(typed) => typed,
                Operand::Fixed(fixed) => return self.fixed_as_value(&fixed),
                Operand::Condition(_, span) => return self.condition_as_value(span),
            };
            let words = self.type_words(&typed.ty);
            let report = self.no_table(
                call,
                &typed,
                &format!("`{word}` looks at rows of a child table, but {} is {words}", typed.name),
            );
            let name = path_text(&call.path);
            return self.fail(match typed.ty {
                Type::List(_) => report.help(format!("write `{name} has any […]`, or `count({name}) >= 1`")),
                _ => report,
            });
        }
        let source = self.row_source(&call.path.first)?;
        let table = self.table_of(source)?;
        self.rows(source, table, call.filter.as_ref())
    }

    /// Rows with their filter, which sees the row's fields first, then the account's (ruling 32).
    fn rows(&mut self, source: RowSource, table: usize, filter: Option<&CallFilter>) -> Option<Rows> {
        let condition = match filter {
            None => Condition::Constant(Truth::True),
            Some(CallFilter::Where(filter)) => self.row_condition(table, filter)?,
            Some(CallFilter::In(set)) => {
                let span = match set {
                    crate::syntax::tree::Set::List(list) => list.span,
                    crate::syntax::tree::Set::Range(range) => range.span,
                    crate::syntax::tree::Set::Path(path) => path.span(),
                };
                return self.fail(
                    Diagnostic::new(
                        &codes::MALFORMED_AGGREGATE,
                        span,
                        "rows of a child table are chosen with `where`, not with `in`",
                        "",
                    )
                    .help("write `count(TABLE where FIELD in […])`"),
                );
            }
        };
        Some(Rows { source, filter: Box::new(condition) })
    }

    /// A condition on the rows of a table.
    pub(super) fn row_condition(&mut self, table: usize, filter: &Expr) -> Option<Condition> {
        self.in_row(table, |checker| checker.condition(filter))
    }

    /// `count known [a, b, c]` (ruling 4).
    pub(super) fn count_known(&mut self, span: Span, fields: &[Path]) -> Option<Typed> {
        let mut known: Vec<FieldRef> = Vec::with_capacity(fields.len());
        let mut leaves = Vec::new();
        let mut sound = true;
        for path in fields {
            match self.path(path, &Wanted::Any) {
                Some(Operand::Value(typed)) => match typed.value {
                    Value::Field(field) if known.contains(&field) => {
                        sound = false;
                        self.report(Diagnostic::new(
                            &codes::FIELD_TWICE,
                            typed.span,
                            format!("{} stands twice in `count known`", typed.name),
                            "again here",
                        ));
                    }
                    Value::Field(field) => {
                        known.push(field);
                        leaves.extend(typed.leaves);
                    }
                    _ => {
                        sound = false;
                        self.report(Diagnostic::new(
                            &codes::TYPE_MISMATCH,
                            typed.span,
                            format!("`count known` counts fields, and {} is none", typed.name),
                            "no field",
                        ));
                    }
                },
                Some(Operand::Fixed(fixed)) => {
                    sound = false;
                    let _: Option<()> = self.fixed_as_value(&fixed);
                }
                Some(Operand::Condition(_, span)) => {
                    sound = false;
                    let _: Option<()> = self.condition_as_value(span);
                }
                None => sound = false,
            }
        }
        if fields.is_empty() {
            return self.fail(
                Diagnostic::new(&codes::EMPTY_LIST, span, "`count known` names no field", "empty")
                    .help("name at least one field"),
            );
        }
        let typed = Typed::leaf(Value::CountKnown(known), Type::Whole, "`count known`".to_owned(), span);
        sound.then_some(typed)
    }

    /// The field of a table that rows come from.
    pub(super) fn row_field(&self, rows: &Rows, field: usize) -> Option<&'s Field> {
        self.scope.schema.tables.get(self.table_of(rows.source)?)?.fields.get(field)
    }
}

fn call_name(call: &Call) -> String {
    let dots = if call.filter.is_some() { " …" } else { "" };
    format!("`{}({}{dots})`", function_word(call.function), path_text(&call.path))
}

pub(super) fn function_word(function: Function) -> &'static str {
    match function {
        Function::Any => "any",
        Function::None => "none",
        Function::Count => "count",
        Function::Sum => "sum",
        Function::Min => "min",
        Function::Max => "max",
        Function::Latest => "latest",
    }
}
