//! Results in conditions: tier, status, segment and what put an account out (rulings 41, 45, 47).
//!
//! In: a comparison whose subject is a result column. Out: a test of results.
//! Invariant: a result is read only where it has been decided before.

use std::collections::BTreeSet;

use super::condition::negated;
use super::name::path_text;
use super::unknown::{closest_names, quoted_name};
use super::{Checker, codes};
use crate::check::model::{Condition, GateRef, ResultTest};
use crate::check::scope::Stratum;
use crate::diag::Diagnostic;
use crate::diag::codes::names;
use crate::syntax::tree::{Bound, CompareOp, Expr, ExprKind, Level, Literal, Name, Path, Set, SetElement};
use crate::text::{Span, join_or};
use crate::types::Status;

/// A column of the result that conditions can compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ResultColumn {
    Tier,
    Status,
    Segment,
}

impl ResultColumn {
    fn word(self) -> &'static str {
        match self {
            ResultColumn::Tier => "tier",
            ResultColumn::Status => "status",
            ResultColumn::Segment => "segment",
        }
    }
}

impl Checker<'_, '_> {
    /// The result column of a name, where results are known: all in guarantees and tests, segments in tiers.
    pub(super) fn result_subject_name(&self, name: &str) -> Option<ResultColumn> {
        let column = match name {
            "tier" => ResultColumn::Tier,
            "status" => ResultColumn::Status,
            "segment" => ResultColumn::Segment,
            _ => return None,
        };
        if self.is_row_field(name) {
            return None;
        }
        match (self.scope.stratum, column) {
            (Stratum::Results, _) | (Stratum::Tiers, ResultColumn::Segment) => Some(column),
            (Stratum::Names | Stratum::Gates | Stratum::Tiers | Stratum::Outcome, _) => None,
        }
    }

    /// The result column that an expression names.
    pub(super) fn result_subject(&self, expr: &Expr) -> Option<ResultColumn> {
        match &expr.kind {
            ExprKind::Paren(inner) => self.result_subject(inner),
            ExprKind::Path(path) if path.rest.is_empty() => self.result_subject_name(&path.first.text),
            _ => None,
        }
    }

    /// Reports a comparison with a result where results are not known yet; the other side is left alone.
    pub(super) fn is_early_result(&mut self, expr: &Expr) -> bool {
        let ExprKind::Path(Path { first, rest }) = &expr.kind else { return false };
        let is_column = matches!(first.text.as_str(), "tier" | "status" | "segment");
        let scope = &self.scope;
        let is_known = scope.names.common.contains_key(&first.text)
            || scope.names.is_excused(&first.text)
            || scope.row.is_some();
        if !is_column || !rest.is_empty() || is_known {
            return false;
        }
        if let Some(report) = self.early_result(first) {
            self.report(report);
        }
        true
    }

    /// `tier = A`, `status != excluded`, `segment = clinics`.
    pub(super) fn compare_result(
        &mut self,
        column: ResultColumn,
        op: CompareOp,
        op_span: Span,
        other: &Expr,
    ) -> Option<Condition> {
        if !matches!(op, CompareOp::Equal | CompareOp::NotEqual) {
            let word = column.word();
            return self.fail(
                Diagnostic::new(
                    &codes::UNORDERED_COMPARISON,
                    op_span,
                    format!("`{word}` has no order for `{}`", op.sign()),
                    "no order",
                )
                .help(format!("name the ones that are meant: `{word} in [A, B]`")),
            );
        }
        let (name, span, quoted) = match &other.kind {
            ExprKind::Path(path) => (path_text(path), path.span(), false),
            ExprKind::Literal(Literal::Text(text)) => (text.value.clone(), text.span, true),
            ExprKind::Literal(Literal::Quantity(quantity)) => {
                (quantity.value.to_string(), quantity.span, false)
            }
            ExprKind::Bad => return None,
            _ => {
                return self.fail(Diagnostic::new(
                    &codes::TYPE_MISMATCH,
                    other.span,
                    format!("`{}` is compared with something that is no name", column.word()),
                    format!("the name of a {} is expected", column.word()),
                ));
            }
        };
        let mut tests = ResultNames::new(column);
        self.result_name(&mut tests, &name, span, quoted)?;
        Some(negated(Condition::Result(tests.test()), op == CompareOp::NotEqual))
    }

