//! The parts of the document, in the order of the outline that sales and marketing circulate.
//!
//! In: a profile. Out: its sections. Invariant: every part of the outline is there; an empty one says what is missing.

use super::dimension::Dimension;
use super::gather::{
    Criterion, asks, criteria, deadline, evidence_word, place, span_of, spoken, title_of, why, with_exception,
};
use super::summary::{summary, tier_name, who};
use super::{Block, History, Line, Piece, Section, Subject, code, plain, stacked, strong};
use crate::check::model::{Documentation, Emit, EmitValue, Limit, OverrideEffect, Score, ScoredRuleKind};
use crate::text::number_of;
use crate::types::Level;

/// All parts.
pub(super) fn sections(subject: Subject<'_>) -> Vec<Section> {
    let criteria = criteria(subject);
    let mut sections = vec![section("Summary", summary(subject, &criteria))];
    for dimension in Dimension::ALL {
        sections.push(of_dimension(subject, dimension, &criteria));
    }
    let other: Vec<&Criterion<'_>> =
        criteria.iter().filter(|criterion| criterion.dimension.is_none() && !criterion.is_red_flag).collect();
    if !other.is_empty() {
        sections.push(section("Other criteria", vec![table_of(subject, &other)]));
    }
    sections.push(red_flags(subject, &criteria));
    sections.push(scoring(subject));
    sections.push(tiers(subject));
    sections.extend(segments(subject));
    sections.extend(overrides(subject));
    sections.push(checks(subject));
    sections.push(evidence(subject, &criteria));
    sections.push(change_log(subject));
    sections
}

fn section(title: &str, blocks: Vec<Block>) -> Section {
    Section { title: title.to_owned(), blocks }
}

fn missing(text: &str) -> Block {
    Block::Missing(vec![plain(text)])
}

fn table_of(subject: Subject<'_>, criteria: &[&Criterion<'_>]) -> Block {
    let rows = criteria
        .iter()
        .map(|criterion| {
            vec![
                vec![strong(&criterion.title)],
                criterion.condition.clone(),
                vec![plain(&criterion.effect)],
                why(criterion.documentation, subject.today),
                vec![plain(&criterion.place)],
            ]
        })
        .collect();
    table(vec!["Criterion", "What it asks", "What it does", "Why", "Where"], rows)
}

/// A table without the columns that would be empty.
fn table(headings: Vec<&'static str>, rows: Vec<Vec<Line>>) -> Block {
    let filled: Vec<bool> = (0..headings.len())
        .map(|at| rows.iter().any(|row| row.get(at).is_some_and(|cell| !is_blank(cell))))
        .collect();
    let headings = kept(headings, &filled);
    Block::Table(headings, rows.into_iter().map(|row| kept(row, &filled)).collect())
}

fn kept<T>(items: Vec<T>, filled: &[bool]) -> Vec<T> {
    items.into_iter().zip(filled).filter_map(|(item, filled)| filled.then_some(item)).collect()
}

fn is_blank(cell: &Line) -> bool {
    cell.iter().all(|piece| matches!(piece, Piece::Plain(words) if words.is_empty()))
}

fn of_dimension(subject: Subject<'_>, dimension: Dimension, criteria: &[Criterion<'_>]) -> Section {
    let of_it: Vec<&Criterion<'_>> = criteria
        .iter()
        .filter(|criterion| criterion.dimension == Some(dimension) && !criterion.is_red_flag)
        .collect();
    let mut blocks = Vec::new();
    if !of_it.is_empty() {
        blocks.push(table_of(subject, &of_it));
    }
    if dimension == Dimension::DecisionMakers {
        blocks.extend(roles(subject));
    }
    if blocks.is_empty() {
        blocks.push(missing(&format!("no rule says {}", dimension.question())));
    }
    section(dimension.title(), blocks)
}

fn roles(subject: Subject<'_>) -> Option<Block> {
    let model = subject.model;
    let rows: Vec<Vec<Line>> = model
        .roles
        .iter()
        .map(|role| {
            vec![
                vec![strong(title_of(role.title.as_ref(), &role.name))],
                vec![code(model.row_condition_text(role.table, &role.condition))],
            ]
        })
        .collect();
    (!rows.is_empty()).then(|| table(vec!["Role", "Who has it"], rows))
}

fn red_flags(subject: Subject<'_>, criteria: &[Criterion<'_>]) -> Section {
    let flags: Vec<&Criterion<'_>> = criteria.iter().filter(|criterion| criterion.is_red_flag).collect();
    let block = if flags.is_empty() {
        missing(
            "nothing puts an account out or takes points away: the profile says whom it wants, not whom it does not",
        )
    } else {
        table_of(subject, &flags)
    };
    section("Red flags", vec![block])
}

