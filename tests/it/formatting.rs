//! Laws of the formatter, over every profile and pack and over random mangling of each.

use std::path::{Path, PathBuf};

use icp::fmt::format;
use icp::syntax::{self, Parsed};
use icp::text::{SourceFile, SourceId, Span};

/// Every `.icp` file below a folder, sorted.
fn files_below(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "icp") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The files that the project ships.
fn shipped() -> Vec<PathBuf> {
    let mut files = files_below("examples");
    files.extend(files_below("rules"));
    assert!(files.len() > 30, "the shipped files are found");
    files
}

fn read(path: &Path) -> (SourceFile, Parsed) {
    parse(&path.display().to_string(), &std::fs::read_to_string(path).unwrap())
}

fn parse(name: &str, text: &str) -> (SourceFile, Parsed) {
    let file = SourceFile::new(name, text);
    let parsed = syntax::parse(SourceId(0), &file);
    (file, parsed)
}

fn formatted(name: &str, text: &str) -> String {
    let (file, parsed) = parse(name, text);
    format(&file, &parsed).unwrap_or_else(|refusal| panic!("{name}: {}", refusal.message))
}

#[test]
fn shipped_files_are_formatted() {
    for path in shipped() {
        let (file, parsed) = read(&path);
        assert!(parsed.diagnostics.is_empty(), "{} has faults", path.display());
        let name = file.name().to_owned();
        similar_asserts(&name, file.text(), &formatted(&name, file.text()));
    }
}

#[test]
fn the_guides_show_the_canonical_layout() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut blocks = 0;
    for page in ["README.md", "docs/language.md", "docs/formatting.md"] {
        let text = std::fs::read_to_string(root.join(page)).unwrap();
        for block in text.split("```icp\n").skip(1).filter_map(|rest| rest.split("```").next()) {
            let (file, parsed) = parse(page, block);
            if parsed.diagnostics.is_empty() {
                similar_asserts(page, file.text(), &formatted(page, block));
                blocks += 1;
            }
        }
    }
    assert!(blocks > 20, "{blocks} blocks");
}

#[test]
fn formatting_twice_is_formatting_once() {
    let mut files = shipped();
    files.extend(files_below("tests/cases"));
    for path in files {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let name = path.display().to_string();
        let (file, parsed) = parse(&name, &text);
        match format(&file, &parsed) {
            Ok(once) => similar_asserts(&name, &once, &formatted(&name, &once)),
            Err(refusal) => panic!("{name}: {}", refusal.message),
        }
    }
}

#[test]
fn mangled_files_come_back_identical() {
    for path in shipped() {
        let (file, parsed) = read(&path);
        let name = file.name().to_owned();
        let canonical = formatted(&name, file.text());
        let (file, parsed) = if canonical == file.text() { (file, parsed) } else { parse(&name, &canonical) };
        for seed in 1..=2 {
            let mangled = mangle(&file, &parsed, seed);
            similar_asserts(&format!("{name}, seed {seed}"), &canonical, &formatted(&name, &mangled));
        }
    }
}

/// Fails with the differing lines.
fn similar_asserts(name: &str, expected: &str, found: &str) {
    if expected != found {
        let difference = similar::TextDiff::from_lines(expected, found);
        panic!("{name}:\n{}", difference.unified_diff().context_radius(2));
    }
}

/// Numbers that look random and are the same in every run.
struct Seeded(u64);

