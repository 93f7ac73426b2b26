//! From expressions of the tree to typed conditions and values.
//!
//! In: a tree expression and the [`Scope`] it stands in. Out: model conditions and values, or reports.
//! Invariant: `None` means that an error was reported here, or that the cause was reported before (a tainted name).

mod aggregate;
mod arithmetic;
mod arms;
mod bands;
mod compare;
mod condition;
mod coverage;
mod date;
mod earns;
mod list;
mod literal;
mod misfit;
mod name;
mod normal_form;
mod operand;
mod otherwise;
mod outcome;
mod record;
mod set;
mod text;
mod typing;
mod unknown;
mod wanted;
mod words;

pub use self::unknown::closest_names;

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use self::operand::{Operand, Typed};
use super::model::{
    Condition, Earns, Fade, Field, LetValue, ListElement, Schema, ScoredRuleKind, Type, Value,
};
use super::scope::{Scope, Stratum};
use crate::diag::codes::{syntax, types as codes};
use crate::diag::{Diagnostic, Sink};
use crate::syntax::tree;
use crate::text::Span;
use crate::types::{Cell, IntervalSet};

/// How deep conditions may nest. The parser stops earlier on written parentheses.
const DEEPEST: usize = 200;

/// A condition, as it stands after `when`, `unless`, `that` and `expect`.
pub fn condition(scope: &Scope, sink: &mut Sink, expr: &tree::Expr) -> Option<Condition> {
    Checker::new(scope, sink).condition(expr)
}

/// A value with its type, as it stands after `closed` and `value` of an outcome.
pub fn value(scope: &Scope, sink: &mut Sink, expr: &tree::Expr) -> Option<(Value, Type)> {
    let mut checker = Checker::new(scope, sink);
    let typed = checker.value(expr, &wanted::Wanted::Any)?;
    checker.not_a_quotient(&typed)?;
    Some((typed.value, typed.ty))
}

/// What a `let` stands for: a condition, a value, or a range or constant that is typed where it is used.
pub fn let_value(scope: &Scope, sink: &mut Sink, expr: &tree::Expr) -> Option<LetValue> {
    let mut checker = Checker::new(scope, sink);
    match checker.operand(expr, &wanted::Wanted::Any)? {
        Operand::Value(typed) => Some(LetValue::Value(typed.value, typed.ty)),
        Operand::Fixed(fixed) => Some(LetValue::Constant(fixed.element)),
        Operand::Condition(condition, _) => Some(LetValue::Condition(condition)),
    }
}

/// What a weight or signal earns.
pub fn earns(scope: &Scope, sink: &mut Sink, kind: ScoredRuleKind, earns: &tree::Earns) -> Option<Earns> {
    Checker::new(scope, sink).earns(kind, earns)
}

/// `fading over D since DATE` or `halving every D since DATE` (ruling 19). After `per TABLE` the scope has the
/// table's row in sight.
pub fn fade(
    scope: &Scope,
    sink: &mut Sink,
    halving: bool,
    over: &tree::Duration,
    since: &tree::Expr,
) -> Option<Fade> {
    Checker::new(scope, sink).fade(halving, over, since)
}

/// The cell that a test gives to a field, read as a cell of a table would be: normalized, and unknown where
/// `unknown when` says so.
pub fn record_cell(scope: &Scope, sink: &mut Sink, field: &Field, given: &tree::RecordValue) -> Option<Cell> {
    Checker::new(scope, sink).record_cell(field, given)
}

/// The texts and the values that `unknown when` names for a field (ruling 59).
pub fn unknown_when(
    scope: &Scope,
    sink: &mut Sink,
    field: &Field,
    elements: &[tree::SetElement],
) -> Option<(BTreeSet<String>, Option<IntervalSet>)> {
    Checker::new(scope, sink).unknown_when(field, elements)
}

/// The values of a list literal before they are compared with a field; the names of lists and lets in it are
/// replaced by what they hold. An empty list is an error.
pub fn list_elements(
    scope: &Scope,
    sink: &mut Sink,
    list: &tree::ListLiteral,
) -> Option<Vec<(ListElement, Span)>> {
    let elements = Checker::new(scope, sink).list_elements(list)?;
    Some(elements.into_iter().map(|fixed| (fixed.element, fixed.span)).collect())
}

/// One pass over one expression.
struct Checker<'c, 's> {
    scope: Scope<'s>,
    sink: &'c mut Sink,
    depth: usize,
    /// Declared values by their `norm`, for the value sets met so far.
    lookups: RefCell<HashMap<usize, Rc<HashMap<String, u32>>>>,
}

impl<'c, 's> Checker<'c, 's> {
    fn new(scope: &Scope<'s>, sink: &'c mut Sink) -> Checker<'c, 's> {
        Checker { scope: scope.at(scope.row), sink, depth: 0, lookups: RefCell::default() }
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.sink.push(diagnostic);
    }

    /// Reports, and gives the `None` of a part that has no meaning.
    fn fail<T>(&mut self, diagnostic: Diagnostic) -> Option<T> {
        self.sink.push(diagnostic);
        None
    }

    fn schema(&self) -> &'s Schema {
        self.scope.schema
    }

    /// Runs `check` one level deeper; too deep is an error, so that no input exhausts the stack.
    fn deeper<T>(&mut self, span: Span, check: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        if self.depth >= DEEPEST {
            return self.fail(
                Diagnostic::new(&syntax::NESTED_TOO_DEEP, span, "a condition is nested too deeply", "")
                    .help("name parts of it with `let`"),
            );
        }
        self.depth += 1;
        let result = check(self);
        self.depth -= 1;
        result
    }

    /// Runs `check` with the row of a table in sight (ruling 32).
    fn in_row<T>(&mut self, table: usize, check: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let outer = self.scope.row.replace(table);
        let result = check(self);
        self.scope.row = outer;
        result
    }

    /// Whether results may be named here: in guarantees and tests.
    fn sees_results(&self) -> bool {
        self.scope.stratum == Stratum::Results
    }

    fn not_a_quotient(&mut self, typed: &Typed) -> Option<()> {
        if !self.is_quotient(&typed.value) {
            return Some(());
        }
        self.fail(
            Diagnostic::new(
                &codes::QUOTIENT_NOT_COMPARED,
                typed.span,
                "a quotient can only be compared with a number",
                "this quotient has no exact decimal value",
            )
            .help("compare it: `x / y >= 75%`, or give points `by x / y { … }`"),
        )
    }
}
