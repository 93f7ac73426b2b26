//! Names, texts, numbers, dates, lists and records.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::types::{Day, DurationUnit, Months, Number, Points};

use super::super::grammar::{Cursor, Node, Rule};
use super::super::numerals::{self, Numeral};
use super::super::recovery::{self, Look};
use super::super::tree::{self, Bound, Literal, QuantityUnit, SetElement};
use super::Lower;
use super::schema::is_string;

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

impl<'a> Lower<'a> {
    /// A name, if one stands here.
    pub(super) fn name(&mut self, cursor: &mut Cursor<'a>) -> Option<tree::Name> {
        cursor.accept(Rule::name).map(|name| self.name_of(name))
    }

    /// A tier's name: a name or a whole number.
    pub(super) fn tier_name(&mut self, cursor: &mut Cursor<'a>) -> Option<tree::Name> {
        cursor.accept_any(&[Rule::name, Rule::int]).map(|name| self.name_of(name))
    }

    pub(super) fn word(&mut self, node: Node<'a>) -> tree::Name {
        self.name_of(node)
    }

    /// The name without its backticks, reported if it is not in normal form C.
    pub(super) fn name_of(&mut self, node: Node<'a>) -> tree::Name {
        let text = node.text().trim_matches('`');
        let text = match is_nfc_quick(text.chars()) {
            IsNormalized::Yes => Cow::Borrowed(text),
            IsNormalized::No | IsNormalized::Maybe => Cow::Owned(text.nfc().collect::<String>()),
        };
        if text != node.text().trim_matches('`') {
            let diagnostic = recovery::name_not_normal(node.span(), &text);
            self.report(diagnostic);
        }
        tree::Name { text: text.into_owned(), span: node.span() }
    }

    /// A title, if one stands here.
    pub(super) fn title(&mut self, cursor: &mut Cursor<'a>) -> Option<tree::Text> {
        let next = cursor.peek().filter(|next| is_string(next.rule()))?;
        cursor.next();
        Some(self.string(next))
    }

    /// A text with its escapes replaced; an unknown escape is reported and kept as written.
    pub(super) fn string(&mut self, node: Node<'a>) -> tree::Text {
        let span = node.span();
        let Some(inside) = node.text().strip_prefix('"').and_then(|text| text.strip_suffix('"')) else {
            let mut inside = node.text().chars();
            inside.next();
            inside.next_back();
            return tree::Text { value: inside.as_str().to_owned(), span };
        };
        if !inside.contains('\\') {
            return tree::Text { value: inside.to_owned(), span };
        }
        let mut value = String::with_capacity(inside.len());
        let mut rest = inside;
        while let Some((before, after)) = rest.split_once('\\') {
            value.push_str(before);
            let at = node.end() - 1 - after.len() - 1;
            let (escaped, taken) = escape(after);
            match escaped {
                Some(character) => value.push(character),
                None => {
                    let escape_span = self.span(at, at + 1 + taken);
                    let diagnostic = recovery::unknown_escape(escape_span, after);
                    self.report(diagnostic);
                    value.push('\\');
                    value.extend(after.get(..taken));
                }
            }
            rest = after.get(taken..).unwrap_or("");
        }
        value.push_str(rest);
        tree::Text { value, span }
    }

    pub(super) fn pattern(&mut self, node: Node<'a>) -> tree::Pattern {
        let inside = node.text().strip_prefix('/').and_then(|text| text.strip_suffix('/')).unwrap_or("");
        tree::Pattern { value: inside.replace("\\/", "/"), span: node.span() }
    }

    pub(super) fn path(&mut self, node: Node<'a>) -> tree::Path {
        let mut first = None;
        let mut rest = Vec::new();
        for child in node.children() {
            match child.rule() {
                Rule::operand_name => first = Some(self.name_of(child)),
                Rule::word => rest.push(self.name_of(child)),
                _ => {}
            }
        }
        let first = first.unwrap_or(tree::Name { text: node.text().to_owned(), span: node.span() });
        tree::Path { first, rest }
    }

