//! A review as text, in the manner of a plan: `+` came, `-` went, `~` differs.
//!
//! In: a [`Review`]. Out: text for a terminal. Invariant: color carries nothing that a sign does not.

use std::fmt::Write;

use super::{ProfileReview, ProfileState, Review, counted};
use crate::diff::{Change, ChangeKind};

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
        let _ = writeln!(out, "  Only layout, order or comments differ.");
    } else {
        let _ = writeln!(out, "  Plan: {}.", counted(profile.counts));
    }
    if profile.proved_same {
        let _ = writeln!(out, "  No account can change: both versions decide by the same rules (proved).");
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
