//! Lists, lets and roles, each after those it uses.
//!
//! In: the statements and the names. Out: the filled [`Parts`].
//! Invariant: a definition that is wrong, or part of a circle, is tainted; those that use it give no report.

use super::choices::empty_file;
use super::clauses::{self, Statement};
use super::context::{Context, Parts};
use super::expansion::Costs;
use super::expression;
use super::loader::Loader;
use super::model::{Condition, ListElement, NamedLet, NamedList, Role};
use super::order::{Graph, Node};
use super::scope::{Entity, Stratum, Use};
use super::statements::Statements;
use super::table_file;
use super::words::closest_help;
use crate::diag::Diagnostic;
use crate::diag::codes::{names, rules};
use crate::syntax::tree::{self, FileColumn, ListSource, SetElement};
use crate::text::Span;

/// The most values of one list.
const LONGEST_LIST: usize = 1_000_000;

/// Checks all definitions, and says what each comes to.
pub(super) fn definitions(
    cx: &mut Context,
    statements: &Statements,
    parts: &mut Parts,
    loader: &dyn Loader,
) -> Costs {
    parts.lists = statements.lists.iter().map(|list| empty_list(list)).collect();
    parts.lets = statements.lets.iter().map(|_| None).collect();
    parts.roles = statements.roles.iter().map(|_| None).collect();
    let mut costs = Costs::new(parts);
    let graph = Graph::new(statements, parts);
    let (order, circles) = graph.sorted();
    for circle in &circles {
        cx.report(graph.circle(statements, circle));
        for node in circle {
            if let Node::List(index) = graph.node(*node) {
                taint_list(parts, statements, index);
            }
        }
    }
    for position in order {
        match graph.node(position) {
            Node::List(index) => list(cx, statements, parts, index, loader),
            Node::Let(index) => named_let(cx, statements, parts, &mut costs, index),
            Node::Role(index) => role(cx, statements, parts, &mut costs, index),
        }
    }
    costs
}

fn empty_list(list: &tree::List) -> NamedList {
    NamedList { name: list.name.text.clone(), elements: Vec::new(), file: None, used: false, span: list.span }
}

fn taint_list(parts: &mut Parts, statements: &Statements, index: usize) {
    if let Some(list) = statements.lists.get(index) {
        parts.names.common.remove(&list.name.text);
        parts.names.tainted.insert(list.name.text.clone());
    }
}

fn list(cx: &mut Context, statements: &Statements, parts: &mut Parts, index: usize, loader: &dyn Loader) {
    let Some(written) = statements.lists.get(index) else { return };
    let read = match &written.source {
        ListSource::Literal(literal) => {
            if !fits(cx, written, literal, parts) {
                return taint_list(parts, statements, index);
            }
            expression::list_elements(&parts.scope(Stratum::Names), &mut cx.sink, literal)
                .filter(|elements| one_kind(cx, written, elements))
                .map(|elements| (elements, None))
        }
        ListSource::File(reference) => {
            list_file(cx, reference, loader).map(|elements| (elements, Some(reference.path.value.clone())))
        }
    };
    let Some((elements, file)) = read else { return taint_list(parts, statements, index) };
    if let Some(list) = parts.lists.get_mut(index) {
        list.elements = elements;
        list.file = file;
    }
}

/// Whether the list, with the lists it names, stays within the limit.
fn fits(cx: &mut Context, written: &tree::List, literal: &tree::ListLiteral, parts: &Parts) -> bool {
    let named = literal.elements.iter().filter_map(|element| match element {
        SetElement::Path(path) => match parts.names.common.get(&path.first.text)?.0 {
            Entity::List(index) => parts.lists.get(index).map(|list| list.elements.len()),
            Entity::Field(_)
            | Entity::Table(_)
            | Entity::Role(_)
            | Entity::Let(_)
            | Entity::Score(_)
            | Entity::Taxonomy(_) => None,
        },
        SetElement::Text(_) | SetElement::Range(_) | SetElement::Bound(_) | SetElement::Boolean(..) => None,
    });
    let sum = named.fold(literal.elements.len(), usize::saturating_add);
    if sum > LONGEST_LIST {
        let message = format!("list `{}` holds more than 1,000,000 values", written.name.text);
        cx.report(
            Diagnostic::new(&names::TOO_LARGE, written.name.span, message, "too large")
                .help("compute this upstream, as a column of the table"),
        );
    }
    sum <= LONGEST_LIST
}

/// Texts, numbers, dates and booleans cannot be compared with one field.
fn one_kind(cx: &mut Context, written: &tree::List, elements: &[(ListElement, Span)]) -> bool {
    fn kind(element: &ListElement) -> &'static str {
        match element {
            ListElement::Text(_) => "text",
            ListElement::Numbers(..) => "number",
            ListElement::Days(_) => "date",
            ListElement::Boolean(_) => "boolean",
        }
    }
    let Some((first, first_span)) = elements.first() else { return true };
    let Some((other, span)) = elements.iter().find(|(element, _)| kind(element) != kind(first)) else {
        return true;
    };
    let report = Diagnostic::new(
        &rules::BAD_LIST,
        *span,
        format!("list `{}` mixes a {} and a {}", written.name.text, kind(first), kind(other)),
        format!("a {}", kind(other)),
    )
    .label(*first_span, format!("a {}", kind(first)))
    .help("write two lists: no field can be compared with both");
    cx.report(report);
    false
}

