//! The clauses of a statement: each at most once, and only where it belongs (ruling 29a).
//!
//! In: the clauses of one statement. Out: each by its kind.
//! Invariant: of a clause that is written twice the first is kept.

use super::context::Context;
use super::model::{Documentation, Window};
use crate::diag::codes::rules;
use crate::diag::{Diagnostic, Edit};
use crate::syntax::tree::{self, Clause, ClauseKind, Date, Duration, Expr, Record, Text};
use crate::text::{Span, join_and};
use crate::types::UnknownEffect;

/// Statements that take clauses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Statement {
    Role,
    Market,
    Exclude,
    Require,
    Guarantee,
    Score,
    Group,
    Weight,
    Signal,
    Tier,
    Segment,
    Override,
}

impl Statement {
    pub fn word(self) -> &'static str {
        match self {
            Statement::Role => "role",
            Statement::Market => "market",
            Statement::Exclude => "exclude",
            Statement::Require => "require",
            Statement::Guarantee => "guarantee",
            Statement::Score => "score",
            Statement::Group => "group",
            Statement::Weight => "weight",
            Statement::Signal => "signal",
            Statement::Tier => "tier",
            Statement::Segment => "segment",
            Statement::Override => "override",
        }
    }
}

/// The kinds of clauses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    When,
    Unless,
    That,
    Because,
    Evidence,
    Assumption,
    Owner,
    Active,
    IfUnknown,
    Emit,
    Fading,
    Until,
}

impl Kind {
    fn of(kind: &ClauseKind) -> Kind {
        match kind {
            ClauseKind::When(_) => Kind::When,
            ClauseKind::Unless(_) => Kind::Unless,
            ClauseKind::That(_) => Kind::That,
            ClauseKind::Because(_) => Kind::Because,
            ClauseKind::Evidence(..) => Kind::Evidence,
            ClauseKind::Assumption(..) => Kind::Assumption,
            ClauseKind::Owner(_) => Kind::Owner,
            ClauseKind::Active(_) => Kind::Active,
            ClauseKind::IfUnknown(_) => Kind::IfUnknown,
            ClauseKind::Emit(_) => Kind::Emit,
            ClauseKind::Fading { .. } => Kind::Fading,
            ClauseKind::Until(_) => Kind::Until,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Kind::When => "when",
            Kind::Unless => "unless",
            Kind::That => "that",
            Kind::Because => "because",
            Kind::Evidence => "evidence",
            Kind::Assumption => "assumption",
            Kind::Owner => "owner",
            Kind::Active => "active",
            Kind::IfUnknown => "if unknown",
            Kind::Emit => "emit",
            Kind::Fading => "fading",
            Kind::Until => "until",
        }
    }

    /// The statements it belongs to.
    fn homes(self) -> &'static [Statement] {
        use Statement::{
            Exclude, Group, Guarantee, Market, Override, Require, Role, Score, Segment, Signal, Tier, Weight,
        };
        match self {
            Kind::When | Kind::Unless => &[Role, Market, Exclude, Require, Weight, Signal, Tier, Segment],
            Kind::That => &[Guarantee],
            Kind::Because => {
                &[Role, Market, Exclude, Require, Guarantee, Weight, Signal, Tier, Segment, Override]
            }
            Kind::Evidence | Kind::Assumption => {
                &[Role, Market, Exclude, Require, Guarantee, Score, Group, Weight, Signal, Tier, Segment]
            }
            Kind::Owner => {
                &[Role, Market, Exclude, Require, Guarantee, Weight, Signal, Tier, Segment, Override]
            }
            Kind::Active => &[Market, Exclude, Require, Signal, Tier, Segment],
            Kind::IfUnknown => &[Market, Exclude, Require],
            Kind::Emit => &[Tier, Segment],
            Kind::Fading => &[Weight, Signal],
            Kind::Until => &[Override],
        }
    }
}

/// `fading over D since DATE` or `halving every D since DATE`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fading<'a> {
    pub halving: bool,
    pub over: &'a Duration,
    pub since: &'a Expr,
}

/// Clauses by kind.
#[derive(Debug, Default)]
pub(super) struct Clauses<'a> {
    pub when: Option<&'a Expr>,
    pub unless: Option<&'a Expr>,
    pub that: Option<&'a Expr>,
    pub because: Option<&'a Text>,
    pub evidence: Vec<(tree::EvidenceKind, &'a Text)>,
    pub assumption: Option<(&'a Text, Option<&'a Date>)>,
    pub owner: Option<&'a Text>,
    pub active: Vec<Window>,
    pub if_unknown: Option<UnknownEffect>,
    pub emit: Option<&'a Record>,
    pub fading: Option<Fading<'a>>,
    pub until: Option<&'a Date>,
    /// Whether a clause was left out because it is wrong: what seems to be missing may be what it meant.
    pub faulty: bool,
}

impl Clauses<'_> {
    /// Whether `because` says something.
    pub fn has_reason(&self) -> bool {
        self.because.is_some_and(|text| !text.value.trim().is_empty())
    }

    /// What people wrote about the rule.
    pub fn documentation(&self) -> Documentation {
        Documentation {
            because: self.because.map(|text| text.value.clone()),
            evidence: self.evidence.iter().map(|(kind, text)| (*kind, text.value.clone())).collect(),
            assumption: self
                .assumption
                .map(|(text, until)| (text.value.clone(), until.and_then(|date| date.day))),
            owner: self.owner.map(|text| text.value.clone()),
        }
    }
}