impl Seeded {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// The same tokens and comments with other blanks between them. A comment stays on the line of its token or on a
/// line of its own, and an empty line stays an empty line: both mean something to the layout. A colon or an opening
/// parenthesis stays on the line of its word, as the grammar asks.
fn mangle(file: &SourceFile, parsed: &Parsed, seed: u64) -> String {
    let mut random = Seeded(seed);
    let tokens = parsed.tokens.iter().map(|token| (token.span, false, false));
    let comments = parsed.comments.iter().map(|comment| (comment.span, true, comment.own_line));
    let mut pieces: Vec<(Span, bool, bool)> = tokens.chain(comments).collect();
    pieces.sort_by_key(|(span, ..)| span.start);
    let line_end = if random.below(2) == 0 { "\n" } else { "\r\n" };
    let mut mangled = if random.below(2) == 0 { String::new() } else { "\u{feff}".to_owned() };
    let mut end = 0;
    let mut after_comment = false;
    for (span, is_comment, own_line) in pieces {
        let gap = file.text().get(end..span.start as usize).unwrap();
        let lines = gap.matches('\n').count();
        let has_gap = !gap.is_empty();
        let glued = !has_gap && end > 0;
        let mut ends = match lines {
            0 | 1 if is_comment && own_line || after_comment => 1,
            0 | 1 if is_comment => 0,
            0 | 1 => random.below(2),
            _ => 2 + random.below(3),
        };
        if (glued && random.below(3) > 0) || end == 0 || matches!(file.slice(span), ":" | "(") {
            ends = ends.min(u64::from(own_line && end > 0));
        }
        for _ in 0..ends {
            blanks(&mut mangled, &mut random, 0);
            mangled.push_str(line_end);
        }
        blanks(&mut mangled, &mut random, u64::from(has_gap && ends == 0));
        mangled.push_str(file.slice(span).trim_end());
        end = span.end as usize;
        after_comment = is_comment;
    }
    if random.below(2) == 0 || after_comment {
        mangled.push_str(line_end);
    }
    mangled
}

fn blanks(text: &mut String, random: &mut Seeded, least: u64) {
    for _ in 0..least + random.below(4) {
        text.push(if random.below(5) == 0 { '\t' } else { ' ' });
    }
}

/// A profile with every construct of the language; its names need not be known to each other.
fn every_construct() -> (SourceFile, Parsed) {
    let (file, parsed) =
        read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/format/every_construct.icp"));
    assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics.first());
    (file, parsed)
}

#[test]
fn a_comment_survives_between_any_two_words() {
    let (file, _) = every_construct();
    let mut places = 0;
    // A statement at a time: all of them together would be read some ten thousand times.
    for statement in
        file.text().split("\n\n").filter(|text| text.matches('{').count() == text.matches('}').count())
    {
        let (file, parsed) = parse("statement", statement);
        for token in &parsed.tokens {
            // The grammar keeps a colon or an opening parenthesis on the line of its word.
            if matches!(file.slice(token.span), ":" | "(") {
                continue;
            }
            let (before, after) = file.text().split_at(token.span.start as usize);
            let comment = ["# here\n", "\n# here\n", "\n\n# here\n\n"][places % 3];
            let once = formatted("statement", &format!("{before}{comment}{after}"));
            assert_eq!(once.matches("# here").count(), 1, "{once}");
            similar_asserts(&format!("{comment:?} at {:?}", token.span), &once, &formatted("once", &once));
            places += 1;
        }
    }
    assert!(places > 500, "{places} places");
}

#[test]
fn a_broken_file_is_formatted_around_its_faults() {
    let mut formatted_files = 0;
    let mut refused = Vec::new();
    let mut random = Seeded(7);
    for path in shipped() {
        let (file, parsed) = read(&path);
        for _ in 0..3 {
            let count = u64::try_from(parsed.tokens.len()).unwrap();
            let victim = parsed.tokens[usize::try_from(random.below(count)).unwrap()].span;
            let mut text = file.text().to_owned();
            text.replace_range(
                victim.range(),
                ["", "=", "{", "\"", "wen"][usize::try_from(random.below(5)).unwrap()],
            );
            let (broken, parsed) = parse("broken", &text);
            match format(&broken, &parsed) {
                Ok(once) => {
                    formatted_files += 1;
                    let (once, parsed) = parse("once", &once);
                    let twice = format(&once, &parsed).unwrap();
                    similar_asserts(&format!("{}, {victim:?}", path.display()), once.text(), &twice);
                }
                Err(refusal) => {
                    refused.push(format!("{} at {:?}: {}", path.display(), victim, refusal.message))
                }
            }
        }
    }
    assert!(refused.len() * 20 < formatted_files, "{} refused:\n{}", refused.len(), refused.join("\n"));
}

#[test]
fn hostile_text_is_laid_out_or_left_alone() {
    let nested = format!("let a = {}x = 1{}\n", "(".repeat(60), ")".repeat(60));
    let texts = [
        format!("let a = {}x", "not ".repeat(50_000)),
        "(".repeat(100_000),
        format!("list a = [\"x\" {}]", "# c\n".repeat(10_000)),
        format!("list a = [{}]", "\"x\", ".repeat(10_000)),
        format!("let a = x = 1{}", " and x = 1".repeat(2_000)),
        "\0\u{feff}\r\r\"\u{7f}".to_owned(),
        nested,
    ];
    for text in texts {
        let (file, parsed) = parse("hostile", &text);
        if let Ok(once) = format(&file, &parsed) {
            let start: String = once.chars().take(80).collect();
            assert!(once == formatted("once", &once), "{start}");
        }
    }
}