    /// `Some` for `true`, `false`, `today`, texts and single bounds.
    pub(super) fn literal(&mut self, node: Node<'a>) -> Option<Literal> {
        Some(match node.rule() {
            Rule::boolean => Literal::Boolean(node.text() == "true", node.span()),
            Rule::kw_today => Literal::Today(node.span()),
            Rule::text | Rule::odd_text => Literal::Text(self.string(node)),
            Rule::range => match self.bound(node.first()?) {
                Bound::Date(date) => Literal::Date(date),
                Bound::Quantity(quantity) => Literal::Quantity(quantity),
            },
            _ => return None,
        })
    }

    fn bound(&mut self, node: Node<'a>) -> Bound {
        match node.rule() {
            Rule::date | Rule::odd_date => Bound::Date(self.date(node)),
            _ => Bound::Quantity(self.quantity(node)),
        }
    }

    /// A range; `None` for a bound that stands alone.
    pub(super) fn range(&mut self, node: Node<'a>) -> Option<tree::Range> {
        let mut cursor = node.children();
        let low = cursor.next()?;
        if low.rule() == Rule::odd_range {
            let (low, high) = numerals::dashed(low.text())?;
            let (low, high) = (self.numeral(node, low), self.numeral(node, high));
            return Some(tree::Range {
                span: node.span(),
                low: Bound::Quantity(low),
                high: Bound::Quantity(high),
                open: false,
            });
        }
        let dots = cursor.next()?;
        let low = self.bound(low);
        let high = self.bound(cursor.next()?);
        Some(tree::Range { span: node.span(), low, high, open: dots.rule() == Rule::dotdot_lt })
    }

    fn numeral(&mut self, node: Node<'a>, text: &str) -> tree::Quantity {
        let numeral = numerals::strict(text).unwrap_or_default();
        self.check_number(node, &numeral);
        tree::Quantity { value: numeral.value, percent: numeral.percent, unit: None, span: node.span() }
    }

    /// A number with its unit. What is odd about it has been reported as a token.
    pub(super) fn quantity(&mut self, node: Node<'a>) -> tree::Quantity {
        let mut cursor = node.children();
        let Some(number) = cursor.next() else {
            return tree::Quantity { value: Number::ZERO, percent: false, unit: None, span: node.span() };
        };
        let (numeral, mut unit) = self.number(number);
        match cursor.next() {
            Some(word) if word.rule() == Rule::unit => {
                unit = duration_unit(word.text()).map(QuantityUnit::Duration)
            }
            Some(word) => unit = Some(QuantityUnit::Currency(self.currency(word))),
            None => {}
        }
        tree::Quantity { value: numeral.value, percent: numeral.percent, unit, span: node.span() }
    }

    fn number(&mut self, node: Node<'a>) -> (Numeral, Option<QuantityUnit>) {
        let (numeral, unit) = match node.rule() {
            Rule::number => (numerals::strict(node.text()), None),
            _ => match numerals::mend(node.text()) {
                Some(mended) => (numerals::strict(&mended.number), mended.unit),
                None => (None, None),
            },
        };
        let numeral = numeral.unwrap_or_default();
        self.check_number(node, &numeral);
        (numeral, unit)
    }

    fn check_number(&mut self, node: Node<'a>, numeral: &Numeral) {
        if numeral.too_large {
            let diagnostic = recovery::number_too_large(node.span(), node.text());
            self.report(diagnostic);
        } else if numeral.too_fine {
            let diagnostic = recovery::too_many_decimals(node.span(), node.text(), 6);
            self.report(diagnostic);
        }
    }

