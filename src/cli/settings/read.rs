//! Reading one `icp.toml`.
//!
//! In: a file. Out: settings, or every mistake in it shown with its place.
//! Invariant: a key or value that has no meaning is a mistake, never skipped.

use std::ops::Range;
use std::path::Path;

use clap::ValueEnum;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Given, Level, LintLevel, PathLevels, Settings, globs, shown};
use crate::cli::edge::Edge;
use crate::cli::exit::{Exit, Fault};
use crate::cli::loader::{read_bounded, slashes};
use crate::diag::codes::settings as codes;
use crate::diag::{Code, Diagnostic, Severity, Sink, render};
use crate::text::{SourceFile, SourceId, Sources, Span, closest, join_or};

/// The keys at the top, as messages list them.
const KEYS: [&str; 5] = ["output-format", "fail-on", "exclude", "lint", "paths"];

/// A file while it is read.
struct Reader<'a> {
    source: SourceId,
    file: &'a SourceFile,
    folder: &'a Path,
    sink: Sink,
}

/// A key and its value, with their places.
type Entry<'t> = (&'t str, Range<usize>, &'t DeValue<'t>, Range<usize>);

/// Reads settings; what is wrong is said on the error stream.
///
/// # Errors
/// When the file cannot be read, or something is wrong in it.
pub fn read(edge: &Edge, here: &Path, path: &Path) -> Result<Settings, Fault> {
    let name = shown(here, path);
    let whole = here.join(path);
    if !whole.is_file() {
        return Err(Fault::new(format!("there is no file `{}`", slashes(path))));
    }
    let bytes = read_bounded(&whole).map_err(|_| Fault::new(format!("cannot read `{}`", slashes(path))))?;
    let text = crate::cli::compile::text_of(bytes, &name)?;
    let real = std::fs::canonicalize(&whole).unwrap_or(whole);
    let folder = real.parent().unwrap_or(here).to_path_buf();
    let mut sources = Sources::new();
    let source = sources.add(SourceFile::new(name.clone(), text));
    let Some(file) = sources.get(source) else { return Ok(Settings::default()) };
    let mut reader = Reader { source, file, folder: &folder, sink: Sink::new() };
    let mut settings = reader.read();
    let found = reader.sink.into_sorted();
    if found.is_empty() {
        settings.file = Some((name, folder));
        return Ok(settings);
    }
    edge.say(render::full(&sources, &found, edge.note_style()).trim_end());
    edge.say(&format!("\n{}: nothing was checked", render::summary(&found).unwrap_or_default()));
    Err(Fault::Said(Exit::CouldNotRun))
}

