//! Numbers, dates and ranges as people write them.

use crate::check::model::{ElementUnit, Type};
use crate::types::{Day, End, Interval, Number};

/// A number in millionths, with the unit of its type.
pub(super) fn point_text(ty: Option<&Type>, millionths: i128) -> String {
    let unit = match ty {
        Some(Type::Percent) => ElementUnit::Percent,
        Some(Type::Money(currency)) => ElementUnit::Money(*currency),
        Some(Type::Days) => ElementUnit::Days,
        Some(Type::Day) => return day_text(millionths),
        Some(Type::Text | Type::Number | Type::Whole | Type::Boolean | Type::Choice(_) | Type::List(_))
        | None => ElementUnit::Plain,
    };
    number_text(Number::from_millionths(millionths), unit)
}

/// A number as people write it: `5M USD`, `150k EUR`, `49.5`, `12%`, `90 days`.
#[must_use]
pub fn number_text(number: Number, unit: ElementUnit) -> String {
    match unit {
        ElementUnit::Plain => number.to_string(),
        ElementUnit::Percent => {
            format!("{}%", Number::from_millionths(number.millionths().saturating_mul(100)))
        }
        ElementUnit::Money(currency) => format!("{} {currency}", short_number_text(number)),
        ElementUnit::Days if number == Number::from_whole(1) => "1 day".to_owned(),
        ElementUnit::Days => format!("{number} days"),
    }
}

/// `5M`, `1.5B`, `150k`; digits where a suffix would not be shorter.
#[must_use]
pub fn short_number_text(number: Number) -> String {
    const SUFFIXES: [(i128, &str); 3] = [(1_000_000_000, "B"), (1_000_000, "M"), (1_000, "k")];
    let millionths = number.millionths();
    for (scale, letter) in SUFFIXES {
        let exact = millionths % (scale * Number::SCALE / 100) == 0;
        if millionths.abs() >= scale * Number::SCALE && exact {
            return format!("{}{letter}", Number::from_millionths(millionths / scale));
        }
    }
    number.to_string()
}

/// A day number as a date.
#[must_use]
pub fn day_text(number: i128) -> String {
    let day = i32::try_from(number).ok().and_then(Day::from_number);
    day.map_or_else(|| number.to_string(), |day| day.to_string())
}

/// An interval as it is written in a profile: `10..49`, `10..<50`, `>= 50`, `5`.
#[must_use]
pub fn interval_text(interval: Interval, point: impl Fn(i128) -> String) -> String {
    match (interval.low, interval.high) {
        (End::Unbounded, End::Unbounded) => "every value".to_owned(),
        (End::Unbounded, End::Included(high)) => format!("<= {}", point(high)),
        (End::Unbounded, End::Excluded(high)) => format!("< {}", point(high)),
        (End::Included(low), End::Unbounded) => format!(">= {}", point(low)),
        (End::Excluded(low), End::Unbounded) => format!("> {}", point(low)),
        (End::Included(low), End::Included(high)) if low == high => point(low),
        (End::Included(low), End::Included(high)) => format!("{}..{}", point(low), point(high)),
        (End::Included(low), End::Excluded(high)) => format!("{}..<{}", point(low), point(high)),
        (End::Excluded(low), End::Included(high)) => format!("above {} up to {}", point(low), point(high)),
        (End::Excluded(low), End::Excluded(high)) => format!("between {} and {}", point(low), point(high)),
    }
}
