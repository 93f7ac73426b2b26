//! Tests and their records.

use super::{CompareOp, Damaged, Date, Expr, ListLiteral, Literal, Name, Path, Range, SetElement, Text};
use crate::text::Span;

/// `test "title" { … }`.
#[derive(Debug, Clone)]
pub struct Test {
    pub span: Span,
    pub title: Text,
    pub entries: Vec<TestEntry>,
}

#[derive(Debug, Clone)]
pub enum TestEntry {
    Today(Date, Span),
    GivenAccount(Record),
    GivenRows { table: Name, rows: Vec<Record>, span: Span },
    Expect(Expr, Span),
    Damaged(Damaged),
}

/// `{ industry: "SaaS", employees: 120 }`.
#[derive(Debug, Clone)]
pub struct Record {
    pub span: Span,
    pub entries: Vec<RecordEntry>,
}

#[derive(Debug, Clone)]
pub struct RecordEntry {
    pub span: Span,
    pub name: Name,
    pub value: RecordValue,
}

#[derive(Debug, Clone)]
pub enum RecordValue {
    Unknown(Span),
    List(ListLiteral),
    Range(Range),
    /// `>= 10_001`: a range that is open on one side.
    Compare(CompareOp, SetElement, Span),
    Literal(Literal),
    Path(Path),
}
