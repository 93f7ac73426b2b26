//! Whether the arms of bands are disjoint and complete, with the overlap or the gap in words (rulings 11, 14).
//!
//! In: the arms of one `by`. Out: nothing, or a report with the values that two arms share or none has.
//! Invariant: arms are compared as sets, so their order does not matter.

use std::collections::{HashMap, HashSet};

use super::bands::Arm;
use super::operand::Typed;
use super::set::Subject;
use super::words::{day_words, interval_words, number_words};
use super::{Checker, codes};
use crate::check::model::{Aggregate, Bands, ElementUnit, LetValue, Type, Value};
use crate::diag::Diagnostic;
use crate::syntax::tree::{Bound, Range};
use crate::text::Span;
use crate::types::{End, Interval, IntervalSet, Number, ValueSet};

impl Checker<'_, '_> {
    /// No value in two arms.
    pub(super) fn disjoint(&mut self, subject: &Subject, arms: &[Arm]) -> Option<()> {
        let mut intervals: Vec<(Interval, usize)> = Vec::new();
        let mut singles: HashMap<String, usize> = HashMap::new();
        let mut sound = true;
        for (index, arm) in arms.iter().enumerate() {
            match &arm.set {
                ValueSet::Numbers(set) | ValueSet::Days(set) => {
                    intervals.extend(set.intervals().iter().map(|interval| (*interval, index)));
                }
                ValueSet::Texts(_) | ValueSet::Choices(_) | ValueSet::Booleans(_) => {
                    for value in self.single_words(subject, &arm.set) {
                        if let Some(first) = singles.insert(value.clone(), index)
                            && first != index
                        {
                            sound = false;
                            self.overlap(subject, arms, first, index, &value, None);
                        }
                    }
                }
            }
        }
        intervals.sort_by_key(|(interval, _)| match interval.low {
            End::Unbounded => (0, 0, 0),
            End::Included(value) => (1, value, 0),
            End::Excluded(value) => (1, value, 1),
        });
        let borders = Borders::of(arms);
        let mut furthest: Option<(Interval, usize)> = None;
        for (interval, index) in intervals {
            if let Some((before, first)) = furthest
                && let Some(both) = before.intersect(interval)
            {
                sound = false;
                let words = self.interval_text(subject, both);
                let fix = both.as_point().and_then(|point| self.shortened(&borders, point, subject));
                self.overlap(subject, arms, first, index, &words, fix);
            }
            let reaches_further =
                furthest.is_none_or(|(before, _)| before.hull(interval).high != before.high);
            if reaches_further {
                furthest = Some((interval, index));
            }
        }
        sound.then_some(())
    }

    fn overlap(
        &mut self,
        subject: &Subject,
        arms: &[Arm],
        first: usize,
        second: usize,
        words: &str,
        fix: Option<(Span, String)>,
    ) {
        let (early, late) = (first.min(second), first.max(second));
        let (Some(one), Some(other)) = (arms.get(early), arms.get(late)) else { return };
        let report = Diagnostic::new(
            &codes::OVERLAPPING_BANDS,
            other.span,
            format!("two arms by {} hold {words}", subject.name),
            format!("{words} again"),
        )
        .label(one.span, format!("holds {words} too"));
        let report = match fix {
            Some((span, text)) => report.unsafe_fix(format!("write `{text}`"), span, text),
            None => report,
        };
        self.report(report);
    }

    /// The range that ends at a point which another begins with, as it would leave the point out.
    fn shortened(&self, borders: &Borders<'_>, point: i128, subject: &Subject) -> Option<(Span, String)> {
        let range = borders.ending_at.get(&point).filter(|range| !range.open)?;
        let low = bound_value(&range.low).filter(|low| *low != point)?;
        let whole = subject.step == Some(Number::SCALE) && subject.ty != Type::Day;
        let text = if whole {
            format!("{}..{}", self.point(subject, low), self.point(subject, point - Number::SCALE))
        } else {
            format!("{}..<{}", self.point(subject, low), self.point(subject, point))
        };
        Some((range.span, text))
    }

