//! The flow of accounts between statuses and tiers, as a picture.
//!
//! In: the matrix of a movement. Out: SVG: old states on the left, new ones on the right, a ribbon for each move.
//! Invariant: the height of a ribbon is in proportion to its accounts; those of a state fill its bar.

use maud::{Markup, html};

use super::movement::MovementReport;
use crate::report::grouped;

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 380.0;
const BAR: f64 = 14.0;
const MARGIN: f64 = 170.0;
const GAP: f64 = 10.0;
/// The least height of a bar that holds anything.
const LEAST: f64 = 2.0;

/// One end of a ribbon.
#[derive(Clone, Copy)]
struct Span {
    top: f64,
    height: f64,
}

/// The picture.
pub fn flow(movement: &MovementReport) -> Markup {
    let total = movement.accounts.max(1);
    let old = bars(movement.states.iter().map(|state| state.old), total);
    let new = bars(movement.states.iter().map(|state| state.new), total);
    let mut filled_old: Vec<f64> = old.iter().map(|bar| bar.top).collect();
    let mut filled_new: Vec<f64> = new.iter().map(|bar| bar.top).collect();
    let mut ribbons = Vec::new();
    for (from, row) in movement.matrix.iter().enumerate() {
        for (to, count) in row.iter().enumerate().filter(|(_, count)| **count > 0) {
            let (Some(source), Some(target)) = (movement.states.get(from), movement.states.get(to)) else {
                continue;
            };
            let left = take(&mut filled_old, &old, from, *count, source.old);
            let right = take(&mut filled_new, &new, to, *count, target.new);
            let words = format!("{} accounts: {} → {}", grouped(*count), source.name, target.name);
            ribbons.push((ribbon(left, right), from, to, words));
        }
    }
    let bottom = old.iter().chain(&new).map(|bar| bar.top + bar.height).fold(0.0_f64, f64::max) + 12.0;
    // Moves are drawn over what stays.
    ribbons.sort_by_key(|(_, from, to, _)| from != to);
    let label = |state: &str, count: u64| format!("{state} · {}", grouped(count));
    html! {
        svg.flow viewBox=(format!("0 0 {WIDTH} {bottom:.0}")) role="img" aria-label="Flow of accounts between statuses and tiers, old on the left, new on the right" {
            @for (path, from, to, words) in &ribbons {
                path d=(path) class=(format!("ribbon {} s{}", if from == to { "stays" } else { "moves" }, from % 8)) { title { (words) } }
            }
            @for (index, (bar, state)) in old.iter().zip(&movement.states).enumerate() {
                @if state.old > 0 {
                    rect x=(MARGIN) y=(bar.top) width=(BAR) height=(bar.height) class=(format!("bar s{}", index % 8)) {}
                    text x=(MARGIN - 8.0) y=(bar.top + bar.height / 2.0 + 4.0) text-anchor="end" { (label(&state.name, state.old)) }
                }
            }
            @for (index, (bar, state)) in new.iter().zip(&movement.states).enumerate() {
                @if state.new > 0 {
                    rect x=(WIDTH - MARGIN - BAR) y=(bar.top) width=(BAR) height=(bar.height) class=(format!("bar s{}", index % 8)) {}
                    text x=(WIDTH - MARGIN + 8.0) y=(bar.top + bar.height / 2.0 + 4.0) { (label(&state.name, state.new)) }
                }
            }
        }
    }
}

/// The bars of one side, from top to bottom. Labels need room, so a bar keeps its distance.
fn bars(counts: impl Iterator<Item = u64> + Clone, total: u64) -> Vec<Span> {
    let shown = counts.clone().filter(|count| *count > 0).count();
    let room = HEIGHT - 20.0 - (shown as f64) * (GAP + 8.0);
    let mut top = 10.0;
    counts
        .map(|count| {
            if count == 0 {
                return Span { top, height: 0.0 };
            }
            let height = (room * (count as f64) / (total as f64)).max(LEAST);
            let bar = Span { top, height };
            top += height.max(8.0) + GAP;
            bar
        })
        .collect()
}

/// The next part of a bar for some of its accounts.
fn take(filled: &mut [f64], bars: &[Span], place: usize, count: u64, of: u64) -> Span {
    let (Some(top), Some(bar)) = (filled.get_mut(place), bars.get(place)) else {
        return Span { top: 0.0, height: 0.0 };
    };
    let height = bar.height * (count as f64) / (of.max(1) as f64);
    let span = Span { top: *top, height };
    *top += height;
    span
}

fn ribbon(left: Span, right: Span) -> String {
    let (from, to) = (MARGIN + BAR, WIDTH - MARGIN - BAR);
    let middle = f64::midpoint(from, to);
    let (left_end, right_end) = (left.top + left.height.max(0.6), right.top + right.height.max(0.6));
    format!(
        "M{from:.1},{:.1} C{middle:.1},{:.1} {middle:.1},{:.1} {to:.1},{:.1} L{to:.1},{right_end:.1} C{middle:.1},{right_end:.1} {middle:.1},{left_end:.1} {from:.1},{left_end:.1} Z",
        left.top, left.top, right.top, right.top
    )
}
