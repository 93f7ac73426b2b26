//! The documentation runs: pages of codes, code blocks of the README and of `docs/`, console sessions.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use icp::check::{Checked, MemoryLoader, check};
use icp::diag::{Code, Severity, codes};
use icp::lint::judge;
use icp::text::{SourceFile, Sources};
use icp::types::Day;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The day on which the examples of the pages are read.
fn today() -> Day {
    Day::from_ymd(2026, 10, 15).unwrap()
}

/// A fenced block: the words after the fence, its text, and the line it starts on.
struct Block {
    info: String,
    text: String,
    line: usize,
}

fn blocks(page: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut open: Option<Block> = None;
    for (index, line) in page.lines().enumerate() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) => {
                open = Some(Block { info: info.trim().to_owned(), text: String::new(), line: index + 1 });
            }
            (Some(_), Some("")) => found.extend(open.take()),
            (Some(block), _) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a code block is not closed");
    found
}

/// Everything that checking and linting a text on its own says: (code, severity, message).
fn reports(text: &str) -> Vec<(&'static Code, Severity, String)> {
    let mut sources = Sources::new();
    let checked: Checked = check(&mut sources, SourceFile::new("page.icp", text), &MemoryLoader::default());
    let all = judge(&sources, &checked, today(), None).diagnostics;
    all.into_iter().map(|found| (found.code, found.severity, found.message)).collect()
}

fn errors(text: &str) -> Vec<String> {
    let found = reports(text).into_iter().filter(|(_, severity, _)| *severity == Severity::Error);
    found.map(|(code, _, message)| format!("{}: {message}", code.id)).collect()
}

#[test]
fn every_code_has_a_page_whose_examples_show_it() {
    let mut faults = Vec::new();
    for code in codes::all() {
        let page = code.page;
        let title = format!("# {} {}\n", code.id, code.slug);
        if !page.starts_with(&title) {
            faults.push(format!("{}: the page must begin with `{}`", code.id, title.trim_end()));
        }
        let (Some(fails), Some(works)) = (section(page, "## Fails"), section(page, "## Works")) else {
            faults.push(format!("{}: the page needs `## Fails` and `## Works`", code.id));
            continue;
        };
        if blocks(fails).iter().any(|block| block.info == "csv") {
            // A lint about data: its examples have a table.
            let (failing, working) = (with_data(fails), with_data(works));
            if !failing.contains(code.id) {
                faults.push(format!("{}: its failing example gives {failing}", code.id));
            }
            if working.contains(code.id) || !working.contains("checked:") || working.contains("error") {
                faults.push(format!("{}: its mended example gives {working}", code.id));
            }
            continue;
        }
        for block in blocks(fails).iter().filter(|block| block.info == "icp") {
            if !reports(&block.text).iter().any(|(found, _, _)| *found == code) {
                faults.push(format!("{}: its failing example gives {:?}", code.id, said(&block.text)));
            }
        }
        for block in blocks(works).iter().filter(|block| block.info == "icp") {
            let found = reports(&block.text);
            if found.iter().any(|(found, severity, _)| *found == code || *severity == Severity::Error) {
                faults.push(format!("{}: its mended example gives {:?}", code.id, said(&block.text)));
            }
        }
        if blocks(fails).is_empty() || blocks(works).is_empty() {
            faults.push(format!("{}: a section without an example", code.id));
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// The page of a lint is what its own file begins with, below the code and the name.
#[test]
fn the_pages_of_lints_are_what_their_files_begin_with() {
    let mut faults = Vec::new();
    for code in codes::lints::ALL {
        let source = root().join(format!("src/lint/rules/{}.rs", code.slug.replace('-', "_")));
        let source =
            fs::read_to_string(&source).unwrap_or_else(|_| panic!("{} is missing", source.display()));
        let comment = source.lines().take_while(|line| line.starts_with("//!"));
        let lines = comment.map(|line| line.strip_prefix("//! ").unwrap_or_else(|| &line[3..]));
        let body = lines.collect::<Vec<_>>().join("\n");
        let page = format!("# {} {}\n\n{}\n", code.id, code.slug, body.trim());
        for part in ["\nSilent: ", "\nOptions: "] {
            if !page.contains(part) {
                faults.push(format!("{}: the page says nothing under `{}`", code.id, part.trim()));
            }
        }
        let path = root().join(code.page_path());
        if std::env::var_os("UPDATE_DOCS").is_some() {
            fs::write(&path, &page).unwrap();
        } else if fs::read_to_string(&path).ok().as_deref() != Some(&page) {
            faults.push(format!("{}: {} is not what the lint says", code.id, code.page_path()));
        }
    }
    let list = list_of_lints();
    let path = root().join("docs/lints/README.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &list).unwrap();
    } else if fs::read_to_string(&path).ok().as_deref() != Some(&list) {
        faults.push("docs/lints/README.md does not list the lints as they are".to_owned());
    }
    assert!(faults.is_empty(), "write the pages with UPDATE_DOCS=1:\n{}", faults.join("\n"));
}

/// The page that lists all lints.
fn list_of_lints() -> String {
    let mut list = "# Lints\n\nWhat `icp check` warns of, by code. Each page is what the lint's own file begins with.\n\n\
        | code | name | level | what it finds |\n| --- | --- | --- | --- |\n"
        .to_owned();
    for code in codes::lints::ALL {
        let level = if code.severity == Severity::Info { "info" } else { "warning" };
        let data = if code.page.contains("\n```csv\n") { ", with data" } else { "" };
        let summary = code.summary().replace('|', "\\|");
        list.push_str(&format!(
            "| [{id}]({id}.md) | `{slug}` | {level}{data} | {summary} |\n",
            id = code.id,
            slug = code.slug
        ));
    }
    list
}

/// What `icp check --data` prints of the profile and the table of a section.
fn with_data(section: &str) -> String {
    let scratch = tempfile::tempdir().unwrap();
    for block in blocks(section) {
        fs::write(scratch.path().join(format!("page.{}", block.info)), &block.text).unwrap();
    }
    let program = shell_quoted(env!("CARGO_BIN_EXE_icp"));
    let line =
        format!("{program} check page.icp --data page.csv --as-of 2026-10-15 --output-format concise 2>&1");
    run(&line, scratch.path())
}

fn said(text: &str) -> Vec<String> {
    reports(text).into_iter().map(|(code, _, message)| format!("{}: {message}", code.id)).collect()
}

fn section<'a>(page: &'a str, heading: &str) -> Option<&'a str> {
    let start = page.find(&format!("\n{heading}\n"))? + heading.len() + 2;
    let rest = &page[start..];
    Some(rest.find("\n## ").map_or(rest, |end| &rest[..=end]))
}

#[test]
fn codes_are_unique_and_well_formed() {
    let all = codes::all();
    assert!(all.len() > 100, "only {} codes are registered", all.len());
    for pair in all.windows(2) {
        assert!(pair[0].id < pair[1].id, "{} stands twice or out of order", pair[1].id);
    }
    let mut slugs: Vec<&str> = all.iter().map(|code| code.slug).collect();
    slugs.sort_unstable();
    for pair in slugs.windows(2) {
        assert_ne!(pair[0], pair[1], "two codes share a slug");
    }
    for code in all {
        let digits = code.id.strip_prefix("ICP").unwrap();
        assert!(digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit()), "{}", code.id);
        let plain =
            code.slug.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        assert!(plain, "{}: `{}` is not in kebab case", code.id, code.slug);
    }
}

