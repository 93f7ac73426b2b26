//! Constants typed by what they are compared with: every message about units and declared values is here.

use std::collections::BTreeSet;

use super::operand::{Fixed, Typed};
use super::wanted::is_plain;
use super::{Checker, codes};
use crate::check::model::{LetValue, Type, Value};
use crate::check::scope::{Entity, Use};
use crate::diag::Diagnostic;
use crate::diag::codes::names;
use crate::syntax::tree::{ListLiteral, Path, Set, SetElement};
use crate::text::Span;
use crate::types::{Interval, IntervalSet, Number, ValueSet, norm};

use super::name::path_text;
use super::unknown::closest_names;

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
        let (name, span) = (&path.first, path.span());
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
            path.span(),
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
