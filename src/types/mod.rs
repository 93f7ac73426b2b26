//! The arithmetic that every engine shares: truth, numbers, points, days, ranges, sets and cells.
//!
//! In: plain values. Out: plain values. Invariant: everything is exact; the one rounding is [`round_half_away`].

mod account;
mod cell;
mod currency;
mod day;
mod interval;
mod number;
mod points;
mod truth;
mod value_set;
mod vocabulary;

pub use account::{Account, ChildRow};
pub use cell::{Cell, Element, Reading};
pub use currency::Currency;
pub use day::{Day, Months};
pub use interval::{End, Interval};
pub use number::{Number, round_half_away};
pub use points::Points;
pub use truth::Truth;
pub use value_set::{IntervalSet, ValueSet};
pub use vocabulary::{CompareOp, DurationUnit, EvidenceKind, Level, OutcomeKind, Status, UnknownEffect};
