//! Dates as people and programs write them, where no `format` decides.
//!
//! In: text after `norm`. Out: a day, or why there is none. Invariant: a cell that can be read as two days is read
//! as neither.

use crate::data::Reason;
use crate::types::{Day, full_year, half_day, month_prefix, utc_day, utc_offset};

/// Reads a date (ruling 60): as written without an offset, by its UTC date with one.
pub(super) fn read(text: &str) -> Result<Day, Reason> {
    let text = without_weekday(text);
    if text.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'-') && !text.is_empty() {
        let digits = text.split_once('.').map_or(text, |(whole, _)| whole);
        if digits.bytes().all(|b| b.is_ascii_digit()) && text.matches('.').count() <= 1 {
            return digits_only(digits);
        }
    }
    let (day, rest) = calendar_part(text)?;
    time_part(day, rest)
}

/// Whether a text looks like a date, for cells of other types that a spreadsheet may have changed.
pub(super) fn looks_like_a_date(text: &str) -> bool {
    if text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b' ')) {
        return false;
    }
    match read(text) {
        Ok(_) => true,
        Err(reason) => {
            matches!(reason, Reason::UnclearDate | Reason::NoSuchDay)
                || (reason == Reason::IncompleteDate && text.chars().any(|c| c.is_alphabetic()))
        }
    }
}

/// Epoch seconds or milliseconds, `20240301`, `20240301150405`, days as a spreadsheet counts them.
fn digits_only(digits: &str) -> Result<Day, Reason> {
    let value: i64 = digits.parse().map_err(|_| Reason::NotADate)?;
    let days = |days: i64| i32::try_from(days).ok().and_then(Day::from_number).ok_or(Reason::NotADate);
    match digits.len() {
        4 => Err(Reason::IncompleteDate),
        // Day 1 of a spreadsheet is 1900-01-01, and it counts a leap day that 1900 did not have.
        5 if (20_000..80_000).contains(&value) => days(value - 25_569),
        8 | 14 => compact(digits),
        // From 1,900,000,000 on it may as well be year, month, day and hour.
        10 if value < 1_900_000_000 => days(value.div_euclid(86_400)),
        10 => Err(Reason::UnclearDate),
        13 => days(value.div_euclid(86_400_000)),
        _ => Err(Reason::NotADate),
    }
}

fn compact(digits: &str) -> Result<Day, Reason> {
    let part = |from: usize, to: usize| digits.get(from..to).and_then(|part| part.parse::<i16>().ok());
    let (Some(year), Some(month), Some(day)) = (part(0, 4), part(4, 6), part(6, 8)) else {
        return Err(Reason::NotADate);
    };
    if !(1800..=2200).contains(&year) || !(1..=12).contains(&month) {
        return Err(Reason::NotADate);
    }
    day_of(year, month, day)
}

fn day_of(year: i16, month: i16, day: i16) -> Result<Day, Reason> {
    let (Ok(month), Ok(day)) = (i8::try_from(month), i8::try_from(day)) else {
        return Err(Reason::NoSuchDay);
    };
    Day::from_ymd(year, month, day).ok_or(Reason::NoSuchDay)
}

fn without_weekday(text: &str) -> &str {
    const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let length = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    let word = text.get(..length).unwrap_or("");
    let weekday = DAYS.iter().any(|day| *day == word || (word.len() == 3 && day.starts_with(word)));
    if weekday { text.get(length..).unwrap_or("").trim_start_matches([',', ' ']) } else { text }
}

/// Year, month and day in one of the written orders, and what follows.
fn calendar_part(text: &str) -> Result<(Day, &str), Reason> {
    let mut rest = text;
    if text.contains('年') || text.contains('月') {
        return chinese(text);
    }
    if text.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return month_first(text);
    }
    let first = digits(&mut rest).ok_or(Reason::NotADate)?;
    let ordinal = strip_ordinal(&mut rest);
    let mark = rest.chars().next().filter(|c| matches!(c, '-' | '/' | '.' | ' ')).ok_or(Reason::NotADate)?;
    rest = rest.trim_start_matches([mark, ' ']);
    if let Some(month) = month_prefix(&mut rest) {
        return named_month(first, month, rest);
    }
    if ordinal || mark == ' ' {
        return Err(Reason::NotADate);
    }
    let second = digits(&mut rest).ok_or(Reason::NotADate)?;
    let Some(after) = rest.strip_prefix(mark) else {
        let year_and_month = first.1 == 4 && rest.is_empty() && (1..=12).contains(&second.0);
        return Err(if year_and_month { Reason::IncompleteDate } else { Reason::NotADate });
    };
    rest = after;
    let third = digits(&mut rest).ok_or(Reason::NotADate)?;
    Ok((numeric(first, second, third)?, rest))
}

/// Three numbers: the year may stand first or last; day and month must tell themselves apart.
fn numeric(first: (i16, usize), second: (i16, usize), third: (i16, usize)) -> Result<Day, Reason> {
    if first.1 == 4 && second.1 <= 2 && third.1 <= 2 {
        return day_of(first.0, second.0, third.0);
    }
    if first.1 > 2 || second.1 > 2 {
        return Err(Reason::NotADate);
    }
    if third.1 == 2 {
        return Err(Reason::UnclearDate);
    }
    if third.1 != 4 {
        return Err(Reason::NotADate);
    }
    let (a, b, year) = (first.0, second.0, third.0);
    match (a > 12, b > 12) {
        (true, false) => day_of(year, b, a),
        (false, true) => day_of(year, a, b),
        (false, false) if a == b => day_of(year, a, b),
        (false, false) => Err(Reason::UnclearDate),
        (true, true) => Err(Reason::NoSuchDay),
    }
}

