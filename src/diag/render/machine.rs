//! What the formats of other programs share: paths from the repository's root, places, fingerprints.
//!
//! In: what a run found. Out: rows that a format only has to write down.
//! Invariant: a fingerprint does not change when lines are added or removed elsewhere, and no two rows share one.

use std::collections::HashMap;

use super::clean;
use crate::diag::{Code, Diagnostic, Severity, Suppressed};
use crate::text::{Position, Sources, Span};

/// A run, as other programs want to know it.
#[derive(Clone, Copy)]
pub struct Run<'a> {
    /// The files.
    pub sources: &'a Sources,
    /// What was found, by place.
    pub diagnostics: &'a [Diagnostic],
    /// What comments in the files suppress.
    pub suppressed: &'a [Suppressed],
    /// The names of all files that were looked at, as messages show them.
    pub files: &'a [String],
    /// From the name that messages show to the path from the repository's root, with `/`.
    pub path: &'a dyn Fn(&str) -> String,
}

/// Where something is, as people count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub path: String,
    pub start: Position,
    /// One past the last character.
    pub end: Position,
}

/// One finding, ready to be written.
pub(super) struct Row<'a> {
    pub diagnostic: &'a Diagnostic,
    pub message: String,
    pub place: Option<Place>,
    /// Sixteen hexadecimal digits and how often the same has been seen before: `39fa2ee980eb94b0:1`.
    pub fingerprint: String,
    /// The reason of the comment that suppresses it.
    pub suppressed: Option<&'a Suppressed>,
}

impl<'a> Run<'a> {
    /// Every finding, suppressed ones last.
    pub(super) fn rows(&self) -> Vec<Row<'a>> {
        let mut seen = HashMap::new();
        let found = self.diagnostics.iter().map(|diagnostic| (diagnostic, None));
        let silent = self.suppressed.iter().map(|one| (&one.diagnostic, Some(one)));
        found
            .chain(silent)
            .map(|(diagnostic, suppressed)| self.row(diagnostic, suppressed, &mut seen))
            .collect()
    }

    /// The findings that no comment suppresses.
    pub(super) fn open_rows(&self) -> Vec<Row<'a>> {
        self.rows().into_iter().filter(|row| row.suppressed.is_none()).collect()
    }

    fn row(
        &self,
        diagnostic: &'a Diagnostic,
        suppressed: Option<&'a Suppressed>,
        seen: &mut HashMap<u64, usize>,
    ) -> Row<'a> {
        let place = diagnostic.primary.as_ref().map(|label| self.place(label.span));
        let line = diagnostic.primary.as_ref().map_or("", |label| self.line(label.span));
        let path = place.as_ref().map_or("", |place| place.path.as_str());
        let mut hash = Fnv::new();
        for part in [diagnostic.code.id, path].into_iter().chain(line.split_whitespace()) {
            hash.add(part);
        }
        if line.is_empty() {
            hash.add(&diagnostic.message);
        }
        let occurrence = seen.entry(hash.0).or_insert(0);
        *occurrence += 1;
        Row {
            diagnostic,
            message: clean(&diagnostic.message).into_owned(),
            place,
            fingerprint: format!("{:016x}:{occurrence}", hash.0),
            suppressed,
        }
    }

    /// Where a span is.
    pub(super) fn place(&self, span: Span) -> Place {
        let (name, start) = self.sources.locate(span);
        let (_, end) = self.sources.locate(Span { start: span.end, ..span });
        Place { path: (self.path)(name), start, end }
    }

    /// The line on which a span starts.
    pub(super) fn line(&self, span: Span) -> &'a str {
        let file = self.sources.get(span.source);
        file.map_or("", |file| file.line(file.position(span.start as usize).line))
    }
}

/// The documentation of a code on the web, where the package names a repository.
pub(super) fn url(code: &Code) -> Option<String> {
    project().map(|repository| format!("{repository}/blob/main/{}", code.page_path()))
}

/// The home of the program on the web, where the package names one.
pub(super) fn project() -> Option<&'static str> {
    Some(env!("CARGO_PKG_REPOSITORY")).filter(|repository| !repository.is_empty())
}

impl Severity {
    /// Errors first.
    pub(super) fn rank(self) -> u8 {
        match self {
            Severity::Error => 0,
            Severity::Warning => 1,
            Severity::Info => 2,
        }
    }
}

/// FNV-1a of 64 bits: the same on every machine and in every version.
struct Fnv(u64);

impl Fnv {
    fn new() -> Fnv {
        Fnv(0xcbf2_9ce4_8422_2325)
    }

    /// Adds a word and an end that no word contains.
    fn add(&mut self, word: &str) {
        for byte in word.bytes().chain([0xff]) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}
