//! Tests on text: `contains`, `starts with`, `ends with`, `matches`, and `under` for taxonomies.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::operand::{Fixed, Typed};
use super::set::{Constant, Constants};
use super::wanted::Wanted;
use super::{Checker, codes};
use crate::check::model::{ChoiceKind, Condition, ListElement, TextTest, Type};
use crate::diag::Diagnostic;
use crate::syntax::tree::{Expr, Pattern, TextOp, TextOperand};
use crate::text::Span;
use crate::types::{ValueSet, norm, unspaced_character};

impl Checker<'_, '_> {
    /// `contains`, `contains word`, `starts with`, `ends with`, each with one text or `any LIST`.
    pub(super) fn text_test(
        &mut self,
        span: Span,
        subject: &Expr,
        op: TextOp,
        any: bool,
        texts: &[TextOperand],
    ) -> Option<Condition> {
        let typed = self.value(subject, &Wanted::Text);
        let constants = self.text_constants(span, any, texts);
        let typed = typed?;
        self.must_be_text(&typed, text_words(op))?;
        let needles = self.needles(&constants?)?;
        if op == TextOp::ContainsWord {
            self.words_are_separable(&needles)?;
        }
        let needles: Vec<String> = needles.into_iter().map(|(text, _)| norm(&text)).collect();
        let test = match op {
            TextOp::Contains => TextTest::Contains(needles),
            TextOp::ContainsWord => TextTest::ContainsWord(needles),
            TextOp::StartsWith => TextTest::StartsWith(needles),
            TextOp::EndsWith => TextTest::EndsWith(needles),
        };
        Some(Condition::Text { value: typed.value, test })
    }

    /// `matches /…/` (ruling 56).
    pub(super) fn matches(&mut self, subject: &Expr, patterns: &[Pattern]) -> Option<Condition> {
        let typed = self.value(subject, &Wanted::Text);
        let mut sound = true;
        for pattern in patterns {
            if let Err(fault) = crate::types::Pattern::new(&pattern.value) {
                sound = false;
                let report = Diagnostic::new(
                    &codes::PATTERN_NOT_PORTABLE,
                    pattern_place(pattern, &fault.range),
                    fault.message,
                    "",
                );
                let report = match fault.help {
                    Some(help) => report.help(help),
                    None => report,
                };
                self.report(report.note("patterns keep to what every database reads in the same way"));
            }
        }
        let typed = typed?;
        self.must_be_text(&typed, "matches")?;
        let patterns: Vec<String> = patterns.iter().map(|pattern| pattern.value.clone()).collect();
        sound.then_some(Condition::Text { value: typed.value, test: TextTest::Matches(patterns) })
    }

    /// `industry under any ["Healthcare"]`: the values and their descendants.
    pub(super) fn under(
        &mut self,
        span: Span,
        subject: &Expr,
        any: bool,
        texts: &[TextOperand],
    ) -> Option<Condition> {
        let typed = self.value(subject, &Wanted::Text);
        let constants = self.text_constants(span, any, texts);
        let typed = typed?;
        let is_list = matches!(typed.ty, Type::List(_));
        let taxonomy = typed.ty.choices().filter(|index| {
            let set = self.schema().choices.get(*index);
            set.is_some_and(|set| matches!(set.kind, ChoiceKind::Taxonomy { .. }))
        });
        let Some(taxonomy) = taxonomy else {
            let words = self.type_words(&typed.ty);
            let report = Diagnostic::new(
                &codes::NOT_A_TAXONOMY,
                typed.span,
                format!("{} is {words}, so nothing is under its values", typed.name),
                "not of a taxonomy",
            );
            let report = report.declared(typed.declared, &typed.name, &words);
            return self
                .fail(report.help("name the values with `in`, or give the field a taxonomy as its type"));
        };
        let subject = self.element_subject(&typed);
        let chosen: BTreeSet<u32> = self
            .typed_constants(&subject, &constants?)?
            .into_iter()
            .filter_map(|constant| match constant {
                Constant::Choice(position) => Some(position),
                Constant::Number(_) | Constant::Day(_) | Constant::Text(_) | Constant::Boolean(_) => None,
            })
            .collect();
        let set = Arc::new(ValueSet::Choices(self.descendants(taxonomy, &chosen)));
        Some(if is_list {
            Condition::Has { value: typed.value, all: vec![set] }
        } else {
            Condition::Member { value: typed.value, set }
        })
    }

