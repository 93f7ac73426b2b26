//! From what a numeric cell says to a number or a range in the unit of its field.
//!
//! In: an [`Extent`] of amounts as written. Out: a cell in the field's unit, and a [`Reason`] where it does not fit.
//! Invariant: money is converted by a declared rate of just that direction, or not at all (ruling 54).

use super::amount::Amount;
use super::extent::Extent;
use super::{FieldReader, Kind, words};
use crate::data::reason::Reason;
use crate::types::{Cell, Currency, End, Interval, Number, NumberFault, round_half_away};

impl FieldReader<'_> {
    /// A number or a range in the field's unit; `typed` where the file itself says that it is a number.
    pub(super) fn numeric(
        &self,
        kind: &Kind,
        extent: Extent,
        typed: bool,
    ) -> Result<(Cell, Option<Reason>), Reason> {
        let (cell, reason) = match extent {
            Extent::One(amount) => {
                let (number, reason) = self.number(kind, &amount, typed)?;
                (Cell::Number(number), reason)
            }
            Extent::Range(low, high) if self.range => {
                let mut reason = None;
                let mut end = |end: Option<(Amount, bool)>| -> Result<End, Reason> {
                    let Some((amount, belongs)) = end else { return Ok(End::Unbounded) };
                    let (number, rounded) = self.number(kind, &amount, false)?;
                    reason = reason.take().or(rounded);
                    let value = number.millionths();
                    Ok(if belongs { End::Included(value) } else { End::Excluded(value) })
                };
                let mut interval = Interval { low: end(low)?, high: end(high)? };
                if matches!(kind, Kind::Whole) {
                    let natural = Interval { low: End::Included(0), high: End::Unbounded };
                    interval =
                        interval.on_steps(Number::SCALE).intersect(natural).ok_or(Reason::EmptyRange)?;
                }
                if interval.is_empty() {
                    return Err(Reason::EmptyRange);
                }
                let exact = interval.as_point().map(|value| Cell::Number(Number::from_millionths(value)));
                (exact.unwrap_or(Cell::Range(interval)), reason)
            }
            Extent::Range(..) => return Err(Reason::UndeclaredRange),
        };
        let interval = match &cell {
            Cell::Number(number) => Interval::point(number.millionths()),
            Cell::Range(interval) => *interval,
            _ => return Ok((cell, reason)),
        };
        if self.is_unknown_value(interval) {
            return Ok((Cell::Unknown, None));
        }
        Ok((cell, reason))
    }

    /// One number in the field's unit.
    fn number(&self, kind: &Kind, amount: &Amount, typed: bool) -> Result<(Number, Option<Reason>), Reason> {
        let percent = matches!(kind, Kind::Percent);
        if amount.currencies.is_some() && !matches!(kind, Kind::Money(_)) {
            return Err(Reason::UnexpectedCurrency);
        }
        if amount.percent && !percent {
            return Err(Reason::UnexpectedPercent);
        }
        let shift = match (percent, amount.percent, self.format.percent_of) {
            (false, ..) | (true, false, Some(1)) => 0,
            (true, true, _) | (true, false, Some(_)) => -2,
            (true, false, None) => return Err(Reason::BarePercent),
        };
        // `1,234` groups thousands, but `1,234 Mio` and, of whole numbers or money, `1.234` are read either way.
        let counts = matches!(kind, Kind::Whole | Kind::Money(_));
        let unclear = match amount.before_three {
            Some('.') => counts || amount.scaled,
            Some(_) => amount.comma_scale,
            None => false,
        };
        if unclear && !typed {
            return Err(Reason::UnclearSeparator);
        }
        let parsed = amount.number(shift)?;
        let rounded = (!parsed.exact).then_some(Reason::Rounded);
        match kind {
            Kind::Money(currency) => {
                let number = self.converted(*currency, amount, parsed.number)?;
                Ok((number, rounded))
            }
            Kind::Whole if !parsed.exact || !parsed.number.is_whole() => Err(Reason::Fraction),
            Kind::Whole if parsed.number < Number::ZERO => Err(Reason::Negative),
            _ => Ok((parsed.number, rounded)),
        }
    }

    /// An amount in the field's currency, by the declared rate of just that direction (ruling 54).
    fn converted(&self, currency: Currency, amount: &Amount, number: Number) -> Result<Number, Reason> {
        let code = currency.to_string();
        let from = match amount.currencies.as_deref() {
            None if amount.indian && !words::RUPEES.contains(&code.as_str()) => {
                return Err(Reason::UnclearCurrency);
            }
            None => return Ok(number),
            Some(named) if named.contains(&currency) => return Ok(number),
            Some([one]) => *one,
            Some(_) => return Err(Reason::UnclearCurrency),
        };
        let pairs = self.rates.map(|rates| rates.pairs.as_slice()).unwrap_or_default();
        let (_, _, rate) = pairs
            .iter()
            .find(|(source, target, _)| *source == from && *target == currency)
            .ok_or(Reason::NoRate { from, to: currency })?;
        let product = number.millionths().checked_mul(rate.millionths()).ok_or(Reason::TooLarge)?;
        let number = Number::from_millionths(round_half_away(product, Number::SCALE));
        if number.is_in_range() { Ok(number) } else { Err(Reason::TooLarge) }
    }
}

/// A number that the file holds as one.
pub(super) fn typed_number(text: &str) -> Result<Extent, Reason> {
    match Number::parse(text) {
        Ok(_) => Ok(Extent::One(Amount::bare(text))),
        Err(NumberFault::TooLarge) => Err(Reason::TooLarge),
        Err(NumberFault::NotANumber) => Err(Reason::NotANumber),
    }
}
