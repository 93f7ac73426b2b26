//! Points by the value of one expression: disjoint and complete arms (rulings 11, 14, 15).

use std::sync::Arc;

use super::operand::{Operand, Typed};
use super::set::{Constants, Subject, collect};
use super::wanted::Wanted;
use super::{Checker, codes};
use crate::check::model::{Bands, Type};
use crate::diag::Diagnostic;
use crate::diag::codes::names;
use crate::syntax::tree::{Band, BandLeft, Expr, Path, Range, SetElement};
use crate::text::{Span, closest};
use crate::types::{Points, ValueSet};

/// An arm with values, typed.
pub(super) struct Arm<'t> {
    /// All of it.
    pub span: Span,
    /// What it gives.
    pub points: Points,
    /// The values it holds.
    pub set: ValueSet,
    /// The ranges written in it, for fixes.
    pub ranges: Vec<&'t Range>,
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
        let report = report.declared(typed.declared, &typed.name, &words);
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

    /// An element of an arm; a misspelled `unknown` or `otherwise` gets its own words (trap 12).
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
