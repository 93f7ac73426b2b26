//! One number as people write it: sign, currency, digits, scale, percent, unit words.
//!
//! In: text after `norm`. Out: an amount with the marks it carries, or why there is none.

use super::numeral;
use super::words::{
    ABOUT, COMMA_SCALES, CURRENCIES, INDIAN_SCALES, PERCENTS, SCALES, SPREADSHEET_ERRORS, UNCLEAR_SCALES,
    UNITS,
};
use crate::data::Reason;
use crate::types::{Currency, Number, NumberFault, ParsedNumber};

/// A number and what was written with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Amount {
    /// Sign and digits, without grouping.
    pub plain: String,
    /// The power of ten of the scale word.
    pub power: u32,
    /// Whether there was a scale word.
    pub scaled: bool,
    /// Whether the scale implies a rupee.
    pub indian: bool,
    /// Whether the scale is of a language that begins decimals with a comma.
    pub comma_scale: bool,
    /// Whether it carries a percent sign.
    pub percent: bool,
    /// The currencies its signs may mean; `None` without one.
    pub currencies: Option<Vec<Currency>>,
    /// The mark of `1.234` or `1,234`, which people of several countries read differently.
    pub before_three: Option<char>,
}

impl Amount {
    /// A number without marks.
    pub(super) fn bare(plain: &str) -> Amount {
        Amount {
            plain: plain.to_owned(),
            power: 0,
            scaled: false,
            indian: false,
            comma_scale: false,
            percent: false,
            currencies: None,
            before_three: None,
        }
    }

    /// The number, times a power of ten.
    pub(super) fn number(&self, shift: i32) -> Result<ParsedNumber, Reason> {
        let power = i64::from(self.power) + i64::from(shift);
        let (digits, own) = match self.plain.split_once(['e', 'E']) {
            Some((digits, exponent)) => (digits, exponent.parse::<i64>().unwrap_or(i64::MAX)),
            None => (self.plain.as_str(), 0),
        };
        let parsed = match own.saturating_add(power) {
            0 => Number::parse(digits),
            power => Number::parse(&format!("{digits}e{power}")),
        };
        parsed.map_err(|fault| match fault {
            NumberFault::NotANumber => Reason::NotANumber,
            NumberFault::TooLarge => Reason::TooLarge,
        })
    }

    fn add_currencies(&mut self, mut codes: Vec<Currency>) -> Result<(), Reason> {
        if let Some(known) = &self.currencies {
            codes.retain(|code| known.contains(code));
            if codes.is_empty() {
                return Err(Reason::UnclearCurrency);
            }
        }
        self.currencies = Some(codes);
        Ok(())
    }
}

/// Reads one amount.
pub(super) fn read(text: &str) -> Result<Amount, Reason> {
    if SPREADSHEET_ERRORS.contains(&text) {
        return Err(Reason::SpreadsheetError);
    }
    if matches!(text, "inf" | "infinity" | "+inf" | "-inf" | "-infinity" | "∞") {
        return Err(Reason::TooLarge);
    }
    // Accountants write negative amounts in parentheses.
    if let Some(inner) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        let amount = read(inner.trim())?;
        if amount.plain.starts_with(['-', '+']) {
            return Err(Reason::TextBesideNumber);
        }
        return Ok(Amount { plain: format!("-{}", amount.plain), ..amount });
    }
    if Number::parse(text) != Err(NumberFault::NotANumber) && text.contains(['e', 'E']) {
        return Ok(Amount::bare(text));
    }
    let start = text.find(|c: char| c.is_ascii_digit()).ok_or(Reason::NotANumber)?;
    let end = text.rfind(|c: char| c.is_ascii_digit()).map_or(start, |last| last + 1);
    let (before, rest) = text.split_at_checked(start).ok_or(Reason::NotANumber)?;
    let (digits, after) = rest.split_at_checked(end - start).ok_or(Reason::NotANumber)?;
    if digits.contains(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',' | ' ' | '\'' | '’')) {
        return Err(Reason::TextBesideNumber);
    }
    let (before, leading_point) = match before.strip_suffix('.') {
        Some(before) if !before.ends_with(char::is_alphabetic) => (before, true),
        Some(_) | None => (before, false),
    };
    let numeral = if leading_point { numeral::read(&format!("0.{digits}"))? } else { numeral::read(digits)? };
    let mut amount = Amount::bare(&numeral.plain);
    amount.before_three = numeral.before_three;
    let negative = read_before(before, &mut amount)?;
    read_after(after.strip_prefix('.').filter(|rest| rest.is_empty()).unwrap_or(after), &mut amount)?;
    if negative {
        amount.plain.insert(0, '-');
    }
    Ok(amount)
}

/// What stands before the digits: one sign, currencies. Whether the sign is a minus.
fn read_before(text: &str, amount: &mut Amount) -> Result<bool, Reason> {
    let mut rest = text.trim();
    let mut sign = None;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix(['-', '+', '\u{2212}']).filter(|_| sign.is_none()) {
            sign = Some(!rest.starts_with('+'));
            rest = after.trim_start();
        } else if let Some((codes, after)) = currency(rest) {
            amount.add_currencies(codes)?;
            rest = after.trim_start();
        } else if ABOUT.iter().any(|word| strip_word(rest, word).is_some()) {
            return Err(Reason::Approximate);
        } else {
            return Err(Reason::TextBesideNumber);
        }
    }
    Ok(sign == Some(true))
}

