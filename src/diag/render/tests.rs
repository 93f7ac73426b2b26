use super::*;
use crate::diag::Code;
use crate::text::{SourceFile, Sources, Span};

static UNKNOWN: Code = Code { id: "ICP0299", slug: "unknown-thing", severity: Severity::Error, page: "" };
static UNUSED: Code = Code { id: "ICP1099", slug: "unused-thing", severity: Severity::Warning, page: "" };

const PROFILE: &str = "profile crm {}\n\naccount {\n  id: text key\n  headcount: whole\n}\n\n# size\n\nrequire min_size \
when headcout >= 10\nexclude tiny when headcount < 5\n";

fn sources(text: &str) -> Sources {
    let mut sources = Sources::new();
    sources.add(SourceFile::new("profiles/crm.icp", text));
    sources
}

fn at(sources: &Sources, needle: &str) -> Span {
    let (id, file) = sources.iter().next().unwrap();
    let start = file.text().find(needle).unwrap();
    Span::new(id, start, start + needle.len())
}

fn unknown_field(sources: &Sources) -> Diagnostic {
    let here = at(sources, "headcout");
    Diagnostic::new(&UNKNOWN, here, "unknown field `headcout`", "no field has this name")
        .label(at(sources, "account"), "the fields are declared here")
        .note("a field is known in conditions by the name before the colon")
        .fix("write `headcount`", here, "headcount")
}

const MONOCHROME: Style = Style { width: 80, color: false };

#[test]
fn full_shows_each_place_with_its_line_number() {
    let sources = sources(PROFILE);
    insta::assert_snapshot!(full(&sources, &[unknown_field(&sources)], MONOCHROME));
}

#[test]
fn plain_reads_without_drawing() {
    let sources = sources(PROFILE);
    insta::assert_snapshot!(plain(&sources, &[unknown_field(&sources)]));
}

#[test]
fn concise_is_one_line() {
    let sources = sources(PROFILE);
    insta::assert_snapshot!(concise(&sources, &[unknown_field(&sources)]));
}

#[test]
fn json_counts_columns_in_characters_and_offsets_in_bytes() {
    let sources = sources("account { 名称: text }\nexclude x when headcout > 1\n");
    let diagnostic = Diagnostic::new(&UNKNOWN, at(&sources, "text"), "wrong", "here").unsafe_fix(
        "drop it",
        at(&sources, "headcout"),
        "",
    );
    insta::assert_snapshot!(json(&sources, &[diagnostic], 0));
}

#[test]
fn color_carries_no_meaning_alone() {
    let sources = sources(PROFILE);
    let colored = full(&sources, &[unknown_field(&sources)], Style { width: 80, color: true });
    let stripped = anstream::adapter::strip_str(&colored).to_string();
    assert_eq!(stripped, full(&sources, &[unknown_field(&sources)], MONOCHROME));
    assert!(colored.contains("\u{1b}[1;31merror"));
}

#[test]
fn a_label_over_a_few_lines_is_bracketed() {
    let sources = sources(PROFILE);
    let block = at(&sources, "account {\n  id: text key\n  headcount: whole\n}");
    let diagnostic = Diagnostic::new(&UNUSED, block, "no field is read", "this block");
    insta::assert_snapshot!(full(&sources, &[diagnostic], MONOCHROME));
}

#[test]
fn what_has_no_place_is_a_headline() {
    let diagnostic = Diagnostic::without_place(&UNUSED, "column `Industry` is missing").help("add it");
    insta::assert_snapshot!(full(&Sources::new(), &[diagnostic], MONOCHROME));
}

#[test]
fn a_line_of_five_megabytes_is_cropped_around_the_label() {
    let text = format!("{}headcout{}", "x ".repeat(2_500_000), " y".repeat(2_500_000));
    let sources = sources(&text);
    let here = at(&sources, "headcout");
    let diagnostic = Diagnostic::new(&UNKNOWN, here, "unknown field `headcout`", "here");
    let all = [diagnostic];
    insta::assert_snapshot!(full(&sources, &all, MONOCHROME));
    assert!(plain(&sources, &all).len() < 1_000);
}

#[test]
fn control_characters_of_a_file_never_reach_the_terminal() {
    let sources = sources("exclude \u{1b}[31mred\u{7}\u{202e} when a\tb\r\n");
    let here = at(&sources, "red");
    let diagnostic = Diagnostic::new(&UNKNOWN, here, "unknown name `\u{1b}[2Jred\n`", "\u{9b}31m");
    let all = [diagnostic];
    for text in [
        full(&sources, &all, MONOCHROME),
        plain(&sources, &all),
        concise(&sources, &all),
        json(&sources, &all, 0),
    ] {
        assert!(!text.chars().any(|c| c != '\n' && (c.is_control() || c == '\u{202e}')), "{text:?}");
    }
    insta::assert_snapshot!(full(&sources, &all, MONOCHROME));
}

