//! Cells that tests give to fields, and the values that `unknown when` names.
//!
//! In: a field and a value as written in a profile. Out: the cell that a table would give.
//! Invariant: a value that the field cannot hold is reported here, never at evaluation.

use std::collections::BTreeSet;

use super::list::element_step;
use super::name::path_text;
use super::operand::{Fixed, Typed};
use super::set::{Constant, Subject, collect, constant_cell};
use super::words::{element_sentence, element_words};
use super::{Checker, codes};
use crate::check::model::{Field, FieldRef, ListElement, Type, Value};
use crate::diag::Diagnostic;
use crate::syntax::tree::{ListLiteral, Name, RecordValue, Set, SetElement};
use crate::text::Span;
use crate::types::{Cell, CompareOp, Element, End, Interval, IntervalSet, Number, Truth, ValueSet, norm};

impl Checker<'_, '_> {
    /// The cell of `FIELD: VALUE` in a `given`.
    pub(super) fn record_cell(&mut self, field: &Field, given: &RecordValue) -> Option<Cell> {
        let (constants, written_list) = match given {
            RecordValue::Unknown(_) => return Some(Cell::Unknown),
            RecordValue::List(list) => (self.given_list(field, list)?, Some(list.span)),
            RecordValue::Range(range) => (vec![self.range(range)?], None),
            RecordValue::Compare(op, bound, span) => (vec![self.open_range(field, *op, bound, *span)?], None),
            RecordValue::Literal(literal) => (vec![self.literal(literal)?], None),
            RecordValue::Path(path) => {
                let beside = beside(field, path.span());
                if self.is_unknown(path) && !self.scope.names.is_excused(&path.first.text) {
                    return self.bare_word(field, &path.first, &beside);
                }
                let set = ListLiteral { span: path.span(), elements: vec![SetElement::Path(path.clone())] };
                let constants = self.constants_beside(&Set::List(set), Some(&beside))?;
                let is_list = constants.elements.len() != 1 || matches!(field.ty, Type::List(_));
                let list = is_list.then(|| path.span());
                if list.is_some() && !matches!(field.ty, Type::List(_)) {
                    return self.fail(
                        Diagnostic::new(
                            &codes::TYPE_MISMATCH,
                            path.span(),
                            format!(
                                "`{}` is a list, but `{}` is {}",
                                path_text(path),
                                field.name,
                                self.type_words(&field.ty)
                            ),
                            "a list",
                        )
                        .label(field.span, format!("`{}` is {}", field.name, self.type_words(&field.ty))),
                    );
                }
                (constants.elements, list)
            }
        };
        match (&field.ty, written_list) {
            (Type::List(element), Some(_)) => self.list_cell(field, element, &constants),
            (Type::List(_), None) => {
                let fixed = constants.first()?;
                let words = element_words(&fixed.element);
                let sentence = element_sentence(&fixed.element);
                let report = self.declared_here(
                    Diagnostic::new(
                        &codes::TYPE_MISMATCH,
                        fixed.span,
                        format!("`{}` is {}, but {sentence}", field.name, self.type_words(&field.ty)),
                        words,
                    ),
                    field,
                );
                let before = Span { end: fixed.span.start, ..fixed.span };
                let edits = vec![
                    crate::diag::Edit { span: before, replacement: "[".to_owned() },
                    crate::diag::Edit { span: fixed.span.after(), replacement: "]".to_owned() },
                ];
                self.fail(report.fix_edits("write it as a list in brackets", edits, true))
            }
            (_, Some(span)) => {
                let report = self.declared_here(
                    Diagnostic::new(
                        &codes::TYPE_MISMATCH,
                        span,
                        format!("`{}` is {}, but this is a list", field.name, self.type_words(&field.ty)),
                        "a list",
                    ),
                    field,
                );
                self.fail(report)
            }
            (_, None) => self.single_cell(field, constants.first()?),
        }
    }

