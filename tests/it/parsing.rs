//! Parsing from outside: every valid profile parses, nothing is lost, faults stay where they are.

use icp::diag::Diagnostic;
use icp::syntax::tree::{Item, ScoreEntry};
use icp::syntax::{Parsed, parse};
use icp::text::{SourceFile, Sources, Span};
use proptest::prelude::*;

/// A profile that uses every construct of the language.
const PROFILE: &str = include_str!("../cases/syntax/every_construct_parses/main.icp");

pub(crate) fn parsed(text: &str) -> (SourceFile, Parsed) {
    let file = SourceFile::new("profile.icp", text);
    let source = Sources::new().add(file.clone());
    let parsed = parse(source, &file);
    (file, parsed)
}

fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r' | '\u{FEFF}' | '\u{3000}' | '\u{A0}')
}

fn labels(diagnostics: &[Diagnostic]) -> impl Iterator<Item = Span> {
    diagnostics.iter().flat_map(|found| {
        let edits = found.helps.iter().filter_map(|help| help.fix.as_ref()).flat_map(|fix| &fix.edits);
        let labels = found.primary.iter().chain(&found.secondary);
        labels.map(|label| label.span).chain(edits.map(|edit| edit.span))
    })
}

/// The laws that hold for any text at all.
pub(crate) fn check_laws(text: &str) {
    let (file, parsed) = parsed(text);
    let mut covered: Vec<(usize, usize)> = Vec::new();
    for span in
        parsed.tokens.iter().map(|token| token.span).chain(parsed.comments.iter().map(|comment| comment.span))
    {
        assert!(
            text.get(span.range()).is_some_and(|piece| !piece.is_empty()),
            "{span:?} is no piece of the text"
        );
        covered.push((span.start as usize, span.end as usize));
    }
    covered.sort_unstable();
    let mut at = 0;
    for (start, end) in covered {
        assert!(at <= start, "two tokens overlap at {start}");
        let gap = text.get(at..start).unwrap_or("");
        assert!(gap.chars().all(is_blank), "{gap:?} is in no token and no comment");
        at = end;
    }
    let rest = text.get(at..).unwrap_or("");
    assert!(rest.chars().all(is_blank), "{rest:?} is in no token and no comment");
    for span in labels(&parsed.diagnostics) {
        assert!(text.get(span.range()).is_some(), "{span:?} is no piece of the text");
    }
    let mut last = 0;
    for item in &parsed.tree.items {
        let span = item.span();
        assert!(text.get(span.range()).is_some(), "{span:?} is no piece of the text");
        assert!(last <= span.start, "items overlap at {}", span.start);
        last = span.end;
    }
    let damaged = parsed.tree.items.iter().any(|item| matches!(item, Item::Damaged(_)));
    assert!(!damaged || !parsed.diagnostics.is_empty(), "damage without a report");
    let bad = parsed.tokens.iter().any(|token| token.kind == icp::syntax::tokens::TokenKind::Bad);
    assert!(!bad || !parsed.diagnostics.is_empty(), "a bad token without a report: {}", file.text());
}

/// The debug form of an item without the numbers of its places.
fn without_places(item: &Item) -> String {
    let shown = format!("{item:?}");
    let mut out = String::new();
    let mut rest = shown.as_str();
    while let Some(at) = rest.find("Span {") {
        out.push_str(&rest[..at]);
        let end = rest[at..].find('}').unwrap();
        rest = &rest[at + end + 1..];
    }
    out.push_str(rest);
    out
}

#[test]
fn every_construct_parses_without_a_word() {
    let (_, parsed) = parsed(PROFILE);
    assert!(parsed.diagnostics.is_empty(), "{:#?}", parsed.diagnostics);
    assert!(!parsed.tree.items.iter().any(|item| matches!(item, Item::Damaged(_))));
    check_laws(PROFILE);
}

#[test]
fn twelve_faults_in_one_file_give_twelve_reports_each_at_its_line() {
    let faults = [
        ("  updated   2026-10-01", "  updated   2026-02-30"),
        (
            "  employees:     whole range          from \"Number of Employees\"    # \"51-200\" is a value, not garbage",
            "  employees      whole range          from \"Number of Employees\"",
        ),
        (
            "list banned_industries = [\"Gambling & Casinos\", \"Tobacco\"]",
            "list banned_industries = (\"Gambling & Casinos\", \"Tobacco\")",
        ),
        ("let mid_market = 50..200", "let mid_market = 50-200"),
        ("  when industry in banned_industries", "  when industry IN banned_industries"),
        (
            "require min_size \"At least 10 people\" when employees >= 10",
            "require min_size \"At least 10 people\" when employees => 10",
        ),
        (
            "    weight core_industry 25 when industry in core_industries",
            "    weigth core_industry 25 when industry in core_industries",
        ),
        ("      201..500   => 15", "      201..500   : 15"),
        ("    fading over 180 days since last_funding", "    fading over 180 days last_funding"),
        ("tier B \"Target\"    when fit >= 60", "tier B \"Target\"    when fit >="),
        (
            "guarantee no_sanctioned \"No account in a sanctioned country is ever worked\"\n  that country",
            "guarantee no_sanctioned \"No account in a sanctioned country is ever worked\"\n  country",
        ),
        ("  expect tier = A", "  expect tier == A"),
    ];
    let mut text = PROFILE.to_owned();
    for (sound, faulty) in faults {
        assert_eq!(text.matches(sound).count(), 1, "{sound:?} stands once in the profile");
        text = text.replace(sound, faulty);
    }
    let lines: Vec<usize> = faults
        .iter()
        .map(|(_, faulty)| {
            let at = text.find(faulty).unwrap() + faulty.rfind('\n').map_or(0, |newline| newline + 1);
            text[..at].matches('\n').count() + 1
        })
        .collect();
    let (file, parsed) = parsed(&text);
    let found: Vec<usize> = parsed
        .diagnostics
        .iter()
        .map(|found| file.position(found.primary.as_ref().unwrap().span.start as usize).line)
        .collect();
    assert_eq!(
        found,
        lines,
        "{:#?}",
        parsed.diagnostics.iter().map(|found| &found.message).collect::<Vec<_>>()
    );
}