fn scoring(subject: Subject<'_>) -> Section {
    let mut blocks = Vec::new();
    for score in &subject.model.scores {
        let title = title_of(score.title.as_ref(), &spoken(&score.name));
        blocks.push(Block::Heading(match score.limit {
            None => title,
            Some(Limit::OutOf(most)) => format!("{title}: 0 to {most}"),
            Some(Limit::Cap(least, most)) => format!("{title}: {least} to {most}"),
        }));
        blocks.push(score_table(subject, score));
    }
    if blocks.is_empty() {
        blocks.push(missing("the profile gives no points"));
    }
    section("Scoring", blocks)
}

fn score_table(subject: Subject<'_>, score: &Score) -> Block {
    let rows = score
        .rules
        .iter()
        .map(|rule| {
            let group = rule.group.and_then(|group| score.groups.get(group));
            let group = group.map_or_else(String::new, |group| {
                let title = title_of(group.title.as_ref(), &group.name);
                group.cap.map_or_else(|| title.clone(), |cap| format!("{title} (at most {cap})"))
            });
            let kind = match rule.kind {
                ScoredRuleKind::Weight => "weight",
                ScoredRuleKind::Signal => "signal",
            };
            let (least, most) = rule.range();
            vec![
                vec![plain(group)],
                vec![strong(title_of(rule.title.as_ref(), &rule.name))],
                vec![plain(kind)],
                vec![plain(span_of(least, most))],
                asks(subject, rule),
            ]
        })
        .collect();
    table(vec!["Group", "Rule", "Kind", "Points", "For"], rows)
}

fn tiers(subject: Subject<'_>) -> Section {
    let model = subject.model;
    let rows: Vec<Vec<Line>> = model
        .tiers
        .iter()
        .map(|tier| {
            let unless = tier.unless.as_ref().map(|unless| model.condition_text(unless));
            vec![
                vec![strong(tier_name(&tier.name, tier.title.as_ref()))],
                with_exception(who(model, &tier.when), unless),
                emitted(&tier.emit),
                why(&tier.documentation, subject.today),
            ]
        })
        .collect();
    let mut blocks = Vec::new();
    if rows.is_empty() {
        blocks.push(missing("the profile has no tiers: nothing says what happens to an account"));
    } else {
        blocks.push(table(vec!["Tier", "When", "What happens", "Why"], rows));
        if model.tiers.iter().all(|tier| tier.emit.is_empty()) {
            blocks.push(missing(
                "no tier says what happens in it; `emit` gives each an action, an owner or a deadline",
            ));
        }
    }
    section("Tiers", blocks)
}

/// `action: call within a day`, one under the other.
fn emitted(emits: &[Emit]) -> Line {
    stacked(emits.iter().map(|emit| {
        let value = match &emit.value {
            EmitValue::Text(text) => text.clone(),
            EmitValue::Number(number) => number.to_string(),
            EmitValue::Day(day) => day.to_string(),
            EmitValue::Boolean(value) => if *value { "yes" } else { "no" }.to_owned(),
        };
        vec![plain(format!("{}: {value}", spoken(&emit.key)))]
    }))
}

fn segments(subject: Subject<'_>) -> Option<Section> {
    let model = subject.model;
    let rows: Vec<Vec<Line>> = model
        .segments
        .iter()
        .map(|segment| {
            let unless = segment.unless.as_ref().map(|unless| model.condition_text(unless));
            let level = match segment.level {
                Level::Core => "core",
                Level::Test => "test",
                Level::Low => "low",
                Level::Paused => "paused",
            };
            vec![
                vec![strong(title_of(segment.title.as_ref(), &segment.name))],
                with_exception(code(model.condition_text(&segment.when)), unless),
                vec![plain(level)],
                emitted(&segment.emit),
            ]
        })
        .collect();
    (!rows.is_empty())
        .then(|| section("Segments", vec![table(vec!["Segment", "When", "Level", "What happens"], rows)]))
}

fn overrides(subject: Subject<'_>) -> Option<Section> {
    let model = subject.model;
    let rows: Vec<Vec<Line>> = model
        .overrides
        .iter()
        .map(|item| {
            let effect = match item.effect {
                OverrideEffect::Tier(tier) => {
                    let tier = model.tiers.get(tier);
                    format!("tier {}", tier.map_or_else(String::new, |tier| tier.name.clone()))
                }
                OverrideEffect::Excluded => "excluded".to_owned(),
            };
            let until = if item.until < subject.today { " (expired)" } else { "" };
            vec![
                vec![code(&item.key)],
                vec![plain(effect)],
                vec![plain(format!("{}{until}", item.until))],
                vec![plain(&item.because)],
                vec![plain(item.owner.clone().unwrap_or_default())],
            ]
        })
        .collect();
    (!rows.is_empty())
        .then(|| section("Overrides", vec![table(vec!["Account", "Becomes", "Until", "Why", "Owner"], rows)]))
}

