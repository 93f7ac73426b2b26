//! The clause `format "%d/%m/%Y"`: how the cells of a date field are written.
//!
//! In: the text of the clause. Out: a reader of cells, or the part that is refused.
//! Invariant: a format names day, month and year just once each, so a cell has one reading.

use std::ops::Range;

use super::Day;

/// How dates are written in one column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateFormat {
    parts: Vec<Part>,
}

/// Why a format is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateFormatFault {
    /// The bytes of the part in the format's text.
    pub range: Range<usize>,
    /// What is wrong, as a sentence without final stop.
    pub message: String,
}

/// What a cell gives when it is read by a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateFault {
    /// It is not written that way.
    Form,
    /// It is, but there is no such day.
    NoSuchDay,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Literal(char),
    Space,
    Year,
    ShortYear,
    Month,
    MonthName,
    Day,
    Hour,
    Minute,
    Second,
    Fraction,
    HalfDay,
    Offset,
}

/// The parts a format may use, for messages and the documentation.
pub const DATE_FORMAT_PARTS: &str = "%Y %y %m %b %B %d %e %H %I %M %S %f %p %z %T %F %%";

impl DateFormat {
    /// Reads a format: `%Y` year, `%y` two digits of it (`69` is 2069, `70` is 1970), `%m` month, `%b` or `%B` its
    /// English name, `%d` or `%e` day; `%H` `%I` `%M` `%S` `%f` `%p` time, which is dropped; `%z` an offset, by which
    /// the day is that of UTC (ruling 60); `%F` is `%Y-%m-%d`, `%T` is `%H:%M:%S`; `%%` is `%`. A space stands for any
    /// white space.
    ///
    /// # Errors
    /// The first part that is unknown, or what is missing or there twice.
    pub fn new(text: &str) -> Result<DateFormat, DateFormatFault> {
        let mut parts = Vec::new();
        let mut rest = text.char_indices();
        while let Some((at, c)) = rest.next() {
            if c != '%' {
                parts.push(if c.is_whitespace() { Part::Space } else { Part::Literal(c) });
                continue;
            }
            let letter = rest.next().map(|(_, letter)| letter);
            parts.extend(match letter {
                Some('Y') => vec![Part::Year],
                Some('y') => vec![Part::ShortYear],
                Some('m') => vec![Part::Month],
                Some('b' | 'B' | 'h') => vec![Part::MonthName],
                Some('d' | 'e') => vec![Part::Day],
                Some('H' | 'I') => vec![Part::Hour],
                Some('M') => vec![Part::Minute],
                Some('S') => vec![Part::Second],
                Some('f') => vec![Part::Fraction],
                Some('p') => vec![Part::HalfDay],
                Some('z') => vec![Part::Offset],
                Some('%') => vec![Part::Literal('%')],
                Some('F') => vec![Part::Year, Part::Literal('-'), Part::Month, Part::Literal('-'), Part::Day],
                Some('T') => {
                    vec![Part::Hour, Part::Literal(':'), Part::Minute, Part::Literal(':'), Part::Second]
                }
                _ => {
                    let end = at + 1 + letter.map_or(0, char::len_utf8);
                    let written = text.get(at..end).unwrap_or("%");
                    return Err(DateFormatFault {
                        range: at..end,
                        message: format!("`{written}` is not a part of a date format"),
                    });
                }
            });
        }
        let count = |wanted: &[Part]| parts.iter().filter(|part| wanted.contains(part)).count();
        let needed = [
            (&[Part::Year, Part::ShortYear][..], "year", "%Y"),
            (&[Part::Month, Part::MonthName][..], "month", "%m"),
            (&[Part::Day][..], "day", "%d"),
        ];
        for (wanted, name, example) in needed {
            let message = match count(wanted) {
                1 => continue,
                0 => format!("the date format has no {name} (`{example}`)"),
                _ => format!("the date format has the {name} twice"),
            };
            return Err(DateFormatFault { range: 0..text.len(), message });
        }
        Ok(DateFormat { parts })
    }

