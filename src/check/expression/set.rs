//! Constants typed by what they are compared with: every message about units and declared values is here.

use std::collections::{BTreeSet, HashMap};

use super::operand::{Fixed, Typed};
use super::wanted::{is_numeric, is_plain};
use super::words::{element_sentence, element_words, number_words};
use super::{Checker, codes};
use crate::check::model::{
    ChoiceKind, ChoiceSet, ElementUnit, LetValue, ListElement, Type, Value, short_number_text,
};
use crate::check::scope::{Entity, Use};
use crate::diag::codes::names;
use crate::diag::{Diagnostic, Edit};
use crate::syntax::tree::{ListLiteral, Path, Set, SetElement};
use crate::text::{Span, join_or};
use crate::types::{CountryLookup, Interval, IntervalSet, Number, ValueSet, find_country, norm};

use super::name::{closest_names, path_span, path_text};

/// What constants are compared with.
#[derive(Debug, Clone)]
pub(super) struct Subject {
    /// Its type; of the elements, for lists.
    pub ty: Type,
    /// What it is called: `` `employees` ``.
    pub name: String,
    /// Where the type was declared.
    pub declared: Option<Span>,
    /// The distance between possible values.
    pub step: Option<i128>,
    /// A quotient of like units: compares with plain numbers and with percentages.
    pub ratio: bool,
}

/// The constants on the right of `in`, `has any` and the like.
#[derive(Debug, Clone)]
pub(super) struct Constants {
    /// The constants.
    pub elements: Vec<Fixed>,
    /// The named list they come from: name and declaration.
    pub list: Option<(String, Span)>,
    /// All of it.
    pub span: Span,
}

/// One constant, typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Constant {
    Number(Interval),
    Day(Interval),
    Text(String),
    Choice(u32),
    Boolean(bool),
}

impl Checker<'_, '_> {
    /// The subject of comparisons with a value.
    pub(super) fn subject(&self, typed: &Typed) -> Subject {
        Subject {
            ty: typed.ty.clone(),
            name: typed.name.clone(),
            declared: typed.declared,
            step: self.step(typed),
            ratio: typed.ty == Type::Number && self.is_quotient(&typed.value),
        }
    }

    /// The constants of a set.
    pub(super) fn constants(&mut self, set: &Set) -> Option<Constants> {
        match set {
            Set::List(list) => {
                let elements = self.list_elements(list)?;
                Some(Constants { elements, list: None, span: list.span })
            }
            Set::Range(range) => {
                let fixed = self.range(range)?;
                Some(Constants { elements: vec![fixed], list: None, span: range.span })
            }
            Set::Path(path) => self.named_constants(path),
        }
    }

    /// The constants of a list in brackets, names replaced by what they hold.
    pub(super) fn list_elements(&mut self, list: &ListLiteral) -> Option<Vec<Fixed>> {
        if list.elements.is_empty() {
            return self.fail(
                Diagnostic::new(&codes::EMPTY_LIST, list.span, "a list of values is empty", "empty")
                    .help("name at least one value"),
            );
        }
        let mut elements = Vec::with_capacity(list.elements.len());
        let mut sound = true;
        for element in &list.elements {
            match self.set_element(element) {
                Some(constants) => elements.extend(constants.elements),
                None => sound = false,
            }
        }
        sound.then_some(elements)
    }

    /// One element of a list or band: a constant, or what a name holds.
    pub(super) fn set_element(&mut self, element: &SetElement) -> Option<Constants> {
        match element {
            SetElement::Path(path) => self.named_constants(path),
            SetElement::Text(_) | SetElement::Range(_) | SetElement::Bound(_) | SetElement::Boolean(..) => {
                let fixed = self.plain_element(element)?;
                Some(Constants { span: fixed.span, elements: vec![fixed], list: None })
            }
        }
    }

