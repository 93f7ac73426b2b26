//! A review as one page that needs nothing beside itself.
//!
//! In: a [`Review`]. Out: HTML with its styles, its script and its pictures. Invariant: nothing is fetched, and what
//! comes from profiles or data is escaped.

use maud::{DOCTYPE, Markup, PreEscaped, html as page};

use super::flow::flow;
use super::movement::{GroupReport, MovementReport, ScoreReport};
use super::text::{change, headline};
use super::{ProfileReview, ProfileState, Review, counted};
use crate::diff::{Change, ChangeKind};
use crate::report::grouped;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// The whole page.
#[must_use]
pub fn html(review: &Review) -> String {
    let names: Vec<&str> = review.profiles.iter().map(ProfileReview::name).collect();
    let title =
        if names.is_empty() { "ICP review".to_owned() } else { format!("ICP review: {}", names.join(", ")) };
    let markup = page! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { (title) }
                    p.sides { (review.old) " → " (review.new) }
                }
                @if review.profiles.is_empty() { p.headline { "No profile changed." } }
                @for profile in &review.profiles { (one_profile(profile)) }
                @if review.unchanged > 0 {
                    p.soft { (crate::text::number_of(review.unchanged, "other profile is", "other profiles are")) " unchanged." }
                }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    markup.into_string()
}

fn one_profile(profile: &ProfileReview) -> Markup {
    let (deciding, rest): (Vec<&Change>, Vec<&Change>) =
        profile.changes.iter().partition(|change| change.decides);
    page! {
        section {
            h2 { (profile.name()) }
            @if let Some(facts) = profile.new.as_ref().or(profile.old.as_ref()) { p.soft { (facts.file) } }
            @match profile.state {
                ProfileState::Added => p.headline { "The profile is new." },
                ProfileState::Removed => p.headline { "The profile is gone." },
                ProfileState::Changed => {
                    p.headline {
                        @if let Some(movement) = &profile.movement { (headline(movement)) "." }
                        @else if profile.proved_same { "No account can change: both versions decide by the same rules (proved)." }
                        @else { (counted(profile.counts)) "." }
                    }
                }
            }
            @for limit in &profile.limits {
                p { span class=(if limit.exceeded { "bad" } else { "ok" }) { (if limit.exceeded { "exceeded" } else { "kept" }) }
                    ": " (limit.limit) " (" (grouped(limit.accounts)) " of " (grouped(limit.of)) ")" }
            }
            @if let Some(version) = &profile.version { p { (version.sentence()) } }
            @if let Some(movement) = &profile.movement { (moved(movement)) }
            @if !profile.witnesses.is_empty() {
                h3 { "Made-up accounts that the versions treat differently; in parentheses what else would do" }
                (sortable(
                    &["old", "new", "account", "because of"].map(|name| (name.to_owned(), false)),
                    &profile.witnesses.iter().map(|witness| vec![
                        word(&witness.old), word(&witness.new), word(witness.account_text()), word(&witness.because),
                    ]).collect::<Vec<_>>(),
                ))
            }
            @if !deciding.is_empty() { h3 { "Rules that changed" } (changes(&deciding)) }
            @if !rest.is_empty() { h3 { "Changes that decide nothing" } (changes(&rest)) }
        }
    }
}

fn changes(changes: &[&Change]) -> Markup {
    page! {
        ul.changes {
            @for change in changes {
                @let (class, sign) = match change.change {
                    ChangeKind::Added => ("added", "+"),
                    ChangeKind::Changed => ("changed", "~"),
                    ChangeKind::Removed => ("removed", "−"),
                };
                li class=(class) {
                    span.sign { (sign) }
                    strong { (change.label()) }
                    @if let Some(of) = &change.of { " of " (of) }
                    @if let Some(name) = &change.former_name { " (was " (name) ")" }
                    @if let Some(direction) = change.direction { span.tag { (direction.words()) } }
                    @if let Some(place) = change.place() { span.place { (place.file) ":" (place.line) } }
                    @for detail in &change.details { span.detail { (detail.text()) } }
                    @if !change.through.is_empty() { span.detail { "changes " (crate::text::join_and(&change.through)) } }
                }
            }
        }
    }
}

/// A table whose columns sort when their heads are pressed. Cells are text and the number to sort by.
fn sortable(head: &[(String, bool)], rows: &[Vec<(String, Option<u64>)>]) -> Markup {
    page! {
        div.wide { table.sortable {
            thead { tr { @for (name, is_number) in head {
                th.n[*is_number] scope="col" { button type="button" { (name) } }
            } } }
            tbody { @for row in rows { tr {
                @for ((text, number), (_, is_number)) in row.iter().zip(head) {
                    td.n[*is_number] data-v=[number] { (text) }
                }
            } } }
        } }
    }
}

fn count(count: u64) -> (String, Option<u64>) {
    (grouped(count), Some(count))
}

fn word(text: impl Into<String>) -> (String, Option<u64>) {
    (text.into(), None)
}