impl Reader<'_> {
    fn read(&mut self) -> Settings {
        let mut settings = Settings::default();
        let (table, errors) = DeTable::parse_recoverable(self.file.text());
        for error in &errors {
            let span = self.span(error.span().unwrap_or(0..0));
            let what = format!("`{}` is not TOML: {}", self.file.name(), error.message());
            self.sink.push(Diagnostic::new(&codes::MALFORMED_SETTINGS, span, what, ""));
        }
        if !errors.is_empty() {
            return settings;
        }
        for (key, place, value, value_place) in sorted(table.get_ref()) {
            let line = self.line(&place);
            match key {
                "output-format" => {
                    settings.output_format =
                        self.choice(key, value, value_place).map(|value| Given { value, line });
                }
                "fail-on" => {
                    settings.fail_on =
                        self.choice(key, value, value_place).map(|value| Given { value, line });
                }
                "exclude" => {
                    let patterns = self.texts(key, value, &value_place);
                    settings.excluded =
                        patterns.as_ref().and_then(|patterns| self.globs(patterns, &value_place));
                    settings.exclude = patterns.map(|value| Given { value, line });
                }
                "lint" => settings.levels = self.levels(value, value_place),
                "paths" => settings.paths = self.paths(value, value_place),
                key => self.unknown_key(key, place, &KEYS),
            }
        }
        settings
    }

    fn paths(&mut self, value: &DeValue<'_>, place: Range<usize>) -> Vec<PathLevels> {
        let mut found = Vec::new();
        let Some(table) =
            self.table("paths", "one table for each glob: `[paths.\"drafts/\".lint]`", value, &place)
        else {
            return found;
        };
        for (glob, place, value, value_place) in sorted(table) {
            let what = "the table `lint`: `[paths.\"drafts/\".lint]`";
            let Some(inner) = self.table(&format!("paths.\"{glob}\""), what, value, &value_place) else {
                continue;
            };
            let mut levels = Vec::new();
            for (key, key_place, value, value_place) in sorted(inner) {
                match key {
                    "lint" => levels = self.levels(value, value_place),
                    key => self.unknown_key(key, key_place, &["lint"]),
                }
            }
            if let Some(matcher) = self.globs(&[glob.to_owned()], &place) {
                found.push(PathLevels { glob: glob.to_owned(), matcher, levels });
            }
        }
        found
    }

    fn levels(&mut self, value: &DeValue<'_>, place: Range<usize>) -> Vec<Given<LintLevel>> {
        let mut levels = Vec::new();
        let Some(table) = self.table("lint", "lints with their levels: `no-signal = \"off\"`", value, &place)
        else {
            return levels;
        };
        for (key, place, value, value_place) in sorted(table) {
            let line = self.line(&place);
            let code = self.lint(key, place);
            let level: Option<Level> = self.choice(key, value, value_place);
            if let (Some(code), Some(level)) = (code, level) {
                levels.push(Given { value: LintLevel { code, level }, line });
            }
        }
        levels
    }

    /// The lint of a code or name.
    fn lint(&mut self, name: &str, place: Range<usize>) -> Option<&'static Code> {
        let span = self.span(place);
        let Some(code) = crate::diag::codes::find(name) else {
            let all = crate::diag::codes::all();
            let lints = all.iter().filter(|code| code.severity < Severity::Error);
            let near = closest(name, lints.flat_map(|code| [code.slug, code.id]));
            let what = format!("there is no lint `{name}`");
            let report = Diagnostic::new(&codes::LEVEL_OF_UNKNOWN_LINT, span, what, "no such code or name");
            self.sink.push(did_you_mean(report, &near, "every finding shows its code"));
            return None;
        };
        if code.severity == Severity::Error {
            let what = format!("{} `{}` is always an error: it has no level", code.id, code.slug);
            self.sink.push(
                Diagnostic::new(&codes::LEVEL_OF_ERROR, span, what, "an error, no lint")
                    .help("delete the line, and mend what is reported"),
            );
            return None;
        }
        Some(code)
    }

    /// One of the words that a key takes.
    fn choice<T: ValueEnum>(&mut self, key: &str, value: &DeValue<'_>, place: Range<usize>) -> Option<T> {
        if let Some(found) = value.as_str().and_then(|word| T::from_str(word, false).ok()) {
            return Some(found);
        }
        let words: Vec<String> = T::value_variants()
            .iter()
            .filter_map(|variant| Some(variant.to_possible_value()?.get_name().to_owned()))
            .collect();
        let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
        let written = self.file.text().get(place.clone()).unwrap_or("").trim().to_owned();
        let what = format!("`{key}` takes {}, not {written}", join_or(&quoted));
        let report = Diagnostic::new(&codes::WRONG_SETTING, self.span(place), what, "");
        let near =
            value.as_str().map(|word| closest(word, words.iter().map(String::as_str))).unwrap_or_default();
        self.sink.push(match near.as_slice() {
            [one] => report.help(format!("write \"{one}\"")),
            _ => report,
        });
        None
    }

    fn texts(&mut self, key: &str, value: &DeValue<'_>, place: &Range<usize>) -> Option<Vec<String>> {
        let texts = value
            .as_array()
            .map(|array| array.iter().map(|one| one.get_ref().as_str().map(str::to_owned)).collect());
        if let Some(Some(texts)) = texts {
            return Some(texts);
        }
        let what = format!("`{key}` takes a list of texts: `{key} = [\"drafts/\"]`");
        self.sink.push(Diagnostic::new(&codes::WRONG_SETTING, self.span(place.clone()), what, ""));
        None
    }

    fn globs(&mut self, patterns: &[String], place: &Range<usize>) -> Option<ignore::gitignore::Gitignore> {
        match globs(self.folder, patterns) {
            Ok(matcher) => Some(matcher),
            Err((index, why)) => {
                let pattern = patterns.get(index).map_or("", String::as_str);
                let what = format!("\"{pattern}\" is no glob: {why}");
                self.sink.push(
                    Diagnostic::new(&codes::WRONG_SETTING, self.span(place.clone()), what, "")
                        .note("globs are those of `.gitignore`, relative to the folder of this file"),
                );
                None
            }
        }
    }

    fn table<'t>(
        &mut self,
        key: &str,
        what: &str,
        value: &'t DeValue<'t>,
        place: &Range<usize>,
    ) -> Option<&'t DeTable<'t>> {
        let table = value.as_table();
        if table.is_none() {
            let what = format!("`{key}` holds {what}");
            self.sink.push(Diagnostic::new(
                &codes::WRONG_SETTING,
                self.span(place.clone()),
                what,
                "not a table",
            ));
        }
        table
    }

    fn unknown_key(&mut self, key: &str, place: Range<usize>, known: &[&str]) {
        let what = format!("`{}` has no setting `{key}`", self.file.name());
        let report = Diagnostic::new(&codes::UNKNOWN_SETTING, self.span(place), what, "no such key");
        // A lint outside of its table is the likeliest slip.
        let report = match crate::diag::codes::find(key) {
            Some(code) if code.severity < Severity::Error => report.help("put it below a line `[lint]`"),
            _ => {
                let all: Vec<String> = known.iter().map(|key| format!("`{key}`")).collect();
                let list = match all.as_slice() {
                    [one] => format!("the only key here is {one}"),
                    all => format!("the keys are {}", crate::text::join_and(all)),
                };
                did_you_mean(report, &closest(key, known.iter().copied()), &list)
            }
        };
        self.sink.push(report);
    }

    fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.source, range.start, range.end)
    }

    fn line(&self, range: &Range<usize>) -> usize {
        self.file.position(range.start).line
    }
}

fn did_you_mean(report: Diagnostic, near: &[&str], otherwise: &str) -> Diagnostic {
    match near {
        [] => report.note(otherwise),
        near => {
            let near: Vec<String> = near.iter().map(|name| format!("`{name}`")).collect();
            report.help(format!("did you mean {}?", join_or(&near)))
        }
    }
}

/// The entries of a table in the order of the file.
fn sorted<'t>(table: &'t DeTable<'t>) -> Vec<Entry<'t>> {
    let mut entries: Vec<Entry<'t>> = table
        .iter()
        .map(|(key, value): (&Spanned<_>, &Spanned<DeValue<'_>>)| {
            (key.get_ref().as_ref(), key.span(), value.get_ref(), value.span())
        })
        .collect();
    entries.sort_by_key(|entry| entry.1.start);
    entries
}
