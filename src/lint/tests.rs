//! The registry and the rules of entailment.

use super::*;
use crate::check::{MemoryLoader, check};
use crate::text::SourceFile;

/// The ids of what the lints say about a profile on 2026-10-15.
fn found(text: &str) -> Vec<&'static str> {
    let mut sources = Sources::new();
    let checked = check(&mut sources, SourceFile::new("test.icp", text), &MemoryLoader::default());
    let errors: Vec<&str> = checked.diagnostics.iter().map(|found| found.message.as_str()).collect();
    assert!(checked.model.is_some() || checked.is_library, "{errors:?}");
    let today = Day::from_ymd(2026, 10, 15).unwrap();
    lint(&sources, &checked, today).iter().map(|found| found.code.id).collect()
}

#[test]
fn every_code_has_its_lint() {
    let registered: Vec<&str> = LINTS.iter().map(|lint| lint.code.id).collect();
    let declared: Vec<&str> = codes::ALL.iter().map(|code| code.id).collect();
    assert_eq!(registered, declared);
}

#[test]
fn every_lint_is_no_error_and_names_a_pattern() {
    for lint in LINTS {
        assert_ne!(lint.code.severity, Severity::Error, "{}", lint.code.id);
        assert!(
            !lint.code.slug.starts_with("avoid") && !lint.code.slug.starts_with("disallow"),
            "{}",
            lint.code.slug
        );
    }
}

#[test]
fn nothing_is_said_about_a_profile_with_errors() {
    let mut sources = Sources::new();
    let text =
        "profile p {}\naccount { id: text key }\nlist l = [\"a\", \"a\"]\nexclude x when unknown_name = 1";
    let checked = check(&mut sources, SourceFile::new("test.icp", text), &MemoryLoader::default());
    assert!(lint(&sources, &checked, Day::from_ymd(2026, 10, 15).unwrap()).is_empty());
}

#[test]
fn lets_that_double_are_followed_once() {
    let mut text = "profile p {}\naccount { id: text key x: whole }\nlet a0 = x >= 1\n".to_owned();
    for step in 1..15 {
        text.push_str(&format!("let a{step} = a{} and (a{} or x = {step})\n", step - 1, step - 1));
    }
    text.push_str("exclude e when a14 because \"r\"\n");
    text.push_str(
        "score s { evidence data \"d\" weight w { when a14 => 1 when a14 and x = 3 => 2 otherwise => 0 } }\n",
    );
    // The exclusion puts out whoever either arm is for, and the first arm covers the second.
    assert_eq!(found(&text), ["ICP1029", "ICP1001", "ICP1029"]);
}

#[test]
fn what_ends_today_has_not_ended() {
    let text = "profile p {}\naccount { id: text key x: whole }\n\
        exclude e when x = 1 active 2026-01-01..2026-10-15 because \"r\"\n";
    assert_eq!(found(text), [""; 0]);
    assert_eq!(found(&text.replace("10-15", "10-14")), ["ICP1014"]);
}