    /// The values of a named list, or of a let that holds a range or constant.
    pub(super) fn named_constants(&mut self, path: &Path) -> Option<Constants> {
        let (name, span) = (&path.first, path_span(path));
        let entity =
            if path.rest.is_empty() { self.scope.names.common.get(&name.text).copied() } else { None };
        let is_row_field =
            self.scope.row.and_then(|row| self.schema().tables.get(row)).is_some_and(|table| {
                path.rest.is_empty() && table.fields.iter().any(|field| field.name == name.text)
            });
        match entity {
            Some((Entity::List(index), declared)) => {
                self.scope.note(Use::List(index));
                let list = self.scope.lists.get(index)?;
                let elements = list
                    .elements
                    .iter()
                    .map(|(element, _)| Fixed { element: element.clone(), span, literal: false, low: None })
                    .collect();
                Some(Constants { elements, list: Some((name.text.clone(), declared)), span })
            }
            Some((Entity::Let(index), declared)) => {
                self.scope.note(Use::Let(index));
                match self.scope.let_value(index)? {
                    LetValue::Constant(element) => Some(Constants {
                        elements: vec![Fixed { element: element.clone(), span, literal: false, low: None }],
                        list: None,
                        span,
                    }),
                    LetValue::Condition(_) => self.not_a_set(path, "a condition", Some(declared)),
                    LetValue::Value(..) => self.not_a_set(path, "a value of the account", Some(declared)),
                }
            }
            _ if self.scope.names.tainted.contains(&name.text) => None,
            Some((Entity::Field(_), declared)) => self.not_a_set(path, "a field", Some(declared)),
            Some((Entity::Table(_), declared)) => self.not_a_set(path, "a table", Some(declared)),
            Some((Entity::Role(_), declared)) => self.not_a_set(path, "a role", Some(declared)),
            Some((Entity::Score(_), declared)) => self.not_a_set(path, "a score", Some(declared)),
            Some((Entity::Taxonomy(_), declared)) => self.not_a_set(path, "a taxonomy", Some(declared)),
            None if is_row_field || !path.rest.is_empty() => self.not_a_set(path, "a field", None),
            None if self.scope.names.is_excused(&name.text) => None,
            None => {
                let known = self.lists_and_lets();
                let near = closest_names(&name.text, &known);
                self.fail(
                    Diagnostic::new(
                        &names::UNKNOWN_NAME,
                        name.span,
                        format!("unknown list `{}`", name.text),
                        "no such list or named range",
                    )
                    .did_you_mean(name.span, &near),
                )
            }
        }
    }

    fn not_a_set<T>(&mut self, path: &Path, kind: &str, declared: Option<Span>) -> Option<T> {
        let text = path_text(path);
        let mut report = Diagnostic::new(
            &codes::NOT_A_SET,
            path_span(path),
            format!("`{text}` is {kind}, not a list or range"),
            "a list or range is expected here",
        );
        if let Some(declared) = declared {
            report = report.label(declared, format!("`{text}` is declared here"));
        }
        if kind == "a field" {
            report = report.help("compare two fields with `=`");
        }
        self.fail(report)
    }

    fn lists_and_lets(&self) -> Vec<&str> {
        let mut known: Vec<&str> = self
            .scope
            .names
            .common
            .iter()
            .filter(|(_, (entity, _))| match entity {
                Entity::List(_) => true,
                Entity::Let(index) => matches!(self.scope.let_value(*index), Some(LetValue::Constant(_))),
                Entity::Field(_)
                | Entity::Table(_)
                | Entity::Role(_)
                | Entity::Score(_)
                | Entity::Taxonomy(_) => false,
            })
            .map(|(name, _)| name.as_str())
            .collect();
        known.sort_unstable();
        known
    }

    /// The set that constants make for a subject; every constant that does not fit is reported, those of a named
    /// list together.
    pub(super) fn value_set(&mut self, subject: &Subject, constants: &Constants) -> Option<ValueSet> {
        let typed = self.typed_constants(subject, constants)?;
        Some(collect(subject, typed))
    }

