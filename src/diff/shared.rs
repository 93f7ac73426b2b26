//! What several rules share: fields, tables, rates, lists, lets and roles.
//!
//! In: the changes of rules. Out: the changes of what they share, and with each the rules that it changes though nobody
//! edited them. Invariant: every slot stays with exactly one change.

use std::collections::BTreeSet;

use crate::check::model::{Field, LetValue, ListElement, Model, NamedList};
use crate::syntax::tokens::TokenKind;
use crate::text::Span;

use super::items::place_of;
use super::words::Detail;
use super::{Change, ChangeKind, ItemKind, Version};

/// Adds the changes of what rules share, and moves the rules that changed only through them under their cause.
pub fn add(changes: &mut Vec<Change>, old: Version<'_>, new: Version<'_>) {
    let mut shared = Vec::new();
    fields(&mut shared, old, new);
    lists(&mut shared, old, new);
    definitions(&mut shared, old, new);
    rates(&mut shared, old, new);
    let mut kept = Vec::new();
    for change in changes.drain(..) {
        match cause(&change, &shared, old, new).and_then(|place| shared.get_mut(place)) {
            Some(cause) => {
                cause.through.push(change.label());
                cause.slots.extend(change.slots);
                cause.decides = true;
                cause.direction = match cause.through.len() {
                    1 => change.direction,
                    _ if cause.direction == change.direction => cause.direction,
                    _ => None,
                };
            }
            None => kept.push(change),
        }
    }
    changes.extend(kept);
    changes.extend(shared);
}

/// The shared item through which a rule changed that nobody edited; `None` for an edited one.
fn cause(change: &Change, shared: &[Change], old: Version<'_>, new: Version<'_>) -> Option<usize> {
    if !change.decides || change.change != ChangeKind::Changed || change.former_name.is_some() {
        return None;
    }
    let (was, is) = (span_of(old, change)?, span_of(new, change)?);
    let (before, after) = (tokens(old, was), tokens(new, is));
    if before != after {
        return None;
    }
    let named = reached(new, &after);
    shared.iter().position(|item| {
        item.item == ItemKind::Rates
            || named.contains(&item.name)
            || item.former_name.as_ref().is_some_and(|name| named.contains(name))
    })
}

/// Where a changed item stands in a version.
fn span_of(version: Version<'_>, change: &Change) -> Option<Span> {
    let model = version.model;
    let gates = model.market.iter().chain(&model.excludes).chain(&model.requires);
    let rules = model
        .scores
        .iter()
        .filter(|score| change.of.as_ref() == Some(&score.name))
        .flat_map(|score| &score.rules);
    match change.item {
        ItemKind::Market | ItemKind::Exclude | ItemKind::Require => {
            gates.filter(|gate| gate.name == change.name).map(|gate| gate.span).next()
        }
        ItemKind::Weight | ItemKind::Signal => {
            rules.filter(|rule| rule.name == change.name).map(|rule| rule.span).next()
        }
        ItemKind::Segment => {
            model.segments.iter().find(|item| item.name == change.name).map(|item| item.span)
        }
        ItemKind::Tier => model.tiers.iter().find(|item| item.name == change.name).map(|item| item.span),
        _ => None,
    }
}

/// The words of an item, without layout and comments.
fn tokens<'a>(version: Version<'a>, span: Span) -> Vec<&'a str> {
    let file = version.files.iter().find(|file| file.source == span.source);
    let inside = file.into_iter().flat_map(|file| &file.tokens).filter(|token| {
        token.kind != TokenKind::Bad && token.span.start >= span.start && token.span.end <= span.end
    });
    inside.map(|token| version.sources.slice(token.span)).collect()
}

/// Every name that the words reach, through lets and roles too.
fn reached(version: Version<'_>, words: &[&str]) -> BTreeSet<String> {
    let mut known: BTreeSet<String> = BTreeSet::new();
    let mut open: Vec<String> = words.iter().map(|word| word.trim_matches('`').to_owned()).collect();
    let spans: Vec<(&str, Span)> = version
        .model
        .lets
        .iter()
        .map(|named| (named.name.as_str(), named.span))
        .chain(version.model.roles.iter().map(|role| (role.name.as_str(), role.span)))
        .collect();
    while let Some(word) = open.pop() {
        if !known.insert(word.clone()) {
            continue;
        }
        for (_, span) in spans.iter().filter(|(name, _)| *name == word) {
            open.extend(tokens(version, *span).iter().map(|word| word.trim_matches('`').to_owned()));
        }
    }
    known
}

/// A version and where in it an item stands.
type Placed<'a> = (Version<'a>, Span);

