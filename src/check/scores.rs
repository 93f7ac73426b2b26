//! Scores, their groups, weights and signals.
//!
//! In: the score statements and the parts checked before. Out: the scores of the model.
//! Invariant: a rule with an error is left out.

use super::clauses::{self, Clauses, Statement};
use super::columns::Columns;
use super::context::{Context, Parts};
use super::expression;
use super::gates;
use super::model::{
    Condition, Documentation, Earns, Fade, Group, Limit, RowSource, Score, ScoredRule, ScoredRuleKind,
};
use super::names::UNNAMED_SCORE;
use super::scope::Stratum;
use super::statements::Statements;
use super::totals;
use crate::diag::Diagnostic;
use crate::diag::codes::rules;
use crate::syntax::tree::{self, Bound, PointsLiteral, ScoreEntry, ScoreLimit};
use crate::text::Span;
use crate::types::{Number, Points, Truth};

/// Checks every score; rules that are wrong are left out.
pub(super) fn scores(
    cx: &mut Context,
    statements: &Statements,
    parts: &Parts,
    columns: &mut Columns,
) -> Vec<Score> {
    let mut checked = Vec::new();
    for written in &statements.scores {
        let name = written.name.as_ref().map_or(UNNAMED_SCORE, |name| name.text.as_str());
        let place = written.name.as_ref().map_or(written.keyword, |name| name.span);
        let owner = format!("score `{name}`");
        if !parts.names.tainted.contains(name) {
            for column in [name.to_owned(), format!("{name}_min"), format!("{name}_max")] {
                columns.claim(cx, &column, &owner, place);
            }
        }
        let mut reader = Reader::new(parts, written, owner, place);
        let limit = written.limit.as_ref().and_then(|limit| reader.limit(cx, limit));
        if let (Some(first), Some(second)) = (&written.limit, written.second_limit) {
            cx.report(two_limits(&reader.owner, first, second));
            reader.whole = false;
        }
        let documentation = reader.entries(cx, &written.entries, None);
        let score = Score {
            name: name.to_owned(),
            title: written.title.as_ref().map(|title| title.value.clone()),
            limit,
            groups: reader.groups,
            rules: reader.rules,
            documentation,
            span: written.span,
        };
        if reader.whole && score.rules.is_empty() {
            cx.report(empty(&format!("score `{name}`"), place));
        }
        if let (true, Some(ScoreLimit::OutOf(total))) = (reader.whole, &written.limit) {
            totals::out_of(cx, &score, total);
        }
        checked.push(score);
    }
    totals::within_limit(cx, &checked);
    checked
}

/// `out of` and `cap` together, or one of them twice (ruling 24).
fn two_limits(owner: &str, first: &ScoreLimit, second: Span) -> Diagnostic {
    let first = match first {
        ScoreLimit::OutOf(total) => total.span,
        ScoreLimit::Cap(range) => range.span,
    };
    Diagnostic::new(&rules::BAD_SCORE_LIMIT, second, format!("{owner} has two limits"), "second limit")
        .label(first, "first limit")
        .help("keep `out of N` for what the weights earn at most, or `cap A..B` for any other bounds")
}

fn empty(what: &str, span: Span) -> Diagnostic {
    Diagnostic::new(
        &rules::EMPTY_SCORE,
        span,
        format!("{what} has no weight and no signal"),
        "nothing to add up",
    )
    .help("add a weight, as in `weight core_industry 25 when …`, or delete it")
}

struct Reader<'a> {
    parts: &'a Parts,
    /// "score `fit`".
    owner: String,
    /// The place of `out of`, where the score has one.
    out_of: Option<Span>,
    groups: Vec<Group>,
    rules: Vec<ScoredRule>,
    /// Whether every rule could be read and is right so far.
    whole: bool,
}