    /// Constants typed for a subject, in order.
    pub(super) fn typed_constants(
        &mut self,
        subject: &Subject,
        constants: &Constants,
    ) -> Option<Vec<Constant>> {
        let choices = self.choice_lookup(&subject.ty);
        let mut typed = Vec::with_capacity(constants.elements.len());
        let mut faults = Vec::new();
        for fixed in &constants.elements {
            match self.typed_constant(subject, fixed, choices.as_ref()) {
                Ok(constant) => typed.push(constant),
                Err(report) => faults.push((fixed, report)),
            }
        }
        if faults.is_empty() {
            return Some(typed);
        }
        match &constants.list {
            None => faults.into_iter().for_each(|(_, report)| self.report(*report)),
            Some((name, declared)) => self.report_list(subject, constants, &faults, name, *declared),
        }
        None
    }

    /// One report for a named list that does not fit.
    fn report_list(
        &mut self,
        subject: &Subject,
        constants: &Constants,
        faults: &[(&Fixed, Box<Diagnostic>)],
        name: &str,
        declared: Span,
    ) {
        let Some((first, report)) = faults.first() else { return };
        let message = if *report.code == codes::UNKNOWN_VALUE || *report.code == codes::UNKNOWN_COUNTRY {
            let values: Vec<String> = faults
                .iter()
                .take(3)
                .filter_map(|(fixed, _)| match &fixed.element {
                    ListElement::Text(text) => Some(format!("\"{text}\"")),
                    ListElement::Numbers(..) | ListElement::Days(_) | ListElement::Boolean(_) => None,
                })
                .collect();
            let more =
                if faults.len() > 3 { format!(" and {} more", faults.len() - 3) } else { String::new() };
            format!("the list `{name}` holds {}{more}, which {} never is", values.join(", "), subject.name)
        } else {
            format!(
                "the list `{name}` holds {}, but {} is {}",
                element_words(&first.element),
                subject.name,
                self.type_words(&subject.ty)
            )
        };
        let mut list_report =
            Diagnostic::new(&codes::LIST_TYPE_MISMATCH, constants.span, message, "does not fit")
                .label(declared, "the list is declared here");
        if let Some(span) = subject.declared {
            list_report =
                list_report.label(span, format!("{} is {}", subject.name, self.type_words(&subject.ty)));
        }
        list_report.notes.clone_from(&report.notes);
        self.report(list_report);
    }

    /// How texts are looked up among declared values; countries have a table of their own.
    fn choice_lookup(&self, ty: &Type) -> Option<HashMap<String, u32>> {
        let element = match ty {
            Type::List(element) => element.as_ref(),
            other => other,
        };
        let Type::Choice(index) = element else { return None };
        let set = self.schema().choices.get(*index)?;
        if set.kind == ChoiceKind::Country {
            return None;
        }
        let mut lookup = HashMap::new();
        for (position, choice) in (0u32..).zip(&set.values) {
            for alias in &choice.aliases {
                lookup.entry(norm(alias)).or_insert(position);
            }
        }
        for (position, choice) in (0u32..).zip(&set.values) {
            lookup.insert(norm(&choice.value), position);
        }
        Some(lookup)
    }

    fn choice_position(
        &self,
        index: usize,
        choices: Option<&HashMap<String, u32>>,
        text: &str,
    ) -> Option<u32> {
        match self.schema().choices.get(index)?.kind {
            ChoiceKind::Country => match find_country(text) {
                CountryLookup::One(position) => Some(position),
                CountryLookup::Ambiguous(_) | CountryLookup::Unlisted => None,
            },
            ChoiceKind::Enum { .. } | ChoiceKind::Taxonomy { .. } => choices?.get(&norm(text)).copied(),
        }
    }

