//! Gates, scores, segments, tiers and overrides: what came, went or differs.
//!
//! In: two versions side by side. Out: one [`Change`] for each item that differs.
//! Invariant: an item whose plan differs has a change with its slot.

use crate::check::model::{Condition, Documentation, GateKind, Model, OverrideEffect};
use crate::plan::{Gate, Tier};
use crate::text::Span;
use crate::types::UnknownEffect;

use super::direction::{Direction, is_same, letting_in};
use super::joint::Joint;
use super::pairs::Pair;
use super::scored::{join_moved, score};
use super::words::{Detail, Words, windows};
use super::{Change, ChangeKind, ItemKind, Place, Slot, Version};

/// Every change of an item that decides, or of what people wrote about one.
pub fn changes(joint: &Joint, old: Version<'_>, new: Version<'_>) -> Vec<Change> {
    let cx = Cx { joint, old, new };
    let mut changes = Vec::new();
    changes.extend(joint.gates.iter().enumerate().filter_map(|(place, pair)| gate(cx, place, *pair)));
    for (place, pair) in joint.scores.iter().enumerate() {
        score(cx, place, pair, &mut changes);
    }
    join_moved(cx, &mut changes);
    ordered(cx, &joint.segments, segment, &mut changes);
    ordered(cx, &joint.tiers, tier, &mut changes);
    changes
        .extend(joint.overrides.iter().enumerate().filter_map(|(place, pair)| override_(cx, place, *pair)));
    changes
}

#[derive(Clone, Copy)]
pub(super) struct Cx<'a> {
    pub joint: &'a Joint,
    pub old: Version<'a>,
    pub new: Version<'a>,
}

impl<'a> Cx<'a> {
    pub fn words(self) -> Words<'a> {
        Words { model: &self.joint.printer, row: None }
    }
}

/// Name, title and place of an item of one version.
pub(super) struct Named<'m> {
    pub name: &'m str,
    pub title: Option<&'m String>,
    pub span: Span,
}

pub(super) fn place_of(version: Version<'_>, span: Span) -> Place {
    let (file, position) = version.sources.locate(span);
    Place { file: file.to_owned(), line: position.line }
}

/// A change without what differs.
pub(super) fn begin(
    cx: Cx<'_>,
    item: ItemKind,
    old: Option<&Named<'_>>,
    new: Option<&Named<'_>>,
) -> Option<Change> {
    let shown = new.or(old)?;
    let former = old.filter(|old| new.is_some_and(|new| new.name != old.name));
    Some(Change {
        change: match (old, new) {
            (None, _) => ChangeKind::Added,
            (_, None) => ChangeKind::Removed,
            _ => ChangeKind::Changed,
        },
        item,
        name: shown.name.to_owned(),
        former_name: former.map(|old| old.name.to_owned()),
        title: shown.title.cloned(),
        of: None,
        old_place: old.map(|old| place_of(cx.old, old.span)),
        new_place: new.map(|new| place_of(cx.new, new.span)),
        details: Vec::new(),
        direction: None,
        decides: false,
        through: Vec::new(),
        slots: Vec::new(),
    })
}

