//! Imports: reading a profile and every file and pack it uses.
//!
//! In: the entry file and a [`Loader`]. Out: all files parsed, and the order of their statements.
//! Invariant: each file is read and parsed once, however often and by whatever spelling it is used.

use std::collections::HashMap;

use super::loader::{LoadError, Loader};
use super::packs;
use crate::diag::codes::imports;
use crate::diag::{Diagnostic, Label, Sink};
use crate::syntax::tree::{Item, Text, UseTarget};
use crate::syntax::{self, Parsed};
use crate::text::{SourceFile, SourceId, Sources, Span, closest, join_or, number_of};

/// What reading gives.
pub(super) struct Files {
    /// The entry first, then in the order of reading.
    pub parsed: Vec<Parsed>,
    /// Every statement by file and position; a used file's statements stand where its `use` stands.
    pub order: Vec<(usize, usize)>,
    /// Whether a file could not be read, so that any name may be missing.
    pub incomplete: bool,
}

/// A file that is being read.
struct Open {
    file: usize,
    next: usize,
    /// The `use` that led here.
    via: Option<Span>,
}

/// Reads the entry and all it uses.
pub(super) fn load(sources: &mut Sources, entry: SourceFile, loader: &dyn Loader, sink: &mut Sink) -> Files {
    let mut reader = Reader { sources, loader, files: Vec::new(), by_name: HashMap::new() };
    reader.add(entry);
    let mut loaded = Files { parsed: Vec::new(), order: Vec::new(), incomplete: false };
    let mut open = vec![Open { file: 0, next: 0, via: None }];
    while let Some(top) = open.last_mut() {
        let (file, next, via) = (top.file, top.next, top.via);
        top.next += 1;
        let Some(item) = reader.files.get(file).and_then(|parsed| parsed.tree.items.get(next)) else {
            open.pop();
            continue;
        };
        match item {
            Item::Use(used) => {
                let (span, target) = (used.span, used.target.clone());
                match reader.read(&target, file) {
                    Err(problem) => {
                        loaded.incomplete = true;
                        sink.push(*problem);
                    }
                    Ok(Found::Again(file)) => {
                        if let Some(start) = open.iter().position(|frame| frame.file == file) {
                            sink.push(
                                reader.cycle(open.get(start..).unwrap_or_default(), target_span(&target)),
                            );
                        }
                    }
                    Ok(Found::New(file)) => open.push(Open { file, next: 0, via: Some(span) }),
                }
            }
            Item::Profile(profile) => match via {
                None => loaded.order.push((file, next)),
                Some(via) => sink.push(profile_in_library(reader.name(file), via, profile.name.span)),
            },
            Item::Account(_)
            | Item::Table(_)
            | Item::Taxonomy(_)
            | Item::Rates(_)
            | Item::List(_)
            | Item::Let(_)
            | Item::Role(_)
            | Item::Market(_)
            | Item::Exclude(_)
            | Item::Require(_)
            | Item::Score(_)
            | Item::Tier(_)
            | Item::Segment(_)
            | Item::Override(_)
            | Item::Guarantee(_)
            | Item::Outcome(_)
            | Item::Test(_)
            | Item::Damaged(_) => loaded.order.push((file, next)),
        }
    }
    loaded.parsed = reader.files;
    loaded
}

fn profile_in_library(name: &str, used: Span, profile: Span) -> Diagnostic {
    Diagnostic::new(
        &imports::PROFILE_IN_LIBRARY,
        used,
        format!("`{name}` is a profile, and only libraries can be used"),
        "used here",
    )
    .label(profile, "it declares a profile here")
    .help("move what both profiles need into a file without `profile`, and use that file in both")
}

fn target_span(target: &UseTarget) -> Span {
    match target {
        UseTarget::File(path) => path.span,
        UseTarget::Pack(_, span) => *span,
    }
}

enum Found {
    New(usize),
    Again(usize),
}

struct Reader<'a> {
    sources: &'a mut Sources,
    loader: &'a dyn Loader,
    files: Vec<Parsed>,
    by_name: HashMap<String, usize>,
}