/// `1-mar-24`, `1 march 2024`, `2024-mar-01`, after the month.
fn named_month(first: (i16, usize), month: i8, rest: &str) -> Result<(Day, &str), Reason> {
    let mut rest = rest.trim_start_matches(['-', '/', '.', ' ', ',']);
    let Some(last) = digits(&mut rest) else { return Err(Reason::IncompleteDate) };
    let month = i16::from(month);
    let day = match (first.1, last.1) {
        (4, 1 | 2) => day_of(first.0, month, last.0),
        (1 | 2, 4) => day_of(last.0, month, first.0),
        (1 | 2, 2) => day_of(full_year(last.0), month, first.0),
        _ => Err(Reason::NotADate),
    };
    Ok((day?, rest))
}

/// `march 1, 2024`, `mar 1st 2024`.
fn month_first(text: &str) -> Result<(Day, &str), Reason> {
    let mut rest = text;
    let month = month_prefix(&mut rest).ok_or(Reason::NotADate)?;
    rest = rest.trim_start_matches(['-', '/', ' ']);
    let day = digits(&mut rest).ok_or(Reason::IncompleteDate)?;
    strip_ordinal(&mut rest);
    rest = rest.trim_start_matches(['-', '/', ',', ' ']);
    let Some(year) = digits(&mut rest).filter(|_| day.1 <= 2) else { return Err(Reason::IncompleteDate) };
    if year.1 != 4 {
        return Err(if year.1 == 2 { Reason::UnclearDate } else { Reason::NotADate });
    }
    Ok((day_of(year.0, i16::from(month), day.0)?, rest))
}

/// `2024年3月1日`, `2024年3月1号 10:00`.
fn chinese(text: &str) -> Result<(Day, &str), Reason> {
    let mut rest = text;
    let year = digits(&mut rest).ok_or(Reason::NotADate)?;
    let Some(after) = rest.strip_prefix('年') else { return Err(Reason::IncompleteDate) };
    rest = after.trim_start();
    let Some(month) = digits(&mut rest) else { return Err(Reason::IncompleteDate) };
    rest = rest.strip_prefix('月').ok_or(Reason::NotADate)?.trim_start();
    let Some(day) = digits(&mut rest) else { return Err(Reason::IncompleteDate) };
    rest = rest.strip_prefix(['日', '号', '號']).ok_or(Reason::NotADate)?;
    if year.1 != 4 {
        return Err(Reason::UnclearDate);
    }
    Ok((day_of(year.0, month.0, day.0)?, rest))
}

/// Nothing, or a time with or without an offset.
fn time_part(day: Day, text: &str) -> Result<Day, Reason> {
    if text.is_empty() {
        return Ok(day);
    }
    let mut rest = text.trim_start_matches(['t', ' ', ',']);
    if rest.len() == text.len() {
        return Err(Reason::NotADate);
    }
    let (hour, _) = digits(&mut rest).ok_or(Reason::NotADate)?;
    rest = rest.strip_prefix(':').ok_or(Reason::NotADate)?;
    let (minute, _) = digits(&mut rest).ok_or(Reason::NotADate)?;
    let mut second = 0;
    if let Some(after) = rest.strip_prefix(':') {
        rest = after;
        second = digits(&mut rest).ok_or(Reason::NotADate)?.0;
        if let Some(after) = rest.strip_prefix(['.', ',']) {
            rest = after.trim_start_matches(|c: char| c.is_ascii_digit());
        }
    }
    rest = rest.trim_start();
    let afternoon = half_day(&mut rest);
    rest = rest.trim_start();
    let offset = utc_offset(&mut rest);
    let hour = match afternoon {
        Some(afternoon) if (1..=12).contains(&hour) => hour % 12 + if afternoon { 12 } else { 0 },
        Some(_) => return Err(Reason::NotADate),
        None => hour,
    };
    if hour > 24 || minute > 59 || second > 60 {
        return Err(Reason::NotADate);
    }
    let zone =
        !rest.is_empty() && rest.chars().all(|c| c.is_alphabetic() || matches!(c, '/' | '_' | '[' | ']'));
    match (rest.is_empty(), offset) {
        (true, None) => Ok(day),
        (true, Some(offset)) => {
            utc_day(day, i32::from(hour) * 60 + i32::from(minute), offset).ok_or(Reason::NoSuchDay)
        }
        (false, _) => Err(if zone { Reason::ZoneName } else { Reason::NotADate }),
    }
}

/// A number of at most four digits at the start, with the count of its digits; moves past it.
fn digits(rest: &mut &str) -> Option<(i16, usize)> {
    let count = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (number, after) = rest.split_at_checked(count).filter(|_| (1..=4).contains(&count))?;
    *rest = after;
    Some((number.parse().ok()?, count))
}

/// `st`, `nd`, `rd`, `th` after a day; whether there was one.
fn strip_ordinal(rest: &mut &str) -> bool {
    for ending in ["st", "nd", "rd", "th"] {
        if let Some(after) = rest.strip_prefix(ending) {
            *rest = after;
            return true;
        }
    }
    false
}
