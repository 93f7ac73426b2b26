//! Lists, lets and roles, each after those it uses.
//!
//! In: the statements and the names. Out: the filled [`Parts`].
//! Invariant: a definition that is wrong, or part of a circle, is tainted; those that use it give no report.

use std::collections::HashSet;

use super::choices::empty_file;
use super::clauses::{self, Statement};
use super::context::{Context, Parts};
use super::expression;
use super::loader::Loader;
use super::mentions::Mentions;
use super::model::{Condition, ListElement, NamedLet, NamedList, Role};
use super::scope::{Entity, Stratum, Use};
use super::statements::Statements;
use super::table_file;
use super::words::closest_help;
use crate::diag::Diagnostic;
use crate::diag::codes::{names, rules};
use crate::syntax::tree::{self, FileColumn, ListSource};
use crate::text::{Span, join_and};

/// A definition: which of the three, and its position among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Node {
    List(usize),
    Let(usize),
    Role(usize),
}

/// Checks all definitions.
pub(super) fn definitions(cx: &mut Context, statements: &Statements, parts: &mut Parts, loader: &dyn Loader) {
    parts.lists = statements.lists.iter().map(|list| empty_list(list)).collect();
    parts.lets = statements.lets.iter().map(|_| None).collect();
    parts.roles = statements.roles.iter().map(|_| None).collect();
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
            Node::Let(index) => named_let(cx, statements, parts, index),
            Node::Role(index) => role(cx, statements, parts, index),
        }
    }
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

fn named_let(cx: &mut Context, statements: &Statements, parts: &mut Parts, index: usize) {
    let Some(written) = statements.lets.get(index) else { return };
    let value = expression::let_value(&parts.scope(Stratum::Names), &mut cx.sink, &written.value);
    if let (Some(value), Some(slot)) = (value, parts.lets.get_mut(index)) {
        *slot = Some(NamedLet { name: written.name.text.clone(), value, used: false, span: written.span });
    }
}

