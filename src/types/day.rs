//! Calendar days without time or zone (ruling 60).

use std::fmt;

use jiff::ToSpan;
use jiff::civil::Date;

/// A day, counted from 1970-01-01; years 0001 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

impl Day {
    /// From days since 1970-01-01; `None` outside years 0001 to 9999.
    #[must_use]
    pub fn from_number(days: i32) -> Option<Day> {
        let day = Day(days);
        (Day::from_ymd(1, 1, 1)? <= day && day <= Day::from_ymd(9999, 12, 31)?).then_some(day)
    }

    /// From year, month and day; `None` when there is no such day.
    #[must_use]
    pub fn from_ymd(year: i16, month: i8, day: i8) -> Option<Day> {
        if !(1..=9999).contains(&year) {
            return None;
        }
        Date::new(year, month, day).ok().map(Day::from_date)
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub fn number(self) -> i32 {
        self.0
    }

    /// Year, month (1–12) and day of the month.
    #[must_use]
    pub fn ymd(self) -> (i16, i8, i8) {
        let date = self.date();
        (date.year(), date.month(), date.day())
    }

    /// The day that many months later (earlier if negative): the same day of the month, or the month's last
    /// (ruling 61). Stops at the ends of the calendar.
    #[must_use]
    pub fn shift_months(self, months: i32) -> Day {
        let (year, month, day) = self.ymd();
        let count = i64::from(year) * 12 + i64::from(month) - 1 + i64::from(months);
        let first = i16::try_from(count.div_euclid(12))
            .ok()
            .zip(i8::try_from(count.rem_euclid(12) + 1).ok())
            .filter(|(year, _)| (1..=9999).contains(year))
            .and_then(|(year, month)| Date::new(year, month, 1).ok());
        match first {
            Some(first) => {
                let date = Date::new(first.year(), first.month(), day.min(first.days_in_month()));
                Day::from_date(date.unwrap_or(first))
            }
            None if months < 0 => Day::from_date(Date::constant(1, 1, 1)),
            None => Day::from_date(Date::MAX),
        }
    }

    fn from_date(date: Date) -> Day {
        let days = date.since(Date::constant(1970, 1, 1)).map_or(0, |span| span.get_days());
        Day(days)
    }

    fn date(self) -> Date {
        Date::constant(1970, 1, 1).checked_add(self.0.days()).unwrap_or(Date::ZERO)
    }
}

/// `2026-10-01`.
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// Months of any year, both ends included; may wrap (`Nov..Feb`). One month has equal ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Months {
    /// First month, 1–12.
    pub first: u8,
    /// Last month, 1–12.
    pub last: u8,
}

impl Months {
    /// Whether the day's month is among them.
    #[must_use]
    pub fn contains(self, day: Day) -> bool {
        let month = u8::try_from(day.ymd().1).unwrap_or(0);
        if self.first <= self.last {
            (self.first..=self.last).contains(&month)
        } else {
            month >= self.first || month <= self.last
        }
    }
}
