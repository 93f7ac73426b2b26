//! The two XML forms of findings: JUnit for build servers, Checkstyle for whatever reads Java's tools.
//!
//! In: a run. Out: a document. Invariant: well formed whatever a file holds.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::machine::{Row, Run};
use crate::diag::Severity;

/// Text between tags or in quotes; characters that XML cannot hold become `�`.
#[must_use]
pub fn xml_text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' => escaped.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => escaped.push('�'),
            c => escaped.push(c),
        }
    }
    escaped
}

/// The findings of each file, by path; files without any included.
fn by_file<'a>(run: &Run<'a>) -> BTreeMap<String, Vec<Row<'a>>> {
    let mut files: BTreeMap<String, Vec<Row<'a>>> =
        run.files.iter().map(|name| ((run.path)(name), Vec::new())).collect();
    for row in run.open_rows() {
        let path = row.place.as_ref().map_or_else(String::new, |place| place.path.clone());
        files.entry(path).or_default().push(row);
    }
    files
}

/// One suite a file, one failed case a finding; a file without findings has one case that passes.
#[must_use]
pub fn junit(run: &Run<'_>) -> String {
    let files = by_file(run);
    let found: usize = files.values().map(Vec::len).sum();
    let tests: usize = files.values().map(|rows| rows.len().max(1)).sum();
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ =
        writeln!(xml, "<testsuites name=\"icp check\" tests=\"{tests}\" failures=\"{found}\" errors=\"0\">");
    for (path, rows) in &files {
        let name = xml_text(path);
        let class = xml_text(path.strip_suffix(".icp").unwrap_or(path));
        let _ = writeln!(
            xml,
            "  <testsuite name=\"{name}\" tests=\"{}\" disabled=\"0\" errors=\"0\" failures=\"{}\" package=\"icp\">",
            rows.len().max(1),
            rows.len()
        );
        if rows.is_empty() {
            let _ = writeln!(xml, "    <testcase name=\"icp.check\" classname=\"{class}\" file=\"{name}\"/>");
        }
        for row in rows {
            let code = row.diagnostic.code.id;
            let position = row.place.as_ref().map_or((1, 1), |place| (place.start.line, place.start.column));
            let _ = writeln!(
                xml,
                "    <testcase name=\"icp.{code}\" classname=\"{class}\" file=\"{name}\" line=\"{}\" column=\"{}\">\n      \
                 <failure message=\"{}\" type=\"{}\">line {}, column {}: {}</failure>\n    </testcase>",
                position.0,
                position.1,
                xml_text(&row.message),
                row.diagnostic.severity.word(),
                position.0,
                position.1,
                xml_text(&long_text(row)),
            );
        }
        xml.push_str("  </testsuite>\n");
    }
    xml.push_str("</testsuites>\n");
    xml
}

/// One `file` a file with findings, one `error` a finding.
#[must_use]
pub fn checkstyle(run: &Run<'_>) -> String {
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">\n");
    for (path, rows) in by_file(run).iter().filter(|(_, rows)| !rows.is_empty()) {
        let _ = writeln!(xml, "  <file name=\"{}\">", xml_text(path));
        for row in rows {
            let severity = match row.diagnostic.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Info => "info",
            };
            let position = row.place.as_ref().map_or((1, 1), |place| (place.start.line, place.start.column));
            let _ = writeln!(
                xml,
                "    <error line=\"{}\" column=\"{}\" severity=\"{severity}\" message=\"{}\" source=\"icp.{}\"/>",
                position.0,
                position.1,
                xml_text(&row.message),
                row.diagnostic.code.id,
            );
        }
        xml.push_str("  </file>\n");
    }
    xml.push_str("</checkstyle>\n");
    xml
}

/// The message, its notes and helps, a line each.
fn long_text(row: &Row<'_>) -> String {
    let mut text = row.message.clone();
    for note in &row.diagnostic.notes {
        let _ = write!(text, "\nnote: {}", super::clean(note));
    }
    for help in &row.diagnostic.helps {
        let _ = write!(text, "\nhelp: {}", super::clean(&help.text));
    }
    text
}