    fn typed_constant(
        &self,
        subject: &Subject,
        fixed: &Fixed,
        choices: Option<&HashMap<String, u32>>,
    ) -> Result<Constant, Box<Diagnostic>> {
        match (&subject.ty, &fixed.element) {
            (Type::Text, ListElement::Text(text)) => Ok(Constant::Text(norm(text))),
            (Type::Choice(index), ListElement::Text(text)) => {
                match self.choice_position(*index, choices, text) {
                    Some(position) => Ok(Constant::Choice(position)),
                    None => Err(Box::new(self.unknown_choice(subject, *index, text, fixed))),
                }
            }
            (Type::Boolean, ListElement::Boolean(value)) => Ok(Constant::Boolean(*value)),
            (Type::Day, ListElement::Days(interval)) => Ok(Constant::Day(*interval)),
            (ty, ListElement::Numbers(interval, unit)) if is_numeric(ty) => {
                self.unit_fits(subject, *interval, *unit, fixed)?;
                self.possible(subject, *interval, fixed)?;
                Ok(Constant::Number(*interval))
            }
            (Type::List(element), _) => {
                let inner = Subject { ty: (**element).clone(), ..subject.clone() };
                self.typed_constant(&inner, fixed, choices)
            }
            _ => Err(Box::new(self.mismatch(subject, fixed))),
        }
    }

    /// A fractional number never equals a whole one.
    fn possible(&self, subject: &Subject, interval: Interval, fixed: &Fixed) -> Result<(), Box<Diagnostic>> {
        match (interval.as_point(), subject.step) {
            (Some(point), Some(step)) if point % step != 0 => Err(Box::new(
                Diagnostic::new(
                    &codes::NEVER_EQUAL,
                    fixed.span,
                    format!(
                        "{} is a whole number, so it is never {}",
                        subject.name,
                        Number::from_millionths(point)
                    ),
                    "has decimals",
                )
                .declared(subject, &self.type_words(&subject.ty)),
            )),
            _ => Ok(()),
        }
    }

