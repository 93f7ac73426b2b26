//! Scores and their rules: what came, went or differs.
//!
//! In: a score of both versions, side by side. Out: one [`Change`] for the score and for each rule that differs.
//! Invariant: a rule whose plan differs has a change with its slot.

use crate::check::model::{Condition, Limit};
use crate::plan::ScoredRule;
use crate::types::Points;

use super::direction::{Direction, implies, is_same};
use super::items::{Cx, Named, begin, finish, prose, said};
use super::joint::ScorePair;
use super::pairs::Pair;
use super::words::Detail;
use super::{Change, ItemKind, Slot};

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

/// Whether a rule can only earn more, or only less, than it did.
fn points_direction(old: &ScoredRule, new: &ScoredRule) -> Option<Direction> {
    use crate::plan::Earns;
    let same_time = old.active == new.active && format!("{:?}", old.fade) == format!("{:?}", new.fade);
    let idle = |rule: &ScoredRule| matches!(rule.guard, Condition::Constant(crate::types::Truth::False));
    let sign = |rule: &ScoredRule, up: Direction| {
        if rule.bounds.least >= Points::ZERO {
            Some(up)
        } else if rule.bounds.most <= Points::ZERO {
            Some(up.reversed())
        } else {
            None
        }
    };
    if idle(old) {
        return sign(new, Direction::PointsUp);
    }
    if idle(new) {
        return sign(old, Direction::PointsDown);
    }
    if !same_time || old.group != new.group || old.kind != new.kind {
        return None;
    }
    let same_earns = format!("{:?}", old.earns) == format!("{:?}", new.earns);
    if same_earns {
        return match (implies(&old.guard, &new.guard), implies(&new.guard, &old.guard)) {
            (true, false) => sign(new, Direction::PointsUp),
            (false, true) => sign(new, Direction::PointsDown),
            _ => None,
        };
    }
    if !is_same(&old.guard, &new.guard) {
        return None;
    }
    match (&old.earns, &new.earns) {
        (Earns::Flat(was), Earns::Flat(is)) if was < is => Some(Direction::PointsUp),
        (Earns::Flat(was), Earns::Flat(is)) if was > is => Some(Direction::PointsDown),
        _ => None,
    }
}