/// Title and what people wrote about a rule.
pub(super) fn prose(
    change: &mut Change,
    old: Option<(&Named<'_>, &Documentation)>,
    new: Option<(&Named<'_>, &Documentation)>,
) {
    let (Some((old_named, old)), Some((new_named, new))) = (old, new) else { return };
    let quoted = |text: &Option<String>| text.as_ref().map(|text| format!("\"{text}\""));
    change.details.extend(Detail::change(
        "title",
        quoted(&old_named.title.cloned()),
        quoted(&new_named.title.cloned()),
    ));
    change.details.extend(Detail::change("because", quoted(&old.because), quoted(&new.because)));
    change.details.extend(Detail::change("owner", quoted(&old.owner), quoted(&new.owner)));
    let evidence = |documentation: &Documentation| {
        let texts: Vec<String> = documentation
            .evidence
            .iter()
            .map(|(kind, text)| format!("{} \"{text}\"", format!("{kind:?}").to_lowercase()))
            .collect();
        (!texts.is_empty()).then(|| texts.join(", "))
    };
    change.details.extend(Detail::change("evidence", evidence(old), evidence(new)));
    let assumption = |documentation: &Documentation| {
        let (text, until) = documentation.assumption.as_ref()?;
        Some(until.map_or(format!("\"{text}\""), |day| format!("\"{text}\" until {day}")))
    };
    change.details.extend(Detail::change("assumption", assumption(old), assumption(new)));
}

fn gate(cx: Cx<'_>, place: usize, pair: Pair) -> Option<Change> {
    let old = pair.old.and_then(|index| gates_of(cx.old.model).nth(index));
    let new = pair.new.and_then(|index| gates_of(cx.new.model).nth(index));
    let old_named = old.map(|gate| Named { name: &gate.name, title: gate.title.as_ref(), span: gate.span });
    let new_named = new.map(|gate| Named { name: &gate.name, title: gate.title.as_ref(), span: gate.span });
    let kind = new.or(old)?.kind;
    let item = match kind {
        GateKind::Market => ItemKind::Market,
        GateKind::Exclude => ItemKind::Exclude,
        GateKind::Require => ItemKind::Require,
    };
    let mut change = begin(cx, item, old_named.as_ref(), new_named.as_ref())?;
    let (was, is) = (cx.joint.old.gates.get(place)?, cx.joint.new.gates.get(place)?);
    match (old, new) {
        (Some(old), Some(new)) => {
            change.details = cx.words().conditions("when", &was.condition, &is.condition);
            change.details.extend(Detail::change(
                "if unknown",
                unknown(old.if_unknown),
                unknown(new.if_unknown),
            ));
            change.details.extend(windows(&old.active, &new.active));
            change.decides = !change.details.is_empty();
            change.direction = gate_direction(was, is).filter(|_| change.decides);
            prose(
                &mut change,
                Some((old_named.as_ref()?, &old.documentation)),
                Some((new_named.as_ref()?, &new.documentation)),
            );
        }
        (old, new) => {
            let (gate, model) = match (old, new) {
                (_, Some(new)) => (new, cx.new.model),
                (Some(old), None) => (old, cx.old.model),
                (None, None) => return None,
            };
            change.details = said(model, Some(&gate.when), gate.unless.as_ref());
            change.decides = true;
            change.direction = gate_direction(was, is);
        }
    }
    finish(change, Slot::Gate(place))
}

fn gates_of(model: &Model) -> impl Iterator<Item = &crate::check::model::Gate> {
    model.market.iter().chain(&model.excludes).chain(&model.requires)
}

fn unknown(effect: Option<UnknownEffect>) -> Option<String> {
    Some(
        match effect {
            None => "held for data",
            Some(UnknownEffect::Out) => "out",
            Some(UnknownEffect::Keep) => "keep",
        }
        .to_owned(),
    )
}

/// What a gate does to accounts, from letting all in to letting none in: the condition, then what unknown does.
fn gate_direction(old: &Gate, new: &Gate) -> Option<Direction> {
    let passing = match new.kind {
        GateKind::Exclude => letting_in(&old.condition, &new.condition).map(Direction::reversed),
        GateKind::Market | GateKind::Require => letting_in(&old.condition, &new.condition),
    };
    let strictness = |gate: &Gate| match gate.if_unknown {
        Some(UnknownEffect::Keep) => 0,
        None => 1,
        Some(UnknownEffect::Out) => 2,
    };
    let by_unknown = match strictness(old).cmp(&strictness(new)) {
        std::cmp::Ordering::Less => Some(Direction::Stricter),
        std::cmp::Ordering::Equal => None,
        std::cmp::Ordering::Greater => Some(Direction::Looser),
    };
    let same_condition = is_same(&old.condition, &new.condition);
    let idle = |gate: &Gate| matches!(gate.condition, Condition::Constant(_));
    let same_window = old.active == new.active || idle(old) || idle(new);
    match (same_window, same_condition, passing, by_unknown) {
        (false, ..) | (true, false, None, _) => None,
        (true, true, _, by_unknown) => by_unknown,
        (true, false, passing, None) => passing,
        (true, false, passing, by_unknown) => {
            if idle(old) || idle(new) || passing == by_unknown {
                passing
            } else {
                None
            }
        }
    }
}

/// What a rule that came or went says.
pub(super) fn said(model: &Model, when: Option<&Condition>, unless: Option<&Condition>) -> Vec<Detail> {
    let line = |word: &str, condition: &Condition| Detail {
        what: format!("{word} {}", model.condition_text(condition)),
        ..Detail::default()
    };
    when.map(|when| line("when", when))
        .into_iter()
        .chain(unless.map(|unless| line("unless", unless)))
        .collect()
}

/// The change with its slot, if there is anything to say.
pub(super) fn finish(mut change: Change, slot: Slot) -> Option<Change> {
    if change.decides {
        change.slots.push(slot);
    }
    let says = change.decides || !change.details.is_empty() || change.former_name.is_some();
    says.then_some(change)
}

/// Segments or tiers. One that has moved is one change, whose two places are its slots.
fn ordered(
    cx: Cx<'_>,
    pairs: &[Pair],
    of: fn(Cx<'_>, usize, Pair) -> Option<Change>,
    changes: &mut Vec<Change>,
) {
    let mut found: Vec<Change> = Vec::new();
    for (place, pair) in pairs.iter().enumerate() {
        let Some(change) = of(cx, place, *pair) else { continue };
        let twin = found.iter_mut().find(|known| {
            known.name == change.name
                && matches!(
                    (known.change, change.change),
                    (ChangeKind::Added, ChangeKind::Removed) | (ChangeKind::Removed, ChangeKind::Added)
                )
        });
        let Some(twin) = twin else {
            found.push(change);
            continue;
        };
        twin.change = ChangeKind::Changed;
        twin.slots.extend(change.slots);
        twin.old_place = twin.old_place.take().or(change.old_place);
        twin.new_place = twin.new_place.take().or(change.new_place);
        twin.direction = None;
        twin.details = vec![Detail { what: "asked in another order".to_owned(), ..Detail::default() }];
    }
    changes.extend(found);
}

fn segment(cx: Cx<'_>, place: usize, pair: Pair) -> Option<Change> {
    let old = pair.old.and_then(|index| cx.old.model.segments.get(index));
    let new = pair.new.and_then(|index| cx.new.model.segments.get(index));
    let old_named = old.map(|item| Named { name: &item.name, title: item.title.as_ref(), span: item.span });
    let new_named = new.map(|item| Named { name: &item.name, title: item.title.as_ref(), span: item.span });
    let mut change = begin(cx, ItemKind::Segment, old_named.as_ref(), new_named.as_ref())?;
    let (was, is) = (cx.joint.old.segments.get(place)?, cx.joint.new.segments.get(place)?);
    match (old, new) {
        (Some(old), Some(new)) => {
            change.details = cx.words().conditions("when", &was.condition, &is.condition);
            let level = |item: &crate::check::model::Segment| {
                let level = format!("{:?}", item.level).to_lowercase();
                Some(match item.season {
                    Some((months, rest)) => format!(
                        "{level} in months {}..{}, else {}",
                        months.first,
                        months.last,
                        format!("{rest:?}").to_lowercase()
                    ),
                    None => level,
                })
            };
            change.details.extend(Detail::change("level", level(old), level(new)));
            change.details.extend(windows(&old.active, &new.active));
            change.details.extend(emits(&old.emit, &new.emit));
            change.decides = !change.details.is_empty();
            prose(
                &mut change,
                Some((old_named.as_ref()?, &old.documentation)),
                Some((new_named.as_ref()?, &new.documentation)),
            );
        }
        (old, new) => {
            let (item, model) = new.map(|new| (new, cx.new.model)).or(old.map(|old| (old, cx.old.model)))?;
            change.details = said(model, Some(&item.when), item.unless.as_ref());
            change.decides = true;
        }
    }
    finish(change, Slot::Segment(place))
}

fn tier(cx: Cx<'_>, place: usize, pair: Pair) -> Option<Change> {
    let old = pair.old.and_then(|index| cx.old.model.tiers.get(index));
    let new = pair.new.and_then(|index| cx.new.model.tiers.get(index));
    let old_named = old.map(|item| Named { name: &item.name, title: item.title.as_ref(), span: item.span });
    let new_named = new.map(|item| Named { name: &item.name, title: item.title.as_ref(), span: item.span });
    let mut change = begin(cx, ItemKind::Tier, old_named.as_ref(), new_named.as_ref())?;
    let (was, is): (&Tier, &Tier) = (cx.joint.old.tiers.get(place)?, cx.joint.new.tiers.get(place)?);
    match (old, new) {
        (Some(old), Some(new)) => {
            change.details = cx.words().conditions("when", &was.condition, &is.condition);
            change.details.extend(windows(&old.active, &new.active));
            change.direction = letting_in(&was.condition, &is.condition).filter(|_| old.active == new.active);
            change.details.extend(emits(&old.emit, &new.emit));
            change.decides = !change.details.is_empty() || old.name != new.name;
            prose(
                &mut change,
                Some((old_named.as_ref()?, &old.documentation)),
                Some((new_named.as_ref()?, &new.documentation)),
            );
        }
        (old, new) => {
            let (item, model) = new.map(|new| (new, cx.new.model)).or(old.map(|old| (old, cx.old.model)))?;
            change.details = said(model, Some(&item.when), item.unless.as_ref());
            change.decides = true;
        }
    }
    finish(change, Slot::Tier(place))
}

fn emits(old: &[crate::check::model::Emit], new: &[crate::check::model::Emit]) -> Option<Detail> {
    use crate::check::model::{Emit, EmitValue};
    let text = |emits: &[Emit]| {
        let mut texts: Vec<String> = emits
            .iter()
            .map(|emit| {
                let value = match &emit.value {
                    EmitValue::Text(text) => format!("\"{text}\""),
                    EmitValue::Number(number) => number.to_string(),
                    EmitValue::Day(day) => day.to_string(),
                    EmitValue::Boolean(value) => value.to_string(),
                };
                format!("{}: {value}", emit.key)
            })
            .collect();
        texts.sort();
        (!texts.is_empty()).then(|| texts.join(", "))
    };
    Detail::change("emit", text(old), text(new))
}

fn override_(cx: Cx<'_>, place: usize, pair: Pair) -> Option<Change> {
    let old = pair.old.and_then(|index| cx.old.model.overrides.get(index));
    let new = pair.new.and_then(|index| cx.new.model.overrides.get(index));
    let old_named = old.map(|item| Named { name: &item.key, title: None, span: item.span });
    let new_named = new.map(|item| Named { name: &item.key, title: None, span: item.span });
    let mut change = begin(cx, ItemKind::Override, old_named.as_ref(), new_named.as_ref())?;
    let effect = |model: &Model, effect: OverrideEffect| match effect {
        OverrideEffect::Tier(index) => {
            Some(format!("to tier {}", model.tiers.get(index).map_or("?", |tier| tier.name.as_str())))
        }
        OverrideEffect::Excluded => Some("excluded".to_owned()),
    };
    match (old, new) {
        (Some(old), Some(new)) => {
            change.details.extend(Detail::change(
                "effect",
                effect(cx.old.model, old.effect),
                effect(cx.new.model, new.effect),
            ));
            change.details.extend(Detail::change(
                "until",
                Some(old.until.to_string()),
                Some(new.until.to_string()),
            ));
            change.decides = !change.details.is_empty();
            change.details.extend(Detail::change(
                "because",
                Some(old.because.clone()),
                Some(new.because.clone()),
            ));
            change.details.extend(Detail::change("owner", old.owner.clone(), new.owner.clone()));
        }
        (old, new) => {
            let (item, model) = new.map(|new| (new, cx.new.model)).or(old.map(|old| (old, cx.old.model)))?;
            let text = format!("{} until {}", effect(model, item.effect).unwrap_or_default(), item.until);
            change.details = vec![Detail { what: text, ..Detail::default() }];
            change.decides = true;
        }
    }
    finish(change, Slot::Override(place))
}
