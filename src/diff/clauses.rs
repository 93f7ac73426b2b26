//! What decides nothing: the header, guarantees, outcomes and tests.
//!
//! In: two versions. Out: one [`Change`] for each item that differs. Invariant: none of them decides.

use crate::check::model::{Header, Model, OutcomeRule, Test};

use super::shared::{by_name, simple};
use super::words::Detail;
use super::{Change, ItemKind, Version};

/// The changes of the header, guarantees, outcomes and tests.
pub fn changes<'a>(old: Version<'a>, new: Version<'a>) -> Vec<Change> {
    let mut changes = Vec::new();
    header(&mut changes, old, new);
    by_name(
        &mut changes,
        ItemKind::Guarantee,
        (old, &old.model.guarantees),
        (new, &new.model.guarantees),
        |item| (&item.name, item.span),
        |was, is| {
            let (was, is) = (old.model.condition_text(&was.that), new.model.condition_text(&is.that));
            Detail::change("that", Some(was), Some(is)).into_iter().collect()
        },
    );
    outcome(&mut changes, old, new);
    by_name(
        &mut changes,
        ItemKind::Test,
        (old, &old.model.tests),
        (new, &new.model.tests),
        |test| (&test.title, test.span),
        |was, is| test_details((old.model, was), (new.model, is)),
    );
    changes
}

fn header(changes: &mut Vec<Change>, old: Version<'_>, new: Version<'_>) {
    let (was, is) = (&old.model.header, &new.model.header);
    let review =
        |header: &Header| header.review.map(|span| format!("every {} {}", span.count, span.unit.word()));
    let day = |header: &Header| header.updated.map(|day| day.to_string());
    let quoted = |text: &Option<String>| text.as_ref().map(|text| format!("\"{text}\""));
    let details: Vec<Detail> = [
        Detail::change("name", Some(was.name.clone()), Some(is.name.clone())),
        Detail::change("title", quoted(&was.title), quoted(&is.title)),
        Detail::change("version", was.version.clone(), is.version.clone()),
        Detail::change("owner", was.owner.clone(), is.owner.clone()),
        Detail::change("objective", quoted(&was.objective), quoted(&is.objective)),
        Detail::change("updated", day(was), day(is)),
        Detail::change("review", review(was), review(is)),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !details.is_empty() {
        let places = (Some((old, was.span)), Some((new, is.span)));
        changes.push(simple(ItemKind::Profile, &is.name, places, details));
    }
}

fn outcome(changes: &mut Vec<Change>, old: Version<'_>, new: Version<'_>) {
    let text = |model: &Model| -> Vec<String> {
        let line = |rule: &OutcomeRule| match rule {
            OutcomeRule::When(kind, condition) => {
                format!("{} when {}", format!("{kind:?}").to_lowercase(), model.condition_text(condition))
            }
            OutcomeRule::Is(kind, value) => {
                format!("{} {}", format!("{kind:?}").to_lowercase(), model.value_text(value))
            }
        };
        model.outcome.iter().map(line).collect()
    };
    let (was, is) = (text(old.model), text(new.model));
    let beyond = |a: &[String], b: &[String]| -> Vec<String> {
        a.iter().filter(|line| !b.contains(line)).cloned().collect()
    };
    let (added, removed) = (beyond(&is, &was), beyond(&was, &is));
    if !added.is_empty() || !removed.is_empty() {
        let detail = Detail { what: "lines".to_owned(), added, removed, ..Detail::default() };
        let places = (Some((old, old.model.header.span)), Some((new, new.model.header.span)));
        let mut change = simple(ItemKind::Outcome, "outcome", places, vec![detail]);
        (change.old_place, change.new_place) = (None, None);
        changes.push(change);
    }
}

fn test_details((old_model, old): (&Model, &Test), (new_model, new): (&Model, &Test)) -> Vec<Detail> {
    let day = |test: &Test| test.today.map(|day| day.to_string());
    let given = |model: &Model, test: &Test| -> Vec<String> {
        let cells = test.account.iter().filter_map(|(field, cell)| {
            let name = &model.schema.fields.get(*field)?.name;
            Some(format!("{name}: {}", model.cell_text(*field, cell)))
        });
        let mut cells: Vec<String> = cells.collect();
        let tables = test.tables.iter().filter_map(|(table, rows)| {
            let name = &model.schema.tables.get(*table)?.name;
            Some(format!("{name}: {rows:?}"))
        });
        cells.extend(tables);
        cells.sort();
        cells
    };
    let expected =
        |test: &Test| -> Vec<String> { test.expectations.iter().map(|item| item.text.clone()).collect() };
    let mut details: Vec<Detail> = Detail::change("today", day(old), day(new)).into_iter().collect();
    if given(old_model, old) != given(new_model, new) {
        details.push(Detail { what: "another account".to_owned(), ..Detail::default() });
    }
    let (was, is) = (expected(old), expected(new));
    details.extend(Detail::change("expect", Some(was.join("; ")), Some(is.join("; "))));
    details
}