#[test]
fn no_page_stands_without_its_code() {
    for folder in ["docs/diagnostics", "docs/lints"] {
        for entry in fs::read_dir(root().join(folder)).unwrap() {
            let name = entry.unwrap().file_name().to_string_lossy().into_owned();
            let id = name.strip_suffix(".md").unwrap_or(&name);
            if id != "README" {
                let code = codes::find(id);
                assert!(
                    code.is_some_and(|code| code.page_path() == format!("{folder}/{name}")),
                    "{folder}/{name} documents no registered code"
                );
            }
        }
    }
}

#[test]
fn every_code_about_a_profile_has_a_case_file() {
    let mut expectations = String::new();
    for file in files_below(&root().join("tests/cases"), &["diag"]) {
        expectations.push_str(&fs::read_to_string(file).unwrap());
    }
    let missing: Vec<&str> = codes::all()
        .into_iter()
        .filter(|code| !code.id.starts_with("ICP05") && !code.id.starts_with("ICP09"))
        // A file too large for a case: `statements` shows it.
        .filter(|code| code.id != "ICP0253")
        // Settings are no part of a profile: `command_line::settings` shows them.
        .filter(|code| !code.id.starts_with("ICP070"))
        .filter(|code| !expectations.contains(code.id))
        .map(|code| code.id)
        .collect();
    assert!(missing.is_empty(), "codes without a case under tests/cases: {}", missing.join(", "));
}

fn files_below(folder: &Path, extensions: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else { return found };
    let mut entries: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            found.extend(files_below(&path, extensions));
        } else if path.extension().is_some_and(|found| extensions.iter().any(|wanted| found == *wanted)) {
            found.push(path);
        }
    }
    found
}

/// The README and every page of `docs/` but those of codes, which have a test of their own.
fn pages() -> Vec<(String, String)> {
    let mut files = vec![root().join("README.md")];
    files.extend(files_below(&root().join("docs"), &["md"]));
    files.extend(files_below(&root().join("examples"), &["md"]));
    let pages: Vec<(String, String)> = files
        .into_iter()
        .filter(|file| !file.starts_with(root().join("docs/diagnostics")))
        .filter(|file| !file.starts_with(root().join("docs/lints")))
        .map(|file| {
            let name = file.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
            (name, fs::read_to_string(&file).unwrap())
        })
        .collect();
    assert!(pages.len() > 3, "the walk found only {} pages", pages.len());
    pages
}

