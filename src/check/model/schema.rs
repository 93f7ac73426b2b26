//! What an account looks like: fields, child tables, declared values, rates, named values.

use std::collections::BTreeSet;

use super::{Condition, Value};
use crate::text::Span;
use crate::types::{Currency, Day, Interval, IntervalSet, Number};

/// Everything that reading account data needs to know.
#[derive(Debug, Clone, Default)]
pub struct Schema {
    /// Account fields; conditions refer to them by index.
    pub fields: Vec<Field>,
    /// The index of the `key` field.
    pub key: usize,
    /// Child tables.
    pub tables: Vec<Table>,
    /// Enums, taxonomies and the country table, as used by fields.
    pub choices: Vec<ChoiceSet>,
    /// Currency rates, if declared.
    pub rates: Option<Rates>,
}

/// A child table.
#[derive(Debug, Clone)]
pub struct Table {
    /// The name.
    pub name: String,
    /// Its fields.
    pub fields: Vec<Field>,
    /// The index of the field that holds the account's key.
    pub by: usize,
    /// Whether anything reads it.
    pub used: bool,
    /// The declaration.
    pub span: Span,
}

/// A field of the account or of a child table.
#[derive(Debug, Clone)]
pub struct Field {
    /// The name.
    pub name: String,
    /// The type of a cell.
    pub ty: Type,
    /// Whether a cell may be a range of numbers.
    pub range: bool,
    /// Source columns, the first present wins; the field's own name if `from` was not given.
    pub columns: Vec<String>,
    /// How cells are written.
    pub format: CellFormat,
    /// Whether anything but `outcome` reads it (ruling 35a).
    pub used: bool,
    /// The declaration.
    pub span: Span,
}

/// The type of a value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Type {
    /// Text, compared after `norm`.
    Text,
    /// A decimal.
    Number,
    /// A non-negative integer (ruling 14).
    Whole,
    /// A ratio.
    Percent,
    /// An amount.
    Money(Currency),
    /// True or false.
    Boolean,
    /// A day.
    Day,
    /// One of the values of a [`ChoiceSet`], by its index in [`Schema::choices`].
    Choice(usize),
    /// A set of elements.
    List(Box<Type>),
    /// A number of days, from the difference of two dates.
    Days,
}

impl Type {
    /// The value set of the type, or of its elements where it is a list.
    #[must_use]
    pub fn choices(&self) -> Option<usize> {
        match self {
            Type::Choice(set) => Some(*set),
            Type::List(element) => element.choices(),
            Type::Text
            | Type::Number
            | Type::Whole
            | Type::Percent
            | Type::Money(_)
            | Type::Boolean
            | Type::Day
            | Type::Days => None,
        }
    }
}

/// How the cells of a field are written.
#[derive(Debug, Clone, Default)]
pub struct CellFormat {
    /// `percent of 1` or `percent of 100`.
    pub percent_of: Option<u8>,
    /// `boolean "Y" / "N"`: the words for true and false.
    pub boolean_words: Option<(String, String)>,
    /// `split ";"`.
    pub split: Option<String>,
    /// `format "%d/%m/%Y"`.
    pub date_format: Option<String>,
    /// `pattern /…/`: a portable regular expression.
    pub pattern: Option<String>,
    /// `blank is empty`.
    pub blank_is_empty: bool,
    /// Texts that mean unknown, after `norm`.
    pub unknown_texts: BTreeSet<String>,
    /// Numbers or days that mean unknown.
    pub unknown_values: Option<IntervalSet>,
}

/// Declared values of one field type.
#[derive(Debug, Clone)]
pub struct ChoiceSet {
    /// The taxonomy's name, `country`, or the field that declares an enum.
    pub name: String,
    /// What kind of set it is.
    pub kind: ChoiceKind,
    /// The values; a cell holds an index into this.
    pub values: Vec<Choice>,
}

/// Kinds of value sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChoiceKind {
    /// `one of […]`; order tests only where `ordered`.
    Enum {
        /// Whether the order of the values means something.
        ordered: bool,
    },
    /// The shipped country table; values are ISO 3166-1 alpha-2 codes.
    Country,
    /// A `taxonomy`; order tests only where `ordered`, and then no value stands under another.
    Taxonomy {
        /// Whether the order of the values means something.
        ordered: bool,
    },
}

/// One declared value.
#[derive(Debug, Clone)]
pub struct Choice {
    /// As declared.
    pub value: String,
    /// Other spellings that read as this value.
    pub aliases: Vec<String>,
    /// The parent in a taxonomy, by index.
    pub parent: Option<u32>,
}

/// `rates on DATE`.
#[derive(Debug, Clone)]
pub struct Rates {
    /// The date they were true on.
    pub on: Day,
    /// From, to, rate: one unit of `from` is `rate` of `to`.
    pub pairs: Vec<(Currency, Currency, Number)>,
    /// The declaration.
    pub span: Span,
}

/// A named list.
#[derive(Debug, Clone)]
pub struct NamedList {
    /// The name.
    pub name: String,
    /// Its values, in file order.
    pub elements: Vec<(ListElement, Span)>,
    /// The file the values come from, if not inline.
    pub file: Option<String>,
    /// Whether anything reads it.
    pub used: bool,
    /// The declaration.
    pub span: Span,
}

/// One value of a named list, before it is compared with a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListElement {
    /// A text, as written.
    Text(String),
    /// A number or range of numbers (millionths), with the currency or percent sign it carries.
    Numbers(Interval, ElementUnit),
    /// A day or range of days.
    Days(Interval),
    /// A boolean.
    Boolean(bool),
}

/// The unit a list element was written with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ElementUnit {
    /// None.
    Plain,
    /// `%`.
    Percent,
    /// A currency.
    Money(Currency),
    /// Days.
    Days,
}

/// A named condition, value or range.
#[derive(Debug, Clone)]
pub struct NamedLet {
    /// The name.
    pub name: String,
    /// What it stands for.
    pub value: LetValue,
    /// Whether anything reads it.
    pub used: bool,
    /// The declaration.
    pub span: Span,
}

/// What a `let` stands for.
#[derive(Debug, Clone)]
pub enum LetValue {
    /// A condition.
    Condition(Condition),
    /// A value of a type.
    Value(Value, Type),
    /// A range or one constant, with the unit it was written with; typed where it is used.
    Constant(ListElement),
}

/// A named filter on a child table or another role.
#[derive(Debug, Clone)]
pub struct Role {
    /// The name.
    pub name: String,
    /// The title, if given.
    pub title: Option<String>,
    /// The table whose rows it filters, by index.
    pub table: usize,
    /// The condition on a row, that of a parent role included.
    pub condition: Condition,
    /// Whether anything reads it.
    pub used: bool,
    /// The declaration.
    pub span: Span,
}
