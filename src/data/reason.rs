//! Why a cell or a row does not fit: the closed list behind every finding.
//!
//! In: nothing but the reason itself. Out: its name in results and its sentence.
//! Invariant: a name never changes its meaning.

use std::fmt;

use crate::types::Currency;

/// What is wrong with a cell, or with the key of a row. Where nothing else is said the cell is unknown to the rules.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Reason {
    /// No number can be seen in it.
    NotANumber,
    /// A number with text beside it that could mean anything.
    TextBesideNumber,
    /// "About" that number.
    Approximate,
    /// A point or comma that may group thousands or begin the decimals.
    UnclearSeparator,
    /// A magnitude of 10^15 or more, or no number at all (NaN, infinity).
    TooLarge,
    /// More than six decimals; the rounded value is used.
    Rounded,
    /// Decimals in a `whole` field.
    Fraction,
    /// A negative number in a `whole` field.
    Negative,
    /// A range in a field that is not declared `range`.
    UndeclaredRange,
    /// A range whose low end lies above its high end, or that holds no value.
    EmptyRange,
    /// A form that may be a range or one number.
    UnclearRange,
    /// What a spreadsheet makes of `11-50`: a date.
    SpreadsheetDate,
    /// An error value of a spreadsheet: `#REF!`.
    SpreadsheetError,
    /// A bare number in a `percent` field that does not say `of 1` or `of 100`.
    BarePercent,
    /// A percent sign where the field holds amounts.
    UnexpectedPercent,
    /// A currency where the field holds plain numbers.
    UnexpectedCurrency,
    /// `rates` has no rate for it.
    NoRate {
        /// The currency of the cell.
        from: Currency,
        /// The currency of the field.
        to: Currency,
    },
    /// A sign or word that several currencies share, none of them the field's; or two that disagree.
    UnclearCurrency,
    /// A word for a thousand or a million that means different numbers in different places: `mil`, `T`.
    UnclearScale,
    /// Neither of the two words of a boolean.
    NotABoolean,
    /// No date can be seen in it.
    NotADate,
    /// A month or a year, but no day.
    IncompleteDate,
    /// Day and month, or the century, can be read in two ways.
    UnclearDate,
    /// A day that the calendar does not have.
    NoSuchDay,
    /// Not written as `format` says.
    OtherDateFormat,
    /// A time zone by name; only offsets and UTC are read.
    ZoneName,
    /// None of the declared values or their aliases.
    UndeclaredValue,
    /// No country of the shipped table.
    UnknownCountry,
    /// A name of several countries, by alpha-2 code.
    AmbiguousCountry(&'static [&'static str]),
    /// A separator in a list field that declares no `split`.
    UndeclaredSplit,
    /// `pattern` finds nothing in it.
    PatternNotFound,
    /// A record or a list where one value is expected.
    Nested,
    /// Bytes that are not in the encoding of the file.
    Undecodable,
    /// A text that is not in normal form C: it may look like another and differ from it. It is used as it is.
    NotNormalForm,
    /// A key that a spreadsheet turned into a rounded number (`9.12E+09`). It is used as it is.
    DamagedKey,
    /// An account without a key: its child tables are unknown.
    BlankKey,
    /// A key that an earlier account has. Each row is scored on its own.
    DuplicateKey,
    /// A child row whose key no account has. The row is ignored.
    OrphanRow,
    /// A child row without a key. The row is ignored.
    BlankForeignKey,
}