    /// Every value in an arm, or an `otherwise`.
    pub(super) fn complete(
        &mut self,
        subject: &Subject,
        typed: &Typed,
        bands: &Bands,
        arms: &[Arm],
        span: Span,
    ) -> Option<()> {
        let gaps = self.gaps(subject, most(&typed.value), arms);
        let borders = Borders::of(arms);
        let slivers: Vec<Diagnostic> =
            gaps.iter().flatten().filter_map(|gap| self.sliver(subject, *gap, &borders)).collect();
        if bands.otherwise.is_some() {
            slivers.into_iter().for_each(|report| self.report(report));
            return Some(());
        }
        let missing = match gaps {
            Some(gaps) => {
                let words: Vec<String> =
                    gaps.iter().take(3).map(|gap| self.interval_text(subject, *gap)).collect();
                words.join(", ")
            }
            None => self.missing_singles(subject, arms),
        };
        let missing = match missing.as_str() {
            "" if bands.best_of => "an empty list".to_owned(),
            "" if self.may_have_no_rows(&typed.value) => "a table without rows".to_owned(),
            "" => return Some(()),
            _ => missing,
        };
        let end = Span { start: span.end.saturating_sub(1), end: span.end.saturating_sub(1), ..span };
        let mut report = Diagnostic::new(
            &codes::INCOMPLETE_BANDS,
            typed.span,
            format!("the arms by {} leave out {missing}", typed.name),
            format!("{missing} in no arm"),
        );
        report.helps = slivers.into_iter().flat_map(|sliver| sliver.helps).collect();
        self.fail(report.unsafe_fix("add `otherwise => 0`", end, " otherwise => 0 "))
    }

    /// The values between and around the arms, up to the most there can be; `None` where values are no numbers.
    fn gaps(&self, subject: &Subject, most: Option<i128>, arms: &[Arm]) -> Option<Vec<Interval>> {
        let mut all = Vec::new();
        for arm in arms {
            match &arm.set {
                ValueSet::Numbers(set) | ValueSet::Days(set) => all.extend(set.intervals().iter().copied()),
                ValueSet::Texts(_) | ValueSet::Choices(_) | ValueSet::Booleans(_) => return None,
            }
        }
        let covered = IntervalSet::new(subject.step, all);
        let mut low = if subject.ty == Type::Whole { End::Included(0) } else { End::Unbounded };
        let mut gaps = Vec::new();
        let mut ended = false;
        for interval in covered.intervals() {
            let high = match interval.low {
                End::Unbounded => None,
                End::Included(value) => Some(End::Excluded(value)),
                End::Excluded(value) => Some(End::Included(value)),
            };
            if let Some(high) = high {
                let gap = Interval { low, high };
                let gap = subject.step.map_or(gap, |step| gap.on_steps(step));
                if !gap.is_empty() {
                    gaps.push(gap);
                }
            }
            match interval.high {
                End::Unbounded => ended = true,
                End::Included(value) => low = End::Excluded(value),
                End::Excluded(value) => low = End::Included(value),
            }
        }
        if !ended {
            let gap = Interval { low, high: most.map_or(End::Unbounded, End::Included) };
            let gap = subject.step.map_or(gap, |step| gap.on_steps(step));
            if !gap.is_empty() {
                gaps.push(gap);
            }
        }
        Some(gaps)
    }

    /// Ruling 14: `10..49, 50..200` on decimals leaves 49.5 out; the fix is `10..<50`.
    fn sliver(&self, subject: &Subject, gap: Interval, borders: &Borders<'_>) -> Option<Diagnostic> {
        let (End::Excluded(low), End::Excluded(high)) = (gap.low, gap.high) else { return None };
        if subject.step.is_some() || !neighbors(low, high, subject) {
            return None;
        }
        let range = borders.ending_at.get(&low)?;
        let next = borders.beginning_at.get(&high)?;
        let words = self.interval_text(subject, gap);
        let text = format!(
            "{}..<{}",
            bound_value(&range.low).map(|low| self.point(subject, low)).unwrap_or_default(),
            self.point(subject, high)
        );
        Some(
            Diagnostic::new(
                &codes::GAP_BETWEEN_BANDS,
                range.span,
                format!("a value {words} falls to `otherwise`"),
                format!("ends at {}", self.point(subject, low)),
            )
            .label(*next, format!("begins at {}", self.point(subject, high)))
            .unsafe_fix(format!("write `{text}`"), range.span, text),
        )
    }

    fn missing_singles(&self, subject: &Subject, arms: &[Arm]) -> String {
        let held: HashSet<String> =
            arms.iter().flat_map(|arm| self.single_words(subject, &arm.set)).collect();
        let all: Vec<String> = match &subject.ty {
            Type::Boolean => vec!["true".to_owned(), "false".to_owned()],
            Type::Choice(index) => {
                let values = self.schema().choices.get(*index).map(|set| set.values.as_slice());
                values.unwrap_or_default().iter().map(|choice| format!("\"{}\"", choice.value)).collect()
            }
            Type::Text
            | Type::Number
            | Type::Whole
            | Type::Percent
            | Type::Money(_)
            | Type::Day
            | Type::List(_)
            | Type::Days => return "every other text".to_owned(),
        };
        let missing: Vec<String> = all.into_iter().filter(|value| !held.contains(value)).collect();
        match missing.len() {
            0..=3 => missing.join(", "),
            many => {
                let shown: Vec<String> = missing.into_iter().take(2).collect();
                format!("{} and {} more", shown.join(", "), many - 2)
            }
        }
    }

