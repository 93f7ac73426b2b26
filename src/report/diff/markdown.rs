//! A review as a comment on a pull request.
//!
//! In: a [`Review`]. Out: Markdown of at most [`LIMIT`] bytes, found again by its first line.
//! Invariant: what does not fit is left out by whole lines, and the comment says how many.

use std::fmt::Write;

use super::movement::MovementReport;
use super::text::{change, headline};
use super::{ProfileReview, ProfileState, Review, counted};
use crate::diff::{Change, ChangeKind};
use crate::report::grouped;

/// The most bytes that GitHub takes.
pub const LIMIT: usize = 65_535;

/// Kept for the end: what was left out.
const RESERVE: usize = 400;

/// Text that stops at a line once it is full.
struct Page {
    text: String,
    left_out: usize,
}

impl Page {
    /// Adds a line; `closing` bytes must stay free after it.
    fn line(&mut self, line: &str, closing: usize) -> bool {
        if self.left_out > 0 || self.text.len() + line.len() + 1 + closing + RESERVE > LIMIT {
            self.left_out += 1;
            return false;
        }
        self.text.push_str(line);
        self.text.push('\n');
        true
    }

    /// A table below a summary that opens it; rows that do not fit are counted in the table's place.
    fn table(&mut self, summary: Option<&str>, head: &[String], rows: impl Iterator<Item = Vec<String>>) {
        let line = |cells: &[String]| {
            format!("| {} |", cells.iter().map(|cell| escaped(cell)).collect::<Vec<_>>().join(" | "))
        };
        let rule = format!("|{}", " --- |".repeat(head.len()));
        let open =
            summary.map(|summary| format!("\n<details><summary>{}</summary>\n", html_escaped(summary)));
        let first = line(head);
        let closing = "\n</details>".len() + 80;
        let needed = open.as_ref().map_or(1, String::len) + first.len() + rule.len() + closing;
        if self.text.len() + needed + RESERVE > LIMIT {
            self.left_out += 1 + rows.count();
            return;
        }
        self.text.push_str(&open.unwrap_or_default());
        let _ = write!(self.text, "\n{first}\n{rule}\n");
        let mut missing = 0;
        for row in rows {
            let row = line(&row);
            if missing > 0 || self.text.len() + row.len() + 1 + closing + RESERVE > LIMIT {
                missing += 1;
            } else {
                self.text.push_str(&row);
                self.text.push('\n');
            }
        }
        if missing > 0 {
            let _ = writeln!(self.text, "\n… and {} more rows that do not fit here.", grouped(missing));
        }
        if summary.is_some() {
            self.text.push_str("\n</details>\n");
        }
    }
}

/// The whole review.
#[must_use]
pub fn markdown(review: &Review) -> String {
    let names: Vec<&str> = review.profiles.iter().map(ProfileReview::name).collect();
    let key: String = names
        .join(",")
        .replace("--", "")
        .chars()
        .filter(|c| !matches!(c, '<' | '>' | '\n'))
        .take(200)
        .collect();
    let mut page = Page { text: format!("<!-- icp-diff: {key} -->\n"), left_out: 0 };
    if review.profiles.is_empty() {
        page.line("## ICP review: no profile changed", 0);
    }
    for profile in &review.profiles {
        write_profile(&mut page, profile, review);
    }
    if review.unchanged > 0 {
        let unchanged = crate::text::number_of(review.unchanged, "other profile is", "other profiles are");
        page.line(&format!("\n{unchanged} unchanged."), 0);
    }
    if page.left_out > 0 {
        let left_out = page.left_out;
        let _ = writeln!(
            page.text,
            "\n… {} more lines do not fit here: run `icp diff` to see all.",
            grouped(left_out as u64)
        );
    }
    page.text
}

fn write_profile(page: &mut Page, profile: &ProfileReview, review: &Review) {
    let name = escaped(profile.name());
    let title = match (&profile.movement, profile.state) {
        (_, ProfileState::Added) => format!("## ICP `{name}` is new"),
        (_, ProfileState::Removed) => format!("## ICP `{name}` is gone"),
        (Some(movement), ProfileState::Changed) => format!(
            "## ICP `{name}`: {} of {} change status or tier",
            grouped(movement.moved),
            crate::text::number_of(
                usize::try_from(movement.accounts).unwrap_or(usize::MAX),
                "account",
                "accounts"
            ),
        ),
        (None, ProfileState::Changed) if profile.proved_same => {
            format!("## ICP `{name}`: no account can change")
        }
        (None, ProfileState::Changed) => format!("## ICP `{name}`: {}", counted(profile.counts)),
    };
    page.line(&title, 0);
    if profile.state != ProfileState::Changed {
        return;
    }
    let sides = format!("\n{} → {}", code(&review.old), code(&review.new));
    page.line(&sides, 0);
    if profile.proved_same {
        page.line("\nBoth versions decide by the same rules: **no account can change** (proved).", 0);
    }
    for limit in &profile.limits {
        let sign = if limit.exceeded { "❌" } else { "✅" };
        page.line(
            &format!("\n{sign} {}: {} of {}", code(&limit.limit), grouped(limit.accounts), grouped(limit.of)),
            0,
        );
    }
    if let Some(version) = &profile.version {
        page.line(&format!("\n{}", escaped(&version.sentence())), 0);
    }
    let (deciding, rest): (Vec<&Change>, Vec<&Change>) =
        profile.changes.iter().partition(|change| change.decides);
    if !deciding.is_empty() {
        page.line("\n### Rules that changed\n", 0);
        deciding.iter().for_each(|change| write_change(page, change));
    }
    if !profile.witnesses.is_empty() {
        let head = ["old", "new", "made-up account", "because of"].map(str::to_owned);
        let rows = profile.witnesses.iter().map(|witness| {
            vec![witness.old.clone(), witness.new.clone(), witness.account_text(), witness.because.clone()]
        });
        page.table(
            Some("Made-up accounts that the versions treat differently; in parentheses what else would do"),
            &head,
            rows,
        );
    }
    if let Some(movement) = &profile.movement {
        write_movement(page, movement);
    }
    if !rest.is_empty() {
        let opened = page.line(
            &format!(
                "\n<details><summary>{}</summary>\n",
                crate::text::number_of(
                    rest.len(),
                    "change that decides nothing",
                    "changes that decide nothing"
                )
            ),
            20,
        );
        rest.iter().for_each(|change| write_change(page, change));
        if opened {
            page.text.push_str("\n</details>\n");
        }
    }
}