    pub(super) fn duration(&mut self, node: Node<'a>) -> Option<tree::Duration> {
        let mut cursor = node.children();
        if let Some(stuck) = cursor.accept(Rule::odd_duration) {
            let (count, unit) = numerals::stuck_duration(stuck.text());
            let numeral = numerals::strict(count).unwrap_or_default();
            self.check_number(stuck, &numeral);
            return Some(tree::Duration {
                count: numeral.value,
                unit: duration_unit(unit)?,
                span: node.span(),
            });
        }
        let (numeral, _) = self.number(cursor.next()?);
        let unit = duration_unit(cursor.next()?.text())?;
        Some(tree::Duration { count: numeral.value, unit, span: node.span() })
    }

    pub(super) fn points(&mut self, node: Node<'a>) -> tree::PointsLiteral {
        let text = node.text();
        let mended = numerals::mend_points(text);
        let numeral = mended.as_deref().and_then(numerals::strict).unwrap_or_default();
        let signed = text.starts_with(['+', '-', '−']);
        let thousandths = numeral.value.millionths() / 1_000;
        if numeral.too_large {
            let diagnostic = recovery::number_too_large(node.span(), text);
            self.report(diagnostic);
        } else if thousandths * 1_000 != numeral.value.millionths() || numeral.too_fine {
            let diagnostic = recovery::too_many_decimals(node.span(), text, 3);
            self.report(diagnostic);
        }
        let value = Points::from_thousandths(i64::try_from(thousandths).unwrap_or(i64::MAX));
        tree::PointsLiteral { value, signed, span: node.span() }
    }

    pub(super) fn date(&mut self, node: Node<'a>) -> tree::Date {
        let (day, diagnostic) = recovery::read_date(node);
        if let Some(diagnostic) = diagnostic {
            self.report(diagnostic);
        }
        tree::Date { day, span: node.span() }
    }

    pub(super) fn months(&mut self, node: Node<'a>) -> Option<Months> {
        let mut months = node.children().filter(|child| child.rule() == Rule::month);
        let first = month(months.next()?)?;
        let last = months.next().and_then(month).unwrap_or(first);
        if let Some(dots) = node.children().find(|child| child.rule() == Rule::dotdot_lt) {
            let diagnostic = recovery::open_months(dots.span());
            self.report(diagnostic);
        }
        Some(Months { first, last })
    }

    pub(super) fn list_literal(&mut self, node: Node<'a>) -> tree::ListLiteral {
        let elements = self.elements(&mut node.children());
        tree::ListLiteral { span: node.span(), elements }
    }

    /// The elements among the children that are left.
    pub(super) fn elements(&mut self, cursor: &mut Cursor<'a>) -> Vec<SetElement> {
        cursor.filter_map(|child| self.element(child)).collect()
    }

    /// One element; `None` for a mark.
    pub(super) fn element(&mut self, node: Node<'a>) -> Option<SetElement> {
        Some(match node.rule() {
            Rule::boolean => SetElement::Boolean(node.text() == "true", node.span()),
            Rule::text | Rule::odd_text => SetElement::Text(self.string(node)),
            Rule::path => SetElement::Path(self.path(node)),
            Rule::range | Rule::dash_range => match self.range(node) {
                Some(range) => SetElement::Range(range),
                None => SetElement::Bound(self.bound(node.first()?)),
            },
            _ => return None,
        })
    }

    /// What stands after `in`, `has any`, `has all`.
    pub(super) fn set(&mut self, node: Node<'a>) -> Option<tree::Set> {
        Some(match node.rule() {
            Rule::listlit => tree::Set::List(self.list_literal(node)),
            Rule::odd_list | Rule::bare_list => {
                let diagnostic = recovery::not_a_list(self.text(), node);
                self.report(diagnostic);
                tree::Set::List(self.list_literal(node))
            }
            Rule::path => tree::Set::Path(self.path(node)),
            Rule::range | Rule::dash_range => match self.range(node) {
                Some(range) => tree::Set::Range(range),
                None => {
                    let diagnostic = recovery::not_a_list(self.text(), node);
                    self.report(diagnostic);
                    let element = SetElement::Bound(self.bound(node.first()?));
                    tree::Set::List(tree::ListLiteral { span: node.span(), elements: vec![element] })
                }
            },
            _ => return None,
        })
    }