#[test]
fn a_very_long_message_is_cut() {
    let sources = sources("x\n");
    let diagnostic =
        Diagnostic::new(&UNKNOWN, at(&sources, "x"), "long ".repeat(1_000_000), "y".repeat(1_000_000));
    assert!(full(&sources, &[diagnostic], MONOCHROME).len() < 3_000);
}

#[test]
fn places_at_the_very_end_and_in_an_empty_file_are_drawn() {
    for text in ["", "\n", "profile x {", "profile x {\n"] {
        let sources = sources(text);
        let (id, file) = sources.iter().next().unwrap();
        let end = Span::new(id, file.text().len(), file.text().len());
        let drawn = full(&sources, &[Diagnostic::new(&UNKNOWN, end, "missing `}`", "here")], MONOCHROME);
        assert!(drawn.contains("here") && drawn.contains("profiles/crm.icp"), "{drawn}");
    }
}

#[test]
fn a_label_in_another_file_becomes_a_note() {
    let mut sources = sources(PROFILE);
    let other = sources.add(SourceFile::new("lists/names.icp", "list a = [1]\nlist a = [2]\n"));
    let diagnostic = Diagnostic::new(&UNKNOWN, at(&sources, "tiny"), "name `tiny` is taken", "again")
        .label(Span::new(other, 18, 19), "first here");
    insta::assert_snapshot!(full(&sources, &[diagnostic], MONOCHROME));
}

#[test]
fn the_summary_counts_by_severity() {
    let sources = sources(PROFILE);
    let error = unknown_field(&sources);
    let warning = Diagnostic::new(&UNUSED, at(&sources, "tiny"), "never true", "");
    assert_eq!(summary(&[]), None);
    assert_eq!(summary(&[error.clone(), error, warning]).unwrap(), "2 errors, 1 warning in 1 file");
}

/// A SARIF log of these findings, and what it says is left out.
fn sarif_of(diagnostics: &[Diagnostic]) -> (String, Vec<serde_json::Value>, Vec<serde_json::Value>) {
    let sources = sources(PROFILE);
    let path = |name: &str| name.to_owned();
    let log = sarif(&Run { sources: &sources, diagnostics, suppressed: &[], files: &[], path: &path });
    let read: serde_json::Value = serde_json::from_str(&log).unwrap();
    let of = |pointer: &str| read.pointer(pointer).unwrap().as_array().unwrap().clone();
    let results = of("/runs/0/results");
    let said = of("/runs/0/invocations/0/toolExecutionNotifications");
    (log, results, said)
}

#[test]
fn a_sarif_log_holds_25_000_results_and_says_how_many_are_left_out() {
    let sources = sources(PROFILE);
    let here = at(&sources, "headcout");
    let mut found: Vec<Diagnostic> =
        (0..25_010).map(|_| Diagnostic::new(&UNUSED, here, "unused", "")).collect();
    found.push(Diagnostic::new(&UNKNOWN, here, "unknown", ""));
    let (_, results, said) = sarif_of(&found);
    assert_eq!(results.len(), 25_000);
    assert_eq!(said[0]["message"]["text"], "11 more results are left out");
    assert_eq!(results[0]["level"], "error", "the error is kept, though it came last");

    let (_, results, said) = sarif_of(&found[..25_000]);
    assert_eq!((results.len(), said.len()), (25_000, 0));
}

#[test]
fn a_sarif_log_stays_below_10_megabytes_and_says_how_many_are_left_out() {
    let sources = sources(PROFILE);
    let here = at(&sources, "headcout");
    let long = "long ".repeat(100);
    let mut found: Vec<Diagnostic> =
        (0..24_000).map(|_| Diagnostic::new(&UNUSED, here, long.clone(), "")).collect();
    found.push(Diagnostic::new(&UNKNOWN, here, "unknown", ""));
    let (log, results, said) = sarif_of(&found);
    assert!(log.len() <= 10_000_000, "{} bytes", log.len());
    assert!(results.len() > 1_000, "{} results", results.len());
    let left = format!("{} more results are left out", found.len() - results.len());
    assert_eq!(said[0]["message"]["text"], left);
    assert_eq!(results[0]["level"], "error", "the error is kept, though it came last");
}
