//! The profile in a paragraph: the market, what puts out, what must hold, what earns most, where the best end up.
//!
//! In: a profile. Out: lines of text. Invariant: a sentence is there only if the profile says what is in it.

use super::gather::{Criterion, span_of, spoken, title_of};
use super::{Block, Line, Piece, Subject, code, plain, strong};
use crate::check::model::{Condition, Gate, Model, Score, ScoredRule};

/// How many exclusions and rules a sentence names.
const NAMED: usize = 4;

/// The paragraphs of the summary.
pub(super) fn summary(subject: Subject<'_>, criteria: &[Criterion<'_>]) -> Vec<Block> {
    let model = subject.model;
    let mut blocks = Vec::new();
    let mut line = Line::new();
    if let Some(market) = &model.market {
        line.push(plain("The market is "));
        line.push(strong(title_of(market.title.as_ref(), &market.name)));
        line.push(plain(": "));
        line.push(code(model.condition_text(&market.when)));
        line.push(plain(". "));
    }
    sentence(&mut line, "Must hold: ", &model.requires);
    sentence(&mut line, "Out, whatever the score: ", &model.excludes);
    if !line.is_empty() {
        blocks.push(Block::Paragraph(line));
    }
    for score in &model.scores {
        blocks.extend(best_rules(score).map(Block::Paragraph));
    }
    if let Some(tier) = model.tiers.first() {
        blocks.push(Block::Paragraph(vec![
            plain("The best accounts are in tier "),
            strong(tier_name(&tier.name, tier.title.as_ref())),
            plain(": "),
            who(model, &tier.when),
            plain("."),
        ]));
    }
    if blocks.is_empty() || criteria.is_empty() {
        blocks
            .push(Block::Missing(vec![plain("the profile has no rule yet that says who its customers are")]));
    }
    blocks
}

/// `A "Work now"`.
pub(super) fn tier_name(name: &str, title: Option<&String>) -> String {
    title.map_or_else(|| name.to_owned(), |title| format!("{name}, {title}"))
}

/// A tier's condition; of the last one, that it takes every account that is left.
pub(super) fn who(model: &Model, when: &Condition) -> Piece {
    match when {
        Condition::Constant(_) => plain("every other account"),
        when => code(model.condition_text(when)),
    }
}

fn sentence(line: &mut Line, start: &str, gates: &[Gate]) {
    if gates.is_empty() {
        return;
    }
    let mut titles: Vec<String> =
        gates.iter().take(NAMED).map(|gate| title_of(gate.title.as_ref(), &gate.name)).collect();
    if gates.len() > NAMED {
        titles.push(format!("{} more", gates.len() - NAMED));
    }
    line.push(plain(format!("{start}{}. ", titles.join("; "))));
}

/// What earns most in a score.
fn best_rules(score: &Score) -> Option<Line> {
    let mut rules: Vec<&ScoredRule> =
        score.rules.iter().filter(|rule| rule.range().1.thousandths() > 0).collect();
    rules.sort_by_key(|rule| std::cmp::Reverse(rule.range().1));
    if rules.is_empty() {
        return None;
    }
    let named: Vec<String> = rules
        .iter()
        .take(NAMED)
        .map(|rule| {
            let (least, most) = rule.range();
            format!("{} ({})", title_of(rule.title.as_ref(), &rule.name), span_of(least, most))
        })
        .collect();
    Some(vec![
        plain("What counts most for "),
        strong(title_of(score.title.as_ref(), &spoken(&score.name))),
        plain(format!(": {}.", named.join("; "))),
    ])
}
