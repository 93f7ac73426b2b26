//! Points by the value of one expression: disjoint and complete arms (rulings 11, 14, 15).

use std::collections::HashMap;
use std::sync::Arc;

use super::operand::{Operand, Typed};
use super::set::{Constants, Subject, collect};
use super::wanted::Wanted;
use super::words::{day_words, interval_words, number_words};
use super::{Checker, codes};
use crate::check::model::{Aggregate, Bands, ElementUnit, LetValue, Type, Value};
use crate::diag::Diagnostic;
use crate::diag::codes::names;
use crate::syntax::tree::{Band, BandLeft, Bound, Expr, Path, Range, SetElement};
use crate::text::{Span, closest};
use crate::types::{End, Interval, IntervalSet, Number, Points, ValueSet};

/// An arm with values, typed.
struct Arm<'t> {
    span: Span,
    points: Points,
    set: ValueSet,
    /// The ranges written in it, for fixes.
    ranges: Vec<&'t Range>,
}

impl Checker<'_, '_> {
    /// `by X { … }` and `by best of LIST { … }`.
    pub(super) fn bands(&mut self, best_of: bool, value: &Expr, arms: &[Band], span: Span) -> Option<Bands> {
        let wanted = if best_of { Wanted::List } else { Wanted::Any };
        let typed = match self.operand(value, &wanted) {
            Some(Operand::Value(typed)) => Some(typed),
            Some(Operand::Fixed(fixed)) => self.fixed_as_value(&fixed),
            Some(Operand::Condition(_, span)) => self.fail(
                Diagnostic::new(
                    &codes::CONDITION_AS_VALUE,
                    span,
                    "points `by` a condition are written as arms",
                    "true, false or unknown",
                )
                .help("write `{ when … => … otherwise => … }`"),
            ),
            None => None,
        };
        let typed = typed?;
        self.best_of_fits(best_of, &typed)?;
        let subject = if best_of { self.element_subject(&typed) } else { self.subject(&typed) };
        let mut bands =
            Bands { value: typed.value.clone(), best_of, arms: Vec::new(), unknown: None, otherwise: None };
        let mut seen = (None, None);
        let mut checked = Vec::new();
        let mut sound = true;
        for arm in arms {
            match &arm.left {
                BandLeft::Unknown(at) => {
                    sound &= self.only_once("unknown", &mut seen.0, *at).is_some();
                    bands.unknown = Some(arm.points.value);
                }
                BandLeft::Otherwise(at) => {
                    sound &= self.only_once("otherwise", &mut seen.1, *at).is_some();
                    bands.otherwise = Some(arm.points.value);
                }
                BandLeft::Compare(..) | BandLeft::Values(_) => match self.band(&subject, arm, &typed) {
                    Some(set) => checked.push(Arm {
                        span: arm.span,
                        points: arm.points.value,
                        set,
                        ranges: ranges(&arm.left),
                    }),
                    None => sound = false,
                },
            }
        }
        if !sound {
            return None;
        }
        if checked.is_empty() {
            return self.no_arms(span);
        }
        self.disjoint(&subject, &checked)?;
        self.complete(&subject, &typed, &bands, &checked, span)?;
        bands.arms = checked.into_iter().map(|arm| (Arc::new(arm.set), arm.points)).collect();
        Some(bands)
    }

    fn no_arms<T>(&mut self, span: Span) -> Option<T> {
        self.fail(
            Diagnostic::new(&codes::INCOMPLETE_BANDS, span, "no arm names a value", "")
                .help("add arms such as `10..49 => 8`"),
        )
    }

    /// Ruling 15: `best of` is for lists, and lists need it.
    fn best_of_fits(&mut self, best_of: bool, typed: &Typed) -> Option<()> {
        let is_list = matches!(typed.ty, Type::List(_));
        if is_list == best_of {
            return Some(());
        }
        let words = self.type_words(&typed.ty);
        let message = if best_of {
            format!("`best of` looks at the elements of a list, but {} is {words}", typed.name)
        } else {
            format!("{} is {words}, which has no single value to give points by", typed.name)
        };
        let report = Diagnostic::new(&codes::BANDS_NEED_BEST_OF, typed.span, message, words.clone());
        let report = match typed.declared {
            Some(span) => report.label(span, format!("{} is {words}", typed.name)),
            None => report,
        };
        let before = Span { end: typed.span.start, ..typed.span };
        self.fail(if best_of {
            report.help("write `by` alone")
        } else {
            report.fix("write `by best of`", before, "best of ")
        })
    }

