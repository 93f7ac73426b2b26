//! The arithmetic that every engine shares: truth, numbers, points, days, ranges, sets and cells.
//!
//! In: plain values. Out: plain values. Invariant: everything is exact; the one rounding is [`round_half_away`].

mod account;
mod cell;
mod country;
mod currency;
mod date_format;
mod day;
mod extent;
mod fraction;
mod interval;
mod norm;
mod norm_table;
mod number;
mod pattern;
mod points;
mod truth;
mod value_set;
mod vocabulary;

#[cfg(test)]
mod tests;

pub use account::{Account, ChildRow};
pub use cell::{Cell, Element, Reading};
pub use country::{Country, CountryLookup, countries, find_country};
pub use currency::Currency;
pub use date_format::{
    DATE_FORMAT_PARTS, DateFault, DateFormat, DateFormatFault, full_year, half_day, month_prefix, utc_day,
    utc_offset,
};
pub use day::{Day, Months};
pub use extent::{Bound, Extent};
pub use fraction::Fraction;
pub use interval::{End, Interval};
pub use norm::{contains_word, norm, norm_char, norm_pairs, unspaced_character};
pub use number::{Number, NumberFault, ParsedNumber, round_half_away};
pub use pattern::{Pattern, PatternFault};
pub use points::Points;
pub use truth::Truth;
pub use value_set::{IntervalSet, ValueSet};
pub use vocabulary::{CompareOp, DurationUnit, EvidenceKind, Level, OutcomeKind, Status, UnknownEffect};
