//! `has`, and texts that forgot their quotes beside text fields.

use std::sync::Arc;

use super::operand::{Operand, Typed};
use super::set::{Constants, Subject, collect};
use super::wanted::Wanted;
use super::{Checker, codes};
use crate::check::model::{Condition, Type};
use crate::diag::Diagnostic;
use crate::syntax::tree::{Expr, ExprKind, HasMode, HasSet, Name, Path, Set, SetElement};
use crate::text::in_quotes;
use crate::types::{Number, ValueSet};

impl Checker<'_, '_> {
    /// `LIST has x`, `has any SET`, `has all SET` (ruling 30).
    pub(super) fn has(&mut self, subject: &Expr, mode: HasMode, set: &HasSet) -> Option<Condition> {
        let typed = self.value(subject, &Wanted::List);
        let constants = match set {
            HasSet::One(SetElement::Path(path)) => {
                self.constants_beside(&Set::Path(path.clone()), typed.as_ref())
            }
            HasSet::One(element) => self.set_element(element),
            HasSet::Set(set) => self.constants_beside(set, typed.as_ref()),
        };
        let typed = typed?;
        if !matches!(typed.ty, Type::List(_)) {
            return self.not_a_list(&typed, mode);
        }
        let constants = constants?;
        if let (HasMode::One, Some((name, declared))) = (mode, &constants.list) {
            return self.fail(
                Diagnostic::new(
                    &codes::NOT_A_SET,
                    constants.span,
                    format!("`{name}` is a list, and `has` alone takes one value"),
                    "a list",
                )
                .label(*declared, "the list is declared here")
                .help(format!("write `has any {name}` or `has all {name}`")),
            );
        }
        let subject = self.element_subject(&typed);
        let elements = self.typed_constants(&subject, &constants)?;
        let all: Vec<Arc<ValueSet>> = match mode {
            HasMode::One | HasMode::Any => vec![Arc::new(collect(&subject, elements))],
            HasMode::All => elements.into_iter().map(|one| Arc::new(collect(&subject, vec![one]))).collect(),
        };
        Some(Condition::Has { value: typed.value, all })
    }

    /// What the elements of a list compare with.
    pub(super) fn element_subject(&self, typed: &Typed) -> Subject {
        let ty = match &typed.ty {
            Type::List(element) => (**element).clone(),
            other => other.clone(),
        };
        let step = element_step(&ty);
        let name = format!("an element of {}", typed.name);
        Subject { ty, name, declared: typed.declared, step, ratio: false }
    }

    fn not_a_list<T>(&mut self, typed: &Typed, mode: HasMode) -> Option<T> {
        let words = self.type_words(&typed.ty);
        let report = Diagnostic::new(
            &codes::HAS_WITHOUT_LIST,
            typed.span,
            format!("{} is {words}, not a list, so `has` cannot look into it", typed.name),
            "a single value",
        );
        let report = report.declared(typed.declared, &typed.name, &words);
        let name = typed.name.trim_matches('`');
        self.fail(match (&typed.ty, mode) {
            (Type::Text, HasMode::One) => report.help(format!(
                "write `{name} = \"…\"` for the whole text or `{name} contains \"…\"` for a part"
            )),
            (Type::Text, HasMode::Any | HasMode::All) => report.help(format!(
                "write `{name} in […]` for the whole text or `{name} contains any […]` for a part"
            )),
            (_, HasMode::One) => report.help(format!("write `{name} = …`")),
            (_, HasMode::Any | HasMode::All) => report.help(format!("write `{name} in […]`")),
        })
    }

    /// What stands beside a value: a bare word beside text is a text that lacks its quotes.
    pub(super) fn operand_beside(&mut self, expr: &Expr, wanted: &Wanted, beside: &Typed) -> Option<Operand> {
        if let ExprKind::Path(path) = &expr.kind
            && path.rest.is_empty()
            && self.lacks_quotes(&path.first, beside)
        {
            return self.unquoted_text(&path.first, beside);
        }
        self.operand(expr, wanted)
    }

    /// A set beside a value, with the same care for every name in it.
    pub(super) fn constants_beside(&mut self, set: &Set, beside: Option<&Typed>) -> Option<Constants> {
        let (Some(beside), Set::List(list)) = (beside, set) else { return self.constants(set) };
        let mut sound = true;
        let mut kept = list.clone();
        kept.elements.retain(|element| match element {
            SetElement::Path(path) if path.rest.is_empty() && self.lacks_quotes(&path.first, beside) => {
                let _: Option<()> = self.unquoted_text(&path.first, beside);
                sound = false;
                false
            }
            SetElement::Path(_)
            | SetElement::Text(_)
            | SetElement::Range(_)
            | SetElement::Bound(_)
            | SetElement::Boolean(..) => true,
        });
        if kept.elements.is_empty() && !sound {
            return None;
        }
        let constants = self.constants(&Set::List(kept))?;
        sound.then_some(constants)
    }

    /// What a single name holds beside a value.
    pub(super) fn named_beside(&mut self, path: &Path, beside: Option<&Typed>) -> Option<Constants> {
        match beside {
            Some(beside) if path.rest.is_empty() && self.lacks_quotes(&path.first, beside) => {
                self.unquoted_text(&path.first, beside)
            }
            Some(_) | None => self.named_constants(path),
        }
    }

    /// Whether an unknown name beside a text or enum is likely a text.
    fn lacks_quotes(&self, name: &Name, beside: &Typed) -> bool {
        let element = match &beside.ty {
            Type::List(element) => element.as_ref(),
            other => other,
        };
        let scope = &self.scope;
        let in_row = self.is_row_field(&name.text);
        if in_row || scope.names.common.contains_key(&name.text) || scope.names.is_excused(&name.text) {
            return false;
        }
        match element {
            Type::Choice(_) => self.holds_text(element, &name.text),
            Type::Text => name.text.chars().any(char::is_uppercase),
            Type::Number
            | Type::Whole
            | Type::Percent
            | Type::Money(_)
            | Type::Boolean
            | Type::Day
            | Type::Days
            | Type::List(_) => false,
        }
    }

    pub(super) fn unquoted_text<T>(&mut self, name: &Name, beside: &Typed) -> Option<T> {
        let written = in_quotes(&name.text);
        let report = Diagnostic::new(
            &codes::UNQUOTED_TEXT,
            name.span,
            format!("`{}` is text for {}, but it has no quotes", name.text, beside.name),
            "read as a name",
        );
        let report = match beside.declared {
            Some(span) => report.label(span, format!("{} is {}", beside.name, self.type_words(&beside.ty))),
            None => report,
        };
        let element = match &beside.ty {
            Type::List(element) => element.as_ref(),
            other => other,
        };
        self.fail(if self.holds_text(element, &name.text) {
            report.fix(format!("write {written}"), name.span, written)
        } else {
            report.unsafe_fix(format!("write {written}"), name.span, written)
        })
    }
}

/// The distance between two possible values of a field or list element.
pub(super) fn element_step(ty: &Type) -> Option<i128> {
    match ty {
        Type::Whole | Type::Days => Some(Number::SCALE),
        Type::Day => Some(1),
        Type::Text
        | Type::Number
        | Type::Percent
        | Type::Money(_)
        | Type::Boolean
        | Type::Choice(_)
        | Type::List(_) => None,
    }
}