fn list_file(
    cx: &mut Context,
    reference: &tree::FileReference,
    loader: &dyn Loader,
) -> Option<Vec<(ListElement, Span)>> {
    let file = table_file::read(cx, reference, loader, &[FileColumn::Column])?;
    let column = file.column(cx, FileColumn::Column)?;
    let span = reference.path.span;
    let cells = file.rows().map(|row| row.cell(column).to_owned()).filter(|cell| !cell.is_empty());
    let elements: Vec<(ListElement, Span)> = cells.map(|cell| (ListElement::Text(cell), span)).collect();
    if elements.is_empty() {
        cx.report(empty_file(&reference.path));
        return None;
    }
    Some(elements)
}

fn named_let(cx: &mut Context, statements: &Statements, parts: &mut Parts, costs: &mut Costs, index: usize) {
    let Some(written) = statements.lets.get(index) else { return };
    let value = expression::let_value(&parts.scope(Stratum::Names), &mut cx.sink, &written.value);
    let name = (written.name.text.as_str(), written.name.span);
    let value = value.filter(|value| costs.add_let(cx, index, value, name));
    if let (Some(value), Some(slot)) = (value, parts.lets.get_mut(index)) {
        *slot = Some(NamedLet { name: written.name.text.clone(), value, used: false, span: written.span });
    }
}

fn role(cx: &mut Context, statements: &Statements, parts: &mut Parts, costs: &mut Costs, index: usize) {
    let Some(written) = statements.roles.get(index) else { return };
    let name = format!("role `{}`", written.name.text);
    let clauses = clauses::read(cx, Statement::Role, &name, &written.clauses);
    let base = base(cx, parts, &written.of);
    if clauses.when.is_none() && !clauses.faulty && !cx.is_damaged(written.span) {
        let example = format!("role {} of {} when …", written.name.text, written.of.text);
        cx.report(clauses::missing_condition(&name, written.name.span, "when", &example));
    }
    let Some((table, parent)) = base else { return };
    let scope = parts.row_scope(Stratum::Names, table);
    let when = clauses.when.map(|when| expression::condition(&scope, &mut cx.sink, when));
    let unless = clauses.unless.map(|unless| expression::condition(&scope, &mut cx.sink, unless));
    let (Some(Some(when)), None | Some(Some(_))) = (when, &unless) else { return };
    let exception = unless.flatten().map(|exception| Condition::Not(Box::new(exception)));
    let inherited = parent.and_then(|role| Some(parts.roles.get(role)?.as_ref()?.condition.clone()));
    let mut all: Vec<Condition> = inherited.into_iter().chain([when]).chain(exception).collect();
    let condition = match all.len() {
        1 => all.pop().unwrap_or(Condition::And(Vec::new())),
        _ => Condition::And(all),
    };
    if !costs.add_role(cx, index, &condition, parent, (&written.name.text, written.name.span)) {
        return;
    }
    if let Some(slot) = parts.roles.get_mut(index) {
        *slot = Some(Role {
            name: written.name.text.clone(),
            title: written.title.as_ref().map(|title| title.value.clone()),
            table,
            condition,
            used: false,
            span: written.span,
        });
    }
}

/// The table of a role, and the role it is built on.
fn base(cx: &mut Context, parts: &Parts, of: &tree::Name) -> Option<(usize, Option<usize>)> {
    match parts.names.common.get(&of.text) {
        Some((Entity::Table(table), _)) => {
            parts.scope(Stratum::Names).note(Use::Table(*table));
            Some((*table, None))
        }
        Some((Entity::Role(role), _)) => {
            parts.scope(Stratum::Names).note(Use::Role(*role));
            Some((parts.roles.get(*role)?.as_ref()?.table, Some(*role)))
        }
        Some((
            Entity::Field(_) | Entity::List(_) | Entity::Let(_) | Entity::Score(_) | Entity::Taxonomy(_),
            declared,
        )) => {
            cx.report(
                Diagnostic::new(
                    &names::UNKNOWN_TABLE,
                    of.span,
                    format!("`{}` is no table and no role", of.text),
                    "a role is a filter on a table",
                )
                .label(*declared, format!("`{}` is declared here", of.text)),
            );
            None
        }
        None => {
            if !parts.names.is_excused(&of.text) {
                let report = Diagnostic::new(
                    &names::UNKNOWN_TABLE,
                    of.span,
                    format!("there is no table or role `{}`", of.text),
                    "unknown table",
                );
                cx.report(closest_help(report, &of.text, of.span, tables(parts)));
            }
            None
        }
    }
}

/// The names of tables and roles, sorted.
pub(super) fn tables(parts: &Parts) -> Vec<&str> {
    let all = parts.names.common.iter();
    let rows = all.filter(|(_, (entity, _))| matches!(entity, Entity::Table(_) | Entity::Role(_)));
    let mut found: Vec<&str> = rows.map(|(name, _)| name.as_str()).collect();
    found.sort_unstable();
    found
}
