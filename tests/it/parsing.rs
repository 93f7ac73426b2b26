//! Parsing from outside: every valid profile parses, nothing is lost, faults stay where they are.

use icp::syntax::{Parsed, parse};
use icp::text::{SourceFile, Sources};

fn parsed(text: &str) -> (SourceFile, Parsed) {
    let file = SourceFile::new("profile.icp", text);
    let source = Sources::new().add(file.clone());
    let parsed = parse(source, &file);
    (file, parsed)
}

#[test]
fn a_profile_parses_without_a_word() {
    let (_, parsed) = parsed(include_str!("../cases/syntax/every_construct_parses.icp"));
    assert!(parsed.diagnostics.is_empty(), "{:#?}", parsed.diagnostics);
}
