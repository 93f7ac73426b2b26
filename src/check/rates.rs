//! `rates on DATE`: what one unit of a currency is worth (ruling 54).

use indexmap::IndexMap;

use super::choices::empty_file;
use super::context::Context;
use super::loader::Loader;
use super::model::Rates;
use super::table_file;
use crate::diag::Diagnostic;
use crate::diag::codes::{imports, rules};
use crate::syntax::tree::{self, Quantity, QuantityUnit, RatesSource};
use crate::text::Span;
use crate::types::{Currency, Number};

/// Reads the block.
pub(super) fn rates(cx: &mut Context, written: &tree::Rates, loader: &dyn Loader) -> Option<Rates> {
    let mut table = Table { pairs: IndexMap::new() };
    match &written.source {
        RatesSource::Inline(pairs) => {
            for (left, right) in pairs {
                if let Some((from, to, rate)) = pair(cx, left, right) {
                    table.add(cx, from, to, rate, left.span.to(right.span), "");
                }
            }
        }
        RatesSource::File(reference) => table.read(cx, reference, loader)?,
    }
    let pairs = table.pairs.into_iter().map(|((from, to), (rate, _))| (from, to, rate)).collect();
    Some(Rates { on: written.on.day?, pairs, span: written.span })
}

fn bad(span: Span, message: String, label: &str) -> Diagnostic {
    Diagnostic::new(&rules::BAD_RATE, span, message, label)
}

/// `1 EUR = 1.08 USD`.
fn pair(cx: &mut Context, left: &Quantity, right: &Quantity) -> Option<(Currency, Currency, Number)> {
    let from = currency(cx, left);
    let to = currency(cx, right);
    let (from, to) = (from?, to?);
    for side in [left, right] {
        if side.value <= Number::ZERO {
            cx.report(bad(side.span, "a rate must be above 0".to_owned(), "not above 0"));
            return None;
        }
    }
    let scaled = right.value.millionths().checked_mul(Number::SCALE)?;
    let divisor = left.value.millionths();
    if scaled.checked_rem(divisor)? != 0 {
        cx.report(
            bad(
                left.span.to(right.span),
                format!("1 {from} in {to} has more than six decimals at this rate"),
                "not exact with six decimals",
            )
            .help(format!("write what 1 {from} is worth, with at most six decimals")),
        );
        return None;
    }
    Some((from, to, Number::from_millionths(scaled.checked_div(divisor)?)))
}

fn currency(cx: &mut Context, side: &Quantity) -> Option<Currency> {
    match side.unit {
        Some(QuantityUnit::Currency(currency)) => Some(currency),
        Some(QuantityUnit::Duration(_)) | None => {
            cx.report(
                bad(
                    side.span,
                    "both sides of a rate need a currency".to_owned(),
                    "an amount without currency",
                )
                .help("write it as in `1 EUR = 1.08 USD`"),
            );
            None
        }
    }
}

struct Table {
    pairs: IndexMap<(Currency, Currency), (Number, Span)>,
}

impl Table {
    fn add(&mut self, cx: &mut Context, from: Currency, to: Currency, rate: Number, span: Span, place: &str) {
        if from == to {
            cx.report(bad(
                span,
                format!("a rate from {from} to {to} says nothing{place}"),
                "the same currency",
            ));
            return;
        }
        if let Some((_, first)) = self.pairs.get(&(from, to)) {
            let report =
                bad(span, format!("the rate from {from} to {to} is stated twice{place}"), "stated again");
            let report = if *first == span { report } else { report.label(*first, "first stated here") };
            cx.report(report.help("keep one of the two"));
            return;
        }
        self.pairs.insert((from, to), (rate, span));
    }

    fn read(&mut self, cx: &mut Context, reference: &tree::FileReference, loader: &dyn Loader) -> Option<()> {
        let file = table_file::read(cx, reference, loader, &[])?;
        let path = &reference.path;
        let mut columns = [0; 3];
        for (name, found) in ["from", "to", "rate"].into_iter().zip(&mut columns) {
            let Some(position) = file.position(name) else {
                cx.report(
                    Diagnostic::new(
                        &imports::UNKNOWN_FILE_COLUMN,
                        path.span,
                        format!("`{}` has no column \"{name}\"", path.value),
                        format!("column \"{name}\" is missing"),
                    )
                    .note("a file of rates has the columns `from`, `to` and `rate`"),
                );
                return None;
            };
            *found = position;
        }
        let [from, to, rate] = columns;
        let mut sound = true;
        for row in file.rows() {
            let line = row.line();
            let amount =
                Number::parse(row.cell(rate)).ok().filter(|parsed| parsed.exact).map(|parsed| parsed.number);
            let currencies = (Currency::from_code(row.cell(from)), Currency::from_code(row.cell(to)));
            let (Some(amount), (Some(from), Some(to))) =
                (amount.filter(|rate| *rate > Number::ZERO), currencies)
            else {
                cx.report(Diagnostic::new(
                    &imports::MALFORMED_FILE,
                    path.span,
                    format!(
                        "line {line} of `{}` is no rate: two currencies and a number above 0 with at most six \
                         decimals are needed",
                        path.value
                    ),
                    format!("line {line} is no rate"),
                ));
                sound = false;
                break;
            };
            self.add(cx, from, to, amount, path.span, &format!(" in line {line} of `{}`", path.value));
        }
        if sound && self.pairs.is_empty() {
            cx.report(empty_file(path));
        }
        Some(())
    }
}
