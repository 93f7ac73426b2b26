//! In which order lists, lets and roles are checked: each after those it uses.
//!
//! In: the statements. Out: an order, and the circles.
//! Invariant: an item comes after all that it names, unless both stand in one circle.

use std::collections::HashSet;

use super::context::Parts;
use super::expansion::DEEPEST;
use super::mentions::Mentions;
use super::scope::Entity;
use super::statements::Statements;
use crate::diag::Diagnostic;
use crate::diag::codes::names;
use crate::syntax::tree::{self, ListSource};
use crate::text::{SourceId, Span, join_and};

/// How many members of a circle a report names besides the first.
const SHOWN: usize = 5;

/// A definition: which of the three, and its position among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Node {
    List(usize),
    Let(usize),
    Role(usize),
}

/// Which definition uses which.
pub(super) struct Graph {
    nodes: Vec<Node>,
    /// For each node those it uses, as positions in `nodes`.
    uses: Vec<Vec<usize>>,
}

impl Graph {
    /// Looks for the names in every definition.
    pub fn new(statements: &Statements, parts: &Parts) -> Graph {
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

    /// The definition at a position.
    pub fn node(&self, position: usize) -> Node {
        self.nodes.get(position).copied().unwrap_or(Node::List(usize::MAX))
    }

    /// Positions so that each comes after those it uses, without those in circles; and the circles.
    pub fn sorted(&self) -> (Vec<usize>, Vec<Vec<usize>>) {
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

    /// The report of a circle.
    pub fn circle(&self, statements: &Statements, circle: &[usize]) -> Diagnostic {
        let members: Vec<&tree::Name> =
            circle.iter().filter_map(|position| name_of(statements, self.node(*position))).collect();
        let first = members.first().map_or("", |name| name.text.as_str());
        let place = members.first().map_or(Span::new(SourceId(0), 0, 0), |name| name.span);
        let mut message = format!("`{first}` is defined by itself");
        if members.len() > 1 {
            let path = members.iter().skip(1).map(|name| format!("`{}`", name.text));
            let mut path: Vec<String> = path.take(SHOWN).collect();
            let more = members.len() - 1 - path.len();
            path.extend((more > 0).then(|| format!("{more} more")));
            message.push_str(&format!(", through {}", join_and(&path)));
        }
        let mut report = Diagnostic::new(&names::DEFINED_BY_ITSELF, place, message, "needs itself");
        for name in members.iter().skip(1).take(SHOWN) {
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
    // Longer chains are refused; a circle ends here too.
    for _ in 0..=DEEPEST {
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
