//! The `profile` block.

use super::context::Context;
use super::model::{DateSpan, Header};
use super::statements::Statements;
use crate::diag::Diagnostic;
use crate::diag::codes::rules;
use crate::syntax::tree::{self, ProfileEntry};
use crate::text::Span;

/// The header of the profile; `None` for a library.
pub(super) fn header(cx: &mut Context, statements: &Statements) -> Option<Header> {
    let (first, others) = statements.profiles.split_first()?;
    for other in others {
        cx.report(
            Diagnostic::new(
                &rules::SEVERAL_PROFILES,
                other.name.span,
                format!("a file holds one profile, and `{}` is a second one", other.name.text),
                "second profile",
            )
            .label(first.name.span, "first profile")
            .help("write each profile in a file of its own; what they share goes into a library for `use`"),
        );
    }
    if statements.accounts.is_empty() && !account_is_damaged(statements) {
        cx.report(
            Diagnostic::new(
                &rules::NO_ACCOUNT,
                first.name.span,
                format!("profile `{}` has no `account` block", first.name.text),
                "no field is declared",
            )
            .help("declare the columns that rules read: `account { id: text key … }`, or `use` a pack that does"),
        );
    }
    Some(read(cx, first))
}

fn account_is_damaged(statements: &Statements) -> bool {
    // INVARIANT: a damaged statement may have been the missing one.
    !statements.damaged.is_empty()
}

fn read(cx: &mut Context, profile: &tree::Profile) -> Header {
    let mut header = Header {
        name: profile.name.text.clone(),
        title: profile.title.as_ref().map(|title| title.value.clone()),
        version: None,
        owner: None,
        objective: None,
        updated: None,
        review: None,
        span: profile.span,
    };
    let mut stated: Vec<(&str, Span)> = Vec::new();
    for entry in &profile.entries {
        let (word, span) = match entry {
            ProfileEntry::Version(_, span) => ("version", *span),
            ProfileEntry::Owner(_, span) => ("owner", *span),
            ProfileEntry::Objective(_, span) => ("objective", *span),
            ProfileEntry::Updated(_, span) => ("updated", *span),
            ProfileEntry::Review(_, span) => ("review", *span),
        };
        if let Some((_, first)) = stated.iter().find(|(known, _)| *known == word) {
            cx.report(stated_twice(&format!("`{word}` of profile `{}`", profile.name.text), *first, span));
            continue;
        }
        stated.push((word, span));
        match entry {
            ProfileEntry::Version(text, _) => header.version = Some(text.value.clone()),
            ProfileEntry::Owner(text, _) => header.owner = Some(text.value.clone()),
            ProfileEntry::Objective(text, _) => header.objective = Some(text.value.clone()),
            ProfileEntry::Updated(date, _) => header.updated = date.day,
            ProfileEntry::Review(period, _) => header.review = review(cx, period),
        }
    }
    header
}

fn review(cx: &mut Context, period: &tree::Duration) -> Option<DateSpan> {
    let count = period.count;
    let whole = count.millionths().checked_div(crate::types::Number::SCALE).unwrap_or(0);
    let known = count.is_whole().then(|| u32::try_from(whole).ok()).flatten().filter(|count| *count > 0);
    if known.is_none() {
        cx.report(
            Diagnostic::new(
                &rules::BAD_REVIEW_PERIOD,
                period.span,
                format!("a profile cannot be reviewed every {count} {}", period.unit.word()),
                "not a whole number above 0",
            )
            .help("write a whole number, as in `review every 90 days`"),
        );
    }
    Some(DateSpan { count: known?, unit: period.unit })
}

/// A second line or block where one may stand.
pub(super) fn stated_twice(what: &str, first: Span, second: Span) -> Diagnostic {
    Diagnostic::new(&rules::STATED_TWICE, second, format!("{what} is stated twice"), "stated again here")
        .label(first, "first stated here")
        .help("keep one of the two")
}