    /// `tier in [A, B]`.
    pub(super) fn result_in(&mut self, column: ResultColumn, set: &Set) -> Option<Condition> {
        let Set::List(list) = set else {
            let span = match set {
                Set::Range(range) => range.span,
                Set::Path(path) => path.span(),
                Set::List(list) => list.span,
            };
            return self.fail(
                Diagnostic::new(
                    &codes::NOT_A_SET,
                    span,
                    format!("`{}` is compared with something that is no list of names", column.word()),
                    "a list of names is expected here",
                )
                .help(format!("write `{} in [NAME, NAME]`", column.word())),
            );
        };
        if list.elements.is_empty() {
            return self.fail(
                Diagnostic::new(&codes::EMPTY_LIST, list.span, "a list of values is empty", "empty")
                    .help("name at least one value"),
            );
        }
        let mut tests = ResultNames::new(column);
        let mut sound = true;
        for element in &list.elements {
            let (name, span, quoted) = match element {
                SetElement::Path(path) => (path_text(path), path.span(), false),
                SetElement::Text(text) => (text.value.clone(), text.span, true),
                SetElement::Bound(Bound::Quantity(quantity)) => {
                    (quantity.value.to_string(), quantity.span, false)
                }
                SetElement::Bound(Bound::Date(date)) => (String::new(), date.span, false),
                SetElement::Range(range) => (String::new(), range.span, false),
                SetElement::Boolean(value, span) => (value.to_string(), *span, false),
            };
            sound &= self.result_name(&mut tests, &name, span, quoted).is_some();
        }
        sound.then(|| Condition::Result(tests.test()))
    }

    /// Adds one name of a tier, status or segment.
    fn result_name(&mut self, tests: &mut ResultNames, name: &str, span: Span, quoted: bool) -> Option<()> {
        let all = self.scope.names;
        let found = match tests {
            ResultNames::Tier(chosen) => all.tiers.get(name).map(|(index, _)| {
                chosen.insert(*index);
            }),
            ResultNames::Segment(chosen) => all.segments.get(name).map(|(index, _)| {
                chosen.insert(*index);
            }),
            ResultNames::Status(chosen) => {
                Status::ALL.into_iter().find(|status| status.word() == name).map(|status| {
                    chosen.insert(status);
                })
            }
        };
        let kind = tests.word();
        match found {
            Some(()) if quoted => self.fail(
                Diagnostic::new(
                    &codes::TYPE_MISMATCH,
                    span,
                    format!("the {kind} `{name}` is written without quotes"),
                    "text in quotes",
                )
                .fix(format!("write `{name}`"), span, quoted_name(name)),
            ),
            Some(()) => Some(()),
            None => {
                let mut known: Vec<&str> = match tests {
                    ResultNames::Tier(_) => all.tiers.keys().map(String::as_str).collect(),
                    ResultNames::Segment(_) => all.segments.keys().map(String::as_str).collect(),
                    ResultNames::Status(_) => Status::ALL.map(Status::word).to_vec(),
                };
                let declared = !matches!(tests, ResultNames::Status(_));
                if declared && (all.open || all.is_lost(name, known.iter().copied())) {
                    return None;
                }
                known.sort_unstable();
                let near = if name.chars().count() > 2 { closest_names(name, &known) } else { Vec::new() };
                let code = match tests {
                    ResultNames::Tier(_) => &names::UNKNOWN_TIER,
                    ResultNames::Segment(_) => &names::UNKNOWN_SEGMENT,
                    ResultNames::Status(_) => &codes::UNKNOWN_VALUE,
                };
                let report = Diagnostic::new(
                    code,
                    span,
                    format!("unknown {kind} `{name}`"),
                    format!("no such {kind}"),
                );
                let report = if near.is_empty() && !known.is_empty() && known.len() <= 5 {
                    let shown: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
                    report.note(format!("a {kind} is {}", join_or(&shown)))
                } else {
                    report.did_you_mean(span, &near)
                };
                let is_field = self.schema().fields.iter().any(|field| field.name == kind);
                self.fail(if is_field {
                    report.help(format!("for the field of the account, write `account.{kind}`"))
                } else {
                    report
                })
            }
        }
    }

    /// `tier is known`, `segment is unknown`: whether there is one.
    pub(super) fn result_is_known(&mut self, subject: &Expr) -> Option<Condition> {
        match self.result_subject(subject)? {
            ResultColumn::Tier => Some(Condition::Result(ResultTest::HasTier)),
            ResultColumn::Segment => Some(Condition::Result(ResultTest::HasSegment)),
            ResultColumn::Status => Some(Condition::Constant(crate::types::Truth::True)),
        }
    }