impl<'a> Reader<'a> {
    fn new(parts: &'a Parts, written: &tree::Score, owner: String, place: Span) -> Reader<'a> {
        let out_of = match &written.limit {
            Some(ScoreLimit::OutOf(_)) => Some(place),
            Some(ScoreLimit::Cap(_)) | None => None,
        };
        Reader { parts, owner, out_of, groups: Vec::new(), rules: Vec::new(), whole: true }
    }

    fn limit(&mut self, cx: &mut Context, limit: &ScoreLimit) -> Option<Limit> {
        let bad = |span, message: String, label: &str| {
            Diagnostic::new(&rules::BAD_SCORE_LIMIT, span, message, label)
        };
        match limit {
            ScoreLimit::OutOf(total) => {
                if total.value <= Points::ZERO || total.signed {
                    cx.report(
                        bad(
                            total.span,
                            format!(
                                "{} is out of {}, and only a total above 0 can be reached",
                                self.owner, total.value
                            ),
                            "not a total",
                        )
                        .help("write what the weights add up to, as in `out of 100`"),
                    );
                    self.whole = false;
                    return None;
                }
                Some(Limit::OutOf(total.value))
            }
            ScoreLimit::Cap(range) => {
                let low = bound(&range.low);
                let high = bound(&range.high);
                let (Some(low), Some(high), false) = (low, high, range.open) else {
                    cx.report(
                        bad(
                            range.span,
                            format!("the `cap` of {} must be two numbers of points", self.owner),
                            "not a range of points",
                        )
                        .help("write both ends in points, with at most three decimals, as in `cap -20..100`"),
                    );
                    return None;
                };
                if low > high {
                    cx.report(
                        bad(
                            range.span,
                            format!("the `cap` of {} ends before it begins: {low}..{high}", self.owner),
                            "reversed",
                        )
                        .fix(
                            format!("write `{high}..{low}`"),
                            range.span,
                            format!("{high}..{low}"),
                        ),
                    );
                    return None;
                }
                Some(Limit::Cap(low, high))
            }
        }
    }

    /// Reads weights, signals, groups and headings; gives the documentation of the score or group itself.
    fn entries(&mut self, cx: &mut Context, entries: &[ScoreEntry], group: Option<usize>) -> Documentation {
        let mut headings = Vec::new();
        for entry in entries {
            match entry {
                ScoreEntry::Weight(weight) => self.rule(cx, weight, ScoredRuleKind::Weight, group),
                ScoreEntry::Signal(signal) => self.rule(cx, signal, ScoredRuleKind::Signal, group),
                ScoreEntry::Group(inner) => self.group(cx, inner),
                ScoreEntry::Clause(clause) => headings.push(clause),
                ScoreEntry::Damaged(_) => self.whole = false,
            }
        }
        let statement = if group.is_some() { Statement::Group } else { Statement::Score };
        let name = match group.and_then(|group| self.groups.get(group)) {
            Some(group) => format!("group `{}`", group.name),
            None => self.owner.clone(),
        };
        clauses::read(cx, statement, &name, headings).documentation()
    }

    fn group(&mut self, cx: &mut Context, written: &tree::Group) {
        let cap = written.cap.as_ref().map(|cap| {
            if cap.signed {
                cx.report(bad_cap(&format!("group `{}`", written.name.text), cap));
            }
            cap.value
        });
        let index = self.groups.len();
        self.groups.push(Group {
            name: written.name.text.clone(),
            title: written.title.as_ref().map(|title| title.value.clone()),
            cap,
            documentation: Documentation::default(),
            span: written.span,
        });
        let (before, whole) = (self.rules.len(), std::mem::replace(&mut self.whole, true));
        let documentation = self.entries(cx, &written.entries, Some(index));
        if let Some(group) = self.groups.get_mut(index) {
            group.documentation = documentation;
        }
        if self.whole && self.rules.len() == before && !cx.is_damaged(written.span) {
            cx.report(empty(&format!("group `{}`", written.name.text), written.name.span));
        }
        self.whole &= whole;
    }

    fn rule(&mut self, cx: &mut Context, written: &tree::Weight, kind: ScoredRuleKind, group: Option<usize>) {
        let (statement, word) = match kind {
            ScoredRuleKind::Weight => (Statement::Weight, "weight"),
            ScoredRuleKind::Signal => (Statement::Signal, "signal"),
        };
        let name = format!("{word} `{}`", written.name.text);
        let clauses = clauses::read(cx, statement, &name, &written.clauses);
        if cx.is_damaged(written.span) {
            self.whole = false;
        } else if needs_condition(&written.earns, &clauses) {
            let example =
                format!("{word} {} {} when …", written.name.text, points_example(&written.earns, kind));
            cx.report(clauses::missing_condition(&name, written.name.span, "when", &example));
        }
        let earns = expression::earns(&self.parts.scope(Stratum::Gates), &mut cx.sink, kind, &written.earns);
        let fade = fade(cx, self.parts, earns.as_ref(), &clauses);
        let (when, unless) = gates::conditions(cx, self.parts, Stratum::Gates, &clauses);
        let Some(earns) = earns else {
            self.whole = false;
            return;
        };
        // A condition that is wrong, and reported, changes nothing about what the rule can earn.
        let wrong = || Some(Condition::Constant(Truth::Unknown));
        let when = if clauses.when.is_some() { when.or_else(wrong) } else { None };
        let (fade, unless) = (fade.flatten(), unless.unwrap_or_else(wrong));
        let rule = ScoredRule {
            kind,
            name: written.name.text.clone(),
            title: written.title.as_ref().map(|title| title.value.clone()),
            group,
            earns,
            when,
            unless,
            fade,
            documentation: clauses.documentation(),
            active: clauses.active,
            span: written.span,
        };
        if let (ScoredRuleKind::Weight, Some(out_of)) = (kind, self.out_of) {
            self.not_negative(cx, &rule, &written.earns, out_of);
        }
        self.rules.push(rule);
    }

    /// Weights have points of 0 and above in a score that is `out of` a total (ruling 25).
    fn not_negative(&mut self, cx: &mut Context, rule: &ScoredRule, written: &tree::Earns, out_of: Span) {
        for points in literals(written).into_iter().filter(|points| points.value < Points::ZERO) {
            self.whole = false;
            cx.report(
                Diagnostic::new(
                    &rules::NEGATIVE_WEIGHT,
                    points.span,
                    format!(
                        "weight `{}` takes points away in {}, whose weights must add up to a total",
                        rule.name, self.owner
                    ),
                    "below 0",
                )
                .label(out_of, format!("{} is `out of` a total", self.owner))
                .help("write a `signal` for what takes points away"),
            );
        }
    }
}

/// Whether nothing says when the points are earned (ruling 29a).
fn needs_condition(earns: &tree::Earns, clauses: &Clauses) -> bool {
    match earns {
        tree::Earns::Flat(_) => clauses.when.is_none() && clauses.fading.is_none() && !clauses.faulty,
        tree::Earns::Per { .. }
        | tree::Earns::Bands { .. }
        | tree::Earns::Arms { .. }
        | tree::Earns::Scale { .. } => false,
    }
}

fn points_example(earns: &tree::Earns, kind: ScoredRuleKind) -> String {
    match (earns, kind) {
        (tree::Earns::Flat(points), ScoredRuleKind::Signal) if points.value > Points::ZERO => {
            format!("+{}", points.value)
        }
        (tree::Earns::Flat(points), _) => points.value.to_string(),
        (
            tree::Earns::Per { .. }
            | tree::Earns::Bands { .. }
            | tree::Earns::Arms { .. }
            | tree::Earns::Scale { .. },
            _,
        ) => "10".to_owned(),
    }
}

/// The fade of a rule: the outer `None` is reported. After `per TABLE` its date is the row's (ruling 19).
#[expect(clippy::option_option, reason = "no fade is no error, a wrong one is")]
fn fade(cx: &mut Context, parts: &Parts, earns: Option<&Earns>, clauses: &Clauses) -> Option<Option<Fade>> {
    let Some(fading) = &clauses.fading else { return Some(None) };
    let table = match earns? {
        Earns::PerRow { rows, .. } => match rows.source {
            RowSource::Table(table) => Some(table),
            RowSource::Role(role) => parts.roles.get(role)?.as_ref().map(|role| role.table),
        },
        Earns::Flat(_)
        | Earns::PerNumber { .. }
        | Earns::Bands(_)
        | Earns::Arms { .. }
        | Earns::Scale { .. } => None,
    };
    let mut scope = parts.scope(Stratum::Gates);
    scope.row = table;
    expression::fade(&scope, &mut cx.sink, fading.halving, fading.over, fading.since).map(Some)
}

/// The points written in a rule.
fn literals(earns: &tree::Earns) -> Vec<&PointsLiteral> {
    match earns {
        tree::Earns::Flat(points) | tree::Earns::Per { points, .. } => vec![points],
        tree::Earns::Bands { arms, .. } => arms.iter().map(|arm| &arm.points).collect(),
        tree::Earns::Arms { arms, .. } => arms.iter().map(|arm| &arm.points).collect(),
        tree::Earns::Scale { from, to, .. } => vec![&from.1, &to.1],
    }
}

fn bad_cap(owner: &str, cap: &PointsLiteral) -> Diagnostic {
    let bare = cap.value.magnitude();
    Diagnostic::new(
        &rules::SIGNED_GROUP_CAP,
        cap.span,
        format!("the `cap` of {owner} carries a sign"),
        "a cap is written without a sign",
    )
    .fix(format!("write `cap {bare}`"), cap.span, bare.to_string())
}

/// An end of `cap A..B`, in points.
fn bound(bound: &Bound) -> Option<Points> {
    const PER_POINT: i128 = Number::SCALE / Points::SCALE as i128;
    match bound {
        Bound::Quantity(quantity) if quantity.unit.is_none() && !quantity.percent => {
            let millionths = quantity.value.millionths();
            (millionths.checked_rem(PER_POINT)? == 0)
                .then(|| i64::try_from(millionths.checked_div(PER_POINT)?).ok())
                .flatten()
                .map(Points::from_thousandths)
        }
        Bound::Quantity(_) | Bound::Date(_) => None,
    }
}