impl Reason {
    /// A short name that stays the same, for summaries and the findings file.
    #[must_use]
    pub fn slug(&self) -> &'static str {
        match self {
            Reason::NotANumber => "not-a-number",
            Reason::TextBesideNumber => "text-beside-number",
            Reason::Approximate => "approximate",
            Reason::UnclearSeparator => "unclear-separator",
            Reason::TooLarge => "too-large",
            Reason::Rounded => "rounded",
            Reason::Fraction => "fraction",
            Reason::Negative => "negative",
            Reason::UndeclaredRange => "undeclared-range",
            Reason::EmptyRange => "empty-range",
            Reason::UnclearRange => "unclear-range",
            Reason::SpreadsheetDate => "spreadsheet-date",
            Reason::SpreadsheetError => "spreadsheet-error",
            Reason::BarePercent => "bare-percent",
            Reason::UnexpectedPercent => "unexpected-percent",
            Reason::UnexpectedCurrency => "unexpected-currency",
            Reason::NoRate { .. } => "no-rate",
            Reason::UnclearCurrency => "unclear-currency",
            Reason::UnclearScale => "unclear-scale",
            Reason::NotABoolean => "not-a-boolean",
            Reason::NotADate => "not-a-date",
            Reason::IncompleteDate => "incomplete-date",
            Reason::UnclearDate => "unclear-date",
            Reason::NoSuchDay => "no-such-day",
            Reason::OtherDateFormat => "other-date-format",
            Reason::ZoneName => "zone-name",
            Reason::UndeclaredValue => "undeclared-value",
            Reason::UnknownCountry => "unknown-country",
            Reason::AmbiguousCountry(_) => "ambiguous-country",
            Reason::UndeclaredSplit => "undeclared-split",
            Reason::PatternNotFound => "pattern-not-found",
            Reason::Nested => "nested",
            Reason::Undecodable => "undecodable",
            Reason::NotNormalForm => "not-normal-form",
            Reason::DamagedKey => "damaged-key",
            Reason::BlankKey => "blank-key",
            Reason::DuplicateKey => "duplicate-key",
            Reason::OrphanRow => "orphan-row",
            Reason::BlankForeignKey => "blank-foreign-key",
        }
    }

    /// Whether the cell's value is used all the same.
    #[must_use]
    pub fn keeps_value(&self) -> bool {
        matches!(
            self,
            Reason::Rounded
                | Reason::NotNormalForm
                | Reason::DamagedKey
                | Reason::DuplicateKey
                | Reason::BlankKey
        )
    }
}

/// A few words, to stand after the value.
impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = match self {
            Reason::NotANumber => "is not a number",
            Reason::TextBesideNumber => "has text beside the number; take the number out with `pattern`",
            Reason::Approximate => "is about a number, not a number",
            Reason::UnclearSeparator => "can be read with thousands or with decimals",
            Reason::TooLarge => "is too large or not finite",
            Reason::Rounded => "has more than six decimals and is rounded",
            Reason::Fraction => "has decimals, and the field is `whole`",
            Reason::Negative => "is negative, and the field is `whole`",
            Reason::UndeclaredRange => "is a range, and the field is not declared `range`",
            Reason::EmptyRange => "is a range that holds no value",
            Reason::UnclearRange => "can be read as a range or as one number",
            Reason::SpreadsheetDate => "is a date; a spreadsheet may have made it of a range such as `11-50`",
            Reason::SpreadsheetError => "is an error value of a spreadsheet",
            Reason::BarePercent => "has no percent sign; declare `percent of 1` or `percent of 100`",
            Reason::UnexpectedPercent => "is a percentage, and the field is not `percent`",
            Reason::UnexpectedCurrency => "carries a currency, and the field is not `money`",
            Reason::NoRate { from, to } => {
                return write!(f, "needs the rate from {from} to {to}, and `rates` has none");
            }
            Reason::UnclearCurrency => "can be of several currencies",
            Reason::UnclearScale => "has a word for its scale that means different numbers",
            Reason::NotABoolean => "is neither of the two words of the field",
            Reason::NotADate => "is not a date",
            Reason::IncompleteDate => "is not a whole date",
            Reason::UnclearDate => "can be read as two dates; declare `format`",
            Reason::NoSuchDay => "is a day that does not exist",
            Reason::OtherDateFormat => "is not written as `format` says",
            Reason::ZoneName => "names a time zone; only offsets and UTC are read",
            Reason::UndeclaredValue => "is not among the declared values",
            Reason::UnknownCountry => "is not a known country",
            Reason::AmbiguousCountry(codes) => {
                return write!(f, "can be any of the countries {}", codes.join(", "));
            }
            Reason::UndeclaredSplit => "may be several values, and the field declares no `split`",
            Reason::PatternNotFound => "does not match `pattern`",
            Reason::Nested => "is a record or a list where one value is expected",
            Reason::Undecodable => "has bytes that are not in the encoding of the file",
            Reason::NotNormalForm => {
                "is not in Unicode normal form C and may differ from a text that looks the same"
            }
            Reason::DamagedKey => "looks like a key that a spreadsheet rounded",
            Reason::BlankKey => "is no key; the child tables of this account are unknown",
            Reason::DuplicateKey => "is the key of an earlier account too",
            Reason::OrphanRow => "is the key of no account; the row is ignored",
            Reason::BlankForeignKey => "is no key; the row is ignored",
        };
        f.write_str(words)
    }
}
