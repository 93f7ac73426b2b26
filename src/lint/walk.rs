//! A walk over the tree of a file: every expression, list and record of a statement, outermost first.
//!
//! In: a part of the tree. Out: a visit to each expression in it.
//! Invariant: in the order of the file.

use crate::syntax::tree::{
    ArmLeft, BandLeft, CallFilter, Clause, ClauseKind, Earns, Expr, ExprKind, HasSet, Item, ListLiteral,
    ListSource, Path, Record, RecordValue, ScoreEntry, Set, SetElement, TestEntry, TextOperand, Weight,
};

/// Something on the way.
#[derive(Debug, Clone, Copy)]
pub enum Node<'t> {
    /// An expression.
    Expr(&'t Expr),
    /// A list in square brackets, but not the values of a type.
    List(&'t ListLiteral),
    /// A name with what follows its dots, wherever it stands.
    Path(&'t Path),
}

/// What is told of every node.
type Visit<'v, 't> = &'v mut dyn FnMut(Node<'t>);

/// Walks a statement.
pub fn item<'t>(item: &'t Item, visit: Visit<'_, 't>) {
    match item {
        Item::List(named) => match &named.source {
            ListSource::Literal(literal) => list(literal, visit),
            ListSource::File(_) => {}
        },
        Item::Let(named) => expr(&named.value, visit),
        Item::Role(role) => clauses(&role.clauses, visit),
        Item::Market(rule) | Item::Exclude(rule) | Item::Require(rule) | Item::Guarantee(rule) => {
            clauses(&rule.clauses, visit);
        }
        Item::Score(score) => entries(&score.entries, visit),
        Item::Tier(tier) => clauses(&tier.clauses, visit),
        Item::Segment(segment) => clauses(&segment.clauses, visit),
        Item::Override(over) => clauses(&over.clauses, visit),
        Item::Outcome(outcome) => outcome.entries.iter().for_each(|entry| expr(&entry.value, visit)),
        Item::Test(test) => test.entries.iter().for_each(|entry| match entry {
            TestEntry::GivenAccount(given) => record(given, visit),
            TestEntry::GivenRows { rows, .. } => rows.iter().for_each(|row| record(row, visit)),
            TestEntry::Expect(expected, _) => expr(expected, visit),
            TestEntry::Today(..) | TestEntry::Damaged(_) => {}
        }),
        Item::Profile(_)
        | Item::Use(_)
        | Item::Account(_)
        | Item::Table(_)
        | Item::Taxonomy(_)
        | Item::Rates(_)
        | Item::Damaged(_) => {}
    }
}

/// Walks what a weight or signal says.
pub fn weight<'t>(weight: &'t Weight, visit: Visit<'_, 't>) {
    match &weight.earns {
        Earns::Flat(_) => {}
        Earns::Per { of, filter, .. } => {
            expr(of, visit);
            filter.iter().for_each(|filter| expr(filter, visit));
        }
        Earns::Bands { value, arms, .. } => {
            expr(value, visit);
            for arm in arms {
                match &arm.left {
                    BandLeft::Compare(_, bound) => element(bound, visit),
                    BandLeft::Values(values) => values.iter().for_each(|value| element(value, visit)),
                    BandLeft::Unknown(_) | BandLeft::Otherwise(_) => {}
                }
            }
        }
        Earns::Arms { arms, .. } => arms.iter().for_each(|arm| match &arm.left {
            ArmLeft::When(condition) => expr(condition, visit),
            ArmLeft::Unknown(_) | ArmLeft::Otherwise(_) => {}
        }),
        Earns::Scale { value, .. } => expr(value, visit),
    }
    clauses(&weight.clauses, visit);
}

fn entries<'t>(entries_of: &'t [ScoreEntry], visit: Visit<'_, 't>) {
    for entry in entries_of {
        match entry {
            ScoreEntry::Group(group) => entries(&group.entries, visit),
            ScoreEntry::Weight(scored) | ScoreEntry::Signal(scored) => weight(scored, visit),
            ScoreEntry::Clause(_) | ScoreEntry::Damaged(_) => {}
        }
    }
}