    /// A record; `None` if an entry was damaged (reported).
    pub(super) fn record(&mut self, node: Node<'a>) -> Option<tree::Record> {
        let (mut entries, mut sound, mut before) = (Vec::new(), true, None);
        if let Some(last) = node.last() {
            self.bracket_closer(node, node.first(), last);
        }
        for child in node.children() {
            match child.rule() {
                Rule::record_entry => {
                    before = Some(child);
                    match self.record_entry(child) {
                        Some(entry) => entries.push(entry),
                        None => sound = false,
                    }
                }
                Rule::missing_comma => {
                    let after = entries.last().map_or(node.start(), |entry| entry.span.end as usize);
                    let place = self.span(after, after);
                    let diagnostic = recovery::missing_comma(place);
                    self.report(diagnostic);
                }
                Rule::bad_record_entry => {
                    sound = false;
                    self.bad_line(Look::RecordEntry, child, before.take());
                }
                _ => {}
            }
        }
        sound.then_some(tree::Record { span: node.span(), entries })
    }

    fn record_entry(&mut self, node: Node<'a>) -> Option<tree::RecordEntry> {
        let mut cursor = node.children();
        let name = self.word(cursor.accept(Rule::word)?);
        cursor.next()?;
        let value = cursor.next()?;
        let value = match value.rule() {
            Rule::kw_unknown => tree::RecordValue::Unknown(value.span()),
            Rule::band_cmp => {
                let mut cursor = value.children();
                let op = super::items::compare_op(cursor.next()?.rule())?;
                tree::RecordValue::Compare(op, self.element(cursor.next()?)?, value.span())
            }
            Rule::listlit => tree::RecordValue::List(self.list_literal(value)),
            Rule::path => tree::RecordValue::Path(self.path(value)),
            Rule::range | Rule::dash_range => match self.range(value) {
                Some(range) => tree::RecordValue::Range(range),
                None => tree::RecordValue::Literal(self.literal(value)?),
            },
            _ => tree::RecordValue::Literal(self.literal(value)?),
        };
        Some(tree::RecordEntry { span: node.span(), name, value })
    }
}

fn month(node: Node<'_>) -> Option<u8> {
    let index = MONTHS.iter().position(|month| *month == node.text())?;
    u8::try_from(index + 1).ok()
}

/// The unit of a duration word.
pub(in super::super) fn duration_unit(word: &str) -> Option<DurationUnit> {
    match word {
        "day" | "days" => Some(DurationUnit::Days),
        "week" | "weeks" => Some(DurationUnit::Weeks),
        "month" | "months" => Some(DurationUnit::Months),
        "quarter" | "quarters" => Some(DurationUnit::Quarters),
        "year" | "years" => Some(DurationUnit::Years),
        _ => None,
    }
}

/// The character of an escape whose backslash has been taken, and how many bytes it takes.
fn escape(after: &str) -> (Option<char>, usize) {
    match after.chars().next() {
        Some('n') => (Some('\n'), 1),
        Some('t') => (Some('\t'), 1),
        Some(mark @ ('"' | '\\')) => (Some(mark), 1),
        Some('u') => {
            let digits =
                after.strip_prefix("u{").and_then(|rest| rest.split_once('}')).map(|(digits, _)| digits);
            match digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()).and_then(char::from_u32) {
                Some(character) => (Some(character), digits.map_or(1, |digits| digits.len() + 3)),
                None => (None, 1),
            }
        }
        Some(other) => (None, other.len_utf8()),
        None => (None, 0),
    }
}

/// A day from year, month and day as written.
pub(in super::super) fn day(year: &str, month: &str, day: &str) -> Option<Day> {
    Day::from_ymd(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}