    /// The day of a cell that is written this way.
    ///
    /// # Errors
    /// It is written another way, or there is no such day.
    pub fn read(&self, cell: &str) -> Result<Day, DateFault> {
        let mut rest = cell.trim();
        let (mut year, mut month, mut day) = (0i16, 0i8, 0i8);
        let (mut hour, mut minute) = (0i32, 0i32);
        let (mut afternoon, mut offset) = (None, None);
        for part in &self.parts {
            match part {
                Part::Literal(c) => rest = rest.strip_prefix(*c).ok_or(DateFault::Form)?,
                Part::Space => rest = rest.trim_start(),
                Part::Year => year = number(&mut rest, 4, 4)?,
                Part::ShortYear => year = full_year(number(&mut rest, 2, 2)?),
                Part::Month => month = number(&mut rest, 1, 2)?,
                Part::MonthName => month = month_prefix(&mut rest).ok_or(DateFault::Form)?,
                Part::Day => day = number(&mut rest, 1, 2)?,
                Part::Hour => hour = number(&mut rest, 1, 2)?,
                Part::Minute => minute = number(&mut rest, 1, 2)?,
                Part::Second => {
                    number::<i32>(&mut rest, 1, 2)?;
                }
                Part::Fraction => {
                    number::<i64>(&mut rest, 1, 9)?;
                }
                Part::HalfDay => afternoon = Some(half_day(&mut rest).ok_or(DateFault::Form)?),
                Part::Offset => offset = Some(utc_offset(&mut rest).ok_or(DateFault::Form)?),
            }
        }
        if !rest.is_empty() || hour > 24 || minute > 59 {
            return Err(DateFault::Form);
        }
        let date = Day::from_ymd(year, month, day).ok_or(DateFault::NoSuchDay)?;
        let hour = match afternoon {
            Some(afternoon) => hour % 12 + if afternoon { 12 } else { 0 },
            None => hour,
        };
        match offset {
            Some(offset) => utc_day(date, hour * 60 + minute, offset).ok_or(DateFault::NoSuchDay),
            None => Ok(date),
        }
    }
}

/// The day in UTC of a minute of a day at an offset in minutes.
#[must_use]
pub fn utc_day(day: Day, minute: i32, offset: i32) -> Option<Day> {
    Day::from_number(day.number() + (minute - offset).div_euclid(24 * 60))
}

/// `70`–`99` are of the last century, `00`–`69` of this one.
#[must_use]
pub fn full_year(short: i16) -> i16 {
    if short < 70 { 2000 + short } else { 1900 + short }
}

/// An English month name at the start, whole or its first three letters (`Sept` too), 1–12; moves past it.
#[must_use]
pub fn month_prefix(rest: &mut &str) -> Option<i8> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let length = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
    let (word, after) = rest.split_at_checked(length)?;
    let word = word.to_ascii_lowercase();
    let position = NAMES.iter().position(|name| {
        *name == word
            || (word.len() == 3 && name.starts_with(&word))
            || (word == "sept" && *name == "september")
    })?;
    *rest = after.strip_prefix('.').unwrap_or(after);
    i8::try_from(position + 1).ok()
}

/// `Z`, `UTC`, `GMT`, `+08:00`, `-0530`, `+08` at the start, in minutes; moves past it.
#[must_use]
pub fn utc_offset(rest: &mut &str) -> Option<i32> {
    for zero in ["Z", "z", "UTC", "GMT", "utc", "gmt"] {
        if let Some(after) = rest.strip_prefix(zero) {
            *rest = after;
            return Some(0);
        }
    }
    let (sign, mut after) = match rest.strip_prefix('+') {
        Some(after) => (1, after),
        None => (-1, rest.strip_prefix(['-', '\u{2212}'])?),
    };
    let hours: i32 = number(&mut after, 2, 2).ok()?;
    let mut minutes = 0;
    let mut tail = after.strip_prefix(':').unwrap_or(after);
    if tail.starts_with(|c: char| c.is_ascii_digit()) {
        minutes = number(&mut tail, 2, 2).ok()?;
        after = tail;
    }
    *rest = after;
    (hours <= 18 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

/// `AM`, `p.m.` at the start; whether it is the afternoon; moves past it.
#[must_use]
pub fn half_day(rest: &mut &str) -> Option<bool> {
    for (word, afternoon) in [("am", false), ("pm", true), ("a.m.", false), ("p.m.", true)] {
        let (head, after) = rest.split_at_checked(word.len()).unwrap_or(("", rest));
        if head.eq_ignore_ascii_case(word) {
            *rest = after;
            return Some(afternoon);
        }
    }
    None
}

/// Between `least` and `most` digits at the start; moves past them.
fn number<T: std::str::FromStr>(rest: &mut &str, least: usize, most: usize) -> Result<T, DateFault> {
    let digits = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
    let (text, after) = rest.split_at_checked(digits).ok_or(DateFault::Form)?;
    if digits < least {
        return Err(DateFault::Form);
    }
    *rest = after;
    text.parse().map_err(|_| DateFault::Form)
}

#[cfg(test)]
mod tests;