/// One change of a shared item, which by itself decides nothing.
pub(super) fn simple(
    item: ItemKind,
    name: &str,
    (old, new): (Option<Placed<'_>>, Option<Placed<'_>>),
    details: Vec<Detail>,
) -> Change {
    Change {
        change: match (&old, &new) {
            (None, _) => ChangeKind::Added,
            (_, None) => ChangeKind::Removed,
            _ => ChangeKind::Changed,
        },
        item,
        name: name.to_owned(),
        former_name: None,
        title: None,
        of: None,
        old_place: old.map(|(version, span)| place_of(version, span)),
        new_place: new.map(|(version, span)| place_of(version, span)),
        details,
        direction: None,
        decides: false,
        through: Vec::new(),
        slots: Vec::new(),
    }
}

/// Calls `both` on items of one name, and adds what came or went.
pub(super) fn by_name<'a, T>(
    changes: &mut Vec<Change>,
    item: ItemKind,
    (old, olds): (Version<'a>, &'a [T]),
    (new, news): (Version<'a>, &'a [T]),
    facts: impl Fn(&T) -> (&str, Span),
    differs: impl Fn(&T, &T) -> Vec<Detail>,
) {
    for is in news {
        let (name, span) = facts(is);
        match olds.iter().find(|was| facts(was).0 == name) {
            Some(was) => {
                let details = differs(was, is);
                if !details.is_empty() {
                    let places = (Some((old, facts(was).1)), Some((new, span)));
                    changes.push(simple(item, name, places, details));
                }
            }
            None => changes.push(simple(item, name, (None, Some((new, span))), Vec::new())),
        }
    }
    for was in olds.iter().filter(|was| news.iter().all(|is| facts(is).0 != facts(was).0)) {
        let (name, span) = facts(was);
        changes.push(simple(item, name, (Some((old, span)), None), Vec::new()));
    }
}

fn fields<'a>(changes: &mut Vec<Change>, old: Version<'a>, new: Version<'a>) {
    let differs = |was: &Field, is: &Field| field_details((old.model, was), (new.model, is));
    by_name(
        changes,
        ItemKind::Field,
        (old, &old.model.schema.fields),
        (new, &new.model.schema.fields),
        |field| (&field.name, field.span),
        differs,
    );
    by_name(
        changes,
        ItemKind::Table,
        (old, &old.model.schema.tables),
        (new, &new.model.schema.tables),
        |table| (&table.name, table.span),
        |was, is| {
            let mut inner = Vec::new();
            by_name(
                &mut inner,
                ItemKind::Field,
                (old, &was.fields),
                (new, &is.fields),
                |field| (&field.name, field.span),
                differs,
            );
            let said = inner.into_iter().flat_map(|change| {
                let name = change.name;
                match change.change {
                    ChangeKind::Added => {
                        vec![Detail { what: format!("field {name} added"), ..Detail::default() }]
                    }
                    ChangeKind::Removed => {
                        vec![Detail { what: format!("field {name} removed"), ..Detail::default() }]
                    }
                    ChangeKind::Changed => change
                        .details
                        .into_iter()
                        .map(|detail| Detail { what: format!("{name}: {}", detail.what), ..detail })
                        .collect(),
                }
            });
            said.collect()
        },
    );
}

fn field_details((old_model, old): (&Model, &Field), (new_model, new): (&Model, &Field)) -> Vec<Detail> {
    let mut details = Vec::new();
    let kind = |model: &Model, field: &Field| Some(type_text(model, &field.ty));
    details.extend(Detail::change("type", kind(old_model, old), kind(new_model, new)));
    let range = |field: &Field| Some(if field.range { "a range" } else { "one number" }.to_owned());
    details.extend(Detail::change("cells hold", range(old), range(new)));
    let columns = |field: &Field| Some(field.columns.join(", "));
    details.extend(Detail::change("from", columns(old), columns(new)));
    let values = |model: &Model, field: &Field| -> Option<String> {
        let set = model.schema.choices.get(field.ty.choices()?)?;
        Some(set.values.iter().map(|choice| choice.value.clone()).collect::<Vec<_>>().join(", "))
    };
    if let (Some(was), Some(is)) = (values(old_model, old), values(new_model, new))
        && was != is
    {
        let was: Vec<&str> = was.split(", ").collect();
        let is: Vec<&str> = is.split(", ").collect();
        let beyond = |a: &[&str], b: &[&str]| -> Vec<String> {
            a.iter().filter(|value| !b.contains(value)).map(|value| format!("\"{value}\"")).collect()
        };
        let (added, removed) = (beyond(&is, &was), beyond(&was, &is));
        let what = if added.is_empty() && removed.is_empty() { "values in another order" } else { "values" };
        details.push(Detail { what: what.to_owned(), added, removed, ..Detail::default() });
    }
    if details.is_empty() && format!("{:?}", old.format) != format!("{:?}", new.format) {
        details.push(Detail { what: "how cells are written".to_owned(), ..Detail::default() });
    }
    details
}