    /// `segment is core`.
    pub(super) fn is_level(&mut self, subject: &Expr, level: Level) -> Option<Condition> {
        if self.result_subject(subject) == Some(ResultColumn::Segment) {
            return Some(Condition::Result(ResultTest::Level(level)));
        }
        if let ExprKind::Path(Path { first, rest }) = &subject.kind
            && rest.is_empty()
            && first.text == "segment"
        {
            return self.fail(not_yet_known(first, "segment", "tiers, guarantees and tests"));
        }
        self.fail(
            Diagnostic::new(&codes::TYPE_MISMATCH, subject.span, "only a segment has a level", "no segment")
                .help("write `segment is core`"),
        )
    }

    /// `excluded by RULE` (ruling 41).
    pub(super) fn excluded_by(&mut self, span: Span, name: &Name) -> Option<Condition> {
        if !self.sees_results() {
            return self.fail(
                Diagnostic::new(
                    &codes::NOT_YET_KNOWN,
                    span,
                    format!("`excluded by {}` is not known here", name.text),
                    "the result comes after this",
                )
                .help("it stands in guarantees and tests"),
            );
        }
        let all = self.scope.names;
        let gate = match (all.excludes.get(&name.text), all.requires.get(&name.text)) {
            (Some((index, _)), _) => Some(GateRef::Exclude(*index)),
            (None, Some((index, _))) => Some(GateRef::Require(*index)),
            (None, None) if name.text == "override" => Some(GateRef::Override),
            (None, None) => None,
        };
        if let Some(gate) = gate {
            return Some(Condition::Result(ResultTest::OutBy(gate)));
        }
        let known = || all.excludes.keys().chain(all.requires.keys()).map(String::as_str);
        if all.open || all.is_lost(&name.text, known()) {
            return None;
        }
        let report = Diagnostic::new(
            &names::UNKNOWN_RULE,
            name.span,
            format!("unknown exclusion or requirement `{}`", name.text),
            "no such rule",
        );
        if name.text == "market" {
            return self.fail(report.fix("write `outside_market`", span, "outside_market"));
        }
        if let Some(scored) = all.scored_rules.get(&name.text) {
            return self.fail(report.label(*scored, "this rule gives points; it puts no account out"));
        }
        let mut known: Vec<&str> =
            all.excludes.keys().chain(all.requires.keys()).map(String::as_str).collect();
        known.sort_unstable();
        let near = closest_names(&name.text, &known);
        self.fail(report.did_you_mean(name.span, &near))
    }

    /// The words for `tier`, `qualified` and the like where results are not known yet.
    pub(super) fn early_result(&self, name: &Name) -> Option<Diagnostic> {
        let text = name.text.as_str();
        let places = match text {
            "segment" => "tiers, guarantees and tests",
            "tier" | "status" => "guarantees and tests",
            _ if Status::ALL.iter().any(|status| status.word() == text) => "guarantees and tests",
            _ => return None,
        };
        Some(not_yet_known(name, text, places))
    }
}

fn not_yet_known(name: &Name, what: &str, places: &str) -> Diagnostic {
    Diagnostic::new(
        &codes::NOT_YET_KNOWN,
        name.span,
        format!("`{what}` is not known here"),
        "decided after this",
    )
    .help(format!("it can be used in {places}"))
}

/// Names of one result column.
enum ResultNames {
    Tier(BTreeSet<usize>),
    Status(BTreeSet<Status>),
    Segment(BTreeSet<usize>),
}

impl ResultNames {
    fn new(column: ResultColumn) -> ResultNames {
        match column {
            ResultColumn::Tier => ResultNames::Tier(BTreeSet::new()),
            ResultColumn::Status => ResultNames::Status(BTreeSet::new()),
            ResultColumn::Segment => ResultNames::Segment(BTreeSet::new()),
        }
    }

    fn word(&self) -> &'static str {
        match self {
            ResultNames::Tier(_) => "tier",
            ResultNames::Status(_) => "status",
            ResultNames::Segment(_) => "segment",
        }
    }

    fn test(self) -> ResultTest {
        match self {
            ResultNames::Tier(chosen) => ResultTest::Tier(chosen),
            ResultNames::Status(chosen) => ResultTest::Status(chosen),
            ResultNames::Segment(chosen) => ResultTest::Segment(chosen),
        }
    }
}
