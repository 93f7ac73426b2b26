//! Words that several reports share.

use super::expression::closest_names;
use crate::diag::Diagnostic;
use crate::text::{Span, join_or};

/// Adds what is likely meant by a misspelled name: one near name as a fix, several as a choice.
pub(super) fn closest_help<'a>(
    report: Diagnostic,
    written: &str,
    span: Span,
    known: impl IntoIterator<Item = &'a str>,
) -> Diagnostic {
    let known: Vec<&str> = known.into_iter().collect();
    match closest_names(written, &known).as_slice() {
        [one] => report.fix(format!("write `{one}`"), span, quoted(one)),
        [] => match known.as_slice() {
            [] => report,
            few if few.len() <= 5 => {
                let all: Vec<String> = few.iter().map(|name| format!("`{name}`")).collect();
                report.help(format!("write {}", join_or(&all)))
            }
            _ => report,
        },
        several => {
            let names: Vec<String> = several.iter().map(|name| format!("`{name}`")).collect();
            report.help(format!("did you mean {}?", join_or(&names)))
        }
    }
}

/// A name as it is written: in backticks where it is not made of letters, digits and `_`.
fn quoted(name: &str) -> String {
    let plain = name.chars().all(|letter| letter.is_alphanumeric() || letter == '_');
    if plain { name.to_owned() } else { format!("`{name}`") }
}