    /// Rulings 53 and 54: percentages and money compare with their like only.
    fn unit_fits(
        &self,
        subject: &Subject,
        interval: Interval,
        unit: ElementUnit,
        fixed: &Fixed,
    ) -> Result<(), Box<Diagnostic>> {
        let written = |unit| match interval.as_point() {
            Some(point) if unit == ElementUnit::Plain => {
                format!("`{}`", short_number_text(Number::from_millionths(point)))
            }
            Some(point) => format!("`{}`", number_words(Number::from_millionths(point), unit)),
            None => "this range".to_owned(),
        };
        let report = match (&subject.ty, unit) {
            (Type::Money(wanted), ElementUnit::Money(given)) if *wanted == given => return Ok(()),
            (Type::Percent, ElementUnit::Percent) => return Ok(()),
            (_, ElementUnit::Percent) if subject.ratio => return Ok(()),
            (Type::Days, ElementUnit::Days) => return Ok(()),
            (ty, ElementUnit::Plain) if is_plain(ty) => return Ok(()),
            (Type::Money(wanted), ElementUnit::Plain) => Diagnostic::new(
                &codes::MISSING_CURRENCY,
                fixed.span,
                format!("{} is money in {wanted}, but {} has no currency", subject.name, written(unit)),
                "no currency",
            )
            .insert_after(fixed, format!("add `{wanted}`"), &format!(" {wanted}")),
            (Type::Money(wanted), ElementUnit::Money(given)) => Diagnostic::new(
                &codes::WRONG_CURRENCY,
                fixed.span,
                format!("{} is in {wanted}, but {} is in {given}", subject.name, written(unit)),
                format!("in {given}"),
            )
            .help(format!("write the amount in {wanted}")),
            (Type::Percent, ElementUnit::Plain) => {
                let ratio =
                    interval.as_point().is_some_and(|point| point.abs() < Number::SCALE && point != 0);
                let report = Diagnostic::new(
                    &codes::MISSING_PERCENT,
                    fixed.span,
                    format!("{} is a percentage, but {} has no `%`", subject.name, written(unit)),
                    "no `%`",
                );
                match interval.as_point() {
                    Some(point) if ratio => {
                        let percent = number_words(Number::from_millionths(point), ElementUnit::Percent);
                        if fixed.literal {
                            report.unsafe_fix(format!("write `{percent}`"), fixed.span, percent)
                        } else {
                            report.help(format!("write `{percent}`"))
                        }
                    }
                    _ if !fixed.literal => report.help("add `%`"),
                    _ => report.fix_edits("add `%`", percent_signs(fixed), true),
                }
            }
            (_, ElementUnit::Percent) => {
                let report = Diagnostic::new(
                    &codes::UNEXPECTED_UNIT,
                    fixed.span,
                    format!(
                        "{} is {}, but {} is a percentage",
                        subject.name,
                        self.type_words(&subject.ty),
                        written(unit)
                    ),
                    "a percentage",
                );
                if is_plain(&subject.ty) { report.remove_percent(fixed) } else { report }
            }
            (ty, ElementUnit::Plain | ElementUnit::Money(_) | ElementUnit::Days) => {
                let what = match unit {
                    ElementUnit::Money(_) => "an amount of money",
                    ElementUnit::Days => "a length of time",
                    ElementUnit::Plain | ElementUnit::Percent => "a plain number",
                };
                let report = Diagnostic::new(
                    &codes::UNEXPECTED_UNIT,
                    fixed.span,
                    format!("{} is {}, but {} is {what}", subject.name, self.type_words(ty), written(unit)),
                    what,
                );
                match (interval.as_point(), is_plain(ty)) {
                    (Some(point), true) if fixed.literal => {
                        let plain = Number::from_millionths(point).to_string();
                        report.unsafe_fix(format!("write `{plain}`"), fixed.span, plain)
                    }
                    _ => report,
                }
            }
        };
        Err(Box::new(report.declared(subject, &self.type_words(&subject.ty))))
    }

    /// A constant of another kind than the subject.
    fn mismatch(&self, subject: &Subject, fixed: &Fixed) -> Diagnostic {
        let (found, wanted) = (element_words(&fixed.element), self.type_words(&subject.ty));
        if is_range(&fixed.element) && matches!(subject.ty, Type::Text | Type::Choice(_) | Type::Boolean) {
            return Diagnostic::new(
                &codes::RANGE_ON_TEXT,
                fixed.span,
                format!("{} is {wanted}, so it lies in no range", subject.name),
                found,
            )
            .declared(subject, &wanted);
        }
        let report = Diagnostic::new(
            &codes::TYPE_MISMATCH,
            fixed.span,
            format!("{} is {wanted}, but {}", subject.name, element_sentence(&fixed.element)),
            found,
        )
        .declared(subject, &wanted);
        if !fixed.literal {
            return report;
        }
        match (&subject.ty, &fixed.element) {
            (
                Type::Text | Type::Choice(_),
                ListElement::Numbers(..) | ListElement::Days(_) | ListElement::Boolean(_),
            ) => {
                let span = fixed.span;
                let before = Span { end: span.start, ..span };
                report.fix_edits(
                    "write it as text in quotes",
                    vec![
                        Edit { span: before, replacement: "\"".to_owned() },
                        Edit { span: span.after(), replacement: "\"".to_owned() },
                    ],
                    true,
                )
            }
            (ty, ListElement::Text(text)) => match self.unquoted(ty, text) {
                Some(written) => report.fix(format!("write `{written}`"), fixed.span, written),
                None if *ty == Type::Day => report.help("write dates as `2026-10-01`"),
                None => report,
            },
            _ => report,
        }
    }