    /// A second `unknown` or `otherwise` arm.
    pub(super) fn only_once(&mut self, word: &str, seen: &mut Option<Span>, at: Span) -> Option<()> {
        match seen.replace(at) {
            None => Some(()),
            Some(first) => self.fail(
                Diagnostic::new(&codes::ARM_TWICE, at, format!("there are two `{word}` arms"), "again here")
                    .label(first, "first here"),
            ),
        }
    }

    /// The values of one arm.
    fn band(&mut self, subject: &Subject, arm: &Band, typed: &Typed) -> Option<ValueSet> {
        match &arm.left {
            BandLeft::Compare(op, element) => {
                let constants = self.band_constants(element)?;
                let [fixed] = constants.elements.as_slice() else {
                    return self.fail(Diagnostic::new(
                        &codes::TYPE_MISMATCH,
                        constants.span,
                        "a comparison takes one value",
                        "several values",
                    ));
                };
                let op_span = Span { end: constants.span.start, ..arm.span };
                let set = self.compared_set(subject, *op, op_span, fixed)?;
                if *op == crate::types::CompareOp::NotEqual {
                    return self.fail(
                        Diagnostic::new(
                            &codes::OVERLAPPING_BANDS,
                            arm.span,
                            "an arm with `!=` holds nearly every value",
                            "",
                        )
                        .help("name the one value, and give the others to `otherwise`"),
                    );
                }
                Some(set)
            }
            BandLeft::Values(elements) => {
                let mut all = Vec::new();
                let mut sound = true;
                for element in elements {
                    let constants = match element {
                        SetElement::Path(path) if self.near_keyword(path).is_none() => {
                            self.named_beside(path, Some(typed))
                        }
                        SetElement::Path(_)
                        | SetElement::Text(_)
                        | SetElement::Range(_)
                        | SetElement::Bound(_)
                        | SetElement::Boolean(..) => self.band_constants(element),
                    };
                    match constants.and_then(|constants| self.typed_constants(subject, &constants)) {
                        Some(typed) => all.extend(typed),
                        None => sound = false,
                    }
                }
                sound.then(|| collect(subject, all))
            }
            BandLeft::Unknown(_) | BandLeft::Otherwise(_) => None,
        }
    }

    /// An element of an arm; a misspelt `unknown` or `otherwise` gets its own words (trap 12).
    fn band_constants(&mut self, element: &SetElement) -> Option<Constants> {
        if let SetElement::Path(path) = element
            && let Some(keyword) = self.near_keyword(path)
        {
            let span = path.first.span;
            return self.fail(
                Diagnostic::new(
                    &names::UNKNOWN_NAME,
                    span,
                    format!("unknown name `{}`", path.first.text),
                    "no such list or named range",
                )
                .unsafe_fix(format!("write `{keyword}`"), span, keyword),
            );
        }
        self.set_element(element)
    }

