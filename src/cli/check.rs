//! `icp check`: compile and lint, and mend what has one reading.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::clock::{as_of, parse_day};
use super::compile::{Compiled, OutputFormat, compile};
use super::diff::unified;
use super::edge::Edge;
use super::exit::{Ending, Exit, Fault};
use super::files::{Input, inputs};
use super::target::replace;
use crate::diag::{Diagnostic, Edit, Severity, render};
use crate::lint;
use crate::text::{SourceFile, SourceId, Sources, Span, number_of};
use crate::types::Day;

/// Compile and lint profiles
#[derive(Debug, Args)]
pub struct Arguments {
    /// Profiles, libraries or folders; `-` is standard input [default: .]
    #[arg(value_name = "PATHS")]
    paths: Vec<PathBuf>,
    /// Mend what has only one reading
    #[arg(long)]
    fix: bool,
    /// Mend also what is a guess
    #[arg(long)]
    unsafe_fixes: bool,
    /// Show what --fix would change, write nothing
    #[arg(long)]
    diff: bool,
    /// How to report [default: full, or what ICP_OUTPUT_FORMAT says]
    #[arg(long, value_enum, value_name = "FORMAT")]
    output_format: Option<OutputFormat>,
    /// Which findings make the exit code 1
    #[arg(long, value_enum, default_value_t, value_name = "LEVEL")]
    fail_on: FailOn,
    /// The day that reviews, assumptions and windows are judged by [default: today, UTC]
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    as_of: Option<Day>,
    /// Where a profile from standard input is said to lie
    #[arg(long, value_name = "PATH")]
    stdin_filename: Option<PathBuf>,
}

/// `--fail-on`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum FailOn {
    /// Errors only
    #[default]
    Error,
    /// Warnings too
    Warning,
}

/// All files of the run together, and what was found.
#[derive(Debug, Default)]
struct Report {
    sources: Sources,
    diagnostics: Vec<Diagnostic>,
    profiles: usize,
    libraries: usize,
}

/// How often fixes are applied and the result looked at again: one fix may make room for the next.
const ROUNDS: usize = 10;

/// Runs the verb.
///
/// # Errors
/// When a file cannot be read or written, or there is none.
pub fn run(edge: &Edge, arguments: &Arguments) -> Ending {
    let today = as_of(arguments.as_of)?;
    let format = OutputFormat::decide(arguments.output_format)?;
    let mut inputs = inputs(&arguments.paths, arguments.stdin_filename.as_deref())?;
    let mut report = look(&inputs, today)?;
    if arguments.unsafe_fixes && !arguments.fix && !arguments.diff {
        return Err(Fault::new("`--unsafe-fixes` alone changes nothing")
            .help("add `--fix`, or `--diff` to see the changes"));
    }
    let mut mended_input = false;
    if arguments.fix || arguments.diff {
        let before = inputs.clone();
        let mut fixed = 0;
        for _ in 0..ROUNDS {
            let applied = mend(&mut inputs, &report, arguments.unsafe_fixes);
            if applied == 0 {
                break;
            }
            fixed += applied;
            report = look(&inputs, today)?;
        }
        let changed: Vec<(&Input, &Input)> =
            before.iter().zip(&inputs).filter(|(old, new)| old.piped != new.piped).collect();
        if arguments.diff {
            return show_changes(edge, &changed);
        }
        for (_, new) in changed.iter().filter(|(old, _)| !old.is_standard_input) {
            replace(&new.path, &String::from_utf8_lossy(&new.bytes()?))?;
        }
        for new in inputs.iter().filter(|input| input.is_standard_input) {
            mended_input = true;
            edge.print(&String::from_utf8_lossy(&new.bytes()?))?;
        }
        if fixed > 0 {
            let files = number_of(changed.len(), "file", "files");
            edge.note(&format!("fixed {} in {files}", number_of(fixed, "finding", "findings")));
        }
    }
    let text = match format {
        OutputFormat::Full => render::full(&report.sources, &report.diagnostics, edge.style()),
        OutputFormat::Concise => render::concise(&report.sources, &report.diagnostics),
        OutputFormat::Plain => render::plain(&report.sources, &report.diagnostics),
        OutputFormat::Json => render::json(&report.sources, &report.diagnostics),
    };
    if mended_input {
        // The output stream holds the mended file.
        edge.note(text.trim_end());
    } else {
        edge.print(&text)?;
    }
    if format != OutputFormat::Json {
        edge.note(&summary(&report));
    }
    let failing = match arguments.fail_on {
        FailOn::Error => Severity::Error,
        FailOn::Warning => Severity::Warning,
    };
    let failed = report.diagnostics.iter().any(|diagnostic| diagnostic.severity >= failing);
    Ok(if failed { Exit::Findings } else { Exit::Clean })
}

