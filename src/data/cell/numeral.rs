//! Digits with their separators: thousands, decimals, and what cannot be told apart.
//!
//! Invariant: one text has one reading or none; what two countries would read differently is not read.

use crate::data::Reason;

/// Digits without grouping, with `.` before the decimals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Numeral {
    /// What `Number::parse` reads.
    pub plain: String,
    /// The one mark of a text such as `1.234` or `1,234`: three digits after it, one to three before it.
    pub before_three: Option<char>,
}

/// Reads text that starts and ends with a digit and holds digits, points, commas, spaces and apostrophes only.
pub(super) fn read(text: &str) -> Result<Numeral, Reason> {
    let marks: Vec<char> = text.chars().filter(|c| !c.is_ascii_digit()).collect();
    let first = marks.first().copied();
    let last = marks.last().copied();
    let done = |plain: String| Ok(Numeral { plain, before_three: None });
    let (Some(first), Some(last)) = (first, last) else { return done(text.to_owned()) };
    let inner = marks.split_last().map_or(&[][..], |(_, rest)| rest);

    // Two different marks: the last one begins the decimals, the others group.
    if first != last {
        if !matches!(last, '.' | ',') || inner.iter().any(|mark| *mark != first) {
            return Err(Reason::UnclearSeparator);
        }
        let (whole, decimals) = text.rsplit_once(last).unwrap_or((text, ""));
        return done(format!("{}.{decimals}", ungroup(whole, first)?));
    }
    match (first, marks.len()) {
        (mark @ ('.' | ','), 1) => {
            let (whole, decimals) = text.split_once(mark).unwrap_or((text, ""));
            let three = decimals.len() == 3 && (1..=3).contains(&whole.len()) && !whole.starts_with('0');
            let grouped = three && mark == ',';
            let plain = if grouped { format!("{whole}{decimals}") } else { format!("{whole}.{decimals}") };
            Ok(Numeral { plain, before_three: three.then_some(mark) })
        }
        (mark, _) => done(ungroup(text, mark)?),
    }
}

/// Removes a mark between groups of three, or between groups of two before the last three, as in India.
fn ungroup(text: &str, mark: char) -> Result<String, Reason> {
    let groups: Vec<&str> = text.split(mark).collect();
    let [head, middle @ .., tail] = groups.as_slice() else { return Ok(text.to_owned()) };
    let western = head.len() <= 3 && middle.iter().all(|group| group.len() == 3);
    let indian = mark == ',' && head.len() <= 2 && middle.iter().all(|group| group.len() == 2);
    let fits = !head.is_empty() && !head.starts_with('0') && tail.len() == 3 && (western || indian);
    if fits { Ok(groups.concat()) } else { Err(Reason::UnclearSeparator) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_have_one_reading_or_none() {
        let cases = [
            ("1234", Some("1234")),
            ("1,234", Some("1234")),
            ("1,234,567", Some("1234567")),
            ("20,00,00,000", Some("200000000")),
            ("1,83,58,860", Some("18358860")),
            ("1 234", Some("1234")),
            ("1 234 567,89", Some("1234567.89")),
            ("1'234'567.5", Some("1234567.5")),
            ("1.234", Some("1.234")),
            ("1.234.567", Some("1234567")),
            ("1.234,56", Some("1234.56")),
            ("1,234.56", Some("1234.56")),
            ("3,5", Some("3.5")),
            ("0,125", Some("0.125")),
            ("1234,567", Some("1234.567")),
            ("1,23,45", None),
            ("12 34", None),
            ("1.2.3", None),
            ("1,234.567,8", None),
            ("1.234 5", None),
            ("0,123,456", None),
            ("1234,567,890", None),
        ];
        for (text, expected) in cases {
            let plain = read(text).ok().map(|numeral| numeral.plain);
            assert_eq!(plain.as_deref(), expected, "{text}");
        }
    }
}