fn type_text(model: &Model, ty: &crate::check::model::Type) -> String {
    use crate::check::model::Type;
    match ty {
        Type::Text => "text".to_owned(),
        Type::Number => "number".to_owned(),
        Type::Whole => "whole".to_owned(),
        Type::Percent => "percent".to_owned(),
        Type::Money(currency) => format!("money {currency}"),
        Type::Boolean => "boolean".to_owned(),
        Type::Day => "date".to_owned(),
        Type::Days => "days".to_owned(),
        Type::Choice(set) => match model.schema.choices.get(*set).map(|set| (&set.kind, &set.name)) {
            Some((crate::check::model::ChoiceKind::Enum { ordered }, _)) => {
                if *ordered { "one of, ordered" } else { "one of" }.to_owned()
            }
            Some((_, name)) => name.clone(),
            None => "one of".to_owned(),
        },
        Type::List(element) => format!("list of {}", type_text(model, element)),
    }
}

fn lists<'a>(changes: &mut Vec<Change>, old: Version<'a>, new: Version<'a>) {
    by_name(
        changes,
        ItemKind::List,
        (old, &old.model.lists),
        (new, &new.model.lists),
        |list| (&list.name, list.span),
        |was, is| list_detail(was, is).into_iter().collect(),
    );
}

fn list_detail(old: &NamedList, new: &NamedList) -> Option<Detail> {
    let beyond = |a: &NamedList, b: &NamedList| -> Vec<String> {
        let known: BTreeSet<String> = b.elements.iter().map(|(element, _)| element_text(element)).collect();
        a.elements
            .iter()
            .map(|(element, _)| element_text(element))
            .filter(|text| !known.contains(text))
            .collect()
    };
    let (added, removed) = (beyond(new, old), beyond(old, new));
    (!added.is_empty() || !removed.is_empty()).then(|| Detail {
        what: "values".to_owned(),
        added,
        removed,
        ..Detail::default()
    })
}

fn element_text(element: &ListElement) -> String {
    use crate::check::model::{day_text, interval_text, number_text};
    match element {
        ListElement::Text(text) => crate::text::in_quotes(text),
        ListElement::Numbers(interval, unit) => {
            interval_text(*interval, |value| number_text(crate::types::Number::from_millionths(value), *unit))
        }
        ListElement::Days(interval) => interval_text(*interval, day_text),
        ListElement::Boolean(value) => value.to_string(),
    }
}

fn definitions<'a>(changes: &mut Vec<Change>, old: Version<'a>, new: Version<'a>) {
    let text = |model: &Model, value: &LetValue| match value {
        LetValue::Condition(condition) => model.condition_text(condition),
        LetValue::Value(value, _) => model.value_text(value),
        LetValue::Constant(element) => element_text(element),
    };
    by_name(
        changes,
        ItemKind::Let,
        (old, &old.model.lets),
        (new, &new.model.lets),
        |named| (&named.name, named.span),
        |was, is| {
            let (was, is) = (text(old.model, &was.value), text(new.model, &is.value));
            Detail::change("stands for", Some(was), Some(is)).into_iter().collect()
        },
    );
    by_name(
        changes,
        ItemKind::Role,
        (old, &old.model.roles),
        (new, &new.model.roles),
        |role| (&role.name, role.span),
        |was, is| {
            let (was, is) = (
                old.model.row_condition_text(was.table, &was.condition),
                new.model.row_condition_text(is.table, &is.condition),
            );
            Detail::change("when", Some(was), Some(is)).into_iter().collect()
        },
    );
}

fn rates(changes: &mut Vec<Change>, old: Version<'_>, new: Version<'_>) {
    let (was, is) = (&old.model.schema.rates, &new.model.schema.rates);
    let text = |rates: &crate::check::model::Rates| {
        let pairs = rates.pairs.iter().map(|(from, to, rate)| format!("1 {from} = {rate} {to}"));
        pairs.collect::<Vec<_>>().join(", ")
    };
    let detail = Detail::change("rates", was.as_ref().map(text), is.as_ref().map(text));
    if let Some(detail) = detail {
        let places =
            (was.as_ref().map(|rates| (old, rates.span)), is.as_ref().map(|rates| (new, rates.span)));
        changes.push(simple(ItemKind::Rates, "rates", places, vec![detail]));
    }
}