    /// The texts of a text test, names replaced by what they hold.
    fn text_constants(&mut self, span: Span, any: bool, texts: &[TextOperand]) -> Option<Constants> {
        if texts.is_empty() {
            return self.fail(
                Diagnostic::new(&codes::EMPTY_LIST, span, "a list of values is empty", "empty list")
                    .help("name at least one value"),
            );
        }
        let mut elements = Vec::new();
        let mut list = None;
        let mut sound = true;
        for text in texts {
            match text {
                TextOperand::Text(text) => elements.push(Fixed {
                    element: ListElement::Text(text.value.clone()),
                    span: text.span,
                    literal: true,
                    low: None,
                }),
                TextOperand::Path(path) => match self.named_constants(path) {
                    Some(constants) => {
                        if let (false, Some((name, declared))) = (any, &constants.list) {
                            self.report(
                                Diagnostic::new(
                                    &codes::NOT_A_SET,
                                    constants.span,
                                    format!("`{name}` is a list, and one text is expected without `any`"),
                                    "a list",
                                )
                                .label(*declared, "the list is declared here")
                                .fix(
                                    "add `any`",
                                    Span { end: constants.span.start, ..constants.span },
                                    "any ",
                                ),
                            );
                            sound = false;
                        }
                        if texts.len() == 1 {
                            list = constants.list;
                        }
                        elements.extend(constants.elements);
                    }
                    None => sound = false,
                },
            }
        }
        sound.then_some(Constants { elements, list, span })
    }

    /// The texts to look for; anything else and a text of blanks is an error.
    fn needles(&mut self, constants: &Constants) -> Option<Vec<(String, Span)>> {
        let mut needles = Vec::with_capacity(constants.elements.len());
        let mut sound = true;
        for fixed in &constants.elements {
            match &fixed.element {
                ListElement::Text(text) if norm(text).is_empty() => {
                    sound = false;
                    self.report(Diagnostic::new(
                        &codes::NEVER_EQUAL,
                        fixed.span,
                        "a text test looks for an empty text, which is in every text",
                        "nothing to look for",
                    ));
                }
                ListElement::Text(text) => needles.push((text.clone(), fixed.span)),
                ListElement::Numbers(..) | ListElement::Days(_) | ListElement::Boolean(_) => {
                    sound = false;
                    let found = super::words::element_words(&fixed.element);
                    self.report(Diagnostic::new(
                        &codes::TYPE_MISMATCH,
                        fixed.span,
                        format!("a text test looks for text, but this is {found}"),
                        found,
                    ));
                }
            }
        }
        sound.then_some(needles)
    }

    /// Ruling 56: Han, Kana and Thai do not separate words.
    fn words_are_separable(&mut self, needles: &[(String, Span)]) -> Option<()> {
        let mut sound = true;
        for (text, span) in needles {
            if let Some(character) = unspaced_character(text) {
                sound = false;
                self.report(
                    Diagnostic::new(
                        &codes::WORD_WITHOUT_SPACES,
                        *span,
                        format!(
                            "`contains word` cannot find \"{text}\", whose script does not separate words"
                        ),
                        format!("`{character}` stands beside other letters without a blank"),
                    )
                    .help("write `contains`"),
                );
            }
        }
        sound.then_some(())
    }

    fn must_be_text(&mut self, typed: &Typed, test: &str) -> Option<()> {
        if typed.ty == Type::Text {
            return Some(());
        }
        if let Type::List(element) = &typed.ty {
            let name = typed.name.trim_matches('`');
            let report = Diagnostic::new(
                &codes::LIST_NEEDS_HAS,
                typed.span,
                format!("{} is {}, which `{test}` cannot look into", typed.name, self.type_words(&typed.ty)),
                "a list",
            );
            let report = match typed.declared {
                Some(span) => report.label(span, format!("{} is a list", typed.name)),
                None => report,
            };
            let report = if **element == Type::Text || matches!(**element, Type::Choice(_)) {
                report.help(format!("name whole elements: `{name} has \"…\"` or `{name} has any […]`"))
            } else {
                report.help(format!("test its elements with `{name} has …`"))
            };
            return self.fail(report);
        }
        let words = self.type_words(&typed.ty);
        let report = Diagnostic::new(
            &codes::NOT_A_TEXT,
            typed.span,
            format!("{} is {words}, so `{test}` cannot look into it", typed.name),
            "no text",
        );
        let report = report.declared(typed.declared, &typed.name, &words);
        let report = if matches!(typed.ty, Type::Choice(_)) {
            report.help("name the values with `in`")
        } else {
            report.help("compare it with `=`, `<` or `in`")
        };
        self.fail(report)
    }
}

fn text_words(op: TextOp) -> &'static str {
    match op {
        TextOp::Contains => "contains",
        TextOp::ContainsWord => "contains word",
        TextOp::StartsWith => "starts with",
        TextOp::EndsWith => "ends with",
    }
}

/// The place of a construct inside a pattern; the whole pattern where `\/` shifted the columns.
fn pattern_place(pattern: &Pattern, range: &std::ops::Range<usize>) -> Span {
    let written = pattern.span.end.saturating_sub(pattern.span.start) as usize;
    if written != pattern.value.len() + 2 {
        return pattern.span;
    }
    let start = pattern.span.start as usize + 1;
    Span::new(pattern.span.source, start + range.start, start + range.end)
}