    /// Whether a value may be "no rows", which only `otherwise` takes (ruling 34).
    fn may_have_no_rows(&self, value: &Value) -> bool {
        match value {
            Value::Aggregate(aggregate) => match aggregate.as_ref() {
                Aggregate::Min(..) | Aggregate::Max(..) => true,
                Aggregate::Count(_) | Aggregate::Sum(..) => false,
            },
            Value::Let(index) => match self.scope.let_value(*index) {
                Some(LetValue::Value(inner, _)) => self.may_have_no_rows(inner),
                Some(LetValue::Condition(_) | LetValue::Constant(_)) | None => false,
            },
            Value::Linear { terms, .. } => terms.iter().any(|(_, term)| self.may_have_no_rows(term)),
            Value::Quotient { numerator: first, denominator: second }
            | Value::DaysBetween { later: first, earlier: second } => {
                self.may_have_no_rows(first) || self.may_have_no_rows(second)
            }
            Value::Field(_)
            | Value::Constant(_)
            | Value::Today
            | Value::Otherwise(..)
            | Value::CountElements { .. }
            | Value::CountKnown(_)
            | Value::Score(_) => false,
        }
    }

    /// The values of a set of texts, declared values or booleans, as written.
    fn single_words(&self, subject: &Subject, set: &ValueSet) -> Vec<String> {
        match set {
            ValueSet::Texts(texts) => texts.iter().map(|text| format!("\"{text}\"")).collect(),
            ValueSet::Booleans(booleans) => booleans.iter().map(bool::to_string).collect(),
            ValueSet::Choices(choices) => {
                let Type::Choice(index) = subject.ty else { return Vec::new() };
                let values =
                    self.schema().choices.get(index).map(|set| set.values.as_slice()).unwrap_or_default();
                choices
                    .iter()
                    .filter_map(|position| values.get(*position as usize))
                    .map(|choice| format!("\"{}\"", choice.value))
                    .collect()
            }
            ValueSet::Numbers(_) | ValueSet::Days(_) => Vec::new(),
        }
    }

    fn interval_text(&self, subject: &Subject, interval: Interval) -> String {
        interval_words(interval, |value| self.point(subject, value))
    }

    /// A value of an ordered type as it is written in a profile.
    fn point(&self, subject: &Subject, value: i128) -> String {
        let unit = match subject.ty {
            Type::Day => return day_words(value),
            Type::Percent => ElementUnit::Percent,
            Type::Money(currency) => ElementUnit::Money(currency),
            Type::Text
            | Type::Number
            | Type::Whole
            | Type::Boolean
            | Type::Choice(_)
            | Type::List(_)
            | Type::Days => ElementUnit::Plain,
        };
        number_words(Number::from_millionths(value), unit)
    }
}

/// The most a count can be, in millionths, where that is known from how it is written.
fn most(value: &Value) -> Option<i128> {
    let count = if let Value::CountKnown(fields) = value {
        i128::try_from(fields.len()).ok()?
    } else if let Value::CountElements { within: Some((_, named)), .. } = value {
        i128::from(*named)
    } else {
        return None;
    };
    Some(count * Number::SCALE)
}

/// Where the ranges of arms end and arms begin.
struct Borders<'t> {
    ending_at: HashMap<i128, &'t Range>,
    beginning_at: HashMap<i128, Span>,
}

impl<'t> Borders<'t> {
    fn of(arms: &[Arm<'t>]) -> Borders<'t> {
        let mut borders = Borders { ending_at: HashMap::new(), beginning_at: HashMap::new() };
        for arm in arms {
            for range in &arm.ranges {
                if let Some(high) = bound_value(&range.high) {
                    borders.ending_at.entry(high).or_insert(range);
                }
            }
            if let ValueSet::Numbers(set) | ValueSet::Days(set) = &arm.set {
                for interval in set.intervals() {
                    if let End::Included(low) = interval.low {
                        borders.beginning_at.entry(low).or_insert(arm.span);
                    }
                }
            }
        }
        borders
    }
}

fn bound_value(bound: &Bound) -> Option<i128> {
    match bound {
        Bound::Date(date) => Some(i128::from(date.day?.number())),
        Bound::Quantity(quantity) => Some(quantity.value.millionths()),
    }
}

/// Whether two numbers are neighbors as people count: 49 and 50, 499k and 500k, 4.9% and 5%.
fn neighbors(low: i128, high: i128, subject: &Subject) -> bool {
    let one = if subject.ty == Type::Percent { Number::SCALE / 100 } else { Number::SCALE };
    let mut unit = 1;
    while unit < Number::LIMIT && low % (unit * 10) == 0 && high % (unit * 10) == 0 {
        unit *= 10;
    }
    high - low == unit && (unit <= one || (low / unit) % 10 == 9)
}
