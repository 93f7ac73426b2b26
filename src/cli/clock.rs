//! The one place that asks what day it is.

use std::time::{SystemTime, UNIX_EPOCH};

use super::exit::Fault;
use crate::types::Day;

/// The as-of date: what was asked for, else the UTC date (ruling 61).
///
/// # Errors
/// When the clock of the system shows a date that no calendar has.
pub fn as_of(asked: Option<Day>) -> Result<Day, Fault> {
    let now = || {
        let seconds = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
        Day::from_number(i32::try_from(seconds / 86_400).ok()?)
    };
    asked
        .or_else(now)
        .ok_or_else(|| Fault::new("the clock of this system shows no date").help("give `--as-of`"))
}

/// `--as-of`: a date as `2026-10-01`.
///
/// # Errors
/// What is wrong with it, for the usage message.
pub fn parse_day(text: &str) -> Result<Day, String> {
    let wrong = || "expected a date such as 2026-10-01".to_owned();
    let mut parts = text.split('-');
    let (Some(year), Some(month), Some(day), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(wrong());
    };
    if year.len() != 4 || month.len() != 2 || day.len() != 2 {
        return Err(wrong());
    }
    let (Ok(year), Ok(month), Ok(day)) = (year.parse(), month.parse(), day.parse()) else {
        return Err(wrong());
    };
    Day::from_ymd(year, month, day).ok_or_else(|| format!("there is no day {text}"))
}