    /// `>= 10_001`: every number on one side of the bound; whole numbers begin at 0 (ruling 14).
    fn open_range(&mut self, field: &Field, op: CompareOp, bound: &SetElement, span: Span) -> Option<Fixed> {
        let constants = self.constants_beside(
            &Set::List(ListLiteral { span, elements: vec![bound.clone()] }),
            Some(&beside(field, span)),
        )?;
        let fixed = constants.elements.first()?;
        let bottom = if field.ty == Type::Whole { End::Included(0) } else { End::Unbounded };
        let open = |point: i128| match op {
            CompareOp::Less => Some(Interval { low: bottom, high: End::Excluded(point) }),
            CompareOp::LessOrEqual => Some(Interval { low: bottom, high: End::Included(point) }),
            CompareOp::Greater => Some(Interval { low: End::Excluded(point), high: End::Unbounded }),
            CompareOp::GreaterOrEqual => Some(Interval { low: End::Included(point), high: End::Unbounded }),
            CompareOp::Equal | CompareOp::NotEqual => None,
        };
        let interval = match &fixed.element {
            ListElement::Numbers(interval, _) => {
                interval.as_point().and_then(open).filter(|open| !open.is_empty())
            }
            ListElement::Text(_) | ListElement::Days(_) | ListElement::Boolean(_) => None,
        };
        match (interval, &fixed.element) {
            (Some(interval), ListElement::Numbers(_, unit)) => {
                Some(Fixed { element: ListElement::Numbers(interval, *unit), span, literal: false, low: None })
            }
            _ => self.fail(
                Diagnostic::new(
                    &codes::TYPE_MISMATCH,
                    span,
                    format!("`{}` is given neither a value nor a range", field.name),
                    "no range of numbers",
                )
                .help("write `<`, `<=`, `>` or `>=` and a number, as in `>= 10_001`, or two ends, as in `51..200`"),
            ),
        }
    }

    /// The elements of a list in brackets; `[]` is a known empty list here.
    fn given_list(&mut self, field: &Field, list: &ListLiteral) -> Option<Vec<Fixed>> {
        if list.elements.is_empty() {
            return Some(Vec::new());
        }
        let beside = beside(field, list.span);
        Some(self.constants_beside(&Set::List(list.clone()), Some(&beside))?.elements)
    }

    /// A word without quotes that names nothing.
    fn bare_word<T>(&mut self, field: &Field, word: &Name, beside: &Typed) -> Option<T> {
        let element = match &field.ty {
            Type::List(element) => element.as_ref(),
            other => other,
        };
        if matches!(element, Type::Text | Type::Choice(_)) {
            return self.unquoted_text(word, beside);
        }
        let report = self.declared_here(
            Diagnostic::new(
                &codes::TYPE_MISMATCH,
                word.span,
                format!("`{}` is {}, but `{}` is a name", field.name, self.type_words(&field.ty), word.text),
                "no such list or named value",
            ),
            field,
        );
        self.fail(match self.unquoted(element, &word.text) {
            Some(written) => report.fix(format!("write `{written}`"), word.span, written),
            None => report,
        })
    }

    fn declared_here(&self, report: Diagnostic, field: &Field) -> Diagnostic {
        report.label(field.span, format!("`{}` is {}", field.name, self.type_words(&field.ty)))
    }

    fn list_cell(&mut self, field: &Field, element: &Type, constants: &[Fixed]) -> Option<Cell> {
        let subject = field_subject(field, element);
        let mut elements = BTreeSet::new();
        let mut sound = true;
        let mut dropped = false;
        for fixed in constants {
            let Some(constant) = self.constant_value(&subject, fixed) else {
                sound = false;
                continue;
            };
            if means_unknown(field, fixed, &constant) {
                dropped = true;
                continue;
            }
            match constant_cell(&constant).and_then(element_of) {
                Some(element) => {
                    elements.insert(element);
                }
                None => {
                    sound = false;
                    self.report(Diagnostic::new(
                        &codes::RANGE_NOT_DECLARED,
                        fixed.span,
                        format!("the elements of `{}` are single values, not ranges", field.name),
                        "a range",
                    ));
                }
            }
        }
        if !sound {
            return None;
        }
        // Ruling 30: a list that loses all its elements to `unknown when` is unknown.
        Some(if dropped && elements.is_empty() { Cell::Unknown } else { Cell::List(elements) })
    }

