//! Expressions.

use super::{CompareOp, Duration, Level, Literal, Name, Path, Pattern, Range, Set, SetElement, Text};
use crate::text::Span;

/// An expression with its place.
#[derive(Debug, Clone)]
pub struct Expr {
    pub span: Span,
    pub kind: ExprKind,
}

#[derive(Debug, Clone)]
pub enum ExprKind {
    Implies(Box<Expr>, Box<Expr>),
    /// Two or more operands, never nested in themselves without parentheses.
    And(Vec<Expr>),
    Or(Vec<Expr>),
    Not(Box<Expr>),
    Compare {
        left: Box<Expr>,
        op: CompareOp,
        op_span: Span,
        right: Box<Expr>,
    },
    /// `x is known`, `x is not unknown`.
    IsKnown {
        subject: Box<Expr>,
        negated: bool,
        unknown: bool,
    },
    /// `segment is core`.
    IsLevel {
        subject: Box<Expr>,
        negated: bool,
        level: Level,
    },
    In {
        subject: Box<Expr>,
        negated: bool,
        set: Set,
    },
    Has {
        subject: Box<Expr>,
        negated: bool,
        mode: HasMode,
        set: HasSet,
    },
    TextTest {
        subject: Box<Expr>,
        negated: bool,
        op: TextOp,
        any: bool,
        texts: Vec<TextOperand>,
    },
    Matches {
        subject: Box<Expr>,
        negated: bool,
        any: bool,
        patterns: Vec<Pattern>,
    },
    Under {
        subject: Box<Expr>,
        negated: bool,
        any: bool,
        texts: Vec<TextOperand>,
    },
    Within {
        subject: Box<Expr>,
        negated: bool,
        next: bool,
        duration: Duration,
    },
    OlderThan {
        subject: Box<Expr>,
        duration: Duration,
    },
    Arithmetic {
        left: Box<Expr>,
        op: ArithmeticOp,
        op_span: Span,
        right: Box<Expr>,
    },
    /// `x otherwise 0`.
    Otherwise {
        value: Box<Expr>,
        fallback: Box<Expr>,
    },
    Call(Call),
    /// `count known [a, b]`.
    CountKnown {
        fields: Vec<Path>,
    },
    /// `excluded by RULE`, in `expect` and `that`.
    ExcludedBy(Name),
    Path(Path),
    Literal(Literal),
    Range(Range),
    Paren(Box<Expr>),
    /// A part that could not be read; already reported.
    Bad,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HasMode {
    One,
    Any,
    All,
}

/// The right side of `has`.
#[derive(Debug, Clone)]
pub enum HasSet {
    /// `has "x"`, `has 5`, `has name`.
    One(SetElement),
    /// `has any SET`, `has all SET`.
    Set(Set),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TextOp {
    Contains,
    ContainsWord,
    StartsWith,
    EndsWith,
}

/// A text, or the name of a list or let.
#[derive(Debug, Clone)]
pub enum TextOperand {
    Text(Text),
    Path(Path),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ArithmeticOp {
    Add,
    Subtract,
    Multiply,
    Divide,
}

/// `any(contacts where …)`, `count(tech in ours)`.
#[derive(Debug, Clone)]
pub struct Call {
    pub function: Function,
    /// The word and the parentheses.
    pub span: Span,
    pub path: Path,
    pub filter: Option<CallFilter>,
}

#[derive(Debug, Clone)]
pub enum CallFilter {
    In(Set),
    Where(Box<Expr>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Function {
    Any,
    None,
    Count,
    Sum,
    Min,
    Max,
    Latest,
}
