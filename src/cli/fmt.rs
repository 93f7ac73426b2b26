//! `icp fmt`: the one layout.

use clap::Args;

use super::compile::text_of;
use super::edge::Edge;
use super::exit::{Ending, Exit, Fault};
use super::files::{FileArguments, Input};
use super::settings::{SettingsArguments, SettingsFinder};
use super::target::replace;
use super::unified::unified;
use crate::diag::{Diagnostic, render};
use crate::fmt::format;
use crate::syntax::parse;
use crate::text::{SourceFile, Sources, number_of};

/// Lay out profiles the one way
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    files: FileArguments,
    /// Name the files that would change, write nothing
    #[arg(long)]
    check: bool,
    /// Show what would change, write nothing
    #[arg(long)]
    diff: bool,
    #[command(flatten)]
    settings: SettingsArguments,
}

/// What became of one file.
struct Formatted {
    before: String,
    after: Option<String>,
    sources: Sources,
    diagnostics: Vec<Diagnostic>,
}

/// Runs the verb.
///
/// # Errors
/// When a file cannot be read or written, or there is none.
pub fn run(edge: &Edge, arguments: &Arguments) -> Ending {
    let settings = SettingsFinder::new(edge, &arguments.settings)?;
    let inputs = arguments.files.inputs(&settings)?;
    let writes = !arguments.check && !arguments.diff;
    let mut exit = Exit::Clean;
    let (mut changed, mut same) = (0, 0);
    for input in &inputs {
        let name = input.shown();
        let formatted = format_one(input, &name)?;
        if !formatted.diagnostics.is_empty() {
            let text = render::full(&formatted.sources, &formatted.diagnostics, edge.note_style());
            edge.say(text.trim_end());
            exit = exit.max(Exit::Findings);
        }
        let Some(after) = formatted.after else {
            exit = Exit::CouldNotRun;
            continue;
        };
        let differs = after != formatted.before;
        if differs {
            changed += 1
        } else {
            same += 1
        }
        if input.is_standard_input && writes {
            edge.print(&after)?;
        } else if differs && writes {
            replace(&input.path, &after)?;
            edge.note(&format!("formatted {name}"));
        } else if differs {
            exit = exit.max(Exit::Findings);
            edge.print(&if arguments.diff {
                unified(&name, &formatted.before, &after, edge.color)
            } else {
                format!("would format {name}\n")
            })?;
        }
    }
    if !inputs.iter().any(|input| input.is_standard_input) {
        let would = if writes { "formatted" } else { "to format" };
        edge.note(&format!("{} {would}, {same} unchanged", number_of(changed, "file", "files")));
    }
    Ok(exit)
}

fn format_one(input: &Input, name: &str) -> Result<Formatted, Fault> {
    let before = text_of(input.bytes()?, name)?;
    let mut sources = Sources::new();
    let id = sources.add(SourceFile::new(name, before.clone()));
    let Some(file) = sources.get(id) else { return Err(Fault::new(format!("`{name}` is lost"))) };
    let parsed = parse(id, file);
    let formatted = format(file, &parsed);
    let mut diagnostics = parsed.diagnostics;
    let after = formatted.map_err(|refusal| diagnostics.push(refusal)).ok();
    Ok(Formatted { before, after, sources, diagnostics })
}
