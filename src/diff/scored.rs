//! Scores and their rules: what came, went or differs.
//!
//! In: a score of both versions, side by side. Out: one [`Change`] for the score and for each rule that differs.
//! Invariant: a rule whose plan differs has a change with its slot.

use crate::check::model::Limit;
use crate::plan::ScoredRule;
use crate::types::Points;

use super::items::{Cx, Named, begin, finish, prose, said};
use super::joint::ScorePair;
use super::pairs::Pair;
use super::points::points_direction;
use super::words::Detail;
use super::{Change, ChangeKind, ItemKind, Slot};

/// The changes of one score.
pub fn score(cx: Cx<'_>, place: usize, pair: &ScorePair, changes: &mut Vec<Change>) {
    let old = pair.score.old.and_then(|index| cx.old.model.scores.get(index));
    let new = pair.score.new.and_then(|index| cx.new.model.scores.get(index));
    let old_named = old.map(|item| Named { name: &item.name, title: item.title.as_ref(), span: item.span });
    let new_named = new.map(|item| Named { name: &item.name, title: item.title.as_ref(), span: item.span });
    let Some(mut change) = begin(cx, ItemKind::Score, old_named.as_ref(), new_named.as_ref()) else { return };
    match (old, new) {
        (Some(old), Some(new)) => {
            change.details.extend(Detail::change("limit", limit(old.limit), limit(new.limit)));
            for group in &pair.groups {
                change.details.extend(group_detail(group, old, new));
            }
            change.decides = !change.details.is_empty();
            if let (Some(old_named), Some(new_named)) = (&old_named, &new_named) {
                prose(
                    &mut change,
                    Some((old_named, &old.documentation)),
                    Some((new_named, &new.documentation)),
                );
            }
        }
        (None, Some(score)) | (Some(score), None) => {
            change.details.extend(limit(score.limit).map(|text| Detail { what: text, ..Detail::default() }));
            change.decides = true;
        }
        (None, None) => return,
    }
    let of = change.name.clone();
    changes.extend(finish(change, Slot::Frame(place)));
    for (index, rule) in pair.rules.iter().enumerate() {
        changes.extend(scored_rule(cx, (place, index), *rule, (old, new), &of));
    }
}

fn limit(limit: Option<Limit>) -> Option<String> {
    limit.map(|limit| match limit {
        Limit::OutOf(most) => format!("out of {most}"),
        Limit::Cap(least, most) => format!("cap {least}..{most}"),
    })
}

fn group_detail(
    pair: &Pair,
    old: &crate::check::model::Score,
    new: &crate::check::model::Score,
) -> Option<Detail> {
    let (was, is) =
        (pair.old.and_then(|index| old.groups.get(index)), pair.new.and_then(|index| new.groups.get(index)));
    let text = |group: Option<&crate::check::model::Group>| {
        group.map(|group| group.cap.map_or("without a cap".to_owned(), |cap: Points| format!("cap {cap}")))
    };
    let name = is.or(was).map(|group| group.name.clone()).unwrap_or_default();
    Detail::change(format!("group {name}"), text(was), text(is))
}

type Scores<'m> = (Option<&'m crate::check::model::Score>, Option<&'m crate::check::model::Score>);

fn scored_rule(cx: Cx<'_>, at: (usize, usize), pair: Pair, scores: Scores<'_>, of: &str) -> Option<Change> {
    let old = pair.old.and_then(|index| scores.0?.rules.get(index));
    let new = pair.new.and_then(|index| scores.1?.rules.get(index));
    let old_named = old.map(|item| Named { name: &item.name, title: item.title.as_ref(), span: item.span });
    let new_named = new.map(|item| Named { name: &item.name, title: item.title.as_ref(), span: item.span });
    let item = match new.or(old)?.kind {
        crate::check::model::ScoredRuleKind::Weight => ItemKind::Weight,
        crate::check::model::ScoredRuleKind::Signal => ItemKind::Signal,
    };
    let mut change = begin(cx, item, old_named.as_ref(), new_named.as_ref())?;
    change.of = Some(of.to_owned());
    let was = cx.joint.old.scores.get(at.0)?.rules.get(at.1)?;
    let is = cx.joint.new.scores.get(at.0)?.rules.get(at.1)?;
    match (old, new) {
        (Some(old), Some(new)) => {
            change.details = cx.words().rules(was, is);
            let group = |rule: &ScoredRule| {
                let groups = cx.joint.new.scores.get(at.0).map(|score| &score.groups);
                Some(
                    rule.group
                        .and_then(|index| groups?.get(index))
                        .map_or("no group".to_owned(), |group| group.name.clone()),
                )
            };
            change.details.extend(Detail::change("group", group(was), group(is)));
            change.decides = !change.details.is_empty();
            change.direction = points_direction(was, is).filter(|_| change.decides);
            prose(
                &mut change,
                Some((old_named.as_ref()?, &old.documentation)),
                Some((new_named.as_ref()?, &new.documentation)),
            );
        }
        (old, new) => {
            let (rule, model) = match (old, new) {
                (_, Some(new)) => (new, cx.new.model),
                (Some(old), None) => (old, cx.old.model),
                (None, None) => return None,
            };
            let earns = Detail { what: model.earns_text(&rule.earns), ..Detail::default() };
            change.details =
                std::iter::once(earns).chain(said(model, rule.when.as_ref(), rule.unless.as_ref())).collect();
            change.decides = true;
            change.direction = points_direction(was, is);
        }
    }
    finish(change, Slot::Rule(at.0, at.1))
}

/// A rule that went from one score and came to another under its name is one change: both places are its slots.
pub fn join_moved(cx: Cx<'_>, changes: &mut Vec<Change>) {
    let is_rule = |change: &Change| matches!(change.item, ItemKind::Weight | ItemKind::Signal);
    let gone: Vec<Change> =
        changes.extract_if(.., |change| is_rule(change) && change.change == ChangeKind::Removed).collect();
    for gone in gone {
        let came = changes
            .iter_mut()
            .find(|change| is_rule(change) && change.change == ChangeKind::Added && change.name == gone.name);
        let rules =
            came.as_ref().and_then(|came| Some((rule_at(cx, &gone, true)?, rule_at(cx, came, false)?)));
        let (Some(came), Some((was, is))) = (came, rules) else {
            changes.push(gone);
            continue;
        };
        came.change = ChangeKind::Changed;
        came.details = Detail::change("score", gone.of, came.of.clone()).into_iter().collect();
        came.details.extend(cx.words().rules(was, is));
        came.old_place = gone.old_place;
        came.slots.extend(gone.slots);
        came.direction = None;
    }
}

/// The rule that a change exchanges, in one of the versions.
fn rule_at<'a>(cx: Cx<'a>, change: &Change, is_old: bool) -> Option<&'a ScoredRule> {
    let plan = if is_old { &cx.joint.old } else { &cx.joint.new };
    change.slots.iter().find_map(|slot| match slot {
        Slot::Rule(score, rule) => plan.scores.get(*score)?.rules.get(*rule),
        _ => None,
    })
}