    /// What a text in quotes was likely meant to be, where its field is no text.
    pub(super) fn unquoted(&self, ty: &Type, text: &str) -> Option<String> {
        let text = text.trim();
        let digits = !text.is_empty()
            && text.chars().all(|letter| letter.is_ascii_digit() || letter == '.')
            && text.chars().filter(|letter| *letter == '.').count() <= 1
            && !text.starts_with('.')
            && !text.ends_with('.');
        let number = digits && text.len() <= 15;
        match ty {
            Type::Number | Type::Whole | Type::Days if number => Some(text.to_owned()),
            Type::Money(currency) if number => Some(format!("{text} {currency}")),
            Type::Percent if text.strip_suffix('%').is_some_and(|rest| rest.parse::<f64>().is_ok()) => {
                Some(text.to_owned())
            }
            Type::Day => {
                let mut parts = text.split('-').map(str::parse::<i16>);
                let (Some(Ok(year)), Some(Ok(month)), Some(Ok(day)), None) =
                    (parts.next(), parts.next(), parts.next(), parts.next())
                else {
                    return None;
                };
                let day = crate::types::Day::from_ymd(year, month.try_into().ok()?, day.try_into().ok()?)?;
                Some(day.to_string())
            }
            Type::Boolean => match norm(text).as_str() {
                "true" | "yes" | "y" | "是" => Some("true".to_owned()),
                "false" | "no" | "n" | "否" => Some("false".to_owned()),
                _ => None,
            },
            Type::Text
            | Type::Choice(_)
            | Type::List(_)
            | Type::Number
            | Type::Whole
            | Type::Days
            | Type::Money(_)
            | Type::Percent => None,
        }
    }

    /// A text that is none of the declared values.
    fn unknown_choice(&self, subject: &Subject, index: usize, text: &str, fixed: &Fixed) -> Diagnostic {
        let Some(set) = self.schema().choices.get(index) else {
            return self.mismatch(subject, fixed);
        };
        if let (ChoiceKind::Country, CountryLookup::Ambiguous(codes_of)) = (set.kind, find_country(text)) {
            let several: Vec<String> = codes_of.iter().map(|code| format!("\"{code}\"")).collect();
            return Diagnostic::new(
                &codes::UNKNOWN_COUNTRY,
                fixed.span,
                format!("\"{text}\" names several countries"),
                "not one country",
            )
            .help(format!("write {}", join_or(&several)));
        }
        let near = near_values(set, text);
        let (code, message) = match set.kind {
            ChoiceKind::Country => (&codes::UNKNOWN_COUNTRY, format!("\"{text}\" is no country")),
            ChoiceKind::Enum { .. } => {
                (&codes::UNKNOWN_VALUE, format!("{} is never \"{text}\"", subject.name))
            }
            ChoiceKind::Taxonomy { .. } => {
                (&codes::UNKNOWN_VALUE, format!("\"{text}\" is no value of the taxonomy `{}`", set.name))
            }
        };
        let report = Diagnostic::new(code, fixed.span, message, "not among its values")
            .declared(subject, &self.type_words(&subject.ty));
        match near.as_slice() {
            [] => match set.kind {
                ChoiceKind::Country => {
                    report.note("countries are written as two-letter codes (\"US\") or by their usual names")
                }
                ChoiceKind::Enum { .. } | ChoiceKind::Taxonomy { .. } => report.note(values_note(set)),
            },
            [one] => {
                let replacement = format!("\"{}\"", escaped(one));
                if fixed.literal {
                    report.unsafe_fix(format!("write {replacement}"), fixed.span, replacement)
                } else {
                    report.help(format!("write {replacement}"))
                }
            }
            several => {
                let values: Vec<String> = several.iter().map(|value| format!("\"{value}\"")).collect();
                report.help(format!("did you mean {}?", join_or(&values)))
            }
        }
    }