impl Reader<'_> {
    fn add(&mut self, file: SourceFile) -> usize {
        self.add_parsed(file, syntax::parse)
    }

    fn add_parsed(&mut self, file: SourceFile, parse: fn(SourceId, &SourceFile) -> Parsed) -> usize {
        let name = file.name().to_owned();
        let id = self.sources.add(file);
        if let Some(file) = self.sources.get(id) {
            self.files.push(parse(id, file));
        }
        let index = self.files.len().saturating_sub(1);
        self.by_name.insert(name, index);
        index
    }

    fn name(&self, file: usize) -> &str {
        let source = self.files.get(file).and_then(|parsed| self.sources.get(parsed.source));
        source.map_or("", SourceFile::name)
    }

    fn read(&mut self, target: &UseTarget, from: usize) -> Result<Found, Box<Diagnostic>> {
        match target {
            UseTarget::File(path) => {
                let loaded = self
                    .loader
                    .load(self.name(from), &path.value)
                    .map_err(|error| Box::new(not_loaded(path, self.name(from), error)))?;
                if let Some(known) = self.by_name.get(&loaded.name) {
                    return Ok(Found::Again(*known));
                }
                let text = crate::syntax::decode(&path.value, loaded.bytes).map_err(|mut report| {
                    report.primary = Some(Label { span: path.span, text: "not text".to_owned() });
                    report
                })?;
                Ok(Found::New(self.add(SourceFile::new(loaded.name, text))))
            }
            UseTarget::Pack(words, span) => {
                let mut name = "std".to_owned();
                for word in words {
                    name.push('.');
                    name.push_str(&word.text);
                }
                if let Some(known) = self.by_name.get(&name) {
                    return Ok(Found::Again(*known));
                }
                let Some(text) = packs::text(&name) else { return Err(Box::new(unknown_pack(&name, *span))) };
                Ok(Found::New(self.add_parsed(SourceFile::new(name, text), packs::parsed)))
            }
        }
    }

    fn cycle(&self, circle: &[Open], again: Span) -> Diagnostic {
        let names: Vec<&str> = circle.iter().map(|open| self.name(open.file)).collect();
        let first = names.first().copied().unwrap_or("");
        let mut path = format!("`{first}`");
        for (index, name) in names.iter().skip(1).chain([&first]).enumerate() {
            path.push_str(if index == 0 { " uses " } else { ", which uses " });
            path.push_str(&format!("`{name}`"));
        }
        let mut report = Diagnostic::new(
            &imports::IMPORT_CYCLE,
            again,
            format!("import cycle: {path}"),
            format!("`{first}` is being read already"),
        );
        for open in circle.iter().skip(1) {
            if let Some(via) = open.via {
                report = report.label(via, format!("uses `{}`", self.name(open.file)));
            }
        }
        report.help("move what both need into a third file that uses neither")
    }
}

fn unknown_pack(name: &str, span: Span) -> Diagnostic {
    let report = Diagnostic::new(
        &imports::UNKNOWN_PACK,
        span,
        format!("there is no shipped pack `{name}`"),
        "no such pack",
    );
    match closest(name, packs::names()).as_slice() {
        [one] => report.fix(format!("write `{one}`"), span, *one),
        [] => {
            let all: Vec<String> = packs::names().map(|name| format!("`{name}`")).collect();
            report.note(format!("the packs are {}", crate::text::join_and(&all)))
        }
        several => {
            let names: Vec<String> = several.iter().map(|name| format!("`{name}`")).collect();
            report.help(format!("write {}", join_or(&names)))
        }
    }
}

/// The text of a file.
pub(super) fn utf8(path: &Text, bytes: Vec<u8>) -> Result<String, Box<Diagnostic>> {
    String::from_utf8(bytes).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        let before = error.as_bytes().get(..good).unwrap_or_default();
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        let report = Diagnostic::new(
            &imports::FILE_NOT_UTF8,
            path.span,
            format!("`{}` is not UTF-8 text: line {line} holds bytes that are no characters", path.value),
            "not UTF-8",
        );
        Box::new(report.help("save the file again as UTF-8 (in a spreadsheet: \"CSV UTF-8\")"))
    })
}

/// Why a file named in a profile cannot be had.
pub(super) fn not_loaded(path: &Text, from: &str, error: LoadError) -> Diagnostic {
    let shown = &path.value;
    let report = |code, message: String, label: &str| Diagnostic::new(code, path.span, message, label);
    match error {
        LoadError::NotFound { nearby } => {
            let problem =
                report(&imports::FILE_NOT_FOUND, format!("there is no file `{shown}`"), "no such file");
            let near: Vec<String> = nearby.iter().take(3).map(|name| format!("`{name}`")).collect();
            let problem = problem.note(format!("paths are relative to the file that names them, `{from}`"));
            if near.is_empty() { problem } else { problem.help(format!("did you mean {}?", join_or(&near))) }
        }
        LoadError::OutsideRoot { root } => report(
            &imports::FILE_OUTSIDE_ROOT,
            format!("`{shown}` lies outside the project, whose root is `{root}`"),
            "outside the project",
        )
        .help("copy the file into the project, so that every reviewer and every run reads the same one"),
        LoadError::TooLarge { bytes, limit } => report(
            &imports::FILE_TOO_LARGE,
            format!("`{shown}` is too large: {}, and the limit is {}", size(bytes), size(limit)),
            "too large",
        ),
        LoadError::NotAFile => report(
            &imports::FILE_UNREADABLE,
            format!("`{shown}` is a folder or a pipe, not a file"),
            "not a file",
        ),
        LoadError::Unreadable(reason) => {
            report(&imports::FILE_UNREADABLE, format!("`{shown}` cannot be read: {reason}"), "cannot be read")
        }
    }
}

fn size(bytes: u64) -> String {
    const MEGABYTE: u64 = 1_000_000;
    if bytes >= MEGABYTE {
        format!("{}.{} MB", bytes / MEGABYTE, bytes % MEGABYTE / 100_000)
    } else {
        number_of(usize::try_from(bytes).unwrap_or(usize::MAX), "byte", "bytes")
    }
}
