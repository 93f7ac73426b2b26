//! Which names an expression mentions: the order in which lists, lets and roles are checked follows from it.
//!
//! Invariant: a name that a `where` finds among the fields of its row is not mentioned.

use std::collections::HashSet;

use super::model::Schema;
use crate::syntax::tree::{self, CallFilter, Expr, ExprKind, HasSet, Path, Set, SetElement, TextOperand};

/// Collects names with the tables whose rows hide them.
pub(super) struct Mentions<'s, F: Fn(&str) -> Option<usize>> {
    /// The tables.
    pub schema: &'s Schema,
    /// The table, by index, that a table's or role's name stands for.
    pub table_of: F,
    /// What was found, in order of mention, each once.
    pub names: Vec<String>,
    seen: HashSet<String>,
    row: Option<usize>,
}

impl<'s, F: Fn(&str) -> Option<usize>> Mentions<'s, F> {
    /// Nothing mentioned yet, no row in sight.
    pub fn new(schema: &'s Schema, table_of: F) -> Mentions<'s, F> {
        Mentions { schema, table_of, names: Vec::new(), seen: HashSet::new(), row: None }
    }

    /// From here on the rows of a table are in sight.
    pub fn in_row(self, row: Option<usize>) -> Mentions<'s, F> {
        Mentions { row, ..self }
    }

    /// Notes a name.
    pub fn name(&mut self, name: &str) {
        let hidden = self
            .row
            .and_then(|row| self.schema.tables.get(row))
            .is_some_and(|table| table.fields.iter().any(|field| field.name == name));
        if !hidden && self.seen.insert(name.to_owned()) {
            self.names.push(name.to_owned());
        }
    }

    fn path(&mut self, path: &Path) {
        self.name(&path.first.text);
    }

    /// Notes the names in a list.
    pub fn elements(&mut self, elements: &[SetElement]) {
        for element in elements {
            self.element(element);
        }
    }

    fn element(&mut self, element: &SetElement) {
        match element {
            SetElement::Path(path) => self.path(path),
            SetElement::Text(_) | SetElement::Range(_) | SetElement::Bound(_) | SetElement::Boolean(..) => {}
        }
    }

    fn set(&mut self, set: &Set) {
        match set {
            Set::List(list) => self.elements(&list.elements),
            Set::Range(_) => {}
            Set::Path(path) => self.path(path),
        }
    }

    fn texts(&mut self, texts: &[TextOperand]) {
        for text in texts {
            match text {
                TextOperand::Text(_) => {}
                TextOperand::Path(path) => self.path(path),
            }
        }
    }

    fn call(&mut self, call: &tree::Call) {
        self.path(&call.path);
        match &call.filter {
            None => {}
            Some(CallFilter::In(set)) => self.set(set),
            Some(CallFilter::Where(filter)) => {
                let outer = self.row;
                self.row = (self.table_of)(&call.path.first.text).or(outer);
                self.expr(filter);
                self.row = outer;
            }
        }
    }

    /// Notes the names in an expression.
    pub fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Implies(left, right) => {
                self.expr(left);
                self.expr(right);
            }
            ExprKind::And(parts) | ExprKind::Or(parts) => {
                for part in parts {
                    self.expr(part);
                }
            }
            ExprKind::Not(inner) | ExprKind::Paren(inner) => self.expr(inner),
            ExprKind::Compare { left, right, .. } | ExprKind::Arithmetic { left, right, .. } => {
                self.expr(left);
                self.expr(right);
            }
            ExprKind::Otherwise { value, fallback } => {
                self.expr(value);
                self.expr(fallback);
            }
            ExprKind::IsKnown { subject, .. }
            | ExprKind::IsLevel { subject, .. }
            | ExprKind::Matches { subject, .. }
            | ExprKind::Within { subject, .. }
            | ExprKind::OlderThan { subject, .. } => self.expr(subject),
            ExprKind::In { subject, set, .. } => {
                self.expr(subject);
                self.set(set);
            }
            ExprKind::Has { subject, set, .. } => {
                self.expr(subject);
                match set {
                    HasSet::One(element) => self.element(element),
                    HasSet::Set(set) => self.set(set),
                }
            }
            ExprKind::TextTest { subject, texts, .. } | ExprKind::Under { subject, texts, .. } => {
                self.expr(subject);
                self.texts(texts);
            }
            ExprKind::Call(call) => self.call(call),
            ExprKind::CountKnown { fields } => {
                for field in fields {
                    self.path(field);
                }
            }
            ExprKind::Path(path) => self.path(path),
            ExprKind::ExcludedBy(_) | ExprKind::Literal(_) | ExprKind::Range(_) | ExprKind::Bad => {}
        }
    }
}