fn role(cx: &mut Context, statements: &Statements, parts: &mut Parts, index: usize) {
    let Some(written) = statements.roles.get(index) else { return };
    let name = format!("role `{}`", written.name.text);
    let clauses = clauses::read(cx, Statement::Role, &name, &written.clauses);
    let base = base(cx, parts, &written.of);
    if clauses.when.is_none() && !clauses.faulty && !cx.is_damaged(written.span) {
        let example = format!("role {} of {} when …", written.name.text, written.of.text);
        cx.report(clauses::missing_condition(&name, written.name.span, "when", &example));
    }
    let Some((table, inherited)) = base else { return };
    let scope = parts.row_scope(Stratum::Names, table);
    let when = clauses.when.map(|when| expression::condition(&scope, &mut cx.sink, when));
    let unless = clauses.unless.map(|unless| expression::condition(&scope, &mut cx.sink, unless));
    let (Some(Some(when)), None | Some(Some(_))) = (when, &unless) else { return };
    let exception = unless.flatten().map(|exception| Condition::Not(Box::new(exception)));
    let mut all: Vec<Condition> = inherited.into_iter().chain([when]).chain(exception).collect();
    let condition = match all.len() {
        1 => all.pop().unwrap_or(Condition::And(Vec::new())),
        _ => Condition::And(all),
    };
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

/// The table of a role, and the condition of the role it is built on.
fn base(cx: &mut Context, parts: &Parts, of: &tree::Name) -> Option<(usize, Option<Condition>)> {
    match parts.names.common.get(&of.text) {
        Some((Entity::Table(table), _)) => {
            parts.scope(Stratum::Names).note(Use::Table(*table));
            Some((*table, None))
        }
        Some((Entity::Role(role), _)) => {
            parts.scope(Stratum::Names).note(Use::Role(*role));
            let role = parts.roles.get(*role)?.as_ref()?;
            Some((role.table, Some(role.condition.clone())))
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

/// Which definition uses which.
struct Graph {
    nodes: Vec<Node>,
    /// For each node those it uses, as positions in `nodes`.
    uses: Vec<Vec<usize>>,
}

impl Graph {
    fn new(statements: &Statements, parts: &Parts) -> Graph {
        let lists = statements.lists.len();
        let lets = statements.lets.len();
        let position = |name: &str| match parts.names.common.get(name)?.0 {
            Entity::List(index) => Some(index),
            Entity::Let(index) => Some(lists + index),
            Entity::Role(index) => Some(lists + lets + index),
            Entity::Field(_) | Entity::Table(_) | Entity::Score(_) | Entity::Taxonomy(_) => None,
        };
        let table_of = |name: &str| table_of(statements, parts, name);
        let mut graph = Graph { nodes: Vec::new(), uses: Vec::new() };
        let mut add = |node: Node, names: Vec<String>| {
            graph.nodes.push(node);
            graph.uses.push(names.iter().filter_map(|name| position(name)).collect());
        };
        for (index, list) in statements.lists.iter().enumerate() {
            let mut found = Mentions::new(&parts.schema, table_of);
            if let ListSource::Literal(literal) = &list.source {
                found.elements(&literal.elements);
            }
            add(Node::List(index), found.names);
        }
        for (index, named) in statements.lets.iter().enumerate() {
            let mut found = Mentions::new(&parts.schema, table_of);
            found.expr(&named.value);
            add(Node::Let(index), found.names);
        }
        for (index, role) in statements.roles.iter().enumerate() {
            let mut found = Mentions::new(&parts.schema, table_of);
            found.name(&role.of.text);
            let mut found = found.in_row(table_of(&role.of.text));
            for clause in &role.clauses {
                if let tree::ClauseKind::When(condition) | tree::ClauseKind::Unless(condition) = &clause.kind
                {
                    found.expr(condition);
                }
            }
            add(Node::Role(index), found.names);
        }
        graph
    }

    fn node(&self, position: usize) -> Node {
        self.nodes.get(position).copied().unwrap_or(Node::List(usize::MAX))
    }

    /// Positions so that each comes after those it uses, without those in circles; and the circles.
    fn sorted(&self) -> (Vec<usize>, Vec<Vec<usize>>) {
        #[derive(Clone, Copy, PartialEq, Eq)]
        enum Mark {
            New,
            Open,
            Done,
        }
        let mut marks = vec![Mark::New; self.nodes.len()];
        let mut order = Vec::new();
        let mut circles: Vec<Vec<usize>> = Vec::new();
        let mut in_circle: HashSet<usize> = HashSet::new();
        for start in 0..self.nodes.len() {
            if marks.get(start) != Some(&Mark::New) {
                continue;
            }
            // The path from `start`, each with the next of its uses to follow.
            let mut path: Vec<(usize, usize)> = vec![(start, 0)];
            if let Some(mark) = marks.get_mut(start) {
                *mark = Mark::Open;
            }
            while let Some((node, next)) = path.last_mut() {
                let follow = self.uses.get(*node).and_then(|uses| uses.get(*next)).copied();
                *next += 1;
                match follow {
                    None => {
                        if let Some(mark) = marks.get_mut(*node) {
                            *mark = Mark::Done;
                        }
                        order.push(*node);
                        path.pop();
                    }
                    Some(other) => match marks.get_mut(other) {
                        Some(mark @ Mark::New) => {
                            *mark = Mark::Open;
                            path.push((other, 0));
                        }
                        Some(Mark::Open) => {
                            let from = path.iter().position(|(node, _)| *node == other).unwrap_or(0);
                            let circle: Vec<usize> = path.iter().skip(from).map(|(node, _)| *node).collect();
                            // One report for circles that share a member.
                            if !circle.iter().any(|node| in_circle.contains(node)) {
                                in_circle.extend(&circle);
                                circles.push(circle);
                            }
                        }
                        Some(Mark::Done) | None => {}
                    },
                }
            }
        }
        order.retain(|node| !in_circle.contains(node));
        (order, circles)
    }

    fn circle(&self, statements: &Statements, circle: &[usize]) -> Diagnostic {
        let members: Vec<&tree::Name> =
            circle.iter().filter_map(|position| name_of(statements, self.node(*position))).collect();
        let first = members.first().map_or("", |name| name.text.as_str());
        let place = members.first().map_or(Span::new(crate::text::SourceId(0), 0, 0), |name| name.span);
        let mut message = format!("`{first}` is defined by itself");
        if members.len() > 1 {
            let path: Vec<String> = members.iter().skip(1).map(|name| format!("`{}`", name.text)).collect();
            message.push_str(&format!(", through {}", join_and(&path)));
        }
        let mut report = Diagnostic::new(&names::DEFINED_BY_ITSELF, place, message, "needs itself");
        for name in members.iter().skip(1) {
            report = report.label(name.span, "part of the circle");
        }
        report.help("one of them must not use the others")
    }
}

fn name_of<'a>(statements: &Statements<'a>, node: Node) -> Option<&'a tree::Name> {
    match node {
        Node::List(index) => Some(&statements.lists.get(index)?.name),
        Node::Let(index) => Some(&statements.lets.get(index)?.name),
        Node::Role(index) => Some(&statements.roles.get(index)?.name),
    }
}

/// The table that a table's or role's name stands for.
fn table_of(statements: &Statements, parts: &Parts, name: &str) -> Option<usize> {
    let mut name = name;
    // No chain of roles is longer than there are roles; a circle ends here too.
    for _ in 0..=statements.roles.len() {
        match parts.names.common.get(name)?.0 {
            Entity::Table(table) => return Some(table),
            Entity::Role(role) => name = &statements.roles.get(role)?.of.text,
            Entity::Field(_) | Entity::List(_) | Entity::Let(_) | Entity::Score(_) | Entity::Taxonomy(_) => {
                return None;
            }
        }
    }
    None
}
