//! One number or a range of numbers as people write it.
//!
//! In: text after `norm`. Out: one amount, or two ends, or why there is neither.

use super::amount::{self, Amount, strip_word, strip_word_end};
use super::words::{AFTER_OPEN, BEFORE_OPEN, BETWEEN, CRUNCHBASE_REVENUE, UNITS};
use crate::data::Reason;
use crate::types::Currency;

/// What a cell of a numeric field says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Extent {
    /// One number.
    One(Amount),
    /// From one end to another; each with whether it belongs to the range.
    Range(Option<(Amount, bool)>, Option<(Amount, bool)>),
}

/// Reads a number or range. `range` tells that the field is declared so, which decides forms that could be both.
pub(super) fn read(text: &str, range: bool, whole: bool) -> Result<Extent, Reason> {
    if text.bytes().all(|b| b.is_ascii_digit()) && !text.is_empty() {
        return Ok(Extent::One(Amount::bare(text)));
    }
    if let Some(extent) = crunchbase(text) {
        return Ok(extent);
    }
    if range && let Some(extent) = comma_range(text, whole)? {
        return Ok(extent);
    }
    let one = amount::read(text);
    if let Ok(amount) = one {
        let open = range && text.starts_with('+') && amount.currencies.is_none();
        return match (open, whole) {
            (false, _) => Ok(Extent::One(amount)),
            (true, true) => Ok(Extent::Range(Some((amount, true)), None)),
            (true, false) => Err(Reason::UnclearRange),
        };
    }
    if let Some(extent) = open_range(text) {
        return extent;
    }
    if let Some(extent) = closed_range(text) {
        return extent;
    }
    Ok(Extent::One(one?))
}

/// `10k+`, `<50`, `1000人以上`, `under $1m`.
fn open_range(text: &str) -> Option<Result<Extent, Reason>> {
    let mut bare = text;
    while let Some(rest) = UNITS.iter().find_map(|unit| strip_word_end(bare, unit)) {
        bare = rest.trim_end();
    }
    let before = BEFORE_OPEN
        .iter()
        .filter_map(|(word, low, belongs)| Some((word.len(), strip_word(bare, word)?, *low, *belongs)))
        .max_by_key(|(length, ..)| *length);
    let after = AFTER_OPEN
        .iter()
        .filter_map(|(word, low, belongs)| Some((word.len(), strip_word_end(bare, word)?, *low, *belongs)))
        .max_by_key(|(length, ..)| *length);
    let (_, rest, low, belongs) = match (before, after) {
        (Some(_), Some(_)) => return Some(Err(Reason::TextBesideNumber)),
        (one, other) => one.or(other)?,
    };
    let end = match amount::read(rest.trim()) {
        Ok(amount) => Some((amount, belongs)),
        Err(reason) => return Some(Err(reason)),
    };
    Some(Ok(if low { Extent::Range(end, None) } else { Extent::Range(None, end) }))
}

/// `51-200`, `$10m - $50m`, `51 to 200 employees`, `between 51 and 200`.
fn closed_range(text: &str) -> Option<Result<Extent, Reason>> {
    let spread = text.strip_prefix("between ").and_then(|rest| rest.split_once(" and "));
    let splits = spread.into_iter().chain(BETWEEN.iter().flat_map(|mark| {
        text.match_indices(mark)
            .filter_map(|(at, _)| Some((text.get(..at)?, text.get(at + mark.len()..)?)))
            .collect::<Vec<_>>()
    }));
    let mut approximate = false;
    for (left, right) in splits {
        match (amount::read(left.trim()), amount::read(right.trim())) {
            (Ok(low), Ok(high)) => return Some(join(low, high)),
            (Err(Reason::Approximate), Ok(_)) | (Ok(_), Err(Reason::Approximate)) => approximate = true,
            _ => {}
        }
    }
    approximate.then_some(Err(Reason::Approximate))
}

/// Two ends: marks written once count for both; a scale on the right counts for the left where that is a range.
fn join(mut low: Amount, mut high: Amount) -> Result<Extent, Reason> {
    if low.percent != high.percent && low.percent {
        return Err(Reason::UnclearRange);
    }
    low.percent = high.percent;
    match (&low.currencies, &high.currencies) {
        (None, Some(_)) => low.currencies.clone_from(&high.currencies),
        (Some(_), None) => high.currencies.clone_from(&low.currencies),
        (Some(_), Some(_)) | (None, None) => {}
    }
    low.indian |= high.indian;
    if high.scaled && !low.scaled {
        let shared = Amount { power: high.power, scaled: true, ..low.clone() };
        let ascends = shared.number(0)?.number <= high.number(0)?.number;
        // `251 - 1k`: with the scale on both the range would run backwards; a thousand can only be the right end's.
        if ascends {
            low = shared;
        } else if high.power != 3 {
            return Err(Reason::UnclearRange);
        }
    } else if low.scaled && !high.scaled {
        return Err(Reason::UnclearRange);
    }
    Ok(Extent::Range(Some((low, true)), Some((high, true))))
}

/// `501,1000` as some tools write bands. A form that is also a number with thousands is a number, except where
/// it looks just like a customary band.
fn comma_range(text: &str, whole: bool) -> Result<Option<Extent>, Reason> {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let Some((left, right)) = text.split_once(',').filter(|(left, right)| digits(left) && digits(right))
    else {
        return Ok(None);
    };
    let (low, high) = (left.parse::<u64>().unwrap_or(u64::MAX), right.parse::<u64>().unwrap_or(0));
    if !whole || right.starts_with('0') || low >= high {
        return Ok(None);
    }
    let grouped = right.len() == 3 && left.len() <= 3;
    if grouped && low > 50 && low % 10 == 1 && high % 50 == 0 {
        return Err(Reason::UnclearRange);
    }
    let ends = || Extent::Range(Some((Amount::bare(left), true)), Some((Amount::bare(right), true)));
    Ok((!grouped).then(ends))
}

/// `c_00051_00100`, `c_10001_max`, `r_00010000`.
fn crunchbase(text: &str) -> Option<Extent> {
    let end = |digits: &str| {
        let number = digits.bytes().all(|b| b.is_ascii_digit()).then_some(digits)?;
        Some((Amount::bare(number), true))
    };
    if let Some((low, high)) = text.strip_prefix("c_").and_then(|rest| rest.split_once('_')) {
        let high = if high == "max" { None } else { Some(end(high)?) };
        return Some(Extent::Range(Some(end(low)?), high));
    }
    let (_, low, high) = CRUNCHBASE_REVENUE.iter().find(|(code, _, _)| *code == text)?;
    let dollars = |millions: u32, belongs| {
        let currencies = Currency::from_code("USD").map(|usd| vec![usd]);
        let amount = Amount { power: 6, scaled: true, currencies, ..Amount::bare(&millions.to_string()) };
        (millions > 0).then_some((amount, belongs))
    };
    Some(Extent::Range(dollars(*low, true), dollars(*high, false)))
}