/// What a block marked `icp fragment` may name without declaring it.
const FRAGMENT_FRAME: &str = include_str!("fragment_frame.icp");

#[test]
fn every_profile_in_the_documentation_checks() {
    let mut faults = Vec::new();
    let mut seen = 0;
    for (name, page) in pages() {
        for block in blocks(&page) {
            let text = match block.info.as_str() {
                "icp" => block.text.clone(),
                "icp fragment" => format!("{FRAGMENT_FRAME}\n{}", block.text),
                _ => continue,
            };
            seen += 1;
            for error in errors(&text) {
                faults.push(format!("{name}:{}: {error}", block.line));
            }
        }
    }
    assert!(seen > 20, "only {seen} blocks of profiles were found");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_code_block_says_what_it_is() {
    let known = ["icp", "icp fragment", "console", "text", "json", "csv", "toml", "yaml", "markdown", "sh"];
    for (name, page) in pages() {
        for block in blocks(&page) {
            let info = block.info.as_str();
            assert!(known.contains(&info), "{name}:{}: a block of kind `{info}` is not tested", block.line);
        }
    }
}

/// Console blocks hold `$ command` lines, each followed by what it prints, standard output before standard error.
/// A line `...` stands for any lines. Commands run in a copy of `examples/`, in the order of the page.
#[test]
fn every_console_session_prints_what_it_shows() {
    let mut faults = Vec::new();
    let mut seen = 0;
    // These pages are run in a folder of their own, command after command: see command_line/docs.rs.
    let own = ["docs/command-line.md", "docs/review.md"];
    for (name, page) in pages().into_iter().filter(|(name, _)| !own.contains(&name.as_str())) {
        let scratch = tempfile::tempdir().unwrap();
        copy_tree(&root().join("examples"), &scratch.path().join("examples"));
        for block in blocks(&page).into_iter().filter(|block| block.info == "console") {
            for (command, expected) in sessions(&block.text) {
                let Some(arguments) = as_icp(&command) else { continue };
                seen += 1;
                let printed = run(&arguments, scratch.path());
                if !matches(&expected, &printed) {
                    faults.push(format!(
                        "{name}:{}: $ {command}\n--- shown\n{}\n--- printed\n{printed}",
                        block.line,
                        expected.join("\n")
                    ));
                }
            }
        }
    }
    assert!(seen > 3, "only {seen} commands were found");
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

fn copy_tree(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_tree(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

fn sessions(text: &str) -> Vec<(String, Vec<String>)> {
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    for line in text.lines() {
        if let Some(command) = line.strip_prefix("$ ") {
            found.push((command.to_owned(), Vec::new()));
        } else if let Some((command, output)) = found.last_mut() {
            match command.strip_suffix('\\') {
                Some(begun) if output.is_empty() => {
                    *command = format!("{} {}", begun.trim_end(), line.trim())
                }
                _ => output.push(line.trim_end().to_owned()),
            }
        }
    }
    found
}

/// The shell line that runs the built program; `None` for commands of other programs, such as `cargo test`.
fn as_icp(command: &str) -> Option<String> {
    let program = shell_quoted(env!("CARGO_BIN_EXE_icp"));
    let command = command.replace("cargo run --release --", "icp").replace("cargo run --", "icp");
    if !command.split(['|', ';', '&']).any(|part| part.trim_start().starts_with("icp ")) {
        return None;
    }
    Some(format!("icp() {{ {program} \"$@\"; }}; {command}"))
}

fn shell_quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

fn run(line: &str, folder: &Path) -> String {
    let output = Command::new("sh")
        .args(["-c", line])
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .env("COLUMNS", "100")
        .env_remove("ICP_OUTPUT_FORMAT")
        .output()
        .unwrap();
    let text =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim_end().to_owned()
}

/// Whether the printed lines are the expected ones, where `...` stands for any number of lines.
fn matches(expected: &[String], printed: &str) -> bool {
    let printed: Vec<&str> = if printed.is_empty() { Vec::new() } else { printed.lines().collect() };
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    let end = expected.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1);
    lines_match(&expected[..end], &printed)
}

fn lines_match(expected: &[&str], printed: &[&str]) -> bool {
    match (expected.split_first(), printed.split_first()) {
        (None, None) => true,
        (Some((&"...", rest)), _) => {
            lines_match(rest, printed)
                || printed.split_first().is_some_and(|(_, tail)| lines_match(expected, tail))
        }
        (Some((wanted, rest)), Some((line, tail))) => wanted == line && lines_match(rest, tail),
        (None, Some(_)) | (Some(_), None) => false,
    }
}