/// Sorts the clauses of a statement; `name` is how messages call it: "signal `funding`".
pub(super) fn read<'a>(
    cx: &mut Context,
    statement: Statement,
    name: &str,
    clauses: impl IntoIterator<Item = &'a Clause>,
) -> Clauses<'a> {
    let clauses: Vec<&Clause> = clauses.into_iter().collect();
    let has_that = clauses.iter().any(|clause| Kind::of(&clause.kind) == Kind::That);
    let mut sorted = Clauses::default();
    let mut seen: Vec<(Kind, Span)> = Vec::new();
    for clause in clauses {
        let kind = Kind::of(&clause.kind);
        if !kind.homes().contains(&statement) {
            cx.report(misplaced(statement, name, kind, clause, has_that));
            sorted.faulty = true;
            continue;
        }
        let first = seen.iter().find(|(known, _)| *known == kind);
        if let (Some((_, first)), true) = (first, kind != Kind::Evidence) {
            cx.report(twice(name, kind, *first, clause.span));
            continue;
        }
        seen.push((kind, clause.span));
        match &clause.kind {
            ClauseKind::When(condition) => sorted.when = Some(condition),
            ClauseKind::Unless(condition) => sorted.unless = Some(condition),
            ClauseKind::That(condition) => sorted.that = Some(condition),
            ClauseKind::Because(text) => sorted.because = Some(text),
            ClauseKind::Evidence(kind, text) => sorted.evidence.push((*kind, text)),
            ClauseKind::Assumption(text, until) => sorted.assumption = Some((text, until.as_ref())),
            ClauseKind::Owner(text) => sorted.owner = Some(text),
            ClauseKind::Active(windows) => sorted.active = self::windows(cx, windows),
            ClauseKind::IfUnknown(effect) => sorted.if_unknown = Some(*effect),
            ClauseKind::Emit(record) => sorted.emit = Some(record),
            ClauseKind::Fading { halving, over, since } => {
                sorted.fading = Some(Fading { halving: *halving, over, since });
            }
            ClauseKind::Until(date) => sorted.until = Some(date),
        }
    }
    sorted
}

fn twice(name: &str, kind: Kind, first: Span, second: Span) -> Diagnostic {
    let word = kind.word();
    let report = Diagnostic::new(
        &rules::CLAUSE_TWICE,
        second,
        format!("{name} has two `{word}` clauses"),
        format!("second `{word}`"),
    )
    .label(first, format!("first `{word}`"));
    match kind {
        Kind::When => report.help("join the two conditions with `and` or `or`"),
        Kind::Unless => report.help("join the two exceptions with `or`"),
        Kind::That => report.help("join the two statements with `and`, or write two guarantees"),
        Kind::Active => report.help("write one `active` with all windows, separated by commas"),
        Kind::Emit => report.help("write all values in one `emit { … }`"),
        Kind::Because
        | Kind::Evidence
        | Kind::Assumption
        | Kind::Owner
        | Kind::IfUnknown
        | Kind::Fading
        | Kind::Until => report.help("keep one of the two"),
    }
}

fn misplaced(statement: Statement, name: &str, kind: Kind, clause: &Clause, has_that: bool) -> Diagnostic {
    let word = kind.word();
    if kind == Kind::Active && statement == Statement::Weight {
        return Diagnostic::new(
            &rules::ACTIVE_ON_WEIGHT,
            clause.span,
            format!("{name} cannot have `active`: what a score adds up to must not depend on the date"),
            "`active` does not stand on a weight",
        )
        .help("make it a `signal`, or delete `active`");
    }
    let homes: Vec<String> = kind.homes().iter().map(|home| format!("`{}`", home.word())).collect();
    let report = Diagnostic::new(
        &rules::MISPLACED_CLAUSE,
        clause.span,
        format!("{name} does not take `{word}`"),
        format!("`{word}` does not belong here"),
    )
    .note(format!("`{word}` stands on {}", join_and(&homes)));
    let scored = matches!(statement, Statement::Weight | Statement::Signal);
    if statement == Statement::Guarantee && kind == Kind::When && !has_that {
        let keyword = Span { end: clause.span.start.saturating_add(4), ..clause.span };
        report.fix("write `that`", keyword, "that")
    } else if statement == Statement::Guarantee && kind == Kind::Unless {
        report.help("say the exception in the condition: `that (…) or (…)`")
    } else if scored && kind == Kind::IfUnknown {
        report.help("say what an unknown value earns with an arm `unknown => N`")
    } else {
        report.help(format!("delete `{word}`"))
    }
}

/// The windows of `active`; reversed days are reported.
fn windows(cx: &mut Context, windows: &[tree::Window]) -> Vec<Window> {
    let mut sorted = Vec::new();
    for window in windows {
        match window {
            tree::Window::Months(months, _) => sorted.push(Window::Months(*months)),
            tree::Window::Days(from, to, span) => {
                let (Some(first), Some(last)) = (from.day, to.day) else { continue };
                if first > last {
                    let edits = vec![
                        Edit { span: from.span, replacement: last.to_string() },
                        Edit { span: to.span, replacement: first.to_string() },
                    ];
                    cx.report(
                        Diagnostic::new(
                            &rules::REVERSED_WINDOW,
                            *span,
                            format!("the window {first}..{last} ends before it begins"),
                            "no day lies in it",
                        )
                        .fix_edits(format!("write `{last}..{first}`"), edits, false),
                    );
                }
                sorted.push(Window::Days(first, last));
            }
        }
    }
    sorted
}

/// A statement that says nothing to decide it by.
pub(super) fn missing_condition(name: &str, span: Span, word: &str, example: &str) -> Diagnostic {
    Diagnostic::new(
        &rules::MISSING_CONDITION,
        span,
        format!("{name} has no condition"),
        format!("`{word}` is missing"),
    )
    .help(format!("say when it holds: `{example}`"))
}
