//! Numbers as written: digits, suffixes, and what people write instead.
//!
//! In: the text of a number. Out: an exact value, or the number that was meant.
//! Invariant: nothing is rounded here; what does not fit six decimals or fifteen digits says so.

use crate::types::{Currency, Number};

use super::lower::duration_unit;
use super::tree::QuantityUnit;

/// The value of a number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Numeral {
    /// After the suffix: `5M` is 5,000,000, `10%` is 0.1.
    pub(super) value: Number,
    /// Whether it carries `%`.
    pub(super) percent: bool,
    /// Whether it reaches 10^15 (ruling 52); the value is then 0.
    pub(super) too_large: bool,
    /// Whether it has more than six decimals; they are cut off.
    pub(super) too_fine: bool,
}

/// A number that was written oddly, as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mended {
    /// The number with its suffix.
    pub(super) number: String,
    /// The unit that was stuck to it.
    pub(super) unit: Option<QuantityUnit>,
    /// Number and unit as the language writes them.
    pub(super) text: String,
}

/// Reads `sign? digits ('.' digits)? suffix?`; `None` for anything else.
pub(super) fn strict(text: &str) -> Option<Numeral> {
    let (negative, rest) = match text.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let digits_end = rest.find(|c: char| !(c.is_ascii_digit() || c == '_' || c == '.')).unwrap_or(rest.len());
    let (digits, suffix) = rest.split_at_checked(digits_end)?;
    let (multiplier, percent): (i128, bool) = match suffix {
        "" => (1, false),
        "%" => (1, true),
        "k" => (1_000, false),
        "M" => (1_000_000, false),
        "B" => (1_000_000_000, false),
        "万" => (10_000, false),
        "亿" => (100_000_000, false),
        _ => return None,
    };
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() || decimals.contains(['.', '_']) {
        return None;
    }
    let significant: String = whole.chars().chain(decimals.chars()).filter(|c| *c != '_').collect();
    let too_large = Numeral { percent, too_large: true, ..Numeral::default() };
    let trimmed = significant.trim_start_matches('0');
    if trimmed.len() > 27 && decimals.len() <= 27 {
        return Some(too_large);
    }
    let kept = significant.len().min(36);
    let dropped = significant.len() - kept;
    let Ok(mantissa) = significant.get(..kept).unwrap_or("0").parse::<i128>() else { return Some(too_large) };
    // Millionths = mantissa × 10^(6 − decimals) × multiplier, percent two places less.
    let places = decimals.len().saturating_sub(dropped) + if percent { 2 } else { 0 };
    let Some(scaled) = mantissa.checked_mul(multiplier).and_then(|value| value.checked_mul(Number::SCALE))
    else {
        return Some(too_large);
    };
    let divisor = 10i128.checked_pow(u32::try_from(places).unwrap_or(u32::MAX));
    let (millionths, rest) = match divisor {
        Some(divisor) => (scaled / divisor, scaled % divisor),
        None => (0, 1),
    };
    let value = Number::from_millionths(if negative { -millionths } else { millionths });
    if !value.is_in_range() {
        return Some(too_large);
    }
    Some(Numeral { value, percent, too_large: false, too_fine: rest != 0 || dropped > 0 })
}

/// Count and unit of `90days` and `90d`.
pub(super) fn stuck_duration(text: &str) -> (&str, &str) {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (count, unit) = text.split_at_checked(digits).unwrap_or((text, ""));
    let unit = match unit {
        "d" => "days",
        "w" => "weeks",
        "y" => "years",
        other => other,
    };
    (count, unit)
}

/// The two ends of `50-200`.
pub(super) fn dashed(text: &str) -> Option<(&str, &str)> {
    text.split_once(['-', '–', '—', '~', '～'])
}

/// Points with what is odd about them taken away; `None` if that leaves no number.
pub(super) fn mend_points(text: &str) -> Option<String> {
    let joined: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '%')
        .map(|c| if c == '−' { '-' } else { c })
        .collect();
    if strict(&joined).is_some() && mend_leading(&joined) == joined {
        return Some(joined);
    }
    mend(&joined).filter(|mended| mended.unit.is_none()).map(|mended| mended.number)
}