/// What stands after the digits: a scale, percent, currencies, unit words, in any order.
fn read_after(text: &str, amount: &mut Amount) -> Result<(), Reason> {
    let mut rest = text.trim();
    let mut counted = false;
    while !rest.is_empty() {
        if let Some((word, power, after)) = scale(rest).filter(|_| !amount.scaled && !counted) {
            (amount.power, amount.scaled) = (power, true);
            amount.indian = INDIAN_SCALES.contains(&word);
            amount.comma_scale = COMMA_SCALES.contains(&word);
            rest = after.trim_start();
        } else if let Some(after) = longest(rest, PERCENTS.iter().copied()).filter(|_| !amount.percent) {
            amount.percent = true;
            rest = after.trim_start();
        } else if let Some((codes, after)) = currency(rest) {
            amount.add_currencies(codes)?;
            rest = after.trim_start();
        } else if let Some(after) = longest(rest, UNITS.iter().copied()).filter(|_| !counted) {
            counted = true;
            rest = after.trim_start();
        } else if longest(rest, UNCLEAR_SCALES.iter().copied()).is_some() {
            return Err(Reason::UnclearScale);
        } else if ABOUT.iter().any(|word| strip_word(rest, word).is_some()) {
            return Err(Reason::Approximate);
        } else {
            return Err(Reason::TextBesideNumber);
        }
    }
    Ok(())
}

/// A scale word at the start, its power and what follows it. A currency code may follow at once: `5musd`.
fn scale(text: &str) -> Option<(&str, u32, &str)> {
    let power = |word: &str| SCALES.iter().find(|(known, _)| *known == word).map(|(_, power)| *power);
    // A whole word first, so that `mur` stays a currency and `mm` is not `m` and `m`.
    let letters = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    let (word, after) = text.split_at_checked(letters)?;
    if let Some(power) = power(word) {
        return Some((word, power, after.strip_prefix('.').unwrap_or(after)));
    }
    if !word.is_empty() {
        let (head, code) = word.split_at_checked(word.len().saturating_sub(3))?;
        Currency::from_code(&code.to_ascii_uppercase())?;
        return Some((head, power(head)?, text.get(head.len()..)?));
    }
    let words = SCALES.iter().filter(|(word, _)| text.starts_with(word));
    let (word, power) = words.max_by_key(|(word, _)| word.len())?;
    Some((word, *power, text.get(word.len()..)?))
}

/// A currency code, sign or word at the start, and the currencies it may mean.
fn currency(text: &str) -> Option<(Vec<Currency>, &str)> {
    let sign = CURRENCIES
        .iter()
        .filter_map(|(word, codes)| Some((word.len(), *codes, strip_word(text, word)?)))
        .max_by_key(|(length, _, _)| *length);
    let letters = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    let code = text.get(..letters).unwrap_or("").to_ascii_uppercase();
    let named = |codes: &[&str]| codes.iter().filter_map(|code| Currency::from_code(code)).collect();
    match (sign, Currency::from_code(&code)) {
        (Some((length, codes, after)), _) if length > letters => Some((named(codes), after)),
        (_, Some(currency)) => Some((vec![currency], text.get(letters..)?)),
        (Some((_, codes, after)), None) => Some((named(codes), after)),
        (None, None) => None,
    }
}

/// What follows the longest of the words that stands at the start.
fn longest(text: &str, words: impl Iterator<Item = &'static str>) -> Option<&str> {
    words
        .filter_map(|word| Some((word.len(), strip_word(text, word)?)))
        .max_by_key(|(length, _)| *length)
        .map(|(_, rest)| rest)
}

/// What follows a word at the start; a word of letters ends where letters end.
pub(super) fn strip_word<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    // Most words of a list begin otherwise: one byte tells.
    if text.as_bytes().first() != word.as_bytes().first() {
        return None;
    }
    let rest = text.strip_prefix(word)?;
    let spelled = |c: char| c.is_alphabetic() && !is_unspaced(c);
    let runs_on = word.ends_with(spelled) && rest.starts_with(spelled);
    (!runs_on).then_some(rest)
}

/// What precedes a word at the end; a word of letters begins where letters begin.
pub(super) fn strip_word_end<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    if text.as_bytes().last() != word.as_bytes().last() {
        return None;
    }
    let rest = text.strip_suffix(word)?;
    let spelled = |c: char| c.is_alphabetic() && !is_unspaced(c);
    let runs_on = word.starts_with(spelled) && rest.ends_with(spelled);
    (!runs_on).then_some(rest)
}

/// Scripts that put no space between words.
fn is_unspaced(c: char) -> bool {
    let mut buffer = [0; 4];
    crate::types::unspaced_character(c.encode_utf8(&mut buffer)).is_some()
}

#[cfg(test)]
mod tests;
