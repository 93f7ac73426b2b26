//! What the rules of a score can earn in all: `out of` (ruling 25) and the limit of a profile (ruling 20).

use super::context::Context;
use super::model::{Score, ScoredRule, ScoredRuleKind};
use crate::diag::Diagnostic;
use crate::diag::codes::rules;
use crate::syntax::tree::PointsLiteral;
use crate::text::Span;
use crate::types::Points;

/// One line of the sum: a group, or a weight outside groups.
struct Line {
    name: String,
    points: Points,
    /// What its weights add up to before the cap, if the cap acts.
    uncapped: Option<Points>,
    span: Span,
}

/// The weights of a score must earn exactly its total at most.
pub(super) fn out_of(cx: &mut Context, score: &Score, total: &PointsLiteral) {
    let lines = lines(score);
    let sum: Points = lines.iter().map(|line| line.points).sum();
    if sum == total.value || (lines.is_empty() && score.rules.is_empty()) {
        return;
    }
    let message = format!(
        "the weights of score `{}` add up to {sum}, and the score is out of {}",
        score.name, total.value
    );
    let mut report = Diagnostic::new(
        &rules::WEIGHTS_MISS_TOTAL,
        total.span,
        message,
        format!("the weights add up to {sum}"),
    );
    const SHOWN: usize = 12;
    for line in lines.iter().take(SHOWN) {
        report = report.label(line.span, line.words());
    }
    let difference = (sum - total.value).magnitude();
    let direction = if sum > total.value { "too many" } else { "missing" };
    let words: Vec<String> = lines.iter().map(|line| format!("{} {}", line.name, line.points)).collect();
    report = report.note(format!("{} = {sum}: {difference} {direction}", words.join(" + ")));
    if sum > Points::ZERO {
        report = report.unsafe_fix(
            format!("write `out of {sum}`, or change the weights"),
            total.span,
            sum.to_string(),
        );
    }
    cx.report(report);
}

impl Line {
    fn words(&self) -> String {
        let (name, points) = (&self.name, self.points);
        match self.uncapped {
            Some(sum) => {
                format!("`{name}` earns {points} at most: its weights add up to {sum}, the cap is {points}")
            }
            None => format!("`{name}` earns {points} at most"),
        }
    }
}

fn lines(score: &Score) -> Vec<Line> {
    let weights = || score.rules.iter().filter(|rule| rule.kind == ScoredRuleKind::Weight);
    let mut lines: Vec<Line> = Vec::new();
    for (index, group) in score.groups.iter().enumerate() {
        let mut members = weights().filter(|rule| rule.group == Some(index)).peekable();
        if members.peek().is_none() {
            continue;
        }
        let sum: Points = members.map(greatest).sum();
        let capped = group.cap.map_or(sum, |cap| cap.min(sum));
        let head = Span { end: group.span.start.saturating_add(5).min(group.span.end), ..group.span };
        lines.push(Line {
            name: group.name.clone(),
            points: capped,
            uncapped: (capped != sum).then_some(sum),
            span: head,
        });
    }
    for weight in weights().filter(|rule| rule.group.is_none()) {
        let head = Span { end: weight.span.start.saturating_add(6).min(weight.span.end), ..weight.span };
        lines.push(Line { name: weight.name.clone(), points: greatest(weight), uncapped: None, span: head });
    }
    lines.sort_by_key(|line| line.span);
    lines
}

fn greatest(rule: &ScoredRule) -> Points {
    rule.range().1
}

/// All rules of a profile together must stay below the limit, so that no engine overflows.
pub(super) fn within_limit(cx: &mut Context, scores: &[Score]) {
    let mut sum = Points::ZERO;
    for rule in scores.iter().flat_map(|score| &score.rules) {
        let before = sum;
        let (least, greatest) = rule.range();
        sum += least.magnitude().max(greatest.magnitude());
        if sum > Points::LIMIT && before <= Points::LIMIT {
            cx.report(
                Diagnostic::new(
                    &rules::TOO_MANY_POINTS,
                    rule.span,
                    "all rules together give more than 1,000,000 points",
                    "the limit is passed here",
                )
                .help("use smaller points: only their proportions matter"),
            );
        }
    }
}