    /// A single constant as a cell, for `otherwise` and tests.
    pub(super) fn constant_value(&mut self, subject: &Subject, fixed: &Fixed) -> Option<Constant> {
        let choices = self.choice_lookup(&subject.ty);
        match self.typed_constant(subject, fixed, choices.as_ref()) {
            Ok(constant) => Some(constant),
            Err(report) => self.fail(*report),
        }
    }

    /// Whether a text is one of the values of a type, or could be any text.
    pub(super) fn holds_text(&self, ty: &Type, text: &str) -> bool {
        let Type::Choice(index) = ty else { return false };
        self.choice_position(*index, self.choice_lookup(ty).as_ref(), text).is_some()
    }

    /// The position of each value below `ancestor`, itself included (`under`).
    pub(super) fn descendants(&self, set: usize, ancestors: &BTreeSet<u32>) -> BTreeSet<u32> {
        let Some(set) = self.schema().choices.get(set) else { return BTreeSet::new() };
        let is_below = |start: u32| {
            let mut at = Some(start);
            // INVARIANT: a path to the root has at most as many steps as there are values, cycles or not.
            for _ in 0..=set.values.len() {
                let Some(position) = at else { return false };
                if ancestors.contains(&position) {
                    return true;
                }
                at = set.values.get(position as usize).and_then(|choice| choice.parent);
            }
            false
        };
        (0u32..).take(set.values.len()).filter(|position| is_below(*position)).collect()
    }
}

/// The set of typed constants; an empty input gives the empty set of the subject's kind.
pub(super) fn collect(subject: &Subject, constants: Vec<Constant>) -> ValueSet {
    let mut numbers = Vec::new();
    let mut texts = BTreeSet::new();
    let mut choices = BTreeSet::new();
    let mut booleans = BTreeSet::new();
    for constant in constants {
        match constant {
            Constant::Number(interval) | Constant::Day(interval) => numbers.push(interval),
            Constant::Text(text) => {
                texts.insert(text);
            }
            Constant::Choice(position) => {
                choices.insert(position);
            }
            Constant::Boolean(value) => {
                booleans.insert(value);
            }
        }
    }
    let element = match &subject.ty {
        Type::List(element) => element.as_ref(),
        other => other,
    };
    match element {
        Type::Text | Type::List(_) => ValueSet::Texts(texts),
        Type::Choice(_) => ValueSet::Choices(choices),
        Type::Boolean => ValueSet::Booleans(booleans),
        Type::Day => ValueSet::Days(IntervalSet::new(Some(1), numbers)),
        Type::Number | Type::Whole | Type::Percent | Type::Money(_) | Type::Days => {
            ValueSet::Numbers(IntervalSet::new(subject.step, numbers))
        }
    }
}

impl Diagnostic {
    /// Labels the declaration that gives the subject its type.
    fn declared(self, subject: &Subject, words: &str) -> Diagnostic {
        match subject.declared {
            Some(span) => self.label(span, format!("{} is {words}", subject.name)),
            None => self,
        }
    }

    fn insert_after(self, fixed: &Fixed, text: String, insertion: &str) -> Diagnostic {
        if fixed.literal { self.fix(text, fixed.span.after(), insertion) } else { self.help(text) }
    }

    /// Removes the `%` that ends a number, or both ends of a range.
    fn remove_percent(self, fixed: &Fixed) -> Diagnostic {
        if !fixed.literal {
            return self.help("remove `%`");
        }
        let last = |span: Span| Edit {
            span: Span { start: span.end.saturating_sub(1).max(span.start), ..span },
            replacement: String::new(),
        };
        let edits = fixed.low.into_iter().chain([fixed.span]).map(last).collect();
        self.fix_edits("remove `%`", edits, true)
    }
}

/// A `%` after a number, or after both ends of a range.
fn percent_signs(fixed: &Fixed) -> Vec<Edit> {
    let ends = fixed.low.into_iter().chain([fixed.span]);
    ends.map(|span| Edit { span: span.after(), replacement: "%".to_owned() }).collect()
}