/// What `1e6`, `5days`, `5 M`, `$5M`, `.5`, `007`, `1,000` stand for; `None` if that cannot be told.
pub(super) fn mend(text: &str) -> Option<Mended> {
    let mut unit = None;
    let mut sign = "";
    let mut rest = text.trim();
    if let Some(after) = rest.strip_prefix('+') {
        (sign, rest) = ("+", after.trim_start());
    } else if let Some(after) = rest.strip_prefix(['-', '−']) {
        (sign, rest) = ("-", after.trim_start());
    }
    for (mark, code) in [('$', "USD"), ('€', "EUR"), ('£', "GBP"), ('¥', "CNY"), ('￥', "CNY"), ('₹', "INR")]
    {
        if let Some(after) = rest.strip_prefix(mark) {
            unit = Currency::from_code(code).map(QuantityUnit::Currency);
            rest = after.trim_start();
        }
    }
    let grouped = rest.replace(',', "");
    let digits_end =
        grouped.find(|c: char| !(c.is_ascii_digit() || c == '_' || c == '.')).unwrap_or(grouped.len());
    let (digits, tail) = grouped.split_at_checked(digits_end)?;
    let tail = tail.trim();
    let digits = mend_leading(digits);
    let digits = exponent(&digits, tail).map_or((digits, tail), |digits| (digits, ""));
    let (digits, tail) = digits;
    let (suffix, tail) = suffix(tail);
    let tail = tail.trim();
    if !tail.is_empty() {
        let upper = tail.to_uppercase();
        let word = if tail.starts_with('元') { "CNY" } else { upper.as_str() };
        let found = duration_unit(&tail.to_lowercase())
            .map(QuantityUnit::Duration)
            .or_else(|| Currency::from_code(word).map(QuantityUnit::Currency));
        unit = Some(found?);
    }
    let number = format!("{sign}{digits}{suffix}");
    strict(&number)?;
    let written_unit = match unit {
        None => String::new(),
        Some(QuantityUnit::Currency(currency)) => format!(" {currency}"),
        Some(QuantityUnit::Duration(_)) => format!(" {}", tail.to_lowercase()),
    };
    Some(Mended { text: format!("{number}{written_unit}"), number, unit })
}

/// Digits without needless zeros in front, a zero before a bare point, and no point at the end.
fn mend_leading(digits: &str) -> String {
    let digits: String = digits.split('_').collect();
    let (whole, decimals) = digits.split_once('.').unwrap_or((&digits, ""));
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    if decimals.is_empty() { whole.to_owned() } else { format!("{whole}.{decimals}") }
}

/// The suffix at the start of what follows the digits, in the language's own spelling, and the rest.
fn suffix(tail: &str) -> (&'static str, &str) {
    let spellings = [
        ("million", "M"),
        ("billion", "B"),
        ("thousand", "k"),
        ("mio", "M"),
        ("mn", "M"),
        ("mm", "M"),
        ("bn", "B"),
        ("%", "%"),
        ("万", "万"),
        ("亿", "亿"),
        ("k", "k"),
        ("m", "M"),
        ("b", "B"),
    ];
    for (spelling, suffix) in spellings {
        let Some((head, rest)) = tail.split_at_checked(spelling.len()) else { continue };
        let is_currency = tail.len() == 3 && Currency::from_code(&tail.to_uppercase()).is_some();
        let stands_alone = rest.is_empty()
            || rest.starts_with([' ', '元'])
            || Currency::from_code(&rest.to_uppercase()).is_some();
        if head.to_lowercase() == spelling && stands_alone && !is_currency {
            return (suffix, rest);
        }
    }
    ("", tail)
}

/// `1e6` written out, for exponents up to 15.
fn exponent(digits: &str, tail: &str) -> Option<String> {
    let power: usize = tail.strip_prefix(['e', 'E'])?.parse().ok().filter(|power| *power <= 15)?;
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let mut decimals = decimals.to_owned();
    while decimals.len() < power {
        decimals.push('0');
    }
    let (shifted, rest) = decimals.split_at_checked(power)?;
    Some(mend_leading(&format!("{whole}{shifted}.{rest}")))
}
