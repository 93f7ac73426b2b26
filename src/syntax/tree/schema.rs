//! The profile block, imports, fields and child tables.

use super::{Damaged, Date, Duration, ListLiteral, Name, Pattern, SetElement, Text};
use crate::text::Span;
use crate::types::Currency;

/// `profile NAME "Title" { version "1" … }`.
#[derive(Debug, Clone)]
pub struct Profile {
    pub span: Span,
    pub name: Name,
    pub title: Option<Text>,
    pub entries: Vec<ProfileEntry>,
}

/// One line of a profile block.
#[derive(Debug, Clone)]
pub enum ProfileEntry {
    Version(Text, Span),
    Owner(Text, Span),
    Objective(Text, Span),
    Updated(Date, Span),
    Review(Duration, Span),
}

/// `use "lists/industries.icp"` or `use std.hubspot`.
#[derive(Debug, Clone)]
pub struct Use {
    pub span: Span,
    pub target: UseTarget,
}

#[derive(Debug, Clone)]
pub enum UseTarget {
    /// A path relative to this file.
    File(Text),
    /// The words after `std.`, with the place of all of it.
    Pack(Vec<Name>, Span),
}

/// `account { … }`.
#[derive(Debug, Clone)]
pub struct Account {
    pub span: Span,
    pub fields: Vec<Field>,
    /// Fields that could not be read; each names the field it would have defined.
    pub damaged: Vec<Damaged>,
}

/// `table visits of account by account_id { … }`.
#[derive(Debug, Clone)]
pub struct Table {
    pub span: Span,
    pub name: Name,
    /// The field of the table that holds the account's key.
    pub by: Name,
    pub fields: Vec<Field>,
    /// Fields that could not be read; each names the field it would have defined.
    pub damaged: Vec<Damaged>,
}

/// `employees: whole range from "Number of Employees"`.
#[derive(Debug, Clone)]
pub struct Field {
    pub span: Span,
    pub name: Name,
    pub ty: Type,
    pub modifiers: Vec<Modifier>,
}

/// A type as written.
#[derive(Debug, Clone)]
pub struct Type {
    pub span: Span,
    pub kind: TypeKind,
}

#[derive(Debug, Clone)]
pub enum TypeKind {
    Text,
    /// `percent`, `percent of 1`, `percent of 100`.
    Percent {
        of: Option<u8>,
    },
    /// `boolean`, `boolean "Y" / "N"`.
    Boolean {
        words: Option<(Text, Text)>,
    },
    Date,
    Country,
    Number {
        range: bool,
    },
    Whole {
        range: bool,
    },
    Money {
        currency: Currency,
        range: bool,
    },
    /// `one of […]`, `one of […] ordered`.
    OneOf {
        values: ListLiteral,
        ordered: bool,
    },
    /// `list of T`.
    List(Box<Type>),
    /// A taxonomy.
    Named(Name),
}

/// A word after a field's type.
#[derive(Debug, Clone)]
pub struct Modifier {
    pub span: Span,
    pub kind: ModifierKind,
}

#[derive(Debug, Clone)]
pub enum ModifierKind {
    Key,
    From(Vec<Text>),
    Split(Text),
    Format(Text),
    Pattern(Pattern),
    BlankIsEmpty,
    UnknownWhen(Vec<SetElement>),
}