fn is_range(element: &ListElement) -> bool {
    match element {
        ListElement::Numbers(interval, _) | ListElement::Days(interval) => interval.as_point().is_none(),
        ListElement::Text(_) | ListElement::Boolean(_) => false,
    }
}

fn near_values<'s>(set: &'s ChoiceSet, text: &str) -> Vec<&'s str> {
    let spellings = set.values.iter().flat_map(|choice| {
        std::iter::once(choice.value.as_str()).chain(choice.aliases.iter().map(String::as_str))
    });
    // Two-letter codes are near to every short text; a name is meant then.
    let spellings: Vec<&str> = match set.kind {
        ChoiceKind::Country => spellings.filter(|value| value.len() > 3).collect(),
        ChoiceKind::Enum { .. } | ChoiceKind::Taxonomy { .. } => spellings.collect(),
    };
    closest_names(text, &spellings)
}

fn values_note(set: &ChoiceSet) -> String {
    let shown: Vec<String> =
        set.values.iter().take(5).map(|choice| format!("\"{}\"", choice.value)).collect();
    match set.values.len() {
        0..=5 => format!("its values are {}", crate::text::join_and(&shown)),
        many => format!("its values are {} and {} more", shown.join(", "), many - shown.len()),
    }
}

/// A text as it is written between quotes.
pub(super) fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

/// The number of values a set holds, where it is finite.
pub(super) fn size(set: &ValueSet) -> Option<u32> {
    let count = match set {
        ValueSet::Numbers(set) | ValueSet::Days(set) => {
            let mut count: i128 = 0;
            for interval in set.intervals() {
                let (low, high) = (interval.low.value()?, interval.high.value()?);
                count += match (interval.as_point(), set.step()) {
                    (Some(_), _) => 1,
                    (None, Some(step)) => (high - low) / step + 1,
                    (None, None) => return None,
                };
            }
            return u32::try_from(count).ok();
        }
        ValueSet::Texts(texts) => texts.len(),
        ValueSet::Choices(choices) => choices.len(),
        ValueSet::Booleans(booleans) => booleans.len(),
    };
    u32::try_from(count).ok()
}

impl Checker<'_, '_> {
    /// Two enums that declare the same values in the same order, such as a stage and the stage before it.
    fn same_choices(&self, left: usize, right: usize) -> bool {
        let choices = &self.schema().choices;
        let (Some(left), Some(right)) = (choices.get(left), choices.get(right)) else { return false };
        left.kind == right.kind
            && left.values.len() == right.values.len()
            && left.values.iter().zip(&right.values).all(|(a, b)| norm(&a.value) == norm(&b.value))
    }

    /// Whether cells of two types can be compared and stand in for each other.
    pub(super) fn same_unit(&self, left: &Type, right: &Type) -> bool {
        match (left, right) {
            (Type::Choice(left), Type::Choice(right)) => left == right || self.same_choices(*left, *right),
            (left, right) => left == right || is_plain(left) && is_plain(right),
        }
    }
}

/// The cell of one constant; `None` for ranges.
pub(super) fn constant_cell(constant: &Constant) -> Option<crate::types::Cell> {
    use crate::types::{Cell, Day};
    match constant {
        Constant::Number(interval) => Some(Cell::Number(Number::from_millionths(interval.as_point()?))),
        Constant::Day(interval) => {
            Some(Cell::Day(Day::from_number(i32::try_from(interval.as_point()?).ok()?)?))
        }
        Constant::Text(text) => Some(Cell::Text(text.clone())),
        Constant::Choice(position) => Some(Cell::Choice(*position)),
        Constant::Boolean(value) => Some(Cell::Boolean(*value)),
    }
}

/// The value that a constant stands for.
pub(super) fn constant_of(constant: &Constant) -> Option<Value> {
    constant_cell(constant).map(Value::Constant)
}