fn clauses<'t>(clauses: &'t [Clause], visit: Visit<'_, 't>) {
    for clause in clauses {
        match &clause.kind {
            ClauseKind::When(condition) | ClauseKind::Unless(condition) | ClauseKind::That(condition) => {
                expr(condition, visit);
            }
            ClauseKind::Fading { since, .. } => expr(since, visit),
            ClauseKind::Emit(emitted) => record(emitted, visit),
            ClauseKind::Because(_)
            | ClauseKind::Evidence(..)
            | ClauseKind::Assumption(..)
            | ClauseKind::Owner(_)
            | ClauseKind::Active(_)
            | ClauseKind::IfUnknown(_)
            | ClauseKind::Until(_) => {}
        }
    }
}

fn record<'t>(record: &'t Record, visit: Visit<'_, 't>) {
    for entry in &record.entries {
        match &entry.value {
            RecordValue::List(literal) => list(literal, visit),
            RecordValue::Path(path) => visit(Node::Path(path)),
            RecordValue::Unknown(_)
            | RecordValue::Range(_)
            | RecordValue::Compare(..)
            | RecordValue::Literal(_) => {}
        }
    }
}

/// Walks an expression.
pub fn expr<'t>(node: &'t Expr, visit: Visit<'_, 't>) {
    visit(Node::Expr(node));
    match &node.kind {
        ExprKind::And(operands) | ExprKind::Or(operands) => {
            operands.iter().for_each(|operand| expr(operand, visit));
        }
        ExprKind::Implies(left, right)
        | ExprKind::Compare { left, right, .. }
        | ExprKind::Arithmetic { left, right, .. }
        | ExprKind::Otherwise { value: left, fallback: right } => {
            expr(left, visit);
            expr(right, visit);
        }
        ExprKind::Not(inner)
        | ExprKind::Paren(inner)
        | ExprKind::IsKnown { subject: inner, .. }
        | ExprKind::IsLevel { subject: inner, .. }
        | ExprKind::Matches { subject: inner, .. }
        | ExprKind::Within { subject: inner, .. }
        | ExprKind::OlderThan { subject: inner, .. } => expr(inner, visit),
        ExprKind::In { subject, set: values, .. } => {
            expr(subject, visit);
            set(values, visit);
        }
        ExprKind::Has { subject, set: values, .. } => {
            expr(subject, visit);
            match values {
                HasSet::One(value) => element(value, visit),
                HasSet::Set(values) => set(values, visit),
            }
        }
        ExprKind::TextTest { subject, texts, .. } | ExprKind::Under { subject, texts, .. } => {
            expr(subject, visit);
            for text in texts {
                match text {
                    TextOperand::Path(path) => visit(Node::Path(path)),
                    TextOperand::Text(_) => {}
                }
            }
        }
        ExprKind::Call(call) => {
            visit(Node::Path(&call.path));
            match &call.filter {
                Some(CallFilter::In(values)) => set(values, visit),
                Some(CallFilter::Where(filter)) => expr(filter, visit),
                None => {}
            }
        }
        ExprKind::CountKnown { fields } => fields.iter().for_each(|path| visit(Node::Path(path))),
        ExprKind::Path(path) => visit(Node::Path(path)),
        ExprKind::ExcludedBy(_) | ExprKind::Literal(_) | ExprKind::Range(_) | ExprKind::Bad => {}
    }
}

fn set<'t>(values: &'t Set, visit: Visit<'_, 't>) {
    match values {
        Set::List(literal) => list(literal, visit),
        Set::Path(path) => visit(Node::Path(path)),
        Set::Range(_) => {}
    }
}

fn list<'t>(literal: &'t ListLiteral, visit: Visit<'_, 't>) {
    visit(Node::List(literal));
    literal.elements.iter().for_each(|value| element(value, visit));
}

fn element<'t>(value: &'t SetElement, visit: Visit<'_, 't>) {
    match value {
        SetElement::Path(path) => visit(Node::Path(path)),
        SetElement::Text(_) | SetElement::Range(_) | SetElement::Bound(_) | SetElement::Boolean(..) => {}
    }
}