fn moved(movement: &MovementReport) -> Markup {
    let head = |names: &[&str]| -> Vec<(String, bool)> {
        names.iter().enumerate().map(|(place, name)| ((*name).to_owned(), place > 0)).collect()
    };
    let shares: Vec<_> = movement
        .shares
        .iter()
        .map(|share| {
            vec![word(&share.change), count(share.alone), count(share.undone), count(share.kept_back)]
        })
        .collect();
    page! {
        @if movement.accounts > 0 { h3 { "Flow of accounts" } (flow(movement)) }
        h3 { "Statuses and tiers, old by new" }
        (matrix(movement))
        @if movement.causes.iter().any(|cause| cause.causes != ["rules"]) {
            h3 { "What moved them" }
            (sortable(&head(&["cause", "accounts"]), &movement.causes.iter().map(|cause| vec![word(cause.causes.join(" and ")), count(cause.accounts)]).collect::<Vec<_>>()))
        }
        @if movement.shares.len() > 1 {
            h3 { "What each change does" }
            (sortable(&head(&["change", "moves alone", "undone without it", "held back"]), &shares))
            @for together in &movement.together {
                p.soft { (together.sentence()) }
            }
        }
        @if !movement.movers.is_empty() { h3 { "Accounts that move" } (movers(movement)) }
        @for group in movement.groups.iter().filter(|group| group.values.iter().any(|value| value.moved > 0)) { (by(group)) }
        @for score in movement.scores.iter().filter(|score| score.changed > 0) { (shift(score)) }
    }
}

fn matrix(movement: &MovementReport) -> Markup {
    page! {
        div.wide { table {
            thead { tr {
                th scope="col" { "old \\ new" }
                @for state in &movement.states { th.n scope="col" { (state.name) } }
                th.n scope="col" { "old" } th.n scope="col" { "new" } th.n scope="col" { "change" }
            } }
            tbody { @for (from, (state, row)) in movement.states.iter().zip(&movement.matrix).enumerate() { tr {
                th scope="row" { (state.name) }
                @for (to, accounts) in row.iter().enumerate() {
                    td.n.same[from == to].zero[*accounts == 0] { @if *accounts == 0 { "·" } @else { (grouped(*accounts)) } }
                }
                td.n { (grouped(state.old)) } td.n { (grouped(state.new)) } td.n { (change(state.old, state.new)) }
            } } }
        } }
    }
}

fn movers(movement: &MovementReport) -> Markup {
    let mut head = vec![("account".to_owned(), false), ("old".to_owned(), false), ("new".to_owned(), false)];
    head.extend(movement.value_column.iter().map(|name| (name.clone(), true)));
    head.extend(movement.shown_columns.iter().map(|name| (name.clone(), false)));
    head.push(("scores".to_owned(), false));
    head.push(("because of".to_owned(), false));
    let rows: Vec<_> = movement
        .movers
        .iter()
        .map(|mover| {
            let mut row =
                vec![word(mover.key.clone().unwrap_or_default()), word(&mover.old), word(&mover.new)];
            if movement.value_column.is_some() {
                let whole = mover.value.as_ref().and_then(|value| value.split('.').next()?.parse().ok());
                row.push((movement.worth_of(mover), whole));
            }
            row.extend(mover.shown.iter().map(word));
            let scores =
                mover.scores.iter().map(|score| format!("{} {} → {}", score.name, score.old, score.new));
            row.push(word(scores.collect::<Vec<_>>().join(", ")));
            row.push(word(&mover.because));
            row
        })
        .collect();
    let more = movement.moved.saturating_sub(movement.movers.len() as u64);
    page! {
        (sortable(&head, &rows))
        @if more > 0 { p.soft { "… and " (grouped(more)) " more." } }
    }
}

fn by(group: &GroupReport) -> Markup {
    let head: Vec<(String, bool)> = [group.column.as_str(), "accounts", "move", "in", "out", "within"]
        .iter()
        .enumerate()
        .map(|(place, name)| ((*name).to_owned(), place > 0))
        .collect();
    let moving = group.values.iter().filter(|value| value.moved > 0);
    let rows: Vec<_> = moving
        .map(|value| {
            let counts = [value.accounts, value.moved, value.came_in, value.went_out, value.changed];
            std::iter::once(word(&value.value)).chain(counts.map(count)).collect::<Vec<_>>()
        })
        .collect();
    page! { h3 { "By " (group.column) } (sortable(&head, &rows)) }
}

/// A score before and after: a bar for each bucket, new over old.
fn shift(score: &ScoreReport) -> Markup {
    let most = score.buckets.iter().map(|bucket| bucket.old.max(bucket.new)).max().unwrap_or(1).max(1) as f64;
    let width = 600.0 / (score.buckets.len().max(1) as f64);
    let height = |count: u64| 110.0 * (count as f64) / most;
    page! {
        h3 { "Score " (score.name) }
        p.soft { "Differs on " (grouped(score.changed)) " accounts; mean " (score.old_mean) " → " (score.new_mean) ". Outlined: old. Filled: new." }
        svg.shift viewBox="0 0 600 150" role="img" aria-label=(format!("Distribution of {} before and after", score.name)) {
            @for (place, bucket) in score.buckets.iter().enumerate() {
                @let left = width * (place as f64);
                rect.old-bar x=(format!("{:.1}", left + 2.0)) y=(format!("{:.1}", 125.0 - height(bucket.old))) width=(format!("{:.1}", width / 2.0 - 2.0)) height=(format!("{:.1}", height(bucket.old))) { title { (grouped(bucket.old)) " accounts, old" } }
                rect.new-bar x=(format!("{:.1}", left + width / 2.0)) y=(format!("{:.1}", 125.0 - height(bucket.new))) width=(format!("{:.1}", width / 2.0 - 2.0)) height=(format!("{:.1}", height(bucket.new))) { title { (grouped(bucket.new)) " accounts, new" } }
                text x=(format!("{:.1}", left + 2.0)) y="142" { (bucket.from) }
            }
        }
    }
}