fn write_change(page: &mut Page, change: &Change) {
    let sign = match change.change {
        ChangeKind::Added => "+",
        ChangeKind::Changed => "~",
        ChangeKind::Removed => "−",
    };
    let of = change.of.as_ref().map(|of| format!(" of {}", escaped(of))).unwrap_or_default();
    let former =
        change.former_name.as_ref().map(|name| format!(" (was {})", escaped(name))).unwrap_or_default();
    let direction =
        change.direction.map(|direction| format!(" — *{}*", direction.words())).unwrap_or_default();
    let place = change
        .place()
        .map(|place| format!(" {}", code(&format!("{}:{}", place.file, place.line))))
        .unwrap_or_default();
    let line = format!("- `{sign}` **{}**{of}{former}{direction}{place}", escaped(&change.label()));
    page.line(&line, 20);
    for detail in &change.details {
        page.line(&format!("  - {}", escaped(&detail.text())), 20);
    }
    if !change.through.is_empty() {
        page.line(&format!("  - changes {}", escaped(&crate::text::join_and(&change.through))), 20);
    }
}

fn write_movement(page: &mut Page, movement: &MovementReport) {
    page.line(&format!("\n### Accounts that move\n\n{}.", escaped(&headline(movement))), 0);
    let text = |text: &str| text.to_owned();
    let head = ["", "old", "new", "change"].map(str::to_owned);
    page.table(
        None,
        &head,
        movement.states.iter().map(|state| {
            vec![state.name.clone(), grouped(state.old), grouped(state.new), change(state.old, state.new)]
        }),
    );
    if movement.moved == 0 {
        return;
    }
    let head: Vec<String> = std::iter::once(text("from \\ to"))
        .chain(movement.states.iter().map(|state| state.name.clone()))
        .collect();
    let rows = movement.states.iter().zip(&movement.matrix).map(|(state, row)| {
        let cells = row.iter().map(|count| if *count == 0 { "·".to_owned() } else { grouped(*count) });
        std::iter::once(state.name.clone()).chain(cells).collect()
    });
    page.table(Some("Statuses and tiers, old by new"), &head, rows);
    if movement.shares.len() > 1 {
        let head = ["change", "moves alone", "undone without it", "held back"].map(str::to_owned);
        let rows = movement.shares.iter().map(|share| {
            vec![share.change.clone(), grouped(share.alone), grouped(share.undone), grouped(share.kept_back)]
        });
        page.table(Some("What each change does"), &head, rows);
        for (place, together) in movement.together.iter().enumerate() {
            let before = if place == 0 { "\n" } else { "" };
            page.line(&format!("{before}- {}", escaped(&together.sentence())), 0);
        }
    }
    for group in movement.groups.iter().filter(|group| group.values.iter().any(|value| value.moved > 0)) {
        let head = [group.column.as_str(), "accounts", "move", "in", "out", "within"].map(str::to_owned);
        let rows = group.values.iter().filter(|value| value.moved > 0).map(|value| {
            let counts = [value.accounts, value.moved, value.came_in, value.went_out, value.changed];
            std::iter::once(value.value.clone()).chain(counts.iter().map(|count| grouped(*count))).collect()
        });
        page.table(Some(&format!("By {}", group.column)), &head, rows);
    }
    let mut head = vec![text("account"), text("old"), text("new")];
    head.extend(movement.value_column.clone());
    head.extend(movement.shown_columns.iter().cloned());
    head.push(text("because of"));
    let rows = movement.movers.iter().map(|mover| {
        let mut row = vec![mover.key.clone().unwrap_or_default(), mover.old.clone(), mover.new.clone()];
        if movement.value_column.is_some() {
            row.push(movement.worth_of(mover));
        }
        row.extend(mover.shown.iter().cloned());
        row.push(mover.because.clone());
        row
    });
    let count = crate::text::number_of(movement.movers.len(), "account", "accounts");
    let summary = match &movement.value_column {
        Some(column) => format!("{count} that move, largest {column} first"),
        None => format!("{count} that move"),
    };
    page.table(Some(&summary), &head, rows);
}

fn html_escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A text that Markdown and HTML leave as it is, on one line; `@` names nobody.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '@' => out.push_str("&#64;"),
            '#' => out.push_str("&#35;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '!' | '$' => {
                out.push('\\');
                out.push(letter);
            }
            letter if letter.is_control() => out.push(' '),
            letter => out.push(letter),
        }
    }
    // A bare address would become a link.
    out.replace("://", "&#58;//").replace("www.", "www&#46;")
}

/// A text in backticks, whatever it holds.
fn code(text: &str) -> String {
    let text: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    if text.contains('`') { format!("`` {text} ``") } else { format!("`{text}`") }
}
