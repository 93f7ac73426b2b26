//! Constants typed for what they are compared with.

use std::collections::HashMap;
use std::rc::Rc;

use super::misfit::blank_text;
use super::operand::Fixed;
use super::set::{Constant, Constants, Subject, collect};
use super::wanted::is_numeric;
use super::words::{element_words, interval_words, number_words, written_element};
use super::{Checker, codes};
use crate::check::model::{ChoiceKind, ElementUnit, ListElement, Type};
use crate::diag::Diagnostic;
use crate::text::Span;
use crate::types::{CountryLookup, End, Interval, Number, ValueSet, find_country, norm};

impl Checker<'_, '_> {
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
            match self.typed_constant(subject, fixed, choices.as_deref()) {
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
        let never = [&codes::UNKNOWN_VALUE, &codes::UNKNOWN_COUNTRY, &codes::NEVER_EQUAL];
        let message = if never.contains(&report.code) {
            let values: Vec<String> =
                faults.iter().take(3).map(|(fixed, _)| written_element(&fixed.element)).collect();
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
    pub(super) fn choice_lookup(&self, ty: &Type) -> Option<Rc<HashMap<String, u32>>> {
        let element = match ty {
            Type::List(element) => element.as_ref(),
            other => other,
        };
        let Type::Choice(index) = element else { return None };
        let set = self.schema().choices.get(*index)?;
        if set.kind == ChoiceKind::Country {
            return None;
        }
        let mut lookups = self.lookups.borrow_mut();
        let lookup = lookups.entry(*index).or_insert_with(|| {
            let mut lookup = HashMap::new();
            for (position, choice) in (0u32..).zip(&set.values) {
                for alias in &choice.aliases {
                    lookup.entry(norm(alias)).or_insert(position);
                }
            }
            for (position, choice) in (0u32..).zip(&set.values) {
                lookup.insert(norm(&choice.value), position);
            }
            Rc::new(lookup)
        });
        Some(Rc::clone(lookup))
    }

    pub(super) fn choice_position(
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
            (Type::Text, ListElement::Text(text)) => match norm(text) {
                blank if blank.is_empty() => Err(Box::new(blank_text(subject, fixed))),
                text => Ok(Constant::Text(text)),
            },
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

    /// Whole numbers have no decimals and are never below 0.
    fn possible(&self, subject: &Subject, interval: Interval, fixed: &Fixed) -> Result<(), Box<Diagnostic>> {
        let written = interval_words(interval, |value| {
            number_words(Number::from_millionths(value), ElementUnit::Plain)
        });
        let Some(step) = subject.step else { return Ok(()) };
        let whole = interval.on_steps(step);
        let negative = subject.ty == Type::Whole
            && matches!(whole.high, End::Included(high) | End::Excluded(high) if high < 0);
        let (message, label) = match interval.as_point() {
            Some(point) if point % step != 0 => {
                (format!("{} is a whole number, so it is never {written}", subject.name), "has decimals")
            }
            _ if whole.is_empty() => {
                (format!("{} is a whole number, and none lies in {written}", subject.name), "no whole number")
            }
            _ if negative => {
                (format!("{} is a whole number, which is never {written}", subject.name), "below 0")
            }
            _ => return Ok(()),
        };
        Err(Box::new(Diagnostic::new(&codes::NEVER_EQUAL, fixed.span, message, label).declared(
            subject.declared,
            &subject.name,
            &self.type_words(&subject.ty),
        )))
    }

    /// A single constant as a cell, for `otherwise` and tests.
    pub(super) fn constant_value(&mut self, subject: &Subject, fixed: &Fixed) -> Option<Constant> {
        let choices = self.choice_lookup(&subject.ty);
        match self.typed_constant(subject, fixed, choices.as_deref()) {
            Ok(constant) => Some(constant),
            Err(report) => self.fail(*report),
        }
    }

    /// Whether a text is one of the values of a type, or could be any text.
    pub(super) fn holds_text(&self, ty: &Type, text: &str) -> bool {
        let Type::Choice(index) = ty else { return false };
        self.choice_position(*index, self.choice_lookup(ty).as_deref(), text).is_some()
    }
}