    fn near_keyword(&self, path: &Path) -> Option<&'static str> {
        let name = path.first.text.as_str();
        if !path.rest.is_empty()
            || self.scope.names.common.contains_key(name)
            || self.scope.names.is_excused(name)
        {
            return None;
        }
        let keywords = ["unknown", "otherwise"];
        let same = keywords.into_iter().find(|keyword| keyword.eq_ignore_ascii_case(name));
        same.or_else(|| closest(name, keywords).first().copied())
    }

    /// No value in two arms.
    fn disjoint(&mut self, subject: &Subject, arms: &[Arm]) -> Option<()> {
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
        let mut furthest: Option<(Interval, usize)> = None;
        for (interval, index) in intervals {
            if let Some((before, first)) = furthest
                && let Some(both) = before.intersect(interval)
            {
                sound = false;
                let words = self.interval_text(subject, both);
                self.overlap(subject, arms, first, index, &words, both.as_point());
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
        point: Option<i128>,
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
        let report = match point {
            Some(point) => match self.shortened(arms, point, subject) {
                Some((span, text)) => report.unsafe_fix(format!("write `{text}`"), span, text),
                None => report,
            },
            None => report,
        };
        self.report(report);
    }

    /// The range that ends at a point which another begins with, as it would leave the point out.
    fn shortened(&self, arms: &[Arm], point: i128, subject: &Subject) -> Option<(Span, String)> {
        let range = arms.iter().flat_map(|arm| &arm.ranges).find(|range| {
            !range.open && bound_value(&range.high) == Some(point) && bound_value(&range.low) != Some(point)
        })?;
        let low = bound_value(&range.low)?;
        let whole = subject.step == Some(Number::SCALE) && subject.ty != Type::Day;
        let text = if whole {
            format!("{}..{}", self.point(subject, low), self.point(subject, point - Number::SCALE))
        } else {
            format!("{}..<{}", self.point(subject, low), self.point(subject, point))
        };
        Some((range.span, text))
    }

    /// Every value in an arm, or an `otherwise`.
    fn complete(
        &mut self,
        subject: &Subject,
        typed: &Typed,
        bands: &Bands,
        arms: &[Arm],
        span: Span,
    ) -> Option<()> {
        let gaps = self.gaps(subject, arms);
        let slivers: Vec<Diagnostic> =
            gaps.iter().flatten().filter_map(|gap| self.sliver(subject, *gap, arms)).collect();
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

    /// The values between and around the arms; `None` where values are no numbers.
    fn gaps(&self, subject: &Subject, arms: &[Arm]) -> Option<Vec<Interval>> {
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
            let gap = Interval { low, high: End::Unbounded };
            gaps.push(subject.step.map_or(gap, |step| gap.on_steps(step)));
        }
        Some(gaps)
    }

    /// Ruling 14: `10..49, 50..200` on decimals leaves 49.5 out; the fix is `10..<50`.
    fn sliver(&self, subject: &Subject, gap: Interval, arms: &[Arm]) -> Option<Diagnostic> {
        let (End::Excluded(low), End::Excluded(high)) = (gap.low, gap.high) else { return None };
        if subject.step.is_some() || !neighbours(low, high, subject) {
            return None;
        }
        let ends =
            arms.iter().flat_map(|arm| &arm.ranges).find(|range| bound_value(&range.high) == Some(low));
        let next = arms.iter().find(|arm| match &arm.set {
            ValueSet::Numbers(set) | ValueSet::Days(set) => {
                set.intervals().iter().any(|interval| interval.low == End::Included(high))
            }
            ValueSet::Texts(_) | ValueSet::Choices(_) | ValueSet::Booleans(_) => false,
        });
        let (range, next) = (ends?, next?);
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
            .label(next.span, format!("begins at {}", self.point(subject, high)))
            .unsafe_fix(format!("write `{text}`"), range.span, text),
        )
    }

    fn missing_singles(&self, subject: &Subject, arms: &[Arm]) -> String {
        let held: Vec<String> = arms.iter().flat_map(|arm| self.single_words(subject, &arm.set)).collect();
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
    pub(super) fn point(&self, subject: &Subject, value: i128) -> String {
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

fn ranges(left: &BandLeft) -> Vec<&Range> {
    match left {
        BandLeft::Values(elements) => elements
            .iter()
            .filter_map(|element| match element {
                SetElement::Range(range) => Some(range),
                SetElement::Text(_)
                | SetElement::Bound(_)
                | SetElement::Boolean(..)
                | SetElement::Path(_) => None,
            })
            .collect(),
        BandLeft::Unknown(_) | BandLeft::Otherwise(_) | BandLeft::Compare(..) => Vec::new(),
    }
}

fn bound_value(bound: &Bound) -> Option<i128> {
    match bound {
        Bound::Date(date) => Some(i128::from(date.day?.number())),
        Bound::Quantity(quantity) => Some(quantity.value.millionths()),
    }
}

/// Whether two numbers are neighbours as people count: 49 and 50, 499k and 500k, 4.9% and 5%.
fn neighbours(low: i128, high: i128, subject: &Subject) -> bool {
    let one = if subject.ty == Type::Percent { Number::SCALE / 100 } else { Number::SCALE };
    let mut unit = 1;
    while unit < Number::LIMIT && low % (unit * 10) == 0 && high % (unit * 10) == 0 {
        unit *= 10;
    }
    high - low == unit && (unit <= one || (low / unit) % 10 == 9)
}