    fn single_cell(&mut self, field: &Field, fixed: &Fixed) -> Option<Cell> {
        let subject = field_subject(field, &field.ty);
        // A cell is unknown by its text before it is typed (ruling 59).
        if let ListElement::Text(text) = &fixed.element
            && field.format.unknown_texts.contains(&norm(text))
        {
            return Some(Cell::Unknown);
        }
        if let ListElement::Text(text) = &fixed.element
            && norm(text).is_empty()
        {
            let report = self.declared_here(
                Diagnostic::new(
                    &codes::NEVER_EQUAL,
                    fixed.span,
                    format!("`{}` is never an empty text: a blank cell is unknown", field.name),
                    "empty text",
                ),
                field,
            );
            return self.fail(report.fix("write `unknown`", fixed.span, "unknown"));
        }
        let constant = self.constant_value(&subject, fixed)?;
        let interval = match &constant {
            Constant::Number(interval) | Constant::Day(interval) => Some(*interval),
            Constant::Text(_) | Constant::Choice(_) | Constant::Boolean(_) => None,
        };
        if field.ty == Type::Whole
            && interval.is_some_and(|interval| interval.low.value().is_some_and(|low| low < 0))
        {
            let report = self.declared_here(
                Diagnostic::new(
                    &codes::NEVER_EQUAL,
                    fixed.span,
                    format!("`{}` is a whole number, which is never below 0", field.name),
                    "below 0",
                ),
                field,
            );
            return self.fail(report);
        }
        if means_unknown(field, fixed, &constant) {
            return Some(Cell::Unknown);
        }
        if let Some(cell) = constant_cell(&constant) {
            return Some(cell);
        }
        let interval = interval?;
        if !field.range {
            let report = Diagnostic::new(
                &codes::RANGE_NOT_DECLARED,
                fixed.span,
                format!("`{}` holds single values, so a test cannot give it a range", field.name),
                "a range",
            )
            .label(field.span, "declared without `range`");
            return self.fail(if matches!(field.ty, Type::Number | Type::Whole | Type::Money(_)) {
                report.help("declare the field with `range`, or give one value")
            } else {
                report.help("give one value")
            });
        }
        let whole = if field.ty == Type::Whole { interval.on_steps(Number::SCALE) } else { interval };
        Some(match whole.as_point() {
            Some(point) => Cell::Number(Number::from_millionths(point)),
            None => Cell::Range(whole),
        })
    }

    /// Ruling 59: texts compare with the cell before it is typed, numbers and dates with the value after.
    pub(super) fn unknown_when(
        &mut self,
        field: &Field,
        elements: &[SetElement],
    ) -> Option<(BTreeSet<String>, Option<IntervalSet>)> {
        let element = match &field.ty {
            Type::List(element) => element.as_ref(),
            other => other,
        };
        let subject = field_subject(field, element);
        let mut texts = BTreeSet::new();
        let mut values = Vec::new();
        let mut sound = true;
        for element in elements {
            let Some(constants) = self.set_element(element) else {
                sound = false;
                continue;
            };
            for fixed in &constants.elements {
                if let ListElement::Text(text) = &fixed.element {
                    texts.insert(norm(text));
                    continue;
                }
                match self.constant_value(&subject, fixed) {
                    Some(constant) => values.push(constant),
                    None => sound = false,
                }
            }
        }
        if !sound {
            return None;
        }
        if values.is_empty() {
            return Some((texts, None));
        }
        match collect(&subject, values) {
            ValueSet::Numbers(set) | ValueSet::Days(set) => Some((texts, Some(set))),
            ValueSet::Booleans(booleans) => {
                texts.extend(booleans.iter().map(bool::to_string));
                Some((texts, None))
            }
            ValueSet::Texts(_) | ValueSet::Choices(_) => Some((texts, None)),
        }
    }
}

/// Whether `unknown when` of the field names a value.
fn means_unknown(field: &Field, fixed: &Fixed, constant: &Constant) -> bool {
    if let ListElement::Text(text) = &fixed.element
        && field.format.unknown_texts.contains(&norm(text))
    {
        return true;
    }
    match constant {
        Constant::Number(interval) | Constant::Day(interval) => {
            field.format.unknown_values.as_ref().is_some_and(|set| set.test(*interval) == Truth::True)
        }
        Constant::Boolean(value) => field.format.unknown_texts.contains(&value.to_string()),
        Constant::Text(_) | Constant::Choice(_) => false,
    }
}

fn element_of(cell: Cell) -> Option<Element> {
    match cell {
        Cell::Number(number) => Some(Element::Number(number)),
        Cell::Day(day) => Some(Element::Day(day)),
        Cell::Boolean(value) => Some(Element::Boolean(value)),
        Cell::Text(text) => Some(Element::Text(text)),
        Cell::Choice(position) => Some(Element::Choice(position)),
        Cell::Unknown | Cell::Range(_) | Cell::List(_) => None,
    }
}

/// A field as what constants are compared with.
fn field_subject(field: &Field, ty: &Type) -> Subject {
    Subject {
        ty: ty.clone(),
        name: format!("`{}`", field.name),
        declared: Some(field.span),
        step: element_step(ty),
        ratio: false,
    }
}

/// A field as the value that stands beside a name.
fn beside(field: &Field, span: Span) -> Typed {
    Typed {
        declared: Some(field.span),
        ..Typed::leaf(Value::Field(FieldRef::Account(0)), field.ty.clone(), format!("`{}`", field.name), span)
    }
}
