//! Memory over time, as a picture in text.

use std::fmt::Write as _;

const WIDTH: usize = 60;

/// A bar for each of a few moments: the most memory between it and the one before.
pub fn chart(title: &str, memory: &[(f64, f64)]) -> String {
    const MOMENTS: usize = 16;
    let end = memory.last().map_or(0.0, |(seconds, _)| *seconds);
    let most = memory.iter().map(|(_, megabytes)| *megabytes).fold(1.0, f64::max);
    let mut text = format!("{title}: {most:.0} MiB at most\n");
    for moment in 1..=MOMENTS {
        let (from, to) = (end * (moment - 1) as f64 / MOMENTS as f64, end * moment as f64 / MOMENTS as f64);
        let within = memory.iter().filter(|(seconds, _)| (from..=to).contains(seconds));
        // Between two looks nothing changed: the last one before still holds.
        let before = memory.iter().rev().find(|(seconds, _)| *seconds <= from);
        let now = within.chain(before).map(|(_, megabytes)| *megabytes).fold(0.0, f64::max);
        let bar = "█".repeat((now / most * WIDTH as f64).round() as usize);
        let _ = writeln!(text, "{to:6.2} s {now:5.0} MiB {bar}");
    }
    text
}