fn checks(subject: Subject<'_>) -> Section {
    let model = subject.model;
    let mut blocks = Vec::new();
    if !model.guarantees.is_empty() {
        let rows = model
            .guarantees
            .iter()
            .map(|item| {
                vec![
                    vec![strong(title_of(item.title.as_ref(), &item.name))],
                    vec![code(model.condition_text(&item.that))],
                    why(&item.documentation, subject.today),
                ]
            })
            .collect();
        blocks.push(table(vec!["Guarantee", "What must hold for every account", "Why"], rows));
    }
    if model.tests.is_empty() {
        blocks.push(missing("the profile has no tests: nothing says which account it must get right"));
    } else {
        let rows = model
            .tests
            .iter()
            .map(|test| vec![vec![plain(&test.title)], vec![plain(place(subject, test.span))]]);
        blocks.push(table(vec!["Test", "Where"], rows.collect()));
    }
    section("What is tested", blocks)
}

fn evidence(subject: Subject<'_>, criteria: &[Criterion<'_>]) -> Section {
    let model = subject.model;
    let mut rows: Vec<Vec<Line>> = Vec::new();
    let mut add = |title: &str, documentation: &Documentation, place: &str| {
        for (kind, text) in &documentation.evidence {
            rows.push(vec![
                vec![strong(title)],
                vec![plain(evidence_word(*kind))],
                vec![plain(text)],
                vec![plain(place)],
            ]);
        }
        if let Some((text, until)) = &documentation.assumption {
            let text = format!("{text}{}", deadline(*until, subject.today));
            rows.push(vec![
                vec![strong(title)],
                vec![plain("Assumption")],
                vec![plain(text)],
                vec![plain(place)],
            ]);
        }
    };
    let mut covered = vec![false; criteria.len()];
    for score in &model.scores {
        add(
            &title_of(score.title.as_ref(), &spoken(&score.name)),
            &score.documentation,
            &place(subject, score.span),
        );
        for group in &score.groups {
            add(
                &title_of(group.title.as_ref(), &group.name),
                &group.documentation,
                &place(subject, group.span),
            );
        }
    }
    for (criterion, covered) in criteria.iter().zip(&mut covered) {
        add(&criterion.title, criterion.documentation, &criterion.place);
        *covered = has_ground(criterion.documentation);
    }
    let inherited = inherited(subject);
    let bare = covered.iter().zip(inherited).filter(|(own, from_above)| !**own && !from_above).count();
    let mut blocks = Vec::new();
    if !rows.is_empty() {
        blocks.push(table(vec!["Rule", "Kind", "What it rests on", "Where"], rows));
    }
    if bare > 0 {
        blocks.push(missing(&format!(
            "{} of {} with neither a reason, evidence nor an assumption",
            number_of(bare, "rule", "rules"),
            criteria.len()
        )));
    }
    section("Evidence", blocks)
}

fn has_ground(documentation: &Documentation) -> bool {
    documentation.because.is_some()
        || !documentation.evidence.is_empty()
        || documentation.assumption.is_some()
}

/// For each criterion: whether the group or score it stands in gives a ground for it.
fn inherited(subject: Subject<'_>) -> Vec<bool> {
    let model = subject.model;
    let gates = usize::from(model.market.is_some()) + model.excludes.len() + model.requires.len();
    let mut inherited = vec![false; gates];
    for score in &model.scores {
        let by_score = has_ground(&score.documentation);
        inherited.extend(score.rules.iter().map(|rule| {
            let group = rule.group.and_then(|group| score.groups.get(group));
            by_score || group.is_some_and(|group| has_ground(&group.documentation))
        }));
    }
    inherited
}

fn change_log(subject: Subject<'_>) -> Section {
    let block = match subject.history {
        History::Known(changes) if changes.is_empty() => missing("the profile has not been committed yet"),
        History::Known(changes) => {
            let rows = changes.iter().map(|change| {
                vec![
                    vec![plain(&change.day)],
                    vec![plain(&change.subject)],
                    vec![plain(&change.author)],
                    vec![code(&change.revision)],
                ]
            });
            table(vec!["Day", "Change", "By", "Revision"], rows.collect())
        }
        History::LeftOut => Block::Paragraph(vec![plain("Left out.")]),
        History::Unknown(why) => missing(&format!("the history is not known: {why}")),
    };
    section("Change log", vec![block])
}