/// Compiles and lints everything. What a profile uses is reported with it, once.
fn look(inputs: &[Input], today: Day) -> Result<Report, Fault> {
    let mut compiled = Vec::new();
    for input in inputs {
        compiled.push(compile(input)?);
    }
    let used: BTreeSet<String> = compiled
        .iter()
        .filter(|one| !one.checked.is_library)
        .flat_map(|one| one.sources.iter().skip(1).map(|(_, file)| file.name().to_owned()))
        .collect();
    let mut report = Report::default();
    let mut places: BTreeMap<String, SourceId> = BTreeMap::new();
    let mut said = BTreeSet::new();
    for Compiled { sources, checked } in &compiled {
        let own_name = sources.iter().next().map_or("", |(_, file)| file.name());
        if checked.is_library {
            report.libraries += 1;
        } else {
            report.profiles += 1;
        }
        if checked.is_library && used.contains(own_name) {
            continue;
        }
        let found = checked.diagnostics.iter().cloned().chain(lint::lint(sources, checked, today));
        let ids: Vec<SourceId> = sources
            .iter()
            .map(|(_, file)| match places.get(file.name()) {
                Some(id) => *id,
                None => {
                    let id = report.sources.add(file.clone());
                    places.insert(file.name().to_owned(), id);
                    id
                }
            })
            .collect();
        for mut diagnostic in found {
            move_to(&mut diagnostic, &ids);
            let place = diagnostic.primary.as_ref().map(|label| label.span);
            if said.insert((place, diagnostic.code.id, diagnostic.message.clone())) {
                report.diagnostics.push(diagnostic);
            }
        }
    }
    report.diagnostics.sort_by_key(|d| (d.primary.as_ref().map(|label| label.span), d.code.id));
    Ok(report)
}

/// Lets a diagnostic point into the files of the whole run.
fn move_to(diagnostic: &mut Diagnostic, ids: &[SourceId]) {
    let shift = |span: &mut Span| {
        if let Some(id) = ids.get(span.source.0 as usize) {
            span.source = *id;
        }
    };
    diagnostic.primary.iter_mut().chain(&mut diagnostic.secondary).for_each(|label| shift(&mut label.span));
    for help in &mut diagnostic.helps {
        if let Some(fix) = &mut help.fix {
            fix.edits.iter_mut().for_each(|edit| shift(&mut edit.span));
        }
    }
}

/// Applies what can be mended to the inputs' contents, in memory; says how many fixes.
fn mend(inputs: &mut [Input], report: &Report, guesses: bool) -> usize {
    let mut taken: Vec<&Edit> = Vec::new();
    let mut applied = 0;
    let mine: Vec<SourceId> = report
        .sources
        .iter()
        .filter(|(_, file)| inputs.iter().any(|input| input.shown() == file.name()))
        .map(|(id, _)| id)
        .collect();
    for diagnostic in &report.diagnostics {
        let fix =
            diagnostic.helps.iter().find_map(|help| help.fix.as_ref().filter(|fix| fix.safe || guesses));
        let Some(fix) = fix else { continue };
        let free = fix.edits.iter().all(|edit| {
            mine.contains(&edit.span.source) && !taken.iter().any(|other| touch(other.span, edit.span))
        });
        if free && !fix.edits.is_empty() {
            taken.extend(&fix.edits);
            applied += 1;
        }
    }
    for input in inputs {
        let shown = input.shown();
        let Some((id, file)) = report.sources.iter().find(|(_, file)| file.name() == shown) else { continue };
        let mut edits: Vec<&Edit> = taken.iter().copied().filter(|edit| edit.span.source == id).collect();
        if !edits.is_empty() {
            edits.sort_by_key(|edit| edit.span.start);
            input.piped = Some(apply(file, &edits).into_bytes());
        }
    }
    applied
}

/// Whether two edits cannot both be made.
fn touch(a: Span, b: Span) -> bool {
    a.source == b.source && a.start <= b.end && b.start <= a.end
}

/// The text with ascending, disjoint edits made.
fn apply(file: &SourceFile, edits: &[&Edit]) -> String {
    let mut text = String::with_capacity(file.text().len());
    let mut done = 0;
    for edit in edits {
        let range = edit.span.range();
        text.push_str(file.text().get(done..range.start).unwrap_or(""));
        text.push_str(&edit.replacement);
        done = range.end;
    }
    text.push_str(file.text().get(done..).unwrap_or(""));
    text
}

fn show_changes(edge: &Edge, changed: &[(&Input, &Input)]) -> Ending {
    for (old, new) in changed {
        let before = old.bytes()?;
        let after = new.bytes()?;
        let name = old.shown();
        edge.print(&unified(
            &name,
            &String::from_utf8_lossy(&before),
            &String::from_utf8_lossy(&after),
            edge.color,
        ))?;
    }
    Ok(if changed.is_empty() { Exit::Clean } else { Exit::Findings })
}

/// `2 profiles and 1 library checked: 4 errors in 1 file; `--fix` mends 2`.
fn summary(report: &Report) -> String {
    let mut checked = Vec::new();
    if report.profiles > 0 {
        checked.push(number_of(report.profiles, "profile", "profiles"));
    }
    if report.libraries > 0 {
        checked.push(number_of(report.libraries, "library", "libraries"));
    }
    let found = render::summary(&report.diagnostics).unwrap_or_else(|| "nothing found".to_owned());
    let is_fixable = |diagnostic: &&Diagnostic| {
        diagnostic.helps.iter().any(|help| help.fix.as_ref().is_some_and(|fix| fix.safe))
    };
    let fixable = match report.diagnostics.iter().filter(is_fixable).count() {
        0 => String::new(),
        count => format!("; `--fix` mends {count}"),
    };
    format!("{} checked: {found}{fixable}", checked.join(" and "))
}
