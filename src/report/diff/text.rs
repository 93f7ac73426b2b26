//! A review as text, in the manner of a plan: `+` came, `-` went, `~` differs.
//!
//! In: a [`Review`]. Out: text for a terminal. Invariant: color carries nothing that a sign does not.

use std::fmt::Write;

use super::movement::MovementReport;
use super::{ProfileReview, ProfileState, Review, counted};
use crate::diag::render::clean;
use crate::diff::{Change, ChangeKind};
use crate::report::grouped;

/// Paints by meaning.
#[derive(Clone, Copy)]
struct Paint(bool);

impl Paint {
    fn with(self, code: &str, text: &str) -> String {
        if self.0 { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    fn sign(self, change: ChangeKind) -> String {
        match change {
            ChangeKind::Added => self.with("32", "+"),
            ChangeKind::Changed => self.with("33", "~"),
            ChangeKind::Removed => self.with("31", "-"),
        }
    }
}

/// The whole review.
#[must_use]
pub fn text(review: &Review, color: bool) -> String {
    let paint = Paint(color);
    let mut out = format!("{} → {}\n", review.old, review.new);
    for profile in &review.profiles {
        out.push('\n');
        write_profile(&mut out, profile, paint);
    }
    if review.profiles.is_empty() {
        let _ = writeln!(out, "\nNo profile changed.");
    } else if review.unchanged > 0 {
        let unchanged = crate::text::number_of(review.unchanged, "other profile is", "other profiles are");
        let _ = writeln!(out, "\n{unchanged} unchanged.");
    }
    out
}

fn write_profile(out: &mut String, profile: &ProfileReview, paint: Paint) {
    let facts = profile.new.as_ref().or(profile.old.as_ref());
    let Some(facts) = facts else { return };
    let title = match profile.state {
        ProfileState::Added => format!("{} profile {}  {}", paint.with("32", "+"), facts.name, facts.file),
        ProfileState::Removed => format!("{} profile {}  {}", paint.with("31", "-"), facts.name, facts.file),
        ProfileState::Changed => format!("profile {}  {}", facts.name, facts.file),
    };
    let _ = writeln!(out, "{}", paint.with("1", &title));
    if let (Some(old), Some(new)) = (&profile.old, &profile.new)
        && old.file != new.file
    {
        let _ = writeln!(out, "  was {}", old.file);
    }
    match profile.state {
        ProfileState::Added => {
            let _ = writeln!(out, "  the profile is new: there is nothing to compare it with");
            return;
        }
        ProfileState::Removed => {
            let _ = writeln!(out, "  the profile is gone: its accounts are scored no more");
            return;
        }
        ProfileState::Changed => {}
    }
    let (deciding, rest): (Vec<&Change>, Vec<&Change>) =
        profile.changes.iter().partition(|change| change.decides);
    for change in &deciding {
        write_change(out, change, paint);
    }
    if !rest.is_empty() {
        let head = if deciding.is_empty() { "" } else { "\n  Decides nothing:\n" };
        out.push_str(head);
        for change in &rest {
            write_change(out, change, paint);
        }
    }
    out.push('\n');
    if profile.changes.is_empty() {
        let moved = matches!((&profile.old, &profile.new), (Some(old), Some(new)) if old.file != new.file);
        let place = if moved { "its place, " } else { "" };
        let _ = writeln!(out, "  Only {place}layout, order or comments differ.");
    } else {
        let _ = writeln!(out, "  Plan: {}.", counted(profile.counts));
    }
    if profile.proved_same {
        let _ = writeln!(out, "  No account can change: both versions decide by the same rules (proved).");
    }
    if !profile.witnesses.is_empty() {
        let _ = writeln!(
            out,
            "\n  {}",
            paint.with(
                "1",
                "Made-up accounts that the versions treat differently; in parentheses what else would do"
            )
        );
        for witness in profile.witnesses.iter().take(MOST_WITNESSES) {
            let _ = writeln!(out, "  {} → {}  {}", witness.old, witness.new, clean(&witness.account_text()));
            let _ = writeln!(out, "      because of {}", witness.because);
        }
        let more = profile.witnesses.len().saturating_sub(MOST_WITNESSES);
        if more > 0 {
            let ways = crate::text::number_of(more, "more way", "more ways");
            let _ =
                writeln!(out, "  … and {ways} from one status or tier to another; `--format json` shows all");
        }
    }
    if let Some(movement) = &profile.movement {
        write_movement(out, movement, paint);
    }
    if let Some(version) = &profile.version {
        let _ = writeln!(out, "\n  {}", version.sentence());
    }
    for limit in &profile.limits {
        let words = if limit.exceeded { paint.with("31", "exceeded") } else { paint.with("32", "kept") };
        let _ = writeln!(
            out,
            "  {words}: {} ({} of {})",
            limit.limit,
            grouped(limit.accounts),
            grouped(limit.of)
        );
    }
}

fn write_change(out: &mut String, change: &Change, paint: Paint) {
    let of = change.of.as_ref().map(|of| format!(" of {of}")).unwrap_or_default();
    let former = change.former_name.as_ref().map(|name| format!(" (was {name})")).unwrap_or_default();
    let place = change.place().map(|place| format!("  {}:{}", place.file, place.line)).unwrap_or_default();
    let direction =
        change.direction.map(|direction| format!("  [{}]", direction.words())).unwrap_or_default();
    let label = change.label();
    let _ = writeln!(
        out,
        "  {} {label}{of}{former}{}{direction}",
        paint.sign(change.change),
        paint.with("2", &place)
    );
    for detail in &change.details {
        let _ = writeln!(out, "      {}", detail.text());
    }
    if !change.through.is_empty() {
        let _ = writeln!(out, "      changes {}", crate::text::join_and(&change.through));
    }
}

fn write_movement(out: &mut String, movement: &MovementReport, paint: Paint) {
    let _ = writeln!(out, "\n  {}", paint.with("1", &headline(movement)));
    let names: Vec<&str> = movement.states.iter().map(|state| state.name.as_str()).collect();
    if movement.moved > 0 {
        let mut grid = vec![["old \\ new"].iter().chain(&names).map(ToString::to_string).collect::<Vec<_>>()];
        for (state, row) in movement.states.iter().zip(&movement.matrix) {
            let cells = row.iter().map(|count| if *count == 0 { "·".to_owned() } else { grouped(*count) });
            grid.push(std::iter::once(state.name.clone()).chain(cells).collect());
        }
        out.push('\n');
        write_grid(out, &grid);
    }
    let mut totals = vec![vec![String::new(), "old".to_owned(), "new".to_owned(), "change".to_owned()]];
    totals.extend(movement.states.iter().map(|state| {
        vec![state.name.clone(), grouped(state.old), grouped(state.new), change(state.old, state.new)]
    }));
    out.push('\n');
    write_grid(out, &totals);
    if movement.causes.iter().any(|cause| cause.causes != ["rules"]) {
        let told = movement
            .causes
            .iter()
            .map(|cause| format!("{} by {}", grouped(cause.accounts), cause.causes.join(" and ")));
        let _ = writeln!(out, "\n  Moved {}.", told.collect::<Vec<_>>().join(", "));
    }
    if movement.shares.len() > 1 {
        let head = ["change", "alone", "undone without it", "held back"];
        let mut grid = vec![head.map(str::to_owned).to_vec()];
        grid.extend(movement.shares.iter().map(|share| {
            vec![share.change.clone(), grouped(share.alone), grouped(share.undone), grouped(share.kept_back)]
        }));
        out.push('\n');
        write_grid(out, &grid);
        for together in &movement.together {
            let _ = writeln!(out, "  {}", together.sentence());
        }
    }
    write_movers(out, movement);
    for group in movement.groups.iter().filter(|group| group.values.iter().any(|value| value.moved > 0)) {
        let head = [group.column.as_str(), "accounts", "move", "in", "out", "within"];
        let mut grid = vec![head.map(str::to_owned).to_vec()];
        grid.extend(group.values.iter().filter(|value| value.moved > 0).take(MOST_LINES).map(|value| {
            let counts = [value.accounts, value.moved, value.came_in, value.went_out, value.changed];
            std::iter::once(value.value.clone()).chain(counts.iter().map(|count| grouped(*count))).collect()
        }));
        out.push('\n');
        write_grid(out, &grid);
    }
    for score in movement.scores.iter().filter(|score| score.changed > 0) {
        let _ = writeln!(
            out,
            "\n  {}: differs on {}, mean {} → {}",
            score.name,
            crate::text::number_of(usize_of(score.changed), "account", "accounts"),
            score.old_mean,
            score.new_mean
        );
        let mut grid = vec![["from", "below", "old", "new"].map(str::to_owned).to_vec()];
        grid.extend(score.buckets.iter().map(|bucket| {
            vec![bucket.from.clone(), bucket.to.clone(), grouped(bucket.old), grouped(bucket.new)]
        }));
        write_grid(out, &grid);
    }
}

/// The most made-up accounts that are shown.
const MOST_WITNESSES: usize = 6;

/// The most lines of a table by column.
const MOST_LINES: usize = 20;

fn write_movers(out: &mut String, movement: &MovementReport) {
    if movement.movers.is_empty() {
        return;
    }
    let mut head = vec!["account".to_owned(), "old".to_owned(), "new".to_owned()];
    head.extend(movement.value_column.clone());
    head.extend(movement.shown_columns.iter().cloned());
    head.push("because of".to_owned());
    let mut grid = vec![head];
    for mover in &movement.movers {
        let mut row = vec![mover.key.clone().unwrap_or_default(), mover.old.clone(), mover.new.clone()];
        if movement.value_column.is_some() {
            row.push(movement.worth_of(mover));
        }
        row.extend(mover.shown.iter().cloned());
        row.push(mover.because.clone());
        grid.push(row);
    }
    out.push('\n');
    write_grid(out, &grid);
    let more = movement.moved.saturating_sub(movement.movers.len() as u64);
    if more > 0 {
        let _ = writeln!(out, "  … and {} more; `--top N` shows more", grouped(more));
    }
}

/// Columns side by side, numbers to the right.
fn write_grid(out: &mut String, rows: &[Vec<String>]) {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let cell = |row: &Vec<String>, column: usize| {
        row.get(column).map(|text| clean(text).into_owned()).unwrap_or_default()
    };
    let width = |column: usize| rows.iter().map(|row| display_width(&cell(row, column))).max().unwrap_or(0);
    let is_number = |column: usize| rows.iter().skip(1).all(|row| is_amount(&cell(row, column)));
    let layout: Vec<(usize, bool)> = (0..columns).map(|column| (width(column), is_number(column))).collect();
    for row in rows {
        let mut line = String::from("  ");
        for (column, (width, right)) in layout.iter().enumerate() {
            let text = cell(row, column);
            let space = " ".repeat(width.saturating_sub(display_width(&text)));
            let (before, after) =
                if *right && column > 0 { (space.as_str(), "") } else { ("", space.as_str()) };
            let _ = write!(line, "{before}{text}{after}  ");
        }
        let _ = writeln!(out, "{}", line.trim_end());
    }
}

/// A count, a change, a share, or an amount with its currency; blank is none of another kind.
fn is_amount(text: &str) -> bool {
    let is_code = |code: &str| code.len() == 3 && code.bytes().all(|letter| letter.is_ascii_uppercase());
    let digits = text.rsplit_once(' ').filter(|(_, code)| is_code(code)).map_or(text, |(digits, _)| digits);
    digits.chars().all(|letter| letter.is_ascii_digit() || "·,.+-−%() $€£".contains(letter))
}

/// Columns that a text takes on a terminal; characters of East Asia take two.
fn display_width(text: &str) -> usize {
    text.chars().map(|letter| if matches!(u32::from(letter), 0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFE30..=0xFE6F | 0xFF00..=0xFF60 | 0xFFE0..=0xFFE6) { 2 } else { 1 }).sum()
}

fn usize_of(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

/// `+12`, `−3 (−2.5%)`.
pub(super) fn change(old: u64, new: u64) -> String {
    let (sign, by) = if new >= old { ("+", new - old) } else { ("−", old - new) };
    match (by, old) {
        (0, _) => "0".to_owned(),
        (_, 0) => format!("{sign}{}", grouped(by)),
        _ => format!("{sign}{} ({sign}{})", grouped(by), percent(by, old)),
    }
}

/// A share to a tenth of a percent.
pub(super) fn percent(part: u64, of: u64) -> String {
    let tenths = (u128::from(part) * 2_000 + u128::from(of)) / (u128::from(of.max(1)) * 2);
    format!("{}.{}%", tenths / 10, tenths % 10)
}

/// What movement comes to, in one sentence.
#[must_use]
pub fn headline(movement: &MovementReport) -> String {
    let files = crate::text::join_and(&movement.files);
    let within = movement.moved - movement.came_in - movement.went_out;
    let parts = [(movement.came_in, "come in"), (movement.went_out, "go out"), (within, "change within")];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, words)| format!("{} {words}", grouped(*count)))
        .collect();
    let mut text = format!(
        "{} of {} move ({}) in {files} as of {}",
        grouped(movement.moved),
        crate::text::number_of(usize_of(movement.accounts), "account", "accounts"),
        percent(movement.moved, movement.accounts),
        movement.as_of
    );
    if !parts.is_empty() {
        text.push_str(&format!(": {}", parts.join(", ")));
    }
    if let (Some(value), Some(column)) = (&movement.value_moved, &movement.value_column) {
        text.push_str(&format!("; {column} touched: {}", movement.worth(value)));
        let unknown = movement.value_unknown.filter(|count| *count > 0);
        text.push_str(
            &unknown.map(|count| format!(" (not known of {})", grouped(count))).unwrap_or_default(),
        );
    }
    let rest = [
        (movement.arrived, "not in the old data"),
        (movement.gone, "in the old data only"),
        (movement.rejected, "that cannot be read"),
    ];
    for (count, words) in rest.iter().filter(|(count, _)| *count > 0) {
        text.push_str(&format!("; {} {words}", grouped(*count)));
    }
    text
}