#[test]
fn a_thousand_bad_lines_give_a_thousand_reports() {
    let mut text = String::new();
    for index in 0..1_000 {
        text.push_str(&format!("exclude sound_{index} when industry = \"x\" because \"y\"\n"));
        text.push_str(&format!("exclude broken_{index} when industry = = \"x\" because \"y\"\n"));
    }
    let start = std::time::Instant::now();
    let (_, parsed) = parsed(&text);
    assert_eq!(parsed.diagnostics.len(), 1_000);
    assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
}

#[test]
fn a_damaged_statement_names_what_it_would_have_defined() {
    let text = "list a = = [1]\nscore b ot of 5 {\n  weigth c 5 when x\n}\naccount {\n  d whole\n}\nexlude e when x\ntier 1 fit\n";
    let (_, parsed) = parsed(text);
    let mut names = Vec::new();
    for item in &parsed.tree.items {
        match item {
            Item::Damaged(damaged) => names.extend(damaged.names.clone()),
            Item::Account(account) => {
                names.extend(account.damaged.iter().flat_map(|damaged| damaged.names.clone()))
            }
            Item::Score(score) => {
                for entry in &score.entries {
                    if let ScoreEntry::Damaged(damaged) = entry {
                        names.extend(damaged.names.clone());
                    }
                }
            }
            _ => {}
        }
    }
    assert_eq!(names, ["a", "b", "d", "e", "1"]);
}

/// Places at which a fault is put, after the first word of a statement, and faults that no statement survives.
const FAULTS: [&str; 5] = [" ) ", " @ ", " ~ ~ ", " ] [ ", " ; "];

fn mutated() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[ -~\n]{0,12}",
        "\\PC{0,6}",
        prop::sample::select(vec![
            "{",
            "}",
            "(",
            ")",
            "[",
            "]",
            "\"",
            "/",
            "`",
            "#",
            "\n",
            "when ",
            "score ",
            "=>",
            "..",
            "“",
            "，",
            "\0",
            "not ",
            "exclude x ",
            "in ",
            ",",
            "=",
            "5M",
            "2026-10-01",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec((any::<prop::sample::Index>(), 0usize..40, piece), 1..8).prop_map(|edits| {
        let mut text: Vec<char> = PROFILE.chars().collect();
        for (at, length, piece) in edits {
            let at = at.index(text.len().max(1));
            let end = (at + length).min(text.len());
            text.splice(at..end, piece.chars());
        }
        text.into_iter().collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_keeps_the_laws(text in "\\PC{0,200}") {
        check_laws(&text);
    }

    #[test]
    fn any_characters_keep_the_laws(characters in prop::collection::vec(any::<char>(), 0..200)) {
        check_laws(&characters.into_iter().collect::<String>());
    }

    #[test]
    fn a_mangled_profile_keeps_the_laws(text in mutated()) {
        check_laws(&text);
    }

    #[test]
    fn faults_are_reported_and_leave_other_statements_alone(
        chosen in prop::collection::btree_set(0usize..25, 1..8),
        fault in prop::sample::select(FAULTS.to_vec()),
    ) {
        let (_, sound) = parsed(PROFILE);
        let mut text = PROFILE.to_owned();
        for index in chosen.iter().rev() {
            let start = sound.tree.items[*index].span().start as usize;
            let at = start + PROFILE[start..].find(|c: char| !c.is_alphanumeric()).unwrap();
            text.insert_str(at, fault);
        }
        let (_, broken) = parsed(&text);
        prop_assert!(broken.diagnostics.len() >= chosen.len(), "{:#?}", broken.diagnostics);
        let kept: Vec<String> = broken.tree.items.iter().map(without_places).collect();
        for (index, item) in sound.tree.items.iter().enumerate().filter(|(index, _)| !chosen.contains(index)) {
            prop_assert!(kept.contains(&without_places(item)), "item {index} has changed: {text}");
        }
    }
}
